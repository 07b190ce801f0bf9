"""What supersedes what: from one party's acts on one matter to what it refuses and supports.

The rules are in `docs/explanation/what-counts.md`, section 2. `engines/succession.py` says the same of many at once.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

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


class _Days:
    """When some acts were, voice by voice, so that each question about them is a look-up and not a search."""

    def __init__(self, acts: Iterable[Act]) -> None:
        self.first: dict[str, list[date]] = {}
        self.last: dict[str, list[date]] = {}
        for act in acts:
            self.first.setdefault(act.authority, []).append(act.interval.first)
            self.last.setdefault(act.authority, []).append(act.interval.last)
        for days in (*self.first.values(), *self.last.values()):
            days.sort()

    def after(self, act: Act) -> bool:
        """Whether any of the same voice is later."""
        days = self.first.get(act.authority)
        return days is not None and days[-1] > act.interval.last

    def overlap(self, act: Act) -> bool:
        """Whether any of the same voice may be of the same day: more have begun by its end than ended before it."""
        days = self.first.get(act.authority)
        if days is None:
            return False
        ended = bisect_left(self.last[act.authority], act.interval.first)
        return bisect_right(days, act.interval.last) > ended

    def elsewhere(self, act: Act) -> bool:
        """Whether there is any of another voice."""
        return len(self.first) > (act.authority in self.first)


def settle(acts: list[Act]) -> tuple[list[Refusal], list[Support]]:
    """Supersession among one party's acts on one matter."""
    refuse = [act for act in acts if act.kind is Kind.REFUSE]
    support = [act for act in acts if act.kind is Kind.SUPPORT]
    withdraw = [act for act in acts if act.kind is Kind.WITHDRAW]
    plain_refuse, plain_support = _plain(refuse), _plain(support)
    clearing, undoing = _Days([*plain_support, *withdraw]), _Days([*plain_refuse, *withdraw])
    refusals = [act for act in refuse if not clearing.after(act)]
    supports = [act for act in support if not undoing.after(act)]
    supported, supported_on = _Days(plain_support), _Days(_plain(supports))
    refused, refused_on = _Days(plain_refuse), _Days(_plain(refusals))
    given, given_on = [s for s in support if s.when is not None], [s for s in supports if s.when is not None]
    return (
        [
            _refusal(act, given, given_on, disputed=supported.overlap(act) or supported_on.elsewhere(act))
            for act in refusals
        ],
        [
            _support(act, disputed=refused.overlap(act) or refused_on.elsewhere(act))
            for act in supports
            if isinstance(act.matter, tuple)
        ],
    )


def _plain(acts: Iterable[Act]) -> list[Act]:
    return [act for act in acts if act.when is None]


def _refusal(act: Act, given: list[Act], given_on: list[Act], *, disputed: bool) -> Refusal:
    """What a standing refusal has become beside the supports that were given under a condition, and those standing.

    `disputed`: by a support without condition.
    """
    mine = [other for other in given if other.authority == act.authority]
    exceptions = [*act.spared, *(other.when for other in mine if other.when is not None and other.after(act))]
    contrary = [
        other for other in mine if other.overlaps(act) and other.when not in act.spared and not _one_breath(act, other)
    ]
    contrary += [other for other in given_on if other.authority != act.authority]
    doubts: list[Condition] = [ALWAYS] if disputed else []
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
        tuple(dict.fromkeys([*doubts, *(other.when for other in contrary if other.when is not None)])),
    )


def _one_breath(refuse: Act, support: Act) -> bool:
    """Whether one row says "only if": supports o given C, and refuses o without C."""
    return refuse.ref == support.ref and refuse.when is not None


def _support(act: Act, *, disputed: bool) -> Support:
    assert isinstance(act.matter, tuple)
    issue, option = act.matter
    return Support(act.party, issue, option, act.ref, act.interval, act.when, disputed)


def effective(refusal: Refusal, *, strict: bool) -> Condition:
    """What a refusal refuses where it applies: in the strict reading with, in the other without, what is disputed."""
    outside = refusal.exceptions if strict else (*refusal.exceptions, *refusal.doubts)
    if not outside:
        return refusal.refused
    return And((refusal.refused, Not(Or(outside) if len(outside) > 1 else outside[0])))
