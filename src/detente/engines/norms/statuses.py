"""Statuses over clashes: which sets of elements cannot be kept whatever the parties decide.

A clash of amounts that depends on statuses or consents is a clause of a satisfiability problem, beside the orders on
statuses themselves; its minimal unsatisfiable sets come from `engines.search`, situation by situation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from detente.engines.masks import bits
from detente.engines.norms.atoms import Atom, Atoms
from detente.engines.norms.booleans import assignments, conjunction, simplify, truth, variables
from detente.engines.norms.model import FALSE, TRUE, Boolean, Sense

Stop = Callable[[], bool]

MOST_FACTS = 12
"""Circumstances that one question of statuses may depend on; beyond, the answer is not complete."""


@dataclass
class Found:
    """Minimal clashing sets of elements; `complete` False: perhaps not all."""

    sets: set[frozenset[int]]
    complete: bool = True


class Deciding:
    """What the parties cannot decide their way out of."""

    def __init__(self, atoms: Atoms, rivals: Mapping[int, int], stop: Stop) -> None:
        self.atoms, self.rivals, self.stop = atoms, rivals, stop

    def decided(self, found: Found) -> Found:
        """Clashes that stand whatever the parties decide; those that depend on it are put together."""
        choices = self.atoms.system.choices
        certain = Found(set(), found.complete)
        open_: list[tuple[frozenset[int], Boolean]] = []
        for one in found.sets:
            said = conjunction(self.atoms.elements[element].when for element in one)
            names = variables(said)
            if said == TRUE or (said != FALSE and not names & choices and self._possible(said, certain)):
                certain.sets.add(one)
            elif said != FALSE and names & choices:
                open_.append((one, said))
        orders = [atom for atom in self.atoms.atoms if atom.holds is not None and atom.sense is Sense.HOLDS]
        for group, decided in _tied(open_, orders, self.atoms, choices):
            self._statuses(group, decided, certain)
        return certain

    def _possible(self, said: Boolean, found: Found) -> bool:
        names = variables(said)
        if len(names) > MOST_FACTS:
            found.complete = False
            return False
        return any(truth(said, values) for values in assignments(names))

    def _statuses(self, group: Sequence[tuple[frozenset[int], Boolean]], orders: Sequence[Atom], found: Found) -> None:
        said = [condition for _, condition in group]
        said += [self.atoms.elements[atom.element].when for atom in orders]
        said += [atom.holds for atom in orders if atom.holds is not None]
        names = variables(*said)
        facts = names - self.atoms.system.choices
        if len(facts) > MOST_FACTS:
            found.complete = False
            return
        members = sorted({element for one, _ in group for element in one} | {atom.element for atom in orders})
        new: set[frozenset[int]] = set()
        for situation in assignments(facts):
            for conflict in self._in_situation(group, orders, members, sorted(names - facts), situation):
                if free_of(self.rivals, conflict):
                    new.add(conflict)
            if self.stop():
                found.complete = False
                break
        found.sets |= new

    def _in_situation(
        self,
        group: Sequence[tuple[frozenset[int], Boolean]],
        orders: Sequence[Atom],
        members: Sequence[int],
        choices: Sequence[int],
        situation: dict[int, bool],
    ) -> Iterator[frozenset[int]]:
        from detente.engines.formulas import Formulas
        from detente.engines.search import Search

        formulas = Formulas([2] * (len(choices) + len(members)))
        place = {name: number for number, name in enumerate(choices)}
        active = {element: formulas.literal(len(choices) + n, 2) for n, element in enumerate(members)}

        def formula(one: Boolean) -> int:
            match one[0]:
                case "var":
                    return formulas.literal(place[one[1]], 2)
                case "not":
                    return formulas.negate(formula(one[1]))
                case "and":
                    return formulas.all([formula(part) for part in one[1]])
                case "or":
                    return formulas.any([formula(part) for part in one[1]])
                case word:
                    return formulas.all([]) if word == "true" else formulas.any([])

        hard = []
        for one, said in group:
            parts = [active[element] for element in sorted(one)]
            hard.append(formulas.negate(formulas.all([*parts, formula(simplify(said, situation))])))
        for atom in orders:
            when = simplify(self.atoms.elements[atom.element].when, situation)
            holds = simplify(atom.holds or TRUE, situation)
            broken = formulas.all([active[atom.element], formula(when), formulas.negate(formula(holds))])
            hard.append(formulas.negate(broken))
        own = {number: [0, 0] for number in range(len(choices))}
        own |= {len(choices) + n: [1 << n, 0] for n in range(len(members))}
        search = Search(formulas, range(len(choices) + len(members)), hard, [], own)
        for kind, mask in search.explain((1 << len(members)) - 1, self.stop):
            if kind == "conflict":
                yield frozenset(members[bit] for bit in bits(mask))


def free_of(apart: Mapping[int, int], elements: Iterable[int]) -> bool:
    """Whether no two of these elements are apart."""
    mask = reduce(or_, (1 << element for element in elements), 0)
    return not any(apart[element] & mask for element in bits(mask) if element in apart)


def rivals_of(atoms: Atoms) -> dict[int, int]:
    """For each element, those that presuppose another answer to one of its questions, as a mask."""
    answered: dict[int, dict[int, int]] = {}
    for number, element in enumerate(atoms.elements):
        for question, answer in element.answers:
            by_answer = answered.setdefault(question, {})
            by_answer[answer] = by_answer.get(answer, 0) | 1 << number
    rivals: dict[int, int] = {}
    for by_answer in answered.values():
        whole = reduce(or_, by_answer.values())
        for mask in by_answer.values():
            for number in bits(mask):
                rivals[number] = rivals.get(number, 0) | whole & ~mask
    return rivals


def apart_of(atoms: Atoms, rivals: Mapping[int, int]) -> dict[int, int]:
    """For each element, those that never hold when it does: rivals, and those in the reverse condition."""
    apart = dict(rivals)
    conditional = [number for number, element in enumerate(atoms.elements) if element.when != TRUE]
    for place, one in enumerate(conditional):
        for other in conditional[:place]:
            said = atoms.elements[one].when, atoms.elements[other].when
            if atoms.elements[one].clause == atoms.elements[other].clause and conjunction(said) == FALSE:
                apart[one] = apart.get(one, 0) | 1 << other
                apart[other] = apart.get(other, 0) | 1 << one
    return apart


def _tied(
    open_: Sequence[tuple[frozenset[int], Boolean]], orders: Sequence[Atom], atoms: Atoms, choices: frozenset[int]
) -> Iterator[tuple[list[tuple[frozenset[int], Boolean]], list[Atom]]]:
    """Conditional clashes and orders on statuses in groups that share no choice."""
    groups: list[tuple[frozenset[int], list[tuple[frozenset[int], Boolean]], list[Atom]]] = []
    things: list[tuple[frozenset[int], list[tuple[frozenset[int], Boolean]], list[Atom]]] = [
        (variables(said) & choices, [(one, said)], []) for one, said in open_
    ]
    for atom in orders:
        names = variables(atoms.elements[atom.element].when, atom.holds or TRUE) & choices
        things.append((names, [], [atom]))
    for names, clashes, decided in things:
        apart = []
        for known, more, others in groups:
            if known & names:
                names, clashes, decided = names | known, [*more, *clashes], [*others, *decided]
            else:
                apart.append((known, more, others))
        groups = [*apart, (names, clashes, decided)]
    for _, clashes, decided in groups:
        yield clashes, decided
