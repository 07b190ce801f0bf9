"""Certificates of an answer replayed, each by a checker that shares no code with what made it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import gcd

from detente.analyses.holding.verdicts import MOST_FOLLOWED, Holding, Verified
from detente.errors import TooLargeError
from detente.space.patience import Progress, Stop, patient, quiet

_CHUNK_OF_CELLS = 64
MOST_SINGLY = 2_000
"""Verdicts on all states of a conflict above which they have no certificate each, but share those of the whole."""
MOST_WHOLE = 1 << 24
"""States above which the whole is not checked: it takes some 150 bytes a state."""


def verify(holding: Holding, progress: Progress = quiet, stop: Stop = patient) -> Holding:
    """The same answer with its certificates replayed by a checker that shares no code with the engine.

    Every verdict of the answer has a certificate; it has to say what the verdict says, and to hold move by move. They
    are taken in an order that is spread over all states, so that what `stop` cuts off is a fair part. Where all states
    of a large conflict were asked about, and for verdicts whose own certificates are too long to follow, there is one
    for each concept and party that all states share. Where preference is in part unknown, or states are not enumerated,
    there is no such thing.
    """
    shared = holding.sure and holding.conflict.counted and holding.conflict.states <= MOST_WHOLE
    total = len(holding.states) * len(holding.conflict.parties) * len(holding.concepts)
    if shared and holding.asked is None and total > MOST_SINGLY:
        found, left = Verified(0, total, 0), dict.fromkeys(_claims(holding), len(holding.states))
    else:
        found, left = _singly(holding, progress, stop)
    return replace(holding, verified=_together(holding, found, left, progress, stop) if shared and left else found)


def _claims(holding: Holding) -> list[tuple[str, str]]:
    return [(concept, party) for concept in holding.concepts for party in holding.conflict.parties]


def _singly(holding: Holding, progress: Progress, stop: Stop) -> tuple[Verified, dict[tuple[str, str], int]]:
    """Each verdict by its own certificate; and of each concept and party how many are too long to follow."""
    from detente.engines.stability.replaying import OpenWorld, UnsureWorld, World, replay

    named = holding.conflict
    known = World(named.model) if named.counted else OpenWorld(named.model)
    world = known if holding.sure else UnsureWorld(known, named.unknown_between)
    cells = _claims(holding)
    total = len(holding.states) * len(cells)
    replayed = depends = 0
    wrong = []
    unmade: dict[tuple[str, str], int] = {}
    for number, place in enumerate(_spread(total)):
        if stop():
            break
        if number % _CHUNK_OF_CELLS == 0:
            progress("replaying certificates", number, total)
        state, (concept, party) = holding.states[place // len(cells)], cells[place % len(cells)]
        word = holding.word(concept, party, state)
        if word == "depends":
            depends += 1
            continue
        try:
            told = holding.why(concept, party, state, MOST_FOLLOWED)
        except TooLargeError:
            unmade[concept, party] = unmade.get((concept, party), 0) + 1
            continue
        problem = "" if told.stable == (word == "stable") else "the engine says the opposite"
        problem = problem or replay(world, told)
        replayed += 1
        if problem:
            wrong.append(f"{concept} of {party} at {named.key(state)}: {problem}")
    long = sum(unmade.values())
    return Verified(replayed, total - replayed - long - depends, long, tuple(wrong), depends), unmade


def _together(
    holding: Holding, found: Verified, left: Mapping[tuple[str, str], int], progress: Progress, stop: Stop
) -> Verified:
    """Of each concept and party all verdicts by one certificate; `left` is how many of the answer hang on it."""
    from detente.engines.stability.certifyingwhole import Certifying
    from detente.engines.stability.model import Graph
    from detente.engines.stability.replayingwhole import Lists, Options, flaw

    named = holding.conflict
    if stop():
        return found
    world = Lists(named.model) if isinstance(named.model, Graph) else Options(named.model)
    certifying = Certifying(named.model)
    wrong, whole = [*found.wrong], 0
    for done, ((concept, party), count) in enumerate(left.items()):
        if stop():
            break
        progress("checking all verdicts of a concept and a party", done, len(left))
        number = named.parties.index(party)
        stable = holding.stability.holds(concept, number)
        problem = flaw(world, (concept, number), stable, certifying.following(concept, number))
        whole += count
        if problem is not None:
            at = "" if problem.state is None else f" at {named.key(problem.state)}"
            wrong.append(f"{concept} of {party}{at}: {problem.what}")
    kind = "unmade" if found.unmade else "untried"
    return replace(found, whole=whole, wrong=tuple(wrong), **{kind: getattr(found, kind) - whole})


def _spread(size: int) -> Iterator[int]:
    """The numbers below a size, each once, in steps of about 0.6 of it."""
    step = next(one for one in range(max(1, int(size * 0.618)), 2 * size + 2) if gcd(one, size) == 1)
    return (place * step % size for place in range(size))
