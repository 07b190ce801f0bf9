"""REFI-QDA projects (.qdpx): codebook, coders, documents with coded selections, as a zip of project.qde and sources.

A statement is a PlainTextSelection with one Coding a code (holder, issue, options, act, firmness) and a note with the
row's columns, `name: value` a line. Positions count Unicode code points from 0, end exclusive, in the plain text of the
source (REFI-QDA 1.5). A statement without an anchor, or whose document is not written, is the note alone. Nothing in
the file depends on when it was made.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from detente.case.writing import write_atomic
from detente.exchange.coding import Coding, Loss, Row
from detente.exchange.plain import to_plain
from detente.exchange.refi.codebook import losses as codebook_losses
from detente.exchange.refi.codes import guid, tree
from detente.exchange.refi.xml import ORIGIN, PROJECT, add, add_codes, root, to_bytes, unclean
from detente.ledger.documents.model import Document

NOTE = "statement "
SOURCE = "source"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def write(coding: Coding, path: Path, texts: bool = False) -> tuple[Loss, ...]:
    """Write a project. Documents go along only if `texts` is true; without them selections have nothing to stand in."""
    documents = dict(coding.documents) if texts else {}
    writer = _Writer(coding, documents)
    project = to_bytes(writer.project())
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "project.qde", project)
        for source, document in documents.items():
            _put(archive, f"sources/{guid(SOURCE, coding.title, source)}.txt", document.text.encode())
    write_atomic(path, data.getvalue())
    return (*codebook_losses(coding), *writer.losses(texts))


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    archive.writestr(info, data)


class _Writer:
    def __init__(self, coding: Coding, documents: dict[str, Document]) -> None:
        self.coding, self.documents = coding, documents
        self.codes = tree(coding)
        self.known = {code.guid for top in self.codes for code in top.all() if code.codable}
        self.placed: dict[str, list[Row]] = {}
        self.unplaced = 0
        for row in coding.rows:
            source = row.get("source", "")
            if row.get("begin") and source in documents:
                self.placed.setdefault(source, []).append(row)
            else:
                self.unplaced += 1
        self.uncoded = 0

    def _of(self, *parts: str) -> str:
        """The GUID of something of this coding: in another one, the same names mean something else."""
        return guid(parts[0], self.coding.title, *parts[1:])

    def project(self) -> Any:
        """The document project.qde; the order of elements is the schema's."""
        coders = list(dict.fromkeys(row["coder"] for row in self.coding.rows if row.get("coder")))
        top = root(PROJECT, "Project", name=self.coding.title or "coding", origin=ORIGIN)
        if coders:
            users = add(top, "Users")
            for coder in coders:
                add(users, "User", guid=guid("coder", coder), name=coder)
        add_codes(add(add(top, "CodeBook"), "Codes"), self.codes)
        if self.documents:
            self._sources(add(top, "Sources"))
        if len(self.coding.rows) or self.coding.sources:
            self._notes(add(top, "Notes"))
        if self.coding.blocs:
            sets = add(top, "Sets")
            for bloc in self.coding.blocs:
                one = add(sets, "Set", guid=guid("set", bloc.id), name=bloc.name)
                add(one, "Description", f"detente: bloc {bloc.id}")
                for member in bloc.members:
                    add(one, "MemberCode", targetGUID=guid("party", member))
        if self.coding.question:
            add(top, "Description", self.coding.question)
        return top

    def _sources(self, parent: Any) -> None:
        for source, document in self.documents.items():
            key = guid(SOURCE, self.coding.title, source)
            name = document.title or document.name or source
            one = add(parent, "TextSource", guid=key, name=name, plainTextPath=f"internal://{key}.txt")
            for row in self.placed.get(source, ()):
                self._selection(one, row)
            add(one, "NoteRef", targetGUID=self._of("note", SOURCE, source))

    def _selection(self, parent: Any, row: Row) -> None:
        attributes = {"guid": self._of("selection", row["id"]), "name": row["id"]}
        attributes |= {"startPosition": row["begin"], "endPosition": row["end"]}
        user = {"creatingUser": guid("coder", row["coder"])} if row.get("coder") else {}
        one = add(parent, "PlainTextSelection", **attributes, **user)
        add(one, "Description", row.get("paraphrase", ""))
        for code in self._codes_of(row):
            coding = add(one, "Coding", guid=self._of("coding", row["id"], code), **user)
            add(coding, "CodeRef", targetGUID=code)
        add(one, "NoteRef", targetGUID=self._of("note", row["id"]))

    def _codes_of(self, row: Row) -> Iterable[str]:
        issue = row.get("issue", "")
        matter = [("topic" if any(one.id == issue for one in self.coding.topics) else "issue", issue)] if issue else []
        options = [("option", issue, one) for one in row.get("option", "").split("|") if one]
        holder = row.get("holder", "")
        kind = "bloc" if any(bloc.id == holder for bloc in self.coding.blocs) else "party"
        wanted = [(kind, holder), *matter, *options, ("act", row.get("act", "")), ("firmness", row.get("firmness", ""))]
        for means in wanted:
            if means[-1] and guid(*means) in self.known:
                yield guid(*means)
            elif means[-1]:
                self.uncoded += 1

    def _notes(self, parent: Any) -> None:
        for source in self.coding.sources:
            fields = {name: str(value) for name, value in to_plain(source).items()}
            key = self._of("note", SOURCE, source.id)
            self._note(parent, key, f"source {source.id}", fields)
        for row in self.coding.rows:
            self._note(parent, self._of("note", row["id"]), NOTE + row["id"], row)

    def _note(self, parent: Any, key: str, name: str, fields: Row) -> None:
        one = add(parent, "Note", guid=key, name=name)
        add(one, "PlainTextContent", "\n".join(f"{column}: {escaped(value)}" for column, value in fields.items()))

    def losses(self, texts: bool) -> list[Loss]:
        """What is not in the project, or not where other tools look for it."""
        found = []
        if self.unplaced:
            why = "no place in a document that is written; kept as notes"
            found.append(Loss("selections of statements", self.unplaced, why))
        if self.coding.documents and not texts:
            found.append(Loss("texts of documents", len(self.coding.documents), "not asked for"))
        if self.uncoded:
            found.append(Loss("codes of statements", self.uncoded, "not in the codebook; kept in the notes"))
        bad = sum(unclean(*row.values()) for row in self.coding.rows)
        if bad:
            found.append(Loss("characters", bad, "XML cannot hold them; replaced by U+FFFD"))
        return found


def escaped(value: str) -> str:
    r"""A value in one line.

    >>> escaped("one\ntwo")
    'one\\ntwo'
    """
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
