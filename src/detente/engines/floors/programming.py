"""The same questions as 0-1 programs (HiGHS): a second route where diagrams are too wide.

Floors are rounded to a hundred thousand units in favour of there being a package. What the solver names is looked at
again in integers; a package that only rounding allowed is excluded and the question asked again.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from detente.engines.floors.model import Demands, Floor, UndecidedError
from detente.engines.floors.relaxing import clauses_of
from detente.engines.formulas import ALL, ANY, FALSE, LITERAL, TRUE, Formulas
from detente.engines.masks import bits
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
        always = [(bit, 0) for bit in range(demands.count)]  # every demand has its column
        loose = [formula for formula in demands.hard if not _plain(formulas, formula)]
        joint = [(bit, formulas.negate(formula)) for bit, formula in demands.joint]
        soft = [*always, *((bit, formulas.negate(formula)) for bit, formula in joint if not _plain(formulas, formula))]
        search = Search(formulas, range(len(formulas.sizes)), loose, soft, demands.own)
        self.value = search.value
        self._literal = {formula: search.literal(formula) for floor in demands.floors for formula, _ in floor.bonuses}
        self.broken = dict(search.broken)
        self.width = max((abs(one) for clause in search.clauses for one in clause), default=0)
        self.width = max(self.width, *self.broken.values(), 0)
        blocks = [{abs(one) for one in block} for block in self.value.values()]
        clauses = [one for one in search.clauses if not any(block.issuperset(map(abs, one)) for block in blocks)]
        self.rows: list[_Row] = [_clause(clause) for clause in clauses]
        self.rows += [({one - 1: 1.0 for one in block}, 1.0, 1.0) for block in self.value.values()]
        for formula in demands.hard:
            self._strong(formula, None)
        for bit, formula in joint:
            self._strong(formula, bit)

    def _strong(self, formula: int, bit: int | None) -> None:
        """Rows over options, where a formula is a clause or several: stronger than its clauses over literals."""
        if not _plain(self.demands.formulas, formula):
            return
        for row in clauses_of(self.demands.formulas, formula, bit):
            columns: dict[int, float] = {}
            for variable, value, _ in row.parts:
                columns[self.value[variable][value] - 1] = 1.0
            if bit is not None:
                columns[self.broken[bit] - 1] = 1.0
            self.rows.append((columns, 1.0, np.inf))

    def find(self, kept: int, broken: int = 0, seconds: float = 0.0) -> tuple[int, ...] | None:
        """A package that breaks at most `broken` of the demands kept, or None. Raises UndecidedError where time runs
        out: `seconds`, or those of the program.
        """
        return self._asked(kept, None, broken, seconds)

    def most(self, kept: int, bit: int) -> tuple[int, ...] | None:
        """A package of those that keep these demands whose sum `bit` is nearly the most; None: there is none."""
        return self._asked(kept & ~(1 << bit), dict(self.demands.floors_in(1 << bit))[bit])

    def _asked(self, kept: int, goal: Floor | None, broken: int = 0, seconds: float = 0.0) -> tuple[int, ...] | None:
        rows = [*self.rows, *(self._floor(bit, floor) for bit, floor in self.demands.floors_in(kept))]
        if broken:
            rows.append(({self.broken[bit] - 1: 1.0 for bit in bits(kept)}, -np.inf, float(broken)))
        cost = np.zeros(self.width)
        if goal is not None:
            for column, worth in self._columns(goal)[0].items():
                cost[column] = -worth
        for _ in range(_TRIES):
            package = self._solve(cost, rows, 0 if broken else kept, seconds or self.seconds)
            if package is None:
                return None
            if self.demands.feasible(package) and (self.demands.broken(package) & kept).bit_count() <= broken:
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

    def _floor(self, bit: int, floor: Floor) -> _Row:
        """The sum over what it has whatever is chosen; a broken demand adds all that may be missing."""
        columns, constant = self._columns(floor)
        largest = max(1, abs(floor.least), *(abs(worth) for worths in floor.worths for worth in worths))
        largest = max([largest, *(abs(worth) for _, worth in floor.bonuses)])
        scale = min(1.0, _UNITS / largest)
        least = float(np.floor(floor.least * scale)) - constant - 0.5
        missing = least - sum(min(0.0, number) for number in columns.values())
        return {**columns, self.broken[bit] - 1: max(0.0, missing)}, least, np.inf

    def _solve(
        self, cost: NDArray[np.float64], rows: Sequence[_Row], kept: int, seconds: float
    ) -> tuple[int, ...] | None:
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
                options={"time_limit": seconds},
            )
        if found.status == 2:
            return None
        if found.x is None or found.status != 0:
            raise UndecidedError
        return tuple(
            int(np.argmax([found.x[literal - 1] for literal in self.value[v]])) for v in range(len(self.value))
        )


def _plain(formulas: Formulas, formula: int) -> bool:
    """Whether a formula is a clause over options, or a conjunction of such clauses."""
    if formula in (TRUE, FALSE):
        return True
    kind, _, parts = formulas.node(formula)
    if kind == ALL:
        return all(_plain(formulas, part) for part in parts)
    return kind == LITERAL or (kind == ANY and all(formulas.node(part)[0] == LITERAL for part in parts))


def _clause(clause: Sequence[int]) -> _Row:
    row: dict[int, float] = {}
    for literal in clause:
        row[abs(literal) - 1] = row.get(abs(literal) - 1, 0.0) + (1.0 if literal > 0 else -1.0)
    return row, 1.0 - sum(literal < 0 for literal in clause), np.inf
