"""Scopes: sets of cells in a product of finite dimensions, held as unions of boxes and never multiplied out.

A cell is one element of every dimension (who, what, with what, where, when). A box is the product of one subset a
dimension, each a bit mask; a scope is a union of boxes. Two boxes meet where they meet in every dimension, and what is
left of a box without another parts into at most one box a dimension, so exact regions cost what they are wide, not how
many cells they hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Box = tuple[int, ...]
"""One bit mask a dimension; no mask of a box is 0."""

_CELL = 5
"""How many dimensions a cell of a treaty has."""

_BLOCK = 1 << 22
"""Pairs of boxes that are compared at once."""


def meet(one: Box, other: Box) -> Box | None:
    """The cells that both boxes hold; None where there are none.

    >>> meet((0b011, 0b1), (0b110, 0b1))
    (2, 1)
    """
    for a, b in zip(one, other, strict=True):
        if not a & b:
            return None
    return tuple([a & b for a, b in zip(one, other, strict=True)])


def without(box: Box, taken: Box) -> Iterator[Box]:
    """The cells of a box that another does not hold, as boxes that do not overlap, at most one a dimension."""
    if not _share(box, taken):
        yield box
        return
    rest = list(box)
    for place, (mask, gone) in enumerate(zip(box, taken, strict=True)):
        left = mask & ~gone
        if left:
            yield (*rest[:place], left, *rest[place + 1 :])
        rest[place] = mask & gone


def disjoint(boxes: Iterable[Box]) -> tuple[Box, ...]:
    """The same cells as boxes that do not overlap."""
    apart: list[Box] = []
    for box in boxes:
        apart.extend(difference((box,), apart))
    return tuple(apart)


def difference(boxes: Iterable[Box], taken: Iterable[Box]) -> tuple[Box, ...]:
    """The cells of some boxes that none of the others holds. Boxes that did not overlap still do not."""
    found: list[Box] = []
    gone = list(taken)
    for box in boxes:
        left = [box]
        for one in _touching(box, gone):
            left = [piece for part in left for piece in without(part, one)]
        found.extend(left)
    return tuple(found)


def _share(one: Box, other: Box) -> bool:
    """Whether two boxes meet."""
    for a, b in zip(one, other, strict=True):  # noqa: SIM110 - this is the innermost loop of all scope algebra
        if not a & b:
            return False
    return True


def intersection(one: Iterable[Box], other: Sequence[Box]) -> tuple[Box, ...]:
    """The cells in both unions."""
    if len(other) == 1:
        (b,) = other
        return tuple([tuple([x & y for x, y in zip(a, b, strict=True)]) for a in _touching(b, one)])
    found: list[Box] = []
    for a in one:
        near = _touching(a, other)
        found.extend([tuple([x & y for x, y in zip(a, b, strict=True)]) for b in near])
    return tuple(found)


def _touching(box: Box, others: Iterable[Box]) -> list[Box]:
    """Those of some boxes that meet one. The innermost loop of all scope algebra, so unrolled for five dimensions."""
    if len(box) == _CELL:
        u, v, w, x, y = box
        return [b for b in others if b[3] & x and b[0] & u and b[1] & v and b[2] & w and b[4] & y]
    return [other for other in others if _share(box, other)]


def covers(boxes: Iterable[Box], inside: Iterable[Box]) -> bool:
    """Whether every cell of `inside` is in one of the boxes."""
    return not difference(inside, boxes)


def cells(boxes: Iterable[Box]) -> int:
    """How many cells a union holds, exactly, each counted once."""
    return sum(volume(box) for box in disjoint(boxes))


def volume(box: Box) -> int:
    """How many cells a box holds."""
    size = 1
    for mask in box:
        size *= mask.bit_count()
    return size


def tidy(boxes: Iterable[Box]) -> tuple[Box, ...]:
    """The same cells in fewer boxes: those that differ in one dimension only are joined until none do, sorted.

    Not the fewest possible, which is hard; the same boxes in any order give the same cells.
    """
    found = set(disjoint(boxes))
    width = len(next(iter(found))) if found else 0
    joined = True
    while joined:
        joined = False
        for place in range(width):
            alike: dict[Box, int] = {}
            for box in sorted(found):
                rest = (*box[:place], *box[place + 1 :])
                joined |= rest in alike
                alike[rest] = alike.get(rest, 0) | box[place]
            found = {(*rest[:place], mask, *rest[place:]) for rest, mask in alike.items()}
    return tuple(sorted(found))


@dataclass(frozen=True, eq=False)
class Boxes:
    """Many boxes as arrays, each with the number of the scope that it is part of.

    `masks[d]` has shape (boxes, words of 64 bits) for dimension d.
    """

    masks: tuple[NDArray[np.uint64], ...]
    owners: NDArray[np.int64]

    @classmethod
    def of(cls, scopes: Sequence[Sequence[Box]], sizes: Sequence[int]) -> Boxes:
        """The boxes of these scopes; `sizes` says how many elements each dimension has."""
        boxes = [box for scope in scopes for box in scope]
        owners = np.repeat(np.arange(len(scopes), dtype=np.int64), [len(scope) for scope in scopes])
        return cls(tuple(_words([box[d] for box in boxes], size) for d, size in enumerate(sizes)), owners)

    def __len__(self) -> int:
        return len(self.owners)


def _words(masks: list[int], size: int) -> NDArray[np.uint64]:
    count = max(1, -(-size // 64))
    data = b"".join(mask.to_bytes(count * 8, "little") for mask in masks)
    return np.frombuffer(data, np.uint64).reshape(len(masks), count)


def meeting(one: Boxes, other: Boxes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which boxes of the one meet which of the other: the places of both, pair by pair, in order.

    Dimensions are looked at one after the other, each only for the pairs that meet in those before.
    """
    found: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    rows = max(1, _BLOCK // max(1, len(other)))
    for start in range(0, len(one), rows):
        lefts, rights = _meet_first(one.masks[0][start : start + rows], other.masks[0])
        lefts += start
        for mine, theirs in zip(one.masks[1:], other.masks[1:], strict=True):
            keep = np.zeros(len(lefts), bool)
            for word in range(mine.shape[1]):
                keep |= (mine[lefts, word] & theirs[rights, word]) != 0
            lefts, rights = lefts[keep], rights[keep]
        found.append((lefts, rights))
    if not found:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    return np.concatenate([left for left, _ in found]), np.concatenate([right for _, right in found])


def _meet_first(mine: NDArray[np.uint64], theirs: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    keep = np.zeros((len(mine), len(theirs)), bool)
    for word in range(mine.shape[1]):
        keep |= (mine[:, None, word] & theirs[None, :, word]) != 0
    lefts, rights = np.nonzero(keep)
    return lefts.astype(np.int64), rights.astype(np.int64)


def classes(masks: Sequence[int], size: int) -> list[int]:
    """The elements of a dimension, parted by which of these masks hold them: one mask a class, by first element.

    What no mask tells apart need not be told apart: engines work on classes.

        >>> classes([0b0111, 0b0011], 4)
        [3, 4, 8]
    """
    parts = [(1 << size) - 1] if size else []
    for mask in set(masks):
        parts = [piece for part in parts for piece in (part & mask, part & ~mask) if piece]
    return sorted(parts, key=lambda part: part & -part)
