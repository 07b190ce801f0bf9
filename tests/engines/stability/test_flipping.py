"""Single turned pairs: against every pair of every party, turned and judged by the definition."""

import itertools
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.engines.stability.flipping import Flipping
from detente.engines.stability.model import CONCEPTS, Conflict, graph
from tests.engines.stability import literal


def relation(payoff):
    """All (better, worse)."""
    return {(one, other) for one, other in itertools.permutations(range(len(payoff)), 2) if payoff[one] > payoff[other]}


def holds(world, strict, concept, party, state):
    """The definition, of preferences that are any relations: `strict[party]` holds (better, worse)."""
    others = [one for one in world.modelled if one != party]

    def gains(mover, at):
        return [to for to in world.moves[mover][at] if (to, at) in strict[mover]]

    def deters(sanction):
        if (sanction, state) in strict[party]:
            return False
        escapes = [to for to in world.moves[party][sanction] if (to, state) in strict[party]]
        return concept in ("gmr", "seq") or not escapes

    for improvement in gains(party, state):
        if concept == "nash":
            return False
        credible = concept in ("seq", "sseq")
        answers = world.sequences(others, improvement, gains) if credible else world.any(others, improvement)
        if not any(map(deters, answers)):
            return False
    return True


def turned(world, strict):
    """Every other preference of one party between two states, with what all then prefer."""
    for party in world.modelled:
        for better, worse in itertools.permutations(range(world.states), 2):
            if (better, worse) not in strict[party]:
                after = strict[party] - {(worse, better)} | {(better, worse)}
                yield (party, better, worse), {**strict, party: after}


def ranking(states, strict):
    """Whether a relation is one of levels: nothing both ways round, and not better is transitive."""
    pairs = itertools.product(range(states), repeat=3)
    return all((a, c) not in strict or (a, b) in strict or (b, c) in strict for a, b, c in pairs) and not any(
        (b, a) in strict for a, b in strict
    )


def unstable(world, strict, concept, state):
    return tuple(party for party in world.modelled if not holds(world, strict, concept, party, state))


def found(turns):
    assert turns.complete
    return {(one.party, one.better, one.worse): one.parties for one in turns.found}


@settings(max_examples=20)
@given(st.integers(0, 10**6))
def test_as_every_pair_turned(seed):
    rng = random.Random(seed)
    conflict = literal.conflict_made(rng, 18) if rng.random() < 0.5 else literal.graph_made(rng, 6)
    world, flipping = literal.of(conflict), Flipping(conflict)
    strict = {party: relation(world.payoffs[party]) for party in world.modelled}
    every = list(turned(world, strict))
    for concept, state in itertools.product(CONCEPTS, range(world.states)):
        today = unstable(world, strict, concept, state)
        after = {pair: unstable(world, after, concept, state) for pair, after in every}
        if today:
            assert found(flipping.making(concept, state)) == {pair: today for pair, left in after.items() if not left}
        else:
            assert found(flipping.breaking(concept, state)) == {pair: left for pair, left in after.items() if left}


@settings(max_examples=40)
@given(st.integers(0, 10**6))
def test_adjacent_where_the_turned_relation_is_a_ranking(seed):
    rng = random.Random(seed)
    conflict = literal.graph_made(rng, 6)
    world = literal.of(conflict)
    strict = {party: relation(world.payoffs[party]) for party in world.modelled}
    after = dict(turned(world, strict))
    flipping = Flipping(conflict)
    for concept, state in itertools.product(("nash", "gmr", "sseq"), range(world.states)):
        equilibrium = not unstable(world, strict, concept, state)
        turns = flipping.breaking(concept, state) if equilibrium else flipping.making(concept, state)
        for one in turns.found:
            pair = one.party, one.better, one.worse
            paid = world.payoffs[one.party]
            between = {level for level in paid if paid[one.better] <= level < paid[one.worse]}
            assert one.adjacent == ranking(world.states, after[pair][one.party])
            assert (one.apart, one.tied) == (len(between), paid[one.better] == paid[one.worse])
        order = [(not one.adjacent, one.apart) for one in turns.found]
        assert order == sorted(order)


def test_the_prisoners_dilemma():
    # 0 both cooperate, 1 the first defects, 2 the second does, 3 both do
    dilemma = Conflict((2, 2), (0, 1), (np.array([3, 4, 1, 2]), np.array([3, 1, 4, 2])))
    flipping = Flipping(dilemma)
    breaking = flipping.breaking("nash", 3).found
    assert [(one.party, one.better, one.worse, one.adjacent) for one in breaking] == [(0, 2, 3, True), (1, 1, 3, True)]
    # cooperation lacks both
    assert flipping.making("nash", 0).found == ()
    # under SEQ it holds because the other's answer leads to what is worse than both cooperating
    deterred = {(one.party, one.better, one.worse) for one in flipping.breaking("seq", 0).found}
    assert deterred == {(0, 3, 0), (1, 3, 0), (0, 2, 3), (1, 1, 3)}


def test_a_tie_is_turned_either_way():
    flipping = Flipping(graph([{0: [1]}], [[5, 5, 7]]))
    (turn,) = flipping.breaking("nash", 0).found
    assert (turn.better, turn.worse, turn.tied, turn.apart, turn.adjacent) == (1, 0, True, 0, True)


def test_what_was_not_tried_is_said():
    wide = graph([{0: list(range(1, 40))}], [[50, *range(39)]])
    flipping = Flipping(wide, most_tried=10)
    turns = flipping.breaking("nash", 0)
    assert (turns.tried, turns.untried, turns.complete) == (10, 29, False)
    assert Flipping(wide).breaking("nash", 0, lambda: True).untried == 39
    long = graph([{0: [1]}, {at: [at + 1] for at in range(1, 30)}, {at: [at + 1] for at in range(1, 30)}],
                 [[1, 2] + [3] * 29, [0] * 31, [0] * 31])  # fmt: skip
    assert Flipping(long, most=5).making("gmr", 0).untried is None


def test_a_verdict_is_asked_for_as_it_is():
    flipping = Flipping(graph([{0: [1]}], [[1, 2]]))
    with pytest.raises(ValueError, match="not stable for party 0"):
        flipping.breaking("nash", 0)
    with pytest.raises(ValueError, match="is an equilibrium"):
        flipping.making("nash", 1)
