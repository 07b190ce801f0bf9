"""statements.csv as columns: strict CSV with the right line for every record, a million of them in seconds."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from detente.case.folder import LEDGER_FILE, open_problem, why
from detente.case.names import MAX_FINDINGS, Problems, every, shorten
from detente.case.statements import HEADER, Codes

REQUIRED = ("id", "holder", "act", "paraphrase")
"""Columns that every ledger has."""

MAX_LINE = 32_000_000
"""Bytes of one line above which a file is taken for something else than a ledger."""

_CHUNK = 20_000
_FIELD = r'(?:"(?:[^"]++|"")*+"|[^",\r\n]*+)'
_RECORD = re.compile(rf"{_FIELD}(?:,{_FIELD})*+")


@dataclass(frozen=True, eq=False)
class Rows:
    """The records of a ledger. `complete` is false where some could not be read."""

    columns: dict[str, Codes]
    lines: NDArray[np.int64]
    complete: bool
    header: tuple[str, ...] = ()
    digest: str = ""


@dataclass
class _Text:
    """The lines of a file as text, hashed on the way, with those of the record being read at hand."""

    file: BinaryIO
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)
    line: int = 0
    record: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[str]:
        while data := self.file.readline(MAX_LINE):
            self.digest.update(data)
            self.line += 1
            if self.line == 1:
                if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
                    raise _Unreadable(1, "the file is not UTF-8", "UTF-8", "UTF-16")
                data = data.removeprefix(b"\xef\xbb\xbf")
            if len(data) >= MAX_LINE:
                raise _Unreadable(self.line, "the line is too long", f"at most {MAX_LINE:,} bytes", "more")
            yield self._decoded(data)

    def _decoded(self, data: bytes) -> str:
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            at = self.file.tell() - len(data) + error.start
            got = f"the byte 0x{data[error.start]:02x} at offset {at}"
            raise _Unreadable(self.line, "the file is not UTF-8", "UTF-8", got) from None
        if "\0" in text:
            raise _Unreadable(self.line, "the file is not a text", "UTF-8 text", "a NUL byte")
        self.record.append(text)
        return text


class _Unreadable(Exception):
    def __init__(self, line: int, message: str, expected: str, got: str) -> None:
        self.line, self.message, self.expected, self.got = line, message, expected, got
        super().__init__(message)


def read_rows(folder: Path, problems: Problems) -> Rows | None:
    """The ledger’s records; complains of each that is not well formed. None where the file cannot be read at all."""
    path = folder / LEDGER_FILE
    refused = open_problem(path)
    if not refused:
        try:
            with path.open("rb") as file:
                return _Reader(file, problems).rows()
        except OSError as error:
            refused = why(error)
    problems.add(LEDGER_FILE, 0, "the file cannot be read", expected="a readable file", got=refused)
    return None


class _Reader:
    def __init__(self, file: BinaryIO, problems: Problems) -> None:
        self.text, self.problems = _Text(file), problems
        self.reader = csv.reader(iter(self.text), strict=True)
        self.coders: list[dict[str, int]] = []
        self.parts: list[list[NDArray[np.int32]]] = []
        self.lines: list[int] = []
        self.faults = 0
        self.complete = True

    def rows(self) -> Rows | None:
        try:
            header = self._header()
            if header is None:
                return None
            self.coders = [{} for _ in header]
            self.parts = [[] for _ in header]
            self._records(len(header))
        except _Unreadable as error:
            self.problems.add(LEDGER_FILE, error.line, error.message, expected=error.expected, got=error.got)
            return None
        for _ in self.text.file:  # the digest covers the whole file
            pass
        return self._columns(header)

    # -------------------------------------------------------------------------------------------------------- header

    def _header(self) -> tuple[str, ...] | None:
        row = self._next()
        while row == []:
            row = self._next()
        if row is None:
            if not self.problems.findings or self.problems.findings[-1].file != LEDGER_FILE:
                expected = "a header row: " + ",".join(HEADER)
                self.problems.add(LEDGER_FILE, 0, "the file is empty", expected=expected, got="nothing")
            return None
        line = self.reader.line_num
        sound = every(self._column(line, place, name, row) for place, name in enumerate(row))
        for name in REQUIRED:
            if name not in row:
                self.problems.add(LEDGER_FILE, line, f"the column {name} is missing", expected=name)
                sound = False
        return tuple(row) if sound else None

    def _column(self, line: int, place: int, name: str, row: list[str]) -> bool:
        if name not in HEADER:
            near = self.problems.nearest(name.strip(), HEADER)
            message = f"the column “{shorten(name)}” is unknown"
            self.problems.add(
                LEDGER_FILE, line, message, expected="a column of the format", got=shorten(name), near=near
            )
        elif name in row[:place]:
            self.problems.add(LEDGER_FILE, line, f"the column {name} is given twice", expected="it once")
        return name in HEADER and name not in row[:place]

    # ------------------------------------------------------------------------------------------------------- records

    def _next(self) -> list[str] | None:
        """The next record, None at the end. A record that is no CSV is complained of and skipped."""
        while True:
            self.text.record.clear()
            begins = self.text.line + 1
            try:
                row = next(self.reader, None)
            except csv.Error as error:
                self._broken(begins, str(error))
                if "unexpected end" in str(error) or "field larger" in str(error):
                    return None
                continue
            if row and not self._quoted_right(begins):
                continue
            return row

    def _broken(self, begins: int, error: str) -> None:
        self.complete = False
        if "unexpected end" in error:
            self._fault(
                begins,
                "a quoted field that begins in this record is never closed",
                "a closing quote",
                "the end of the file",
            )
        elif "field larger" in error:
            message = "a field is too large; is a quote not closed? The records after it were not read"
            self._fault(begins, message, f"at most {csv.field_size_limit():,} characters", "more")
        elif "new-line" in error:
            self._fault(
                begins, "a carriage return inside a field without quotes", "lines that end with LF or CRLF", "CR alone"
            )
        else:
            self._stray(begins)

    def _quoted_right(self, begins: int) -> bool:
        lines = self.text.record
        record = lines[0] if len(lines) == 1 else "".join(lines)
        if '"' not in record or _RECORD.fullmatch(record.rstrip("\r\n")):
            return True
        self.complete = False
        self._stray(begins)
        return False

    def _stray(self, begins: int) -> None:
        record = "".join(self.text.record)
        match = _RECORD.match(record)
        at = match.end() if match else 0
        line, column = begins + record.count("\n", 0, at), at - record.rfind("\n", 0, at)
        message = f"a stray quote near column {column}"
        expected = 'a field with quotes inside in quotes, and those doubled: "say ""no"""'
        self._fault(line, message, expected, shorten(record[max(0, at - 20) : at + 20].strip()))

    def _fault(self, line: int, message: str, expected: str, got: str) -> None:
        self.faults += 1
        if self.faults <= MAX_FINDINGS:
            self.problems.add(LEDGER_FILE, line, message, expected=expected, got=got)

    def _records(self, width: int) -> None:
        chunk: list[list[str]] = []
        begins = self.text.line + 1
        while (row := self._next()) is not None:
            begins = self.text.line - len(self.text.record) + 1
            if not row:
                continue  # a blank line
            if len(row) != width:
                self.complete = False
                few = "too few" if len(row) < width else "too many"
                self._fault(begins, f"the record has {few} fields", f"{width}, as in the header", str(len(row)))
                continue
            chunk.append(row)
            self.lines.append(begins)
            if len(chunk) == _CHUNK:
                self._encode(chunk)
                chunk.clear()
        self._encode(chunk)
        if self.faults > MAX_FINDINGS:
            self.problems.add(LEDGER_FILE, 0, f"{self.faults - MAX_FINDINGS} more records are not well formed")

    def _encode(self, chunk: list[list[str]]) -> None:
        for coder, parts, column in zip(self.coders, self.parts, zip(*chunk, strict=True), strict=False):
            new = [word for word in dict.fromkeys(column) if word not in coder]
            coder.update(zip(new, range(len(coder), len(coder) + len(new)), strict=True))
            parts.append(np.fromiter(map(coder.__getitem__, column), np.int32, len(chunk)))

    def _columns(self, header: tuple[str, ...]) -> Rows:
        lines = np.array(self.lines, np.int64)
        blank = Codes(np.zeros(len(lines), np.int32), ("",) if len(lines) else ())
        columns = dict.fromkeys(HEADER, blank)
        for place, name in enumerate(header):
            parts = self.parts[place]
            codes = np.concatenate(parts) if parts else np.zeros(0, np.int32)
            columns[name] = Codes(codes, tuple(self.coders[place]))
            self.coders[place] = {}
            self.parts[place] = []
        return Rows(columns, lines, self.complete, header, self.text.digest.hexdigest())
