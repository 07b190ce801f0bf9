"""Perturbed rankings: many copies decided at once as one by one, and draws that are distributed as is said."""

import itertools
import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.engines.stability.deciding import stable
from detente.engines.stability.model import CONCEPTS, Conflict, graph
from detente.engines.stability.perturbing import Perturbed, places, stacked
from tests.engines.stability import literal

# 0 both cooperate, 1 the first defects, 2 the second does, 3 both do
DILEMMA = Conflict((2, 2), (0, 1), (np.array([3, 4, 1, 2]), np.array([3, 1, 4, 2])))
DRAWS = 4000
SIGMAS = 4.5
"""How far a share of so many draws may be from what it is in the long run."""


def drawn(conflict, draws=DRAWS, noise=1.0, seed=0, concepts=CONCEPTS):
    perturbed = Perturbed(conflict, concepts, np.arange(conflict.states), noise, seed)
    for _ in perturbed.draw(draws):
        pass
    return perturbed.tally


def near(hits, draws, share):
    return abs(hits / draws - share) <= SIGMAS * math.sqrt(share * (1 - share) / draws) + 1e-12


def made(seed):
    rng = random.Random(seed)
    return literal.conflict_made(rng, 40) if rng.random() < 0.5 else literal.graph_made(rng, 9)


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.integers(1, 5))
def test_copies_side_by_side_are_decided_as_each_by_itself(seed, copies):
    conflict = made(seed)
    rng = np.random.default_rng(seed)
    payoffs = {party: rng.integers(-3, 4, (copies, conflict.states)) for party in conflict.modelled}
    together = stable(stacked(conflict, payoffs, copies))
    for copy in range(copies):
        one = stable(stacked(conflict, {party: paid[copy : copy + 1] for party, paid in payoffs.items()}, 1))
        begin = copy * conflict.states
        for concept, party in itertools.product(CONCEPTS, conflict.modelled):
            text = together.text(concept, party)[begin : begin + conflict.states]
            assert text == one.text(concept, party)


@settings(max_examples=30)
@given(st.integers(0, 10**6))
def test_no_noise_changes_nothing(seed):
    conflict = made(seed)
    tally, today = drawn(conflict, 3, noise=0), stable(conflict)
    for concept in CONCEPTS:
        assert np.flatnonzero(tally.together[concept] == 3).tolist() == today.equilibria(concept).tolist()
        assert set(tally.together[concept].tolist()) <= {0, 3}
        for party in conflict.modelled:
            assert (tally.held[concept, party] == 3 * today.holds(concept, party)).all()


@settings(max_examples=10)
@given(st.integers(0, 10**6))
def test_draws_are_judged_by_the_definition(seed):
    conflict = made(seed)
    payoffs = Perturbed(conflict, CONCEPTS, np.arange(0), 1.0, seed)._payoffs(4)
    world = literal.of(conflict)
    counted = {key: np.zeros(conflict.states, int) for key in itertools.product(CONCEPTS, conflict.modelled)}
    for copy in range(4):
        for party in conflict.modelled:
            world.payoffs[party][:] = payoffs[party][copy].tolist()
        for (concept, party), hits in counted.items():
            hits += [digit == "1" for digit in world.verdicts(concept, party)]
    tally = drawn(conflict, 4, seed=seed)
    assert {key: found.tolist() for key, found in tally.held.items()} == {k: v.tolist() for k, v in counted.items()}


@settings(max_examples=20)
@given(st.lists(st.integers(-3, 3), min_size=1, max_size=12), st.integers(0, 10**6))
def test_what_ties_moves_together_and_nothing_ties_anew(payoff, seed):
    conflict = Conflict((len(payoff),), (0,), (np.array(payoff),))
    levels = len(set(payoff))
    for ranking in Perturbed(conflict, (), np.arange(0), 2.0, seed)._payoffs(5)[0].tolist():
        assert sorted(set(ranking)) == list(range(levels))
        for one, other in itertools.combinations(range(len(payoff)), 2):
            assert (ranking[one] == ranking[other]) == (payoff[one] == payoff[other])


def test_places():
    assert places(np.array([10, -5, 10, 7])).tolist() == [3, 1, 3, 2]


def test_two_neighbours_change_places_as_often_as_normal_noise_says():
    # places 1 and 2, noise of one place each: the difference is normal with mean 1 and variance 2
    pair = graph([{0: [1]}], [[2, 1]])
    for noise in (0.5, 1.0, 3.0):
        share = 0.5 * (1 + math.erf(1 / (noise * math.sqrt(2)) / math.sqrt(2)))
        assert near(drawn(pair, noise=noise).together["nash"][0], DRAWS, share)


def test_places_further_apart_change_less():
    far = graph([{0: [1]}], [[5, 1, 2, 3, 4]])
    share = 0.5 * (1 + math.erf(4 / math.sqrt(2) / math.sqrt(2)))
    assert near(drawn(far).together["nash"][0], DRAWS, share)


def test_much_noise_is_any_ranking():
    found = drawn(DILEMMA, noise=1e6)
    orders = [np.array(order) for order in itertools.permutations(range(4))]
    counts = dict.fromkeys(CONCEPTS, 0)
    for one, other in itertools.product(orders, orders):
        verdicts = stable(Conflict((2, 2), (0, 1), (one, other)))
        for concept in CONCEPTS:
            counts[concept] += 3 in verdicts.equilibria(concept).tolist()
    for concept, count in counts.items():
        assert near(found.together[concept][3], DRAWS, count / len(orders) ** 2)


def test_parties_are_drawn_independently():
    found = drawn(DILEMMA, concepts=("nash",))
    product = found.held["nash", 0][3] / DRAWS * (found.held["nash", 1][3] / DRAWS)
    assert near(found.together["nash"][3], DRAWS, product)


def test_an_equilibrium_holds_for_all():
    for seed in range(5):
        tally = drawn(made(seed), 50)
        for concept in CONCEPTS:
            for party in tally.parties:
                assert (tally.together[concept] <= tally.held[concept, party]).all()


def test_the_same_seed_gives_the_same_draws_however_many_follow():
    perturbed = Perturbed(DILEMMA, ("nash",), np.array([3]), 1.0, 7)
    counts = [(made_so_far, int(perturbed.tally.together["nash"][3])) for made_so_far in perturbed.draw(600)]
    assert counts[-1][0] == 600
    assert len(counts) > 1
    for draws, hits in counts:
        assert drawn(DILEMMA, draws, seed=7).together["nash"][3] == hits
    again = Perturbed(DILEMMA, ("nash",), np.array([3]), 1.0, 7)
    for draws in (1, 99, 500):
        for _ in again.draw(draws):
            pass
    assert (again.tally.made, again.tally.together["nash"].tolist()) == (600, perturbed.tally.together["nash"].tolist())
    assert drawn(DILEMMA, 600, seed=8).together["nash"].tolist() != again.tally.together["nash"].tolist()


@pytest.mark.parametrize("noise", [-1, math.inf, math.nan])
def test_noise_has_to_be_a_length(noise):
    with pytest.raises(ValueError, match="0 or more is needed"):
        Perturbed(DILEMMA, ("nash",), np.array([0]), noise)


def test_concepts_and_states_have_to_be_there():
    with pytest.raises(ValueError, match="unknown concepts"):
        Perturbed(DILEMMA, ("maximin",), np.array([0]))
    with pytest.raises(ValueError, match="beyond 4"):
        Perturbed(DILEMMA, ("nash",), np.array([4]))
