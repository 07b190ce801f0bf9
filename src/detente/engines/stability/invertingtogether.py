"""The smallest change of everybody's preferences that makes a state an equilibrium under SEQ or SSEQ.

There others answer by improvements, so what one party prefers matters for what deters another, and all have to change
together. A change lowers states in parties' rankings, one by one: from above the wanted state to a tie with it, or to
the place just below it; nothing else moves, so what results is a ranking again. The fewest are sought by branching on
reasons: where a move is not deterred, some state that takes part in that has to be lowered, for the mover (the move, an
answer, or what it reaches from an answer) or for another party (so that it moves on from the move or an answer).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice, product
from typing import Any, Generic

from detente.engines.stability.inverting import better_than, conditions
from detente.engines.stability.invertingchanges import parts
from detente.engines.stability.worlds import MOST, S, Sequences, World, targets

MOST_WORK = 400_000
"""Moves that are looked at before the search gives up: some seconds."""
MOST_TRIED = 20
"""Changes of each party by itself that are then tried together, for one that is enough."""
MOST_WAYS = 200
"""Smallest changes that are listed at most."""


@dataclass(frozen=True, order=True)
class Lowered(Generic[S]):
    """A state that a party would no longer hold better than the wanted one: tied with it, or just below it."""

    party: int
    state: S
    below: bool = False


@dataclass(frozen=True)
class Joint(Generic[S]):
    """The smallest changes. `least` is proved; if `exact`, it is the fewest, and `ways` has every such change if
    `every`. Else `ways` has one change, of `most` states, that is enough and may not be the smallest.
    """

    least: int
    most: int
    ways: tuple[tuple[Lowered[S], ...], ...]
    every: bool

    @property
    def exact(self) -> bool:
        """Whether the fewest are known."""
        return self.least == self.most


class _OverError(Exception):
    """The search has gone far enough."""


def together(world: World, concept: str, state: S, most: int = MOST, work: int = MOST_WORK) -> Joint[S]:
    """The fewest states to be lowered, over all parties together, so that a state is an equilibrium.

    `concept` is "seq" or "sseq". Of changes that lower the same states for the same parties the one with the most ties
    is given. Raises TooLargeError where answers reach more than `most` (state, last mover).

    >>> from detente.engines.stability.model import graph
    >>> made = graph([{0: [1]}, {1: [2]}], [[1, 2, 0], [0, 5, 0]])
    >>> together(made, "seq", 0).ways
    ((Lowered(party=0, state=1, below=False),), (Lowered(party=1, state=1, below=True),))
    """
    if concept not in ("seq", "sseq"):
        raise ValueError(f"{concept!r} is worked out party by party")
    search = _Search(world, concept, state, most, work)
    bound = sum(len(search.gains(party, {})) for party in world.modelled)
    for fewest in range(bound + 1):
        search.fewest = fewest
        every = True
        try:
            search.down(frozenset(), frozenset())
        except _OverError:
            every = False
        if search.found:
            return Joint(fewest, fewest, tuple(search.ways()), every)
        if not every:
            enough = search.enough()
            return Joint(fewest, len(enough), (enough,), False)
    raise AssertionError("without gains from moving a state is an equilibrium")


_Step = tuple[int, Any, bool]
"""A party, a state that it lowers, and whether from a tie to below."""


@dataclass(eq=False)
class _Search(Generic[S]):
    world: World
    concept: str
    state: S
    most: int
    work: int
    fewest: int = 0
    found: dict[frozenset[tuple[int, S]], frozenset[_Step]] = field(default_factory=dict)
    moves: dict[tuple[int, Any], list[Any]] = field(default_factory=dict)
    today: dict[tuple[int, Any], int] = field(default_factory=dict)

    def ways(self) -> list[tuple[Lowered[S], ...]]:
        """What was found, in order."""
        return sorted(
            tuple(sorted(Lowered(party, state, (party, state, True) in steps) for party, state in lowered))
            for lowered, steps in self.found.items()
        )

    def reached(self, party: int, state: Any) -> list[Any]:
        """R_i(s), found once."""
        if (party, state) not in self.moves:
            self.moves[party, state] = targets(self.world, party, state)
        return self.moves[party, state]

    def worth(self, party: int, state: Any, changed: dict[tuple[int, Any], int]) -> int:
        """Twice what a state is worth, so that there is room just below the wanted one."""
        lowered = changed.get((party, state))
        if lowered is not None:
            return self.worth(party, self.state, {}) - lowered
        if (party, state) not in self.today:
            self.today[party, state] = 2 * self.world.worth(party, state)
        return self.today[party, state]

    def better(self, party: int, state: Any, changed: dict[tuple[int, Any], int]) -> bool:
        """Whether a state is better than the wanted one."""
        return self.worth(party, state, changed) > self.worth(party, self.state, {})

    def gains(self, party: int, changed: dict[tuple[int, Any], int]) -> list[Any]:
        """Where a party gains by moving from the wanted state."""
        return [one for one in self.reached(party, self.state) if self.better(party, one, changed)]

    def down(self, steps: frozenset[_Step], barred: frozenset[_Step]) -> None:
        """Every smallest change that takes these steps and none that is barred."""
        if self.work < 0:
            raise _OverError
        changed: dict[tuple[int, Any], int] = {}
        for party, state, below in steps:
            changed[party, state] = max(changed.get((party, state), 0), int(below))
        needs: list[frozenset[_Step]] = [need - barred for need in self.open(changed)]
        if not needs:
            self.keep(steps)
            return
        left = self.fewest - len(changed)
        if not all(needs) or _apart(needs) > left:
            return
        tightest = min(needs, key=len)
        for step in sorted(tightest):
            if step[2] or left:
                self.down(steps | {step}, barred)
            barred |= {step}

    def keep(self, steps: frozenset[_Step]) -> None:
        """Of changes of the same states, the one with the most ties."""
        lowered = frozenset((party, state) for party, state, _ in steps)
        if lowered not in self.found or len(steps) < len(self.found[lowered]):
            if len(self.found) == MOST_WAYS and lowered not in self.found:
                raise _OverError
            self.found[lowered] = steps

    def enough(self) -> tuple[Lowered[S], ...]:
        """A change that makes the state an equilibrium, small if parties' own smallest changes together do."""
        own = []
        for party in self.world.modelled:
            found = conditions(self.world, self.concept, party, self.state, self.most)
            told = parts(found, better_than(self.world, party, self.state, found.named))
            own += [[{(party, one) for one in way} for way in part.listed] for part in told]
        tried = (set().union(*one) for one in islice(product(*own), MOST_TRIED))
        nash = {(party, one) for party in self.world.modelled for one in self.gains(party, {})}
        held = [one for one in tried if not list(self.open(dict.fromkeys(one, 0)))]
        return tuple(sorted(Lowered(party, one) for party, one in min([nash, *held], key=len)))

    def open(self, changed: dict[tuple[int, Any], int]) -> Iterator[frozenset[_Step]]:
        """For each gain that nothing deters, the steps of which one has to be taken for that to be otherwise.

        Lowering only ever opens moves away from what is lowered. So without any of these steps others bring about from
        the move no more than now, and all of that is to the mover, and in reach of it, as it is now.
        """
        for party in self.world.modelled:
            for move in self.gains(party, changed):
                need = self.need(party, move, changed)
                if need is not None:
                    yield need

    def need(self, party: int, move: Any, changed: dict[tuple[int, Any], int]) -> frozenset[_Step] | None:
        """What has to be lowered for a move to be deterred; None: it is."""
        others = [other for other in self.world.modelled if other != party]

        def step(mover: int, at: Any) -> list[Any]:
            now = self.worth(mover, at, changed)
            self.work -= len(self.reached(mover, at))
            return [one for one in self.reached(mover, at) if self.worth(mover, one, changed) > now]

        answers = {move: None}
        for answer, _ in Sequences(self.world, others, False, self.most, step).run(move):
            answers[answer] = None
            if not self.tempting(party, answer, changed):
                return None
        own = {one for answer in answers for one in (answer, *self.tempting(party, answer, changed))}
        self.work -= len(own)
        found = {(party, one, False) for one in own if self.better(party, one, changed)}
        for answer in answers:
            for other in others:
                if changed.get((other, answer)) != 1 and self.opens(other, answer, changed):
                    found.add((other, answer, (other, answer) in changed))
        return frozenset(found)

    def tempting(self, party: int, answer: Any, changed: dict[tuple[int, Any], int]) -> list[Any]:
        """What keeps an answer from deterring: that it is better itself, or what is reached from it and better."""
        onward = self.reached(party, answer) if self.concept == "sseq" else []
        self.work -= len(onward)
        return [one for one in (answer, *onward) if self.better(party, one, changed)]

    def opens(self, mover: int, at: Any, changed: dict[tuple[int, Any], int]) -> bool:
        """Whether lowering where a party moves from may make a move a gain that is none yet."""
        if (mover, at) not in changed and not self.better(mover, at, changed):
            return False
        level, now = self.worth(mover, self.state, {}), self.worth(mover, at, changed)
        return any(level <= self.worth(mover, one, changed) <= now for one in self.reached(mover, at))


def _apart(needs: list[frozenset[_Step]]) -> int:
    """How many more states have to be lowered at least: needs that share no step, and are met by no other step."""
    seen: set[_Step] = set()
    count = 0
    for need in sorted(needs, key=len):
        if not any(below for *_, below in need) and seen.isdisjoint(need):
            seen |= need
            count += 1
    return count


def lowered(world: World, state: S, change: Iterable[Lowered[S]], party: int, of: S) -> int:
    """Twice what a state is worth to a party after a change."""
    for one in change:
        if (one.party, one.state) == (party, of):
            return 2 * world.worth(party, state) - one.below
    return 2 * world.worth(party, of)
