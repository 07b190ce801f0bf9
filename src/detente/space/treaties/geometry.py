"""How near the places of a case lie to one another: which are within so many km of a set of them."""

from __future__ import annotations

from functools import cached_property

from detente.case.model import Case
from detente.geo import gazetteer
from detente.space.treaties.universe import TERRITORY, Universe, bits

Point = str | tuple[float, float]
"""A place of the gazetteer, or latitude and longitude."""


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

    def within(self, km: float, of: int) -> tuple[int, int]:
        """The leaves that certainly lie wholly within `km` of a set, and those of which a part may."""
        key = (km, of)
        if key not in self._found:
            self._found[key] = self._near(km, of)
        return self._found[key]

    def _near(self, km: float, of: int) -> tuple[int, int]:
        from detente.geo.distances import Extent, around

        if not of:
            return 0, 0
        full = self._universe.full[TERRITORY]
        given = [self._where[place] for place in bits(of)]
        certain = {point for point, exact in given if exact and point is not None}
        possible = {point for point, _ in given if point is not None}
        among = {point for point, _ in self._where if point is not None}
        sure = around(certain, km, among) if certain else {}
        may = sure if possible == certain else around(possible, km, among)
        inside, touched = 0, 0
        for place, (point, _) in enumerate(self._where):
            low, high = sure.get(point or "", Extent.OUTSIDE), may.get(point or "", Extent.OUTSIDE)
            inside |= (low is Extent.INSIDE) << place
            touched |= (point is None or high is not Extent.OUTSIDE) << place
        unknown = any(point is None for point, _ in given)
        return inside | of, full if unknown else touched | inside | of
