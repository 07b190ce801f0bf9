"""Best packages by mixed-integer programming (HiGHS), where bonuses tie too much together for passes over the issues.

A package is a choice of one option an issue; a bonus that is good may be had where each of its issues allows it, one
that is bad must be had where all do. The solver reckons in floats; what is asked of it is asked in integers, with room
of half a unit on either side, and every package it names is looked at again in integers.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from detente.engines.bargaining.model import Domain
from detente.engines.bargaining.pooling import Pool
from detente.engines.bargaining.results import TooManyError
from detente.engines.bargaining.rows import Rows
from detente.engines.bargaining.wide import Array

SECONDS = 10.0
WORK = 1_500_000
"""Rows times nodes of search trees that the questions about a domain may take: a quarter of a minute, or so."""
_ROOT = 200
"""What a question costs before its tree is searched, in nodes."""
_LARGEST = 10_000_000
_Row = tuple[dict[int, float], float, float]
Sum = tuple[Sequence[float], float]
"""Weights of gains, and what their weighted sum must be at least."""


@dataclass(frozen=True)
class Found:
    """A package and its gains; None: there is none. `bound`: what the goal does not exceed."""

    package: tuple[int, ...] | None
    gains: tuple[int, ...]
    bound: float


@contextlib.contextmanager
def silent() -> Iterator[None]:
    """HiGHS writes some lines to the process's own stdout whatever it is told: they go nowhere."""
    try:
        kept = os.dup(1)
    except OSError:  # there is no stdout
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


class Program:
    """A domain as a linear program over 0-1 choices; gains are columns, in units of each party's scale.

    Raises TooManyError where numbers are too long for floats to tell units apart.
    """

    def __init__(self, domain: Domain, pool: Pool | None = None) -> None:
        """`pool` is told of every package that the solver names."""
        self.domain, self.pool, self.work = domain, pool, 0
        tied = Rows(domain)
        self.offset, self.extra = tied.offset, tied.width
        self.first = tied.width + len(domain.bonuses)
        self.width = self.first + len(domain.tables) + 1
        largest = [sum(max(map(abs, options)) for options in table) for table in domain.tables]
        for bonus in domain.bonuses:
            largest[bonus.party] += abs(bonus.worth)
        if max(*largest, *map(abs, domain.reservations)) > _LARGEST:
            raise TooManyError
        rows = [self._choice(issue) for issue in range(len(domain.sizes))]
        for number in range(len(domain.bonuses)):
            rows += self._bonus(number)
        rows += [({c: float(f) for c, f in row.items()}, float(least), np.inf) for row, least in tied.rows]
        if tied.impossible:
            rows.append(({0: 0.0}, 1.0, np.inf))
        rows += [self._gain(party) for party in range(len(domain.tables))]
        self.rows = rows

    def _choice(self, issue: int) -> _Row:
        return dict.fromkeys(range(self.offset[issue], self.offset[issue + 1]), 1.0), 1.0, 1.0

    def _bonus(self, number: int) -> list[_Row]:
        bonus, had = self.domain.bonuses[number], self.extra + number
        sides = [
            [self.offset[issue] + option for option in sorted(allowed)]
            for issue, allowed in zip(bonus.issues, bonus.allowed, strict=True)
        ]
        if bonus.worth > 0:
            return [({had: 1.0} | dict.fromkeys(side, -1.0), -np.inf, 0.0) for side in sides]
        together = {spot: 1.0 for side in sides for spot in side}
        return [({had: -1.0} | together, -np.inf, len(sides) - 1.0)]

    def _gain(self, party: int) -> _Row:
        """The column of a party's gain is at most what the choices and bonuses are worth."""
        domain = self.domain
        row = {self.first + party: 1.0}
        for issue, options in enumerate(domain.tables[party]):
            row |= {self.offset[issue] + o: -float(worth) for o, worth in enumerate(options) if worth}
        for number, bonus in enumerate(domain.bonuses):
            if bonus.party == party:
                row[self.extra + number] = -float(bonus.worth)
        return row, -np.inf, -float(domain.reservations[party])

    def most(self, weights: Sequence[float], floors: Sequence[int] | None, *sums: Sum) -> Found:
        """The largest weighted sum of gains among packages whose gains are at least `floors`, and whose `sums` are met.

        Raises TooManyError.
        """
        goal = np.zeros(self.width)
        goal[self.first : self.width - 1] = -np.asarray(weights)
        extra: list[_Row] = [
            ({self.first + party: float(weight) for party, weight in enumerate(some)}, least, np.inf)
            for some, least in sums
        ]
        return self._solve(goal, floors, extra)

    def least(self, units: Sequence[int], floors: Sequence[int] | None) -> Found:
        """The largest least gain in these units (0: not counted) among packages whose gains are at least `floors`."""
        goal = np.zeros(self.width)
        goal[-1] = -1.0
        shares = [
            ({self.width - 1: 1.0, self.first + party: -1.0 / unit}, -np.inf, 0.0)
            for party, unit in enumerate(units)
            if unit
        ]
        return self._solve(goal, floors, shares)

    def _solve(self, goal: Array, floors: Sequence[int] | None, extra: Sequence[_Row]) -> Found:
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        domain = self.domain
        if self.work > WORK:
            raise TooManyError
        low = np.concatenate((np.zeros(self.first), np.full(len(domain.tables) + 1, -np.inf)))
        high = np.concatenate((np.ones(self.first), np.full(len(domain.tables) + 1, np.inf)))
        if floors is not None:
            low[self.first : self.width - 1] = np.asarray(floors) - 0.5
        for party, ceiling in enumerate(domain.ceilings):
            if ceiling is not None:
                high[self.first + party] = ceiling - domain.reservations[party]
        rows = [*self.rows, *extra]
        spots = [(at, column, number) for at, (row, _, _) in enumerate(rows) for column, number in row.items()]
        at, columns, numbers = zip(*spots, strict=True)
        matrix = csr_array((numbers, (at, columns)), shape=(len(rows), self.width))
        constraint = LinearConstraint(matrix, [row[1] for row in rows], [row[2] for row in rows])
        whole = np.concatenate((np.ones(self.extra), np.zeros(self.width - self.extra)))
        options = {"time_limit": SECONDS, "mip_rel_gap": 0.0}
        with silent():
            answer = milp(goal, integrality=whole, bounds=Bounds(low, high), constraints=constraint, options=options)
        self.work += len(rows) * (_ROOT + int(answer.mip_node_count or 0))
        if answer.status == 2:
            return Found(None, (), -np.inf)
        if answer.status != 0 or answer.x is None:
            raise TooManyError
        package = tuple(
            int(np.argmax(answer.x[start:end])) for start, end in zip(self.offset[:-1], self.offset[1:], strict=True)
        )
        gains, feasible = domain.gains(package), domain.feasible(package)
        if feasible and self.pool is not None:
            self.pool.add([package])
        if not feasible or (floors is not None and any(g < f for g, f in zip(gains, floors, strict=True))):
            raise TooManyError  # the solver's package does not bear a second look
        return Found(package, gains, -float(answer.mip_dual_bound))
