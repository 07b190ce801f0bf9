"""Ties made comparable between rows that speak much and rows that speak little.

`x` and `similarity` as in `engines.networks`. Jaccard (1912), "The distribution of the flora in the alpine zone";
cosine: Salton and McGill (1983). What DNA calls by these names is in `engines.dna`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.engines.networks import Floats, activity, folded, one_mode, without_diagonal

if TYPE_CHECKING:
    from collections.abc import Callable

    from scipy.sparse import csr_array


def average(network: csr_array, statements: Floats) -> csr_array:
    """Each tie divided by the mean number of statements of its two ends."""
    return _entrywise(network, lambda ties, i, j: ties / ((statements[i] + statements[j]) / 2.0))


def cosine(network: csr_array, x: csr_array, similarity: Floats, value: str) -> csr_array:
    """Each tie divided by the lengths of its two ends.

    For congruence and ignore that is the cosine of the angle between the two rows of counts (of columns and levels; of
    columns alone): from 0 to 1. The length of a row is the root of its similarity with itself.
    """
    lengths = np.sqrt(itself(x, similarity, value))
    return _entrywise(network, lambda ties, i, j: ties / (lengths[i] * lengths[j]))


def itself(x: csr_array, similarity: Floats, value: str) -> Floats:
    """What one row would share with another one just like it."""
    if value == "ignore":
        uses = folded(x, len(similarity))
        return activity(uses.multiply(uses))
    total = np.zeros(x.shape[0])
    cells = x.shape[1] // len(similarity)
    by_level = [x[:, level :: len(similarity)] for level in range(len(similarity))] if cells else []
    for k, left in enumerate(by_level):
        for m, right in enumerate(by_level):
            if similarity[k, m]:
                total += similarity[k, m] * activity(left.multiply(right))
    return total


def jaccard(x: csr_array, similarity: Floats, value: str) -> csr_array:
    """|A and B| / |A or B| of what the two rows have said, however often: columns with their levels; columns alone
    (ignore); one row against the opposite of the other (conflict, two levels only); the difference of congruence and
    conflict (subtract). On a graded scale |A and B| is the sum of similarities.
    """
    used = (x > 0).astype(np.float64)
    if value == "subtract":
        return jaccard(x, similarity, "congruence") - jaccard(x, similarity, "conflict")
    if value == "ignore":
        used = (folded(used, len(similarity)) > 0).astype(np.float64)
        similarity = np.eye(1)
    shared = one_mode(used, similarity, value)
    sizes = itself(used, similarity, value)
    return _entrywise(shared, lambda both, i, j: both / (sizes[i] + sizes[j] - both))


def ruzicka(x: csr_array, similarity: Floats, value: str) -> csr_array:
    """The weighted Jaccard coefficient: sum of the smaller counts over sum of the larger counts (Ruzicka 1958).

    For whole counts, and for ignore and congruence of levels without order, conflict and subtract of two such levels.
    """
    if value == "subtract":
        return ruzicka(x, similarity, "congruence") - ruzicka(x, similarity, "conflict")
    if value == "ignore":
        x, similarity = folded(x, len(similarity)), np.eye(1)
    totals = activity(x)
    smaller = None
    for threshold in range(1, int(x.max()) + 1 if x.nnz else 1):
        above = (x >= threshold).astype(np.float64)
        layer = one_mode(above, similarity, value if value == "conflict" else "congruence")
        smaller = layer if smaller is None else smaller + layer
    if smaller is None:
        return without_diagonal(np.zeros((x.shape[0], x.shape[0])))
    return _entrywise(smaller, lambda least, i, j: least / (totals[i] + totals[j] - least))


def _entrywise(network: csr_array, change: Callable[[Floats, np.ndarray, np.ndarray], Floats]) -> csr_array:
    """The same ties with other values, some at a time; where there is no tie there is none."""
    from scipy.sparse import csr_array

    rows = np.repeat(np.arange(network.shape[0], dtype=np.int32), np.diff(network.indptr))
    data = np.empty(len(rows))
    for begin in range(0, len(rows), _AT_ONCE):
        here = slice(begin, begin + _AT_ONCE)
        data[here] = change(network.data[here], rows[here], network.indices[here])
    return csr_array((data, network.indices, network.indptr), shape=network.shape)


_AT_ONCE = 1_000_000
