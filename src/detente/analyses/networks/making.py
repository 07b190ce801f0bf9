"""One network from the statements that count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from detente.analyses.networks.asking import Asked
from detente.analyses.networks.selecting import Selection, select
from detente.engines import dna, networks, normalising
from detente.engines.networks import Floats, activity, inverse, prominence
from detente.errors import TooLargeError
from detente.ledger.discourse import Discourse

if TYPE_CHECKING:
    from scipy.sparse import csr_array

MOST_PRINTED = 30_000_000
"""Most cells of a matrix that is written out in full."""

REFERENCE = "Leifeld 2017, doi:10.1093/oxfordhb/9780190228217.013.25"


@dataclass(frozen=True)
class Node:
    """A row or a column: its label, the variable that it is a value of, how many statements it has, its particulars."""

    name: str
    variable: str
    statements: int
    attributes: Mapping[str, str]

    @property
    def shown(self) -> str:
        """What people read: its name or title where it has one."""
        return self.attributes.get("name") or self.attributes.get("title") or self.name


@dataclass(frozen=True, eq=False)
class Network:
    """Ties between rows and columns (of one mode: rows and rows; symmetric, without a diagonal).

    `whole`: all ties are whole numbers. `statements` counts those that the ties rest on; `first` and `last` are their
    dates. `left_out` says what was coded and does not count, by the first reason; `notes` what else to know.
    """

    asked: Asked
    title: str
    origin: str
    ties: csr_array
    row_nodes: tuple[Node, ...]
    column_nodes: tuple[Node, ...]
    whole: bool
    statements: int
    first: date | None
    last: date | None
    left_out: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]

    @property
    def rows(self) -> tuple[str, ...]:
        """The labels of the rows."""
        return tuple(node.name for node in self.row_nodes)

    @property
    def columns(self) -> tuple[str, ...]:
        """The labels of the columns."""
        return tuple(node.name for node in self.column_nodes)

    @property
    def two_mode(self) -> bool:
        """Whether rows and columns are different things."""
        return self.asked.kind == "two-mode"

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Every node once."""
        return (*self.row_nodes, *self.column_nodes) if self.two_mode else self.row_nodes

    def dense(self) -> Floats:
        """All cells. Raises TooLargeError beyond MOST_PRINTED."""
        rows, columns = self.ties.shape
        if rows * columns > MOST_PRINTED:
            raise TooLargeError(
                f"the matrix has {rows:,} × {columns:,} cells, more than {MOST_PRINTED:,}; "
                "write it as a list of ties: --format graphml or csv --out FILE"
            )
        return np.asarray(self.ties.toarray())

    def edges(self) -> Iterator[tuple[int, int, float]]:
        """Each tie once, as places in `nodes`: row by row, column by column."""
        entries = self.ties.tocoo()
        shift = len(self.row_nodes) if self.two_mode else 0
        order = np.lexsort((entries.col, entries.row))
        for place in order.tolist():
            row, column = int(entries.row[place]), int(entries.col[place])
            if self.two_mode or row < column:
                yield row, column + shift, float(entries.data[place])

    @property
    def tie_count(self) -> int:
        """How many ties there are, each counted once."""
        return int(self.ties.nnz) if self.two_mode else int(self.ties.nnz) // 2

    def strongest(self, most: int) -> tuple[tuple[int, int, float], ...]:
        """The strongest ties as `edges` gives them, the strongest first, equal ones in the order of their nodes."""
        self.ties.sort_indices()
        rows = np.repeat(np.arange(self.ties.shape[0], dtype=np.int32), np.diff(self.ties.indptr))
        once = np.ones(len(rows), bool) if self.two_mode else rows < self.ties.indices
        strength = np.where(once, np.abs(self.ties.data), -1.0)
        places = np.flatnonzero(once)
        if len(places) > most:
            least = np.partition(strength, len(strength) - most)[len(strength) - most]
            above = np.flatnonzero(strength > least)
            places = np.concatenate((above, np.flatnonzero(strength == least)[: most - len(above)]))
        shift = len(self.row_nodes) if self.two_mode else 0
        ranked = sorted(places.tolist(), key=lambda place: (-strength[place], place))
        data, columns = self.ties.data, self.ties.indices
        return tuple((int(rows[n]), int(columns[n]) + shift, float(data[n])) for n in ranked)

    def about(self) -> dict[str, object]:
        """Everything but the matrix, as documented in docs/reference/json.md."""
        asked = self.asked
        return {
            "title": self.title,
            "origin": self.origin,
            "method": REFERENCE if not asked.dna else f"{REFERENCE}; as DNA 3 computes it",
            "kind": asked.kind,
            "value": asked.value,
            "normalise": asked.normalise,
            "duplicates": asked.duplicates,
            "compatible": asked.compatible or None,
            "row_variable": asked.rows,
            "column_variable": asked.columns,
            "qualifier": asked.qualifier or None,
            "statements": self.statements,
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "left_out": [{"reason": reason, "statements": number} for reason, number in self.left_out],
            "notes": list(self.notes),
        }

    def matrix(self) -> list[list[float]]:
        """All cells as lists of rows; whole numbers as such."""
        cells = self.dense()
        found: list[list[float]] = (np.rint(cells).astype(np.int64) if self.whole else cells).tolist()
        return found

    def to_json(self) -> dict[str, object]:
        """The documented JSON."""
        return {
            "rows": list(self.rows),
            "columns": list(self.columns),
            "matrix": self.matrix(),
            **self.about(),
            "row_attributes": [_particulars(node) for node in self.row_nodes],
            "column_attributes": [_particulars(node) for node in self.column_nodes],
        }


def network(discourse: Discourse, asked: Asked) -> Network:
    """Who shares what with whom, or who says what?

    Raises UnknownNameError for a variable or value that is not coded, DetenteError for a question without an answer.
    """
    return made(select(discourse, asked))


def made(selection: Selection, weights: Floats | None = None) -> Network:
    """The network of these statements; `weights` counts each of them so much."""
    asked = selection.asked
    x = tally(selection, weights)
    ties = _ties(selection, x, weighted=weights is not None)
    ties.eliminate_zeros()
    whole = asked.normalise == "none" and weights is None and _integral(ties)
    rows = tuple(_nodes(selection, asked.rows, selection.rows, selection.row_labels))
    columns = rows
    if asked.kind == "two-mode":
        columns = tuple(_nodes(selection, asked.columns, selection.columns, selection.column_labels))
    return Network(
        asked,
        selection.discourse.title,
        selection.discourse.origin,
        ties,
        rows,
        columns,
        whole,
        len(np.unique(selection.numbers)),
        selection.first,
        selection.last,
        selection.left_out,
        selection.notes,
    )


def _ties(selection: Selection, x: csr_array, *, weighted: bool) -> csr_array:
    if selection.asked.kind == "two-mode":
        return two_mode_ties(selection, x)
    return one_mode_ties(selection, x, weighted=weighted)


def tally(selection: Selection, weights: Floats | None = None) -> csr_array:
    """How often each row uses each column at each level."""
    levels = len(selection.level_labels)
    shape = (len(selection.row_labels), len(selection.column_labels) * levels)
    return networks.counted(selection.rows, selection.columns * levels + selection.levels, shape, weights)


def one_mode_ties(selection: Selection, x: csr_array, *, weighted: bool = False) -> csr_array:
    """The square matrix of rows. `weighted`: statements count by their distance in time."""
    asked, similarity = selection.asked, selection.similarity
    unordered = asked.uses_qualifier and selection.signs is None
    if asked.dna and unordered and asked.value in ("conflict", "subtract"):
        ties = dna.unordered(x, len(similarity), asked.value)
    else:
        ties = networks.one_mode(x, similarity, asked.value)
    if asked.normalise == "average":
        if asked.dna and weighted:
            return dna.kernel_average(ties, tally(selection))
        return normalising.average(ties, activity(x))
    if asked.normalise == "cosine":
        return dna.cosine(ties, x) if asked.dna else normalising.cosine(ties, x, similarity, asked.value)
    if asked.normalise == "jaccard":
        return dna.jaccard(ties, x) if asked.dna else normalising.jaccard(x, similarity, asked.value)
    return normalising.ruzicka(x, similarity, asked.value) if asked.normalise == "ruzicka" else ties


def two_mode_ties(selection: Selection, x: csr_array) -> csr_array:
    """The matrix of rows and columns."""
    asked, levels = selection.asked, len(selection.level_labels)
    if asked.value == "combine":
        ties = networks.combined(x, levels)
    else:
        ties = networks.two_mode(x, levels, selection.signs if asked.value == "subtract" else None)
    if asked.normalise == "activity":
        return networks.scaled(ties, inverse(activity(x)))
    if asked.normalise == "prominence":
        return networks.scaled(ties, np.ones(ties.shape[0]), inverse(prominence(x, levels)))
    return ties


def _integral(ties: csr_array) -> bool:
    return bool(np.all(ties.data == np.rint(ties.data)))


def _nodes(selection: Selection, name: str, codes: np.ndarray, labels: tuple[str, ...]) -> Iterator[Node]:
    variable = selection.discourse[name]
    numbers = np.bincount(codes, minlength=len(labels)).tolist()
    for label, number in zip(labels, numbers, strict=True):
        yield Node(label, variable.name, number, variable.attributes.get(label, {}))


def _particulars(node: Node) -> dict[str, object]:
    return {"label": node.name, "statements": node.statements, "attributes": dict(node.attributes)}
