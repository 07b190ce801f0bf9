"""Coded spans of documents, one coder's: read from JSON Lines, or taken from a case's anchored statements.

One line is one statement: `id`, `doc` (the document's file name), `begin` and `end` (Unicode code points, end
exclusive), `span_sha256_16`, and what was coded of it (FIELDS). `null` is "none", which is a value; a key that is not
there is a value that was not coded.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from detente.case.actors import Actors
from detente.case.folder import open_problem, why
from detente.case.model import Case
from detente.case.names import shorten
from detente.case.statements import COUNTED_ACTS
from detente.case.strictjson import parse_json
from detente.errors import Finding, nearest
from detente.ledger.documents.finding import find_bytes

FIELDS = (
    "actor",
    "actor_kind",
    "on_behalf_of",
    "addressee",
    "issue",
    "option",
    "position",
    "stance",
    "modality",
    "act",
    "quote",
    "reported_by",
    "date_or_null",
    "date_basis",
    "tier",
    "confidence",
    "note",
)
"""What a coder says of a span, in the order in which it is written."""

PLACE = ("id", "doc", "begin", "end", "span_sha256_16")
ACTORS = ("actor", "on_behalf_of", "addressee")
STANCES = ("-", "0", "+")
CONFIDENCES = ("low", "medium", "high")
CHAIN = " > "
"""Between those who report a statement: here the one nearest to it first, in the ledger the outermost first."""

MAX_BYTES = 200_000_000
MAX_LINE = 1_000_000

Value = str | None


@dataclass(frozen=True)
class Coded:
    """One statement that a coder found: where it stands, and what was coded of it.

    `values` has the fields that were coded; None is "none". A list is one text, its items separated by " > ".
    """

    id: str
    doc: str
    begin: int
    end: int
    digest: str
    values: Mapping[str, Value]
    line: int = 0

    @property
    def holder(self) -> str:
        """Who is said to hold it, for comparing: the actor, and on whose behalf."""
        return f"{plain(self.values.get('actor'))}\0{plain(self.values.get('on_behalf_of'))}"


@dataclass(frozen=True)
class Codings:
    """One coder's statements, what was wrong with them or was left out, and documents' digests that are known."""

    name: str
    rows: tuple[Coded, ...]
    findings: tuple[Finding, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Whether every line could be read."""
        return all(finding.severity != "error" for finding in self.findings)


def plain(value: Value) -> str:
    """A value as it is compared: Unicode NFKC, case folded, runs of white space one blank, none at the ends.

    >>> plain("  The  Kremlin "), plain(None)
    ('the kremlin', '')
    """
    return " ".join(unicodedata.normalize("NFKC", value or "").casefold().split())


# ------------------------------------------------------------------------------------------------------ from a file


def read_codings(path: Path) -> Codings:
    """A coder's statements from JSON Lines; every line that is not as it must be is a finding of severity error."""
    name = str(path)
    refused = open_problem(path)
    data = b""
    try:
        if not refused and path.stat().st_size > MAX_BYTES:
            refused = f"larger than {MAX_BYTES:,} bytes"
        data = b"" if refused else path.read_bytes()
    except OSError as error:
        refused = why(error)
    if refused:
        return Codings(name, (), (Finding(name, 0, "error", "the file cannot be read", "a file", refused),))
    return _Lines(name).read(data)


class _Lines:
    def __init__(self, name: str) -> None:
        self.name, self.line = name, 0
        self.findings: list[Finding] = []
        self.lines: dict[str, int] = {}

    def read(self, data: bytes) -> Codings:
        rows = []
        for self.line, raw in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
            if raw.strip():
                row = self._row(raw)
                if row is not None:
                    rows.append(row)
        return Codings(self.name, tuple(rows), tuple(self.findings))

    def _say(self, message: str, expected: str = "", got: object = "", severity: str = "error", near: str = "") -> None:
        self.findings.append(Finding(self.name, self.line, severity, message, expected, shorten(str(got)), near))

    def _row(self, raw: bytes) -> Coded | None:
        entry = self._object(raw)
        if entry is None:
            return None
        before = len(self.findings)
        place = self._place(entry)
        values = {key: self._value(key, entry[key]) for key in FIELDS if key in entry}
        for key in entry:
            if key not in FIELDS and key not in PLACE:
                near = nearest(key, (*PLACE, *FIELDS))
                self._say(f"the key “{shorten(key)}” is not known and is left out", severity="warning", near=near)
        if place is None or any(finding.severity == "error" for finding in self.findings[before:]):
            return None
        return Coded(*place, values, self.line)

    def _object(self, raw: bytes) -> dict[str, Any] | None:
        if len(raw) > MAX_LINE:
            self._say("the line is too long", f"at most {MAX_LINE:,} bytes", f"{len(raw):,}")
            return None
        try:
            entry = parse_json(raw.decode())
        except UnicodeDecodeError as error:
            self._say("the line is not UTF-8", "UTF-8", f"byte {error.start}")
            return None
        except ValueError as error:
            self._say("the line is no JSON", "one JSON object", str(error))
            return None
        if not isinstance(entry, dict):
            self._say("the line is no JSON object", '{"id": …, "doc": …, …}', json.dumps(entry))
            return None
        return entry

    def _place(self, entry: dict[str, Any]) -> tuple[str, str, int, int, str] | None:
        sound = True
        for key, kind, expected in (("id", str, "a text"), ("doc", str, "a file name"), ("begin", int, "a number")):
            sound &= self._has(entry, key, kind, expected)
        sound &= self._has(entry, "end", int, "a number")
        digest = entry.get("span_sha256_16") or ""
        if not isinstance(digest, str) or (digest and (set(digest.lower()) - set("0123456789abcdef"))):
            self._say("span_sha256_16 is no digest", "hexadecimal digits", digest)
            sound = False
        elif digest and not 16 <= len(digest) <= 64:
            self._say("span_sha256_16 is too short or too long", "16 to 64 hexadecimal digits", f"{len(digest)}")
            sound = False
        if not sound:
            return None
        if not 0 <= entry["begin"] < entry["end"] <= MAX_BYTES:
            self._say(
                f"{entry['id']}: the span is empty or turned round",
                "0 <= begin < end",
                f"{entry['begin']} to {entry['end']}",
            )
            return None
        if entry["id"] in self.lines:
            self._say("the id is taken", "another id", f"{entry['id']}, as in line {self.lines[entry['id']]}")
            return None
        self.lines[entry["id"]] = self.line
        return entry["id"], entry["doc"], entry["begin"], entry["end"], digest.lower()

    def _has(self, entry: dict[str, Any], key: str, kind: type, expected: str) -> bool:
        value = entry.get(key)
        if isinstance(value, kind) and not isinstance(value, bool) and value != "":
            return True
        got = "nothing" if key not in entry else json.dumps(value)
        self._say(f"“{key}” is missing or of the wrong kind", expected, got)
        return False

    def _value(self, key: str, value: Any) -> Value:
        if value is None or isinstance(value, str):
            text = value
        elif isinstance(value, bool) or not isinstance(value, int | list):
            self._say(f"“{key}” is of the wrong kind", "a text, a number, a list of texts or null", json.dumps(value))
            return None
        elif isinstance(value, int):
            text = str(value)
        elif all(isinstance(item, str) for item in value):
            text = CHAIN.join(value) or None
        else:
            self._say(f"“{key}” is of the wrong kind", "a list of texts", json.dumps(value))
            return None
        for name, scale in (("stance", STANCES), ("confidence", CONFIDENCES)):
            if key == name and text is not None and text not in scale:
                expected = f"one of {', '.join(scale)}"
                self._say(f"“{key}” is not on its scale", expected, text, "warning", nearest(text, scale))
        return text


# ------------------------------------------------------------------------------------------------------ from a case

STANCE = {"for": "+", "against": "-", "open": "0"}
ACT_STANCE = {"demand": "+", "offer": "+", "accept": "+", "reject": "-", "leave_open": "0"}
WRITTEN = frozenset(
    ("id", "source", "begin", "end", "span_sha256", "holder", "speaker", "on_behalf_of", "addressee", "issue", "option")
) | frozenset(
    ("paraphrase", "act", "stance", "firmness", "quotation", "reporters", "date", "date_basis", "confidence", "note")
)
"""Columns of the ledger that a coded span says something of."""


def of_case(case: Case) -> Codings:
    """A case's statements that have an anchor and were not rejected, as one coder's work.

    The actor is the speaker, if one is named; on behalf of the holder, if the words are the holder's position and not
    a judgement about it. Else the actor is the holder. What a case does not code (kind of actor, tier) is not there.
    """
    rows, without = [], 0
    statements = case.statements
    files = {source.id: source.file or source.id for source in case.sources}
    for row in range(len(statements)):
        if statements.text("status", row) == "rejected":
            continue
        if statements.text("begin", row):
            found = statements.row(row)
            rows.append(
                of_row(found, case.name_of(found["holder"]), files[found["source"]], int(statements.lines[row]))
            )
        else:
            without += 1
    findings = []
    if without:
        message = f"{without} statements have no anchor by offsets and are not compared"
        findings.append(Finding("statements.csv", 0, "note", message))
    digests = {files[source.id]: source.sha256 for source in case.sources}
    return Codings(case.slug, tuple(rows), tuple(findings), digests)


def of_row(row: Mapping[str, str], holder: str, doc: str, line: int = 0) -> Coded:
    """An anchored row of a ledger as a coded span; `holder` is its holder's plain name, `doc` its document's."""
    said = {name: row.get(name) or None for name in WRITTEN}
    speaker, act = said["speaker"], row.get("act", "")
    chain = turned(row.get("reporters", ""))
    speaks = bool(speaker) and act in COUNTED_ACTS and said["quotation"] != "inferred"
    own = bool(speaker) and speaker in chain[:1]
    values: dict[str, Value] = {
        "actor": speaker or holder or None,
        "on_behalf_of": said["on_behalf_of"] or (holder if speaks else None),
        "addressee": said["addressee"],
        "issue": said["issue"],
        "option": said["option"],
        "position": said["paraphrase"],
        "stance": STANCE.get(row.get("stance", "")) or ACT_STANCE.get(act),
        "modality": "red line" if row.get("firmness") == "never" else act.replace("_", " ") or None,
        "quote": "own" if own else said["quotation"],
        "reported_by": CHAIN.join(chain) or None,
        "date_or_null": said["date"],
        "date_basis": said["date_basis"],
        "confidence": said["confidence"],
        "note": said["note"],
    }
    digest = row.get("span_sha256", "").lower()
    return Coded(row.get("id", ""), doc, int(row["begin"]), int(row["end"]), digest, values, line)


def in_names_of(case: Case, codings: Codings) -> Codings:
    """The same codings with the case's own names for its parties: “the Kremlin” is the party that has this alias."""
    actors, known = Actors(case), dict[str, str]()

    def name(text: Value) -> Value:
        if text and text not in known:
            meant = actors.meant(text)
            known[text] = case.name_of(meant.holder) if meant.holder and not meant.speaker else text
        return known[text] if text else text

    rows = (
        replace(row, values={key: name(value) if key in ACTORS else value for key, value in row.values.items()})
        for row in codings.rows
    )
    return replace(codings, rows=tuple(rows))


def turned(reporters: str) -> list[str]:
    """A chain of the ledger from its other end: who is nearest to the words first.

    >>> turned("The Gazette > an agency")
    ['an agency', 'The Gazette']
    """
    return [part.strip() for part in reversed(reporters.split(">")) if part.strip()]


# ---------------------------------------------------------------------------------------------------- the documents


def read_documents(codings: Codings, folder: Path) -> tuple[dict[str, str], tuple[Finding, ...]]:
    """The texts of the documents that these statements stand in, and every statement that does not fit its document.

    A document that is not in the folder, a span beyond its end and a digest that is not the span's are errors.
    """
    texts: dict[str, str] = {}
    findings: list[Finding] = []
    missing: dict[str, str] = {}
    for row in codings.rows:
        if row.doc not in texts and row.doc not in missing:
            text, problem = _text(folder, row.doc, codings.digests.get(row.doc, ""))
            if text is None:
                missing[row.doc] = problem
            else:
                texts[row.doc] = text
        if row.doc in missing:
            message = f"{row.id}: the document is not at hand"
            near = nearest(row.doc, _names(folder))
            findings.append(Finding(codings.name, row.line, "error", message, row.doc, missing[row.doc], near))
        else:
            findings += _misfit(codings.name, row, texts[row.doc])
    return texts, tuple(findings)


def _names(folder: Path) -> list[str]:
    try:
        return sorted(path.name for path in folder.iterdir())[:1000]
    except OSError:
        return []


def _text(folder: Path, doc: str, digest: str) -> tuple[str | None, str]:
    data, problem = find_bytes(folder, doc, digest)
    try:
        return (None, problem) if data is None else (data.decode(), "")
    except UnicodeDecodeError as error:
        return None, f"not UTF-8 (byte {error.start})"


def _misfit(file: str, row: Coded, text: str) -> list[Finding]:
    if row.end > len(text):
        message = f"{row.id}: the span lies beyond the end of the document"
        return [Finding(file, row.line, "error", message, f"up to {len(text):,}", f"{row.end:,}")]
    found = hashlib.sha256(text[row.begin : row.end].encode()).hexdigest()
    if found.startswith(row.digest):
        return []
    message = f"{row.id}: the words at the span are not those coded"
    return [Finding(file, row.line, "error", message, row.digest, found[: len(row.digest)])]
