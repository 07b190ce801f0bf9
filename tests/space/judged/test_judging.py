"""Judging against its definitions, package by package."""

import itertools
import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from detente.space.judging import judge
from detente.space.worth import ends
from tests import judged_made as literal
from tests.judged_made import judged

LIGHT = settings(max_examples=10)


@LIGHT
@given(judged())
def test_units_and_who_is_not_judged(case):
    for space in literal.spaces(case):
        judging = judge(space)
        units, unjudged = literal.units(space)
        assert list(judging.units) == list(units)
        assert {u: list(p) for u, p in judging.members.items()} == {u: p for u, (_, p) in units.items()}
        assert list(judging.unjudged_parties) == unjudged
        for unit, (preference, _) in units.items():
            missing = set(space.frame.agenda) - {issue for issue, _ in preference.weights.numbers}
            assert set(judging.unjudged_issues.get(unit, ())) == missing
            assert (unit in judging.unbounded) == (preference.reservation is None)


@LIGHT
@given(judged())
def test_the_domain_says_of_every_package_what_the_definition_says(case):
    for space in literal.spaces(case):
        judging = judge(space)
        units, _ = literal.units(space)
        assume(units)
        bargain, allowed = judging.bargain, literal.feasible(space)
        domain = bargain.domain
        kept = []
        for x in literal.packages(space):
            chosen = [m.options.index(x[m.name]) for m in bargain.matters]
            assert bargain.package(chosen) == {i: x[i] for i in space.frame.agenda}
            if domain.feasible(chosen):
                kept.append(x)
            for number, (unit, (preference, _)) in enumerate(units.items()):
                worth = literal.utility(space, preference, x)
                assert judging.utility(unit, x) == worth
                assert Fraction(domain.utility(number, chosen), domain.scales[number]) == worth
        assert kept == allowed
        for number, (preference, _) in enumerate(units.values()):
            r = literal.reservation(space, preference)
            if r is None:
                r = min((literal.utility(space, preference, x) for x in allowed), default=Fraction(0))
            assert Fraction(domain.reservations[number], domain.scales[number]) == r


@LIGHT
@given(judged(), st.sampled_from(["limits", "refusals", "demands"]))
def test_within_a_level_packages_break_no_position(case, level):
    for space in literal.spaces(case):
        judging = judge(space, within=level)
        if not judging.units:
            continue
        problem = space.problem(level, "package")
        domain = judging.bargain.domain
        if problem.impossible:
            continue
        kept = sum(domain.feasible(c) for c in itertools.product(*map(range, domain.sizes)))
        assert kept == problem.possible()


@LIGHT
@given(judged())
def test_ranges_and_correlations_are_those_of_the_feasible_packages(case):
    for space in literal.spaces(case):
        judging = judge(space)
        allowed = literal.feasible(space)
        worths = [[one.utility(x) for x in allowed] for one in judging.worths]
        reckoning = judging.reckoning
        if not allowed:
            assert all(low is None for low in reckoning.least)
            continue
        assert list(reckoning.least) == [min(row) for row in worths]
        assert list(reckoning.most) == [max(row) for row in worths]
        for a, b in itertools.product(range(len(worths)), repeat=2):
            assert reckoning.correlations is not None
            found = reckoning.correlations[a][b]
            if min(worths[a]) == max(worths[a]) or min(worths[b]) == max(worths[b]):
                assert found is None
            else:
                expected = np.corrcoef([list(map(float, worths[a])), list(map(float, worths[b]))])[0, 1]
                assert found == pytest.approx(expected, abs=1e-9)


@LIGHT
@given(judged(), st.integers(0, 1000))
def test_verdicts_bound_every_choice_of_numbers(case, seed):
    rng = random.Random(seed)
    for space in literal.spaces(case):
        judging = judge(space)
        units, _ = literal.units(space)
        for x in itertools.islice(literal.packages(space), 0, None, 5):
            for unit, (preference, _) in units.items():
                worth = judging.worth[unit]
                bounds = worth.bounds(x)
                verdict = judging.verdict(unit, x)
                if bounds is None:
                    assert verdict == "yes"
                    continue
                assert verdict == ("yes" if bounds[0] >= 0 else "no" if bounds[1] < 0 else "depends")
                if all(one.form == "exact" for one in quantities_of(preference)):
                    known = literal.utility(space, preference, x) - literal.reservation(space, preference)
                    assert bounds == (known, known)
                for _ in range(3):
                    known = {}

                    def pick(quantity, known=known):
                        return known.setdefault(id(quantity), (quantity, rng.choice(ends(quantity))))[1]

                    drawn = literal.utility(space, preference, x, pick) - literal.reservation(space, preference, pick)
                    weighs = any(pick(w) > 0 for i, w in preference.weights.numbers if i in space.frame.agenda)
                    assert not weighs or bounds[0] <= drawn <= bounds[1]


def quantities_of(preference):
    yield from (weight for _, weight in preference.weights.numbers)
    yield from (value for one in preference.values for _, value in one.numbers)
    yield from (bonus.worth for bonus in preference.bonuses)
    if preference.reservation.worth is not None:
        yield preference.reservation.worth
