"""What Discourse Network Analyzer 3 computes, where it differs from the definitions: learned from its public source.

`x` and `similarity` as in `engines.networks`. Why each of these is another number than its name says is told in
`docs/explanation/networks.md`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.engines.networks import Floats, activity, alike, one_mode, without_diagonal

if TYPE_CHECKING:
    from scipy.sparse import csr_array


def one_sided(x: csr_array) -> Floats:
    """For each pair of rows, the statements of either in cells that the other never used."""
    used = (x > 0).astype(np.float64)
    statements = activity(x)
    covered = (x @ used.T).toarray()
    return np.asarray((statements[:, None] - covered) + (statements[:, None] - covered).T)


def unordered(x: csr_array, levels: int, value: str) -> csr_array:
    """Conflict and subtract where levels have no order: conflict counts what only one of the two said, also on columns
    that they do not share.
    """
    conflict = one_sided(x)
    if value == "conflict":
        return without_diagonal(conflict)
    return without_diagonal(one_mode(x, alike(levels), "congruence").toarray() - conflict)


def jaccard(network: csr_array, x: csr_array) -> csr_array:
    """Divided by one-sided statements and the sum of products of counts in shared cells."""
    return _divided(network, one_sided(x) + (x @ x.T).toarray())


def cosine(network: csr_array, x: csr_array) -> csr_array:
    """Divided by the product of the two numbers of statements."""
    statements = activity(x)
    return _divided(network, np.outer(statements, statements))


def kernel_average(network: csr_array, x: csr_array) -> csr_array:
    """Multiplied by the sum of 2 / (statements of both ends in a cell) over the cells in which there are any."""
    counts = x.toarray()
    factors = np.zeros(network.shape)
    for row, own in enumerate(counts):
        both = own + counts
        factors[row] = np.divide(2.0, both, out=np.zeros_like(both), where=both != 0).sum(axis=1)
    ties = network.toarray()
    return without_diagonal(np.where(factors != 0, ties * factors, ties))


def spread(network: Floats) -> Floats:
    """What DNA compares instead of the eigenvalues of a Laplacian: the shares of the nodes in all ties, in order."""
    return np.sort(shares(np.maximum(network, 0.0).sum(axis=1)))


def shares(values: Floats) -> Floats:
    """Values divided by their sum, where it is positive."""
    total = values.sum()
    return values / total if total > 0 else values


def deviation(memberships: np.ndarray, congruence: Floats, conflict: Floats, groups: int) -> float:
    """DNA's polarisation: half the absolute differences between two normalised networks and an ideal one.

    Ideal: all congruence within groups and all conflict between them, spread evenly. The norm is that of both networks
    together.
    """
    sizes = np.bincount(memberships, minlength=groups).astype(np.float64)
    pairs = len(memberships) * (len(memberships) - 1)
    within = float((sizes * (sizes - 1)).sum())
    between = pairs - within
    norm = congruence.sum() + conflict.sum()
    if not norm:
        return 0.0
    expected = sizes * (sizes - 1) / within * (congruence.sum() / norm / within) if within else np.zeros(groups)
    together = memberships[:, None] == memberships[None, :]
    ideal = np.where(together, expected[memberships][:, None], 0.0)
    np.fill_diagonal(ideal, 0.0)
    products = sizes[memberships][:, None] * sizes[memberships][None, :]
    apart = products / between * (conflict.sum() / norm / between) if between else np.zeros_like(products)
    opposed = np.where(together, 0.0, apart)
    gaps = np.abs(congruence / norm - ideal) + np.abs(conflict / norm - opposed)
    np.fill_diagonal(gaps, 0.0)
    return float(0.5 * gaps.sum())


def _divided(network: csr_array, norm: Floats) -> csr_array:
    ties = network.toarray()
    return without_diagonal(np.divide(ties, norm, out=np.zeros_like(ties), where=norm != 0))
