"""Edits of CSV that touch only the edited cell, or add a row: every other byte stays as it was."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

from detente.case.splicing import Splice, newline_of
from detente.errors import WriteError, nearest

_FIELD = re.compile(r'"(?:[^"]|"")*+"|[^",\r\n]*')


@dataclass(frozen=True)
class _Cell:
    start: int
    end: int
    text: str
    quoted: bool


def set_cell(text: str, row_id: str, column: str, value: str) -> str:
    """The text with one cell of the row of that id replaced, in quotes if it had them or needs them.

    Raises WriteError where there is no such row or column, or the file is not well formed.
    """
    records = _records(text)
    header = [cell.text for cell in records[0]]
    place, ids = _place(header, column), _place(header, "id")
    rows = [number for number, cells in enumerate(records) if number and len(cells) > ids and cells[ids].text == row_id]
    if len(rows) != 1:
        near = nearest(row_id, (cells[ids].text for cells in records[1:] if len(cells) > ids))
        hint = f"; did you mean {near}?" if near and not rows else ""
        raise WriteError(f"{len(rows) or 'no'} rows have the id {row_id}{hint}")
    cells = records[rows[0]]
    if place >= len(cells):
        raise WriteError(f"the row {row_id} has too few fields")
    cell = cells[place]
    written = Splice(cell.start, cell.end, _written(value, cell.quoted)).apply(text)
    intended = [[cell.text for cell in cells] for cells in records]
    intended[rows[0]][place] = value
    return _verified(written, intended)


def append_row(text: str, values: Mapping[str, str]) -> str:
    """The text with one more row; columns without a value are blank.

    Raises WriteError for a column that the file does not have, or an id that is taken.
    """
    records = _records(text)
    header = [cell.text for cell in records[0]]
    for column in values:
        _place(header, column)
    if "id" in values and any(values["id"] == cells[header.index("id")].text for cells in records[1:] if cells[1:]):
        raise WriteError(f"the id {values['id']} is taken")
    row = [values.get(column, "") for column in header]
    newline = newline_of(text)
    gap = "" if text.endswith(("\n", "\r")) else newline
    written = text + gap + ",".join(_written(value, False) for value in row) + newline
    return _verified(written, [*([cell.text for cell in cells] for cells in records), row])


def _place(header: list[str], column: str) -> int:
    if column not in header:
        near = nearest(column, header)
        raise WriteError(f"the file has no column {column}" + (f"; did you mean {near}?" if near else ""))
    return header.index(column)


def _written(value: str, quoted: bool) -> str:
    if quoted or set(value) & set('",\r\n'):
        return '"' + value.replace('"', '""') + '"'
    return value


def _records(text: str) -> list[list[_Cell]]:
    """Every record's cells with their places; blank lines are left out."""
    records: list[list[_Cell]] = []
    at = 1 if text.startswith("\ufeff") else 0
    while at < len(text):
        cells: list[_Cell] = []
        while True:
            found = _FIELD.match(text, at)
            raw = found.group() if found else ""
            cells.append(
                _Cell(at, at + len(raw), raw[1:-1].replace('""', '"') if raw[:1] == '"' else raw, raw[:1] == '"')
            )
            at += len(raw)
            if text[at : at + 1] != ",":
                break
            at += 1
        at = _next_line(text, at)
        if len(cells) > 1 or cells[0].text or cells[0].quoted:
            records.append(cells)
    if not records:
        raise WriteError("the file has no header")
    return records


def _next_line(text: str, at: int) -> int:
    for newline in ("\r\n", "\n"):
        if text.startswith(newline, at):
            return at + len(newline)
    if at < len(text):
        line = text.count("\n", 0, at) + 1
        raise WriteError(f"line {line} is not well formed: {text[at : at + 20]!r}")
    return at


def _verified(written: str, intended: list[list[str]]) -> str:
    try:
        found = [row for row in csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline=""), strict=True) if row]
    except csv.Error as error:
        raise WriteError(f"the row could not be written: {error}") from None
    if found != intended:
        raise WriteError("the row could not be written without changing something else")
    return written
