"""One statement or response as a line of evidence.

Who says what, through whom, where it stands, and whether it counts.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.case.model import Case, Proposal, Response, Source
from detente.case.statements import Codes
from detente.ledger.holdings import response_ref
from detente.ledger.rows import Roll

Rows = NDArray[np.int64]
_CHUNK = 10_000
VERBS = {"direct": "says", "document": "says", "indirect": "is reported to have said", "spoken_for": "is spoken for"}


@dataclass(frozen=True)
class Record:
    """A line of evidence. `state` is counts, shown (never counts), superseded, lapsed, undated or not accepted.

    `verb` keeps three kinds of evidence apart: says, is reported to have said, is inferred to want.
    """

    ref: str
    date: str
    holder: str
    speaker: str
    verb: str
    act: str
    issue: str
    option: str
    condition: str
    given: str
    firmness: str
    paraphrase: str
    source: tuple[str, ...]
    citation: str
    locator: str
    reporters: tuple[str, ...]
    begin: int | None
    end: int | None
    digest: str
    grade: str
    confirmed: bool
    judgement: str
    note: str
    state: str

    def to_json(self) -> dict[str, object]:
        """The line as JSON."""
        return {name: _plain(value) for name, value in vars(self).items()}


class Records(Mapping[str, Record]):
    """Lines of evidence by their reference: statements in the order of the file, then proposals and their responses.

    A line is made when it is asked for; of a million rows only what is asked for is ever an object.
    """

    def __init__(self, columns: Sequence[_Column], rows: Rows, others: Mapping[str, Record], case: Case) -> None:
        self._columns, self._rows, self._others, self._case = columns, rows, others, case
        self._made: dict[int, Record] = {}

    @cached_property
    def _place(self) -> dict[str, int]:
        ids = self._columns[0]
        return {
            ids.values[code]: row for code, row in zip(ids.codes[self._rows].tolist(), self._rows.tolist(), strict=True)
        }

    def __getitem__(self, ref: str) -> Record:
        if ref in self._others:
            return self._others[ref]
        row = self._place[ref]
        if row not in self._made:
            self._made[row] = Record(*(column.values[column.codes[row]] for column in self._columns))
        return self._made[row]

    def __iter__(self) -> Iterator[str]:
        return itertools.chain(self._place, self._others)

    def __len__(self) -> int:
        return len(self._rows) + len(self._others)

    def on(self, issues: Container[str]) -> Records:
        """Only the statements on these issues or topics."""
        issue = self._case.statements["issue"]
        return Records(self._columns, self._rows[_such(issue, issues.__contains__)[self._rows]], {}, self._case)

    def about(self, parties: Collection[str] = (), issue: str = "") -> Records:
        """Only those of these parties, or of blocs with one of them, that mention an issue; all where none is named."""

        def theirs(holder: str) -> bool:
            return not set(parties).isdisjoint(self._case.members(tuple(holder.split("+"))))

        def mentions(text: str) -> bool:
            return issue in text.replace("|", " ").split()

        statements, others, keep = self._case.statements, dict(self._others), np.ones(len(self._case.statements), bool)
        if parties:
            keep &= _such(statements["holder"], theirs)
            others = {ref: line for ref, line in others.items() if theirs(line.holder)}
        if issue:
            keep &= np.logical_or.reduce(
                [_such(statements[name], mentions) for name in ("issue", "condition", "given")]
            )
            texts = {ref: f"{line.issue} {line.condition} {line.given}" for ref, line in others.items()}
            others = {ref: line for ref, line in others.items() if mentions(texts[ref])}
        return Records(self._columns, self._rows[keep[self._rows]], others, self._case)

    def to_json(self) -> Iterator[dict[str, object]]:
        """The lines as JSON, one after the other."""
        names = [field.name for field in fields(Record)]
        parts = [(column.codes, [_plain(value) for value in column.values]) for column in self._columns]
        for begin in range(0, len(self._rows), _CHUNK):
            rows = self._rows[begin : begin + _CHUNK]
            taken = [map(values.__getitem__, codes[rows].tolist()) for codes, values in parts]
            for line in zip(*taken, strict=True):
                yield dict(zip(names, line, strict=True))
        for record in self._others.values():
            yield record.to_json()


def records(case: Case, day: date) -> Records:
    """Every statement, proposal and response of a dated case as a line of evidence, by its reference."""
    others: dict[str, Record] = {}
    for proposal in case.proposals:
        others[proposal.id] = _proposal(case, proposal)
        for number, response in enumerate(proposal.responses):
            others[response_ref(proposal, number)] = _response(case, proposal, response, number)
    return Records(_columns(case, day), np.arange(len(case.statements)), others, case)


@dataclass(frozen=True, eq=False)
class _Column:
    """One field of all statements: `values[codes[row]]`."""

    codes: NDArray[np.integer[Any]]
    values: Sequence[Any]


def _such(column: Codes, test: Callable[[str], bool]) -> NDArray[np.bool_]:
    return np.asarray(np.array([test(word) for word in column.words] or [False], bool)[column.codes])


def _columns(case: Case, day: date) -> list[_Column]:
    """The fields of `Record`, in order, each computed once a distinct value."""
    rows = case.statements
    sources = [case.source.get(word) for word in rows["source"].words]

    def same(name: str) -> _Column:
        return _Column(rows[name].codes, rows[name].words)

    def made(name: str, make: Callable[[str], object]) -> _Column:
        return _Column(rows[name].codes, [make(word) for word in rows[name].words])

    def sourced(make: Callable[[Source | None], object]) -> _Column:
        return _Column(rows["source"].codes, [make(source) for source in sources])

    def beside(name: str, make: Callable[[Source | None, str], object]) -> _Column:
        """What a source and a column say together, once a distinct pair."""
        width = max(1, len(rows[name].words))
        pairs, codes = np.unique(rows["source"].codes.astype(np.int64) * width + rows[name].codes, return_inverse=True)
        values = [make(sources[pair // width], rows[name].words[pair % width]) for pair in pairs.tolist()]
        return _Column(codes, values)

    def whole(word: str) -> int | None:
        return int(word) if word else None

    return [
        same("id"),
        beside("date", lambda source, word: word or (str(source.date) if source and source.date else "")),
        same("holder"),
        same("speaker"),
        made("quotation", _verb),
        *map(same, ("act", "issue", "option", "condition", "given", "firmness", "paraphrase")),
        sourced(lambda source: (source.id,) if source else ()),
        sourced(lambda source: source.citation if source else ""),
        same("locator"),
        made("reporters", lambda word: tuple(part.strip() for part in word.split(">") if part.strip())),
        made("begin", whole),
        made("end", whole),
        same("span_sha256"),
        beside("credibility", lambda source, word: f"{source.reliability if source else ''}{word}"),
        beside("confirmed", lambda source, word: word != "no" and (source is None or source.confirmed)),
        same("judgement"),
        same("note"),
        _Column(_states(case, day), STATES),
    ]


def _verb(quotation: str) -> str:
    return "is inferred to want" if quotation == "inferred" else VERBS.get(quotation, "is reported to have said")


STATES = ("counts", "superseded", "lapsed", "shown", "undated", "not accepted")


def _states(case: Case, day: date) -> NDArray[np.int8]:
    """The place in STATES of what each row is: the later here, the more it says."""
    roll, found = Roll(case), np.ones(len(case.statements), np.int8)
    calendar = roll.calendar
    found[calendar.lapses < day.toordinal()] = 2
    found[~calendar.counted] = 3
    found[calendar.enters > day.toordinal()] = 4
    found[~_such(case.statements["status"], lambda word: word in ("", "accepted"))] = 5
    found[roll.rows(day.toordinal())] = 0
    return found


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _sources(case: Case, names: tuple[str, ...]) -> tuple[str, bool]:
    known = [case.source[name] for name in names if name in case.source]
    return "; ".join(source.citation for source in known), all(source.confirmed for source in known)


def _proposal(case: Case, proposal: Proposal) -> Record:
    citation, confirmed = _sources(case, proposal.source)
    by = "+".join(proposal.by) or proposal.author
    return Record(
        proposal.id, str(proposal.date), by, proposal.author, "proposes", "propose", "", "", "", "", "",
        proposal.title, proposal.source, citation, "", (), None, None, "", "",
        confirmed and proposal.confirmed, proposal.judgement, proposal.note, "counts",
    )  # fmt: skip


def _response(case: Case, proposal: Proposal, response: Response, number: int) -> Record:
    citation, confirmed = _sources(case, response.source)
    firmness = response.firmness.word if response.stance == "reject" else ""
    counts = response.stance in ("accept", "reject", "conditional") and response.date is not None
    return Record(
        response_ref(proposal, number), str(response.date or ""), response.by, response.speaker,
        "is reported to have answered", response.stance, "|".join(response.issues), "", proposal.id,
        str(response.given or ""), firmness, response.paraphrase, response.source, citation, response.locator, (),
        response.begin, response.end, response.span_sha256, "", confirmed and response.confirmed,
        response.judgement, response.note, "counts" if counts else "shown",
    )  # fmt: skip
