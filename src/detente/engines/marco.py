"""All minimal sets that cannot be had together, of any property that a larger set only makes harder.

MARCO (Liffiton, Previti, Malik and Marques-Silva 2016, "Fast, flexible MUS enumeration"): a SAT solver keeps the map of
what is not yet explained; a seed from it that can be had is grown to a largest such set, one that cannot is shrunk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from detente.engines.masks import bits

Feasible = Callable[[int], bool]
Hint = Callable[[int], int]
"""From a set just asked about: a subset of it that cannot be had either, or a superset that can be had too."""


def _itself(mask: int) -> int:
    return mask


def minimal_sets(
    count: int,
    feasible: Feasible,
    apart: Iterable[int] = (),
    known: Iterable[int] = (),
    stop: Callable[[], bool] = lambda: False,
    less: Hint = _itself,
    more: Hint = _itself,
) -> Iterator[int]:
    """Stream the minimal infeasible subsets of `count` members, as masks.

    `less` and `more` are what `feasible` learned of the set that it was last asked about, to save questions. Sets
    that contain one of `apart` are not looked at, nor those that contain one of `known`, which are minimal sets already
    found. If the iterator ends without `stop()`, the sets streamed and `known` are all.
    """
    full = (1 << count) - 1
    if not count or feasible(full):
        return
    from pysat.solvers import Solver

    seeds: Any = Solver(name="glucose4")
    with seeds:
        for number in range(1, count + 1):
            seeds.add_clause([number, -number])
        for together in (*apart, *known):
            seeds.add_clause([-place - 1 for place in bits(together)])
        seeds.set_phases(list(range(1, count + 1)))
        while not stop() and seeds.solve():
            seed = sum(1 << literal - 1 for literal in seeds.get_model() if 0 < literal <= count)
            if feasible(seed):
                kept = _grown(more(seed), full, feasible, more)
                seeds.add_clause([place + 1 for place in bits(full & ~kept)])
            else:
                core = shrunk(less(seed), feasible, less)
                yield core
                seeds.add_clause([-place - 1 for place in bits(core)])


def _grown(seed: int, full: int, feasible: Feasible, more: Hint) -> int:
    for place in bits(full & ~seed):
        if not seed >> place & 1 and feasible(seed | 1 << place):
            seed = more(seed | 1 << place)
    return seed


def shrunk(core: int, feasible: Feasible, less: Hint = _itself) -> int:
    """A minimal infeasible subset of an infeasible set: halves are left out at once where they may be."""
    size = max(1, core.bit_count() // 2)
    while True:
        places = list(bits(core))
        for start in range(0, len(places), size):
            rest = core & ~sum(1 << place for place in places[start : start + size])
            if rest != core and not feasible(rest):
                core = less(rest)
        if size == 1:
            return core
        size = max(1, min(size // 2, core.bit_count() // 2))
