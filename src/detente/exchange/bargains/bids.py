"""A package that is worth exactly so much to one party: reservation values as bids."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

MOST_SUMS = 100_000
"""Distinct sums of half the issues that are kept; beyond, a package may exist and not be found."""


def worth_exactly(table: Sequence[Sequence[Fraction]], value: Fraction) -> tuple[int, ...] | None:
    """Options whose worths add up to exactly this value; None where none was found.

    The issues are parted in two halves, each half's sums are listed, and the two are matched.

    >>> half, third = Fraction(1, 2), Fraction(1, 3)
    >>> worth_exactly([[half, third], [Fraction(0), half]], Fraction(5, 6))
    (1, 1)
    >>> worth_exactly([[half, third]], Fraction(1, 4)) is None
    True
    """
    common = math.lcm(value.denominator, *(one.denominator for options in table for one in options))
    whole = [[int(one * common) for one in options] for options in table]
    middle = len(table) // 2
    first, second = _sums(whole[:middle]), _sums(whole[middle:])
    wanted = int(value * common)
    for total, options in first.items():
        rest = second.get(wanted - total)
        if rest is not None:
            return (*options, *rest)
    return None


def _sums(table: Sequence[Sequence[int]]) -> dict[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = {0: ()}
    for options in table:
        more: dict[int, tuple[int, ...]] = {}
        for total, chosen in found.items():
            for option, worth in enumerate(options):
                more.setdefault(total + worth, (*chosen, option))
            if len(more) > MOST_SUMS:
                break
        found = more
    return found
