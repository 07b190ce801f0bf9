"""Who has spoken on what, and since when: what a window needs to know before it says anything of a date."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

import numpy as np

from detente.case.conditions import issues_of
from detente.case.filtering import Calendar
from detente.case.model import Case
from detente.ledger.terms import issues_of_terms

BINDING_STANCES = ("accept", "reject", "conditional")


class Voices:
    """For each party and issue the first day on which it spoke.

    A counted statement, a proposal, an answer to one. Lapsed ones too.
    """

    def __init__(self, case: Case) -> None:
        self.first: dict[tuple[str, str], date] = {}
        for parties, issues, day in (*_statements(case), *_proposals(case)):
            for party in parties:
                for issue in issues:
                    known = self.first.get((party, issue))
                    if known is None or day < known:
                        self.first[party, issue] = day

    def spoken(self, party: str, issue: str, day: date) -> bool:
        """Whether the party had spoken on the issue by that day."""
        first = self.first.get((party, issue))
        return first is not None and first <= day

    def silent(self, parties: Collection[str], issues: Collection[str], day: date) -> tuple[str, ...]:
        """The parties that had spoken on none of the issues by that day."""
        return tuple(party for party in parties if not any(self.spoken(party, issue, day) for issue in issues))

    def coverage(self, cells: Collection[tuple[str, str]], day: date) -> tuple[int, int]:
        """On how many of these pairs (party, issue) there was a word by that day, of how many."""
        return sum(self.spoken(party, issue, day) for party, issue in cells), len(cells)


def _statements(case: Case) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], date]]:
    """The first of each holder on each issue or condition."""
    calendar = Calendar.of(case)
    text, key = case.statements.text, np.zeros(len(case.statements), np.int64)
    for name in ("holder", "issue", "condition"):
        column = case.statements[name]
        if len(column.words) > 1:
            key = np.unique(key * len(column.words) + column.codes, return_inverse=True)[1]
    rows = np.flatnonzero(calendar.counted)
    rows = rows[np.argsort(calendar.enters[rows], kind="stable")]
    for row in rows[np.unique(key[rows], return_index=True)[1]].tolist():
        condition = case.statements.condition("condition", row)
        issues = issues_of(condition) if condition is not None else (text("issue", row),)
        yield case.members((text("holder", row),)), issues, date.fromordinal(int(calendar.enters[row]))


def _proposals(case: Case) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], date]]:
    for proposal in case.proposals:
        issues = issues_of_terms(proposal.terms)
        yield case.members(proposal.by), issues, proposal.date.last
        for response in proposal.responses:
            if response.stance in BINDING_STANCES and response.date:
                spoke = max(response.date.last, proposal.date.last)  # nobody answers what is not there yet
                yield case.members((response.by,)), response.issues or issues, spoke
