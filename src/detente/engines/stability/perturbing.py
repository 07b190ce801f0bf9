"""How often a state is still an equilibrium when rankings are not quite as they were written: drawn at random.

One draw: each party's payoffs become places in its ranking, 1 for the worst; states that tie share one place. To each
place independent normal noise is added, `noise` places of standard deviation, and the places are ranked anew. States
that tie today move together: that a party does not care between them is a judgement about what it looks at, and to
break it in every draw would say "not sure" of conflicts in which nothing was in doubt. So noise 0 changes nothing, and
very much noise makes every order of the places equally likely.

Draws are decided many at once: as many copies of the conflict side by side, between which nobody moves.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from detente.engines.stability.deciding import stable
from detente.engines.stability.model import CONCEPTS, Bools, Conflict, Graph, Ints, Moves

_CELLS = 1 << 16
"""Cells of one batch: a conflict is copied so often that its copies have no more, at least once."""
_MOST_AT_ONCE = 256


def places(payoff: Ints) -> Ints:
    """A party's ranking as places: 1 for the states that it likes least, the next for those that it likes next.

    >>> places(np.array([5, 9, 5, -1])).tolist()
    [2, 3, 2, 1]
    """
    return np.asarray(np.unique(payoff, return_inverse=True)[1].ravel() + 1)


@dataclass(frozen=True, eq=False)
class Tally:
    """In how many draws what was so. `tested` are states, ascending.

    `held[concept, party]` counts, for each tested state, the draws in which it was stable for the party;
    `together[concept]`, for every state, those in which it was an equilibrium.
    """

    tested: Ints
    parties: tuple[int, ...]
    held: dict[tuple[str, int], Ints]
    together: dict[str, Ints]
    made: int = 0


@dataclass(eq=False)
class Perturbed:
    """Perturbations of one conflict. The first draws are the same however many follow, and in whatever batches.

    `tested` are the states whose stability for single parties is counted. Raises ValueError for a noise below 0 or
    not finite, an unknown concept or a state beyond those that there are.
    """

    conflict: Conflict | Graph
    concepts: Sequence[str]
    tested: Ints
    noise: float = 1.0
    seed: int = 0
    tally: Tally = field(init=False)

    def __post_init__(self) -> None:
        if not (math.isfinite(self.noise) and self.noise >= 0):
            raise ValueError(f"noise of {self.noise} places: 0 or more is needed")
        unknown = set(self.concepts) - set(CONCEPTS)
        if unknown:
            raise ValueError(f"unknown concepts {sorted(unknown)}, of {CONCEPTS}")
        conflict = self.conflict
        tested = np.unique(np.asarray(self.tested, dtype=np.int64))
        if len(tested) and not 0 <= tested[0] <= tested[-1] < conflict.states:
            raise ValueError(f"a state is tested beyond {conflict.states}")
        self._rng = np.random.default_rng(self.seed)
        self._places = {party: places(_paid(conflict, party)) - 1 for party in conflict.modelled}
        self._levels = [int(self._places[party].max(initial=0)) + 1 for party in conflict.modelled]
        self.tally = Tally(
            tested,
            conflict.modelled,
            {(one, party): np.zeros(len(tested), np.int64) for one in self.concepts for party in conflict.modelled},
            {one: np.zeros(conflict.states, np.int64) for one in self.concepts},
        )

    def draw(self, draws: int) -> Iterator[int]:
        """So many more draws; after each batch, how many have been made in all. `tally` says what they came to."""
        codes = self.conflict.codes if isinstance(self.conflict, Conflict) else self.conflict.states
        most = max(1, min(_MOST_AT_ONCE, _CELLS // max(1, codes)))
        while draws > 0:
            copies = min(draws, most)
            self._count(stacked(self.conflict, self._payoffs(copies), copies), copies)
            draws -= copies
            yield self.tally.made

    def _payoffs(self, copies: int) -> dict[int, Ints]:
        """Of each modelled party its ranking in each draw, copies × states."""
        noise = self.noise * self._rng.standard_normal((copies, sum(self._levels)))
        found: dict[int, Ints] = {}
        begin = 0
        for party, levels in zip(self.conflict.modelled, self._levels, strict=True):
            moved = np.arange(levels) + noise[:, begin : begin + levels]
            begin += levels
            anew = np.argsort(np.argsort(moved, axis=1, kind="stable"), axis=1, kind="stable")
            found[party] = anew[:, self._places[party]]
        return found

    def _count(self, many: Conflict | Graph, copies: int) -> None:
        verdicts = stable(many, self.concepts)
        tally, shape = self.tally, (copies, self.conflict.states)
        for concept in self.concepts:
            every = np.ones(shape, dtype=bool)
            for party in tally.parties:
                held = verdicts.holds(concept, party).reshape(shape)
                every &= held
                tally.held[concept, party][:] += held[:, tally.tested].sum(axis=0)
            tally.together[concept][:] += every.sum(axis=0)
        self.tally = Tally(tally.tested, tally.parties, tally.held, tally.together, tally.made + copies)


def stacked(conflict: Conflict | Graph, payoffs: Mapping[int, Ints], copies: int) -> Conflict | Graph:
    """Copies of a conflict side by side, with other payoffs (copies × states): state s of copy k is k × states + s.

    In option form the copies are the values of one more option, which nobody controls.
    """
    flat = tuple(payoffs[party].reshape(-1) if party in payoffs else None for party in range(conflict.parties))
    if isinstance(conflict, Graph):
        return Graph(
            conflict.states * copies,
            tuple(_copied(moves, conflict.states, copies) for moves in conflict.moves),
            tuple(paid for paid in flat if paid is not None),
        )
    feasible: Bools | None = None if conflict.feasible is None else np.tile(conflict.feasible, copies)
    moves = (*conflict.moves, None) if conflict.moves else ()
    return Conflict((*conflict.sizes, copies), (*conflict.controllers, None), flat, moves, feasible)


def _copied(moves: Moves, states: int, copies: int) -> Moves:
    shift = np.arange(copies)[:, None]
    starts = (moves.starts[:-1] + shift * len(moves.targets)).reshape(-1)
    return Moves(np.append(starts, len(moves.targets) * copies), (moves.targets + shift * states).reshape(-1))


def _paid(conflict: Conflict | Graph, party: int) -> Ints:
    payoff = conflict.payoffs[party]
    assert payoff is not None
    return payoff
