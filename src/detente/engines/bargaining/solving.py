"""The published solutions of a domain, exact, by the method that its size and its ties ask for.

All of them lie on the frontier of the individually rational set (what dominates a package has no smaller product, sum
or least gain): where that frontier can be made they are read off it, and maximin ties off it come by a second pass.
Where the frontier is too large, each solution is found by itself (branch and bound in layers, `bounding`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from detente.engines.bargaining import bounding
from detente.engines.bargaining.counting import count_zone
from detente.engines.bargaining.ends import Ends
from detente.engines.bargaining.measures import EQUAL, KALAI, NAMES, NASH, SUM, Measure, best_rows, measures
from detente.engines.bargaining.model import Domain
from detente.engines.bargaining.pooling import front
from detente.engines.bargaining.results import NONE, Best, Limits, Point, Solved, TooManyError
from detente.engines.bargaining.singles import by_singles
from detente.engines.bargaining.sweeping import Sweep
from detente.engines.bargaining.wide import Array

IDEALS = ("rational", "all")
PLAIN = "dynamic programming over issues: Minkowski sums of frontiers, pruned by reservation values"
TIED = "dynamic programming over issues along a path decomposition of what ties them"
SINGLE = "branch and bound in layers, each solution by itself"


def by_sweeping(domain: Domain, ideal: str = "rational", limits: Limits | None = None) -> Solved:
    """All solutions by passes over the issues. Raises TooManyError where not even single ones are in reach.

    `ideal` says over which packages Kalai and Smorodinsky's largest gains are taken: the individually rational ones
    ("rational") or all feasible ones ("all").
    """
    limits = limits or Limits()
    sweep = Sweep(domain, limit=limits.rows)
    method = TIED if domain.tied or domain.bonuses else PLAIN
    try:
        ends = sweep.run(domain.reservations, stop=limits.stop)
    except TooManyError:
        return one_by_one(sweep, ideal, limits)
    if not len(ends):
        return _nothing(sweep, ideal, method, limits)
    zone = count_zone(domain, stop=limits.stop) if limits.count else None
    gains = ends.floats()
    ideals = [max(ends.row(int(at))[party] for at in _tops(gains[:, party])) for party in range(gains.shape[1])]
    if ideal == "all":
        ideals = _over_all(sweep, limits)
    found = {}
    for measure in measures(domain, ideals):
        rows = best_rows(measure, gains, ends.row)
        found[measure.name] = _with_ties(sweep, measure, [_point(ends, at, limits) for at in rows], limits)
    points = [_point(ends, at, limits) for at in range(len(ends))]
    return Solved(zone, False, _sorted(points), found, tuple(ideals), None, method, exact=True)


def _tops(column: Array) -> Array:
    top = float(column.max())
    return np.flatnonzero(column >= top - 1e-9 * abs(top))


def _point(ends: Ends, at: int, limits: Limits) -> Point:
    return Point(ends.row(at), int(ends.counts[at]), tuple(ends.packages(at, limits.packages)))


def _sorted(points: Sequence[Point]) -> tuple[Point, ...]:
    return tuple(sorted(points, key=lambda point: (not point.efficient, [-gain for gain in point.gains])))


def _with_ties(
    sweep: Sweep, measure: Measure, points: Sequence[Point], limits: Limits, floor: Sequence[int] | None = None
) -> Best:
    """The undominated best points, and for a least gain every dominated package that has it too."""
    value = measure.exact(points[0].gains)
    best = {point.gains for point in points}
    efficient = set(front(list(best)))  # what dominates one of them is as good, and so one of them
    known = tuple(replace(point, efficient=True) for point in points if point.gains in efficient)
    if measure.name == SUM or (measure.name == NASH and value > 0):
        return Best(value, _sorted(known))
    if measure.name == NASH or not any(measure.units):
        return Best(value, _sorted(known), all_ties=False)  # a product of 0: any package may have it
    try:
        ends = bounding.tied(sweep, measure, value, floor or sweep.domain.reservations, limits)
    except TooManyError:
        return Best(value, _sorted(known), all_ties=False)
    more = (_point(ends, at, limits) for at in range(len(ends)))
    return Best(value, _sorted([replace(point, efficient=point.gains in efficient) for point in more]))


def _over_all(sweep: Sweep, limits: Limits) -> list[int]:
    """The largest gain of each party over all feasible packages, acceptable or not."""
    domain = sweep.domain
    lowest = bounding.worst(domain)
    found = []
    for party in range(len(domain.tables)):
        units = tuple(scale if one == party else 0 for one, scale in enumerate(domain.scales))
        one = bounding.best(sweep, Measure(EQUAL, units), lowest, limits)
        if one.value is None or not one.exact:
            raise TooManyError
        found.append(one.points[0].gains[party])
    return found


def _nothing(sweep: Sweep, ideal: str, method: str, limits: Limits) -> Solved:
    """No package is acceptable to all: say so, and how close one comes."""
    ideals: list[int | None] = [None] * len(sweep.domain.tables)
    closest = None
    try:
        closest = _closest(sweep, limits)
        if ideal == "all" and closest is not None:
            ideals = list(_over_all(sweep, limits))
    except TooManyError:
        pass
    return Solved(0, True, (), dict.fromkeys(NAMES, NONE), tuple(ideals), closest, method, exact=True)


def _closest(sweep: Sweep, limits: Limits) -> Best | None:
    """The largest least gain over all feasible packages; None: no package meets the linkages."""
    measure = Measure(EQUAL, sweep.domain.scales)
    lowest = bounding.worst(sweep.domain)
    found = bounding.best(sweep, measure, lowest, limits)
    if found.value is None:
        return None
    return _with_ties(sweep, measure, found.points, limits, lowest) if found.exact else found


def one_by_one(sweep: Sweep, ideal: str, limits: Limits) -> Solved:
    """Without the frontier: each solution by itself, with bounds that know what ties issues; else with weaker ones."""
    try:
        solved = by_singles(sweep.domain, ideal, limits)
    except TooManyError:
        return _one_by_one(sweep, ideal, limits)
    if solved.empty or not limits.count:
        return solved
    if solved.zone is not None:
        return solved
    note = "The frontier has more points than can be listed."
    return replace(solved, zone=count_zone(sweep.domain, stop=limits.stop), notes=(note,))


def _one_by_one(sweep: Sweep, ideal: str, limits: Limits) -> Solved:
    """Without the frontier: whether there is a package at all, then each solution by itself."""
    domain = sweep.domain
    equal = _closest(sweep, limits)
    if equal is None or (equal.value is not None and equal.value < 0):
        if equal is not None and not equal.exact:
            raise TooManyError
        return _nothing(sweep, ideal, SINGLE, limits)
    known = equal.points[0].gains
    ideals: list[int | None] = []
    for party in range(len(domain.tables)):
        units = tuple(scale if one == party else 0 for one, scale in enumerate(domain.scales))
        floor = domain.reservations if ideal == "rational" else bounding.worst(domain)
        one = _tried(sweep, Measure(EQUAL, units), floor, limits, known)
        ideals.append(one.points[0].gains[party] if one.exact and one.points else None)
    found = {}
    for measure in measures(domain, ideals):
        if measure.name == EQUAL:
            found[measure.name] = equal
        elif measure.name == KALAI and None in ideals:
            found[measure.name] = replace(NONE, exact=False)
        else:
            one = _tried(sweep, measure, domain.reservations, limits, known)
            whole = one.exact and one.points
            found[measure.name] = _with_ties(sweep, measure, one.points, limits) if whole else one
    zone = count_zone(domain, stop=limits.stop) if limits.count else None
    ordered = {name: found[name] for name in NAMES}
    exact = all(one.exact for one in ordered.values())
    note = "The frontier has more points than can be listed."
    return Solved(zone, False, None, ordered, tuple(ideals), None, SINGLE, exact, (note,))


def _tried(sweep: Sweep, measure: Measure, floor: Sequence[int], limits: Limits, known: Sequence[int]) -> Best:
    try:
        return bounding.best(sweep, measure, floor, limits, known)
    except TooManyError:
        return replace(NONE, exact=False)
