"""What packages are worth to one party: its preference read at a table, in exact rationals.

The formula is in `docs/explanation/preferences.md`, section 1; bounds and the verdict are section 2.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from detente.case.evaluating import holds
from detente.case.judgements.model import Preference, Quantity
from detente.space.elicited import Resolved, resolved

if TYPE_CHECKING:
    from detente.space.spaces import Space

Draw = Callable[[Quantity], Fraction]
Verdict = Literal["yes", "no", "depends"]
_TRIES = 1_000
ZERO = Fraction(0)


def central(quantity: Quantity) -> Fraction:
    """The number that solutions are reckoned with: the middle, the mode or the mean."""
    return quantity.central


def ends(quantity: Quantity) -> tuple[Fraction, Fraction]:
    """The least and the most that a number may be; a normal distribution counts as mean ± 3 standard deviations."""
    if quantity.form == "normal":
        reach = 3 * (quantity.sd or ZERO)
        return quantity.central - reach, quantity.central + reach
    low = quantity.central if quantity.low is None else quantity.low
    high = quantity.central if quantity.high is None else quantity.high
    return low, high


def positive(draw: Draw, quantity: Quantity) -> Fraction:
    """A weight drawn: of what is drawn below 0 nothing is kept. 0 where there is hardly anything above."""
    for _ in range(_TRIES):
        found = draw(quantity)
        if found >= 0:
            return found
    return ZERO


@dataclass(frozen=True, eq=False)
class Worth:
    """One party's or bloc's preference at a table: every number central, or one draw of each.

    `weights` and `values` are of issues of the agenda; `bonuses` in the order of the preference.
    """

    space: Space
    preference: Preference
    numbers: Resolved
    weights: Mapping[str, Fraction]
    values: Mapping[str, Mapping[str, Fraction]]
    bonuses: tuple[Fraction, ...]
    added: Fraction
    """The reservation value where it is a number, what is added to a package's worth where it is that of a package."""

    @property
    def of(self) -> str:
        """The party or bloc."""
        return self.preference.of

    @cached_property
    def total(self) -> Fraction:
        """The sum of the weights."""
        return sum(self.weights.values(), ZERO)

    @cached_property
    def shares(self) -> Mapping[str, Mapping[str, Fraction]]:
        """What each option of each judged issue adds to the worth of a package, in points."""
        if not self.total:
            return {}
        return {
            issue: {option: self.weights[issue] * value / self.total for option, value in options.items()}
            for issue, options in self.values.items()
        }

    @cached_property
    def reservation(self) -> Fraction | None:
        """What no agreement is worth; None: not judged."""
        held = self.preference.reservation
        if held is None:
            return None
        return self.added if held.package is None else self._worth(self.without(held.package)) + self.added

    def full(self, package: Mapping[str, str]) -> dict[str, str]:
        """A package of the agenda with all other issues, and those it does not name, at the status quo."""
        inside = {issue: option for issue, option in package.items() if issue in self.space.frame.variable}
        return {**self.space.standing.status_quo, **inside}

    def without(self, package: Iterable[tuple[str, str]]) -> dict[str, str]:
        """What no agreement comes to, where it is a package: it may name issues that the table does not deal with."""
        return {**self.space.standing.status_quo, **dict(package)}

    def utility(self, package: Mapping[str, str]) -> Fraction:
        """What a package is worth, in points. Issues that it does not name are at the status quo."""
        return self._worth(self.full(package))

    def _worth(self, full: Mapping[str, str]) -> Fraction:
        worth = sum((options[full[issue]] for issue, options in self.shares.items()), ZERO)
        met = zip(self.preference.bonuses, self.bonuses, strict=True)
        return worth + sum((points for bonus, points in met if self.meets(bonus.condition, full)), ZERO)

    def meets(self, condition: object, full: Mapping[str, str]) -> bool:
        """Whether a condition holds of a package that names every issue of the case."""
        return holds(condition, full, self.space.case.issue)  # type: ignore[arg-type]  # every one is a Condition

    def verdict(self, package: Mapping[str, str]) -> Verdict:
        """Whether the party accepts a package whatever the numbers in their intervals are, never, or by the numbers.

        Without a reservation value its consent is assumed: yes.
        """
        bounds = self.bounds(package)
        if bounds is None or bounds[0] >= 0:
            return "yes"
        return "no" if bounds[1] < 0 else "depends"

    def bounds(self, package: Mapping[str, str]) -> tuple[Fraction, Fraction] | None:
        """The least and the most that a package can be worth more than no agreement; None: no reservation value."""
        held = self.preference.reservation
        if held is None:
            return None
        full = self.full(package)
        beside = None if held.package is None else self.without(held.package)
        less = ends(held.worth) if held.worth is not None else (ZERO, ZERO)
        low, high = self._averages(full, beside)
        for bonus in self.preference.bonuses:
            least, most = ends(bonus.worth)
            if beside is not None and self.meets(bonus.condition, beside):
                if not self.meets(bonus.condition, full):
                    low, high = low - most, high - least
            elif self.meets(bonus.condition, full):
                low, high = low + least, high + most
        return low - less[1], high - less[0]

    @cached_property
    def _ends(self) -> _Ends:
        """The ends of weights and values in whole numbers."""
        numbers = self.numbers
        weights = {issue: tuple(max(one, ZERO) for one in ends(numbers.weights[issue])) for issue in self.weights}
        values = {issue: {name: ends(one) for name, one in numbers.values[issue].items()} for issue in self.weights}
        shares = math.lcm(*(one.denominator for pair in weights.values() for one in pair))
        scale = math.lcm(*(one.denominator for some in values.values() for pair in some.values() for one in pair))

        def whole(pair: tuple[Fraction, ...], scale: int) -> Pair:
            return int(pair[0] * scale), int(pair[1] * scale)

        return _Ends(
            {issue: whole(pair, shares) for issue, pair in weights.items()},
            {issue: {name: whole(pair, scale) for name, pair in some.items()} for issue, some in values.items()},
            scale,
        )

    def _averages(self, full: Mapping[str, str], beside: Mapping[str, str] | None) -> tuple[Fraction, Fraction]:
        """Bounds of the weighted mean of values, or of what they are more than those of another package."""
        known = self._ends
        lows, highs = [], []
        for issue, (least, most) in known.weights.items():
            options = known.values[issue]
            low, high = options[full[issue]]
            if beside is not None:
                other = options[beside[issue]]
                low, high = (0, 0) if full[issue] == beside[issue] else (low - other[1], high - other[0])
            lows.append((low, least, most))
            highs.append((-high, least, most))
        return _least_mean(lows) / known.scale, -_least_mean(highs) / known.scale


Pair = tuple[int, int]


@dataclass(frozen=True)
class _Ends:
    """The least and the most of each weight and of each value, weights on one scale and values times `scale`."""

    weights: Mapping[str, Pair]
    values: Mapping[str, Mapping[str, Pair]]
    scale: int


def _least_mean(terms: Iterable[tuple[int, int, int]]) -> Fraction:
    """The least weighted mean of values whose weights are free between two ends: the lowest values weigh most.

    >>> _least_mean([(0, 2, 4), (6, 1, 2)])
    Fraction(6, 5)
    """
    ordered = sorted(terms)
    total = sum(low for _, low, _ in ordered)
    worth = sum(value * low for value, low, _ in ordered)
    best = (worth, total)
    for value, low, high in ordered:
        total, worth = total + high - low, worth + value * (high - low)
        if total and (not best[1] or worth * best[1] < best[0] * total):
            best = (worth, total)
    return Fraction(*best) if best[1] else ZERO


def read(space: Space, preference: Preference, draw: Draw | None = None) -> Worth:
    """A preference at a table, with central numbers, or each of them drawn once."""
    take = draw or central
    numbers = resolved(preference)
    agenda = space.frame.variable
    weights = {
        issue: positive(draw, weight) if draw else weight.central
        for issue, weight in numbers.weights.items()
        if issue in agenda
    }
    held = preference.reservation
    return Worth(
        space,
        preference,
        numbers,
        weights,
        {issue: {option: take(value) for option, value in numbers.values[issue].items()} for issue in weights},
        tuple(take(bonus.worth) for bonus in preference.bonuses),
        ZERO if held is None or held.worth is None else take(held.worth),
    )
