"""Sums over the packages of a decision diagram: the least, the mean, and how two sums vary together.

A package's number is the sum over variables of what its value is worth, and of the prices of the soft constraints that
its path emits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.engines.diagrams import Diagram
from detente.engines.masks import bits

Floats = NDArray[np.float64]
Numbers = NDArray[Any]
_WORD = 1 << 60


@dataclass(frozen=True)
class Moments:
    """Of several sums over the packages of a diagram: how many packages, the means, and the covariances."""

    count: int
    means: Floats
    covariances: Floats


def least(diagram: Diagram, values: Mapping[int, Sequence[int]], prices: Sequence[int]) -> int | None:
    """The least sum of a package; exact at any size. None: no package. `prices[k]` is what emission k costs."""
    largest = sum(max(map(abs, row), default=0) for row in values.values()) + sum(map(abs, prices)) * len(
        diagram.layers
    )
    kind: type = np.int64 if largest < _WORD else object
    best: Numbers = np.zeros(1, kind)
    price: Numbers = np.array(list(prices), kind)
    for layer in diagram.layers:
        lowest: Numbers = np.array(
            [min(values[layer.variable][v] for v in bits(group)) for group in layer.classes], kind
        )
        after: Numbers = np.full(layer.nodes_after, None if kind is object else np.iinfo(np.int64).max, kind)
        sums = best[layer.source] + lowest[layer.value] + price[layer.broken]
        order = np.argsort(sums, kind="stable")[::-1]
        after[layer.target[order]] = sums[order]  # of several, the last one written is the least
        best = after
    return int(min(best)) if len(best) else None


def moments(diagram: Diagram, values: Mapping[int, Floats], prices: Floats) -> Moments:
    """Means and covariances over all packages, each counting once.

    `values[variable]` is (options, sums), `prices` (emissions, sums). Sums are taken from the middle of each issue, so
    that little is lost to rounding.
    """
    width = prices.shape[1]
    shift = np.zeros(width)
    counts: NDArray[np.object_] = np.ones(1, object)
    mean, second = np.zeros((1, width)), np.zeros((1, width, width))
    for layer in diagram.layers:
        middle = values[layer.variable].mean(axis=0)
        shift = shift + middle
        inside = [(values[layer.variable] - middle)[list(bits(group))] for group in layer.classes]
        sizes = np.array([len(one) for one in inside], object)
        ways = counts[layer.source] * sizes[layer.value]
        after = np.zeros(layer.nodes_after, object)
        np.add.at(after, layer.target, ways)
        share = (ways / after[layer.target]).astype(float)
        added = np.array([one.mean(axis=0) for one in inside])[layer.value] + prices[layer.broken]
        spread = np.array([np.cov(one.T, bias=True).reshape(width, width) for one in inside])[layer.value]
        sums = mean[layer.source] + added
        squares = second[layer.source] + spread
        mean = np.zeros((layer.nodes_after, width))
        np.add.at(mean, layer.target, share[:, None] * sums)
        apart = sums - mean[layer.target]
        squares = squares + apart[:, :, None] * apart[:, None, :]
        second = np.zeros((layer.nodes_after, width, width))
        np.add.at(second, layer.target, share[:, None, None] * squares)
        counts = after
    return Moments(int(counts[0]) if len(counts) else 0, mean[0] + shift if len(mean) else shift, second[0])
