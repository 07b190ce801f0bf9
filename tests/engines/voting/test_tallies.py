"""Each rule worked by hand, real votes, and the corners of intervals against every vote that they allow."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.engines.voting.model import NO, UNKNOWN, YES, Assembly, Ballot, Number, Rule, exactly
from detente.engines.voting.tallies import (
    LACKS,
    OPEN,
    PASSES,
    Tally,
    above,
    extreme,
    met,
    needs,
    quota,
    quota_range,
    tally,
    verdict,
)

F = Fraction
TWO_THIRDS = Rule("share", F(2, 3), base="voting")
MAJORITY = Rule("share", F(1, 2), strict=True, base="voting")
OF_PRESENT = Rule("share", F(1, 2), strict=True, base="present")
OF_ALL = Rule("share", F(1, 2), strict=True, base="members")
UNANIMITY = Rule("share", F(1), base="members")
CONSENSUS = Rule("consensus")


def cast(yes: float, no: float, abstain: float = 0, seats: int = 0) -> Tally:
    return Tally(F(yes), F(no), F(abstain), seats or int(yes + no + abstain))


@pytest.mark.parametrize(
    ("rule", "counted", "passes"),
    [
        (TWO_THIRDS, cast(95, 1, 1, 100), True),  # United States Senate, 3 August 2022, Finland and Sweden
        (TWO_THIRDS, cast(80, 19, seats=100), True),
        (TWO_THIRDS, cast(61, 19, seats=100), True),  # 80 vote: 19 against are too few to stop it
        (TWO_THIRDS, cast(53, 27, seats=100), False),  # 27 of 80 are more than a third
        (TWO_THIRDS, cast(66, 33), True),
        (TWO_THIRDS, cast(66, 34), False),
        (TWO_THIRDS, cast(2, 1, 97), True),  # abstentions are no votes
        (TWO_THIRDS, cast(0, 0, 100), False),  # nothing passes without a yes
        (Rule("share", F(2, 3), strict=True, base="voting"), cast(66, 33), False),
        (OF_PRESENT, cast(40, 30, 10), False),
        (OF_PRESENT, cast(41, 29, 10), True),
        (MAJORITY, cast(40, 30, 10), True),
        (MAJORITY, cast(40, 40), False),
        (OF_ALL, cast(225, 0, 0, 450), False),  # Duma: half is no majority
        (OF_ALL, cast(226, 0, 0, 450), True),
        (Rule("votes", F(226)), cast(225, 0, 0, 450), False),
        (Rule("votes", F(226)), cast(226, 224), True),
        (Rule("share", F(2, 3)), cast(311, 40, 0, 450), True),  # Verkhovna Rada, 2018 and 2019: 300 of 450
        (Rule("share", F(2, 3)), cast(334, 17, 34, 450), True),
        (Rule("share", F(2, 3)), cast(299, 0, 0, 450), False),
        (UNANIMITY, cast(27, 0), True),
        (UNANIMITY, cast(26, 0, 1), False),
        (CONSENSUS, cast(26, 0, 1), True),
        (CONSENSUS, cast(31, 1), False),
        (Rule("share", F(1, 2), strict=True), cast(15, 16), False),  # NATO draft, art. 9: more than half of 31 deposit
        (Rule("share", F(1, 2), strict=True), cast(16, 15), True),
        (Rule("share", F(1, 2), strict=True), cast(16, 17), False),
        (Rule("share", F(1, 2), strict=True), cast(17, 16), True),
        (Rule("share", F(1, 2), True, "voting", turnout=F(1, 2)), cast(30, 19, 0, 100), False),
        (Rule("share", F(1, 2), True, "voting", turnout=F(1, 2)), cast(30, 20, 0, 100), True),
        (Rule("share", F(1, 2), True, "voting", turnout=F(1, 2)), cast(26, 24, 1, 100), True),
    ],
)
def test_rules(rule: Rule, counted: Tally, passes: bool) -> None:
    assert met(rule, counted) is passes


def double(yes: int, people: int, blocking: int | None = 4, strict: bool = False) -> bool:
    rule = Rule("double", F(55, 100), population=F(65, 100), blocking=blocking, population_strict=strict)
    return met(rule, Tally(F(yes), F(27 - yes), F(0), 27, F(people), F(100)))


def test_double_majority() -> None:
    assert double(15, 65)  # 55 % of 27 is 14.85
    assert not double(14, 99)
    assert not double(15, 64)
    assert not double(15, 65, strict=True)
    assert double(24, 50)  # three against are no blocking minority
    assert not double(23, 50)
    assert not double(24, 50, blocking=None)


def test_nato_draft_enters_into_force_without_russia_or_the_united_states() -> None:
    """Thirty allies and Russia; sixteen deposits are enough, whoever they are."""
    assembly = Assembly((1,) * 31)
    rule = Rule("share", F(1, 2), strict=True)
    assert verdict(assembly, [NO, NO, *[YES] * 16, *[NO] * 13], rule) == PASSES
    assert verdict(assembly, [YES, YES, *[YES] * 13, *[NO] * 16], rule) == LACKS


# ------------------------------------------------------------------------------------------------------ intervals


def between(low: str, high: str) -> Number:
    return Number("between", (F(low) + F(high)) / 2, F(low), F(high))


def test_intervals_by_hand() -> None:
    senate = Assembly((53, 47), present=Number("between", F(195, 2), F(95), F(100)))
    sure = [Ballot(exactly(1)), Ballot(between("0.3", "0.5"))]
    assert verdict(senate, sure, TWO_THIRDS) == PASSES  # 53 + 14.1 = 67.1
    open_ = [Ballot(between("0.5", "0.9")), Ballot(between("0.3", "0.5"))]
    assert verdict(senate, open_, TWO_THIRDS) == OPEN
    lost = [Ballot(between("0.5", "0.9"), exactly(F(1, 20))), Ballot(between("0", "0.1"))]
    assert verdict(senate, lost, TWO_THIRDS) == LACKS  # at best 47.7 + 4.7 of 97.35, two thirds are 64.9
    asked = quota_range(senate, lost, TWO_THIRDS)
    assert asked == (F(2, 3) * F(95, 100) * F("97.35"), F("64.9"))  # 0.95 or all of 100 less 2.65 vote
    assert [needs(TWO_THIRDS, end) for end in asked] == [62, 65]


def test_present_counts_against_a_majority_of_all() -> None:
    duma = Assembly((450,), present=exactly(440))
    assert verdict(duma, [Ballot(exactly(F(51, 100)))], OF_ALL) == LACKS  # 224.4
    assert verdict(Assembly((450,)), [Ballot(exactly(F(51, 100)))], OF_ALL) == PASSES
    assert verdict(duma, [YES], UNANIMITY) == LACKS  # ten seats are not there
    assert verdict(duma, [YES], CONSENSUS) == PASSES


def test_unknown_is_not_no() -> None:
    board = Assembly((1, 1, 1))
    assert verdict(board, [YES, YES, UNKNOWN], MAJORITY) == PASSES
    assert verdict(board, [YES, NO, UNKNOWN], MAJORITY) == OPEN
    assert verdict(board, [NO, NO, UNKNOWN], MAJORITY) == LACKS
    assert verdict(board, [YES, YES, UNKNOWN], CONSENSUS) == OPEN
    assert verdict(board, [YES, NO, UNKNOWN], CONSENSUS) == LACKS


SHARES = [F(0), F(1, 4), F(1, 3), F(1, 2), F(1)]
RULES = [
    *(
        Rule("share", t, s, b)
        for t in (F(1, 2), F(2, 3))
        for s in (True, False)
        for b in ("voting", "present", "members")
    ),
    UNANIMITY,
    CONSENSUS,
    Rule("votes", F(3)),
    Rule("share", F(1, 2), True, "voting", turnout=F(1, 2)),
    Rule("double", F(55, 100), population=F(65, 100)),
    Rule("double", F(1, 2), True, population=F(3, 5), population_strict=True, blocking=2),
]
rules = st.sampled_from(RULES)


@st.composite
def numbers(draw: st.DrawFn) -> Number:
    low, high = sorted(draw(st.tuples(st.sampled_from(SHARES), st.sampled_from(SHARES))))
    return exactly(low) if draw(st.booleans()) else Number("between", (low + high) / 2, low, high)


@st.composite
def ballots(draw: st.DrawFn) -> Ballot:
    kind = draw(st.sampled_from(("known", "known", "chance", "unknown")))
    if kind == "unknown":
        return UNKNOWN
    if kind == "chance":
        return Ballot(chance=draw(numbers()))
    return Ballot(draw(numbers()), draw(st.none() | numbers()))


@st.composite
def votes(draw: st.DrawFn) -> tuple[Assembly, list[Ballot]]:
    given_ = draw(st.lists(ballots(), min_size=1, max_size=3))
    seats = tuple(draw(st.integers(1, 3)) for _ in given_)
    people = tuple(F(draw(st.integers(1, 9))) for _ in given_)
    low, high = sorted(draw(st.tuples(st.integers(1, sum(seats)), st.integers(1, sum(seats)))))
    present = draw(st.sampled_from((None, Number("between", F(low + high, 2), F(low), F(high)))))
    return Assembly(seats, people, present), given_


def allowed(ballot: Ballot, seats: int) -> list[tuple[F, F]]:
    """Shares of yes and abstention that a ballot allows: the ends, a point between, and every count of seats."""
    if ballot.chance is not None:
        low, high = ballot.chance.ends()
        return [(F(k, seats), F(0)) for k in range(seats + 1) if (k == seats or low < 1) and (k == 0 or high > 0)]
    if not ballot.known:
        return [(F(a, 4), F(b, 4)) for a in range(5) for b in range(5 - a)]

    def some(number: Number | None) -> list[F]:
        low, high = number.ends() if number else (F(0), F(0))
        return [low, (low + high) / 2, high]

    return [(yes, min(abstain, 1 - yes)) for yes in some(ballot.yes) for abstain in some(ballot.abstain)]


@settings(max_examples=60)
@given(votes(), rules)
def test_verdict_is_that_of_every_vote_that_the_intervals_allow(
    vote: tuple[Assembly, list[Ballot]], rule: Rule
) -> None:
    assembly, given_ = vote
    low, high = assembly.attendance()
    shares = itertools.product(*(allowed(b, s) for b, s in zip(given_, assembly.seats, strict=True)))
    outcomes = {met(rule, tally(assembly, one, end)) for one in shares for end in {low, (low + high) / 2, high}}
    found = verdict(assembly, given_, rule)
    assert found == (OPEN if len(outcomes) > 1 else PASSES if outcomes == {True} else LACKS)


@given(votes(), rules, st.data())
def test_more_yes_never_turns_passing_into_lacking(
    vote: tuple[Assembly, list[Ballot]], rule: Rule, data: st.DataObject
) -> None:
    assembly, given_ = vote
    place = data.draw(st.integers(0, len(given_) - 1))
    better = [YES if number == place else one for number, one in enumerate(given_)]
    order = [LACKS, OPEN, PASSES]
    assert order.index(verdict(assembly, better, rule)) >= order.index(verdict(assembly, given_, rule))


@given(votes(), st.sampled_from([one for one in RULES if one.turnout is None and one.kind != "double"]))
def test_a_quota_is_what_yes_votes_must_reach_or_exceed(vote: tuple[Assembly, list[Ballot]], rule: Rule) -> None:
    """Of votes as they are, fractions too; in whole votes the least number that does is as many as it needs."""
    assembly, given_ = vote
    counted = extreme(assembly, given_, max(assembly.attendance()), best=True)
    asked, whole = quota(rule, counted), needs(rule, quota(rule, counted))
    reached = counted.yes > asked if above(rule) else counted.yes >= asked
    assert met(rule, counted) == (reached and (counted.yes > 0 or rule.kind != "share"))
    assert reached == (counted.yes >= whole) or counted.yes.denominator > 1 or counted.yes == 0
