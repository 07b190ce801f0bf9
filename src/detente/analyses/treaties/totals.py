"""What has to go in all, by sender, by host: each holding once, over all coherent sets of readings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import inf, prod
from typing import NamedTuple

from detente.analyses.treaties.amounts import Bound, Pool, clusters
from detente.analyses.treaties.measuring import Measured

MOST_SETS = 256
"""So many coherent sets of readings are looked at one by one; beyond, bounds are safe and may be wide."""


class Kind(NamedTuple):
    """What is counted together: only what is counted alike, planned and unconfirmed apart."""

    unit: str
    status: str
    confirmed: bool


@dataclass(frozen=True)
class Total:
    """Between `low` and `high` of these has to go, over all coherent sets of readings. `high` None: not known.

    Of `holdings`, under some set, `always` under every one. `unsized` of them have no known size, or only one bound of
    it: their part of `low` is what is known, and `sized` is the upper bound without them.
    """

    kind: Kind
    low: int
    high: int | None
    sized: int
    holdings: int
    always: int
    unsized: int

    def to_json(self) -> dict[str, object]:
        """The total as JSON."""
        return {
            "unit": self.kind.unit,
            "status": self.kind.status,
            "confirmed": self.kind.confirmed,
            "low": self.low,
            "high": self.high,
            "high_of_sized": self.sized,
            "holdings": self.holdings,
            "holdings_always": self.always,
            "holdings_without_size": self.unsized,
        }


@dataclass(frozen=True)
class Totals:
    """Totals of everything, by sender and by host. `exact`: every coherent set of readings was looked at."""

    all: tuple[Total, ...]
    by_sender: tuple[tuple[str, tuple[Total, ...]], ...]
    by_host: tuple[tuple[str, tuple[Total, ...]], ...]
    exact: bool

    def to_json(self) -> dict[str, object]:
        """The totals as JSON."""
        return {
            "all": [one.to_json() for one in self.all],
            "by_sender": [{"sender": name, **one.to_json()} for name, some in self.by_sender for one in some],
            "by_host": [{"host": name, **one.to_json()} for name, some in self.by_host for one in some],
            "exact": self.exact,
        }


@dataclass(frozen=True)
class Facts:
    """What totals need to know of a holding."""

    kind: Kind
    host: str
    unsized: bool


class Tally:
    """What has to go under some clauses together."""

    def __init__(self, measured: Iterable[Measured]) -> None:
        self._least: dict[int, int] = {}
        self._most: dict[int, Bound] = {}
        self.bearers: dict[int, frozenset[str]] = {}
        self.shared: set[int] = set()
        self._pools: list[_Share] = []
        for number, one in enumerate(measured):
            for struck in one.struck:
                high = inf if struck.high is None else struck.high
                self._least[struck.thing] = max(self._least.get(struck.thing, 0), struck.least)
                self._most[struck.thing] = max(self._most.get(struck.thing, 0), high)
                self.bearers[struck.thing] = self.bearers.get(struck.thing, frozenset()) | struck.bearers
            for pool, mine in one.pools:
                self.shared |= {stake.holding for stake in pool.stakes if len(stake.bearers) > 1 or not stake.whole}
                if not pool.separable:
                    self._pools.append(_Share(number, pool, mine, mine - one.unsure))
        self._leader = clusters(share.pool for share in self._pools)
        self._by_leader: dict[int, list[_Share]] = {}
        for share in self._pools:
            self._by_leader.setdefault(self._leader[share.first], []).append(share)

    @property
    def holdings(self) -> Iterable[int]:
        """Everything of which something may have to go."""
        return self._least

    def known(self, holding: int) -> bool:
        """Whether there is an upper bound for a holding."""
        return self._most[holding] < inf

    def together(self, holdings: frozenset[int]) -> tuple[int, Bound]:
        """What has to go of these holdings, at least and at most."""
        low = sum(self._least[one] for one in holdings)
        high = sum(self._most[one] for one in holdings)
        linked: dict[int, set[int]] = {}
        for one in holdings:
            if one in self._leader:
                linked.setdefault(self._leader[one], set()).add(one)
        for leader, some in linked.items():
            mine = frozenset(some)
            shares = self._by_leader[leader]
            by_clause: dict[int, int] = {}
            for share in shares:
                by_clause[share.clause] = by_clause.get(share.clause, 0) + share.pool.least(mine & share.sure)
            low += max(0, max(by_clause.values()) - sum(self._least[one] for one in mine))
            high -= self._slack(mine, shares)
        return low, high

    def _slack(self, mine: frozenset[int], shares: Sequence[_Share]) -> Bound:
        """How much less has to go at most than of each holding by itself."""
        alone = sum(self._most[one] for one in mine)
        pooled: dict[int, Bound] = {}
        for share in shares:
            for one in mine & share.mine:
                pooled[one] = max(pooled.get(one, 0), share.pool.of(one).high)
        if alone == inf or any(self._most[one] > pooled.get(one, 0) for one in mine):
            return 0  # another clause takes more of one of them
        return max(0, alone - sum(share.pool.most(mine & share.mine) for share in shares))


@dataclass(frozen=True)
class _Share:
    """A pool of a clause that lets something stay: which holdings it speaks for, and of which something surely goes."""

    clause: int
    pool: Pool
    mine: frozenset[int]
    sure: frozenset[int]

    @property
    def first(self) -> int:
        """One of its holdings."""
        return self.pool.stakes[0].holding


Key = tuple[str, str, Kind]
Range = tuple[int, Bound, int, frozenset[int]]
"""At least, at most, at most of those with a known size, and of which holdings."""


def totals(
    measured: Sequence[Measured], facts: Mapping[int, Facts], sizes: Sequence[int], chosen: Mapping[int, int]
) -> Totals:
    """The totals over all coherent sets of readings that agree with the chosen ones.

    `sizes` says how many answers each question has, `facts` what is known of each holding.
    """
    asked = sorted({question for one in measured for question, _ in one.order.answers})
    ways = [[chosen[one]] if one in chosen else list(range(sizes[one])) for one in asked]
    exact = prod(map(len, ways)) <= MOST_SETS
    if exact:
        sets = [dict(zip(asked, answers, strict=True)) for answers in product(*ways)]
        found = [_sums(Tally(_under(measured, answers)), facts) for answers in dict.fromkeys(map(_frozen, sets))]
        keys = list(dict.fromkeys(key for one in found for key in one))
        none: Range = (0, 0, 0, frozenset())
        ranges = {key: [one.get(key, none) for one in found] for key in keys}
    else:
        sure = _sums(Tally(one for one in measured if not one.order.answers), facts)
        some = _sums(Tally(one for one in measured if _agrees(one, chosen)), facts)
        ranges = {}
        for key, (_, high, sized, held) in some.items():
            low, always = (sure[key][0], sure[key][3]) if key in sure else (0, frozenset[int]())
            ranges[key] = [(low, 0, 0, always), (low, high, sized, held)]
    made = {key: _total(key[2], each, facts) for key, each in ranges.items()}
    return Totals(
        tuple(one for key, one in made.items() if key[0] == "all"), _by("sender", made), _by("host", made), exact
    )


def _frozen(answers: Mapping[int, int]) -> tuple[tuple[int, int], ...]:
    return tuple(sorted(answers.items()))


def _under(measured: Iterable[Measured], answers: tuple[tuple[int, int], ...]) -> list[Measured]:
    given = set(answers)
    return [one for one in measured if given.issuperset(one.order.answers)]


def _agrees(one: Measured, chosen: Mapping[int, int]) -> bool:
    return all(chosen.get(question, answer) == answer for question, answer in one.order.answers)


def sums(measured: Measured, facts: Mapping[int, Facts]) -> tuple[Total, ...]:
    """What one clause takes away in all, under one reading."""
    found = _sums(Tally([measured]), facts, apart=False)
    return tuple(_total(key[2], [each], facts) for key, each in found.items())


def _sums(tally: Tally, facts: Mapping[int, Facts], *, apart: bool = True) -> dict[Key, Range]:
    """By kind what goes in all; `apart`, also by host and by sender."""
    groups: dict[Key, set[int]] = {}
    for one in tally.holdings:
        groups.setdefault(("all", "", facts[one].kind), set()).add(one)
        if not apart:
            continue
        groups.setdefault(("host", facts[one].host, facts[one].kind), set()).add(one)
        for who in tally.bearers[one]:
            groups.setdefault(("sender", who, facts[one].kind), set()).add(one)
    found: dict[Key, Range] = {}
    for key, some in groups.items():
        held = frozenset(some)
        low, high = tally.together(held)
        if key[0] == "sender":
            low, _ = tally.together(held - tally.shared)
        sized = high if high < inf else tally.together(frozenset(one for one in held if tally.known(one)))[1]
        found[key] = low, high, int(sized), held
    return found


def _total(kind: Kind, each: Sequence[Range], facts: Mapping[int, Facts]) -> Total:
    low, high = min(one[0] for one in each), max(one[1] for one in each)
    held = frozenset().union(*(one[3] for one in each))
    always = frozenset.intersection(*(one[3] for one in each))
    return Total(
        kind,
        low,
        None if high == inf else int(high),
        max(one[2] for one in each),
        len(held),
        len(always),
        sum(facts[one].unsized for one in held),
    )


def _by(what: str, made: Mapping[Key, Total]) -> tuple[tuple[str, tuple[Total, ...]], ...]:
    found: dict[str, list[Total]] = {}
    for (kind, name, _), one in made.items():
        if kind == what:
            found.setdefault(name, []).append(one)
    return tuple((name, tuple(found[name])) for name in sorted(found))
