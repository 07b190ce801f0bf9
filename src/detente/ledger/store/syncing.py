"""Bringing a case's `statements.csv` and its store in step, both ways, so that nothing is lost and a crash heals.

Three steps, each whole or not at all: the store takes what changed in the file; the file takes what changed in the
store; the store notes how far the two are in step. After a crash between two of them, both sides have what the first
step did, so the next run finds them alike there and goes on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, delete, insert

from detente.case.folder import LEDGER_FILE
from detente.case.reading import Rules, read_case, read_rules
from detente.case.statements import HEADER, Statements
from detente.case.writing import RowEdits, edit_rows, write_atomic
from detente.errors import EditError, StoreError
from detente.ledger.store import bulk, trail
from detente.ledger.store.bulk import Progress, quiet
from detente.ledger.store.checkouts import checkout_of
from detente.ledger.store.chunks import insert_rows
from detente.ledger.store.editing import record
from detente.ledger.store.place import is_catalogue
from detente.ledger.store.planning import Base, Conflict, Plan, Wanted, base_of, plan, plan_of_store
from detente.ledger.store.rows import fetch
from detente.ledger.store.rules import enforce
from detente.ledger.store.store import Store
from detente.ledger.store.tables import SYNC_ROWS, SYNCS
from detente.ledger.store.trail import Batch, Heading

SIDES = ("file", "store")
_TRIES = 5


@dataclass(frozen=True)
class Flow:
    """Rows that went one way, by their ids."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.added) + len(self.changed) + len(self.deleted)


@dataclass(frozen=True)
class Synced:
    """What was done, or would be: `batch` is the store's, None where it took nothing."""

    to_store: Flow
    to_file: Flow
    conflicts: tuple[Conflict, ...] = ()
    batch: Batch | None = None


@dataclass(frozen=True)
class Step:
    """Which side has changed since they were in step; `file` also where they never were."""

    file: bool
    store: bool

    @property
    def kept(self) -> bool:
        """Whether they are in step."""
        return not self.file and not self.store


def step(store: Store, folder: Path) -> Step:
    """Which side has changed since this folder's file and the store were in step?"""
    digest = _digest(folder / LEDGER_FILE)
    with store.reading() as connection:
        base = base_of(connection, store.case, checkout_of(folder))
        head = trail.head(connection, store.case)
    return Step(digest != base.file_digest or bool(base.rows), head.change != base.number or bool(base.rows))


class _Moved(Exception):
    """Somebody wrote to the store between the plan and its doing."""


@dataclass(frozen=True)
class Sync:
    """One synchronisation: of this store with this folder's ledger, by whom and when.

    `take`: the side that prevails where both changed, `file` or `store`; `ids`: only in these rows. `dry`: nothing is
    done, only said. `only_first`: nothing is done either once the store has, or had, a statement; nothing is written to
    the file then.
    """

    store: Store
    folder: Path
    heading: Heading
    take: str = ""
    ids: frozenset[str] | None = None
    dry: bool = False
    progress: Progress = quiet
    only_first: bool = False

    def run(self) -> Synced:
        """Bring both in step.

        Raises CaseError where the case's files have faults, EditError where the ledger would break a rule, StoreError
        where the file was taken away or changes while this goes on.
        """
        if self.take and self.take not in SIDES:
            raise StoreError(f"{self.take} is no side; expected file or store")
        checkout = checkout_of(self.folder)
        digest = _digest(self.folder / LEDGER_FILE)
        with self.store.reading() as connection:
            base = base_of(connection, self.store.case, checkout)
            head = trail.head(connection, self.store.case)
        if base.known and not base.rows and (base.number, base.file_digest) == (head.change, digest):
            return Synced(Flow(), Flow())
        if not digest and base.file_digest and self.take != "store":
            raise StoreError(f"{LEDGER_FILE} is gone; bring it back, or let the store write it anew: --take store")
        return self._run(checkout, digest)

    def _run(self, checkout: str, digest: str) -> Synced:
        rules: Rules | None = None
        statements = None if digest else Statements.empty()
        for _ in range(_TRIES):
            with self.store.reading() as connection:
                base = base_of(connection, self.store.case, checkout)
                base = base if digest or not base.file_digest else Base()
                kept = bool(digest) and base.known and not base.rows and digest == base.file_digest
                found = plan_of_store(connection, self.store.case, base) if kept else None
            if found is None:
                statements = self._read() if statements is None else statements
                found = self._compared(base, statements)
            if self.only_first and not found.everything:  # somebody else was here first
                return Synced(Flow(), Flow())
            if (
                _digest(self.folder / LEDGER_FILE) != digest
            ):  # asked after the base: it is of this file, or an older one
                raise StoreError(f"{LEDGER_FILE} is being changed; try again when it is saved")
            astray = [name for name in sorted(self.ids or ()) if name not in found.resolved]
            if astray:
                raise EditError([f"{name} is not in conflict" for name in astray])
            if self.dry:
                return self._told(found, statements, None)
            if found.to_store and rules is None:
                rules = read_rules(self.folder)
            try:
                return self._do(found, statements, rules, checkout, digest)
            except _Moved:
                continue
        raise StoreError("others write to the store all the time; try again in a moment")

    def _read(self) -> Statements:
        self.progress(f"reading {LEDGER_FILE}", 0, 0)
        return read_case(self.folder).statements

    def _compared(self, base: Base, statements: Statements) -> Plan:
        self.progress("comparing", 0, 0)
        with self.store.reading() as connection:
            return plan(connection, self.store.case, base, statements.columns, self.take, self.ids)

    def _do(
        self, found: Plan, statements: Statements | None, rules: Rules | None, checkout: str, digest: str
    ) -> Synced:
        case = self.store.case
        done = not found.to_file
        with self.store.writing() as connection:
            if trail.head(connection, case) != found.head:
                raise _Moved
            batch = self._take_from_file(connection, found, statements, rules)
            number = batch.first + batch.count - 1 if batch else found.head.change
            if done:
                _note(connection, case, checkout, found, number, digest)
            else:  # these are alike from now on, whatever happens before the last step
                _note_rows(connection, case, checkout, found.to_store, number)
        if not done:
            self.progress(f"writing {LEDGER_FILE}", 0, 0)
            written = self._write(found, digest)
            with self.store.writing() as connection:
                _note(connection, case, checkout, found, number, written)
        return self._told(found, statements, batch)

    def _take_from_file(
        self, connection: Connection, found: Plan, statements: Statements | None, rules: Rules | None
    ) -> Batch | None:
        case = self.store.case
        if found.everything:
            new = statements or Statements.empty()
            return bulk.load(connection, case, new, self.heading, self.progress) if len(new) else None
        if not found.to_store:
            return None
        assert rules is not None  # read where there is something to take
        enforce(connection, case, rules, found.to_store)
        return record(connection, case, fetch(connection, case, list(found.to_store)), found.to_store, self.heading)

    def _write(self, found: Plan, digest: str) -> str:
        path = self.folder / LEDGER_FILE
        if is_catalogue(self.folder):
            raise StoreError(f"{self.folder.name} is a case of the catalogue, which is not written to; copy its folder")
        data = path.read_bytes() if digest else b""
        if hashlib.sha256(data).hexdigest() != digest and digest:
            raise StoreError(f"{LEDGER_FILE} was changed meanwhile; nothing in it was overwritten; sync again")
        text = data.decode() if digest else ",".join(HEADER) + "\n"
        rows, there = found.to_file, found.in_file
        edits = RowEdits(
            {name: row for name, row in rows.items() if row is not None and name in there},
            frozenset(name for name, row in rows.items() if row is None),
            [row for name, row in rows.items() if row is not None and name not in there],
        )
        new = edit_rows(text, edits).encode()
        if new != data:
            write_atomic(path, new)
        return hashlib.sha256(new).hexdigest()

    def _told(self, found: Plan, statements: Statements | None, batch: Batch | None) -> Synced:
        if found.everything and statements is not None:
            ids = statements["id"]
            flow = Flow(tuple(ids.words[code] for code in ids.codes.tolist()))
            return Synced(flow, Flow(), (), batch)
        to_store, to_file = _flow(found.to_store, found.in_store), _flow(found.to_file, found.in_file)
        return Synced(to_store, to_file, found.conflicts, batch)


def _flow(rows: Wanted, there: Collection[str]) -> Flow:
    return Flow(
        tuple(name for name, row in rows.items() if row is not None and name not in there),
        tuple(name for name, row in rows.items() if row is not None and name in there),
        tuple(name for name, row in rows.items() if row is None),
    )


def _digest(path: Path) -> str:
    """The file's SHA-256, "" where there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror or error}") from None


def _note(connection: Connection, case: int, checkout: str, found: Plan, number: int, digest: str) -> None:
    """From now on both are in step up to this change, but for the conflicts, which stay as far as they were."""
    mine = (SYNCS.c.case_key == case, SYNCS.c.checkout == checkout)
    connection.execute(delete(SYNCS).where(*mine))
    connection.execute(insert(SYNCS).values(case_key=case, checkout=checkout, number=number, file_digest=digest))
    connection.execute(delete(SYNC_ROWS).where(SYNC_ROWS.c.case_key == case, SYNC_ROWS.c.checkout == checkout))
    left = {one.id: found.base.rows.get(one.id, found.base.number) for one in found.conflicts}
    _put_rows(connection, case, checkout, left)


def _note_rows(connection: Connection, case: int, checkout: str, names: Collection[str], number: int) -> None:
    mine = (SYNC_ROWS.c.case_key == case, SYNC_ROWS.c.checkout == checkout)
    kept = dict(base_of(connection, case, checkout).rows) | dict.fromkeys(names, number)
    connection.execute(delete(SYNC_ROWS).where(*mine))
    _put_rows(connection, case, checkout, kept)


def _put_rows(connection: Connection, case: int, checkout: str, numbers: Mapping[str, int]) -> None:
    rows = ((case, checkout, name, number) for name, number in numbers.items())
    insert_rows(connection, "sync_rows", ("case_key", "checkout", "statement", "number"), rows)
