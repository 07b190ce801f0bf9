"""Certificates of an answer replayed, each by a checker that shares no code with what made it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import gcd

from detente.analyses.holding.verdicts import MOST_FOLLOWED, Holding, Verified
from detente.errors import TooLargeError
from detente.space.patience import Progress, Stop, patient, quiet

_CHUNK_OF_CELLS = 64


def verify(holding: Holding, progress: Progress = quiet, stop: Stop = patient) -> Holding:
    """The same answer with its certificates replayed by a checker that shares no code with the engine.

    Every verdict of the answer has a certificate; it has to say what the verdict says, and to hold move by move. They
    are taken in an order that is spread over all states, so that what `stop` cuts off is a fair part.
    """
    from detente.engines.stability.replaying import OpenWorld, UnsureWorld, World, replay

    named = holding.conflict
    known = World(named.model) if named.counted else OpenWorld(named.model)
    world = known if holding.sure else UnsureWorld(known, named.unknown_between)
    cells = [(party, concept) for party in named.parties for concept in holding.concepts]
    total = len(holding.states) * len(cells)
    replayed = unmade = depends = 0
    wrong = []
    for number, place in enumerate(_spread(total)):
        if stop():
            break
        if number % _CHUNK_OF_CELLS == 0:
            progress("replaying certificates", number, total)
        state, (party, concept) = holding.states[place // len(cells)], cells[place % len(cells)]
        word = holding.word(concept, party, state)
        if word == "depends":
            depends += 1
            continue
        try:
            told = holding.why(concept, party, state, MOST_FOLLOWED)
        except TooLargeError:
            unmade += 1
            continue
        problem = "" if told.stable == (word == "stable") else "the engine says the opposite"
        problem = problem or replay(world, told)
        replayed += 1
        if problem:
            wrong.append(f"{concept} of {party} at {named.key(state)}: {problem}")
    return replace(
        holding, verified=Verified(replayed, total - replayed - unmade - depends, unmade, tuple(wrong), depends)
    )


def _spread(size: int) -> Iterator[int]:
    """The numbers below a size, each once, in steps of about 0.6 of it."""
    step = next(one for one in range(max(1, int(size * 0.618)), 2 * size + 2) if gcd(one, size) == 1)
    return (place * step % size for place in range(size))
