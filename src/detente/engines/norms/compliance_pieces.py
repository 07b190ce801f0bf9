"""Events as pieces of time in which nothing changes: neither the class of time nor who consents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from detente.engines.norms.compliance import Clock, spread

Ints = NDArray[np.int64]

FOREVER = 1 << 30
"""Later than any day: an open end."""


@dataclass(frozen=True)
class Grants:
    """Consents as texts give them: text t has the grants `offsets[t]` to `offsets[t + 1]`, each an actor's, for days.

    The first text is blank and grants nothing.
    """

    offsets: Ints
    actor: Ints
    first: Ints
    last: Ints

    @classmethod
    def of(cls, texts: Sequence[Sequence[tuple[int, int, int]]]) -> Grants:
        """From (actor, first day, last day) of each text; -FOREVER and FOREVER: no limit."""
        rows = np.array([grant for text in texts for grant in text], np.int64).reshape(-1, 3)
        offsets = np.cumsum([0, *(len(text) for text in texts)]).astype(np.int64)
        return cls(offsets, *(rows[:, column].copy() for column in range(3)))


@dataclass
class Sets:
    """The different sets of consenting actors that were met, numbered as they come; the first is empty."""

    members: list[frozenset[int]] = field(default_factory=lambda: [frozenset()])
    _number: dict[frozenset[int], int] = field(default_factory=lambda: {frozenset(): 0})

    def number(self, actors: frozenset[int]) -> int:
        """The set's number."""
        if actors not in self._number:
            self._number[actors] = len(self.members)
            self.members.append(actors)
        return self._number[actors]


@dataclass(frozen=True)
class Pieces:
    """Stretches of events, by event and day: the event's place, first and last day, class of time, set of consents."""

    event: Ints
    first: Ints
    last: Ints
    time: Ints
    consent: Ints


def cut(first: Ints, last: Ints, text: Ints, clock: Clock, grants: Grants, sets: Sets) -> Pieces:
    """Events in pieces: cut where a class of time begins, and where a consent begins or ends."""
    event, start = _starts(first, last, text, clock, grants)
    end = np.empty_like(start)
    end[:-1] = start[1:] - 1
    final = np.r_[event[1:] != event[:-1], True] if len(event) else np.zeros(0, bool)
    end[final] = last[event[final]]
    return Pieces(event, start, end, clock.of(start), _consents(text[event], start, grants, sets))


def _starts(first: Ints, last: Ints, text: Ints, clock: Clock, grants: Grants) -> tuple[Ints, Ints]:
    """The event and first day of every piece, in order."""
    begin, end = clock.of(first), clock.of(last)
    if np.array_equal(begin, end):
        event, start = np.arange(len(first)), first
    else:
        event, step = spread(end - begin + 1, begin, np.arange(len(first)))
        start = np.maximum(clock.starts[step], first[event])
    dated = (grants.first > -FOREVER) | (grants.last < FOREVER)
    if not dated.any():
        return event, start
    parts = [(event, start), *_bounds(first, last, text, grants)]
    event, start = (np.concatenate([part[side] for part in parts]) for side in (0, 1))
    order = np.lexsort((start, event))
    event, start = event[order], start[order]
    new = np.r_[True, (np.diff(event) != 0) | (np.diff(start) != 0)] if len(event) else np.zeros(0, bool)
    return event[new], start[new]


def _bounds(first: Ints, last: Ints, text: Ints, grants: Grants) -> list[tuple[Ints, Ints]]:
    """Where consents begin, and the days after they end, inside each event."""
    event, grant = spread(np.diff(grants.offsets), grants.offsets[:-1], text)
    found = []
    for day in (grants.first[grant], grants.last[grant] + 1):
        inside = (day > first[event]) & (day <= last[event])
        found.append((event[inside], day[inside]))
    return found


def _consents(text: Ints, day: Ints, grants: Grants, sets: Sets) -> Ints:
    """The set of those who consent, for each text on each day."""
    counts = np.diff(grants.offsets)
    found = np.zeros(len(text), np.int64)
    some = np.flatnonzero(counts[text] > 0)
    if not len(some):
        return found
    place, grant = spread(counts, grants.offsets[:-1], text[some])
    holds = (grants.first[grant] <= day[some][place]) & (day[some][place] <= grants.last[grant])
    nth = grant - grants.offsets[text[some][place]]
    if len(nth) and nth.max() >= 62:
        return _slowly(text, day, grants, sets)
    bits = np.zeros(len(some), np.int64)
    np.bitwise_or.at(bits, place[holds], np.int64(1) << nth[holds])
    order = np.lexsort((bits, text[some]))
    new = np.r_[True, (np.diff(text[some][order]) != 0) | (np.diff(bits[order]) != 0)]
    numbers = [
        sets.number(_actors(int(one), int(mask), grants))
        for one, mask in zip(text[some][order][new], bits[order][new], strict=True)
    ]
    found[some[order]] = np.array(numbers, np.int64)[np.cumsum(new) - 1]
    return found


def _actors(text: int, mask: int, grants: Grants) -> frozenset[int]:
    begin, end = int(grants.offsets[text]), int(grants.offsets[text + 1])
    return frozenset(int(grants.actor[one]) for one in range(begin, end) if mask >> (one - begin) & 1)


def _slowly(text: Ints, day: Ints, grants: Grants, sets: Sets) -> Ints:
    """The same where a text grants more than a word has bits."""
    pairs, inverse = np.unique(np.stack([text, day], axis=1), axis=0, return_inverse=True)
    numbers = []
    for one, when in pairs.tolist():
        own = range(int(grants.offsets[one]), int(grants.offsets[one + 1]))
        numbers.append(
            sets.number(frozenset(int(grants.actor[g]) for g in own if grants.first[g] <= when <= grants.last[g]))
        )
    return np.array(numbers, np.int64)[inverse.reshape(-1)]
