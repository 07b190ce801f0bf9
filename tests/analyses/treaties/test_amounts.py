"""What has to go of holdings under one allowance, against every world that the bounds leave open."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.analyses.treaties.amounts import Pool, Span, Stake, clusters, total

OUT = "nobody bound"


def splits(number: int, places: tuple[str, ...]) -> Iterator[dict[str, int]]:
    """All ways to share a number among some."""
    if len(places) == 1:
        yield {places[0]: number}
        return
    for mine in range(number + 1):
        for rest in splits(number - mine, places[1:]):
            yield {places[0]: mine, **rest}


def worlds(stakes: tuple[Stake, ...]) -> Iterator[list[dict[str, int]]]:
    """All true amounts and shares of some stakes."""
    each = []
    for stake in stakes:
        places = tuple(sorted(stake.bearers)) + (() if stake.whole else (OUT,))
        amounts = range(stake.amount.low, int(stake.amount.high) + 1)
        each.append([share for amount in amounts for share in splits(amount, places)])
    return (list(chosen) for chosen in product(*each))


def account(shares: list[dict[str, int]], apart: bool) -> dict[str, int]:
    found: dict[str, int] = {}
    for share in shares:
        for who, amount in share.items():
            if who != OUT:
                found[who if apart else ""] = found.get(who if apart else "", 0) + amount
    return found


def has_to_go(pool: Pool, wanted: frozenset[int]) -> tuple[int, int]:
    """The least and the most that has to go of some holdings, over all worlds and all choices of what goes."""
    least, most = 10**9, 0
    for now in worlds(pool.stakes):
        here = account(now, pool.apart)
        mine = account([s for s, stake in zip(now, pool.stakes, strict=True) if stake.holding in wanted], pool.apart)
        for then in worlds(pool.allowed):
            may = account(then, pool.apart)
            excess = {who: max(0, amount - may.get(who, 0) - pool.each) for who, amount in here.items()}
            least = min(least, sum(max(0, e - here[who] + mine.get(who, 0)) for who, e in excess.items()))
            most = max(most, sum(min(e, mine.get(who, 0)) for who, e in excess.items()))
    return least, most


@st.composite
def stakes(draw: st.DrawFn, number: int, *, shared: bool) -> Stake:
    bearers = draw(st.sets(st.sampled_from("AB"), min_size=1, max_size=2 if shared else 1))
    low = draw(st.integers(0, 2))
    high = draw(st.integers(low, 3))
    return Stake(number, frozenset(bearers), Span(low, high), draw(st.booleans()) if shared else True)


@st.composite
def pools(draw: st.DrawFn, *, shared: bool) -> Pool:
    now = tuple(draw(stakes(number, shared=shared)) for number in range(draw(st.integers(1, 3))))
    then = tuple(draw(stakes(9, shared=shared)) for _ in range(draw(st.integers(0, 2))))
    return Pool(now, then, draw(st.integers(0, 2)), draw(st.booleans()))


@given(pools(shared=True), st.sets(st.integers(0, 2), min_size=1))
@settings(max_examples=60, deadline=None)
def test_what_has_to_go_lies_between_the_bounds(pool: Pool, some: set[int]) -> None:
    wanted = frozenset(some)
    low, high = has_to_go(pool, wanted)
    assert pool.least(wanted) <= low
    assert high <= pool.most(wanted)
    if not pool.apart:
        assert (pool.least(wanted), pool.most(wanted)) == (low, high)


@given(pools(shared=False), st.sets(st.integers(0, 2), min_size=1))
@settings(max_examples=60, deadline=None)
def test_the_bounds_are_tight_where_no_holding_is_shared(pool: Pool, some: set[int]) -> None:
    wanted = frozenset(some)
    assert (pool.least(wanted), pool.most(wanted)) == has_to_go(pool, wanted)


@given(pools(shared=True))
@settings(max_examples=40, deadline=None)
def test_all_and_each_alone(pool: Pool) -> None:
    everything = frozenset(stake.holding for stake in pool.stakes)
    assert pool.least() == pool.least(everything)
    assert pool.most() == pool.most(everything)
    for stake in pool.stakes:
        one = pool.of(stake.holding)
        assert 0 <= one.low <= one.high <= stake.amount.high


def test_a_baseline_in_intervals() -> None:
    now, then = Stake(0, frozenset("A"), Span(900, 1000)), Stake(1, frozenset("A"), Span(200, 300))
    assert Pool((now,), (then,)).of(0) == Span(600, 800)
    assert Pool((now,)).of(0) == Span(900, 1000)


def test_a_share_of_unnamed_others_may_be_nothing() -> None:
    assert Pool((Stake(0, frozenset("AB"), Span(500, 600), whole=False),)).of(0) == Span(0, 600)


def test_all_named_and_bound_go_whole_whoever_has_which_share() -> None:
    shared = Stake(0, frozenset("AB"), Span(500, 600))
    assert Pool((shared,), apart=True).of(0) == Span(500, 600)
    assert Pool((shared,), (Stake(1, frozenset("A"), Span(100, 100)),), apart=True).of(0) == Span(400, 600)


def test_an_unknown_bound_stays_open() -> None:
    unknown = Span(0, inf)
    assert Pool((Stake(0, frozenset("A"), unknown),)).of(0) == unknown
    assert Pool((Stake(0, frozenset("A"), Span(5, 6)),), (Stake(1, frozenset("A"), unknown),)).of(0) == Span(0, 6)
    assert total([unknown, Span(1, 2)]) == Span(1, inf)


def test_holdings_hang_together_where_something_may_stay() -> None:
    two = (Stake(0, frozenset("A"), Span(1, 1)), Stake(1, frozenset("A"), Span(1, 1)))
    apart = clusters([Pool(two)])
    assert apart[0] != apart[1]
    together = clusters([Pool(two, each=1)])
    assert together[0] == together[1]


@pytest.mark.parametrize("apart", [False, True])
def test_a_cap_lets_so_many_stay(apart: bool) -> None:
    pool = Pool(tuple(Stake(n, frozenset("A"), Span(4, 4)) for n in range(3)), each=5, apart=apart)
    assert (pool.least(), pool.most()) == (7, 7)
    assert pool.of(0) == Span(0, 4)
