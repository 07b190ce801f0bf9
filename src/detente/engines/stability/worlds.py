"""What a question about one state needs of a conflict: who can move where from here, and what that is worth.

A `Conflict` and a `Graph` are such worlds; so is an `Open` one, whose states are never enumerated: there a state is the
tuple of its options' values, and feasibility and worth are asked for as the search comes by.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol, TypeVar

from detente.engines.stability.model import Bools, closure
from detente.errors import TooLargeError

S = TypeVar("S", bound=Hashable)
MOST = 200_000
"""How many (state, last mover) one search meets before it gives up."""


class Moving(Protocol):
    """Where parties move by themselves."""

    @property
    def modelled(self) -> tuple[int, ...]:
        """The parties that move."""

    def reached(self, party: int, state: Any) -> Any:
        """R_i(s), in one move."""


class World(Moving, Protocol):
    """Where parties move by themselves, and what states are worth to them."""

    def worth(self, party: int, state: Any) -> int:
        """What a state is worth to a party."""


@dataclass(frozen=True, eq=False)
class Unworthy:
    """Moves without preferences, for a search that is told which steps count."""

    of: Moving

    @property
    def modelled(self) -> tuple[int, ...]:
        """The parties that move."""
        return self.of.modelled

    def reached(self, party: int, state: Any) -> Any:
        """R_i(s), in one move."""
        return self.of.reached(party, state)

    def worth(self, party: int, state: Any) -> int:
        """Not known."""
        raise NotImplementedError


@dataclass(frozen=True, eq=False)
class Open:
    """A conflict in option form of any size, as functions of a state's values."""

    sizes: tuple[int, ...]
    controllers: tuple[int | None, ...]
    payoff: Callable[[int, tuple[int, ...]], int]
    moves: tuple[Bools | None, ...] = ()
    feasible: Callable[[tuple[int, ...]], bool] = lambda _: True
    _met: dict[tuple[int, tuple[int, ...]], int] = field(default_factory=dict)

    @cached_property
    def modelled(self) -> tuple[int, ...]:
        """The parties that control an option."""
        return tuple(sorted({party for party in self.controllers if party is not None}))

    @cached_property
    def _targets(self) -> list[list[tuple[int, ...]]]:
        """For each option and value, the values that it may change to or keep."""
        found = []
        for option, size in enumerate(self.sizes):
            relation = self.moves[option] if self.moves else None
            closed = None if relation is None else closure(relation)
            found.append(
                [tuple(to for to in range(size) if closed is None or closed[value][to]) for value in range(size)]
            )
        return found

    def reached(self, party: int, state: tuple[int, ...]) -> list[tuple[int, ...]]:
        """R_i(s): the states that a party reaches from one in one move. Raises TooLargeError for too many."""
        values = [
            self._targets[option][value] if self.controllers[option] == party else (value,)
            for option, value in enumerate(state)
        ]
        ways = math.prod(map(len, values))
        if ways > MOST:
            raise TooLargeError(
                f"one party has {ways:,} moves from one state, more than are looked through ({MOST:,}): fix options"
            )
        return [other for other in itertools.product(*values) if other != state and self.feasible(other)]

    def worth(self, party: int, state: tuple[int, ...]) -> int:
        """What a state is worth to a party; asked once."""
        key = party, state
        if key not in self._met:
            self._met[key] = self.payoff(party, state)
        return self._met[key]


def targets(world: Moving, party: int, state: S) -> list[S]:
    """R_i(s) as plain states."""
    found = world.reached(party, state)
    return list(found) if isinstance(found, list | tuple) else list(found.tolist())


def improvements(world: World, party: int, state: S) -> list[S]:
    """R⁺_i(s): where a party gains by moving."""
    worth = world.worth(party, state)
    return [other for other in targets(world, party, state) if world.worth(party, other) > worth]


@dataclass
class Sequences:
    """Legal sequences of moves by some parties from a state, shortest first: nobody moves twice running."""

    world: World
    parties: Sequence[int]
    improving: bool
    most: int = MOST
    step: Callable[[int, Any], list[Any]] | None = None
    """Where a party moves from a state, if it is neither improvements nor anywhere."""
    came: dict[tuple[Any, int], tuple[Any, int] | None] = field(default_factory=dict)

    def run(self, start: S) -> Iterator[tuple[S, int]]:
        """Each (state, last mover) that one or more moves reach, once. Raises TooLargeError beyond `most`."""
        moves = improvements if self.improving else targets
        step = self.step or (lambda party, state: moves(self.world, party, state))
        layer: list[tuple[S, int] | None] = [None]
        while layer:
            following: list[tuple[S, int] | None] = []
            for at in layer:
                for party in self.parties:
                    if at is not None and at[1] == party:
                        continue
                    for state in step(party, start if at is None else at[0]):
                        key = state, party
                        if key in self.came:
                            continue
                        self.came[key] = at
                        following.append(key)
                        yield key
                        if len(self.came) > self.most:
                            raise TooLargeError(
                                f"more than {self.most:,} states and movers answer one move: fix options, or decide "
                                "all states at once"
                            )
            layer = following

    def steps(self, key: tuple[S, int]) -> tuple[tuple[int, S], ...]:
        """The moves that led there: (who, where to)."""
        found: list[tuple[int, S]] = []
        at: tuple[S, int] | None = key
        while at is not None:
            found.append((at[1], at[0]))
            at = self.came[at]
        return tuple(reversed(found))
