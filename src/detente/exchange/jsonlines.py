"""JSON Lines of our own: a whole coding, an entry a line, lossless.

The first line is `{"detente": "coding", "version": 1, "title": …}`; each further line has one key: `party`, `bloc`,
`issue`, `topic`, `condition`, `source`, `attributes`, `document` or `statement`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from detente.case.strictjson import parse_json
from detente.case.writing import write_atomic
from detente.errors import FormatError
from detente.exchange.coding import Coding, Loss, Reading
from detente.exchange.outside import read_text, refuse
from detente.exchange.plain import KINDS, FromPlain, to_plain
from detente.ledger.documents.model import Cut, Document

VERSION = 1
SECTIONS = {
    "party": "parties",
    "bloc": "blocs",
    "issue": "issues",
    "topic": "topics",
    "condition": "conditions",
    "source": "sources",
}


def write(coding: Coding, path: Path, texts: bool = False) -> tuple[Loss, ...]:
    """Write a coding. Documents' texts go along only if `texts` is true."""
    write_atomic(path, "".join(_line(entry) for entry in entries(coding, texts)).encode())
    if coding.documents and not texts:
        return (Loss("texts of documents", len(coding.documents), "not asked for"),)
    return ()


def _line(entry: Any) -> str:
    return json.dumps(entry, ensure_ascii=False, allow_nan=False) + "\n"


def entries(coding: Coding, texts: bool = False) -> Iterator[dict[str, Any]]:
    """The lines as plain data."""
    head: dict[str, Any] = {"detente": "coding", "version": VERSION, "title": coding.title}
    yield head | ({"question": coding.question} if coding.question else {})
    yield from codebook(coding)
    for source, document in coding.documents.items() if texts else ():
        yield {"document": {"source": source} | asdict(document)}
    for row in coding.rows:
        yield {"statement": dict(row)}


def codebook(coding: Coding) -> Iterator[dict[str, Any]]:
    """The codebook and the sources as plain data, an entry each."""
    for kind, section in SECTIONS.items():
        for noun in getattr(coding, section):
            yield {kind: to_plain(noun)}
    for party, attributes in coding.attributes.items():
        yield {"attributes": {"party": party, "values": dict(attributes)}}


def read(path: Path) -> Reading:
    """Read a coding back. Raises FormatError with everything that is wrong at once."""
    reader = Entries(str(path))
    for line, text in enumerate(read_text(path).split("\n"), 1):
        if text.strip():
            try:
                entry = parse_json(text)
            except ValueError as error:
                reader.plain.say(line, "the line is no JSON", "one JSON object", error)
            else:
                reader.add(entry, line)
    return reader.reading()


class Entries:
    """A coding that grows entry by entry."""

    def __init__(self, file: str) -> None:
        self.plain = FromPlain(file)
        self.head: dict[str, Any] | None = None
        self.parts: dict[str, list[Any]] = {section: [] for section in SECTIONS.values()}
        self.rows: list[dict[str, str]] = []
        self.attributes: dict[str, dict[str, str]] = {}
        self.documents: dict[str, Document] = {}
        self.seen: dict[tuple[str, str], int] = {}

    def add(self, entry: Any, line: int) -> None:
        """One more entry."""
        if self.head is None:
            self._head(entry, line)
        elif not isinstance(entry, dict) or len(entry) != 1:
            self.plain.say(line, "the line is not as it must be", "an object with one key, as {“statement”: …}", entry)
        else:
            ((kind, data),) = entry.items()
            self._entry(kind, data, line)

    def _head(self, entry: Any, line: int) -> None:
        self.head = entry if isinstance(entry, dict) else {}
        if self.head.get("detente") != "coding":
            raise refuse(self.plain.file, "this is no coding", '{"detente": "coding", "version": 1, …}', line=line)
        if self.head.get("version") != VERSION:
            got = str(self.head.get("version"))
            raise refuse(self.plain.file, "the version is not one that is read", str(VERSION), got, line)
        for key in ("title", "question"):
            if not isinstance(self.head.get(key, ""), str):
                self.plain.say(line, f"“{key}” is not as it must be", "a text", self.head[key])

    def _entry(self, kind: str, data: Any, line: int) -> None:
        if kind in KINDS:
            noun = self.plain.noun(kind, data, line)
            if noun is not None and self._once(kind, noun.id, line):
                self.parts[SECTIONS[kind]].append(noun)
        elif kind == "statement":
            row = self.plain.row(data, line)
            if row is not None and self._once(kind, row.get("id", ""), line):
                self.rows.append(row)
        elif kind == "attributes":
            self._attributes(data, line)
        elif kind == "document":
            self._document(data, line)
        else:
            self.plain.unknown[kind] = self.plain.unknown.get(kind, 0) + 1

    def _once(self, kind: str, name: str, line: int) -> bool:
        first = self.seen.setdefault((kind, name), line)
        if first != line:
            self.plain.say(line, f"the {kind} is there twice", "another id", f"{name}, as in line {first}")
        return first == line

    def _attributes(self, data: Any, line: int) -> None:
        party = data.get("party") if isinstance(data, dict) else None
        values = data.get("values") if isinstance(data, dict) else None
        if isinstance(party, str) and isinstance(values, dict) and all(isinstance(v, str) for v in values.values()):
            self.attributes[party] = values
        else:
            self.plain.say(line, "the attributes are not as they must be", '{"party": …, "values": {…}}', data)

    def _document(self, data: Any, line: int) -> None:
        try:
            fields = dict(data)
            source = fields.pop("source")
            fields["cuts"] = tuple(Cut(**cut) for cut in fields.get("cuts", ()))
            fields["notes"] = tuple(fields.get("notes", ()))
            document = Document(**fields)
            if not all(isinstance(text, str) for text in (source, document.text, document.name, document.digest)):
                raise TypeError("a text was expected")
            self.documents[source] = document
        except (TypeError, ValueError, KeyError) as error:
            self.plain.say(line, "the document is not as it must be", "a document with its source", error)

    def reading(self) -> Reading:
        """What was read. Raises FormatError where anything was wrong."""
        if self.head is None:
            raise refuse(self.plain.file, "the file is empty", '{"detente": "coding", "version": 1, …}')
        if self.plain.findings:
            raise FormatError(self.plain.findings)
        parts: dict[str, Any] = {section: tuple(found) for section, found in self.parts.items()}
        coding = Coding(
            self.head.get("title", ""),
            self.rows,
            documents=self.documents,
            attributes=self.attributes,
            question=self.head.get("question", ""),
            **parts,
        )
        unknown = self.plain.unknown.items()
        return Reading(coding, tuple(Loss(f"“{key}”", count, "not known") for key, count in unknown))
