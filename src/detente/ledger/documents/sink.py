"""Where documents go: what taking documents in asks of a store, and the plainest store there is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from detente.ledger.documents.model import Document
from detente.ledger.documents.objects import Objects

Key = tuple[str, str]
"""(original, digest): what names a document."""


@dataclass(frozen=True)
class Mark:
    """What finding copies needs of a document in the store.

    `fingerprints` is opaque (see `copies.fingerprints`). `looked` says whether copies of it have been looked for.
    """

    key: Key
    date: str
    fingerprints: bytes
    looked: bool


@dataclass(frozen=True)
class Link:
    """What was found about one document: whose copy it is, and how; `copy_of` "" says that it is nobody's."""

    key: Key
    copy_of: str = ""
    copy_how: str = ""
    similarity: float = 0.0


class Sink(Protocol):
    """A store of documents. `add` and `link` are one transaction each: all or nothing, durable when they return."""

    @property
    def objects(self) -> Objects:
        """The bytes of originals and texts."""

    def known(self, originals: Collection[str]) -> Mapping[str, frozenset[str]]:
        """Those of these originals that are in, with the charsets that they were read in."""

    def add(self, documents: Sequence[tuple[Document, bytes]]) -> int:
        """Take in documents, with their fingerprints; return how many were new. One whose key is in is left out."""

    def marks(self) -> Iterable[Mark]:
        """One mark a document, in the order in which they were taken in."""

    def document(self, key: Key) -> Document:
        """One document with its text. Raises KeyError."""

    def documents(self) -> Iterable[Document]:
        """All documents in the order in which they were taken in; `text` may be left empty."""

    def link(self, links: Sequence[Link]) -> None:
        """Set `copy_of`, `copy_how` and `similarity` of these documents, and mark them as looked at."""


class MemorySink:
    """A store that lasts as long as the process."""

    def __init__(self, objects: Objects) -> None:
        self.objects = objects
        self._held: dict[Key, tuple[Document, bytes, bool]] = {}

    def known(self, originals: Collection[str]) -> Mapping[str, frozenset[str]]:
        """Those of these originals that are in, with the charsets that they were read in."""
        found: dict[str, set[str]] = {}
        wanted = set(originals)
        for document, _, _ in self._held.values():
            if document.original in wanted:
                found.setdefault(document.original, set()).add(document.charset)
        return {original: frozenset(charsets) for original, charsets in found.items()}

    def add(self, documents: Sequence[tuple[Document, bytes]]) -> int:
        """Take in documents, with their fingerprints; return how many were new."""
        new = 0
        for document, fingerprints in documents:
            key = (document.original, document.digest)
            if key not in self._held:
                self._held[key] = (document, fingerprints, False)
                new += 1
        return new

    def marks(self) -> Iterable[Mark]:
        """One mark a document, in the order in which they were taken in."""
        return [Mark(key, document.date, prints, looked) for key, (document, prints, looked) in self._held.items()]

    def document(self, key: Key) -> Document:
        """One document with its text. Raises KeyError."""
        return self._held[key][0]

    def documents(self) -> Iterable[Document]:
        """All documents in the order in which they were taken in."""
        return [document for document, _, _ in self._held.values()]

    def link(self, links: Sequence[Link]) -> None:
        """Set whose copies these documents are, and mark them as looked at."""
        for link in links:
            document, prints, _ = self._held[link.key]
            changed = replace(document, copy_of=link.copy_of, copy_how=link.copy_how, similarity=link.similarity)
            self._held[link.key] = (changed, prints, True)
