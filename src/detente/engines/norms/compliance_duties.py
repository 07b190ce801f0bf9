"""Duties with a deadline: what brings each about, by when it is due, and on which day it was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.engines.norms.compliance_found import NONE
from detente.engines.norms.compliance_pieces import FOREVER

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Span:
    """A calendar duration."""

    months: int = 0
    days: int = 0

    def after(self, day: Ints) -> Ints:
        """The days so long after others: months first (the last of a month that is shorter), then days.

        >>> Span(months=1, days=1).after(np.array([738916]))  # 2024-01-31
        array([738946])
        """
        day = np.asarray(day, np.int64)
        if not self.months:
            return day + self.days
        civil = (day - _EPOCH).astype("datetime64[D]")
        month = civil.astype("datetime64[M]")
        within = (civil - month.astype("datetime64[D]")).astype(np.int64)
        target = month + self.months
        longest = ((target + 1).astype("datetime64[D]") - target.astype("datetime64[D]")).astype(np.int64)
        moved = target.astype("datetime64[D]").astype(np.int64) + np.minimum(within, longest - 1)
        return np.asarray(moved + _EPOCH + self.days, np.int64)


_EPOCH = 719163
"""The ordinal of 1970-01-01, where days of the calendar count from."""


@dataclass(frozen=True)
class Windows:
    """Duties, a row each: from when, due when (FOREVER: without a deadline), who, with what, where (NONE: anything).

    `event` and `source` say what brought it about.
    """

    start: Ints
    due: Ints
    actor: Ints
    asset: Ints
    place: Ints
    event: Ints


@dataclass(frozen=True)
class Acts:
    """What was done that a duty may be done by: when, by whom, with what, where, how much."""

    day: Ints
    actor: Ints
    asset: Ints
    place: Ints
    amount: Ints

    @classmethod
    def of(cls, rows: Sequence[NDArray[np.int64]]) -> Acts:
        """From columns."""
        return cls(*rows)


def done(windows: Windows, acts: Acts, need: int, unsaid: tuple[int, int]) -> Ints:
    """On which day each duty was done: when so much had been done since its start; NONE: never.

    An act counts for a duty of the same actor, with the same asset and in the same place where the duty names them, or
    where the act says neither (`unsaid` are the indices for that). One act may count for several duties.
    """
    found = np.full(len(windows.start), NONE, np.int64)
    keys = np.stack([windows.actor, windows.asset, windows.place], axis=1)
    unique, inverse = np.unique(keys, axis=0, return_inverse=True)
    inverse = inverse.reshape(-1)
    order = np.argsort(inverse, kind="stable")
    begin = np.searchsorted(inverse[order], np.arange(len(unique) + 1))
    by_actor = np.argsort(acts.actor, kind="stable")
    actors = acts.actor[by_actor]
    for number, (actor, asset, place) in enumerate(unique.tolist()):
        if actor == NONE:
            mine = np.arange(len(actors))
        else:
            low, high = np.searchsorted(actors, (actor, actor + 1))
            mine = by_actor[low:high]
        if asset != NONE:
            mine = mine[(acts.asset[mine] == asset) | (acts.asset[mine] == unsaid[0])]
        if place != NONE:
            mine = mine[(acts.place[mine] == place) | (acts.place[mine] == unsaid[1])]
        rows = order[begin[number] : begin[number + 1]]
        found[rows] = _reached(windows.start[rows], acts.day[mine], acts.amount[mine], need)
    return found


def _reached(start: Ints, day: Ints, amount: Ints, need: int) -> Ints:
    order = np.argsort(day, kind="stable")
    day, total = day[order], np.cumsum(amount[order])
    earlier = np.searchsorted(day, start)
    before = np.r_[0, total][earlier]
    at = np.searchsorted(total, before + need)  # amounts of acts are above 0, so that totals rise
    return np.where(at < len(day), np.r_[day, NONE][np.minimum(at, len(day))], NONE)


def beyond(start: Ints, last: Ints, span: Span) -> Ints:
    """The first day too many of each stay, FOREVER where it is not too long."""
    first = span.after(start)
    return np.where(first <= last, first, FOREVER)
