"""Networks from counts: what two rows share, column by column, graded by how alike their levels are.

The definitions are those of Leifeld (2017), "Discourse network analysis: policy debates as dynamic networks", in
Victor, Montgomery and Lubell (eds), The Oxford Handbook of Political Networks. A row is an actor, a column a concept,
a level what the actor said of it. `x[i, j, k]` counts the statements of row i on column j at level k; two-dimensional
here, with `x[i, j * levels + k]`. `similarity[k, l]` says how alike two levels are: 1 the same, 0 opposite.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

VALUES = ("ignore", "congruence", "conflict", "subtract")
"""What a tie of a one-mode network counts: pairs of statements on one column, whatever their levels; as far as they
are alike; as far as they are not; the difference of these two."""

_DENSE_GAIN = 400
"""A multiplication in a dense product costs about so many times less than in a sparse one."""

_DENSE_MOST = 150_000_000
"""Most cells of a dense product: 1.2 GB."""

_ROWS = 256
"""Rows that are turned at once."""


def counted(rows: Ints, cells: Ints, shape: tuple[int, int], weights: Floats | None = None) -> csr_array:
    """`x`: how many statements (or how much weight) each row has in each cell."""
    from scipy.sparse import coo_array

    data = np.ones(len(rows)) if weights is None else np.asarray(weights, np.float64)
    return coo_array((data, (rows, cells)), shape=shape).tocsr()


def folded(x: csr_array, levels: int) -> csr_array:
    """The levels of each column added up."""
    if levels == 1:
        return x
    entries = x.tocoo()
    return counted(entries.row, entries.col // levels, (x.shape[0], x.shape[1] // levels), entries.data)


def graded(levels: Floats, width: float) -> Floats:
    """Similarity of levels on a scale of that width: 1 - |k - l| / width, 1 everywhere where it has none."""
    if width == 0:
        return np.ones((len(levels), len(levels)))
    return np.asarray(1.0 - np.abs(levels[:, None] - levels[None, :]) / width)


def alike(levels: int) -> Floats:
    """Similarity of levels that have no order: the same or not."""
    return np.eye(levels)


def one_mode(x: csr_array, similarity: Floats, value: str) -> csr_array:
    """The square network of rows: for each pair, the sum over columns j and levels k, l of x[i, j, k] x[i', j, l] times
    1 (ignore), s[k, l] (congruence), 1 - s[k, l] (conflict) or 2 s[k, l] - 1 (subtract). Its diagonal is empty.
    """
    levels = len(similarity)
    if value == "ignore":
        uses = folded(x, levels)
        return without_diagonal(_product(uses, uses))
    if value == "congruence":
        return without_diagonal(_product(_through(x, similarity), x))
    if not np.array_equal(similarity, np.eye(levels)):
        pairing = 1.0 - similarity if value == "conflict" else 2.0 * similarity - 1.0
        return without_diagonal(_product(_through(x, pairing), x))
    uses = folded(x, levels)
    together, same = _product(uses, uses), _product(x, x)
    return without_diagonal(together - same if value == "conflict" else 2.0 * same - together)


def two_mode(x: csr_array, levels: int, signs: Floats | None = None) -> csr_array:
    """The network of rows and columns: how often each row uses each column, or the sum of `signs` of the levels."""
    if signs is not None:
        x = x @ _diagonal(np.tile(signs, x.shape[1] // levels))
    found = folded(x, levels)
    found.eliminate_zeros()
    return found


def combined(x: csr_array, levels: int) -> csr_array:
    """Which levels each row uses of each column, as one number: the first level is the highest binary digit."""
    used = (x > 0).astype(np.float64)
    return two_mode(used, levels, np.exp2(np.arange(levels - 1, -1, -1, dtype=np.float64)))


def activity(x: csr_array) -> Floats:
    """How many statements each row made."""
    return np.asarray(x.sum(axis=1), np.float64).ravel()


def prominence(x: csr_array, levels: int) -> Floats:
    """How many statements were made on each column."""
    return np.asarray(folded(x, levels).sum(axis=0), np.float64).ravel()


# ------------------------------------------------------------------------------------------------ plumbing


def without_diagonal(network: csr_array | Floats) -> csr_array:
    """The same square network, sparse, with nothing on its diagonal and no zeros kept."""
    if isinstance(network, np.ndarray):
        np.fill_diagonal(network, 0.0)
        return sparse(network)
    found = network.tocoo()
    keep = (found.row != found.col) & (found.data != 0)
    return counted(found.row[keep], found.col[keep], network.shape, found.data[keep])


def sparse(network: Floats) -> csr_array:
    """The same matrix without its zeros, some rows at a time, so that no second matrix of places is needed."""
    from scipy.sparse import csr_array

    lengths = np.count_nonzero(network, axis=1)
    bounds = np.concatenate(([0], np.cumsum(lengths)))
    columns, data = np.empty(bounds[-1], np.int32), np.empty(bounds[-1])
    for row in range(0, len(network), _ROWS):
        rows = network[row : row + _ROWS]
        here = slice(bounds[row], bounds[min(row + _ROWS, len(network))])
        places = np.nonzero(rows)
        columns[here], data[here] = places[1], rows[places]
    return csr_array((data, columns, bounds.astype(np.int32)), shape=network.shape)


def scaled(network: csr_array, rows: Floats, columns: Floats | None = None) -> csr_array:
    """Every entry times its row's and its column's factor."""
    found = _diagonal(rows) @ network
    return found if columns is None else found @ _diagonal(columns)


def inverse(values: Floats) -> Floats:
    """1 / v, and 0 where v is 0: what nobody did has no share."""
    return np.divide(1.0, values, out=np.zeros(len(values)), where=values != 0)


def _diagonal(values: Floats) -> csr_array:
    from scipy.sparse import diags_array

    return diags_array(values).tocsr()


def _through(x: csr_array, pairing: Floats) -> csr_array:
    """x, its levels mixed within each column by a matrix."""
    from scipy.sparse import csr_array, eye_array, kron

    if np.array_equal(pairing, np.eye(len(pairing))):
        return x
    return x @ csr_array(kron(eye_array(x.shape[1] // len(pairing)), pairing))


def _product(left: csr_array, right: csr_array) -> csr_array | Floats:
    """Left times right transposed: dense where that costs less."""
    rows, cells = left.shape
    work = float(np.bincount(left.indices, minlength=cells) @ np.bincount(right.indices, minlength=cells))
    fits = rows * right.shape[0] <= _DENSE_MOST and (rows + right.shape[0]) * cells <= _DENSE_MOST
    if fits and work * _DENSE_GAIN > float(rows) * right.shape[0] * cells:
        return np.asarray(left.toarray() @ right.toarray().T)
    return left @ right.T
