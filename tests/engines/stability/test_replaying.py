"""Certificates replay where the definitions say what they say, and a certificate that was tampered with does not."""

import dataclasses
import random

import pytest

from detente.engines.stability.certifying import certify
from detente.engines.stability.model import CONCEPTS
from detente.engines.stability.replaying import World, replay
from tests.engines.stability import literal


def worlds(count, seed):
    rng = random.Random(seed)
    for number in range(count):
        yield literal.graph_made(rng, 8) if number % 3 == 0 else literal.conflict_made(rng, 24)


def test_moves_are_those_of_the_definitions():
    for conflict in worlds(60, 1):
        world, truth = World(conflict), literal.of(conflict)
        assert world.movers == list(truth.modelled)
        for party in truth.modelled:
            for state in range(conflict.states):
                assert world.moves(party, state) == set(truth.moves[party][state])


def test_every_certificate_replays_and_says_what_the_definitions_say():
    cells = 0
    for conflict in worlds(60, 2):
        world, truth = World(conflict), literal.of(conflict)
        for party in truth.modelled:
            for state in range(conflict.states):
                for concept in CONCEPTS:
                    found = certify(conflict, concept, party, state)
                    assert found.stable == truth.holds(concept, party, state)
                    assert replay(world, found) == ""
                    cells += 1
    assert cells > 5000


def tampered(found, states, rng):
    """Certificates that say something else of the same state, one thing changed each."""
    other = rng.randrange(states)
    if found.stable:
        for place, one in enumerate(found.deterred):
            rest = found.deterred[:place] + found.deterred[place + 1 :]
            yield dataclasses.replace(found, deterred=rest)
            yield dataclasses.replace(found, deterred=(*rest, dataclasses.replace(one, steps=())))
            own = dataclasses.replace(one, steps=((found.party, other), *one.steps))
            yield dataclasses.replace(found, deterred=(*rest, own))
            twice = dataclasses.replace(one, steps=(*one.steps, one.steps[-1]))
            yield dataclasses.replace(found, deterred=(*rest, twice))
    else:
        yield dataclasses.replace(found, improvement=None)
        yield dataclasses.replace(found, improvement=found.state)
        if found.concept != "nash":
            yield dataclasses.replace(found, answers=(*found.answers, -5))
            for answer in found.answers:
                yield dataclasses.replace(found, answers=tuple(one for one in found.answers if one != answer))
            for place in range(len(found.escapes)):
                yield dataclasses.replace(found, escapes=found.escapes[:place] + found.escapes[place + 1 :])


def test_a_tampered_certificate_does_not_replay():
    rng = random.Random(3)
    tried = 0
    for conflict in worlds(40, 4):
        world = World(conflict)
        for party in conflict.modelled:
            for state in range(conflict.states):
                for concept in CONCEPTS:
                    for wrong in tampered(certify(conflict, concept, party, state), conflict.states, rng):
                        assert replay(world, wrong), wrong
                        tried += 1
    assert tried > 1000


@pytest.mark.parametrize("concept", CONCEPTS)
def test_a_verdict_cannot_be_turned_round(concept):
    """What is stable has no certificate that it is not, even with all true answers; nor the reverse."""
    for conflict in worlds(20, 5):
        world, truth = World(conflict), literal.of(conflict)
        for party in conflict.modelled:
            others = [other for other in conflict.modelled if other != party]
            for state in range(conflict.states):
                found = certify(conflict, concept, party, state)
                if not found.stable:
                    assert replay(world, dataclasses.replace(found, improvement=None, deterred=()))
                    continue
                for one in found.deterred:
                    reach = truth.improving if concept in ("seq", "sseq") else truth.any
                    answers = tuple(reach(others, one.improvement))
                    wrong = dataclasses.replace(found, improvement=one.improvement, deterred=(), answers=answers)
                    assert replay(world, wrong).endswith("deters it")
