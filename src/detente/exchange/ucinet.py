"""Networks as UCINET DL files: a full matrix or a list of ties, out and in.

Labels stand in double quotes, each on a line of its own, so that they may hold spaces and commas. DL has no way to
write a double quote inside a label: it becomes a single one, and the writer says so. Reference: UCINET's guide to DL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from detente.case.writing import write_atomic
from detente.engines.networks import Floats
from detente.errors import Finding, FormatError
from detente.exchange.coding import Loss

if TYPE_CHECKING:
    from detente.analyses.networks.making import Network

LONGEST = 255
"""UCINET cuts labels at so many characters."""


@dataclass(frozen=True, eq=False)
class Matrix:
    """What a DL file says: labels and cells; of one mode rows and columns are the same."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Floats
    two_mode: bool


def write(network: Network, path: Path, form: str = "fullmatrix") -> tuple[Loss, ...]:
    """Write the network as `fullmatrix` or `edgelist`; what labels lost is returned."""
    matrix = Matrix(network.rows, network.columns, network.dense(), network.two_mode)
    write_atomic(path, text(matrix, form).encode())
    return losses(network)


def losses(network: Network) -> tuple[Loss, ...]:
    """What DL cannot hold of this network."""
    changed = [node.name for node in network.nodes if _label(node.name) != node.name]
    if not changed:
        return ()
    return (
        Loss("double quotes, line breaks and ends of long labels", len(changed), "DL has no room for them", changed[0]),
    )


def text(matrix: Matrix, form: str = "fullmatrix") -> str:
    """The DL file."""
    return "\n".join(_lines(matrix, form)) + "\n"


def _lines(matrix: Matrix, form: str) -> Iterator[str]:
    rows, columns = matrix.cells.shape
    size = f"nr = {rows}, nc = {columns}" if matrix.two_mode else f"n = {rows}"
    kind = "fullmatrix" if form == "fullmatrix" else "edgelist2" if matrix.two_mode else "edgelist1"
    yield f"dl {size}, format = {kind}"
    yield "row labels:" if matrix.two_mode else "labels:"
    yield from (f'"{_label(label)}"' for label in matrix.rows)
    if matrix.two_mode:
        yield "col labels:"
        yield from (f'"{_label(label)}"' for label in matrix.columns)
    yield "data:"
    if form == "fullmatrix":
        yield from (" ".join(_number(cell) for cell in row) for row in matrix.cells.tolist())
        return
    for row, column in zip(*np.nonzero(matrix.cells), strict=True):
        yield f"{row + 1} {column + 1} {_number(float(matrix.cells[row, column]))}"


def _label(name: str) -> str:
    return re.sub(r"\s+", " ", name).replace('"', "'")[:LONGEST]


def _number(cell: float) -> str:
    return str(int(cell)) if cell == int(cell) else repr(cell)


def read(path: Path) -> Matrix:
    """Read a DL file of format fullmatrix, edgelist1 or edgelist2. Raises FormatError."""
    try:
        found = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(path, 0, f"the file is not UTF-8 ({error})") from None
    return parse(found, path)


def parse(found: str, path: Path) -> Matrix:
    """Read a DL file's text."""
    head = re.match(r"\s*dl\b", found, re.IGNORECASE)
    if head is None:
        raise _refused(path, 1, "this is no DL file", "“dl” at the beginning")
    parts = re.split(r"^\s*((?:row |col(?:umn)? )?labels|data)\s*:\s*$", found, flags=re.IGNORECASE | re.MULTILINE)
    sizes = {key.lower(): int(value) for key, value in re.findall(r"\b(nr|nc|n)\s*=\s*(\d+)", parts[0], re.IGNORECASE)}
    form = re.search(r"format\s*=\s*(\w+)", parts[0], re.IGNORECASE)
    sections = {key.lower().replace("column", "col"): body for key, body in zip(parts[1::2], parts[2::2], strict=True)}
    rows, columns = sizes.get("nr", sizes.get("n", 0)), sizes.get("nc", sizes.get("n", 0))
    kind = form.group(1).lower() if form else "fullmatrix"
    if not sizes or "data" not in sections:
        raise _refused(path, 1, "the size or the data is missing", "“n = …” or “nr = …, nc = …”, and “data:”")
    row_labels = _labels(sections.get("row labels", sections.get("labels", "")), rows, path)
    column_labels = _labels(sections.get("col labels", ""), columns, path) if "nr" in sizes else row_labels
    numbers = _numbers(sections["data"], path)
    cells = _cells(numbers, kind, (rows, columns), path)
    return Matrix(row_labels, column_labels, cells, "nr" in sizes)


def _labels(body: str, size: int, path: Path) -> tuple[str, ...]:
    found = [quoted or plain for quoted, plain in re.findall(r'"([^"\n]*)"|([^\s,"]+)', body)]
    labels = tuple(found) or tuple(str(number + 1) for number in range(size))
    if len(labels) != size:
        raise _refused(path, 0, "the labels do not fit the size", f"{size} labels", str(len(labels)))
    return labels


def _numbers(body: str, path: Path) -> list[float]:
    try:
        return [float(word) for word in body.split()]
    except ValueError as error:
        raise _refused(path, 0, f"the data holds something else than numbers ({error})") from None


def _cells(numbers: list[float], kind: str, shape: tuple[int, int], path: Path) -> Floats:
    if kind == "fullmatrix":
        if len(numbers) != shape[0] * shape[1]:
            expected = f"{shape[0] * shape[1]} numbers"
            raise _refused(path, 0, "the data does not fit the size", expected, str(len(numbers)))
        return np.array(numbers, np.float64).reshape(shape)
    if kind not in ("edgelist1", "edgelist2"):
        raise _refused(path, 1, f"the format {kind} is not known", "fullmatrix, edgelist1 or edgelist2")
    if len(numbers) % 3:
        raise _refused(
            path, 0, "a tie is a row, a column and a value", "three numbers a line", f"{len(numbers)} in all"
        )
    cells = np.zeros(shape)
    for row, column, value in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True):
        if not (1 <= row <= shape[0] and 1 <= column <= shape[1]):
            raise _refused(
                path, 0, f"the tie {row:g} {column:g} is outside the network", f"1 to {shape[0]}, {shape[1]}"
            )
        cells[int(row) - 1, int(column) - 1] = value
    return cells


def _refused(path: Path, line: int, message: str, expected: str = "", got: str = "") -> FormatError:
    return FormatError([Finding(str(path), line, "error", message, expected, got)])
