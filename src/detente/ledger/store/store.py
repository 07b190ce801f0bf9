"""One case's store, open: what is asked of it and done to it, each in a transaction of its own."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import TracebackType

import numpy as np
from sqlalchemy import ColumnElement, Connection, Engine, func, insert, select

from detente.case.ledgercheck import read_statements
from detente.case.ledgerfile import Rows
from detente.case.names import Problems
from detente.case.reading import Rules
from detente.case.statements import Statements
from detente.errors import CaseError, StoreError
from detente.ledger.documents.model import Document
from detente.ledger.store import bulk, editing, indexes, rows, trail, undoing
from detente.ledger.store import documents as stored
from detente.ledger.store.bulk import Progress, quiet
from detente.ledger.store.documents import Stored
from detente.ledger.store.editing import Edit
from detente.ledger.store.engine import PATIENCE, make_engine, reading, writing
from detente.ledger.store.migrating import HEAD, migrate, version_of
from detente.ledger.store.place import Place, prepare
from detente.ledger.store.renaming import Renaming, Touched, names, rename, touched
from detente.ledger.store.rows import Row
from detente.ledger.store.searching import Finds, search
from detente.ledger.store.sink import StoreSink
from detente.ledger.store.tables import CASES, CHANGES, DOCUMENTS, STATEMENTS
from detente.ledger.store.trail import Batch, Change, Heading
from detente.ledger.store.verifying import Verified, verify


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
            indexed = current and indexes.is_current(connection)
        if not indexed:
            with writing(engine, place) as connection:
                _migrated(place, connection)
                if not indexes.is_current(connection):
                    indexes.remake(connection)
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


@dataclass(frozen=True)
class Facts:
    """Where a store is, its schema, and how much it has of the case; `digest` is that of the last batch."""

    place: str
    engine: str
    schema: str
    case: str
    documents: int
    statements: int
    batches: int
    changes: int
    digest: str


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

    # ---------------------------------------------------------------------------------------------------- statements

    def load(self, statements: Statements, heading: Heading, progress: Progress = quiet) -> Batch | None:
        """Add all these statements, read from a case's files, as one batch; None where there are none."""
        if not len(statements):
            return None
        with self.writing() as connection:
            return bulk.load(connection, self.case, statements, heading, progress)

    def change(self, rules: Rules, edits: Iterable[Edit], heading: Heading) -> Batch | None:
        """Make these changes as one batch, or refuse them all; see `editing.change`."""
        with self.writing() as connection:
            return editing.change(connection, self.case, rules, edits, heading)

    def undo(self, rules: Rules, number: int, heading: Heading) -> Batch:
        """Take a batch back by a new one, or refuse; see `undoing.undo`."""
        with self.writing() as connection:
            return undoing.undo(connection, self.case, rules, number, heading)

    def rename(self, rules: Rules, renaming: Renaming, heading: Heading) -> Batch | None:
        """Rename or merge throughout, as one batch; None where nothing is called so; see `renaming`."""
        with self.writing() as connection:
            return rename(connection, self.case, rules, renaming, heading)

    def preview(self, renaming: Renaming) -> list[Touched]:
        """What a renaming would touch; nothing is changed."""
        with self.reading() as connection:
            return touched(connection, self.case, renaming)

    def names(self, kind: str, issue: str = "") -> set[str]:
        """What the ledger calls its actors, its issues, or the options of an issue (`kind` as in `renaming.KINDS`)."""
        with self.reading() as connection:
            return names(connection, self.case, kind, issue)

    def rows(self, ids: Collection[str]) -> dict[str, Row]:
        """Those of these statements that there are, as they stand."""
        with self.reading() as connection:
            return rows.fetch(connection, self.case, ids)

    def all_rows(self, **wanted: str) -> Iterator[Row]:
        """The statements, in their order, that have these values."""
        with self.reading() as connection:
            yield from rows.fetch_all(connection, self.case, *_having(wanted))

    def some_rows(self, limit: int, **wanted: str) -> tuple[int, list[Row]]:
        """How many statements have these values, and the first of them in their order; `limit` 0: all."""
        with self.reading() as connection:
            asked = select(func.count()).where(STATEMENTS.c.case_key == self.case, *_having(wanted))
            found = rows.fetch_all(connection, self.case, *_having(wanted), limit=limit or None)
            return int(connection.execute(asked).scalar_one()), list(found)

    def statements(self, rules: Rules) -> Statements:
        """The statements as columns, in their order. Raises CaseError where they break a rule of the case by now."""
        with self.reading() as connection:
            found, _ = bulk.columns(connection, self.case)
        problems = Problems()
        ledger = Rows(found, np.arange(1, len(found["id"]) + 1), complete=True)
        statements = read_statements(ledger, replace(rules.known, problems=problems))
        if problems.findings:
            raise CaseError(replace(finding, file=self.place.name) for finding in problems.findings)
        return statements

    def ids(self) -> list[str]:
        """The ids of all statements, those that were deleted too: none is given out again by itself."""
        with self.reading() as connection:
            asked = select(CHANGES.c.statement).where(CHANGES.c.case_key == self.case, CHANGES.c.version == 1)
            return list(connection.execute(asked).scalars())

    def facts(self) -> Facts:
        """Where this is, and how much is in it."""
        with self.reading() as connection:
            name = connection.execute(select(CASES.c.name).where(CASES.c.key == self.case)).scalar_one()
            documents, statements = (
                connection.execute(
                    select(func.count()).select_from(table).where(table.c.case_key == self.case)
                ).scalar_one()
                for table in (DOCUMENTS, STATEMENTS)
            )
            head = trail.head(connection, self.case)
            version = str(version_of(connection))
        counts = (documents, statements, head.batch, head.change)
        return Facts(self.place.name, self.dialect, version, name, *counts, head.digest)

    # ------------------------------------------------------------------------------------------------------ the trail

    def history(self, ids: Collection[str] | None = None, last: int | None = None) -> list[tuple[Batch, list[Change]]]:
        """The batches, the newest first, each with its changes; of these statements, or of all.

        `last`: no more batches than that. Of all statements the changes are not listed: a batch may have a million.
        """
        with self.reading() as connection:
            if ids is None:
                every = trail.batches(connection, self.case)
                return [(batch, list[Change]()) for batch in reversed(every)][:last]
            by: dict[int, list[Change]] = {}
            for change in trail.of_statements(connection, self.case, ids):
                by.setdefault(change.batch, []).append(change)
            found = trail.batches(connection, self.case, by)
            return [(batch, by[batch.number]) for batch in reversed(found)][:last]

    def changes(self, batch: int) -> list[Change]:
        """What a batch changed."""
        with self.reading() as connection:
            return list(trail.changes(connection, self.case, CHANGES.c.batch == batch))

    def verify(self, expected: str = "") -> Verified:
        """Is the trail whole, and do the statements stand as it says?"""
        with self.reading() as connection:
            return verify(connection, self.case, expected)

    def search(self, query: str, limit: int = 20, where: Collection[str] = ()) -> Finds:
        """What meets a query, in documents and paraphrases; see `searching.search`."""
        with self.reading() as connection:
            return search(connection, self.case, query, limit, tuple(where))


def _having(wanted: Mapping[str, str]) -> list[ColumnElement[bool]]:
    return [STATEMENTS.c[name] == text for name, text in wanted.items()]
