"""Replaying certificates: a checker of a few lines, in plain Python, that shares no code with the engine.

It reads nothing but a conflict's own fields (who controls what, which changes are permitted, which combinations are
feasible, payoffs), works out moves for itself, and believes a certificate only as far as it can follow it step by step.
A certificate is anything with these fields:

- `concept`, `party`, `state`: what the verdict is on;
- where it is *stable*: `improvement` None, and in `deterred` for each improvement that there is its `improvement` and
  the `steps`, `(mover, state), …`, of a legal sequence of others that begins there and ends in a sanction;
- where it is *not stable*: `improvement`, all `answers` that sequences of others can come to from there, and of those
  that would deter it the `escapes`, `(answer, where to)`.

Where preference is in part unknown, a verdict has to hold however that is settled: what deters is certain to be no
better and certain to be credible, and what does not deter is certain to be better.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
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
        """Whether a party certainly prefers one state to the other."""
        return bool(self._of.payoffs[party][one] > self._of.payoffs[party][other])

    def maybe(self, party: int, one: int, other: int) -> bool:
        """Whether it may prefer it; the same where every preference is known."""
        return self.better(party, one, other)


class OpenWorld(World):
    """The same of a conflict that is never enumerated: a state is the tuple of its options' values."""

    def __init__(self, conflict: Any) -> None:
        self._of, self._explicit = conflict, False
        self.movers = sorted({one for one in conflict.controllers if one is not None})
        self._changes = [self._changed(option) for option in range(len(conflict.sizes))]

    def moves(self, party: int, state: Any) -> set[Any]:
        """Where a party may go from a state by itself."""
        values = [
            self._changes[option][state[option]] if by == party else {state[option]}
            for option, by in enumerate(self._of.controllers)
        ]
        return {one for one in product(*values) if one != state and self._of.feasible(one)}

    def better(self, party: int, one: Any, other: Any) -> bool:
        """Whether a party prefers one state to the other."""
        return bool(self._of.payoff(party, one) > self._of.payoff(party, other))


class UnsureWorld:
    """A world in which of some pairs of states it is unknown which one a party prefers.

    `unknown(party, one, other)` says of which; there `better` is false, and `maybe` is true.
    """

    def __init__(self, world: World, unknown: Callable[[int, Any, Any], bool]) -> None:
        self.movers, self.moves, self._of, self._unknown = world.movers, world.moves, world, unknown

    def better(self, party: int, one: Any, other: Any) -> bool:
        """Whether a party certainly prefers one state to the other."""
        return not self._unknown(party, one, other) and self._of.better(party, one, other)

    def maybe(self, party: int, one: Any, other: Any) -> bool:
        """Whether a party prefers one state to the other, or that is unknown."""
        return self._unknown(party, one, other) or self._of.better(party, one, other)


def replay(world: World | UnsureWorld, certificate: Any) -> str:
    """What is wrong with a certificate; "" where it shows what it says."""
    return _stable(world, certificate) if certificate.improvement is None else _unstable(world, certificate)


def _gains(world: World | UnsureWorld, party: int, state: int) -> set[int]:
    return {one for one in world.moves(party, state) if world.better(party, one, state)}


def _temptations(world: World | UnsureWorld, party: int, state: int) -> set[int]:
    return {one for one in world.moves(party, state) if world.maybe(party, one, state)}


def _stable(world: World | UnsureWorld, told: Any) -> str:
    gains = _temptations(world, told.party, told.state)
    answered = {one.improvement: one.steps for one in told.deterred}
    if set(answered) != gains or len(answered) != len(told.deterred):
        return f"the improvements are {sorted(gains)}, not {sorted(answered)}"
    if told.concept == "nash" and gains:
        return f"there are improvements: {sorted(gains)}"
    for gain, steps in answered.items():
        problem = _legal(world, told, gain, steps) or _deters(world, told, steps[-1][1])
        if problem:
            return f"of the answer to {gain}: {problem}"
    return ""


def _legal(world: World | UnsureWorld, told: Any, start: int, steps: Sequence[Step]) -> str:
    """What is wrong with a sequence of moves of others; "" for a legal one."""
    if not steps:
        return "nobody moves"
    last, at = told.party, start
    for mover, to in steps:
        if mover in (last, told.party) or mover not in world.movers:
            return f"party {mover} may not move from {at}"
        if to not in world.moves(mover, at):
            return f"party {mover} cannot move from {at} to {to}"
        if told.concept in ("seq", "sseq") and not world.better(mover, to, at):
            return f"party {mover} does not gain by moving from {at} to {to}"
        last, at = mover, to
    return ""


def _deters(world: World | UnsureWorld, told: Any, sanction: int) -> str:
    """Why a state is no sanction; "" where it is one."""
    if world.maybe(told.party, sanction, told.state):
        return f"{sanction} is better than {told.state}"
    if told.concept in ("smr", "sseq"):
        escapes = [one for one in world.moves(told.party, sanction) if world.maybe(told.party, one, told.state)]
        if escapes:
            return f"from {sanction} there is an escape to {min(escapes)}"
    return ""


def _unstable(world: World | UnsureWorld, told: Any) -> str:
    if told.improvement not in _gains(world, told.party, told.state):
        return f"{told.improvement} is no improvement from {told.state}"
    if told.concept == "nash":
        return ""
    reached = {state for state, _ in _sequences(world, told)}
    if reached != set(told.answers):
        return f"others can come to {sorted(reached)}, not to {sorted(told.answers)}"
    escapes = dict(told.escapes)
    for answer in reached:
        if not world.better(told.party, answer, told.state) and answer not in escapes:
            return f"{answer} deters it"
    for answer, to in escapes.items():
        if told.concept not in ("smr", "sseq"):
            return f"there are no escapes under {told.concept}"
        if to not in world.moves(told.party, answer) or not world.better(told.party, to, told.state):
            return f"from {answer} to {to} is no escape"
    return ""


def _sequences(world: World | UnsureWorld, told: Any) -> set[Step]:
    """All (state, last mover) that legal sequences of others come to from the improvement."""
    found: set[Step] = set()
    open_ = [(told.improvement, told.party)]
    while open_:
        at, last = open_.pop()
        for mover in set(world.movers) - {last, told.party}:
            for to in world.moves(mover, at):
                gains = told.concept in ("gmr", "smr") or world.maybe(mover, to, at)
                if gains and (to, mover) not in found:
                    found.add((to, mover))
                    open_.append((to, mover))
    return found
