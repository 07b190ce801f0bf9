"""That no package is acceptable, shown by a tree of weighted sums, each checked in exact integers.

Every condition is a row "a sum of choices is at least b": gains over reservation values, linkages, rules, bonuses. If
for some weights ≥ 0 the weighted sum of all rows cannot reach the weighted sum of their right sides, whatever option
each issue takes, no package meets them all (Farkas 1902). Where no such weights exist, one issue's options are parted
in two and both halves are shown by themselves. A linear program suggests weights and what to part; nothing rests on
its word: a leaf counts only if its sum is short in integers, or if all issues are settled and the package is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from detente.engines.bargaining.model import Bonus, Domain
from detente.engines.bargaining.results import TooManyError
from detente.engines.bargaining.rows import Row, Rows
from detente.engines.bargaining.wide import Array

Stop = Callable[[], bool]
_BITS = 40
_LEAVES = 20_000


@dataclass(frozen=True)
class Shown:
    """A package that meets everything, or None and how many weighted sums show that there is none."""

    package: tuple[int, ...] | None
    sums: int
    parted: int
    """How often the options of an issue were parted."""


def rows_of(domain: Domain) -> tuple[Rows, list[Row], int]:
    """(columns, all rows, how many columns there are with those of bonuses)."""
    tied = Rows(domain)
    rows = list(tied.rows)
    first = tied.width
    for number, bonus in enumerate(domain.bonuses):
        rows += _bonus(tied, bonus, first + number)
    for party, table in enumerate(domain.tables):
        row = {tied.offset[i] + o: worth for i, options in enumerate(table) for o, worth in enumerate(options) if worth}
        row |= {first + n: bonus.worth for n, bonus in enumerate(domain.bonuses) if bonus.party == party}
        rows.append((row, domain.reservations[party]))
    return tied, rows, first + len(domain.bonuses)


def _bonus(tied: Rows, bonus: Bonus, had: int) -> list[Row]:
    """A good bonus may be had only where every side is met; a bad one must be had where all are."""
    sides = [
        dict.fromkeys((tied.offset[issue] + option for option in sorted(allowed)), 1)
        for issue, allowed in zip(bonus.issues, bonus.allowed, strict=True)
    ]
    if bonus.worth > 0:
        return [({**side, had: -1}, 0) for side in sides]
    row = {had: 1}
    for side in sides:
        for column in side:
            row[column] = row.get(column, 0) - 1
    return [(row, 1 - len(sides))]


def certified(domain: Domain, stop: Stop = lambda: False, most: int = _LEAVES) -> Shown:
    """Whether some package meets linkages, rules and every reservation value.

    Raises TooManyError if stopped, or after parting `most` times.
    """
    if any(c is not None and c < r for c, r in zip(domain.ceilings, domain.reservations, strict=False)):
        return Shown(None, 0, 0)
    tree = _Tree(domain, stop, most)
    if tree.tied.impossible:
        return Shown(None, 0, 0)
    package = tree.search()
    return Shown(package, tree.sums, tree.parted)


@dataclass
class _Tree:
    domain: Domain
    stop: Stop
    most: int
    sums: int = 0
    parted: int = 0
    tied: Rows = field(init=False)

    def __post_init__(self) -> None:
        from scipy.sparse import csr_array

        domain = self.domain
        self.tied, self.rows, self.width = rows_of(domain)
        sizes = [max((abs(factor) for factor in row.values()), default=1) for row, _ in self.rows]
        self.sizes = [max(1, size) for size in sizes]
        at, column, factor = [], [], []
        for number, (row, _) in enumerate(self.rows):
            for one, weight in row.items():
                at.append(number)
                column.append(one)
                factor.append(-weight / self.sizes[number])
            at.append(number)
            column.append(self.width)
            factor.append(1.0)
        shape = (len(self.rows), self.width + 1)
        self.matrix = csr_array((factor, (at, column)), shape=shape)
        self.least = np.array([-(least / size) for (_, least), size in zip(self.rows, self.sizes, strict=True)])
        issue = [one for one, size in enumerate(domain.sizes) for _ in range(size)]
        choices = range(len(issue))
        self.choice = csr_array((np.ones(len(issue)), (issue, choices)), shape=(len(domain.sizes), self.width + 1))
        self.ones = np.ones(len(domain.sizes))
        self.goal = np.zeros(self.width + 1)
        self.goal[-1] = -1.0

    def search(self) -> tuple[int, ...] | None:
        """Depth first: a package, or None once every leaf is shown."""
        pending = [[tuple(range(size)) for size in self.domain.sizes]]
        while pending:
            if self.stop() or self.parted > self.most:
                raise TooManyError
            open_ = pending.pop()
            if all(len(options) == 1 for options in open_):
                package = tuple(options[0] for options in open_)
                if self.domain.feasible(package) and min(self.domain.gains(package), default=0) >= 0:
                    return package
                continue
            shares, weights = self._relaxed(open_)
            if weights is not None and self._short(weights, open_):
                self.sums += 1
                continue
            package = self._rounded(shares, open_)
            if self.domain.feasible(package) and min(self.domain.gains(package), default=0) >= 0:
                return package
            self.parted += 1
            pending += self._parts(shares, open_)
        return None

    def _relaxed(self, open_: Sequence[tuple[int, ...]]) -> tuple[Array, Array | None]:
        """Shares of options that fall short of the rows by as little as can be, and weights that say so."""
        from scipy.optimize import linprog

        high = np.ones(self.width + 1)
        high[: self.tied.offset[-1]] = 0.0
        for offset, options in zip(self.tied.offset, open_, strict=False):
            high[[offset + option for option in options]] = 1.0
        low = np.zeros(self.width + 1)
        low[-1], high[-1] = -np.inf, 1.0
        answer = linprog(
            self.goal, self.matrix, self.least, self.choice, self.ones, np.stack((low, high), axis=1), method="highs"
        )
        if answer.status != 0:
            return high / 2, None
        return answer.x, -answer.ineqlin.marginals

    def _short(self, weights: Array, open_: Sequence[tuple[int, ...]]) -> bool:
        """In exact integers: whether the weighted sum of the rows cannot reach what it must."""
        total, need = [0] * self.width, 0
        scale = 1 << (_BITS + max(size.bit_length() for size in self.sizes))
        for number in np.flatnonzero(weights > 1e-12).tolist():
            row, least = self.rows[number]
            weight = int(Fraction(float(weights[number])) * scale) // self.sizes[number]
            need += weight * least
            for column, factor in row.items():
                total[column] += weight * factor
        most = sum(max(0, one) for one in total[self.tied.offset[-1] :])
        for offset, options in zip(self.tied.offset, open_, strict=False):
            most += max(total[offset + option] for option in options)
        return most < need

    def _rounded(self, shares: Array, open_: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
        offset = self.tied.offset
        return tuple(
            max(options, key=lambda o, start=start: float(shares[start + o]))  # type: ignore[misc]
            for start, options in zip(offset, open_, strict=False)
        )

    def _parts(self, shares: Array, open_: list[tuple[int, ...]]) -> list[list[tuple[int, ...]]]:
        """The issue whose shares are most divided, its largest share against the rest (which is looked at later)."""
        offset = self.tied.offset

        def largest(issue: int) -> float:
            return max(float(shares[offset[issue] + option]) for option in open_[issue])

        issue = min((one for one, options in enumerate(open_) if len(options) > 1), key=lambda one: (largest(one), one))
        first = max(open_[issue], key=lambda option: (float(shares[offset[issue] + option]), -option))
        rest = tuple(option for option in open_[issue] if option != first)
        return [[*open_[:issue], half, *open_[issue + 1 :]] for half in (rest, (first,))]
