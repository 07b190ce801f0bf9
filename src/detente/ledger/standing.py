"""Where every party stands on a date, asked about many dates and codings.

What supersedes what is in `supersession`, what proposals do in `holdings`; here is what is settled once and kept. For
everybody at once, on hundreds of thousands of rows, there is `overview`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from detente.case.conditions import Condition
from detente.case.dates import Interval
from detente.case.filtering import lapsed, on, status_quo
from detente.case.model import Case, Firmness, Proposal
from detente.ledger.acts import Act, Matter
from detente.ledger.breaths import Reader
from detente.ledger.holdings import (
    Holding,
    accepted_with,
    answers_of,
    holdings_of,
    rejections,
    response_ref,
    whole_proposals,
    with_later_proposals,
)
from detente.ledger.rows import Roll
from detente.ledger.supersession import Refusal, Support, effective, settle

__all__ = [
    "Holding",
    "Ledger",
    "Refusal",
    "Stance",
    "Standing",
    "Support",
    "effective",
    "response_ref",
    "standing",
]

_Excepted = dict[tuple[str, str], list[tuple[Interval, Condition]]]
"""(issue, option) → since when a proposal with it is held, and which packages meet it."""


@dataclass(frozen=True)
class Stance:
    """Where one party stands: what it refuses, supports and holds."""

    party: str
    refusals: tuple[Refusal, ...]
    supports: tuple[Support, ...]
    holdings: tuple[Holding, ...]


@dataclass(frozen=True)
class Standing:
    """Where every party stands on a date. An equal stance on another date, or under another coding, is the same one.

    A party's stance is made when it is first asked for.
    """

    day: date
    stances: Mapping[str, Stance]
    status_quo: Mapping[str, str]

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Everybody's refusals."""
        return tuple(refusal for stance in self.stances.values() for refusal in stance.refusals)

    @property
    def supports(self) -> tuple[Support, ...]:
        """Everybody's consents."""
        return tuple(support for stance in self.stances.values() for support in stance.supports)

    @cached_property
    def disputed(self) -> bool:
        """Whether any refusal or consent is disputed, so that two answers are due."""
        return any(refusal.doubts for refusal in self.refusals) or any(s.disputed for s in self.supports)


@dataclass(frozen=True)
class _Coding:
    """What is left out and coded otherwise, of the rows of one party."""

    without: frozenset[int] = frozenset()
    firmness: tuple[tuple[int, Firmness], ...] = ()


_AS_CODED = _Coding()


@dataclass(frozen=True, eq=False)
class Table:
    """What there is on a day beside statements: the proposals on the table, and the status quo."""

    day: date
    alive: tuple[Proposal, ...]
    status_quo: Mapping[str, str]

    @cached_property
    def quo(self) -> tuple[str, ...]:
        """The options of the status quo."""
        return tuple(self.status_quo.values())


class _Stances(Mapping[str, Stance]):
    """The stances of all who have spoken, each made when it is asked for."""

    def __init__(self, ledger: Ledger, table: Table, coded: Mapping[str, _Coding]) -> None:
        self._ledger, self._table, self._coded = ledger, table, coded
        self._known: dict[str, Stance | None] = {}

    def get(self, party: str, default: object = None) -> Stance | None:  # type: ignore[override]
        """That party's stance; the default where it has not spoken."""
        if party not in self._known:
            found = self._ledger.stance(party, self._table, self._coded.get(party, _AS_CODED))
            self._known[party] = found
        return self._known[party] or default  # type: ignore[return-value]

    def __getitem__(self, party: str) -> Stance:
        found = self.get(party)
        if found is None:
            raise KeyError(party)
        return found

    def __contains__(self, party: object) -> bool:
        return isinstance(party, str) and self.get(party) is not None

    def __iter__(self) -> Iterator[str]:
        return (party for party in self._ledger.case.party if party in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Ledger:
    """A case's ledger, asked about many days or many codings: a party whose acts are the same is settled once.

    `day` is the case's own day. Answers are those of `standing`.
    """

    def __init__(self, case: Case) -> None:
        self.case = case if case.day is not None else on(case)
        assert self.case.day is not None
        self.day: date = self.case.day
        self.roll = Roll(self.case)
        self.reader = Reader(self.case)
        self._place = {party: number for number, party in enumerate(self.case.party)}
        self._tables: dict[date, Table] = {}
        self._on_day: dict[tuple[str, date, _Coding], Stance | None] = {}
        self._stances: dict[tuple[object, ...], Stance] = {}
        self._settled: dict[tuple[int, ...], tuple[list[Refusal], list[Support]]] = {}
        self._refusals: dict[Refusal, Refusal] = {}
        self._answered: dict[tuple[object, ...], tuple[Refusal, ...]] = {}
        self._excepted: dict[tuple[object, ...], Refusal] = {}
        self._items: dict[tuple[str, Condition | None], tuple[tuple[str, str, Condition], ...]] = {}
        answering = [response.by for proposal in self.case.proposals for response in proposal.responses]
        proposing = [name for proposal in self.case.proposals for name in proposal.by]
        self.negotiating = set(self.case.members((*proposing, *answering)))

    def rows(self, day: date) -> list[int]:
        """The rows of the ledger that count on that day."""
        return self.roll.rows(day.toordinal())

    def standing(
        self, day: date, *, without: frozenset[int] = frozenset(), firmness: Mapping[int, Firmness] | None = None
    ) -> Standing:
        """Where does every party stand at the end of that day, with these rows left out and these coded otherwise?"""
        table = self.table(day)
        return Standing(day, _Stances(self, table, self._codings(without, firmness or {})), table.status_quo)

    def _codings(self, without: frozenset[int], firmness: Mapping[int, Firmness]) -> dict[str, _Coding]:
        """Party by party: what is coded otherwise of its rows."""
        found: dict[str, _Coding] = {}
        for row in sorted({*without, *firmness}):
            for party in self.case.members((self.case.statements.text("holder", row),)):
                known = found.get(party, _AS_CODED)
                less = known.without | {row} if row in without else known.without
                hard = (*known.firmness, (row, firmness[row])) if row in firmness else known.firmness
                found[party] = _Coding(less, hard)
        return found

    def table(self, day: date) -> Table:
        """The proposals on the table at the end of that day, and the status quo."""
        if day not in self._tables:
            quo = {issue.id: status_quo(issue, day) for issue in self.case.issues}
            alive = tuple(p for p in self.case.proposals if p.date.last <= day and not lapsed(p, day))
            self._tables[day] = Table(day, alive, quo)
        return self._tables[day]

    def stance(self, party: str, table: Table, coded: _Coding = _AS_CODED) -> Stance | None:
        """Where one party stands; None where it has not spoken."""
        key = (party, table.day, coded)
        if key not in self._on_day:
            rows = self.rows_of(party, table.day, coded.without)
            spoken = rows or party in self.negotiating
            self._on_day[key] = self.stance_by(party, rows, table, dict(coded.firmness)) if spoken else None
        return self._on_day[key]

    def rows_of(self, party: str, day: date, without: frozenset[int] = frozenset()) -> list[int]:
        """The rows that count on that day, of one party and its bloc."""
        place = self._place.get(party)
        return self.roll.rows_of(place, day.toordinal(), without) if place is not None else []

    def stance_by(
        self, party: str, rows: Iterable[int], table: Table, firmness: Mapping[int, Firmness] | None = None
    ) -> Stance:
        """Where a party stands by these rows, and by the proposals on the table that it made or answered."""
        said = self.reader.breaths(party, rows, firmness)
        concerned = answers_of(self.case, party, table.alive, table.day)
        state = tuple((proposal.id, *(number for number, _ in responses)) for proposal, responses in concerned)
        table_key = (party, state, table.quo)
        key = (*table_key, *map(id, said))
        if key not in self._stances:
            if table_key not in self._answered:
                answers = (
                    *rejections(party, concerned),
                    *whole_proposals(self.case, party, concerned, table.status_quo),
                )
                self._answered[table_key] = answers
            acts = [act for breath in said for act in breath]
            holdings = tuple(holdings_of(self.case, party, concerned, acts))
            refusals, supports = self._settle(acts, holdings)
            joint = [with_later_proposals(refusal, holdings) for refusal in self._answered[table_key]]
            self._stances[key] = Stance(party, (*refusals, *joint), tuple(supports), holdings)
        return self._stances[key]

    def _settle(self, acts: list[Act], holdings: tuple[Holding, ...]) -> tuple[list[Refusal], list[Support]]:
        """Supersession among one party's acts, matter by matter; a matter whose acts are the same is settled once."""
        excepted = self._exceptions(holdings)
        matters: dict[Matter, list[Act]] = {}
        for act in acts:
            matters.setdefault(act.matter, []).append(act)
        refusals: list[Refusal] = []
        supports: list[Support] = []
        for group in matters.values():
            key = tuple(map(id, group))
            if key not in self._settled:
                said, agreed = settle(group)
                self._settled[key] = [self._refusals.setdefault(one, one) for one in said], agreed
            settled, agreed = self._settled[key]
            refusals.extend(
                self._with_proposals(refusal, excepted) if refusal.option else with_later_proposals(refusal, holdings)
                for refusal in settled
            )
            supports.extend(agreed)
        return refusals, supports

    def _exceptions(self, holdings: Iterable[Holding]) -> _Excepted:
        found: _Excepted = {}
        for holding in holdings:
            key = (holding.proposal.id, holding.given)
            if key not in self._items:
                self._items[key] = tuple(accepted_with(holding))
            for issue, option, condition in self._items[key]:
                found.setdefault((issue, option), []).append((holding.interval, condition))
        return found

    def _with_proposals(self, refusal: Refusal, excepted: _Excepted) -> Refusal:
        """A refusal of an option no longer applies to packages that meet a proposal with it which the party came to
        hold later, or on the same day.
        """
        known = excepted.get((refusal.issue, refusal.option), []) if refusal.option else []
        extra = [condition for held, condition in known if refusal.affirmed.first <= held.last]
        if not extra:
            return refusal
        key = (id(refusal), *map(id, extra))
        if key not in self._excepted:
            exceptions = tuple(dict.fromkeys((*refusal.exceptions, *extra)))
            self._excepted[key] = replace(refusal, exceptions=exceptions)
        return self._excepted[key]


def standing(case: Case, day: date | None = None) -> Standing:
    """Where does every party of the case stand at the end of that day (default: the case's own day)?"""
    ledger = Ledger(case)
    return ledger.standing(day or ledger.day)
