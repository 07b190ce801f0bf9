"""Floors, caps and prohibitions as small tables: one a value of the dimensions in which all their sums are apart.

Values that no order tells apart make one slice; cells that none tells apart make one column.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod

from detente.engines.masks import bits
from detente.engines.norms.amounts import reachable
from detente.engines.norms.atoms import Atom
from detente.engines.norms.covers import ALL, MOST_CELLS, TooManyCells
from detente.engines.norms.model import TIME
from detente.engines.scopes import Box, classes, meet

Placed = tuple[int, Box]
"""An atom, by its place in a list, and one of its boxes or a part of it."""

Group = tuple[int, tuple[int, ...]]
"""An atom and the values of its `per` dimensions that a sum is of."""

ENDLESS = 36_525
"""Days that an interval without end counts for where amounts are summed over days: a century."""


@dataclass(frozen=True)
class Cells:
    """Cells that all orders treat alike: the rows of floors and caps that count them, and what forbids them."""

    floors: int
    caps: int
    zeros: frozenset[int]
    outer: Box
    inner: tuple[Box, ...]

    def boxes(self) -> Iterator[Box]:
        """These cells."""
        for box in self.inner:
            yield tuple(a & b for a, b in zip(self.outer, box, strict=True))


@dataclass
class Table:
    """One slice. Rows are (atom, bound); `values` are what the slice stands for, open in the other dimensions."""

    values: Box
    floors: list[tuple[int, int]] = field(default_factory=list)
    caps: list[tuple[int, int]] = field(default_factory=list)
    cells: list[Cells] = field(default_factory=list)

    def holds(self, atoms: frozenset[int] | set[int], floors: int = ALL, caps: int = ALL) -> bool:
        """Whether these atoms, of their floors and caps only the given rows, can be kept together here."""
        return reachable(
            [(one.floors, one.caps) for one in self.cells if not (one.zeros & atoms)],
            [bound for _, bound in self.floors],
            [bound for _, bound in self.caps],
            floors & sum(1 << row for row, (atom, _) in enumerate(self.floors) if atom in atoms),
            caps & sum(1 << row for row, (atom, _) in enumerate(self.caps) if atom in atoms),
        )

    def parts(self, atoms: frozenset[int] | set[int]) -> list[int]:
        """Floors that hang together through caps, each as a mask of rows; those of no part can always be reached."""
        free, joined = 0, list[tuple[int, int]]()
        ours = sum(1 << row for row, (atom, _) in enumerate(self.floors) if atom in atoms)
        limits = sum(1 << row for row, (atom, _) in enumerate(self.caps) if atom in atoms)
        cells = [(one.floors & ours, one.caps & limits) for one in self.cells if not (one.zeros & atoms)]
        for mine, over in cells:
            free |= 0 if over else mine
        links = [(mine & ~free, over) for mine, over in cells if mine & ~free]
        links += [(1 << row, 0) for row in bits(ours & ~free)]
        for mine, over in links:
            apart = []
            for rows, limited in joined:
                if rows & mine or limited & over:
                    mine, over = mine | rows, over | limited
                else:
                    apart.append((rows, limited))
            joined = [*apart, (mine, over)]
        return sorted(rows for rows, _ in joined)

    def boxes(self, floors: int) -> Iterator[Box]:
        """The cells that these floors count."""
        for one in self.cells:
            if one.floors & floors:
                for box in one.boxes():
                    yield tuple(m if v == ALL else v for v, m in zip(self.values, box, strict=True))

    def key(self) -> tuple[object, ...]:
        """What makes two slices the same problem."""
        return tuple(self.floors), tuple(self.caps), frozenset((one.floors, one.caps, one.zeros) for one in self.cells)


def tables(
    atoms: Mapping[int, Atom], sizes: Sequence[int], spans: Sequence[int] = (), *, lean: bool = False
) -> Iterator[Table]:
    """The slices of these floors, caps and prohibitions in which a floor stands, one after the other.

    `lean`: without caps that cannot bind in a slice, and without floors that no other cap limits. Raises `TooManyCells`
    where a slice has more cells than can be looked at.
    """
    sums = [atom for atom in atoms.values() if not atom.zero]
    apart = [side for side in range(len(sizes)) if all(atom.per[side] for atom in sums)]
    placed = [(place, box) for place, atom in atoms.items() for box in atom.boxes]
    values = tuple(ALL for _ in sizes)
    known: dict[frozenset[Placed], Table] = {}
    for where, inside in _cut(atoms, placed, apart, values, sizes):
        if lean:
            inside = _binding(atoms, inside, apart)
            if not inside:
                continue
        key = frozenset((place, tuple(0 if s in apart else m for s, m in enumerate(box))) for place, box in inside)
        made = known.get(key)
        if made is None:
            made = known[key] = _table(atoms, inside, apart, where, spans)
        yield Table(where, made.floors, made.caps, made.cells)


def _cut(
    atoms: Mapping[int, Atom], placed: list[Placed], apart: Sequence[int], values: Box, sizes: Sequence[int]
) -> Iterator[tuple[Box, list[Placed]]]:
    floors = [(place, box) for place, box in placed if atoms[place].floor]
    if not floors:
        return
    placed = [one for one in placed if atoms[one[0]].floor or any(meet(one[1], box) for _, box in floors)]
    if not apart:
        yield values, placed
        return
    side = apart[0]
    reach = 0
    for _, box in floors:
        reach |= box[side]
    for cut in classes(sorted({box[side] for _, box in placed}), sizes[side]):
        if cut & reach:
            inside = [(p, (*box[:side], cut, *box[side + 1 :])) for p, box in placed if box[side] & cut]
            yield from _cut(atoms, inside, apart[1:], (*values[:side], cut, *values[side + 1 :]), sizes)


def _binding(atoms: Mapping[int, Atom], placed: list[Placed], apart: Sequence[int]) -> list[Placed]:
    """A slice without caps that have room for all that floors need there, and without floors under no cap."""
    while True:
        floors = [(place, box) for place, box in placed if atoms[place].floor]
        rooms: dict[int, int] = {}
        limited: set[int] = set()
        for place, box in placed:
            cap = atoms[place]
            if cap.cap:
                for other, mine in floors:
                    common = meet(mine, box)
                    if common is not None:
                        own = (s for s, per in enumerate(atoms[other].per) if per and not cap.per[s] and s not in apart)
                        need = atoms[other].bound * prod(common[side].bit_count() for side in own)
                        rooms[place] = rooms.get(place, cap.bound) - need
        slack = {place for place, _ in placed if atoms[place].cap and rooms.get(place, 0) >= 0}
        for place, box in placed:
            if atoms[place].cap and place not in slack:
                limited.update(other for other, mine in floors if meet(mine, box) is not None)
        free = {place for place, _ in floors if place not in limited}
        if not slack and not free:
            return placed
        placed = [one for one in placed if one[0] not in slack and one[0] not in free]
        if not limited:
            return []


def _table(
    atoms: Mapping[int, Atom], placed: Sequence[Placed], apart: Sequence[int], where: Box, spans: Sequence[int]
) -> Table:
    """One slice. Cells are told apart by which boxes hold them: a mask of boxes a value of each dimension, met."""
    sums = [place for place, _ in placed if not atoms[place].zero]
    rest = [side for side in range(len(where)) if side not in apart]
    split = [side for side in rest if any(atoms[place].per[side] for place in sums)]
    free = [side for side in rest if side not in split]
    values = {side: _values(atoms, placed, side, single=side in split) for side in rest}
    if prod(len(one) for one in values.values()) > MOST_CELLS:
        raise TooManyCells
    floors = sum(1 << number for number, (place, _) in enumerate(placed) if atoms[place].floor)
    full = (1 << len(placed)) - 1
    alike: dict[int, list[Box]] = {}
    for inside in product(*(values[side] for side in free)):
        held = _held((over for _, over in inside), floors, full)
        if held:
            alike.setdefault(held, []).append(_open(len(where), free, inside))
    table, rows = Table(where), dict[Group, int]()
    for at in product(*(values[side] for side in split)):
        here = _held((over for _, over in at), floors, full)
        found: dict[int, list[Box]] = {}
        for held, boxes in alike.items() if here else ():
            if held & here & floors:
                found.setdefault(held & here, []).extend(boxes)
        chosen = {side: mask for side, (mask, _) in zip(split, at, strict=True)}
        outer = tuple(chosen.get(side, ALL if side in free else where[side]) for side in range(len(where)))
        for signature, boxes in found.items():
            over = [placed[number][0] for number in bits(signature)]
            floor_rows, cap_rows = _rows(table, rows, atoms, over, chosen, spans)
            zeros = frozenset(place for place in over if atoms[place].zero)
            table.cells.append(Cells(floor_rows, cap_rows, zeros, outer, tuple(boxes)))
    return table


def _open(width: int, sides: Sequence[int], values: Sequence[tuple[int, int]]) -> Box:
    """A box of these values, open in all other dimensions."""
    masks = dict(zip(sides, (mask for mask, _ in values), strict=True))
    return tuple(masks.get(side, ALL) for side in range(width))


def _values(atoms: Mapping[int, Atom], placed: Sequence[Placed], side: int, *, single: bool) -> list[tuple[int, int]]:
    """The values of a dimension that a floor has, one by one or by what tells them apart, each with its boxes."""
    reach = 0
    for place, box in placed:
        reach |= box[side] if atoms[place].floor else 0
    masks = {box[side] for _, box in placed}
    parts = [1 << n for n in bits(reach)] if single else classes([reach, *sorted(masks)], reach.bit_length())
    return [
        (part, sum(1 << number for number, (_, box) in enumerate(placed) if box[side] & part))
        for part in parts
        if part & reach
    ]


def _held(overs: Iterable[int], floors: int, held: int) -> int:
    """The boxes that hold all of these; 0 where no floor is among them."""
    for over in overs:
        held &= over
    return held if held & floors else 0


def _rows(
    table: Table,
    rows: dict[Group, int],
    atoms: Mapping[int, Atom],
    over: Sequence[int],
    at: Mapping[int, int],
    spans: Sequence[int],
) -> tuple[int, int]:
    """The rows of floors and of caps that count a cell, as masks; new ones are added to the table."""
    floors, caps = 0, 0
    for place in over:
        atom = atoms[place]
        if not atom.zero:
            group = (place, tuple(at[side] for side in at if atom.per[side]))
            bound = atom.bound * _days(atom, at, spans)
            if atom.floor:
                floors |= 1 << _row(rows, table.floors, group, bound)
            else:
                caps |= 1 << _row(rows, table.caps, group, bound)
    return floors, caps


def _days(atom: Atom, at: Mapping[int, int], spans: Sequence[int]) -> int:
    """How many days' orders a cell has where others are summed over days; `ENDLESS` where it never ends."""
    if TIME not in at or not atom.per[TIME] or not spans:
        return 1
    return spans[at[TIME].bit_length() - 1] or ENDLESS


def _row(
    rows: dict[Group, int],
    into: list[tuple[int, int]],
    group: Group,
    bound: int,
) -> int:
    if group not in rows:
        rows[group] = len(into)
        into.append((group[0], bound))
    return rows[group]
