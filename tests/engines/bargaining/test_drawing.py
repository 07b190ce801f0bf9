"""Many domains of one shape, against the definitions one by one."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.engines.bargaining import batches
from detente.engines.bargaining.drawing import drawn
from detente.engines.bargaining.measures import NAMES
from detente.engines.bargaining.model import Domain
from detente.engines.bargaining.results import TooManyError
from tests.engines.bargaining.literal import Literal, domains


@st.composite
def families(draw, /, **kinds):
    """Some domains that differ in every number, and in nothing else."""
    first = draw(domains(**kinds))
    made = [first]
    for _ in range(draw(st.integers(0, 4))):
        worth = st.integers(-3, 9)
        made.append(
            replace(
                first,
                tables=tuple(tuple(tuple(draw(worth) for _ in options) for options in t) for t in first.tables),
                reservations=tuple(draw(st.integers(-6, 18)) for _ in first.reservations),
                scales=tuple(draw(st.sampled_from([1, 1, 2, 7])) for _ in first.scales),
                bonuses=tuple(replace(one, worth=draw(st.integers(-9, 9))) for one in first.bonuses),
            )
        )
    return made


def assert_is(found, literal):
    domain = literal.domain
    assert found.empty is (not literal.rational)
    if not literal.rational:
        assert not found.best
        if literal.all:
            assert found.closest.value == literal.closest()[0] < 0
            assert domain.gains(found.closest.package) == found.closest.gains
        return
    assert list(found.ideals) == literal.ideals
    for name in NAMES:
        pick, values = found.best[name], [literal.value(name, one) for one in literal.rational]
        assert pick.exact
        assert pick.value == max(values) == literal.value(name, pick.package)
        assert pick.package in literal.rational
        assert pick.tied in (None, values.count(pick.value))


@settings(deadline=None, max_examples=40)
@given(st.one_of(families(), families(linked=True, bonuses=True, ruled=True)), st.sampled_from(["rational", "all"]))
def test_each_is_the_definition(family, ideal):
    for found, domain in zip(drawn(family, ideal), family, strict=True):
        assert_is(found, Literal(domain, ideal))


@settings(deadline=None, max_examples=40)
@given(family=families(linked=True))
def test_so_it_is_where_rows_are_too_many(monkeypatch_module, family):
    """Jobs that outgrow their rows are asked again with more, then in integers, then with more still, then anew."""
    for few, full in ((6, (1, 2)), (0, (3, 10**6)), (0, (1, 2))):
        monkeypatch_module.setattr(batches, "_NARROW", (1, 1))
        monkeypatch_module.setattr(batches, "_BROAD", (2, 2))
        monkeypatch_module.setattr(batches, "_FULL", full)
        monkeypatch_module.setattr(batches, "FEW", few)
        for found, domain in zip(drawn(family), family, strict=True):
            assert_is(found, Literal(domain))


def test_it_stops_within_a_batch():
    domain = Domain((((1, 3, 4),) * 6, ((3, 1, 2),) * 6), (9, 8), (1, 1))
    asked = iter(range(10**6))
    with pytest.raises(TooManyError):
        list(drawn([domain] * 20, "rational", lambda: next(asked) > 3))
    assert next(asked) < 20


def test_nothing_drawn_is_nothing():
    assert not list(drawn([]))


def test_a_tie_is_counted():
    """Two packages of the same worth to all."""
    found = next(drawn([Domain((((1, 1, 0),), ((2, 2, 9),)), (0, 0), (1, 1))]))
    assert found.best["nash"].tied == 2
    assert found.best["utilitarian"].tied == 1
