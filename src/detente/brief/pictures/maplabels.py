"""A map's labels, which avoid one another and the arrows: places first, figures where there is room left."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from detente.brief.pictures.maparrows import Arrow
from detente.brief.pictures.mapdata import MapData, amounts, streams
from detente.brief.pictures.placing import Point, Room, wide
from detente.geo.projection import Frame

FONT, LINE = 13.0, 15.0

_HEAD = 4
"""How much worse it is to cover an arrow's head than its line."""

_CROWDED = 60.0
"""An arrow whose figures would cover more than that has a number instead."""


@dataclass(frozen=True)
class Label:
    """Lines of text around a middle.

    `kind`: `place`, `away` (a home beyond the frame), `size`, `number` of a line in the text instead of a size, or
    `quiet`, a place to which nothing happens.
    """

    lines: tuple[str, ...]
    middle: Point
    size: tuple[float, float]
    kind: str
    tied: Point | None = None


def labels_of(
    data: MapData, frame: Frame, hearts: Mapping[str, Point], homes: Mapping[str, Point], arrows: Sequence[Arrow]
) -> Iterator[Label]:
    """All labels: of homes beyond the frame, of places from north to south, and of arrows, the short ones first."""
    room = Room((3, 3, frame.width - 3, frame.height - 3))
    for arrow in arrows:
        steps = max(8, round(math.dist(arrow.start, arrow.end) / 9))
        room.take((arrow.at(step / steps) for step in range(steps + 1)), _owner(arrow))
        room.take([arrow.at(1 - step / 40) for step in range(3)] * _HEAD)
    yield from _away(data, frame, arrows, room)
    hosts = set(data.central)
    spots = {place: spot for place, spot in hearts.items() if place in hosts} | {
        place: spot for place, spot in homes.items() if place not in hosts
    }
    for place, spot in sorted(spots.items(), key=lambda one: (one[1][1], one[0])):
        yield _name(data, place, spot, room)
    numbers = {(stream.host, stream.sender): place for place, stream in enumerate(streams(data), 1)}
    for arrow in sorted(arrows, key=lambda one: math.dist(one.start, one.end)):
        yield _amount(arrow, numbers[arrow.stream.host, arrow.stream.sender], room)
    for place in (one.place for one in data.places if one.place not in spots and one.place in hearts):
        yield from _quiet(data.named(place), hearts[place], room)


def _away(data: MapData, frame: Frame, arrows: Sequence[Arrow], room: Room) -> Iterator[Label]:
    """The names of homes beyond the frame, beside the heads that leave for them."""
    for sender in dict.fromkeys(arrow.stream.sender for arrow in arrows if arrow.leaves):
        heads = [arrow.end for arrow in arrows if arrow.stream.sender == sender]
        text = f"to {data.named(sender, the=True)}"
        size = (wide(text, FONT, bold=True) + 8, LINE + 3)
        x, top, bottom = heads[0][0], min(y for _, y in heads), max(y for _, y in heads)
        left = min(max(x, size[0] / 2 + 6), frame.width - size[0] / 2 - 6)
        tries: list[Point] = [(left, top - 20), (left, bottom + 20), (left, top - 38), (left, bottom + 38)]
        tries += [(x + side * (size[0] / 2 + 16), y) for side in (1, -1) for y in (top, bottom)]
        middle = room.place(size, tries, sender)
        yield Label((text,), middle, size, "away")


def _name(data: MapData, place: str, spot: Point, room: Room) -> Label:
    """A place's name beside its mark; its code where the name would cover something."""
    x, y = spot
    found: list[tuple[float, str, Point, tuple[float, float]]] = []
    for text in dict.fromkeys((data.named(place), place if len(place) == 3 else data.named(place))):
        size = (wide(text, FONT, bold=True) + 6, LINE + 2)
        across = size[0] / 2 + 7
        tries = [(x, y - 15), (x, y + 15), (x + across, y), (x - across, y)]
        tries += [(x + side * across, y + up * 13) for side in (1, -1) for up in (-1, 1)]
        middle, cost = room.best(size, tries)
        found.append((cost + (25 if text == place else 0), text, middle, size))
    _, text, middle, size = min(found)
    room.place(size, [middle])
    return Label((text,), middle, size, "place")


def _quiet(name: str, spot: Point, room: Room) -> Iterator[Label]:
    """The name of a place that is only closed, if it covers nothing."""
    size = (wide(name, FONT) + 4, LINE)
    middle, cost = room.best(size, [spot, (spot[0], spot[1] - 9), (spot[0], spot[1] + 9)])
    if cost < 1:
        room.place(size, [middle])
        yield Label((name,), middle, size, "quiet")


def _amount(arrow: Arrow, number: int, room: Room) -> Label:
    """An arrow's figures, on it or beside it; where there is no room for them, the number of its line in the text."""
    owner = _owner(arrow)
    lines = amounts(arrow.stream)
    size = (max(wide(line, FONT) for line in lines) + 6, LINE * len(lines) + 2)
    tries = _along(arrow)
    _, cost = room.best(size, tries, owner)
    kind = "size"
    if cost > _CROWDED:
        lines, size, kind = (f"({number})",), (wide(f"({number})", FONT) + 4, LINE + 1), "number"
    middle = room.place(size, tries, owner)
    on = min((arrow.at(step / 24) for step in range(25)), key=lambda point: math.dist(point, middle))
    apart = abs(on[0] - middle[0]) > size[0] / 2 or abs(on[1] - middle[1]) > size[1] / 2
    return Label(lines, middle, size, kind, on if apart else None)


def _owner(arrow: Arrow) -> str:
    return f"{arrow.stream.host} > {arrow.stream.sender}"


def _along(arrow: Arrow) -> list[Point]:
    """Where an arrow's figures could stand, the best first: on it, then beside it; nearer its host if it leaves."""
    middle = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.82)
    shares = (0.3, 0.22, 0.38, 0.46, 0.16, 0.54, 0.62) if arrow.leaves else middle
    spots = [(aside, *arrow.at(share)) for aside in (0.0, 16.0, -16.0, 30.0, -30.0, 46.0, -46.0) for share in shares]
    return [(x + aside * 0.6, y + aside) for aside, x, y in spots]
