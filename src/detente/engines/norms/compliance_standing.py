"""What stands beyond a bound though no event brought it there that day: it was there before, or never came.

A sum stands beyond its bound from a day on if it does so then without what came (for a floor: what left) that day, and
did not on the evening before. That happens where a log or a norm begins, where scopes or circumstances change; it is
over on the day on which the sum is within its bound again at night, or no norm bounds it any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.engines.masks import bits
from detente.engines.norms.compliance import Clock, Granted, Rule, joined, parted, spread
from detente.engines.norms.compliance_found import FORBIDDEN, KEYS, NONE, OVER, UNDER, Found, found, merged
from detente.engines.norms.compliance_pieces import FOREVER
from detente.engines.norms.compliance_stocks import Bound, Changes, Stocks, joined_changes, ordered
from detente.engines.norms.compliance_terms import truth
from detente.engines.scopes import Box, difference
from detente.errors import TooLargeError

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

MOST_SUMS = 1_000_000
"""Sums that floors ask for, at most."""


@dataclass
class Amounts:
    """What is in each cell: sums, numbers, and sums of what stays until it is taken away."""

    sums: Ints
    numbers: Ints
    stays: Ints

    @classmethod
    def none(cls) -> Amounts:
        """Nothing anywhere."""
        return cls(*(np.zeros(0, np.int64) for _ in range(3)))

    def with_(self, changes: Changes, cells: int) -> Amounts:
        """The same after some changes, with room for so many cells."""
        after = Amounts(*(np.r_[one, np.zeros(cells - len(one), np.int64)] for one in vars(self).values()))
        np.add.at(after.sums, changes.cell, changes.amount)
        np.add.at(after.numbers, changes.cell, np.sign(changes.amount))
        staying = (changes.last >= FOREVER) & ~changes.leaving
        np.add.at(after.stays, changes.cell[staying], changes.amount[staying])
        return after


@dataclass(frozen=True)
class Sums:
    """Sums that are beyond their bounds, by key: the sum and the norm it is bounded by. By how much."""

    key: Ints
    excess: Ints


class Standing:
    """Watches stocks. `whole`: what neither the log nor the opening has is not there, also for floors.

    `silent` counts, by clause, the sums below a floor of which the opening knows nothing, and keeps the first day.
    """

    def __init__(
        self, stocks: Stocks, rules: Sequence[Rule], bounds: Sequence[Bound], sizes: Sequence[int], clock: Clock
    ) -> None:
        self._stocks, self._rules, self._bounds, self._sizes, self._clock = stocks, rules, bounds, sizes, clock
        self._per = np.array([bound.per for bound in bounds], bool).reshape(-1, 4)
        self._bound, self._least, self._events, self._alone, self._once = (
            np.array([getattr(bound, name) for bound in bounds], kind)
            for name, kind in (("bound", np.int64), ("least", bool), ("events", bool), ("alone", bool), ("once", bool))
        )
        self._space = [*(size + 1 for size in sizes[:4]), max(1, len(rules))]
        self.whole, self.silent = False, dict[int, tuple[int, int]]()
        self._amounts, self._opened = Amounts.none(), np.zeros(0, np.int64)
        self._pending: Changes | None = None
        self._class = NONE
        none = np.zeros(0, np.int64)
        self._key, self._first, self._over = none, none, none
        self._done: list[tuple[Ints, Ints, Ints, Ints]] = []

    def start(self, place: Ints, amounts: Ints) -> None:
        """What is there before the first event."""
        nothing = np.zeros(len(place), np.int64)
        forever, no = np.full(len(place), FOREVER, np.int64), np.zeros(len(place), bool)
        changes = Changes(nothing, place, amounts, nothing, forever, no)
        self._amounts = self._amounts.with_(changes, self._stocks.cells)
        self._opened = np.unique(np.r_[self._opened, place])

    def feed(self, changes: Changes, granted: Granted, before: int) -> None:
        """Look at all days before one, with these changes and those that were kept back; later ones are kept."""
        rows = changes if self._pending is None else joined_changes([self._pending, changes])
        rows = ordered(rows)
        none = np.zeros(0, np.int64)
        self._amounts = self._amounts.with_(Changes(none, none, none, none, none, none < 0), self._stocks.cells)
        now, self._pending = rows.take(rows.day < before), rows.take(rows.day >= before)
        if self._class == NONE:
            if not len(rows.day) or rows.day[0] >= before:
                return
            self._turn(int(rows.day[0]), now, granted)
        ahead = self._clock.starts[self._class + 1 :]
        for day in ahead[ahead < before].tolist():
            at = int(np.searchsorted(now.day, day))
            self._pass(now.take(slice(0, at)), granted)  # type: ignore[arg-type]  # a slice takes as well
            now = now.take(slice(at, None))  # type: ignore[arg-type]
            self._turn(day, now, granted)
        self._pass(now, granted)

    def finish(self, granted: Granted, horizon: int, leaving: Changes | None = None) -> Found:
        """Everything that stands, or stood, beyond its bound up to a day; what still does has no end.

        `leaving` is what is known to leave on the next day.
        """
        if horizon > 0:
            none = np.zeros(0, np.int64)
            self.feed(Changes(none, none, none, none, none, np.zeros(0, bool)), granted, horizon + 1)
            if leaving is not None and self._class != NONE:
                self._pass(leaving, granted)
        self._done.append((self._key, self._first, np.full(len(self._key), FOREVER, np.int64), self._over))
        key, first, last, over = (np.concatenate([rows[side] for rows in self._done]) for side in range(4))
        *cell, rule = parted(key, self._space)
        kinds = np.where(self._alone, FORBIDDEN, np.where(self._least, UNDER, OVER))
        rows = found(
            len(key),
            clause=np.array([one.clause for one in self._rules], np.int64)[rule],
            kind=kinds[rule],
            pattern=np.array([np.int64(1) << np.int64(one.term) for one in self._rules], np.int64)[rule],
            first=first,
            last=last,
            days=np.where(last < FOREVER, last - first + 1, 0),
            over=np.where(self._alone[rule], NONE, over),
            actor=np.where(self._per[rule, 0] & (cell[0] < self._sizes[0]), cell[0], NONE),
            place=np.where(self._per[rule, 3] & (cell[3] < self._sizes[3]), cell[3], NONE),
        )
        return merged(rows, KEYS)

    # ------------------------------------------------------------------------------------------------- nights

    def _pass(self, changes: Changes, granted: Granted) -> None:
        """Changes within one class of time: what stands beyond its bound is over once it is within at night."""
        if len(self._key) and len(changes.day):
            cell, rule = self._pairs(self._class, granted)
            mine = np.isin(self._keys(cell, rule), self._key)
            cell, rule = cell[mine], rule[mine]
            order = np.argsort(cell, kind="stable")
            cell, rule = cell[order], rule[order]
            many = np.bincount(cell, minlength=self._stocks.cells)
            place, row = spread(many, np.cumsum(many) - many, changes.cell)
            self._close(*self._within(place, rule[row], cell, rule, changes))
        self._amounts = self._amounts.with_(changes, self._stocks.cells)

    def _within(self, place: Ints, rule: Ints, cells: Ints, rules: Ints, changes: Changes) -> tuple[Ints, Ints]:
        """The keys that are within their bounds at night, and the first day of each."""
        key = self._keys(changes.cell[place], rule)
        order = np.lexsort((place, key))
        key, place, rule = key[order], place[order], rule[order]
        if not len(key):
            return key, key
        staying = (changes.last >= FOREVER) & ~changes.leaving
        amount = np.where(self._events[rule], np.sign(changes.amount[place]), changes.amount[place])
        amount = np.where(self._alone[rule] & ~staying[place], 0, amount)
        begin = np.flatnonzero(np.r_[True, np.diff(key) != 0])
        before = self._sums(cells, rules, self._amounts)
        start = before[1][np.searchsorted(before[0], key[begin])]
        total = np.cumsum(amount)
        running = total + np.repeat(start - np.r_[0, total[begin[1:] - 1]], np.diff(np.r_[begin, len(key)]))
        night = np.r_[(np.diff(key) != 0) | (np.diff(changes.day[place]) != 0), True]
        good = np.flatnonzero(night & (self._excess(rule, running) <= 0))
        closed, at = np.unique(key[good], return_index=True)
        return closed, changes.day[place[good[at]]]

    def _close(self, keys: Ints, days: Ints) -> None:
        """These are over: the day before is their last."""
        if not len(keys):
            return
        at = np.searchsorted(self._key, keys)
        self._done.append((keys, self._first[at], days - 1, self._over[at]))
        self._key, self._first, self._over = (np.delete(one, at) for one in (self._key, self._first, self._over))

    # --------------------------------------------------------------------------------------------------------- turns

    def _turn(self, day: int, changes: Changes, granted: Granted) -> None:
        """A class of time begins, or the log: what was there before is looked at anew."""
        old, self._class = self._class, int(self._clock.of(np.array([day]))[0])
        if old != NONE and self._stocks.alike(old, self._class):
            return
        today = changes.take(changes.day == day)
        less, more = (
            self._amounts.with_(today.take(one), self._stocks.cells) for one in (today.amount < 0, today.amount > 0)
        )
        nothing = np.zeros(0, np.int64)
        evening = self._beyond(old, self._amounts, self._amounts, granted) if old != NONE else Sums(nothing, nothing)
        now = self._beyond(self._class, less, more, granted, day)
        if len(self._key):
            after = self._amounts.with_(today, self._stocks.cells)
            night = self._beyond(self._class, after, after, granted)
            over = self._key[~np.isin(self._key, night.key)]
            self._close(over, np.full(len(over), day, np.int64))
        new = ~np.isin(now.key, evening.key) & ~np.isin(now.key, self._key)
        key = np.r_[self._key, now.key[new]]
        order = np.argsort(key)
        self._key = key[order]
        self._first = np.r_[self._first, np.full(int(new.sum()), day, np.int64)][order]
        self._over = np.r_[self._over, now.excess[new]][order]

    def _beyond(self, time: int, less: Amounts, more: Amounts, granted: Granted, day: int = NONE) -> Sums:
        """The sums beyond their bounds in a class of time: caps of the one amounts, floors of the other."""
        cell, rule = self._pairs(time, granted)
        least = self._least[rule]
        caps, sums = self._sums(cell[~least], rule[~least], less)
        excess = self._excess(caps % self._space[4], sums)
        floors, there = self._floors(time, cell[least], rule[least], more, day)
        lack = self._excess(floors % self._space[4], there)
        key, beyond = np.r_[caps[excess > 0], floors[lack > 0]], np.r_[excess[excess > 0], lack[lack > 0]]
        order = np.argsort(key)
        return Sums(key[order], beyond[order])

    def _floors(self, time: int, cell: Ints, rule: Ints, amounts: Amounts, day: int) -> tuple[Ints, Ints]:
        """The sums that floors ask for, those that can be judged, and what is there of each."""
        owed = self._owed(time)
        keys, sums = self._sums(cell, rule, amounts)
        there = np.zeros(len(owed), np.int64)
        at = np.searchsorted(keys, owed)
        known = np.r_[keys, NONE][at] == owed
        there[known] = sums[at[known]]
        if self.whole or not len(owed):
            return owed, there
        opened = np.isin(cell, self._opened)
        judged = np.isin(owed, self._keys(cell[opened], rule[opened]))
        if day != NONE:
            rules = (owed % self._space[4])[~judged & (self._excess(owed % self._space[4], there) > 0)]
            for number, count in zip(*(one.tolist() for one in np.unique(rules, return_counts=True)), strict=True):
                before = self.silent.get(self._rules[number].clause, (0, day))
                self.silent[self._rules[number].clause] = (max(before[0], count), before[1])
        return owed[judged], there[judged]

    def _owed(self, time: int) -> Ints:
        """The keys of all sums that floors ask for in a class of time, if nobody consents to anything."""
        keys = [np.zeros(0, np.int64)]
        for number in np.flatnonzero(self._least).tolist():
            sides = [
                [tuple(bits(box[side])) if per else (0,) for side, per in enumerate(self._bounds[number].per)]
                for box in self._left(self._rules[number], time)
            ]
            if sum(int(np.prod([len(one) for one in box], dtype=float)) for box in sides) > MOST_SUMS:
                raise TooLargeError(
                    f"a floor asks for more than {MOST_SUMS:,} sums; fewer dimensions in `per` make fewer"
                )
            for box in sides:
                grid = np.meshgrid(*(np.array(one, np.int64) for one in box), indexing="ij")
                columns = [one.ravel() for one in grid]
                keys.append(joined([*columns, np.full(len(columns[0]), number)], self._space)[0])
        return np.unique(np.concatenate(keys))

    def _left(self, rule: Rule, time: int) -> tuple[Box, ...]:
        """The scope of a rule in a class of time, without what is excepted then."""
        moment = int(self._clock.times[time])

        def holds(condition: object) -> bool:
            def value(name: int) -> Bools:
                return self._clock.flags[name][time : time + 1] if name in self._clock.flags else np.zeros(1, bool)

            return bool(truth(condition, 1, value)[0])  # type: ignore[arg-type]

        if moment >= self._sizes[4] or not holds(rule.when):
            return ()
        mask = 1 << moment
        scope = tuple((*box[:4], mask) for box in rule.scope if box[4] & mask)
        out = [
            (*box[:4], mask) for boxes, condition in rule.exempt if holds(condition) for box in boxes if box[4] & mask
        ]
        return tuple(difference(scope, out))

    # ---------------------------------------------------------------------------------------------------------- sums

    def _pairs(self, time: int, granted: Granted) -> tuple[Ints, Ints]:
        cell, rule = self._stocks.pairs(time, granted)
        mine = ~self._once[rule]
        return cell[mine], rule[mine]

    def _keys(self, cell: Ints, rule: Ints) -> Ints:
        columns = [np.where(self._per[rule, side], self._stocks.column(side)[cell], 0) for side in range(4)]
        return joined([*columns, rule], self._space)[0]

    def _sums(self, cell: Ints, rule: Ints, amounts: Amounts) -> tuple[Ints, Ints]:
        """The different keys of some pairs, ascending, and what is there of each."""
        value = np.where(self._events[rule], amounts.numbers[cell], amounts.sums[cell])
        value = np.where(self._alone[rule], amounts.stays[cell], value)
        value += np.where(self._least[rule], self._stocks.more(cell, self._events[rule]), 0)
        key, inverse = np.unique(self._keys(cell, rule), return_inverse=True)
        sums = np.zeros(len(key), np.int64)
        np.add.at(sums, inverse.reshape(-1), value)
        return key, sums

    def _excess(self, rule: Ints, total: Ints) -> Ints:
        return np.where(self._least[rule], self._bound[rule] - total, total - self._bound[rule])
