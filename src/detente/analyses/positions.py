"""Who stands where, on what evidence? One cell a party and issue, with every statement behind it."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.case.conditions import Condition, Not
from detente.case.dates import Interval
from detente.case.filtering import effective_date
from detente.case.model import Case, Firmness
from detente.errors import UnknownNameError
from detente.ledger.bearing import Bearings, Held
from detente.ledger.overview import AGREED, DEMANDED, Overview, Overviews
from detente.ledger.records import Records, records
from detente.ledger.standing import Ledger
from detente.ledger.supersession import Refusal
from detente.ledger.topics import Said, said_on_topics
from detente.space.outcome import About


@dataclass(frozen=True)
class Cell:
    """Where one party stands on one issue. Empty everywhere means: nothing is known, which is not "no".

    `demands` and `accepts` are supported options; `refuses` gives the strongest unconditional refusal of an
    option; `conditional` are positions that hold under a condition only, as readable conditions. `moved` compares
    with the day before its last act: hardening, softening, lateral or "". `refs` are the statements it rests on;
    `speaks_for` and `speaks_against` what else the party is on record with (None where nobody asked).
    """

    party: str
    issue: str
    demands: tuple[str, ...] = ()
    accepts: tuple[str, ...] = ()
    refuses: tuple[tuple[str, Firmness], ...] = ()
    conditional: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    affirmed: str = ""
    disputed: bool = False
    moved: str = ""
    speaks_for: tuple[str, ...] | None = None
    speaks_against: tuple[str, ...] | None = None

    @property
    def known(self) -> bool:
        """Whether anything counted was said."""
        return bool(self.demands or self.accepts or self.refuses or self.conditional)

    @property
    def glyphs(self) -> tuple[str, ...]:
        """What a matrix shows: any of demands, accepts, rejects, limit; nothing where nothing is known."""
        firmness = {hard for _, hard in self.refuses}
        found = []
        if self.demands:
            found.append("demands")
        elif self.accepts:
            found.append("accepts")
        if Firmness.NEVER in firmness:
            found.append("limit")
        elif Firmness.FIRM in firmness and not self.demands:
            found.append("rejects")
        return tuple(found or (("conditional",) if self.conditional else ()))

    def to_json(self) -> dict[str, object]:
        """The cell as JSON."""
        return {
            "party": self.party,
            "issue": self.issue,
            "demands": list(self.demands),
            "accepts": list(self.accepts),
            "refuses": {option: hard.word for option, hard in self.refuses},
            "conditional": list(self.conditional),
            "statements": list(self.refs),
            "last_affirmed": self.affirmed or None,
            "disputed": self.disputed,
            "moved": self.moved or None,
            "for": None if self.speaks_for is None else list(self.speaks_for),
            "against": None if self.speaks_against is None else list(self.speaks_against),
        }


@dataclass(frozen=True)
class Positions:
    """The matrix, issue by issue, what was said on topics (never a position), and the records by reference.

    `known` are the cells of which there is anything on record, by issue and party.
    """

    about: About
    parties: tuple[str, ...]
    issues: tuple[str, ...]
    known: tuple[Cell, ...]
    records: Records
    topics: tuple[Said, ...] = ()

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell of the matrix, those of which nothing is known too."""
        return tuple(self.cell(party, issue) for issue in self.issues for party in self.parties)

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], Cell]:
        return {(cell.party, cell.issue): cell for cell in self.known}

    def cell(self, party: str, issue: str) -> Cell:
        """One cell."""
        return self._by_name.get((party, issue)) or Cell(party, issue)

    def of(self, parties: Collection[str]) -> Positions:
        """Only these parties."""
        here = set(parties)
        return replace(
            self,
            parties=tuple(party for party in self.parties if party in here),
            known=tuple(cell for cell in self.known if cell.party in here),
            records=self.records.about(here),
        )

    def parts(self) -> dict[str, object]:
        """The documented JSON of `detente positions`, its long lists as iterators that make each item when due."""
        return {
            **self.about.to_json(),
            "positions": (cell.to_json() for cell in self.known if cell.refs),
            "topics": [said.to_json() for said in self.topics],
            "statements": self.records.to_json(),
        }

    def to_json(self) -> dict[str, object]:
        """The same in one piece."""
        return {key: list(value) if isinstance(value, Iterator) else value for key, value in self.parts().items()}


def positions(case: Case, party: str = "", issue: str = "") -> Positions:
    """Who stands where on a date?

    All parties and issues, or those named; an issue may be a topic. Conduct that no table deals with is left out where
    nothing is on record of it. Where one is named, every other statement of the party that speaks for its position or
    against it is given too. Raises UnknownNameError for a name that is not in the case.
    """
    view = case if case.day is not None else case.on()
    assert view.day is not None
    if party and party not in view.party and party not in view.bloc:
        raise UnknownNameError("party", party, [*view.party, *view.bloc])
    if issue and issue not in view.issue and issue not in view.topic:
        raise UnknownNameError("issue", issue, [*view.issue, *view.topic])
    parties = view.members((party,)) if party else tuple(view.party)
    spoken = set(view.statements["issue"].words)
    dealt = {*view.issue} - (view.beside - spoken)
    issues = tuple(name for name in view.issue if (name == issue if issue else name in dealt))
    lines = records(view, view.day)
    if party or issue:
        lines = lines.about(parties if party else (), issue)
    topics = said_on_topics(view, lines.on(view.topic).values(), parties if party else ())
    known = tuple(_cells(Overviews(Ledger(view)), parties, issues))
    if party or issue:
        bearings = Bearings(view)
        known = tuple(_weighed(cell, bearings) for cell in known)
    return Positions(About.of(view), parties, issues, known, lines, topics)


def _weighed(cell: Cell, bearings: Bearings) -> Cell:
    """A cell with the statements beside its own that speak for it and against it."""
    demanded, refused = frozenset(cell.demands), frozenset(option for option, _ in cell.refuses)
    own, sides = (
        set(cell.refs),
        bearings.of(cell.party, cell.issue, Held(demanded | set(cell.accepts), demanded, refused)),
    )
    pro, contra = (tuple(ref for ref in side if ref not in own) for side in sides)
    return replace(cell, speaks_for=pro, speaks_against=contra)


def _cells(overviews: Overviews, parties: Collection[str], issues: Collection[str]) -> Iterator[Cell]:
    """The cells of which there is anything on record, by issue and party."""
    day = overviews.ledger.day
    tying = _tying(overviews.joint(day), set(parties), set(issues))
    found = _Matters(overviews, overviews.on(day), tying)
    party_place = {name: number for number, name in enumerate(parties)}
    issue_place = {name: number for number, name in enumerate(issues)}
    spoken = {key for key, matter in found.place.items() if found.spoken[matter]}
    here = [key for key in {*spoken, *tying} if key[0] in party_place and key[1] in issue_place]
    for party, issue in sorted(here, key=lambda key: (issue_place[key[1]], party_place[key[0]])):
        yield found.cell(party, issue)


_Tying = dict[tuple[str, str], list[Refusal]]
"""(party, issue) → what the party refuses that ties the issue to others."""


def _tying(joint: Mapping[str, tuple[Refusal, ...]], parties: Container[str], issues: Container[str]) -> _Tying:
    found: _Tying = {}
    for party, refusals in joint.items():
        for refusal in refusals:
            for issue in dict.fromkeys(refusal.subject.split("+")):
                if party in parties and issue in issues:
                    found.setdefault((party, issue), []).append(refusal)
    return found


class _Matters:
    """An overview, matter by matter, and how each has moved."""

    def __init__(self, overviews: Overviews, overview: Overview, tying: _Tying) -> None:
        self.case, self.overview, self.tying = overviews.ledger.case, overview, tying
        self.rows, self.starts = overview.evidence
        self.spoken = np.diff(self.starts) > 0
        self.text = self.case.statements["id"]
        actors, names = tuple(self.case.party), tuple(self.case.issue)
        about = zip(overview.lines.party.tolist(), overview.lines.issue.tolist(), strict=True)
        self.place = {(actors[actor], names[issue]): matter for matter, (actor, issue) in enumerate(about)}
        self.moved = self._moved(overviews)
        self.given = self._given()

    def cell(self, party: str, issue: str) -> Cell:
        """What there is on record of a party and an issue."""
        matter = self.place.get((party, issue), -1)
        touching = self.tying.get((party, issue), [])
        refs = (
            [self.text[row] for row in self.rows[self.starts[matter] : self.starts[matter + 1]].tolist()]
            if matter >= 0
            else []
        )
        affirmed = _latest([*self._affirmed(matter), *(refusal.affirmed for refusal in touching)])
        begin, end = (int(self.overview.lines.cells[n]) for n in (matter, matter + 1)) if matter >= 0 else (0, 0)
        names = self.case.issue[issue].names[: end - begin]
        hard, how = self.overview.firmness[begin:end].tolist(), self.overview.supports[begin:end].tolist()
        agreed, refused = self.given.get(matter, ([], []))
        denied = [(r.option, r.when, r.refused) for r in touching]
        return Cell(
            party,
            issue,
            tuple(name for name, which in zip(names, how, strict=True) if which == DEMANDED),
            tuple(name for name, which in zip(names, how, strict=True) if which == AGREED),
            tuple((name, Firmness(firm)) for name, firm in zip(names, hard, strict=True) if firm),
            tuple(_conditional(agreed, [*refused, *denied])) if agreed or refused or denied else (),
            tuple(dict.fromkeys([*refs, *(ref for refusal in touching for ref in refusal.refs)])),
            str(affirmed) if affirmed else "",
            matter >= 0 and bool(self.overview.disputed[matter]),
            MOVES[self.moved[matter]] if matter >= 0 else "",
        )

    def _affirmed(self, matter: int) -> list[Interval]:
        line = int(self.overview.affirmed[matter]) if matter >= 0 else -1
        interval = effective_date(self.case, int(self.overview.lines.row[line])) if line >= 0 else None
        return [interval] if interval else []

    def _moved(self, overviews: Overviews) -> NDArray[np.int8]:
        """The place in MOVES of how each matter differs from the day before its last act; from the second act on.

        Hardening where more is refused than before, softening where less.
        """
        lines = self.overview.lines
        if not len(lines.starts):
            return np.zeros(0, np.int8)
        last = self.overview.affirmed
        days = np.where(last >= 0, lines.first[last].astype(np.int64) - 1, 0)
        for (party, issue), refusals in self.tying.items():
            matter = self.place.get((party, issue), -1)
            latest = _latest([*self._affirmed(matter), *(refusal.affirmed for refusal in refusals)])
            if matter >= 0 and latest is not None:
                days[matter] = latest.first.toordinal() - 1
        before = overviews.on_days(days)
        now, then = self.overview.firmness > 0, before.firmness > 0
        begins = lines.cells[:-1]
        more = np.logical_or.reduceat(now & ~then, begins)
        less = np.logical_or.reduceat(then & ~now, begins)
        return np.asarray(np.where(before.spoken, more + 2 * less, 0).astype(np.int8))

    def _given(self) -> dict[int, tuple[list[_Agreed], list[_Refused]]]:
        """What is supported and refused under a condition, by matter."""
        lines, found = self.overview.lines, dict[int, tuple[list[_Agreed], list[_Refused]]]()
        for acts in (self.overview.supported, self.overview.refused):
            at = np.flatnonzero(lines.given[acts.line] > 0)
            at = at[np.lexsort((acts.option[at], lines.row[acts.line[at]]))]
            for line, option in zip(acts.line[at].tolist(), acts.option[at].tolist(), strict=True):
                matter = int(lines.matter[line])
                name = self.case.issues[lines.issue[matter]].names[option]
                when = lines.conditions[lines.given[line]]
                assert when is not None
                agreed, refused = found.setdefault(matter, ([], []))
                if acts is self.overview.supported:
                    agreed.append((name, when))
                else:
                    refused.append((name, Not(when) if lines.only[line] else when, when))
        return found


MOVES = ("", "hardening", "softening", "lateral")


def _latest(intervals: Iterable[Interval]) -> Interval | None:
    """The last of these, the most precise of several that end on one day."""
    return max(intervals, key=lambda one: (one.last, one.first), default=None)


_Agreed = tuple[str, Condition]
_Refused = tuple[str, Condition | None, Condition]
"""The option refused, under which condition; or "", and the condition that is refused."""


def _conditional(supports: Iterable[_Agreed], refusals: Iterable[_Refused]) -> Iterator[str]:
    """What holds under a condition only, in the condition language: "o if C", "o only if C", "not (C)"."""
    lines: dict[tuple[str, str], list[str]] = {}
    for option, when, refused in refusals:
        if option and when is not None:
            lines.setdefault(("not ", _when(when)), []).append(option)
        else:
            lines.setdefault(("", _denied(refused)), [])
    only = {option for (start, end), options in lines.items() if end.startswith("only if") for option in options}
    for option, given in supports:
        if option not in only:
            lines.setdefault(("", f"if {given}"), []).append(option)
    for (start, end), options in lines.items():
        named = " or ".join(dict.fromkeys(options))
        yield f"{named} {end}" if end.startswith("only if") else f"{start}{named} {end}".strip() if named else end


def _when(when: Condition) -> str:
    return f"only if {when.part}" if isinstance(when, Not) else f"if {when}"


def _denied(refused: Condition) -> str:
    return str(refused.part if isinstance(refused, Not) else Not(refused))
