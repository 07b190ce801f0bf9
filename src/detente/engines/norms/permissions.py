"""Weak conflicts: a permission against a prohibition of some of the same cells, or against an order on statuses.

A permission is taken as a wish for an amount above 0 in each of its cells: there is a conflict in a cell if in some
situation nothing that the parties decide makes it possible there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from detente.engines.norms.atoms import Atom, Atoms
from detente.engines.norms.booleans import assignments, conjunction, disjunction, negation, simplify, truth, variables
from detente.engines.norms.model import FALSE, TRUE, Boolean, Sense
from detente.engines.scopes import Box, Boxes, meet, meeting, without

MOST_VARIABLES = 16
"""Variables of one pair of clauses that are tried in all combinations; beyond, nothing is claimed."""


@dataclass
class Pair:
    """Where a permission's clause and another's orders meet, under the answers of both: boxes, each with a condition.

    `boxes` is empty where the permission is one of a status, on `days`.
    """

    clauses: tuple[int, int]
    answers: tuple[tuple[int, int], ...]
    boxes: list[tuple[Box, Boolean]]
    said: list[Boolean]
    days: int = 0


def stands(condition: Boolean, choices: frozenset[int]) -> bool:
    """Whether it holds in some situation whatever is chosen."""
    if condition in (TRUE, FALSE):
        return condition == TRUE
    names = variables(condition)
    if len(names) > MOST_VARIABLES:
        return False
    for situation in assignments(names - choices):
        left = simplify(condition, situation)
        if all(truth(left, chosen) for chosen in assignments(variables(left))):
            return True
    return False


def weak(atoms: Atoms) -> list[Pair]:
    """All pairs of clauses with a weak conflict, the permission's clause first, one entry for each set of answers."""
    found: dict[tuple[int, int, tuple[tuple[int, int], ...]], Pair] = {}
    for permission, order, box in _meetings(atoms):
        pair = _pair(atoms, permission, order, found)
        if pair is not None:
            when = conjunction((atoms.elements[permission.element].when, atoms.elements[order.element].when))
            pair.boxes.append((box, when))
    kept = []
    for pair in found.values():
        pair.boxes = list(standing(pair.boxes, atoms.system.choices))
        if pair.boxes:
            kept.append(pair)
    return [*kept, *_of_statuses(atoms)]


def _meetings(atoms: Atoms) -> Iterator[tuple[Atom, Atom, Box]]:
    may = [(atom, box) for atom in atoms.atoms if atom.sense is Sense.MAY for box in atom.boxes]
    zero = [(atom, box) for atom in atoms.atoms if atom.zero for box in atom.boxes]
    if may and zero:
        one, other = (Boxes.of([[box] for _, box in part], atoms.system.sizes) for part in (may, zero))
        lefts, rights = meeting(one, other)
        for left, right in zip(lefts.tolist(), rights.tolist(), strict=True):
            common = meet(may[left][1], zero[right][1])
            if common is not None:
                yield may[left][0], zero[right][0], common


def _pair(
    atoms: Atoms,
    permission: Atom,
    order: Atom,
    found: dict[tuple[int, int, tuple[tuple[int, int], ...]], Pair],
) -> Pair | None:
    one, other = atoms.elements[permission.element], atoms.elements[order.element]
    if one.clause == other.clause:
        return None
    answers = merged(one.answers, other.answers) if one.answers or other.answers else ()
    if answers is None:
        return None
    key = one.clause, other.clause, answers
    return found.setdefault(key, Pair((one.clause, other.clause), answers, [], []))


def merged(one: Iterable[tuple[int, int]], other: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...] | None:
    """All these answers, sorted; None where two are to one question."""
    both = set(one) | set(other)
    return tuple(sorted(both)) if len({question for question, _ in both}) == len(both) else None


def standing(boxes: Sequence[tuple[Box, Boolean]], choices: frozenset[int]) -> Iterator[tuple[Box, Boolean]]:
    """The boxes, cut where it matters, in which one of the conditions holds in some situation whatever is chosen."""
    open_ = []
    for box, said in boxes:
        if not variables(said) & choices:
            if stands(said, choices):
                yield box, said
        elif said != FALSE:
            open_.append((box, said))
    cut: list[tuple[Box, list[Boolean]]] = []
    for box, said in open_:
        left = [box]
        parted: list[tuple[Box, list[Boolean]]] = []
        for known, conditions in cut:
            common = meet(known, box)
            if common is None:
                parted.append((known, conditions))
                continue
            parted.append((common, [*conditions, said]))
            parted += [(part, conditions) for part in without(known, box)]
            left = [part for one in left for part in without(one, common)]
        cut = [*parted, *((part, [said]) for part in left)]
    for box, conditions in cut:
        if stands(disjunction(conditions), choices):
            yield box, disjunction(conditions)


def _of_statuses(atoms: Atoms) -> Iterator[Pair]:
    """Permissions of a status that a clause's orders on statuses, possible by themselves, leave no room for."""
    choices = atoms.system.choices
    held = [atom for atom in atoms.atoms if atom.holds is not None]
    for permission in held:
        wish = wanted(atoms, permission)
        if permission.sense is not Sense.MAY or stands(negation(wish), choices):
            continue
        grouped: dict[tuple[int, int, tuple[tuple[int, int], ...]], Pair] = {}
        for order in held:
            if order.sense is Sense.HOLDS and order.days & permission.days:
                _pair(atoms, permission, order, grouped)
        for pair in grouped.values():
            ordered = conjunction(
                wanted(atoms, order)
                for order in held
                if order.sense is Sense.HOLDS
                and order.days & permission.days
                and atoms.elements[order.element].clause == pair.clauses[1]
                and set(atoms.elements[order.element].answers) <= set(pair.answers)
            )
            pair.said, pair.days = [wish, ordered], permission.days
            if stands(negation(conjunction(pair.said)), choices) and not stands(negation(ordered), choices):
                yield pair


def wanted(atoms: Atoms, atom: Atom) -> Boolean:
    """What an order on statuses, or a permission of one taken as a wish, needs to hold."""
    return disjunction((negation(atoms.elements[atom.element].when), atom.holds or TRUE))


def situation_of(condition: Boolean, choices: frozenset[int]) -> Mapping[int, bool]:
    """The first situation in which it holds whatever is chosen."""
    for situation in assignments(variables(condition) - choices):
        left = simplify(condition, situation)
        if all(truth(left, chosen) for chosen in assignments(variables(left))):
            return situation
    return {}
