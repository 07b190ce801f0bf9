"""“Worth at least so much” as a formula: a sweep over the sums that issues can still add."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from detente.engines.diagrams import TooWide
from detente.engines.formulas import FALSE, TRUE, Formulas

MAX_SUMS = 20_000
ZERO = Fraction(0)


def at_least(
    formulas: Formulas,
    points: Mapping[int, Sequence[Fraction]],
    bonuses: Sequence[tuple[int, Fraction]],
    least: Fraction,
) -> int:
    """The formula of the assignments whose points come to `least` or more, exactly.

    `points[variable][value]` are added over the variables, and the points of each bonus whose formula holds. Raises
    TooWide where there are more than MAX_SUMS different sums to remember.
    """
    return _Sweep(formulas, points).with_bonuses(TRUE, list(bonuses), least)


class _Sweep:
    def __init__(self, formulas: Formulas, points: Mapping[int, Sequence[Fraction]]) -> None:
        self.formulas = formulas
        telling = {v: tuple(row) for v, row in points.items() if len(set(row)) > 1}
        self.fixed = sum((row[0] for v, row in points.items() if v not in telling), ZERO)
        self.order = sorted(telling, key=lambda v: min(telling[v]) - max(telling[v]))
        self.rows = [telling[v] for v in self.order]
        self.low, self.high = [ZERO], [ZERO]
        for row in reversed(self.rows):
            self.low.insert(0, self.low[0] + min(row))
            self.high.insert(0, self.high[0] + max(row))
        self.known: dict[tuple[int, Fraction], int] = {}

    def with_bonuses(self, given: int, bonuses: list[tuple[int, Fraction]], least: Fraction) -> int:
        """Case by case of which bonuses hold; cases that cannot be are left out."""
        formulas = self.formulas
        if formulas.implies(given, FALSE):
            return FALSE
        if not bonuses:
            return self.sums(0, least - self.fixed)
        (formula, worth), *rest = bonuses
        without = self.with_bonuses(formulas.all([given, formulas.negate(formula)]), rest, least)
        held = self.with_bonuses(formulas.all([given, formula]), rest, least - worth)
        if without == held:
            return held
        return formulas.any(
            [formulas.all([formula, held]), formulas.all([formulas.negate(formula), without])],
        )

    def sums(self, place: int, least: Fraction) -> int:
        """The assignments of the variables from this place on that come to so much."""
        if least <= self.low[place]:
            return TRUE
        if least > self.high[place]:
            return FALSE
        key = (place, least)
        found = self.known.get(key)
        if found is None:
            if len(self.known) >= MAX_SUMS:
                raise TooWide
            groups: dict[int, int] = {}
            for value, points in enumerate(self.rows[place]):
                rest = self.sums(place + 1, least - points)
                groups[rest] = groups.get(rest, 0) | 1 << value
            formulas, variable = self.formulas, self.order[place]
            found = formulas.any(
                formulas.all([formulas.literal(variable, mask), rest]) for rest, mask in groups.items()
            )
            self.known[key] = found
        return found
