"""What each row of a ledger reports, in the form in which reports are compared: content, mode, time, and from whom.

The definitions are in `docs/explanation/contradictions.md`, section 1. A row is one report for each party whose it is.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.case.conditions import Condition
from detente.case.details import parse_details, parse_occasion
from detente.case.evaluating import effect
from detente.case.filtering import NEVER_ENTERS, Calendar, effective_date, effective_days
from detente.case.model import Case
from detente.case.statements import COUNTED_ACTS
from detente.ledger.acts import options_of
from detente.ledger.citing import original
from detente.ledger.rows import Numbers

Mask = NDArray[np.bool_]

WANTING = frozenset({"demand", "offer", "accept"})
JUDGING = frozenset({"report", "assessment", "prediction"})
OWN_QUOTATIONS = frozenset({"direct", "document", "spoken_for"})


class Says(enum.Enum):
    """What a report says of the options that it names."""

    WANTS = "wants"
    AGAINST = "against"
    ABSENT = "absent"
    DENIES = "denies"
    THREATENS = "threatens"
    TELLS = "tells"


class Mode(enum.IntEnum):
    """Whose word a report is: the holder's own, another's report of it, or somebody's inference."""

    OWN = 0
    REPORTED = 1
    INFERRED = 2


@dataclass(frozen=True)
class Content:
    """What one report says: of these options of a matter (none: of the whole of it).

    `exclusive`: who wants these wants none of the others. `free`: who accepts these accepts each by itself; `joint`:
    or, of a condition over several issues, one or another of its combinations.
    """

    says: Says
    options: frozenset[str]
    exclusive: bool = False
    free: bool = False
    joint: bool = False

    def clashes(self, other: Content) -> bool:
        """Whether no two reports of these contents can both be right of one holder at one time.

        What only tells of a matter clashes with nothing; its details may. A threat can only be denied.
        """
        return self._excludes(other) or other._excludes(self)

    def _excludes(self, other: Content) -> bool:
        if other.says is Says.DENIES and self.says in (Says.WANTS, Says.THREATENS):
            return not other.options or not self.options or not self.options.isdisjoint(other.options)
        if self.says is not Says.WANTS:
            return False
        if other.says is Says.WANTS:
            return self.exclusive and bool(self.options and other.options) and self.options.isdisjoint(other.options)
        if other.says is Says.AGAINST:
            if not self.options or not other.options:
                return not self.options and not other.options
            if self.free and not self.joint:
                return not self.options.isdisjoint(other.options)
            return self.options <= other.options
        if other.says is Says.ABSENT:
            return not self.free and (not other.options or (bool(self.options) and self.options <= other.options))
        return False


@dataclass(frozen=True, eq=False)
class Reports:
    """All accepted rows, once for each party whose they are; arrays have one place for each.

    `row` is the row of the ledger, `party` its holder by number, `matter` and `content` numbers into `matters` and
    `contents`. `first` and `last` are day numbers (0: undated). `counted` rows are the holder's own and take part in
    supersession. `judge` numbers those who infer.
    """

    case: Case
    calendar: Calendar
    row: Numbers
    party: Numbers
    matter: Numbers
    content: Numbers
    mode: Numbers
    first: Numbers
    last: Numbers
    counted: Mask
    judge: Numbers
    matters: tuple[str, ...]
    contents: tuple[Content, ...]

    def __len__(self) -> int:
        return len(self.row)

    @classmethod
    def of(cls, case: Case) -> Reports:
        """The reports of a dated case: its accepted rows."""
        return _Reading(case).reports()

    @cached_property
    def clashing(self) -> Mask:
        """[content, content]: whether they clash."""
        many = len(self.contents)
        table = np.zeros((many, many), bool)
        for i, one in enumerate(self.contents):
            for j in range(i, many):
                table[i, j] = table[j, i] = one.clashes(self.contents[j])
        return table

    def codes(self, name: str) -> Numbers:
        """A column of the ledger by its codes, a place for each report."""
        return np.asarray(self.case.statements[name].codes[self.row], np.int64)

    def blank(self, name: str) -> Mask:
        """Where a column is blank."""
        return np.asarray(self.case.statements[name].where("")[self.row])

    @cached_property
    def given(self) -> Numbers:
        """By number, the condition under which each applies: one number for conditions that say the same; 0 for none,
        or one that always holds.
        """
        statements, seen = self.case.statements, dict[object, int]()
        column, always = statements["given"], ((), np.array(True).tobytes())
        number = np.zeros(len(column.words) or 1, np.int64)
        for code, word in enumerate(column.words):
            condition = statements.conditions.get(word)
            said = effect(condition, self.case.issue) if condition is not None else always
            number[code] = 0 if said == always else seen.setdefault(said, len(seen) + 1)
        return np.asarray(number[column.codes[self.row]])

    @cached_property
    def replacing(self) -> tuple[Numbers, Numbers]:
        """Pairs of rows: what a counted row names under `supersedes`, and that row."""
        statements = self.case.statements
        column, ids = statements["supersedes"], statements["id"]
        blank = np.array([not word.split() for word in column.words] or [True])
        by = np.unique(self.row[self.counted])
        pairs = [(name, row) for row in by[~blank[column.codes[by]]].tolist() for name in column[row].split()]
        wanted = {name for name, _ in pairs}
        row_of = {ids.words[code]: row for row, code in enumerate(ids.codes.tolist()) if ids.words[code] in wanted}
        known = [(row_of[name], row) for name, row in pairs if name in row_of]
        table = np.array(known, np.int64).reshape(-1, 2)
        return table[:, 0], table[:, 1]

    def dates(self, place: int) -> str:
        """The date of a report as the case has it."""
        when = effective_date(self.case, int(self.row[place]))
        return str(when) if when else ""


def combinations(case: Case, condition: Condition) -> tuple[str, frozenset[str]]:
    """The issues that a condition depends on, and, by number, the combinations of their options that it holds of.

    Conditions that say the same give the same, however they are spelled. Of one issue: its options. A condition that
    always or never holds, or is too large to be looked at case by case, is known by its text.
    """
    found = effect(condition, case.issue)
    if not isinstance(found, tuple) or not found[0]:
        return str(condition), frozenset()
    names, table = found
    held = np.flatnonzero(np.frombuffer(table, np.bool_)).tolist()
    if len(names) == 1:
        options = case.issue[names[0]].names
        return names[0], frozenset(options[n] for n in held)
    return " & ".join(names), frozenset(str(n) for n in held)


def details_of(case: Case, row: int) -> Mapping[str, str]:
    """The particulars that a row gives."""
    return parse_details(case.statements.text("details", row))


def occasions_of(case: Case, row: int) -> tuple[str, ...]:
    """What a row may be about: one name, or several where its source leaves open which."""
    return parse_occasion(case.statements.text("occasion", row))


class _Reading:
    """Rows are read once for each distinct way of saying something of a matter."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.calendar = Calendar.of(case)
        self.matters: dict[str, int] = {}
        self.contents: dict[Content, int] = {}

    def reports(self) -> Reports:
        rows, matter, content = self._said()
        row, party, place = self._held(rows)
        first, last = (days[row] for days in effective_days(self.case))
        return Reports(
            self.case, self.calendar, row, party, matter[place], content[place], self._modes(rows)[place], first, last,
            self._counted(rows)[place], self._judges(rows)[place], tuple(self.matters), tuple(self.contents),
        )  # fmt: skip

    def _said(self) -> tuple[Numbers, Numbers, Numbers]:
        """The accepted rows, of which matter each is, and what it says."""
        statements = self.case.statements
        names = ("act", "stance", "issue", "option", "range", "condition")
        keys = np.stack([statements[name].codes for name in names]) if len(statements) else np.zeros((6, 0), np.int32)
        _, example, number = np.unique(keys, axis=1, return_index=True, return_inverse=True)
        read = [self._read(row) for row in example.tolist()]
        matter = np.array([one[0] for one in read] or [0], np.int64)[number.reshape(-1)]
        content = np.array([one[1] for one in read] or [0], np.int64)[number.reshape(-1)]
        status = statements["status"]
        rows = np.flatnonzero(status.where("") | status.where("accepted"))
        return rows, matter[rows], content[rows]

    def _read(self, row: int) -> tuple[int, int]:
        """The numbers of the matter and of the content of a row."""
        name, options = self._matter(row)
        said = self._content(row, name, options)
        return self.matters.setdefault(name, len(self.matters)), self.contents.setdefault(said, len(self.contents))

    def _matter(self, row: int) -> tuple[str, frozenset[str]]:
        """What a row is about: an issue or topic and its options, or issues and the combinations of their options that
        a condition over them holds of.
        """
        text, condition = self.case.statements.text, self.case.statements.condition("condition", row)
        name = text("issue", row)
        if condition is not None:
            return combinations(self.case, condition)
        if name in self.case.issue:
            return name, frozenset(options_of(self.case, row))
        return name, frozenset(option for option in text("option", row).split("|") if option)

    def _content(self, row: int, name: str, options: frozenset[str]) -> Content:
        text = self.case.statements.text
        act, stance = text("act", row), text("stance", row)
        topic = self.case.topic.get(name)
        excludes = topic is None or topic.exclusive
        whole = name not in self.case.issue and (topic is None or not topic.options)
        if not name:
            return Content(Says.TELLS, options)
        if act in ("no_demand", "withdraw"):
            return Content(Says.ABSENT, options)
        if act == "denial":
            return Content(Says.DENIES, options)
        if act == "threat":
            return Content(Says.THREATENS, options)
        if not options and not whole:
            return Content(Says.TELLS, options)
        if act in WANTING:
            joint = bool(options) and name not in self.case.issue and topic is None
            return Content(Says.WANTS, options, excludes and act == "demand", act != "demand", joint)
        if act == "reject" or (act in JUDGING and stance == "against"):
            return Content(Says.AGAINST, options)
        if act in JUDGING and stance == "for":
            return Content(Says.WANTS, options, excludes)
        return Content(Says.TELLS, options)

    def _held(self, rows: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Every row once for each party whose it is: row, party, and the place among the rows."""
        number = {party.id: n for n, party in enumerate(self.case.parties)}
        holders = self.case.statements["holder"]
        members = [[number[m] for m in self.case.members((word,)) if m in number] for word in holders.words]
        sizes = np.array([len(one) for one in members] or [0], np.int64)
        codes = holders.codes[rows]
        many = sizes[codes]
        flat = np.array([n for one in members for n in one], np.int64)
        begin = np.cumsum(sizes) - sizes
        within = np.arange(int(many.sum())) - np.repeat(np.cumsum(many) - many, many)
        party = flat[np.repeat(begin[codes], many) + within] if len(flat) else np.zeros(0, np.int64)
        return np.repeat(rows, many), party, np.repeat(np.arange(len(rows)), many)

    def _modes(self, rows: Numbers) -> Numbers:
        columns = [self.case.statements[name] for name in ("act", "quotation", "speaker")]
        keys = np.stack([column.codes[rows] for column in columns])
        kinds, number = np.unique(keys, axis=1, return_inverse=True)
        words = [tuple(column.words[code] for column, code in zip(columns, kind, strict=True)) for kind in kinds.T]
        return np.array([int(_mode(*kind)) for kind in words] or [0], np.int64)[number.reshape(-1)]

    def _counted(self, rows: Numbers) -> Mask:
        """The holder's own acts, which later ones supersede; those on topics too, though they are no positions."""
        statements = self.case.statements
        acts = np.isin(statements["act"].codes, [n for n, w in enumerate(statements["act"].words) if w in COUNTED_ACTS])
        dated = self.calendar.enters != NEVER_ENTERS
        return np.asarray((acts & dated & ~statements["quotation"].where("inferred"))[rows])

    def _judges(self, rows: Numbers) -> Numbers:
        columns = [self.case.statements[name] for name in ("speaker", "reporters", "source")]
        keys = np.stack([column.codes[rows] for column in columns])
        kinds, number = np.unique(keys, axis=1, return_inverse=True)
        seen: dict[str, int] = {}
        found = []
        for kind in kinds.T:
            speaker, reporters, source = (column.words[code] for column, code in zip(columns, kind, strict=True))
            name = judge(speaker, reporters, original(self.case, source))
            found.append(seen.setdefault(name, len(seen)))
        return np.array(found or [0], np.int64)[number.reshape(-1)]


def judge(speaker: str, reporters: str, source: str) -> str:
    """Who infers: the speaker, else the innermost reporter, else whoever wrote the source."""
    inner = reporters.rpartition(">")[2].strip()
    return speaker.strip() or inner or f"source {source}"


def _mode(act: str, quotation: str, speaker: str) -> Mode:
    if quotation == "inferred" or act in ("assessment", "prediction"):
        return Mode.INFERRED
    if act == "report":
        return Mode.REPORTED
    own = act in COUNTED_ACTS or quotation in OWN_QUOTATIONS or bool(speaker.strip())
    return Mode.OWN if own else Mode.REPORTED
