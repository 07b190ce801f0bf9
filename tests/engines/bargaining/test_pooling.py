"""What is not exact says nothing that the packages named contradict; ties are all there, or are said to lack."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.engines.bargaining import choosing, programmed, programming, sampling, solving
from detente.engines.bargaining.choosing import solve
from detente.engines.bargaining.measures import KALAI, NAMES, NASH
from detente.engines.bargaining.model import Bonus, Domain, scaled
from detente.engines.bargaining.pooling import UNMADE, outward
from detente.engines.bargaining.programmed import by_programming
from detente.engines.bargaining.results import Limits, TooManyError
from detente.engines.bargaining.sampling import by_sampling
from detente.engines.bargaining.singles import by_singles
from tests.engines.bargaining.literal import Literal, domains, dominates, met

KINDS = st.one_of(domains(bonuses=True), domains(linked=True, bonuses=True))
EVERY = st.one_of(KINDS, met(KINDS))
SLOW = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def out_of_reach(*_):
    raise TooManyError


class Patience:
    """Stops after so many questions whether to stop."""

    def __init__(self, asked):
        self.left = asked

    def __call__(self):
        self.left -= 1
        return self.left < 0


@pytest.fixture
def large(monkeypatch):
    """As if every domain were too large for what is not a solver or a sample."""
    for name in ("by_looking", "_swept", "by_singles"):
        monkeypatch.setattr(choosing, name, out_of_reach)
    monkeypatch.setattr(sampling, "_DRAWN", 40)
    monkeypatch.setattr(sampling, "_CLIMBERS", 3)
    monkeypatch.setattr(sampling, "_ROUNDS", 1)
    return monkeypatch


def named(solved):
    points = [*(solved.frontier or ()), *solved.met]
    return {one.gains: one for best in solved.best.values() for one in best.points} | {p.gains: p for p in points}


def assert_bears_comparison(solved, literal):
    """Every claim of an answer against all packages, and against what the answer itself names."""
    if not literal.rational:
        assert solved.empty is not False
        return
    pool = named(solved)
    package = {literal.gains[one]: one for one in literal.rational}
    assert pool.keys() <= package.keys()
    for point in [one for best in solved.best.values() for one in best.points]:
        assert point.efficient in (None, point.gains in literal.frontier)
        assert {literal.gains[one] for one in point.packages} == {point.gains}
    if solved.frontier is not None:
        assert {point.gains for point in solved.frontier} == literal.frontier
        assert UNMADE not in solved.notes
    shown = {point.gains for point in solved.met}
    assert not any(dominates(one, other) for one in pool for other in shown)
    assert not solved.exact or all(
        best.exact and (best.all_ties or best.all_efficient) for best in solved.best.values()
    )
    if None not in solved.ideals:
        assert list(solved.ideals) == literal.ideals
    for name in NAMES:
        if name == KALAI and None in solved.ideals:
            assert not solved.best[name].exact
        else:
            assert_best(solved.best[name], name, literal, [package[gains] for gains in pool])


def assert_best(best, name, literal, pool):
    value, ties = literal.best(name)
    found = {point.gains for point in best.points}
    if not best.exact:
        if best.value is not None:
            assert max(literal.value(name, one) for one in pool) <= best.value
        assert best.bound is None or Fraction(best.bound) >= value
        return
    assert best.value == value
    assert found <= ties
    assert ties <= found or not best.all_ties
    assert ties & literal.frontier <= found or not (best.all_ties or best.all_efficient)
    if name != NASH or value:  # of a product of nothing only what nothing dominates is listed
        assert {literal.gains[one] for one in pool} & ties <= found


@SLOW
@given(EVERY, st.sampled_from(["rational", "all"]), st.sampled_from([0, 5, 40, 10**9]), st.booleans())
def test_nothing_said_is_contradicted_wherever_it_is_stopped(large, domain, ideal, patience, fronts):
    capped = replace(domain, ceilings=(10**6, *(None for _ in domain.tables[1:])))
    with pytest.MonkeyPatch.context() as patch:
        if not fronts:
            patch.setattr(programmed, "_two", out_of_reach)
        solved = solve(capped, ideal, Limits(stop=Patience(patience)))
    assert_bears_comparison(solved, Literal(capped, ideal))


@SLOW
@given(EVERY, st.sampled_from([1, 5_000, 20_000, 100_000]))
def test_so_it_is_where_the_solver_may_do_little(large, domain, work):
    large.setattr(programming, "WORK", work)
    capped = replace(domain, ceilings=(10**6, *(None for _ in domain.tables[1:])))
    assert_bears_comparison(solve(capped), Literal(capped))


@SLOW
@given(met(domains(linked=True)) | domains(linked=True), st.sampled_from([1, 4, 20]))
def test_so_it_is_where_passes_over_issues_are_too_wide(domain, rows):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solving, "by_singles", out_of_reach)
        patch.setattr(choosing, "by_programming", out_of_reach)
        patch.setattr(sampling, "_DRAWN", 40)
        solved = solve(domain, limits=Limits(rows=rows))
    assert_bears_comparison(solved, Literal(domain))


@SLOW
@given(EVERY)
def test_a_solver_given_time_finds_all_ties_that_nothing_dominates(domain):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(programmed, "_two", out_of_reach)
        solved = by_programming(domain)
    literal = Literal(domain)
    assert_bears_comparison(solved, literal)
    if literal.rational:
        assert all(solved.best[name].all_efficient for name in NAMES if solved.best[name].exact)


def test_where_the_least_gain_is_nothing_single_searches_know_the_whole_zone():
    """Two acceptable packages, neither better for all: both are Nash points, and the frontier."""
    domain = Domain((((0, 3), (1, 0)), ((3, 0), (0, 1)), ((1, 1), (0, 0))), (0, 0, 1), (1, 1, 1))
    for ideal in ("rational", "all"):
        solved, literal = by_singles(domain, ideal), Literal(domain, ideal)
        assert solved.zone == len(literal.rational)
        assert {point.gains for point in solved.frontier or ()} == literal.frontier
        assert {point.gains for point in solved.best[NASH].points} == literal.best(NASH)[1] & literal.frontier


def test_where_all_have_their_most_nothing_is_left_to_find():
    """Long scales: the solver's floats end a hair below the sum, which exact comparison does not."""
    thirds = [[Fraction(worth, 999_983) for worth in (1, 7, 999_983)], [Fraction(0), Fraction(0)]]
    bonus = Bonus(0, (0, 1), (frozenset({2}), frozenset({1})), 0)
    domain = scaled([thirds, thirds, thirds], [Fraction(1, 2)] * 3, bonuses=[(bonus, Fraction(1, 3))])
    for solved in (by_programming(domain), by_sampling(domain)):
        assert solved.exact
        assert {point.gains for point in solved.frontier or ()} == Literal(domain).frontier
        assert all(best.exact and best.bound is None for best in solved.best.values())
        assert not solved.notes


def test_a_bound_is_rounded_up():
    third = Fraction(1, 3)
    assert outward(third) > third
    assert outward(Fraction(1, 2)) == 0.5
    assert outward(3.0) > 3
    assert outward(-3.0) > -3
