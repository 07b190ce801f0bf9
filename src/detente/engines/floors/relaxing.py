"""Why sums cannot be reached, from linear programming: rows weighed so that together they cannot be met.

The relaxation asks for the largest common slack of the floors over fractions of options. Its dual weights, rounded to
whole numbers, make one inequality of all floors and formulas that is reckoned again in integers: what it forbids is
forbidden, whatever the solver's floats are worth (Neumaier and Shcherbina 2004). Formulas that are no clauses are left
out, which weakens bounds and makes nothing wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.engines.floors.model import Demands
from detente.engines.formulas import ALL, ANY, FALSE, LITERAL, TRUE, Formulas
from detente.engines.masks import bits

Open = Sequence[Sequence[bool]]
_FINE = 1 << 24


@dataclass(frozen=True)
class Sum:
    """Σ `worths[block][value]` is at least `least` for every package that keeps the demands `kept`.

    Blocks are the variables, then the bonuses, not had or had.
    """

    worths: tuple[tuple[int, ...], ...]
    least: int
    kept: int

    def of(self, taken: Sequence[int]) -> int:
        """What the values taken are worth."""
        return sum(worths[value] for worths, value in zip(self.worths, taken, strict=True))

    def most(self, open_: Open) -> int:
        """What is possible at most where only some values are open."""
        return sum(
            max(worth for worth, free in zip(worths, frees, strict=True) if free)
            for worths, frees in zip(self.worths, open_, strict=True)
        )


@dataclass(frozen=True)
class Relaxed:
    """The answer of the relaxation: fractions of values, and the inequality that the dual weights make."""

    shares: tuple[tuple[float, ...], ...]
    weighed: Sum


@dataclass(frozen=True)
class _Row:
    """Σ coefficients ≥ least, for packages that keep demand `bit` (None: for all). Columns are (block, value)."""

    parts: tuple[tuple[int, int, int], ...]
    least: int
    bit: int | None


class Relaxation:
    """The rows of a set of demands, built once."""

    def __init__(self, demands: Demands, sums: Mapping[int, Sum], bonus_blocks: Mapping[int, int]) -> None:
        self.sums = sums
        self.sizes = [*demands.formulas.sizes, *(2 for _ in bonus_blocks)]
        self.first = np.concatenate(([0], np.cumsum(self.sizes))).tolist()
        rows = [row for formula in demands.hard for row in clauses_of(demands.formulas, formula, None)]
        for bit, formula in demands.joint:
            rows += clauses_of(demands.formulas, demands.formulas.negate(formula), bit)
        for formula, block in bonus_blocks.items():
            for row in clauses_of(demands.formulas, formula, None):  # had only where the formula holds
                rows.append(_Row((*row.parts, (block, 0, row.least)), row.least, None))
            for row in clauses_of(
                demands.formulas, demands.formulas.negate(formula), None
            ):  # not had only where it fails
                rows.append(_Row((*row.parts, (block, 1, row.least)), row.least, None))
        self.rows = rows

    def solve(self, kept: int, open_: Open) -> Relaxed | None:
        """The relaxation for the demands kept and the values open; None where the solver gives no answer."""
        from scipy.optimize import linprog
        from scipy.sparse import csr_array

        floors = [one for bit, one in self.sums.items() if kept >> bit & 1]
        rows = [row for row in self.rows if row.bit is None or kept >> row.bit & 1]
        spans = [max(1, sum(max(worths) - min(worths) for worths in one.worths)) for one in floors]
        width = self.first[-1]
        at, columns, numbers, least = [], [], [], []
        for place, (one, span) in enumerate(zip(floors, spans, strict=True)):
            flat = np.array([worth / span for worths in one.worths for worth in worths])
            used = np.flatnonzero(flat)
            at += [place] * (len(used) + 1)
            columns += [*used.tolist(), width]
            numbers += [*(-flat[used]).tolist(), 1.0]
            least.append(-one.least / span)
        for place, row in enumerate(rows, len(floors)):
            at += [place] * len(row.parts)
            columns += [self.first[block] + value for block, value, _ in row.parts]
            numbers += [-float(number) for _, _, number in row.parts]
            least.append(-float(row.least))
        matrix = csr_array((numbers, (at, columns)), shape=(len(least), width + 1))
        blocks = csr_array(
            (np.ones(width), (np.repeat(np.arange(len(self.sizes)), self.sizes), np.arange(width))),
            shape=(len(self.sizes), width + 1),
        )
        upper = np.array([1.0 if free else 0.0 for frees in open_ for free in frees])
        bounds = np.column_stack((np.append(np.zeros(width), -np.inf), np.append(upper, np.inf)))
        cost = np.append(np.zeros(width), -1.0)
        found = linprog(cost, matrix, least, blocks, np.ones(len(self.sizes)), bounds, method="highs-ds")
        if found.status != 0:
            return None
        weights = np.maximum(0.0, -found.ineqlin.marginals)
        return Relaxed(self._shares(found.x), self._weighed(floors, spans, rows, weights))

    def _shares(self, x: NDArray[np.float64]) -> tuple[tuple[float, ...], ...]:
        return tuple(
            tuple(x[start : start + size].tolist()) for start, size in zip(self.first, self.sizes, strict=False)
        )

    def _weighed(
        self, floors: Sequence[Sum], spans: Sequence[int], rows: Sequence[_Row], weights: NDArray[np.float64]
    ) -> Sum:
        """The rows times their weights, in integers. Weights below a millionth are nothing."""
        top = max(spans)
        table = [[0] * size for size in self.sizes]
        least = kept = 0
        for one, span, weight in zip(floors, spans, weights, strict=False):
            times = round(float(weight) * _FINE * top / span)
            if times:
                least, kept = least + times * one.least, kept | one.kept
                for block, worths in enumerate(one.worths):
                    for value, worth in enumerate(worths):
                        table[block][value] += times * worth
        for row, weight in zip(rows, weights[len(floors) :], strict=True):
            times = round(float(weight) * _FINE) * top if weight > 1e-7 else 0
            if times:
                least, kept = least + times * row.least, kept | (0 if row.bit is None else 1 << row.bit)
                for block, value, number in row.parts:
                    table[block][value] += times * number
        return Sum(tuple(map(tuple, table)), least, kept)


def clauses_of(formulas: Formulas, formula: int, bit: int | None) -> list[_Row]:
    """What a formula says as clauses over values; nothing where it is neither a clause nor a conjunction of them."""
    if formula in (TRUE, FALSE):
        return [] if formula == TRUE else [_Row((), 1, bit)]
    kind, variable, parts = formulas.node(formula)
    if kind == LITERAL:
        return [_Row(tuple((variable, value, 1) for value in bits(parts[0])), 1, bit)]
    if kind == ALL:
        return [row for part in parts for row in clauses_of(formulas, part, bit)]
    if kind == ANY and all(formulas.node(part)[0] == LITERAL for part in parts):
        literals = [formulas.node(part) for part in parts]
        return [_Row(tuple((number, value, 1) for _, number, mask in literals for value in bits(mask[0])), 1, bit)]
    return []
