"""Disputes: on an issue, one party demands what another refuses. Both may be reported rightly.

The definition is in `docs/explanation/contradictions.md`, section 5.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from detente.ledger.lasting import Lasting
from detente.ledger.overview import Overviews
from detente.ledger.reports import Content, Mode, Reports, Says
from detente.ledger.standing import Ledger


@dataclass(frozen=True)
class Camp:
    """Parties that demand and refuse the same on one matter, with the rows behind it."""

    parties: tuple[str, ...]
    demands: tuple[str, ...]
    refuses: tuple[str, ...]
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Dispute:
    """Camps of which each demands something that another refuses, or refuses what another demands."""

    matter: str
    camps: tuple[Camp, ...]


@dataclass
class _Held:
    demands: dict[str, list[int]]
    refuses: dict[str, list[int]]

    def alike(self, other: _Held) -> bool:
        """Whether the two demand and refuse the same."""
        return (self.demands.keys(), self.refuses.keys()) == (other.demands.keys(), other.refuses.keys())

    def meets(self, other: _Held) -> bool:
        """Whether this one demands what the other refuses."""
        return not self.demands.keys().isdisjoint(other.refuses)


def disputes(reports: Reports, ledger: Ledger, lasting: Lasting, day: date) -> Iterator[Dispute]:
    """Every issue, then every topic, on which parties stand against each other at the end of that day."""
    matters = {**_on_issues(ledger, day), **_on_topics(reports, lasting, day)}
    case = ledger.case
    order = {name: n for n, name in enumerate((*case.issue, *case.topic))}
    for matter in sorted(matters, key=order.__getitem__):
        known = case.issue.get(matter) or case.topic.get(matter)
        camps = _camps(matters[matter], known.names if known else ())
        if camps:
            yield Dispute(matter, camps)


def _on_issues(ledger: Ledger, day: date) -> dict[str, dict[str, _Held]]:
    """By issue and party: what stands, each option with its rows."""
    overview, case = Overviews(ledger).on(day), ledger.case
    lines = overview.lines
    found: dict[str, dict[str, _Held]] = {}
    wanted = lines.act["demands"][overview.supported.line]
    for acts, kept, demanded in ((overview.supported, wanted, True), (overview.refused, None, False)):
        at = np.flatnonzero(kept) if kept is not None else np.arange(len(acts))
        for line, option in zip(acts.line[at].tolist(), acts.option[at].tolist(), strict=True):
            matter = int(lines.matter[line])
            issue = case.issues[int(lines.issue[matter])]
            party = case.parties[int(lines.party[matter])].id
            held = found.setdefault(issue.id, {}).setdefault(party, _Held({}, {}))
            place = held.demands if demanded else held.refuses
            place.setdefault(issue.names[option], []).append(int(lines.row[line]))
    return found


def _on_topics(reports: Reports, lasting: Lasting, day: date) -> dict[str, dict[str, _Held]]:
    """The same of topics, by what each party last said of them itself."""
    case, found = reports.case, dict[str, dict[str, _Held]]()
    topics = np.array([name in case.topic for name in reports.matters] or [False])
    places = np.flatnonzero(topics[reports.matter] & reports.counted & (reports.mode == Mode.OWN))
    places = places[lasting.stands(places, np.full(len(places), day.toordinal(), np.int64))]
    for place in places.tolist():
        name = reports.matters[int(reports.matter[place])]
        party = case.parties[int(reports.party[place])].id
        content = reports.contents[int(reports.content[place])]
        held = found.setdefault(name, {}).setdefault(party, _Held({}, {}))
        row = int(reports.row[place])
        for option in content.options or {""}:
            if content.says is Says.WANTS and case.statements.text("act", row) == "demand":
                held.demands.setdefault(option, []).append(row)
            elif content.says is Says.AGAINST:
                held.refuses.setdefault(option, []).append(row)
        for option in _excluded(content, case.topic[name].names):
            held.refuses.setdefault(option, []).append(row)
    return found


def _excluded(content: Content, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in content.options) if content.exclusive else ()


def _camps(held: dict[str, _Held], names: tuple[str, ...]) -> tuple[Camp, ...]:
    """Parties by what they demand and refuse, where another party stands against it."""
    groups: dict[tuple[frozenset[str], frozenset[str]], list[str]] = {}
    for party, one in held.items():
        against = [other for other in held.values() if not one.alike(other)]
        met = any(one.meets(other) or other.meets(one) for other in against)
        if met:
            groups.setdefault((frozenset(one.demands), frozenset(one.refuses)), []).append(party)
    place = {name: n for n, name in enumerate(names)}
    camps = []
    for (demands, refuses), parties in groups.items():
        rows = {
            row
            for p in parties
            for side in (held[p].demands, held[p].refuses)
            for found in side.values()
            for row in found
        }
        sides = [tuple(sorted(side, key=lambda o: place.get(o, len(place)))) for side in (demands, refuses)]
        camps.append(Camp(tuple(parties), sides[0], sides[1], tuple(sorted(rows))))
    return tuple(
        sorted(camps, key=lambda camp: ([place.get(o, -1) for o in camp.demands] or [len(place)], camp.parties))
    )
