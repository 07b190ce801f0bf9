"""Where a set of clauses clashes, exactly, and a small situation in which it can be seen to.

Everything here looks at a few clauses under one combination of answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_

from detente.engines.masks import bits
from detente.engines.norms.atoms import Atom, Atoms
from detente.engines.norms.booleans import assignments, simplify, truth, variables
from detente.engines.norms.covers import ALL, clashing, pieces_of
from detente.engines.norms.days import over_days
from detente.engines.norms.model import TIME, TRUE, Boolean, Sense
from detente.engines.norms.readings import Answers
from detente.engines.norms.slices import Cells, Table, tables
from detente.engines.scopes import Box, cells, classes, covers, meet, tidy, without

MOST_ASSIGNMENTS = 1 << 14
"""Situations times choices of a few clauses that are looked at one by one."""


@dataclass(frozen=True)
class Cell:
    """A cell, and for how many it stands that every clause here treats like it; amounts are of all of these."""

    place: tuple[int, ...]
    like: int


@dataclass(frozen=True)
class Order:
    """What a clause orders here: a bound on the sum over these cells, or `holds`, if `when`; on that day.

    The variables of `when` and `holds` are those of a day: variable × number of elements of time + element.
    """

    clause: int
    sense: Sense
    bound: int
    cells: tuple[int, ...]
    when: Boolean = TRUE
    holds: Boolean | None = None
    time: int = 0


@dataclass(frozen=True)
class Witness:
    """A situation, a few cells, and orders on them that no whole amounts and no choices keep.

    `facts` are (variable, element of time, value).
    """

    facts: tuple[tuple[int, int, bool], ...]
    answers: Answers
    cells: tuple[Cell, ...]
    orders: tuple[Order, ...]


@dataclass(frozen=True)
class Scene:
    """One situation and one choice: the orders that hold, those on statuses that are broken, and what cannot be."""

    facts: Mapping[int, bool]
    on: tuple[Atom, ...]
    broken: tuple[Atom, ...]


class TooManyScenes(Exception):
    """A few clauses depend on more circumstances and choices than can be looked at."""


@dataclass
class Place:
    """Orders that cannot be kept together in one slice: its table, the atoms by their place in it, and the floors."""

    table: Table
    atoms: Mapping[int, Atom]
    floors: int


def kept(atoms: Atoms, clauses: Sequence[int], answers: Answers) -> list[Atom]:
    """The orders of these clauses under these answers, permissions left out."""
    chosen = set(answers)
    return [
        atom
        for clause in clauses
        for atom in atoms.of_clause.get(clause, ())
        if atom.sense is not Sense.MAY and chosen.issuperset(atoms.elements[atom.element].answers)
    ]


def situations(atoms: Atoms, orders: Sequence[Atom]) -> Iterator[list[Scene]]:
    """For each situation, the scenes that the parties can choose from."""
    whens = [atoms.elements[atom.element].when for atom in orders]
    names = variables(*whens, *(atom.holds for atom in orders if atom.holds is not None))
    if 1 << len(names) > MOST_ASSIGNMENTS:
        raise TooManyScenes
    facts = names - atoms.system.choices
    for situation in assignments(facts):
        scenes = []
        for chosen in assignments(names - facts):
            values = situation | chosen
            on = [atom for atom, when in zip(orders, whens, strict=True) if truth(when, values)]
            broken = tuple(atom for atom in on if atom.holds is not None and not truth(atom.holds, values))
            scenes.append(Scene(situation, tuple(atom for atom in on if atom.holds is None), broken))
        yield scenes


def clash_boxes(atoms: Atoms, on: Sequence[Atom]) -> list[Box]:
    """The cells of the floors that cannot be reached under these orders, part by part."""
    floors = [atom for atom in on if atom.floor]
    if not any(atom.cap for atom in on):
        forbidden = [box for atom in on if atom.zero for box in atom.boxes]
        return [box for floor in floors for box in clashing(pieces_of(floor), forbidden)]
    return [
        box
        for table, everything in _tables(atoms, on)
        for rows in table.parts(everything)
        if not table.holds(everything, rows)
        for box in table.boxes(rows)
    ]


def clashes(atoms: Atoms, on: Sequence[Atom]) -> bool:
    """Whether no amounts keep these orders."""
    if not any(atom.cap for atom in on):
        return bool(clash_boxes(atoms, on))
    return any(not table.holds(everything) for table, everything in _tables(atoms, on))


def _tables(atoms: Atoms, on: Sequence[Atom]) -> Iterator[tuple[Table, frozenset[int]]]:
    numbered = dict(enumerate(on))
    for table in tables(numbered, atoms.system.sizes, atoms.system.spans):
        yield table, frozenset(numbered)


def impossible(atoms: Atoms, scenes: Sequence[Scene]) -> bool:
    """Whether nothing that the parties choose can be kept in this situation."""
    return all(scene.broken or clashes(atoms, scene.on) for scene in scenes)


def incompatible(atoms: Atoms, orders: Sequence[Atom]) -> bool:
    """Whether these orders cannot be kept together in some situation."""
    return any(impossible(atoms, scenes) for some in stretches(atoms, orders) for scenes in situations(atoms, some))


def stretches(atoms: Atoms, orders: Sequence[Atom]) -> Iterator[Sequence[Atom]]:
    """The orders as they are on days that have nothing to do with others; days that they treat alike together.

    Orders that hold whatever the circumstances and choices need not be parted.
    """
    if unconditional(orders, atoms):
        yield orders
        return
    full = (1 << atoms.system.sizes[TIME]) - 1
    masks = {full} | {during & full for atom in orders for during in _times(atom)}
    joined = classes(sorted(masks), atoms.system.sizes[TIME])
    for atom in orders:
        if not atom.per[TIME] and not atom.zero and atom.holds is None:
            own = reduce(or_, _times(atom), 0)
            met = [part for part in joined if part & own]
            joined = [*(part for part in joined if not part & own), reduce(or_, met, 0)]
    for part in sorted(joined, key=lambda part: part & -part):
        inside = [cut for atom in orders if (cut := _during(atom, part)) is not None]
        if inside:
            yield inside


def _times(atom: Atom) -> Iterator[int]:
    yield from (atom.days,) if atom.holds is not None else (box[TIME] for box in atom.boxes)


def _during(atom: Atom, part: int) -> Atom | None:
    if atom.holds is not None:
        return replace(atom, days=atom.days & part) if atom.days & part else None
    boxes = tuple((*box[:TIME], box[TIME] & part) for box in atom.boxes if box[TIME] & part)
    return replace(atom, boxes=boxes) if boxes else None


def region(atoms: Atoms, orders: Sequence[Atom]) -> list[Box]:
    """The cells in which they clash in any situation; boxes may overlap.

    Of the choices that keep the orders on statuses, those count that leave as few cells as can be.
    """
    found: list[Box] = []
    for scenes in (scenes for some in stretches(atoms, orders) for scenes in situations(atoms, some)):
        if len(scenes) == 1:
            found += [] if scenes[0].broken else clash_boxes(atoms, scenes[0].on)
        elif impossible(atoms, scenes):
            able = [clash_boxes(atoms, scene.on) for scene in scenes if not scene.broken]
            found += [box for boxes in able if not any(_inside(less, boxes) for less in able) for box in boxes]
    return found


def _inside(one: Sequence[Box], other: Sequence[Box]) -> bool:
    """Whether one union of boxes is part of another and not all of it."""
    return covers(other, one) and not covers(one, other)


def witness(atoms: Atoms, orders: Sequence[Atom], answers: Answers) -> Witness:
    """The first situation in which they cannot be kept, with no more cells and orders than show it."""
    made = _Making(atoms)
    for scenes in (scenes for some in stretches(atoms, orders) for scenes in situations(atoms, some)):
        if impossible(atoms, scenes):
            made.situation = scenes[0].facts
            for scene in scenes:
                made.add(scene)
            break
    return made.witness(orders, answers)


@dataclass(frozen=True, eq=False)
class _Row:
    """One sum that an order bounds, as boxes."""

    atom: Atom
    bound: int
    boxes: tuple[Box, ...]


@dataclass
class _Making:
    atoms: Atoms
    situation: Mapping[int, bool] = field(default_factory=dict)
    rows: list[_Row] = field(default_factory=list)

    def add(self, scene: Scene) -> None:
        """Why this choice cannot be kept: a broken order on statuses, or a place without amounts."""
        if scene.broken:
            self.rows.append(_Row(scene.broken[0], 0, ()))
            return
        self.add_place(next(_places(self.atoms, scene.on)))

    def add_place(self, place: Place) -> None:
        """A place without amounts, with no more orders than show it."""
        zeros, floors, caps = _fewest(place)
        table = place.table
        inside_of = [(one, _concrete(table, one)) for one in table.cells if one.floors & floors]
        for row in bits(floors):
            inside = tuple(box for one, boxes in inside_of if one.floors >> row & 1 for box in boxes)
            self.rows.append(_Row(place.atoms[table.floors[row][0]], table.floors[row][1], inside))
        for row in bits(caps):
            inside = tuple(box for one, boxes in inside_of if one.caps >> row & 1 for box in boxes)
            self.rows.append(_Row(place.atoms[table.caps[row][0]], table.caps[row][1], inside))
        for zero in sorted(zeros):
            inside = tuple(box for one, boxes in inside_of if zero in one.zeros for box in boxes)
            if inside:
                self.rows.append(_Row(place.atoms[zero], 0, inside))

    def witness(self, orders: Sequence[Atom], answers: Answers) -> Witness:
        """What was added, with the circumstances that matter; cells that all rows treat alike are one."""
        groups: dict[frozenset[int], list[Box]] = {}
        for box, over in _apart(self.rows):
            groups.setdefault(over, []).append(box)
        alike = sorted((min(map(_first, boxes)), cells(boxes), over) for over, boxes in groups.items())
        told = set()
        for number, row in enumerate(self.rows):
            counted = tuple(place for place, (_, _, over) in enumerate(alike) if number in over)
            told.add(self._order(row, counted, alike[counted[0]][0][TIME] if counted else None))
        clauses = [self.atoms.elements[atom.element].clause for atom in orders]
        times = {first[TIME] for first, _, _ in alike} | {order.time for order in told} | self._summed()
        return Witness(
            circumstances(self.atoms, clauses, self.situation, times),
            answers,
            tuple(Cell(first, like) for first, like, _ in alike),
            tuple(sorted(told, key=lambda one: (one.clause, one.sense.value, one.cells, one.bound, repr(one)))),
        )

    def _summed(self) -> set[int]:
        """The days over which orders here sum: what they count depends on all of them."""
        found: set[int] = set()
        for row in self.rows:
            norm = self.atoms.system.norms[row.atom.norm]
            if over_days(norm):
                found.update(time for box in norm.scope for time in bits(box[TIME]))
        return found

    def _order(self, row: _Row, counted: tuple[int, ...], first: int | None) -> Order:
        element = self.atoms.elements[row.atom.element]
        holds = None if row.atom.holds is None else simplify(row.atom.holds, self.situation)
        when = simplify(element.when, self.situation)
        time = first_day(self.atoms, row.atom) if first is None else first
        return Order(element.clause, row.atom.sense, row.bound, counted, when, holds, time)


def first_day(atoms: Atoms, atom: Atom) -> int:
    """The first day of an order on statuses."""
    days = atom.days & (1 << atoms.system.sizes[TIME]) - 1
    return (days & -days).bit_length() - 1


def _concrete(table: Table, one: Cells) -> tuple[Box, ...]:
    """Cells of a slice, at the first of the values that it stands for."""
    values = tuple(value if value == ALL else value & -value for value in table.values)
    return tuple(
        tuple(mask if value == ALL else value for value, mask in zip(values, box, strict=True)) for box in one.boxes()
    )


def _apart(rows: Sequence[_Row]) -> list[tuple[Box, frozenset[int]]]:
    """The cells of all rows as boxes that do not overlap, each with the rows that have all of it; none has a part."""
    found: list[tuple[Box, frozenset[int]]] = []
    for number, row in enumerate(rows):
        for box in row.boxes:
            left = [box]
            split: list[tuple[Box, frozenset[int]]] = []
            for known, over in found:
                common = meet(known, box)
                if common is None:
                    split.append((known, over))
                    continue
                split.append((common, over | {number}))
                split += [(part, over) for part in without(known, box)]
                left = [part for one in left for part in without(one, common)]
            found = [*split, *((part, frozenset((number,))) for part in left)]
    return found


def _first(box: Box) -> tuple[int, ...]:
    return tuple((mask & -mask).bit_length() - 1 for mask in box)


def circumstances(
    atoms: Atoms, clauses: Sequence[int], situation: Mapping[int, bool], times: Iterable[int]
) -> tuple[tuple[int, int, bool], ...]:
    """The value on these days of each circumstance that these clauses mention; those that do not matter are false."""
    some = set(clauses)
    named: set[int] = set()
    for norm in atoms.whole.norms:
        if norm.clause in some:
            named |= variables(norm.when, norm.holds or TRUE, *(said for _, said in norm.exempt))
    values = {**atoms.settled, **situation}
    count = atoms.whole.sizes[TIME]
    return tuple(
        (name, time, values.get(name * count + atoms.first[time], False))
        for name in sorted(named & atoms.whole.facts)
        for time in sorted(times)
    )


def _places(atoms: Atoms, on: Sequence[Atom]) -> Iterator[Place]:
    """Places where these orders cannot be kept, a floor at a time where there are no caps."""
    floors = [atom for atom in on if atom.floor]
    zeros = [atom for atom in on if atom.zero]
    if any(atom.cap for atom in on):
        groups: list[list[Atom]] = [list(on)]
    else:
        groups = []
        forbidden = [box for atom in zeros for box in atom.boxes]
        for floor in floors:
            box = next(clashing(pieces_of(floor), forbidden), None)
            if box is not None:
                point = tuple(mask & -mask if per else ALL for mask, per in zip(box, floor.per, strict=True))
                groups.append([cut for atom in (floor, *zeros) if (cut := _at(atom, point)).boxes])
    for group in groups:
        numbered = dict(enumerate(group))
        for table in tables(numbered, atoms.system.sizes, atoms.system.spans):
            for rows in table.parts(frozenset(numbered)):
                if not table.holds(frozenset(numbered), rows):
                    yield Place(table, numbered, rows)


def _at(atom: Atom, point: Box) -> Atom:
    return replace(atom, boxes=tuple(both for box in atom.boxes if (both := meet(box, point)) is not None))


def _fewest(place: Place) -> tuple[frozenset[int], int, int]:
    """Atoms, floors and caps of a place of which none can be left out."""
    table, atoms, floors = place.table, frozenset(place.atoms), place.floors
    caps = 0
    for one in table.cells:
        caps |= one.caps if one.floors & floors else 0
    for row in bits(floors):
        if not table.holds(atoms, floors & ~(1 << row), caps):
            floors &= ~(1 << row)
    for row in bits(caps):
        if not table.holds(atoms, floors, caps & ~(1 << row)):
            caps &= ~(1 << row)
    for number, atom in place.atoms.items():
        if atom.zero and not table.holds(atoms - {number}, floors, caps):
            atoms -= {number}
    return frozenset(number for number in atoms if place.atoms[number].zero), floors, caps


def joined(boxes: Sequence[Box], seen: Witness) -> tuple[Box, ...]:
    """The same cells in few boxes that do not overlap; the one in which the witness lies comes first."""
    found = tuple(boxes) if len(boxes) < 2 else tidy(boxes)
    if not seen.cells:
        return found
    place = seen.cells[0].place
    return tuple(sorted(found, key=lambda box: not all(m >> at & 1 for m, at in zip(box, place, strict=True))))


def unconditional(orders: Sequence[Atom], atoms: Atoms) -> bool:
    """Whether they hold whatever the circumstances and choices."""
    return all(atom.holds is None and atoms.elements[atom.element].when == TRUE for atom in orders)


def examined(atoms: Atoms, orders: Sequence[Atom], answers: Answers) -> tuple[list[Box], Witness]:
    """Region and witness, both at once where nothing is decided and no circumstance matters."""
    if not (unconditional(orders, atoms) and any(atom.cap for atom in orders)):
        return region(atoms, orders), witness(atoms, orders, answers)
    places = list(_places(atoms, orders))
    made = _Making(atoms)
    made.add_place(places[0])
    boxes = [box for place in places for box in place.table.boxes(place.floors)]
    return boxes, made.witness(orders, answers)


def pairwise(atoms: Atoms, orders: Sequence[Atom], answers: Answers) -> tuple[list[Box], Witness] | None:
    """Region and witness where one prohibition alone forbids all of a floor, the commonest case; None otherwise."""
    floors = [atom for atom in orders if atom.floor]
    zeros = [atom for atom in orders if atom.zero]
    if len(floors) != 1 or len(zeros) != 1 or len(orders) != 2 or not unconditional(orders, atoms):
        return None
    boxes = list(clashing(pieces_of(floors[0]), zeros[0].boxes))
    if not boxes:
        return None
    first = _first(boxes[0])
    point = tuple(1 << at if per else ALL for at, per in zip(first, floors[0].per, strict=True))
    like = cells(box for part in floors[0].boxes if (box := meet(part, point)) is not None)
    told = (_told(atoms, floors[0], floors[0].bound, first[TIME]), _told(atoms, zeros[0], 0, first[TIME]))
    clauses = [order.clause for order in told]
    return boxes, Witness(circumstances(atoms, clauses, {}, {first[TIME]}), answers, (Cell(first, like),), told)


def _told(atoms: Atoms, atom: Atom, bound: int, time: int) -> Order:
    return Order(atoms.elements[atom.element].clause, atom.sense, bound, (0,), time=time)
