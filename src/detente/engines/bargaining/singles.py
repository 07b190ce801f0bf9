"""The solutions of one domain, each by itself, where its frontier is too large to list: the passes of `batches`.

A tie that is not on the frontier is told apart by asking for more of the sum at the same gains.
"""

from __future__ import annotations

from dataclasses import replace

from detente.engines.bargaining.batches import Batch, Found, Jobs
from detente.engines.bargaining.drawing import alone, shape_of
from detente.engines.bargaining.measures import EQUAL, KALAI, NAMES, NASH, SUM, Measure, measures
from detente.engines.bargaining.model import Domain
from detente.engines.bargaining.results import NONE, Best, Limits, Point, Solved, TooManyError
from detente.engines.bargaining.zones import of_zone

METHOD = "branch and bound in layers, each solution by itself"
_ASKED = 40
"""So many tied points are looked at for whether something dominates them."""


def by_singles(domain: Domain, ideal: str = "rational", limits: Limits | None = None) -> Solved:
    """Every solution with its ties, without the frontier. Raises TooManyError where a search outgrows its limits."""
    limits = limits or Limits()
    shape = shape_of(domain)
    if shape is None:
        raise TooManyError
    ask = _Asker(domain, Batch([domain], shape, limits.stop), limits)
    parties = len(domain.tables)
    nothing = dict.fromkeys(NAMES, NONE)
    if ask.batch.impossible:
        return Solved(0, True, (), nothing, (None,) * parties, None, METHOD, exact=True)
    equal = ask.least(Measure(EQUAL, domain.scales), None)
    start = equal.packages[0]
    if equal.value < 0:
        tops = tuple(ask.top(party, start, floor=False) for party in range(parties)) if ideal == "all" else None
        closest = Best(equal.value, ask.points(equal, efficient=None))
        return Solved(0, True, (), nothing, tops or (None,) * parties, closest, METHOD, exact=True)
    tops = tuple(ask.top(party, start, floor=False) for party in range(parties)) if ideal == "all" else None
    if equal.value == 0:  # whatever is acceptable has this least gain: these packages are the agreement zone
        return of_zone(domain, equal.packages, tops, limits, METHOD)
    ideals = tops or tuple(ask.top(party, start, floor=True) for party in range(parties))
    kinds = {measure.name: measure for measure in measures(domain, ideals)}
    answers = {
        NASH: ask.one(ask.batch.products([0], [kinds[NASH]], [start])),
        KALAI: ask.least(kinds[KALAI], start),
        EQUAL: equal,
        SUM: ask.one(ask.batch.sums([0], [kinds[SUM]], [start], floor=True)),
    }
    found = {name: ask.best(kinds[name], answers[name]) for name in NAMES}
    return Solved(None, False, None, found, ideals, None, METHOD, exact=True)


class _Asker:
    def __init__(self, domain: Domain, batch: Batch, limits: Limits) -> None:
        self.domain, self.batch, self.limits = domain, batch, limits

    def one(self, jobs: Jobs) -> Found:
        (found,) = self.batch.solve(jobs)
        if found is None:
            raise TooManyError
        return found

    def least(self, measure: Measure, known: tuple[int, ...] | None) -> Found:
        return self.one(self.batch.leasts([0], [measure], None if known is None else [known]))

    def top(self, party: int, known: tuple[int, ...], *, floor: bool) -> int:
        """The largest gain of a party, over acceptable packages with `floor`, else over all."""
        measure = Measure(EQUAL, alone(self.domain, party))
        found = self.one(self.batch.sums([0], [measure], [known], floor=floor))
        return self.domain.gains(found.packages[0])[party]

    def best(self, measure: Measure, found: Found) -> Best:
        if not found.counted:  # everything acceptable has this value: name something that nothing dominates
            found = replace(found, packages=[self._above(found.packages[0])])
            return Best(found.value, self.points(found, efficient=True), all_ties=False, all_efficient=False)
        sure = measure.name == SUM or (measure.name == NASH and found.value > 0)
        points = self.points(found, efficient=True if sure else None)
        if not sure:
            points = tuple(self._told(point) for point in points[:_ASKED]) + points[_ASKED:]
        points = tuple(sorted(points, key=lambda one: (not one.efficient, [-gain for gain in one.gains])))
        return Best(found.value, points, all_ties=found.counted)

    def points(self, found: Found, efficient: bool | None) -> tuple[Point, ...]:
        """Packages of the same gains together, best for the first party first."""
        behind: dict[tuple[int, ...], list[tuple[int, ...]]] = {}
        for package in found.packages:
            behind.setdefault(self.domain.gains(package), []).append(package)
        return tuple(
            Point(gains, len(some) if found.counted else None, tuple(sorted(some)[: self.limits.packages]), efficient)
            for gains, some in sorted(behind.items(), key=lambda item: [-gain for gain in item[0]])
        )

    def _above(self, package: tuple[int, ...]) -> tuple[int, ...]:
        """A package that nothing dominates and that is at least as good for everybody."""
        return self.one(self._beside(package)).packages[0]

    def _beside(self, package: tuple[int, ...]) -> Jobs:
        """What is at least as good for everybody: the largest sum of it."""
        measure, gains = Measure(SUM, self.domain.scales), self.domain.gains(package)
        return self.batch.sums([0], [measure], [package], floor=True, above=[gains])

    def _told(self, point: Point) -> Point:
        """The point, and whether no package dominates it."""
        measure = Measure(SUM, self.domain.scales)
        try:
            more = self.one(self._beside(point.packages[0]))
            return replace(point, efficient=more.value <= measure.exact(point.gains))
        except TooManyError:
            return point
