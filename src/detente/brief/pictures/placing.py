"""Where labels stand in a drawing: one after another, each where it covers least of what stands already."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

Point = tuple[float, float]


def wide(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide a text is, rather too much than too little."""
    narrow = sum(letter in "iljtfr.,;:’'I|() " for letter in text)
    return size * (0.33 * narrow + 0.59 * (len(text) - narrow)) * (1.06 if bold else 1.0)


@dataclass
class Room:
    """A drawing's surface: labels may not leave `frame`; they avoid one another, then points that are taken."""

    frame: Box
    boxes: list[Box] = field(default_factory=list)
    points: list[tuple[Point, str]] = field(default_factory=list)
    _by_x: list[tuple[Point, str]] = field(default_factory=list, init=False, repr=False)

    def take(self, points: Iterable[Point], owner: str = "") -> None:
        """Mark points, of a line for instance, as better not covered; its owner's own label may."""
        self.points.extend((point, owner) for point in points)
        self._by_x = sorted(self.points, key=_x_of)

    def best(self, size: tuple[float, float], middles: Sequence[Point], owner: str = "") -> tuple[Point, float]:
        """The middle where a label of that width and height stands best, and how badly: 0 covers nothing.

        Of equal ones the first.
        """
        ranked = ((self._cost(_around(middle, size), owner) + 0.02 * rank, rank) for rank, middle in enumerate(middles))
        cost, rank = min(ranked)
        return middles[rank], cost - 0.02 * rank

    def place(self, size: tuple[float, float], middles: Sequence[Point], owner: str = "") -> Point:
        """The same; the label is then part of the drawing."""
        middle, _ = self.best(size, middles, owner)
        self.boxes.append(_around(middle, size))
        return middle

    def _cost(self, box: Box, owner: str) -> float:
        outside = max(
            0.0, self.frame[0] - box[0], self.frame[1] - box[1], box[2] - self.frame[2], box[3] - self.frame[3]
        )
        left, top, right, bottom = box
        covered = sum(_shared(box, other) for other in self.boxes)
        points = self._by_x
        within = points[bisect_right(points, left, key=_x_of) : bisect_left(points, right, key=_x_of)]
        hidden = sum([top < y < bottom and of != owner for (_, y), of in within])
        return outside * 100 + covered + hidden


def _x_of(point: tuple[Point, str]) -> float:
    return point[0][0]


def _around(middle: Point, size: tuple[float, float]) -> Box:
    x, y = middle
    return x - size[0] / 2, y - size[1] / 2, x + size[0] / 2, y + size[1] / 2


def _shared(one: Box, other: Box) -> float:
    """The area that two boxes share."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across * down if across > 0 and down > 0 else 0.0
