"""Which statements speak for a position, and which against it, whether they count or not.

What a statement says is read as in `docs/explanation/contradictions.md`, section 1; a position is what a party
demands, accepts and refuses on one issue on a date.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from detente.case.model import Case
from detente.ledger.reports import Content, Reports, Says


@dataclass(frozen=True)
class Held:
    """A position as sets of options: asked for or agreed to, asked for, and refused."""

    supported: frozenset[str]
    demanded: frozenset[str]
    refused: frozenset[str]


def bears(said: Content, held: Held) -> int:
    """1: what was said speaks for the position; -1: against it; 0: neither.

    Who wants only what is refused, rejects or denies what is supported, or reports that a demand is absent speaks
    against it. Who wants what is supported, or rejects only what is refused, speaks for it.
    """
    options = said.options
    match said.says:
        case Says.WANTS if options:
            return -1 if options <= held.refused else int(not options.isdisjoint(held.supported))
        case Says.AGAINST if options:
            return -1 if not options.isdisjoint(held.supported) else int(options <= held.refused)
        case Says.DENIES:
            return -int(bool(held.supported & options if options else held.supported))
        case Says.ABSENT:
            return -int(bool(held.demanded & options if options else held.demanded))
        case _:
            return 0


class Bearings:
    """The accepted statements of a dated case, by whose they are and on which issue."""

    def __init__(self, case: Case) -> None:
        self._reports = Reports.of(case)
        self._ids = case.statements["id"]
        self._party = {party.id: number for number, party in enumerate(case.parties)}
        self._matter = {name: number for number, name in enumerate(self._reports.matters)}

    def of(self, party: str, issue: str, held: Held) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The ids of a party's statements on an issue that speak for a position, and of those that speak against it."""
        found: dict[int, list[str]] = {1: [], -1: [], 0: []}
        for ref, said in self._said(party, issue):
            found[bears(said, held)].append(ref)
        return tuple(found[1]), tuple(found[-1])

    def _said(self, party: str, issue: str) -> Iterator[tuple[str, Content]]:
        here = self._reports
        mine = (here.party == self._party[party]) & (here.matter == self._matter.get(issue, -1))
        for place in np.flatnonzero(mine).tolist():
            yield self._ids[int(here.row[place])], here.contents[here.content[place]]
