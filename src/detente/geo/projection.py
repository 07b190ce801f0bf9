"""Flat maps: Lambert's azimuthal equal-area projection (1772), fitted to what matters, and what drawing with it needs.

Coordinates on the plane: x to the east, y to the south, as drawings have them; one is the Earth's radius. There is no
antimeridian in it, and a pole is a point like any other; only what lies beyond `HORIZON` of the centre is moved there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.geo.sphere import vectors

Floats = NDArray[np.float64]

HORIZON = math.radians(130)
"""How far from its centre the map is true; what lies beyond is moved here, along its great circle."""


@dataclass(frozen=True)
class Projection:
    """The projection around a centre, whose latitude and longitude are given in degrees."""

    latitude: float
    longitude: float

    def plane(self, degrees: Floats) -> Floats:
        """Longitudes and latitudes in degrees, shape (n, 2), as points on the plane."""
        return self.flat(vectors(degrees))

    def flat(self, points: Floats) -> Floats:
        """Unit vectors, shape (n, 3), as points on the plane."""
        east, north, up = self._axes()
        cosine = np.clip(points @ up, -1.0, 1.0)
        angle = np.minimum(np.arccos(cosine), HORIZON)
        aside = np.stack([points @ east, -(points @ north)], axis=1)
        long = np.linalg.norm(aside, axis=1)
        scale = np.divide(2 * np.sin(angle / 2), long, out=np.zeros_like(long), where=long > 1e-12)
        flat: Floats = aside * scale[:, None]
        return flat

    def degrees(self, x: float, y: float) -> tuple[float, float]:
        """The latitude and longitude of a point on the plane."""
        east, north, up = self._axes()
        long = math.hypot(x, y)
        angle = 2 * math.asin(min(1.0, long / 2))
        way = (east * x - north * y) / long if long else up * 0
        point = up * math.cos(angle) + way * math.sin(angle)
        return math.degrees(math.asin(max(-1.0, min(1.0, point[2])))), math.degrees(math.atan2(point[1], point[0]))

    def _axes(self) -> Floats:
        """East, north and up at the centre."""
        latitude, longitude = math.radians(self.latitude), math.radians(self.longitude)
        return np.array(
            [
                [-math.sin(longitude), math.cos(longitude), 0],
                [
                    -math.sin(latitude) * math.cos(longitude),
                    -math.sin(latitude) * math.sin(longitude),
                    math.cos(latitude),
                ],
                [
                    math.cos(latitude) * math.cos(longitude),
                    math.cos(latitude) * math.sin(longitude),
                    math.sin(latitude),
                ],
            ]
        )


@dataclass(frozen=True)
class Frame:
    """A rectangle of the plane, drawn at a scale: `width` by `height` units of the drawing."""

    projection: Projection
    left: float
    top: float
    scale: float
    width: float
    height: float

    def place(self, degrees: Floats) -> Floats:
        """Longitudes and latitudes as points of the drawing."""
        flat: Floats = (self.projection.plane(degrees) - [self.left, self.top]) * self.scale
        return flat

    def point(self, at: tuple[float, float]) -> tuple[float, float]:
        """A latitude and longitude as a point of the drawing."""
        ((x, y),) = self.place(np.array([[at[1], at[0]]])).tolist()
        return x, y

    def holds(self, point: tuple[float, float], margin: float = 0.0) -> bool:
        """Whether a point of the drawing is in the frame, at least so far from its edge."""
        return margin <= point[0] <= self.width - margin and margin <= point[1] <= self.height - margin


def fitted(degrees: Floats, width: float, flattest: float = 0.5, tallest: float = 0.8, margin: float = 0.06) -> Frame:
    """The frame around points (longitude, latitude): as wide as told, its height that share of it, a margin around."""
    projection = _centred(degrees)
    flat = projection.plane(degrees)
    low, high = flat.min(axis=0), flat.max(axis=0)
    middle, size = (low + high) / 2, np.maximum((high - low) * (1 + 2 * margin), 0.04)
    across = max(float(size[0]), float(size[1]) / tallest)
    share = min(tallest, max(flattest, float(size[1]) / across))
    return Frame(
        projection,
        float(middle[0]) - across / 2,
        float(middle[1]) - across * share / 2,
        width / across,
        width,
        round(width * share),
    )


def _centred(degrees: Floats) -> Projection:
    """Around the middle of what is drawn: found from the mean of its points in three steps."""
    mean = vectors(degrees).mean(axis=0)
    if np.linalg.norm(mean) < 1e-6:
        mean = np.array([1.0, 0, 0])
    around = Projection(
        math.degrees(math.atan2(mean[2], math.hypot(mean[0], mean[1]))), math.degrees(math.atan2(mean[1], mean[0]))
    )
    for _ in range(3):
        flat = around.plane(degrees)
        x, y = ((flat.min(axis=0) + flat.max(axis=0)) / 2).tolist()
        around = Projection(*around.degrees(x, y))
    return around


def clipped(ring: Floats, width: float, height: float, margin: float = 4.0) -> Floats:
    """The part of a closed ring of the drawing within the frame and a little around it (Sutherland and Hodgman 1974).

    Where the ring leaves and comes back, its edge runs along the frame's. Empty if nothing is within.
    """
    for axis, limit, sign in ((0, -margin, 1), (0, width + margin, -1), (1, -margin, 1), (1, height + margin, -1)):
        inside = sign * (ring[:, axis] - limit) >= 0
        if inside.all():
            continue
        if not inside.any():
            return np.empty((0, 2))
        ring = _cut(ring, inside, axis, limit)
    return ring


def _cut(ring: Floats, inside: NDArray[np.bool_], axis: int, limit: float) -> Floats:
    """A closed ring, cut along a line: what is inside, and the points where it crosses."""
    here, there = ring[:-1], ring[1:]
    crosses = inside[:-1] != inside[1:]
    step = there[:, axis] - here[:, axis]
    share = np.divide(limit - here[:, axis], step, out=np.zeros_like(step), where=crosses)
    crossing = here + (there - here) * share[:, None]
    both = np.stack([crossing, there], axis=1).reshape(-1, 2)
    kept = both[np.stack([crosses, inside[1:]], axis=1).ravel()]
    return np.concatenate([kept, kept[:1]])


def thinned(ring: Floats, apart: float) -> Floats:
    """A ring without points nearer than that to the last one kept; its ends stay."""
    kept, last = [0], ring[0]
    points = ring.tolist()
    x, y = last
    for place in range(1, len(points) - 1):
        if abs(points[place][0] - x) + abs(points[place][1] - y) >= apart:
            kept.append(place)
            x, y = points[place]
    return ring[[*kept, len(points) - 1]]


def area(ring: Floats) -> float:
    """The area of a closed ring of the drawing, without its sign."""
    x, y = ring.T
    return abs(float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))) / 2


def heart(ring: Floats) -> tuple[float, float]:
    """A point well inside a closed ring of the drawing: of a grid's points in it, the one farthest from its edge."""
    low, high = ring.min(axis=0), ring.max(axis=0)
    grid = np.stack(np.meshgrid(*(np.linspace(low[axis], high[axis], 23)[1:-1] for axis in (0, 1))), axis=-1).reshape(
        -1, 2
    )
    within = grid[_held(grid, ring)]
    if not len(within):
        x, y = ring[:-1].mean(axis=0).tolist()
        return x, y
    across, down = (within[:, axis, None] - ring[None, :, axis] for axis in (0, 1))
    x, y = within[int((across**2 + down**2).min(axis=1).argmax())].tolist()
    return x, y


def _held(points: Floats, ring: Floats) -> NDArray[np.bool_]:
    here, there = ring[:-1], ring[1:]
    crossing = (here[:, 1] > points[:, 1:]) != (there[:, 1] > points[:, 1:])
    step = np.where(there[:, 1] == here[:, 1], 1.0, there[:, 1] - here[:, 1])
    at = here[:, 0] + (points[:, 1:] - here[:, 1]) * (there[:, 0] - here[:, 0]) / step
    held: NDArray[np.bool_] = np.count_nonzero(crossing & (points[:, :1] < at), axis=1) % 2 == 1
    return held


def nearby(rings: Iterable[Floats], at: tuple[float, float], km: float) -> Sequence[Floats]:
    """The points of an outline at most so far from a point: what of a place to fit a frame to."""
    here = vectors(np.array([[at[1], at[0]]]))[0]
    return [ring[vectors(ring) @ here >= math.cos(km / 6371)] for ring in rings]
