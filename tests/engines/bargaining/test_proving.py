"""Whether there is an acceptable package: against the definition, and by routes that share nothing."""

import pytest
from hypothesis import given, settings

from detente.engines.bargaining import proving
from detente.engines.bargaining.certifying import Shown, certified
from detente.engines.bargaining.model import Domain, Rules
from detente.engines.bargaining.proving import RoutesDisagreeError, feasible, fits, proven_empty
from detente.engines.bargaining.reaching import reached
from detente.engines.formulas import Formulas
from tests.engines.bargaining.literal import Literal, domains


@settings(deadline=None, max_examples=40)
@given(domains(linked=True, bonuses=True, ruled=True))
def test_every_route_is_the_definition(domain):
    there = bool(Literal(domain).rational)
    for found in (fits(domain), proving._asked(domain), certified(domain).package, feasible(domain).package):
        assert (found is not None) is there
        assert found is None or proving.accepted(domain, found)
    near = reached(domain, rows=10**6)
    assert (near is not None) <= there
    assert near is None or proving.accepted(domain, near)
    assert proven_empty(domain) is not there
    assert len(feasible(domain).how) == 2 - there


@settings(deadline=None, max_examples=40)
@given(domains(linked=True, bonuses=True, big=True))
def test_so_it_is_in_numbers_longer_than_floats(domain):
    there = bool(Literal(domain).rational)
    assert (proving._asked(domain) is not None) is there
    assert proven_empty(domain) is not there


def test_conditions_over_many_issues_are_not_multiplied_out():
    """Exactly six of 24 issues at their best option; everybody's reservation value asks for seven, then for six."""
    formulas = Formulas([4] * 24)
    best = [formulas.literal(issue, 1) for issue in range(24)]
    six = formulas.all([formulas.at_least(6, best), formulas.negate(formulas.at_least(7, best))])
    tables = ((((1, 0, 0, 0),) * 24),) * 3
    for asked, there in ((7, False), (6, True)):
        found = feasible(Domain(tables, (asked,) * 3, (1,) * 3, rules=Rules(formulas, (six,))))
        assert (found.package is not None) is there
        assert len(found.how) == 2 - there


def test_routes_that_disagree_are_an_error(monkeypatch):
    monkeypatch.setattr(proving, "_first", lambda *_: Shown(None, 1, 0))
    with pytest.raises(RoutesDisagreeError):
        feasible(Domain((((0, 1),),), (0,), (1,)))
