"""All packages of a component at once: a decision diagram over variables, and questions answered by one sweep over it.

The diagram reads the variables in a fixed order. A node is what the joint constraints still remember of the choices so
far, so packages that the future cannot tell apart share a node; an edge is a class of values that no constraint tells
apart and says which soft constraints it breaks for good. Counting, shortest paths and minimal sets are then sums over
paths in the respective algebra. Exact for 10^12 packages and more as long as the constraints remember little at a
time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from detente.engines.automata import Automaton, compile_formula
from detente.engines.formulas import FALSE, TRUE, Formulas
from detente.engines.masks import bits

Ints = NDArray[np.int64]
MAX_EDGES = 1_000_000
MAX_CELLS = 60_000_000


class TooWide(Exception):
    """The diagram would have more edges than the limit.

    Callers take another way; nobody outside the engines sees this.
    """


@dataclass(frozen=True)
class Layer:
    """The edges that decide one variable. `broken[e]` indexes `Diagram.emissions`."""

    variable: int
    classes: tuple[int, ...]
    source: Ints
    value: Ints
    target: Ints
    broken: Ints
    nodes_after: int


@dataclass(frozen=True)
class Diagram:
    """Paths from the root to the end are the packages (by class) that meet the hard constraints.

    `emissions[k]` is a set of soft constraints as a bit mask; `emissions[0]` is empty.
    """

    layers: tuple[Layer, ...]
    emissions: tuple[int, ...]

    @property
    def empty(self) -> bool:
        """Whether no package meets the hard constraints."""
        return bool(self.layers) and self.layers[0].source.size == 0


def reading_order(formulas: Formulas, variables: Sequence[int], constraints: Sequence[int]) -> list[int]:
    """An order in which few constraints are open at a time: greedily, the variable that leaves the fewest open."""
    untouched = [sum(1 << variable for variable in formulas.support(constraint)) for constraint in constraints]
    waiting: list[int] = []  # for these variables, each constraint of which some were read
    left, order = list(variables), []
    while left:
        best = min(left, key=partial(_left_open, waiting, untouched))
        left.remove(best)
        order.append(best)
        mine = 1 << best
        waiting = [rest & ~mine for rest in (*waiting, *(scope for scope in untouched if scope & mine)) if rest != mine]
        untouched = [scope for scope in untouched if not scope & mine]
    return order


def _left_open(waiting: Sequence[int], untouched: Sequence[int], variable: int) -> tuple[int, int]:
    """How many constraints would be open behind this variable, and how many fewer it would close."""
    mine = 1 << variable
    closed = waiting.count(mine) + untouched.count(mine)
    return len(waiting) + sum(scope & mine != 0 for scope in untouched) - closed, -closed


def build(
    formulas: Formulas,
    variables: Sequence[int],
    hard: Sequence[int],
    soft: Sequence[tuple[int, int]],
    max_edges: int = MAX_EDGES,
) -> Diagram:
    """The diagram of these variables. `hard` formulas must hold; `soft` are (bit, formula): the bit is emitted
    where the formula holds.

    Raises TooWide where a layer would have more than `max_edges` edges, or all layers together three times as many.
    """
    tied = [formula for formula in (*hard, *(formula for _, formula in soft)) if formula not in (TRUE, FALSE)]
    order = reading_order(formulas, variables, tied)
    automata = [compile_formula(formulas, formula, order) for formula in (*hard, *(formula for _, formula in soft))]
    is_hard = np.array([True] * len(hard) + [False] * len(soft), bool)
    soft_bits = [0] * len(hard) + [1 << bit for bit, _ in soft]
    return _Builder(formulas, order, tied, automata, is_hard, soft_bits, max_edges).run()


@dataclass
class _Builder:
    formulas: Formulas
    order: list[int]
    tied: list[int]
    automata: list[Automaton]
    is_hard: NDArray[np.bool_]
    soft_bits: list[int]
    max_edges: int

    def run(self) -> Diagram:
        emissions: dict[int, int] = {0: 0}
        start = np.array([[automaton.start for automaton in self.automata]], np.int32)
        start, first = self._settle(start, emissions)
        layers: list[Layer] = []
        states, edges = start, 0
        for variable in self.order:
            classes = self.formulas.classes(self.tied, variable)
            representatives = [(group & -group).bit_length() - 1 for group in classes]
            nodes, width = len(states), len(classes)
            if nodes * width > self.max_edges or nodes * width * len(self.automata) > MAX_CELLS:
                raise TooWide
            source = np.repeat(np.arange(nodes), width)
            value = np.tile(np.arange(width), nodes)
            moved = np.repeat(states, width, axis=0)
            for column, automaton in enumerate(self.automata):
                step = automaton.steps.get(variable)
                if step is not None:
                    moved[:, column] = step[:, representatives][moved[:, column], value]
            alive = ~((moved == 0) & self.is_hard).any(axis=1)
            moved, source, value = moved[alive], source[alive], value[alive]
            moved, broken = self._settle(moved, emissions)
            states, target = _distinct(moved)
            edges += len(source)
            if edges > 3 * self.max_edges:
                raise TooWide
            layers.append(Layer(variable, tuple(classes), source, value, target, broken, len(states)))
        if first.size and first[0] and layers:
            layers[0] = self._with_first(layers[0], int(first[0]), emissions)
        return Diagram(tuple(_prune(layers)), tuple(emissions))

    def _settle(self, states: NDArray[np.int32], emissions: dict[int, int]) -> tuple[NDArray[np.int32], Ints]:
        """Emit the soft constraints that hold for good and forget them."""
        held = (states == 1) & ~self.is_hard
        broken = np.zeros(len(states), np.int64)
        columns = np.flatnonzero(held.any(axis=0))
        if columns.size:
            patterns, inverse = _distinct(held[:, columns].astype(np.int32))
            codes = []
            for pattern in patterns.tolist():
                mask = sum(self.soft_bits[column] for column, on in zip(columns.tolist(), pattern, strict=True) if on)
                codes.append(emissions.setdefault(mask, len(emissions)))
            broken = np.array(codes, np.int64)[inverse]
            states = np.where(held, 0, states)
        return states, broken

    @staticmethod
    def _with_first(layer: Layer, code: int, emissions: dict[int, int]) -> Layer:
        """Soft constraints that hold whatever is chosen are broken on the first edges."""
        always = list(emissions)[code]
        masks = list(emissions)
        broken = [emissions.setdefault(masks[item] | always, len(emissions)) for item in layer.broken.tolist()]
        return Layer(
            layer.variable,
            layer.classes,
            layer.source,
            layer.value,
            layer.target,
            np.array(broken, np.int64),
            layer.nodes_after,
        )


def _distinct(rows: NDArray[np.int32]) -> tuple[NDArray[np.int32], Ints]:
    """The distinct rows and, for each row, the number of its like."""
    if rows.shape[1] == 0 or not len(rows):
        return rows[:1], np.zeros(len(rows), np.int64)
    varying = np.flatnonzero((rows != rows[0]).any(axis=0))
    key = np.zeros(len(rows), np.int64)
    room = 1
    for column in varying.tolist():
        values = rows[:, column].astype(np.int64)
        span = int(values.max()) + 1
        if room * span >= 1 << 62:
            key = np.unique(key, return_inverse=True)[1].astype(np.int64)
            room = int(key.max()) + 1
        key = key * span + values
        room *= span
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    return rows[first], inverse.astype(np.int64).reshape(-1)


def _prune(layers: list[Layer]) -> list[Layer]:
    """Drop edges from which the end cannot be reached, and number the nodes that are left."""
    if not layers:
        return layers
    alive = np.ones(layers[-1].nodes_after, bool)
    kept: list[Layer] = []
    for position in range(len(layers) - 1, -1, -1):
        layer = layers[position]
        good = alive[layer.target]
        number = np.cumsum(alive) - 1
        before = layers[position - 1].nodes_after if position else 1
        source = layer.source[good]
        kept.append(
            Layer(
                layer.variable,
                layer.classes,
                source,
                layer.value[good],
                number[layer.target[good]],
                layer.broken[good],
                int(alive.sum()),
            )
        )
        alive = np.zeros(before, bool)
        alive[source] = True
    kept.reverse()
    renumbered = []
    for position, layer in enumerate(kept):
        if position:
            reached = np.unique(layer.source)
            number = np.searchsorted(reached, layer.source)
            layer = Layer(
                layer.variable, layer.classes, number, layer.value, layer.target, layer.broken, layer.nodes_after
            )
        renumbered.append(layer)
    return renumbered


Allowed = Mapping[int, int]
"""For each variable, the mask of values that may be taken."""


def _usable(diagram: Diagram, layer: Layer, allowed: Allowed, forbidden: int) -> tuple[NDArray[np.bool_], Ints]:
    """Which edges are left, and how many values each stands for."""
    mask = allowed[layer.variable]
    weight = np.array([(group & mask).bit_count() for group in layer.classes], np.int64)[layer.value]
    usable = weight > 0
    if forbidden:
        bad = np.array([bool(emission & forbidden) for emission in diagram.emissions], bool)
        usable &= ~bad[layer.broken]
    return usable, weight


def count(diagram: Diagram, allowed: Allowed, forbidden: int = 0) -> int:
    """How many packages take allowed values only and break no forbidden soft constraint; exact."""
    room = 1
    for layer in diagram.layers:
        room *= max(1, allowed[layer.variable].bit_count())
    kind = np.int64 if room < 1 << 62 else object
    ways = np.ones(1, kind)
    for layer in diagram.layers:
        usable, weight = _usable(diagram, layer, allowed, forbidden)
        after = np.zeros(layer.nodes_after, kind)
        np.add.at(after, layer.target[usable], ways[layer.source[usable]] * weight[usable].astype(kind))
        ways = after
    return int(ways.sum()) if len(ways) else 0


_FAR = np.int64(1) << 61


def cheapest(
    diagram: Diagram, allowed: Allowed, forbidden: int, price: Callable[[int], int], values: Mapping[int, Sequence[int]]
) -> tuple[int, tuple[tuple[int, int], ...]] | None:
    """The path of least total price, as (price, ((variable, value), …)); None where there is no path.

    `price(emission)` is what a set of soft constraints costs, `values[variable][value]` what a value costs.
    Prices may be negative; ties go to the earlier value.
    """
    prices = np.array([price(emission) for emission in diagram.emissions], np.int64)
    best = np.zeros(1, np.int64)
    trail: list[tuple[Layer, Ints, Ints]] = []
    for layer in diagram.layers:
        usable, _ = _usable(diagram, layer, allowed, forbidden)
        chosen = [
            min(
                bits(group & allowed[layer.variable]),
                key=lambda value: (values[layer.variable][value], value),
                default=0,
            )
            for group in layer.classes
        ]
        cost_of = np.array([values[layer.variable][value] for value in chosen], np.int64)
        edges = np.flatnonzero(usable)
        if not edges.size:
            return None
        cost = best[layer.source[edges]] + cost_of[layer.value[edges]] + prices[layer.broken[edges]]
        reached = best[layer.source[edges]] < _FAR
        cost = np.where(reached, cost, _FAR)
        order = np.lexsort((edges, cost, layer.target[edges]))
        targets, first = np.unique(layer.target[edges][order], return_index=True)
        after = np.full(layer.nodes_after, _FAR, np.int64)
        via = np.full(layer.nodes_after, -1, np.int64)
        after[targets] = cost[order][first]
        via[targets] = edges[order][first]
        trail.append((layer, via, np.array(chosen, np.int64)))
        best = after
    node = int(best.argmin())
    if best[node] >= _FAR:
        return None
    total, path = int(best[node]), []
    for layer, via, chosen_values in reversed(trail):
        edge = int(via[node])
        path.append((layer.variable, int(chosen_values[layer.value[edge]])))
        node = int(layer.source[edge])
    return total, tuple(reversed(path))


def emitted(diagram: Diagram, path: Sequence[tuple[int, int]]) -> int:
    """The soft constraints that one package breaks on its way."""
    values, node, mask = dict(path), 0, 0
    for layer in diagram.layers:
        group = next(number for number, members in enumerate(layer.classes) if members >> values[layer.variable] & 1)
        edge = int(np.flatnonzero((layer.source == node) & (layer.value == group))[0])
        mask |= diagram.emissions[int(layer.broken[edge])]
        node = int(layer.target[edge])
    return mask


def always_and_ever(diagram: Diagram, allowed: Allowed, own: Mapping[int, Sequence[int]]) -> tuple[int, int] | None:
    """The soft constraints broken by every allowed package, and those broken by at least one; None where there is
    no package.

    `own[variable][value]` are the ones that a value breaks by itself.
    """
    always: dict[int, int] = {0: 0}
    ever: dict[int, int] = {0: 0}
    for layer in diagram.layers:
        table = {}
        for number, group in enumerate(layer.classes):
            masks = [own[layer.variable][value] for value in bits(group & allowed[layer.variable])]
            if masks:
                common, any_ = masks[0], 0
                for mask in masks:
                    common &= mask
                    any_ |= mask
                table[number] = (common, any_)
        next_always: dict[int, int] = {}
        next_ever: dict[int, int] = {}
        for source, value, target, broken in rows_of(layer):
            if source not in always or value not in table:
                continue
            emission = diagram.emissions[broken]
            common, any_ = table[value]
            low = always[source] | common | emission
            next_always[target] = next_always[target] & low if target in next_always else low
            next_ever[target] = next_ever.get(target, 0) | ever[source] | any_ | emission
        always, ever = next_always, next_ever
    if not always:
        return None
    lows, highs = list(always.values()), list(ever.values())
    common, any_ = lows[0], 0
    for low in lows:
        common &= low
    for high in highs:
        any_ |= high
    return common, any_


def rows_of(layer: Layer) -> list[tuple[int, int, int, int]]:
    """The edges as (source, class, target, emission)."""
    columns = (layer.source, layer.value, layer.target, layer.broken)
    return list(zip(*(column.tolist() for column in columns), strict=True))
