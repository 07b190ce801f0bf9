"""The definitions of stability, read literally: legal sequences by (state, last mover), in plain Python.

Slow, and the only thing here that the engine is believed by. `World` is all that the definitions need: who may move
where from where, and each party's payoffs. It shares no code with the engine: `of` makes it from a conflict by looking
at every pair of states.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from detente.engines.stability.model import Conflict, Graph, graph


@dataclass(frozen=True)
class World:
    """Moves by party and state, and payoffs by party and state."""

    moves: list[list[list[int]]]
    payoffs: list[list[int]]
    modelled: list[int]

    @property
    def states(self) -> int:
        return len(self.moves[0])

    def better(self, party: int, state: int) -> list[int]:
        """The unilateral improvements of a party from a state."""
        worth = self.payoffs[party]
        return [other for other in self.moves[party][state] if worth[other] > worth[state]]

    def sequences(self, parties: Collection[int], start: int, step: Callable[[int, int], list[int]]) -> set[int]:
        """What legal sequences of one or more moves reach: nobody moves twice running."""
        seen: set[tuple[int, int]] = set()
        pending = [(other, party) for party in parties for other in step(party, start)]
        while pending:
            at = pending.pop()
            if at in seen:
                continue
            seen.add(at)
            state, last = at
            pending += [(other, party) for party in parties if party != last for other in step(party, state)]
        return {state for state, _ in seen}

    def any(self, parties: Collection[int], start: int) -> set[int]:
        """R_H(s)."""
        return self.sequences(parties, start, lambda party, state: self.moves[party][state])

    def improving(self, parties: Collection[int], start: int) -> set[int]:
        """R⁺_H(s)."""
        return self.sequences(parties, start, self.better)

    def holds(self, concept: str, party: int, state: int) -> bool:
        """Whether a state is stable for a party."""
        others = [other for other in self.modelled if other != party]
        worth = self.payoffs[party]

        def deters(sanction: int) -> bool:
            if worth[sanction] > worth[state]:
                return False
            if concept in ("smr", "sseq"):
                return all(worth[other] <= worth[state] for other in self.moves[party][sanction])
            return True

        answers = self.improving if concept in ("seq", "sseq") else self.any
        for improvement in self.better(party, state):
            if concept == "nash" or not any(map(deters, answers(others, improvement))):
                return False
        return True

    def verdicts(self, concept: str, party: int) -> str:
        """Of every state, in one text of digits."""
        return "".join(str(int(self.holds(concept, party, state))) for state in range(self.states))


def _changes(conflict: Conflict, option: int) -> set[tuple[int, int]]:
    """Every change of an option that one or more permitted changes make, or none."""
    size = conflict.sizes[option]
    table = conflict.moves[option] if conflict.moves else None
    pairs = {(one, other) for one in range(size) for other in range(size) if table is None or table[one][other]}
    pairs |= {(one, one) for one in range(size)}
    while True:
        more = {(a, d) for a, b in pairs for c, d in pairs if b == c} - pairs
        if not more:
            return pairs
        pairs |= more


def of(conflict: Conflict | Graph) -> World:
    """The moves of every party, by looking at every pair of states."""
    if isinstance(conflict, Graph):
        moves = [
            [
                [int(t) for t in one.targets[int(one.starts[state]) : int(one.starts[state + 1])]]
                for state in range(conflict.states)
            ]
            for one in conflict.moves
        ]
        return World(moves, [[int(one) for one in payoff] for payoff in conflict.payoffs], [*range(len(moves))])
    packages = [tuple(reversed(values)) for values in itertools.product(*map(range, reversed(conflict.sizes)))]
    if conflict.feasible is not None:
        packages = [values for values, good in zip(packages, conflict.feasible, strict=True) if good]
    changes = [_changes(conflict, option) for option in range(len(conflict.sizes))]
    moves = []
    for party in range(len(conflict.payoffs)):
        owned = [option for option, by in enumerate(conflict.controllers) if by == party]
        moves.append(
            [
                [
                    number
                    for number, other in enumerate(packages)
                    if other != values
                    and all(values[o] == other[o] or (o in owned and (values[o], other[o]) in changes[o])
                            for o in range(len(values)))
                ]
                for values in packages
            ]
        )  # fmt: skip
    modelled = sorted({by for by in conflict.controllers if by is not None})
    payoffs = [[] if payoff is None else [int(one) for one in payoff] for payoff in conflict.payoffs]
    return World(moves, payoffs, modelled)


def conflict_made(rng: random.Random, most: int = 40) -> Conflict:
    """A random conflict: 2–6 parties, options of 2–3 values, ties, holes, irreversible changes, fixed context."""
    parties = rng.randint(2, 6)
    sizes: list[int] = []
    while not sizes or (np.prod(sizes) * 3 <= most and rng.random() < 0.93):
        sizes.append(rng.choice([2, 2, 2, 3]))
    rng.shuffle(sizes)
    controllers: list[int | None] = [rng.randrange(parties) for _ in sizes]
    if rng.random() < 0.15:
        controllers[rng.randrange(len(sizes))] = None
    moves = tuple(
        _table(rng, size) if rng.random() < share else None for size in sizes for share in [rng.choice((0, 0.5))]
    )
    codes = int(np.prod(sizes))
    feasible = None
    if rng.random() < 0.6:
        share = rng.choice((0.95, 0.8, 0.5))
        feasible = np.array([rng.random() < share for _ in range(codes)])
        feasible[rng.randrange(codes)] = True
    states = codes if feasible is None else int(feasible.sum())
    levels = rng.choice((2, 3, 6, 1000))
    payoffs = tuple(np.array([rng.randrange(-levels, levels) for _ in range(states)]) for _ in range(parties))
    return Conflict(tuple(sizes), tuple(controllers), payoffs, moves, feasible)


def _table(rng: random.Random, size: int) -> np.ndarray:
    """Forward only, back only, or anything."""
    kind = rng.randrange(3)
    if kind < 2:
        full = np.ones((size, size), bool)
        return np.triu(full) if kind else np.tril(full)
    return np.array([[rng.random() < 0.4 for _ in range(size)] for _ in range(size)])


def graph_made(rng: random.Random, most: int = 14) -> Graph:
    """A random explicit graph, often of one-move lists, of one to five parties."""
    parties, states = rng.randint(1, 5), rng.randint(1, most)
    dense = rng.choice((0.08, 0.15, 0.3))
    lists = [
        {s: [t for t in range(states) if t != s and rng.random() < dense] for s in range(states)}
        for _ in range(parties)
    ]
    levels = rng.choice((1, 2, 4, 1000))
    payoffs: Sequence[Sequence[int]] = [[rng.randrange(levels) for _ in range(states)] for _ in range(parties)]
    return graph(lists, payoffs)
