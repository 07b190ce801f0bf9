"""Edits of many rows of a CSV at once; every row that is not edited keeps its bytes, however many there are."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from detente.case.csvsplice import _written as written_cell
from detente.case.splicing import newline_of
from detente.errors import WriteError

_FIELD = r'(?:"(?:[^"]++|"")*+"|[^",\r\n]*+)'
_RECORD = re.compile(rf"({_FIELD}(?:,{_FIELD})*+)(\r\n|\n|\Z)")
_CELL = re.compile(_FIELD)


@dataclass(frozen=True)
class RowEdits:
    """What to do: set cells of rows by their ids, drop rows, add rows at the end.

    A column that the file lacks is added behind the others where a value of it is set.
    """

    cells: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()
    added: Sequence[Mapping[str, str]] = ()


def edit_rows(text: str, edits: RowEdits) -> str:
    """The text with these edits. Raises WriteError for a row that is not there, or a file that is not well formed."""
    return _Editor(text, edits).written()


class _Editor:
    def __init__(self, text: str, edits: RowEdits) -> None:
        self.text, self.edits = text, edits
        self.newline = newline_of(text)
        self.begin = 1 if text.startswith("\ufeff") else 0
        record, ending, self.body = self._header()
        self.header = [_plain(cell) for cell in _cells(record)]
        if "id" not in self.header:
            raise WriteError("the file has no column id")
        self.id = self.header.index("id")
        values = [*edits.cells.values(), *edits.added]
        new = dict.fromkeys(name for row in values for name, value in row.items() if value)
        self.lacking = [name for name in new if name not in self.header]
        self.columns = [*self.header, *self.lacking]
        self.place = {name: place for place, name in enumerate(self.columns)}
        first = record + "".join(f",{name}" for name in self.lacking) + ending
        self.parts = [text[: self.body - len(record) - len(ending)], first]

    def _header(self) -> tuple[str, str, int]:
        at = self.begin
        while at < len(self.text):
            match = self._record(at)
            at = match.end()
            if match.group(1):
                return match.group(1), match.group(2), at
        raise WriteError("the file has no header")

    def _record(self, at: int) -> re.Match[str]:
        match = _RECORD.match(self.text, at)
        if match is None:
            line = self.text.count("\n", 0, at) + 1
            raise WriteError(f"line {line} is not well formed: {self.text[at : at + 20]!r}")
        return match

    def written(self) -> str:
        """The text with the edits, verified by reading it."""
        missing = set(self.edits.cells) | self.edits.dropped
        for record, ending in self._records():
            name = _plain(_cells(record, self.id)[-1]) if record else None
            missing.discard(name or "")
            if name in self.edits.dropped:
                continue
            if record and (name in self.edits.cells or self.lacking):
                record = self._edited(record, self.edits.cells.get(name or "", {}))
            self.parts.append(record + ending)
        if missing:
            raise WriteError(f"no row has the id {min(missing)}")
        if self.edits.added and not self.parts[-1].endswith("\n"):
            self.parts.append(self.newline)
        for row in self.edits.added:
            cells = (written_cell(row.get(name, ""), False) for name in self.columns)
            self.parts.append(",".join(cells) + self.newline)
        written = "".join(self.parts)
        self._verify(written)
        return written

    def _records(self) -> Iterator[tuple[str, str]]:
        at = self.body
        while at < len(self.text):
            match = self._record(at)
            yield match.group(1), match.group(2)
            at = match.end()

    def _edited(self, record: str, values: Mapping[str, str]) -> str:
        cells = [*_cells(record), *("" for _ in self.lacking)]
        if len(cells) != len(self.columns):
            raise WriteError(f"the row {_plain(cells[self.id])} has not as many fields as the header")
        for name, value in values.items():
            place = self.place.get(name)
            if place is not None and _plain(cells[place]) != value:
                cells[place] = written_cell(value, cells[place][:1] == '"')
        return ",".join(cells)

    def _verify(self, written: str) -> None:
        """Read both texts side by side: nothing may differ but what was meant."""
        try:
            old, new = _read(self.text), _read(written)
            sound = next(old) == self.header and next(new) == self.columns
            for row in old:
                name = row[self.id]
                if sound and name not in self.edits.dropped:
                    sound = next(new, None) == self._meant(row, self.edits.cells.get(name, {}))
            for values in self.edits.added:
                sound = sound and next(new, None) == [values.get(name, "") for name in self.columns]
            sound = sound and next(new, None) is None
        except csv.Error as error:
            raise WriteError(f"the rows could not be written: {error}") from None
        if not sound:
            raise WriteError("the rows could not be written without changing something else")

    def _meant(self, row: list[str], values: Mapping[str, str]) -> list[str]:
        found = [*row, *("" for _ in self.lacking)]
        for name, value in values.items():
            if name in self.place:
                found[self.place[name]] = value
        return found


def _cells(record: str, last: int = -1) -> list[str]:
    """The cells of a record as written, or those up to this place."""
    cells, at = [], 0
    while True:
        match = _CELL.match(record, at)
        assert match is not None  # an empty cell matches too
        cells.append(match.group())
        at = match.end() + 1
        if len(cells) == last + 1 or at > len(record):
            return cells


def _plain(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if cell[:1] == '"' else cell


def _read(text: str) -> Iterator[list[str]]:
    lines = io.StringIO(text.removeprefix("\ufeff"), newline="")
    return (row for row in csv.reader(lines, strict=True) if row)
