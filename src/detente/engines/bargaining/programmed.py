"""Solutions by a solver: the frontier of two parties by ε-constraints, the largest least gains proved by integers."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from detente.engines.bargaining.measures import EQUAL, KALAI, NAMES, NASH, SUM, Measure, best_rows, measures
from detente.engines.bargaining.model import Domain
from detente.engines.bargaining.programming import Found, Program
from detente.engines.bargaining.results import NONE, Best, Limits, Point, Solved, TooManyError

METHOD = "mixed-integer programming, each package verified in integers"
FRONTIER = "mixed-integer programming with ε-constraints, each package verified in integers"
_POINTS = 500
_TANGENTS = 12
_WEIGHT = 100
_WHOLE = 100_000_000


def by_programming(domain: Domain, ideal: str = "rational", limits: Limits | None = None) -> Solved:
    """All solutions that a solver reaches. Raises TooManyError where it does not reach one in time."""
    limits = limits or Limits()
    if limits.stop():
        raise TooManyError
    program, zeros = Program(domain), [0] * len(domain.tables)
    start = program.least(domain.scales, zeros)
    if start.package is None:
        return _nothing(program)
    if len(zeros) == 2:
        with contextlib.suppress(TooManyError):
            return _two(program, ideal, limits)
        program.work = 0  # what is left undone of the frontier is not to be had; single points may be
    floors = zeros if ideal == "rational" else None
    ideals: list[int | None] = [_alone(program, party, floors).gains[party] for party in range(len(zeros))]
    found = {}
    for measure in measures(domain, ideals):
        if measure.name in {EQUAL, KALAI}:
            found[measure.name] = _proved(program, measure, zeros)
        elif measure.name == SUM:
            found[measure.name] = _sum(program, measure, zeros)
    found[NASH] = _nash(program, measures(domain, ideals)[0], found[EQUAL].points[0])
    ordered = {name: found[name] for name in NAMES}
    note = "The frontier was not made, nor the agreement zone counted; points are given without ties."
    exact = all(best.exact for best in ordered.values())
    return Solved(None, False, None, ordered, tuple(ideals), None, METHOD, exact, (note,))


def _alone(program: Program, party: int, floors: Sequence[int] | None) -> Found:
    """The most that one party can gain. Raises TooManyError where it is not certain to a unit."""
    weights = [1.0 if one == party else 0.0 for one in range(len(program.domain.tables))]
    found = program.most(weights, floors)
    if found.package is not None and found.bound > found.gains[party] + 0.5:
        raise TooManyError
    return found


def _two(program: Program, ideal: str, limits: Limits) -> Solved:
    """Two parties: the best for the first, then the best for the second beside it, then more for the second."""
    domain, floors = program.domain, [0, 0]
    points: list[Point] = []
    while True:
        if limits.stop() or len(points) > _POINTS:
            raise TooManyError
        one = _alone(program, 0, floors)
        if one.package is None:
            break
        both = _alone(program, 1, [one.gains[0], floors[1]])
        if both.package is None:
            raise TooManyError
        points.append(_point(both))
        floors = [0, both.gains[1] + 1]
    gains = np.array([point.gains for point in points], dtype=np.float64)
    ideals = [points[0].gains[0], points[-1].gains[1]]
    if ideal == "all":
        ideals = [_alone(program, party, None).gains[party] for party in range(2)]
    found = {}
    for measure in measures(domain, ideals):
        rows = best_rows(measure, gains, lambda at: points[at].gains)
        ties = tuple(points[at] for at in rows)
        found[measure.name] = Best(measure.exact(ties[0].gains), ties, all_ties=measure.name == SUM)
    note = "Each point is given with one package; the agreement zone was not counted."
    return Solved(None, False, tuple(points), found, tuple(ideals), None, FRONTIER, exact=True, notes=(note,))


def _point(found: Found, efficient: bool | None = True) -> Point:
    return Point(found.gains, None, () if found.package is None else (found.package,), efficient)


def _proved(program: Program, measure: Measure, floors: Sequence[int] | None) -> Best:
    """The largest least gain: found in floats, then asked in integers for a better one until there is none."""
    if not any(measure.units):
        return replace(NONE, exact=False)
    found = program.least(measure.units, floors)
    if found.package is None:
        return NONE
    while True:
        value = measure.exact(found.gains)
        above = [int(value * unit // 1) + 1 if unit else 0 for unit in measure.units]
        lowest = [-(10**9)] * len(above) if floors is None else list(floors)
        asked = [max(low, n) if unit else low for low, n, unit in zip(lowest, above, measure.units, strict=True)]
        better = program.least(measure.units, asked)
        if better.package is None:
            return Best(value, (_point(found, None),), all_ties=False)
        found = better


def _sum(program: Program, measure: Measure, floors: Sequence[int]) -> Best:
    """The largest sum: found in floats, then asked in whole units for a better one until there is none."""
    scales = program.domain.scales
    unit = math.lcm(*scales)
    weights = [unit // scale for scale in scales]
    found = program.most([1.0 / scale for scale in scales], floors)
    bound, exact = found.bound + float(measure.shift), False
    if max(weights) < _WEIGHT:
        while not exact:
            value = sum(weight * gain for weight, gain in zip(weights, found.gains, strict=True))
            better = program.most([float(weight) for weight in weights], floors, value + 0.5)
            exact = better.package is None
            found = found if exact else better
    value_there = measure.exact(found.gains)
    return Best(value_there, (_point(found),), exact=exact, all_ties=False, bound=None if exact else bound)


def _nash(program: Program, measure: Measure, start: Point) -> Best:
    """The product of gains, by tangents: Σ g / g* is at least the number of parties for whatever is as good as g*."""
    if min(start.gains) <= 0:
        return replace(NONE, exact=False)
    best, parties, bound = start, len(start.gains), np.inf
    unit = math.prod(program.domain.scales)
    for _ in range(_TANGENTS):
        try:
            found = program.most([1.0 / gain for gain in best.gains], [0] * parties)
        except TooManyError:
            break
        value = measure.exact(best.gains)
        bound = min(bound, float(value) * (max(found.bound, parties) / parties) ** parties)
        if measure.exact(found.gains) <= value:
            break
        best = _point(found)
    value = measure.exact(best.gains)
    whole = int(value * unit)  # products are whole numbers in this unit: less than one above is none above
    if whole < _WHOLE and (bound - float(value)) * unit < 0.5:
        return Best(value, (replace(best, efficient=True),), all_ties=False)
    return Best(
        value, (replace(best, efficient=None),), exact=False, all_ties=False, bound=bound if bound < np.inf else None
    )


def _nothing(program: Program) -> Solved:
    closest = None
    with contextlib.suppress(TooManyError):
        measure = Measure(EQUAL, program.domain.scales)
        proved = _proved(program, measure, None)
        closest = proved if proved.points else None
    none = dict.fromkeys(NAMES, NONE)
    return Solved(0, True, (), none, (None,) * len(program.domain.tables), closest, METHOD, exact=True)
