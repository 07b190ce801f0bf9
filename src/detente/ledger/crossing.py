"""Clashes that are not of one holder with itself: claims that others deny, one event told in two ways, one act with
two dates, and references that leave open which.

The definitions are in `docs/explanation/contradictions.md`, sections 2 and 4.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from detente.case.dates import Interval
from detente.case.details import compatible
from detente.case.model import Case
from detente.ledger.clashes import Pairs, Relation, Resolution
from detente.ledger.reports import JUDGING, Mode, Reports, Says, details_of, occasions_of
from detente.ledger.rows import Numbers
from detente.ledger.sharing import Occasions

TOLD = frozenset(
    {"report", "threat", "denial", "no_demand", "demand", "offer", "accept", "reject", "leave_open", "withdraw"}
)
"""Acts that are dated by when they happened; a judgement is dated by when it was passed."""

LOOSE = frozenset({"report", "denial", "no_demand", "threat"})
"""Acts whose list of options leaves open which is meant; of a demand or an offer they are alternatives."""

_Found = list[tuple[int, int, int, int]]


class Crossings:
    """Reports of different holders, a row once, compared where they can be about one thing."""

    def __init__(self, reports: Reports) -> None:
        self.reports, self.occasion = reports, Occasions(reports)
        self.rows = np.unique(reports.row, return_index=True)[1]
        act = reports.case.statements["act"]
        self._judges = {n for n, word in enumerate(act.words) if word in JUDGING}
        self._act = act.codes
        self._members = {
            word: frozenset(reports.case.members((word,))) for word in reports.case.statements["holder"].words
        }

    def pairs(self) -> Iterator[Pairs]:
        """Claims that another holder denies, and accounts of one occasion that differ, as a whole or in a detail."""
        found = [*self._denied(), *self._told_otherwise()]
        if found:
            yield self._columns(found)
        details: dict[str, _Found] = {}
        for name, pair in self._details():
            details.setdefault(name, []).append(pair)
        for name, several in sorted(details.items()):
            yield self._columns(several, name)

    def _columns(self, found: _Found, detail: str = "") -> Pairs:
        table = np.array(found, np.int64).reshape(-1, 4)
        one, other, relation, resolution = table.T
        last, stood = self.reports.last, np.zeros(len(one), bool)
        swap = last[one] > last[other]
        return Pairs(np.where(swap, other, one), np.where(swap, one, other), relation, resolution, stood, detail)

    def _apart(self, one: int, other: int) -> bool:
        """Whether two reports have no holder in common."""
        text = self.reports.case.statements["holder"]
        holders = (self._members[text[int(self.reports.row[place])]] for place in (one, other))
        return next(holders).isdisjoint(next(holders))

    def _shared(self, one: int, other: int) -> int:
        return int(self.occasion.shared(np.array([one]), np.array([other]))[0])

    def _resolution(self, one: int, other: int) -> int:
        inferred = Mode.INFERRED in (self.reports.mode[one], self.reports.mode[other])
        return int(Resolution.MODALITY if inferred else Resolution.GENUINE)

    def _judged(self, place: int) -> bool:
        """Whether somebody tells what is so, rather than what it wants."""
        return int(self._act[self.reports.row[place]]) in self._judges

    def _denied(self) -> Iterator[tuple[int, int, int, int]]:
        r = self.reports
        denials: dict[int, list[int]] = {}
        for place in self.rows.tolist():
            if r.contents[r.content[place]].says is Says.DENIES:
                denials.setdefault(int(r.matter[place]), []).append(place)
        for place in self.rows.tolist():
            for denial in denials.get(int(r.matter[place]), ()):
                if place != denial and self._judged(place) and self._meets(place, denial):
                    resolved = Resolution.DATE if self._before(denial, place) else self._resolution(place, denial)
                    yield place, denial, int(Relation.CONTRADICTION), int(resolved)

    def _before(self, denial: int, claim: int) -> bool:
        """Whether a denial was over before the claim was made, of no occasion that both name: it cannot deny it."""
        r = self.reports
        apart = r.first[denial] > 0 and r.first[claim] > 0 and r.last[denial] < r.first[claim]
        return bool(apart) and self._shared(claim, denial) == Occasions.UNKNOWN

    def _meets(self, claim: int, denial: int) -> bool:
        r = self.reports
        clash = r.clashing[r.content[claim], r.content[denial]]
        return bool(clash) and self._apart(claim, denial) and self._shared(claim, denial) != Occasions.OTHER

    def _told_otherwise(self) -> Iterator[tuple[int, int, int, int]]:
        """Two holders tell one occasion in ways that exclude each other."""
        r, groups = self.reports, self._by_occasion()
        for places in groups.values():
            judged = [place for place in places if self._judged(place)]
            for n, one in enumerate(judged):
                for other in judged[n + 1 :]:
                    if r.matter[one] != r.matter[other] or not r.clashing[r.content[one], r.content[other]]:
                        continue
                    if self._apart(one, other):
                        yield one, other, int(Relation.CONTRADICTION), self._resolution(one, other)

    def _by_occasion(self) -> dict[str, list[int]]:
        """Places by the one occasion that they name."""
        r, found = self.reports, dict[str, list[int]]()
        named = self.rows[~r.blank("occasion")[self.rows]]
        for place in named.tolist():
            names = occasions_of(r.case, int(r.row[place]))
            if len(names) == 1:
                found.setdefault(names[0], []).append(place)
        return found

    def _details(self) -> Iterator[tuple[str, tuple[int, int, int, int]]]:
        """Two holders give one detail of one occasion values that cannot both be right."""
        r = self.reports
        for places in self._by_occasion().values():
            given = [(place, details_of(r.case, int(r.row[place]))) for place in places]
            given = [(place, details) for place, details in given if details]
            for n, (one, mine) in enumerate(given):
                for other, theirs in given[n + 1 :]:
                    if self._apart(one, other):
                        for name in sorted(mine.keys() & theirs.keys()):
                            if not compatible(mine[name], theirs[name]):
                                yield name, (one, other, *self._of_details(one, other))

    def _of_details(self, one: int, other: int) -> tuple[int, int]:
        r = self.reports
        if r.counted[one] and r.counted[other] and Mode.INFERRED not in (r.mode[one], r.mode[other]):
            return int(Relation.DISPUTE), int(Resolution.HOLDER)
        return int(Relation.CONTRADICTION), self._resolution(one, other)


# ------------------------------------------------------------------------------------------- dates and references


@dataclass(frozen=True)
class Dating:
    """One occasion of one holder to which rows give dates that have no day in common, by date as written."""

    occasion: str
    holder: str
    rows: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True)
class Open:
    """Rows of one holder whose source leaves open which is meant, and rows that are about one of the alternatives.

    `what` is occasion, option, or the name of a detail.
    """

    holder: str
    matter: str
    what: str
    rows: tuple[int, ...]
    alternatives: tuple[tuple[str, tuple[int, ...]], ...]


def _accepted(case: Case) -> Numbers:
    status = case.statements["status"]
    return np.flatnonzero(status.where("") | status.where("accepted"))


def datings(case: Case) -> Iterator[Dating]:
    """Every occasion that reports of one holder date differently: a row's own date counts, of what was said or done."""
    text, groups = case.statements.text, dict[tuple[str, str], list[int]]()
    filled = ~case.statements["occasion"].where("") & ~case.statements["date"].where("")
    for row in _accepted(case).tolist():
        if not filled[row] or text("act", row) not in TOLD or text("quotation", row) == "inferred":
            continue
        names = occasions_of(case, row)
        if len(names) == 1 and text("date_basis", row) != "dateline":
            groups.setdefault((names[0], text("holder", row)), []).append(row)
    for (occasion, holder), rows in groups.items():
        spans = {row: _interval(case, row) for row in rows}
        clashing = [row for row in rows if any(not spans[row].overlaps(spans[other]) for other in rows)]
        if clashing:
            by_date: dict[str, list[int]] = {}
            for row in sorted(clashing, key=lambda row: (spans[row].first, spans[row].last)):
                by_date.setdefault(str(spans[row]), []).append(row)
            yield Dating(occasion, holder, tuple((date, tuple(found)) for date, found in by_date.items()))


def _interval(case: Case, row: int) -> Interval:
    found = case.statements.interval("date", row)
    assert found is not None
    return found


def references(case: Case) -> Iterator[Open]:
    """Every reference that a source leaves open: an occasion a|b, a detail a|b, options a|b of a report."""
    text = case.statements.text
    on: dict[str, list[int]] = {}
    loose: dict[tuple[str, str, str, tuple[str, ...]], list[int]] = {}
    for row in _accepted(case).tolist():
        holder, issue = text("holder", row), text("issue", row)
        names = occasions_of(case, row)
        if len(names) == 1:
            on.setdefault(names[0], []).append(row)
        elif names:
            loose.setdefault((holder, issue, "occasion", tuple(sorted(names))), []).append(row)
        options = tuple(sorted(text("option", row).split("|")))
        if len(options) > 1 and text("act", row) in LOOSE:
            loose.setdefault((holder, issue, "option", options), []).append(row)
        if "|" in text("details", row):
            for name, value in details_of(case, row).items():
                several = tuple(sorted(part.strip() for part in value.split("|")))
                if len(several) > 1:
                    loose.setdefault((holder, issue, name, several), []).append(row)
    named = _of_options(case) if any(what == "option" for _, _, what, _ in loose) else {}
    for (holder, issue, what, names), rows in loose.items():
        if what == "occasion":
            alternatives = tuple((name, tuple(on.get(name, ()))) for name in names)
        elif what == "option":
            alternatives = tuple((name, tuple(named.get((holder, issue, name), ()))) for name in names)
        else:
            alternatives = tuple((name, ()) for name in names)
        yield Open(holder, issue, what, tuple(rows), alternatives)


def _of_options(case: Case) -> dict[tuple[str, str, str], list[int]]:
    """Rows of one holder on exactly one option."""
    text, found = case.statements.text, dict[tuple[str, str, str], list[int]]()
    for row in _accepted(case).tolist():
        option = text("option", row)
        if option and "|" not in option:
            found.setdefault((text("holder", row), text("issue", row), option), []).append(row)
    return found
