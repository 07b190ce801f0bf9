"""Floors against prohibitions: which prohibitions together leave nowhere to do what is obliged.

A floor's sum for one value of its `per` dimensions cannot be reached exactly where prohibitions cover all of its cells.
So a smallest clash is a minimal cover, found by branching on what may cover one cell; cells that no prohibition tells
apart are one, and values of the `per` dimensions are kept as boxes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product
from operator import or_

from detente.engines.masks import bits
from detente.engines.norms.atoms import Atom
from detente.engines.scopes import Box, classes, difference, disjoint, intersection, meet

ALL = -1
"""The mask of a dimension that a box leaves open."""

MOST_CELLS = 1 << 18
"""Distinct cells of one floor that are told apart; beyond, the answer is not complete."""

Coherent = Callable[[Iterable[int]], bool]


@dataclass(frozen=True)
class Piece:
    """Values of a floor's `per` dimensions that have the same cells in the others: both as boxes, open elsewhere."""

    of: Atom
    values: Box
    sums: tuple[Box, ...]

    def boxes(self) -> tuple[Box, ...]:
        """Its cells."""
        return tuple(box for part in self.sums if (box := meet(self.values, part)) is not None)


def opened(box: Box, sides: Sequence[bool], keep: bool) -> Box:
    """The box with the dimensions left open whose mark is not `keep`."""
    return tuple(mask if side is keep else ALL for mask, side in zip(box, sides, strict=True))


def pieces_of(floor: Atom) -> list[Piece]:
    """A floor's scope, parted so that no value of its `per` dimensions is in two pieces."""
    found: list[tuple[Box, list[Box]]] = []
    for box in floor.boxes:
        mine, sums = [opened(box, floor.per, True)], opened(box, floor.per, False)
        parted: list[tuple[Box, list[Box]]] = []
        for values, known in found:
            common = [both for part in mine if (both := meet(values, part)) is not None]
            if not common:
                parted.append((values, known))
                continue
            parted += [(both, [*known, sums]) for both in common]
            parted += [(part, known) for part in difference((values,), common)]
            mine = list(difference(mine, common))
        found = [*parted, *((part, [sums]) for part in mine)]
    return [Piece(floor, values, tuple(disjoint(sums))) for values, sums in found]


@dataclass(frozen=True)
class Candidate:
    """One box of a prohibition inside a piece: for which values, and which of the piece's distinct cells."""

    element: int
    values: Box
    cover: int


class TooManyCells(Exception):
    """A floor has more distinct cells than can be looked at."""


def candidates(piece: Piece, orders: Iterable[tuple[int, Box]], sizes: Sequence[int]) -> tuple[int, list[Candidate]]:
    """The distinct cells of a piece as one mask, and the boxes (element, box) that meet it."""
    per = piece.of.per
    inside = []
    for element, box in orders:
        values = meet(piece.values, opened(box, per, True))
        if values is not None:
            sums = opened(box, per, False)
            if any(meet(part, sums) for part in piece.sums):
                inside.append((element, values, sums))
    if all(per):
        return 1, [Candidate(element, values, 1) for element, values, _ in inside]
    free = [side for side in range(len(per)) if not per[side]]
    masks = [*piece.sums, *(sums for _, _, sums in inside)]
    parts = []
    for side in free:
        whole = reduce(or_, (part[side] for part in piece.sums))
        parts.append([one for one in classes([whole, *(mask[side] for mask in masks)], sizes[side]) if one & whole])
    count = 1
    for part in parts:
        count *= len(part)
    if count > MOST_CELLS:
        raise TooManyCells
    full, covers = 0, [0] * len(inside)
    for cell, chosen in enumerate(product(*parts)):
        if any(all(mask & part[side] for side, mask in zip(free, chosen, strict=True)) for part in piece.sums):
            full |= 1 << cell
    for place, (_, _, sums) in enumerate(inside):
        covers[place] = full & _cells(
            [[bool(one & sums[side]) for one in part] for side, part in zip(free, parts, strict=True)]
        )
    return full, [Candidate(element, values, cover) for (element, values, _), cover in zip(inside, covers, strict=True)]


def _cells(held: Sequence[Sequence[bool]]) -> int:
    """The mask of the product of marks, the last dimension running fastest."""
    mask, width = 1, 1
    for marks in reversed(held):
        mask, width = sum(mask << width * place for place, held in enumerate(marks) if held), width * len(marks)
    return mask


class Covering:
    """The minimal covers of one piece, as sets of elements."""

    def __init__(self, full: int, found: Sequence[Candidate], coherent: Coherent, stop: Callable[[], bool]) -> None:
        self.full, self.coherent, self.stop = full, coherent, stop
        alone = {one.element for one in found if one.cover == full}
        self.covers = [frozenset((element,)) for element in sorted(alone)]
        self.rest = [one for one in found if one.element not in alone and one.cover]
        self.stopped = False

    def all(self) -> list[frozenset[int]]:
        """All of them. Where `stop()` ends it early, `stopped` is true."""
        if reduce(or_, (one.cover for one in self.rest), 0) == self.full:
            self._branch(tuple(ALL for _ in self.rest[0].values), 0, frozenset(), self.rest)
        return [one for one in self.covers if not any(other < one for other in self.covers)]

    def _branch(self, values: Box, covered: int, chosen: frozenset[int], left: Sequence[Candidate]) -> None:
        if self.stopped or any(known <= chosen for known in self.covers):
            return
        if covered == self.full:
            self.covers.append(chosen)
            return
        if self.stop():
            self.stopped = True
            return
        able = [one for one in left if one.cover & ~covered and meet(values, one.values) is not None]
        cell = _narrowest(able, self.full & ~covered)
        if cell is None:
            return
        for place, one in enumerate(able):
            if one.cover >> cell & 1:
                both = meet(values, one.values)
                more = chosen | {one.element}
                if both is not None and self.coherent(more):
                    before = {id(other) for other in able[:place] if other.cover >> cell & 1}
                    rest = [other for other in able if id(other) not in before]
                    self._branch(both, covered | one.cover, more, rest)


def _narrowest(able: Sequence[Candidate], missing: int) -> int | None:
    """An uncovered cell that few can cover: one if there is such, else the first; None where one has nobody."""
    once = twice = 0
    for one in able:
        twice |= once & one.cover
        once |= one.cover
    if missing & ~once:
        return None
    single = missing & once & ~twice
    return next(bits(single or missing))


def blocked(piece: Piece, forbidden: Sequence[Box]) -> tuple[Box, ...]:
    """The values of a piece for which these boxes hold all of its cells, as boxes, open in the other dimensions."""
    per = piece.of.per
    if all(per):
        return intersection((piece.values,), disjoint(forbidden))
    left = difference(piece.boxes(), forbidden)
    return difference((piece.values,), [opened(box, per, True) for box in left])


def clashing(pieces: Iterable[Piece], forbidden: Sequence[Box]) -> Iterator[Box]:
    """The cells of all sums that these boxes forbid altogether."""
    for piece in pieces:
        near = [box for box in forbidden if meet(box, piece.values) is not None]
        if near:
            yield from (
                box for values in blocked(piece, near) for part in piece.sums if (box := meet(values, part)) is not None
            )
