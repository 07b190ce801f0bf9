"""What the solutions promise, for every method that is exact: the axioms in the form that holds on finite sets."""

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from detente.engines.bargaining.choosing import solve
from detente.engines.bargaining.drawing import drawn
from detente.engines.bargaining.measures import NAMES
from detente.engines.bargaining.model import Linkage
from detente.engines.bargaining.results import Limits
from detente.engines.bargaining.singles import by_singles
from detente.engines.bargaining.solving import by_sweeping
from tests.engines.bargaining.literal import Literal, domains, dominates, packages

ALL = Limits(packages=10**6)
SOME = st.one_of(domains(parties=3), domains(parties=3, linked=True, ruled=True))


def chosen(solved, name):
    return {package for point in solved.best[name].points for package in point.packages}


@settings(deadline=None, max_examples=20)
@given(domains(linked=True, bonuses=True, ruled=True))
def test_no_point_is_dominated_and_nothing_is_lost(domain):
    """Pareto efficiency: the frontier is what brute force leaves, and each solution has a point on it."""
    solved, literal = by_sweeping(domain, limits=ALL), Literal(domain)
    points = {point.gains for point in solved.frontier or ()}
    assert points == literal.frontier
    assert not any(dominates(one, other) for one in points for other in points)
    for name in NAMES if points else ():
        assert any(point.gains in points for point in solved.best[name].points)


@settings(deadline=None, max_examples=20)
@given(SOME, st.randoms(use_true_random=False))
def test_issues_and_options_may_change_places(domain, random):
    """Symmetry: packages permute with the issues and options that they are made of."""
    assume(domain.rules is None)
    order = list(range(len(domain.sizes)))
    random.shuffle(order)
    options = [random.sample(range(size), size) for size in domain.sizes]  # options[issue][new] is the old one
    place = {issue: at for at, issue in enumerate(order)}
    links = tuple(
        Linkage(
            tuple(place[issue] for issue in one.issues),
            frozenset(
                tuple(options[i].index(o) for i, o in zip(one.issues, some, strict=True)) for some in one.forbidden
            ),
        )
        for one in domain.linkages
    )
    tables = tuple(tuple(tuple(table[i][o] for o in options[i]) for i in order) for table in domain.tables)
    one, other = solve(domain, limits=ALL), solve(replace(domain, tables=tables, linkages=links), limits=ALL)

    def back(package):
        return tuple(options[i][package[place[i]]] for i in range(len(order)))

    assert one.zone == other.zone
    for name in NAMES:
        assert one.best[name].value == other.best[name].value
        assert chosen(one, name) == {back(package) for package in chosen(other, name)}


@settings(deadline=None, max_examples=20)
@given(SOME, st.data())
def test_nash_does_not_depend_on_what_was_not_chosen(domain, data):
    """Independence of irrelevant alternatives: without some packages that are not Nash's, Nash's are the same."""
    before = solve(domain, limits=ALL)
    assume((before.best["nash"].value or 0) > 0)
    kept = chosen(before, "nash")
    others = [one for one in packages(domain) if one not in kept]
    assume(others)
    gone = frozenset(data.draw(st.sets(st.sampled_from(others))))
    smaller = replace(domain, linkages=(*domain.linkages, Linkage(tuple(range(len(domain.sizes))), gone)))
    after = solve(smaller, limits=ALL)
    assert chosen(after, "nash") == kept
    assert after.best["nash"].value == before.best["nash"].value


@settings(deadline=None, max_examples=20)
@given(SOME, st.data())
def test_less_room_at_the_same_ideals_never_raises_the_least_share(domain, data):
    """Individual monotonicity as it holds on finite sets: of Kalai and Smorodinsky's value, not of every gain."""
    before = solve(domain, limits=ALL)
    assume(not before.empty)
    zone = [one for one in packages(domain) if min(domain.gains(one)) >= 0]
    ideal = {max(zone, key=lambda one: domain.gains(one)[party]) for party in range(len(domain.tables))}
    others = [one for one in packages(domain) if one not in ideal]
    gone = frozenset(data.draw(st.sets(st.sampled_from(others)))) if others else frozenset()
    smaller = replace(domain, linkages=(*domain.linkages, Linkage(tuple(range(len(domain.sizes))), gone)))
    after = solve(smaller, limits=ALL)
    assert after.ideals == before.ideals
    assert (after.best["kalai_smorodinsky"].value or 0) <= (before.best["kalai_smorodinsky"].value or 0)


@settings(deadline=None, max_examples=20)
@given(domains(linked=True, bonuses=True, ruled=True), st.sampled_from(["rational", "all"]))
def test_methods_agree_where_two_run(domain, ideal):
    whole, single, together = (
        by_sweeping(domain, ideal, ALL),
        by_singles(domain, ideal, ALL),
        next(drawn([domain], ideal)),
    )
    assert whole.empty == single.empty == together.empty
    for name in () if whole.empty else NAMES:
        assert whole.best[name].value == single.best[name].value == together.best[name].value
        assert together.best[name].package in packages(domain)
