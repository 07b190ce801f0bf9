"""The norms sheet: a CSV of treaties, one row a norm, every field of it a column of text. Lossless in and out.

`record` says what a row is: `treaty`, `term`, `provision` or `reading`; a reading's row has the anchor of its provision
and only what the reading says otherwise. Lists are separated by ` | `; what has parts of its own (exceptions, a
trigger, a baseline, terms' readings) is written as YAML in one line. A blank cell says nothing; `''` is a blank text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from detente.case.names import shorten
from detente.case.writing import write_atomic
from detente.case.yamlfile import YamlError, read_yaml, to_data
from detente.case.yamltext import flow
from detente.errors import Finding, FormatError, nearest
from detente.exchange.coding import Loss
from detente.exchange.outside import csv_records
from detente.exchange.treaties.bundle import Incoming, Outgoing
from detente.exchange.treaties.plain import CONTENT, Plain, to_plain

COLUMNS = (
    "treaty", "record", "id", "reading", "title", "says", *CONTENT, "precision", "holder", "weight", "why", "source",
    "locator", "confirmed", "judgement", "note", "date", "by", "signatories", "main", "proposal",
    "entry_into_force", "withdrawal", "means", "meanings",
)  # fmt: skip
"""The columns of the sheet; those that nothing uses are left out."""

NEEDED = ("treaty", "record")
RECORDS = ("treaty", "term", "provision", "reading")
_LISTS = frozenset({"by", "source", "holder", "per", "overrides", "repairs"})
_PARTS = frozenset({"baseline", "trigger", "exceptions", "entry_into_force", "withdrawal", "meanings"})
_BLANK = "''"
_BETWEEN = " | "


def write(outgoing: Outgoing, path: Path) -> tuple[Loss, ...]:
    """Write the sheet, whole or not at all. Nothing of a treaty is left out; cells are written as they are."""
    rows = [row for treaty in outgoing.treaties for row in _rows(treaty.id, to_plain(treaty))]
    used = [name for name in COLUMNS if name in NEEDED or any(name in row for row in rows)]
    table = io.StringIO()
    writer = csv.DictWriter(table, used, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_atomic(path, table.getvalue().encode())
    return ()


def _rows(treaty: str, plain: Mapping[str, Plain]) -> Iterator[dict[str, str]]:
    own = {key: value for key, value in plain.items() if key not in ("terms", "provisions")}
    yield _row(treaty, "treaty", own)
    for term in _mappings(plain.get("terms", ())):
        yield _row(treaty, "term", {("meanings" if key == "readings" else key): value for key, value in term.items()})
    for one in _mappings(plain.get("provisions", ())):
        yield _row(treaty, "provision", {key: value for key, value in one.items() if key != "readings"})
        for reading in _mappings(one.get("readings", ())):
            named = {("reading" if key == "id" else key): value for key, value in reading.items()}
            yield _row(treaty, "reading", {"id": one["id"], **named})


def _mappings(values: Plain) -> Iterator[Mapping[str, Plain]]:
    for value in values if isinstance(values, Sequence) and not isinstance(values, str) else ():
        if isinstance(value, Mapping):
            yield value


def _row(treaty: str, record: str, values: Mapping[str, Plain]) -> dict[str, str]:
    return {"treaty": treaty, "record": record} | {name: _cell(name, value) for name, value in values.items()}


def _cell(name: str, value: Plain) -> str:
    if isinstance(value, str):
        return value or _BLANK
    simple = name in _LISTS and value and not isinstance(value, Mapping)
    if simple and all(isinstance(one, str) and one.strip() == one and one and "|" not in one for one in value):
        return _BETWEEN.join(str(one) for one in value)
    return flow(value)


def read(path: Path, texts: bool = False) -> Incoming:
    """Read a sheet. Raises FormatError with every row that is not as it must be."""
    del texts
    return _Sheet(path).read()


class _Sheet:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.findings: list[Finding] = []
        self.treaties: dict[str, dict[str, Any]] = {}
        self.provisions: dict[tuple[str, str], dict[str, Any]] = {}
        self.unknown: dict[str, int] = {}

    def read(self) -> Incoming:
        for line, row in self._records():
            self._take(line, row)
        if not self.treaties and not self.findings:
            self._say(0, "the sheet has no row", "a row a norm")
        for name, treaty in self.treaties.items():
            if "title" not in treaty:
                self._say(0, f"the treaty {name} has no row of its own", "a row with record: treaty, title and date")
        if self.findings:
            raise FormatError(self.findings)
        losses = (Loss(f"the column “{shorten(name)}”", count, "not known") for name, count in self.unknown.items())
        return Incoming(self.treaties, tuple(losses))

    def _say(self, line: int, message: str, expected: str = "", got: str = "", near: str = "") -> None:
        self.findings.append(Finding(str(self.path), line, "error", message, expected, got, near))

    def _records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """The rows with their lines: cells that are not blank, by column."""
        records, broken = csv_records(self.path)
        header: list[str] = []
        for line, cells in records:
            if not header:
                header = cells
                self._header(header)
            elif len(cells) != len(header):
                expected = f"{len(header)}, as in the header"
                self._say(line, "the record has too many or too few fields", expected, str(len(cells)))
            else:
                yield line, self._known(dict(zip(header, cells, strict=True)))
        if broken is not None:
            self.findings.append(broken)

    def _header(self, header: list[str]) -> None:
        for name in dict.fromkeys(header):
            if header.count(name) > 1:
                self._say(1, f"the column “{shorten(name)}” is given twice", "it once")
        for name in NEEDED:
            if name not in header:
                self._say(1, f"there is no column “{name}”", name, ", ".join(header[:8]), nearest(name, header))

    def _known(self, row: dict[str, str]) -> dict[str, str]:
        for name, cell in row.items():
            if name not in COLUMNS and cell:
                self.unknown[name] = self.unknown.get(name, 0) + 1
        return {name: cell for name, cell in row.items() if cell and name in COLUMNS}

    def _take(self, line: int, row: dict[str, str]) -> None:
        name, record = row.pop("treaty", ""), row.pop("record", "")
        if not name or record not in RECORDS:
            expected = f"treaty and record, one of {', '.join(RECORDS)}"
            self._say(line, "the row does not say what it is", expected, record or "nothing", nearest(record, RECORDS))
            return
        values = {key: self._value(line, key, cell) for key, cell in row.items()}
        treaty = self.treaties.setdefault(name, {})
        if record == "treaty":
            if "title" in treaty:
                self._say(line, "the treaty has two rows of its own", "one", name)
            self.treaties[name] = values | treaty
        elif record == "term":
            meanings = {"readings": values.pop("meanings")} if "meanings" in values else {}
            treaty.setdefault("terms", []).append(values | meanings)
        elif record == "provision":
            self.provisions[name, str(values.get("id", ""))] = values
            treaty.setdefault("provisions", []).append(values)
        else:
            self._reading(line, name, values)

    def _reading(self, line: int, name: str, values: dict[str, Any]) -> None:
        anchor = str(values.pop("id", ""))
        provision = self.provisions.get((name, anchor))
        if provision is None:
            near = nearest(anchor, [one for treaty, one in self.provisions if treaty == name])
            self._say(line, "the reading is of no provision above it", "the anchor of a provision", anchor, near)
            return
        reading = {"id": values.pop("reading", "")} | values
        provision.setdefault("readings", []).append(reading)

    def _value(self, line: int, name: str, cell: str) -> Any:
        if cell == _BLANK:
            return ""
        if name in _PARTS or (name in _LISTS and cell.lstrip().startswith("[")):
            return self._parts(line, name, cell)
        return [one.strip() for one in cell.split("|")] if name in _LISTS else cell

    def _parts(self, line: int, name: str, cell: str) -> Any:
        """YAML in one line."""
        try:
            root = read_yaml(f"value: {cell}\n")
            return (to_data(root)["value"] if root is not None else "") or ""
        except YamlError as error:
            self._say(line, f"the cell of {name} is not as it must be", "YAML in one line", str(error))
            return ""
