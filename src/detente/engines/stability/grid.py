"""A conflict laid out as an array with one axis per party, so that a party's moves run along its own axis.

The first axis is what nobody controls. Along a party's axis lie its strategies: combinations of the values of its own
options, of which those that no state has are left out where all its changes can be undone. Cells that are no state are
holes. Most conflicts have their infeasible combinations within one party's options, and then no holes are left.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.engines.stability.model import Bits, Bools, Conflict, Ints
from detente.errors import TooLargeError

HIGH = np.iinfo(np.int32).max
LOW = np.iinfo(np.int32).min
MOST = 1 << 28
_CLASSES = 1 << 13


@dataclass(frozen=True, eq=False)
class Axis:
    """A party's axis: how many strategies before it, along it and after it; and what cannot be undone on it."""

    place: int
    before: int
    length: int
    after: int
    changes: tuple[tuple[int, int, int, Bools | None], ...] = ()
    """Per option (or several that may change at will): strategies before, values, strategies after, and the permitted
    changes or None; (): all can be undone."""
    kinds: Ints | None = None
    """Of each strategy, its class among those that can be undone into one another; None: one class."""
    below: Bools | None = None
    """Whether class `row` may change to class `column`."""

    @property
    def shape(self) -> tuple[int, int, int]:
        """Of the whole grid with this axis in the middle."""
        return self.before, self.length, self.after


@dataclass(frozen=True, eq=False)
class Grid:
    """Where each state lies. `where` is None if states lie in the order of the grid."""

    states: int
    shape: tuple[int, ...]
    axes: dict[int, Axis]
    """By party."""
    order: tuple[int, ...] | None
    """How the options' own axes are permuted into the grid's; None: not at all, or `where` says it."""
    options: tuple[int, ...]
    where: Ints | None
    holes: Bools | None

    @property
    def cells(self) -> int:
        """How many cells there are, holes with them."""
        return math.prod(self.shape)

    def place(self, payoff: Ints) -> Ints:
        """One number per state as one 32-bit number per cell, flat, order kept; holes are LOW."""
        small = narrow(payoff)
        if self.where is not None:
            placed = np.full(self.cells, LOW, dtype=np.int32)
            placed[self.where] = small
            return placed
        if self.order is not None:
            return np.ascontiguousarray(small.reshape(self.options).transpose(self.order)).reshape(-1)
        return small

    def take(self, cells: Bools) -> Bits:
        """Truth of each cell as packed bits, one per state."""
        if self.where is not None:
            cells = cells.reshape(-1)[self.where]
        elif self.order is not None:
            turned = [self.options[axis] for axis in self.order]
            cells = cells.reshape(turned).transpose(np.argsort(self.order))
        return np.packbits(cells)


def narrow(payoff: Ints) -> Ints:
    """Numbers of 32 bits in the same order, ends kept free."""
    payoff = np.asarray(payoff)
    if payoff.dtype != np.int32 and (len(payoff) == 0 or (payoff.min() > LOW and payoff.max() < HIGH)):
        return payoff.astype(np.int32)
    if payoff.dtype == np.int32 and payoff.min(initial=0) > LOW and payoff.max(initial=0) < HIGH:
        return payoff
    return np.unique(payoff, return_inverse=True)[1].astype(np.int32)


def lay(conflict: Conflict) -> Grid:
    """The grid of a conflict. Raises TooLargeError where it has more cells than can be held."""
    if conflict.codes > MOST:
        raise TooLargeError(
            f"{conflict.codes:,} combinations of options are more than can be laid out ({MOST:,}): "
            "fix options, or ask about named states only"
        )
    blocks = [[o for o, by in enumerate(conflict.controllers) if by is None]]
    blocks += [[o for o, by in enumerate(conflict.controllers) if by == party] for party in conflict.modelled]
    if conflict.feasible is None:
        return _full(conflict, blocks)
    return _holed(conflict, blocks)


def _full(conflict: Conflict, blocks: Sequence[Sequence[int]]) -> Grid:
    """Every combination is a state: axes of options are put side by side, if they are not so already."""
    count = len(conflict.sizes)
    ranked = sorted(range(1, len(blocks)), key=lambda block: -blocks[block][-1])
    order = [count - 1 - option for block in [0, *ranked] for option in reversed(blocks[block])]
    shape = [math.prod(conflict.sizes[option] for option in blocks[block]) for block in [0, *ranked]]
    axes = {}
    for place, block in enumerate(ranked, 1):
        party = conflict.modelled[block - 1]
        axes[party] = _axis(conflict, blocks[block], shape, place)
    options = tuple(reversed(conflict.sizes))
    kept = None if order == sorted(order) else tuple(order)
    return Grid(conflict.states, tuple(shape), axes, kept, options, None, None)


def _holed(conflict: Conflict, blocks: Sequence[Sequence[int]]) -> Grid:
    """Strategies that no state has are left out where a party's changes can all be undone."""
    steps = np.concatenate(([1], np.cumprod(conflict.sizes)))
    where = np.zeros(conflict.states, dtype=np.int64)
    shape, axes = [], {}
    for number, block in enumerate(blocks):
        strategy = np.zeros(conflict.states, dtype=np.int64)
        size = 1
        for option in block:
            strategy += (conflict.code // steps[option]) % conflict.sizes[option] * size
            size *= conflict.sizes[option]
        if number == 0 or all(conflict.relation(option) is None for option in block):
            used = np.zeros(size, dtype=bool)
            used[strategy] = True
            strategy = (np.cumsum(used) - 1)[strategy]
            size = int(np.count_nonzero(used))
        where = where * size + strategy
        shape.append(size)
    for number, block in enumerate(blocks[1:], 1):
        axes[conflict.modelled[number - 1]] = _axis(conflict, block, shape, number)
    cells = math.prod(shape)
    holes = None
    if conflict.states < cells:
        holes = np.ones(cells, dtype=bool)
        holes[where] = False
    return Grid(conflict.states, tuple(shape), axes, None, (), where, holes)


def _axis(conflict: Conflict, block: Sequence[int], shape: Sequence[int], place: int) -> Axis:
    spans = place, math.prod(shape[:place]), shape[place], math.prod(shape[place + 1 :])
    relations = [conflict.relation(option) for option in block]
    if all(relation is None for relation in relations):
        return Axis(*spans)
    changes: list[tuple[int, int, int, Bools | None]] = []
    kinds, classes, step = np.zeros(1, dtype=np.int64), 1, 1
    tables = []
    for option, relation in zip(block, relations, strict=True):
        size = conflict.sizes[option]
        if relation is None and changes and changes[-1][3] is None:
            # neighbours that may change at will change together
            _, before, after, _ = changes.pop()
            changes.append((shape[place] // step // size, before * size, after, None))
        else:
            changes.append((shape[place] // step // size, size, step, relation))
        step *= size
        if relation is None:
            kinds = np.tile(kinds, size)
            continue
        _, first, kind = np.unique(relation & relation.T, axis=0, return_index=True, return_inverse=True)
        kinds = np.add.outer(kind.ravel() * classes, kinds).ravel()
        tables.append(relation[np.ix_(first, first)])
        classes *= len(first)
    if classes > _CLASSES:
        raise TooLargeError(
            f"{classes:,} classes of one party's strategies that cannot be undone into one another are more than "
            f"can be held ({_CLASSES:,}): fix some of its options"
        )
    below = np.ones((1, 1), dtype=bool)
    for table in tables:
        below = np.kron(table, below)
    return Axis(*spans, tuple(changes), kinds.astype(np.uint16), below)
