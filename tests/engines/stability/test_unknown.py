"""Unknown preference: readings as published, bounds against every way of settling what is unknown."""

import itertools
import random

import numpy as np
import pytest

from detente.engines.stability.deciding import stable
from detente.engines.stability.model import CONCEPTS, graph
from detente.engines.stability.replaying import UnsureWorld, World, replay
from detente.engines.stability.unknown import READINGS, Unsure, by_bounds, by_pairs
from tests.engines.stability import literal


def orders(states):
    """Every complete preorder of so many states, as levels."""
    return [
        levels
        for levels in itertools.product(range(states), repeat=states)
        if set(levels) == set(range(max(levels) + 1))
    ]


def settled(pairs, levels):
    """Whether levels agree with known pairs (better, worse)."""
    return all(levels[one] > levels[other] for one, other in pairs)


def known(rng, states, share):
    """Some pairs of a random order, and what follows from them."""
    levels = rng.sample(range(states), states)
    return [
        (one, other)
        for one, other in itertools.permutations(range(states), 2)
        if levels[one] > levels[other] and rng.random() < share
    ]


def literally(world, compare, reading, concept, party, state):
    """One of the four readings, in the words of the definition."""
    others = [one for one in world.modelled if one != party]

    def to(mover, at, signs):
        return [t for t in world.moves[mover][at] if compare(mover, t, at) in signs]

    leaving = to(party, state, {True, None} if reading in "ac" else {True})
    if concept == "nash":
        return not leaving
    deterring = {False, None} if reading in "cd" else {False}
    for t in leaving:
        if concept in ("gmr", "smr"):
            answers = world.any(others, t)
        else:
            answers = world.sequences(others, t, lambda mover, at: to(mover, at, {True, None}))
        good = [u for u in answers if compare(party, u, state) in deterring]
        if concept in ("smr", "sseq"):
            good = [u for u in good if all(compare(party, v, state) in deterring for v in world.moves[party][u])]
        if not good:
            return False
    return True


def test_readings_as_defined():
    rng = random.Random(13)
    for _ in range(40):
        conflict = literal.conflict_made(rng, 12) if rng.random() < 0.5 else literal.graph_made(rng, 7)
        states, parties = conflict.states, conflict.parties
        pairs = [known(rng, states, rng.choice((0.1, 0.4))) for _ in range(parties)]
        compare = by_pairs(states, pairs, [[] for _ in range(parties)])
        unsure, world = Unsure(conflict, compare), literal.of(conflict)
        for concept, party, reading in itertools.product(CONCEPTS, conflict.modelled, READINGS):
            for state in range(states):
                expected = literally(world, compare, reading, concept, party, state)
                assert unsure.reading(reading, concept, party, state) == expected


def test_bounds_hold_however_the_unknown_is_settled():
    rng, every, seen = random.Random(14), orders(4), set()
    for _ in range(12):
        made = literal.graph_made(rng, 4)
        while made.states != 4 or made.parties not in (2, 3):
            made = literal.graph_made(rng, 4)
        pairs = [known(rng, 4, 0.7) for _ in range(made.parties)]
        unsure = Unsure(made, by_pairs(4, pairs, [[] for _ in pairs]))
        choices = [[levels for levels in every if settled(given, levels)] for given in pairs]
        choices = [rng.sample(some, min(len(some), 60 if made.parties == 2 else 12)) for some in choices]
        base = literal.of(made)
        for concept, party in itertools.product(CONCEPTS, range(made.parties)):
            exact = concept in ("nash", "gmr", "smr")
            own = [levels for levels in every if settled(pairs[party], levels)]
            ways = [own if one == party else (some[:1] if exact else some) for one, some in enumerate(choices)]
            found: list[set[bool]] = [set() for _ in range(4)]
            for levels in itertools.islice(itertools.product(*ways), 4000):
                world = literal.World(base.moves, [list(one) for one in levels], base.modelled)
                for state in range(4):
                    found[state].add(world.holds(concept, party, state))
            for state in range(4):
                said = unsure.verdict(concept, party, state)
                seen.add((concept, said))
                if said != "depends":
                    assert found[state] == {said == "stable"}
                elif exact:
                    assert found[state] == {True, False}
    assert len(seen) == 15


def test_where_nothing_is_unknown_all_say_the_same():
    rng = random.Random(15)
    for _ in range(30):
        conflict = literal.conflict_made(rng, 16)
        payoffs = [[int(one) for one in payoff] for payoff in conflict.payoffs if payoff is not None]
        unsure, plain = Unsure(conflict, by_bounds([(payoff, payoff) for payoff in payoffs])), stable(conflict)
        for concept, party in itertools.product(CONCEPTS, conflict.modelled):
            held = plain.holds(concept, party)
            for state in range(conflict.states):
                assert {unsure.reading(reading, concept, party, state) for reading in READINGS} == {held[state]}
                assert unsure.verdict(concept, party, state) == ("stable" if held[state] else "not stable")


def test_a_cycle_is_refused():
    with pytest.raises(ValueError, match="a cycle"):
        by_pairs(3, [[(0, 1), (1, 2)]], [[(2, 0)]])


def test_a_known_example():
    """Nothing is known between the first state and the third, to which the first party could move."""
    made = graph([{0: [2]}, {2: [1]}], [np.zeros(3, int).tolist()] * 2)
    unsure = Unsure(made, by_pairs(3, [[(0, 1)], [(1, 2)]], [[], []]))
    assert [unsure.reading(reading, "nash", 0, 0) for reading in READINGS] == [False, True, False, True]
    assert [unsure.reading(reading, "seq", 0, 0) for reading in READINGS] == [True] * 4
    assert unsure.verdict("nash", 0, 0) == "depends"
    assert unsure.verdict("gmr", 0, 0) == "stable"


def test_bounds_of_payoffs_are_exact_where_they_say_so():
    """Every choice of a number within the bounds, for Nash, GMR and SMR."""
    rng, seen = random.Random(16), set()
    for _ in range(25):
        made = literal.graph_made(rng, 4)
        lows = [[rng.randrange(4) for _ in range(made.states)] for _ in range(made.parties)]
        highs = [[low + rng.choice((0, 1, 2)) for low in row] for row in lows]
        unsure, base = Unsure(made, by_bounds(list(zip(lows, highs, strict=True)))), literal.of(made)
        for party in range(made.parties):
            ways = itertools.product(*(range(a, b + 1) for a, b in zip(lows[party], highs[party], strict=True)))
            worlds = []
            for way in ways:
                payoffs = [list(way) if one == party else lows[one] for one in range(made.parties)]
                worlds.append(literal.World(base.moves, payoffs, base.modelled))
            for concept, state in itertools.product(("nash", "gmr", "smr"), range(made.states)):
                found = {world.holds(concept, party, state) for world in worlds}
                said = unsure.verdict(concept, party, state)
                seen.add(said)
                assert found == {"stable": {True}, "not stable": {False}, "depends": {True, False}}[said]
    assert len(seen) == 3


def test_certificates_of_what_is_certain_replay_and_pairs_are_named_where_it_depends():
    rng, seen = random.Random(17), set()
    for _ in range(40):
        made = literal.conflict_made(rng, 12) if rng.random() < 0.5 else literal.graph_made(rng, 7)
        pairs = {
            (party, *sorted(rng.sample(range(made.states), 2)))
            for party in made.modelled
            for _ in range(rng.choice((0, 3, 12)))
            if made.states > 1
        }

        def unknown(party, one, other, pairs=pairs):
            return (party, min(one, other), max(one, other)) in pairs

        def better(party, one, other, made=made, unknown=unknown):
            return None if unknown(party, one, other) else made.worth(party, one) > made.worth(party, other)

        unsure, world = Unsure(made, better), UnsureWorld(World(made), unknown)
        for concept, party, state in itertools.product(CONCEPTS, made.modelled, range(made.states)):
            word = unsure.verdict(concept, party, state)
            seen.add((concept, word))
            if word == "depends":
                with pytest.raises(ValueError, match="depends"):
                    unsure.certificate(concept, party, state)
                turned = unsure.turns_on(concept, party, state)
                assert all(better(party, *pair) is None for pair in turned)
                assert turned or concept != "nash"
                continue
            told = unsure.certificate(concept, party, state)
            assert told.stable == (word == "stable")
            assert replay(world, told) == ""
            if not pairs:
                assert replay(World(made), told) == ""
    assert len(seen) == 15
