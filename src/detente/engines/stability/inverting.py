"""Which preferences of a party make a wanted state s stable: what must be said of B, the states that it holds better.

Nash, GMR and SMR look at no other comparison than those with s, and at nobody else's preference; SEQ and SSEQ look
besides at the others' preferences, which say which answers A(t) there are to a move t. Given those, stability is one
condition for each move t of the party: some set W out of a list has nothing in common with B. The list always holds
{t} (the move is no gain); under GMR and SEQ it holds {u} for every answer u in A(t) (u deters), under SMR and SSEQ
{u} ∪ R_i(u) (u deters, and nothing better is reached from it). The state s itself is never in B. So whatever sets B
are valid, their subsets are (Kinsara, Kilgour and Hipel 2015 ask for the preferences by enumerating rankings; here
sets B are counted and rankings follow from how many are of which size).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic

from detente.engines.stability.model import CONCEPTS
from detente.engines.stability.worlds import MOST, Moving, S, Sequences, Unworthy, World, improvements, targets
from detente.errors import TooLargeError

MOST_PLACES = 1_000_000
"""States named in all conditions on one party, with repetition, above which they are refused."""
FREE = ("nash", "gmr", "smr")
"""The concepts under which nobody else's preference counts."""


@dataclass(frozen=True)
class Condition(Generic[S]):
    """What stability asks about one move: of these sets at least one has no member that is better than s."""

    move: S
    ways: tuple[frozenset[S], ...]

    def met(self, better: Collection[S]) -> bool:
        """Whether it holds if these states are better."""
        return any(way.isdisjoint(better) for way in self.ways)


@dataclass(frozen=True)
class Conditions(Generic[S]):
    """What makes `state` stable for `party` under `concept`, as conditions on the set of better states."""

    concept: str
    party: int
    state: S
    each: tuple[Condition[S], ...]

    def valid(self, better: Collection[S]) -> bool:
        """Whether the state is stable if these states, and no others, are better than it."""
        held = frozenset(better)
        return self.state not in held and all(one.met(held) for one in self.each)

    @cached_property
    def named(self) -> tuple[S, ...]:
        """The states that occur in any condition; whether others are better makes no difference."""
        found: dict[S, None] = {}
        for one in self.each:
            for way in one.ways:
                found.update(dict.fromkeys(way))
        return tuple(found)

    def within(self, better: Collection[S]) -> tuple[Condition[S], ...]:
        """The conditions that are not met if these states are better, as to these states."""
        held = frozenset(better)
        return tuple(
            Condition(one.move, minimal(way & held for way in one.ways)) for one in self.each if not one.met(held)
        )


def minimal(sets: Iterable[frozenset[S]]) -> tuple[frozenset[S], ...]:
    """The sets that contain no other of them, smallest first.

    >>> sorted(map(sorted, minimal([frozenset("ab"), frozenset("a"), frozenset("bc")])))
    [['a'], ['b', 'c']]
    """
    kept: list[frozenset[S]] = []
    single: set[S] = set()
    several: list[frozenset[S]] = []
    for one in sorted(dict.fromkeys(sets), key=len):
        if len(one) == 1:
            single |= one
        elif not one.isdisjoint(single) or any(other <= one for other in several):
            continue
        else:
            several.append(one)
            continue
        kept.append(one)
    return (*kept, *several)


def conditions(world: Moving, concept: str, party: int, state: S, most: int = MOST) -> Conditions[S]:
    """What makes a state stable for a party, given everybody's moves and, under SEQ and SSEQ, others' preferences.

    `world` is a `World` with preferences under SEQ and SSEQ, else only its moves are looked at. Raises TooLargeError
    where answers reach more than `most` (state, last mover) or conditions name more than MOST_PLACES states,
    ValueError for an unknown concept.

    >>> from detente.engines.stability.model import graph
    >>> conditions(graph([{0: [1]}, {1: [2]}], [[0, 0, 0], [0, 0, 0]]), "gmr", 0, 0).each
    (Condition(move=1, ways=(frozenset({1}), frozenset({2}))),)
    """
    if concept not in CONCEPTS:
        raise ValueError(f"unknown concept {concept!r}, of {CONCEPTS}")
    answers = answering(world, concept, party, most)
    reached: dict[S, frozenset[S]] = {}
    each, places = [], 0
    for move in targets(world, party, state):
        ways = [frozenset((move,))]
        for answer in () if concept == "nash" else answers(move):
            if answer not in reached:
                onward = targets(world, party, answer) if concept in ("smr", "sseq") else ()
                reached[answer] = frozenset((answer, *onward))
            if move not in reached[answer]:
                ways.append(reached[answer] - {state})
                places += len(reached[answer])
        if places > MOST_PLACES:
            raise TooLargeError(
                f"what keeps a party at one state depends on more than {MOST_PLACES:,} states: fix options with "
                "--given option=value, or ask for --concepts nash"
            )
        if all(ways):
            each.append(Condition(move, minimal(ways)))
    return Conditions(concept, party, state, tuple(each))


def answering(world: Moving, concept: str, party: int, most: int = MOST) -> Callable[[S], dict[S, None]]:
    """What others can bring about from a state: by any moves under GMR and SMR, else by improvements; nearest first.

    Where a party moves is worked out once for each state.
    """
    others = [other for other in world.modelled if other != party]
    known: dict[tuple[int, Any], list[Any]] = {}

    def step(mover: int, at: Any) -> list[Any]:
        if (mover, at) not in known:
            known[mover, at] = _steps(world, concept, mover, at)
        return known[mover, at]

    def answers(state: S) -> dict[S, None]:
        sequences = Sequences(Unworthy(world), others, False, most, step)
        return dict.fromkeys(answer for answer, _ in sequences.run(state))

    return answers


def _steps(world: Any, concept: str, mover: int, at: S) -> list[S]:
    return targets(world, mover, at) if concept in FREE else improvements(world, mover, at)


def better_than(world: World, party: int, state: S, among: Iterable[S]) -> frozenset[S]:
    """Those of some states that a party prefers today to a state."""
    level = world.worth(party, state)
    return frozenset(one for one in among if world.worth(party, one) > level)
