"""Weights from comparisons and rankings: the definitions said literally, published examples, what must not matter."""

import itertools
import math
from fractions import Fraction
from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.engines.eliciting import RANDOM_INDICES, evenly_spaced, pairwise, rank_order_centroid

# Saaty, T. L. (1990). How to make a decision: the analytic hierarchy process. EJOR 48: buying a house, eight criteria.
HOUSE = """\
1 5 3 7 6 6 1/3 1/4
1/5 1 1/3 5 3 3 1/5 1/7
1/3 3 1 6 3 4 6 1/5
1/7 1/5 1/6 1 1/3 1/4 1/7 1/8
1/6 1/3 1/3 3 1 1/2 1/5 1/6
1/6 1/3 1/4 4 2 1 1/5 1/6
3 5 1/6 7 5 5 1 1/2
4 7 5 8 6 6 2 1
"""
# The four criteria for a leader of the worked example in many textbooks: experience, education, charisma, age.
LEADER = "1 4 3 7\n1/4 1 1/3 3\n1/3 3 1 5\n1/7 1/3 1/5 1\n"


def matrix(text):
    return [[Fraction(cell) for cell in row.split()] for row in text.splitlines()]


def compared(rows):
    return [(i, j, rows[i][j]) for i, j in combinations(range(len(rows)), 2)]


def shares(weights):
    return [float(weight / sum(weights)) for weight in weights]


@pytest.mark.parametrize(("text", "ratio"), [(HOUSE, 0.169), (LEADER, 0.044)])
def test_published_consistency_ratios(text, ratio):
    rows = matrix(text)
    assert pairwise(len(rows), compared(rows)).ratio == pytest.approx(ratio, abs=6e-4)


def test_published_order_and_largest_eigenvalue():
    found = pairwise(8, compared(matrix(HOUSE)))
    assert found.ratio is not None
    assert found.departure is not None
    assert found.ratio * RANDOM_INDICES[8 - 3] * 7 + 8 == pytest.approx(9.669, abs=6e-4)
    assert found.intransitive == ((0, 2, 6),)
    assert (found.departure.first, found.departure.second, found.departure.times) == (2, 6, Fraction(6))
    leader = pairwise(4, compared(matrix(LEADER)))
    # the published weights are of the eigenvector, which is near the geometric means where the ratio is small
    assert shares(leader.weights) == pytest.approx([0.547, 0.127, 0.270, 0.056], abs=6e-3)


@pytest.mark.parametrize(
    ("count", "published"),
    [
        (2, [0.75, 0.25]),
        (3, [0.6111, 0.2778, 0.1111]),
        (4, [0.5208, 0.2708, 0.1458, 0.0625]),
        (5, [0.4567, 0.2567, 0.1567, 0.0900, 0.0400]),
    ],
)
def test_published_rank_order_centroids(count, published):
    """Barron and Barrett (1996)."""
    found = rank_order_centroid([1] * count)
    assert [float(weight) / 100 for weight in found] == pytest.approx(published, abs=5.1e-5)
    assert sum(found) == 100


@given(st.lists(st.integers(1, 3), min_size=1, max_size=4).filter(lambda sizes: sum(sizes) <= 6))
def test_tied_centroids_are_the_mean_over_all_ways_to_break_the_ties(sizes):
    groups = [group for group, size in enumerate(sizes) for _ in range(size)]
    count = len(groups)
    weights = [sum(Fraction(1, place) for place in range(k, count + 1)) / count for k in range(1, count + 1)]
    orders = [order for order in permutations(range(count)) if [groups[item] for item in order] == groups]
    found = rank_order_centroid(sizes)
    for item in range(count):
        mean = sum(weights[order.index(item)] for order in orders) / len(orders)
        assert found[groups[item]] == 100 * mean


@given(st.integers(1, 30))
def test_options_are_spaced_evenly_from_the_best_to_the_worst(groups):
    found = evenly_spaced(groups)
    assert found[0] == 100
    assert groups == 1 or found[-1] == 0
    assert len({a - b for a, b in itertools.pairwise(found)}) <= 1


# --------------------------------------------------------------------------------------------------------- comparisons

ratios = st.one_of(
    st.integers(1, 9).map(Fraction), st.integers(1, 9).map(lambda n: Fraction(1, n)), st.sampled_from([Fraction(5, 2)])
)


@st.composite
def complete(draw, most=6):
    count = draw(st.integers(2, most))
    return count, [(i, j, draw(ratios)) for i, j in combinations(range(count), 2)]


@st.composite
def connected(draw, most=6):
    count, pairs = draw(complete(most))
    tree = {(draw(st.integers(0, item - 1)), item) for item in range(1, count)}
    return count, [pair for pair in pairs if pair[:2] in tree or draw(st.booleans())]


def literal(count, pairs):
    """Least squares of the logarithms by numpy, the largest weight being 100; and the sum of the squares."""
    rows, right = np.zeros((len(pairs) + 1, count)), np.zeros(len(pairs) + 1)
    for place, (i, j, times) in enumerate(pairs):
        rows[place, i], rows[place, j], right[place] = 1, -1, math.log(times)
    rows[-1, 0] = 1
    logs = np.linalg.lstsq(rows, right, rcond=None)[0]
    errors = rows[:-1] @ logs - right[:-1]
    return 100 * np.exp(logs - logs.max()), float(errors @ errors)


@settings(max_examples=60)
@given(connected())
def test_weights_and_index_are_those_of_least_squares_of_logarithms(drawn):
    count, pairs = drawn
    found = pairwise(count, pairs)
    weights, squares = literal(count, pairs)
    assert [float(weight) for weight in found.weights] == pytest.approx(list(weights), abs=5.1e-5)
    assert max(found.weights) == 100
    free = len(pairs) - count + 1
    assert (found.index is None) == (free == 0)
    if free:
        assert found.index == pytest.approx(squares / free, abs=1e-9)


@settings(max_examples=60)
@given(complete())
def test_of_all_pairs_the_weights_are_geometric_means_and_the_index_is_the_published_one(drawn):
    count, pairs = drawn
    rows = [[Fraction(1)] * count for _ in range(count)]
    for i, j, times in pairs:
        rows[i][j], rows[j][i] = times, 1 / times
    means = [math.prod(map(float, row)) ** (1 / count) for row in rows]
    found = pairwise(count, pairs)
    assert found.complete
    assert [float(w) for w in found.weights] == pytest.approx([100 * m / max(means) for m in means], abs=5.1e-5)
    if count > 2:
        logs = [math.log(float(rows[i][j]) * means[j] / means[i]) ** 2 for i, j in combinations(range(count), 2)]
        assert found.index == pytest.approx(2 * sum(logs) / (count - 1) / (count - 2), abs=1e-9)
        assert found.ratio is not None
        assert found.ratio >= 0


@settings(max_examples=40)
@given(st.lists(st.integers(1, 9), min_size=2, max_size=6), st.data())
def test_comparisons_that_agree_give_the_weights_that_they_were_made_of(made, data):
    count = len(made)
    pairs = [(i, j, Fraction(made[i], made[j])) for i, j in combinations(range(count), 2)]
    kept = pairs if data.draw(st.booleans()) else [pair for pair in pairs if 0 in pair[:2] or data.draw(st.booleans())]
    found = pairwise(count, kept)
    exact = [Fraction(100 * one, max(made)) for one in made]
    assert all(abs(a - b) <= Fraction(1, 20_000) for a, b in zip(found.weights, exact, strict=True))
    ties = {(i, j) for i, j in combinations(range(count), 2) if made[i] == made[j]}
    assert all(found.weights[i] == found.weights[j] for i, j in ties)
    assert found.departure is None
    assert not found.intransitive
    assert found.index in {None, 0.0}
    assert found.ratio in {None, 0.0}


@settings(max_examples=40)
@given(connected(5), st.randoms(use_true_random=False))
def test_order_and_direction_of_comparisons_do_not_matter(drawn, random):
    count, pairs = drawn
    names = list(range(count))
    random.shuffle(names)
    other = [(names[j], names[i], 1 / times) for i, j, times in pairs]
    random.shuffle(other)
    one, two = pairwise(count, pairs), pairwise(count, other)
    assert list(one.weights) == [two.weights[names[item]] for item in range(count)]
    assert one.index == pytest.approx(two.index) if one.index is not None else two.index is None
    assert one.ratio == pytest.approx(two.ratio, abs=1e-9) if one.ratio is not None else two.ratio is None
    assert {frozenset(names[item] for item in t) for t in one.intransitive} == {frozenset(t) for t in two.intransitive}


@settings(max_examples=40)
@given(complete(5))
def test_triples_and_departure_are_literal(drawn):
    count, pairs = drawn
    over = {(i, j) for i, j, t in pairs if t > 1} | {(j, i) for i, j, t in pairs if t < 1}
    found = pairwise(count, pairs)
    circles = {frozenset((a, b, c)) for a, b, c in permutations(range(count), 3) if {(a, b), (b, c), (c, a)} <= over}
    assert {frozenset(triple) for triple in found.intransitive} == circles
    assert len(found.intransitive) == len(circles)
    assert all({(a, b), (b, c), (c, a)} <= over for a, b, c in found.intransitive)
    if found.departure:
        weights = [float(weight) for weight in found.weights]
        off = {(i, j): abs(math.log(float(t) * weights[j] / weights[i])) for i, j, t in pairs}
        assert off[found.departure.first, found.departure.second] == pytest.approx(max(off.values()), abs=1e-3)


def test_halves_are_rounded_to_even_and_exactly():
    assert pairwise(2, [(0, 1, Fraction("0.5000005"))]).weights[0] == Fraction("50.0000")
    assert pairwise(2, [(0, 1, Fraction("0.5000015"))]).weights[0] == Fraction("50.0002")


@pytest.mark.parametrize("count", [1, 2, 16])
def test_no_ratio_where_there_is_no_random_index(count):
    found = pairwise(count, [(i, j, Fraction(2)) for i, j in combinations(range(count), 2)])
    assert found.complete
    assert found.ratio is None


@pytest.mark.parametrize(
    ("count", "pairs", "words"),
    [
        (2, [(0, 0, 1)], "of two items"),
        (2, [(0, 2, 1)], "of two items"),
        (2, [(0, 1, 1), (1, 0, 1)], "twice"),
        (2, [(0, 1, 0)], "above 0"),
        (3, [(0, 1, 1)], "connect"),
        (2, [], "connect"),
        (0, [], "connect"),
    ],
)
def test_what_cannot_be_weighed_is_refused(count, pairs, words):
    with pytest.raises(ValueError, match=words):
        pairwise(count, [(i, j, Fraction(times)) for i, j, times in pairs])
