"""Issues compared two by two in a table (CSV): columns issue, over, times and, if wanted, because."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from pydantic_core import PydanticCustomError

from detente.case.judgements.comparing import faults
from detente.case.judgements.model import Comparison
from detente.case.judgements.numbers import ratio
from detente.case.names import shorten
from detente.errors import Finding, FormatError, nearest
from detente.exchange.outside import read_text

COLUMNS = ("issue", "over", "times", "because")
_MOST = 1_000_000


def read_comparisons(path: Path) -> tuple[Comparison, ...]:
    """The comparisons of a table. Raises FormatError with everything that is wrong in it."""
    name = path.name
    records = _records(path, name)
    if not records:
        raise FormatError([Finding(name, 0, "error", "the table is empty", ", ".join(COLUMNS[:3]), "nothing")])
    header = [cell.strip() for cell in records[0][1]]
    findings = _heading(name, header)
    if findings:
        raise FormatError(findings)
    found: list[Comparison] = []
    lines: list[int] = []
    for line, record in records[1:]:
        one = _comparison(name, line, dict(zip(header, map(str.strip, record), strict=False)), findings)
        if one is not None:
            found.append(one)
            lines.append(line)
    if not findings and not found:
        findings.append(Finding(name, 0, "error", "nothing is compared", "a row for each pair", "only a heading"))
    if not findings:
        findings = [
            Finding(
                name,
                0 if fault.place is None else lines[fault.place],
                "error",
                fault.message,
                fault.expected,
                fault.got,
            )
            for fault in faults(found, lines)
        ]
    if findings:
        raise FormatError(findings)
    return tuple(found)


def _records(path: Path, name: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(read_text(path, _MOST), newline=""), strict=True)
    try:
        return [(reader.line_num, record) for record in reader if any(map(str.strip, record))]
    except csv.Error as error:
        raise FormatError([Finding(name, reader.line_num, "error", f"this is no CSV ({error})", "CSV")]) from None


def _heading(name: str, header: list[str]) -> list[Finding]:
    found = []
    for column in COLUMNS[:3]:
        if column not in header:
            got = shorten(", ".join(header))
            near = nearest(column, header)
            found.append(Finding(name, 1, "error", f"the column {column} is missing", ", ".join(COLUMNS), got, near))
    return found


def _comparison(name: str, line: int, row: dict[str, str], findings: list[Finding]) -> Comparison | None:
    missing = [column for column in COLUMNS[:3] if not row.get(column)]
    if missing:
        message = f"nothing is written for {' and '.join(missing)}"
        findings.append(Finding(name, line, "error", message, "a value", "nothing"))
        return None
    try:
        times = ratio(row["times"])
    except PydanticCustomError as error:
        context = error.context or {}
        message = f"how many times {shorten(row['issue'])} is as important cannot be read"
        expected, got = str(context.get("expected")), shorten(row["times"])
        findings.append(Finding(name, line, "error", message, expected, got))
        return None
    return Comparison(row["issue"], row["over"], times, row.get("because", ""))
