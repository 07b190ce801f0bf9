"""A case's anchors after its documents were edited: found again, written down where certain, else asked about."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from detente.case.csvrows import RowEdits, edit_rows
from detente.case.evidence import Anchor, anchors
from detente.case.folder import LEDGER_FILE, read_file
from detente.case.model import Case, Source
from detente.case.writing import set_key, set_value, write_atomic
from detente.errors import Finding, WriteError
from detente.ledger.anchors import THRESHOLD, Edited, Refound, find_digest
from detente.ledger.documents.finding import find_bytes, inside

UNVERIFIED = "its digest is not that of the words in the old document"


@dataclass(frozen=True)
class Reanchored:
    """One anchor and what became of it. `words` are the old ones, "" where they are not at hand."""

    anchor: Anchor
    result: Refound
    words: str

    @property
    def changed(self) -> bool:
        """Whether something has to be written down."""
        place = self.result.place
        return place is not None and self.result.kind != "exact"


@dataclass(frozen=True)
class Reanchoring:
    """Every anchor of the sources whose documents were edited.

    `digests` gives the edited documents' SHA-256 by source, `texts` what they say. `unchanged` are sources whose
    documents are what they were, `findings` what could not be looked at.
    """

    anchors: tuple[Reanchored, ...]
    digests: Mapping[str, str]
    texts: Mapping[str, str]
    unchanged: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def asked(self) -> tuple[Reanchored, ...]:
        """The anchors that somebody has to look at."""
        return tuple(one for one in self.anchors if not one.result.sure)

    @property
    def sure(self) -> tuple[Reanchored, ...]:
        """The anchors that were found again for certain."""
        return tuple(one for one in self.anchors if one.result.sure)


def reanchor(case: Case, edited: Path, old: Path | None = None, threshold: float = THRESHOLD) -> Reanchoring:
    """Find the anchors of a case again in the documents of the folder `edited`, under the sources' file names.

    The old documents are looked for in the folder `old` (by file name, or as a store's objects), else in the case's
    store; only bytes with the source's digest are believed. Sources that `edited` has no document of are left alone.
    """
    by_source: dict[str, list[Anchor]] = {}
    for anchor in anchors(case):
        by_source.setdefault(anchor.source, []).append(anchor)
    found: list[Reanchored] = []
    findings: list[Finding] = []
    digests: dict[str, str] = {}
    texts: dict[str, str] = {}
    unchanged: list[str] = []
    for source in case.sources:
        data = _edited(source, edited, findings)
        if data is None or not source.sha256:
            continue
        digest = hashlib.sha256(data).hexdigest()
        if digest == source.sha256:
            unchanged.append(source.id)
            continue
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            findings.append(_say(case, source, "the edited document is not UTF-8", "UTF-8", f"byte {error.start}"))
            continue
        before = _old(source, old or Path(case.folder))
        if before is None and by_source.get(source.id):
            message = f"the old document of {source.id} is not at hand, so only its very words are looked for"
            findings.append(_say(case, source, message, source.sha256, "none", "warning"))
        digests[source.id], texts[source.id] = digest, text
        found += _found(by_source.get(source.id, ()), before, text, threshold)
    return Reanchoring(tuple(found), digests, texts, tuple(unchanged), tuple(findings))


def _found(wanted: Iterable[Anchor], before: str | None, text: str, threshold: float) -> Iterator[Reanchored]:
    document = Edited(before, text, threshold) if before is not None else None
    for anchor in wanted:
        if document is None:
            yield Reanchored(anchor, find_digest(anchor.begin, anchor.end, anchor.digest, text), "")
            continue
        words = document.old[anchor.begin : anchor.end]
        holds = anchor.end <= len(document.old) and hashlib.sha256(words.encode()).hexdigest().startswith(anchor.digest)
        if holds:
            yield Reanchored(anchor, document.find(anchor.begin, anchor.end), words)
        else:
            yield Reanchored(anchor, Refound("ask", None, None, (), UNVERIFIED), words)


# ------------------------------------------------------------------------------------------------------ the documents


def _edited(source: Source, folder: Path, findings: list[Finding]) -> bytes | None:
    path = inside(folder, source.file)
    if path is None or not path.exists():
        return None
    data, problem = read_file(path)
    if data is None:
        findings.append(Finding(str(path), 0, "error", "the edited document cannot be read", "a file", problem))
    return data


def _old(source: Source, folder: Path) -> str | None:
    """The text that the anchors count in, if it is there; only bytes of the source's digest."""
    data, _ = find_bytes(folder, source.file, source.sha256)
    try:
        held = data is not None and hashlib.sha256(data).hexdigest() == source.sha256
        return data.decode() if held and data is not None else None
    except UnicodeDecodeError:
        return None


def _say(case: Case, source: Source, message: str, expected: str, got: str, severity: str = "error") -> Finding:
    return Finding("sources.yaml", case.lines.get(f"source:{source.id}", 0), severity, message, expected, got)


# ------------------------------------------------------------------------------------------------------ writing it down


def apply(case: Case, result: Reanchoring) -> tuple[Path, ...]:
    """Write the certain anchors, and the digests of the edited documents, into the case's files; say which changed.

    What is asked about stays as it was, and `check` will go on naming it. Raises WriteError, before anything is
    written, where an edit has no place.
    """
    folder = Path(case.folder)
    texts: dict[str, str] = {}

    def text_of(name: str) -> str:
        if name not in texts:
            try:
                texts[name] = (folder / name).read_bytes().decode()
            except (OSError, UnicodeDecodeError) as error:
                raise WriteError(f"{folder / name} cannot be read: {error}") from None
        return texts[name]

    changed = [one for one in result.sure if one.changed]
    cells = {(one.anchor.file, one.anchor.line): _cells(one, result.texts[one.anchor.source]) for one in changed}
    rows = {one.anchor.what: cells[LEDGER_FILE, one.anchor.line] for one in changed if one.anchor.file == LEDGER_FILE}
    if rows:
        texts[LEDGER_FILE] = edit_rows(text_of(LEDGER_FILE), RowEdits(rows))
    name = "proposals.yaml"
    for at, proposal in enumerate(case.proposals):
        for place, response in enumerate(proposal.responses):
            path = ("proposals", at, "responses", place)
            for key, value in cells.get((name, response.line), {}).items():
                if key == "span_sha256" and not response.span_sha256:
                    texts[name] = set_key(text_of(name), path, key, value)
                else:
                    texts[name] = set_value(text_of(name), (*path, key), value)
    for at, source in enumerate(case.sources):
        if source.id in result.digests:
            digest = result.digests[source.id]
            texts["sources.yaml"] = set_value(text_of("sources.yaml"), ("sources", at, "sha256"), digest)
    for file, text in texts.items():
        write_atomic(folder / file, text.encode())
    return tuple(folder / file for file in texts)


def _cells(one: Reanchored, text: str) -> dict[str, str]:
    place = one.result.place
    if place is None:
        return {}
    digest = hashlib.sha256(text[place.begin : place.end].encode()).hexdigest()
    return {"begin": str(place.begin), "end": str(place.end), "span_sha256": digest[: max(16, len(one.anchor.digest))]}
