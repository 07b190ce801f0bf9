"""Rows of the ledger in the database: read, written, many at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from detente.case.statements import HEADER
from detente.ledger.store import indexes
from detente.ledger.store.chunks import chunks
from detente.ledger.store.folding import words_of
from detente.ledger.store.tables import STATEMENTS

_NAMED = 500

Values = Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """A statement as it stands: all columns, and the version that an edit of it must name."""

    values: Values
    version: int
    born: int = 0
    key: int = 0

    @property
    def id(self) -> str:
        """The statement's id."""
        return self.values["id"]


def complete(values: Values) -> dict[str, str]:
    """A row with every column; those without a value are blank."""
    return {name: values.get(name, "") for name in HEADER}


def fetch(connection: Connection, case: int, ids: Collection[str]) -> dict[str, Row]:
    """Those of these statements that there are."""
    found: dict[str, Row] = {}
    for some in chunks(ids, _NAMED):
        asked = select(STATEMENTS).where(STATEMENTS.c.case_key == case, STATEMENTS.c.id.in_(some))
        found.update((row.id, row) for row in map(_row, connection.execute(asked).mappings()))
    return found


def fetch_all(connection: Connection, case: int, *conditions: Any, limit: int | None = None) -> Iterator[Row]:
    """The case's statements, in their order, that meet these conditions; no more than `limit`."""
    asked = select(STATEMENTS).where(STATEMENTS.c.case_key == case, *conditions).order_by(STATEMENTS.c.born)
    asked = asked.limit(limit)
    with connection.execute(asked, execution_options={"yield_per": 10_000}) as result:
        yield from map(_row, result.mappings())


def _row(found: RowMapping) -> Row:
    return Row({name: found[name] for name in HEADER}, found["version"], found["born"], found["key"])


def put(connection: Connection, case: int, before: Mapping[str, Row], after: Sequence[tuple[str, Row | None]]) -> None:
    """Make the table hold these rows instead of those before; None: no row of that id any more."""
    mine = STATEMENTS.c.case_key == case
    gone = [name for name, row in after if row is None]
    indexes.remove(connection, "statements", [_words(before[name]) for name in gone])
    for some in chunks(gone, _NAMED):
        connection.execute(delete(STATEMENTS).where(mine, STATEMENTS.c.id.in_(some)))
    new = {name: row for name, row in after if row is not None and name not in before}
    for made in chunks(new.values()):
        connection.execute(insert(STATEMENTS), [_columns(case, row) for row in made])
    indexes.add(connection, "statements", map(_words, fetch(connection, case, new).values()))
    for name, row in after:
        if row is not None and name in before:
            _change(connection, before[name], row)


def _change(connection: Connection, old: Row, new: Row) -> None:
    changed = {column: text for column, text in new.values.items() if text != old.values[column]}
    same = (STATEMENTS.c.key == old.key, STATEMENTS.c.version == old.version)
    done = connection.execute(update(STATEMENTS).where(*same).values(**changed, version=new.version))
    assert done.rowcount == 1, "the writer's lock was not held"
    if "paraphrase" in changed:
        indexes.remove(connection, "statements", [_words(old)])
        indexes.add(connection, "statements", [(old.key, "", words_of(new.values["paraphrase"]))])


def _words(row: Row) -> indexes.Words:
    return row.key, "", words_of(row.values["paraphrase"])


def _columns(case: int, row: Row) -> dict[str, Any]:
    return {**row.values, "case_key": case, "version": row.version, "born": row.born}
