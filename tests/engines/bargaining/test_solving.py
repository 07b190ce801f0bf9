"""Every method against the definitions, read literally over all packages."""

import random
import tracemalloc
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.engines.bargaining import counting, meeting, sampling, solving
from detente.engines.bargaining.brute import by_looking
from detente.engines.bargaining.choosing import solve
from detente.engines.bargaining.counting import _halves, _pairs, count_zone
from detente.engines.bargaining.drawing import shape_of
from detente.engines.bargaining.measures import NAMES
from detente.engines.bargaining.meeting import count_by_halves
from detente.engines.bargaining.merging import merged, unmerged
from detente.engines.bargaining.model import Domain, Linkage, scaled
from detente.engines.bargaining.programmed import by_programming
from detente.engines.bargaining.results import Limits
from detente.engines.bargaining.sampling import by_sampling
from detente.engines.bargaining.singles import by_singles
from detente.engines.bargaining.sweeping import Sweep
from tests.engines.bargaining.literal import Literal, domains, met

ALL = Limits(packages=10**6)
EVERY = st.one_of(
    domains(),
    domains(linked=True),
    domains(bonuses=True),
    domains(linked=True, bonuses=True),
    domains(linked=True, bonuses=True, ruled=True),
)
ZERO = met(EVERY)
"""Where somebody is at the reservation value exactly."""


def assert_is(solved, literal):
    """Zone, frontier with every package behind it, every solution with all its ties, ideals, what is closest."""
    domain = literal.domain
    assert solved.exact
    assert solved.empty is (not literal.rational)
    assert solved.zone == len(literal.rational)
    if solved.frontier is not None:
        behind = {point.gains: sorted(point.packages) for point in solved.frontier}
        expected: dict = {gains: [] for gains in literal.frontier}
        for package in literal.rational:
            if literal.gains[package] in expected:
                expected[literal.gains[package]].append(package)
        assert behind == expected
        assert all(point.count == len(point.packages) for point in solved.frontier)
    if not literal.rational:
        assert all(best.value is None and not best.points for best in solved.best.values())
        if literal.all:
            value, points = literal.closest()
            assert solved.closest.value == value < 0
            assert {point.gains for point in solved.closest.points} == points
        else:
            assert solved.closest is None
        return
    for name in NAMES:
        assert_best(solved.best[name], name, literal)
    if literal.ideal == "rational":
        assert list(solved.ideals) == literal.ideals
    for best in solved.best.values():
        for point in best.points:
            assert all(domain.gains(package) == point.gains for package in point.packages)


def assert_best(best, name, literal):
    value, points = literal.best(name)
    assert best.value == value
    found = {point.gains for point in best.points}
    assert found <= points
    assert found & literal.frontier == points & literal.frontier
    if best.all_ties:
        assert found == points
    assert all((point.gains in literal.frontier) is point.efficient for point in best.points)


@settings(deadline=None, max_examples=40)
@given(st.one_of(EVERY, ZERO), st.sampled_from(["rational", "all"]))
def test_passes_over_issues_are_the_definition(domain, ideal):
    assert_is(solving.by_sweeping(domain, ideal, ALL), Literal(domain, ideal))


@settings(deadline=None, max_examples=40)
@given(domains(linked=True, bonuses=True, big=True))
def test_so_is_every_method_in_many_machine_words(domain):
    literal = Literal(domain)
    for way in (solving.by_sweeping, by_looking, solve):
        assert_is(way(domain, "rational", ALL), literal)
    assert_is(solving._one_by_one(Sweep(domain), "rational", ALL), literal)


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(domains(linked=True, bonuses=True, big=True))
def test_a_sample_of_long_numbers_names_what_there_is(monkeypatch, domain):
    monkeypatch.setattr(sampling, "_DRAWN", 300)
    monkeypatch.setattr(sampling, "_CLIMBERS", 20)
    literal, solved = Literal(domain), by_sampling(domain, "rational", ALL)
    assert not solved.exact or {point.gains for point in solved.frontier or ()} == literal.frontier
    for name, best in solved.best.items():
        if best.exact:
            assert best.value == literal.best(name)[0]
        elif best.value is not None and (name != "kalai_smorodinsky" or None not in solved.ideals):
            assert best.value <= literal.best(name)[0]
        assert all(literal.gains[package] == point.gains for point in best.points for package in point.packages)


@settings(deadline=None, max_examples=40)
@given(st.one_of(EVERY, ZERO), st.sampled_from(["rational", "all"]))
def test_each_solution_by_itself_is_the_same(domain, ideal):
    assert_is(solving._one_by_one(Sweep(domain), ideal, ALL), Literal(domain, ideal))


@settings(deadline=None, max_examples=40)
@given(st.one_of(EVERY, ZERO), st.sampled_from(["rational", "all"]))
def test_so_it_is_with_bounds_that_know_what_ties_issues(domain, ideal):
    solved = by_singles(domain, ideal, ALL)
    literal = Literal(domain, ideal)
    assert solved.exact
    assert solved.empty is (not literal.rational)
    if solved.empty:
        assert_is(replace(solved, zone=0), literal)
        return
    for name, best in solved.best.items():
        assert best.all_ties or best.value == 0
        if best.all_ties:
            assert_best(best, name, literal)
        else:
            assert best.value == literal.best(name)[0]
            assert best.points
            assert {point.gains for point in best.points} <= literal.frontier


@settings(deadline=None, max_examples=40)
@given(st.one_of(EVERY, ZERO), st.sampled_from(["rational", "all"]), st.integers(2, 20))
def test_looking_at_every_package_is_the_same(domain, ideal, ceiling):
    capped = replace(domain, ceilings=(ceiling, *(None for _ in domain.tables[1:])))
    for one in (domain, capped):
        assert_is(by_looking(one, ideal, ALL), Literal(one, ideal))


@settings(deadline=None, max_examples=40)
@given(EVERY)
def test_options_of_equal_effect_may_be_made_one(domain):
    small, kinds = merged(domain)
    assert_is(unmerged(solving.by_sweeping(small, "rational", ALL), kinds, 10**6), Literal(domain))


@settings(deadline=None, max_examples=40)
@given(st.one_of(EVERY, ZERO), st.integers(2, 20))
def test_the_chosen_method_is_the_definition(domain, ceiling):
    capped = replace(domain, ceilings=(ceiling, *(None for _ in domain.tables[1:])))
    for one in (domain, capped):
        assert_is(solve(one, "rational", ALL), Literal(one))


@settings(deadline=None, max_examples=12)
@given(st.one_of(domains(bonuses=True, parties=3), domains(linked=True, bonuses=True, parties=3)), st.integers(2, 20))
def test_a_solver_proves_the_same(domain, ceiling):
    """Where it calls a value exact it is; otherwise the value is that of a package, and its bound holds."""
    capped = replace(domain, ceilings=(ceiling, *(None for _ in domain.tables[1:])))
    for one in (domain, capped):
        literal, solved = Literal(one), by_programming(one, "rational", ALL)
        assert solved.empty is (not literal.rational)
        if solved.frontier is not None:
            assert {point.gains for point in solved.frontier} == literal.frontier
        if solved.closest is not None:
            assert solved.closest.value == literal.closest()[0]
        for name, best in solved.best.items():
            if best.value is None:
                continue
            value, points = literal.best(name)
            assert best.value == value if best.exact else best.value <= value <= (best.bound or 0) + 1e-6
            assert {point.gains for point in best.points} <= points if best.exact else best.points


@settings(deadline=None, max_examples=40)
@given(st.one_of(domains(parties=3), domains(parties=3, linked=True, bonuses=True, ruled=True)))
def test_the_zone_is_counted_as_defined(domain):
    assert count_zone(domain) == len(Literal(domain).rational)


@settings(deadline=None, max_examples=60)
@given(st.one_of(EVERY, ZERO, domains(linked=True, bonuses=True, big=True)), st.booleans(), st.sampled_from([1, 2, 64]))
def test_halves_of_any_shape_count_the_same(domain, alike, block):
    """Whatever the size of the blocks, and where an option stands for several."""
    small, expected = merged(domain)[0] if alike else domain, len(Literal(domain).rational)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(meeting, "_LEFT", block)
        patch.setattr(meeting, "_RIGHT", block)
        shape = shape_of(small)
        assert shape is not None
        assert count_by_halves(small, shape) == expected


def test_the_pass_counts_where_halves_are_too_many(monkeypatch):
    domain = Domain((((1, 3, 4),) * 6, ((3, 1, 2),) * 6, ((2, 2, 3),) * 6), (13, 11, 14), (1, 1, 1))
    monkeypatch.setattr(counting, "count_by_halves", lambda *_: None)
    assert count_zone(domain) == len(Literal(domain).rational)
    linked = replace(domain, linkages=(Linkage((0, 3), frozenset({(1, 1), (0, 2)})),))
    assert count_zone(linked) == len(Literal(linked).rational)


def test_what_would_take_too_much_to_count_is_left_uncounted_and_takes_little(monkeypatch):
    """Long numbers of six parties: rows are bounded by what they take, not by how many they are."""
    draw = random.Random(0)
    tables = tuple(tuple(tuple(draw.randrange(10**30) for _ in range(8)) for _ in range(10)) for _ in range(6))
    least = tuple(sum(sorted(options)[4] for options in table) for table in tables)
    monkeypatch.setattr(counting, "count_by_halves", lambda *_: None)
    monkeypatch.setattr(counting, "_CELLS", 100_000)
    tracemalloc.start()
    try:
        assert count_zone(Domain(tables, least, (1,) * 6)) is None
        assert tracemalloc.get_traced_memory()[1] < 30_000_000
    finally:
        tracemalloc.stop()


@settings(deadline=None, max_examples=40)
@given(domains(parties=2), st.sampled_from([1, 2**61 + 11]))
def test_halves_count_the_same(domain, unit):
    if len(domain.tables) == 2:
        tables = tuple(tuple(tuple(w * unit for w in options) for options in table) for table in domain.tables)
        large = replace(domain, tables=tables, reservations=tuple(r * unit for r in domain.reservations))
        halves = _halves(large.sizes)
        assert halves is not None
        assert _pairs(large, *halves) == len(Literal(domain).rational)


@settings(deadline=None, max_examples=40)
@given(domains(parties=3), st.integers(1, 9), st.integers(-5, 5), st.integers(0, 2))
def test_nash_and_kalai_smorodinsky_do_not_depend_on_scales(domain, factor, shift, party):
    """Scale invariance: a party's utilities and reservation value stretched and moved alike."""
    party %= len(domain.tables)
    table = [tuple(w * factor for w in options) for options in domain.tables[party]]
    table[0] = tuple(w + shift for w in table[0])
    tables = tuple(tuple(table) if one == party else kept for one, kept in enumerate(domain.tables))
    moved = tuple(r * factor + shift if one == party else r for one, r in enumerate(domain.reservations))
    before, after = (
        solving.by_sweeping(one, "rational", ALL)
        for one in (domain, replace(domain, tables=tables, reservations=moved))
    )
    for name in ("nash", "kalai_smorodinsky"):
        first, second = ({p for point in one.best[name].points for p in point.packages} for one in (before, after))
        assert first == second


@settings(deadline=None, max_examples=40)
@given(domains(parties=3), st.randoms(use_true_random=False))
def test_parties_may_change_places(domain, random):
    """Symmetry: the answer permutes with the parties."""
    order = list(range(len(domain.tables)))
    random.shuffle(order)
    other = replace(
        domain,
        tables=tuple(domain.tables[p] for p in order),
        reservations=tuple(domain.reservations[p] for p in order),
        scales=tuple(domain.scales[p] for p in order),
    )
    one, two = solving.by_sweeping(domain, "rational", ALL), solving.by_sweeping(other, "rational", ALL)
    for name in NAMES:
        assert one.best[name].value == two.best[name].value
        moved = {tuple(point.gains[p] for p in order) for point in one.best[name].points}
        assert moved == {point.gains for point in two.best[name].points}


@settings(deadline=None, max_examples=40)
@given(domains(parties=2), st.integers(0, 3), st.integers(0, 3), st.integers(1, 5))
def test_more_room_at_the_same_ideals_never_lowers_the_least_share(domain, issue, option, bonus):
    """Individual monotonicity of Kalai and Smorodinsky: a larger set with the same ideal gains has no lower value."""
    issue %= len(domain.sizes)
    option %= domain.sizes[issue]
    table = [list(options) for options in domain.tables[0]]
    table[issue][option] += bonus
    wider = replace(domain, tables=(tuple(map(tuple, table)), *domain.tables[1:]))
    one, two = (solving.by_sweeping(d, "rational", ALL) for d in (domain, wider))
    if one.empty or one.ideals != two.ideals:
        return
    values = [solved.best["kalai_smorodinsky"].value or 0 for solved in (one, two)]
    assert values == sorted(values)


def test_reservation_values_are_met_at_equality():
    """At least, never more than: a package worth exactly what no agreement is worth is acceptable."""
    domain = Domain((((1, 3),), ((3, 1),)), (1, 1), (1, 1))
    solved = solve(domain)
    assert solved.zone == 2
    assert {point.gains for point in solved.frontier or ()} == {(0, 2), (2, 0)}


def test_a_reservation_value_below_everything_excludes_nothing():
    domain = Domain((((1, 3),), ((3, 1),)), (-50, -50), (1, 1))
    assert solve(domain).zone == 2


def test_kalai_smorodinsky_is_the_largest_least_share_not_the_smallest_spread():
    """Two packages: equal but poor shares, unequal but better ones; the second has the larger least share."""
    domain = Domain((((2, 5, 10, 0),), ((2, 4, 0, 10),)), (0, 0), (1, 1))
    best = solve(domain).best["kalai_smorodinsky"]
    assert best.value == Fraction(4, 10)
    assert [point.packages for point in best.points] == [((1,),)]


def test_a_least_gain_that_ties_off_the_frontier_is_told_apart():
    domain = Domain((((2, 2),), ((5, 4),)), (0, 0), (1, 1))
    best = solve(domain).best["egalitarian"]
    assert [(point.gains, point.efficient) for point in best.points] == [((2, 5), True), ((2, 4), False)]


@pytest.mark.parametrize("parties", [2, 3])
def test_ten_to_the_twelve(parties):
    """Twelve issues of ten options: a point known by hand, and nothing lost by pruning."""
    up = tuple(tuple(range(10)) for _ in range(12))
    down = tuple(tuple(range(9, -1, -1)) for _ in range(12))
    domain = Domain((up, down, up)[:parties], (54,) * parties, (1,) * parties)
    solved = solve(domain, "rational", Limits(packages=1))
    assert domain.packages == 10**12
    assert solved.frontier is not None
    assert len(solved.frontier) == 1
    assert solved.best["nash"].value == 0
    assert solved.frontier[0].count == sum_to(54)
    assert solved.zone == sum_to(54)


def sum_to(total):
    """Packages of twelve digits with this sum of digits."""
    ways = [1] + [0] * total
    for _ in range(12):
        ways = [sum(ways[max(0, at - 9) : at + 1]) for at in range(total + 1)]
    return ways[total]


def test_a_least_gain_of_exactly_nothing_has_its_packages():
    """Sums of floats near 0 err by more than they are: 8/7 + 8 − 64/7 is nothing, and its package is named."""
    rows = [[[Fraction(8, 7)], [Fraction(4), Fraction(8)]], [[Fraction(-2, 3)], [Fraction(8, 7), Fraction(2)]]]
    domain = scaled(rows, [Fraction(64, 7), Fraction(4, 3)])
    for way in (solve, by_looking, solving.by_sweeping, by_singles):
        assert [point.gains for point in way(domain).best["egalitarian"].points] == [(0, 0)]
