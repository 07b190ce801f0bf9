"""The frontier as two parties see it, against the definition over every package."""

import itertools
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.engines.bargaining import stairs
from detente.engines.bargaining.model import Domain
from detente.engines.bargaining.results import Limits, TooManyError
from detente.engines.bargaining.singles import by_singles
from detente.engines.bargaining.stairs import stair
from tests.engines.bargaining.literal import Literal, domains, dominates, met

KINDS = st.one_of(domains(), domains(linked=True, bonuses=True, ruled=True), domains(big=True))


def literal(domain, one, other):
    points = {(gains[one], gains[other]) for gains in (domain.gains(p) for p in Literal(domain).rational)}
    return tuple(sorted(p for p in points if not any(dominates(q, p) for q in points)))


@settings(deadline=None, max_examples=60)
@given(st.one_of(KINDS, met(KINDS)), st.integers(1, 60))
def test_the_steps_are_the_definition(domain, beam):
    with patch.object(stairs, "_BEAM", beam):
        for one, other in itertools.permutations(range(len(domain.tables)), 2):
            assert stair(domain, one, other) == literal(domain, one, other)


@settings(deadline=None, max_examples=60)
@given(st.one_of(domains(), domains(linked=True, bonuses=True, ruled=True)))
def test_a_tie_that_is_not_on_the_frontier_is_told_apart(domain):
    whole, solved = Literal(domain), by_singles(domain, "rational", Limits(packages=1000))
    for best in solved.best.values():
        for point in best.points:
            assert point.efficient is (point.gains in whole.frontier)


@settings(deadline=None, max_examples=60)
@given(st.one_of(domains(big=True), met(KINDS)))
def test_where_floats_cannot_tell_it_is_not_said(domain):
    whole = Literal(domain)
    try:
        solved = by_singles(domain, "rational", Limits(packages=1000))
    except TooManyError:
        return  # another method is to be tried
    for best in solved.best.values():
        for point in best.points:
            assert point.efficient in (None, point.gains in whole.frontier)


def test_many_issues_are_no_matter():
    """Thirteen issues, each a trade at another rate, against a table over all sums."""
    mine = tuple((0, 3 * issue + 1) for issue in range(13))
    theirs = tuple((2 * issue + 5, 0) for issue in range(13))
    others = tuple((1, 1) for _ in range(13))
    domain = Domain((mine, theirs, others), (20, 20, 13), (1, 1, 1))
    found = stair(domain, 0, 1)
    reached = {0: 0}  # the most that the other keeps for each worth to the one
    for (_, gain), (loss, _) in zip(mine, theirs, strict=True):
        after = {worth: kept + loss for worth, kept in reached.items()}
        for worth, kept in reached.items():
            after[worth + gain] = max(after.get(worth + gain, 0), kept)
        reached = after
    expected, most = [], -1
    for worth, kept in sorted(reached.items(), reverse=True):
        if worth >= 20 and kept >= 20 and kept > most:
            expected.append((worth - 20, kept - 20))
            most = kept
    assert found == tuple(reversed(expected))
    assert len(found) > 30


def test_limits_and_stops_are_said():
    domain = Domain((((0, 1),) * 6, ((1, 0),) * 6), (0, 0), (1, 1))
    with pytest.raises(TooManyError):
        stair(domain, 0, 1, lambda: True)
    with patch.object(stairs, "_ROWS", 3), pytest.raises(TooManyError):
        stair(domain, 0, 1)
    assert stair(Domain((((0, 1),), ((1, 0),)), (2, 2), (1, 1)), 0, 1) == ()
