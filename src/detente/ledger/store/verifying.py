"""Is the trail whole? Every digest holds, no number is missing, and replaying it gives the statements as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, collate, select

from detente.case.statements import HEADER
from detente.ledger.store import trail
from detente.ledger.store.tables import BATCHES, CHANGES, STATEMENTS
from detente.ledger.store.trail import START, Heading

MOST = 100
"""Findings after which the rest are only counted."""

Fields = dict[str, str]


@dataclass(frozen=True)
class Verified:
    """What was looked at and what is wrong; `digest` is that of the last batch, `more` counts findings not listed."""

    batches: int
    changes: int
    statements: int
    digest: str
    findings: tuple[str, ...]
    more: int = 0


def verify(connection: Connection, case: int, expected: str = "") -> Verified:
    """Is the trail whole, and do the statements stand as it says?

    `expected`: the digest of a batch, or its beginning, written down earlier, which the trail must still have.
    """
    work = _Work(connection, case)
    work.follow(expected)
    work.replay()
    shown, more = tuple(work.findings[:MOST]), max(0, len(work.findings) - MOST)
    return Verified(work.batches, work.changes, work.statements, work.digest, shown, more)


class _Work:
    def __init__(self, connection: Connection, case: int) -> None:
        self.connection, self.case = connection, case
        self.findings: list[str] = []
        self.batches = self.changes = self.statements = 0
        self.digest = START

    def say(self, finding: str) -> None:
        self.findings.append(finding)

    # ----------------------------------------------------------------------------------------------------- the chain

    def follow(self, expected: str) -> None:
        """Follow the chain of digests, and count."""
        entries = _Groups(self._stream(select(CHANGES), CHANGES, CHANGES.c.number), lambda row: row.batch)
        found = not expected or START.startswith(expected)
        asked = select(BATCHES).where(BATCHES.c.case_key == self.case).order_by(BATCHES.c.number)
        for row in self.connection.execute(asked).all():
            self.batches += 1
            if row.number != self.batches:
                self.say(f"{_missing('batch', self.batches, row.number)}")
                self.batches = row.number
            self._batch(row, entries.of(row.number, self._astray))
            self.digest = row.digest
            found = found or row.digest.startswith(expected)
        entries.finish(self._astray)
        if not found:
            self.say(f"no batch has the digest {expected}: the trail was cut off or remade since it was written down")

    def _batch(self, row: Any, changes: Iterable[Any]) -> None:
        heading = Heading(row.kind, row.who, row.at, row.note, row.undoes)
        digest = trail.chained(self.digest, row.number, heading, row.first, row.count)
        count = 0
        for change in changes:
            count += 1
            self.changes += 1
            if change.number != self.changes:
                self.say(f"{_missing('change', self.changes, change.number)} (batch {row.number})")
                self.changes = change.number
            digest.update(trail.line(_entry(change)))
        what = f"batch {row.number} ({row.kind} by {row.who}, {row.at})"
        if count != row.count:
            self.say(f"{what} has {count} changes, and should have {row.count}")
        elif digest.hexdigest() != row.digest:
            self.say(f"{what} was altered: its digest does not hold")

    def _astray(self, change: Any) -> None:
        self.say(f"change {change.number} of {change.statement} belongs to batch {change.batch}, which is not there")

    # ---------------------------------------------------------------------------------------------------- the replay

    def replay(self) -> None:
        """Replay each statement's changes from nothing, and compare with how it stands."""
        name = _plain(CHANGES.c.statement, self.connection)
        changes = _Groups(self._stream(select(CHANGES), CHANGES, name, CHANGES.c.version), lambda row: row.statement)
        by_id = _plain(STATEMENTS.c.id, self.connection)
        for row in self._stream(select(STATEMENTS), STATEMENTS, by_id):
            self.statements += 1
            stood = {column: text for column in HEADER if (text := getattr(row, column))}
            self._compare(row, stood, self._replayed(list(changes.of(row.id, self._gone))))
        changes.finish(self._gone)

    def _compare(self, row: Any, stood: Fields, replayed: tuple[Fields | None, int, int]) -> None:
        fields, version, _ = replayed
        if not version:
            self.say(f"{row.id} stands, and the trail does not know it")
        elif fields is None:
            self.say(f"{row.id} stands, and the trail says that it was deleted")
        elif (stood, row.version, row.born) != replayed:
            wrong = [name for name in HEADER if fields.get(name, "") != stood.get(name, "")] or ["its version"]
            self.say(f"{row.id} does not stand as the trail says: {', '.join(wrong)}")

    def _replayed(self, rows: list[Any]) -> tuple[Fields | None, int, int]:
        """The row after these changes of one statement, its version, and the change that first made it."""
        fields: Fields | None = None
        number = 0
        for place, row in enumerate(rows, 1):
            if row.version != place or row.number <= number:
                self.say(f"{row.statement}: version {place} is missing, or out of order")
            number = row.number
            try:
                change = trail.read(_entry(row), row.batch)
            except ValueError:
                self.say(f"change {row.number} of {row.statement} cannot be read")
                continue
            before = change.before
            if (fields is None) != (before is None) or any(
                (fields or {}).get(name, "") != text for name, text in (before or {}).items()
            ):
                self.say(f"change {row.number}: {row.statement} was not before it what it says")
            fields = None if change.after is None else {**(fields or {}), **change.after}
            fields = fields if fields is None else {name: text for name, text in fields.items() if text}
        return fields, rows[-1].version if rows else 0, rows[0].number if rows else 0

    def _gone(self, rows: Any) -> None:
        """Changes of a statement that does not stand: the last of them has to be its end."""
        if rows.after and rows.version == self._last_version(rows.statement):
            self.say(f"{rows.statement} is missing, and the trail says that it stands")

    def _last_version(self, name: str) -> int:
        found = trail.versions(self.connection, self.case, [name])
        return found[name][0]

    def _stream(self, asked: Select[Any], table: Any, *order: Any) -> Iterator[Any]:
        asked = asked.where(table.c.case_key == self.case).order_by(*order)
        with self.connection.execute(asked, execution_options={"yield_per": 10_000}) as result:
            yield from result


def _plain(column: ColumnElement[str], connection: Connection) -> ColumnElement[str]:
    """A column in the order of its code points, on each engine."""
    return collate(column, "C") if connection.dialect.name == "postgresql" else column


def _missing(what: str, expected: int, found: int) -> str:
    return (
        f"{what} {expected} is missing: the next one is {found}"
        if found > expected
        else f"{what} {found} is there twice"
    )


def _entry(row: Any) -> trail.Entry:
    return (row.number, row.statement, row.version, row.before, row.after)


class _Groups:
    """Rows in the order of a key, handed out group by group; those in between are told of."""

    def __init__(self, rows: Iterator[Any], key: Any) -> None:
        self._groups = groupby(rows, key)
        self._next = next(self._groups, None)

    def of(self, key: Any, astray: Any) -> Iterator[Any]:
        """The rows of this key; rows of smaller keys before it go to `astray`."""
        while self._next is not None and self._next[0] < key:
            self._skip(astray)
        if self._next is not None and self._next[0] == key:
            yield from self._next[1]
            self._next = next(self._groups, None)

    def finish(self, astray: Any) -> None:
        """Tell of all rows that are left."""
        while self._next is not None:
            self._skip(astray)

    def _skip(self, astray: Any) -> None:
        assert self._next is not None
        for row in self._next[1]:
            astray(row)
        self._next = next(self._groups, None)
