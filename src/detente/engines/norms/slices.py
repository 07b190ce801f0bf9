"""Floors, caps and prohibitions as small tables: one a value of the dimensions in which all their sums are apart.

Values that no order tells apart make one slice; cells that none tells apart make one column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from detente.engines.masks import bits
from detente.engines.norms.amounts import reachable
from detente.engines.norms.atoms import Atom
from detente.engines.norms.covers import ALL, MOST_CELLS, TooManyCells
from detente.engines.scopes import Box, classes, disjoint, meet, without

Placed = tuple[int, Box]
"""An atom, by its place in a list, and one of its boxes or a part of it."""

TIME = 4

ENDLESS = 36_525
"""Days that an interval without end counts for where amounts are summed over days: a century."""


@dataclass(frozen=True)
class Cells:
    """Cells that all orders treat alike: the rows of floors and caps that count them, and what forbids them."""

    floors: int
    caps: int
    zeros: frozenset[int]
    box: Box


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
                yield tuple(m if v == ALL else v for v, m in zip(self.values, one.box, strict=True))

    def key(self) -> tuple[object, ...]:
        """What makes two slices the same problem."""
        return tuple(self.floors), tuple(self.caps), frozenset((one.floors, one.caps, one.zeros) for one in self.cells)


def tables(atoms: Mapping[int, Atom], sizes: Sequence[int], spans: Sequence[int] = ()) -> Iterator[Table]:
    """The slices of these floors, caps and prohibitions in which a floor stands, one after the other.

    Raises `TooManyCells` where a slice has more cells than can be looked at.
    """
    sums = [atom for atom in atoms.values() if not atom.zero]
    apart = [side for side in range(len(sizes)) if all(atom.per[side] for atom in sums)]
    placed = [(place, box) for place, atom in atoms.items() for box in atom.boxes]
    values = tuple(ALL for _ in sizes)
    known: dict[frozenset[Placed], Table] = {}
    for where, inside in _cut(atoms, placed, apart, values, sizes):
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


def _table(
    atoms: Mapping[int, Atom], placed: Sequence[Placed], apart: Sequence[int], where: Box, spans: Sequence[int]
) -> Table:
    table = Table(where)
    rows: dict[tuple[int, tuple[int, ...]], int] = {}
    left = MOST_CELLS
    for box, over in _arranged(atoms, placed):
        summed = [place for place in over if not atoms[place].zero]
        split = [s for s in range(len(box)) if s not in apart and any(atoms[place].per[s] for place in summed)]
        for cell in product(*([1 << n for n in bits(box[s])] for s in split)):
            left -= 1
            if left < 0:
                raise TooManyCells
            at = dict(zip(split, cell, strict=True))
            whole = tuple(at.get(s, mask) for s, mask in enumerate(box))
            floors, caps = 0, 0
            for place in summed:
                group = (place, tuple(at[s] for s in split if atoms[place].per[s]))
                bound = atoms[place].bound * _days(atoms[place], at, spans)
                if atoms[place].floor:
                    floors |= 1 << _row(rows, table.floors, group, bound)
                else:
                    caps |= 1 << _row(rows, table.caps, group, bound)
            zeros = frozenset(place for place in over if atoms[place].zero)
            table.cells.append(Cells(floors, caps, zeros, whole))
    return table


def _days(atom: Atom, at: Mapping[int, int], spans: Sequence[int]) -> int:
    """How many days' orders a cell has where others are summed over days; `ENDLESS` where it never ends."""
    if TIME not in at or not atom.per[TIME] or not spans:
        return 1
    return spans[at[TIME].bit_length() - 1] or ENDLESS


def _row(
    rows: dict[tuple[int, tuple[int, ...]], int],
    into: list[tuple[int, int]],
    group: tuple[int, tuple[int, ...]],
    bound: int,
) -> int:
    if group not in rows:
        rows[group] = len(into)
        into.append((group[0], bound))
    return rows[group]


def _arranged(atoms: Mapping[int, Atom], placed: Sequence[Placed]) -> list[tuple[Box, frozenset[int]]]:
    """The floors' cells as boxes, each with the atoms that hold all of it; no atom holds a part of one."""
    found: list[tuple[Box, frozenset[int]]] = [
        (box, frozenset()) for box in disjoint(box for place, box in placed if atoms[place].floor)
    ]
    for place, box in placed:
        split = []
        for region, over in found:
            common = meet(region, box)
            if common is None:
                split.append((region, over))
            else:
                split.append((common, over | {place}))
                split += [(part, over) for part in without(region, box)]
        found = split
    return found
