"""Which elements clash: minimal sets of orders that leave no amounts to keep them; statuses are decided over them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from math import prod
from operator import or_

from detente.engines.marco import minimal_sets
from detente.engines.masks import bits
from detente.engines.norms.amounts import Undecided
from detente.engines.norms.atoms import Atom, Atoms
from detente.engines.norms.covers import Covering, Piece, TooManyCells, candidates, pieces_of
from detente.engines.norms.slices import Table, tables
from detente.engines.norms.statuses import Deciding, Found, Stop, apart_of, free_of, rivals_of
from detente.engines.scopes import Box, Boxes, meeting


class Clashes:
    """What clashes in a system that was taken apart."""

    def __init__(self, atoms: Atoms, stop: Stop) -> None:
        self.atoms, self.stop = atoms, stop
        self.sizes = atoms.system.sizes
        self.floors = [atom for atom in atoms.atoms if atom.floor and atom.holds is None]
        self.caps = [atom for atom in atoms.atoms if atom.cap]
        self.zeros = [atom for atom in atoms.atoms if atom.zero]
        self.rivals = rivals_of(atoms)
        self.apart = apart_of(atoms, self.rivals)

    def together(self, elements: Iterable[int]) -> bool:
        """Whether no two of these presuppose different answers to one question, or a condition and its reverse."""
        return free_of(self.apart, elements)

    def all(self) -> Found:
        """All minimal clashing sets, statuses decided."""
        found = Found(set(), self.atoms.exact)
        pieces = [piece for floor in self.floors for piece in pieces_of(floor)]
        zeros = _met(pieces, self.zeros, self.sizes)
        self._covers(pieces, zeros, found)
        if self.caps:
            self._stocks(pieces, zeros, found)
        return Deciding(self.atoms, self.rivals, self.stop).decided(found)

    def _covers(self, pieces: Sequence[Piece], zeros: Sequence[Sequence[tuple[Atom, Box]]], found: Found) -> None:
        for piece, near in zip(pieces, zeros, strict=True):
            if not near:
                continue
            if self.stop():
                found.complete = False
                return
            mine = self.apart.get(piece.of.element, 0)
            orders = [(atom.element, box) for atom, box in near if not mine >> atom.element & 1]
            try:
                covering = Covering(*candidates(piece, orders, self.sizes), self.together, self.stop)
                found.sets.update(one | {piece.of.element} for one in covering.all())
                found.complete &= not covering.stopped
            except TooManyCells:
                found.complete = False

    # ---------------------------------------------------------------------------------------------------- with caps

    def _stocks(self, pieces: Sequence[Piece], zeros: Sequence[Sequence[tuple[Atom, Box]]], found: Found) -> None:
        floors, caps = self._binding(pieces, zeros)
        for group in _hanging(floors, caps, self.sizes):
            forbidding = [atom for atom in self.zeros if _touches(atom, group)]
            numbered = dict(enumerate([*group, *forbidding]))
            solved: set[tuple[object, ...]] = set()
            try:
                for table in tables(numbered, self.sizes, self.atoms.system.spans, lean=True):
                    if self.stop():
                        found.complete = False
                        return
                    self._slice(table, numbered, solved, found)
            except (TooManyCells, Undecided):
                found.complete = False

    def _binding(
        self, pieces: Sequence[Piece], zeros: Sequence[Sequence[tuple[Atom, Box]]]
    ) -> tuple[list[Atom], list[Atom]]:
        """Floors and caps that can matter to one another.

        A floor that has a cell under no cap and no prohibition is reached there, for free. A cap with room for all that
        the floors in it need never binds: no more than that has to be there. Leaving it out frees more floors.
        """
        caps, floors = self.caps, list[Atom]()
        left = list(zip(pieces, zeros, strict=True))
        while True:
            capped = _met([piece for piece, _ in left], caps, self.sizes)
            left = [
                (piece, near)
                for (piece, near), over in zip(left, capped, strict=True)
                if over and self._coverable(piece, [*near, *over])
            ]
            parts: dict[int, tuple[Atom, list[Box]]] = {}
            for piece, _ in left:
                parts.setdefault(id(piece.of), (piece.of, []))[1].extend(piece.boxes())
            floors = [_part(atom, boxes) for atom, boxes in parts.values()]
            binding = [cap for cap in caps if _needed(cap, floors) > cap.bound]
            if len(binding) == len(caps):
                return floors, caps
            caps = binding

    def _coverable(self, piece: Piece, near: Sequence[tuple[Atom, Box]]) -> bool:
        try:
            full, over = candidates(piece, [(atom.element, box) for atom, box in near], self.sizes)
        except TooManyCells:
            return True
        return reduce(or_, (one.cover for one in over), 0) == full

    def _slice(
        self,
        table: Table,
        numbered: dict[int, Atom],
        solved: set[tuple[object, ...]],
        found: Found,
    ) -> None:
        """The minimal clashing sets of one slice; one like a slice before has the same."""
        key = table.key()
        if key not in solved:
            solved.add(key)
            of = [numbered[place].element for place in range(len(numbered))]
            inside = {place for place, _ in (*table.floors, *table.caps)}
            inside |= {place for one in table.cells for place in one.zeros}
            elements = sorted({of[place] for place in inside})
            owns = [frozenset(place for place in inside if of[place] == element) for element in elements]

            def feasible(mask: int) -> bool:
                return table.holds(frozenset().union(*(owns[bit] for bit in bits(mask))))

            local = {element: bit for bit, element in enumerate(elements)}
            known = [
                sum(1 << local[element] for element in one) for one in found.sets if all(map(local.__contains__, one))
            ]
            apart = [
                1 << bit | 1 << local[other]
                for bit, element in enumerate(elements)
                for other in bits(self.apart.get(element, 0))
                if other in local and other > element
            ]
            for core in minimal_sets(len(elements), feasible, apart, known, self.stop):
                found.sets.add(frozenset(elements[bit] for bit in bits(core)))
            if self.stop():
                found.complete = False


def _met(pieces: Sequence[Piece], atoms: Sequence[Atom], sizes: Sequence[int]) -> list[list[tuple[Atom, Box]]]:
    """For each piece, the boxes of these atoms that meet it, with their atom."""
    mine = [piece.boxes() for piece in pieces]
    placed = [(atom, box) for atom in atoms for box in atom.boxes]
    one = Boxes.of(mine, sizes)
    lefts, rights = meeting(one, Boxes.of([[box] for _, box in placed], sizes))
    found: list[dict[int, None]] = [{} for _ in pieces]
    for left, right in zip(one.owners[lefts].tolist(), rights.tolist(), strict=True):
        found[left][right] = None
    return [[placed[right] for right in near] for near in found]


def _needed(cap: Atom, floors: Sequence[Atom]) -> int:
    """What all floors together need in one of a cap's sums, at most."""
    total = 0
    for floor in floors:
        own = [side for side, per in enumerate(floor.per) if per and not cap.per[side]]
        for mine in floor.boxes:
            for box in cap.boxes:
                if all(a & b for a, b in zip(mine, box, strict=True)):
                    total += floor.bound * prod((mine[side] & box[side]).bit_count() for side in own)
    return total


def _part(atom: Atom, boxes: Sequence[Box]) -> Atom:
    return Atom(atom.element, atom.norm, atom.sense, tuple(boxes), atom.bound, atom.per)


def _touches(atom: Atom, others: Sequence[Atom]) -> bool:
    return any(
        all(a & b for a, b in zip(box, mine, strict=True))
        for other in others
        if other.floor
        for mine in other.boxes
        for box in atom.boxes
    )


def _hanging(floors: Sequence[Atom], caps: Sequence[Atom], sizes: Sequence[int]) -> list[list[Atom]]:
    """Floors and caps in groups that have no cell in common."""
    nodes = [*floors, *caps]
    one, other = (Boxes.of([atom.boxes for atom in part], sizes) for part in (floors, caps))
    lefts, rights = meeting(one, other)
    leader = list(range(len(nodes)))

    def lead(place: int) -> int:
        while leader[place] != place:
            leader[place] = leader[leader[place]]
            place = leader[place]
        return place

    met = set(zip(one.owners[lefts].tolist(), other.owners[rights].tolist(), strict=True))
    for floor, cap in met:
        leader[lead(floor)] = lead(len(floors) + cap)
    groups: dict[int, list[Atom]] = {}
    for place, atom in enumerate(nodes):
        groups.setdefault(lead(place), []).append(atom)
    return [group for group in groups.values() if len(group) > 1]
