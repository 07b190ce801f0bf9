"""From rows to acts: what each counted statement refuses, supports or withdraws, before anything supersedes anything.

The rules are in `docs/explanation/what-counts.md`, section 2. An act concerns one option of one issue, or one
condition over several.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from detente.case.conditions import And, Condition, Is, Not, issues_of
from detente.case.dates import Interval
from detente.case.evaluating import holds
from detente.case.filtering import effective_date
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


@dataclass(frozen=True)
class Row:
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
    def read(cls, case: Case, number: int) -> Row | None:
        """That row of a case; None where nothing says of when it is."""
        text = case.statements.text
        interval = effective_date(case, number)
        if interval is None:
            return None
        condition = case.statements.condition("condition", number)
        issue, options = text("issue", number), options_of(case, number)
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


def acts_of(case: Case, rows: Iterable[Row]) -> Iterator[Act]:
    """What the rows of one breath do: first what each does by itself, then what its demands refuse."""
    acts: list[Act] = []
    demands: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if row.act == "demand" and row.issue:
            demands.setdefault((row.issue, str(row.given)), []).append(row)
            acts.extend(row.make(Kind.SUPPORT, (row.issue, option), when=row.given) for option in row.options)
        else:
            acts.extend(_simple(case, row))
    yield from acts
    beside = _supported_together(acts)
    for alternatives in demands.values():
        yield from _refused_by_demand(case, alternatives, beside)


def _condition_name(case: Case, number: int) -> str:
    """The id of the named condition that a row refers to, or ""."""
    written = case.statements.text("condition", number).strip()
    return written if any(named.id == written for named in case.conditions) else ""


def options_of(case: Case, number: int) -> tuple[str, ...]:
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


def _simple(case: Case, row: Row) -> Iterator[Act]:
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


def _about_condition(case: Case, row: Row, condition: Condition) -> Iterator[Act]:
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


def _refused_by_demand(case: Case, rows: list[Row], beside: Mapping[Matter, list[Condition | None]]) -> Iterator[Act]:
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
