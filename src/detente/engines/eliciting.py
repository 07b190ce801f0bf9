"""Weights and values from what people can say: comparisons of two, rankings; and whether the comparisons agree.

Items are places 0, 1, …; a comparison (i, j, t) says that i is t times as important as j. What is defined by rational
numbers is exact; roots and logarithms are taken to 60 digits, so that rounding to four decimals is right.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from itertools import combinations

Compared = tuple[int, int, Fraction]
"""i, j and how many times as important i is as j (above 0)."""

RANDOM_INDICES = (0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
"""Saaty's (1980) mean consistency index of random matrices of 3, 4, …, 15 items."""

_DIGITS = Context(prec=60)
_SURE = Context(prec=45)
_NOTHING = Decimal("1e-40")


@dataclass(frozen=True)
class Departure:
    """A comparison and what the weights say instead: i is `times` j as judged, `implied` times as weighed."""

    first: int
    second: int
    times: Fraction
    implied: float


@dataclass(frozen=True)
class Weighed:
    """Weights of items by pairwise comparison, the largest being 100, to four decimals; and how far they agree.

    `complete`: all pairs were compared. `ratio`: Saaty's consistency ratio, above 0.10 usually called inconsistent;
    None where pairs are missing, below three items (nothing could contradict) and above fifteen (he gives no random
    index). `index`: the geometric consistency index, None where nothing could contradict. `intransitive`: triples
    (a, b, c) with a over b, b over c and c over a. `departure`: the comparison that is farthest, as a factor, from what
    the weights say; None where none departs.
    """

    weights: tuple[Fraction, ...]
    complete: bool
    ratio: float | None
    index: float | None
    intransitive: tuple[tuple[int, int, int], ...]
    departure: Departure | None


def pairwise(count: int, compared: Sequence[Compared]) -> Weighed:
    """What do comparisons of two items at a time say of `count` items?

    Weights are the geometric means of the rows of the matrix of ratios where all pairs were compared (Crawford and
    Williams 1985), else what least squares of the logarithms give over those that were, which is the same for all.
    The index is Σ ln² e / (m − n + 1), e being judged over weighed ratio, m the number of comparisons: with all pairs
    that of Aguarón and Moreno-Jiménez (2003). Raises ValueError where an item is compared with itself, a pair comes
    twice, a ratio is not above 0, or the comparisons do not connect all items.
    """
    _check(count, compared)
    complete = len(compared) == count * (count - 1) // 2
    logs = _logarithms(count, compared, complete)
    top = max(logs)
    weights = tuple(_rounded(_DIGITS.exp(_DIGITS.subtract(log, top))) for log in logs)
    errors = [_DIGITS.subtract(_ln(times), _DIGITS.subtract(logs[i], logs[j])) for i, j, times in compared]
    free = len(compared) - count + 1
    squares = sum((error * error for error in errors), Decimal(0))
    return Weighed(
        weights=weights,
        complete=complete,
        ratio=_ratio(count, compared) if complete else None,
        index=_index(squares, free) if free else None,
        intransitive=_circles(count, compared),
        departure=_departure(compared, errors, logs),
    )


def _check(count: int, compared: Sequence[Compared]) -> None:
    pairs = [frozenset((i, j)) for i, j, _ in compared]
    if any(len(pair) == 1 or not all(0 <= item < count for item in pair) for pair in pairs):
        raise ValueError("a comparison is of two items")
    if len(set(pairs)) < len(pairs):
        raise ValueError("a pair is compared twice")
    if any(times <= 0 for _, _, times in compared):
        raise ValueError("a ratio is above 0")
    reached, edge = {0}, [0]
    while edge:
        item = edge.pop()
        found = {other for pair in pairs if item in pair for other in pair} - reached
        reached |= found
        edge.extend(found)
    if count < 1 or len(reached) < count:
        raise ValueError("the comparisons do not connect all items")


def _ln(number: Fraction) -> Decimal:
    return _DIGITS.subtract(_DIGITS.ln(Decimal(number.numerator)), _DIGITS.ln(Decimal(number.denominator)))


def _rounded(share: Decimal) -> Fraction:
    """A share of the largest as a number of which the largest has 100, to four decimals."""
    return Fraction(_SURE.plus(share * 100).quantize(Decimal("0.0001"), ROUND_HALF_EVEN))


def _logarithms(count: int, compared: Sequence[Compared], complete: bool) -> list[Decimal]:
    """The logarithms of the weights, up to a constant."""
    sums = [Decimal(0)] * count
    for i, j, times in compared:
        log = _ln(times)
        sums[i], sums[j] = _DIGITS.add(sums[i], log), _DIGITS.subtract(sums[j], log)
    if complete:
        return [_DIGITS.divide(total, Decimal(count)) for total in sums]
    solved = [Decimal(0)] * count
    for item, row in enumerate(_inverse(count, compared)):
        for other, factor in enumerate(row):
            part = _DIGITS.divide(Decimal(factor.numerator), Decimal(factor.denominator))
            solved[item] = _DIGITS.fma(part, sums[other], solved[item])
    return solved


def _inverse(count: int, compared: Sequence[Compared]) -> list[list[Fraction]]:
    """The inverse of the graph's Laplacian without its last item, whose logarithm is 0; exact, by elimination."""
    size = count - 1
    rows = [[Fraction(0)] * size + [Fraction(int(i == j)) for j in range(size)] for i in range(size)]
    for i, j, _ in compared:
        for item, other in ((i, j), (j, i)):
            if item < size:
                rows[item][item] += 1
                if other < size:
                    rows[item][other] -= 1
    for place in range(size):  # the pivots are positive: the matrix is positive definite
        pivot = rows[place][place]
        rows[place] = [value / pivot for value in rows[place]]
        for other in range(size):
            factor = rows[other][place]
            if other != place and factor:
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[place], strict=True)]
    return [row[size:] for row in rows]


def _ratio(count: int, compared: Sequence[Compared]) -> float | None:
    """Saaty's consistency ratio: (λ − n) / (n − 1), over its mean for random matrices."""
    if not 3 <= count < 3 + len(RANDOM_INDICES):
        return None
    import numpy as np

    matrix = np.ones((count, count))
    for i, j, times in compared:
        matrix[i, j], matrix[j, i] = float(times), float(1 / times)
    principal = float(np.linalg.eigvals(matrix).real.max())
    found = (principal - count) / (count - 1) / RANDOM_INDICES[count - 3]
    return found if found > 1e-9 else 0.0  # below that it is the eigenvalue's rounding


def _index(squares: Decimal, free: int) -> float:
    return float(squares / free) if squares > _NOTHING else 0.0


def _circles(count: int, compared: Sequence[Compared]) -> tuple[tuple[int, int, int], ...]:
    over = {(i, j) if times > 1 else (j, i) for i, j, times in compared if times != 1}
    found = []
    for a, b, c in combinations(range(count), 3):
        if {(a, b), (b, c), (c, a)} <= over:
            found.append((a, b, c))
        elif {(a, c), (c, b), (b, a)} <= over:
            found.append((a, c, b))
    return tuple(found)


def _departure(compared: Sequence[Compared], errors: Sequence[Decimal], logs: Sequence[Decimal]) -> Departure | None:
    if not errors:
        return None
    largest = max(abs(error) for error in errors)
    if largest < _NOTHING:
        return None
    place = next(at for at, error in enumerate(errors) if abs(error) >= largest - _NOTHING)
    i, j, times = compared[place]
    return Departure(i, j, times, math.exp(float(logs[i] - logs[j])))


# ------------------------------------------------------------------------------------------------------------ rankings


def rank_order_centroid(sizes: Sequence[int]) -> tuple[Fraction, ...]:
    """The weight of each item of the first, second, … group of a ranking, the items of a group sharing their places.

    Place k of n weighs (1/k + 1/(k+1) + … + 1/n) / n (Barron and Barrett 1996); here all weights add up to 100, and
    tied items have the mean of the places that they take up. `sizes`: how many items each group has.

    >>> rank_order_centroid([1, 1])
    (Fraction(75, 1), Fraction(25, 1))
    """
    count = sum(sizes)
    places = [Fraction(0)] * (count + 1)
    for place in range(count, 0, -1):
        places[place - 1] = places[place] + Fraction(1, place)
    found, begin = [], 0
    for size in sizes:
        found.append(100 * sum(places[begin : begin + size], Fraction(0)) / (count * size))
        begin += size
    return tuple(found)


def evenly_spaced(groups: int) -> tuple[Fraction, ...]:
    """What the first, second, … group of a ranking of options is worth: from 100 down to 0 in equal steps.

    >>> evenly_spaced(3)
    (Fraction(100, 1), Fraction(50, 1), Fraction(0, 1))
    """
    steps = max(groups - 1, 1)
    return tuple(Fraction(100 * (steps - place), steps) for place in range(groups))
