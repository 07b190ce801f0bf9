"""The original bytes of documents in a table: what a shared database has instead of a folder."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from detente.ledger.documents.objects import MissingObjectError, sha256
from detente.ledger.store.tables import OBJECTS

Transaction = Callable[[], AbstractContextManager[Connection]]


class ObjectTable:
    """Objects as rows, each put in a transaction of its own."""

    def __init__(self, reading: Transaction, writing: Transaction) -> None:
        self._reading, self._writing = reading, writing

    def has(self, digest: str) -> bool:
        """Whether bytes of that digest are there."""
        with self._reading() as connection:
            return connection.execute(select(OBJECTS.c.digest).where(OBJECTS.c.digest == digest)).scalar() is not None

    def get(self, digest: str) -> bytes:
        """The bytes of that digest, verified. Raises MissingObjectError."""
        with self._reading() as connection:
            data = connection.execute(select(OBJECTS.c.bytes).where(OBJECTS.c.digest == digest)).scalar()
        if data is None:
            raise MissingObjectError(f"the store has no object {digest[:80]}")
        if sha256(data) != digest:
            raise MissingObjectError(f"the object {digest} was changed: its SHA-256 is no longer its name")
        return bytes(data)

    def put(self, data: bytes) -> str:
        """Keep these bytes, durably, and return their SHA-256; nothing happens if they are there already."""
        digest = sha256(data)
        if not self.has(digest):
            with self._writing() as connection:
                connection.execute(insert(OBJECTS).values(digest=digest, bytes=data).on_conflict_do_nothing())
        return digest
