"""Sets of actors in few names: groups first, then single actors."""

from __future__ import annotations

from datetime import date

from detente.case.model import Case
from detente.case.treaties.model import Expression, Provision, Term, TermReading, Treaty
from detente.space.treaties.meaning import Meanings
from detente.space.treaties.questions import Terms, Undecided
from detente.space.treaties.sets import LOW, Sets
from detente.space.treaties.universe import BEARER, Universe, bits


def actors_in_short(mask: int, day: date, case: Case, universe: Universe, sets: Sets) -> tuple[str, ...]:
    """A set of actors in few names: single actors, and groups that are wholly inside on that day.

    The largest groups come first; one that would add a single actor only is left out, and the actor named.
    """
    groups = {name: sets.members(name, day) for name in case.treaties.inventory.groups}
    found: list[str] = []
    left = mask
    for name in sorted(groups, key=lambda name: -groups[name].bit_count()):
        inside = groups[name]
        if inside & mask == inside and (inside & left).bit_count() > 1:
            found.append(name)
            left &= ~inside
    single = universe.bearers.words(left) if left else []
    return (*single, *found)


class Judging:
    """Who judges whether a self-judging provision applies: its counterparty; and who is bound by it."""

    def __init__(self, case: Case, universe: Universe, sets: Sets, entered: dict[str, date]) -> None:
        self._case, self._universe, self._sets, self._entered = case, universe, sets, entered

    def __call__(self, treaty: Treaty, provision: Provision, terms: Terms) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The counterparty and the bearers on the day of entry into force, in few names.

        What depends on a disputed term stands as it was written.
        """
        content = provision.content
        bound = self._who(treaty, content.bearer, content.counterparty, terms, 0)
        if isinstance(bound, int):
            judges = self._who(treaty, content.counterparty, None, terms, bound)
        else:
            judges = content.counterparty.text if content.counterparty else 0
        return self._names(judges, treaty), self._names(bound, treaty)

    def _names(self, who: int | str, treaty: Treaty) -> tuple[str, ...]:
        if isinstance(who, str):
            return (who,)
        return actors_in_short(who, self._entered[treaty.id], self._case, self._universe, self._sets)

    def _who(
        self, treaty: Treaty, given: Expression | None, owed: Expression | None, terms: Terms, bearers: int
    ) -> int | str:
        if given is None:
            return 0

        try:
            meaning = Meanings(treaty, terms, _only).close(given, owed)
        except Undecided:
            return given.text
        plan = self._sets.plan(meaning, BEARER)
        time = self._universe.day(self._entered[treaty.id])
        found = 0
        for who in bits(bearers) if bearers else [-1]:
            found |= plan.at(time, who)[LOW]
        return found


def _only(_: str, term: Term) -> TermReading:
    if len(term.readings) > 1:
        raise Undecided(-1)
    return term.readings[0]
