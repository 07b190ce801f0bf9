"""Files from outside, read with care: bounded, strict, and with a plain word for what is wrong."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from detente.case.folder import open_problem, why
from detente.errors import Finding, FormatError

MAX_BYTES = 500_000_000
"""Bytes of a file above which it is not read."""
MAX_FIELD = 10_000_000
"""Characters of a field of a CSV file."""


def refuse(file: str | Path, message: str, expected: str = "", got: str = "", line: int = 0) -> FormatError:
    """The error that one thing wrong with a file makes."""
    return FormatError([Finding(str(file), line, "error", message, expected, got)])


def read_bytes(path: Path, most: int = MAX_BYTES) -> bytes:
    """A file's bytes. Raises FormatError where there is no reading it, or it is too large."""
    problem = open_problem(path)
    try:
        if not problem and path.stat().st_size > most:
            size = f"{path.stat().st_size:,} bytes"
            raise refuse(path, "the file cannot be read", f"a file of at most {most:,} bytes", size)
        if not problem:
            return path.read_bytes()
    except OSError as error:
        problem = why(error)
    raise refuse(path, f"the file cannot be read: {problem}")


def read_text(path: Path, most: int = MAX_BYTES) -> str:
    """A file's text, byte order mark removed. Raises FormatError where it is not UTF-8."""
    data = read_bytes(path, most)
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise refuse(path, "the file is not UTF-8", "UTF-8", "UTF-16, which spreadsheets call Unicode text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        got = f"the byte 0x{data[error.start]:02x} at offset {error.start}"
        raise refuse(path, "the file is not UTF-8", "UTF-8", got, line) from None


def csv_records(path: Path) -> tuple[list[tuple[int, list[str]]], Finding | None]:
    """The records of a CSV file that are not empty, each with its last line; and where it is no CSV, that.

    Raises FormatError where there is no reading the file. Fields may be long here; what is allowed elsewhere stays.
    """
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    found: list[tuple[int, list[str]]] = []
    before = csv.field_size_limit()
    csv.field_size_limit(max(before, MAX_FIELD))
    try:
        found.extend((reader.line_num, record) for record in reader if record)
    except csv.Error as error:
        return found, Finding(str(path), reader.line_num, "error", "the file is no CSV", "CSV", str(error))
    finally:
        csv.field_size_limit(before)
    return found, None


def parse_xml(data: bytes, file: str | Path) -> Any:
    """The root of an XML document; nothing outside of it is read, and no entity is expanded. Raises FormatError."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        said = str(getattr(error, "msg", error))
        raise refuse(file, "the file is no XML", "XML", said, getattr(error, "lineno", 0) or 0) from None
    if root.getroottree().docinfo.doctype or root.getroottree().docinfo.internalDTD is not None:
        raise refuse(file, "the file has a document type of its own, which is not read", "XML without DOCTYPE")
    return root
