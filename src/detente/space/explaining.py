"""Minimal concessions and conflicts of a problem's components.

By diagram where it fits, by solver where it does not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from math import prod

from detente.engines.diagrams import TooWide, build, cheapest, count, emitted
from detente.engines.families import EMPTY, Families, minimal_sets
from detente.engines.formulas import TRUE
from detente.engines.masks import bits
from detente.engines.search import Search
from detente.errors import TooLargeError
from detente.space.problems import Component, Diagrams, Problem, split

MOST_LISTED = 10_000
"""More sets than this are counted and not listed."""

MOST_STREAMED = 2_000
"""So many conflicts and concessions are streamed where all of them cannot be drawn at once."""


@dataclass(frozen=True)
class Explained:
    """The minimal conflicts and concessions of a component over the listed positions; totals are exact where
    `complete`.

    `full` are the minimal sets over all positions, as a family of `families`; None where they were not drawn.
    """

    component: Component
    conflicts: tuple[int, ...]
    concessions: tuple[int, ...]
    conflicts_total: int
    concessions_total: int
    complete: bool
    families: Families | None = None
    full: int = EMPTY


def explain(problem: Problem, component: Component, stop: Callable[[], bool]) -> Explained:
    """Every minimal conflict and concession of a component, or as many as there is patience for."""
    if component.diagram is None:
        return _streamed(problem, component, stop)
    try:
        families, full = minimal_sets(component.diagram, component.own)
        concessions = families.keep(full, problem.listed)
        conflicts = families.hitting(concessions)
    except TooWide:
        return _streamed(problem, component, stop)
    return Explained(
        component,
        _listed(families, conflicts),
        _listed(families, concessions),
        families.total(conflicts),
        families.total(concessions),
        True,
        families,
        full,
    )


def _listed(families: Families, family: int) -> tuple[int, ...]:
    """The sets in the order of size; of a family too long to list, some."""
    return _sorted(list(islice(families.members(family), MOST_LISTED)))


def _streamed(problem: Problem, component: Component, stop: Callable[[], bool]) -> Explained:
    found: dict[str, list[int]] = {"conflict": [], "concession": []}

    def enough() -> bool:
        return stop() or sum(map(len, found.values())) >= MOST_STREAMED

    for kind, mask in search_of(component).explain(problem.listed, enough):
        found[kind].append(mask)
    conflicts, concessions = _sorted(found["conflict"]), _sorted(found["concession"])
    return Explained(component, conflicts, concessions, len(conflicts), len(concessions), not enough())


def _sorted(masks: Sequence[int]) -> tuple[int, ...]:
    return tuple(sorted(masks, key=lambda mask: (mask.bit_count(), tuple(bits(mask)))))


def search_of(component: Component) -> Search:
    """The component for the solver."""
    return Search(component.frame.formulas, component.variables, component.hard, component.soft, component.own)


def lightest(problem: Problem, prices: Sequence[int], free: int | None = None) -> tuple[int, int] | None:
    """The least total price of positions to give up so that a package exists, and the positions that one cheapest
    package breaks.

    `prices[bit]` is what a position costs; only positions in `free` (default: all) may be given up. None where
    that is never enough.
    """
    if problem.impossible:
        return None
    total = chosen = 0
    for component in problem.components:
        found = _lightest(component, prices, free)
        if found is None:
            return None
        total += found[0]
        chosen |= found[1]
    return total, chosen


def _lightest(component: Component, prices: Sequence[int], free: int | None) -> tuple[int, int] | None:
    diagram = component.diagram
    if diagram is None:
        return search_of(component).lightest(prices, free)
    kept = 0 if free is None else component.bits & ~free

    def price(mask: int) -> int:
        return sum(prices[bit] for bit in bits(mask))

    values = {variable: [price(mask) for mask in component.own[variable]] for variable in component.variables}
    found = cheapest(diagram, component.allowed(~kept), kept, price, values)
    if found is None:
        return None
    cost, path = found
    broken = emitted(diagram, path)
    for variable, value in path:
        broken |= component.own[variable][value]
    return cost, broken


Part = tuple[int | None, int | None]
"""Of a component: how many packages are possible (None: not counted), and the fewest listed positions to give up (None:
never enough)."""


def room_and_gap(
    diagrams: Diagrams, linkages: Sequence[int], listed: Sequence[int], known: dict[tuple[object, ...], Part]
) -> Part:
    """How many packages are possible, and the fewest listed positions to give up so that one is; None as in `Part`.

    The same as `problem.possible()` and the total of `lightest` where listed positions cost 1 and others nothing.
    `listed` are the formulas of what they refuse; `known` keeps the components asked before, over the same frame.
    """
    components, impossible = split(diagrams.frame, linkages, listed, diagrams)
    if impossible:
        return 0, None
    parts = [_part(component, known) for component in components]
    counts, gaps = [number for number, _ in parts], [gap for _, gap in parts]
    gap = None if None in gaps else sum(gap for gap in gaps if gap is not None)
    if 0 in counts:
        return 0, gap
    return None if None in counts else prod(number for number in counts if number is not None), gap


def _part(component: Component, known: dict[tuple[object, ...], Part]) -> Part:
    soft = tuple(formula for _, formula in component.soft)
    own = tuple(tuple(mask.bit_count() for mask in component.own[variable]) for variable in component.variables)
    key = (component.variables, component.hard, soft, own)
    if key not in known:
        diagram = component.diagram
        counted = None if diagram is None else count(diagram, component.allowed(), component.bits)
        found = (0, 0) if counted else _lightest(component, [1] * component.bits.bit_length(), None)
        known[key] = (counted, found[0] if found else None)
    return known[key]


def some_package(problem: Problem, free: int = 0) -> dict[str, str] | None:
    """A feasible package that breaks positions in `free` only, or None: there is none."""
    if problem.impossible:
        return None
    path: list[tuple[int, int]] = []
    for component in problem.components:
        if component.diagram is None:
            found = search_of(component).first(free)
        else:
            zero = {variable: [0] * len(component.own[variable]) for variable in component.variables}
            kept = component.bits & ~free
            best = cheapest(component.diagram, component.allowed(free), kept, lambda _: 0, zero)
            found = None if best is None else best[1]
        if found is None:
            return None
        path.extend(found)
    return problem.frame.package(tuple(path))


def excluding_linkages(problem: Problem, linkages: Sequence[tuple[str, int]]) -> tuple[tuple[str, ...], ...]:
    """Where no package meets the linkages: the smallest sets of them that exclude each other, by id."""
    formulas = problem.frame.formulas
    soft = [(bit, formulas.negate(formula)) for bit, (_, formula) in enumerate(linkages)]
    own = {variable: [0] * size for variable, size in enumerate(formulas.sizes)}
    diagram = build(formulas, range(len(formulas.sizes)), [], soft)
    if not diagram.layers:
        return tuple((linkages[bit][0],) for bit, formula in soft if formula == TRUE)
    families, broken = minimal_sets(diagram, own)
    conflicts = _sorted(list(islice(families.members(families.hitting(broken)), MOST_STREAMED)))
    return tuple(tuple(linkages[bit][0] for bit in bits(mask)) for mask in conflicts)


def linkages_behind(problem: Problem, linkages: Sequence[tuple[str, int]], conflict: int) -> tuple[str, ...]:
    """A smallest set of linkages without which the positions of a conflict could hold together.

    Empty where none is needed, and where the question is too large to ask.
    """
    formulas = problem.frame.formulas
    kept = formulas.all(formulas.negate(problem.positions[bit].refuses) for bit in bits(conflict))
    needed = [(name, formula) for name, formula in linkages if formula != TRUE]
    try:
        if not formulas.satisfiable(kept):
            return ()
        for one in list(needed):
            rest = [pair for pair in needed if pair != one]
            if not formulas.satisfiable(formulas.all([kept, *(formula for _, formula in rest)])):
                needed = rest
    except TooLargeError:
        return ()
    return tuple(name for name, _ in needed)
