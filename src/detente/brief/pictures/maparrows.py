"""A map's arrows: curves from host to home, or to where the frame faces a home beyond it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from detente.brief.pictures.mapdata import Stream
from detente.brief.pictures.placing import Point
from detente.geo.gazetteer import everything
from detente.geo.projection import Frame

EDGE = 12.0
"""How far from the frame's edge arrows end that leave it."""


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


def arrows_of(
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
    bow = 0.02 if leaves else 0.16
    side = -1.0 if across > 0 or (across == 0 and down > 0) else 1.0
    bend = (start[0] + across / 2 - side * down * bow, start[1] + down / 2 + side * across * bow)
    return Arrow(stream, start, bend, end, round(width, 1), leaves)


def _exits(found: Sequence[Stream], frame: Frame, hearts: Mapping[str, Point]) -> dict[Stream, Point]:
    """Where arrows to one home beyond the frame leave it: side by side, at the point that faces that home."""
    sender = found[0].sender
    if sender not in everything():
        return {}
    goal = frame.point(everything()[sender].point)
    hosts = np.array([hearts[stream.host] for stream in found])
    middle: Point = (float(hosts[:, 0].mean()), float(hosts[:, 1].mean()))
    edge = _facing(middle, goal, frame)
    upright = edge[0] <= EDGE or edge[0] >= frame.width - EDGE
    axis = 1 if upright else 0
    order = sorted(found, key=lambda stream: _slope(edge, hearts[stream.host], upright=upright))
    gap = min(12.0, 0.4 * (frame.height if upright else frame.width) / len(found))
    limit = frame.height if upright else frame.width
    first = min(max(edge[axis] - gap * (len(found) - 1) / 2, 40.0), limit - 40 - gap * (len(found) - 1))
    return {
        stream: (edge[0], first + gap * place) if upright else (first + gap * place, edge[1])
        for place, stream in enumerate(order)
    }


def _slope(edge: Point, host: Point, *, upright: bool) -> float:
    """How steeply an arrow comes to the edge: in this order arrows that leave side by side do not cross."""
    across, down = abs(host[0] - edge[0]), abs(host[1] - edge[1])
    along, away = (host[1] - edge[1], across) if upright else (host[0] - edge[0], down)
    return along / max(away, 1.0)


def _facing(start: Point, goal: Point, frame: Frame) -> Point:
    """Where the straight line from a point of the frame to a goal beyond leaves it."""
    across, down = goal[0] - start[0], goal[1] - start[1]
    shares = [1.0]
    if across:
        shares.append(((frame.width - EDGE if across > 0 else EDGE) - start[0]) / across)
    if down:
        shares.append(((frame.height - EDGE if down > 0 else EDGE) - start[1]) / down)
    share = min(one for one in shares if one >= 0)
    return start[0] + across * share, start[1] + down * share
