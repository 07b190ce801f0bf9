"""What supersedes what: from the acts in force on a date to what each party refuses, supports and holds.

The rules are in `docs/explanation/what-counts.md`, sections 2 and 3. Everything here is within one party; blocs and
tables come later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from detente.case.conditions import And, Condition, Not, Or, Truth, issues_of
from detente.case.dates import Interval
from detente.case.filtering import in_force, lapsed, on, status_quo
from detente.case.model import Case, Firmness, Proposal, Response
from detente.ledger.acts import Act, Breath, Kind, Matter, Reader, refused_by
from detente.ledger.terms import about, items_of, meets, wholes

ALWAYS = Truth(True)


@dataclass(frozen=True)
class Refusal:
    """One standing refusal of one party: what it refuses, how firmly, where it does not apply, on what evidence.

    `issue` and `option` are set where it is about an option ("o", or "o and `when`"). `exceptions` are the packages to
    which it no longer applies; `doubts` those in which it is disputed: they count as exceptions in the second
    reading. `whole` marks indivisibility.
    """

    party: str
    subject: str
    firmness: Firmness
    refused: Condition
    refs: tuple[str, ...]
    affirmed: Interval
    issue: str = ""
    option: str = ""
    when: Condition | None = None
    exceptions: tuple[Condition, ...] = ()
    doubts: tuple[Condition, ...] = ()
    whole: bool = False


@dataclass(frozen=True)
class Support:
    """One party's standing consent to an option.

    `when` set: only in packages that meet it. Disputed ones are on record in no reading but the second.
    """

    party: str
    issue: str
    option: str
    ref: str
    affirmed: Interval
    when: Condition | None = None
    disputed: bool = False


@dataclass(frozen=True)
class Holding:
    """A proposal that a party made or accepted and still holds, perhaps only `given` a condition."""

    party: str
    proposal: Proposal
    given: Condition | None
    interval: Interval
    ref: str


@dataclass(frozen=True)
class Stance:
    """Where one party stands: what it refuses, supports and holds."""

    party: str
    refusals: tuple[Refusal, ...]
    supports: tuple[Support, ...]
    holdings: tuple[Holding, ...]


@dataclass(frozen=True)
class Standing:
    """Where every party stands on a date. An equal stance on another date, or under another coding, is the same one."""

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


def response_ref(proposal: Proposal, number: int) -> str:
    """How evidence refers to a response: the proposal's id and the response's place in its list."""
    return f"{proposal.id}#{number}"


class Ledger:
    """A case's ledger, asked about many days or many codings: a party whose acts are the same is settled once.

    `day` is the case's own day. Answers are those of `standing`.
    """

    def __init__(self, case: Case) -> None:
        self.case = case if case.day is not None else on(case)
        assert self.case.day is not None
        self.day: date = self.case.day
        self._reader = Reader(self.case)
        self._stances: dict[tuple[object, ...], Stance] = {}
        self._settled: dict[tuple[int, ...], tuple[list[Refusal], list[Support]]] = {}
        self._answered: dict[tuple[object, ...], tuple[Refusal, ...]] = {}
        self._excepted: dict[tuple[object, ...], Refusal] = {}
        self._items: dict[tuple[str, Condition | None], tuple[tuple[str, str, Condition], ...]] = {}
        answering = [response.by for proposal in self.case.proposals for response in proposal.responses]
        proposing = [name for proposal in self.case.proposals for name in proposal.by]
        self._negotiating = set(self.case.members((*proposing, *answering)))

    def rows(self, day: date) -> list[int]:
        """The rows of the ledger that count on that day."""
        return self._reader.rows(day)

    def standing(
        self, day: date, *, without: frozenset[int] = frozenset(), firmness: Mapping[int, Firmness] | None = None
    ) -> Standing:
        """Where does every party stand at the end of that day, with these rows left out and these coded otherwise?"""
        breaths = self._reader.breaths(self._reader.rows(day, without), firmness)
        quo = {issue.id: status_quo(issue, day) for issue in self.case.issues}
        alive = [p for p in self.case.proposals if p.date.last <= day and not lapsed(p, day)]
        stances = {}
        for party in self.case.party:
            said = breaths.get(party, ())
            if said or party in self._negotiating:
                stances[party] = self._stance(party, said, alive, quo, day)
        return Standing(day, stances, quo)

    def _stance(
        self, party: str, said: tuple[Breath, ...], alive: list[Proposal], quo: dict[str, str], day: date
    ) -> Stance:
        table = [(proposal, _stances(self.case, proposal, party, day)) for proposal in alive]
        concerned = [(p, responses) for p, responses in table if responses or party in self.case.members(p.by)]
        state = tuple((proposal.id, *(number for number, _ in responses)) for proposal, responses in concerned)
        table_key = (party, state, tuple(quo.values()))
        key = (*table_key, *map(id, said))
        if key not in self._stances:
            if table_key not in self._answered:
                answers = (*_rejections(party, concerned), *_wholes(self.case, party, concerned, quo))
                self._answered[table_key] = answers
            acts = [act for breath in said for act in breath]
            holdings = tuple(_holdings(self.case, party, concerned, acts))
            refusals, supports = self._settle(acts, holdings)
            joint = [_with_later_proposals(refusal, holdings) for refusal in self._answered[table_key]]
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
                self._settled[key] = _settle(group)
            settled, agreed = self._settled[key]
            refusals.extend(
                self._with_proposals(refusal, excepted) if refusal.option else _with_later_proposals(refusal, holdings)
                for refusal in settled
            )
            supports.extend(agreed)
        return refusals, supports

    def _exceptions(self, holdings: Iterable[Holding]) -> _Excepted:
        found: _Excepted = {}
        for holding in holdings:
            key = (holding.proposal.id, holding.given)
            if key not in self._items:
                self._items[key] = tuple(_accepted_with(holding))
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


_Concerned = list[tuple[Proposal, list[tuple[int, Response]]]]
"""The proposals that a party made or answered, with its answers in force and their places in the list."""

_Excepted = dict[tuple[str, str], list[tuple[Interval, Condition]]]
"""(issue, option) → since when a proposal with it is held, and which packages meet it."""


def _with_later_proposals(refusal: Refusal, holdings: Iterable[Holding]) -> Refusal:
    """What was refused jointly no longer applies where a later proposal that settles all that it mentions is met.

    Who came to hold such a proposal later, or on the same day, has accepted just that together.
    """
    if refusal.whole:
        return refusal
    mentioned = issues_of(refusal.refused)
    extra: list[Condition] = []
    for holding in holdings:
        if holding.proposal.id == refusal.subject or refusal.affirmed.first > holding.interval.last:
            continue
        settled: dict[str, list[Condition]] = {}
        for item in items_of(holding.proposal.terms):
            settled.setdefault(item.issue, []).append(item.within)
        if all(issue in settled for issue in mentioned):
            covered = [Or(tuple(settled[issue])) for issue in mentioned if ALWAYS not in settled[issue]]
            given = [holding.given] if holding.given is not None else []
            extra.append(And((meets(holding.proposal.terms), *given, *covered)))
    if not extra:
        return refusal
    return replace(refusal, exceptions=tuple(dict.fromkeys((*refusal.exceptions, *extra))))


def _accepted_with(holding: Holding) -> Iterator[tuple[str, str, Condition]]:
    """The options that a held proposal contains, each with the packages in which it is accepted."""
    for item in items_of(holding.proposal.terms):
        parts = [meets(holding.proposal.terms), item.within, *([holding.given] if holding.given else [])]
        condition = And(tuple(part for part in parts if part != ALWAYS))
        for option in item.options:
            yield item.issue, option, condition


def standing(case: Case, day: date | None = None) -> Standing:
    """Where does every party of the case stand at the end of that day (default: the case's own day)?"""
    ledger = Ledger(case)
    return ledger.standing(day or ledger.day)


def _settle(acts: list[Act]) -> tuple[list[Refusal], list[Support]]:
    """Supersession among one party's acts on one matter."""
    refuse = [act for act in acts if act.kind is Kind.REFUSE]
    support = [act for act in acts if act.kind is Kind.SUPPORT]
    withdraw = [act for act in acts if act.kind is Kind.WITHDRAW]
    standing_refusals = [
        act for act in refuse if not _fallen(act, [*(s for s in support if s.when is None), *withdraw])
    ]
    standing_supports = [
        act for act in support if not _fallen(act, [*(r for r in refuse if r.when is None), *withdraw])
    ]
    refusals = [_refusal(act, support, standing_supports) for act in standing_refusals]
    agreed = [_support(act, refuse, standing_refusals) for act in standing_supports if isinstance(act.matter, tuple)]
    return refusals, agreed


def _fallen(act: Act, against: list[Act]) -> bool:
    return any(other.authority == act.authority and other.after(act) for other in against)


def _refusal(act: Act, support: list[Act], standing_supports: list[Act]) -> Refusal:
    exceptions = list(act.spared) + [
        other.when
        for other in support
        if other.when is not None and other.authority == act.authority and other.after(act)
    ]
    contrary = [
        other
        for other in support
        if other.authority == act.authority
        and other.overlaps(act)
        and other.when not in act.spared
        and not _one_breath(act, other)
    ]
    contrary += [other for other in standing_supports if other.authority != act.authority]
    issue, option = act.matter if isinstance(act.matter, tuple) else ("", "")
    return Refusal(
        act.party,
        act.subject,
        act.firmness,
        refused_by(act),
        (act.ref,),
        act.interval,
        issue,
        option,
        act.when,
        tuple(dict.fromkeys(exceptions)),
        tuple(dict.fromkeys(other.when or ALWAYS for other in contrary)),
    )


def _one_breath(refuse: Act, support: Act) -> bool:
    """Whether one row says "only if": supports o given C, and refuses o without C."""
    return refuse.ref == support.ref and refuse.when is not None


def _support(act: Act, refuse: list[Act], standing_refusals: list[Act]) -> Support:
    disputed = any(
        other.when is None and (other.overlaps(act) if other.authority == act.authority else other in standing_refusals)
        for other in refuse
    )
    assert isinstance(act.matter, tuple)
    issue, option = act.matter
    return Support(act.party, issue, option, act.ref, act.interval, act.when, disputed)


def _counts(response: Response, day: date) -> bool:
    return response.date is not None and in_force(response.date, response.until, day)


def _stances(case: Case, proposal: Proposal, party: str, day: date) -> list[tuple[int, Response]]:
    """The counted responses of this party, with their places in the list."""
    return [
        (number, response)
        for number, response in enumerate(proposal.responses)
        if party in case.members((response.by,)) and _counts(response, day)
    ]


def _holdings(case: Case, party: str, concerned: _Concerned, acts: list[Act]) -> list[Holding]:
    """Which proposals does the party hold: made or accepted, not rejected since, no item of theirs refused since?"""
    refused = [act for act in acts if act.kind is Kind.REFUSE and act.when is None and isinstance(act.matter, tuple)]
    held: list[Holding] = []
    for proposal, responses in concerned:
        made = party in case.members(proposal.by)
        found = [Holding(party, proposal, None, proposal.date, proposal.id)] if made else []
        for number, response in responses:
            if response.stance in ("accept", "conditional") and response.date:
                given = response.given if response.stance == "conditional" else None
                found.append(Holding(party, proposal, given, response.date, response_ref(proposal, number)))
        rejected = [r.date for _, r in responses if r.stance == "reject" and r.date]
        held.extend(
            holding
            for holding in found
            if not any(when.first > holding.interval.last for when in rejected)
            and not _undone(proposal, holding.interval, refused)
        )
    return held


def _undone(proposal: Proposal, held: Interval, refusals: list[Act]) -> bool:
    """Whether the party has later refused all that one of the common items allows."""
    later = {act.matter for act in refusals if act.interval.first > held.last}
    return any(all((issue, option) in later for option in options) for issue, options in proposal.terms.items)


def _rejections(party: str, concerned: _Concerned) -> Iterator[Refusal]:
    """Who rejected a proposal refuses the conjunction of its items."""
    for proposal, responses in concerned:
        for number, response in responses:
            if response.stance != "reject" or response.date is None:
                continue
            terms = about(proposal.terms, response.issues) if response.issues else proposal.terms
            later = [r for _, r in responses if r.date and r.date.first > response.date.last]
            if terms is None or any(r.stance == "accept" for r in later):
                continue
            exceptions = tuple(r.given for r in later if r.stance == "conditional" and r.given)
            refs = (response_ref(proposal, number),)
            yield Refusal(
                party, proposal.id, response.firmness, meets(terms), refs, response.date, exceptions=exceptions
            )


def _wholes(case: Case, party: str, concerned: _Concerned, quo: Mapping[str, str]) -> Iterator[Refusal]:
    """Who put an indivisible proposal forward refuses to have it in part, until it rejects it itself."""
    for proposal, responses in concerned:
        if party not in case.members(proposal.by):
            continue
        if any(r.stance == "reject" and r.date and r.date.first > proposal.date.last for _, r in responses):
            continue
        for whole in wholes(proposal.terms, quo):
            yield Refusal(
                party,
                f"{whole.id}.whole",
                whole.firmness,
                whole.broken,
                (proposal.id,),
                proposal.date,
                whole=True,
            )


def effective(refusal: Refusal, *, strict: bool) -> Condition:
    """What a refusal refuses where it applies: in the strict reading with, in the other without, what is disputed."""
    outside = refusal.exceptions if strict else (*refusal.exceptions, *refusal.doubts)
    if not outside:
        return refusal.refused
    return And((refusal.refused, Not(Or(outside) if len(outside) > 1 else outside[0])))
