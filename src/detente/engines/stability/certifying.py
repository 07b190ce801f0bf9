"""Why a state is stable for a party, or is not: what a reader can check move by move.

Works state by state, from where the parties can move; nothing is enumerated but what answers reach. So it also answers
for conflicts that are too large to decide as a whole (`worlds.Open`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic

from detente.engines.stability.model import CONCEPTS
from detente.engines.stability.worlds import MOST, S, Sequences, World, improvements, targets


@dataclass(frozen=True)
class Deterred(Generic[S]):
    """An improvement and the legal sequence of others' moves, (who, where to), that makes it not worth while."""

    improvement: S
    steps: tuple[tuple[int, S], ...]

    @property
    def sanction(self) -> S:
        """Where the sequence ends."""
        return self.steps[-1][1]


@dataclass(frozen=True)
class Certificate(Generic[S]):
    """The verdict on one state for one party, and what it rests on.

    Stable: every improvement that there is stands in `deterred` (none: nothing is to be gained by moving). Not stable:
    `improvement` is the best one that nothing deters; `answers` are all states that others can bring about from there
    (under Nash they are not asked for), nearest first; and `escapes` those of them that are not better than the state,
    each with a move of the party by which it comes out better after all (SMR and SSEQ; elsewhere there are none).
    """

    concept: str
    party: int
    state: S
    deterred: tuple[Deterred[S], ...] = ()
    improvement: S | None = None
    answers: tuple[S, ...] = ()
    escapes: tuple[tuple[S, S], ...] = ()
    worst: S | None = None
    """The answer that is worth least to the party, of those that it cannot escape."""

    @property
    def stable(self) -> bool:
        """The verdict."""
        return self.improvement is None


def certify(world: World, concept: str, party: int, state: S, most: int = MOST) -> Certificate[S]:
    """Why a state is stable for a party or not. Improvements are taken from the best.

    Raises TooLargeError where answers reach more than `most` (state, last mover), ValueError for an unknown concept.

    >>> from detente.engines.stability.model import graph
    >>> certify(graph([{0: [1]}, {1: [2]}], [[1, 2, 0], [0, 0, 0]]), "gmr", 0, 0).deterred
    (Deterred(improvement=1, steps=((1, 2),)),)
    """
    if concept not in CONCEPTS:
        raise ValueError(f"unknown concept {concept!r}, of {CONCEPTS}")
    tempting = improvements(world, party, state)
    tempting.sort(key=lambda other: world.worth(party, other), reverse=True)
    if concept == "nash":
        return Certificate(concept, party, state, improvement=tempting[0] if tempting else None)
    others = [other for other in world.modelled if other != party]
    deterred = []
    for improvement in tempting:
        found = _answered(world, concept, (party, others), (state, improvement), most)
        if isinstance(found, Certificate):
            return found
        deterred.append(found)
    return Certificate(concept, party, state, tuple(deterred))


def _answered(
    world: World, concept: str, sides: tuple[int, Sequence[int]], move: tuple[S, S], most: int
) -> Deterred[S] | Certificate[S]:
    """The shortest sequence that deters a move, or why none does."""
    (party, others), (state, improvement) = sides, move
    level = world.worth(party, state)
    sequences = Sequences(world, others, concept in ("seq", "sseq"), most)
    answers: dict[S, None] = {}
    escapes: dict[S, S] = {}
    for key in sequences.run(improvement):
        answer = key[0]
        if answer in answers:
            continue
        answers[answer] = None
        if world.worth(party, answer) > level:
            continue
        escape = _escape(world, party, answer, level) if concept in ("smr", "sseq") else None
        if escape is None:
            return Deterred(improvement, sequences.steps(key))
        escapes[answer] = escape
    held = [answer for answer in answers if answer not in escapes]
    worst = min(held, key=lambda answer: world.worth(party, answer), default=None)
    return Certificate(concept, party, state, (), improvement, tuple(answers), tuple(escapes.items()), worst)


def _escape(world: World, party: int, answer: S, level: int) -> S | None:
    """The best move by which a party comes out above a level, if there is one."""
    best = max(targets(world, party, answer), key=lambda other: world.worth(party, other), default=None)
    return best if best is not None and world.worth(party, best) > level else None
