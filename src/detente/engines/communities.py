"""Groups of nodes: communities of a network, and the two (or k) camps of a congruence and a conflict network.

Communities: modularity (Newman and Girvan 2004) by the Louvain method (Blondel and others 2008). Camps: modularity of
signed networks (Gómez, Jensen and Arenas 2009), which rewards congruence within camps and conflict between them beyond
what activity alone would bring; all splits of a small network are tried, a large one is searched from seeded starts.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.engines.networks import Floats, Ints

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Quality = Callable[[Ints], float]
"""How good a membership vector is; the higher the better."""

_EXACT = 6_000
"""Up to so many splits every one is tried."""


def louvain(network: csr_array, seed: int) -> tuple[Ints, float]:
    """Communities of the positive ties, numbered from the largest, and their modularity (0 where there is no tie)."""
    import networkx as nx

    entries = network.tocoo()
    graph = nx.Graph()
    graph.add_nodes_from(range(network.shape[0]))
    for row, column, tie in zip(entries.row.tolist(), entries.col.tolist(), entries.data.tolist(), strict=True):
        if row < column and tie > 0:
            graph.add_edge(row, column, weight=tie)
    if not graph.number_of_edges():
        return np.arange(network.shape[0]), 0.0
    found = nx.community.louvain_communities(graph, weight="weight", seed=seed)
    quality = float(nx.community.modularity(graph, found, weight="weight"))
    memberships = np.zeros(network.shape[0], np.int64)
    for number, members in enumerate(sorted(found, key=lambda one: (-len(one), min(one)))):
        memberships[list(members)] = number
    return memberships, quality


def signed_gains(congruence: Floats, conflict: Floats) -> Floats:
    """The matrix whose sum over pairs in one group is the signed modularity."""
    positive, negative = congruence.sum(), conflict.sum()
    if not positive + negative:
        return np.zeros_like(congruence)
    gains = np.zeros_like(congruence)
    for sign, ties, total in ((1.0, congruence, positive), (-1.0, conflict, negative)):
        if total:
            strength = ties.sum(axis=1)
            gains += sign * (ties - np.outer(strength, strength) / total)
    return np.asarray(gains / (positive + negative))


def signed_modularity(memberships: Ints, gains: Floats) -> float:
    """Q of Gómez, Jensen and Arenas, from `signed_gains`."""
    return float(gains[memberships[:, None] == memberships[None, :]].sum())


def bipolarisation(memberships: Ints, congruence: Floats, conflict: Floats) -> float:
    """The share of all ties that fits the groups: congruence within them, conflict between them. 0.5 is no pattern
    where congruence and conflict balance; nan where there is no tie.
    """
    together = memberships[:, None] == memberships[None, :]
    total = congruence.sum() + conflict.sum()
    return float((congruence[together].sum() + conflict[~together].sum()) / total) if total else float("nan")


def splits(nodes: int, groups: int, *, balanced: bool) -> Iterator[Ints]:
    """Every way to split nodes into at most so many groups (all of them, of sizes that differ by one at most, if
    balanced), each once: groups are numbered in the order of their first nodes.
    """
    low, high = nodes // groups, -(-nodes // groups)
    for rest in itertools.product(range(groups), repeat=max(0, nodes - 1)):
        memberships = np.array((0, *rest), np.int64)
        seen = list(dict.fromkeys(memberships.tolist()))
        if seen != list(range(len(seen))):
            continue
        sizes = np.bincount(memberships, minlength=groups)
        if not balanced or (sizes.min() >= low and sizes.max() <= high):
            yield memberships


@dataclass(frozen=True)
class Splitting:
    """A search for the best split of nodes into groups. `climb` improves a split until nothing near it is better."""

    nodes: int
    groups: int
    quality: Quality
    climb: Callable[[Ints], Ints]
    balanced: bool = False

    @classmethod
    def signed(cls, congruence: Floats, conflict: Floats, groups: int) -> Splitting:
        """By signed modularity; groups of any size, none of which need exist."""
        gains = signed_gains(congruence, conflict)
        return cls(
            len(congruence),
            groups,
            lambda memberships: signed_modularity(memberships, gains),
            lambda memberships: _moved(memberships, gains, groups),
        )

    @classmethod
    def even(cls, nodes: int, groups: int, quality: Quality) -> Splitting:
        """By any quality; sizes differ by one at most."""
        return cls(nodes, groups, quality, lambda memberships: _swapped(memberships, quality), balanced=True)

    def best(self, algorithm: str, seed: int, starts: int = 20) -> tuple[Ints, float, bool]:
        """The best split found, its quality, and whether every one was tried. Deterministic for a seed."""
        if self.groups ** max(0, self.nodes - 1) <= _EXACT:
            found = max(splits(self.nodes, self.groups, balanced=self.balanced), key=self.quality)
            return found, self.quality(found), True
        rng = np.random.default_rng(seed)
        if algorithm == "genetic":
            found = self.climb(_bred(self, rng))
        else:
            tries = [self.climb(_random(self.nodes, self.groups, rng)) for _ in range(starts)]
            found = max(tries, key=self.quality)
        return _renumbered(found), self.quality(found), False


def _moved(memberships: Ints, gains: Floats, groups: int) -> Ints:
    """Move the one node that gains most, as long as any gains."""
    current = memberships.copy()
    ties = gains @ np.eye(groups)[current]
    nodes = np.arange(len(current))
    own = np.diag(gains)
    while True:
        gain = ties - ties[nodes, current][:, None] + own[:, None]
        gain[nodes, current] = 0.0
        node, group = np.unravel_index(int(gain.argmax()), gain.shape)
        if gain[node, group] <= 1e-12:
            return current
        ties[:, current[node]] -= gains[:, node]
        ties[:, group] += gains[:, node]
        current[node] = group


def _swapped(memberships: Ints, quality: Quality) -> Ints:
    """Swap two nodes of different groups, as long as any swap is better."""
    current, held = memberships, quality(memberships)
    better = True
    while better:
        better = False
        for candidate in _neighbours(current):
            if (found := quality(candidate)) > held + 1e-12:
                current, held, better = candidate, found, True
                break
    return current


def _neighbours(current: Ints) -> Iterator[Ints]:
    for left, right in itertools.combinations(range(len(current)), 2):
        if current[left] != current[right]:
            swapped = current.copy()
            swapped[[left, right]] = swapped[[right, left]]
            yield swapped


def _bred(search: Splitting, rng: np.random.Generator) -> Ints:
    """A genetic algorithm on even splits: 50 parents, the best tenth kept, the others crossed and mutated."""
    quality, groups = search.quality, search.groups
    parents = [_random(search.nodes, groups, rng) for _ in range(50)]
    best, stale = max(parents, key=quality), 0
    for _ in range(1000):
        scores = np.array([quality(one) for one in parents])
        order = np.argsort(-scores, kind="stable")
        leader = parents[int(order[0])]
        stale = 0 if quality(leader) > quality(best) + 1e-12 else stale + 1
        best = leader if not stale else best
        if stale > 30:
            break
        chances = scores - scores.min() + 1e-9
        chances /= chances.sum()
        elite = [parents[int(place)] for place in order[:5]]
        children = []
        for _ in range(len(parents) - len(elite)):
            mother, father = rng.choice(len(parents), 2, p=chances)
            children.append(_mutated(_crossed(parents[mother], parents[father], groups, rng), rng))
        parents = elite + children
    return best


def _crossed(mother: Ints, father: Ints, groups: int, rng: np.random.Generator) -> Ints:
    """Each node from either parent, their groups matched by overlap, then evened out."""
    overlap = np.zeros((groups, groups))
    np.add.at(overlap, (mother, father), 1)
    names: dict[int, int] = {}
    for group in range(groups):
        free = [other for other in range(groups) if other not in names.values()]
        names[group] = max(free, key=lambda other: overlap[group, other])
    matched = np.array([names[int(group)] for group in mother])
    child = np.where(rng.random(len(mother)) < 0.5, matched, father)
    return _evened(child, groups, rng)


def _evened(child: Ints, groups: int, rng: np.random.Generator) -> Ints:
    room = np.array([len(child) // groups + (group < len(child) % groups) for group in range(groups)])
    for node in rng.permutation(len(child)):
        sizes = np.bincount(child, minlength=groups)
        if sizes[child[node]] > room[child[node]]:
            child[node] = int(np.flatnonzero(sizes < room)[0])
    return child


def _mutated(child: Ints, rng: np.random.Generator) -> Ints:
    for _ in range(max(1, round(len(child) * 0.05))):
        left, right = rng.integers(len(child), size=2)
        child[[left, right]] = child[[right, left]]
    return child


def _random(nodes: int, groups: int, rng: np.random.Generator) -> Ints:
    return rng.permutation(np.arange(nodes, dtype=np.int64) % groups)


def _renumbered(memberships: Ints) -> Ints:
    names = {group: number for number, group in enumerate(dict.fromkeys(memberships.tolist()))}
    return np.array([names[group] for group in memberships.tolist()], np.int64)
