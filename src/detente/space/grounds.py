"""What trade is looked for on: a case's judging or a domain from files, in integers, with ties as formulas."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from detente.engines.bargaining.model import Domain
from detente.engines.formulas import Formulas
from detente.engines.trading import Bonus, Ground
from detente.space.bargaining import Bargain
from detente.space.judging import Judging
from detente.space.reckoning import Reckoning


@dataclass(frozen=True, eq=False)
class Standpoint:
    """A bargain and its ground; `reckoning` has the ranges that gains are scaled by, in points."""

    bargain: Bargain
    ground: Ground
    reckoning: Reckoning

    @cached_property
    def ranges(self) -> tuple[Fraction, ...]:
        """What scaled gains are divided by, in points: the largest less the smallest worth of a feasible package."""
        domain, reckoning = self.bargain.domain, self.reckoning
        tops = [
            None if cap is None else Fraction(cap, scale)
            for cap, scale in zip(domain.ceilings or [None] * len(domain.scales), domain.scales, strict=True)
        ]
        return tuple(
            Fraction(0) if low is None or high is None else _capped(high, top) - _capped(low, top)
            for low, high, top in zip(reckoning.least, reckoning.most, tops, strict=True)
        )

    @classmethod
    def of_case(cls, judging: Judging) -> Standpoint:
        """Of a table of a case."""
        scales = judging.bargain.domain.scales
        bonuses = tuple(Bonus(p, formula, int(points * scales[p])) for p, formula, points in judging.extras)
        formulas = judging.space.frame.formulas
        ground = Ground(formulas, judging.bargain.domain.tables, judging.hard, bonuses)
        return cls(judging.bargain, ground, judging.reckoning)

    @classmethod
    def of_domain(cls, bargain: Bargain) -> Standpoint:
        """Of a domain in files."""
        domain = bargain.domain
        formulas = Formulas(domain.sizes)
        hard = _hard(domain, formulas)
        bonuses = tuple(
            Bonus(
                one.party,
                formulas.all(
                    formulas.literal(issue, sum(1 << option for option in allowed))
                    for issue, allowed in zip(one.issues, one.allowed, strict=True)
                ),
                one.worth,
            )
            for one in domain.bonuses
        )
        rows = [
            [[Fraction(worth, scale) for worth in options] for options in table]
            for table, scale in zip(domain.tables, domain.scales, strict=True)
        ]
        extras = tuple((one.party, one.formula, Fraction(one.worth, domain.scales[one.party])) for one in bonuses)
        reckoning = Reckoning(formulas, rows, extras, hard)
        return cls(bargain, Ground(formulas, domain.tables, hard, bonuses, domain.ceilings), reckoning)


def _capped(worth: Fraction, top: Fraction | None) -> Fraction:
    return worth if top is None else min(worth, top)


def _hard(domain: Domain, formulas: Formulas) -> tuple[int, ...]:
    """The linkages of a domain as formulas."""
    found = []
    for one in domain.linkages:
        banned = (
            formulas.all(
                formulas.literal(issue, 1 << option) for issue, option in zip(one.issues, options, strict=True)
            )
            for options in one.forbidden
        )
        found.append(formulas.negate(formulas.any(banned)))
    return tuple(found)
