"""Power indices: published values, and the definition by all orders and all coalitions."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.engines.voting.model import NO, UNKNOWN, YES, Assembly, Ballot, Rule, exactly
from detente.engines.voting.pivots import if_only, pivot, vetoes
from detente.engines.voting.power import power
from detente.engines.voting.tallies import met
from tests.engines.voting.test_tallies import CONSENSUS, RULES, TWO_THIRDS, votes

F = Fraction
NICE = (29,) * 4 + (27,) * 2 + (14, 13) + (12,) * 5 + (10,) * 3 + (7,) * 5 + (4,) * 5 + (3,)
COLLEGE = (  # the United States Electoral College by the census of 2000
    *(55, 34, 31, 27, 21, 21, 20, 17, 15, 15, 15, 13, 12, 11, 11, 11, 11, 10, 10, 10, 10, 9, 9, 9, 8, 8, 7, 7, 7, 7),
    *(6, 6, 6, 5, 5, 5, 5, 5, 4, 4, 4, 4, 4, 3, 3, 3, 3, 3, 3, 3, 3),
)
MILLIONS = (  # the Union of 27 as the Treaty of Nice foresaw it
    *("82.038", "59.247", "58.966", "57.612", "39.394", "38.667", "22.489", "15.760", "10.533", "10.290", "10.213"),
    *("10.092", "9.980", "8.854", "8.230", "8.082", "5.393", "5.313", "5.160", "3.744", "3.701", "2.439", "1.978"),
    *("1.446", "0.752", "0.429", "0.379"),
)
LISBON = Rule("double", F(55, 100), population=F(65, 100), blocking=4)


def quota(votes: int) -> Rule:
    return Rule("votes", F(votes))


def test_the_community_of_1958() -> None:
    """Twelve of seventeen votes: Luxembourg's vote never mattered."""
    found = power(Assembly((4, 4, 4, 2, 2, 1)), quota(12))
    assert found is not None
    assert found.shapley_shubik == (*[F(14, 60)] * 3, *[F(9, 60)] * 2, 0)
    assert found.banzhaf == (*[F(5, 21)] * 3, *[F(3, 21)] * 2, 0)


def test_the_security_council() -> None:
    """Nine of fifteen with all five permanent members: 848 winning coalitions (Straffin 1994)."""
    found = power(Assembly((7,) * 5 + (1,) * 10), quota(39))
    assert found is not None
    assert found.shapley_shubik[0] == F(421, 2145)
    assert found.shapley_shubik[-1] == F(4, 2145)
    assert found.banzhaf[0] == F(848, 5080)
    assert found.banzhaf[-1] == F(84, 5080)
    assert vetoes(Assembly((7,) * 5 + (1,) * 10), quota(39)) == (0, 1, 2, 3, 4)


def test_the_council_under_nice() -> None:
    """255 of 345 votes: Bilbao, Fernández, Jiménez and López (2002)."""
    found = power(Assembly(NICE), quota(255))
    assert found is not None
    published = (0.0778, 0.0742, 0.0426, 0.0397, 0.0368, 0.0309, 0.0218, 0.0125, 0.0094)
    distinct = list(dict.fromkeys(found.banzhaf))
    assert [round(float(one), 4) for one in distinct] == list(published)
    assert round(float(found.shapley_shubik[0]), 4) == 0.0867


def test_the_electoral_college() -> None:
    """California decided 0.475 of all combinations of the other states (Miller 2009)."""
    assert sum(COLLEGE) == 538
    found = power(Assembly(COLLEGE), quota(270))
    assert found is not None
    assert round(float(found.swings[0]), 3) == 0.475
    assert sum(found.shapley_shubik) == 1


def test_the_council_under_lisbon() -> None:
    """Felsenthal and Machover's finding: the large and the small gain, those between lose."""
    people = tuple(F(one) for one in MILLIONS)
    found, before = power(Assembly((1,) * 27, people), LISBON), power(Assembly(NICE), quota(255))
    assert found is not None
    assert before is not None
    assert sum(found.shapley_shubik) == sum(found.banzhaf) == 1
    gains = [now > then for now, then in zip(found.banzhaf, before.banzhaf, strict=True)]
    assert all(gains[:4])
    assert not any(gains[4:6] + gains[7:16])
    assert all(gains[21:])
    assert vetoes(Assembly((1,) * 27, people), LISBON) == ()


def test_two_ways_of_counting_agree() -> None:
    """Eleven members by halves and by a generating function: population that copies the seats changes nothing."""
    seats = (5, 4, 4, 3, 3, 2, 2, 1, 1, 1, 1)
    plain = Rule("share", F(3, 5))
    twice = Rule("double", F(3, 5), population=F(3, 5))
    assert power(Assembly(seats), plain) == power(Assembly(seats, tuple(F(one, 7) for one in seats)), twice)


def test_halves_count_every_coalition() -> None:
    people = tuple(F(one, 3) for one in (83, 67, 60, 47, 38, 19, 17, 11, 10, 5, 1))
    assembly, rule = (
        Assembly((1, 2, 1, 1, 1, 1, 3, 1, 1, 1, 1), people),
        Rule("double", F(1, 2), True, "members", F(3, 5), True, 3),
    )
    swings = [0] * 11
    for chosen in itertools.product((0, 1), repeat=11):
        members = {place for place, one in enumerate(chosen) if one}
        if met(rule, if_only(assembly, members)):
            for one in members:
                swings[one] += not met(rule, if_only(assembly, members - {one}))
    found = power(assembly, rule)
    assert found is not None
    assert found.swings == tuple(F(one, 2**10) for one in swings)
    assert sum(found.shapley_shubik) == 1


@settings(max_examples=60)
@given(votes(), st.sampled_from(RULES))
def test_the_definitions(vote: tuple[Assembly, list[Ballot]], rule: Rule) -> None:
    assembly = vote[0]
    everybody = range(len(assembly.seats))
    found = power(assembly, rule)
    assert found is not None

    def wins(members: set[int]) -> bool:
        return met(rule, if_only(assembly, members))

    pivots = [0] * len(assembly.seats)
    orders = list(itertools.permutations(everybody))
    for order in orders:
        for place, member in enumerate(order):
            if wins(set(order[: place + 1])) and not wins(set(order[:place])):
                pivots[member] += 1
    assert found.shapley_shubik == tuple(F(one, len(orders)) for one in pivots)
    coalitions = [set(c) for n in range(len(everybody) + 1) for c in itertools.combinations(everybody, n)]
    swings = [sum(m in c and wins(c) and not wins(c - {m}) for c in coalitions) for m in everybody]
    assert found.swings == tuple(F(one, 2 ** (len(everybody) - 1)) for one in swings)


@pytest.mark.parametrize("rule", [Rule("share", F(1)), CONSENSUS])
def test_where_all_are_needed_all_have_the_same_power(rule: Rule) -> None:
    found = power(Assembly((1,) * 32), rule)
    assert found is not None
    assert set(found.shapley_shubik) == set(found.banzhaf) == {F(1, 32)}


def test_too_many_to_count_is_said() -> None:
    assert power(Assembly((30_000_000, *[1] * 11)), Rule("share", F(1, 2))) is None
    assert power(Assembly((1,) * 40, (F(1),) * 40), LISBON) is None


# ---------------------------------------------------------------------------------------------------------- the pivot


def test_the_pivot_by_hand() -> None:
    senate = Assembly((53, 40, 7))
    ballots = [Ballot(exactly(F(9, 10))), Ballot(exactly(F(1, 10))), Ballot(exactly(F(1, 2)))]
    found = pivot(senate, ballots, TWO_THIRDS)
    assert found is not None
    assert (found.members, found.alone) == ((1,), True)  # 53 and 7 are not two thirds


def test_members_that_cannot_be_told_apart_are_pivotal_together() -> None:
    found = pivot(Assembly((1, 1, 1)), [UNKNOWN] * 3, CONSENSUS)
    assert found is not None
    assert (found.members, found.alone) == ((0, 1, 2), False)
    found = pivot(Assembly((1, 1, 1)), [YES, UNKNOWN, UNKNOWN], Rule("share", F(1, 2), strict=True))
    assert found is not None
    assert (found.members, found.alone) == ((1, 2), True)
    found = pivot(Assembly((5, 1, 1)), [UNKNOWN] * 3, Rule("votes", F(3)))
    assert found is not None
    assert (found.members, found.enough, found.alone) == ((0, 1, 2), (0,), False)


def test_unknown_members_come_between() -> None:
    ballots = [NO, UNKNOWN, YES, Ballot(exactly(F(3, 5)))]
    found = pivot(Assembly((1, 1, 1, 1)), ballots, Rule("share", F(3, 4)))
    assert found is not None
    assert found.members == (1,)


def standing(ballot: Ballot) -> F:
    """How likely to vote yes: the share or chance, by its central value; one half where nothing is known."""
    if ballot.chance is not None:
        return min(max(ballot.chance.central, F(0)), F(1))
    if ballot.yes is None and ballot.abstain is None:
        return F(1, 2)
    return min(max(ballot.yes.central, F(0)), F(1)) if ballot.yes else F(0)


@given(votes(), st.lists(st.sampled_from((F(-1), F(0), F(2))), min_size=3, max_size=3), st.sampled_from(RULES))
def test_the_pivot_is_who_turns_the_outcome_in_some_order(
    vote: tuple[Assembly, list[Ballot]], margins: list[F], rule: Rule
) -> None:
    """Every order of the members that keeps to how likely they are to vote yes, one after the other joining the yes."""
    assembly, ballots = vote
    ballots = [replace(one, margin=margin) for one, margin in zip(ballots, margins, strict=False)]
    place = [(-standing(one), -one.margin) for one in ballots]
    found = pivot(assembly, ballots, rule)
    turning, first = set(), set()
    for order in itertools.permutations(range(len(ballots))):
        if [place[one] for one in order] != sorted(place):
            continue
        outcomes = [met(rule, if_only(assembly, set(order[:n]))) for n in range(len(order) + 1)]
        if not outcomes[-1]:
            assert found is None
            return
        step = outcomes.index(True) - 1
        member = order[step]
        turning.add(member)
        if all(place[one] != place[member] for one in order[:step]):
            first.add(member)
    assert found is not None
    assert turning <= set(found.members)
    assert len({place[one] for one in found.members}) == 1
    assert len([one for one in place if one == place[found.members[0]]]) == len(found.members)
    assert set(found.enough) == first
    for one in found.members:
        before = {other for other in range(len(ballots)) if place[other] < place[one]}
        assert not met(rule, if_only(assembly, before))
        assert (one in found.enough) == met(rule, if_only(assembly, before | {one}))
