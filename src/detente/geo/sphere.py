"""Distances on the unit sphere between points and shapes made of arcs of great circles, exact up to rounding.

A shape's arcs lie in blocks of neighbours, each within a cap; what no cap can bring nearer is never looked at (branch
and bound). Angles are radians. No interior is known here: the distance to a shape is that to its arcs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BLOCK = 64
"""Most arcs in a block."""

TOLERANCE = 0.1 / 6371
"""How far `farthest` may lie below the true value: 100 m on the Earth."""

_SAME = 1e-9


@dataclass(frozen=True, eq=False)
class Shape:
    """Arcs from `a` to `b` in order of blocks: block i holds arcs `starts[i]` to `starts[i + 1]`, within its cap.

    All vectors have shape (arcs, 3). `normal` is a x b; `after` and `before` tell whether a point's foot lies between a
    and b. An arc without length is a point; its normal is zero.
    """

    a: Floats
    b: Floats
    normal: Floats
    after: Floats
    before: Floats
    starts: NDArray[np.intp]
    centres: Floats
    radii: Floats

    def block(self, number: int) -> slice:
        """Where a block's arcs are."""
        return slice(int(self.starts[number]), int(self.starts[number + 1]))


def vectors(degrees: Floats) -> Floats:
    """Unit vectors of longitudes and latitudes in degrees, shape (n, 2) to (n, 3)."""
    longitude, latitude = np.radians(degrees.T)
    return np.stack(
        [np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)], axis=1
    )


def shape(rings: Iterable[Floats]) -> Shape:
    """A shape from rings of longitude and latitude in degrees."""
    points = [vectors(ring) for ring in rings]
    a = np.concatenate([ring[:-1] for ring in points])
    b = np.concatenate([ring[1:] for ring in points])
    order, starts = _blocks(a + b)
    a, b = a[order], b[order]
    normal = np.cross(a, b)
    long = np.linalg.norm(normal, axis=1, keepdims=True)
    normal = np.divide(normal, long, out=np.zeros_like(normal), where=long > 1e-15)
    centres, radii = _caps(a, b, starts)
    return Shape(a, b, normal, np.cross(normal, a), np.cross(b, normal), starts, centres, radii)


def union(shapes: Sequence[Shape]) -> Shape:
    """The arcs of several shapes as one."""
    if len(shapes) == 1:
        return shapes[0]
    joined = {
        part.name: np.concatenate([getattr(one, part.name) for one in shapes])
        for part in fields(Shape)
        if part.name != "starts"
    }
    sizes = np.concatenate([np.diff(one.starts) for one in shapes])
    return Shape(**joined, starts=np.concatenate([[0], np.cumsum(sizes)]))


def _blocks(middles: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """An order of arcs in which neighbours stand together, and where blocks begin: halved along the widest axis."""
    order = np.arange(len(middles))
    starts = [0]

    def halve(begin: int, end: int) -> None:
        if end - begin <= BLOCK:
            starts.append(end)
            return
        part = order[begin:end]
        axis = int(np.argmax(np.ptp(middles[part], axis=0)))
        half = (end - begin) // 2
        order[begin:end] = part[np.argpartition(middles[part, axis], half)]
        halve(begin, begin + half)
        halve(begin + half, end)

    halve(0, len(middles))
    return order, np.array(starts, dtype=np.intp)


def _caps(a: Floats, b: Floats, starts: NDArray[np.intp]) -> tuple[Floats, Floats]:
    """A cap around each block: its centre and angular radius, a little too wide rather than too narrow."""
    sums = np.add.reduceat(a + b, starts[:-1])
    centres = sums / np.linalg.norm(sums, axis=1, keepdims=True)
    own = np.repeat(centres, np.diff(starts), axis=0)
    cosine = np.minimum(np.sum(a * own, axis=1), np.sum(b * own, axis=1))
    return centres, _angle(np.minimum.reduceat(cosine, starts[:-1])) + 1e-7


def _angle(cosine: Floats) -> Floats:
    return np.arccos(np.clip(cosine, -1.0, 1.0))


def cap(of: Shape) -> tuple[Floats, float]:
    """A cap around a whole shape: its centre and radius."""
    centre = of.centres.sum(axis=0)
    long = float(np.linalg.norm(centre))
    centre = centre / long if long > 1e-9 else of.centres[0]
    return centre, float((_angle(of.centres @ centre) + of.radii).max())


def distances(points: Floats, target: Shape) -> Floats:
    """From each point to the nearest point of a shape; points of shape (n, 3)."""
    between = _angle(points @ target.centres.T)
    low = between - target.radii
    best: Floats = (between + target.radii).min(axis=1)
    nearby = np.flatnonzero((low <= best[:, None]).any(axis=0))
    for block in nearby[np.argsort(low[:, nearby].min(axis=0))].tolist():
        rows = np.flatnonzero(low[:, block] <= best)
        if rows.size:
            best[rows] = np.minimum(best[rows], _to_arcs(points[rows], target, target.block(block)))
    return best


def _to_arcs(points: Floats, target: Shape, block: slice) -> Floats:
    """From each point to the nearest point of one block's arcs."""
    ends = np.maximum((points @ target.a[block].T).max(axis=1), (points @ target.b[block].T).max(axis=1))
    between = (points @ target.after[block].T > 0) & (points @ target.before[block].T > 0)
    aside = np.where(between, np.abs(points @ target.normal[block].T), 1.0).min(axis=1)
    found: Floats = np.where(between.any(axis=1), np.arcsin(np.minimum(aside, 1.0)), np.pi)
    return np.minimum(_angle(ends), found)


def nearest(one: Shape, other: Shape) -> float:
    """The distance between two shapes that do not cross: it is taken at an end of an arc of one of them."""
    between = _angle(one.centres @ other.centres.T)
    reach = one.radii[:, None] + other.radii
    low = (between - reach).ravel()
    best = float((between + reach).min())
    for pair in np.argsort(low).tolist():
        if low[pair] > best or best < _SAME:
            break
        mine, theirs = (
            side.block(place) for side, place in zip((one, other), divmod(pair, len(other.radii)), strict=True)
        )
        there = _to_arcs(_ends(one, mine), other, theirs).min()
        back = _to_arcs(_ends(other, theirs), one, mine).min()
        best = min(best, float(there), float(back))
    return best


def _ends(of: Shape, block: slice) -> Floats:
    return np.concatenate([of.a[block], of.b[block]])


def farthest(one: Shape, target: Shape) -> float:
    """The greatest distance to a shape from any point of another's arcs (the directed Hausdorff distance)."""
    high = distances(one.centres, target) + one.radii
    best = 0.0
    for block in np.argsort(-high).tolist():
        if high[block] <= best + TOLERANCE:
            break
        best = max(best, _farthest_of(one.a[one.block(block)], one.b[one.block(block)], target, best))
    return best


def _farthest_of(a: Floats, b: Floats, target: Shape, known: float) -> float:
    """Of some arcs, halved wherever a point between their ends could still lie farther than any yet seen."""
    from_a, from_b = distances(a, target), distances(b, target)
    best = max(known, float(from_a.max()), float(from_b.max()))
    while True:
        long = _angle(np.sum(a * b, axis=1))
        open_ = (from_a + from_b + long) / 2 > best + TOLERANCE
        if not open_.any():
            return best
        a, b, from_a, from_b = a[open_], b[open_], from_a[open_], from_b[open_]
        middle = a + b
        middle /= np.linalg.norm(middle, axis=1, keepdims=True)
        from_middle = distances(middle, target)
        best = max(best, float(from_middle.max()))
        a, b = np.concatenate([a, middle]), np.concatenate([middle, b])
        from_a, from_b = np.concatenate([from_a, from_middle]), np.concatenate([from_middle, from_b])


def touches(one: Shape, other: Shape, limit: float) -> bool:
    """Whether `nearest` is at most `limit`; stops as soon as that is known."""
    between = _angle(one.centres @ other.centres.T)
    low = (between - (one.radii[:, None] + other.radii)).ravel()
    for pair in np.argsort(low).tolist():
        if low[pair] > limit:
            return False
        mine, theirs = (
            side.block(place) for side, place in zip((one, other), divmod(pair, len(other.radii)), strict=True)
        )
        if _to_arcs(_ends(one, mine), other, theirs).min() <= limit:
            return True
        if _to_arcs(_ends(other, theirs), one, mine).min() <= limit:
            return True
    return False


def leaves(one: Shape, target: Shape, limit: float) -> bool:
    """Whether `farthest` is more than `limit`; stops as soon as that is known."""
    high = distances(one.centres, target) + one.radii
    for block in np.argsort(-high).tolist():
        if high[block] <= limit:
            return False
        if _some_leave(one.a[one.block(block)], one.b[one.block(block)], target, limit):
            return True
    return False


def _some_leave(a: Floats, b: Floats, target: Shape, limit: float) -> bool:
    from_a, from_b = distances(a, target), distances(b, target)
    while max(from_a.max(initial=0.0), from_b.max(initial=0.0)) <= limit:
        long = _angle(np.sum(a * b, axis=1))
        open_ = (from_a + from_b + long) / 2 > limit + TOLERANCE
        if not open_.any():
            return False
        a, b, from_a, from_b = a[open_], b[open_], from_a[open_], from_b[open_]
        middle = a + b
        middle /= np.linalg.norm(middle, axis=1, keepdims=True)
        from_middle = distances(middle, target)
        a, b = np.concatenate([a, middle]), np.concatenate([middle, b])
        from_a, from_b = np.concatenate([from_a, from_middle]), np.concatenate([from_middle, from_b])
    return True


def inside(point: Floats, closed: Shape) -> bool:
    """Whether a point lies within closed rings that do not hold the north pole: arcs north of it are counted."""
    here = np.arctan2(point[1], point[0])
    west, east = (_turn(np.arctan2(end[:, 1], end[:, 0]) - here) for end in (closed.a, closed.b))
    crossing = ((west > 0) != (east > 0)) & (np.abs(west - east) < np.pi)
    above = (closed.normal @ point) * np.where(east > west, 1.0, -1.0) < 0
    return bool(np.count_nonzero(crossing & above) % 2)


def _turn(angle: Floats) -> Floats:
    """An angle between -π and π."""
    return (angle + np.pi) % (2 * np.pi) - np.pi
