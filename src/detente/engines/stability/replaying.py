"""Replaying certificates: a checker of a few lines, in plain Python, that shares no code with the engine.

It reads nothing but a conflict's own fields (who controls what, which changes are permitted, which combinations are
feasible, payoffs), works out moves for itself, and believes a certificate only as far as it can follow it step by step.
A certificate of a verdict on (concept, party i, state s) is

- *stable*: `answers`, for each improvement t of i from s a legal sequence of moves of others, `((mover, state), …)`,
  that begins at t and ends in a sanction; no answers where i has no improvement (Nash always);
- *not stable*: `improvement` t, and `reach`, all `(state, last mover)` that sequences of others come to from t, none of
  them a sanction. That it is all is checked by closure: no move leads out of it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from itertools import product
from typing import Any

Step = tuple[int, int]


class World:
    """Moves and preferences of a conflict or an explicit graph, from its fields alone."""

    def __init__(self, conflict: Any) -> None:
        self._of = conflict
        self._explicit = not hasattr(conflict, "controllers")
        if self._explicit:
            self.movers = list(range(len(conflict.moves)))
            return
        self.movers = sorted({one for one in conflict.controllers if one is not None})
        feasible = conflict.feasible
        self._codes = None if feasible is None else [code for code, good in enumerate(feasible.tolist()) if good]
        self._steps = [1]
        for size in conflict.sizes:
            self._steps.append(self._steps[-1] * size)
        self._changes = [self._changed(option) for option in range(len(conflict.sizes))]

    def _changed(self, option: int) -> list[set[int]]:
        """For each value of an option, those that permitted changes lead to, one after the other, itself among them."""
        size, told = self._of.sizes[option], self._of.moves[option] if self._of.moves else None
        found = []
        for value in range(size):
            reached, open_ = {value}, [value]
            while open_:
                at = open_.pop()
                more = {to for to in range(size) if told is None or told[at][to]} - reached
                reached |= more
                open_ += more
            found.append(reached)
        return found

    def moves(self, party: int, state: int) -> set[int]:
        """Where a party may go from a state by itself."""
        if self._explicit:
            lists = self._of.moves[party]
            return {int(one) for one in lists.targets[int(lists.starts[state]) : int(lists.starts[state + 1])]}
        code = state if self._codes is None else self._codes[state]
        reached = []
        for option, by in enumerate(self._of.controllers):
            value = code // self._steps[option] % self._of.sizes[option]
            values = self._changes[option][value] if by == party else {value}
            reached.append([one * self._steps[option] for one in values])
        return {self._number(sum(parts)) for parts in product(*reached)} - {state, -1}

    def _number(self, code: int) -> int:
        if self._codes is None:
            return code
        place = bisect_left(self._codes, code)
        return place if place < len(self._codes) and self._codes[place] == code else -1

    def better(self, party: int, one: int, other: int) -> bool:
        """Whether a party prefers one state to the other."""
        return bool(self._of.payoffs[party][one] > self._of.payoffs[party][other])


def replay_stable(world: World, concept: str, party: int, state: int, answers: Mapping[int, Sequence[Step]]) -> str:
    """What is wrong with a certificate that a state is stable for a party; "" where it shows that."""
    gains = {one for one in world.moves(party, state) if world.better(party, one, state)}
    if set(answers) != gains:
        return f"the improvements are {sorted(gains)}, not {sorted(answers)}"
    if concept == "nash" and gains:
        return f"there are improvements: {sorted(gains)}"
    for gain, steps in answers.items():
        problem = _legal(world, concept, party, gain, steps) or _deters(world, concept, party, state, steps[-1][1])
        if problem:
            return f"of the answer to {gain}: {problem}"
    return ""


def _legal(world: World, concept: str, party: int, start: int, steps: Sequence[Step]) -> str:
    """What is wrong with a sequence of moves of others; "" for a legal one."""
    if not steps:
        return "nobody moves"
    last, at = party, start
    for mover, to in steps:
        if mover == last or mover == party or mover not in world.movers:
            return f"party {mover} may not move from {at}"
        if to not in world.moves(mover, at):
            return f"party {mover} cannot move from {at} to {to}"
        if concept in ("seq", "sseq") and not world.better(mover, to, at):
            return f"party {mover} does not gain by moving from {at} to {to}"
        last, at = mover, to
    return ""


def _deters(world: World, concept: str, party: int, state: int, sanction: int) -> str:
    """Why a state is no sanction; "" where it is one."""
    if world.better(party, sanction, state):
        return f"{sanction} is better than {state}"
    if concept in ("smr", "sseq"):
        escapes = [one for one in world.moves(party, sanction) if world.better(party, one, state)]
        if escapes:
            return f"from {sanction} there is an escape to {min(escapes)}"
    return ""


def replay_unstable(
    world: World, concept: str, party: int, state: int, improvement: int, reach: Collection[Step]
) -> str:
    """What is wrong with a certificate that a state is not stable for a party; "" where it shows that."""
    if improvement not in world.moves(party, state) or not world.better(party, improvement, state):
        return f"{improvement} is no improvement from {state}"
    if concept == "nash":
        return ""
    held = set(reach)
    for at, last in ((improvement, party), *held):
        for mover in world.movers:
            if mover in (last, party):
                continue
            for to in world.moves(mover, at):
                gains = concept in ("gmr", "smr") or world.better(mover, to, at)
                if gains and (to, mover) not in held:
                    return f"party {mover} can move from {at} to {to}, which is left out"
    return next((f"{at} deters it" for at, _ in sorted(held) if not _deters(world, concept, party, state, at)), "")
