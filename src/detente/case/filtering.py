"""What of a case there is on a date, and what of it was public: when things enter, become known and lapse.

The rule is in `docs/explanation/what-counts.md`, section 1. Nothing here decides what a statement does to another one.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from detente.case.dates import Interval
from detente.case.judgements.model import Preference
from detente.case.model import Case, Issue, Proposal
from detente.case.ratification.model import Ratification
from detente.case.statements import COUNTED_ACTS, Statements

NEVER_ENTERS = np.iinfo(np.int64).max
_STAYS = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Calendar:
    """Day numbers of the rows of a ledger.

    `enters` (NEVER_ENTERS: undated), `known`, and `lapses`, the last day in force.
    """

    enters: NDArray[np.int64]
    known: NDArray[np.int64]
    lapses: NDArray[np.int64]
    counted: NDArray[np.bool_]

    @classmethod
    def of(cls, case: Case) -> Calendar:
        """The calendar of a case's statements."""
        rows = case.statements
        sources = rows["source"]
        dated = {source.id: source.date.last.toordinal() for source in case.sources if source.date}
        by_source = np.array([dated.get(word, NEVER_ENTERS) for word in sources.words] or [0])[sources.codes]
        own = _days(rows, "date", NEVER_ENTERS)
        public = _days(rows, "known", NEVER_ENTERS)
        enters = np.where(own == NEVER_ENTERS, by_source, own)
        known = np.where(public != NEVER_ENTERS, public, np.where(by_source != NEVER_ENTERS, by_source, own))
        status = rows["status"]
        settled = np.isin(status.codes, [n for n, word in enumerate(status.words) if word in ("", "accepted")])
        acts = rows["act"]
        acted = np.isin(acts.codes, [n for n, word in enumerate(acts.words) if word in COUNTED_ACTS])
        issues = rows["issue"]
        settles = ~np.isin(issues.codes, [n for n, word in enumerate(issues.words) if word in case.topic])
        counted = settled & acted & settles & ~rows["quotation"].where("inferred") & (enters != NEVER_ENTERS)
        return cls(enters, known, _days(rows, "until", _STAYS), counted)


def _days(rows: Statements, name: str, blank: int) -> NDArray[np.int64]:
    column = rows[name]
    days = [rows.intervals[word].last.toordinal() if word in rows.intervals else blank for word in column.words]
    return np.array(days or [0], np.int64)[column.codes]


def effective_date(case: Case, row: int) -> Interval | None:
    """The interval a statement is dated by: its own, else its source's; None where both are unknown."""
    own = case.statements.interval("date", row)
    if own is not None:
        return own
    source = case.source.get(case.statements.text("source", row))
    return source.date if source else None


def effective_days(case: Case) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first and the last day of every row's effective date, as day numbers; 0 where it is unknown."""
    rows = case.statements
    dates, sources = rows["date"], rows["source"]
    spans = [rows.intervals.get(word) for word in dates.words]
    cited = [case.source[word].date if word in case.source else None for word in sources.words]
    found = []
    for end in ("first", "last"):
        own, other = (
            np.array([getattr(span, end).toordinal() if span else 0 for span in one] or [0], np.int64)
            for one in (spans, cited)
        )
        day = own[dates.codes]
        found.append(np.where(day > 0, day, other[sources.codes]))
    return found[0], found[1]


def on(case: Case, day: date | None = None, known_by: date | None = None) -> Case:
    """The case as it stood at the end of that day, as far as it was public by `known_by` (None: no limit).

    Statements, proposals and responses that had not entered or were not known are gone; those that had lapsed are
    still there, because their holder has spoken. `day` None stands for the last day on which anything entered.
    """
    day = day or latest(case)
    limit, public = day.toordinal(), known_by.toordinal() if known_by else NEVER_ENTERS
    calendar = Calendar.of(case)
    keep = (calendar.enters <= limit) & (calendar.known <= public)
    undated = (calendar.enters == NEVER_ENTERS) & (calendar.known <= public)
    rows = np.flatnonzero(keep | undated)
    proposals = tuple(
        dataclasses.replace(
            proposal, responses=tuple(r for r in proposal.responses if _entered(r.date, r.known, day, known_by))
        )
        for proposal in case.proposals
        if _entered(proposal.date, proposal.known, day, known_by)
    )
    return dataclasses.replace(
        case,
        statements=case.statements.take(rows),
        proposals=proposals,
        preferences=_judged(case.preferences, day),
        ratification=_ratified(case.ratification, day),
        day=day,
        known_by=known_by,
    )


def _judged(preferences: tuple[Preference, ...], day: date) -> tuple[Preference, ...]:
    """Of each party's preferences that hold on that day the ones that began last, in the order written."""
    last: dict[str, Preference] = {}
    for preference in preferences:
        if in_force(preference.since, preference.until, day):
            held = last.get(preference.of)
            if held is None or _begun(preference.since) > _begun(held.since):
                last[preference.of] = preference
    return tuple(preference for preference in preferences if last.get(preference.of) is preference)


def _begun(since: Interval | None) -> date:
    return since.last if since else date.min


def _ratified(ratification: Ratification, day: date) -> Ratification:
    """The bodies and procedures of that day; all circumstances, with the dates between which each holds."""
    return Ratification(
        ratification.circumstances,
        tuple(one for one in ratification.bodies if in_force(one.since, one.until, day)),
        tuple(one for one in ratification.procedures if in_force(one.since, one.until, day)),
    )


def _entered(dated: Interval | None, known: Interval | None, day: date, known_by: date | None) -> bool:
    if dated is None or dated.last > day:
        return False
    return known_by is None or (known or dated).last <= known_by


def latest(case: Case) -> date:
    """The last day on which anything enters: the date an answer is given for where none is named."""
    calendar = Calendar.of(case)
    dated = calendar.enters[calendar.enters != NEVER_ENTERS]
    days = [int(dated.max())] if dated.size else []
    days += [proposal.date.last.toordinal() for proposal in case.proposals]
    days += [r.date.last.toordinal() for proposal in case.proposals for r in proposal.responses if r.date]
    if not days:
        days = [entry.since.first.toordinal() for issue in case.issues for entry in issue.status_quo if entry.since]
    return date.fromordinal(max(days)) if days else date(1, 1, 1)


def status_quo(issue: Issue, day: date) -> str:
    """The option that holds on that day where nothing is agreed."""
    held = issue.status_quo[0].option
    for entry in issue.status_quo[1:]:
        if entry.since is None or entry.since.first <= day:
            held = entry.option
    return held


def in_force(since: Interval | None, until: Interval | None, day: date) -> bool:
    """Whether something with these limits holds on that day."""
    return (since is None or since.last <= day) and (until is None or until.last >= day)


def lapsed(proposal: Proposal, day: date) -> bool:
    """Whether a proposal is no longer on the table."""
    return proposal.until is not None and proposal.until.last < day


def changes(case: Case) -> tuple[date, ...]:
    """Every day on which something enters, lapses (the day after its last) or turns into another status quo, in
    order.
    """
    calendar = Calendar.of(case)
    days = {int(day) for day in np.unique(calendar.enters[calendar.counted])}
    days |= {int(day) + 1 for day in np.unique(calendar.lapses[calendar.counted]) if day != _STAYS}
    for proposal in case.proposals:
        days.add(proposal.date.last.toordinal())
        days |= {r.date.last.toordinal() for r in proposal.responses if r.date}
        ends = [proposal.until, *(response.until for response in proposal.responses)]
        days |= {end.last.toordinal() + 1 for end in ends if end}
    for issue in case.issues:
        days |= {entry.since.first.toordinal() for entry in issue.status_quo if entry.since}
    for linkage in case.linkages:
        days |= {linkage.since.last.toordinal()} if linkage.since else set()
        days |= {linkage.until.last.toordinal() + 1} if linkage.until else set()
    return tuple(date.fromordinal(day) for day in sorted(days) if day <= date.max.toordinal())
