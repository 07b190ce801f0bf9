"""What packages must meet: formulas that nobody can give up, formulas that can be, and sums that must be reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from detente.engines.formulas import ALL, ANY, COUNT, FALSE, IFF, LITERAL, TRUE, Formulas
from detente.engines.masks import bits


class UndecidedError(Exception):
    """A question was given up: neither a package nor the proof that there is none."""


@dataclass(frozen=True)
class Floor:
    """Σ `worths[variable][value]` over the values taken, and the worth of each bonus whose formula holds, is at least
    `least` (≥). All integers.
    """

    worths: tuple[tuple[int, ...], ...]
    least: int
    bonuses: tuple[tuple[int, int], ...] = ()

    def of(self, formulas: Formulas, package: Sequence[int]) -> int:
        """What a package is worth, read literally."""
        plain = sum(worths[value] for worths, value in zip(self.worths, package, strict=True))
        return plain + sum(worth for formula, worth in self.bonuses if holds(formulas, formula, package))

    @property
    def most(self) -> int:
        """No package is worth more."""
        return sum(map(max, self.worths)) + sum(max(0, worth) for _, worth in self.bonuses)


def holds(formulas: Formulas, formula: int, package: Sequence[int]) -> bool:
    """Whether a package meets a formula."""
    if formula in (TRUE, FALSE):
        return formula == TRUE
    kind, number, parts = formulas.node(formula)
    if kind == LITERAL:
        return bool(parts[0] >> package[number] & 1)
    if kind == ALL:
        return all(holds(formulas, part, package) for part in parts)
    if kind == ANY:
        return any(holds(formulas, part, package) for part in parts)
    if kind == IFF:
        return holds(formulas, parts[0], package) == holds(formulas, parts[1], package)
    assert kind == COUNT
    return sum(holds(formulas, part, package) for part in parts) >= number


@dataclass(frozen=True, eq=False)
class Demands:
    """`hard` formulas hold for every package. Bit k stands for what can be given up: first the formulas `refused`
    (broken where they hold), then the `floors` (broken where they are not reached).
    """

    formulas: Formulas
    hard: tuple[int, ...]
    refused: tuple[int, ...]
    floors: tuple[Floor, ...] = ()

    @property
    def count(self) -> int:
        """How many demands there are."""
        return len(self.refused) + len(self.floors)

    @cached_property
    def numeric(self) -> int:
        """The floors, as a mask."""
        return ((1 << len(self.floors)) - 1) << len(self.refused)

    @cached_property
    def own(self) -> dict[int, list[int]]:
        """own[variable][value]: the refusals that a value breaks by itself."""
        found = {variable: [0] * size for variable, size in enumerate(self.formulas.sizes)}
        for bit, formula in enumerate(self.refused):
            if formula not in (TRUE, FALSE) and self.formulas.node(formula)[0] == LITERAL:
                _, variable, parts = self.formulas.node(formula)
                for value in range(self.formulas.sizes[variable]):
                    found[variable][value] |= (parts[0] >> value & 1) << bit
        return found

    @cached_property
    def joint(self) -> tuple[tuple[int, int], ...]:
        """(bit, formula) of the refusals that no single value breaks."""
        return tuple(
            (bit, formula)
            for bit, formula in enumerate(self.refused)
            if formula != FALSE and (formula == TRUE or self.formulas.node(formula)[0] != LITERAL)
        )

    def floors_in(self, kept: int) -> list[tuple[int, Floor]]:
        """The floors among the demands kept, with their bits."""
        start = len(self.refused)
        return [(start + at, floor) for at, floor in enumerate(self.floors) if kept >> start + at & 1]

    def broken(self, package: Sequence[int], among: int = -1) -> int:
        """The demands (`among` these) that a package breaks: the definition, read literally."""
        found = 0
        for bit in bits(among & ((1 << len(self.refused)) - 1)):
            found |= holds(self.formulas, self.refused[bit], package) << bit
        for bit, floor in self.floors_in(self.numeric & among):
            found |= (floor.of(self.formulas, package) < floor.least) << bit
        return found

    def feasible(self, package: Sequence[int]) -> bool:
        """Whether a package meets what nobody can give up."""
        return all(holds(self.formulas, formula, package) for formula in self.hard)

    def raised(self, bit: int, least: int) -> Demands:
        """The same with another floor for one demand."""
        at = bit - len(self.refused)
        floors = (*self.floors[:at], replace(self.floors[at], least=least), *self.floors[at + 1 :])
        return replace(self, floors=floors)
