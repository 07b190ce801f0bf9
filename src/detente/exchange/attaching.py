"""The documents of a coding's sources, where they are at hand."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from detente.exchange.coding import Coding, Loss
from detente.exchange.naming import id_of
from detente.ledger.documents.finding import find_bytes
from detente.ledger.documents.model import Document


def attach(coding: Coding, folder: Path) -> tuple[Coding, tuple[Loss, ...]]:
    """The coding with the documents that the folder has: by the sources' file names, or by digest in a store's objects.

    A source that names no file has the one file that is called like it, whatever the ending. A document whose digest is
    not the source's is left out, and said. A source without a digest gets its document's.
    """
    like = _called_like(folder)
    documents = dict(coding.documents)
    sources, losses = [], []
    for source in coding.sources:
        if not (source.file or source.sha256) and len(like.get(source.id, ())) == 1:
            source = replace(source, file=like[source.id][0])
        data, _ = find_bytes(folder, source.file, source.sha256)
        if data is None:
            sources.append(source)
            continue
        digest = hashlib.sha256(data).hexdigest()
        try:
            text = data.decode()
        except UnicodeDecodeError:
            losses.append(Loss(f"the document of {source.id}", 1, "not UTF-8", source.file))
        else:
            if source.sha256 in ("", digest):
                documents[source.id] = Document(digest, digest, text, "text", source.file, title=source.title)
                source = replace(source, sha256=digest)
            else:
                losses.append(Loss(f"the document of {source.id}", 1, "changed since it was coded", source.file))
        sources.append(source)
    return replace(coding, sources=tuple(sources), documents=documents), tuple(losses)


def _called_like(folder: Path) -> dict[str, list[str]]:
    """The folder's files by what they are called, with and without the ending, and as an id."""
    found: dict[str, list[str]] = {}
    try:
        for path in sorted(folder.iterdir()):
            for name in {path.name, path.stem, id_of(path.name), id_of(path.stem)}:
                found.setdefault(name, []).append(path.name)
    except OSError:
        return {}
    return found
