"""What the rows of a ledger must satisfy, asked once a distinct value, so that a million rows take seconds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.case.conditions import Condition
from detente.case.dates import Interval
from detente.case.details import parse_details, parse_occasion
from detente.case.folder import LEDGER_FILE
from detente.case.known import Known
from detente.case.ledgerfile import REQUIRED, Rows
from detente.case.names import ID_RULE, MAX_FINDINGS, id_problem, shorten
from detente.case.rowchecks import RowChecks
from detente.case.statements import COUNTED_ACTS, SHOWN_ACTS, Codes, Statements

DATES = ("date", "known", "until")
WORDS = {
    "act": (*COUNTED_ACTS, *SHOWN_ACTS),
    "date_basis": ("stated", "derived", "dateline"),
    "range": ("exactly", "at_least", "at_most"),
    "stance": ("for", "against", "open"),
    "firmness": ("preference", "firm", "never"),
    "quotation": ("direct", "indirect", "spoken_for", "document", "inferred"),
    "confidence": ("high", "medium", "low"),
    "credibility": ("1", "2", "3", "4", "5", "6"),
    "confirmed": ("yes", "no"),
    "status": ("accepted", "proposed", "rejected"),
}
"""Columns that hold one of a few words, or are blank."""

STANCE = {"demand": "for", "offer": "for", "accept": "for", "reject": "against", "leave_open": "open"}
"""The stance that an act has by itself."""

_DIGEST = set("0123456789abcdefABCDEF")


def read_statements(rows: Rows, known: Known) -> Statements:
    """The ledger as statements, after complaining of every row that breaks a rule of the format."""
    return _Checker(rows, known).statements()


class _Checker(RowChecks):
    def __init__(self, rows: Rows, known: Known) -> None:
        super().__init__(rows, known)
        self.intervals: dict[str, Interval] = {}
        self.conditions: dict[str, Condition] = {}

    def statements(self) -> Statements:
        if len(self.rows.lines):
            self._values()
            self._references()
            self._acts()
            self._matter()
            self._particulars()
            self._anchors()
            self._supersession()
        return Statements(self.rows.columns, self.rows.lines, self.intervals, self.conditions)

    # -------------------------------------------------------------------------------------------------- single values

    def _values(self) -> None:
        for name in REQUIRED:
            self.say(self.such(name, lambda word: not word.strip()), f"{name} is blank", f"a value for {name}")
        self.say(
            self.such("id", lambda word: bool(word.strip() and id_problem(word))),
            "the id cannot be one",
            ID_RULE,
            self.got("id"),
        )
        for name, words in WORDS.items():
            allowed = {*words, "" if name != "act" else words[0]}
            bad = self.such(name, lambda word, allowed=allowed: word not in allowed) & ~(self.blank(name))  # type: ignore[misc]
            column = self.column(name)
            near = lambda row, column=column, words=words: self.known.problems.nearest(column[row], words)  # noqa: E731
            self.say(bad, f"{name} is not known", f"one of {', '.join(words)}", self.got(name), near)
        for name in DATES:
            self._dates(name)
        self._ids()

    def _dates(self, name: str) -> None:
        wrong: dict[str, str] = {}
        for word in self.column(name).words:
            if word and word not in self.intervals:
                try:
                    self.intervals[word] = Interval.parse(word)
                except ValueError as error:
                    wrong[word] = str(error)
        if wrong:
            column = self.column(name)
            expected = "2022, 2022-03, 2022-03-29 or 2022-03-29/2022-04-02"
            self.say(self.among(name, wrong), f"{name} is not a date", expected, lambda row: wrong[column[row]])

    def _ids(self) -> None:
        column = self.column("id")
        if len(column.words) == len(column):
            return
        first = np.full(len(column.words), -1, np.int64)
        rows = np.arange(len(column))
        first[column.codes[::-1]] = rows[::-1]
        again = (first[column.codes] != rows) & ~self.blank("id")
        lines = self.rows.lines[first[column.codes]]
        self.say(
            again, "the statement id is taken", "another id", lambda row: f"{column[row]}, as in line {lines[row]}"
        )

    # ----------------------------------------------------------------------------------------------------- references

    def _references(self) -> None:
        for name, kind, names in (
            ("holder", "party or bloc", self.known.actors),
            ("source", "source", self.known.sources),
            ("issue", "issue or topic" if self.known.topics else "issue", self.known.matters),
        ):
            if names is None:
                continue
            column = self.column(name)
            unknown = self.such(name, lambda word, names=names: bool(word.strip()) and word not in names)  # type: ignore[misc]
            bad = np.flatnonzero(unknown).tolist()
            for row in bad[:MAX_FINDINGS]:
                line, where = int(self.rows.lines[row]), self.named(row, "")
                self.known.problems.unknown(LEDGER_FILE, line, kind, column[row], names, where=where)
            self.rest(len(bad), f"no {kind} is called so")
        self._options()
        self._condition_texts()

    def _options(self) -> None:
        """Options must belong to the issue of their row; asked once a distinct pair."""
        issues, options = self.column("issue"), self.column("option")
        pairs = issues.codes.astype(np.int64) * max(1, len(options.words)) + options.codes
        distinct, place = np.unique(pairs, return_inverse=True)
        faults: dict[int, tuple[str, str, str]] = {}
        for number, pair in enumerate(distinct.tolist()):
            issue, option = issues.words[pair // len(options.words)], options.words[pair % len(options.words)]
            fault = self._pair(issue, option) if option else None
            if fault:
                faults[number] = fault
        bad = np.flatnonzero(np.isin(place, list(faults))) if faults else np.zeros(0, np.int64)
        for row in bad[:MAX_FINDINGS].tolist():
            message, expected, got = faults[int(place[row])]
            known = (self.known.matters or {}).get(issues[row])
            named = known.options if known else None
            near = self.known.problems.nearest(got, named) if named and got not in named else ""
            self.add(int(self.rows.lines[row]), self.named(row, message), expected, shorten(got), near)
        self.rest(len(bad), "an option is wrong")

    def _pair(self, issue: str, option: str) -> tuple[str, str, str] | None:
        if not issue:
            return "an option needs its issue", "an issue", "none"
        matters = self.known.matters
        if matters is None or issue not in matters:
            return None
        names = option.split("|")
        known = matters[issue].options
        if known is None and issue not in self.known.topics:
            return None
        for name in names:
            if known is None and id_problem(name):
                return f"the option {shorten(name)} cannot be one", ID_RULE, name or "nothing"
            if known is not None and name not in known:
                listed = f"one of {', '.join(known)}" if len(known) <= 8 else f"one of its {len(known)} options"
                return f"no option of {issue} is called {shorten(name)}", listed, name or "nothing"
            if names.count(name) > 1:
                return "an option is named twice", "each option once", name
        return None

    def _condition_texts(self) -> None:
        for name in ("condition", "given"):
            column = self.column(name)
            codes, places = np.unique(column.codes, return_index=True)
            wrong = 0
            for row, code in sorted(zip(places.tolist(), codes.tolist(), strict=True)):
                word = column.words[code]
                if not word or word in self.conditions:
                    continue
                condition = self.known.condition(LEDGER_FILE, int(self.rows.lines[row]), word)
                if condition is not None:
                    self.conditions[word] = condition
                    continue
                wrong += 1
                if wrong >= MAX_FINDINGS:
                    self.add(int(self.rows.lines[row]), "later conditions were not read", "conditions", "", "")
                    break

    # ----------------------------------------------------------------------------------------------------------- acts

    def _acts(self) -> None:
        firm, given = ~self.blank("firmness"), ~self.blank("given")
        needs_firmness = self.among("act", ("demand", "reject"))
        clears = self.among("act", ("offer", "accept"))
        self.say(needs_firmness & ~firm, "a demand or rejection has a firmness", "preference, firm or never", "none")
        self.say(
            clears & firm & ~given,
            "an offer or acceptance has a firmness only with a condition",
            "“given”, or no firmness",
            self.got("firmness"),
        )
        known = self.among("act", WORDS["act"])
        self.say(known & firm & ~needs_firmness & ~clears, "this act has no firmness", "no firmness", self.got("act"))
        ends = self.among("act", ("withdraw", "leave_open"))
        self.say(ends & given, "this act has no condition", "no “given”", self.got("act"))
        for act, stance in STANCE.items():
            bad = self.among("act", (act,)) & ~self.blank("stance") & ~self.among("stance", (stance,))
            self.say(
                bad & self.among("stance", WORDS["stance"]),
                f"the stance contradicts the act {act}",
                stance,
                self.got("stance"),
            )
        self._lapses()

    def _lapses(self) -> None:
        dates, ends = self.column("date"), self.column("until")
        both = np.flatnonzero(~self.blank("date") & ~self.blank("until"))
        bad = np.zeros(len(dates), bool)
        for row in map(int, both):
            date, until = self.intervals.get(dates[row]), self.intervals.get(ends[row])
            bad[row] = bool(date and until and until.last < date.first)
        self.say(bad, "it lapses before it begins", "until on or after date", self.got("until"))

    # ------------------------------------------------------------------------------------------ what a row is about

    def _matter(self) -> None:
        counted = self.among("act", COUNTED_ACTS)
        issue, option, condition = (~self.blank(name) for name in ("issue", "option", "condition"))
        self.say(condition & (issue | option), "a row is about an issue or a condition", "only one of the two", "both")
        self.say(
            counted & ~issue & ~option & ~condition,
            "it is not said what the row is about",
            "an issue and option, or a condition",
            "neither",
        )
        topics = self.known.topics
        needs_option = self.among("act", ("demand", "offer", "accept", "reject"))
        open_list = self.such("issue", lambda word: word in topics and topics[word].options is None)
        needs_option &= ~open_list
        self.say(needs_option & issue & ~option & ~condition, "an option is missing", "an option of the issue", "none")
        self._range()

    def _range(self) -> None:
        given = ~self.blank("range")
        allowed = self.among("act", ("demand", "offer", "accept"))
        self.say(given & ~allowed, "only a demand, offer or acceptance has a range", "no range", self.got("act"))
        wide = self.among("range", ("at_least", "at_most"))
        issues = self.known.matters
        if issues is not None:
            plain = self.such("issue", lambda word: word in issues and not issues[word].ordered)
            self.say(
                wide & plain,
                "a range needs an ordered issue",
                "“ordered: true” on the issue, or no range",
                self.got("issue"),
            )
        several = self.such("option", lambda word: "|" in word)
        self.say(wide & several, "a range starts from one option", "one option", self.got("option"))
        self.say(given & self.blank("issue"), "a range needs an issue", "an issue and option", "none")

    def _particulars(self) -> None:
        for name, parse, expected in (
            ("details", parse_details, "name=value, several separated by “;”"),
            ("occasion", parse_occasion, "a name, or alternatives a|b"),
        ):
            wrong: dict[str, str] = {}
            for word in self.column(name).words:
                try:
                    parse(word)
                except ValueError as error:
                    wrong[word] = str(error)
            if wrong:
                column = self.column(name)
                got = lambda row, column=column, wrong=wrong: wrong[column[row]]  # noqa: E731
                self.say(self.among(name, wrong), f"{name} cannot be read", expected, got)

    # -------------------------------------------------------------------------------------------------------- anchors

    def _anchors(self) -> None:
        begin, end, digest = (~self.blank(name) for name in ("begin", "end", "span_sha256"))
        for name in ("begin", "end"):
            bad = self.such(name, lambda word: bool(word) and not _whole(word))
            self.say(bad, f"{name} is not a number", "a whole number of code points", self.got(name))
        self.say(begin != end, "an anchor has a begin and an end", "both or neither", "one")
        starts, ends = self._numbers("begin"), self._numbers("end")
        bad = (starts >= 0) & (ends >= 0) & (starts >= ends)
        self.say(
            bad, "the anchor ends before it begins", "begin before end", lambda row: f"{starts[row]} and {ends[row]}"
        )
        self.say(digest & ~begin & ~end, "a digest of a span needs the span", "begin and end", "neither")
        self.say(begin & end & self.blank("source"), "an anchor needs its source", "a source", "none")
        wrong = self.such(
            "span_sha256", lambda word: bool(word) and not (16 <= len(word) <= 64 and _DIGEST.issuperset(word))
        )
        self.say(wrong, "span_sha256 is not a digest", "16 to 64 hexadecimal digits", self.got("span_sha256"))

    def _numbers(self, name: str) -> NDArray[np.int64]:
        column = self.column(name)
        numbers = np.array([int(word) if _whole(word) else -1 for word in column.words], np.int64)
        return np.asarray(numbers[column.codes])

    # --------------------------------------------------------------------------------------------------- supersession

    def _supersession(self) -> None:
        column, ids, holders = self.column("supersedes"), self.column("id"), self.column("holder")
        filled = np.flatnonzero(~self.blank("supersedes"))
        if not len(filled):
            return
        row_of = dict(zip((ids.words[code] for code in ids.codes.tolist()), range(len(ids)), strict=True))
        wrong = 0
        pairs = [(place, word) for place in filled.tolist() for word in column[place].split()]
        for row, name in pairs:
            fault = self._superseded(row, name, row_of, holders)
            if not fault:
                continue
            wrong += 1
            if wrong <= MAX_FINDINGS:
                near = self.known.problems.nearest(name, row_of) if name not in row_of else ""
                line = int(self.rows.lines[row])
                self.add(line, self.named(row, fault[0]), fault[1], shorten(fault[2]), near)
        self.rest(wrong, "supersedes is wrong")

    def _superseded(self, row: int, name: str, row_of: dict[str, int], holders: Codes) -> tuple[str, str, str] | None:
        other = row_of.get(name)
        if other is None:
            return ("no statement is called so", "ids of statements", name) if self.rows.complete else None
        if other == row:
            return "a statement cannot supersede itself", "another statement", name
        if holders[other] != holders[row]:
            return (
                "it supersedes a statement of another holder",
                f"a statement of {holders[row]}",
                f"{name} of {holders[other]}",
            )
        return None


def _whole(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) <= 12


def anchored_sources(statements: Statements) -> set[str]:
    """The sources into which statements anchor by offsets."""
    column = statements["source"]
    anchored = ~(statements["begin"].where("") | statements["end"].where(""))
    return {column.words[code] for code in np.unique(column.codes[anchored]).tolist()} if len(statements) else set()
