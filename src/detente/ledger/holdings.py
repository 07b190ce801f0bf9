"""What proposals do to where a party stands: what it holds, what it rejected, and what no longer applies where they
are met.

The rules are in `docs/explanation/what-counts.md`, section 3.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from detente.case.conditions import And, Condition, Or, issues_of
from detente.case.dates import Interval
from detente.case.filtering import in_force
from detente.case.model import Case, Proposal, Response
from detente.ledger.acts import Act, Kind
from detente.ledger.supersession import ALWAYS, Refusal
from detente.ledger.terms import about, items_of, meets, wholes

Concerned = list[tuple[Proposal, list[tuple[int, Response]]]]
"""The proposals that a party made or answered, with its answers in force and their places in the list."""


@dataclass(frozen=True)
class Holding:
    """A proposal that a party made or accepted and still holds, perhaps only `given` a condition."""

    party: str
    proposal: Proposal
    given: Condition | None
    interval: Interval
    ref: str


def response_ref(proposal: Proposal, number: int) -> str:
    """How evidence refers to a response: the proposal's id and the response's place in its list."""
    return f"{proposal.id}#{number}"


def _counts(response: Response, day: date) -> bool:
    return response.date is not None and in_force(response.date, response.until, day)


def answers_of(case: Case, party: str, alive: Iterable[Proposal], day: date) -> Concerned:
    """The proposals of these that the party made or answered, with its answers in force on that day."""
    found: Concerned = []
    for proposal in alive:
        answers = [
            (number, response)
            for number, response in enumerate(proposal.responses)
            if party in case.members((response.by,)) and _counts(response, day)
        ]
        if answers or party in case.members(proposal.by):
            found.append((proposal, answers))
    return found


def holdings_of(case: Case, party: str, concerned: Concerned, acts: list[Act]) -> list[Holding]:
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


def rejections(party: str, concerned: Concerned) -> Iterator[Refusal]:
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


def whole_proposals(case: Case, party: str, concerned: Concerned, quo: Mapping[str, str]) -> Iterator[Refusal]:
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


def with_later_proposals(refusal: Refusal, holdings: Iterable[Holding]) -> Refusal:
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


def accepted_with(holding: Holding) -> Iterator[tuple[str, str, Condition]]:
    """The options that a held proposal contains, each with the packages in which it is accepted."""
    for item in items_of(holding.proposal.terms):
        parts = [meets(holding.proposal.terms), item.within, *([holding.given] if holding.given else [])]
        condition = And(tuple(part for part in parts if part != ALWAYS))
        for option in item.options:
            yield item.issue, option, condition
