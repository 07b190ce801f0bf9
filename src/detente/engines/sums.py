"""How many packages of a diagram come to each sum of points: counting with a threshold, exact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.engines.diagrams import Allowed, Diagram, TooWide
from detente.engines.masks import bits

Counts = NDArray[Any]
MAX_CELLS = 20_000_000


def by_sum(
    diagram: Diagram,
    allowed: Allowed,
    forbidden: int,
    values: Mapping[int, Sequence[int]],
    price: Callable[[int], int],
    top: int,
) -> Counts:
    """counts[s]: how many packages take allowed values only, emit nothing forbidden and come to s; the last one: to
    `top` or more.

    `values[variable][value]` and `price(emission)` are whole and not negative. Raises TooWide where sums and nodes
    would need more than MAX_CELLS cells.
    """
    room = 1
    for layer in diagram.layers:
        room *= max(1, allowed[layer.variable].bit_count())
    kind: Any = np.int64 if room < 1 << 62 else object
    emits = [None if emission & forbidden else min(price(emission), top) for emission in diagram.emissions]
    ways: Counts = np.zeros((1, top + 1), kind)
    ways[0, 0] = 1
    for layer in diagram.layers:
        if layer.nodes_after * (top + 1) > MAX_CELLS:
            raise TooWide
        after: Counts = np.zeros((layer.nodes_after, top + 1), kind)
        points = [
            Counter(min(values[layer.variable][value], top) for value in bits(group & allowed[layer.variable]))
            for group in layer.classes
        ]
        codes = layer.value * len(emits) + layer.broken
        for code in np.unique(codes).tolist():
            number, emission = divmod(code, len(emits))
            more = emits[emission]
            edges = np.flatnonzero(codes == code)
            if more is None or not points[number]:
                continue
            rows = ways[layer.source[edges]]
            total = sum(_shifted(rows, min(one + more, top)) * times for one, times in points[number].items())
            np.add.at(after, layer.target[edges], total)
        ways = after
    return np.asarray(ways.sum(axis=0))


def _shifted(rows: Counts, by: int) -> Counts:
    """Every count moved up by so much; what would leave goes into the last place."""
    if not by:
        return rows
    moved = np.zeros_like(rows)
    moved[:, by:] = rows[:, : rows.shape[1] - by]
    moved[:, -1] += rows[:, rows.shape[1] - by :].sum(axis=1)
    return moved


def together(one: Counts, other: Counts, room: int) -> Counts:
    """The counts of pairs by the sum of both; `room` is how many pairs there are at most."""
    top = len(one) - 1
    if room >= 1 << 62:
        one, other = one.astype(object), other.astype(object)
    if np.count_nonzero(one) > np.count_nonzero(other):
        one, other = other, one
    found = np.zeros(len(one), other.dtype)
    for by in np.flatnonzero(one).tolist():
        found += _shifted(other[None, :], by)[0] * one[by]
    assert len(found) == top + 1
    return found
