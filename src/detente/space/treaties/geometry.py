"""How near the places of a case lie to one another: which are within so many km of a set of them."""

from __future__ import annotations

from functools import cached_property, lru_cache

from detente.case.model import Case
from detente.geo import gazetteer
from detente.space.treaties.universe import TERRITORY, Universe, bits

Point = str | tuple[float, float]
"""A place of the gazetteer, or latitude and longitude."""
Near = tuple[frozenset[Point], frozenset[Point]]
"""What is near wholly, and what at least in part."""


class Places:
    """The places of a universe, where they are known to lie.

    What is of a state, but of none of its named parts, has the state's outline. A part without a point of its own lies
    somewhere in what it is part of. Of other places nothing is known.
    """

    def __init__(self, case: Case, universe: Universe) -> None:
        self._case, self._universe = case, universe
        self._found: dict[tuple[float, int], tuple[int, int]] = {}

    @cached_property
    def _where(self) -> tuple[tuple[Point | None, bool], ...]:
        """For each leaf where it lies, and whether it is certainly there and not only somewhere in it."""
        points = {one.id: one.at for one in self._case.treaties.vocabulary.territories if one.at is not None}
        known = gazetteer.everything()
        tree = self._universe.territories
        found: list[tuple[Point | None, bool]] = []
        for leaf in tree.leaves:
            own, *above = tree.upwards(leaf)
            if own in known or own in points:
                found.append((points.get(own, own), True))
            else:
                found.append((next((name for name in above if name in known), None), False))
        return tuple(found)

    @cached_property
    def _near_by(self) -> Nearness:
        return _nearness(tuple(dict.fromkeys(point for point, _ in self._where if point is not None)))

    def within(self, km: float, of: int) -> tuple[int, int]:
        """The leaves that certainly lie wholly within `km` of a set, and those of which a part may."""
        key = (km, of)
        if key not in self._found:
            self._found[key] = self._near(km, of) if of else (0, 0)
        return self._found[key]

    def _near(self, km: float, of: int) -> tuple[int, int]:
        given = [self._where[place] for place in bits(of)]
        certain = frozenset(point for point, exact in given if exact and point is not None)
        possible = frozenset(point for point, _ in given if point is not None)
        sure = self._near_by.around(km, certain)
        may = sure if possible == certain else self._near_by.around(km, possible)
        inside, touched = of, of
        for place, (point, _) in enumerate(self._where):
            inside |= (point is not None and point in sure[0]) << place
            touched |= (point is None or point in may[1]) << place
        unknown = any(point is None for point, _ in given)
        return inside, self._universe.full[TERRITORY] if unknown else touched | inside


class Nearness:
    """Which of some points and outlines lie near others; what was measured once is remembered."""

    def __init__(self, points: tuple[Point, ...]) -> None:
        self._points = points
        self._found: dict[tuple[float, frozenset[Point]], Near] = {}
        self._joint: dict[tuple[float, Point], dict[frozenset[Point], bool]] = {}
        self._most: dict[float, frozenset[Point]] = {}
        self._single: dict[tuple[float, Point], Near] = {}

    def around(self, km: float, targets: frozenset[Point]) -> Near:
        """The points and outlines that lie within `km` of targets taken together, and those of which a part does."""
        key = (km, targets)
        if key not in self._found:
            self._found[key] = self._around(km, targets)
        return self._found[key]

    def _around(self, km: float, targets: frozenset[Point]) -> Near:
        """What is near one target wholly is near them all; what is near none not even in part is not.

        Only the others have to be measured against all targets together.
        """
        alone = [self._one(km, target) for target in targets]
        inside = frozenset().union(*(one[0] for one in alone))
        touched = frozenset().union(*(one[1] for one in alone))
        if len(alone) > 1:
            left = [point for point in touched - inside if sum(point in one[1] for one in alone) > 1]
            inside |= {point for point in left if self._inside(km, point, targets)}
        return inside, touched

    def _inside(self, km: float, point: Point, targets: frozenset[Point]) -> bool:
        """Whether a place lies wholly within `km` of some targets; more targets than these may have settled it."""
        from detente.geo.distances import Extent, within

        answers = self._joint.setdefault((km, point), {})
        for known, answer in answers.items():
            if known >= targets if not answer else known <= targets:
                return answer
        most = self._most[km] = self._most.get(km, frozenset()) | targets
        for asked in dict.fromkeys((most, targets)):
            answers[asked] = within(point, tuple(sorted(asked, key=str)), km) is Extent.INSIDE
            if not answers[asked]:
                return False
        return True

    def _one(self, km: float, target: Point) -> Near:
        from detente.geo.distances import Extent, around

        key = (km, target)
        if key not in self._single:
            found = around((target,), km, self._points)
            inside = frozenset(point for point, extent in found.items() if extent is Extent.INSIDE)
            self._single[key] = inside, frozenset(p for p, extent in found.items() if extent is not Extent.OUTSIDE)
        return self._single[key]


@lru_cache(4)
def _nearness(points: tuple[Point, ...]) -> Nearness:
    """One for all treaties of a case: their places are the same."""
    return Nearness(points)
