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
from detente.engines.bargaining.measures import EQUAL, KALAI, NAMES, Measure, best_rows, measures
from detente.engines.bargaining.model import Domain
from detente.engines.bargaining.results import Best, Limits, Point, Solved
from detente.engines.bargaining.ruled import met
from detente.engines.bargaining.wide import Array

METHOD = "sampled: {drawn:,} packages drawn evenly, the best of them climbed"
_DRAWN = 100_000
_CLIMBERS = 400
_ROUNDS = 40
_Z = 2.5758
_NOTE = (
    "The domain is beyond every exact method within the limits: what is named is true; "
    "that nothing is better is not claimed."
)


def by_sampling(domain: Domain, ideal: str = "rational", limits: Limits | None = None) -> Solved:
    """The best that a sample shows; `exact` is False throughout."""
    limits = limits or Limits()
    rng = np.random.default_rng(5)
    drawn = np.stack([rng.integers(size, size=_DRAWN) for size in domain.sizes], axis=1)
    look = _Look(domain)
    near = look if look.kind is np.int64 else _Look(domain, np.float64)
    gains, feasible = look.gains(drawn)
    accepted = feasible & (gains >= 0).all(axis=1)
    interval = _wilson(int(accepted.sum()), _DRAWN, domain.packages)
    pool, held = [drawn[accepted]], [gains[accepted]]
    for direction in _directions(domain, rng):
        best = _climb(near, domain, drawn[feasible], gains[feasible].astype(near.kind), direction, limits)
        pool.append(best)
        held.append(look.gains(best)[0])
    packages, gains = np.concatenate(pool), np.concatenate(held)
    rational = (gains >= 0).all(axis=1)
    method = METHOD.format(drawn=_DRAWN)
    notes = [_NOTE]
    if not rational.any():
        closest = _best(Measure(EQUAL, domain.scales), packages, gains, limits, domain) if len(packages) else None
        none = dict.fromkeys(NAMES, Best(None, (), exact=False, all_ties=False))
        return Solved(
            None, None, None, none, (None,) * len(domain.tables), closest, method, False, tuple(notes), (0, interval[1])
        )
    packages, gains = packages[rational], gains[rational]
    ideals = [int(most) for most in gains.max(axis=0)]
    if ideal == "all":
        ideals = [int(most) for most in np.concatenate(held).max(axis=0)]
    found = {one.name: _best(one, packages, gains, limits, domain) for one in measures(domain, ideals)}
    firsts, _ = distinct(gains)
    firsts = firsts[undominated(gains[firsts])]
    points = [Point(_row(gains, at), None, (tuple(int(o) for o in packages[at]),), None) for at in firsts.tolist()]
    points.sort(key=lambda point: [-gain for gain in point.gains])
    low = max(interval[0], len(np.unique(packages, axis=0)))
    return Solved(
        None,
        False,
        tuple(points),
        found,
        tuple(ideals),
        None,
        method,
        False,
        tuple(notes),
        (low, max(low, interval[1])),
    )


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


def _best(measure: Measure, packages: Array, gains: Array, limits: Limits, domain: Domain) -> Best:
    rows = best_rows(measure, gains.astype(np.float64), lambda at: _row(gains, at))
    if not rows:
        return Best(None, (), exact=False, all_ties=False)
    points: dict[tuple[int, ...], set[tuple[int, ...]]] = {}
    for at in rows:
        points.setdefault(_row(gains, at), set()).add(tuple(int(option) for option in packages[at]))
    made = [Point(row, None, tuple(sorted(some)[: limits.packages]), None) for row, some in sorted(points.items())]
    return Best(measure.exact(made[0].gains), tuple(made), exact=False, all_ties=False, bound=_bound(measure, domain))


def _bound(measure: Measure, domain: Domain) -> float | None:
    """What no package exceeds, by duality; weak where bonuses cannot be had together."""
    if measure.name not in {EQUAL, KALAI} or not any(measure.units):
        return None
    return dual(domain, measure.units)[1]


def _row(gains: Array, at: int) -> tuple[int, ...]:
    return tuple(int(gain) for gain in gains[at])


def _wilson(hits: int, drawn: int, packages: int) -> tuple[int, int]:
    share, z = hits / drawn, _Z
    middle = (share + z * z / (2 * drawn)) / (1 + z * z / drawn)
    half = z * math.sqrt(share * (1 - share) / drawn + z * z / (4 * drawn * drawn)) / (1 + z * z / drawn)
    low = 0 if not hits else int((middle - half) * packages)
    return max(low, 0), min(packages, math.ceil((middle + half) * packages))
