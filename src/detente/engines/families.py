"""Families of sets as zero-suppressed decision diagrams: millions of sets in a few thousand nodes.

Union, join, minimal members, minimal hitting sets and sums over members, as in Knuth, "The Art of Computer
Programming", volume 4A, section 7.1.4 (exercises 203 to 237). A family is a number in its arena: EMPTY has no member,
UNIT has the empty set only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from detente.engines.diagrams import Diagram, TooWide, rows_of
from detente.engines.masks import bits

EMPTY, UNIT = 0, 1
MAX_NODES = 600_000
MAX_ELEMENTS = 250
T = TypeVar("T")


class Families:
    """An arena of families over these elements, which are compared in the order given.

    Raises TooWide beyond MAX_NODES nodes.
    """

    def __init__(self, elements: Sequence[int]) -> None:
        if len(elements) > MAX_ELEMENTS:
            raise TooWide
        self.elements = tuple(elements)
        self._rank = {element: rank for rank, element in enumerate(elements)}
        last = len(elements)
        self._nodes: list[tuple[int, int, int]] = [(last, 0, 0), (last, 1, 1)]
        self._known: dict[tuple[int, int, int], int] = {}
        self._union: dict[tuple[int, int], int] = {}
        self._join: dict[tuple[int, int], int] = {}
        self._without: dict[tuple[int, int], int] = {}
        self._minimal: dict[int, int] = {EMPTY: EMPTY, UNIT: UNIT}
        self._hitting: dict[int, int] = {EMPTY: UNIT, UNIT: EMPTY}

    def _node(self, rank: int, low: int, high: int) -> int:
        if high == EMPTY:
            return low
        key = (rank, low, high)
        known = self._known.get(key)
        if known is None:
            if len(self._nodes) >= MAX_NODES:
                raise TooWide
            known = self._known[key] = len(self._nodes)
            self._nodes.append(key)
        return known

    def of(self, mask: int) -> int:
        """The family with this one set."""
        family = UNIT
        for rank in sorted((self._rank[element] for element in bits(mask)), reverse=True):
            family = self._node(rank, EMPTY, family)
        return family

    def union(self, one: int, other: int) -> int:
        """The sets of either family."""
        if one == other or other == EMPTY:
            return one
        if one == EMPTY:
            return other
        key = (one, other) if one < other else (other, one)
        known = self._union.get(key)
        if known is None:
            (a, a0, a1), (b, b0, b1) = self._nodes[one], self._nodes[other]
            if a < b:
                known = self._node(a, self.union(a0, other), a1)
            elif b < a:
                known = self._node(b, self.union(one, b0), b1)
            else:
                known = self._node(a, self.union(a0, b0), self.union(a1, b1))
            self._union[key] = known
        return known

    def join(self, one: int, other: int) -> int:
        """All unions of a set of the one and a set of the other family."""
        if EMPTY in (one, other):
            return EMPTY
        if one == UNIT or other == UNIT:
            return other if one == UNIT else one
        key = (one, other) if one < other else (other, one)
        known = self._join.get(key)
        if known is None:
            (a, a0, a1), (b, b0, b1) = self._nodes[one], self._nodes[other]
            if a < b:
                known = self._node(a, self.join(a0, other), self.join(a1, other))
            elif b < a:
                known = self._node(b, self.join(one, b0), self.join(one, b1))
            else:
                with_it = self.union(self.join(a1, self.union(b0, b1)), self.join(a0, b1))
                known = self._node(a, self.join(a0, b0), with_it)
            self._join[key] = known
        return known

    def without_supersets(self, one: int, other: int) -> int:
        """The sets of the one family that contain no set of the other."""
        if EMPTY in (one, other):
            return one
        if other == UNIT or one == other:
            return EMPTY
        key = (one, other)
        known = self._without.get(key)
        if known is None:
            (a, a0, a1), (b, b0, b1) = self._nodes[one], self._nodes[other]
            if b < a:
                known = self.without_supersets(one, b0)
            elif a < b:
                known = self._node(a, self.without_supersets(a0, other), self.without_supersets(a1, other))
            else:
                rest = self.without_supersets(self.without_supersets(a1, b0), b1)
                known = self._node(a, self.without_supersets(a0, b0), rest)
            self._without[key] = known
        return known

    def minimal(self, family: int) -> int:
        """The sets that contain no other set of the family."""
        known = self._minimal.get(family)
        if known is None:
            rank, low, high = self._nodes[family]
            least = self.minimal(low)
            known = self._node(rank, least, self.without_supersets(self.minimal(high), least))
            self._minimal[family] = known
        return known

    def hitting(self, family: int) -> int:
        """The minimal sets that meet every set of the family.

        The empty set meets an empty family, nothing meets the empty set.
        """
        known = self._hitting.get(family)
        if known is None:
            rank, low, high = self._nodes[family]
            absent = self.hitting(self.minimal(self.union(low, high)))
            present = self.without_supersets(self.hitting(low), absent)
            known = self._hitting[family] = self._node(rank, absent, present)
        return known

    def keep(self, family: int, mask: int) -> int:
        """The minimal sets of the family with all elements outside the mask taken out."""
        kept = {self._rank[element] for element in bits(mask) if element in self._rank}

        def leaf(rank: int, low: int, high: int) -> int:
            return self._node(rank, low, high) if rank in kept else self.union(low, high)

        return self.minimal(self._fold(family, EMPTY, UNIT, leaf))

    def total(self, family: int) -> int:
        """How many sets the family has."""
        return self._fold(family, 0, 1, lambda _, low, high: low + high)

    def fold(self, family: int, empty: T, unit: T, step: Callable[[int, T, T], T]) -> T:
        """A sum over all sets: `step(element, value of the sets without it, value of those with it)`."""
        return self._fold(family, empty, unit, lambda rank, low, high: step(self.elements[rank], low, high))

    def _fold(self, family: int, empty: T, unit: T, step: Callable[[int, T, T], T]) -> T:
        known: dict[int, T] = {EMPTY: empty, UNIT: unit}
        pending = [family]
        while pending:
            current = pending[-1]
            if current in known:
                pending.pop()
                continue
            rank, low, high = self._nodes[current]
            missing = [part for part in (low, high) if part not in known]
            if missing:
                pending.extend(missing)
                continue
            known[current] = step(rank, known[low], known[high])
            pending.pop()
        return known[family]

    def members(self, family: int) -> Iterator[int]:
        """The sets as masks, in no particular order."""
        pending = [(family, 0)]
        while pending:
            current, mask = pending.pop()
            if current == UNIT:
                yield mask
            elif current != EMPTY:
                rank, low, high = self._nodes[current]
                pending.append((low, mask))
                pending.append((high, mask | 1 << self.elements[rank]))


def minimal_sets(diagram: Diagram, own: Mapping[int, Sequence[int]]) -> tuple[Families, int]:
    """The minimal sets of soft constraints that the packages of a diagram break, as a family in a new arena.

    `own[variable][value]` are the ones that a value breaks by itself. Raises TooWide where that would take too
    many nodes.
    """
    seen: dict[int, None] = {}
    for layer in diagram.layers:
        for mask in own[layer.variable]:
            seen.update(dict.fromkeys(bits(mask)))
        for code in set(layer.broken.tolist()):
            seen.update(dict.fromkeys(bits(diagram.emissions[code])))
    families = Families(list(seen))
    ahead = [UNIT] * (diagram.layers[-1].nodes_after if diagram.layers else 1)
    for layer in reversed(diagram.layers):
        values = []
        for group in layer.classes:
            family = EMPTY
            for mask in {own[layer.variable][value] for value in bits(group)}:
                family = families.union(family, families.of(mask))
            values.append(families.minimal(family))
        found: dict[int, int] = {}
        for source, value, target, broken in rows_of(layer):
            here = families.join(values[value], families.of(diagram.emissions[broken])) if broken else values[value]
            found[source] = families.union(found.get(source, EMPTY), families.join(here, ahead[target]))
        ahead = [families.minimal(found[node]) for node in range(len(found))]
    return families, ahead[0] if ahead else EMPTY
