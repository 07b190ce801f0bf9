"""From rows to acts: what each counted statement refuses, supports or withdraws, before anything supersedes anything.

The rules are in `docs/explanation/what-counts.md`, section 2. An act concerns one option of one issue, or one
condition over several.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from detente.case.conditions import And, Condition, Is, Not, issues_of
from detente.case.dates import Interval
from detente.case.evaluating import holds, same
from detente.case.filtering import Calendar, effective_date
from detente.case.model import Case, Firmness

Voice = tuple[str, Interval, str]
"""Authority, date and source: what is said with one voice on one date."""

Matter = tuple[str, str] | Condition
"""(issue, option), or what is refused: a condition over several issues."""


class Kind(enum.Enum):
    """What an act does to its matter."""

    REFUSE = "refuse"
    SUPPORT = "support"
    WITHDRAW = "withdraw"


@dataclass(frozen=True)
class Act:
    """One party's act on one matter.

    `when`: only in packages that meet this condition. `subject` names its position.
    """

    kind: Kind
    party: str
    matter: Matter
    interval: Interval
    authority: str
    group: Voice
    ref: str
    firmness: Firmness = Firmness.FIRM
    when: Condition | None = None
    subject: str = ""
    spared: tuple[Condition, ...] = ()
    said: Condition | None = None

    def after(self, other: Act) -> bool:
        """Whether this act is later than the other, whatever the days were."""
        return self.interval.first > other.interval.last

    def overlaps(self, other: Act) -> bool:
        """Whether either may have been first."""
        return self.interval.overlaps(other.interval)


Breath = tuple[Act, ...]
"""What one party says on one date in one source."""


class Reader:
    """The rows of a case as acts, each read once.

    What one holder says on one date in one source (a breath) is read together.
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        self.calendar = Calendar.of(case)
        self._rows: dict[int, _Row | None] = {}
        self._breaths: dict[tuple[object, ...], Breath] = {}
        self._conditions: dict[str, list[Condition]] = {}

    def rows(self, day: date, without: frozenset[int] = frozenset()) -> list[int]:
        """The counted rows that have entered and not lapsed by that day, without those that another one of them
        supersedes or superseded.
        """
        calendar, limit = self.calendar, day.toordinal()
        rows = np.flatnonzero(calendar.counted & (calendar.enters <= limit) & (calendar.lapses >= limit)).tolist()
        if without:
            rows = [row for row in rows if row not in without]
        replaced: set[str] = set()
        for row in rows:
            replaced.update(self.case.statements.text("supersedes", row).split())
        return [row for row in rows if self.case.statements.text("id", row) not in replaced] if replaced else rows

    def breaths(
        self, rows: Iterable[int], firmness: Mapping[int, Firmness] | None = None
    ) -> dict[str, tuple[Breath, ...]]:
        """What the rows do, party by party, breath by breath; the same breath is the same object each time.

        A bloc's row is one of each of its members. `firmness` overrides what is coded.
        """
        other = firmness or {}
        found: dict[str, dict[Voice, list[tuple[int, Firmness | None]]]] = {}
        for number in rows:
            if number not in self._rows:
                self._rows[number] = self._row(number)
            row = self._rows[number]
            if row is not None:
                for party in self.case.members((row.holder,)):
                    found.setdefault(party, {}).setdefault(row.group, []).append((number, other.get(number)))
        return {
            party: tuple(self._breath(party, members) for members in voices.values()) for party, voices in found.items()
        }

    def _row(self, number: int) -> _Row | None:
        row = _Row.read(self.case, number)
        return row if row is None or row.given is None else replace(row, given=self._one("", row.given))

    def _breath(self, party: str, members: list[tuple[int, Firmness | None]]) -> Breath:
        key = (party, *members)
        if key not in self._breaths:
            self._breaths[key] = tuple(self._read(party, members))
        return self._breaths[key]

    def _read(self, party: str, members: Iterable[tuple[int, Firmness | None]]) -> Iterator[Act]:
        acts: list[Act] = []
        demands: dict[tuple[str, str], list[_Row]] = {}
        for number, firmness in members:
            row = self._rows[number]
            assert row is not None
            row = replace(row, holder=party, firmness=firmness or row.firmness)
            if row.act == "demand" and row.issue:
                demands.setdefault((row.issue, str(row.given)), []).append(row)
                acts.extend(row.make(Kind.SUPPORT, (row.issue, option), when=row.given) for option in row.options)
            else:
                acts.extend(_simple(self.case, row))
        beside = _supported_together(acts)
        for rows in demands.values():
            acts.extend(_refused_by_demand(self.case, rows, beside))
        for act in acts:
            if isinstance(act.matter, tuple):
                yield act
            else:
                yield replace(act, matter=self._one(party, act.matter), said=act.matter)

    def _one(self, whose: str, condition: Condition) -> Condition:
        """Conditions that hold of the same packages are one: the first of them that was read."""
        known = self._conditions.setdefault(whose, [])
        for other in known:
            if same(other, condition, self.case.issue):
                return other
        known.append(condition)
        return condition


@dataclass(frozen=True)
class _Row:
    """A statement's row, read: about options of an issue, or about a condition over several."""

    ref: str
    holder: str
    act: str
    issue: str
    options: tuple[str, ...]
    condition: Condition | None
    given: Condition | None
    firmness: Firmness | None
    interval: Interval
    authority: str
    group: Voice
    name: str
    subject: str

    @classmethod
    def read(cls, case: Case, number: int) -> _Row | None:
        text = case.statements.text
        interval = effective_date(case, number)
        if interval is None:
            return None
        condition = case.statements.condition("condition", number)
        issue, options = text("issue", number), _options(case, number)
        if text("act", number) == "withdraw" and issue and not options:
            options = case.issue[issue].names
        if condition is not None and len(issues_of(condition)) == 1:
            issue = issues_of(condition)[0]
            options = tuple(o for o in case.issue[issue].names if holds(condition, {issue: o}, case.issue))
            condition = None
        authority = text("authority", number)
        firmness = text("firmness", number)
        return cls(
            text("id", number),
            text("holder", number),
            text("act", number),
            issue,
            options,
            condition,
            case.statements.condition("given", number),
            Firmness[firmness.upper()] if firmness else None,
            interval,
            authority,
            (authority, Interval(interval.first, interval.last), text("source", number)),
            _condition_name(case, number),
            ties(case, case.statements.condition("given", number), first=issue),
        )

    def make(
        self,
        kind: Kind,
        matter: Matter,
        *,
        firmness: Firmness | None = None,
        when: Condition | None = None,
        subject: str = "",
    ) -> Act:
        """An act of this row."""
        hard = firmness or self.firmness or Firmness.FIRM
        return Act(kind, self.holder, matter, self.interval, self.authority, self.group, self.ref, hard, when, subject)


def _condition_name(case: Case, number: int) -> str:
    """The id of the named condition that a row refers to, or ""."""
    written = case.statements.text("condition", number).strip()
    return written if any(named.id == written for named in case.conditions) else ""


def _options(case: Case, number: int) -> tuple[str, ...]:
    """The options a row names, widened along an ordered issue where it says at least or at most."""
    text = case.statements.text
    issue = case.issue.get(text("issue", number))
    if issue is None:
        return ()
    named = [option.strip() for option in text("option", number).split("|") if option.strip()]
    span = text("range", number)
    if span in ("", "exactly"):
        return tuple(named)
    places = [issue.names.index(option) for option in named]
    chosen = issue.names[min(places) :] if span == "at_least" else issue.names[: max(places) + 1]
    return tuple(chosen)


def ties(case: Case, *conditions: Condition | None, first: str = "") -> str:
    """A name for a position over several issues: the issues, joined, the one it is about first."""
    mentioned = {issue for condition in conditions if condition is not None for issue in issues_of(condition)}
    ordered = [issue.id for issue in case.issues if issue.id in mentioned and issue.id != first]
    return "+".join([first, *ordered] if first else ordered)


def _simple(case: Case, row: _Row) -> Iterator[Act]:
    """Every act but a demand for options."""
    if row.condition is not None:
        yield from _about_condition(case, row, row.condition)
        return
    subject = row.subject
    if row.act == "withdraw":
        for option in row.options:
            yield row.make(Kind.WITHDRAW, (row.issue, option))
    elif row.act == "reject":
        for option in row.options:
            yield row.make(Kind.REFUSE, (row.issue, option), when=row.given, subject=subject)
    elif row.act in ("offer", "accept"):
        for option in row.options:
            yield row.make(Kind.SUPPORT, (row.issue, option), when=row.given)
            if row.given is not None and row.firmness:
                yield row.make(Kind.REFUSE, (row.issue, option), when=Not(row.given), subject=subject)


def _about_condition(case: Case, row: _Row, condition: Condition) -> Iterator[Act]:
    refused = Not(condition) if row.act == "demand" else condition
    if row.given is not None and row.act in ("demand", "reject"):
        refused = And((row.given, refused))
    if row.act in ("demand", "reject"):
        subject = row.name or ties(case, condition, row.given)
        yield row.make(Kind.REFUSE, refused, subject=subject)
    if row.act == "demand":
        yield row.make(Kind.SUPPORT, condition)
    elif row.act in ("offer", "accept"):
        yield row.make(Kind.SUPPORT, condition, when=row.given)
    elif row.act == "withdraw":
        yield row.make(Kind.WITHDRAW, condition)
        yield row.make(Kind.WITHDRAW, Not(condition))


def _supported_together(acts: Iterable[Act]) -> dict[Matter, list[Condition | None]]:
    """By option: under which conditions a breath supports it."""
    found: dict[Matter, list[Condition | None]] = {}
    for act in acts:
        if act.kind is Kind.SUPPORT and isinstance(act.matter, tuple):
            found.setdefault(act.matter, []).append(act.when)
    return found


def _refused_by_demand(case: Case, rows: list[_Row], beside: Mapping[Matter, list[Condition | None]]) -> Iterator[Act]:
    """Demands of one date, source, authority and condition are alternatives: each refuses what none of them asks for.

    What the same source says on the same date in support of an option is not contradicted by its demand for another.
    """
    asked = {option for row in rows for option in row.options}
    for row in rows:
        for option in case.issue[row.issue].names:
            conditions = beside.get((row.issue, option), [])
            if option in asked or None in conditions:
                continue
            spared = tuple(condition for condition in conditions if condition is not None)
            refuse = row.make(Kind.REFUSE, (row.issue, option), when=row.given, subject=row.subject)
            yield replace(refuse, spared=spared) if spared else refuse


def refused_by(act: Act) -> Condition:
    """What a refusing act refuses, as a condition."""
    matter = Is(act.matter[0], (act.matter[1],)) if isinstance(act.matter, tuple) else act.said or act.matter
    return matter if act.when is None else And((matter, act.when))
