"""The same questions as 0-1 programs (HiGHS): a second route where diagrams are too wide.

Floors are rounded to a hundred thousand units in favour of there being a package. What the solver names is looked at
again in integers; a package that only rounding allowed is excluded and the question asked again.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from detente.engines.floors.model import Demands, Floor, UndecidedError
from detente.engines.search import Search

SECONDS = 10.0
_UNITS = 100_000
_TRIES = 20
_Row = tuple[dict[int, float], float, float]


class Program:
    """A set of demands as rows over 0-1 columns, built once."""

    def __init__(self, demands: Demands, seconds: float = SECONDS) -> None:
        self.demands, self.seconds = demands, seconds
        formulas = demands.formulas
        search = Search(formulas, range(len(formulas.sizes)), demands.hard, demands.joint, demands.own)
        self.value = search.value
        self._literal = {formula: search.literal(formula) for floor in demands.floors for formula, _ in floor.bonuses}
        self.broken = dict(search.broken)
        self.rows: list[_Row] = [_clause(clause) for clause in search.clauses]
        self.width = max((abs(one) for clause in search.clauses for one in clause), default=0)
        self.rows += [({one - 1: 1.0 for one in block}, 1.0, 1.0) for block in self.value.values()]

    def find(self, kept: int) -> tuple[int, ...] | None:
        """A package that breaks none of the demands kept, or None. Raises UndecidedError where time runs out."""
        return self._asked(kept, None)

    def most(self, kept: int, bit: int) -> tuple[int, ...] | None:
        """A package of those that keep these demands whose sum `bit` is nearly the most; None: there is none."""
        return self._asked(kept & ~(1 << bit), dict(self.demands.floors_in(1 << bit))[bit])

    def _asked(self, kept: int, goal: Floor | None) -> tuple[int, ...] | None:
        rows = [*self.rows, *(self._floor(floor) for _, floor in self.demands.floors_in(kept))]
        cost = np.zeros(self.width)
        if goal is not None:
            for column, worth in self._columns(goal)[0].items():
                cost[column] = -worth
        for _ in range(_TRIES):
            package = self._solve(cost, rows, kept)
            if package is None:
                return None
            if self.demands.feasible(package) and not self.demands.broken(package) & kept:
                return package
            spots = {self.value[v][value] - 1: 1.0 for v, value in enumerate(package)}
            rows = [*rows, (spots, -np.inf, len(spots) - 1.0)]
        raise UndecidedError

    def _columns(self, floor: Floor) -> tuple[dict[int, float], float]:
        """The worth of each column in units, and what the floor has whatever is chosen."""
        largest = max(1, abs(floor.least), *(abs(worth) for worths in floor.worths for worth in worths))
        largest = max([largest, *(abs(worth) for _, worth in floor.bonuses)])
        scale = min(1.0, _UNITS / largest)
        columns: dict[int, float] = {}
        constant = 0.0
        for variable, worths in enumerate(floor.worths):
            low = min(worths)
            constant += np.ceil(low * scale)
            for value, worth in enumerate(worths):
                if worth != low:
                    columns[self.value[variable][value] - 1] = float(np.ceil(worth * scale) - np.ceil(low * scale))
        for formula, worth in floor.bonuses:
            literal = self._literal[formula]
            unit = float(np.ceil(worth * scale))
            constant += unit if literal < 0 else 0.0
            at = abs(literal) - 1
            columns[at] = columns.get(at, 0.0) + (unit if literal > 0 else -unit)
        return columns, constant

    def _floor(self, floor: Floor) -> _Row:
        columns, constant = self._columns(floor)
        largest = max(1, abs(floor.least), *(abs(worth) for worths in floor.worths for worth in worths))
        largest = max([largest, *(abs(worth) for _, worth in floor.bonuses)])
        scale = min(1.0, _UNITS / largest)
        return columns, float(np.floor(floor.least * scale)) - constant - 0.5, np.inf

    def _solve(self, cost: NDArray[np.float64], rows: Sequence[_Row], kept: int) -> tuple[int, ...] | None:
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        from detente.engines.bargaining.programming import silent

        at: list[int] = []
        columns: list[int] = []
        numbers: list[float] = []
        for place, (row, _, _) in enumerate(rows):
            at += [place] * len(row)
            columns += row.keys()
            numbers += row.values()
        matrix = csr_array((numbers, (at, columns)), shape=(len(rows), self.width))
        low = np.array([row[1] for row in rows])
        high = np.array([row[2] for row in rows])
        upper = np.ones(self.width)
        for bit, literal in self.broken.items():
            if kept >> bit & 1:
                upper[literal - 1] = 0.0
        with silent():
            found = milp(
                cost,
                constraints=LinearConstraint(matrix, low, high),
                integrality=np.ones(self.width),
                bounds=Bounds(np.zeros(self.width), upper),
                options={"time_limit": self.seconds},
            )
        if found.status == 2:
            return None
        if found.x is None or found.status != 0:
            raise UndecidedError
        return tuple(
            int(np.argmax([found.x[literal - 1] for literal in self.value[v]])) for v in range(len(self.value))
        )


def _clause(clause: Sequence[int]) -> _Row:
    row: dict[int, float] = {}
    for literal in clause:
        row[abs(literal) - 1] = row.get(abs(literal) - 1, 0.0) + (1.0 if literal > 0 else -1.0)
    return row, 1.0 - sum(literal < 0 for literal in clause), np.inf
