"""Verifying evidence: are the documents what the sources say, and are the words still where the anchors point?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from detente.case.folder import LEDGER_FILE, read_file
from detente.case.model import Case, Source
from detente.errors import Finding

OBJECTS = ("", "objects", ".detente/objects")
"""Where below a folder of documents a store of objects may be: it is one, it has one, or it is a case's folder."""


@dataclass(frozen=True)
class Anchor:
    """A place in a source's document that something rests on."""

    what: str
    file: str
    line: int
    source: str
    begin: int
    end: int
    digest: str


@dataclass
class Evidence:
    """What was verified, and what not."""

    findings: list[Finding] = field(default_factory=list)
    anchors_total: int = 0
    anchors_verified: int = 0
    documents_total: int = 0
    documents_verified: int = 0


def anchors(case: Case) -> Iterator[Anchor]:
    """Every anchor by offsets of a case, of statements first, then of responses to proposals."""
    rows = case.statements
    for row in range(len(rows)) if any(rows["begin"].words) else ():
        if rows.text("begin", row):
            yield Anchor(
                rows.text("id", row),
                LEDGER_FILE,
                int(rows.lines[row]),
                rows.text("source", row),
                int(rows.text("begin", row)),
                int(rows.text("end", row)),
                rows.text("span_sha256", row).lower(),
            )
    for proposal in case.proposals:
        for response in proposal.responses:
            if response.begin is not None and response.end is not None:
                what = f"the response of {response.by} to {proposal.id}"
                place = ("proposals.yaml", response.line, response.source[0])
                yield Anchor(what, *place, response.begin, response.end, response.span_sha256)


def check_documents(case: Case, documents: Path | None) -> Evidence:
    """Which documents and anchors hold? Without a folder of documents they are counted only."""
    by_source: dict[str, list[Anchor]] = {}
    evidence = Evidence()
    for anchor in anchors(case):
        evidence.anchors_total += 1
        by_source.setdefault(anchor.source, []).append(anchor)
    for source in case.sources:
        if source.file:
            evidence.documents_total += 1
        if documents is not None:
            _Document(case, source, documents, evidence).check(by_source.get(source.id, []))
    return evidence


class _Document:
    def __init__(self, case: Case, source: Source, folder: Path, evidence: Evidence) -> None:
        self.source, self.folder, self.evidence = source, folder, evidence
        self.line = case.lines.get(f"source:{source.id}", 0)

    def check(self, anchored: list[Anchor]) -> None:
        data = self._bytes(len(anchored))
        if data is None or not self._unchanged(data):
            return
        self.evidence.documents_verified += 1
        if not anchored:
            return
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            self._say("error", f"the document of {self.source.id} is not UTF-8", "UTF-8", f"byte {error.start}")
            return
        for anchor in anchored:
            self._anchor(anchor, text)

    def _bytes(self, count: int) -> bytes | None:
        if not self.source.file:
            if count:
                message = f"{self.source.id} names no file, so {count} anchors cannot be verified"
                self._say("warning", message, "file", "none")
            return None
        name = PurePosixPath(self.source.file)
        if name.is_absolute() or ".." in name.parts or "\0" in self.source.file:
            self._say("error", f"the file of {self.source.id} leaves the folder", "a name inside it", self.source.file)
            return None
        path = self._path(name)
        if path is None:
            message = f"the document of {self.source.id} is not at hand; {count} anchors are not verified"
            self._say("warning", message, self.source.file, "no such file")
            return None
        data, problem = read_file(path)
        if data is None:
            self._say("error", f"the document of {self.source.id} cannot be read", self.source.file, problem)
        return data

    def _path(self, name: PurePosixPath) -> Path | None:
        """Where the document is: the file of its name, else the object of its digest, if this is a store of objects."""
        digest = self.source.sha256
        inside = PurePosixPath(digest[:2], digest[2:])
        objects = [self.folder / base / inside for base in OBJECTS] if digest else []
        return next((path for path in (self.folder / name, *objects) if path.exists()), None)

    def _unchanged(self, data: bytes) -> bool:
        found = hashlib.sha256(data).hexdigest()
        if not self.source.sha256:
            self._say("warning", f"the document of {self.source.id} cannot be verified", "sha256", "none")
            return False
        if found != self.source.sha256:
            self._say("error", f"the document of {self.source.id} has changed", self.source.sha256, found)
        return found == self.source.sha256

    def _anchor(self, anchor: Anchor, text: str) -> None:
        if anchor.end > len(text):
            self._say_of(
                anchor, "the anchor lies beyond the end of the document", f"up to {len(text)}", str(anchor.end)
            )
            return
        found = hashlib.sha256(text[anchor.begin : anchor.end].encode()).hexdigest()
        if not anchor.digest:
            return  # the check of the ledger says so
        if found.startswith(anchor.digest):
            self.evidence.anchors_verified += 1
        else:
            self._say_of(
                anchor, "the words at the anchor are not those coded", anchor.digest, found[: len(anchor.digest)]
            )

    def _say(self, severity: str, message: str, expected: str, got: str) -> None:
        self.evidence.findings.append(Finding("sources.yaml", self.line, severity, message, expected, got))

    def _say_of(self, anchor: Anchor, message: str, expected: str, got: str) -> None:
        self.evidence.findings.append(
            Finding(anchor.file, anchor.line, "error", f"{anchor.what}: {message}", expected, got)
        )
