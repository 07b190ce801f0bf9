"""The same questions by passes over a decision diagram: sums are carried along its paths, in integers.

A partial package is dropped where even the best completions, floor by floor, miss a floor, and where another at the
same node has no less of everything; sums above what the worst completion needs are as good as that. Nothing is learned
and no solver is asked: a second route beside `seeking`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.engines.diagrams import Layer, TooWide, build
from detente.engines.floors.model import Demands
from detente.engines.masks import bits

Ints = NDArray[np.int64]
MOST_ROWS = 100_000
MOST_EDGES = 60_000
_FINE = 256
_FAR = np.int64(1) << 61


@dataclass(frozen=True)
class _Step:
    """The edges of one layer, value by value: from which node to which, and what each floor has from it."""

    source: Ints
    target: Ints
    worths: Ints
    times: Ints
    after: int


class Passes:
    """The diagram of a set of demands, built once. Raises TooWide where it has too many edges, or numbers are too
    long.
    """

    def __init__(self, demands: Demands, max_edges: int = MOST_EDGES) -> None:
        self.demands = demands
        bonuses = {formula for floor in demands.floors for formula, _ in floor.bonuses}
        self._bonus = {formula: demands.count + at for at, formula in enumerate(sorted(bonuses))}
        sizes = sum(max(max(map(abs, worths)) for worths in floor.worths) for floor in demands.floors)
        if sizes + sum(abs(w) for floor in demands.floors for _, w in floor.bonuses) >= 1 << 58:
            raise TooWide
        soft = [*demands.joint, *((bit, formula) for formula, bit in self._bonus.items())]
        variables = range(len(demands.formulas.sizes))
        self.diagram = build(demands.formulas, variables, demands.hard, soft, max_edges)

    def exists(self, kept: int) -> bool:
        """Whether a package breaks none of the demands kept. Raises TooWide where the sums become too many."""
        steps = self._steps(kept, dominance=True)
        if steps is None:
            return False
        floors = [floor for _, floor in self.demands.floors_in(kept)]
        return self._run(steps, [floor.least for floor in floors], counted=False) is not None

    def most(self, kept: int, bit: int, rows: int = MOST_ROWS) -> int | None:
        """The most that the floor `bit` has in any package that breaks none of the demands kept; None: there is none.

        Raises TooWide, also where more than `rows` sums would have to be carried.
        """
        wanted = kept | 1 << bit
        steps = self._steps(wanted, dominance=True)
        if steps is None:
            return None
        floors = self.demands.floors_in(wanted)
        place = [one for one, _ in floors].index(bit)
        least = [floor.least for _, floor in floors]
        high = sum(int(step.worths[:, place].max()) for step in steps)
        low = sum(int(step.worths[:, place].min()) for step in steps)
        below = max(1, (high - low) // _FINE)
        while True:  # near the top little is left to carry
            least[place] = max(low, high - below)
            found = self._run(steps, least, counted=False, most=rows, open_=place)
            if found is not None:
                return int(found[0][:, place].max())
            if least[place] == low:
                return None
            below *= 2

    def count(self, kept: int, rows: int = MOST_ROWS) -> int:
        """How many packages break none of the demands kept. Raises TooWide, also beyond `rows` distinct sums."""
        steps = self._steps(kept, dominance=False)
        if steps is None:
            return 0
        floors = [floor for _, floor in self.demands.floors_in(kept)]
        found = self._run(steps, [floor.least for floor in floors], counted=True, most=rows)
        return 0 if found is None else int(found[1].sum())

    def _steps(self, kept: int, *, dominance: bool) -> list[_Step] | None:
        """Every layer's edges with what floors have from them; None where no path is left."""
        demands, diagram = self.demands, self.diagram
        floors = [floor for _, floor in demands.floors_in(kept)]
        masks = diagram.emissions
        usable = np.array([not mask & kept for mask in masks], bool)
        extra = np.array([[self._extra(floor.bonuses, mask) for floor in floors] for mask in masks], np.int64)
        extra = extra.reshape(len(masks), len(floors))
        found = []
        for layer in diagram.layers:
            tables = [floor.worths[layer.variable] for floor in floors]
            step = _step(layer, self._options(layer, kept, tables, dominance), usable, extra)
            if not len(step.source):
                return None
            found.append(step)
        return found

    def _extra(self, bonuses: Sequence[tuple[int, int]], mask: int) -> int:
        return sum(worth for formula, worth in bonuses if mask >> self._bonus[formula] & 1)

    def _options(
        self, layer: Layer, kept: int, tables: Sequence[Sequence[int]], dominance: bool
    ) -> list[list[tuple[tuple[int, ...], int]]]:
        """Of each class of values, what floors have from those that are left, and how many values have the same."""
        own = self.demands.own[layer.variable]
        found = []
        for group in layer.classes:
            rows: dict[tuple[int, ...], int] = {}
            for value in bits(group):
                if not own[value] & kept:
                    row = tuple(worths[value] for worths in tables)
                    rows[row] = rows.get(row, 0) + 1
            if dominance:
                rows = {row: times for row, times in rows.items() if not any(_above(other, row) for other in rows)}
            found.append(list(rows.items()))
        return found

    def _run(
        self, steps: Sequence[_Step], least: Sequence[int], *, counted: bool, most: int = MOST_ROWS, open_: int = -1
    ) -> tuple[Ints, NDArray[np.object_]] | None:
        """The sums that reach the end, and how many packages have each; None where none does.

        Sums are cut at what is enough, but those of the floor `open_`.
        """
        width = len(least)
        best, worst = _completions(steps, width)
        floors = np.array(least, np.int64)
        enough = np.arange(width) != open_
        rows, nodes = np.zeros((1, width), np.int64), np.zeros(1, np.int64)
        counts = np.ones(1, dtype=object)
        for at, step in enumerate(steps):
            order = np.argsort(step.source, kind="stable")
            edges_of = np.searchsorted(step.source[order], [nodes, nodes + 1])
            fan = edges_of[1] - edges_of[0]
            total = int(fan.sum())
            if total > 4 * most:
                raise TooWide
            which = np.repeat(np.arange(len(nodes)), fan)
            edge = order[np.arange(total) - np.repeat(np.cumsum(fan) - fan, fan) + np.repeat(edges_of[0], fan)]
            rows, nodes = rows[which] + step.worths[edge], step.target[edge]
            counts = counts[which] * step.times[edge] if counted else counts[:0]
            alive = (rows + best[at][nodes] >= floors).all(axis=1) & (best[at][nodes] > -_FAR).all(axis=1)
            rows, nodes, counts = rows[alive], nodes[alive], counts[alive] if counted else counts
            if not len(rows):
                return None
            sure = floors - worst[at][nodes]
            rows = np.where(enough & (rows > sure), sure, rows)
            if counted:
                rows, nodes, counts = _joined(rows, nodes, counts)
            else:
                rows, nodes = _leanest(rows, nodes)
            if len(rows) > most:
                raise TooWide
        return rows, counts


def _above(one: Sequence[int], other: Sequence[int]) -> bool:
    return one != other and all(a >= b for a, b in zip(one, other, strict=True))


def _step(
    layer: Layer, options: Sequence[Sequence[tuple[tuple[int, ...], int]]], usable: NDArray[np.bool_], extra: Ints
) -> _Step:
    edges = np.flatnonzero(usable[layer.broken])
    width = extra.shape[1]
    sizes = np.array([len(rows) for rows in options], np.int64)
    starts = np.cumsum(sizes) - sizes
    flat = np.array([row for rows in options for row, _ in rows], np.int64).reshape(int(sizes.sum()), width)
    times = np.array([number for rows in options for _, number in rows], np.int64)
    fan = sizes[layer.value[edges]]
    edge = np.repeat(edges, fan)
    within = np.arange(int(fan.sum())) - np.repeat(np.cumsum(fan) - fan, fan)
    row = starts[layer.value[edge]] + within
    worths = flat[row] + extra[layer.broken[edge]]
    return _Step(layer.source[edge], layer.target[edge], worths, times[row], layer.nodes_after)


def _completions(steps: Sequence[_Step], width: int) -> tuple[list[Ints], list[Ints]]:
    """After each layer, for each node and floor, the most and the least that the layers to come can add."""
    best = [np.zeros((steps[-1].after, width), np.int64)]
    worst = [np.zeros((steps[-1].after, width), np.int64)]
    for step, before in zip(reversed(steps[1:]), reversed(steps[:-1]), strict=True):
        for kept, far, pick in ((best, -_FAR, np.maximum), (worst, _FAR, np.minimum)):
            table = np.full((before.after, width), far, np.int64)
            below = kept[-1][step.target]
            dead = np.abs(below) >= _FAR
            pick.at(table, step.source, np.where(dead, far, below + step.worths))
            kept.append(table)
    return best[::-1], worst[::-1]


def _joined(rows: Ints, nodes: Ints, counts: NDArray[np.object_]) -> tuple[Ints, Ints, NDArray[np.object_]]:
    """Equal sums at one node are one, with as many packages as both."""
    both = np.column_stack((nodes, rows))
    distinct, like = np.unique(both, axis=0, return_inverse=True)
    total = np.zeros(len(distinct), dtype=object)
    np.add.at(total, like.reshape(-1), counts)
    return distinct[:, 1:], distinct[:, 0], total


def _leanest(rows: Ints, nodes: Ints) -> tuple[Ints, Ints]:
    """Only sums that no other at the same node reaches in everything (of three and more floors: some of these)."""
    if not rows.shape[1]:
        nodes = np.unique(nodes)
        return np.zeros((len(nodes), 0), np.int64), nodes
    order = np.lexsort((*(-rows[:, column] for column in range(rows.shape[1] - 1, -1, -1)), nodes))
    rows, nodes = rows[order], nodes[order]
    same = np.zeros(len(rows), bool)
    same[1:] = (nodes[1:] == nodes[:-1]) & (rows[1:] == rows[:-1]).all(axis=1)
    rows, nodes = rows[~same], nodes[~same]
    first = np.ones(len(rows), bool)
    first[1:] = nodes[1:] != nodes[:-1]
    if rows.shape[1] == 1:
        return rows[first], nodes[first]
    if rows.shape[1] == 2:
        return _stairs(rows, nodes, first)
    return _beaten(rows, nodes, first)


def _stairs(rows: Ints, nodes: Ints, first: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Two floors: sorted by the first, those whose second exceeds all before."""
    second = rows[:, 1] - int(rows[:, 1].min())
    rank = np.unique(second, return_inverse=True)[1].reshape(-1).astype(np.int64) + 1
    group = np.cumsum(first) * (int(rank.max()) + 1)
    highest = np.maximum.accumulate(group + rank)
    before = np.concatenate(([0], highest[:-1]))
    kept = group + rank > np.maximum(before, group)
    return rows[kept], nodes[kept]


def _beaten(rows: Ints, nodes: Ints, first: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Three floors and more: without those that one of the strongest at their node dominates."""
    starts = np.flatnonzero(first)
    group = np.cumsum(first) - 1
    kept = np.ones(len(rows), bool)
    spread = np.maximum(1, rows.max(axis=0) - rows.min(axis=0))
    strength = ((rows - rows.min(axis=0)) / spread).sum(axis=1)
    order = np.lexsort((-strength, group))
    sizes = np.diff(np.append(starts, len(rows)))
    for place in range(12):
        has = sizes > place
        champion = order[np.minimum(starts + place, len(rows) - 1)]
        against = champion[group]
        beaten = (rows[against] >= rows).all(axis=1) & (against != np.arange(len(rows))) & has[group] & kept[against]
        kept &= ~beaten
    return rows[kept], nodes[kept]
