"""Solutions by a solver: the frontier of two parties by ε-constraints, the largest least gains proved by integers."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial

import numpy as np

from detente.engines.bargaining.boxes import above
from detente.engines.bargaining.measures import EQUAL, KALAI, NAMES, NASH, SUM, Measure, measures
from detente.engines.bargaining.model import Domain
from detente.engines.bargaining.pooling import UNMADE, Pool, outward, settled
from detente.engines.bargaining.programming import Found, Program, Sum
from detente.engines.bargaining.results import NONE, Best, Limits, Point, Solved, TooManyError

METHOD = "mixed-integer programming, each package verified in integers"
FRONTIER = "mixed-integer programming with ε-constraints, each package verified in integers"
_POINTS = 500
_TANGENTS = 12
_WEIGHT = 100
_WHOLE = 100_000_000
_ROOM = 1e-6
"""What a sum in floats may be short of the one asked for, as a share of it."""
_UNCOUNTED = "Not all packages behind a point are listed; the agreement zone was not counted."


def by_programming(
    domain: Domain, ideal: str = "rational", limits: Limits | None = None, pool: Pool | None = None
) -> Solved:
    """All solutions that a solver reaches. Raises TooManyError where it does not reach one in time.

    Every package that the solver names is put in the pool.
    """
    limits = limits or Limits()
    if limits.stop():
        raise TooManyError
    pool = Pool(domain, limits.packages) if pool is None else pool
    program, zeros = Program(domain, pool), [0] * len(domain.tables)
    start = program.least(domain.scales, zeros)
    if start.package is None:
        return _nothing(program)
    if len(zeros) == 2:
        with contextlib.suppress(TooManyError):
            return _two(program, ideal, limits)
        program.work = 0  # what is left undone of the frontier is not to be had; single points may be
    floors = zeros if ideal == "rational" else None
    ideals = [_alone(program, party, floors).gains[party] for party in range(len(zeros))]
    nash, kalai, equal, total = measures(domain, ideals)
    found = dict.fromkeys(NAMES, replace(NONE, exact=False, all_ties=False, all_efficient=False))
    if tuple(ideals) not in pool.behind:
        found[KALAI] = _proved(program, kalai, zeros)
    if tuple(ideals) not in pool.behind:  # if some package gives all their most, nothing is left to ask
        found[EQUAL] = _proved(program, equal, zeros)
        found[SUM] = _sum(program, total, zeros)
        found[NASH] = _nash(program, nash, found[EQUAL].points[0])
        front = _tied(program, found, (nash, kalai, equal, total), limits.stop)
        if front is not None:
            return _read(domain, front, ideals)
    exact = all(best.exact for best in found.values())
    solved = Solved(None, False, None, found, tuple(ideals), None, METHOD, exact, (UNMADE,))
    return settled(domain, ideal, pool, [solved])


def _tied(
    program: Program, found: dict[str, Best], kinds: Sequence[Measure], stop: Callable[[], bool]
) -> list[Point] | None:
    """Look for ties that nothing dominates, and put them into what was found; the frontier, if it turns out so."""
    nash, kalai, equal, total = kinds
    pool = program.pool
    assert pool is not None
    sure: dict[tuple[int, ...], None] = {}
    for measure in (total, equal, kalai, nash):
        best = found[measure.name]
        if best.value is None or (measure.name == NASH and best.value <= 0):
            continue
        floors, region = measure.needed(best.value), partial(_region, measure, best.value)
        if measure.name == SUM and max(_units(measure.units)) >= _WEIGHT:
            continue  # the solver would not tell apart what reaches the sum
        summed = measure.name in {NASH, SUM}
        program.work = 0
        sure |= dict.fromkeys(point.gains for point in best.points if summed and best.exact)
        rows, whole = above(program, floors, best.points[0].gains, region, sure, stop)
        sure |= dict.fromkeys(rows)
        if measure is equal and best.value == 0 and whole:  # all that is acceptable has this least gain
            return [pool.point(row, efficient=True) for row in sorted(rows, reverse=True)]
        value = max([best.value, *map(measure.exact, rows)])
        if value > best.value or not best.exact:
            if not whole:
                continue
            best = Best(value, ())
        ties = [row for row in rows if measure.exact(row) == value]
        points = tuple(pool.point(row, efficient=True) for row in sorted(ties, reverse=True))
        others = tuple(
            replace(p, efficient=False if whole else p.efficient) for p in best.points if p.gains not in ties
        )
        found[measure.name] = replace(
            best, points=points + others, exact=True, bound=None, all_ties=whole and summed, all_efficient=whole
        )
    return None


def _region(measure: Measure, value: Fraction, gains: Sequence[int]) -> Sum:
    """A sum that all gains reach whose measure reaches a value, for gains near these.

    Of a product: the tangent at these gains, stretched so that their product is the value; the sum of x / h is at least
    the number of parties there (inequality of the means).
    """
    if measure.name == SUM:
        weights = _units(measure.units)
        least = float((value - measure.shift) * math.lcm(*measure.units)) - 0.5
        return tuple(map(float, weights)), least
    if measure.name != NASH:
        return (1.0,) * len(gains), -math.inf
    near = [max(float(gain), 0.5) for gain in gains]
    product = math.exp(sum(math.log(gain) for gain in near) - sum(map(math.log, measure.units)))
    stretch = (float(value) / product) ** (1 / len(near))
    largest = max(near)
    return tuple(largest / gain for gain in near), largest * stretch * len(near) * (1 - _ROOM)


def _units(scales: Sequence[int]) -> list[int]:
    """Whole weights of gains that make their sum a number of smallest units."""
    unit = math.lcm(*scales)
    return [unit // scale for scale in scales]


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
    ideals = [points[0].gains[0], points[-1].gains[1]]
    if ideal == "all":
        ideals = [_alone(program, party, None).gains[party] for party in range(2)]
    return _read(domain, points, ideals)


def _read(domain: Domain, points: Sequence[Point], ideals: Sequence[int]) -> Solved:
    """The solutions, read off the whole frontier."""
    found = {}
    behind = {point.gains: point for point in points}
    for measure in measures(domain, ideals):
        values = {gains: measure.exact(gains) for gains in behind}
        most = max(values.values())
        ties = tuple(behind[gains] for gains, value in values.items() if value == most)
        sure = measure.name == SUM or (measure.name == NASH and most > 0)
        found[measure.name] = Best(most, ties, all_ties=sure)
    return Solved(None, False, tuple(points), found, tuple(ideals), None, FRONTIER, exact=True, notes=(_UNCOUNTED,))


def _point(found: Found, efficient: bool | None = True) -> Point:
    return Point(found.gains, None, () if found.package is None else (found.package,), efficient)


def _proved(program: Program, measure: Measure, floors: Sequence[int] | None) -> Best:
    """The largest least gain: found in floats, then asked in integers for a better one until there is none."""
    if not any(measure.units):
        return replace(NONE, exact=False, all_ties=False, all_efficient=False)
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
            return Best(value, (_point(found, None),), all_ties=False, all_efficient=False)
        found = better


def _sum(program: Program, measure: Measure, floors: Sequence[int]) -> Best:
    """The largest sum: found in floats, then asked in whole units for a better one until there is none."""
    scales = program.domain.scales
    weights = _units(scales)
    found = program.most([1.0 / scale for scale in scales], floors)
    bound, exact = found.bound, False
    if max(weights) < _WEIGHT:
        while not exact:
            value = sum(weight * gain for weight, gain in zip(weights, found.gains, strict=True))
            units = [float(weight) for weight in weights]
            better = program.most(units, floors, (units, value + 0.5))
            exact = better.package is None
            found = found if exact else better
    value_there = measure.exact(found.gains)
    unit, over = math.lcm(*scales), bound - float(value_there - measure.shift)
    exact |= abs(value_there) * unit < _WHOLE and over * unit < 0.5  # sums are whole numbers in this unit
    most = None if exact else max(outward(bound + float(measure.shift)), outward(value_there))
    return Best(value_there, (_point(found),), exact=exact, all_ties=False, bound=most, all_efficient=False)


def _nash(program: Program, measure: Measure, start: Point) -> Best:
    """The product of gains, by tangents: Σ g / g* is at least the number of parties for whatever is as good as g*."""
    if min(start.gains) <= 0:  # the largest least gain: nothing gives everybody more than no agreement
        return Best(measure.exact(start.gains), (), all_ties=False, all_efficient=False)
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
        return Best(value, (replace(best, efficient=True),), all_ties=False, all_efficient=False)
    most = max(outward(bound), outward(value)) if bound < np.inf else None
    return Best(value, (replace(best, efficient=None),), exact=False, all_ties=False, bound=most, all_efficient=False)


def _nothing(program: Program) -> Solved:
    closest = None
    with contextlib.suppress(TooManyError):
        measure = Measure(EQUAL, program.domain.scales)
        proved = _proved(program, measure, None)
        closest = proved if proved.points else None
    none = dict.fromkeys(NAMES, NONE)
    return Solved(0, True, (), none, (None,) * len(program.domain.tables), closest, METHOD, exact=True)
