"""What packages are worth in a domain as numbers that a case can hold, exactly wherever there are any.

U(x) = Σ w v / Σ w + bonuses, so a value is worth × Σ weights ÷ weight, and every utility is the domain's times one
factor, the same for all parties: what is efficient, equal or largest stays so. Weights are the largest worth of each
issue. Where values then have no end in decimals, all weights are 1 and the values carry them; where that does not do,
the factor is a multiple of what stands below the lines; and only where no numbers of a case will do, they are rounded.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from detente.case.judgements.numbers import MOST, PLACES
from detente.space.bargaining import Bargain
from detente.space.scales import span

POINTS = Fraction(102)
"""Utilities up to this are left on their scale, as they are up to 1.02 on a scale of 1."""

Form = Callable[[Sequence[Sequence[Fraction]], Fraction], tuple[list[Fraction], list[list[Fraction]]]]


@dataclass(frozen=True)
class Judged:
    """What a party's entry says: weights, values, bonuses, reservation value if any. `even`: all weights are 1."""

    weights: list[Fraction]
    values: list[list[Fraction]]
    bonuses: list[Fraction]
    reservation: Fraction | None
    even: bool

    def numbers(self) -> Iterator[Fraction]:
        """Every number of the entry."""
        yield from self.weights
        yield from self.worths()

    def worths(self) -> Iterator[Fraction]:
        """Those that the factor is in."""
        yield from (one for row in self.values for one in row)
        yield from self.bonuses
        if self.reservation is not None:
            yield self.reservation


def fitted_points(bargain: Bargain) -> tuple[list[Judged], Fraction, int]:
    """Every party's numbers, the factor that all of them carry, and how many had to be rounded."""
    points = _points(bargain)
    for factor in (points, *_clear(bargain, points)):
        found = [_exactly(bargain, party, factor) for party in range(len(bargain.parties))]
        if None not in found:
            return [one for one in found if one is not None], factor, 0
    rough = [_judged(bargain, party, points, _weighted) for party in range(len(bargain.parties))]
    count = sum(not _fits(one) for party in rough for one in party.numbers())
    return [_rounded(one) for one in rough], points, count


def _points(bargain: Bargain) -> Fraction:
    """By what power of ten utilities come to points of a case: 1 where they are on its scale, or between the two."""
    most = max(max(map(abs, span(bargain.domain, party))) for party in range(len(bargain.parties)))
    points = Fraction(100) if 0 < most <= POINTS / 100 else Fraction(1)
    while most * points > POINTS:
        points /= 10
    return points


def _clear(bargain: Bargain, points: Fraction) -> Iterator[Fraction]:
    """Factors that leave nothing below the line but tens, one of usual size and one that uses all digits there are."""
    for form in (_weighted, _even):
        judged = [_judged(bargain, party, points, form) for party in range(len(bargain.parties))]
        numbers = [one for party in judged for one in party.worths()]
        odd = math.lcm(*(_odd(one.denominator) for one in numbers))
        top = max(map(abs, numbers)) * odd or Fraction(1)
        if odd > MOST * 10**PLACES:
            continue
        tens = Fraction(10) ** -max(0, _size(top / 1000))
        yield points * odd * tens
        yield points * odd * Fraction(10) ** -_size(top / MOST)


def _size(number: Fraction) -> int:
    """The least power of ten that is no less: 0 for 1, 1 for 2 to 10, -1 for a tenth and less."""
    size = 0
    while Fraction(10) ** size < number:
        size += 1
    while Fraction(10) ** (size - 1) >= number:
        size -= 1
    return size


def _odd(number: int) -> int:
    """The part of a number that tens do not divide out."""
    for prime in (2, 5):
        while number % prime == 0:
            number //= prime
    return number


def _exactly(bargain: Bargain, party: int, factor: Fraction) -> Judged | None:
    for form in (_weighted, _even):
        one = _judged(bargain, party, factor, form)
        if all(map(_fits, one.numbers())):
            return one
    return None


def _judged(bargain: Bargain, party: int, factor: Fraction, form: Form) -> Judged:
    domain = bargain.domain
    scale = domain.scales[party]
    weights, values = form([[Fraction(worth, scale) for worth in row] for row in domain.tables[party]], factor)
    bonuses = [Fraction(one.worth, scale) * factor for one in domain.bonuses if one.party == party]
    r = None if bargain.parties[party] in bargain.unreserved else Fraction(domain.reservations[party], scale) * factor
    return Judged(weights, values, bonuses, r, form is _even)


def _weighted(table: Sequence[Sequence[Fraction]], factor: Fraction) -> tuple[list[Fraction], list[list[Fraction]]]:
    """Weights in the proportion of the largest worths: shares of 100 if these have an end, else what has one."""
    most = [max(map(abs, row)) for row in table]
    total = sum(most, Fraction(0))
    if not total:
        return _even(table, factor)
    values = [
        [worth * total / high * factor if high else Fraction(0) for worth in row]
        for row, high in zip(table, most, strict=True)
    ]
    whole = Fraction(math.lcm(*(one.denominator for one in most)))
    tens = Fraction(10) ** -_size(max(most) / MOST)
    for times in (100 / total, Fraction(100), tens, whole / math.gcd(*(int(one * whole) for one in most))):
        if all(_fits(one * times) for one in most):
            return [one * times for one in most], values
    return [100 * one / total for one in most], values


def _even(table: Sequence[Sequence[Fraction]], factor: Fraction) -> tuple[list[Fraction], list[list[Fraction]]]:
    """Weights of 1; values that carry everything. An issue on which nothing depends and that is worth nothing has 0."""
    weights = [Fraction(any(row)) for row in table]
    if not any(weights):
        weights = [Fraction(1) for _ in table]
    count = sum(weights, Fraction(0))
    return weights, [[worth * count * factor for worth in row] for row in table]


def _fits(number: Fraction) -> bool:
    """Whether a case can hold the number as it is."""
    return abs(number) <= MOST and (number * 10**PLACES).denominator == 1


def _rounded(one: Judged) -> Judged:
    def short(number: Fraction) -> Fraction:
        return max(-Fraction(MOST), min(round(number, PLACES), Fraction(MOST)))

    return Judged(
        [short(number) for number in one.weights],
        [[short(number) for number in row] for row in one.values],
        [short(number) for number in one.bonuses],
        None if one.reservation is None else short(one.reservation),
        one.even,
    )
