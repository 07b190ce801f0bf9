"""From a DNA database to a coding: organisations are parties, concepts issues with yes and no, documents sources.

A statement for a concept becomes a demand for yes, one against it a rejection of yes, at the lowest firmness: DNA knows
neither acts nor firmness. A database that Détente wrote carries every column as a variable and the codebook as a
setting, and is taken back by these.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from detente.case.dates import Interval
from detente.case.model import Issue, Option, Party, Source
from detente.case.statements import HEADER
from detente.exchange.coding import Coding, Loss, Reading, Row
from detente.exchange.dna import coded
from detente.exchange.dna.offsets import Offsets
from detente.exchange.dna.opening import Opened, refused
from detente.exchange.jsonlines import Entries
from detente.exchange.naming import Ids
from detente.ledger.documents.model import Document

MARK = "detente"
"""The setting that holds the codebook of a database that Détente wrote."""

YES, NO = "yes", "no"
"""The options of an issue that stands for a concept."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read(path: Path) -> Reading:
    """The coding in a DNA database of version 2 or 3: its statements of the usual type.

    Raises FormatError, and DetenteError where several types could be meant.
    """
    with Opened(path) as opened:
        return _Reader(opened).reading()


class _Reader:
    """One reading of one database."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.kind = coded.chosen(opened, "")
        self.own = _own(opened)
        self.losses: Counter[tuple[str, str]] = Counter()
        self.where: dict[tuple[str, str], str] = {}
        self.entities = coded.entities(opened, self.kind.variables)
        self.values: dict[str, dict[int, str]] = {}
        for kind in coded.kinds(opened) if self.own else (self.kind,):
            found = coded.entities(opened, kind.variables)
            for number, (name, data) in kind.variables.items():
                self.values.setdefault(name, {}).update(coded.values(opened, number, data, found))
        self.coders = {row[0]: str(row[1]) for row in opened.rows("CODERS", ("ID", "Name"))}
        self.parties, self.issues, self.details, self.names = Ids(), Ids(), Ids(), Ids()
        self.sources: dict[object, Source] = {}
        self.documents: dict[str, Document] = {}
        self.offsets: dict[object, Offsets] = {}

    def reading(self) -> Reading:
        """The whole of it."""
        self._documents()
        rows = list(self._own_rows() if self.own else self._rows())
        coding = self._own_coding(rows) if self.own else self._coding(rows)
        losses = (Loss(what, number, why, self.where[what, why]) for (what, why), number in self.losses.items())
        return Reading(coding, tuple(losses))

    def _lose(self, what: str, why: str, where: object) -> None:
        self.losses[what, why] += 1
        self.where.setdefault((what, why), str(where))

    # ------------------------------------------------------------------------------------------------ documents

    def _documents(self) -> None:
        columns = ("ID", "Title", "Text", "Author", "Source", "Section", "Notes", "Type", "Date")
        for number, title, text, *rest in self.opened.rows("DOCUMENTS", columns):
            content = str(text or "")
            digest = hashlib.sha256(content.encode()).hexdigest()
            self.offsets[number] = Offsets(content)
            known = self.own.get("sources", {}).get(str(number)) if self.own else None
            source = self._source(str(title or ""), digest, rest) if known is None else Source(known, known)
            self.sources[number] = source
            if content and (known is None or number in self.own.get("texts", ())):
                self.documents[source.id] = Document(digest, digest, content, "text", source.id)

    def _source(self, title: str, digest: str, rest: Sequence[object]) -> Source:
        author, outlet, section, notes, kind, when = rest
        day = self._day(when)
        return Source(
            self._source_id(title),
            title or "without a title",
            title=title,
            author=str(author or ""),
            outlet=str(outlet or ""),
            note="; ".join(str(part) for part in (section, kind, notes) if part),
            date=Interval(day, day, day.isoformat()) if day else None,
            sha256=digest,
        )

    def _source_id(self, title: str) -> str:
        """An id of its own for each document, also where two have one title."""
        taken = {source.id for source in self.sources.values()}
        name, number = title or "document", 1
        while self.names[name] in taken:
            number += 1
            name = f"{title or 'document'} {number}"
        return self.names[name]

    def _day(self, when: object) -> date | None:
        try:
            return (_EPOCH + timedelta(seconds=coded.seconds(self.opened, when))).date()
        except OverflowError:
            self._lose("dates of documents", "they lie beyond the calendar", when)
            return None

    # ------------------------------------------------------------------------------------------------ statements

    def _statements(self) -> Iterator[tuple[int, object, int, int, object]]:
        columns = ("ID", "DocumentId", "Start", "Stop", "Coder", "StatementTypeId")
        for number, document, start, stop, coder, kind in self.opened.rows("STATEMENTS", columns):
            if kind != self.kind.number and not self.own:
                self._lose("statements of other types", f"only “{self.kind.label}” says who is for what", number)
            elif document not in self.sources:
                self._lose("statements without a document", "the document that they lie in is not there", number)
            else:
                yield cast(int, number), document, cast(int, start), cast(int, stop), coder

    def _own_rows(self) -> Iterator[Row]:
        """Rows of a database that Détente wrote: every column is a variable, and a row is one statement an option."""
        known: set[str] = set()
        for number, *_ in self._statements():
            found = {name: self.values[name].get(number, "") for name in HEADER if name in self.values}
            if found.get("id", "") not in known:
                known.add(found.get("id", ""))
                yield {name: value for name, value in found.items() if value}

    def _rows(self) -> Iterator[Row]:
        names = self._roles()
        for number, document, start, stop, coder in self._statements():
            organisation, person, concept, agreement = (self.values.get(n, {}).get(number, "") for n in names)
            holder = organisation or person
            if not (holder and concept):
                missing = "concept" if holder else "organisation and person"
                self._lose(f"statements without {missing}", "nobody is said to want anything", number)
                continue
            sides = {"1": ("demand", "for"), "0": ("reject", "against")}
            act, stance = sides["1" if _positive(agreement) else "0"]
            row = {
                "id": f"s{number}",
                "holder": self.parties[holder],
                "speaker": person,
                "issue": self.issues[concept],
                "option": YES,
                "act": act,
                "stance": stance,
                "firmness": "preference",
                "paraphrase": f"{'For' if stance == 'for' else 'Against'}: {concept}",
                "source": self.sources[document].id,
                "details": self._details(number, names),
                "coder": self.coders.get(coder, ""),
                **self._anchor(number, document, start, stop),
            }
            yield {name: value for name, value in row.items() if value}

    def _roles(self) -> tuple[str, str, str, str]:
        """Which variables say who, through whom, of what, and which way."""
        texts = [name for name, data in self.kind.variables.values() if data == "short text"]
        degrees = [name for name, data in self.kind.variables.values() if data in ("boolean", "integer")]
        if "organization" in texts and "concept" in texts:
            degree = "agreement" if "agreement" in degrees else next(iter(degrees), "")
            return "organization", "person", "concept", degree
        others = [name for name in texts if name != "person"]
        return others[0], "person" if "person" in texts else "", others[-1], next(iter(degrees), "")

    def _details(self, number: int, roles: tuple[str, ...]) -> str:
        """Other variables, where they fit into details."""
        parts = []
        for name, values in self.values.items():
            value = " ".join(values.get(number, "").split())
            if name in roles and not (name == roles[3] and value not in ("", "0", "1")):
                continue
            if not value:
                continue
            if ";" in value or "|" in value:
                self._lose(f"the variable {name}", "its value has a “;” or “|”, which details cannot hold", number)
            else:
                parts.append(f"{self.details[name]}={value}")
        return "; ".join(parts)

    def _anchor(self, number: int, document: object, start: int, stop: int) -> dict[str, str]:
        offsets, source = self.offsets[document], self.sources[document]
        if stop > offsets.units or start >= stop:
            self._lose("anchors", "they lie outside the text of their document", number)
            return {}
        if offsets.inside(start) or offsets.inside(stop):
            self._lose("halves of a character at the ends of anchors", "the anchor was widened to whole ones", number)
        begin, end = offsets.to_points(start), offsets.to_points(stop) + offsets.inside(stop)
        text = self.documents[source.id].text
        digest = hashlib.sha256(text[begin:end].encode()).hexdigest()
        return {"begin": str(begin), "end": str(end), "span_sha256": digest}

    def _coding(self, rows: list[Row]) -> Coding:
        if rows:
            why = "DNA knows neither; for is a demand and against a rejection, at the firmness preference"
            self.losses["acts and firmness", why] = len(rows)
            self.where["acts and firmness", why] = rows[0]["id"]
        answers = (Option(YES, "Yes"), Option(NO, "No"))
        attributes = self._attributes()
        return Coding(
            self.opened.path.stem,
            rows,
            tuple(Party(one, text, "organisation") for text, one in self.parties.items()),
            issues=tuple(Issue(one, text, "terms", answers, ()) for text, one in self.issues.items()),
            sources=tuple(self.sources.values()),
            documents=self.documents,
            attributes=attributes,
            made=True,
        )

    def _attributes(self) -> dict[str, dict[str, str]]:
        """What is known of the parties, whichever variable they are values of."""
        known: dict[str, dict[str, str]] = {}
        for number, (_, data) in self.kind.variables.items():
            if data == "short text":
                for text, values in coded.particulars(self.opened, number, self.entities).items():
                    known.setdefault(text, {key: value for key, value in values.items() if value})
        return {one: known[text] for text, one in self.parties.items() if known.get(text)}

    def _own_coding(self, rows: list[Row]) -> Coding:
        """The codebook as Détente wrote it; documents are found under the ids of their sources."""
        reader = Entries(str(self.opened.path))
        for line, entry in enumerate(self.own["codebook"], 1):
            reader.add(entry, line)
        coding = reader.reading().coding
        return replace(coding, rows=rows, documents=self.documents)


def _positive(agreement: str) -> bool:
    return not agreement or int(agreement) > 0


def _own(opened: Opened) -> dict[str, Any]:
    """What Détente wrote beside the tables, if it did."""
    for key, value in opened.rows("SETTINGS", ("Property", "Value")):
        if key == MARK:
            try:
                found = json.loads(str(value))
            except ValueError as error:
                raise refused(opened.path, f"its setting “{MARK}” is not what Détente writes ({error})") from None
            shapes = {"codebook": list, "sources": dict, "texts": list}
            if not isinstance(found, dict) or not all(isinstance(found.get(k), kind) for k, kind in shapes.items()):
                raise refused(opened.path, f"its setting “{MARK}” is not what Détente writes", ", ".join(shapes))
            return found
    return {}
