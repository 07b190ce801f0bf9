"""From the status quo: which equilibria can be reached, in how many moves, and by which shortest sequence of them.

Method: status quo analysis of the graph model (Fang, Hipel and Kilgour 1993), definitions in
docs/explanation/stability.md, section 6. Nobody moves twice running.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.space.conflicts import Named

if TYPE_CHECKING:
    from detente.engines.stability.worlds import World

METHOD = "status quo analysis (Fang, Hipel and Kilgour 1993): shortest legal sequences of moves"
KINDS = ("improvements", "any")
MOST_PATHS = 1_000
"""Equilibria to which the moves themselves are given; of more, only how many they are."""
Steps = tuple[tuple[int, Any], ...]


@dataclass(frozen=True)
class Reached:
    """How many states can be reached, the start among them, and in how many moves the last.

    None: only equilibria were looked for.
    """

    states: int | None
    moves: int | None


@dataclass(frozen=True)
class Arrival:
    """An equilibrium: under which concepts it is one, and how many moves away, by improvements only and by any moves.

    Each None: it cannot be reached so. `steps` are shortest sequences, for the nearest of many.
    """

    state: Any
    concepts: tuple[str, ...]
    moves: Mapping[str, int | None]
    steps: Mapping[str, Steps | None]


@dataclass(frozen=True, eq=False)
class Evolving:
    """What can come of a state. `arrivals` are all equilibria, the nearest first.

    To the last `unfollowed` of those that can be reached it is only said how many moves there are.
    """

    conflict: Named
    start: Any
    reached: Mapping[str, Reached]
    arrivals: tuple[Arrival, ...]
    unfollowed: int

    def to_json(self) -> dict[str, Any]:
        """As the reference documents it."""
        return {
            "method": METHOD,
            "from": self.conflict.key(self.start),
            "reached": {
                kind: {"states": self.reached[kind].states, "moves": self.reached[kind].moves} for kind in KINDS
            },
            "equilibria": [
                {
                    "state": self.conflict.key(one.state),
                    "concepts": list(one.concepts),
                    **{kind: self._way(one, kind) for kind in KINDS},
                }
                for one in self.arrivals
            ],
            "unfollowed": self.unfollowed,
        }

    def _way(self, one: Arrival, kind: str) -> dict[str, Any] | None:
        if one.moves[kind] is None:
            return None
        steps, named = one.steps[kind], self.conflict
        told = None if steps is None else [{"party": named.parties[who], "to": named.key(to)} for who, to in steps]
        return {"moves": one.moves[kind], "steps": told}


@dataclass(frozen=True)
class _Map:
    """How far states are, and how one gets there."""

    moves: Callable[[Any], int | None]
    path: Callable[[Any], Steps]
    reached: Reached


def evolution(named: Named, start: Any, equilibria: Mapping[str, Sequence[Any]]) -> Evolving:
    """Which of these equilibria (by concept) can be reached from a state, by improvements only and by any moves?

    Where a preference is unknown, only what certainly is an improvement counts as one. Raises TooLargeError where too
    many states would have to be followed.
    """
    concepts: dict[Any, list[str]] = {}
    for concept, states in equilibria.items():
        for state in states:
            concepts.setdefault(state, []).append(concept)
    maps = {kind: _map(named, start, kind == "improvements", concepts) for kind in KINDS}
    moves = {state: {kind: maps[kind].moves(state) for kind in KINDS} for state in concepts}
    far = named.states + 1 if named.counted else 1 << 62
    order = sorted(concepts, key=lambda state: tuple(far if one is None else one for one in moves[state].values()))
    found = []
    for place, state in enumerate(order):
        given = place < MOST_PATHS
        steps = {kind: maps[kind].path(state) if given and moves[state][kind] is not None else None for kind in KINDS}
        found.append(Arrival(state, tuple(concepts[state]), moves[state], steps))
    left = sum(any(one is not None for one in arrival.moves.values()) for arrival in found[MOST_PATHS:])
    return Evolving(named, start, {kind: maps[kind].reached for kind in KINDS}, tuple(found), left)


def _map(named: Named, start: Any, improving: bool, wanted: Mapping[Any, Any]) -> _Map:
    if named.counted and not named.explicit and not (improving and named.unsure):
        return _by_layers(named, start, improving)
    from detente.engines.stability.evolving import evolve

    only = None if named.counted else wanted
    step = _certain(named) if improving and named.unsure else None
    found = evolve(named.model, start, improving=improving, wanted=only, step=step)
    moves = found.moves
    everything = Reached(len(moves), max(moves.values(), default=0)) if only is None else Reached(None, None)
    return _Map(moves.get, found.paths.__getitem__, everything)


def _by_layers(named: Named, start: int, improving: bool) -> _Map:
    """All states at once, layer by layer."""
    import numpy as np

    from detente.engines.stability.spreading import spread

    found = spread(named.model, start, improving=improving)  # type: ignore[arg-type]

    def moves(state: int) -> int | None:
        distance = int(found.distance[state])
        return None if distance < 0 else distance

    reached = Reached(int(np.count_nonzero(found.distance >= 0)), int(found.distance.max()))
    return _Map(moves, lambda state: found.path(state) or (), reached)


def _certain(named: Named) -> Callable[[int, Any], list[Any]]:
    """Where a party certainly gains by moving."""
    from detente.engines.stability.worlds import improvements

    world: World = named.model

    def step(party: int, state: Any) -> list[Any]:
        found = improvements(world, party, state)
        return [other for other in found if not named.unknown_between(party, other, state)]

    return step
