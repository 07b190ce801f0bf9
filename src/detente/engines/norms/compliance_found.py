"""Violations as columns, and joining those of one event and clause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from detente.engines.norms.compliance_pieces import FOREVER

Ints = NDArray[np.int64]

NONE = -1

FORBIDDEN, OVER, UNDER, STAY, UNDONE, OVER_AFTER, UNDER_AFTER = range(7)
"""What is wrong: forbidden itself, above a cap, below a floor, too long a stay, a duty not done by its deadline.

The last two: above a cap, or below a floor, because what the event was there for is over.
"""


@dataclass(frozen=True)
class Found:
    """Violations, a row each.

    `event` is the event's number (NONE: a duty that no event brought about); `pattern` the bits of the clause's terms
    under which it is one; `first` to `last` the days that are (last FOREVER: open), `days` how many these are (open:
    0); `over` by how much a stock is beyond its bound; `repaired` the day; `source` and `source_pattern` the violation
    that a repair was for; `actor` who and `place` where. NONE where there is nothing to say.
    """

    event: Ints
    clause: Ints
    kind: Ints
    pattern: Ints
    first: Ints
    last: Ints
    days: Ints
    over: Ints
    actor: Ints
    place: Ints
    repaired: Ints
    source: Ints
    source_pattern: Ints

    def __len__(self) -> int:
        return len(self.event)

    def take(self, places: Ints | NDArray[np.bool_] | slice) -> Found:
        """Some rows."""
        return Found(*(getattr(self, one.name)[places] for one in fields(self)))

    def changed(self, **columns: Ints) -> Found:
        """The same rows with other values in some columns."""
        return Found(*(columns.get(one.name, getattr(self, one.name)) for one in fields(self)))


def found(count: int, **columns: Ints | int) -> Found:
    """Rows with these columns; NONE in the others."""
    values = {one.name: columns.get(one.name, NONE) for one in fields(Found)}
    return Found(**{name: np.broadcast_to(np.asarray(value, np.int64), (count,)) for name, value in values.items()})


def gathered(parts: Iterable[Found]) -> Found:
    """The rows of several, one after the other."""
    every = list(parts)
    some = [part for part in every if len(part)]
    if len(some) < 2:
        return some[0] if some else found(0)
    return Found(*(np.concatenate([getattr(part, one.name) for part in some]) for one in fields(Found)))


def merged(rows: Found, by: Sequence[str] = ("event", "clause", "kind")) -> Found:
    """One row for those that agree in `by`, in that order: any pattern, all days, the most excess."""
    if len(rows) < 2:
        return rows
    keys = [getattr(rows, name) for name in by]
    rows = rows.take(np.lexsort((rows.first, *reversed(keys))))
    keys = [getattr(rows, name) for name in by]
    new = np.r_[True, np.any([np.diff(key) != 0 for key in keys], axis=0)]
    if new.all():
        return rows
    begin = np.flatnonzero(new)
    group = np.cumsum(new) - 1
    ends = np.maximum.accumulate((group << 32) + rows.last)  # the latest last day so far, group by group
    before = np.r_[0, ends[:-1] & ((1 << 32) - 1)]
    start = np.where(new, rows.first, np.maximum(rows.first, before + 1))
    counted = np.maximum(rows.last - start + 1, 0)
    last = np.maximum.reduceat(rows.last, begin)
    return rows.take(begin).changed(
        pattern=np.bitwise_or.reduceat(rows.pattern, begin),
        last=last,
        days=np.where(last < FOREVER, np.add.reduceat(counted, begin), 0),
        over=np.maximum.reduceat(rows.over, begin),
    )


KEYS = ("event", "clause", "kind", "actor", "place", "source", "source_pattern")
"""What tells violations apart."""


class Crowded:
    """Clauses that are in parts, put together again: their patterns become numbers of sets of terms of any size."""

    def __init__(self, clauses: int, parts: int, word: int) -> None:
        self._clauses, self._parts, self._word = clauses, parts, word
        self.sets: list[int] = []
        self._number: dict[int, int] = {}

    def joined(self, rows: Found, crowded: frozenset[int]) -> Found:
        """The rows, one for all parts of a clause; other rows stay as they are and come first."""
        real = rows.clause % self._clauses
        mine = np.isin(real, list(crowded)) if crowded else np.zeros(len(rows), bool)
        if not mine.any():
            return rows
        some, part = rows.take(mine).changed(clause=real[mine]), (rows.clause // self._clauses)[mine]
        keys = np.stack([getattr(some, name) for name in KEYS], axis=1)
        unique, inverse = np.unique(keys, axis=0, return_inverse=True)
        inverse = inverse.reshape(-1)
        words = np.zeros((len(unique), self._parts), np.int64)
        np.bitwise_or.at(words, (inverse, part), some.pattern)
        days = np.zeros(len(unique), np.int64)
        np.maximum.at(days, inverse, some.days)
        gaps = np.zeros(len(unique), bool)
        gaps[inverse[(some.last < FOREVER) & (some.last - some.first + 1 > some.days)]] = True
        whole = merged(some, KEYS)
        patterns, which = np.unique(words, axis=0, return_inverse=True)
        numbers = np.array([self._intern(line) for line in patterns.tolist()], np.int64)
        whole = whole.changed(pattern=numbers[which.reshape(-1)], days=np.where(gaps, days, whole.days))
        return gathered([rows.take(~mine), whole])

    def _intern(self, words: list[int]) -> int:
        value = sum(word << (place * self._word) for place, word in enumerate(words))
        if value not in self._number:
            self._number[value] = len(self.sets)
            self.sets.append(value)
        return self._number[value]
