"""Families of sets in which none contains another, as bit masks: minimal sets and minimal hitting sets.

Minimal hitting sets are found by MMCS (Murakami and Uno 2014, "Efficient algorithms for dualizing large-scale
hypergraphs"), which needs memory for one branch only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

_SMALL = 256


def bits(mask: int) -> Iterator[int]:
    """The members of a set, in ascending order."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def minimal(masks: Iterable[int]) -> list[int]:
    """The sets that contain no other set of the family, smallest first, each once.

    >>> minimal([0b111, 0b001, 0b110, 0b001])
    [1, 6]
    """
    family = sorted(set(masks), key=lambda mask: (mask.bit_count(), mask))
    if len(family) > _SMALL:
        return _minimal_wide(family)
    kept: list[int] = []
    for mask in family:
        if not any(small & mask == small for small in kept):
            kept.append(mask)
    return kept


def _words(family: list[int]) -> NDArray[np.uint64]:
    width = max(1, -(-max(mask.bit_length() for mask in family) // 64))
    data = b"".join(mask.to_bytes(8 * width, "little") for mask in family)
    return np.frombuffer(data, "<u8").reshape(len(family), width)


def _minimal_wide(family: list[int]) -> list[int]:
    """The same for a long family sorted by size: compare each size with all smaller ones at once."""
    words = _words(family)
    sizes = np.array([mask.bit_count() for mask in family])
    keep = np.ones(len(family), bool)
    for size in np.unique(sizes)[1:]:
        rows = np.flatnonzero(sizes == size)
        smaller = words[(sizes < size) & keep]
        for start in range(0, len(rows), 512):
            part = rows[start : start + 512]
            alive = np.arange(len(part))
            for begin in range(0, len(smaller), 2048):
                block = smaller[begin : begin + 2048]
                inside = np.ones((len(alive), len(block)), bool)
                for word in range(words.shape[1]):
                    column = block[:, word]
                    inside &= (words[part[alive], word][:, None] & column) == column
                alive = alive[~inside.any(axis=1)]
                if not len(alive):
                    break
            dropped = np.ones(len(part), bool)
            dropped[alive] = False
            keep[part[dropped]] = False
    return [mask for mask, good in zip(family, keep.tolist(), strict=True) if good]


def hitting_sets(family: Iterable[int]) -> Iterator[int]:
    """The minimal sets that meet every set of the family, in no particular order.

    An empty family is met by the empty set; a family with an empty set by nothing.

    >>> sorted(hitting_sets([0b011, 0b110]))
    [2, 5]
    """
    edges = minimal(family)
    if edges and edges[0] == 0:
        return
    vertices: dict[int, int] = {}
    for number, edge in enumerate(edges):
        for vertex in bits(edge):
            vertices[vertex] = vertices.get(vertex, 0) | 1 << number
    everything = (1 << len(edges)) - 1
    candidates = 0
    for edge in edges:
        candidates |= edge
    yield from _mmcs(edges, vertices, 0, {}, everything, candidates)


def _mmcs(
    edges: list[int], vertices: dict[int, int], chosen: int, critical: dict[int, int], uncovered: int, candidates: int
) -> Iterator[int]:
    """Extend `chosen`, in which each vertex v alone meets the edges `critical[v]`, to all minimal hitting sets."""
    if not uncovered:
        yield chosen
        return
    edge = min((edges[number] & candidates for number in bits(uncovered)), key=int.bit_count)
    candidates &= ~edge
    for vertex in bits(edge):
        meets = vertices[vertex]
        still = {other: edges_of & ~meets for other, edges_of in critical.items()}
        if all(still.values()):
            still[vertex] = uncovered & meets
            yield from _mmcs(edges, vertices, chosen | 1 << vertex, still, uncovered & ~meets, candidates)
        candidates |= 1 << vertex
