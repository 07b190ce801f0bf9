"""The worst feasible package of a party, against all of them."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.engines.bargaining import least
from detente.engines.bargaining.least import worst_of
from detente.engines.bargaining.results import TooManyError
from tests.engines.bargaining.literal import domains, packages

SOME = st.one_of(domains(linked=True, bonuses=True, ruled=True), domains(bonuses=True, big=True))


def literally(domain, party):
    feasible = packages(domain) or packages(replace(domain, linkages=(), rules=None))
    return min(domain.utility(party, one) for one in feasible)


@settings(deadline=None, max_examples=60)
@given(SOME, st.one_of(st.none(), st.integers(-5, 9)))
def test_the_worst_package_is_a_feasible_one(domain, ceiling):
    capped = replace(domain, ceilings=(ceiling, *(None for _ in domain.tables[1:])))
    for party in range(len(domain.tables)):
        assert worst_of(capped, party) == (literally(capped, party), True)


def refuse(*_, **__):
    raise TooManyError


@settings(deadline=None, max_examples=15)
@given(domains(linked=True, bonuses=True, ruled=True), st.integers(0, 2))
def test_every_way_to_it_is_the_same(domain, ways):
    """Without the diagram, without looking at all, without the solver: then it is a bound, and says so."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("course", "by_looking", "Program")[: ways + 1]:
            patch.setattr(least, name, refuse)
        for party in range(len(domain.tables)):
            found, exact = worst_of(domain, party)
            assert exact or ways == 2
            assert found == literally(domain, party) if exact else found <= literally(domain, party)
