"""What has to go of holdings that share an allowance: a baseline, a cap, or nothing at all. Intervals throughout.

Each holding and each allowance is known between two bounds. A *pool* is some holdings under one allowance; all of them
may take what another leaves over, so of one holding alone at least that must go which the whole allowance cannot hold,
and at most what is too much in the pool. Bounds are safe: whatever the true amounts and shares are, what has to go
lies between them. They are the tightest there are unless holdings of several senders count for each sender apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf

Bound = float
"""A whole number, or infinity where nothing is known."""


@dataclass(frozen=True)
class Span:
    """An amount between two bounds, both included; `high` is infinite where nobody knows how much at most."""

    low: int
    high: Bound

    def __add__(self, other: Span) -> Span:
        return Span(self.low + other.low, self.high + other.high)

    def over(self, allowed: Span) -> Span:
        """By how much an amount exceeds an allowance.

        >>> Span(900, 1000).over(Span(200, 300))
        Span(low=600, high=800)
        """
        most = inf if self.high == inf else max(0, self.high - allowed.low)
        return Span(0 if allowed.high == inf else int(max(0, self.low - allowed.high)), most)

    def __str__(self) -> str:
        return f"{self.low}–{'?' if self.high == inf else int(self.high)}"


NOTHING = Span(0, 0)


def total(spans: Iterable[Span]) -> Span:
    """The sum of amounts that are independent of one another."""
    low, high = 0, 0.0
    for span in spans:
        low, high = low + span.low, high + span.high
    return Span(low, high if high == inf else int(high))


@dataclass(frozen=True)
class Stake:
    """A holding in a pool: the bearers bound on whose account it is, and how much of it is on theirs.

    `whole`: every sender is named and bound. Otherwise the share is not known, from 0 to all of it.
    """

    holding: int
    bearers: frozenset[str]
    amount: Span
    whole: bool = True

    @property
    def counted(self) -> Span:
        """What counts against an allowance."""
        return self.amount if self.whole else Span(0, self.amount.high)


@dataclass(frozen=True)
class Pool:
    """Holdings under one allowance, or, `apart`, under an allowance for each bearer.

    `allowed` holds stakes that may stay (what was there on the baseline's day); `each` may stay besides, for the pool
    or, `apart`, for each bearer.
    """

    stakes: tuple[Stake, ...]
    allowed: tuple[Stake, ...] = ()
    each: int = 0
    apart: bool = False

    @cached_property
    def stake(self) -> Mapping[int, Stake]:
        """Stakes by holding."""
        return {stake.holding: stake for stake in self.stakes}

    @cached_property
    def bearers(self) -> frozenset[str]:
        """On whose account something is here now."""
        return frozenset().union(*(stake.bearers for stake in self.stakes))

    @cached_property
    def _memo(self) -> dict[frozenset[str], Span]:
        return {}

    def allowance(self, bearers: frozenset[str]) -> Span:
        """What may stay on the account of these bearers, at least and at most.

        At least: what was there on nobody else's account.
        """
        if bearers not in self._memo:
            self._memo[bearers] = self._allowance(bearers)
        return self._memo[bearers]

    def _allowance(self, bearers: frozenset[str]) -> Span:
        if not self.apart:
            return total(stake.counted for stake in self.allowed) + Span(self.each, self.each)
        touching = [stake for stake in self.allowed if stake.bearers & bearers]
        own = sum(stake.counted.low for stake in touching if stake.bearers <= bearers)
        free = self.each * len(bearers)
        return Span(own + free, sum(stake.counted.high for stake in touching) + free)

    def least(self, holdings: frozenset[int] | None = None) -> int:
        """At least so much has to go of these holdings (default: of all), however much of the others goes."""
        stakes = self._some(holdings)
        if not self.apart:
            return self._lacking(stakes, self.bearers)
        if not stakes:
            return 0
        alone: dict[frozenset[str], list[Stake]] = {}
        for stake in stakes:
            if len(stake.bearers) == 1:
                alone.setdefault(stake.bearers, []).append(stake)
        one_by_one = sum(self._lacking(mine, bearer) for bearer, mine in alone.items())
        together = self._lacking(stakes, frozenset().union(*(stake.bearers for stake in stakes)))
        return max(one_by_one, together, *(self._lacking([one], one.bearers) for one in stakes))

    def _some(self, holdings: frozenset[int] | None) -> Sequence[Stake]:
        if holdings is None:
            return self.stakes
        return [self.stake[one] for one in sorted(holdings) if one in self.stake]

    def _lacking(self, stakes: Iterable[Stake], bearers: frozenset[str]) -> int:
        return total(stake.counted for stake in stakes).over(self.allowance(bearers)).low

    def most(self, holdings: frozenset[int] | None = None) -> Bound:
        """At most so much has to go of these holdings (default: of all), even if nothing else goes."""
        stakes = self._some(holdings)
        there = sum(stake.amount.high for stake in stakes)
        together = min(there, self._excess(frozenset().union(*(stake.bearers for stake in stakes))))
        return min(together, self._one_by_one(stakes)) if self.apart else together

    def _one_by_one(self, stakes: Iterable[Stake]) -> Bound:
        """At most so much of these goes as each bearer has too much by itself, and all that is shared."""
        shared: Bound = 0
        alone: dict[str, Bound] = {}
        for stake in stakes:
            if len(stake.bearers) > 1:
                shared += stake.amount.high
            else:
                (bearer,) = stake.bearers
                alone[bearer] = alone.get(bearer, 0) + stake.amount.high
        return shared + sum(min(high, self._excess(frozenset((who,)))) for who, high in alone.items())

    def _excess(self, bearers: frozenset[str]) -> Bound:
        """By how much what is there at most may exceed what may stay of these bearers."""
        if not self.apart:
            return self._excess_in_all
        if len(bearers) == 1:
            (bearer,) = bearers
            there = self._alone.get(bearer, 0) + self._shared.get(bearer, 0)
            return there if there == inf else max(0, there - self.allowance(bearers).low)
        shared = sum(stake.amount.high for stake in self._jointly if stake.bearers & bearers)
        return shared + sum(
            high if (high := self._alone.get(who, 0)) == inf else max(0, high - self.allowance(frozenset((who,))).low)
            for who in bearers
        )

    @cached_property
    def _excess_in_all(self) -> Bound:
        return total(stake.counted for stake in self.stakes).over(self.allowance(self.bearers)).high

    @cached_property
    def _jointly(self) -> tuple[Stake, ...]:
        return tuple(stake for stake in self.stakes if len(stake.bearers) > 1)

    @cached_property
    def _alone(self) -> Mapping[str, Bound]:
        """What each bearer has there by itself, at most."""
        found: dict[str, Bound] = {}
        for stake in self.stakes:
            if len(stake.bearers) == 1:
                (bearer,) = stake.bearers
                found[bearer] = found.get(bearer, 0) + stake.amount.high
        return found

    @cached_property
    def _shared(self) -> Mapping[str, Bound]:
        """What each bearer has there with others, at most."""
        found: dict[str, Bound] = {}
        for stake in self._jointly:
            for bearer in stake.bearers:
                found[bearer] = found.get(bearer, 0) + stake.amount.high
        return found

    def rivals(self, bearers: frozenset[str]) -> int:
        """How many holdings draw on the allowance of these bearers."""
        if not self.apart:
            return len(self.stakes)
        if len(bearers) > 1:
            return sum(1 for stake in self.stakes if stake.bearers & bearers)
        (bearer,) = bearers
        return self._counts.get(bearer, 0)

    @cached_property
    def _counts(self) -> Mapping[str, int]:
        return Counter(bearer for stake in self.stakes for bearer in stake.bearers)

    def of(self, holding: int) -> Span:
        """What has to go of one holding."""
        if holding not in self._gone:
            one = frozenset((holding,))
            most = self.most(one)
            self._gone[holding] = Span(self.least(one), most if most == inf else int(most))
        return self._gone[holding]

    @cached_property
    def _gone(self) -> dict[int, Span]:
        return {}

    @property
    def separable(self) -> bool:
        """Whether what goes of one says nothing on the others: nothing may stay, or there is only one."""
        return len(self.stakes) == 1 or (not self.each and not any(stake.amount.high for stake in self.allowed))


def clusters(pools: Iterable[Pool]) -> Mapping[int, int]:
    """Holdings that hang together because they share an allowance: the same number for each of a cluster."""
    leader: dict[int, int] = {}

    def find(one: int) -> int:
        while leader[one] != one:
            leader[one] = leader[leader[one]]
            one = leader[one]
        return one

    for pool in pools:
        for stake in pool.stakes:
            leader.setdefault(stake.holding, stake.holding)
        if not pool.separable:
            first = find(pool.stakes[0].holding)
            for stake in pool.stakes[1:]:
                leader[find(stake.holding)] = first
    return {one: find(one) for one in leader}
