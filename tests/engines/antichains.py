"""Minimal sets and minimal hitting sets the plain way, to hold the engines against.

Minimal hitting sets by MMCS (Murakami and Uno 2014, "Efficient algorithms for dualizing large-scale hypergraphs").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from detente.engines.masks import bits


def minimal(masks: Iterable[int]) -> list[int]:
    """The sets that contain no other set of the family, smallest first, each once.

    >>> minimal([0b111, 0b001, 0b110, 0b001])
    [1, 6]
    """
    family = sorted(set(masks), key=lambda mask: (mask.bit_count(), mask))
    kept: list[int] = []
    for mask in family:
        if not any(small & mask == small for small in kept):
            kept.append(mask)
    return kept


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
