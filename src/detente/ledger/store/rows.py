"""Rows of the ledger in the database: read, written, many at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from detente.case.statements import HEADER
from detente.ledger.store.tables import STATEMENTS

CHUNK = 10_000
_NAMED = 500

Values = Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """A statement as it stands: all columns, and the version that an edit of it must name."""

    values: Values
    version: int
    born: int = 0

    @property
    def id(self) -> str:
        """The statement's id."""
        return self.values["id"]


def chunks(items: Iterable[Any], size: int = CHUNK) -> Iterator[list[Any]]:
    """The items, so many at a time."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some


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


def fetch_all(connection: Connection, case: int, *conditions: Any) -> Iterator[Row]:
    """The case's statements, in their order, that meet these conditions."""
    asked = select(STATEMENTS).where(STATEMENTS.c.case_key == case, *conditions).order_by(STATEMENTS.c.born)
    with connection.execute(asked, execution_options={"yield_per": CHUNK}) as result:
        yield from map(_row, result.mappings())


def _row(found: RowMapping) -> Row:
    return Row({name: found[name] for name in HEADER}, found["version"], found["born"])


def put(connection: Connection, case: int, before: Mapping[str, Row], after: Sequence[tuple[str, Row | None]]) -> None:
    """Make the table hold these rows instead of those before; None: no row of that id any more."""
    mine = STATEMENTS.c.case_key == case
    gone = [name for name, row in after if row is None]
    for some in chunks(gone, _NAMED):
        connection.execute(delete(STATEMENTS).where(mine, STATEMENTS.c.id.in_(some)))
    new = [_columns(case, row) for name, row in after if row is not None and name not in before]
    for some in chunks(new):
        connection.execute(insert(STATEMENTS), some)
    for name, row in after:
        if row is None or name not in before:
            continue
        old = before[name]
        changed = {column: text for column, text in row.values.items() if text != old.values[column]}
        same = (mine, STATEMENTS.c.id == name, STATEMENTS.c.version == old.version)
        done = connection.execute(update(STATEMENTS).where(*same).values(**changed, version=row.version))
        assert done.rowcount == 1, "the writer's lock was not held"


def _columns(case: int, row: Row) -> dict[str, Any]:
    return {**row.values, "case_key": case, "version": row.version, "born": row.born}


def insert_rows(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert very many rows by the fastest way that the engine has."""
    names = ", ".join(f'"{name}"' for name in columns)
    if connection.dialect.name == "postgresql":
        raw: Any = connection.connection.driver_connection
        with raw.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    command = f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})"
    for some in chunks(rows):
        connection.exec_driver_sql(command, some)
