"""From the status quo: what legal sequences of moves reach, by how few moves, and which ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic

from detente.engines.stability.worlds import MOST, S, Sequences, World


@dataclass(frozen=True, eq=False)
class Evolution(Generic[S]):
    """The states that can be reached, each with a shortest legal sequence of moves, (who, where to); nearest first."""

    start: S
    improving: bool
    """Whether every move improves its mover's lot, or any move is taken."""
    paths: dict[S, tuple[tuple[int, S], ...]]

    @property
    def moves(self) -> dict[S, int]:
        """How many moves each state is away."""
        return {state: len(steps) for state, steps in self.paths.items()}


def evolve(
    world: World,
    start: S,
    *,
    improving: bool = False,
    wanted: Iterable[S] | None = None,
    most: int = MOST,
    step: Callable[[int, Any], list[Any]] | None = None,
) -> Evolution[S]:
    """What can be reached from a state; `wanted`: only these states, and no further than the last of them.

    `step` says where a party moves from a state, if it is neither improvements nor anywhere. Raises TooLargeError
    beyond `most` (state, last mover).
    """
    sequences = Sequences(world, world.modelled, improving, most, step)
    missing = None if wanted is None else set(wanted)
    paths: dict[S, tuple[tuple[int, S], ...]] = {}
    if missing is None or start in missing:
        paths[start] = ()
    if missing is not None:
        missing.discard(start)
    for key in sequences.run(start) if missing is None or missing else ():
        if key[0] in paths or (missing is not None and key[0] not in missing):
            continue
        paths[key[0]] = sequences.steps(key)
        if missing is not None:
            missing.discard(key[0])
            if not missing:
                break
    return Evolution(start, improving, paths)
