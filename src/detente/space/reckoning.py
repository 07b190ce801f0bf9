"""Ranges, means and correlations of worth over the feasible packages of a table, by decision diagrams."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from detente.engines.diagrams import Diagram, TooWide, build, count
from detente.engines.formulas import FALSE, Formulas
from detente.engines.masks import bits

ZERO = Fraction(0)
WIDE = (
    "The feasible packages are tied together too widely to be gone through: what the least and the most of a party is "
    "was taken issue by issue, and may be further apart than it is."
)


Extra = tuple[int, int, Fraction]
"""What one party has more where a formula holds: (party, formula, points)."""


@dataclass(frozen=True, eq=False)
class Reckoning:
    """Feasible packages, split into what nothing ties together; a bonus ties its issues too.

    `rows[party][issue][option]` are points, `hard` formulas that every package meets.
    """

    formulas: Formulas
    rows: Sequence[Sequence[Sequence[Fraction]]]
    bonuses: tuple[Extra, ...]
    hard: tuple[int, ...]

    @cached_property
    def _diagrams(self) -> tuple[Diagram, ...] | None:
        """One for each component; a soft constraint is a bonus by its number. None: too wide."""
        formulas = self.formulas
        parts = _parts(len(formulas.sizes), [formulas.support(f) for f in self._formulas])
        found = []
        try:
            for first, part in enumerate(parts):
                inside = frozenset(part)

                def mine(formula: int, inside: frozenset[int] = inside, always: bool = not first) -> bool:
                    support = formulas.support(formula)
                    return (bool(support) and support <= inside) or (always and not support)

                hard = [formula for formula in self.hard if mine(formula)]
                soft = [(bit, f) for bit, (_, f, _) in enumerate(self.bonuses) if f != FALSE and mine(f)]
                found.append(build(formulas, part, hard, soft))
        except TooWide:
            return None
        return tuple(found)

    @property
    def _formulas(self) -> list[int]:
        return [*self.hard, *(formula for _, formula, _ in self.bonuses)]

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What of this is not exact."""
        return (WIDE,) if self._diagrams is None else ()

    @cached_property
    def count(self) -> int | None:
        """How many feasible packages there are; None: not counted."""
        if self._diagrams is None:
            return None
        everything = {variable: (1 << size) - 1 for variable, size in enumerate(self.formulas.sizes)}
        return math.prod(count(diagram, everything) for diagram in self._diagrams)

    def beside(self, formulas: Sequence[int]) -> Reckoning:
        """Of the feasible packages those that meet more formulas."""
        return replace(self, hard=(*self.hard, *formulas))

    @cached_property
    def least(self) -> tuple[Fraction | None, ...]:
        """The smallest worth of a feasible package to each party; None where there is no such package."""
        return tuple(self._extreme(party, 1) for party in range(len(self.rows)))

    @cached_property
    def most(self) -> tuple[Fraction | None, ...]:
        """The largest worth of a feasible package to each party."""
        return tuple(None if low is None else -low for low in (self._extreme(p, -1) for p in range(len(self.rows))))

    @cached_property
    def ranges(self) -> tuple[Fraction, ...]:
        """What scaled gains are divided by: the largest less the smallest worth."""
        return tuple(
            ZERO if low is None or high is None else high - low for low, high in zip(self.least, self.most, strict=True)
        )

    def _extreme(self, party: int, sign: int) -> Fraction | None:
        from detente.engines.reckoning import least

        rows = self.rows[party]
        mine = [points if number == party else ZERO for number, _, points in self.bonuses]
        if self._diagrams is None:
            free = sum((min(sign * one for one in row) for row in rows), ZERO)
            return free + sum((min(sign * points, ZERO) for points in mine), ZERO)
        scale = math.lcm(*(one.denominator for row in rows for one in row), *(one.denominator for one in mine))
        values = {variable: [int(sign * one * scale) for one in row] for variable, row in enumerate(rows)}
        prices = [int(sign * one * scale) for one in mine]
        total = 0
        for diagram in self._diagrams:
            found = least(diagram, values, [sum(prices[bit] for bit in bits(mask)) for mask in diagram.emissions])
            if found is None:
                return None
            total += found
        return Fraction(total, scale)

    @cached_property
    def correlations(self) -> tuple[tuple[float | None, ...], ...] | None:
        """Pearson's correlation of the worths of each two parties over all feasible packages, each counting once.

        None for a party to which all packages are worth the same; None for all where this is not known.
        """
        import numpy as np

        from detente.engines.reckoning import moments

        if self._diagrams is None or None in self.least:
            return None
        parties = len(self.rows)
        rows = self.rows
        total = np.zeros((parties, parties))
        for diagram in self._diagrams:
            values = {
                layer.variable: np.array([[float(one) for one in rows[p][layer.variable]] for p in range(parties)]).T
                for layer in diagram.layers
            }
            prices = np.zeros((len(diagram.emissions), parties))
            for number, mask in enumerate(diagram.emissions):
                for bit in bits(mask):
                    prices[number, self.bonuses[bit][0]] += float(self.bonuses[bit][2])
            total += moments(diagram, values, prices).covariances
        moving = [bool(span) for span in self.ranges]
        return tuple(
            tuple(
                _correlation(total, one, other) if moving[one] and moving[other] else None for other in range(parties)
            )
            for one in range(parties)
        )


def _correlation(covariances: object, one: int, other: int) -> float:
    import numpy as np

    table = np.asarray(covariances)
    return float(np.clip(table[one, other] / math.sqrt(table[one, one] * table[other, other]), -1.0, 1.0))


def _parts(count: int, supports: Sequence[frozenset[int]]) -> list[tuple[int, ...]]:
    """Variables that supports tie together, directly or by others, in groups."""
    group = {one: {one} for one in range(count)}
    for support in supports:
        joined: set[int] = set().union(*(group[one] for one in support))
        for one in joined:
            group[one] = joined
    return sorted({tuple(sorted(one)) for one in group.values()})
