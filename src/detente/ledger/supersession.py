"""What supersedes what: from one party's acts on one matter to what it refuses and supports.

The rules are in `docs/explanation/what-counts.md`, section 2. `engines/succession.py` says the same of many at once.
"""

from __future__ import annotations

from dataclasses import dataclass

from detente.case.conditions import And, Condition, Not, Or, Truth
from detente.case.dates import Interval
from detente.case.model import Firmness
from detente.ledger.acts import Act, Kind, refused_by

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


def settle(acts: list[Act]) -> tuple[list[Refusal], list[Support]]:
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


def effective(refusal: Refusal, *, strict: bool) -> Condition:
    """What a refusal refuses where it applies: in the strict reading with, in the other without, what is disputed."""
    outside = refusal.exceptions if strict else (*refusal.exceptions, *refusal.doubts)
    if not outside:
        return refusal.refused
    return And((refusal.refused, Not(Or(outside) if len(outside) > 1 else outside[0])))
