"""A provision under given answers as cells: its scope, what takes cells out of it, and where it applies.

Contradictions must be provable. So a scope holds only what certainly belongs to it, and exceptions take out all that
may belong to them; what lies between is kept apart as `partly`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from detente.case.treaties.model import SIDES, Content, Exemption, Expression, Provision, Treaty
from detente.engines.norms.model import FALSE, TRUE, Boolean
from detente.engines.scopes import Box, difference, disjoint, intersection
from detente.errors import DetenteError
from detente.space.treaties import timing
from detente.space.treaties.contraries import Contraries
from detente.space.treaties.meaning import Meanings
from detente.space.treaties.questions import Answers, Questions
from detente.space.treaties.sets import BLUR, DAY, HIGH, LOW, REACH, WHO, Plan, Sets
from detente.space.treaties.universe import ACTION, BEARER, TERRITORY, TIME, Universe, bits
from detente.space.treaties.variables import (
    ACT,
    CONSENT,
    Giving,
    Variable,
    Variables,
    both,
    negation,
)

Boxes = tuple[Box, ...]
Piece = tuple[Boxes, Boolean]
"""Cells, and the condition under which something holds there."""

_COUNTS = {"all": None, "any": 1}


@dataclass(frozen=True)
class Version:
    """A provision under some answers.

    `scope`: the cells that it certainly orders something of, without those that are always excepted. `partly`: cells
    that may belong to it, because geometry cuts through a place or nothing defines a term. `exempt`: cells that are out
    where the condition holds; of an obligation that forbids what its action is the contrary of, cells of that too, of
    which `lifted` are always out. `orders` is false for what binds nobody or is of a kind that orders nothing.
    """

    kind: str
    orders: bool
    scope: Boxes
    partly: Boxes
    when: Boolean
    exempt: tuple[Piece, ...]
    holds: Boolean | None
    trigger: Boxes | None
    settings: tuple[object, ...]
    bearers: tuple[int, ...] = ()
    """Who is bound, one mask an elementary interval of the provision's days; 0 on a day: nobody."""
    content: Content = field(compare=False, default_factory=lambda: Content("principle"))
    base: Boxes = field(compare=False, default=())
    """Its cells before anything is excepted."""
    lifted: Boxes = ()
    days: int = 0
    """The days on which it orders something of statuses, as a mask of elementary intervals."""


@dataclass(frozen=True)
class Clause:
    """A provision of a treaty, and the day from which the treaty is in force."""

    treaty: Treaty
    provision: Provision
    entry: date

    @property
    def name(self) -> str:
        """Its full name."""
        return self.treaty.name(self.provision.anchor)


class Versions:
    """Works out versions of clauses. Everything that takes an `Answers` raises Undecided where one is lacking."""

    def __init__(
        self,
        universe: Universe,
        sets: Sets,
        questions: Questions,
        variables: Variables,
        clauses: Mapping[str, Clause],
        contraries: Contraries,
    ) -> None:
        self._universe, self._sets, self._questions, self._variables = universe, sets, questions, variables
        self._contraries = contraries
        self._clauses = clauses
        self._numbers = {name: number for number, name in enumerate(clauses)}
        self._stronger = self._overriders()
        self._cells: dict[object, Boxes] = {}

    def _overriders(self) -> dict[str, list[str]]:
        """For each clause those that override it under some reading."""
        found: dict[str, list[str]] = {}
        for name, clause in self._clauses.items():
            for content in self._questions.contents(clause.treaty, clause.provision):
                for weaker in content.overrides:
                    known = found.setdefault(self._full(clause.treaty, weaker), [])
                    if name not in known:
                        known.append(name)
        return found

    @staticmethod
    def _full(treaty: Treaty, anchor: str) -> str:
        return anchor if "#" in anchor else treaty.name(anchor)

    # ------------------------------------------------------------------------------------------------------- versions

    def version(self, name: str, answers: Answers) -> Version:
        """A clause under these answers."""
        clause = self._clauses[name]
        content = self._questions.content(clause.treaty, clause.provision, answers)
        orders = content.binds and content.kind in ("obligation", "prohibition", "permission")
        if not orders:
            return Version(content.kind, False, (), (), TRUE, (), None, None, (), (), content)
        scope, exempt, lifted = self._scope(clause, content, answers, LOW, (name,))
        partly: Boxes = ()
        if self._blurred(clause, content, answers):
            partly = difference(self._scope(clause, content, answers, HIGH, (name,))[0], scope)
        status = None if content.status is None else self._holds(clause, content)
        return Version(
            content.kind,
            True,
            scope,
            partly,
            self._when(clause, content),
            exempt,
            status,
            self._trigger(clause, content, answers),
            _settings(content),
            self._bound(clause, content, answers),
            content,
            self.cells(clause, content, content, answers, self.times(clause, content), LOW),
            lifted,
            0 if status is None else self._status_days(clause, content, answers),
        )

    def applies(self, name: str, answers: Answers, side: int, above: tuple[str, ...] = ()) -> list[Piece]:
        """Where a clause applies, also to what it forbids as a contrary, and on which conditions: pieces apart."""
        if name in above:
            raise DetenteError(
                f"{' rests on '.join([*above[above.index(name) :], name])}: exceptions or overrides run in a circle."
            )
        clause = self._clauses[name]
        content = self._questions.content(clause.treaty, clause.provision, answers)
        if not content.binds:
            return []
        scope, exempt, lifted = self._scope(clause, content, answers, side, (*above, name))
        if mirrored := self._mirrored(name, content, scope):
            scope = (*scope, *difference(difference(mirrored, lifted), scope))
        pieces: list[Piece] = [(scope, self._when(clause, content))]
        for boxes, lifted in exempt:
            parted: list[Piece] = []
            for inside, held in pieces:
                parted.append((difference(inside, boxes), held))
                parted.append((intersection(inside, boxes), both((held, negation(lifted)))))
            pieces = [(inside, held) for inside, held in parted if inside and held != FALSE]
        return [(inside, held) for inside, held in pieces if inside]

    def _scope(
        self, clause: Clause, content: Content, answers: Answers, side: int, above: tuple[str, ...]
    ) -> tuple[Boxes, tuple[Piece, ...], Boxes]:
        """The cells of a provision without those that are always out, and those that are out on a condition.

        The last are the cells of what it forbids as a contrary that are always out.
        """
        times = self.times(clause, content)
        base = self.cells(clause, content, content, answers, times, side)
        mirrored = self._mirrored(clause.name, content, base)
        actions = _actions(base)
        sometimes: list[Piece] = []
        lifted: Boxes = ()
        for boxes, held in self._taken(clause, content, answers, (*base, *mirrored), times, 1 - side, above):
            if mirrored:
                beyond = intersection(boxes, mirrored)
                boxes = disjoint((*boxes, *self._contraries.back(beyond, actions)))
                lifted = (*lifted, *beyond) if held == TRUE else lifted
            if held == TRUE:
                base = difference(base, boxes)
            elif held != FALSE and boxes:
                sometimes.append((boxes, held))
        reach = disjoint((*base, *difference(self._mirrored(clause.name, content, base), lifted))) if mirrored else base
        kept = ((intersection(reach, boxes), held) for boxes, held in sometimes)
        return base, tuple((boxes, held) for boxes, held in kept if boxes), disjoint(lifted)

    def _mirrored(self, name: str, content: Content, base: Boxes) -> Boxes:
        """The cells that a provision of these cells forbids because its action is the contrary of theirs."""
        if not self._contraries.forbids(content):
            return ()
        return disjoint(self._contraries.forward(base, self.due(name, content)))

    def _taken(
        self,
        clause: Clause,
        content: Content,
        answers: Answers,
        base: Boxes,
        times: int,
        side: int,
        above: tuple[str, ...],
    ) -> Iterator[Piece]:
        for number, exception in enumerate(content.exceptions):
            held = self._excepted(clause, content, exception, number, answers)
            if exception.under:
                for boxes, applies in self._other(clause.treaty, exception.under, answers, side, above):
                    inside = intersection(
                        boxes, self._exception(clause, content, exception, answers, base, times, side)
                    )
                    yield inside, both((held, applies))
            else:
                yield self._exception(clause, content, exception, answers, base, times, side), held
        for stronger in self._stronger.get(clause.name, ()):
            other = self._clauses[stronger]
            overrides = self._questions.content(other.treaty, other.provision, answers).overrides
            if clause.name in {self._full(other.treaty, weaker) for weaker in overrides}:
                yield from self.applies(stronger, answers, side, above)

    def _other(self, treaty: Treaty, anchor: str, answers: Answers, side: int, above: tuple[str, ...]) -> list[Piece]:
        name = self._full(treaty, anchor)
        return self.applies(name, answers, side, above) if name in self._clauses else []

    def _exception(
        self,
        clause: Clause,
        content: Content,
        exception: Exemption,
        answers: Answers,
        base: Boxes,
        times: int,
        side: int,
    ) -> Boxes:
        """The cells that an exception speaks of."""
        if not any((exception.bearer, exception.action, exception.asset, exception.territory)):
            return base
        return self.cells(clause, content, exception, answers, times, side)

    # ---------------------------------------------------------------------------------------------------------- cells

    def due(self, name: str, content: Content) -> int:
        """The days after a provision's deadline, counted from its beginning; all its days where it has none."""
        if content.within is None:
            return self._universe.full[TIME]
        clause = self._clauses[name]
        last = timing.after(timing.runs(content, clause.entry)[0], content.within)
        return 0 if last == date.max else self._universe.span(timing.next_day(last), None)

    def times(self, clause: Clause, content: Content) -> int:
        """The days of a provision."""
        first, last = timing.runs(content, clause.entry)
        return self._universe.span(first, None if last is None or last == date.max else last)

    def _plan(self, clause: Clause, content: Content, answers: Answers, given: Expression, side: int) -> Plan:
        terms = self._questions.terms[clause.treaty.id]
        meanings = Meanings(clause.treaty, terms, lambda name, term: self._questions.meant(name, term, answers))
        return self._sets.plan(meanings.close(given, content.counterparty), side)

    def plan(self, clause: Clause, given: Expression, answers: Answers, side: int) -> Plan:
        """How an expression of a treaty is worked out in a dimension."""
        return self._plan(clause, clause.provision.content, answers, given, side)

    def _plans(self, clause: Clause, content: Content, holder: object, answers: Answers) -> tuple[Plan | None, ...]:
        """Plans of bearer, action, asset and territory; None: the holder does not say. A bearer is the content's."""
        found: list[Plan | None] = []
        for side, name in enumerate(SIDES[:4]):
            given: Expression | None = getattr(holder, name, None)
            if side == BEARER and given is None:
                given = content.bearer
            found.append(None if given is None else self._plan(clause, content, answers, given, side))
        return tuple(found)

    def _blurred(self, clause: Clause, content: Content, answers: Answers) -> bool:
        holders = (content, *content.exceptions)
        plans = [plan for holder in holders for plan in self._plans(clause, content, holder, answers)]
        under = any(one.under for one in content.exceptions) or clause.name in self._stronger
        return under or any(plan is not None and plan.needs & BLUR for plan in plans)

    def cells(self, clause: Clause, content: Content, holder: object, answers: Answers, times: int, side: int) -> Boxes:
        """The cells that an expression for each dimension holds on these days; what certainly, or what may, belongs."""
        plans = self._plans(clause, content, holder, answers)
        if plans[BEARER] is None:  # a provision without a bearer binds nobody
            return ()
        key = (*map(id, plans), times, side)
        if key not in self._cells:
            self._cells[key] = tuple(self._boxes(plans, times, side))
        return self._cells[key]

    def _boxes(self, plans: tuple[Plan | None, ...], times: int, side: int) -> Iterator[Box]:
        daily = any(plan is not None and plan.needs & DAY for plan in plans)
        merged: dict[tuple[int, ...], int] = {}
        for time in bits(times) if daily else [-1]:
            for box in self._on(plans, time, side):
                merged[box] = merged.get(box, 0) | (times if time < 0 else 1 << time)
        for box, when in merged.items():
            if all(box) and when:
                yield (*box, when)

    def _on(self, plans: tuple[Plan | None, ...], time: int, side: int) -> Iterator[tuple[int, ...]]:
        """Boxes without a time, of one day; -1: the day does not matter."""
        full = self._universe.full
        bearers, actions, assets = (
            full[place] if plan is None else plan.at(time)[side] for place, plan in enumerate(plans[:TERRITORY])
        )
        where = plans[TERRITORY]
        if where is None or not where.needs & (WHO | REACH):
            yield bearers, actions, assets, full[TERRITORY] if where is None else where.at(time)[side]
            return
        reaches = self._reaches(assets) if where.needs & REACH else {None: assets}
        alike: dict[tuple[tuple[int, int], ...], int] = {}
        for who in bits(bearers) if where.needs & WHO else [-1]:
            places: dict[int, int] = {}
            for reach, things in reaches.items():
                place = where.at(time, who, reach)[side]
                places[place] = places.get(place, 0) | things
            key = tuple(places.items())
            alike[key] = alike.get(key, 0) | (bearers if who < 0 else 1 << who)
        for key, group in alike.items():
            for place, things in key:
                yield group, actions, things, place

    def _reaches(self, assets: int) -> dict[float | None, int]:
        found: dict[float | None, int] = {}
        for place in bits(assets):
            reach = self._universe.reach[place]
            found[reach] = found.get(reach, 0) | 1 << place
        return found

    # ----------------------------------------------------------------------------------------------------- conditions

    def _when(self, clause: Clause, content: Content) -> Boolean:
        treaty, number = clause.treaty.id, self._numbers[clause.name]
        parts = [TRUE if content.when is None else self._variables.condition(content.when.tree, treaty)]
        parts.append(self._variables.said(content.said, treaty))
        if content.trigger is not None:
            title = "an act that brings the duty about"
            parts.append(self._variables.of(Variable(f"{clause.name}: trigger", title, ACT, clause=number)))
        for repaired in content.repairs:
            name = self._full(clause.treaty, repaired)
            parts.append(self._variables.of(Variable(f"{name}: violated", f"{name} is violated", ACT, clause=number)))
        return both(parts)

    def _holds(self, clause: Clause, content: Content) -> Boolean:
        assert content.status is not None
        held = self._variables.condition(content.status.tree, clause.treaty.id)
        return negation(held) if content.kind == "prohibition" else held

    def _excepted(
        self, clause: Clause, content: Content, exception: Exemption, number: int, answers: Answers
    ) -> Boolean:
        treaty = clause.treaty.id
        parts = [TRUE if exception.when is None else self._variables.condition(exception.when.tree, treaty)]
        parts.append(self._variables.said(exception.said, treaty))
        if exception.consent_of is not None:
            giving = self._giving(clause, content, exception, answers)
            if not giving:
                return FALSE
            of, rule = exception.consent_of.text, exception.consent_rule
            label = exception.id or str(number + 1)
            name, title = f"{clause.name}: consent {label} ({rule} of {of})", f"consent of {of} ({rule})"
            parts.append(
                self._variables.of(Variable(name, title, CONSENT, clause=self._numbers[clause.name], giving=giving))
            )
        return both(parts)

    def _giving(self, clause: Clause, content: Content, exception: Exemption, answers: Answers) -> tuple[Giving, ...]:
        """Whose consent counts, for whom and when; nothing where nobody could give it."""
        assert exception.consent_of is not None
        plan = self._plan(clause, content, answers, exception.consent_of, BEARER)
        times = self.times(clause, content)
        bearers = self._bearers(clause, content, answers, times)
        found: dict[tuple[int, int], dict[int, int]] = {}
        for time in bits(times):
            for who in bits(bearers) if plan.needs & WHO else [-1]:
                givers = plan.at(time, who)[LOW]
                need = _need(exception.consent_rule, givers.bit_count())
                if givers and need <= givers.bit_count():
                    group = found.setdefault((givers, need), {})
                    group[time] = group.get(time, 0) | (bearers if who < 0 else 1 << who)
        return tuple(
            Giving(who, when, givers, need) for (givers, need), group in found.items() for who, when in _merged(group)
        )

    def _bearers(self, clause: Clause, content: Content, answers: Answers, times: int) -> int:
        found = 0
        for one in self._bound(clause, content, answers, times):
            found |= one
        return found

    def _bound(self, clause: Clause, content: Content, answers: Answers, times: int | None = None) -> tuple[int, ...]:
        """Who is bound on each of the provision's days."""
        if content.bearer is None:
            return ()
        plan = self._plan(clause, content, answers, content.bearer, BEARER)
        days = bits(self.times(clause, content) if times is None else times)
        return tuple(plan.at(time)[LOW] for time in days)

    def _status_days(self, clause: Clause, content: Content, answers: Answers) -> int:
        """The days of a provision on which somebody is bound; all of them where it names no bearer."""
        times = self.times(clause, content)
        if content.bearer is None:
            return times
        bound = self._bound(clause, content, answers, times)
        return sum(1 << time for time, who in zip(bits(times), bound, strict=True) if who)

    def _trigger(self, clause: Clause, content: Content, answers: Answers) -> Boxes | None:
        if content.trigger is None:
            return None
        return self.cells(clause, content, content.trigger, answers, self.times(clause, content), LOW)


def _actions(boxes: Boxes) -> int:
    found = 0
    for box in boxes:
        found |= box[ACTION]
    return found


def _need(rule: str, givers: int) -> int:
    if rule in _COUNTS:
        return _COUNTS[rule] or givers
    return int(rule.rsplit(" ", 1)[-1])


def _merged(group: Mapping[int, int]) -> Iterable[tuple[int, int]]:
    """(bearers, times) from the bearers of each time."""
    found: dict[int, int] = {}
    for time, who in group.items():
        found[who] = found.get(who, 0) | 1 << time
    return found.items()


def _settings(content: Content) -> tuple[object, ...]:
    """What of a content changes its orders beside its cells."""
    return (
        content.kind,
        content.cap,
        content.floor,
        content.per,
        content.counts,
        content.once,
        content.within,
        content.stay,
        content.repairs,
        content.baseline,
        None if content.action is None else content.action.text,
    )
