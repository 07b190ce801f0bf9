"""Every package that was met on the way to an answer, by whatever route, and what it says about the answer.

What an answer names must bear comparison with all that was met: the best by each measure is the best of the pool, what
the pool dominates is not called efficient, and a package that is as good as a solution is a tie of it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from detente.engines.bargaining.bounding import dual
from detente.engines.bargaining.dominance import undominated
from detente.engines.bargaining.measures import EQUAL, KALAI, NAMES, NASH, SUM, Measure, measures
from detente.engines.bargaining.model import Domain
from detente.engines.bargaining.results import NONE, Best, Point, Solved
from detente.engines.bargaining.wide import Array

Gains = tuple[int, ...]
UNMADE = "The frontier was not made, nor the agreement zone counted."
BEYOND = (
    "The domain is beyond every exact method within the limits: packages and their worth are true; "
    "where it is not called exact, that none is better is not claimed."
)
_ERROR = 1e-9
"""What a bound in floats may be short of the truth, as a share of it."""


class Pool:
    """Feasible packages by their gains, at most so many of the same (`most`)."""

    def __init__(self, domain: Domain, most: int) -> None:
        self.domain, self.most = domain, most
        self.behind: dict[Gains, dict[tuple[int, ...], None]] = {}

    def add(self, packages: Iterable[tuple[int, ...]]) -> None:
        """Feasible packages that were met."""
        for package in packages:
            some = self.behind.setdefault(self.domain.gains(package), {})
            if len(some) < self.most:
                some[package] = None

    def learn(self, solved: Solved) -> None:
        """All that an answer names."""
        for points in _named([solved]):
            for point in points:
                self.add(point.packages)

    def acceptable(self) -> list[Gains]:
        """What of it everybody accepts."""
        return [gains for gains in self.behind if min(gains, default=0) >= 0]

    def point(self, gains: Gains, efficient: bool | None = None) -> Point:
        """A point and those packages behind it that were met."""
        return Point(gains, None, tuple(sorted(self.behind[gains])), efficient)

    def front(self) -> list[Gains]:
        """The acceptable gains that nothing met dominates, best for the first party first."""
        return front(self.acceptable())

    def bests(self, measure: Measure) -> tuple[Fraction | None, list[Gains]]:
        """(the largest value that was met, all acceptable gains met that have it)."""
        values = {gains: measure.exact(gains) for gains in self.acceptable()}
        most = max(values.values(), default=None)
        return most, sorted((gains for gains, value in values.items() if value == most), reverse=True)


def front(rows: Sequence[Gains]) -> list[Gains]:
    """Those of distinct gains that none of them dominates, best for the first party first."""
    if not rows:
        return []
    long = max(abs(gain) for row in rows for gain in row) >= 1 << 62
    keys: Array = np.array(rows, dtype=object if long else np.int64)
    return sorted((rows[int(at)] for at in np.flatnonzero(undominated(keys))), reverse=True)


def dominated(gains: Gains, among: Iterable[Gains]) -> bool:
    """Whether one of them is at least as good for everybody and better for somebody."""
    return any(other != gains and all(a >= b for a, b in zip(other, gains, strict=True)) for other in among)


def outward(bound: float | Fraction) -> float:
    """A float that is at least the bound; one that comes as a float is given room for its error."""
    if isinstance(bound, float):
        return math.nextafter(bound + _ERROR * abs(bound), math.inf)
    found = float(bound)
    return found if Fraction(found) >= bound else math.nextafter(found, math.inf)


def reach(domain: Domain) -> list[int]:
    """Gains that no package exceeds, party by party."""
    most = [sum(map(max, table)) for table in domain.tables]
    for bonus in domain.bonuses:
        most[bonus.party] += max(bonus.worth, 0)
    ceilings = domain.ceilings or (None,) * len(most)
    capped = [high if ceiling is None else min(high, ceiling) for high, ceiling in zip(most, ceilings, strict=True)]
    return [high - r for high, r in zip(capped, domain.reservations, strict=True)]


def settled(domain: Domain, ideal: str, pool: Pool, answers: Sequence[Solved]) -> Solved:
    """One answer from several and from all packages met: the first that knows a thing is followed.

    To one that is exact with its whole frontier nothing is added but ties. An answer is exact if all values are and no
    tie lacks but such as another package dominates.
    """
    first = answers[0]
    if first.exact and (first.frontier is not None or first.empty):
        return first if first.empty else _alike(domain, first)
    for answer in answers:
        pool.learn(answer)
    found = pool.front()
    if not found:
        return _without(domain, pool, answers)
    ideals = _ideals(answers)
    best = _solutions(domain, ideal, pool, answers)
    whole = next((answer.frontier for answer in answers if answer.frontier), None)
    tops = [most if known is None else known for most, known in zip(reach(domain), ideals, strict=True)]
    if whole is None and found == [tuple(tops)]:  # all have the most that they can have: nothing is left to find
        whole, ideals = (pool.point(found[0], efficient=True),), tuple(tops)
        best = {name: _topped(one, found[0]) for name, one in best.items()}
    sure = {point.gains for points in _named(answers) for point in points if point.efficient}
    best = {name: replace(one, points=_marked(one.points, sure)) for name, one in best.items()}
    exact = all(one.exact and (one.all_ties or one.all_efficient) for one in best.values())
    notes = [note for answer in answers for note in answer.notes]
    return Solved(
        next((answer.zone for answer in answers if answer.zone is not None), None),
        False,
        whole,
        best,
        ideals,
        None,
        first.method,
        exact,
        tuple(dict.fromkeys(note for note in notes if whole is None or note not in (UNMADE, BEYOND))),
        next((answer.zone_interval for answer in answers if answer.zone_interval is not None), None),
        () if exact or whole is not None else tuple(pool.point(gains) for gains in found),
    )


def _alike(domain: Domain, solved: Solved) -> Solved:
    """The same; where ties may lack, with those that other solutions name."""
    points = {point.gains: point for best in solved.best.values() for point in best.points}
    best = dict(solved.best)
    for measure in measures(domain, solved.ideals):
        one = best[measure.name]
        if not one.all_ties and not (measure.name == NASH and not one.value):
            ties = {gains: point for gains, point in points.items() if measure.exact(gains) == one.value}
            best[measure.name] = replace(one, points=tuple(sorted(ties.values(), key=_order)))
    return replace(solved, best=best)


def _named(answers: Iterable[Solved]) -> Iterator[tuple[Point, ...]]:
    """All points that answers name."""
    for solved in answers:
        yield from (solved.frontier or (), solved.met, *(best.points for best in solved.best.values()))
        if solved.closest is not None:
            yield solved.closest.points


def _marked(points: Iterable[Point], sure: set[Gains]) -> tuple[Point, ...]:
    """The same, with those that are known to be efficient called so."""
    marked = (replace(one, efficient=True) if one.gains in sure else one for one in points)
    return tuple(sorted(marked, key=_order))


def _without(domain: Domain, pool: Pool, answers: Sequence[Solved]) -> Solved:
    """Nothing acceptable was met: the closest is the best of what was."""
    first = answers[0]
    if first.exact:
        return first
    closest = next((answer.closest for answer in answers if answer.closest and answer.closest.exact), None)
    if closest is None and pool.behind:
        measure = Measure(EQUAL, domain.scales)
        values = {gains: measure.exact(gains) for gains in pool.behind}
        most = max(values.values())
        points = tuple(pool.point(gains) for gains in sorted(values, reverse=True) if values[gains] == most)
        closest = Best(most, points, exact=False, all_ties=False, all_efficient=False)
    interval = next((answer.zone_interval for answer in answers if answer.zone_interval is not None), None)
    empty = next((answer.empty for answer in answers if answer.empty is not None), None)
    notes = tuple(dict.fromkeys(note for answer in answers for note in answer.notes))
    return replace(first, closest=closest, empty=empty, notes=notes, zone_interval=interval)


def _ideals(answers: Sequence[Solved]) -> tuple[int | None, ...]:
    """The largest gains, of each party where an answer knows it."""
    columns = zip(*(answer.ideals for answer in answers), strict=True)
    return tuple(next((most for most in column if most is not None), None) for column in columns)


def _solutions(domain: Domain, ideal: str, pool: Pool, answers: Sequence[Solved]) -> dict[str, Best]:
    """Each solution: the best of what was met, exact where an answer says so or where it reaches what bounds it."""
    known = _ideals(answers)
    over = pool.acceptable() if ideal == "rational" else list(pool.behind)
    ideals = [max(row[party] for row in over) if most is None else most for party, most in enumerate(known)]
    tops = [high if most is None else most for high, most in zip(reach(domain), known, strict=True)]
    made = {}
    for measure in measures(domain, ideals):
        held = [answer.best.get(measure.name, NONE) for answer in answers]
        if measure.name == KALAI and None in known and tuple(ideals) != tuple(tops):
            held, bound = [], None  # shares of what was met, and what others met, is not what they are shares of
        else:
            bound = measure.exact(tops) if min(tops) >= 0 else None
        made[measure.name] = _best(measure, pool, held, bound)
    return {name: made[name] for name in NAMES}


def _best(measure: Measure, pool: Pool, held: Sequence[Best], bound: Fraction | None) -> Best:
    value, rows = pool.bests(measure)
    assert value is not None
    sure = next((one for one in held if one.exact and one.value == value), None)
    if sure is None and bound is not None and value >= bound:
        sure = Best(value, (), all_ties=measure.name in {SUM, KALAI} or (measure.name == NASH and value > 0))
    if sure is None:
        points = tuple(_told(pool.point(gains), pool) for gains in rows)
        bounds = [one.bound for one in held if one.bound is not None]
        bounds += [] if bound is None else [outward(bound), *_dual(measure, pool.domain)]
        least = max(min(bounds), outward(value)) if bounds else None
        return Best(value, points, exact=False, all_ties=False, bound=least, all_efficient=False)
    if sure.all_ties and sure.points:
        return replace(sure, points=tuple(_told(point, pool) for point in sure.points))
    best_is_efficient = measure.name == SUM or (measure.name == NASH and value > 0)
    efficient = True if best_is_efficient else None
    named = {point.gains: point for point in sure.points}
    every = [named.get(gains) or pool.point(gains, efficient) for gains in dict.fromkeys((*named, *rows))]
    if measure.name == NASH and not value:  # of a product of nothing only what nothing dominates is listed
        fronted = set(pool.front())
        every = [point for point in every if point.gains in fronted]
    points = tuple(sorted((_told(one, pool) for one in every), key=_order))
    return replace(sure, points=points, all_efficient=sure.all_ties or (sure.all_efficient and bool(sure.points)))


def _dual(measure: Measure, domain: Domain) -> list[float]:
    """What no least gain exceeds, by duality; weak where bonuses cannot be had together."""
    asked = measure.name in {EQUAL, KALAI} and any(measure.units)
    return [outward(dual(domain, measure.units)[1])] if asked else []


def _topped(best: Best, top: Gains) -> Best:
    """The same where one point dominates all others."""
    points = tuple(replace(point, efficient=point.gains == top) for point in best.points)
    return replace(best, points=points, all_efficient=True)


def _told(point: Point, pool: Pool) -> Point:
    """The point; not efficient if something met dominates it."""
    if point.efficient is None and dominated(point.gains, pool.acceptable()):
        return replace(point, efficient=False)
    return point


def _order(point: Point) -> tuple[int, list[int]]:
    """Efficient ones first, then what is not known, then dominated ones; best for the first party first."""
    rank = {True: 0, None: 1, False: 2}[point.efficient]
    return rank, [-gain for gain in point.gains]
