"""How far places lie from one another, along great circles on a sphere of 6,371.0088 km.

A place is a state or area by its code, which stands for its outline (without the areas that are of it: name these too),
or a point, its latitude and longitude. A target is one place or several. Distances are those of the outlines at 1:50
million, whose points are joined by great circles: real coasts differ by up to a few kilometres, and islands too small
for the scale are missing. On the ellipsoid distances differ by up to 0.5 %. Less than a metre is 0.

What `table` knows of two places for certain is not measured; every answer is the one that measuring would give.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from functools import cache, lru_cache
from math import cos, pi
from typing import TypeAlias

import numpy as np

from detente.errors import UnknownNameError
from detente.geo import sphere, table
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
    asked = tuple(states()) if among is None else tuple(_known(place) for place in among)
    targets = _essential(_key(target))
    found = _by_table(asked, targets, km)
    for finer in (_by_caps, _by_caps_of_blocks):
        left = [place for place, extent in found.items() if extent is None]
        found |= finer(left, targets, km) if left else {}
    return {place: extent or _within((place,), targets, km) for place, extent in found.items()}


def _by_table(places: Iterable[Place], targets: _Key, km: float) -> dict[Place, Extent | None]:
    """By what was measured beforehand, where that decides. Of points nothing was: they are measured."""
    found: dict[Place, Extent | None] = {place: Extent.INSIDE if place in targets else None for place in places}
    mine = [place for place, extent in found.items() if extent is None and isinstance(place, str)]
    codes = _codes(targets)
    if mine and codes:
        told = table.answers(mine, codes, km)
        only = np.count_nonzero(~told.clear, axis=1) == 1
        verdicts = np.stack(
            [told.covered.any(axis=1), only & (told.touched & told.left).any(axis=1), told.clear.all(axis=1)], axis=1
        )
        known = len(codes) == len(targets)
        for place, verdict in zip(mine, verdicts.tolist(), strict=True):
            extent = next((one for one, so in zip(_VERDICTS, verdict, strict=True) if so), None)
            found[place] = extent if known or extent is Extent.INSIDE else None
    return found


_VERDICTS = (Extent.INSIDE, Extent.PARTLY, Extent.OUTSIDE)


def _codes(places: Iterable[Place]) -> list[str]:
    return [place for place in places if isinstance(place, str)]


def _by_caps(places: list[Place], targets: _Key, km: float) -> dict[Place, Extent | None]:
    """By the caps around whole places, where that decides."""
    middles, radii = (np.array(part) for part in zip(*(_cap(place) for place in places), strict=True))
    away = sphere.distances(middles, _shapes(targets))
    near, far = ((away + side * radii) * RADIUS_KM for side in (-1, 1))
    return {
        place: _coarse((place,), targets, km, (low, high))
        for place, low, high in zip(places, near.tolist(), far.tolist(), strict=True)
    }


def _coarse(places: _Key, targets: _Key, km: float, bounds: tuple[float, float]) -> Extent | None:
    """By the cap around a whole place where that decides. What is outside a target's arcs may yet lie within them."""
    if bounds[1] <= km:
        return Extent.INSIDE
    if bounds[0] > km and not _overlap(places, targets):
        return Extent.OUTSIDE
    return None


def _by_caps_of_blocks(places: list[Place], targets: _Key, km: float) -> dict[Place, Extent | None]:
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
    return table.cap(place) if isinstance(place, str) else sphere.cap(_shape(place))


@lru_cache(256)
def _shapes(places: _Key) -> sphere.Shape:
    return sphere.union([_shape(place) for place in places])


@lru_cache(16384)
def _nearest(places: _Key, targets: _Key) -> float:
    if _overlap(places, targets):
        return 0.0
    codes = _codes(targets)
    if len(codes) == len(targets) > 1 and len(_codes(places)) == len(places):
        targets = table.candidates(_codes(places), codes)
    return _kilometres(sphere.nearest(_shapes(places), _shapes(targets)))


@lru_cache(16384)
def _farthest(places: _Key, targets: _Key) -> float:
    left = tuple(place for place in places if not _held(place, targets))
    return _kilometres(sphere.farthest(_shapes(left), _shapes(targets))) if left else 0.0


@lru_cache(65536)
def _within(places: _Key, targets: _Key, km: float) -> Extent:
    """By the table or the caps of the outline's blocks where these decide, else by points, until it is known."""
    targets = _essential(targets)
    alone = set(_by_table(places, targets, km).values())
    if None not in alone:
        return Extent.PARTLY if len(alone) > 1 else next(one for one in alone if one is not None)
    return _measured(places, _in_reach(places, targets, km), km)


@lru_cache(65536)
def _measured(places: _Key, targets: _Key, km: float) -> Extent:
    """By caps, else by points. What is farther than `km` by less than `sphere.TOLERANCE` may be missed."""
    limit = max(km, 0.001) / RADIUS_KM
    if not _overlap(places, targets):
        mine = _shapes(places)
        known = _by_blocks(sphere.distances(mine.centres, _shapes(targets)), mine.radii, km)
        if known is not None:
            return known
        if not (_touched(places, targets, km) or sphere.touches(mine, _shapes(targets), limit)):
            return Extent.OUTSIDE
    left = tuple(place for place in places if not _held(place, targets))
    return Extent.PARTLY if left and sphere.leaves(_shapes(left), _shapes(targets), limit) else Extent.INSIDE


@lru_cache(4096)
def _essential(targets: _Key) -> _Key:
    """Targets without the points that lie in others: whatever is outside is nearer to the outline around them."""
    codes = _codes(targets)
    return tuple(one for one in targets if isinstance(one, str) or not any(_holds(code, one) for code in codes))


def _touched(places: _Key, targets: _Key, km: float) -> bool:
    """Whether the table knows some of the places to lie within reach of some of the targets."""
    mine, codes = _codes(places), _codes(targets)
    return bool(mine and codes and table.answers(mine, codes, km).touched.any())


def _in_reach(places: _Key, targets: _Key, km: float) -> _Key:
    """The targets that some of the places may be within reach of, or all if none is; the others change nothing."""
    mine, codes = _codes(places), _codes(targets)
    if len(mine) < len(places):
        return targets
    far: set[Place] = {target for target in targets if not isinstance(target, str) and _away(mine, target, km)}
    if codes:
        clear = table.answers(mine, codes, max(km, 0.001)).clear.all(axis=0)
        far.update(codes[number] for number in np.flatnonzero(clear).tolist())
    return tuple(target for target in targets if target not in far) or targets


def _away(places: Iterable[str], point: Place, km: float) -> bool:
    """Whether a point is beyond reach of the caps around places."""
    at = _shape(point).a[0]
    for centre, radius in map(_cap, places):
        reach = radius + (max(km, 0.001) + table.ROUNDING_KM) / RADIUS_KM
        if reach >= pi or float(centre @ at) >= cos(reach):
            return False
    return True


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
