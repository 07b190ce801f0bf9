"""Coefficients of agreement: the definitions said literally, the published values, and what chance cannot decide."""

from fractions import Fraction
from itertools import combinations, permutations

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.engines import agreement as engine

NAN = np.nan
# Krippendorff (2011), Computing Krippendorff's alpha-reliability, example C: four observers, twelve units.
FOUR_OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
    [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
]
PUBLISHED = {"nominal": 0.743, "ordinal": 0.815, "interval": 0.849, "ratio": 0.797}


def literal_alpha(coders, level):
    """1 - D_o / D_e by listing every pair of values, within units and in all; None where D_e is 0."""
    units = [[int(v) for v in unit if not np.isnan(v)] for unit in zip(*coders, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    values = [value for unit in units for value in unit]
    if len(values) < 2:
        return None

    def distance(c, k):
        if level == "nominal":
            return Fraction(c != k)
        if level == "ordinal":
            low, high = min(c, k), max(c, k)
            between = sum(low <= value <= high for value in values)
            return (between - Fraction(values.count(c) + values.count(k), 2)) ** 2 if c != k else Fraction(0)
        return Fraction((c - k) ** 2, (c + k) ** 2 if level == "ratio" else 1)

    observed = sum(Fraction(1, len(u) - 1) * distance(*pair) for u in units for pair in permutations(u, 2))
    expected = sum(2 * distance(*pair) for pair in combinations(values, 2)) / Fraction(len(values) - 1)
    return None if not expected else float(1 - observed / expected)


@pytest.mark.parametrize("level", PUBLISHED)
def test_the_package_and_the_literal_definition_give_the_published_values(level):
    assert krippendorff.alpha(FOUR_OBSERVERS, level_of_measurement=level) == pytest.approx(PUBLISHED[level], abs=5e-4)
    assert literal_alpha(FOUR_OBSERVERS, level) == pytest.approx(PUBLISHED[level], abs=5e-4)


codes = st.lists(st.tuples(st.integers(-1, 3), st.integers(-1, 3)), max_size=12)


@given(codes, st.booleans())
def test_alpha_is_the_literal_definition(pairs, ordinal):
    a, b = (np.array([pair[side] for pair in pairs], np.int64) for side in (0, 1))
    floats = [[NAN if v == -1 else v for v in side] for side in (a, b)]
    expected = literal_alpha(floats, "ordinal" if ordinal else "nominal")
    assert engine.alpha(a, b, ordinal) == (None if expected is None else pytest.approx(expected))


@given(codes)
def test_kappa_and_the_share_are_their_definitions(pairs):
    a, b = (np.array([pair[side] for pair in pairs], np.int64) for side in (0, 1))
    units = [(x, y) for x, y in pairs if x != -1 and y != -1]
    if not units:
        assert engine.kappa(a, b) is None
        assert engine.share_equal(a, b) is None
        return
    equal = Fraction(sum(x == y for x, y in units), len(units))
    products = [sum(x == v for x, _ in units) * sum(y == v for _, y in units) for v in range(4)]
    chance = Fraction(sum(products), len(units) ** 2)
    assert engine.share_equal(a, b) == pytest.approx(float(equal))
    kappa = None if chance == 1 else pytest.approx(float((equal - chance) / (1 - chance)))
    assert engine.kappa(a, b) == kappa


def test_no_variation_is_no_agreement_by_accident():
    same = np.zeros(5, np.int64)
    assert engine.alpha(same, same) is None
    assert engine.kappa(same, same) is None
    assert engine.share_equal(same, same) == 1


# ---------------------------------------------------------------------------------------------------------- matching

spans = st.lists(st.tuples(st.integers(0, 12), st.integers(1, 8)).map(lambda s: (s[0], s[0] + s[1])), max_size=5)


def array(rows):
    return np.array(rows, np.int64).reshape(-1, 2)


def literal_overlap(s, t):
    one, other = set(range(*s)), set(range(*t))
    return Fraction(len(one & other), len(one | other))


def best(first, second, threshold, ties):
    """The best value over every one-to-one matching, tried one by one: pairs, overlap, ties."""

    def extend(i, free):
        if i == len(first):
            yield 0, Fraction(0), 0
            return
        yield from extend(i + 1, free)
        for j in free:
            overlap = literal_overlap(first[i], second[j])
            if overlap and overlap >= threshold:
                for pairs, total, tie in extend(i + 1, free - {j}):
                    yield pairs + 1, total + overlap, tie + int(ties[i, j])

    return max(extend(0, frozenset(range(len(second)))))


@given(spans, spans, st.sampled_from([Fraction(1, 10), Fraction(1, 2), Fraction(1)]), st.data())
def test_the_matching_is_the_best_of_all(first, second, threshold, data):
    size = (len(first), len(second))
    ties = np.array(data.draw(st.lists(st.integers(0, 3), min_size=size[0] * size[1], max_size=size[0] * size[1])))
    ties = ties.astype(np.int64).reshape(size)
    overlap = engine.overlaps(array(first), array(second))
    pairs = engine.match(overlap, float(threshold), ties, 3)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert all(literal_overlap(first[i], second[j]) >= threshold for i, j in pairs)
    number, total, tie = best(first, second, threshold, ties)
    assert len(pairs) == number
    assert sum(float(overlap[pair]) for pair in pairs) == pytest.approx(float(total), abs=1e-5)
    if len({*map(tuple, first), *map(tuple, second)}) <= 1:  # all overlaps are alike, so ties alone decide
        assert sum(int(ties[pair]) for pair in pairs) == tie


@given(spans, spans)
def test_stretches_are_sets_of_places(first, second):
    a, b = engine.covered(array(first)), engine.covered(array(second))
    one, other = ({p for s in side for p in range(*s)} for side in (first, second))
    assert engine.length(a) == len(one)
    assert engine.length(b) == len(other)
    assert engine.common(a, b) == len(one & other)


# -------------------------------------------------------------------------------------------- alpha for unitizing

# Krippendorff (2004), Measuring the reliability of qualitative text analysis data: a continuum from 150 to 450.
C = ([(225, 295), (370, 400)], [(220, 300), (355, 375), (400, 420)])
K = ([(180, 240), (300, 350)],) * 2


def sections(units, begin, end):
    """Units and gaps in order, as (begin, length, is a unit)."""
    found, at = [], begin
    for b, e in units:
        found += ([(at, b - at, 0)] if b > at else []) + [(b, e - b, 1)]
        at = e
    return found + ([(at, end - at, 0)] if end > at else [])


def literal_unitizing(first, second, begin, end):
    """D_o and D_e of one category with four nested loops, as the formulas are printed."""

    coders = [sections(first, begin, end), sections(second, begin, end)]
    size, m = end - begin, 2
    observed = Fraction(0)
    for i in range(m):
        for b_g, l_g, v_g in coders[i]:
            for j in range(m):
                if i == j:
                    continue
                for b_h, l_h, v_h in coders[j]:
                    if v_g and v_h and -l_g < b_g - b_h < l_h:
                        observed += (b_g - b_h) ** 2 + (b_g + l_g - b_h - l_h) ** 2
                    elif v_g and not v_h and l_h - l_g >= b_g - b_h >= 0:
                        observed += l_g**2
                    elif not v_g and v_h and l_h - l_g <= b_g - b_h <= 0:
                        observed += l_h**2
    number = sum(v for coder in coders for _, _, v in coder)
    above, below = Fraction(0), Fraction(m * size * (m * size - 1))
    for coder in coders:
        for _, l_g, v_g in coder:
            room = sum((1 - v) * (length - l_g + 1) for other in coders for _, length, v in other if length >= l_g)
            above += v_g * (Fraction(number - 1, 3) * (2 * l_g**3 - 3 * l_g**2 + l_g) + l_g**2 * room)
            below -= v_g * l_g * (l_g - 1)
    return observed / (m * (m - 1) * size**2), Fraction(2, size) * above / below if below else Fraction(0)


def test_the_published_values_of_alpha_for_unitizing():
    observed, expected = zip(*(literal_unitizing(*units, 150, 450) for units in (C, K)), strict=True)
    assert [round(float(value), 4) for value in observed] == [0.0144, 0]
    assert [round(float(value), 4) for value in expected] == [0.0532, 0.0490]
    assert engine.unitizing_alpha(array(C[0]), array(C[1]), [150, 450]) == pytest.approx(0.7286, abs=5e-5)
    assert engine.unitizing_alpha(array(K[0]), array(K[1]), [150, 450]) == 1


@given(spans, spans)
def test_alpha_for_unitizing_is_its_formula(first, second):
    a, b = engine.covered(array(first)), engine.covered(array(second))
    observed, expected = literal_unitizing(a.tolist(), b.tolist(), 0, 25)
    found = engine.unitizing_alpha(a, b, [0, 25])
    assert found == (pytest.approx(float(1 - observed / expected)) if expected else None)
