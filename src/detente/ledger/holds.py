"""One party on one issue, day by day: the options that it refuses, and those that it asks for.

What `standing` says of everybody at once is asked here of one pair at a time, so that a long history stays quick.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from detente.case.conditions import issues_of
from detente.case.evaluating import holds
from detente.case.filtering import NEVER_ENTERS
from detente.case.model import Case, Firmness
from detente.ledger.holdings import response_ref
from detente.ledger.rows import Numbers
from detente.ledger.standing import Ledger, Stance
from detente.ledger.supersession import ALWAYS, Refusal
from detente.ledger.terms import about, issues_of_terms

_LAST_DAY = date.max.toordinal()


@dataclass(frozen=True)
class Hold:
    """Where one party stands on one issue at the end of a day, as far as options say it.

    `refused` gives the firmness of the strongest unconditional refusal of an option, the disputed ones standing;
    `undisputed` are the options refused also if none of these stands. `demanded` and `rejected` are options named by
    standing demands and rejections, `refs` all that stands.
    """

    refused: Mapping[str, Firmness]
    undisputed: frozenset[str] = frozenset()
    demanded: frozenset[str] = frozenset()
    rejected: frozenset[str] = frozenset()
    refs: tuple[str, ...] = ()
    disputed: bool = False

    @cached_property
    def closed(self) -> frozenset[str]:
        """The options that are refused."""
        return frozenset(self.refused)


NOTHING = Hold({})


class Pair:
    """One party on one issue: its counted rows, its bloc's among them, and the days on which something may change."""

    def __init__(self, history: History, party: str, issue: str, rows: Numbers) -> None:
        self.history, self.party, self.issue, self.rows = history, party, issue, rows
        self._replaced = history.roll.replaced(rows)
        self._answers = history.answers.get((party, issue), ())
        self._known: dict[tuple[int, ...], Hold] = {}

    @cached_property
    def spoken(self) -> Mapping[int, tuple[str, ...]]:
        """Day numbers on which the party said something that bears on the issue, and what: rows and answers."""
        found: dict[int, list[str]] = {}
        calendar, ids = self.history.roll.calendar, self.history.case.statements["id"]
        for row in np.unique(np.concatenate([self.rows, self._replaced.by])).tolist():
            found.setdefault(int(calendar.enters[row]), []).append(ids[row])
        for first, _, ref in self._answers:
            found.setdefault(first, []).append(ref)
        return {day: tuple(found[day]) for day in sorted(found)}

    @cached_property
    def first(self) -> int:
        """The day on which the party first spoke on the issue itself."""
        enters = self.history.roll.calendar.enters[self.rows].tolist()
        return min([*enters, *(first for first, _, _ in self._answers)], default=NEVER_ENTERS)

    @cached_property
    def ends(self) -> Mapping[int, tuple[str, ...]]:
        """Day numbers on which something has just lapsed, and what."""
        found: dict[int, list[str]] = {}
        calendar, ids = self.history.roll.calendar, self.history.case.statements["id"]
        for row in np.unique(np.concatenate([self.rows, self._replaced.by])).tolist():
            last = int(calendar.lapses[row])
            if int(calendar.enters[row]) <= last < _LAST_DAY:
                found.setdefault(last + 1, []).append(ids[row])
        for _, last, ref in self._answers:
            if last < _LAST_DAY:
                found.setdefault(last + 1, []).append(ref)
        return {day: tuple(found[day]) for day in sorted(found)}

    def rows_on(self, day: int) -> tuple[int, ...]:
        """The rows that count at the end of that day."""
        if not len(self.rows):
            return ()
        return tuple(self.rows[self.history.roll.in_force(self.rows, self._replaced, day)].tolist())

    def at(self, day: int) -> Hold:
        """Where the party stands at the end of that day."""
        if day < self.first:
            return NOTHING
        rows = self.rows_on(day)
        key = (day if self._answers else 0, *rows)
        if key not in self._known:
            self._known[key] = self._hold(self.stance(day, rows))
        return self._known[key]

    def stance(self, day: int, rows: tuple[int, ...] | None = None) -> Stance:
        """All that stands at the end of that day by what the party said on this issue."""
        ledger = self.history.ledger
        rows = self.rows_on(day) if rows is None else rows
        return ledger.stance_by(self.party, rows, ledger.table(date.fromordinal(max(1, min(day, _LAST_DAY)))))

    def _hold(self, stance: Stance) -> Hold:
        refused: dict[str, Firmness] = {}
        undisputed, rejected, disputed = set(), set(), False
        refs: list[str] = []
        acts = self.history.acts
        for refusal, option in self._refusals(stance):
            refused[option] = max(refusal.firmness, refused.get(option, refusal.firmness))
            disputed |= bool(refusal.doubts)
            if ALWAYS not in refusal.doubts:
                undisputed.add(option)
            if any(acts.get(ref, "reject") == "reject" for ref in refusal.refs):
                rejected.add(option)
            refs.extend(refusal.refs)
        supports = [one for one in stance.supports if one.issue == self.issue and one.when is None]
        demanded = {one.option for one in supports if acts.get(one.ref) == "demand"}
        names = [*dict.fromkeys([*(one.ref for one in supports), *refs])]
        disputed |= any(one.disputed for one in supports)
        return Hold(refused, frozenset(undisputed), frozenset(demanded), frozenset(rejected), tuple(names), disputed)

    def _refusals(self, stance: Stance) -> Iterator[tuple[Refusal, str]]:
        """Unconditional refusals of an option, and joint ones that mention this issue alone."""
        issues = self.history.case.issue
        for refusal in stance.refusals:
            if refusal.option:
                if refusal.issue == self.issue and refusal.when is None:
                    yield refusal, refusal.option
            elif not refusal.whole and issues_of(refusal.refused) == (self.issue,):
                for option in issues[self.issue].names:
                    if holds(refusal.refused, {self.issue: option}, issues):
                        yield refusal, option


class History:
    """A dated case as pairs of a party and an issue on which it has spoken."""

    def __init__(self, case: Case) -> None:
        self.ledger = Ledger(case)
        self.case = self.ledger.case
        self.roll = self.ledger.roll
        statements = self.case.statements
        self.acts: dict[str, str] = {}
        ids, acts = statements["id"], statements["act"]
        for row in self.roll.counted.tolist():
            self.acts[ids[row]] = acts[row]
        self.answers = self._answered()
        self.pairs = self._pairs()

    def pair(self, party: str, issue: str) -> Pair:
        """One pair, also where it never spoke."""
        found = self.pairs.get((party, issue))
        return found if found is not None else Pair(self, party, issue, np.zeros(0, np.int64))

    def _answered(self) -> dict[tuple[str, str], tuple[tuple[int, int, str], ...]]:
        """First and last day of the rejections of proposals, or of parts, that are about one issue."""
        found: dict[tuple[str, str], list[tuple[int, int, str]]] = {}
        for proposal in self.case.proposals:
            end = proposal.until.last.toordinal() if proposal.until else _LAST_DAY
            for number, response in enumerate(proposal.responses):
                terms = about(proposal.terms, response.issues) if response.issues else proposal.terms
                issues = issues_of_terms(terms) if terms is not None else ()
                if response.date is None or len(issues) != 1 or response.stance not in ("reject", "accept"):
                    continue
                last = min(end, response.until.last.toordinal() if response.until else _LAST_DAY)
                day = max(response.date.last, proposal.date.last).toordinal()
                for party in self.case.members((response.by,)):
                    found.setdefault((party, issues[0]), []).append((day, last, response_ref(proposal, number)))
        return {key: tuple(lines) for key, lines in found.items()}

    def _pairs(self) -> dict[tuple[str, str], Pair]:
        roll, names = self.roll, [party.id for party in self.case.parties]
        place = {issue.id: number for number, issue in enumerate(self.case.issues)}
        issue = self._issues(place)[roll.row]
        order = np.lexsort((roll.row, issue, roll.party))
        row, party, issue = roll.row[order], roll.party[order], issue[order]
        fresh = np.ones(len(row), bool)
        fresh[1:] = (party[1:] != party[:-1]) | (issue[1:] != issue[:-1])
        starts = [*np.flatnonzero(fresh).tolist(), len(row)]
        found: dict[tuple[str, str], Pair] = {}
        for begin, end in itertools.pairwise(starts):
            if issue[begin] >= 0:
                key = (names[int(party[begin])], self.case.issues[int(issue[begin])].id)
                found[key] = Pair(self, *key, row[begin:end])
        for key in self.answers:
            found.setdefault(key, Pair(self, *key, np.zeros(0, np.int64)))
        return found

    def _issues(self, place: Mapping[str, int]) -> Numbers:
        """The issue that each row is about, by number: also by a condition over one issue; else -1."""
        statements = self.case.statements
        column, conditions = statements["issue"], statements["condition"]
        direct = np.array([place.get(word, -1) for word in column.words] or [-1])[column.codes]
        single = [
            issues_of(statements.conditions[word]) if word in statements.conditions else () for word in conditions.words
        ]
        meant = np.array([place[names[0]] if len(names) == 1 else -1 for names in single] or [-1])[conditions.codes]
        return np.asarray(np.where(meant >= 0, meant, direct), np.int64)
