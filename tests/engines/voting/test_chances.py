"""Probabilities: every outcome counted one by one, closed forms, certain ends, what unknown members leave open."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.engines.voting.chances import CERTAIN, EXACT, INTEGRATED, SAMPLED, Probability, probability
from detente.engines.voting.drawing import cumulative, wilson
from detente.engines.voting.model import NO, UNKNOWN, YES, Assembly, Ballot, Number, Rule, exactly
from detente.engines.voting.tallies import LACKS, PASSES, met, tally, verdict
from tests.engines.voting.test_power import LISBON, MILLIONS
from tests.engines.voting.test_tallies import MAJORITY, RULES, TWO_THIRDS, between, votes

F = Fraction


def chance(text: str) -> Ballot:
    return Ballot(chance=exactly(F(text)))


def test_a_coin_a_seat() -> None:
    found = probability(Assembly((3,)), [chance("1/2")], [MAJORITY])
    assert found == Probability(F(1, 2), F(1, 2), EXACT)
    found = probability(Assembly((100,)), [chance("0.6")], [TWO_THIRDS])
    ways = sum(math.comb(100, k) * F(3, 5) ** k * F(2, 5) ** (100 - k) for k in range(67, 101))
    assert found.low == found.high == ways


def test_a_double_majority_of_27_is_exact() -> None:
    """By halves and by going through the population one member after another."""
    people = [round(float(one) * 1000) for one in MILLIONS]
    found = probability(Assembly((1,) * 27, tuple(F(one) for one in people)), [chance("7/10")] * 27, [LISBON])
    spread = {(0, 0): 1.0}
    for some in (round(one / 1000) * 1000 for one in people):  # the same in round millions: few different sums
        grown: dict[tuple[int, int], float] = {}
        for (number, total), share in spread.items():
            for key, part in (((number, total), 0.3), ((number + 1, total + some), 0.7)):
                grown[key] = grown.get(key, 0.0) + share * part
        spread = grown
    rounded = tuple(F(round(one / 1000)) for one in people)
    same = probability(Assembly((1,) * 27, rounded), [chance("7/10")] * 27, [LISBON])
    asked = 0.65 * float(sum(rounded)) * 1000
    literal = sum(p for (n, total), p in spread.items() if n >= 15 and (total >= asked or n > 23))
    assert same.how == found.how == EXACT
    assert float(same.low) == pytest.approx(literal, abs=1e-12)
    assert abs(float(found.low) - literal) < 0.02


def test_unknown_members_leave_a_range() -> None:
    found = probability(Assembly((1, 1, 1)), [YES, chance("1/4"), UNKNOWN], [MAJORITY])
    assert (found.low, found.high, found.how) == (F(1, 4), F(1), EXACT)
    assert probability(Assembly((1, 1)), [UNKNOWN, NO], [MAJORITY]) == Probability(F(0), F(0), CERTAIN)


def test_one_interval_is_integrated() -> None:
    senate = Assembly((50, 50))
    found = probability(senate, [YES, Ballot(between("0", "1"))], [TWO_THIRDS])
    assert found.how == INTEGRATED
    assert float(found.low) == pytest.approx(2 / 3)  # at least a third of the other half
    triangular = Number("triangular", F(1, 2), F(0), F(1))
    found = probability(senate, [YES, Ballot(triangular)], [TWO_THIRDS])
    assert float(found.low) == pytest.approx(1 - 2 / 9)
    normal = Number("normal", F(1, 3), sd=F(1, 10))
    found = probability(senate, [YES, Ballot(normal)], [TWO_THIRDS])
    assert float(found.low) == pytest.approx(0.5, abs=1e-3)  # cut at 0 and 1, more below than above
    present = Assembly((100,), present=between("50", "100"))
    found = probability(present, [Ballot(exactly(F(3, 4)))], [Rule("votes", F(60))])
    assert float(found.low) == pytest.approx(0.4)  # from 80 on


def test_draws_have_an_interval_and_a_seed() -> None:
    senate = Assembly((50, 50))
    ballots = [Ballot(between("0", "1")), Ballot(between("0", "1"))]
    found = probability(senate, ballots, [MAJORITY], seed=3)
    assert found.how == SAMPLED
    assert found.sampled is not None
    assert found.sampled[0] < F(1, 2) < found.sampled[1]
    assert found == probability(senate, ballots, [MAJORITY], seed=3)
    assert found != probability(senate, ballots, [MAJORITY], seed=4)


def test_several_rules_on_one_vote() -> None:
    """Two readings of one chamber: who passes the harder one has passed the easier one."""
    rada = Assembly((450,))
    both = probability(rada, [chance("0.66")], [Rule("votes", F(226)), Rule("votes", F(300))])
    assert both == probability(rada, [chance("0.66")], [Rule("votes", F(300))])


def test_independent_steps_multiply() -> None:
    half, open_ = Probability(F(1, 2), F(1, 2), EXACT), Probability(F(0), F(1), CERTAIN)
    assert half.times(open_) == Probability(F(0), F(1, 2), EXACT)
    sampled = Probability(F(1, 4), F(1, 4), SAMPLED, (F(1, 5), F(3, 10)))
    assert half.times(sampled) == Probability(F(1, 8), F(1, 8), SAMPLED, (F(1, 10), F(3, 20)))


chances = st.sampled_from([F(0), F(1, 4), F(1, 2), F(2, 3), F(1)])


@st.composite
def rolls(draw: st.DrawFn) -> tuple[Assembly, list[Ballot]]:
    assembly, ballots = draw(votes())
    low, _ = assembly.attendance()
    kept = [Ballot(exactly(draw(chances)), exactly(draw(chances))) if draw(st.booleans()) else
            Ballot(chance=exactly(draw(chances))) for _ in ballots]  # fmt: skip
    return Assembly(assembly.seats, assembly.population, exactly(low * assembly.size)), kept


def literal(assembly: Assembly, ballots: list[Ballot], rules: list[Rule]) -> Fraction:
    """Every seat with a chance decided one way and the other."""
    outcomes = []
    for seats, ballot in zip(assembly.seats, ballots, strict=True):
        if ballot.chance is None:
            outcomes.append([(ballot.extreme(best=True), F(1))])
        else:
            p = ballot.chance.central
            outcomes.append(
                [((F(k, seats), F(0)), math.comb(seats, k) * p**k * (1 - p) ** (seats - k)) for k in range(seats + 1)]
            )
    total = F(0)
    for combination in itertools.product(*outcomes):
        counted = tally(assembly, [shares for shares, _ in combination], assembly.attendance()[0])
        if all(met(rule, counted) for rule in rules):
            total += math.prod(weight for _, weight in combination)
    return total


@settings(max_examples=150)
@given(rolls(), st.lists(st.sampled_from(RULES), min_size=1, max_size=2))
def test_convolution_is_what_counting_gives(vote: tuple[Assembly, list[Ballot]], rules: list[Rule]) -> None:
    assembly, ballots = vote
    found = probability(assembly, ballots, rules)
    assert found.low == found.high == literal(assembly, ballots, rules)
    assert found.how in {CERTAIN, EXACT}


@settings(max_examples=60)
@given(votes(), st.sampled_from(RULES))
def test_probability_agrees_with_the_verdict(vote: tuple[Assembly, list[Ballot]], rule: Rule) -> None:
    assembly, ballots = vote
    found = probability(assembly, ballots, [rule], draws=200)
    assert 0 <= found.low <= found.high <= 1
    if verdict(assembly, ballots, rule) == PASSES:
        assert found.low == 1
    if verdict(assembly, ballots, rule) == LACKS:
        assert found.high == 0


@settings(max_examples=25)
@given(rolls(), st.sampled_from(RULES))
def test_draws_come_near_what_is_exact(vote: tuple[Assembly, list[Ballot]], rule: Rule) -> None:
    """A vote with every chance spread evenly around its value by almost nothing is drawn; it should be the same."""
    assembly, ballots = vote
    exact = literal(assembly, ballots, [rule])
    tiny = F(1, 10**7)

    def loose(ballot: Ballot) -> Ballot:
        if ballot.chance is None or not 0 < ballot.chance.central < 1:
            return ballot
        p = ballot.chance.central
        return Ballot(chance=Number("between", p, p - tiny, p + tiny))

    found = probability(assembly, [loose(one) for one in ballots], [rule], draws=4_000)
    assert abs(found.low - exact) < F(1, 20)


@given(
    st.sampled_from(
        [between("0.2", "0.7"), Number("triangular", F(1, 2), F(1, 5), F(3, 5)), Number("normal", F(1, 2), sd=F(1, 4))]
    )
)
def test_what_lies_below_and_above_comes_to_one(number: Number) -> None:
    shares = [cumulative(number, F(k, 20)) for k in range(21)]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] == 1


def test_wilson() -> None:
    low, high = wilson(0, 100)
    assert float(low) == pytest.approx(0)
    assert float(high) == pytest.approx(0.03699, abs=1e-4)
