"""Certificates say what the engine says, and are checked against the literal definitions move by move."""

import random

import pytest

from detente.engines.stability.certifying import certify
from detente.engines.stability.deciding import stable
from detente.engines.stability.model import CONCEPTS, Conflict, Graph
from detente.engines.stability.worlds import Open
from detente.errors import TooLargeError
from tests.engines.stability import literal, published


def replay(world: literal.World, given) -> None:
    """A certificate is what it claims to be."""
    party, state, worth = given.party, given.state, world.payoffs[given.party]
    escaping, credible = given.concept in ("smr", "sseq"), given.concept in ("seq", "sseq")
    others = [other for other in world.modelled if other != party]
    if given.stable:
        assert {one.improvement for one in given.deterred} == set(world.better(party, state))
        for one in given.deterred:
            at, last = one.improvement, party
            for mover, to in one.steps:
                assert mover not in (party, last)
                assert to in world.moves[mover][at]
                assert not credible or world.payoffs[mover][to] > world.payoffs[mover][at]
                at, last = to, mover
            assert at == one.sanction
            assert worth[at] <= worth[state]
            assert not escaping or all(worth[other] <= worth[state] for other in world.moves[party][at])
        return
    assert given.improvement in world.better(party, state)
    if given.concept == "nash":
        return
    answers = (world.improving if credible else world.any)(others, given.improvement)
    assert set(given.answers) == answers
    escapes = dict(given.escapes)
    assert escaping or not escapes
    for answer in answers:
        if worth[answer] <= worth[state]:
            assert escapes[answer] in world.moves[party][answer]
            assert worth[escapes[answer]] > worth[state]
    kept = [worth[answer] for answer in answers if answer not in escapes]
    assert (min(kept) == worth[given.worst]) if kept else given.worst is None


def check(conflict: Conflict | Graph) -> None:
    world, found = literal.of(conflict), stable(conflict)
    for concept in CONCEPTS:
        for party in found.parties:
            held = found.holds(concept, party)
            for state in range(found.states):
                given = certify(conflict, concept, party, state)
                assert given.stable == held[state]
                replay(world, given)


def test_certificates_of_random_conflicts_replay():
    rng = random.Random(8)
    for _ in range(25):
        check(literal.conflict_made(rng, 30))
    for _ in range(80):
        check(literal.graph_made(rng, 8))


@pytest.mark.skipif(not published.FILES, reason="the published conflicts are not beside the checkout")
@pytest.mark.parametrize("path", [path for path in published.FILES if "gatt" not in path.name], ids=lambda p: p.stem)
def test_certificates_of_published_conflicts_replay(path):
    check(published.conflict_of(published.load(path)))


def test_a_conflict_that_is_never_enumerated_says_the_same():
    rng = random.Random(9)
    for _ in range(20):
        conflict = literal.conflict_made(rng, 30)
        if conflict.modelled != tuple(range(conflict.parties)):
            continue
        there = {conflict.values(state): state for state in range(conflict.states)}

        def payoff(party, values, conflict=conflict, there=there):
            return conflict.worth(party, there[values])

        opened = Open(conflict.sizes, conflict.controllers, payoff, conflict.moves, there.__contains__)
        for concept in CONCEPTS:
            for party in conflict.modelled:
                for values, state in there.items():
                    one, other = certify(opened, concept, party, values), certify(conflict, concept, party, state)
                    assert one.stable == other.stable


def test_beyond_all_enumeration():
    """Sixty options: each of two parties prefers its own to be taken, and loses by the other's even more."""

    def payoff(party, values):
        return values[party * 2] + values[party * 2 + 1] - 3 * sum(values[2 - party * 2 : 4 - party * 2])

    world = Open((2,) * 60, (0, 0, 1, 1) + (None,) * 56, payoff)
    state = (0,) * 60
    assert not certify(world, "nash", 0, state).stable
    given = certify(world, "seq", 0, state)
    assert given.stable
    assert all(len(one.steps) == 1 and sum(one.sanction[2:4]) == 1 for one in given.deterred)
    with pytest.raises(TooLargeError, match="moves from one state"):
        certify(Open((2,) * 60, (0,) + (1,) * 30 + (2,) * 29, lambda _, values: values[0]), "gmr", 0, state)
    many = Open((2,) * 60, tuple(range(60)), lambda _, values: values[0])
    with pytest.raises(TooLargeError, match="more than 100 states"):
        certify(many, "gmr", 0, state, 100)


@pytest.mark.parametrize("most", [1_500, 8_000])
def test_larger_conflicts_are_decided_as_certified(most):
    rng = random.Random(most)
    for _ in range(6):
        conflict = literal.conflict_made(rng, most)
        while conflict.states < 200:
            conflict = literal.conflict_made(rng, most)
        found = stable(conflict)
        for _ in range(20):
            concept, party, state = rng.choice(CONCEPTS), rng.choice(found.parties), rng.randrange(found.states)
            assert certify(conflict, concept, party, state).stable == found.holds(concept, party)[state]
