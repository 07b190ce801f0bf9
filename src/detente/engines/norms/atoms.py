"""Norms taken apart: plain orders on cells, each of one *element* (a clause, under some answers, in some condition).

Variables that only ever help (choices) or only ever hinder (facts) when true, or when false, are settled first: who
decides takes the value that helps, and of the situations the worst is among those with the value that hinders.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from detente.engines.norms.booleans import conjunction, disjunction, negation, simplify
from detente.engines.norms.days import by_day
from detente.engines.norms.model import FALSE, SIDES, TRUE, Boolean, Norm, Sense, System
from detente.engines.scopes import Box, classes, difference, disjoint, meet

MOST_VARIANTS = 256
"""Combinations of exceptions of one cap or floor, within one slice, that are told apart."""


@dataclass(frozen=True)
class Element:
    """What stands or falls as one: a clause's orders under these answers that hold in this condition."""

    clause: int
    answers: tuple[tuple[int, int], ...]
    when: Boolean


@dataclass(frozen=True, eq=False)
class Atom:
    """One plain order: boxes that do not overlap, a bound for each value of the `per` dimensions.

    Of `HOLDS` and of a permission of a status the order is `holds`, on `days`.
    """

    element: int
    norm: int
    sense: Sense
    boxes: tuple[Box, ...]
    bound: int
    per: tuple[bool, ...]
    holds: Boolean | None = None
    days: int = 0

    @property
    def zero(self) -> bool:
        """Whether it forbids all of its cells."""
        return self.sense is Sense.AT_MOST and self.bound <= 0

    @property
    def cap(self) -> bool:
        """Whether it limits, and does not forbid."""
        return self.sense is Sense.AT_MOST and self.bound > 0

    @property
    def floor(self) -> bool:
        """Whether it obliges to some amount."""
        return self.sense is Sense.AT_LEAST and self.bound > 0


@dataclass
class Atoms:
    """A system as elements and atoms; `settled` are the variables settled beforehand. `exact` False: parts left out.

    `system` has a variable for each variable of `whole` and class of days, `first` the first of each day's class.
    """

    system: System
    whole: System
    first: tuple[int, ...]
    elements: list[Element] = field(default_factory=list)
    atoms: list[Atom] = field(default_factory=list)
    settled: dict[int, bool] = field(default_factory=dict)
    exact: bool = True
    of_clause: dict[int, list[Atom]] = field(default_factory=dict)
    _index: dict[Element, int] = field(default_factory=dict)

    @classmethod
    def of(cls, system: System) -> Atoms:
        """Take a system apart."""
        days = by_day(system)
        made = cls(days.system, system, days.first, settled=dict(days.settled))
        for number, norm in enumerate(made.system.norms):
            made._add(number, norm)
        for atom in made.atoms:
            made.of_clause.setdefault(made.elements[atom.element].clause, []).append(atom)
        return made

    def _add(self, number: int, norm: Norm) -> None:
        when = simplify(norm.when, self.settled)
        if when == FALSE:
            return
        if norm.holds is not None:
            element = self._element(norm, when)
            holds = simplify(norm.holds, self.settled)
            self.atoms.append(Atom(element, number, norm.sense, (), 0, norm.per, holds, norm.days))
            return
        exempt = [(tuple(disjoint(boxes)), simplify(said, self.settled)) for boxes, said in norm.exempt]
        exempt = [(boxes, said) for boxes, said in exempt if said != FALSE]
        cellwise = norm.sense is Sense.MAY or (norm.sense is Sense.AT_MOST and norm.bound <= 0)
        for boxes, conditions in _pieces(norm.scope, exempt) if cellwise else self._variants(norm, exempt):
            said = conjunction((when, *conditions))
            if boxes and said != FALSE:
                self.atoms.append(Atom(self._element(norm, said), number, norm.sense, boxes, norm.bound, norm.per))

    def _element(self, norm: Norm, when: Boolean) -> int:
        element = Element(norm.clause, norm.answers, when)
        if element not in self._index:
            self._index[element] = len(self.elements)
            self.elements.append(element)
        return self._index[element]

    def _variants(
        self, norm: Norm, exempt: Sequence[tuple[tuple[Box, ...], Boolean]]
    ) -> Iterator[tuple[tuple[Box, ...], list[Boolean]]]:
        """A cap's or floor's scope under each combination of its exceptions, apart in the dimensions of its sums."""
        for scope in _slices(norm, exempt, self.system.sizes):
            inside = [(boxes, said) for boxes, said in exempt if any(meet(a, b) for a in scope for b in boxes)]
            if 1 << sum(said != TRUE for _, said in inside) > MOST_VARIANTS:
                self.exact = False
                continue
            variants: list[tuple[tuple[Box, ...], list[Boolean]]] = [(scope, [])]
            for boxes, said in inside:
                out = [(difference(left, boxes), [*known, said]) for left, known in variants]
                variants = (
                    out if said == TRUE else [*out, *((left, [*known, negation(said)]) for left, known in variants)]
                )
            yield from variants


def _pieces(
    scope: tuple[Box, ...], exempt: Sequence[tuple[tuple[Box, ...], Boolean]]
) -> Iterator[tuple[tuple[Box, ...], list[Boolean]]]:
    """A scope in pieces, each with the condition under which no exception takes it out."""
    pieces: list[tuple[tuple[Box, ...], list[Boolean]]] = [(scope, [])]
    for boxes, said in exempt:
        split = []
        for left, known in pieces:
            outside = difference(left, boxes)
            split.append((outside, known))
            if said != TRUE:
                split.append((difference(left, outside), [*known, said]))
        pieces = [piece for piece in split if piece[0]]
    for left, known in pieces:
        yield left, [negation(disjunction(known))]


def _slices(
    norm: Norm, exempt: Sequence[tuple[tuple[Box, ...], Boolean]], sizes: Sequence[int]
) -> list[tuple[Box, ...]]:
    """The scope cut where exceptions begin and end, in the dimensions of which each value has a sum of its own."""
    scopes = [norm.scope]
    if sum(said != TRUE for _, said in exempt) < 2:
        return scopes
    for side in range(SIDES):
        if norm.per[side]:
            masks = {_union(boxes, side) for boxes, _ in exempt}
            cuts = classes(sorted(masks), sizes[side])
            scopes = [part for scope in scopes for cut in cuts if (part := _within(scope, side, cut))]
    return scopes


def _union(boxes: Sequence[Box], side: int) -> int:
    mask = 0
    for box in boxes:
        mask |= box[side]
    return mask


def _within(boxes: Sequence[Box], side: int, mask: int) -> tuple[Box, ...]:
    return tuple((*box[:side], box[side] & mask, *box[side + 1 :]) for box in boxes if box[side] & mask)
