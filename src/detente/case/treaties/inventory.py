"""inventory/*.csv: memberships and holdings, every row that breaks a rule of the format named with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from detente.case.dates import Interval
from detente.case.names import MAX_FINDINGS, Problems, shorten
from detente.case.treaties.model import Holding, Membership

MEMBERSHIP_HEADER = ("state", "group", "from", "to", "confirmed", "source", "note")
HOLDING_HEADER = (
    *("id", "senders", "host", "action", "asset", "title", "low", "high", "unit", "from", "to"),
    *("status", "confirmed", "source", "note"),
)
STATUSES = ("active", "planned", "claimed")
NEEDED = {MEMBERSHIP_HEADER: ("state", "group"), HOLDING_HEADER: ("id", "senders", "host", "asset")}
"""Columns that every table has, and cells that no row leaves blank."""


@dataclass(frozen=True)
class Row:
    """One record, by column, and the line that it begins in."""

    line: int
    cells: dict[str, str]


class Table:
    """Reads one table: the header once, then row by row what each cell must be."""

    def __init__(self, file: str, text: str, header: tuple[str, ...], problems: Problems) -> None:
        self.file, self.text, self.header, self.problems = file, text, header, problems
        self.faults = 0

    def say(self, line: int, message: str, expected: str, got: str, near: str = "") -> None:
        """One more complaint of this file, up to as many as a person would read."""
        self.faults += 1
        if self.faults <= MAX_FINDINGS:
            self.problems.add(self.file, line, message, expected=expected, got=got, near=near)

    def rows(self) -> Iterator[Row]:
        """The well-formed rows."""
        reader = csv.reader(io.StringIO(self.text, newline=""), strict=True)
        columns: list[str] | None = None
        before = 0
        try:
            for cells in reader:
                line, before = before + 1, reader.line_num
                if not cells:
                    continue
                if columns is None:
                    columns = cells
                    if not self._header(line, columns):
                        return
                elif len(cells) != len(columns):
                    message = "the row has not as many fields as the header"
                    self.say(line, message, f"{len(columns)} fields", f"{len(cells)} fields")
                else:
                    yield Row(line, {name: cell.strip() for name, cell in zip(columns, cells, strict=True)})
        except csv.Error as error:
            self.say(before + 1, "the row is not CSV", "fields separated by commas, quotes closed", str(error))
        if columns is None:
            self.say(0, "the file is empty", "a header row: " + ",".join(self.header), "nothing")
        if self.faults > MAX_FINDINGS:
            message = f"{self.faults - MAX_FINDINGS} more rows are wrong"
            self.problems.add(self.file, 0, message, expected="rows as the format says")

    def _header(self, line: int, columns: list[str]) -> bool:
        sound = True
        for place, name in enumerate(columns):
            if name not in self.header:
                near = self.problems.nearest(name, self.header)
                self.say(
                    line,
                    f"no column is called {shorten(name)}",
                    f"one of {', '.join(self.header)}",
                    shorten(name),
                    near,
                )
                sound = False
            elif name in columns[:place]:
                self.say(line, f"the column {name} is given twice", "it once", name)
                sound = False
        for name in NEEDED[self.header]:
            if name not in columns:
                self.say(line, f"the column {name} is missing", name, "none")
                sound = False
        return sound

    # ------------------------------------------------------------------------------------------------------- cells

    def needed(self, row: Row) -> bool:
        """Whether the cells that no row lacks are there."""
        missing = [name for name in NEEDED[self.header] if not row.cells[name]]
        for name in missing:
            self.say(row.line, f"{name} is blank", f"a value for {name}", "nothing")
        return not missing

    def dates(self, row: Row) -> tuple[Interval | None, Interval | None]:
        """From and to, None where blank."""
        since, until = self._date(row, "from"), self._date(row, "to")
        if since and until and until.last < since.first:
            self.say(row.line, "it ends before it begins", f"a day from {since} on", str(until))
        return since, until

    def _date(self, row: Row, name: str) -> Interval | None:
        text = row.cells.get(name, "")
        try:
            return Interval.parse(text) if text else None
        except ValueError as error:
            expected = "a date: 2022, 2022-03, 2022-03-29 or 2022-03-29/2022-04-02"
            self.say(row.line, f"{name} is not a date", expected, str(error))
            return None

    def word(self, row: Row, name: str, words: tuple[str, ...], blank: str) -> str:
        """One of a few words, or what a blank means."""
        text = row.cells.get(name, "")
        if text and text not in words:
            near = self.problems.nearest(text, words)
            self.say(
                row.line, f"{name} is not as it must be", f"one of {', '.join(words)}, or blank", shorten(text), near
            )
            return blank
        return text or blank

    def whole(self, row: Row, name: str) -> int | None:
        """A whole number, None where blank."""
        text = row.cells.get(name, "")
        if text and not (text.isascii() and text.isdigit() and len(text) <= 12):
            self.say(row.line, f"{name} is not as it must be", "a whole number, 0 or more, or blank", shorten(text))
            return None
        return int(text) if text else None


def read_memberships(file: str, text: str, problems: Problems) -> tuple[Membership, ...]:
    """The rows of memberships.csv."""
    table = Table(file, text, MEMBERSHIP_HEADER, problems)
    found = []
    for row in table.rows():
        since, until = table.dates(row)
        confirmed = table.word(row, "confirmed", ("yes", "no"), "yes") == "yes"
        if table.needed(row):
            cells = row.cells
            more: dict[str, Any] = {"source": cells.get("source", ""), "note": cells.get("note", ""), "line": row.line}
            found.append(Membership(cells["state"], cells["group"], since, until, confirmed, **more))
    return tuple(found)


def read_holdings(file: str, text: str, action: str, problems: Problems) -> tuple[Holding, ...]:
    """The rows of a file of holdings; `action` is what a row means that names none."""
    table = Table(file, text, HOLDING_HEADER, problems)
    return tuple(found for row in table.rows() if (found := _holding(table, row, action)) is not None)


def _holding(table: Table, row: Row, action: str) -> Holding | None:
    since, until = table.dates(row)
    low, high = table.whole(row, "low"), table.whole(row, "high")
    if low is not None and high is not None and low > high:
        table.say(row.line, "low exceeds high", f"low at most {high}", str(low))
    status = table.word(row, "status", STATUSES, "active")
    confirmed = table.word(row, "confirmed", ("yes", "no"), "yes") == "yes"
    if not table.needed(row):
        return None
    senders, others = _senders(row.cells["senders"])
    if not senders or "" in senders:
        table.say(
            row.line,
            "senders are not as they must be",
            "names joined by +, “..” at the end",
            shorten(row.cells["senders"]),
        )
        return None
    given = {name: row.cells.get(name, "") for name in ("title", "unit", "source", "note")}
    return Holding(
        id=row.cells["id"],
        senders=senders,
        host=row.cells["host"],
        action=row.cells.get("action") or action,
        asset=row.cells["asset"],
        others=others,
        low=low,
        high=high,
        since=since,
        until=until,
        status=status,
        confirmed=confirmed,
        file=table.file,
        line=row.line,
        **given,
    )


def _senders(text: str) -> tuple[tuple[str, ...], bool]:
    """`USA+GBR+..`: the senders named, and whether there are others."""
    others = text.endswith("..")
    named = text.removesuffix("..").rstrip().removesuffix("+") if others else text
    return tuple(dict.fromkeys(one.strip() for one in named.split("+"))), others
