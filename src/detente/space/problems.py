"""A level and a reading of a table's space, split into independent components, each ready for the engines.

Issues that no linkage and no position ties together are counted and explained apart; totals are products.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from detente.case.model import Firmness
from detente.engines.diagrams import Diagram, TooWide, build, count
from detente.engines.formulas import FALSE, LITERAL, TRUE
from detente.space.compiling import Frame
from detente.space.positions import Position

LEVELS: tuple[tuple[str, Firmness], ...] = (
    ("limits", Firmness.NEVER),
    ("refusals", Firmness.FIRM),
    ("demands", Firmness.PREFERENCE),
)
READINGS = ("menu", "package")


@dataclass(eq=False)
class Diagrams:
    """Diagrams already built for one frame, by what they were built from. None marks one that was too wide."""

    frame: Frame
    built: dict[tuple[object, ...], Diagram | None] = field(default_factory=dict)

    def get(self, variables: tuple[int, ...], hard: tuple[int, ...], soft: tuple[int, ...]) -> Diagram | None:
        """The diagram of these variables; its soft constraints are numbered as given."""
        key = (variables, hard, soft)
        if key not in self.built:
            try:
                self.built[key] = build(self.frame.formulas, variables, hard, list(enumerate(soft)))
            except TooWide:
                self.built[key] = None
        return self.built[key]


@dataclass(frozen=True, eq=False)
class Component:
    """Issues tied together: `hard` formulas must hold, position k of the problem is broken by its own values
    (`own`) or jointly (`soft`).

    `own[variable][value]` and the diagram's emissions are sets of positions as bit masks over the problem's positions.
    """

    frame: Frame
    variables: tuple[int, ...]
    hard: tuple[int, ...]
    soft: tuple[tuple[int, int], ...]
    own: Mapping[int, Sequence[int]]
    diagrams: Diagrams

    @property
    def packages(self) -> int:
        """The product of the option numbers."""
        total = 1
        for variable in self.variables:
            total *= self.frame.formulas.sizes[variable]
        return total

    @cached_property
    def diagram(self) -> Diagram | None:
        """All packages of the component that meet the linkages; None where that would be too wide."""
        found = self.diagrams.get(self.variables, self.hard, tuple(formula for _, formula in self.soft))
        if found is None:
            return None
        numbers = [bit for bit, _ in self.soft]
        return replace(found, emissions=tuple(_renumber(mask, numbers) for mask in found.emissions))

    def allowed(self, dropped: int = 0, masks: Mapping[int, int] | None = None) -> dict[int, int]:
        """For each variable, the values that break no position by themselves but dropped ones (and lie in `masks`)."""
        return {
            variable: sum(
                1 << value
                for value, broken in enumerate(self.own[variable])
                if not broken & ~dropped and (masks is None or masks.get(variable, -1) >> value & 1)
            )
            for variable in self.variables
        }

    def everything(self, masks: Mapping[int, int] | None = None) -> dict[int, int]:
        """For each variable all values (that lie in `masks`)."""
        full = {variable: (1 << self.frame.formulas.sizes[variable]) - 1 for variable in self.variables}
        return {v: mask & (masks.get(v, -1) if masks else -1) for v, mask in full.items()}

    @property
    def bits(self) -> int:
        """All positions that touch this component."""
        mask = 0
        for values in self.own.values():
            for value in values:
                mask |= value
        for bit, _ in self.soft:
            mask |= 1 << bit
        return mask


def _renumber(mask: int, numbers: Sequence[int]) -> int:
    found, place = 0, 0
    while mask:
        if mask & 1:
            found |= 1 << numbers[place]
        mask >>= 1
        place += 1
    return found


_Ask = Callable[[Component, Diagram], int]


@dataclass(frozen=True, eq=False)
class Problem:
    """One table at one level in one reading.

    `hidden` are positions that a softer one of the same unit implies: weighed, not listed.
    """

    level: str
    reading: str
    frame: Frame
    positions: tuple[Position, ...]
    hidden: frozenset[str]
    components: tuple[Component, ...]
    impossible: bool

    @property
    def refused(self) -> tuple[int, ...]:
        """What each position refuses."""
        return tuple(position.refuses for position in self.positions)

    @cached_property
    def listed(self) -> int:
        """The positions that are listed, as a mask."""
        return sum(1 << bit for bit, position in enumerate(self.positions) if position.id not in self.hidden)

    def packages(self) -> int:
        """All packages of the agenda."""
        total = 1
        for component in self.components:
            total *= component.packages
        return total

    def feasible(self, masks: Mapping[int, int] | None = None) -> int | None:
        """How many packages meet all linkages (and take only values in `masks`); None where not counted."""
        return self._product(lambda one, diagram: count(diagram, one.everything(masks)))

    def possible(self, dropped: int = 0, masks: Mapping[int, int] | None = None) -> int | None:
        """How many of them break no position but dropped ones; None where not counted."""
        return self._product(lambda one, diagram: count(diagram, one.allowed(dropped, masks), ~dropped & one.bits))

    def _product(self, ask: _Ask) -> int | None:
        if self.impossible:
            return 0
        total: int | None = 1
        for component in self.components:
            diagram = component.diagram
            found = ask(component, diagram) if diagram is not None else None
            if found == 0:
                return 0
            total = None if total is None or found is None else total * found
        return total

    def names(self, mask: int) -> tuple[str, ...]:
        """The ids of a set of positions, in their order."""
        return tuple(position.id for bit, position in enumerate(self.positions) if mask >> bit & 1)


def split(
    frame: Frame,
    linkages: Sequence[int],
    refused: Sequence[int],
    diagrams: Diagrams,
) -> tuple[tuple[Component, ...], bool]:
    """The components of a space with these formulas of what positions refuse, and whether a linkage without issues
    excludes everything.
    """
    formulas = frame.formulas
    parent = list(range(len(frame.agenda)))

    def root(variable: int) -> int:
        while parent[variable] != variable:
            parent[variable] = parent[parent[variable]]
            variable = parent[variable]
        return variable

    for formula in (*linkages, *refused):
        tied = sorted(formulas.support(formula))
        for other in tied[1:]:
            parent[root(other)] = root(tied[0])
    own = {variable: [0] * size for variable, size in enumerate(formulas.sizes)}
    joint: list[tuple[int, int]] = []
    for bit, formula in enumerate(refused):
        kind, variable, parts = formulas.node(formula)
        if kind == LITERAL:
            for value in range(formulas.sizes[variable]):
                own[variable][value] |= (parts[0] >> value & 1) << bit
        else:
            joint.append((bit, formula))
    members: dict[int, list[int]] = {}
    for variable in range(len(frame.agenda)):
        members.setdefault(root(variable), []).append(variable)
    components = []
    for number, (top, variables) in enumerate(sorted(members.items(), key=lambda item: item[1][0])):
        inside = set(variables)
        hard = tuple(
            sorted({f for f in linkages if f != TRUE and formulas.support(f) and formulas.support(f) <= inside})
        )
        always = number == 0
        soft = tuple(
            (bit, formula)
            for bit, formula in joint
            if (formulas.support(formula) and root(min(formulas.support(formula))) == top)
            or (always and formula == TRUE)
        )
        components.append(Component(frame, tuple(variables), hard, soft, {v: own[v] for v in variables}, diagrams))
    return tuple(components), FALSE in linkages
