"""Stability where it is not known of every two states which one a party prefers.

Four published readings (Li, Hipel, Kilgour and Chen 2004). A party that would leave for unknown states as well as for
better ones (*a*, *c*), or for better ones only (*b*, *d*), is deterred by states that are certainly not better (*a*,
*b*), or by these and unknown ones (*c*, *d*). Others' credible answers include moves to unknown states in all four.

Beside the readings stand bounds over all ways of settling the unknown: *stable* and *not stable* are certain, *depends*
is what lies between. For Nash, GMR and SMR they are exact, since the verdict depends only on which states are better
than this one, and the unknown ones can all be better, or none. For SEQ and SSEQ what is unknown to others counts as no
answer or as any, which no single way of settling it may bring about: there *depends* can be said of a certain verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from detente.engines.stability.model import CONCEPTS, closure
from detente.engines.stability.worlds import MOST, Moving, S, Sequences, World, targets

READINGS = ("a", "b", "c", "d")
Better = Callable[[int, Any, Any], bool | None]
"""(party, one, other) → whether it prefers one to the other; None if that is unknown."""


class _View(NamedTuple):
    """What counts as what where it is unknown."""

    leaves: bool
    deters: bool
    answers: bool


_VIEWS = {"a": (True, False), "b": (False, False), "c": (True, True), "d": (False, True)}
_CERTAIN, _POSSIBLE = _View(True, False, False), _View(False, True, True)


@dataclass(frozen=True, eq=False)
class _Settled:
    """Moves of a conflict, without payoffs that anybody relies on."""

    of: Moving

    @property
    def modelled(self) -> tuple[int, ...]:
        return self.of.modelled

    def reached(self, party: int, state: Any) -> Any:
        return self.of.reached(party, state)

    def worth(self, party: int, state: Any) -> int:
        raise NotImplementedError


@dataclass(frozen=True, eq=False)
class Unsure:
    """Moves from a conflict of any form (its payoffs are not looked at), preferences from a comparison."""

    moves: Moving
    better: Better
    most: int = MOST

    def reading(self, reading: str, concept: str, party: int, state: S) -> bool:
        """Whether a state is stable for a party under one of the four readings."""
        return self._holds(_View(*_VIEWS[reading], True), concept, party, state)

    def verdict(self, concept: str, party: int, state: S) -> str:
        """However the unknown is settled: "stable" or "not stable"; else "depends"."""
        if self._holds(_CERTAIN, concept, party, state):
            return "stable"
        return "depends" if self._holds(_POSSIBLE, concept, party, state) else "not stable"

    def _holds(self, view: _View, concept: str, party: int, state: S) -> bool:
        if concept not in CONCEPTS:
            raise ValueError(f"unknown concept {concept!r}, of {CONCEPTS}")
        tempting = self._better(party, state, unknown=view.leaves)
        if concept == "nash":
            return not tempting
        return all(self._deterred(view, concept, party, (state, each)) for each in tempting)

    def _better(self, party: int, state: S, *, unknown: bool) -> list[S]:
        wanted = (True, None) if unknown else (True,)
        return [t for t in targets(self.moves, party, state) if self.better(party, t, state) in wanted]

    def _deterred(self, view: _View, concept: str, party: int, move: tuple[S, S]) -> bool:
        state, improvement = move
        others = [other for other in self.moves.modelled if other != party]
        enough = (False, None) if view.deters else (False,)

        def step(mover: int, at: S) -> list[S]:
            if concept in ("gmr", "smr"):
                return targets(self.moves, mover, at)
            return self._better(mover, at, unknown=view.answers)

        world: World = _Settled(self.moves)
        for answer, _ in Sequences(world, others, False, self.most, step).run(improvement):
            if self.better(party, answer, state) not in enough:
                continue
            if concept in ("gmr", "seq"):
                return True
            if all(self.better(party, v, state) in enough for v in targets(self.moves, party, answer)):
                return True
        return False


def by_bounds(bounds: Sequence[tuple[Sequence[int], Sequence[int]]]) -> Better:
    """Each party's least and greatest payoff of each state.

    >>> better = by_bounds([([0, 1, 3], [2, 2, 4])])
    >>> better(0, 2, 1), better(0, 0, 1), better(0, 0, 2)
    (True, None, False)
    """

    def better(party: int, one: int, other: int) -> bool | None:
        low, high = bounds[party]
        if one == other or high[one] <= low[other]:
            return False
        return True if low[one] > high[other] else None

    return better


def by_pairs(
    states: int, better: Sequence[Iterable[tuple[int, int]]], same: Sequence[Iterable[tuple[int, int]]]
) -> Better:
    """Each party's known pairs, (better, worse) and (as good, as good), and what follows from them.

    Raises ValueError where they contradict one another.

    >>> prefers = by_pairs(4, [[(0, 1), (1, 2)]], [[(2, 3)]])
    >>> prefers(0, 0, 3), prefers(0, 3, 2), by_pairs(2, [[]], [[]])(0, 0, 1)
    (True, False, None)
    """
    known = []
    for party, (pairs, equals) in enumerate(zip(better, same, strict=True)):
        strict, table = list(pairs), np.zeros((states, states), dtype=bool)
        for one, other in strict:
            table[one, other] = True
        for one, other in equals:
            table[one, other] = table[other, one] = True
        closed = closure(table)
        wrong = [(one, other) for one, other in strict if closed[other, one]]
        if wrong:
            raise ValueError(f"party {party} prefers state {wrong[0][0]} to {wrong[0][1]}, and not: a cycle")
        known.append(closed)

    def prefers(party: int, one: int, other: int) -> bool | None:
        if known[party][other, one]:
            return False
        return True if known[party][one, other] else None

    return prefers
