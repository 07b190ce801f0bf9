"""A package that everybody accepts, where one is easily found: a narrow beam over the issues, on floats.

What it finds is looked at again in integers; that it finds nothing says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.engines.automata import Automaton, compile_formula
from detente.engines.bargaining.model import Bonus, Domain
from detente.engines.bargaining.ordering import quick
from detente.engines.bargaining.wide import Array

_ROWS = 64
_TRIED = 40
_ROUNDS = 80


def reached(domain: Domain, rows: int = _ROWS) -> tuple[int, ...] | None:
    """A package with every gain at least 0 that breaks nothing; None: none came by."""
    beam = _Beam(domain, rows)
    for package in beam.ends()[:_TRIED]:
        options = tuple(int(option) for option in package)
        if domain.feasible(options) and min(domain.gains(options), default=0) >= 0:
            return options
    return None


def weights_of(worth: Array, start: Array) -> Array:
    """Weights of the parties that make `max Σ w·gain` small: multiplicative steps against the gains at its maximum.

    `worth[issue, option, party]` is -inf where an option is not there; all parties in comparable units.
    """
    issues, parties = np.arange(len(worth)), worth.shape[2]
    bounded = np.where(np.isfinite(worth), worth, -1e300)
    logs, best, bound = np.zeros(parties), np.full(parties, 1.0 / parties), np.inf
    for turn in range(_ROUNDS):
        weights = np.exp(logs - logs.max())
        weights /= weights.sum()
        gains = start + worth[issues, (bounded @ weights).argmax(axis=1)].sum(axis=0)
        value = float(weights @ gains)
        if value < bound:
            best, bound = weights, value
        spread = float(np.abs(gains - value).max())
        if spread <= 0:
            break
        logs = logs - (gains - value) / spread * (2.0 / np.sqrt(turn + 1.0))
    return best


class _Beam:
    def __init__(self, domain: Domain, rows: int) -> None:
        self.domain, self.rows = domain, rows
        sizes, tables = domain.sizes, domain.tables
        unit = np.array([float(max(1, *(abs(w) for options in table for w in options))) for table in tables])
        self.unit = unit
        self.worth = np.full((len(sizes), max(sizes, default=1), len(tables)), -np.inf)
        for party, table in enumerate(tables):
            for issue, options in enumerate(table):
                self.worth[issue, : len(options), party] = np.array([float(w) for w in options]) / unit[party]
        start = -np.array([float(r) for r in domain.reservations]) / unit
        for bonus in domain.bonuses:
            start[bonus.party] += max(bonus.worth, 0) / unit[bonus.party]
        self.weights = weights_of(self.worth, start)
        self.reach = start + self.worth.max(axis=1).sum(axis=0)
        self.order = quick(domain)

    def ends(self) -> Array:
        """The packages that the beam ends with, the best for the worst-off first."""
        domain, worth = self.domain, self.worth
        falls = np.where(np.isfinite(worth), worth - worth.max(axis=1, keepdims=True), -np.inf)
        scores = np.where(np.isfinite(worth), worth, -1e300) @ self.weights
        lost = scores - scores.max(axis=1, keepdims=True)
        packages = np.zeros((1, len(domain.sizes)), dtype=np.intp)
        reach, sums = self.reach[None, :], np.zeros(1)
        hope = float(self.weights @ (self.reach - worth.max(axis=1).sum(axis=0)) + scores.max(axis=1).sum())
        place = {issue: at for at, issue in enumerate(self.order)}
        rules = self._automata()
        states = [np.full(1, one.start) for one in rules]
        for issue in self.order:
            size = domain.sizes[issue]
            parents, chosen = np.repeat(np.arange(len(packages)), size), np.tile(np.arange(size), len(packages))
            packages = packages[parents]
            packages[:, issue] = chosen
            reach, sums = reach[parents] + falls[issue, chosen], sums[parents] + lost[issue, chosen]
            keep = np.ones(len(packages), dtype=bool)
            for link in domain.linkages:
                if max(link.issues, key=place.__getitem__, default=-1) == issue:
                    keep &= ~self._forbidden(link.issues, link.forbidden, packages)
            for number, one in enumerate(rules):
                state = states[number][parents]
                states[number] = one.steps[issue][state, chosen] if issue in one.steps else state
                keep &= states[number] != 0
            for bonus in domain.bonuses:
                if max(bonus.issues, key=place.__getitem__, default=-1) == issue:
                    change = self._missed(bonus, packages)
                    reach[:, bonus.party] -= change
                    sums -= change * self.weights[bonus.party]
            score = np.where(keep, np.minimum(reach.min(axis=1), hope + sums), -np.inf)
            best = np.argsort(-score, kind="stable")[: self.rows]
            best = best[score[best] > -np.inf]
            packages, reach, sums = packages[best], reach[best], sums[best]
            states = [state[best] for state in states]
        return packages

    def _automata(self) -> list[Automaton]:
        rules = self.domain.rules
        return [] if rules is None else [compile_formula(rules.formulas, one, self.order) for one in rules.hold]

    def _forbidden(self, issues: Sequence[int], forbidden: frozenset[tuple[int, ...]], packages: Array) -> Array:
        table = np.zeros([self.domain.sizes[issue] for issue in issues], dtype=bool)
        if forbidden:
            table[tuple(np.array(list(forbidden), dtype=np.intp).T)] = True
        answer: Array = table[tuple(packages[:, issue] for issue in issues)]
        return answer

    def _missed(self, bonus: Bonus, packages: Array) -> Array:
        met = np.ones(len(packages), dtype=bool)
        for issue, allowed in zip(bonus.issues, bonus.allowed, strict=True):
            met &= np.isin(packages[:, issue], list(allowed))
        lost = ~met if bonus.worth > 0 else met
        return np.asarray(lost * (abs(bonus.worth) / self.unit[bonus.party]))
