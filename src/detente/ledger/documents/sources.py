"""Documents as entries of a case's `sources.yaml`, added without touching anything else in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from detente.case.names import id_problem, shorten
from detente.case.splicing import Splice, newline_of
from detente.case.writing import append_entry, write_atomic
from detente.case.yamlfile import Sequenced, YamlError, read_yaml, to_data
from detente.case.yamlsplice import find
from detente.case.yamltext import block, flow, indented
from detente.errors import WriteError
from detente.ledger.documents.facts import host
from detente.ledger.documents.independence import heads
from detente.ledger.documents.model import Document

FILE = "sources.yaml"
_PLACE = "detente-places-entries-here"
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "œ": "oe", "þ": "th"})


@dataclass(frozen=True)
class Added:
    """Entries that were added: (id, digest of the text) each."""

    entries: tuple[tuple[str, str], ...] = ()


def add_sources(folder: Path, chosen: Collection[str], documents: Iterable[Document]) -> Added:
    """Add an entry for each of these texts (by digest) that no entry names by `sha256`. Raises WriteError.

    `documents` are all of the store: a copy's entry names the one that it is a copy of, if that has an entry.
    """
    path = folder / FILE
    text = _text(path)
    held = _sources(text)
    listed = list(documents)
    head_of = heads(listed)
    ids = {str(entry.get("id", "")) for entry in held}
    named = {str(entry.get("sha256", "")).lower(): str(entry.get("id", "")) for entry in held}
    copies = {str(entry.get("id", "")) for entry in held if entry.get("copy_of")}
    new: list[dict[str, str]] = []
    originals_first = sorted(listed, key=lambda one: head_of.get(one.digest, one.digest) != one.digest)
    for document in originals_first:
        if document.digest not in chosen or document.digest in named:
            continue
        entry = entry_of(document, ids)
        head = named.get(head_of.get(document.digest, ""), "")
        if head and head not in copies:
            entry["copy_of"] = head
        ids.add(entry["id"])
        named[document.digest] = entry["id"]
        new.append(entry)
    if new:
        write_atomic(path, _with(text, new).encode())
    return Added(tuple((entry["id"], entry["sha256"]) for entry in new))


def entry_of(document: Document, taken: Collection[str]) -> dict[str, str]:
    """A document as an entry; its id is made of its outlet, date and title, and is none of those taken."""
    given = {
        "id": id_of(document, taken),
        "citation": citation(document),
        "title": document.title,
        "author": document.author,
        "outlet": document.outlet,
        "date": document.date,
        "language": document.language,
        "url": document.url,
        "note": "; ".join(document.notes),
        "file": f"{document.digest}.txt",
        "sha256": document.digest,
    }
    return {key: value for key, value in given.items() if value}


def citation(document: Document) -> str:
    """Author, title, outlet and date, as far as they are known; else the name of the file."""
    title = f"“{shorten(document.title, 200)}”" if document.title else ""
    parts = [document.author, title, document.outlet or host(document.url), document.date]
    said = ", ".join(part for part in parts if part)
    return said if document.title or document.author else ", ".join(filter(None, [said, document.name]))


def id_of(document: Document, taken: Collection[str]) -> str:
    """An id that says what it is: outlet, else author, and date; then words of the title until it is new."""
    outlet = _slug(document.outlet or host(document.url).partition(".")[0] or document.author, 24)
    words = _slug(document.title, 40).split("-") if document.title else []
    date = document.date.partition("/")[0]
    stem = "-".join(part for part in (outlet, date) if part)
    if not (outlet and date) or stem in taken:
        stem = "-".join(part for part in (outlet, date, *words[:4]) if part)
    stem = stem[:56].strip("-_") or f"document-{document.digest[:8]}"
    stem = f"source-{stem}"[:56] if id_problem(stem) else stem
    found, number = stem, 1
    while found in taken:
        number += 1
        found = f"{stem}-{number}"
    return found


def _slug(text: str, longest: int) -> str:
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS)).encode("ascii", "ignore").decode()
    words = [word for word in re.split(r"[^a-z0-9]+", plain.replace("'", "")) if word]
    slug = ""
    for word in words:
        if len(slug) + len(word) + 1 > longest:
            break
        slug += f"-{word}" if slug else word
    return slug


# ---------------------------------------------------------------------------------------------------------- the file


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise WriteError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from None


def _sources(text: str) -> list[Mapping[str, object]]:
    try:
        root = read_yaml(text)
    except YamlError as error:
        raise WriteError(f"{FILE} cannot be edited: {error.findings[0]}") from None
    data = to_data(root) if root is not None else {}
    listed = data.get("sources", []) if isinstance(data, dict) else None
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        raise WriteError(f"{FILE} cannot be edited: expected a list of entries under `sources`")
    return listed


def _with(text: str, new: list[dict[str, str]]) -> str:
    """The text with these entries at the end of the list; read back, it must have changed by them alone."""
    held = _sources(text)
    written = _appended(text, new) if text.strip() else "sources:\n" + "\n".join(indented(block(new), 2)) + "\n"
    if _sources(written) != [*held, *new]:
        raise WriteError(f"entries could not be added to {FILE} without changing something else")
    return written


def _appended(text: str, new: list[dict[str, str]]) -> str:
    root = read_yaml(text)
    assert root is not None
    node = find(root, ["sources"])
    newline = newline_of(text)
    if isinstance(node, Sequenced) and node.flow and not node.items:
        lines = newline + newline.join(indented(block(new), 2))
        start = len(text[: node.start.index].rstrip(" "))  # no blank stays behind the colon
        return Splice(start, node.end.index, lines).apply(text)
    placed = append_entry(text, ["sources"], {"id": _PLACE})
    if isinstance(node, Sequenced) and node.flow:
        return placed.replace(flow({"id": _PLACE}), ", ".join(flow(entry) for entry in new))
    before, _, after = placed.partition(f"- id: {_PLACE}")
    pad = len(before) - len(before.rstrip(" "))
    first, *rest = block(new)
    return before + newline.join([first, *indented(rest, pad)]) + after
