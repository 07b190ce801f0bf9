"""A bargaining domain as integers: what every method here is given, and nothing of any case.

What no package may be comes in two forms, and every method takes both. A `Linkage` lists forbidden combinations of a
few issues. `Rules` are formulas of any shape over any number of issues ("at least three of these eight"); they are
never multiplied out, but read as a decision diagram or as rows of a linear program. A case's own formulas can be handed
over as they are, if variable i is issue i and its values are the options in their order:
`Rules(space.frame.formulas, tuple(formula for _, formula in space.linkages))`; positions can be added to the tuple.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from detente.engines.formulas import TRUE, Formulas

Table = tuple[tuple[int, ...], ...]
"""One party's worth of each option of each issue: `table[issue][option]`."""


@dataclass(frozen=True)
class Linkage:
    """Combinations that no package may hold: `forbidden` are tuples of options of `issues`, in their order."""

    issues: tuple[int, ...]
    forbidden: frozenset[tuple[int, ...]]


@dataclass(frozen=True, eq=False)
class Rules:
    """Conditions that every package meets: numbers of formulas whose variables are the domain's issues."""

    formulas: Formulas
    hold: tuple[int, ...]

    def met(self, package: Sequence[int]) -> bool:
        """Whether a package meets them all."""
        for formula in self.hold:
            for issue in sorted(self.formulas.support(formula)):
                formula = self.formulas.assign(formula, issue, package[issue])
            if formula != TRUE:
                return False
        return True

    @property
    def scopes(self) -> list[frozenset[int]]:
        """The issues of each condition."""
        return [self.formulas.support(formula) for formula in self.hold]


@dataclass(frozen=True)
class Bonus:
    """`worth` to one party if the option of each of `issues` is among the `allowed` ones beside it (a rectangle)."""

    party: int
    issues: tuple[int, ...]
    allowed: tuple[frozenset[int], ...]
    worth: int


@dataclass(frozen=True)
class Domain:
    """Parties, issues and what each package is worth, in integers: ties are ties.

    A package is one option for each issue. Party p's utility of x is `(Σ_i tables[p][i][x_i] + bonuses) / scales[p]`,
    at most `ceilings[p] / scales[p]` where there is a ceiling; it accepts x if this is at least
    `reservations[p] / scales[p]` (≥, never >).
    """

    tables: tuple[Table, ...]
    reservations: tuple[int, ...]
    scales: tuple[int, ...]
    linkages: tuple[Linkage, ...] = ()
    bonuses: tuple[Bonus, ...] = ()
    ceilings: tuple[int | None, ...] = ()
    copies: Table = ()
    """How many options of equal effect each one stands for; (): one."""
    rules: Rules | None = None

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many options each issue has."""
        return tuple(len(options) for options in self.tables[0])

    @property
    def packages(self) -> int:
        """How many packages there are, linkages or not."""
        return math.prod(map(sum, self.copies)) if self.copies else math.prod(self.sizes)

    @property
    def additive(self) -> bool:
        """Whether every utility is a sum over issues."""
        return not self.bonuses and not any(ceiling is not None for ceiling in self.ceilings)

    def utility(self, party: int, package: Sequence[int]) -> int:
        """What a package is worth to a party, on its scale: the definition, read literally."""
        worth = sum(options[option] for options, option in zip(self.tables[party], package, strict=True))
        for bonus in self.bonuses:
            if bonus.party == party and meets(bonus, package):
                worth += bonus.worth
        ceiling = self.ceilings[party] if self.ceilings else None
        return worth if ceiling is None else min(worth, ceiling)

    def gains(self, package: Sequence[int]) -> tuple[int, ...]:
        """What each party has from a package over no agreement, on its scale."""
        return tuple(self.utility(party, package) - r for party, r in enumerate(self.reservations))

    def feasible(self, package: Sequence[int]) -> bool:
        """Whether a package breaks no linkage and no rule."""
        if any(tuple(package[issue] for issue in one.issues) in one.forbidden for one in self.linkages):
            return False
        return self.rules is None or self.rules.met(package)

    @property
    def tied(self) -> bool:
        """Whether not every combination of options is a package."""
        return bool(self.linkages) or (self.rules is not None and any(one != TRUE for one in self.rules.hold))


def meets(bonus: Bonus, package: Sequence[int]) -> bool:
    """Whether a package lies in the rectangle of a bonus."""
    return all(package[issue] in allowed for issue, allowed in zip(bonus.issues, bonus.allowed, strict=True))


def scaled(
    tables: Sequence[Sequence[Sequence[Fraction]]],
    reservations: Sequence[Fraction],
    linkages: Iterable[Linkage] = (),
    bonuses: Iterable[tuple[Bonus, Fraction]] = (),
    ceilings: Sequence[Fraction | None] = (),
) -> Domain:
    """A domain of rational numbers in integers: each party on its smallest common denominator, with nothing rounded.

    A bonus comes with its worth beside it, the integer inside is ignored.

    >>> half, third = Fraction(1, 2), Fraction(1, 3)
    >>> domain = scaled([[[half, third]], [[third, Fraction(1)]]], [Fraction(0), third])
    >>> domain.tables, domain.scales, domain.reservations
    ((((3, 2),), ((1, 3),)), (6, 3), (0, 1))
    """
    given = list(bonuses)
    scales = []
    for party, (table, reservation) in enumerate(zip(tables, reservations, strict=True)):
        numbers = [reservation, *(worth for options in table for worth in options)]
        numbers += [worth for bonus, worth in given if bonus.party == party]
        if ceilings and ceilings[party] is not None:
            numbers.append(ceilings[party] or Fraction(0))
        scales.append(math.lcm(*(number.denominator for number in numbers)))
    return Domain(
        tuple(
            tuple(tuple(int(worth * scale) for worth in options) for options in table)
            for table, scale in zip(tables, scales, strict=True)
        ),
        tuple(int(r * scale) for r, scale in zip(reservations, scales, strict=True)),
        tuple(scales),
        tuple(linkages),
        tuple(Bonus(b.party, b.issues, b.allowed, int(worth * scales[b.party])) for b, worth in given),
        tuple(None if c is None else int(c * scale) for c, scale in zip(ceilings, scales, strict=False)),
    )
