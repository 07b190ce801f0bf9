"""Running stocks against caps and floors: amounts in order of time, summed where a norm sums, event by event.

What an event adds on one day stays until it is taken away; what it adds for an interval is there on those days only.
Stocks are kept by cell and consent, so that a norm whose scope changes on a day counts, from that day on, what is then
in its scope.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.engines.norms.compliance import Clock, Granted, Matcher, Rule, joined
from detente.engines.norms.compliance_found import OVER, UNDER, Found, found, gathered
from detente.engines.norms.compliance_pieces import FOREVER

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Bound:
    """What a norm orders of a sum: at most (or `least`: at least) `bound`, for each value of the dimensions in `per`.

    `events`: how many there are counts, not their amounts. `once`: over all days in scope together.
    """

    bound: int
    per: tuple[bool, ...]
    least: bool = False
    events: bool = False
    once: bool = False


@dataclass(frozen=True)
class Changes:
    """What is added to and taken from stocks, in order of time: on which day, where, how much, by which event.

    `cell` numbers the rows of the cells that go with it; `last` is the last day that the event is there for, FOREVER
    if until it is taken away; `leaving` that an interval is over.
    """

    day: Ints
    cell: Ints
    amount: Ints
    event: Ints
    last: Ints
    leaving: NDArray[np.bool_]

    def take(self, places: Ints | NDArray[np.bool_]) -> Changes:
        """Some rows."""
        return Changes(*(getattr(self, name)[places] for name in self.__dataclass_fields__))


def joined_changes(parts: Sequence[Changes]) -> Changes:
    """The rows of several, one after the other."""
    names = Changes.__dataclass_fields__
    return Changes(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


class Stocks:
    """All stocks of a log, fed piece after piece in order of time."""

    def __init__(self, rules: Sequence[Rule], bounds: Sequence[Bound], sizes: Sequence[int], clock: Clock) -> None:
        self._rules, self._bounds, self._sizes, self._clock = rules, bounds, sizes, clock
        self._matcher = Matcher(rules, sizes, clock)
        self._signature = self._matcher.signatures()
        self._cells = np.zeros((0, 5), np.int64)
        self._amounts = np.zeros(0, np.int64)
        self._numbers = np.zeros(0, np.int64)
        self._more = np.zeros(0, np.int64)
        self._more_of = np.zeros(0, np.int64)
        self._sums: list[dict[int, int]] = [{} for _ in rules]

    def place(self, cells: Ints) -> Ints:
        """The numbers of some cells (bearer, action, asset, territory, consents), new ones added."""
        every = np.concatenate([self._cells, cells])
        unique, first, inverse = np.unique(every, axis=0, return_index=True, return_inverse=True)
        inverse = inverse.reshape(-1)
        known = len(self._cells)
        order = np.argsort(first, kind="stable")  # cells that are known come first and keep their numbers
        number = np.empty(len(unique), np.int64)
        number[order] = np.arange(len(unique))
        self._cells = unique[order]
        empty = np.zeros(len(unique) - known, np.int64)
        self._amounts, self._numbers = np.r_[self._amounts, empty], np.r_[self._numbers, empty]
        self._more, self._more_of = np.r_[self._more, empty], np.r_[self._more_of, empty]
        return number[inverse[known:]]

    def start(self, cells: Ints, amounts: Ints, more: Ints) -> None:
        """What is there before the first event: at least these amounts, and up to so much more, which floors count."""
        place = self.place(cells)
        for amount, extra, known, above in (
            (amounts, more, self._amounts, self._more),
            (np.sign(amounts), np.sign(amounts + more) - np.sign(amounts), self._numbers, self._more_of),
        ):
            np.add.at(known, place, amount)
            np.add.at(above, place, extra)

    def feed(self, changes: Changes, granted: Granted) -> Found:
        """The violations among these changes, which follow on those before."""
        if not self._rules or not len(changes.day):
            return found(0)
        seen = np.unique(self._signature[self._clock.of(changes.day)])
        parts = []
        for signature in seen.tolist():
            cell, rule = self._scope(int(signature), granted)
            begin = np.searchsorted(rule, np.arange(len(self._rules) + 1))
            for number in range(len(self._rules)):
                mine = cell[begin[number] : begin[number + 1]]
                if len(mine):
                    parts.append(self._judge(number, mine, int(signature), changes))
        np.add.at(self._amounts, changes.cell, changes.amount)
        np.add.at(self._numbers, changes.cell, np.sign(changes.amount))
        return gathered(parts)

    def _scope(self, signature: int, granted: Granted) -> tuple[Ints, Ints]:
        """Pairs of a cell and a rule that it falls under in such classes of time, by rule."""
        time = np.full(len(self._cells), int(np.flatnonzero(self._signature == signature)[0]))
        columns = [self._cells[:, side] for side in range(5)]
        cell, rule = self._matcher.hits(columns[:4], time, columns[4], granted)
        order = np.argsort(rule, kind="stable")
        return cell[order], rule[order]

    def _judge(self, number: int, cells: Ints, signature: int, changes: Changes) -> Found:
        bound = self._bounds[number]
        inside = np.zeros(len(self._cells), bool)
        inside[cells] = True
        places = np.flatnonzero(inside[changes.cell])
        if bound.once:
            now = self._signature[self._clock.of(changes.day[places])] == signature
            places = places[now & ~changes.leaving[places]]
        if not len(places):
            return found(0)
        mine = changes.take(places)
        keys = self._keys(bound)
        key = keys[mine.cell]
        amount = np.sign(mine.amount) if bound.events else mine.amount
        order = np.argsort(key, kind="stable")
        key, amount, mine, places = key[order], amount[order], mine.take(order), places[order]
        total = np.cumsum(amount)
        new = np.flatnonzero(np.r_[True, np.diff(key) != 0])
        before = np.repeat(np.r_[0, total[new[1:] - 1]], np.diff(np.r_[new, len(key)]))
        running = total - before + self._earlier(number, bound, keys, cells, key)
        if bound.once:
            ends = np.r_[new[1:] - 1, len(key) - 1]
            self._sums[number] |= dict(zip(key[ends].tolist(), running[ends].tolist(), strict=True))
        here = self._signature[self._clock.of(mine.day)] == signature
        excess = bound.bound - running if bound.least else running - bound.bound
        bad = np.flatnonzero(here & (excess > 0) & ((amount < 0) if bound.least else (amount > 0)) & (mine.event >= 0))
        bad = bad[np.argsort(places[bad], kind="stable")]
        rows, rule = mine.take(bad), self._rules[number]
        last = np.where(rows.leaving, FOREVER, rows.last)
        return found(
            len(bad),
            event=rows.event,
            clause=rule.clause,
            kind=UNDER if bound.least else OVER,
            pattern=int(np.int64(1) << np.int64(rule.term)),
            first=rows.day,
            last=last,
            days=np.where(last < FOREVER, last - rows.day + 1, 0),
            over=excess[bad],
            actor=self._cells[rows.cell, 0],
        )

    def _earlier(self, number: int, bound: Bound, keys: Ints, cells: Ints, key: Ints) -> Ints:
        """The sums before these changes."""
        if bound.once:
            return np.array([self._sums[number].get(one, 0) for one in key.tolist()], np.int64)
        stock = (self._numbers if bound.events else self._amounts)[cells]
        if bound.least:
            stock = stock + (self._more_of if bound.events else self._more)[cells]
        unique, inverse = np.unique(keys[cells], return_inverse=True)
        sums = np.zeros(len(unique), np.int64)
        np.add.at(sums, inverse.reshape(-1), stock)
        return sums[np.searchsorted(unique, key)]

    def _keys(self, bound: Bound) -> Ints:
        """Which sum each cell is part of."""
        columns = [
            self._cells[:, side] if bound.per[side] else np.zeros(len(self._cells), np.int64) for side in range(4)
        ]
        return joined(columns, [size + 1 for size in self._sizes[:4]])[0]


class Waiting:
    """What intervals added and is still there, until the day after their last."""

    def __init__(self) -> None:
        self._rows: Changes | None = None

    def until(self, day: int, more: Changes) -> Changes:
        """Those that leave on that day or before, and keep the rest; `more` are added first."""
        rows = more if self._rows is None else joined_changes([self._rows, more])
        due = rows.day <= day
        self._rows = rows.take(~due)
        return rows.take(due)


def ordered(changes: Changes) -> Changes:
    """By day; on each day first what leaves, then what comes, in the order of the log."""
    return changes.take(np.lexsort((changes.event, ~changes.leaving, changes.day)))
