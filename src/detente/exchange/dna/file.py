"""A whole DNA database as values: every table and row. What is read, written and read again is equal."""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from detente.errors import WriteError
from detente.exchange.dna.opening import Column, Opened, quoted
from detente.exchange.dna.schema import SHAPES, Row


@dataclass(frozen=True)
class Table:
    """The columns of a table, and its rows in the order of its keys."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def place(self, name: str) -> int:
        """Where a column stands. Raises ValueError where there is none."""
        return [column.name.lower() for column in self.columns].index(name.lower())


@dataclass(frozen=True)
class DnaFile:
    """All tables of a DNA database, by name, in alphabetical order."""

    tables: Mapping[str, Table]

    @classmethod
    def read(cls, path: Path) -> DnaFile:
        """Every table of the file. Raises FormatError."""
        with Opened(path) as opened:
            return cls({name: Table(opened.tables[name], tuple(opened.rows(name))) for name in sorted(opened.tables)})

    @classmethod
    def new(cls, tables: Mapping[str, list[Row]]) -> DnaFile:
        """A DNA 3 database with these rows; tables that are not named are empty."""
        found = {}
        for name in sorted(SHAPES):
            columns = tuple(Column(column, _declared(text)) for column, text in SHAPES[name].columns.items())
            found[name] = Table(columns, tuple(tables.get(name, ())))
        return cls(found)

    def write(self, path: Path) -> None:
        """Put the whole database in its place, or nothing. Raises WriteError."""
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-", suffix=".part")
        os.close(handle)
        try:
            with contextlib.closing(sqlite3.connect(name)) as connection, connection:
                connection.execute("PRAGMA foreign_keys = OFF")
                for table_name, table in self._ordered():
                    _fill(connection, table_name, table)
            Path(name).replace(path)
        except sqlite3.Error as error:
            raise WriteError(f"{path}: DNA's tables do not take this ({error})") from None
        finally:
            Path(name).unlink(missing_ok=True)

    def _ordered(self) -> list[tuple[str, Table]]:
        """What others refer to comes first."""
        known = [name for name in SHAPES if name in self.tables]
        return [(name, self.tables[name]) for name in (*known, *(n for n in self.tables if n not in SHAPES))]


def _declared(definition: str) -> str:
    return definition.split(maxsplit=1)[0]


def _fill(connection: sqlite3.Connection, name: str, table: Table) -> None:
    shape = SHAPES.get(name)
    names = [column.name for column in table.columns]
    if shape is not None and names == list(shape.columns):
        connection.execute(shape.sql(name))
    else:
        parts = [f"{quoted(c.name)} {re.sub(r'[^A-Za-z0-9 ]', '', c.type)}" for c in table.columns]
        connection.execute(f"CREATE TABLE {quoted(name)} ({', '.join(parts)})")
    places = ", ".join("?" * len(names))
    connection.executemany(f"INSERT INTO {quoted(name)} VALUES ({places})", table.rows)
