"""Domains beyond every exact method: a sample of packages, climbed, and called a sample.

What is returned is true of the packages that it names; that none is better is not claimed. The share of packages that
everybody accepts has Wilson's interval (1927) at 99 %, from packages drawn evenly with a fixed seed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from detente.engines.bargaining.bounding import dual
from detente.engines.bargaining.dominance import distinct, undominated
from detente.engines.bargaining.measures import EQUAL, NAMES, Measure, best_rows, measures
from detente.engines.bargaining.model import Domain
from detente.engines.bargaining.pooling import BEYOND, Pool, settled
from detente.engines.bargaining.results import Best, Limits, Solved
from detente.engines.bargaining.ruled import met
from detente.engines.bargaining.wide import Array

METHOD = "sampled: {drawn:,} packages drawn evenly, the best of them climbed"
_DRAWN = 100_000
_CLIMBERS = 400
_ROUNDS = 40
_Z = 2.5758


def by_sampling(
    domain: Domain, ideal: str = "rational", limits: Limits | None = None, pool: Pool | None = None
) -> Solved:
    """The best that a sample shows, beside what else was met; not exact unless it reaches what bounds it."""
    limits = limits or Limits()
    pool = Pool(domain, limits.packages) if pool is None else pool
    rng = np.random.default_rng(5)
    drawn = np.stack([rng.integers(size, size=_DRAWN) for size in domain.sizes], axis=1)
    look = _Look(domain)
    near = look if look.kind is np.int64 else _Look(domain, np.float64)
    gains, feasible = look.gains(drawn)
    accepted = feasible & (gains >= 0).all(axis=1)
    interval = _wilson(int(accepted.sum()), _DRAWN, domain.packages)
    met, held = [drawn[accepted]], [gains[accepted]]
    for direction in _directions(domain, rng):
        best = _climb(near, domain, drawn[feasible], gains[feasible].astype(near.kind), direction, limits)
        met.append(best)
        held.append(look.gains(best)[0])
    packages, gains = np.concatenate(met), np.concatenate(held)
    rational = (gains >= 0).all(axis=1)
    equal = Measure(EQUAL, domain.scales)
    if not rational.any():
        _add(pool, packages, best_rows(equal, gains.astype(np.float64), lambda at: _row(gains, at)))
        low, high = 0, interval[1]
    else:
        _learn(domain, pool, packages[rational], gains[rational])
        low = max(interval[0], len(np.unique(packages[rational], axis=0)))
        high = max(low, interval[1])
    if ideal == "all" and len(gains):
        _add(pool, packages, [int(at) for at in gains.argmax(axis=0)])
    none = dict.fromkeys(NAMES, Best(None, (), exact=False, all_ties=False, all_efficient=False))
    unknown = (None,) * len(domain.tables)
    method = METHOD.format(drawn=_DRAWN)
    plain = Solved(None, None, None, none, unknown, None, method, False, (BEYOND,), (low, high))
    return settled(domain, ideal, pool, [plain])


def _learn(domain: Domain, pool: Pool, packages: Array, gains: Array) -> None:
    """What of a sample nothing in it dominates, and what is best by each measure."""
    firsts, _ = distinct(gains)
    _add(pool, packages, firsts[undominated(gains[firsts])].tolist())
    for measure in measures(domain, [int(most) for most in gains.max(axis=0)]):
        _add(pool, packages, best_rows(measure, gains.astype(np.float64), lambda at: _row(gains, at)))


def _add(pool: Pool, packages: Array, rows: Sequence[int]) -> None:
    pool.add(tuple(int(option) for option in packages[at]) for at in rows)


class _Look:
    """Utilities of many packages at once, exact: in one word where they fit, else in Python's integers."""

    def __init__(self, domain: Domain, kind: type | None = None) -> None:
        """`kind`: how numbers are held where not exactly."""
        self.domain = domain
        most = max(
            sum(max(map(abs, options)) for options in table) + abs(r)
            for table, r in zip(domain.tables, domain.reservations, strict=True)
        ) + sum(abs(bonus.worth) for bonus in domain.bonuses)
        self.kind: type = kind or (np.int64 if most < 1 << 61 else object)
        self.tables: list[list[Array]] = [
            [np.array(options, dtype=self.kind) for options in table] for table in domain.tables
        ]

    def gains(self, packages: Array) -> tuple[Array, Array]:
        """(gains, whether no linkage is broken) of each package."""
        domain, columns = self.domain, []

        def number(one: int) -> Array:
            return np.array(one, dtype=self.kind)

        for party, table in enumerate(self.tables):
            worth: Array = np.zeros(len(packages), dtype=self.kind)
            for issue, options in enumerate(table):
                worth = worth + options[packages[:, issue]]
            for bonus in domain.bonuses:
                if bonus.party == party:
                    worth = worth + self._met(bonus.issues, bonus.allowed, packages) * number(bonus.worth)
            ceiling = domain.ceilings[party] if domain.ceilings else None
            columns.append(
                (worth if ceiling is None else np.minimum(worth, number(ceiling))) - number(domain.reservations[party])
            )
        feasible = np.ones(len(packages), dtype=bool)
        for one in domain.linkages:
            for combination in one.forbidden:
                feasible &= ~(packages[:, list(one.issues)] == np.array(combination)).all(axis=1)
        if domain.rules is not None:
            feasible &= met(domain.rules, packages)
        return np.stack(columns, axis=1), feasible

    def _met(self, issues: Sequence[int], allowed: Sequence[frozenset[int]], packages: Array) -> Array:
        met = np.ones(len(packages), dtype=bool)
        for issue, among in zip(issues, allowed, strict=True):
            member = np.zeros(self.domain.sizes[issue], dtype=bool)
            member[list(among)] = True
            met &= member[packages[:, issue]]
        return met


def _directions(domain: Domain, rng: np.random.Generator) -> list[Array]:
    """Weights to climb by: everybody's least gain first (no weights), then sums between the parties."""
    parties = len(domain.tables)
    scale = 1.0 / np.array([float(one) for one in domain.scales])
    mixed = [rng.dirichlet(np.ones(parties)) * scale for _ in range(12)]
    return [np.zeros(parties), scale, dual(domain, domain.scales)[0], *mixed]


def _climb(look: _Look, domain: Domain, packages: Array, gains: Array, weights: Array, limits: Limits) -> Array:
    """Change one issue at a time while it helps: the weighted sum of gains, or the least gain where no weights are."""
    scale = 1.0 / np.array([float(one) for one in domain.scales])

    def score(of: Array) -> Array:
        shares = of.astype(np.float64) * scale
        least = shares.min(axis=1)
        if not weights.any():
            return np.asarray(least)
        return np.asarray(of.astype(np.float64) @ weights + 10.0 * np.minimum(least, 0.0))

    order = np.argsort(-score(gains))[:_CLIMBERS] if len(gains) else np.zeros(0, dtype=np.intp)
    best, value = packages[order].copy(), score(gains[order])
    for _ in range(_ROUNDS):
        if limits.stop() or not len(best):
            break
        before = value.sum()
        for issue, size in enumerate(domain.sizes):
            tried = np.repeat(best, size, axis=0)
            tried[:, issue] = np.tile(np.arange(size), len(best))
            worth, feasible = look.gains(tried)
            values = np.where(feasible, score(worth), -np.inf).reshape(len(best), size)
            pick = values.argmax(axis=1)
            better = values[np.arange(len(best)), pick] > value
            rows = np.flatnonzero(better)
            best[rows, issue] = pick[rows]
            value[rows] = values[rows, pick[rows]]
        if value.sum() <= before:
            break
    return best


def _row(gains: Array, at: int) -> tuple[int, ...]:
    return tuple(int(gain) for gain in gains[at])


def _wilson(hits: int, drawn: int, packages: int) -> tuple[int, int]:
    share, z = hits / drawn, _Z
    middle = (share + z * z / (2 * drawn)) / (1 + z * z / drawn)
    half = z * math.sqrt(share * (1 - share) / drawn + z * z / (4 * drawn * drawn)) / (1 + z * z / drawn)
    low = 0 if not hits else int((middle - half) * packages)
    return max(low, 0), min(packages, math.ceil((middle + half) * packages))
