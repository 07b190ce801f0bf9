"""Inverse: sets of better states, rankings and smallest changes, against enumeration by the definitions."""

import itertools
import random
from fractions import Fraction
from math import factorial

import numpy as np
import pytest

from detente.engines.stability import invertingblocks, invertingchanges, invertingcounts
from detente.engines.stability.deciding import stable
from detente.engines.stability.inverting import Condition, Conditions, better_than, conditions, minimal
from detente.engines.stability.invertingchanges import parts, risen
from detente.engines.stability.invertingcounts import orders, sizes, strict, strict_share, weak
from detente.engines.stability.invertingtogether import Lowered, lowered, together
from detente.engines.stability.model import CONCEPTS, Conflict, graph
from detente.errors import TooLargeError
from tests.engines.stability import literal


def made(rng, most):
    """A random conflict of at most so many states, of either form."""
    while True:
        one = literal.conflict_made(rng, 2 * most) if rng.random() < 0.5 else literal.graph_made(rng, most)
        if 1 <= one.states <= most:
            return one


def with_order(world, party, levels):
    """The same moves; one party has other payoffs."""
    payoffs = list(world.payoffs)
    payoffs[party] = list(levels)
    return literal.World(world.moves, payoffs, world.modelled)


def subsets(states):
    for size in range(len(states) + 1):
        yield from itertools.combinations(states, size)


def valid_sets(world, concept, party, state):
    """Every set of better states under which a state is stable, by the definitions."""
    rest = [other for other in range(world.states) if other != state]
    for better in subsets(rest):
        levels = [int(other in better) for other in range(world.states)]
        if with_order(world, party, levels).holds(concept, party, state):
            yield frozenset(better)


def preorders(states):
    return [
        levels
        for levels in itertools.product(range(states), repeat=states)
        if set(levels) == set(range(max(levels) + 1))
    ]


def test_valid_sets_are_counted_as_enumerated():
    rng = random.Random(61)
    for _ in range(35):
        conflict = made(rng, 9)
        world, state = literal.of(conflict), rng.randrange(conflict.states)
        for concept, party in itertools.product(CONCEPTS, conflict.modelled):
            found = conditions(conflict, concept, party, state)
            expected = list(valid_sets(world, concept, party, state))
            by_size = [sum(len(one) == size for one in expected) for size in range(conflict.states)]
            assert list(sizes(found.each).among(conflict.states - 1)) == by_size
            assert all(map(found.valid, expected))
            # subsets of valid sets are valid
            assert all(one - {other} in expected for one in expected for other in one)


def test_rankings_are_counted_as_enumerated():
    rng, seen = random.Random(62), set()
    for _ in range(12):
        conflict = made(rng, 5)
        count, world, state = conflict.states, literal.of(conflict), rng.randrange(conflict.states)
        every = preorders(count)
        for concept, party in itertools.product(CONCEPTS, conflict.modelled):
            found = sizes(conditions(conflict, concept, party, state).each)
            held = [one for one in every if with_order(world, party, one).holds(concept, party, state)]
            plain = [one for one in held if len(set(one)) == count]
            counts = found.among(count - 1)
            assert (strict(counts), weak(counts)) == (len(plain), len(held))
            assert strict_share(found) == Fraction(len(plain), factorial(count))
            seen.add(Fraction(len(plain), factorial(count)))
    assert orders(5)[-1] == len(preorders(5)) == 541
    assert len(seen) > 4


def test_an_equilibrium_is_a_product_where_preferences_of_others_do_not_count():
    rng = random.Random(63)
    for _ in range(6):
        conflict = literal.graph_made(rng, 3)
        while conflict.states != 3 or conflict.parties != 2:
            conflict = literal.graph_made(rng, 3)
        world = literal.of(conflict)
        for concept, state in itertools.product(("nash", "gmr", "smr"), range(3)):
            held = 0
            for one, other in itertools.product(preorders(3), repeat=2):
                both = with_order(with_order(world, 0, one), 1, other)
                held += both.holds(concept, 0, state) and both.holds(concept, 1, state)
            own = [weak(sizes(conditions(conflict, concept, party, state).each).among(2)) for party in (0, 1)]
            assert held == own[0] * own[1]


def test_smallest_changes_of_a_party_are_all_the_smallest():
    rng, seen = random.Random(64), set()
    for _ in range(80):
        conflict = made(rng, 8)
        world, state = literal.of(conflict), rng.randrange(conflict.states)
        for concept, party in itertools.product(CONCEPTS, conflict.modelled):
            found = conditions(conflict, concept, party, state)
            better = better_than(conflict, party, state, range(conflict.states))
            valid = [one for one in valid_sets(world, concept, party, state) if one <= better]
            largest = max(map(len, valid))
            expected = {better - one for one in valid if len(one) == largest}
            told = parts(found, better, most=10**6)
            ways = {frozenset().union(*one) for one in itertools.product(*(part.listed for part in told))}
            assert ways == expected
            assert sum(part.fewest for part in told) == len(better) - largest
            assert all(len(part.listed) == part.ways for part in told)
            seen.add((concept, len(better) - largest))
            worth = [int(conflict.worth(party, other)) for other in range(conflict.states)]
            for change in ways:
                levels = [worth[state] if other in change else value for other, value in enumerate(worth)]
                assert with_order(world, party, levels).holds(concept, party, state)
            level = risen(found, {other: worth[other] for other in found.named}, worth[state])
            rises = [worth[state], *sorted({worth[other] for other in better})]
            by_rise = [{other for other in better if worth[other] > value} in valid for value in rises]
            assert by_rise.index(True) <= rises.index(level)
            assert {other for other in better if worth[other] > level} in valid
            below = [value for value in rises if value < level]
            assert not below or {other for other in better if worth[other] > below[-1]} not in valid
    assert {(concept, 2) for concept in CONCEPTS} <= seen


def apply(conflict, state, change):
    """The conflict after a change, for the engine."""
    payoffs = tuple(
        None
        if party not in conflict.modelled
        else np.array([lowered(conflict, state, change, party, other) for other in range(conflict.states)])
        for party in range(conflict.parties)
    )
    if isinstance(conflict, Conflict):
        return Conflict(conflict.sizes, conflict.controllers, payoffs, conflict.moves, conflict.feasible)
    return type(conflict)(conflict.states, conflict.moves, payoffs)


def enumerated(conflict, concept, state):
    """The fewest lowered states of all parties, and every such set, by trying all with ties and just below."""
    world = literal.of(conflict)
    twice = [[2 * value for value in payoff] for payoff in world.payoffs]
    places = [
        (party, other)
        for party in world.modelled
        for other in range(world.states)
        if twice[party][other] > twice[party][state]
    ]
    for size in range(len(places) + 1):
        found: set[tuple] = set()
        for chosen in itertools.combinations(places, size):
            for lower in itertools.product((0, 1), repeat=size):
                payoffs = [list(payoff) for payoff in twice]
                for (party, other), one in zip(chosen, lower, strict=True):
                    payoffs[party][other] = twice[party][state] - one
                changed = literal.World(world.moves, payoffs, world.modelled)
                if all(changed.holds(concept, party, state) for party in world.modelled):
                    found.add((chosen, sum(lower)))
        if found:
            return size, {chosen: min(below for one, below in found if one == chosen) for chosen, _ in found}
    raise AssertionError


def test_smallest_changes_together_are_all_the_smallest():
    rng, seen = random.Random(65), set()
    for _ in range(45):
        conflict = made(rng, 6)
        while conflict.parties > 3:
            conflict = made(rng, 6)
        state = rng.randrange(conflict.states)
        for concept in ("seq", "sseq"):
            told = together(conflict, concept, state)
            fewest, ways = enumerated(conflict, concept, state)
            assert (told.least, told.exact, told.every) == (fewest, True, True)
            assert {
                tuple((one.party, one.state) for one in way): sum(one.below for one in way) for way in told.ways
            } == ways
            for way in told.ways:
                assert state in stable(apply(conflict, state, way), [concept]).equilibria(concept)
                seen.add((concept, fewest, sum(one.below for one in way)))
    # who has to move on from an answer has to gain by it: a tie is not enough
    tied = graph([{0: [1]}, {1: [2]}], [[1, 2, 0], [0, 5, 0]])
    assert together(tied, "seq", 0).ways == ((Lowered(0, 1),), (Lowered(1, 1, True),))
    assert max(fewest for _, fewest, _ in seen) >= 3


def test_after_any_smallest_change_the_engine_finds_an_equilibrium():
    rng = random.Random(66)
    for _ in range(10):
        conflict = literal.conflict_made(rng, 60)
        state = rng.randrange(conflict.states)
        for concept in ("nash", "gmr", "smr"):
            payoffs = list(conflict.payoffs)
            for party in conflict.modelled:
                worth = np.array(payoffs[party])
                found = conditions(conflict, concept, party, state)
                for part in parts(found, better_than(conflict, party, state, range(conflict.states))):
                    worth[list(part.listed[0])] = worth[state]
                payoffs[party] = worth
            changed = Conflict(conflict.sizes, conflict.controllers, tuple(payoffs), conflict.moves, conflict.feasible)
            assert state in stable(changed, [concept]).equilibria(concept)


# Two parties with two options each of which one is to cooperate: state 0 both defect, 1 A cooperates, 2 B does, 3 both.
DILEMMA = Conflict((2, 2), (0, 1), (np.array([2, 1, 4, 3]), np.array([2, 4, 1, 3])))
CHICKEN = Conflict((2, 2), (0, 1), (np.array([1, 2, 4, 3]), np.array([1, 4, 2, 3])))


def test_two_by_two_by_hand():
    """From 3, A moves to 2 alone, B answers from there to 0 alone, and from 0 A moves on to 1.

    Nash: 2 is not better than 3 for A: half of all 24 rankings, 12. GMR: 2 and 0 are not both better: 3 is worst of
    the three in a third of the rankings, so 16 are left. SMR: 2 is not better, or neither 0 nor 1 is: 12, and those
    where of the four 2 alone is better than 3: 2 first, 3 second, two ways: 14. Both parties: the square.
    """
    for concept, expected, share in (("nash", 12, "1/2"), ("gmr", 16, "2/3"), ("smr", 14, "7/12")):
        for party in (0, 1):
            found = sizes(conditions(DILEMMA, concept, party, 3).each)
            assert (strict(found.among(3)), strict_share(found)) == (expected, Fraction(share))


def test_published_orders_of_the_dilemma_and_of_chicken():
    """Cooperation of both is GMR, SMR and SEQ in the dilemma today; in chicken, GMR and SMR, and SEQ by one change."""
    assert all(together(DILEMMA, concept, 3).ways == ((),) for concept in ("seq", "sseq"))
    both = [parts(conditions(DILEMMA, "nash", party, 3), (party + 1, 2 - party), 9) for party in (0, 1)]
    assert [sum(part.fewest for part in one) for one in both] == [1, 1]
    # In chicken A's move from 3 to 2 leaves B content: 2 is worth 2 to it, 0 is worth 1. Each has to give up its gain.
    told = together(CHICKEN, "seq", 3)
    assert (told.least, told.exact, len(told.ways)) == (2, True, 1)
    assert [(one.party, one.state, one.below) for one in told.ways[0]] == [(0, 2, False), (1, 1, False)]


def test_many_roles_are_refused_and_the_smallest_change_is_still_found(monkeypatch):
    rng = random.Random(67)
    each = tuple(
        Condition(number, minimal(frozenset(rng.sample(range(14), 2)) for _ in range(3))) for number in range(9)
    )
    found = Conditions("smr", 0, -1, each)
    told = parts(found, range(14))
    monkeypatch.setattr(invertingcounts, "MOST_WORK", 50)
    monkeypatch.setattr(invertingblocks, "MOST_UNIONS", 2)
    with pytest.raises(TooLargeError, match=r"roles of states in 9 conditions.*--given"):
        sizes(each)
    (solved,) = parts(found, range(14))
    assert solved.ways is None
    assert solved.fewest == sum(part.fewest for part in told)
    assert found.valid(set(range(14)) - solved.listed[0])
    with pytest.raises(TooLargeError, match="not proved"):
        invertingchanges._solved(each, 0.0)


def test_a_search_that_gives_up_says_between_what():
    rng = random.Random(68)
    for _ in range(30):
        conflict = made(rng, 8)
        state = rng.randrange(conflict.states)
        full, cut = together(conflict, "seq", state), together(conflict, "seq", state, work=3)
        assert cut.least <= full.least <= cut.most
        for way in cut.ways:
            assert state in stable(apply(conflict, state, way), ["seq"]).equilibria("seq")
            assert len(way) == cut.most


def test_hundreds_of_states_with_holes_and_changes_that_cannot_be_undone():
    rng = np.random.default_rng(69)
    feasible = rng.random(256) < 0.8
    feasible[0] = True
    once = np.triu(np.ones((2, 2), bool))
    conflict = Conflict(
        (2,) * 8,
        (0, 1, 2, 0, 1, 2, 0, 1),
        tuple(rng.integers(0, 50, int(feasible.sum())) for _ in range(3)),
        (once, None, None, once, None, once, None, None),
        feasible,
    )
    for concept, party in itertools.product(CONCEPTS, range(3)):
        found = conditions(conflict, concept, party, 0)
        told = sizes(found.each)
        assert told.counts[0] == 1
        draws = rng.random(1500)
        held = sum(found.valid((1 + np.flatnonzero(rng.random(conflict.states - 1) < p)).tolist()) for p in draws)
        # the position of a state in a random ranking is uniform, and so is the chance that another is above it
        assert abs(held / 1500 - float(strict_share(told))) < 0.06


def test_unknown_concepts_are_refused():
    with pytest.raises(ValueError, match="unknown concept"):
        conditions(graph([{0: [1]}], [[0, 1]]), "best", 0, 0)
    with pytest.raises(ValueError, match="party by party"):
        together(graph([{0: [1]}], [[0, 1]]), "gmr", 0)
