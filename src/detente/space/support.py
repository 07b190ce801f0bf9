"""Consents on record: which package has the most of them, and how many packages everybody has accepted.

A consent is one unit on one issue. It is on record where every member of the unit at the table whose consent the
option needs supports the option without condition, or holds a proposal that the package meets and that the option is
an item of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from detente.engines.diagrams import TooWide, build, cheapest, count
from detente.engines.formulas import ALL, FALSE, LITERAL, TRUE
from detente.engines.masks import bits
from detente.space.problems import Component, Problem
from detente.space.spaces import Space

MAX_COMBINATIONS = 2_000
_MUCH = 1 << 20


@dataclass(frozen=True)
class Supported:
    """A package with its consents: pairs (unit, issue). `exact` False: not every combination of proposals was tried."""

    package: Mapping[str, str]
    on_record: tuple[tuple[str, str], ...]
    missing: tuple[tuple[str, str], ...]
    exact: bool

    @property
    def needed(self) -> int:
        """How many consents the package needs at this table."""
        return len(self.on_record) + len(self.missing)


Cells = frozenset[tuple[str, int, int]]
"""(party, variable, value): consents that a met proposal puts on record."""


@dataclass(frozen=True)
class _Way:
    """A box of packages (masks by variable) that meet proposals, and the consents this puts on record."""

    masks: tuple[tuple[int, int], ...]
    cells: Cells


def best_supported(space: Space, problem: Problem) -> Supported | None:
    """The possible package of this problem with the most consents on record, then the fewest missing, then the
    first in the order of the case.

    None where no package is possible, or a component was too wide to look at.
    """
    if problem.impossible or any(component.diagram is None for component in problem.components):
        return None
    search = _Search(space, problem)
    prices: list[tuple[int, _Way]] = []
    for tried, way in enumerate(_combinations(list(_ways(space)))):
        if tried == MAX_COMBINATIONS:
            break
        price = search.price(way)
        if price is not None:
            prices.append((price, way))
    if not prices:
        return None
    least = min(price for price, _ in prices)
    path = min(search.first(way) for price, way in prices if price == least)
    return _describe(space, path, exact=len(prices) < MAX_COMBINATIONS)


def _ways(space: Space) -> Iterator[_Way]:
    """Boxes of packages that meet held proposals, with the cells that each puts on record."""
    formulas = space.frame.formulas
    gathered: dict[tuple[tuple[int, int], ...], set[tuple[str, int, int]]] = {}
    for held in space.held:
        for variable, mask, within in held.items:
            for box in _boxes(space, formulas.all([held.formula, within, formulas.literal(variable, mask)])):
                allowed = dict(box).get(variable, (1 << formulas.sizes[variable]) - 1)
                gathered.setdefault(box, set()).update((held.party, variable, value) for value in bits(allowed))
    for box, cells in gathered.items():
        yield _Way(box, frozenset(cells))


def _boxes(space: Space, formula: int) -> list[tuple[tuple[int, int], ...]]:
    """A formula as boxes: itself where it is a conjunction of literals, else one a case of its first variable, and so
    on.
    """
    formulas = space.frame.formulas
    found: list[tuple[tuple[int, int], ...]] = []
    pending: list[tuple[int, tuple[tuple[int, int], ...]]] = [(formula, ())]
    while pending:
        current, masks = pending.pop()
        if current == FALSE:
            continue
        if current == TRUE:
            found.append(tuple(sorted(masks)))
            continue
        kind, variable, parts = formulas.node(current)
        literals = [formulas.node(part) for part in parts] if kind == ALL else []
        if kind == LITERAL:
            found.append(tuple(sorted((*masks, (variable, parts[0])))))
        elif kind == ALL and all(name == LITERAL for name, _, _ in literals):
            found.append(tuple(sorted((*masks, *((number, mask[0]) for _, number, mask in literals)))))
        else:
            first = min(formulas.support(current))
            for group in formulas.classes([current], first):
                rest = formulas.assign(current, first, (group & -group).bit_length() - 1)
                pending.append((rest, (*masks, (first, group))))
    return found


def _combinations(ways: list[_Way]) -> Iterator[_Way]:
    """Every set of ways that some package can go at once, the empty one first."""
    pending: list[tuple[int, dict[int, int], Cells]] = [(0, {}, frozenset())]
    while pending:
        start, masks, cells = pending.pop()
        yield _Way(tuple(sorted(masks.items())), cells)
        for number in range(len(ways) - 1, start - 1, -1):
            joint = dict(masks)
            for variable, mask in ways[number].masks:
                joint[variable] = joint.get(variable, -1) & mask
            if all(joint.values()):
                pending.append((number + 1, joint, cells | ways[number].cells))


def _needed(space: Space, variable: int, value: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The units whose consent an option needs here, each with the members that must give it."""
    wanted = space.needs[variable][value]
    for unit in space.seating.units:
        members = tuple(party for party in space.members(unit) if party in wanted)
        if members:
            yield unit, members


def _recorded(space: Space, members: tuple[str, ...], variable: int, value: int, cells: Cells) -> bool:
    return all(
        space.supports.get((party, variable), 0) >> value & 1 or (party, variable, value) in cells for party in members
    )


class _Search:
    """The best package in a box, component by component: a consent on record earns much, a missing one costs little."""

    def __init__(self, space: Space, problem: Problem) -> None:
        self.space, self.problem = space, problem
        self._known: dict[tuple[object, ...], int | None] = {}

    def price(self, way: _Way) -> int | None:
        """The least price of a package in the box, None where no package is possible there."""
        total = 0
        for number, component in enumerate(self.problem.components):
            inside = set(component.variables)
            masks = tuple(pair for pair in way.masks if pair[0] in inside)
            cells = frozenset(cell for cell in way.cells if cell[1] in inside)
            key = (number, masks, cells)
            if key not in self._known:
                allowed = component.allowed(0, dict(masks))
                self._known[key] = self._least(component, allowed, self._values(component, cells))
            found = self._known[key]
            if found is None:
                return None
            total += found
        return total

    def first(self, way: _Way) -> tuple[tuple[int, int], ...]:
        """Of the best packages in the box the first in the order of the case, as (variable, value) pairs."""
        path: list[tuple[int, int]] = []
        for component in self.problem.components:
            values = self._values(component, way.cells)
            allowed = component.allowed(0, dict(way.masks))
            least = self._least(component, allowed, values)
            for variable in component.variables:
                for value in bits(allowed[variable]):
                    narrowed = {**allowed, variable: 1 << value}
                    if self._least(component, narrowed, values) == least:
                        allowed = narrowed
                        path.append((variable, value))
                        break
        return tuple(sorted(path))

    def _values(self, component: Component, cells: Cells) -> dict[int, list[int]]:
        values = {}
        for variable in component.variables:
            prices = []
            for value in range(self.space.frame.formulas.sizes[variable]):
                given = [
                    _recorded(self.space, members, variable, value, cells)
                    for _, members in _needed(self.space, variable, value)
                ]
                prices.append(len(given) - sum(given) - _MUCH * sum(given))
            values[variable] = prices
        return values

    @staticmethod
    def _least(component: Component, allowed: Mapping[int, int], values: Mapping[int, list[int]]) -> int | None:
        assert component.diagram is not None
        found = cheapest(component.diagram, allowed, component.bits, lambda _: 0, values)
        return None if found is None else found[0]


def _describe(space: Space, path: tuple[tuple[int, int], ...], exact: bool) -> Supported:
    chosen = dict(path)
    formulas = space.frame.formulas

    def met(formula: int) -> bool:
        for variable, value in path:
            formula = formulas.assign(formula, variable, value)
        return formula == TRUE

    cells = frozenset(
        (held.party, variable, chosen[variable])
        for held in space.held
        if met(held.formula)
        for variable, mask, within in held.items
        if mask >> chosen[variable] & 1 and met(within)
    )
    on_record: list[tuple[str, str]] = []
    missing: list[tuple[str, str]] = []
    for variable, value in path:
        for unit, members in _needed(space, variable, value):
            pair = (unit, space.frame.agenda[variable])
            (on_record if _recorded(space, members, variable, value, cells) else missing).append(pair)
    return Supported(space.frame.package(path), tuple(on_record), tuple(missing), exact)


def confirmed(space: Space, problem: Problem, possible: int | None, *, throughout: bool = False) -> int | None:
    """How many possible packages has every party at the table accepted? None where that was not counted.

    `throughout`: a proposal that a party holds counts only as far as it goes; what it leaves open needs the
    party's support too.
    """
    if possible == 0:
        return 0
    formulas = space.frame.formulas
    accepts = space.accepts_throughout if throughout else space.accepts
    accepted = [accepts(party) for party in space.seating.parties]
    hard = [formula for _, formula in space.linkages]
    hard += [formulas.negate(position.refuses) for position in problem.positions]
    together = formulas.all([*hard, *accepted])
    if together == FALSE or problem.impossible:
        return 0
    parts = formulas.node(together)[2] if formulas.node(together)[0] == ALL else (together,)
    try:
        diagram = build(formulas, range(len(formulas.sizes)), parts, [])
    except TooWide:
        return None
    return count(diagram, {v: (1 << size) - 1 for v, size in enumerate(formulas.sizes)})
