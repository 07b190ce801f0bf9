"""What of a network carries it: ties that are no accident, and columns without which it would look the same.

Ties: the disparity filter of Serrano, Boguñá and Vespignani (2009). Columns: the spectral backbones of Leifeld's DNA:
nested, of a fixed size, and penalised for size.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.engines.dna import shares
from detente.engines.networks import Floats

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Build = Callable[[tuple[int, ...]], Floats]
"""The network (dense, square) that follows from these columns alone."""

Spectrum = Callable[[Floats], Floats]

_EXACT = 12
"""Up to so many columns every subset is tried."""


def disparity(network: csr_array) -> csr_array:
    """For each tie the probability of one so strong if its end spread its strength over its ties at random: the lower
    of both ends. An end with one tie only says nothing (1). Strengths are absolute values.
    """
    from scipy.sparse import csr_array

    entries = network.tocoo()
    strength = np.abs(entries.data)
    totals = np.bincount(entries.row, strength, network.shape[0])
    degrees = np.bincount(entries.row, minlength=network.shape[0])
    chance = (1.0 - strength / totals[entries.row]) ** (degrees[entries.row] - 1)
    own = csr_array((chance, network.indices, network.indptr), shape=network.shape)
    turned = own.T.tocsr()
    own.sort_indices()
    turned.sort_indices()
    return csr_array((np.minimum(own.data, turned.data), own.indices, own.indptr), shape=network.shape)


def laplacian_spectrum(network: Floats) -> Floats:
    """Eigenvalues of the Laplacian of the positive ties, from low to high, divided by their sum."""
    positive = np.maximum(network, 0.0)
    values = np.linalg.eigvalsh(np.diag(positive.sum(axis=1)) - positive)
    return shares(np.maximum(values, 0.0))


def distance(left: Floats, right: Floats) -> float:
    """Sum of absolute differences of two spectra."""
    return float(np.abs(left - right).sum())


@dataclass(frozen=True)
class Step:
    """A column that was dropped, how far the rest then is from the whole, and how far what was dropped is."""

    column: int
    backbone_loss: float
    redundant_loss: float
    remaining: tuple[int, ...]


def nested(columns: int, build: Build, spectrum: Spectrum) -> tuple[Step, ...]:
    """Drop one column after the other, always one that changes the spectrum of the network least.

    Among equals the last one first, all of them at once, as DNA does.
    """
    whole = spectrum(build(tuple(range(columns))))
    remaining, dropped, steps = list(range(columns)), [], []
    while remaining:
        losses = [distance(whole, spectrum(build(_without(remaining, place)))) for place in range(len(remaining))]
        least = min(losses)
        for place in reversed(range(len(losses))):
            if losses[place] == least:
                column = remaining.pop(place)
                dropped.append(column)
                rest = distance(whole, spectrum(build(tuple(sorted(dropped)))))
                steps.append(Step(column, least, rest, tuple(remaining)))
    return tuple(steps)


@dataclass(frozen=True)
class Backbone:
    """Columns that stand for all, how far the network of them is from the whole; whether no set is better."""

    columns: tuple[int, ...]
    loss: float
    redundant_loss: float
    exact: bool


def fixed(columns: int, build: Build, spectrum: Spectrum, size: int, *, iterations: int, seed: int) -> Backbone:
    """The set of so many columns whose network is nearest to the whole."""
    return _least(columns, build, spectrum, 0.0, (size, size), iterations, seed)


def penalised(
    columns: int, build: Build, spectrum: Spectrum, penalty: float, *, iterations: int, seed: int
) -> Backbone:
    """The set of columns that is best at distance times exp(-penalty × share of columns left out)."""
    return _least(columns, build, spectrum, penalty, (1, columns - 1), iterations, seed)


def _least(
    columns: int,
    build: Build,
    spectrum: Spectrum,
    penalty: float,
    sizes: tuple[int, int],
    iterations: int,
    seed: int,
) -> Backbone:
    whole = spectrum(build(tuple(range(columns))))
    known: dict[tuple[int, ...], float] = {}

    def loss(chosen: tuple[int, ...]) -> float:
        if chosen not in known:
            gone = (columns - len(chosen)) / columns
            known[chosen] = distance(whole, spectrum(build(chosen))) * float(np.exp(-penalty * gone))
        return known[chosen]

    if exact := columns <= _EXACT:
        low, high = sizes
        best = min((s for n in range(low, high + 1) for s in itertools.combinations(range(columns), n)), key=loss)
    else:
        best = _annealed(columns, loss, sizes, iterations, np.random.default_rng(seed))
    rest = tuple(column for column in range(columns) if column not in best)
    far = distance(whole, spectrum(build(best)))
    return Backbone(best, far, distance(whole, spectrum(build(rest))), exact)


def _annealed(
    columns: int,
    loss: Callable[[tuple[int, ...]], float],
    sizes: tuple[int, int],
    iterations: int,
    rng: np.random.Generator,
) -> tuple[int, ...]:
    """Simulated annealing over sets of columns: add, remove or swap one, with DNA's cooling."""
    low, high = sizes
    current = tuple(sorted(rng.choice(columns, low, replace=False).tolist()))
    best, held = current, loss(current)
    for step in range(1, iterations + 1):
        warmth = 1.0 - 1.0 / (1.0 + np.exp(5.0 - 12.0 / iterations * step))
        candidate = _moved(current, columns, low, high, rng)
        found = loss(candidate)
        if found < held or rng.random() < np.exp(held - found) * warmth:
            current, held = candidate, found
            best = min(best, current, key=loss)
    return best


def _moved(current: tuple[int, ...], columns: int, low: int, high: int, rng: np.random.Generator) -> tuple[int, ...]:
    outside = [column for column in range(columns) if column not in current]
    moves = ["swap"] if outside else []
    moves += ["add"] if len(current) < high else []
    moves += ["remove"] if len(current) > low else []
    move = moves[int(rng.integers(len(moves)))]
    found = set(current)
    if move in ("add", "swap"):
        found.add(outside[int(rng.integers(len(outside)))])
    if move in ("remove", "swap"):
        found.remove(current[int(rng.integers(len(current)))])
    return tuple(sorted(found))


def _without(items: list[int], place: int) -> tuple[int, ...]:
    return tuple(items[:place] + items[place + 1 :])
