"""The ledger's own columns as CSV: rows and nothing else."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from detente.case.names import shorten
from detente.case.statements import HEADER
from detente.case.writing import write_atomic
from detente.errors import Finding, FormatError, nearest
from detente.exchange.bare import bare
from detente.exchange.coding import Coding, Loss, Reading
from detente.exchange.outside import csv_records


def write(coding: Coding, path: Path, texts: bool = False) -> tuple[Loss, ...]:
    """Write the rows, with the columns that any of them uses. Cells are written as they are, formulas included."""
    del texts
    used = [name for name in HEADER if any(row.get(name) for row in coding.rows)]
    table = io.StringIO()
    writer = csv.DictWriter(table, used or HEADER, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(coding.rows)
    write_atomic(path, table.getvalue().encode())
    return tuple(codebook_losses(coding, "CSV holds rows alone"))


def codebook_losses(coding: Coding, why: str) -> Iterator[Loss]:
    """The parts of a coding that are not rows."""
    parts = {
        "names and particulars of parties": coding.parties,
        "blocs and their members": coding.blocs,
        "titles and options of issues": coding.issues,
        "titles and options of topics": coding.topics,
        "named conditions": coding.conditions,
        "citations and particulars of sources": coding.sources,
        "attributes of parties": coding.attributes,
        "texts of documents": coding.documents,
    }
    yield from (Loss(what, len(found), why) for what, found in parts.items() if found)


def read(path: Path) -> Reading:
    """Read rows. Raises FormatError with every record that is not as it must be."""
    records, broken = csv_records(path)
    findings: list[Finding] = []
    rows: list[dict[str, str]] = []
    header: list[str] = []
    unknown: dict[str, int] = {}
    for line, record in records:
        if not header:
            header = record
            findings += _header(str(path), header)
        elif len(record) != len(header):
            expected = f"{len(header)}, as in the header"
            message = "the record has too many or too few fields"
            findings.append(Finding(str(path), line, "error", message, expected, str(len(record))))
        else:
            rows.append(_row(header, record, unknown))
    if broken is not None:
        findings.append(broken)
    if not header and not findings:
        findings.append(Finding(str(path), 0, "error", "the file is empty", ",".join(HEADER), "nothing"))
    if findings:
        raise FormatError(findings)
    losses = (Loss(f"the column “{shorten(name)}”", count, "not known") for name, count in unknown.items())
    return Reading(bare(path.stem, rows), tuple(losses))


def _header(file: str, header: list[str]) -> Iterator[Finding]:
    for name in dict.fromkeys(header):
        if header.count(name) > 1:
            yield Finding(file, 1, "error", f"the column “{shorten(name)}” is given twice", "it once")
    if not set(header) & set(HEADER):
        near = nearest(header[0], HEADER)
        expected = f"columns of the ledger: {', '.join(HEADER[:4])}, …"
        yield Finding(file, 1, "error", "no column is one of the ledger's", expected, ", ".join(header[:8]), near)


def _row(header: list[str], record: list[str], unknown: dict[str, int]) -> dict[str, str]:
    row = {}
    for name, value in zip(header, record, strict=True):
        if name not in HEADER:
            unknown[name] = unknown.get(name, 0) + bool(value.strip())
        elif value.strip():
            row[name] = value.strip()
    return {name: row[name] for name in HEADER if name in row}
