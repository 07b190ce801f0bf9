"""What improvements of others reach: the least number over it, by sweeps of one party after another.

One sweep of party j gives each cell the least number over itself and the cells of its own axis that j prefers and can
move to. j's improvements taken one after the other are one, so sweeps of the others in turn, until none changes
anything, reach what legal sequences reach. Where that takes many sweeps, cells are searched once each instead, in the
order of their numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from detente.engines.stability import kernels
from detente.engines.stability.grid import HIGH, LOW, Axis, Grid
from detente.engines.stability.model import Ints

_AT_ONCE = 1 << 18
_FEW = 1 << 19
_PATIENCE = 24


@dataclass(eq=False)
class Sweeps:
    """The others' improvements on one grid. `worth` holds each party's payoffs by cell, flat, LOW in holes."""

    grid: Grid
    worth: dict[int, Ints]
    patience: int = _PATIENCE
    few: int = _FEW
    _made: dict[int, Callable[[Ints], bool]] = field(default_factory=dict)
    _orders: dict[int, Ints] = field(default_factory=dict)

    def improved(self, cells: Ints, others: Sequence[int]) -> Ints:
        """Of each cell (flat), the least number over itself and what legal sequences of others' improvements reach."""
        found = cells.copy()
        # who is indifferent to all has no improvements
        moving = [party for party in others if self._moves(party)]
        quiet = sweeps = 0
        while quiet < len(moving):
            if sweeps == self.patience * len(moving):
                return self.searched(cells, moving, free=False)
            quiet = 1 if self._sweep(moving[sweeps % len(moving)])(found) else quiet + 1
            sweeps += 1
        return found

    def searched(self, cells: Ints, others: Sequence[int], *, free: bool) -> Ints:
        """The same by the search, or by any moves; each cell is met once, however far away the fixed point is."""
        found = np.full(self.grid.cells, HIGH, dtype=np.int32)
        ranked = np.argsort(cells, kind="stable")
        if self.grid.holes is not None:
            ranked = ranked[~self.grid.holes[ranked]]
        axes = [self.grid.axes[party] for party in others]
        longest = max(axis.length for axis in axes)
        classes = max(1 if axis.below is None else len(axis.below) for axis in axes)
        kinds = np.zeros((len(axes), longest), dtype=np.int64)
        below = np.ones((len(axes), classes, classes), dtype=bool)
        for number, axis in enumerate(axes):
            if axis.kinds is not None and axis.below is not None:
                kinds[number, : axis.length] = axis.kinds
                below[number, : len(axis.below), : len(axis.below)] = axis.below
        flag = 1 << (15 if longest < 1 << 15 else 31)
        orders = np.stack([self._order(party, flag).reshape(-1) for party in others])
        worth = np.stack([self.worth[party] for party in others])
        shapes = np.array([axis.shape for axis in axes])
        kernel = kernels.compiled(kernels.search) if self.grid.cells > 1 << 14 else kernels.search
        kernel(found, cells, ranked, (orders, worth, shapes, kinds, below), flag, free)
        return found

    def _moves(self, party: int) -> bool:
        paid = self.worth[party]
        if self.grid.holes is not None:
            paid = paid[~self.grid.holes]
        return bool(paid.max(initial=LOW) > paid.min(initial=HIGH))

    def _sweep(self, party: int) -> Callable[[Ints], bool]:
        """One party's sweep in place, which says whether anything changed."""
        if party not in self._made:
            self._made[party] = self._make(party)
        return self._made[party]

    def _make(self, party: int) -> Callable[[Ints], bool]:
        axis, worth = self.grid.axes[party], self.worth[party]
        few = self.grid.cells * axis.length <= self.few
        if few or not kernels.available():
            return _Compared(worth, axis, keep=few)
        flag = 1 << (15 if axis.length < 1 << 15 else 31)
        order = self._order(party, flag)
        if axis.kinds is None or axis.below is None:
            plain = kernels.compiled(kernels.sweep)
            return lambda cells: bool(plain(cells.reshape(axis.shape), order, flag))
        among = kernels.compiled(kernels.sweep_kinds)
        kinds = axis.kinds
        target, origins = np.nonzero(axis.below.T)
        starts = np.searchsorted(target, np.arange(len(axis.below) + 1))
        return lambda cells: bool(among(cells.reshape(axis.shape), order, flag, kinds, starts, origins))

    def _order(self, party: int, flag: int) -> Ints:
        axis = self.grid.axes[party]
        kept = self._orders.get(party)
        if kept is None or kept.itemsize * 8 != flag.bit_length():
            kept = self._orders[party] = ordered(self.worth[party], axis, flag)
        return kept


def ordered(worth: Ints, axis: Axis, flag: int) -> Ints:
    """Each coset's strategies from the best, as `kernels.sweep` takes them."""
    by_coset = worth.reshape(axis.shape).transpose(0, 2, 1)
    order = np.empty(by_coset.shape, dtype=np.uint16 if flag == 1 << 15 else np.uint32)
    for rows, columns in _chunks((axis.before, 1, axis.after), max(1, _AT_ONCE // axis.length)):
        paid = np.ascontiguousarray(by_coset[rows, columns])
        best = np.argsort(paid, axis=2)[:, :, ::-1]
        paid = np.take_along_axis(paid, best, axis=2)
        worse = np.zeros(paid.shape, dtype=order.dtype)
        worse[:, :, 1:] = paid[:, :, 1:] < paid[:, :, :-1]
        best = best.astype(order.dtype)
        best |= worse * order.dtype.type(flag)
        best[paid == LOW] = 2 * flag - 1
        order[rows, columns] = best
    return order


class _Compared:
    """One party's sweeps, strategy by strategy, with what is an improvement kept where little is to be kept."""

    def __init__(self, worth: Ints, axis: Axis, *, keep: bool) -> None:
        self.worth, self.axis = worth.reshape(axis.shape), axis
        self.kept = [self._closed(strategy) for strategy in range(axis.length)] if keep else None

    def __call__(self, cells: Ints) -> bool:
        """The sweep in place; whether anything changed."""
        values = cells.reshape(self.axis.shape)
        least = values.copy()
        for strategy in range(self.axis.length):
            closed = self.kept[strategy] if self.kept else self._closed(strategy)
            np.minimum(least, np.maximum(closed, values[:, strategy : strategy + 1]), out=least)
        if np.array_equal(least, values):
            return False
        values[...] = least
        return True

    def _closed(self, strategy: int) -> Ints:
        """Of each cell, LOW if this strategy is an improvement over it within its coset, else HIGH."""
        improves = self.worth[:, strategy : strategy + 1] > self.worth
        improves &= self.worth > LOW
        if self.axis.kinds is not None and self.axis.below is not None:
            improves &= self.axis.below[self.axis.kinds, self.axis.kinds[strategy]][None, :, None]
        return np.where(improves, np.int32(LOW), np.int32(HIGH))


def _chunks(shape: tuple[int, int, int], cosets: int) -> Iterator[tuple[slice, slice]]:
    """Parts of a grid (before, length, after) of at most so many whole cosets."""
    before, _, after = shape
    columns = min(after, cosets)
    rows = max(1, cosets // columns)
    for row in range(0, before, rows):
        for column in range(0, after, columns):
            yield slice(row, row + rows), slice(column, column + columns)
