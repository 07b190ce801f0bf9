"""Event logs: a CSV of any length read into coded columns, in order of time, part after part.

DuckDB reads, in memory and with a temporary folder beside it for what does not fit; nothing of it is kept. Everything
that is wrong with a log is said at once, and then nothing is answered.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.case.folder import open_problem, why
from detente.case.names import shorten
from detente.case.treaties.model import SIDES
from detente.engines.norms.compliance_events import Events
from detente.engines.norms.compliance_pieces import FOREVER, Grants
from detente.errors import Finding, FormatError, nearest
from detente.space.treaties.universe import Universe

if TYPE_CHECKING:
    import numpy as np
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

COLUMNS = ("date", "actor", "action", "asset", "territory", "amount", "consent", "id")
NEEDED = ("date", "actor", "action")
CHUNK = 1 << 18
"""Events that are looked at together."""

MOST_SHOWN = 40
"""Things wrong with a log that are shown; of more, the number is said."""

EVERYBODY = -1
"""Who consents by `all`."""

_NAMED = dict(zip(("actor", *SIDES[1:4]), SIDES[:4], strict=True))
_MEMORY = "700MB"
_FEW = 6
_BLANKS = "' ' || chr(9) || chr(10) || chr(13)"


@dataclass(frozen=True)
class EventLog:
    """A log that was read: how many events, their first and last day, whose consents, and how to get at them.

    `vague` counts by column the events that name a class with parts, and so are of the rest of it; `blank` those that
    do not say.
    """

    name: str
    events: int
    first: int
    last: int
    consents: Grants
    vague: Mapping[str, int]
    blank: Mapping[str, int]
    sizes: tuple[int, ...]
    _database: DuckDBPyConnection
    _identified: bool
    _lines: NDArray[np.int64] | None

    def parts(self, size: int = CHUNK) -> Iterator[Events]:
        """The events in order of time (on one day, in that of the file), at most `size` at once."""
        import numpy as np

        for start in range(0, self.events, size):
            rows = self._database.execute(
                "SELECT row, first, last, actor, action, asset, territory, amount, consent, stays FROM coded "
                "WHERE rowid >= ? AND rowid < ? ORDER BY first, row",
                [start, start + size],
            ).fetchnumpy()
            column = {name: np.asarray(values).astype(np.int64) for name, values in rows.items()}
            cells = (column["actor"], column["action"], column["asset"], column["territory"])
            yield Events(
                column["row"],
                column["first"],
                column["last"],
                cells,
                column["amount"],
                column["consent"],
                column["stays"].astype(bool),
            )

    def labels(self, rows: NDArray[np.int64]) -> list[str | int]:
        """What events are called: their ids, or their lines in the file."""
        if not self._identified:
            lines = rows + 2 if self._lines is None else self._lines[rows]
            return lines.tolist()  # type: ignore[no-any-return]
        found = self._database.execute(
            "SELECT id FROM (SELECT unnest($1) AS row, unnest(range(len($1))) AS place) JOIN names USING (row) "
            "ORDER BY place",
            [rows.tolist()],
        ).fetchall()
        return [name for (name,) in found]


@contextmanager
def open_log(path: str | Path, universe: Universe, name: str = "") -> Iterator[EventLog]:
    """Read a log of events coded in the words of a universe; `name` is what complaints call it (default: its path).

    Raises FormatError with everything that is wrong, by line; more than some dozens are counted.
    """
    import duckdb

    file, name = Path(path), name or str(path)
    columns = _header(file, name)
    with tempfile.TemporaryDirectory(prefix="detente-") as spill, duckdb.connect(":memory:") as database:
        database.execute(f"SET memory_limit = '{_MEMORY}'")
        database.execute("SET temp_directory = ?", [spill])
        try:
            yield _Reader(file, name, columns, universe, database).read()
        except duckdb.OutOfMemoryException as error:
            raise MemoryError(str(error)) from None


def _header(file: Path, called: str) -> list[str]:
    """The names of the columns; complains of those that are missing, unknown or twice."""
    names: list[str] = []
    refused = open_problem(file)
    if not refused:
        try:
            with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
                names = [name.strip() for name in next(csv.reader(lines), [])]
        except (OSError, csv.Error) as error:
            refused = why(error)
    if refused:
        raise FormatError([_error(called, 0, "the log cannot be read", "a CSV of events, in UTF-8", refused)])
    expected = f"the columns {', '.join(COLUMNS)}"
    findings = [
        _error(called, 1, f"the column {shorten(name)} is not one of a log", expected, shorten(name), near=near)
        for name in names
        if name not in COLUMNS
        for near in [nearest(name, [one for one in COLUMNS if one not in names])]
    ]
    findings += [
        _error(called, 1, f"the column {name} is there twice", "each column once", name)
        for name in COLUMNS
        if names.count(name) > 1
    ]
    findings += [_error(called, 1, f"the column {name} is missing", expected) for name in NEEDED if name not in names]
    if findings:
        raise FormatError(findings)
    return names


def _error(file: str, line: int, message: str, expected: str, got: str = "", *, near: str = "") -> Finding:
    return Finding(file, line, "error", message, expected, got, near)


_FORM = "length({0}) = {1} AND substr({0}, 5, 1) = '-' AND substr({0}, 8, 1) = '-'"
_DAY = "try_cast(substr(date, {0}, 10) AS DATE)"
_ORDINAL = "(datediff('day', DATE '0001-01-01', {0}) + 1)"
_RAW = f"""
CREATE TEMP TABLE days AS SELECT date,
  CASE WHEN length(date) = 10 OR length(date) = 21 AND substr(date, 11, 1) = '/'
       THEN CASE WHEN {_FORM.format("substr(date, 1, 10)", 10)} THEN {_ORDINAL.format(_DAY.format(1))} END END AS first,
  CASE WHEN length(date) = 21
       THEN CASE WHEN {_FORM.format("substr(date, 12, 10)", 10)} THEN {_ORDINAL.format(_DAY.format(12))} END
       ELSE first END AS last,
  length(date) = 10 AS stays
FROM (SELECT DISTINCT date FROM raw);
CREATE TEMP TABLE dated AS SELECT row, first, last, stays,
  CASE WHEN amount = '' THEN 1 WHEN regexp_full_match(amount, '[+-]?[0-9]{{1,12}}') THEN CAST(amount AS BIGINT) END
    AS amount,
  coalesce(a.code, -1) AS actor, coalesce(b.code, -1) AS action, coalesce(c.code, -1) AS asset,
  coalesce(d.code, -1) AS territory, coalesce(e.code, -1) AS consent
FROM raw JOIN days USING (date) LEFT JOIN n_actor a ON a.name = raw.actor LEFT JOIN n_action b ON b.name = raw.action
LEFT JOIN n_asset c ON c.name = raw.asset LEFT JOIN n_territory d ON d.name = raw.territory
LEFT JOIN n_consent e ON e.name = raw.consent
"""
_WRONG = "actor < 0 OR action < 0 OR asset < 0 OR territory < 0 OR consent < 0 OR first IS NULL OR last IS NULL"


class _Reader:
    """One reading: the file as text, then as numbers, then what is wrong with it or the log."""

    def __init__(
        self, file: Path, name: str, columns: Sequence[str], universe: Universe, database: DuckDBPyConnection
    ) -> None:
        self._file, self._name = file, name
        self._columns, self._universe, self._database = columns, universe, database
        self._findings: list[Finding] = []
        self._kept = "TABLE"
        self._lines: NDArray[np.int64] | None = None

    def read(self) -> EventLog:
        self._load()
        texts, readable = self._consents()
        for column, side in _NAMED.items():
            self._names(column, side)
        self._table("consent", list(readable), list(readable.values()))
        self._database.execute(_RAW)
        self._complain(readable)
        self._database.execute("CREATE TEMP TABLE coded AS SELECT * FROM dated ORDER BY first, row")
        self._database.execute("DROP TABLE dated")
        identified = "id" in self._columns
        if identified:
            self._database.execute("CREATE TEMP TABLE names AS SELECT row, id FROM raw")
        self._database.execute(f"DROP {self._kept} raw")
        self._database.execute("DROP TABLE IF EXISTS read")
        events, first, last = self._one("SELECT count(*), min(first), max(last) FROM coded")
        return EventLog(
            self._name,
            events,
            first or 0,
            last or 0,
            Grants.of(texts),
            self._vague(),
            self._blank(),
            self._universe.sizes,
            self._database,
            identified,
            self._lines,
        )

    def _one(self, query: str) -> tuple[Any, ...]:
        row: tuple[Any, ...] | None = self._database.execute(query).fetchone()
        assert row is not None
        return row

    # ------------------------------------------------------------------------------------------------------- as text

    def _load(self) -> None:
        """The file's rows as text, blanks trimmed where there may be any, `row` counting from 0."""
        lines, plain = _looked(self._file)
        columns = dict.fromkeys(self._columns, "VARCHAR")
        trimmed = ", ".join(
            (f"coalesce({name}, '') AS {name}" if plain else f"trim(coalesce({name}, ''), {_BLANKS}) AS {name}")
            if name in self._columns
            else f"'' AS {name}"
            for name in COLUMNS
        )
        self._database.execute(
            "CREATE TEMP TABLE read AS SELECT * FROM read_csv($1, delim = ',', quote = '\"', escape = '\"', "
            f"header = true, auto_detect = false, columns = {columns}, store_rejects = true, rejects_limit = 1000000)",
            [str(self._file)],
        )
        self._kept = "VIEW" if plain else "TABLE"
        self._database.execute(f"CREATE TEMP {self._kept} raw AS SELECT rowid AS row, {trimmed} FROM read")
        rows = self._one("SELECT count(*) FROM read")[0]
        if not plain:
            self._database.execute("DROP TABLE read")
        rejected = self._database.execute(
            "SELECT line_byte_position, min(error_type) FROM reject_errors GROUP BY 1 ORDER BY 1"
        ).fetchall()
        places = _lines_at(self._file, [place - 1 for place, _ in rejected])
        for line, (_, kind) in zip(places, rejected, strict=True):
            if kind == "INVALID ENCODING":
                said = ("the row is not in UTF-8", "text in UTF-8", "a byte that is none")
            else:
                said = ("the row cannot be read", f"{len(self._columns)} fields", str(kind).lower())
            self._findings.append(_error(self._name, line, *said))
        if rejected or lines != rows + 1:
            self._lines = self._counted(set(places))

    def _counted(self, rejected: set[int]) -> NDArray[np.int64]:
        """In which line each row begins, counted in the file itself: some lines are blank, or some values go on."""
        import numpy as np

        lines: list[int] = []
        with self._file.open(encoding="utf-8-sig", errors="replace", newline="") as text:
            reader, before = csv.reader(text), 0
            for row in reader:
                if row and before + 1 not in rejected:
                    lines.append(before + 1)
                before = reader.line_num
        return np.array(lines[1:], np.int64)

    # ---------------------------------------------------------------------------------------------------- as numbers

    def _table(self, column: str, names: list[str], codes: list[int]) -> None:
        self._database.execute(f"CREATE TEMP TABLE n_{column} (name VARCHAR, code INTEGER)")
        self._database.execute(f"INSERT INTO n_{column} SELECT unnest($1), unnest($2)", [names, codes])

    def _names(self, column: str, side: str) -> None:
        """Every name of a dimension and the number of its leaf; a blank one is not said, where that may be."""
        known = {name: self._universe.place(side, name) for name in self._universe.tree(side).mask}
        if column not in NEEDED:
            known[""] = len(self._universe.tree(side).leaves)
        self._table(column, list(known), list(known.values()))

    def _consents(self) -> tuple[list[list[tuple[int, int, int]]], dict[str, int]]:
        """The different texts of consents as grants, the blank one first, and the number of each that can be read."""
        texts: list[list[tuple[int, int, int]]] = [[]]
        number = {"": 0}
        for (text,) in self._database.execute("SELECT DISTINCT consent FROM raw WHERE consent <> ''").fetchall():
            grants = self._grants(text)
            if isinstance(grants, list):
                number[text] = len(texts)
                texts.append(grants)
        return texts, number

    def _grants(self, text: str) -> list[tuple[int, int, int]] | tuple[str, str, str]:
        """Who consents when; or what is wrong: the message, what was expected, the nearest name."""
        found = []
        for part in filter(None, (one.strip() for one in text.split("|"))):
            name, at, days = part.partition("@")
            leaves = self._universe.bearers.mask
            if name != "all" and name not in leaves:
                return f"no actor is called {shorten(name)}", "actors separated by |", nearest(name[:80], leaves)
            first, last = (-FOREVER, FOREVER) if not at else _days(days)
            if first > last:
                return f"the days of the consent {shorten(part)} cannot be read", "days as 2022-01-05/2022-01-10", ""
            found.append((EVERYBODY if name == "all" else self._universe.place("bearer", name), first, last))
        return found

    # ---------------------------------------------------------------------------------------------------- what is wrong

    def _complain(self, readable: Mapping[str, int]) -> None:
        """Raise FormatError where anything is wrong."""
        if self._one(f"SELECT count(*) FROM dated WHERE {_WRONG} OR last < first OR amount IS NULL")[0]:
            for column, side in _NAMED.items():
                self._unknown(column, side)
            self._unreadable(readable)
            for column, wrong, expected in (
                ("date", "first IS NULL OR last IS NULL", "a day, 2022-01-20, or 2022-01-01/2022-01-20"),
                ("date", "last < first", "an interval that ends after it begins"),
                ("amount", "dated.amount IS NULL", "a whole number of at most 12 digits"),
            ):
                for value, rows, count in self._bad(column, wrong):
                    self._add(rows, count, f"the {column} {shorten(value)} cannot be", expected, value)
        if "id" in self._columns:
            found = f"SELECT id, list(row ORDER BY row)[1:{_FEW}], count(*) FROM raw"
            query = f"{found} GROUP BY id HAVING count(*) > 1 OR id = ''"
            for value, rows, count in self._database.execute(f"{query} ORDER BY min(row) LIMIT 1000").fetchall():
                message = f"{count} rows have the id {shorten(value)}" if value else "a row has no id"
                self._add(rows, count, message, "an id of its own for each row, or no column id", value)
        if self._findings:
            findings = sorted(self._findings, key=lambda one: one.line)
            more = len(findings) - MOST_SHOWN
            last = [_error(self._name, 0, f"{more:,} more things are wrong with the log", "")] if more > 0 else []
            raise FormatError([*findings[:MOST_SHOWN], *last])

    def _bad(self, column: str, wrong: str) -> list[tuple[str, list[int], int]]:
        """The different values of a column in rows where something is wrong: the first rows, and how many."""
        return self._database.execute(
            f"SELECT raw.{column}, list(row ORDER BY row)[1:{_FEW}], count(*) FROM raw JOIN dated USING (row) "
            f"WHERE {wrong} GROUP BY 1 ORDER BY min(row) LIMIT 1000"
        ).fetchall()

    def _add(self, rows: Sequence[int], count: int, message: str, expected: str, got: str = "", near: str = "") -> None:
        lines = [row + 2 if self._lines is None else int(self._lines[row]) for row in rows]
        others = f" (also in line{'s' if len(lines) > 2 else ''} {', '.join(map(str, lines[1:]))})" if lines[1:] else ""
        if count > len(lines):
            others = f"{others[:-1]} and {count - len(lines):,} more)"
        self._findings.append(_error(self._name, lines[0], message + others, expected, shorten(got), near=near))

    def _unknown(self, column: str, side: str) -> None:
        names = self._universe.tree(side).mask
        for value, rows, count in self._bad(column, f"dated.{column} < 0"):
            near = nearest(value[:80], names) if value else ""
            message = f"no {column} is called {shorten(value)}" if value else f"the {column} is blank"
            self._add(rows, count, message, f"one of {len(names):,} of the vocabulary and the gazetteer", value, near)

    def _unreadable(self, readable: Mapping[str, int]) -> None:
        for value, rows, count in self._bad("consent", "dated.consent < 0"):
            wrong = self._grants(value)
            if value not in readable and isinstance(wrong, tuple):
                self._add(rows, count, wrong[0], wrong[1], value, wrong[2])

    # -------------------------------------------------------------------------------------------------- how well coded

    def _vague(self) -> dict[str, int]:
        """How many events name a class that has parts."""
        found = {}
        for column, side in _NAMED.items():
            tree = self._universe.tree(side)
            codes = [self._universe.place(side, name) for name, parts in tree.children.items() if parts]
            found[column] = (
                self._one(f"SELECT count(*) FROM coded WHERE {column} IN ({_list(codes)})")[0] if codes else 0
            )
        return {column: count for column, count in found.items() if count}

    def _blank(self) -> dict[str, int]:
        found = {}
        for column, side in _NAMED.items():
            size = len(self._universe.tree(side).leaves)
            found[column] = self._one(f"SELECT count(*) FROM coded WHERE {column} = {size}")[0]
        return {column: count for column, count in found.items() if count}


def _list(codes: Sequence[int]) -> str:
    return ", ".join(map(str, codes))


def _days(text: str) -> tuple[int, int]:
    """The first and last day of `2022-01-05/2022-01-10` or one day; (1, 0) where it is neither."""
    begin, slash, end = text.partition("/")
    if len(begin) != 10 or (slash and len(end) != 10):
        return 1, 0
    try:
        return date.fromisoformat(begin).toordinal(), date.fromisoformat(end if slash else begin).toordinal()
    except ValueError:
        return 1, 0


def _lines_at(file: Path, places: Sequence[int]) -> list[int]:
    """The lines in which these bytes of a file are, in ascending order of both; a byte order mark is not counted."""
    lines, line, at = [], 1, 0
    with file.open("rb") as data:
        if data.read(3) != b"\xef\xbb\xbf":
            data.seek(0)
        for place in places:
            line += data.read(max(0, place - at)).count(b"\n")
            at = max(at, place)
            lines.append(line)
    return lines


def _looked(file: Path) -> tuple[int, bool]:
    """How many lines a file has, and whether it is so plain that no value can have blanks around it."""
    count, last, plain = 0, b"\n", True
    with file.open("rb") as blocks:
        while block := blocks.read(1 << 20):
            count += block.count(b"\n")
            last = block[-1:]
            plain = plain and not any(one in block for one in (b" ", b"\t", b'"'))
            plain = plain and block.count(b"\r") == block.count(b"\r\n") + (last == b"\r")
    return count + (last != b"\n"), plain
