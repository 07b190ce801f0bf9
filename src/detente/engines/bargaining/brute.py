"""Every package of a domain, looked at: for utilities that are no sums, up to some ten million packages.

Packages are made a block at a time as arrays over the last issues; a bonus is added to its sub-block at once.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from detente.engines.bargaining.dominance import distinct, undominated
from detente.engines.bargaining.measures import EQUAL, KALAI, NAMES, NASH, SUM, Measure, best_rows, measures
from detente.engines.bargaining.model import Bonus, Domain
from detente.engines.bargaining.results import NONE, Best, Limits, Point, Solved, TooManyError
from detente.engines.bargaining.ruled import met_within
from detente.engines.bargaining.wide import Array, words

MOST = 20_000_000
METHOD = "every package looked at"
_LONG = 200_000
"""The same where numbers are longer than a machine word."""
_BLOCK = 1 << 19
_HELD = 2_000_000


def by_looking(domain: Domain, ideal: str = "rational", limits: Limits | None = None) -> Solved:
    """All solutions, from every package. Raises TooManyError above MOST packages, or where `stop` says so."""
    limits = limits or Limits()
    blocks = _Blocks(domain, limits)
    if domain.packages > (MOST if blocks.kind is np.int64 else _LONG):
        raise TooManyError
    front, zone, equal = _Front(), 0, -np.inf
    top: list[int] = []
    units = np.array([float(scale) for scale in domain.scales])
    for at, gains in blocks:
        if not len(gains):
            continue
        most = [int(one) for one in gains.max(axis=0)]
        top = [max(a, b) for a, b in zip(top, most, strict=True)] if top else most
        equal = max(equal, float((gains.astype(np.float64) / units).min(axis=1).max()))
        rational = (gains >= 0).all(axis=1)
        zone += int(rational.sum())
        front.add(at[rational], gains[rational])
    if not zone:
        return _nothing(domain, blocks, equal, top if ideal == "all" and top else None, limits)
    ideals = top if ideal == "all" else [int(most) for most in front.gains.max(axis=0)]
    found = {}
    for measure in measures(domain, ideals):
        rows = best_rows(measure, front.gains.astype(np.float64), front.row)
        value = measure.exact(front.row(rows[0]))
        found[measure.name] = Best(
            value,
            _points(domain, front.at[rows], front.gains[rows], limits),
            all_ties=measure.name == SUM or (measure.name == NASH and value > 0),
        )
    least = [measure for measure in measures(domain, ideals) if measure.name in {EQUAL, KALAI}]
    found |= _ties(domain, blocks, least, found, limits)
    points = _points(domain, front.at, front.gains, limits)
    return Solved(zone, False, points, {name: found[name] for name in NAMES}, tuple(ideals), None, METHOD, exact=True)


def first_acceptable(domain: Domain) -> tuple[int, ...] | None:
    """The first package, in the order of options, that breaks nothing and that everybody accepts."""
    blocks = _Blocks(domain, Limits())
    for at, gains in blocks:
        found = np.flatnonzero((gains >= 0).all(axis=1))
        if len(found):
            return unpacked(domain, int(at[found[0]]))
    return None


def _nothing(domain: Domain, blocks: _Blocks, equal: float, top: list[int] | None, limits: Limits) -> Solved:
    """No package is acceptable to all: how close one comes."""
    closest = None
    if equal > -np.inf:
        measure = Measure(EQUAL, domain.scales)
        kept_at, kept = [], []
        for at, gains in blocks:
            near = measure.floats(gains.astype(np.float64)) >= equal - 1e-9 * max(1.0, abs(equal))
            kept_at.append(at[near])
            kept.append(gains[near])
        where, gains = np.concatenate(kept_at), np.concatenate(kept)
        rows = best_rows(measure, gains.astype(np.float64), lambda at: tuple(int(g) for g in gains[at]))
        value = measure.exact(tuple(int(g) for g in gains[rows[0]]))
        closest = Best(value, _points(domain, where[rows], gains[rows], limits))
    ideals: tuple[int | None, ...] = tuple(top) if top is not None else (None,) * len(domain.tables)
    return Solved(0, True, (), dict.fromkeys(NAMES, NONE), ideals, closest, METHOD, exact=True)


def _ties(
    domain: Domain, blocks: _Blocks, wanted: Sequence[Measure], found: dict[str, Best], limits: Limits
) -> dict[str, Best]:
    """Every acceptable package that has the best least gain, dominated or not."""
    held: dict[str, list[tuple[Array, Array]]] = {measure.name: [] for measure in wanted}
    for at, gains in blocks:
        for measure in wanted:
            value = found[measure.name].value
            if value is not None and any(measure.units):
                least = np.array([max(0, need) for need in measure.needed(value)])
                near = (gains >= least).all(axis=1)
                held[measure.name].append((at[near], gains[near]))
    made = {}
    for measure in wanted:
        if not held[measure.name]:
            continue
        where, rows = (np.concatenate(part) for part in zip(*held[measure.name], strict=True))
        known = {point.gains for point in found[measure.name].points}
        points = [replace(p, efficient=p.gains in known) for p in _points(domain, where, rows, limits)]
        points.sort(key=lambda point: not point.efficient)
        made[measure.name] = Best(found[measure.name].value, tuple(points))
    return made


def _points(domain: Domain, where: Array, gains: Array, limits: Limits) -> tuple[Point, ...]:
    """Points from rows of packages: alike ones together, best for the first party first."""
    packages: dict[tuple[int, ...], list[int]] = {}
    for at, row in zip(where.tolist(), gains.tolist(), strict=True):
        packages.setdefault(tuple(row), []).append(at)
    return tuple(
        Point(row, len(ats), tuple(unpacked(domain, at) for at in sorted(ats)[: limits.packages]))
        for row, ats in sorted(packages.items(), key=lambda item: [-gain for gain in item[0]])
    )


def unpacked(domain: Domain, at: int) -> tuple[int, ...]:
    """The package of a place in the order of options, the last issue fastest."""
    options = []
    for size in reversed(domain.sizes):
        at, option = divmod(at, size)
        options.append(option)
    return tuple(reversed(options))


@dataclass
class _Front:
    """Acceptable packages that none so far dominates, all of those that are alike."""

    at: Array = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    gains: Array = field(default_factory=lambda: np.zeros((0, 1), dtype=np.int64))

    def add(self, at: Array, gains: Array) -> None:
        if not len(at):
            return
        if len(self.at):
            at, gains = np.concatenate((self.at, at)), np.concatenate((self.gains, gains))
        firsts, likes = distinct(gains)
        kept = undominated(gains[firsts])[likes]
        self.at, self.gains = at[kept], gains[kept]
        if len(self.at) > _HELD:
            raise TooManyError

    def row(self, at: int) -> tuple[int, ...]:
        return tuple(int(gain) for gain in self.gains[at])


@dataclass
class _Blocks:
    """Walk over the packages: (places, gains) of the feasible ones of each block, in order."""

    domain: Domain
    limits: Limits

    def __post_init__(self) -> None:
        sizes, domain = self.domain.sizes, self.domain
        self.cut = len(sizes)
        while self.cut and math.prod(sizes[self.cut - 1 :]) <= _BLOCK:
            self.cut -= 1
        most = sum(
            max(abs(worth) for options in table for worth in options) * len(sizes) + abs(r)
            for table, r in zip(domain.tables, domain.reservations, strict=True)
        ) + sum(abs(bonus.worth) for bonus in domain.bonuses)
        self.kind: type = np.int64 if words(4 * max(1, most)) == 1 else object

    def __iter__(self) -> Iterator[tuple[Array, Array]]:
        domain, cut = self.domain, self.cut
        inner = domain.sizes[cut:]
        base = [_sum(table[cut:], self.kind) for table in domain.tables]
        block = math.prod(inner)
        for number, prefix in enumerate(itertools.product(*(range(size) for size in domain.sizes[:cut]))):
            if self.limits.stop():
                raise TooManyError
            worth: list[Array] = [
                np.asarray(array + sum(table[issue][option] for issue, option in enumerate(prefix)), dtype=self.kind)
                for array, table in zip(base, domain.tables, strict=True)
            ]
            for bonus in domain.bonuses:
                self._add(bonus, prefix, worth[bonus.party])
            if domain.ceilings:
                worth = [a if c is None else np.minimum(a, c) for a, c in zip(worth, domain.ceilings, strict=True)]
            flat = [a.reshape(-1) - r for a, r in zip(worth, domain.reservations, strict=True)]
            gains = np.stack(flat, axis=1)
            at = np.arange(number * block, (number + 1) * block)
            keep = self._feasible(prefix)
            yield (at, gains) if keep is None else (at[keep], gains[keep])

    def _add(self, bonus: Bonus, prefix: Sequence[int], worth: Array) -> None:
        shape = [np.arange(size) for size in worth.shape]
        for issue, allowed in zip(bonus.issues, bonus.allowed, strict=True):
            if issue < self.cut:
                if prefix[issue] not in allowed:
                    return
            else:
                shape[issue - self.cut] = np.array(sorted(allowed), dtype=np.intp)
        if worth.ndim:
            worth[np.ix_(*shape)] += bonus.worth
        else:
            worth += bonus.worth

    def _feasible(self, prefix: Sequence[int]) -> Array | None:
        domain = self.domain
        if not domain.tied:
            return None
        keep = np.ones(domain.sizes[self.cut :], dtype=bool)
        for one in domain.linkages:
            for options in one.forbidden:
                spot: list[object] = [slice(None)] * keep.ndim
                for issue, option in zip(one.issues, options, strict=True):
                    if issue >= self.cut:
                        spot[issue - self.cut] = option
                    elif prefix[issue] != option:
                        break
                else:
                    keep[tuple(spot)] = False  # type: ignore[index]
        if domain.rules is not None:
            keep &= met_within(domain.rules, domain.sizes, prefix)
        return keep.reshape(-1)


def _sum(table: Sequence[Sequence[int]], kind: type) -> Array:
    total: Array = np.zeros((), dtype=kind)
    for options in table:
        total = np.asarray(total[..., None] + np.array(options, dtype=kind), dtype=kind)
    return total
