"""What stability is asked of: a conflict in option form, an explicit graph, and the verdicts, as integers and bits.

States of a conflict are its feasible combinations of option values, numbered from 0 in ascending code; in a code,
option 0 is the least significant digit (mixed radix). States of a graph are its own numbers. Payoffs are integers,
higher is better, equal is a tie; only their order counts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.integer]
Bools = npt.NDArray[np.bool_]
Bits = npt.NDArray[np.uint8]

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")
"""In the order of the definitions."""


@dataclass(frozen=True, eq=False)
class Conflict:
    """A conflict in option form.

    `sizes` says how many values each option has, `controllers` who changes it (a party's number; None: nobody, fixed
    context). `payoffs` holds for each party one integer per feasible state; None is allowed for a party that controls
    nothing, which is not modelled. `moves` says for each option from which value to which it may change (a square
    table of truth values, or None: any); its closure is taken, since steps of one party are one move. `feasible` says
    for each code whether it is a state (None: every one).

    Raises ValueError where lengths do not agree.
    """

    sizes: tuple[int, ...]
    controllers: tuple[int | None, ...]
    payoffs: tuple[Ints | None, ...]
    moves: tuple[Bools | None, ...] = ()
    feasible: Bools | None = None

    def __post_init__(self) -> None:
        if len(self.controllers) != len(self.sizes) or (self.moves and len(self.moves) != len(self.sizes)):
            raise ValueError(f"{len(self.sizes)} options, {len(self.controllers)} controllers, {len(self.moves)} moves")
        if any(party is not None and not 0 <= party < len(self.payoffs) for party in self.controllers):
            raise ValueError(f"an option is controlled by a party beyond {len(self.payoffs)}")
        if self.feasible is not None and len(self.feasible) != self.codes:
            raise ValueError(f"feasibility of {len(self.feasible)} codes of {self.codes}")
        for relation, size in zip(self.moves, self.sizes, strict=False):
            if relation is not None and relation.shape != (size, size):
                raise ValueError(f"permitted changes of shape {relation.shape} for {size} values")
        for party in self.modelled:
            payoff = self.payoffs[party]
            if payoff is None or len(payoff) != self.states:
                raise ValueError(f"party {party} moves, and has not one payoff for each of {self.states} states")

    @property
    def codes(self) -> int:
        """How many combinations of values there are, feasible or not."""
        return math.prod(self.sizes)

    @cached_property
    def states(self) -> int:
        """How many states there are."""
        return self.codes if self.feasible is None else int(np.count_nonzero(self.feasible))

    @property
    def parties(self) -> int:
        """How many parties there are, modelled or not."""
        return len(self.payoffs)

    @cached_property
    def modelled(self) -> tuple[int, ...]:
        """The parties that control an option."""
        return tuple(sorted({party for party in self.controllers if party is not None}))

    def relation(self, option: int) -> Bools | None:
        """From which value to which the option may change in one move, with staying; None: any."""
        return self._relations[option]

    @cached_property
    def _relations(self) -> tuple[Bools | None, ...]:
        closed = [
            None if relation is None else closure(relation) for relation in self.moves or [None] * len(self.sizes)
        ]
        return tuple(None if relation is None or relation.all() else relation for relation in closed)

    def worth(self, party: int, state: int) -> int:
        """What a state is worth to a modelled party."""
        payoff = self.payoffs[party]
        assert payoff is not None
        return int(payoff[state])

    @cached_property
    def code(self) -> Ints:
        """The code of each state."""
        return np.arange(self.codes) if self.feasible is None else np.flatnonzero(self.feasible)

    def state(self, values: Sequence[int]) -> int | None:
        """The number of the state in which the options have these values; None: infeasible."""
        code = 0
        for value, size in zip(reversed(values), reversed(self.sizes), strict=True):
            code = code * size + value
        if self.feasible is None:
            return code
        return int(np.count_nonzero(self.feasible[:code])) if self.feasible[code] else None

    def values(self, state: int) -> tuple[int, ...]:
        """The value of each option in a state."""
        code, found = int(self.code[state]), []
        for size in self.sizes:
            code, value = divmod(code, size)
            found.append(value)
        return tuple(found)

    def reached(self, party: int, state: int) -> Ints:
        """R_i(s): the states that a party reaches from one in one move, ascending."""
        codes: Ints = np.zeros(1, np.int64)
        step = 1
        for option, (size, value) in enumerate(zip(self.sizes, self.values(state), strict=True)):
            if self.controllers[option] == party:
                allowed = self.relation(option)
                to = np.arange(size) if allowed is None else np.flatnonzero(allowed[value])
                codes = np.add.outer(to * step, codes).ravel()
            else:
                codes = codes + value * step
            step *= size
        codes.sort()
        if self.feasible is not None:
            codes = np.searchsorted(self.code, codes[self.feasible[codes]])
        return np.asarray(codes[codes != state])


@dataclass(frozen=True, eq=False)
class Moves:
    """One party's moves in a graph: from state s to `targets[starts[s]:starts[s + 1]]`."""

    starts: Ints
    targets: Ints

    def of(self, state: int) -> Ints:
        """Where the party may move from a state."""
        return self.targets[self.starts[state] : self.starts[state + 1]]


@dataclass(frozen=True, eq=False)
class Graph:
    """A conflict as an explicit graph: the lists of moves are taken as they are, and who moved last matters.

    Every party of a graph is modelled, with moves or without. Raises ValueError where lengths do not agree.
    """

    states: int
    moves: tuple[Moves, ...]
    payoffs: tuple[Ints, ...]

    def __post_init__(self) -> None:
        if len(self.moves) != len(self.payoffs) or any(len(payoff) != self.states for payoff in self.payoffs):
            raise ValueError(f"moves and a payoff for each of {self.states} states are needed of every party")
        for party, moves in enumerate(self.moves):
            if len(moves.starts) != self.states + 1 or int(moves.starts[-1]) != len(moves.targets):
                raise ValueError(f"the lists of moves of party {party} are not of {self.states} states")
            if len(moves.targets) and not 0 <= int(moves.targets.min()) <= int(moves.targets.max()) < self.states:
                raise ValueError(f"party {party} moves to a state beyond {self.states}")
            if (moves.targets == np.repeat(np.arange(self.states), np.diff(moves.starts))).any():
                raise ValueError(f"party {party} moves from a state to itself")

    @property
    def parties(self) -> int:
        """How many parties there are."""
        return len(self.payoffs)

    @property
    def modelled(self) -> tuple[int, ...]:
        """The parties: all of them."""
        return tuple(range(len(self.payoffs)))

    def worth(self, party: int, state: int) -> int:
        """What a state is worth to a party."""
        return int(self.payoffs[party][state])

    def reached(self, party: int, state: int) -> Ints:
        """R_i(s): the states that a party reaches from one in one move, ascending."""
        return np.unique(self.moves[party].of(state))


def graph(lists: Sequence[Mapping[int, Sequence[int]]], payoffs: Sequence[Sequence[int]]) -> Graph:
    """A graph from each party's lists of moves (state → states) and payoffs, which also say how many states there are.

    >>> graph([{0: [1]}, {1: [2]}], [[1, 2, 0], [0, 0, 0]]).reached(0, 0).tolist()
    [1]
    """
    states = len(payoffs[0])
    moves = []
    for listed in lists:
        rows = [sorted(set(listed.get(state, ()))) for state in range(states)]
        starts = np.concatenate(([0], np.cumsum([len(row) for row in rows], dtype=np.int64)))
        moves.append(Moves(starts, np.array([target for row in rows for target in row], dtype=np.int64)))
    return Graph(states, tuple(moves), tuple(np.asarray(payoff, dtype=np.int64) for payoff in payoffs))


@dataclass(frozen=True, eq=False)
class Stability:
    """For whom which state is stable: packed bits, one per state, for each concept and party asked for."""

    states: int
    parties: tuple[int, ...]
    """The modelled parties that were asked for."""
    concepts: tuple[str, ...]
    bits: Mapping[tuple[str, int], Bits]

    def holds(self, concept: str, party: int) -> Bools:
        """Of each state, whether it is stable for the party."""
        return np.unpackbits(self.bits[concept, party], count=self.states).view(np.bool_)

    def text(self, concept: str, party: int) -> str:
        """The verdicts as digits, one per state."""
        return (self.holds(concept, party).view(np.uint8) + ord("0")).astype(np.uint8).tobytes().decode("ascii")

    def equilibria(self, concept: str) -> Ints:
        """The states that are stable for every party here."""
        return self.mixed(dict.fromkeys(self.parties, concept))

    def mixed(self, concepts: Mapping[int, str]) -> Ints:
        """The states that are stable for every party under that party's own concept."""
        held = np.full((self.states + 7) // 8, 255, dtype=np.uint8)
        for party in self.parties:
            held &= self.bits[concepts[party], party]
        return np.flatnonzero(np.unpackbits(held, count=self.states))


def closure(relation: Bools) -> Bools:
    """The smallest reflexive and transitive relation that holds a relation (Warshall 1962).

    >>> closure(np.array([[0, 1, 0], [0, 0, 1], [0, 0, 0]], bool)).astype(int).tolist()
    [[1, 1, 1], [0, 1, 1], [0, 0, 1]]
    """
    closed = np.asarray(relation, dtype=bool) | np.eye(len(relation), dtype=bool)
    for middle in range(len(closed)):
        closed |= np.outer(closed[:, middle], closed[middle])
    return closed
