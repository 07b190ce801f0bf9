"""From a coding to a DNA 3 database: who says what of which concept, with every further column as a variable.

The statement type has DNA's four variables (person, organization, concept, agreement) and one for each column of the
ledger, so that nothing that the rows say is lost; the codebook is kept in a setting that DNA passes over. A row about
several options is one statement for each. A document
whose text is not at hand, or not to be written, gets a stand-in: a line for each statement with its paraphrase.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from detente.case.model import Bloc, Party, Source
from detente.case.statements import HEADER
from detente.exchange.coding import Coding, Loss, Row
from detente.exchange.dna.coded import USUAL
from detente.exchange.dna.file import DnaFile
from detente.exchange.dna.offsets import Offsets
from detente.exchange.dna.reading import MARK
from detente.exchange.dna.schema import DATA, LONGEST, MADE, SHAPES, VERSION
from detente.exchange.dna.schema import Row as Cells
from detente.exchange.jsonlines import entries
from detente.ledger.discourse import STANCE

OTHER = "Not for or against"
"""The statement type of what is open, withdrawn, only shown, inferred or not accepted: no boolean can say it."""

PASSWORD = "detente"
"""What every coder of the database signs in with."""

LONG = ("paraphrase", "note", "judgement", "condition", "given", "details", "reporters", "locator", "supersedes")
"""Columns that become long texts; the others are short ones, which DNA can group by, if all their values are short."""

_ROLES = {"person": "short text", "organization": "short text", "concept": "short text", "agreement": "boolean"}
_ATTRIBUTES = ("Type", "Alias", "Notes")


def write(coding: Coding, path: Path, texts: bool = False) -> tuple[Loss, ...]:
    """Write a DNA 3 database, whole or not at all; documents' texts only if `texts` is true."""
    writer = _Writer(coding, texts=texts)
    DnaFile.new(writer.tables()).write(path)
    return writer.losses()


@dataclass(frozen=True)
class _Place:
    """Where a statement stands in DNA: its document and UTF-16 offsets."""

    document: int
    start: int
    stop: int


class _Writer:
    """One database that is being put together."""

    def __init__(self, coding: Coding, *, texts: bool) -> None:
        self.coding, self.texts = coding, texts
        self.rows = list(coding.rows)
        self.found: dict[str, list[Cells]] = {name: [] for name in SHAPES}
        self.lost: Counter[tuple[str, str]] = Counter()
        self.first: dict[tuple[str, str], str] = {}
        self.variables: dict[tuple[int, str], tuple[int, str]] = {}
        self.entities: dict[tuple[int, str], int] = {}
        self.holders = _holders(coding)
        self.options = {issue.id: issue.names for issue in coding.issues}
        self.options |= {topic.id: topic.names for topic in coding.topics}
        self.attributes = _attributes(coding, self.holders)

    def _lose(self, what: str, why: str, where: str) -> None:
        self.lost[what, why] += 1
        self.first.setdefault((what, why), where)

    def losses(self) -> tuple[Loss, ...]:
        """What did not come through."""
        return tuple(Loss(what, number, why, self.first[what, why]) for (what, why), number in self.lost.items())

    def tables(self) -> Mapping[str, list[Cells]]:
        """Every row of every table."""
        coders = self._coders()
        self._types()
        places, sources, real = self._documents()
        for row, place in zip(self.rows, places, strict=True):
            kind = 1 if _for_or_against(row) else 2
            if kind == 2 and row.get("act") == "leave_open" and _counts(row):
                why = f"they are of the type “{OTHER}”; a network of the case counts them, one of DNA does not"
                self._lose("what is left open, among DNA's statements", why, row["id"])
            coder = coders.get(row.get("coder", ""), 1)
            for concept in self._concepts(row):
                number = len(self.found["STATEMENTS"]) + 1
                self.found["STATEMENTS"].append((number, kind, place.document, place.start, place.stop, coder))
                self._values(number, kind, row, concept)
        self._settings(sources, real)
        return self.found

    # ------------------------------------------------------------------------------------------------ the frame

    def _settings(self, sources: Mapping[str, str], real: Iterable[int]) -> None:
        book = list(entries(replace(self.coding, rows=(), documents={})))
        own = {"codebook": book, "sources": sources, "texts": list(real)}
        text = json.dumps(own, ensure_ascii=False)
        self.found["SETTINGS"] = [("version", VERSION), ("date", MADE), (MARK, text)]

    def _coders(self) -> dict[str, int]:
        names = ["Admin", *dict.fromkeys(row["coder"] for row in self.rows if row.get("coder"))]
        found: dict[str, int] = {}
        flags = len(SHAPES["CODERS"].columns) - 10
        for number, name in enumerate(dict.fromkeys(names), 1):
            short = self._short(name, "names of coders")
            hues = (255, 255, 0) if number == 1 else (51, 153, 255)
            permissions = (0, 0, *(1,) * (flags - 1)) if flags else ()
            cells = (number, short, *hues, 0, 14, _secret(short), 300, *permissions)
            self.found["CODERS"].append(cells[: len(SHAPES["CODERS"].columns)])
            found[name] = number
        return found

    def _types(self) -> None:
        """Both statement types, and their variables with a blank entity each."""
        self.found["STATEMENTTYPES"] = [(1, USUAL, 239, 208, 51), (2, OTHER, 160, 160, 160)]
        columns = {name: self._kind(name) for name in HEADER if any(row.get(name) for row in self.rows)}
        for kind, named in ((1, {**_ROLES, **columns}), (2, {**_ROLES, **columns})):
            for name, data in named.items():
                if kind == 2 and name == "agreement":
                    continue
                number = len(self.variables) + 1
                self.variables[kind, name] = (number, data)
                self.found["VARIABLES"].append((number, name, data, kind))
                if data == "short text":
                    self._attribute_variables(number, name)
                    self._entity(number, name, "")

    def _kind(self, name: str) -> str:
        short = name not in LONG and all(len(row.get(name, "")) <= LONGEST for row in self.rows)
        return "short text" if short else "long text"

    # ------------------------------------------------------------------------------------------------ documents

    def _documents(self) -> tuple[list[_Place], dict[str, str], list[int]]:
        """The documents; where each row stands, the source of each, and which hold their own text."""
        named = {source.id: source for source in self.coding.sources}
        ids = [*named, *dict.fromkeys(row.get("source", "") for row in self.rows if row.get("source", "") not in named)]
        by_source: dict[str, list[int]] = {one: [] for one in ids}
        for place, row in enumerate(self.rows):
            by_source[row.get("source", "")].append(place)
        places: dict[int, _Place] = {}
        sources: dict[str, str] = {}
        real: list[int] = []
        for number, one in enumerate(ids, 1):
            document = self.coding.documents.get(one)
            sources[str(number)] = one
            if document is not None and document.text and self.texts:
                real.append(number)
                text = document.text
                places |= self._anchored(number, text, by_source[one])
            else:
                why = "not at hand" if document is None else "not asked for"
                self._lose("texts of documents", f"{why}; the paraphrases stand in their place", one or "(none)")
                text, spans = _stand_in(self.rows, by_source[one])
                places |= {place: _Place(number, *span) for place, span in spans.items()}
            self._document(number, named.get(one, Source(one, one or "without a source")), text)
        return [places[place] for place in range(len(self.rows))], sources, real

    def _document(self, number: int, source: Source, text: str) -> None:
        when = 0
        if source.date is None:
            self._lose("missing dates of documents", "DNA needs one: 1 January 1970", source.id)
        else:
            day = source.date.last
            when = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
        title = self._short(source.title or source.citation, "titles of documents")
        author, outlet = (self._short(part, "authors and outlets") for part in (source.author, source.outlet))
        self.found["DOCUMENTS"].append((number, title, text, 1, author, outlet, "", source.citation, "", when))

    def _anchored(self, number: int, text: str, rows: Iterable[int]) -> dict[int, _Place]:
        offsets, found = Offsets(text), {}
        for place in rows:
            row = self.rows[place]
            begin, end = int(row.get("begin") or 0), int(row.get("end") or 0)
            if not 0 <= begin < end <= len(text):
                self._lose("the place of statements without an anchor", "DNA needs one: the first character", row["id"])
                begin, end = 0, 1
            found[place] = _Place(number, offsets.to_units(begin), offsets.to_units(end))
        return found

    # ------------------------------------------------------------------------------------------------ values

    def _values(self, statement: int, kind: int, row: Row, concept: str) -> None:
        written = {**row, **self._said(row, concept)}
        for (owner, name), (variable, data) in self.variables.items():
            if owner != kind:
                continue
            table = self.found[DATA[data]]
            value = written.get(name, "")
            if data == "boolean":
                table.append((len(table) + 1, statement, variable, int(value or 0)))
            elif data == "short text":
                table.append((len(table) + 1, statement, variable, self._entity(variable, name, value)))
            else:
                table.append((len(table) + 1, statement, variable, value))

    def _said(self, row: Row, concept: str) -> dict[str, str]:
        """DNA's own four."""
        return {
            "person": self._short(row.get("speaker", ""), "names of speakers"),
            "organization": self.holders.get(row.get("holder", ""), row.get("holder", "")),
            "concept": self._short(concept, "names of concepts"),
            "agreement": str(int(STANCE.get(row.get("act", ""), 0) > 0)),
        }

    def _concepts(self, row: Row) -> tuple[str, ...]:
        """What a row is about: in DNA it is one statement for each option."""
        issue, option = row.get("issue", ""), row.get("option", "")
        if row.get("condition") or not option:
            return (row.get("condition", "") or issue,)
        named = list(dict.fromkeys(part.strip() for part in option.split("|")))
        names = self.options.get(issue, ())
        if row.get("range") in ("at_least", "at_most") and named[0] in names:
            place = names.index(named[0])
            named = list(names[place:] if row["range"] == "at_least" else names[: place + 1])
        return tuple(f"{issue} = {one}" for one in named)

    def _entity(self, variable: int, name: str, value: str) -> int:
        key = (variable, value)
        if key not in self.entities:
            number = len(self.entities) + 1
            self.entities[key] = number
            self.found["ENTITIES"].append((number, variable, value, 0, 0, 0, None))
            self._attribute_values(number, variable, self.attributes.get(value, {}) if name == "organization" else {})
        return self.entities[key]

    def _attribute_variables(self, variable: int, name: str) -> None:
        more = [key for values in self.attributes.values() for key in values] if name == "organization" else []
        for attribute in dict.fromkeys((*_ATTRIBUTES, *more)):
            table = self.found["ATTRIBUTEVARIABLES"]
            table.append((len(table) + 1, variable, attribute))

    def _attribute_values(self, entity: int, variable: int, values: Mapping[str, str]) -> None:
        for number, owner, attribute in self.found["ATTRIBUTEVARIABLES"]:
            if owner == variable:
                text = self._short(values.get(str(attribute), ""), "attributes")
                table = self.found["ATTRIBUTEVALUES"]
                table.append((len(table) + 1, entity, number, text))

    def _short(self, text: str, what: str) -> str:
        if len(text) <= LONGEST:
            return text
        self._lose(what, f"cut to {LONGEST} characters; whole in the codebook and the further variables", text[:40])
        return text[: LONGEST - 1] + "…"


def _counts(row: Row) -> bool:
    return row.get("status", "") in ("", "accepted") and row.get("quotation") != "inferred"


def _for_or_against(row: Row) -> bool:
    return _counts(row) and STANCE.get(row.get("act", ""), 0) != 0


def _holders(coding: Coding) -> dict[str, str]:
    """What each party and bloc is called: its name, where that is its own and short; else its id."""
    actors: list[Party | Bloc] = [*coding.parties, *coding.blocs]
    times = Counter(actor.name for actor in actors)
    ids = {actor.id for actor in actors}
    clear = {name for name, number in times.items() if number == 1 and 0 < len(name) <= LONGEST and name not in ids}
    return {actor.id: actor.name if actor.name in clear else actor.id for actor in actors}


def _attributes(coding: Coding, holders: Mapping[str, str]) -> dict[str, dict[str, str]]:
    found = {
        holders[party.id]: {
            "Type": party.kind,
            "Alias": "; ".join(party.aliases),
            "Notes": party.note,
            "ID": party.id,
            **coding.attributes.get(party.id, {}),
        }
        for party in coding.parties
    }
    found |= {
        holders[bloc.id]: {"Type": "bloc", "Notes": ", ".join(bloc.members), "ID": bloc.id} for bloc in coding.blocs
    }
    return found


def _stand_in(rows: list[Row], places: Iterable[int]) -> tuple[str, dict[int, tuple[int, int]]]:
    """A text of paraphrases, a line each, and where each stands in UTF-16 units."""
    lines, spans, at = [], {}, 0
    for place in places:
        line = " ".join(rows[place].get("paraphrase", "").split()) or rows[place].get("id", "") or "-"
        units = Offsets(line).units
        spans[place] = (at, at + units)
        lines.append(line)
        at += units + 1
    return "\n".join(lines), spans


@functools.cache
def _secret(name: str) -> str:
    """The password as DNA keeps it: salted and digested 100,000 times (Jasypt's StrongPasswordEncryptor)."""
    salt = hashlib.sha256(name.encode()).digest()[:16]
    digest = salt + PASSWORD.encode()
    for _ in range(100_000):
        digest = hashlib.sha256(digest).digest()
    return base64.b64encode(salt + digest).decode()
