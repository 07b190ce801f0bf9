"""When provisions run: entry into force, days and durations after it, and the days on which anything changes."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from detente.case.model import Case
from detente.case.treaties.expressions import MembersOf, Name, walk
from detente.case.treaties.model import Content, Duration, Expression, Moment, Treaty
from detente.case.treaties.model import Term as _Term


def after(day: date, duration: Duration) -> date:
    """The day so long after another: years and months first (the last of a month that is shorter), then days.

    >>> after(date(2024, 1, 31), Duration(months=1, days=1))
    datetime.date(2024, 3, 1)
    """
    months = day.year * 12 + day.month - 1 + duration.years * 12 + duration.months
    year, month = months // 12, months % 12 + 1
    if year > date.max.year:
        return date.max
    moved = date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    try:
        return moved + timedelta(days=duration.days)
    except OverflowError:
        return date.max


def enters(treaty: Treaty, on: date | None) -> tuple[date, bool]:
    """The day a treaty is in force from, and whether that is assumed: no date of its own says so."""
    if treaty.entry is not None and treaty.entry.date is not None:
        return treaty.entry.date, False
    return on or treaty.date, True


def moment(when: Moment | None, entry: date) -> date:
    """A day as it was written, or so long after entry into force; None: entry into force."""
    if when is None:
        return entry
    return after(entry, when) if isinstance(when, Duration) else when


def runs(content: Content, entry: date) -> tuple[date, date | None]:
    """The first and last day of a provision, both included; None: without end."""
    first = moment(content.begins, entry)
    if content.ends is not None:
        return first, moment(content.ends, entry)
    return first, after(first, content.lasts) if content.lasts is not None else None


def next_day(day: date) -> date:
    """The day after, or the last day of the calendar."""
    return day if day == date.max else day + timedelta(days=1)


def breaks(case: Case, treaties: Sequence[Treaty], entered: dict[str, date]) -> list[date]:
    """The days on which a provision begins or has ended, and after the first of them those on which a group changes."""
    found: set[date] = set()
    for treaty in treaties:
        entry = entered[treaty.id]
        found.add(entry)
        for content in contents(treaty):
            found |= _own(content, entry)
    first = min(found, default=date.min)
    groups = set(_groups(case, treaties))
    for one in case.treaties.inventory.memberships:
        if one.group in groups:
            since = [one.since.last] if one.since else []
            until = [next_day(one.until.last)] if one.until else []
            found |= {day for day in (*since, *until) if day > first}
    return sorted(found)


def _own(content: Content, entry: date) -> set[date]:
    first, last = runs(content, entry)
    found = {first}
    if last is not None and last >= first:
        found.add(next_day(last))
    if content.within is not None:
        due = after(first, content.within)
        found |= {due, next_day(due)}
    return found


def contents(treaty: Treaty) -> Iterable[Content]:
    """Every content of every provision, as it stands and under its readings."""
    for provision in treaty.provisions:
        yield provision.content
        for reading in provision.readings:
            yield reading.content


def _groups(case: Case, treaties: Sequence[Treaty]) -> Iterable[str]:
    """Groups that are read day by day somewhere."""
    terms: list[_Term] = [*case.treaties.vocabulary.terms, *(term for treaty in treaties for term in treaty.terms)]
    found: list[Expression | None] = [reading.means for term in terms for reading in term.readings]
    for treaty in treaties:
        found.append(treaty.signatories)
        for content in contents(treaty):
            for holder in (content, *content.exceptions, *([content.trigger] if content.trigger else ())):
                found.extend(value for value in vars(holder).values() if isinstance(value, Expression))
    for expression in found:
        if expression is not None:
            for node in walk(expression.tree):  # type: ignore[arg-type]  # a parsed expression
                if isinstance(node, Name):
                    yield node.id
                elif isinstance(node, MembersOf) and node.day is None:
                    yield node.group
