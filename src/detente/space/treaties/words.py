"""What the words of one treaty hold on a day: its sets worked out by themselves, without its norms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import product

from detente.case.model import Case
from detente.case.treaties.expressions import Node, Signatories, names_in
from detente.case.treaties.model import Expression, Term, Treaty
from detente.space.treaties import timing
from detente.space.treaties.meaning import Meanings
from detente.space.treaties.sets import Plan, Sets
from detente.space.treaties.universe import BEARER, Universe, universe

Choice = Mapping[str, str]
"""A reading for each disputed term, both by id."""

PARTIES = Expression("parties", Signatories())


class Words:
    """The sets of a treaty as they are on a day, whatever its provisions begin with."""

    def __init__(self, case: Case, treaty: Treaty, on: date) -> None:
        self.treaty, self.on = treaty, on
        self.terms = {one.id: one for one in (*case.treaties.vocabulary.terms, *treaty.terms)}
        self.universe: Universe = universe(case, [treaty], timing.breaks(case, [treaty], {treaty.id: on}))
        self.day = self.universe.day(on)
        self._sets = Sets(case, self.universe)

    def plan(self, expression: Expression, side: int, choice: Choice, owed: Expression | None = None) -> Plan:
        """How a set is worked out once every disputed term in it is read as chosen."""

        def choose(_: str, term: Term) -> object:
            return next((one for one in term.readings if one.id == choice.get(term.id)), term.readings[0])

        terms = {name: (name, term) for name, term in self.terms.items()}
        meaning = Meanings(self.treaty, terms, choose).close(expression, owed)  # type: ignore[arg-type]  # a reading
        return self._sets.plan(meaning, side)

    def parties(self) -> int:
        """The signatories on the day; what is disputed of them is read as its first reading."""
        return self.plan(PARTIES, BEARER, {}).at(self.day)[0]

    def mentioned(self, expressions: Sequence[Expression], given: Choice | None = None) -> list[str]:
        """The terms that expressions mention, and those that these mention, under the readings that are given."""
        waiting = [name for one in expressions for name in _names(one) if name in self.terms]
        found: list[str] = []
        for name in waiting:  # grows: terms rest on terms
            if name in found:
                continue
            found.append(name)
            for reading in self.terms[name].readings:
                if (given or {}).get(name, reading.id) == reading.id:
                    waiting.extend(more for more in _names(reading.means) if more in self.terms)
        return found

    def choices(self, expressions: Sequence[Expression], given: Choice | None = None) -> Iterator[dict[str, str]]:
        """Every way to read the disputed terms that expressions rest on, beyond those that are given."""
        fixed = dict(given or {})
        disputed = [
            name
            for name in self.mentioned(expressions, fixed)
            if len(self.terms[name].readings) > 1 and name not in fixed
        ]
        for ways in product(*([one.id for one in self.terms[name].readings] for name in disputed)):
            yield fixed | dict(zip(disputed, ways, strict=True))


def _names(expression: Expression) -> tuple[str, ...]:
    tree = expression.tree
    return names_in(tree) if isinstance(tree, Node) else ()
