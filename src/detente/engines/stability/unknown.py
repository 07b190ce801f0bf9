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
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from detente.engines.masks import bits
from detente.engines.stability.certifying import Certificate, Deterred
from detente.engines.stability.model import CONCEPTS, closure
from detente.engines.stability.worlds import MOST, Moving, S, Sequences, Unworthy, World, targets
from detente.errors import TooLargeError

READINGS = ("a", "b", "c", "d")
Better = Callable[[int, Any, Any], bool | None]
"""(party, one, other) → whether it prefers one to the other; None if that is unknown."""


class _View(NamedTuple):
    """What counts as what where it is unknown."""

    leaves: bool
    deters: bool
    answers: bool


_VIEWS = {
    "a": _View(True, False, True),
    "b": _View(False, False, True),
    "c": _View(True, True, True),
    "d": _View(False, True, True),
}
_CERTAIN = _View(True, False, False)


class Verdicts(NamedTuple):
    """Whether a state is stable for a party: however the unknown is settled, and under each of the four readings.

    What is stable for certain is so under all of them, and what may be stable at all is what reading d calls so.
    """

    certain: bool
    a: bool
    b: bool
    c: bool
    d: bool

    @property
    def word(self) -> str:
        """One of "stable", "not stable", "depends"."""
        return "stable" if self.certain else "depends" if self.d else "not stable"


@dataclass(eq=False)
class _Compared:
    """States that were compared with one state: those that are better, and those that are, or of which it is unknown.

    All are sets of numbers, as bits.
    """

    met: int = 0
    sure: int = 0
    maybe: int = 0


@dataclass(eq=False)
class Unsure:
    """Moves from a conflict of any form (its payoffs are not looked at), preferences from a comparison.

    States are numbered as they are met, sets of them are the bits of one whole number, and what was worked out for one
    question is kept for the next.
    """

    moves: Moving
    better: Better
    most: int = MOST
    _numbers: dict[Any, int] = field(default_factory=dict)
    _states: list[Any] = field(default_factory=list)
    _targets: dict[tuple[int, int], int] = field(default_factory=dict)
    _compared: dict[tuple[int, int], _Compared] = field(default_factory=dict)
    _answers: dict[tuple[int, int, str], int] = field(default_factory=dict)

    def reading(self, reading: str, concept: str, party: int, state: S) -> bool:
        """Whether a state is stable for a party under one of the four readings."""
        return self._holds(_VIEWS[reading], concept, party, self._number(state))

    def verdict(self, concept: str, party: int, state: S) -> str:
        """However the unknown is settled: "stable" or "not stable"; else "depends"."""
        return self.verdicts(concept, party, state).word

    def verdicts(self, concept: str, party: int, state: S) -> Verdicts:
        """What is certain, and what the four readings say. Raises ValueError for an unknown concept."""
        number = self._number(state)
        if not self._holds(_VIEWS["d"], concept, party, number):
            return Verdicts(False, False, False, False, False)
        if self._holds(_CERTAIN, concept, party, number):
            return Verdicts(True, True, True, True, True)
        first, second, third = (self._holds(_VIEWS[one], concept, party, number) for one in "abc")
        return Verdicts(False, first, second, third, True)

    def _number(self, state: Any) -> int:
        if state not in self._numbers:
            self._numbers[state] = len(self._states)
            self._states.append(state)
        return self._numbers[state]

    def _reached(self, party: int, number: int) -> int:
        """R_i(s)."""
        key = party, number
        if key not in self._targets:
            found = 0
            for state in targets(self.moves, party, self._states[number]):
                found |= 1 << self._number(state)
            self._targets[key] = found
        return self._targets[key]

    def _better(self, party: int, number: int, among: int, *, unknown: bool) -> int:
        """Of some states those that are better than one, or those of which that is at least unknown."""
        known = self._compared.setdefault((party, number), _Compared())
        for other in bits(among & ~known.met):
            found = self.better(party, self._states[other], self._states[number])
            known.sure |= (found is True) << other
            known.maybe |= (found is not False) << other
        known.met |= among
        return among & (known.maybe if unknown else known.sure)

    def _holds(self, view: _View, concept: str, party: int, number: int) -> bool:
        if concept not in CONCEPTS:
            raise ValueError(f"unknown concept {concept!r}, of {CONCEPTS}")
        tempting = self._better(party, number, self._reached(party, number), unknown=view.leaves)
        if concept == "nash":
            return not tempting
        kind = "any" if concept in ("gmr", "smr") else "maybe" if view.answers else "sure"
        for improvement in bits(tempting):
            answers = self._answered(party, improvement, kind)
            held = answers & ~self._better(party, number, answers, unknown=not view.deters)
            if concept in ("gmr", "seq"):
                if not held:
                    return False
            elif all(
                self._better(party, number, self._reached(party, answer), unknown=not view.deters)
                for answer in bits(held)
            ):
                return False
        return True

    def _answered(self, party: int, start: int, kind: str) -> int:
        """What legal sequences of all but one party reach: by `any` moves, `sure` improvements, or what `maybe` is one.

        Raises TooLargeError beyond `most` (state, last mover).
        """
        key = party, start, kind
        if key in self._answers:
            return self._answers[key]
        others = [other for other in self.moves.modelled if other != party]
        met = dict.fromkeys(others, 0)
        fresh = {mover: self._step(mover, start, kind) for mover in others}
        while any(fresh.values()):
            following = dict.fromkeys(others, 0)
            for last, reached in fresh.items():
                met[last] |= reached
                for number in bits(reached):
                    for mover in others:
                        if mover != last:
                            following[mover] |= self._step(mover, number, kind)
            fresh = {mover: reached & ~met[mover] for mover, reached in following.items()}
            size = sum(one.bit_count() for one in (*met.values(), *fresh.values()))
            if size > self.most:
                raise TooLargeError(
                    f"more than {self.most:,} states and movers answer one move, and not all preferences are known: "
                    "fix options"
                )
        found = 0
        for reached in met.values():
            found |= reached
        self._answers[key] = found
        return found

    def _step(self, mover: int, number: int, kind: str) -> int:
        reached = self._reached(mover, number)
        return reached if kind == "any" else self._better(mover, number, reached, unknown=kind == "maybe")

    def certificate(self, concept: str, party: int, state: S) -> Certificate[S]:
        """What a verdict rests on that is certain; `stable` of it says which one it is. It has no `worst`.

        Stable: whatever may be an improvement is deterred by improvements that are certain, at a state that is
        certainly not better. Not stable: a certain improvement, and all that others may answer is certainly better, or
        there is an escape that certainly is. Raises ValueError where the verdict depends.
        """
        found = self.verdicts(concept, party, state)
        if found.certain:
            tempting = [t for t in targets(self.moves, party, state) if self.better(party, t, state) is not False]
            deterred = tuple(self._deterred(concept, party, state, t) for t in tempting)
            return Certificate(concept, party, state, deterred)
        if found.d:
            raise ValueError(f"whether state {state} is stable for party {party} depends on what is unknown")
        return self._undeterred(concept, party, state)

    def _deterred(self, concept: str, party: int, state: S, improvement: S) -> Deterred[S]:
        others = [other for other in self.moves.modelled if other != party]
        kind = "any" if concept in ("gmr", "smr") else "sure"

        def step(mover: int, at: S) -> list[S]:
            return [self._states[one] for one in bits(self._step(mover, self._number(at), kind))]

        world: World = Unworthy(self.moves)
        sequences = Sequences(world, others, False, self.most, step)
        for key in sequences.run(improvement):
            after = targets(self.moves, party, key[0]) if concept in ("smr", "sseq") else []
            if not any(self.better(party, each, state) is not False for each in (key[0], *after)):
                return Deterred(improvement, sequences.steps(key))
        raise AssertionError(f"nothing deters {improvement}, and {state} was said to be stable")

    def _undeterred(self, concept: str, party: int, state: S) -> Certificate[S]:
        for improvement in targets(self.moves, party, state):
            if self.better(party, improvement, state) is not True:
                continue
            if concept == "nash":
                return Certificate(concept, party, state, (), improvement)
            kind = "any" if concept in ("gmr", "smr") else "maybe"
            answers = [self._states[one] for one in bits(self._answered(party, self._number(improvement), kind))]
            escapes = {}
            for answer in answers:
                if self.better(party, answer, state) is True:
                    continue
                ways = targets(self.moves, party, answer) if concept in ("smr", "sseq") else []
                away = next((each for each in ways if self.better(party, each, state) is True), None)
                if away is None:
                    break
                escapes[answer] = away
            else:
                return Certificate(concept, party, state, (), improvement, tuple(answers), tuple(escapes.items()))
        raise AssertionError(f"every improvement from {state} may be deterred, and it was said not to be stable")

    def turns_on(self, concept: str, party: int, state: S) -> list[tuple[S, S]]:
        """Where a verdict depends: pairs of which the party's own preference is unknown and that bear upon it.

        First where it could move, against the state; if all that is known, answers to its improvements against the
        state. None: it is what others prefer that decides.
        """
        reached = targets(self.moves, party, state)
        found = [(other, state) for other in reached if self.better(party, other, state) is None]
        if found or concept == "nash":
            return found
        kind = "any" if concept in ("gmr", "smr") else "maybe"
        after = 0
        for other in reached:
            if self.better(party, other, state):
                after |= self._answered(party, self._number(other), kind)
        return [
            (self._states[one], state) for one in bits(after) if self.better(party, self._states[one], state) is None
        ]


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
