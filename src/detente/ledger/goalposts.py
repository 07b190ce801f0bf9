"""Moved goalposts: a party makes an issue a condition for another one of which it had spoken without it.

The definition is in `docs/explanation/shifts.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from detente.case.conditions import issues_of
from detente.case.filtering import status_quo
from detente.ledger.acts import Row
from detente.ledger.holdings import response_ref
from detente.ledger.holds import History
from detente.ledger.terms import issues_of_terms, wholes

TYING = ("demand", "reject", "offer", "accept")


@dataclass(frozen=True)
class Tie:
    """What one party said on one day that ties issues together: each of `issues` now depends on all of `on`."""

    party: str
    day: date
    ref: str
    issues: tuple[str, ...]
    on: tuple[str, ...]


@dataclass(frozen=True)
class Moved:
    """A new condition for an old issue: since that day it depends on the issues `added`, by the statements `refs`."""

    party: str
    issue: str
    day: date
    added: tuple[str, ...]
    refs: tuple[str, ...]


def moved_goalposts(history: History, last: date) -> Iterator[Moved]:
    """Every new condition for an old issue up to that day, party by party, in order of time."""
    spoke = _first_spoke(history)
    by_party: dict[str, list[Tie]] = {}
    for tie in _ties(history):
        if tie.day <= last:
            by_party.setdefault(tie.party, []).append(tie)
    for party, ties in by_party.items():
        known: dict[str, set[str]] = {}
        for day in sorted({tie.day for tie in ties}):
            today = [tie for tie in ties if tie.day == day]
            yield from _moved_on(party, day, today, known, spoke)
            for tie in today:
                for issue in tie.issues:
                    known.setdefault(issue, set()).update(tie.on)


def _moved_on(
    party: str, day: date, ties: list[Tie], known: dict[str, set[str]], spoke: dict[tuple[str, str], date]
) -> Iterator[Moved]:
    """Of what is tied together for the first time, the issue spoken of first is the old one."""
    done: set[frozenset[str]] = set()
    old = {issue for tie in ties for issue in tie.issues if spoke.get((party, issue), day) < day}
    for issue in sorted(old, key=lambda name: (spoke[party, name], name)):
        mine = [tie for tie in ties if issue in tie.issues]
        fresh = {other: tie for tie in reversed(mine) for other in tie.on if other not in known.get(issue, set())}
        added = {o: tie for o, tie in fresh.items() if o != issue and frozenset((issue, o)) not in done}
        if added:
            done |= {frozenset((issue, other)) for other in added}
            refs = dict.fromkeys(tie.ref for tie in mine if set(tie.on) & set(added))
            yield Moved(party, issue, day, tuple(sorted(added)), tuple(refs))


def _first_spoke(history: History) -> dict[tuple[str, str], date]:
    """The day on which each party first spoke on each issue: in a statement, in a proposal, in an answer to one."""
    case, found = history.case, {key: pair.first for key, pair in history.pairs.items()}
    for party, row, day in _rows(history):
        for issue in issues_of(row.condition) if row.condition is not None else ():
            found[party, issue] = min(day.toordinal(), found.get((party, issue), day.toordinal()))
    for proposal in case.proposals:
        made = [(proposal.by, proposal.date.last)]
        made += [((r.by,), max(r.date.last, proposal.date.last)) for r in proposal.responses if r.date]
        for names, when in made:
            for party in case.members(names):
                for issue in issues_of_terms(proposal.terms):
                    found[party, issue] = min(when.toordinal(), found.get((party, issue), when.toordinal()))
    return {key: date.fromordinal(day) for key, day in found.items() if day <= date.max.toordinal()}


def _ties(history: History) -> Iterator[Tie]:
    for party, row, day in _rows(history):
        if row.act in TYING:
            yield from _tie_of(history, party, row, day)
    case = history.case
    for proposal in case.proposals:
        quo = {issue.id: status_quo(issue, proposal.date.last) for issue in case.issues}
        for whole in wholes(proposal.terms, quo):
            for party in case.members(proposal.by):
                yield Tie(party, proposal.date.last, proposal.id, whole.issues, whole.issues)
        for number, response in enumerate(proposal.responses):
            if response.stance == "conditional" and response.given is not None and response.date:
                own, on = issues_of_terms(proposal.terms), issues_of(response.given)
                for party in case.members((response.by,)):
                    day = max(response.date.last, proposal.date.last)
                    yield Tie(party, day, response_ref(proposal, number), own, _without(on, own))


def _tie_of(history: History, party: str, row: Row, day: date) -> Iterator[Tie]:
    """What one row ties: its condition's issues to one another, and all to those of `given`.

    Who accepts on a condition what it had refused without one gives way; that moves no goalposts.
    """
    given = issues_of(row.given) if row.given is not None else ()
    if row.condition is not None:
        joint = issues_of(row.condition)
        yield Tie(party, day, row.ref, joint, tuple(dict.fromkeys((*joint, *given))))
    elif row.issue and given and not _gives_way(history, party, row, day):
        yield Tie(party, day, row.ref, (row.issue,), _without(given, (row.issue,)))


def _gives_way(history: History, party: str, row: Row, day: date) -> bool:
    if row.act not in ("offer", "accept"):
        return False
    refused = history.pair(party, row.issue).at(day.toordinal() - 1).closed
    return bool(row.options) and refused.issuperset(row.options)


def _rows(history: History) -> Iterator[tuple[str, Row, date]]:
    """The counted rows that have a condition of either kind, for each party whose they are."""
    case, roll = history.case, history.roll
    columns = (case.statements["condition"], case.statements["given"])
    filled = [row for row in roll.counted.tolist() if any(column[row] for column in columns)]
    for number in filled:
        row = Row.read(case, number)  # as it was written: equal conditions are not yet one
        if row is not None:
            for party in case.members((row.holder,)):
                yield party, row, date.fromordinal(int(roll.calendar.enters[number]))


def _without(names: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    left = set(others)
    return tuple(name for name in names if name not in left)
