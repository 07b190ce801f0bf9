"""One case's store, open: what is asked of it and done to it, each in a transaction of its own."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from types import TracebackType

from sqlalchemy import Connection, Engine, insert, select

from detente.errors import StoreError
from detente.ledger.documents.model import Document
from detente.ledger.store import documents as stored
from detente.ledger.store.documents import Stored
from detente.ledger.store.engine import PATIENCE, make_engine, reading, writing
from detente.ledger.store.migrating import HEAD, migrate, version_of
from detente.ledger.store.place import Place, prepare
from detente.ledger.store.sink import StoreSink
from detente.ledger.store.tables import CASES


def open_store(place: Place, patience: float = PATIENCE) -> Store:
    """The store of that place; made if there is none, migrated if it is of an older program.

    `patience`: seconds to wait for somebody else who is writing. Raises StoreError for what is no store of ours, is
    newer than this program, or cannot be reached.
    """
    prepare(place)
    engine = make_engine(place, patience)
    try:
        with reading(engine, place) as connection:
            current = _checked(place, connection) == HEAD
        if not current:
            with writing(engine, place) as connection:
                _migrated(place, connection)
        return Store(place, engine, _case(place, engine))
    except BaseException:
        engine.dispose()
        raise


def _checked(place: Place, connection: Connection) -> str | None:
    try:
        return version_of(connection)
    except StoreError as error:
        raise StoreError(f"{place.name}: {error}") from None


def _migrated(place: Place, connection: Connection) -> None:
    try:
        migrate(connection)
    except StoreError as error:
        raise StoreError(f"{place.name}: {error}") from None


def _case(place: Place, engine: Engine) -> int:
    """The key of the case: the one of that name; in a case's own file the only one, whatever its name was."""
    with reading(engine, place) as connection:
        known = {name: key for key, name in connection.execute(select(CASES.c.key, CASES.c.name))}
    if place.own and len(known) == 1:
        return int(next(iter(known.values())))
    if place.case in known:
        return int(known[place.case])
    with writing(engine, place) as connection:
        asked = select(CASES.c.key).where(CASES.c.name == place.case)
        found = connection.execute(asked).scalar()  # somebody else may have been here since
        if found is None:
            found = connection.execute(insert(CASES).values(name=place.case).returning(CASES.c.key)).scalar_one()
        return int(found)


class Store:
    """A case's store. Use it in `with`, or close it."""

    def __init__(self, place: Place, engine: Engine, case: int) -> None:
        self.place, self._engine, self.case = place, engine, case

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._engine.dispose()

    @property
    def dialect(self) -> str:
        """Which engine it is: sqlite or postgresql."""
        return self._engine.dialect.name

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that sees one state of the store."""
        with reading(self._engine, self.place) as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that alone writes; when it ends without an error, all of it is on disk, else nothing."""
        with writing(self._engine, self.place) as connection:
            yield connection

    # ----------------------------------------------------------------------------------------------------- documents

    def sink(self, who: str, when: str) -> StoreSink:
        """Where documents go that are taken in by this coder at this time (UTC, ISO 8601)."""
        return StoreSink(self, who, when)

    def documents(self) -> Iterator[Document]:
        """Every document with its text, in the order in which they came."""
        with self.reading() as connection:
            yield from stored.documents(connection, self.case)

    def list_documents(self) -> list[Stored]:
        """What is known of every document, without the texts."""
        with self.reading() as connection:
            return stored.list_documents(connection, self.case)

    def document(self, digest: str) -> Document | None:
        """The document whose text, else whose original, has this SHA-256; None where there is none."""
        with self.reading() as connection:
            return stored.find_document(connection, self.case, digest)
