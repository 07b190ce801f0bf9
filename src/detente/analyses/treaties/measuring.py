"""What has to go of the holdings in the scope of one clause, under one reading of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from math import inf
from typing import TYPE_CHECKING

from detente.analyses.treaties.amounts import Bound, Pool, Span, Stake
from detente.case.treaties.model import Baseline
from detente.engines.norms.model import Boolean
from detente.space.treaties.presence import ACTIVE, Presence, Thing
from detente.space.treaties.striking import Hit, Order

if TYPE_CHECKING:
    from detente.space.treaties.compiled import Compiled

WHOLE, PART, UNKNOWN_PART = "whole", "part", "part, share not known"
CERTAIN, IN_PART, MAY, NOT_KNOWN = "certain", "part", "may", "not known"
_SURE = (NOT_KNOWN, MAY, IN_PART, CERTAIN)
"""How sure it is that something has to go, the least sure first."""
BEARER, ACTION, ASSET, TERRITORY = range(4)
EVENTS = "events"


@dataclass(frozen=True)
class Struck:
    """What has to go of a holding under one clause. `low` None: not known how much at least.

    `certainty`: something goes for certain; part of it does, as not all senders are bound or named; something may, by
    the bounds of what is known; or it cannot be told, as `lacking` is on record by nobody.
    `unsure`: only in circumstances that nobody knows to hold; then `least` is 0. `stays`: something may stay, by a
    baseline or a cap. `open`: an exception may hold already; what has to go is what has to go if none does.
    """

    thing: int
    low: int | None
    high: int | None
    least: int
    share: str
    bearers: frozenset[str]
    since: date
    unless: tuple[Boolean, ...]
    unsure: bool
    stays: bool
    open: bool
    limit: str
    unit: str
    certainty: str = CERTAIN
    lacking: str = ""

    @property
    def effect(self) -> tuple[object, ...]:
        """What tells findings apart: not how they are said, nor what exceptions there are."""
        size = (self.low, self.high, self.least, self.share)
        return self.thing, *size, self.bearers, self.since, self.stays, self.certainty


@dataclass(frozen=True)
class Measured:
    """One clause under one reading: the findings, and the pools that totals are made of."""

    order: Order
    struck: tuple[Struck, ...]
    pools: tuple[tuple[Pool, frozenset[int]], ...]
    """Each with those of its holdings that it speaks for; the others only share the allowance."""

    @cached_property
    def unsure(self) -> frozenset[int]:
        """Holdings of which nobody knows that anything has to go: a condition decides."""
        return frozenset(one.thing for one in self.struck if one.unsure)


class Measure:
    """Measures clauses against an inventory on a day."""

    def __init__(self, compiled: Compiled, things: Sequence[Thing], day: date) -> None:
        self._universe, self._things, self.day = compiled.universe, things, day
        self._before: dict[tuple[int, date], Presence | None] = {}
        roots, places = compiled.universe.territories.root_of, {}
        for thing in things:
            if thing.host not in places:
                places[thing.host] = str(roots[compiled.universe.place(TERRITORY, thing.host)])
        self._root: Mapping[str, str] = places
        self.now: Mapping[int, Presence] = {
            number: there for number, thing in enumerate(things) if (there := thing.on(day)) is not None
        }

    def then(self, number: int, day: date) -> Presence | None:
        """What was there of a holding on a baseline's day."""
        key = (number, day)
        if key not in self._before:
            self._before[key] = self._things[number].on(day, dated=True)
        return self._before[key]

    def measured(self, order: Order) -> Measured:
        """What has to go under one order."""
        struck: list[Struck] = []
        pools: list[tuple[Pool, frozenset[int]]] = []
        there = [hit for hit in order.hits if hit.thing in self.now and self._things[hit.thing].still(hit.since)]
        for status in dict.fromkeys(self._things[hit.thing].status for hit in there):
            for limit, pool, mine in self._pools(order, there, status):
                found = [self._struck(hit, pool, limit, order) for hit in mine]
                if any(found):
                    pools.append((pool, frozenset(hit.thing for hit in mine)))
                    struck.extend(one for one in found if one is not None)
        return Measured(order, tuple(_strictest(struck)), tuple(pools))

    def _pools(self, order: Order, there: Sequence[Hit], status: str) -> Iterator[tuple[str, Pool, list[Hit]]]:
        """The pools of one order: holdings of this status, and those that are there anyway."""
        content = order.content
        if content.baseline is not None:
            yield from self._baseline(order.hits, there, content.baseline, status)
            if not order.bound:
                return
        counted = [hit for hit in there if self._things[hit.thing].status in (ACTIVE, status)]
        if not order.bound:
            for hit in counted:
                if self._things[hit.thing].status == status:
                    yield "forbidden", Pool((self.stake(hit),)), [hit]
            return
        events = content.counts == EVENTS
        groups: dict[tuple[object, ...], list[Hit]] = {}
        for hit in counted:
            thing = self._things[hit.thing]
            sides = ("", thing.action, thing.asset, thing.host)
            key = (*(name if per else "" for name, per in zip(sides, order.per, strict=False)), _unit(thing, events))
            groups.setdefault(key, []).append(hit)
        for hits in groups.values():
            stakes = tuple(self.stake(hit, events) for hit in hits)
            mine = [hit for hit in hits if self._things[hit.thing].status == status]
            limit = f"at most {order.bound:,}{f' {EVENTS}' if events else ''}{_each(order.per)}"
            yield limit, Pool(stakes, each=order.bound, apart=order.per[BEARER]), mine

    def _baseline(
        self, all_hits: Iterable[Hit], there: Sequence[Hit], baseline: Baseline, status: str
    ) -> Iterator[tuple[str, Pool, list[Hit]]]:
        if baseline.date == self.day:  # what is there is what was there
            for hit in there:
                if status != ACTIVE and self._things[hit.thing].status == status:
                    yield f"not there on {baseline.date}", Pool((self.stake(hit),)), [hit]
            return
        then = [
            hit
            for hit in all_hits
            if self._things[hit.thing].status == ACTIVE and self.then(hit.thing, baseline.date) is not None
        ]
        groups: dict[tuple[str, ...], list[Hit]] = {}
        for hit in there:
            if self._things[hit.thing].status in (ACTIVE, status):
                groups.setdefault(self._key(hit, baseline.per), []).append(hit)
        before: dict[tuple[str, ...], list[Hit]] = {}
        for hit in then:
            before.setdefault(self._key(hit, baseline.per)[:-1], []).append(hit)
        words = {"host": "per host", "sender_and_host": "per sender and host", "unit": "per unit"}
        for key, hits in groups.items():
            if all(self._unchanged(hit, baseline.date) for hit in hits):
                continue
            stakes = tuple(map(self.stake, hits))
            allowed = tuple(
                self._then(hit, key[-1], baseline.date)
                for hit in before.get(key[:-1], ())
                if self._comparable(hit, key[-1], hits)
            )
            pool = Pool(stakes, allowed, apart=baseline.per == "sender_and_host")
            mine = [hit for hit in hits if self._things[hit.thing].status == status]
            limit = f"no more than on {baseline.date} {words[baseline.per]}"
            yield limit, pool, mine

    def _unchanged(self, hit: Hit, day: date) -> bool:
        """Whether a holding is there as it was then."""
        thing = self._things[hit.thing]
        return thing.status == ACTIVE and thing.unchanged(day, self.day)

    def _key(self, hit: Hit, per: str) -> tuple[str, ...]:
        """In which pool a holding is: at a host with all its parts; last the unit that it is counted in."""
        thing = self._things[hit.thing]
        host = self._root[thing.host]
        return (thing.id, host, thing.unit) if per == "unit" else (host, thing.unit)

    def _comparable(self, hit: Hit, unit: str, now: Iterable[Hit]) -> bool:
        """Whether what was there then counts for what is there now: counted alike, or of one class but not alike."""
        thing = self._things[hit.thing]
        return thing.unit == unit or any(self._kin(thing, self._things[one.thing]) for one in now)

    def _kin(self, one: Thing, other: Thing) -> bool:
        return bool(self._universe.mask(ASSET, one.asset) & self._universe.mask(ASSET, other.asset))

    def _then(self, hit: Hit, unit: str, day: date) -> Stake:
        """A holding on the baseline's day. Counted in another unit it is not known how much it is in this one."""
        thing = self._things[hit.thing]
        there = self.then(hit.thing, day)
        assert there is not None
        alike = thing.unit == unit
        low = (there.low or 0) if there.certain and alike else 0
        high = there.high if there.high is not None and alike else inf
        return Stake(hit.thing, hit.bearers, Span(low, high), self._all_bound(hit))

    def stake(self, hit: Hit, events: bool = False) -> Stake:
        """A holding as it is now. Where it may not be there, from nothing on."""
        there = self.now[hit.thing]
        low, high = (1, 1) if events else (there.low, there.high)
        amount = Span((low or 0) if there.certain else 0, inf if high is None else high)
        return Stake(hit.thing, hit.bearers, amount, self._all_bound(hit))

    def _all_bound(self, hit: Hit) -> bool:
        thing = self._things[hit.thing]
        return not thing.others and set(thing.senders) == hit.bearers

    def _struck(self, hit: Hit, pool: Pool, limit: str, order: Order) -> Struck | None:
        gone = pool.of(hit.thing)
        if not gone.high:
            return None
        there, thing = self.now[hit.thing], self._things[hit.thing]
        stake = pool.stake[hit.thing]
        allowed = pool.allowance(hit.bearers if pool.apart else pool.bearers)
        unknown = stake.whole and there.certain and not gone.low and (there.low is None or allowed.high == inf)
        known = WHOLE if not allowed.high else PART if pool.rivals(hit.bearers) == 1 else UNKNOWN_PART
        share = known if stake.whole else UNKNOWN_PART
        unsure = order.when is not None
        certainty = _certainty(stake, there, gone, allowed, unsure=unsure)
        return Struck(
            hit.thing,
            None if unknown else gone.low,
            _whole(gone.high),
            0 if unsure else gone.low,
            share,
            hit.bearers,
            hit.since,
            hit.unless,
            unsure,
            allowed.high > 0,
            hit.open,
            limit if not pool.allowed else f"{limit}, when it was {_then_words(allowed, thing.unit)}",
            EVENTS if order.content.counts == EVENTS and order.bound else thing.unit,
            certainty,
            self._lacking(order, allowed) if certainty == NOT_KNOWN else "",
        )

    def _lacking(self, order: Order, allowed: Span) -> str:
        """What would have to be on record to tell."""
        baseline = order.content.baseline
        then = baseline is not None and allowed.high == inf
        return f"how much was there on {baseline.date}" if then and baseline else f"how much is there on {self.day}"


def _certainty(stake: Stake, there: Presence, gone: Span, allowed: Span, *, unsure: bool) -> str:
    """Whether anything has to go, or may, or whether that cannot be told."""
    if allowed.high == inf or (allowed.high and stake.amount.high == inf and not gone.low):
        return NOT_KNOWN
    if unsure or not there.certain:
        return MAY
    if gone.low:
        return CERTAIN
    if allowed.high or there.low == 0:
        return MAY
    return CERTAIN if stake.whole else IN_PART


def _whole(bound: Bound) -> int | None:
    return None if bound == inf else int(bound)


def _unit(thing: Thing, events: bool) -> str:
    return EVENTS if events else thing.unit


def _each(per: Sequence[bool]) -> str:
    names = [name for name, one in zip(("bearer", "action", "asset", "territory"), per, strict=False) if one]
    return f" for each {' and '.join(names)}" if names else " in all"


def _then_words(allowed: Span, unit: str) -> str:
    if allowed.high == inf:
        return f"{allowed.low:,} or more{unit and ' ' + unit}" if allowed.low else "an unknown number"
    numbers = f"{allowed.low:,}" if allowed.low == allowed.high else f"{allowed.low:,}–{int(allowed.high):,}"
    return f"{numbers}{unit and ' ' + unit}"


def _strictest(struck: Iterable[Struck]) -> Iterator[Struck]:
    """One finding a holding: what has to go under all limits of the clause together."""
    found: dict[int, Struck] = {}
    for one in struck:
        known = found.get(one.thing)
        found[one.thing] = one if known is None else stricter(known, one)
    yield from found.values()


def stricter(one: Struck, other: Struck) -> Struck:
    """What has to go where both say something: as much as the one that says more."""
    first, second = sorted((one, other), key=lambda each: (each.least, each.low or 0, _open(each.high)), reverse=True)
    high = None if None in (one.high, other.high) else max(_open(one.high), _open(other.high))
    surer = max(one, other, key=lambda each: _SURE.index(each.certainty))
    return replace(
        first,
        certainty=surer.certainty,
        lacking=surer.lacking,
        high=None if high is None else int(high),
        bearers=one.bearers | other.bearers,
        since=min(one.since, other.since),
        unsure=one.unsure and other.unsure,
        stays=one.stays and other.stays,
        open=one.open and other.open,
        limit=first.limit if first.limit == second.limit else f"{first.limit}; {second.limit}",
    )


def _open(bound: int | None) -> Bound:
    return inf if bound is None else bound
