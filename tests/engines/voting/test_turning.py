"""What a vote lacks, and whose votes would have to turn, against every choice of votes that there is."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from detente.engines.voting.model import NO, UNKNOWN, YES, Assembly, Ballot, Number, Rule, exactly
from detente.engines.voting.pivots import pivot
from detente.engines.voting.tallies import LACKS, Tally, met, verdict
from detente.engines.voting.turning import Missing, Pool, Turn, Turning, to_win
from tests.engines.voting.test_tallies import CONSENSUS, OF_ALL, RULES, TWO_THIRDS, UNANIMITY, votes

F = Fraction
AWAY = Ballot(exactly(0), exactly(1))
LISBON = Rule("double", F(55, 100), population=F(65, 100), blocking=4)
MORE = [
    *RULES,
    Rule("share", F(2, 3), base="voting", turnout=F(4, 5)),
    Rule("share", F(1), base="voting"),
    Rule("double", F(1, 2), True, population=F(3, 5), blocking=1),
    Rule("double", F(2, 5), population=F(4, 5), population_strict=True, blocking=3),
    Rule("votes", F(5)),
]


def lacking(seats: tuple[int, ...], ballots: list[Ballot], rule: Rule, present: int | None = None) -> Turning:
    found = to_win(Assembly(seats, present=None if present is None else exactly(present)), ballots, rule)
    assert found is not None
    return found


# ------------------------------------------------------------------------------------------------------------ by hand


def test_those_against_count_for_more_than_those_who_abstain() -> None:
    """One for, nine abstain, four against: of those who vote, three who were against make it four of five."""
    found = lacking((1, 9, 4), [YES, AWAY, NO], TWO_THIRDS)
    assert found.missing == Missing(F(3))
    assert found.turns == (Turn(2, F(3), F(3)),)
    assert found.choice  # one who abstains and two who are against make it four of six
    assert not found.free
    assert {(one.member, one.against) for one in found.among} == {(1, False), (2, True)}


def test_abstaining_does_not_block_a_consensus() -> None:
    found = lacking((1, 4), [AWAY, NO], CONSENSUS)
    assert found.missing == Missing(F(4))
    assert found.turns == (Turn(1, F(4), F(4)),)
    assert not found.choice


def test_votes_that_are_fractions_are_rounded_once() -> None:
    """53 seats at 0.9, 40 at 0.1 and 7 at 0.5 are 55.2 votes; two thirds of 100 are 66.7: twelve are whole enough."""
    ballots = [Ballot(exactly(F(9, 10))), Ballot(exactly(F(1, 10))), Ballot(exactly(F(1, 2)))]
    found = lacking((53, 40, 7), ballots, TWO_THIRDS)
    assert found.missing == Missing(F(12))
    assert found.turns == (Turn(1, F(12), F(12)),)
    assert found.free
    assert {one.member for one in found.among} == {0, 1, 2}
    halves = lacking((1, 1, 1), [Ballot(exactly(F(1, 2)))] * 3, Rule("share", F(1)))
    assert halves.missing == Missing(F(3, 2))  # all that are left, which is less than two
    assert halves.turns == (Turn(0, F(1, 2), F(1, 2)), Turn(1, F(1, 2), F(1, 2)), Turn(2, F(1, 2), F(1, 2)))


def test_all_members_alike_are_free_to_choose() -> None:
    found = lacking((1, 1, 1, 1, 1), [YES, NO, NO, AWAY, UNKNOWN], OF_ALL)
    assert found.missing == Missing(F(1))  # the unknown one votes for it, at the best
    assert {one.member for one in found.among} == {1, 2, 3}
    assert found.free


def test_who_stays_away_comes_last() -> None:
    """Ten of fifty are absent: to be unanimous those must come, and those against turn."""
    found = lacking((30, 20), [YES, NO], UNANIMITY, present=40)
    assert found.missing == Missing(F(16), turnout=F(10))
    assert found.turns == (Turn(1, F(16), F(16)),)
    assert lacking((30, 20), [YES, NO], OF_ALL, present=40).missing == Missing(F(2))
    poll = Rule("share", F(1, 2), True, "voting", turnout=F(1, 2))
    assert lacking((75, 25), [YES, NO], poll, present=40).missing == Missing(F(0), turnout=F(10))


def test_no_votes_would_do() -> None:
    found = lacking((2, 1), [YES, NO], Rule("votes", F(5)))
    assert (found.missing, found.turns, found.choice) == (Missing(F(3)), None, False)


def test_population_is_brought_by_the_largest() -> None:
    """Four of seven are enough in number; they lack 15 of the population, which one state has and four together."""
    people = (F(20), F(10), F(10), F(10), F(40), F(5), F(5))
    ballots = [YES, YES, YES, YES, NO, NO, NO]
    found = to_win(Assembly((1,) * 7, people), ballots, Rule("double", F(55, 100), population=F(65, 100)))
    assert found is not None
    assert found.missing == Missing(F(1), people=F(15))
    assert found.turns == (Turn(4, F(1), F(1)),)
    assert not found.choice
    found = to_win(Assembly((1,) * 7, people), ballots, Rule("double", F(55, 100), population=F(65, 100), blocking=3))
    assert found is not None
    assert found.missing == Missing(F(1), people=F(15))  # or anybody: two are too few to block
    assert found.free
    assert {one.member for one in found.among} == {4, 5, 6}


# ------------------------------------------------------------------------------------------- against every choice


def counts(assembly: Assembly, ballots: list[Ballot], attendance: F) -> list[tuple[F, F, F]]:
    """The votes of each member at their best: yes, no and abstentions, as many as take part."""
    found = []
    for seats, ballot in zip(assembly.seats, ballots, strict=True):
        yes, away = ballot.extreme(best=True)
        found.append((seats * yes * attendance, seats * (1 - yes - away) * attendance, seats * away * attendance))
    return found


def decided(
    assembly: Assembly, rule: Rule, counted: list[tuple[F, F, F]], taken: dict[tuple[int, bool], F], come: F
) -> bool:
    """Whether the rule is met once so many of each member's votes against (True) or abstentions (False) have turned,
    and so many absent seats, of all in equal shares, have come and vote yes.
    """
    yes, no, away, people = come, F(0), F(0), assembly.people * come / assembly.size
    for place, (some, against, abstaining) in enumerate(counted):
        more = taken.get((place, True), F(0)) + taken.get((place, False), F(0))
        yes += some + more
        no += against - taken.get((place, True), F(0))
        away += abstaining - taken.get((place, False), F(0))
        people += (some + more) * (assembly.population or (F(0),) * 9)[place] / assembly.seats[place]
    return met(rule, Tally(yes, no, away, assembly.size, people, assembly.people))


Choice = dict[tuple[int, bool], F]


def choices(pools: list[Pool], part: F) -> Iterator[Choice]:
    """Every choice of votes among these, in steps of a part of a vote."""
    steps = [[part * n for n in range(int(one.votes / part) + 1)] for one in pools]
    for some in itertools.product(*steps):
        yield {(one.member, one.against): many for one, many in zip(pools, some, strict=True)}


def whole_up_to(most: F) -> list[F]:
    return sorted({*(F(n) for n in range(math.floor(most) + 1)), most})


@settings(max_examples=150, deadline=None)
@given(votes(), st.sampled_from(MORE), st.booleans())
def test_the_cheapest_of_all_choices(vote: tuple[Assembly, list[Ballot]], rule: Rule, whole: bool) -> None:
    """The least number, by going through every choice: at a fixed number of votes what they add to a rule is linear in
    the votes of each, so that choices in steps of what divides all of them have the best and the worst among them.
    """
    assembly, ballots = vote
    if whole:
        assembly = Assembly(assembly.seats, assembly.population)
        ballots = [[YES, NO, AWAY][int(one.inclination * 2)] for one in ballots]
    found = to_win(assembly, ballots, rule)
    assert (found is not None) == (verdict(assembly, ballots, rule) == LACKS)
    if found is None:
        return
    results = [_literally(assembly, ballots, rule, end) for end in reversed(assembly.attendance())]
    assume(all(one is not None for one in results))
    come, least = min((one for one in results if one), key=lambda one: (one[0] is None, one[0] or 0, one[1]))[:2]
    if come is None:
        assert found.turns is None
        return
    assert found.turns is not None
    assert (found.missing.turnout, found.missing.votes) == (come, least)
    assert sum(one.votes for one in found.turns) == least
    passing, pools, part = next(one[2:] for one in results if one and one[:2] == (come, least))
    chosen = {(one.member, True): one.against for one in found.turns}
    chosen |= {(one.member, False): one.votes - one.against for one in found.turns}
    assert any({k: v for k, v in one.items() if v} == {k: v for k, v in chosen.items() if v} for one in passing)
    among = [
        one for one in pools if any(some[one.member, one.against] >= min(F(1), one.votes, least) for some in passing)
    ]
    assert {(one.member, one.against) for one in found.among} == {(one.member, one.against) for one in among if least}
    every = [some for some in choices(among, part) if sum(some.values()) == least]
    names = {(one.member, one.against) for one in pools}
    assert found.free == all({**dict.fromkeys(names, F(0)), **some} in passing for some in every)
    assert found.choice == (len(every) > 1)


def _literally(
    assembly: Assembly, ballots: list[Ballot], rule: Rule, attendance: F
) -> tuple[F | None, F, list[Choice], list[Pool], F] | None:
    """So many must come, then so many votes turn at the least, all choices of as many that pass; None: too many."""
    counted = counts(assembly, ballots, attendance)
    kinds = (True,) if rule.kind == "consensus" else (True, False)
    pools = [Pool(n, a, row[1 if a else 2]) for n, row in enumerate(counted) for a in kinds if row[1 if a else 2]]
    every: Choice = {(one.member, one.against): one.votes for one in pools}
    absent = assembly.size * (1 - attendance)
    come = next((c for c in whole_up_to(absent) if decided(assembly, rule, counted, every, c)), None)
    if come is None:
        return None, F(0), [], pools, F(1)
    part = F(1, math.lcm(*(one.votes.denominator for one in pools), 1))
    if math.prod(int(one.votes / part) + 1 for one in pools) > 3000:
        return None
    for least in whole_up_to(sum(every.values(), F(0))):
        same = [some for some in choices(pools, part) if sum(some.values()) == least]
        passing = [some for some in same if decided(assembly, rule, counted, some, come)]
        if passing:
            return come, least, passing, pools, part
    pytest.fail("all votes together were enough")


def test_attendance_is_at_the_end_that_helps_most() -> None:
    between = Number("between", F(75, 2), F(25), F(50))
    found = to_win(Assembly((30, 20), present=between), [NO, YES], TWO_THIRDS)
    assert found is not None
    assert found.missing == Missing(F(7))  # 10 of 25 at the least, 20 of 50 at the most
    found = to_win(Assembly((30, 20), present=between), [NO, YES], OF_ALL)
    assert found is not None
    assert found.missing == Missing(F(6))


def test_who_is_fixed_neither_turns_nor_is_pivotal() -> None:
    empty = Ballot(exactly(0), fixed=True)
    found = lacking((1, 4, 3), [YES, NO, empty], OF_ALL)
    assert found.missing == Missing(F(4))
    assert found.turns == (Turn(1, F(4), F(4)),)
    assert not found.choice
    assert lacking((1, 1, 3), [YES, NO, empty], OF_ALL).turns is None
    decisive = pivot(Assembly((1, 4, 3)), [YES, NO, empty], OF_ALL)
    assert decisive is not None
    assert decisive.members == (1,)
