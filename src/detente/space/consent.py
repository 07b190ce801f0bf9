"""Who must consent to what, which issues a table deals with, and whose consent it assumes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from detente.case.filtering import in_force
from detente.case.model import Case, Issue, Table


def consent_set(case: Case, issue: Issue, option: str, status_quo: str) -> frozenset[str]:
    """The parties that an option needs.

    Its own `needs`; none for the status quo; the issue's; the case's `required`; every party.
    """
    own = issue.option(option).needs
    if own is not None:
        return frozenset(case.members(own))
    if option == status_quo:
        return frozenset()
    needs = issue.needs if issue.needs is not None else case.required
    return frozenset(case.members(needs) if needs or issue.needs is not None else tuple(case.party))


@dataclass(frozen=True)
class Seating:
    """A table on a day: its parties and units, its agenda, and the parties whose consent it assumes."""

    table: str
    title: str
    parties: tuple[str, ...]
    units: tuple[str, ...]
    agenda: tuple[str, ...]
    assumed: tuple[str, ...]


def seat(case: Case, table: Table, status_quo: dict[str, str], day: date | None, only: tuple[str, ...] = ()) -> Seating:
    """What a table deals with on a day.

    `day` None: without regard to when issues arose; `only`: no other issues than these.
    """
    parties = case.members(table.parties)
    sets = {
        issue.id: frozenset().union(*(consent_set(case, issue, name, status_quo[issue.id]) for name in issue.names))
        for issue in case.issues
    }
    live = [issue.id for issue in case.issues if day is None or in_force(issue.since, issue.until, day)]
    if table.agenda is None:
        agenda = [issue for issue in live if sets[issue] <= set(parties)]
    elif table.agenda == ("all",):
        agenda = live
    else:
        agenda = [issue for issue in live if issue in table.agenda]
    if only:
        agenda = [issue for issue in agenda if issue in only]
    needed = frozenset().union(*(sets[issue] for issue in agenda))
    assumed = tuple(party for party in case.party if party in needed and party not in parties)
    units = tuple(dict.fromkeys(case.unit[party] for party in parties))
    return Seating(table.id, table.title, parties, units, tuple(agenda), assumed)
