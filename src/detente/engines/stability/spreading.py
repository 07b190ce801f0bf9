"""From the status quo of a conflict in option form, for all states at once: how many moves away each one is.

Layer by layer over the array with one axis per party: a state is reached by a party's improvement if, of the states on
its line that were reached last, one is worth less to that party. A shortest sequence never lets a party move twice
running, since its two moves would be one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from detente.engines.stability.grid import HIGH, lay
from detente.engines.stability.model import Conflict, Ints
from detente.engines.stability.reducing import along


@dataclass(frozen=True, eq=False)
class Spread:
    """How many moves each state is away from `start`; -1: it cannot be reached."""

    conflict: Conflict
    start: int
    improving: bool
    distance: Ints

    @cached_property
    def _backwards(self) -> Conflict:
        return _turned(self.conflict)

    def path(self, state: int) -> tuple[tuple[int, int], ...] | None:
        """A shortest legal sequence of moves, (who, where to); None: it cannot be reached."""
        if self.distance[state] < 0:
            return None
        steps = []
        while state != self.start:
            party, before = next(
                (party, int(before))
                for party in self.conflict.modelled
                for before in self._backwards.reached(party, state)
                if self.distance[before] == self.distance[state] - 1
                and (not self.improving or self.conflict.worth(party, before) < self.conflict.worth(party, state))
            )
            steps.append((party, state))
            state = before
        return tuple(reversed(steps))


def spread(conflict: Conflict, start: int, *, improving: bool = False) -> Spread:
    """The distances from a state by any moves, or by improvements of who moves only.

    Raises TooLargeError for more combinations than can be held.

    >>> chicken = Conflict((2, 2), (0, 1), (np.array([1, 2, 4, 3]), np.array([1, 4, 2, 3])))
    >>> spread(chicken, 3, improving=True).distance.tolist()
    [-1, 1, 1, 0]
    """
    grid = lay(_turned(conflict))
    worth = {}
    if improving:
        worth = {party: grid.place(conflict.payoffs[party]).reshape(grid.shape) for party in conflict.modelled}  # type: ignore[arg-type]
    numbers = grid.place(np.arange(conflict.states, dtype=np.int32))
    distance = np.full(grid.cells, -1, dtype=np.int32)
    open_ = np.ones(grid.shape, dtype=bool) if grid.holes is None else ~grid.holes.reshape(grid.shape)
    last = (numbers == start).reshape(grid.shape)
    moves = 0
    while last.any():
        distance.reshape(grid.shape)[last] = moves
        open_ &= ~last
        reached = np.zeros(grid.shape, dtype=bool)
        for party, axis in grid.axes.items():
            if improving:
                reached |= worth[party] > along(np.minimum, np.where(last, worth[party], np.int32(HIGH)), axis)
            else:
                reached |= along(np.logical_or, last, axis)
        last = reached & open_
        moves += 1
    found = np.empty(conflict.states, dtype=np.int32)
    kept = numbers >= 0
    found[numbers[kept]] = distance[kept]
    return Spread(conflict, start, improving, found)


def _turned(conflict: Conflict) -> Conflict:
    """The same conflict with every permitted change the other way round."""
    return replace(conflict, moves=tuple(None if one is None else np.asarray(one).T for one in conflict.moves))
