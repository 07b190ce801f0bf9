"""Circles in small graphs: classes under themselves, clauses that override one another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def circles(edges: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """One shortest circle through the first node of each knot, without its end, in the order of the nodes.

    >>> circles({"a": ["b"], "b": ["c"], "c": ["a"], "d": ["d"], "e": ["a"]})
    [('a', 'b', 'c'), ('d',)]
    """
    found: list[tuple[str, ...]] = []
    done: set[str] = set()
    for start in edges:
        if start not in done:
            circle = _through(start, edges)
            found.extend([circle] if circle and not done & set(circle) else [])
            done.update(circle)
    return found


def _through(start: str, edges: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The shortest way from a node back to itself; () where there is none."""
    paths: dict[str, tuple[str, ...]] = {start: (start,)}
    queue = [start]
    for node in queue:  # grows while it is read
        for after in edges.get(node, ()):
            if after == start:
                return paths[node]
            if after not in paths:
                paths[after] = (*paths[node], after)
                queue.append(after)
    return ()
