"""Coalitions: what several parties together reach and all prefer, and whether others deter it.

A coalition moves by legal sequences of its members' own moves, every state on the way feasible. Five concepts beside
those of parties alone (Kilgour, Hipel, Fang and Peng 2001; Inohara and Hipel 2008): `cnash`, `cgmr`, `csmr`, and `cseq`
in two published readings, where others answer by their own improvements (`cseq`) or by improvements of coalitions among
them (`cseq_coalitions`). An answer deters a coalition if some member does not prefer it to the state that was left.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic

from detente.engines.stability.worlds import MOST, S, Sequences, World, targets

COALITION_CONCEPTS = ("cnash", "cgmr", "csmr", "cseq", "cseq_coalitions")
Members = tuple[int, ...]


@dataclass(frozen=True)
class Jump(Generic[S]):
    """A coalition's move from an equilibrium to another that all members prefer, and the moves that make it.

    Every member moves: no fewer of them reach the end.
    """

    members: Members
    start: S
    end: S
    steps: tuple[tuple[int, S], ...]


@dataclass(eq=False)
class Coalitions(Generic[S]):
    """Questions about coalitions of one world, state by state; answers met before are kept."""

    world: World
    most: int = MOST
    _reached: dict[tuple[Members, S, bool], tuple[S, ...]] = field(default_factory=dict)
    _better: dict[tuple[Members, S], tuple[S, ...]] = field(default_factory=dict)
    _answers: dict[tuple[Members, S], tuple[S, ...]] = field(default_factory=dict)

    def every(self, least: int = 2, most: int | None = None) -> Iterator[Members]:
        """All coalitions of so many members, smaller ones first."""
        for size in range(least, len(self.world.modelled) + 1 if most is None else most + 1):
            yield from itertools.combinations(self.world.modelled, size)

    def reached(self, members: Members, state: S, *, improving: bool = False) -> tuple[S, ...]:
        """R_H(s), or R⁺_H(s) where every move improves its mover's lot; nearest first."""
        key = members, state, improving
        if key not in self._reached:
            run = Sequences(self.world, members, improving, self.most).run(state)
            self._reached[key] = tuple(dict.fromkeys(other for other, _ in run))
        return self._reached[key]

    def prefer(self, members: Members, one: S, other: S) -> bool:
        """Whether every member prefers one state to the other."""
        return all(self.world.worth(party, one) > self.world.worth(party, other) for party in members)

    def improvements(self, members: Members, state: S) -> tuple[S, ...]:
        """What the coalition reaches and all its members prefer."""
        key = members, state
        if key not in self._better:
            self._better[key] = tuple(t for t in self.reached(members, state) if self.prefer(members, t, state))
        return self._better[key]

    def holds(self, concept: str, members: Members, state: S) -> bool:
        """Whether a state is stable for a coalition. Raises ValueError for an unknown concept."""
        return self.undeterred(concept, members, state) is None

    def undeterred(self, concept: str, members: Members, state: S) -> S | None:
        """The nearest improvement that nothing deters; None: the state is stable for the coalition.

        Raises ValueError for an unknown concept.
        """
        if concept not in COALITION_CONCEPTS:
            raise ValueError(f"unknown concept {concept!r}, of {COALITION_CONCEPTS}")
        found = (t for t in self.improvements(members, state) if self.answer(concept, members, state, t) is None)
        return next(found, None)

    def answer(self, concept: str, members: Members, state: S, improvement: S) -> S | None:
        """Where others could bring an improvement so that it is deterred; None: nowhere, or they are not asked."""
        if concept == "cnash":
            return None
        others = tuple(party for party in self.world.modelled if party not in members)
        found = self._answered(concept, others, improvement)
        return next((answer for answer in found if self._deters(concept, members, state, answer)), None)

    def steps(self, members: Members, start: S, end: S, *, improving: bool = False) -> tuple[tuple[int, S], ...]:
        """A shortest legal sequence of these parties' moves, (who, where to), from one state to another they reach."""
        sequences = Sequences(self.world, members, improving, self.most)
        return next(sequences.steps(key) for key in sequences.run(start) if key[0] == end)

    def _deters(self, concept: str, members: Members, state: S, answer: S) -> bool:
        if self.prefer(members, answer, state):
            return False
        return concept != "csmr" or not any(self.prefer(members, t, state) for t in self.reached(members, answer))

    def _answered(self, concept: str, others: Members, state: S) -> tuple[S, ...]:
        if concept == "cseq_coalitions":
            return self._together(others, state)
        return self.reached(others, state, improving=concept == "cseq")

    def _together(self, others: Members, start: S) -> tuple[S, ...]:
        """What legal sequences of improvements of coalitions among others reach: none of them moves twice running."""
        key = others, start
        if key not in self._answers:
            among = [one for size in range(1, len(others) + 1) for one in itertools.combinations(others, size)]
            met: dict[tuple[Any, Members], None] = {}
            pending: list[tuple[S, Members]] = [(start, ())]
            while pending:
                state, last = pending.pop()
                for one in among:
                    for other in () if one == last else self.improvements(one, state):
                        if (other, one) not in met:
                            met[other, one] = None
                            pending.append((other, one))
            self._answers[key] = tuple(dict.fromkeys(state for state, _ in met))
        return self._answers[key]

    def jumps(
        self, equilibria: Iterable[S], starts: Iterable[S] | None = None, most: int | None = None
    ) -> list[Jump[S]]:
        """Moves of coalitions between equilibria that every member prefers, and that no fewer of the members make.

        H jumps if it reaches the end, every member prefers it, and no smaller coalition within H, nor a member by
        itself, reaches it too: so in every sequence every member moves. Each by a shortest one; from all equilibria,
        or from `starts`; coalitions of at most `most` members.
        """
        held, found = list(equilibria), []
        for start in held if starts is None else starts:
            fewest: dict[S, list[Members]] = {end: [] for end in held}
            for party in self.world.modelled:
                for end in targets(self.world, party, start):
                    if end in fewest:
                        fewest[end].append((party,))
            for members in self.every(most=most):
                ends = {
                    end
                    for end, by in fewest.items()
                    if self.prefer(members, end, start) and not any(set(one) <= set(members) for one in by)
                }
                sequences = Sequences(self.world, members, improving=False, most=self.most)
                for key in sequences.run(start) if ends else ():
                    if key[0] in ends:
                        ends.discard(key[0])
                        fewest[key[0]].append(members)
                        found.append(Jump(members, start, key[0], sequences.steps(key)))
                    if not ends:
                        break
        return found
