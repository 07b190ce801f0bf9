"""What improvements of others reach: the least number over it, by sweeps of one party after another.

One sweep of party j gives each cell the least number over itself and the cells of its own coset (its line along j's
axis) that j prefers and can move to: with the strategies of every coset in the order of j's payoffs, a running minimum.
j's improvements taken one after the other are one, so sweeps of the others in turn, until none changes anything, reach
what legal sequences reach. Only cosets in which another party's sweep changed something are swept again. Where even
that takes long, each cell is searched once instead, in the order of the numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from detente.engines.stability.grid import HIGH, LOW, Axis, Grid
from detente.engines.stability.model import Bools, Ints
from detente.engines.stability.searching import search

_AT_ONCE = 1 << 18
_PATIENCE = 400
_FEW = 64
_NONE = np.empty(0, dtype=np.int64)


@dataclass(eq=False)
class Sweeps:
    """The others' improvements on one grid. `worth` holds each party's payoffs by cell, flat, LOW in holes."""

    grid: Grid
    worth: dict[int, Ints]
    patience: float = _PATIENCE
    """How often every cell is looked at by every party before the search is taken instead."""
    _lines: dict[int, Lines] = field(default_factory=dict)

    def improved(self, cells: Ints, others: Sequence[int]) -> Ints:
        """Of each cell (flat), the least number over itself and what legal sequences of others' improvements reach.

        Holes are HIGH, before and after.
        """
        found = cells.copy()
        # who is indifferent to all has no improvements
        moving = [party for party in others if self._moves(party)]
        pending: dict[int, list[Ints] | None] = dict.fromkeys(moving)
        left = self.patience * self.grid.cells * len(moving)
        while any(again is None or again for again in pending.values()):
            for party, again in pending.items():
                lines = self.lines(party)
                which = None if again is None else np.unique(np.concatenate([_NONE, *again]))
                left -= self.grid.cells if which is None else len(which) * lines.axis.length
                if left < 0:
                    return self.searched(cells, moving, free=False)
                changed = lines.sweep(found, which)
                pending[party] = []
                for other, before in pending.items():
                    if other == party or before is None:
                        continue
                    if changed is None:
                        pending[other] = None
                    elif len(changed):
                        before.append(self.lines(other).holding(changed))
        return found

    def searched(self, cells: Ints, others: Sequence[int], *, free: bool, following: Ints | None = None) -> Ints:
        """The same by the search, or by any moves (`free`), however far away the fixed point is.

        `following` is told of each cell that reaches less than its own number the cell that comes next on the way.
        """
        ranked = np.argsort(cells, kind="stable")
        if self.grid.holes is not None:
            ranked = ranked[~self.grid.holes[ranked]]
        return search(cells, ranked, [self.lines(party) for party in others], free=free, following=following)

    def _moves(self, party: int) -> bool:
        paid = self.worth[party]
        if self.grid.holes is not None:
            paid = paid[~self.grid.holes]
        return bool(paid.max(initial=LOW) > paid.min(initial=HIGH))

    def lines(self, party: int) -> Lines:
        """A party's cosets, arranged once."""
        if party not in self._lines:
            self._lines[party] = Lines(self.worth[party], self.grid.axes[party])
        return self._lines[party]


class Lines:
    """A party's cosets, with the strategies of each from the best: `order[rank, coset]`."""

    def __init__(self, worth: Ints, axis: Axis) -> None:
        self.axis, self.worth = axis, worth
        self.cosets = axis.before * axis.after
        self.order = np.empty((axis.length, self.cosets), dtype=np.uint16 if axis.length <= 1 << 16 else np.uint32)
        self.tied: Bools | None = None
        """Whether a strategy is worth as much as the one before it in its coset; None: nowhere."""
        self.holes = bool((worth == LOW).any())
        for cosets, part in self.parts(None):
            self._arrange(cosets, part)

    def _arrange(self, cosets: Ints, part: slice | Ints) -> None:
        paid = self.worth.take(self._first(cosets) + np.arange(self.axis.length)[:, None] * self.axis.after)
        order = np.argsort(np.ascontiguousarray(~paid.T), axis=1).T
        self.order[:, part] = order
        paid = np.take_along_axis(paid, order, axis=0)
        tied = (paid[1:] == paid[:-1]) & (paid[1:] > LOW)
        if tied.any():
            if self.tied is None:
                self.tied = np.zeros(self.order.shape, dtype=bool)
            self.tied[1:, part] = tied

    def parts(self, which: Ints | None) -> Iterator[tuple[Ints, slice | Ints]]:
        """Cosets, all or some, a few at a time, and how to index them."""
        step = max(1, _AT_ONCE // self.axis.length)
        for start in range(0, self.cosets if which is None else len(which), step):
            if which is None:
                part = slice(start, min(start + step, self.cosets))
                yield np.arange(part.start, part.stop), part
            else:
                yield which[start : start + step], which[start : start + step]

    def at(self, cosets: Ints, part: slice | Ints) -> Ints:
        """The cells of some cosets, `at[rank, coset]`."""
        at = self.order[:, part].astype(np.int64)
        if self.axis.after > 1:
            at *= self.axis.after
        at += self._first(cosets)
        return at

    def _first(self, cosets: Ints) -> Ints:
        """The cell of the first strategy of each coset."""
        if self.axis.after == 1:
            return cosets * self.axis.length
        return cosets // self.axis.after * (self.axis.length * self.axis.after) + cosets % self.axis.after

    def holding(self, cells: Ints) -> Ints:
        """The cosets that cells lie in."""
        after = self.axis.after
        return np.unique(cells // (self.axis.length * after) * after + cells % after)

    def sweep(self, cells: Ints, which: Ints | None) -> Ints | None:
        """One sweep in place over some cosets or all; the cells that changed, or None if they are many."""
        changes: list[Ints] = []
        count = 0
        for cosets, part in self.parts(which):
            at = self.at(cosets, part)
            numbers = cells.take(at)
            least = self.least(numbers, part)
            lower = least < numbers
            changed = int(np.count_nonzero(lower))
            if not changed:
                continue
            count += changed
            if changed * 4 > lower.size:
                cells[at] = least
            else:
                cells[at[lower]] = least[lower]
            if count * 16 <= self.worth.size:
                changes.append(at[lower])
        if count * 16 > self.worth.size:
            return None
        return np.concatenate([_NONE, *changes])

    def least(self, numbers: Ints, part: slice | Ints) -> Ints:
        """Of numbers by rank and coset, the least over the cell itself and its improvements; HIGH are holes."""
        tied = None if self.tied is None else self.tied[:, part]
        if self.axis.kinds is None or self.axis.below is None:
            least = _running(numbers, tied)
        else:
            kinds = self.axis.kinds.take(self.order[:, part])
            least = numbers.copy()
            for kind, below in enumerate(self.axis.below):
                seen = numbers if below.all() else np.maximum(numbers, _barrier(~below.take(kinds)))
                np.minimum(least, np.maximum(_running(seen, tied), _barrier(kinds != kind)), out=least)
        if self.holes:
            np.maximum(least, _barrier(numbers == HIGH), out=least)
        return least


def _running(numbers: Ints, tied: Bools | None) -> Ints:
    """The least number down each column over the row itself and the rows above that it is not tied with."""
    rows, columns = numbers.shape
    if columns < _FEW:
        least: Ints = np.minimum.accumulate(numbers, axis=0)
    else:
        least = numbers.copy()
        for row in range(1, rows):
            np.minimum(least[row - 1], least[row], out=least[row])
    if tied is None:
        return least
    if columns < _FEW:
        first = np.maximum.accumulate(np.where(tied, 0, np.arange(rows)[:, None]), axis=0)
        above = np.take_along_axis(least, np.maximum(first - 1, 0), axis=0)
        return np.asarray(np.minimum(numbers, np.where(first == 0, HIGH, above)))
    strict = numbers.copy()
    before = np.full(columns, HIGH, dtype=np.int32)
    barrier = _barrier(tied)
    for row in range(1, rows):
        # what it was where this row is tied with the last, which is never less than `least`
        np.minimum(before, barrier[row], out=before)
        np.maximum(before, least[row - 1], out=before)
        np.minimum(strict[row], before, out=strict[row])
    return strict


def _barrier(truth: Bools) -> Ints:
    """HIGH where true, LOW elsewhere: choosing by greatest and least is many times faster than choosing by truth."""
    # LOW - 1 is HIGH in 32 bits
    return np.subtract(np.int32(LOW), truth, dtype=np.int32)
