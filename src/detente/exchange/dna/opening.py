"""Opening somebody else's DNA database: read only, nothing in it is run, and a plain word where it is no such thing.

DNA 3 keeps short texts as entities (ENTITIES, DATASHORTTEXT.Entity) and dates in seconds; its alpha versions as numbers
of ATTRIBUTES (DATASHORTTEXT.Value); DNA 2 as texts (DATASHORTTEXT.Value), and dates in milliseconds.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

from detente.case.folder import why
from detente.errors import Finding, FormatError
from detente.exchange.dna.schema import Row

MAGIC = b"SQLite format 3\0"

NEEDED = {
    "DOCUMENTS": ("ID", "Title", "Text", "Date"),
    "STATEMENTTYPES": ("ID", "Label"),
    "VARIABLES": ("ID", "Variable", "DataType", "StatementTypeId"),
    "STATEMENTS": ("ID", "StatementTypeId", "DocumentId", "Start", "Stop"),
    "DATABOOLEAN": ("StatementId", "VariableId", "Value"),
    "DATAINTEGER": ("StatementId", "VariableId", "Value"),
    "DATASHORTTEXT": ("StatementId", "VariableId"),
    "DATALONGTEXT": ("StatementId", "VariableId", "Value"),
}
"""Tables and columns without which there is no reading."""


@dataclass(frozen=True)
class Column:
    """A column's name and its type as it was declared."""

    name: str
    type: str


class Opened:
    """A DNA database that is open for reading; use it with `with`.

    `version` is what its settings say ("" nothing), `family` "3", "3 alpha" or "2" by its tables. Raises FormatError
    where it is none.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        _first_look(path)
        address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
        with self._plainly():
            self._connection = sqlite3.connect(address, uri=True)
            self._connection.execute("PRAGMA trusted_schema = OFF")
            self._connection.execute("PRAGMA cell_size_check = ON")
            self.tables = self._tables()
        self.version = str(self._settings().get("version", ""))
        self.family = self._family()

    def __enter__(self) -> Opened:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def rows(self, table: str, columns: Sequence[str] = (), *, variable: int | None = None) -> Iterator[Row]:
        """The rows of a table in the order of its keys; these columns, or all. A table that is not there has none.

        A column that is not there is None. `variable`: only values of that variable.
        """
        known = self.tables.get(table)
        if known is None:
            return
        names = {column.name.lower(): column.name for column in known}
        wanted = [quoted(names[c.lower()]) if c.lower() in names else "NULL" for c in columns] or [
            quoted(column.name) for column in known
        ]
        order = [names[key] for key in ("id", "property", "label") if key in names][:1]
        by = f" ORDER BY {quoted(order[0])}" if order else ""
        with self._plainly():
            only = "" if variable is None else " WHERE VariableId = ?"
            query = f"SELECT {', '.join(wanted)} FROM {quoted(table)}{only}{by}"
            yield from self._connection.execute(query, () if variable is None else (variable,))

    def has(self, table: str, column: str) -> bool:
        """Whether the table has that column."""
        return any(one.name.lower() == column.lower() for one in self.tables.get(table, ()))

    @contextlib.contextmanager
    def _plainly(self) -> Iterator[None]:
        """SQLite's complaints as ours."""
        try:
            yield
        except sqlite3.Error as error:
            raise refused(self.path, f"the database cannot be read ({error})", "a whole DNA database") from None
        except (UnicodeDecodeError, OverflowError) as error:
            raise refused(self.path, f"the database holds a text that is not UTF-8 ({error})") from None

    def _tables(self) -> dict[str, tuple[Column, ...]]:
        """Real tables with their columns; views and virtual tables, which would run something, are none."""
        found = {}
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        for name, sql in self._connection.execute(query).fetchall():
            if str(sql or "").upper().lstrip().startswith("CREATE VIRTUAL"):
                continue
            columns = self._connection.execute(f"PRAGMA table_info({quoted(name)})").fetchall()
            found[str(name)] = tuple(Column(str(one[1]), str(one[2])) for one in columns)
        return found

    def _settings(self) -> dict[object, object]:
        if not (self.has("SETTINGS", "Property") and self.has("SETTINGS", "Value")):
            return {}
        return {row[0]: row[1] for row in self.rows("SETTINGS", ("Property", "Value"))}

    def _family(self) -> str:
        missing = [
            f"{table}.{column}" if table in self.tables else table
            for table, columns in NEEDED.items()
            for column in columns
            if not self.has(table, column)
        ]
        said = f" (it says that it is version {self.version})" if self.version else ""
        if self.has("DATASHORTTEXT", "RoleVariableLinkId") or self.version.split(".")[0] not in ("", "2", "3"):
            raise refused(
                self.path, f"the database is of a newer version of DNA than is known here{said}", "DNA 2 or 3.0"
            )
        if missing:
            lacks = ", ".join(dict.fromkeys(missing))
            raise refused(self.path, f"this is an SQLite database, but not one of DNA{said}: it lacks {lacks}")
        if self.has("DATASHORTTEXT", "Entity"):
            if not self.has("ENTITIES", "Value"):
                raise refused(self.path, f"the database lacks the table ENTITIES{said}")
            return "3"
        declared = next((c.type for c in self.tables["DATASHORTTEXT"] if c.name.lower() == "value"), None)
        if declared is None:
            raise refused(self.path, f"DATASHORTTEXT has neither Entity nor Value{said}")
        return "3 alpha" if "INT" in declared.upper() and "ATTRIBUTES" in self.tables else "2"


def _first_look(path: Path) -> None:
    """What can be told without opening it as a database."""
    if path.is_dir():
        raise refused(path, "this is a folder", "a DNA database (a file that ends in .dna)")
    try:
        with path.open("rb") as file:
            head = file.read(len(MAGIC))
    except OSError as error:
        raise refused(path, f"the file cannot be read ({why(error)})", "a DNA database") from None
    if not head:
        raise refused(path, "the file is empty", "a DNA database")
    if head.startswith(b"<?xml"):
        raise refused(path, "this is an XML file, as DNA 1 wrote them", "a database of DNA 2 or 3: import it there")
    if head != MAGIC:
        raise refused(path, "this is no SQLite database, or an encrypted one", "a DNA database")
    journal = path.with_name(path.name + "-journal")
    log = path.with_name(path.name + "-wal")
    for beside in (journal, log):
        if beside.exists() and beside.stat().st_size:
            raise refused(
                path,
                f"{beside.name} holds changes that are not in the database yet",
                "a database that no program has open: open it in DNA and close it there",
            )


def quoted(name: str) -> str:
    """A name as SQL has it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def refused(path: Path, message: str, expected: str = "") -> FormatError:
    """Why a file cannot be read."""
    return FormatError([Finding(str(path), 0, "error", message, expected)])
