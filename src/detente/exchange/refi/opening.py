"""Reading REFI-QDA projects: the zip with care, ours as they were written, others as far as they go."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from detente.case.model import Party, Source
from detente.case.statements import HEADER
from detente.errors import FormatError
from detente.exchange.coding import NOBODY, Coding, Loss, Reading
from detente.exchange.naming import Ids
from detente.exchange.outside import parse_xml, refuse
from detente.exchange.plain import FromPlain
from detente.exchange.refi.codes import guid
from detente.exchange.refi.project import NOTE, SOURCE
from detente.exchange.refi.reading import Book
from detente.exchange.refi.xml import ORIGIN, child, children, inside, local, text_of
from detente.ledger.documents.model import Document

MOST_FILES = 20_000
MOST_BYTES = 1_000_000_000
MOST_TEXT = 100_000_000
"""Bytes of one file inside, unpacked; a file that says it is smaller is not believed."""

_ESCAPE = re.compile(r"\\(.)")


def read(path: Path) -> Reading:
    """Read a project. Raises FormatError where the file is none, or is not safe to unpack."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = _checked(archive, path)
            top = parse_xml(_unpacked(archive, names["project.qde"], path), path)
            if local(top) != "Project":
                raise refuse(path, "this is no REFI-QDA project", "Project at the top", local(top))
            return _Project(archive, names, top, path).reading()
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError) as error:
        raise refuse(path, "the file is no REFI-QDA project", "a zip with project.qde", str(error)) from None


def _checked(archive: zipfile.ZipFile, path: Path) -> dict[str, zipfile.ZipInfo]:
    """The files inside by name, after refusing what no project holds."""
    infos = archive.infolist()
    total = sum(info.file_size for info in infos)
    if len(infos) > MOST_FILES or total > MOST_BYTES:
        expected = f"at most {MOST_FILES:,} files and {MOST_BYTES:,} bytes"
        raise refuse(path, "the project is too large", expected, f"{len(infos):,} files, {total:,} bytes")
    names: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        pure = PurePosixPath(info.filename.replace("\\", "/"))
        if pure.is_absolute() or ".." in pure.parts or ":" in info.filename:
            raise refuse(path, "a file inside leaves the folder", "a name inside it", info.filename)
        names[str(pure)] = info
    lower = {name.lower(): name for name in names}
    if "project.qde" not in lower:
        raise refuse(path, "the project has no project.qde", "project.qde", ", ".join(list(names)[:5]))
    names["project.qde"] = names[lower["project.qde"]]
    return names


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> bytes:
    with archive.open(info) as file:
        data = file.read(MOST_TEXT + 1)
    if len(data) > MOST_TEXT:
        raise refuse(path, f"{info.filename} inside is too large", f"at most {MOST_TEXT:,} bytes", "more")
    return data


class _Project:
    def __init__(self, archive: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo], top: Any, path: Path) -> None:
        self.archive, self.names, self.top, self.path = archive, names, top, path
        self.book = Book()
        self.users = {_key(user): user.get("name") or "" for user in inside(top, "Users", "User")}
        self.notes = {_key(note): note for note in inside(top, "Notes", "Note")}
        self.sources: dict[str, Source] = {}
        self.documents: dict[str, Document] = {}
        self.rows: list[dict[str, str]] = []
        self.count: Counter[tuple[str, str]] = Counter()
        self.ids, self.source_ids = Ids(), Ids()
        self.ours = top.get("origin") == ORIGIN

    def reading(self) -> Reading:
        """Everything that is understood."""
        codebook = child(self.top, "CodeBook")
        codes = child(codebook, "Codes") if codebook is not None else None
        self.book.add(children(codes, "Code") if codes is not None else ())
        if self.ours:
            self._our_sources()
            self._our_rows()
        for source in child(self.top, "Sources") if child(self.top, "Sources") is not None else ():
            self._source(source)
        for tag in ("Variables", "Cases", "Links", "Graphs", *(() if self.ours else ("Sets", "Notes"))):
            found = child(self.top, tag)
            if found is not None and len(found):
                self.count[tag.lower(), "not read"] += len(found)
        book = self.book.coding(self.top.get("name") or self.path.stem)
        parties = book.parties
        if any(row["holder"] == NOBODY for row in self.rows):
            parties = (*parties, Party(NOBODY, "Not coded", "group"))
        coding = Coding(
            book.title,
            self.rows,
            parties,
            book.blocs,
            book.issues,
            book.topics,
            sources=tuple(self.sources.values()),
            documents=self.documents,
            question=text_of(self.top, "Description"),
            made=not self.ours,
        )
        losses = [*self.book.losses(), *(Loss(what, count, why) for (what, why), count in self.count.items())]
        return Reading(coding, tuple(losses))

    # ------------------------------------------------------------------------------------------------------ our own

    def _our_sources(self) -> None:
        plain = FromPlain(str(self.path))
        for note in self.notes.values():
            if (note.get("name") or "").startswith("source "):
                fields: dict[str, Any] = _fields(text_of(note, "PlainTextContent"))
                if "confirmed" in fields:
                    fields["confirmed"] = fields["confirmed"] == "True"
                found = plain.noun("source", fields, 0)
                if found is not None:
                    self.sources[found.id] = found
        if plain.findings:
            raise FormatError(plain.findings)

    def _our_rows(self) -> None:
        for note in self.notes.values():
            name = note.get("name") or ""
            if name.startswith(NOTE):
                row = _fields(text_of(note, "PlainTextContent"))
                for column in [column for column in row if column not in HEADER]:
                    self.count[f"the column “{column}”", "not known"] += 1
                    del row[column]
                self.rows.append(row)

    # --------------------------------------------------------------------------------------------- what stands in it

    def _source(self, element: Any) -> None:
        kind = local(element) if isinstance(element.tag, str) else ""
        if kind != "TextSource":
            self.count[f"{kind} with its selections", "only plain text is read"] += 1
            return
        text = self._text(element)
        key = _key(element)
        name = element.get("name") or key
        source = (
            next((one for one in self.sources if guid(SOURCE, self.top.get("name") or "", one) == key), "")
            or self.source_ids[name]
        )
        if text is not None:
            data = text.encode()
            digest = hashlib.sha256(data).hexdigest()
            title = "" if source in self.sources else name
            file = self.sources[source].file if source in self.sources else f"{source}.txt"
            self.documents[source] = Document(digest, digest, text, "text", file, title=title)
            self.sources.setdefault(source, Source(source, name, file=file, sha256=digest))
        else:
            self.sources.setdefault(source, Source(source, name))
        if not self.ours:
            for selection in children(element, "PlainTextSelection"):
                self._selection(selection, source, text)
            if list(children(element, "Coding", "VariableValue")):
                self.count["codes and variables of whole sources", "not read"] += 1

    def _text(self, element: Any) -> str | None:
        inline = child(element, "PlainTextContent")
        if inline is not None:
            return inline.text or ""
        name = (element.get("plainTextPath") or "").removeprefix("internal://")
        info = next((info for key, info in self.names.items() if key.lower() == f"sources/{name}".lower()), None)
        if not name or info is None:
            self.count["texts of sources", "not in the project"] += 1
            return None
        try:
            return _unpacked(self.archive, info, self.path).decode("utf-8-sig")
        except UnicodeDecodeError:
            self.count["texts of sources", "not UTF-8"] += 1
            return None

    def _selection(self, element: Any, source: str, text: str | None) -> None:
        begin, end = element.get("startPosition") or "", element.get("endPosition") or ""
        if not (begin.isdecimal() and end.isdecimal() and int(begin) < int(end) <= (len(text) if text else -1)):
            self.count["selections", "their place is not in the text"] += 1
            return
        words = (text or "")[int(begin) : int(end)]
        base = {
            "act": "report",
            "holder": NOBODY,
            "source": source,
            "begin": str(int(begin)),
            "end": str(int(end)),
            "span_sha256": hashlib.sha256(words.encode()).hexdigest()[:16],
            "status": "proposed",
            "paraphrase": " ".join(text_of(element, "Description").split()) or "not coded",
        }
        for place, (code, user) in enumerate(self._codings(element), 1):
            row = base | self._matter(code) | {"id": self.ids[f"{element.get('guid')} {place}"[:60]]}
            if user:
                row["coder"] = user
            self.rows.append({name: row[name] for name in HEADER if row.get(name)})
        if list(children(element, "NoteRef")):
            self.count["notes on selections", "not read"] += 1

    def _codings(self, element: Any) -> Iterator[tuple[str, str]]:
        for coding in children(element, "Coding"):
            target = child(coding, "CodeRef")
            user = (coding.get("creatingUser") or element.get("creatingUser") or "").lower().strip("{}")
            yield (
                (target.get("targetGUID") or "" if target is not None else "").lower().strip("{}"),
                self.users.get(user, ""),
            )

    def _matter(self, code: str) -> dict[str, str]:
        match self.book.means.get(code, ("",)):
            case ("topic" | "issue", owner):
                return {"issue": owner}
            case ("option", owner, option):
                return {"issue": owner, "option": option}
            case ("party" | "bloc", holder):
                return {"holder": holder}
        self.count["codings", "their code is not in the codebook"] += 1
        return {}


def _key(element: Any) -> str:
    return (element.get("guid") or "").lower().strip("{}")


def _fields(text: str) -> dict[str, str]:
    """The fields of a note: `name: value` a line."""
    pairs = (line.partition(": ") for line in text.split("\n") if ": " in line)
    marks = {"n": "\n", "r": "\r"}
    return {name: _ESCAPE.sub(lambda found: marks.get(found[1], found[1]), value) for name, _, value in pairs}
