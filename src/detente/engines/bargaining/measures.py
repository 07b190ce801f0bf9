"""What a solution maximises: a number for each package, exact, and its order on floats for a first look.

Gains are utilities less reservation values, which is the disagreement point of every solution here.
- Nash (1950): the product of gains.
- Kalai and Smorodinsky (1975), on a finite set: the least gain as a share of the largest that the party can have.
- egalitarian (Kalai 1977): the least gain.
- utilitarian: the sum of utilities.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from detente.engines.bargaining.model import Domain
from detente.engines.bargaining.wide import Array

NASH, KALAI, EQUAL, SUM = "nash", "kalai_smorodinsky", "egalitarian", "utilitarian"
NAMES = (NASH, KALAI, EQUAL, SUM)


@dataclass(frozen=True)
class Measure:
    """One solution's number for a package, from integer gains on the scales of the parties.

    `units[p]` is what a gain of party p is divided by (its scale; for Kalai–Smorodinsky its largest gain); 0 leaves the
    party out: it can gain nothing. `shift` is added at the end.
    """

    name: str
    units: tuple[int, ...]
    shift: Fraction = Fraction(0)

    def exact(self, gains: Sequence[int]) -> Fraction:
        """The number itself."""
        shares = [Fraction(gain, unit) for gain, unit in zip(gains, self.units, strict=True) if unit]
        if self.name == NASH:
            return math.prod(shares, start=Fraction(1))
        if self.name == SUM:
            return sum(shares, self.shift)
        return min(shares, default=Fraction(0))

    def floats(self, gains: Array) -> Array:
        """The numbers of many rows of gains, nearly."""
        used = [party for party, unit in enumerate(self.units) if unit]
        shares = gains[:, used] / np.array([float(self.units[party]) for party in used])
        if self.name == NASH:
            return np.asarray(shares.prod(axis=1))
        if self.name == SUM:
            return np.asarray(shares.sum(axis=1))
        return np.asarray(shares.min(axis=1)) if used else np.zeros(len(gains))

    def needed(self, value: Fraction) -> list[int]:
        """The least gain of each party in a package that reaches a value (0 where the measure asks no more)."""
        if self.name in {NASH, SUM}:
            return [0] * len(self.units)
        return [math.ceil(value * unit) if unit else 0 for unit in self.units]


def measures(domain: Domain, ideals: Sequence[int | None]) -> list[Measure]:
    """The four, on a domain whose largest gains are known."""
    shift = sum((Fraction(r, s) for r, s in zip(domain.reservations, domain.scales, strict=True)), Fraction(0))
    return [
        Measure(NASH, domain.scales),
        Measure(KALAI, tuple(most if most is not None and most > 0 else 0 for most in ideals)),
        Measure(EQUAL, domain.scales),
        Measure(SUM, domain.scales, shift),
    ]


def best_rows(measure: Measure, gains: Array, row: Callable[[int], tuple[int, ...]]) -> list[int]:
    """The rows whose measure is largest, ties all of them; `row(i)` gives the integer gains of one."""
    if not len(gains):
        return []
    values = measure.floats(gains)
    top = float(values.max())
    near = np.flatnonzero(values >= top - 1e-9 * abs(top))
    numbers = {int(at): measure.exact(row(int(at))) for at in near}
    most = max(numbers.values())
    return [at for at, number in numbers.items() if number == most]
