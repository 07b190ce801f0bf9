"""Where everything on a map stands: outlines cut to the frame, arrows, and labels that avoid one another."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.brief.pictures.mapdata import CONSEQUENCES, MapData, Stream, amounts, streams
from detente.brief.pictures.placing import Point, Room, wide
from detente.geo import projection
from detente.geo.gazetteer import everything
from detente.geo.outlines import outline
from detente.geo.projection import Frame

Ring = NDArray[np.float64]

WIDE = 960
FONT, LINE = 13.0, 15.0
NEAR_KM = 700.0
"""How much of a place, around its capital, the frame must hold."""

_FAR = 1.35
"""A sender is drawn where it lies if the frame grows by no more than this for it."""

_EDGE = 12.0
_SMALL = 60.0
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
class Arrow:
    """A curve from host to home, or to the frame's edge."""

    stream: Stream
    start: Point
    bend: Point
    end: Point
    width: float
    leaves: bool

    def at(self, share: float) -> Point:
        """A point of the curve."""
        rest = 1 - share
        x, y = (
            rest * rest * self.start[axis] + 2 * rest * share * self.bend[axis] + share * share * self.end[axis]
            for axis in (0, 1)
        )
        return x, y


@dataclass(frozen=True)
class Label:
    """Lines of text around a middle. `kind`: `place`, `size` or `away` (a home beyond the frame)."""

    lines: tuple[str, ...]
    middle: Point
    size: tuple[float, float]
    kind: str
    tied: Point | None = None


@dataclass(frozen=True)
class Layout:
    """A map ready to be drawn."""

    frame: Frame
    lands: tuple[Land, ...]
    arrows: tuple[Arrow, ...]
    labels: tuple[Label, ...]
    sites: tuple[tuple[Point, str], ...]


def laid_out(data: MapData) -> Layout:
    """Frame, then land, then arrows, then labels: places first, sizes where there is room left."""
    found = streams(data)
    frame = _frame(data, found)
    lands = tuple(_lands(data, frame))
    hearts = {land.code: land.heart for land in lands if land.heart}
    hearts |= {site.id: frame.point(site.at) for site in data.sites}
    homes = _homes(found, frame, hearts)
    arrows = _arrows(found, frame, hearts, homes)
    sites = tuple((hearts[site.id], site.consequence) for site in data.sites)
    return Layout(frame, lands, arrows, tuple(_labels(data, frame, hearts, homes, arrows)), sites)


def _frame(data: MapData, found: Sequence[Stream]) -> Frame:
    """Around every shaded place, site and host; around senders too, the nearest first, as far as it grows little."""
    sites = {site.id: site.at for site in data.sites}
    wanted = dict.fromkeys([*(one.place for one in data.places), *(one.host for one in found), *sites])
    points = [_around(place, sites) for place in wanted] or [_around("DEU", {})]
    senders = [one for one in dict.fromkeys(stream.sender for stream in found) if one not in wanted]
    frame = projection.fitted(np.concatenate(points), WIDE)
    around = frame.projection
    capitals = {sender: np.array([_place(sender).point[::-1]]) for sender in senders if sender in everything()}
    for sender in sorted(capitals, key=lambda one: float(np.linalg.norm(around.plane(capitals[one])))):
        grown = projection.fitted(np.concatenate([*points, capitals[sender]]), WIDE)
        if _size(grown) <= _FAR * _size(frame):
            points.append(capitals[sender])
    return projection.fitted(np.concatenate(points), WIDE)


def _size(frame: Frame) -> float:
    return math.hypot(frame.width, frame.height) / frame.scale


def _around(place: str, sites: Mapping[str, Point]) -> Ring:
    """What of a place the frame has to hold: its outline near its capital."""
    if place in sites or place not in everything():
        return np.array([sites[place][::-1]])
    near = projection.nearby(outline(place), _place(place).point, NEAR_KM)
    return np.concatenate([np.array([_place(place).point[::-1]]), *near])


def _place(code: str):  # type: ignore[no-untyped-def]
    return everything()[code]


def _lands(data: MapData, frame: Frame) -> Iterator[Land]:
    """Every place of the gazetteer that the frame shows; those with a consequence last, over the others' edges."""
    shades = {one.place: one.consequence for one in data.places}
    for code in sorted(everything(), key=lambda one: (one in shades, one)):
        rings = [ring for ring in _drawn(outline(code), frame) if len(ring) > 3]
        sizes = [projection.area(ring) for ring in rings]
        kept = tuple(ring for ring, size in zip(rings, sizes, strict=True) if size > 1.5 or size == max(sizes))
        whole = sum(sizes)
        heart: Point | None = None
        if code in shades or any(code == flow.host or code == flow.sender for flow in data.flows):
            heart = _heart(code, rings, sizes, frame)
        if kept or heart:
            yield Land(code, kept, shades.get(code, ""), heart, whole < _SMALL and code in shades)


def _drawn(rings: Iterable[Ring], frame: Frame) -> Iterator[Ring]:
    for ring in rings:
        flat = frame.projection.plane(ring)
        if (np.linalg.norm(flat, axis=1) > 2 * math.sin(projection.HORIZON / 2) - 1e-9).all():
            continue
        place = (flat - [frame.left, frame.top]) * frame.scale
        cut = projection.clipped(place, frame.width, frame.height)
        if len(cut) > 3:
            yield projection.thinned(cut, 0.8)


def _heart(code: str, rings: Sequence[Ring], sizes: Sequence[float], frame: Frame) -> Point | None:
    """A point well inside its largest visible part; of a place too small to show, its capital."""
    if rings and max(sizes) > 4:
        return projection.heart(rings[int(np.argmax(sizes))])
    capital = frame.point(_place(code).point)
    return capital if frame.holds(capital) else None


def _homes(found: Sequence[Stream], frame: Frame, hearts: Mapping[str, Point]) -> dict[str, Point]:
    """Where senders are at home, as far as the frame shows it: at their capital."""
    homes: dict[str, Point] = {}
    for sender in dict.fromkeys(stream.sender for stream in found):
        if sender in everything():
            capital = frame.point(_place(sender).point)
            if frame.holds(capital, _EDGE):
                homes[sender] = capital
        elif sender in hearts:
            homes[sender] = hearts[sender]
    return homes


def _arrows(
    found: Sequence[Stream], frame: Frame, hearts: Mapping[str, Point], homes: Mapping[str, Point]
) -> tuple[Arrow, ...]:
    """The thickest first, so that thin ones lie over them."""
    drawn = [stream for stream in found if stream.host in hearts and stream.host != stream.sender]
    most = max((stream.most for stream in drawn), default=0) or 1
    ends = {stream: homes[stream.sender] for stream in drawn if stream.sender in homes}
    for sender in dict.fromkeys(stream.sender for stream in drawn if stream.sender not in homes):
        ends |= _exits([stream for stream in drawn if stream.sender == sender], frame, hearts)
    arrows = [
        _arrow(
            stream,
            hearts[stream.host],
            ends[stream],
            1.6 + 7 * math.sqrt(stream.most / most),
            stream.sender not in homes,
        )
        for stream in drawn
        if stream in ends
    ]
    return tuple(sorted(arrows, key=lambda arrow: -arrow.width))


def _arrow(stream: Stream, start: Point, end: Point, width: float, leaves: bool) -> Arrow:
    """A curve that bows to the north, or if it runs north, to the west."""
    across, down = end[0] - start[0], end[1] - start[1]
    bow = 0.08 if leaves else 0.16
    side = -1.0 if across > 0 or (across == 0 and down > 0) else 1.0
    bend = (start[0] + across / 2 - side * down * bow, start[1] + down / 2 + side * across * bow)
    return Arrow(stream, start, bend, end, round(width, 1), leaves)


def _exits(found: Sequence[Stream], frame: Frame, hearts: Mapping[str, Point]) -> dict[Stream, Point]:
    """Where arrows to one home beyond the frame leave it: side by side, at the point that faces that home."""
    sender = found[0].sender
    if sender not in everything():
        return {}
    goal = frame.point(_place(sender).point)
    hosts = np.array([hearts[stream.host] for stream in found])
    middle: Point = (float(hosts[:, 0].mean()), float(hosts[:, 1].mean()))
    edge = _facing(middle, goal, frame)
    upright = edge[0] <= _EDGE or edge[0] >= frame.width - _EDGE
    axis = 1 if upright else 0
    order = sorted(found, key=lambda stream: hearts[stream.host][axis])
    gap = min(12.0, 0.4 * (frame.height if upright else frame.width) / len(found))
    limit = frame.height if upright else frame.width
    first = min(max(edge[axis] - gap * (len(found) - 1) / 2, 40.0), limit - 40 - gap * (len(found) - 1))
    return {
        stream: (edge[0], first + gap * place) if upright else (first + gap * place, edge[1])
        for place, stream in enumerate(order)
    }


def _facing(start: Point, goal: Point, frame: Frame) -> Point:
    """Where the straight line from a point of the frame to a goal beyond leaves it."""
    across, down = goal[0] - start[0], goal[1] - start[1]
    shares = [1.0]
    if across:
        shares.append(((frame.width - _EDGE if across > 0 else _EDGE) - start[0]) / across)
    if down:
        shares.append(((frame.height - _EDGE if down > 0 else _EDGE) - start[1]) / down)
    share = min(one for one in shares if one >= 0)
    return start[0] + across * share, start[1] + down * share


def _labels(
    data: MapData, frame: Frame, hearts: Mapping[str, Point], homes: Mapping[str, Point], arrows: Sequence[Arrow]
) -> Iterator[Label]:
    room = Room((3, 3, frame.width - 3, frame.height - 3))
    for arrow in arrows:
        room.take((arrow.at(step / 24) for step in range(25)), arrow.stream.host + ">" + arrow.stream.sender)
    yield from _away(data, frame, arrows, room)
    named = {one.place for one in data.places if one.consequence in CONSEQUENCES} | set(homes)
    named |= {stream.host for stream in streams(data)} | {site.id for site in data.sites}
    spots = {
        place: homes[place] if place in homes and place not in hearts else hearts[place]
        for place in sorted(named)
        if place in homes or place in hearts
    }
    for place, spot in sorted(spots.items(), key=lambda one: (one[1][1], one[0])):
        yield _name(data, place, spot, room)
    for arrow in sorted(arrows, key=lambda one: math.dist(one.start, one.end)):
        yield _amount(arrow, room)


def _away(data: MapData, frame: Frame, arrows: Sequence[Arrow], room: Room) -> Iterator[Label]:
    """The names of homes beyond the frame, beside the heads that leave for them."""
    for sender in dict.fromkeys(arrow.stream.sender for arrow in arrows if arrow.leaves):
        heads = [arrow.end for arrow in arrows if arrow.stream.sender == sender]
        text = f"to {_the(data.named(sender))}"
        size = (wide(text, FONT) + 8, LINE + 3)
        x, top, bottom = heads[0][0], min(y for _, y in heads), max(y for _, y in heads)
        left = min(max(x, size[0] / 2 + 6), frame.width - size[0] / 2 - 6)
        tries = [(left, top - 20), (left, bottom + 20), (left, top - 38), (left, bottom + 38)]
        middle, _ = room.place(size, tries, sender)
        yield Label((text,), middle, size, "away")


def _the(name: str) -> str:
    return f"the {name}" if name.startswith(("United", "Netherlands", "Russian Fed")) else name


def _name(data: MapData, place: str, spot: Point, room: Room) -> Label:
    """A place's name beside its mark; its code where the name would cover something."""
    x, y = spot
    found: list[tuple[float, str, Point, tuple[float, float]]] = []
    for text in dict.fromkeys((data.named(place), place if len(place) == 3 else data.named(place))):
        size = (wide(text, FONT) + 6, LINE + 2)
        across = size[0] / 2 + 7
        tries = [(x, y - 15), (x, y + 15), (x + across, y), (x - across, y)]
        tries += [(x + side * across, y + up * 13) for side in (1, -1) for up in (-1, 1)]
        trial = Room(room.frame, list(room.boxes), room.points)
        middle, cost = trial.place(size, tries)
        found.append((cost + (0 if text != place else 3), text, middle, size))
    _, text, middle, size = min(found)
    room.place(size, [middle])
    return Label((text,), middle, size, "place")


def _amount(arrow: Arrow, room: Room) -> Label:
    """An arrow's figures, on it or beside it."""
    lines = amounts(arrow.stream)
    size = (max(wide(line, FONT) for line in lines) + 6, LINE * len(lines) + 2)
    owner = arrow.stream.host + ">" + arrow.stream.sender
    tries: list[Point] = []
    for aside in (0.0, 16.0, -16.0, 30.0, -30.0, 46.0, -46.0):
        for share in (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.82, 0.18):
            x, y = arrow.at(share)
            tries.append((x + aside * 0.6, y + aside))
    middle, _ = room.place(size, tries, owner)
    on = min((arrow.at(step / 24) for step in range(25)), key=lambda point: math.dist(point, middle))
    apart = abs(on[0] - middle[0]) > size[0] / 2 or abs(on[1] - middle[1]) > size[1] / 2
    return Label(lines, middle, size, "size", on if apart else None)
