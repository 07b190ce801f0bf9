"""The store as the place where documents go when they are taken in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from detente.ledger.documents.model import Document
from detente.ledger.documents.objects import ObjectFolder, Objects
from detente.ledger.documents.sink import Key, Link, Mark
from detente.ledger.store import documents as stored
from detente.ledger.store.objects import ObjectTable

if TYPE_CHECKING:
    from detente.ledger.store.store import Store


class StoreSink:
    """A store's documents as a `Sink`; what is added is recorded as by `who` at `when` (UTC, ISO 8601)."""

    def __init__(self, store: Store, who: str, when: str) -> None:
        self._store, self._who, self._when = store, who, when
        folder = store.place.objects
        self.objects: Objects = ObjectFolder(folder) if folder else ObjectTable(store.reading, store.writing)

    def known(self, originals: Collection[str]) -> Mapping[str, frozenset[str]]:
        """Those of these originals that are in, with the charsets that they were read in."""
        with self._store.reading() as connection:
            return stored.known(connection, self._store.case, originals)

    def add(self, documents: Sequence[tuple[Document, bytes]]) -> int:
        """Take in documents, with their fingerprints, in one transaction; return how many were new."""
        made = (self._who, self._when)
        with self._store.writing() as connection:
            keys = [stored.add_document(connection, self._store.case, *pair, *made) for pair in documents]
        return sum(key is not None for key in keys)

    def marks(self) -> Iterator[Mark]:
        """One mark a document, in the order in which they were taken in."""
        with self._store.reading() as connection:
            yield from stored.marks(connection, self._store.case)

    def document(self, key: Key) -> Document:
        """One document with its text. Raises KeyError."""
        with self._store.reading() as connection:
            return stored.document_of(connection, self._store.case, key)

    def documents(self) -> Iterator[Document]:
        """All documents in the order in which they were taken in; their texts are left empty."""
        with self._store.reading() as connection:
            found = stored.list_documents(connection, self._store.case)
        return (one.document for one in found)

    def link(self, links: Sequence[Link]) -> None:
        """Set whose copies these documents are, and mark them as looked at."""
        with self._store.writing() as connection:
            stored.link(connection, self._store.case, links)
