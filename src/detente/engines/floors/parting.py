"""The same questions by a tree of weighted sums: whether a package breaks at most so many of the demands kept.

Every condition is a row "a sum of choices is at least b"; a floor that is given up has its row filled up. Rows times
weights ≥ 0 bound from below how many demands are broken, whatever option each issue takes (duality, Farkas 1902). Where
the bound does not reach, a floor is kept or given up, then one issue's options are parted in two, and both halves are
bounded by themselves. A linear program suggests weights and what to part; nothing rests on its word: a leaf counts only
if its bound holds in integers, or if every issue is settled and the package is looked at.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from detente.engines.floors.model import Demands, UndecidedError
from detente.engines.formulas import ALL, ANY, COUNT, FALSE, IFF, LITERAL, TRUE
from detente.engines.masks import bits

Floats = NDArray[np.float64]
MOST_PARTED = 2_000
"""So often options are parted for one question before it is given up."""

_SHORT = 1e5
_FINE = 1 << 40
_EVEN = 1e-6
_Row = tuple[dict[int, int], int]


@dataclass(frozen=True)
class Bounded:
    """What the relaxation says of one part: shares of the columns, and the demands that its bound needs kept.

    `needed` None: the bound in integers does not exclude this part.
    """

    shares: Floats
    needed: int | None


class Parting:
    """A set of demands as rows over 0-1 columns, built once; `core` is why the last answer was none."""

    def __init__(self, demands: Demands, stop: Callable[[], bool] = lambda: False) -> None:
        self.demands, self.stop = demands, stop
        formulas = demands.formulas
        first = np.concatenate(([0], np.cumsum(formulas.sizes))).tolist()
        self.blocks = [list(range(start, end)) for start, end in itertools.pairwise(first)]
        self.broken = [first[-1] + bit for bit in range(demands.count)]
        self.width = first[-1] + demands.count
        self.rows: list[_Row] = []
        of: list[int] = []
        for formula in demands.hard:
            self._demand(formula, {}, 0)
        of += [0] * (len(self.rows) - len(of))
        for bit, formula in enumerate(demands.refused):
            self._demand(formulas.negate(formula), {self.broken[bit]: 1}, 0)
            of += [1 << bit] * (len(self.rows) - len(of))
        for bit in bits(demands.numeric):
            row = self._floor(bit)
            of += [0] * (len(self.rows) - len(of))
            self.rows.append(row)
            of.append(1 << bit)
        self._of = of
        self.single = range(first[-1], self.width)
        self.core, self.parted = 0, 0
        self._build()

    def _demand(self, formula: int, unless: dict[int, int], free: int) -> None:
        """Rows that hold where the formula does; beside, where `unless` sums up to more than `free`."""
        if formula == TRUE:
            return
        kind, number, parts = (ANY, 0, ()) if formula == FALSE else self.demands.formulas.node(formula)
        if kind == ALL:
            for part in parts:
                self._demand(part, unless, free)
            return
        if kind == IFF:
            negate, one, other = self.demands.formulas.negate, *parts
            self._demand(self.demands.formulas.any((one, negate(other))), unless, free)
            self._demand(self.demands.formulas.any((negate(one), other)), unless, free)
            return
        times = number if kind == COUNT else 1
        row = {column: times * worth for column, worth in unless.items()}
        for part in (formula,) if kind == LITERAL else parts:
            for column in self._columns(part):
                row[column] = row.get(column, 0) + 1 if kind == COUNT else 1
        self.rows.append((row, times * (1 + free)))

    def _columns(self, formula: int) -> list[int]:
        """Columns that add up to one only where the formula holds, and can where it does."""
        if formula == FALSE:
            return []
        if formula != TRUE:
            kind, variable, parts = self.demands.formulas.node(formula)
            if kind == LITERAL:
                return [self.blocks[variable][value] for value in bits(parts[0])]
        self.width += 1
        column = self.width - 1
        self._demand(formula, {column: -1}, -1)
        return [column]

    def _floor(self, bit: int) -> _Row:
        """Worths over the least of each issue; a broken demand adds all that may be missing."""
        floor = self.demands.floors[bit - len(self.demands.refused)]
        row: dict[int, int] = {}
        least = floor.least
        for block, worths in zip(self.blocks, floor.worths, strict=True):
            least -= min(worths)
            row |= {column: worth - min(worths) for column, worth in zip(block, worths, strict=True)}
        for formula, worth in floor.bonuses:
            if worth < 0:  # what is lost where a formula holds is had where it does not
                least -= worth
                formula = self.demands.formulas.negate(formula)
            for column in self._columns(formula):
                row[column] = row.get(column, 0) + abs(worth)
        missing = max(0, least)
        return {**{column: min(worth, missing) for column, worth in row.items()}, self.broken[bit]: missing}, least

    def _build(self) -> None:
        from scipy.sparse import csr_array

        self.sizes = [max(1, *map(abs, row.values())) if row else 1 for row, _ in self.rows]
        at, columns, numbers = [], [], []
        for place, ((row, _), size) in enumerate(zip(self.rows, self.sizes, strict=True)):
            at += [place] * (len(row) + 1)
            columns += [*row, self.width]
            numbers += [*(-number / size for number in row.values()), 1.0]
        self.matrix = csr_array((numbers, (at, columns)), shape=(len(self.rows), self.width + 1))
        self.least = np.array([-(least / size) for (_, least), size in zip(self.rows, self.sizes, strict=True)])
        block = [place for place, options in enumerate(self.blocks) for _ in options]
        column = [one for options in self.blocks for one in options]
        self.choice = csr_array((np.ones(len(block)), (block, column)), shape=(len(self.blocks), self.width + 1))

    def find(self, kept: int, broken: int = 0, most: int = MOST_PARTED) -> tuple[int, ...] | None:
        """A package that breaks at most `broken` of the demands kept, or None: there is none, and the same holds for
        the demands `core` among them. Raises UndecidedError where options would be parted too often.
        """
        cost, low, high = self._whole(kept, broken)
        pending, self.core, self.parted = [(low, high)], 0, 0
        while pending:
            if self.stop() or self.parted > most:
                raise UndecidedError
            low, high = pending.pop()
            package = self._settled(high)
            if package is None:
                bounded = self._bounded(cost, low, high, kept, broken)
                if bounded.needed is not None:
                    self.core |= bounded.needed
                    continue
                package = self._rounded(bounded.shares, high)
            else:
                bounded = None
            if self._fits(package, kept, broken):
                return package
            if bounded is None:
                self.core |= self.demands.broken(package) & kept
                continue
            self.parted += 1
            pending += self._parts(bounded.shares, kept, low, high)
        return None

    def excluded(self, kept: int) -> int | None:
        """Some of the demands kept that no package keeps, by one sum and parting nothing; None: that is not enough."""
        return self._bounded(*self._whole(kept, 0), kept, 0).needed

    def _whole(self, kept: int, broken: int) -> tuple[Floats, Floats, Floats]:
        """What is counted, and between what ends each column is."""
        cost, low, high = np.zeros(self.width + 1), np.zeros(self.width + 1), np.ones(self.width + 1)
        low[-1], high[-1] = -np.inf, 0.0
        for bit in bits(kept):
            cost[self.broken[bit]] = 1.0
            high[self.broken[bit]] = 1.0 if broken else 0.0
        return cost, low, high

    def _fits(self, package: Sequence[int], kept: int, broken: int) -> bool:
        demands = self.demands
        return demands.feasible(package) and (demands.broken(package) & kept).bit_count() <= broken

    def _settled(self, high: Floats) -> tuple[int, ...] | None:
        """The package, where every issue has one option left."""
        open_ = [[value for value, column in enumerate(block) if high[column]] for block in self.blocks]
        return tuple(values[0] for values in open_) if all(len(values) == 1 for values in open_) else None

    def _bounded(self, cost: Floats, low: Floats, high: Floats, kept: int, broken: int) -> Bounded:
        from scipy.optimize import linprog

        goal = cost.copy()
        goal[-1] = -_SHORT
        bounds = np.stack((low, high), axis=1)
        used = np.flatnonzero([not one & ~kept for one in self._of])
        ones = np.ones(len(self.blocks))
        found = linprog(goal, self.matrix[used], self.least[used], self.choice, ones, bounds, method="highs")
        if found.status != 0:
            return Bounded(high / 2, None)
        hopeless = found.fun > broken + _EVEN
        weights = np.zeros(len(self.rows))
        weights[used] = -found.ineqlin.marginals
        return Bounded(found.x, self._needed(weights, cost, kept, broken, low, high) if hopeless else None)

    def _needed(self, weights: Floats, cost: Floats, kept: int, broken: int, low: Floats, high: Floats) -> int | None:
        """In exact integers: the demands that must be kept for weighted rows to exclude this part; None: they do not.

        With weights λ, rows A x ≥ b and costs c: scale c x ≥ λ b + (scale c - λ A) x, which is least where each issue
        takes its least option and each other column its least end.
        """
        scale = _FINE * max(self.sizes)
        rest = {int(column): scale for column in np.flatnonzero(cost)}
        bound = 0
        for place in np.flatnonzero(weights > 1e-12).tolist():
            row, least = self.rows[place]
            weight = int(Fraction(float(weights[place])) * scale) // self.sizes[place]
            bound += weight * least
            for column, factor in row.items():
                rest[column] = rest.get(column, 0) - weight * factor
        for block in self.blocks:
            bound += min(rest.get(column, 0) for column in block if high[column])
        for column in self.single:
            one = rest.get(column, 0)
            bound += one if low[column] or (one < 0 and high[column]) else 0
        if bound <= scale * broken:
            return None
        if broken:
            return kept
        return sum(1 << bit for bit in bits(kept) if rest.get(self.broken[bit], 0) < 0)

    def _rounded(self, shares: Floats, high: Floats) -> tuple[int, ...]:
        return tuple(
            max((value for value, column in enumerate(block) if high[column]), key=lambda v, at=block: shares[at[v]])  # type: ignore[misc]
            for block in self.blocks
        )

    def _parts(self, shares: Floats, kept: int, low: Floats, high: Floats) -> Iterator[tuple[Floats, Floats]]:
        """A floor that is given up in part, given up or kept; else the issue whose shares are most divided, its
        largest share against the rest. What comes last is looked at first.
        """
        for bit in bits(kept & self.demands.numeric):
            column = self.broken[bit]
            if low[column] < high[column] and _EVEN < shares[column] < 1.0 - _EVEN:
                yield _but(low, [column], 1.0), high
                yield low, _but(high, [column], 0.0)
                return
        open_ = [[column for column in block if high[column]] for block in self.blocks]
        block = min((one for one in open_ if len(one) > 1), key=lambda one: max(shares[column] for column in one))
        first = max(block, key=lambda column: float(shares[column]))
        yield low, _but(high, [first], 0.0)
        yield low, _but(high, [column for column in block if column != first], 0.0)


def _but(bounds: Floats, columns: Sequence[int], value: float) -> Floats:
    found = bounds.copy()
    found[columns] = value
    return found
