"""All contradictions of a system of norms: smallest sets of clauses that cannot be kept together in some situation.

`docs/explanation/treaties.md`, section 3. Floors alone make demands, so work begins at them: prohibitions that leave a
floor no cell are minimal covers (`covers`), floors that share caps are small integer programmes (`slices`, `amounts`)
explained by MARCO, statuses are put over both by a SAT solver (`clashes`). What was found in parts is minimal for each
coherent set of readings (`readings`), with exact region and witness (`witnesses`). Permissions go pairwise
(`permissions`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod

from detente.engines.norms.amounts import Undecided
from detente.engines.norms.atoms import Atom, Atoms
from detente.engines.norms.booleans import conjunction, negation, simplify, variables
from detente.engines.norms.clashes import Clashes
from detente.engines.norms.covers import TooManyCells
from detente.engines.norms.model import FALSE, TIME, TRUE, Sense, System
from detente.engines.norms.permissions import Pair, merged, situation_of, wanted, weak
from detente.engines.norms.readings import Answers, Judged, Named, name
from detente.engines.norms.witnesses import (
    Cell,
    Order,
    TooManyScenes,
    Witness,
    circumstances,
    examined,
    incompatible,
    joined,
    kept,
    pairwise,
    region,
)
from detente.engines.scopes import Box

OBLIGED, SHORT, STATUS, PERMITTED = "obliged and forbidden", "cap below floor", "status", "permitted and forbidden"
"""Kinds of contradictions; the last is weak."""

MOST_EXTENDED = 256
"""Combinations of answers left open over which a region is put together."""

MOST_TOLD = 100
"""Contradictions, the smallest first, that are still told in full once the search was stopped."""

_SMALL = 10


@dataclass(frozen=True)
class Contradiction:
    """A smallest set of clauses that cannot be kept together.

    `answers` are the readings that bring it about, () where it is textual; `held_by` are those who hold all of them.
    `region` are boxes that do not overlap, over all situations and all answers that `answers` leaves open; () where
    statuses alone clash.
    """

    clauses: tuple[int, ...]
    kind: str
    textual: bool
    answers: Answers
    held_by: tuple[int, ...]
    region: tuple[Box, ...]
    witness: Witness

    @property
    def weak(self) -> bool:
        """Whether it is kept by not using a permission."""
        return self.kind == PERMITTED


@dataclass(frozen=True)
class Contradictions:
    """What was found; `complete` False: there may be more."""

    found: tuple[Contradiction, ...]
    complete: bool


def contradictions(
    system: System, judged: Judged | None = None, stop: Callable[[], bool] = lambda: False
) -> Contradictions:
    """All contradictions, strong before weak, textual before those that need readings, few clauses before many.

    `judged` says who holds which answer and its weight. Where `stop()` ends it early, or a part is too large, what was
    found is given and `complete` is False.
    """
    asking = _Asking(Atoms.of(system), judged or Judged(), stop)
    found = [*asking.strong(), *asking.weak()]
    found.sort(key=lambda one: (one.weak, not one.textual, len(one.answers), len(one.clauses), one.clauses))
    return Contradictions(tuple(found), asking.complete)


class _Asking:
    def __init__(self, atoms: Atoms, judged: Judged, stop: Callable[[], bool]) -> None:
        self.atoms, self.judged, self.stop = atoms, judged, stop
        self.complete = True
        self.asked = _questions(atoms)

    def strong(self) -> Iterator[Contradiction]:
        """Those that nobody can keep."""
        found = Clashes(self.atoms, self.stop).all()
        self.complete &= found.complete
        clashes: dict[frozenset[int], set[Answers]] = {}
        for elements in found.sets:
            members = [self.atoms.elements[element] for element in elements]
            answers: Answers | None = ()
            for member in members:
                answers = None if answers is None else merged(answers, member.answers)
            if answers is not None:
                clashes.setdefault(frozenset(member.clause for member in members), set()).add(answers)
        left = MOST_TOLD
        for clauses, own in sorted(clashes.items(), key=lambda one: (len(one[0]), sorted(one[0]))):
            if self.stop():
                self.complete, left = False, left - 1
            if left < 0:
                return
            below = [answers for less in _smaller(clauses, clashes) for answers in clashes[less]]
            named = name(sorted(own), below, self.atoms.system.questions, self.judged)
            if named is not None:
                self.complete &= named.exact
                yield from self._told(tuple(sorted(clauses)), named)

    def _told(self, clauses: tuple[int, ...], named: Named) -> Iterator[Contradiction]:
        extended = list(self._extended(clauses, named))
        first = kept(self.atoms, clauses, extended[0])
        quick = pairwise(self.atoms, first, extended[0]) if len(extended) == 1 else None
        if quick is not None:
            kind = OBLIGED if all(_forbids(self.atoms, atom) for atom in first if atom.zero) else SHORT
            held = self.judged.held_by(named.answers)
            yield Contradiction(clauses, kind, named.textual, named.answers, held, joined(*quick), quick[1])
            return
        try:
            boxes, seen = examined(self.atoms, first, extended[0])
            boxes += [box for answers in extended[1:] for box in region(self.atoms, kept(self.atoms, clauses, answers))]
            kind = self._kind(first)
        except (TooManyScenes, TooManyCells, Undecided):
            self.complete = False
            return
        held = self.judged.held_by(named.answers)
        yield Contradiction(clauses, kind, named.textual, named.answers, held, joined(boxes, seen), seen)

    def _extended(self, clauses: Sequence[int], named: Named) -> Iterator[Answers]:
        """The answers to all questions that these clauses ask, for each combination that was named."""
        known = {question for answers in named.combinations for question, _ in answers}
        rest = sorted({question for clause in clauses for question in self.asked.get(clause, ())} - known)
        sizes = [self.atoms.system.questions[question] for question in rest]
        if len(named.combinations) * prod(sizes) > MOST_EXTENDED:
            self.complete = False
            sizes = [1] * len(rest)
        for answers in named.combinations:
            for chosen in _each(sizes):
                yield tuple(sorted((*answers, *zip(rest, chosen, strict=True))))

    def _kind(self, orders: Sequence[Atom]) -> str:
        if any(atom.holds is not None for atom in orders):
            amounts = [atom for atom in orders if atom.holds is None]
            if not incompatible(self.atoms, amounts):
                return STATUS
            orders = amounts
        plain = [atom for atom in orders if atom.sense is not Sense.AT_MOST or _forbids(self.atoms, atom)]
        return OBLIGED if len(plain) == len(orders) or incompatible(self.atoms, plain) else SHORT

    def weak(self) -> Iterator[Contradiction]:
        """Permissions of what others forbid."""
        if self.stop():
            self.complete = False
            return
        grouped: dict[tuple[int, ...], list[Pair]] = {}
        for pair in weak(self.atoms):
            grouped.setdefault(tuple(sorted(pair.clauses)), []).append(pair)
        for clauses, pairs in grouped.items():
            named = name(sorted({pair.answers for pair in pairs}), [], self.atoms.system.questions, self.judged)
            if named is None:
                continue
            self.complete &= named.exact
            extended = [frozenset(full) for full in self._extended(clauses, named)]
            inside = [pair for pair in pairs if any(full.issuperset(pair.answers) for full in extended)]
            boxes = [box for pair in inside for box, _ in pair.boxes]
            first = next(pair for pair in inside if extended[0].issuperset(pair.answers))
            seen = self._permitted(first, tuple(sorted(extended[0])))
            held = self.judged.held_by(named.answers)
            yield Contradiction(clauses, PERMITTED, named.textual, named.answers, held, joined(boxes, seen), seen)

    def _permitted(self, pair: Pair, answers: Answers) -> Witness:
        clauses, choices = pair.clauses, self.atoms.system.choices
        if not pair.boxes:
            situation = situation_of(negation(conjunction(pair.said)), choices)
            days = pair.days & (1 << self.atoms.whole.sizes[TIME]) - 1
            time = (days & -days).bit_length() - 1
            held = [
                self._order(atom, 0, (), situation, time)
                for clause in clauses
                for atom in self.atoms.of_clause[clause]
                if atom.holds is not None
                and atom.days & pair.days
                and self._stands(atom, clauses, answers)
                and (clause == clauses[1] if atom.sense is Sense.HOLDS else wanted(self.atoms, atom) == pair.said[0])
            ]
            facts = circumstances(self.atoms, clauses, situation, {time})
            return Witness(facts, answers, (), _live(held))
        box, said = pair.boxes[0]
        place = tuple((mask & -mask).bit_length() - 1 for mask in box)
        situation = situation_of(said, choices)
        facts = circumstances(self.atoms, clauses, situation, {place[TIME]})
        orders = [
            self._order(atom, atom.bound, (0,), situation, place[TIME])
            for clause in clauses
            for atom in self.atoms.of_clause[clause]
            if (atom.sense is Sense.MAY or atom.zero)
            and any(all(mask >> at & 1 for mask, at in zip(part, place, strict=True)) for part in atom.boxes)
            and self._stands(atom, clauses, answers)
        ]
        orders = [order for order in orders if (order.sense is Sense.MAY) == (order.clause == clauses[0])]
        cells = (Cell(place, 1),)
        return Witness(facts, answers, cells, _live(orders))

    def _stands(self, atom: Atom, clauses: Sequence[int], answers: Answers) -> bool:
        element = self.atoms.elements[atom.element]
        return element.clause in clauses and set(element.answers) <= set(answers)

    def _order(self, atom: Atom, bound: int, cells: tuple[int, ...], situation: Mapping[int, bool], time: int) -> Order:
        element = self.atoms.elements[atom.element]
        named = variables(element.when, atom.holds or TRUE) & self.atoms.system.facts
        situation = {**dict.fromkeys(named, False), **situation}
        holds = None if atom.holds is None else simplify(atom.holds, situation)
        return Order(element.clause, atom.sense, bound, cells, simplify(element.when, situation), holds, time)


def _live(orders: Sequence[Order]) -> tuple[Order, ...]:
    """Without those that order nothing in this situation, each once."""
    return tuple(dict.fromkeys(order for order in orders if order.when != FALSE))


def _forbids(atoms: Atoms, atom: Atom) -> bool:
    """Whether it is a prohibition, not a baseline or a cap of 0."""
    return atom.zero and all(atoms.system.norms[atom.norm].per)


def _questions(atoms: Atoms) -> Mapping[int, set[int]]:
    asked: dict[int, set[int]] = {}
    for element in atoms.elements:
        asked.setdefault(element.clause, set()).update(question for question, _ in element.answers)
    return asked


def _smaller(clauses: frozenset[int], known: Mapping[frozenset[int], object]) -> Iterator[frozenset[int]]:
    """The known sets that are smaller parts of this one."""
    if len(clauses) > _SMALL:
        yield from (less for less in known if less < clauses)
        return
    for size in range(1, len(clauses)):
        for some in combinations(sorted(clauses), size):
            if (less := frozenset(some)) in known:
                yield less


def _each(sizes: Sequence[int]) -> Iterator[tuple[int, ...]]:
    from itertools import product

    yield from product(*map(range, sizes))
