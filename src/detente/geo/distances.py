"""How far places lie from one another, along great circles on a sphere of 6,371.0088 km.

A place is a state or area by its code, which stands for its outline (without the areas that are of it: name these too),
or a point, its latitude and longitude. A target is one place or several. Distances are those of the outlines at 1:50
million, whose points are joined by great circles: real coasts differ by up to a few kilometres, and islands too small
for the scale are missing. On the ellipsoid distances differ by up to 0.5 %. Less than a metre is 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from functools import cache, lru_cache
from math import cos, pi
from typing import TypeAlias

import numpy as np

from detente.errors import UnknownNameError
from detente.geo import sphere
from detente.geo.gazetteer import everything, states
from detente.geo.outlines import outline

RADIUS_KM = 6371.0088
"""The Earth's mean radius (IUGG)."""

Place: TypeAlias = str | tuple[float, float]
"""A code (`POL`), or a latitude and a longitude in degrees."""

Places: TypeAlias = Place | Iterable[Place]


_Key: TypeAlias = tuple[Place, ...]


class Extent(Enum):
    """How much of a place something holds for."""

    INSIDE = "inside"
    PARTLY = "partly"
    OUTSIDE = "outside"


def nearest(place: Places, target: Places) -> float:
    """Kilometres from a place's nearest point to the target's nearest; 0 where they touch or one holds the other."""
    return _nearest(_key(place), _key(target))


def farthest(place: Places, target: Places) -> float:
    """Kilometres that the farthest point of a place's outline has to the nearest point of the target, to 0.1 km.

    0 if the place is of the target.
    """
    return _farthest(_key(place), _key(target))


def within(place: Places, target: Places, km: float) -> Extent:
    """Whether every point of a place's outline, some, or none has a point of the target at most that far away."""
    return _within(_key(place), _key(target), km)


def around(target: Places, km: float, among: Iterable[Place] | None = None) -> dict[Place, Extent]:
    """The same for many places at once; for all states unless told among which."""
    asked = tuple(states()) if among is None else tuple(among)
    targets = _key(target)
    if not asked:
        return {}
    middles, radii = (np.array(part) for part in zip(*(_cap(_known(place)) for place in asked), strict=True))
    away = sphere.distances(middles, _shapes(targets))
    near, far = ((away + side * radii) * RADIUS_KM for side in (-1, 1))
    found = {
        place: _coarse((place,), targets, km, (low, high))
        for place, low, high in zip(asked, near.tolist(), far.tolist(), strict=True)
    }
    left = [place for place, extent in found.items() if extent is None]
    finer = _finer(left, targets, km)
    return {place: extent or finer[place] or _within((place,), targets, km) for place, extent in found.items()}


def _coarse(places: _Key, targets: _Key, km: float, bounds: tuple[float, float]) -> Extent | None:
    """By the cap around a whole place where that decides. What is outside a target's arcs may yet lie within them."""
    if bounds[1] <= km:
        return Extent.INSIDE
    if bounds[0] > km and not _overlap(places, targets):
        return Extent.OUTSIDE
    return None


def _finer(places: list[Place], targets: _Key, km: float) -> dict[Place, Extent | None]:
    """By the caps around the blocks of outlines, all places at once, where that decides."""
    found: dict[Place, Extent | None] = dict.fromkeys(places)
    left = [place for place in places if not _overlap((place,), targets)]
    if left:
        centres = np.concatenate([_shape(place).centres for place in left])
        middles = sphere.distances(centres, _shapes(targets))
        ends = np.cumsum([len(_shape(place).radii) for place in left])[:-1]
        for place, mine in zip(left, np.split(middles, ends), strict=True):
            found[place] = _by_blocks(mine, _shape(place).radii, km)
    return found


def _by_blocks(middles: sphere.Floats, radii: sphere.Floats, km: float) -> Extent | None:
    """How much of an outline is near, by the caps around its blocks; None where they do not decide."""
    low, high = middles - radii, middles + radii
    if _kilometres(float(high.max())) <= km:
        return Extent.INSIDE
    if _kilometres(float(low.min())) > km:
        return Extent.OUTSIDE
    if _kilometres(float(low.max())) > km and _kilometres(float(high.min())) <= km:
        return Extent.PARTLY
    return None


def _key(places: Places) -> _Key:
    """Places, sorted, each once, and each known."""
    many: Iterable[Place] = (places,) if isinstance(places, str) or _is_point(places) else places  # type: ignore[assignment]
    found = {_known(place) for place in many}
    if not found:
        raise ValueError("a distance needs at least one place on either side")
    return tuple(sorted(found, key=str))


def _is_point(places: object) -> bool:
    return isinstance(places, tuple) and len(places) == 2 and all(isinstance(one, int | float) for one in places)


def _known(place: Place) -> Place:
    if isinstance(place, str):
        if place not in everything():
            raise UnknownNameError("place of the gazetteer", place, everything())
        return place
    latitude, longitude = place
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError(f"a point is a latitude and a longitude in degrees, not {place}")
    return place


@cache
def _shape(place: Place) -> sphere.Shape:
    if isinstance(place, str):
        return sphere.shape(outline(place))
    latitude, longitude = place
    return sphere.shape([np.array([[longitude, latitude]] * 2, dtype=np.float64)])


@cache
def _cap(place: Place) -> tuple[sphere.Floats, float]:
    """A cap around a whole place: its centre and radius."""
    return sphere.cap(_shape(place))


@lru_cache(256)
def _shapes(places: _Key) -> sphere.Shape:
    return sphere.union([_shape(place) for place in places])


@lru_cache(16384)
def _nearest(places: _Key, targets: _Key) -> float:
    if _overlap(places, targets):
        return 0.0
    return _kilometres(sphere.nearest(_shapes(places), _shapes(targets)))


@lru_cache(16384)
def _farthest(places: _Key, targets: _Key) -> float:
    left = tuple(place for place in places if not _held(place, targets))
    return _kilometres(sphere.farthest(_shapes(left), _shapes(targets))) if left else 0.0


@lru_cache(65536)
def _within(places: _Key, targets: _Key, km: float) -> Extent:
    """By the caps of the outline's blocks where these decide, else by points, until it is known."""
    limit = km / RADIUS_KM
    if not _overlap(places, targets):
        mine = _shapes(places)
        known = _by_blocks(sphere.distances(mine.centres, _shapes(targets)), mine.radii, km)
        if known is not None:
            return known
        if not sphere.touches(mine, _shapes(targets), max(limit, 0.001 / RADIUS_KM)):
            return Extent.OUTSIDE
    left = tuple(place for place in places if not _held(place, targets))
    if not left or not sphere.leaves(_shapes(left), _shapes(targets), max(limit, 0.001 / RADIUS_KM)):
        return Extent.INSIDE
    return Extent.PARTLY


def _held(place: Place, targets: _Key) -> bool:
    """Whether a place is one of the targets, or a point within one."""
    return place in targets or (not isinstance(place, str) and any(_holds(target, place) for target in targets))


def _overlap(places: _Key, targets: _Key) -> bool:
    """Whether one of the places is, holds or lies in one of the targets. Outlines of different codes never overlap."""
    return any(_held(place, targets) for place in places) or any(_held(target, places) for target in targets)


@lru_cache(65536)
def _holds(whole: Place, point: tuple[float, float]) -> bool:
    if not isinstance(whole, str):
        return whole == point
    at = _shape(point).a[0]
    centre, radius = _cap(whole)
    if radius < pi / 2 and float(centre @ at) < cos(radius):
        return False
    return sphere.inside(at, _shape(whole))


def _kilometres(angle: float) -> float:
    km = angle * RADIUS_KM
    return km if km >= 0.001 else 0.0
