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

from detente.engines.norms.compliance import Clock, Granted, Matcher, Rule, joined, parted, spread
from detente.engines.norms.compliance_found import OVER, OVER_AFTER, UNDER, UNDER_AFTER, Found, found, gathered
from detente.engines.norms.compliance_pieces import FOREVER

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


_SETS = 1 << 24
"""Sets of consents that are told apart."""


@dataclass(frozen=True)
class Bound:
    """What a norm orders of a sum: at most (or `least`: at least) `bound`, for each value of the dimensions in `per`.

    `events`: how many there are counts, not their amounts. `once`: over all days in scope together. `alone`: only what
    stands there before, and stays until it is taken away, is looked at: the rest is forbidden act by act.
    """

    bound: int
    per: tuple[bool, ...]
    least: bool = False
    events: bool = False
    once: bool = False
    alone: bool = False


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
        none = np.zeros(0, np.int64)
        self._known, self._number = none, none
        self._pairs = ((none, none), (none, none))
        self._amounts = np.zeros(0, np.int64)
        self._numbers = np.zeros(0, np.int64)
        self._more = np.zeros(0, np.int64)
        self._more_of = np.zeros(0, np.int64)
        self._sums: list[dict[int, int]] = [{} for _ in rules]

    def place(self, cells: Ints) -> Ints:
        """The numbers of some cells (bearer, action, asset, territory, consents), new ones added."""
        key, _ = joined([cells[:, side] for side in range(5)], [*(size + 1 for size in self._sizes[:4]), _SETS])
        at = np.minimum(np.searchsorted(self._known, key), max(0, len(self._known) - 1))
        new = self._known[at] != key if len(self._known) else np.ones(len(key), bool)
        fresh = np.unique(key[new], return_index=True)[0]
        if len(fresh):
            numbers = np.arange(len(self._cells), len(self._cells) + len(fresh))
            at = np.searchsorted(self._known, fresh)
            self._known, self._number = np.insert(self._known, at, fresh), np.insert(self._number, at, numbers)
            more = np.stack(parted(fresh, [*(size + 1 for size in self._sizes[:4]), _SETS]), axis=1)
            self._cells = np.concatenate([self._cells, more])
            empty = np.zeros(len(fresh), np.int64)
            self._amounts, self._numbers = np.r_[self._amounts, empty], np.r_[self._numbers, empty]
            self._more, self._more_of = np.r_[self._more, empty], np.r_[self._more_of, empty]
            self._box(more)
        return self._number[np.searchsorted(self._known, key)]

    def _box(self, cells: Ints) -> None:
        """Look new cells up, whatever the time: once."""
        begin = len(self._cells) - len(cells)
        found_pairs = self._matcher.boxed([cells[:, side] for side in range(4)])
        self._pairs = tuple(  # type: ignore[assignment]  # two pairs
            (np.r_[line, more + begin], np.r_[box, more_box])
            for (line, box), (more, more_box) in zip(self._pairs, found_pairs, strict=True)
        )

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return len(self._cells)

    def column(self, side: int) -> Ints:
        """One dimension of the cells."""
        return self._cells[:, side]

    def more(self, cells: Ints, events: Bools) -> Ints:
        """How much more there may have been in some cells at the start, in amounts or numbers."""
        return np.where(events, self._more_of[cells], self._more[cells])

    def pairs(self, time: int, granted: Granted) -> tuple[Ints, Ints]:
        """Pairs of a cell and a rule that it falls under in a class of time."""
        return self._scope(int(self._signature[time]), granted)

    def alike(self, one: int, other: int) -> bool:
        """Whether no rule can tell two classes of time apart."""
        return bool(self._signature[one] == self._signature[other])

    def start(self, cells: Ints, amounts: Ints, more: Ints) -> Ints:
        """What is there before the first event: at least these amounts, and up to so much more, which floors count.

        Returns the numbers of the cells.
        """
        place = self.place(cells)
        for amount, extra, known, above in (
            (amounts, more, self._amounts, self._more),
            (np.sign(amounts), np.sign(amounts + more) - np.sign(amounts), self._numbers, self._more_of),
        ):
            np.add.at(known, place, amount)
            np.add.at(above, place, extra)
        return place

    def feed(self, changes: Changes, granted: Granted) -> Found:
        """The violations among these changes, which follow on those before."""
        if not self._rules or not len(changes.day):
            return found(0)
        signature = self._signature[self._clock.of(changes.day)]
        parts = []
        once: list[list[Ints]] = [[] for _ in self._rules]
        for one in np.unique(signature).tolist():
            cell, rule = self._scope(int(one), granted)
            here = signature == one
            many = np.bincount(cell, minlength=len(self._cells))
            places, row = spread(many, np.cumsum(many) - many, changes.cell)
            order = np.argsort(rule[row], kind="stable")
            places, touched = places[order], rule[row][order]
            by_rule = np.argsort(rule, kind="stable")
            begin = np.searchsorted(rule[by_rule], np.arange(len(self._rules) + 1))
            at = np.searchsorted(touched, np.arange(len(self._rules) + 1))
            for number, bound in enumerate(self._bounds):
                mine = places[at[number] : at[number + 1]]
                if bound.once:
                    once[number].append(mine[here[mine] & ~changes.leaving[mine]])
                elif len(mine) and not bound.alone:
                    cells = cell[by_rule[begin[number] : begin[number + 1]]]
                    parts.append(self._judge(number, mine, here, self._stock(bound, cells), changes))
        for number, found_places in enumerate(once):
            places = np.sort(np.concatenate(found_places)) if found_places else np.zeros(0, np.int64)
            if len(places):
                parts.append(self._judge(number, places, np.ones(len(signature), bool), self._sums[number], changes))
        np.add.at(self._amounts, changes.cell, changes.amount)
        np.add.at(self._numbers, changes.cell, np.sign(changes.amount))
        return gathered(parts)

    def _scope(self, signature: int, granted: Granted) -> tuple[Ints, Ints]:
        """Pairs of a cell and a rule that it falls under in such classes of time, by cell."""
        time = int(np.flatnonzero(self._signature == signature)[0])
        return self._matcher.at(self._pairs, [self._cells[:, side] for side in range(5)], time, granted)

    def _judge(self, number: int, places: Ints, here: Bools, earlier: dict[int, int], changes: Changes) -> Found:
        """The changes at some places, summed on from what was before; those that are `here` are judged."""
        bound, rule = self._bounds[number], self._rules[number]
        key = self._keys(bound, changes.cell[places])
        order = np.argsort(key, kind="stable")
        key, places = key[order], places[order]
        mine = changes.take(places)
        amount = np.sign(mine.amount) if bound.events else mine.amount
        total = np.cumsum(amount)
        new = np.flatnonzero(np.r_[True, np.diff(key) != 0])
        many = np.diff(np.r_[new, len(key)])
        start = np.array([earlier.get(one, 0) for one in key[new].tolist()], np.int64) - np.r_[0, total[new[1:] - 1]]
        running = total + np.repeat(start, many)
        if bound.once:
            ends = np.r_[new[1:] - 1, len(key) - 1]
            earlier |= dict(zip(key[ends].tolist(), running[ends].tolist(), strict=True))
        excess = bound.bound - running if bound.least else running - bound.bound
        worse = amount < 0 if bound.least else amount > 0
        bad = np.flatnonzero(here[places] & (excess > 0) & worse & (mine.event >= 0))
        bad = bad[np.argsort(places[bad], kind="stable")]
        rows = mine.take(bad)
        kinds = (UNDER, UNDER_AFTER) if bound.least else (OVER, OVER_AFTER)
        last = np.where(rows.leaving, FOREVER, rows.last)
        return found(
            len(bad),
            event=rows.event,
            clause=rule.clause,
            kind=np.where(rows.leaving, kinds[1], kinds[0]),
            pattern=int(np.int64(1) << np.int64(rule.term)),
            first=rows.day,
            last=last,
            days=np.where(last < FOREVER, last - rows.day + 1, 0),
            over=excess[bad],
            actor=self._cells[rows.cell, 0],
        )

    def _stock(self, bound: Bound, cells: Ints) -> dict[int, int]:
        """What these cells hold before the changes, by sum."""
        stock = (self._numbers if bound.events else self._amounts)[cells]
        if bound.least:
            stock = stock + (self._more_of if bound.events else self._more)[cells]
        unique, inverse = np.unique(self._keys(bound, cells), return_inverse=True)
        sums = np.zeros(len(unique), np.int64)
        np.add.at(sums, inverse.reshape(-1), stock)
        return dict(zip(unique.tolist(), sums.tolist(), strict=True))

    def _keys(self, bound: Bound, cells: Ints) -> Ints:
        """Which sum each of these cells is part of."""
        nothing = np.zeros(len(cells), np.int64)
        columns = [self._cells[cells, side] if bound.per[side] else nothing for side in range(4)]
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
