"""Connections to a store: who may write when, what is safe on disk, and faults in plain words."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from detente.errors import StoreError
from detente.ledger.store.place import Place

PATIENCE = 30
"""Seconds to wait for somebody else who is writing."""

WRITERS = 0x44C3A974
"""The advisory lock that every writer of a PostgreSQL store takes: there is one writer at a time."""


def make_engine(place: Place, patience: float = PATIENCE) -> Engine:
    """An engine for this place; nothing is opened yet."""
    if place.path is not None:
        return _sqlite(place, patience)
    try:
        url = make_url(place.url).set(drivername="postgresql+psycopg")
        engine = create_engine(url, isolation_level="REPEATABLE READ", pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise StoreError(f"{place.name} is no address of a store; expected postgresql://user@host/database") from None
    except ImportError:
        message = "a store on PostgreSQL needs psycopg, which is not installed: pip install 'detente[postgresql]'"
        raise StoreError(message) from None

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        milliseconds = int(patience * 1000)
        if _writes(connection):  # taken before the first snapshot, so that this writer sees all that was committed
            connection.exec_driver_sql(f"SET lock_timeout = {milliseconds}")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS})")

    return engine


def _sqlite(place: Place, patience: float) -> Engine:
    url = URL.create("sqlite+pysqlite", database=str(place.path))
    engine = create_engine(url, connect_args={"timeout": patience})

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # transactions begin where `begin` below says, and nowhere else
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = EXTRA")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writes(connection) else "BEGIN")

    return engine


def _writes(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("writes"))


@contextlib.contextmanager
def reading(engine: Engine, place: Place) -> Iterator[Connection]:
    """One transaction that sees one state of the store, whatever others write meanwhile."""
    with _plain(place), engine.connect() as connection:
        yield connection


@contextlib.contextmanager
def writing(engine: Engine, place: Place) -> Iterator[Connection]:
    """One transaction that alone writes; all of it is kept or nothing."""
    options: dict[str, Any] = {"writes": True}
    if engine.dialect.name == "postgresql":
        options["isolation_level"] = "READ COMMITTED"  # the lock keeps others out; each question sees what is there
    with _plain(place), engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


@contextlib.contextmanager
def _plain(place: Place) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise StoreError(f"{place.name}: {in_plain_words(error)}") from error


_SAID = {
    "database is locked": "somebody else is writing; try again in a moment",
    "canceling statement due to lock timeout": "somebody else is writing; try again in a moment",
    "file is not a database": "this file is not a store of Détente",
    "readonly database": "the store cannot be written: no permission",
    "unable to open database file": "the store cannot be opened: no permission, or not a file",
    "database or disk is full": "the disk is full; nothing of this change was kept",
    "disk i/o error": "the disk cannot be read or written; nothing of this change was kept",
    "malformed": "the file is damaged; restore it from a copy",
}


def in_plain_words(error: DBAPIError) -> str:
    """What is the matter, for a person."""
    said = str(error.orig or error).strip()
    for part, meaning in _SAID.items():
        if part in said.lower():
            return meaning
    if error.connection_invalidated or type(error.orig).__name__ == "OperationalError":
        return f"the store cannot be reached: {' '.join(said.split())[:300]}"
    return f"the store refused: {' '.join(said.split())[:300]}"
