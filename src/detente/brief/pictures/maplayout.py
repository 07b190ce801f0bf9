"""Where everything on a map stands: outlines cut to the frame, arrows, and labels that avoid one another."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from detente.brief.pictures.maparrows import EDGE, Arrow, arrows_of
from detente.brief.pictures.mapdata import MapData, Stream, streams
from detente.brief.pictures.maplabels import Label, labels_of
from detente.brief.pictures.placing import Point
from detente.geo import projection
from detente.geo.gazetteer import State, everything
from detente.geo.outlines import outline
from detente.geo.projection import Frame
from detente.geo.sphere import vectors

Ring = NDArray[np.float64]

WIDE = 960
NEAR_KM = 450.0
"""How much of a shaded place or host, around its capital, the frame must hold."""

HOME_KM = 200.0
"""The same of a sender's home."""

_FAR = 1.35
"""A sender is drawn where it lies if the frame grows by no more than this for it."""

_EMPTY = "DEU"
"""What a map without anything on it shows."""

_AROUND = 5.0
"""What lies farther from the frame is not looked at."""

_SMALL = 120.0
"""A place of less area is marked by a circle as well."""


@dataclass(frozen=True)
class Land:
    """A place's rings in the drawing. A `small` one, or one without extent, is marked at `heart`."""

    code: str
    rings: tuple[Ring, ...]
    consequence: str
    heart: Point | None
    small: bool


@dataclass(frozen=True)
class Layout:
    """A map ready to be drawn. `unplaced`: how many streams have no place on it, at one end or the other."""

    frame: Frame
    lands: tuple[Land, ...]
    arrows: tuple[Arrow, ...]
    labels: tuple[Label, ...]
    sites: tuple[tuple[Point, str], ...]
    unplaced: int


def laid_out(data: MapData) -> Layout:
    """Frame, then land, then arrows, then labels: places first, sizes where there is room left."""
    found = streams(data)
    frame = _frame(data, found)
    lands = tuple(_lands(data, frame))
    hearts = {land.code: land.heart for land in lands if land.heart}
    hearts |= {site.id: frame.point(site.at) for site in data.sites}
    homes = _homes(found, frame, hearts)
    arrows = arrows_of(found, frame, hearts, homes)
    sites = tuple((hearts[site.id], site.consequence) for site in data.sites)
    labels = tuple(labels_of(data, frame, hearts, homes, arrows))
    abroad = sum(stream.host != stream.sender for stream in found)
    return Layout(frame, lands, arrows, labels, sites, abroad - len(arrows))


def _frame(data: MapData, found: Sequence[Stream]) -> Frame:
    """Around what the map is about; around senders too, the nearest first, as far as it grows little."""
    sites = {site.id: site.at for site in data.sites}
    wanted = data.central
    points = [_around(place, sites) for place in wanted if place in sites or place in everything()]
    points = points or [_around(_EMPTY, {})]
    senders = [one for one in dict.fromkeys(stream.sender for stream in found) if one not in wanted]
    frame = projection.fitted(np.concatenate(points), WIDE)
    around = frame.projection
    capitals = {sender: _around(sender, {}, HOME_KM) for sender in senders if sender in everything()}
    for sender in sorted(capitals, key=lambda one: float(np.linalg.norm(around.plane(capitals[one])[0]))):
        grown = projection.fitted(np.concatenate([*points, capitals[sender]]), WIDE)
        if _size(grown) <= _FAR * _size(frame):
            points.append(capitals[sender])
    return projection.fitted(np.concatenate(points), WIDE)


def _size(frame: Frame) -> float:
    return math.hypot(frame.width, frame.height) / frame.scale


def _around(place: str, sites: Mapping[str, Point], km: float = NEAR_KM) -> Ring:
    """What of a place the frame has to hold: its outline near its capital."""
    if place in sites:
        return np.array([sites[place][::-1]])
    return _near(place, km)


@cache
def _near(place: str, km: float) -> Ring:
    near = projection.nearby(outline(place), _place(place).point, km)
    return np.concatenate([np.array([_place(place).point[::-1]]), *near])


def _place(code: str) -> State:
    return everything()[code]


def _lands(data: MapData, frame: Frame) -> Iterator[Land]:
    """Every place of the gazetteer that the frame shows; those with a consequence last, over the others' edges."""
    shades = {one.place: one.consequence for one in data.places}
    central = set(data.central)
    drawn = _drawn(frame)
    for code in sorted(everything(), key=lambda one: (one in shades, one)):
        rings = drawn.get(code, [])
        sizes = [projection.area(ring) for ring in rings]
        kept = tuple(ring for ring, size in zip(rings, sizes, strict=True) if size > 2 or size == max(sizes))
        whole = sum(sizes)
        heart: Point | None = None
        if code in shades or any(code == flow.host or code == flow.sender for flow in data.flows):
            heart = _heart(code, rings, sizes, frame)
        if kept or heart:
            yield Land(code, kept, shades.get(code, ""), heart, whole < _SMALL and code in shades and code in central)


@cache
def _world() -> tuple[tuple[str, ...], NDArray[np.intp], Ring]:
    """Every ring there is: whose it is, where its points begin, and these as unit vectors."""
    rings = [(code, ring) for code in everything() for ring in outline(code)]
    starts = np.cumsum([0, *(len(ring) for _, ring in rings)])
    return tuple(code for code, _ in rings), starts, vectors(np.concatenate([ring for _, ring in rings]))


def _drawn(frame: Frame) -> dict[str, list[Ring]]:
    """Place by place, its rings as far as the frame shows them."""
    codes, starts, points = _world()
    flat = frame.projection.flat(points)
    there = np.minimum.reduceat(np.linalg.norm(flat, axis=1), starts[:-1])
    place = (flat - [frame.left, frame.top]) * frame.scale
    low, high = np.minimum.reduceat(place, starts[:-1]), np.maximum.reduceat(place, starts[:-1])
    seen = (there <= 2 * math.sin(projection.HORIZON / 2) - 1e-9) & (high > -_AROUND).all(axis=1)
    seen &= (low < [frame.width + _AROUND, frame.height + _AROUND]).all(axis=1)
    found: dict[str, list[Ring]] = {}
    for number in np.flatnonzero(seen).tolist():
        cut = projection.clipped(place[starts[number] : starts[number + 1]], frame.width, frame.height)
        ring = projection.thinned(cut, 1.1) if len(cut) > 3 else cut
        if len(ring) > 3:
            found.setdefault(codes[number], []).append(ring)
    return found


def _heart(code: str, rings: Sequence[Ring], sizes: Sequence[float], frame: Frame) -> Point | None:
    """A point well inside its largest visible part, off the edge; of a place too small to show, its capital."""
    if rings and max(sizes) > 4:
        largest = rings[int(np.argmax(sizes))]
        inner = projection.clipped(largest, frame.width, frame.height, margin=-40)
        return projection.heart(inner if len(inner) > 3 and projection.area(inner) > 4 else largest)
    capital = frame.point(_place(code).point)
    return capital if frame.holds(capital) else None


def _homes(found: Sequence[Stream], frame: Frame, hearts: Mapping[str, Point]) -> dict[str, Point]:
    """Where senders are at home, as far as the frame shows it: at their capital."""
    homes: dict[str, Point] = {}
    for sender in dict.fromkeys(stream.sender for stream in found):
        if sender in everything():
            capital = frame.point(_place(sender).point)
            if frame.holds(capital, EDGE):
                homes[sender] = capital
        elif sender in hearts:
            homes[sender] = hearts[sender]
    return homes
