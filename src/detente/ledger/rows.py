"""Which rows of a ledger are in force on a day, and whose they are; `docs/explanation/what-counts.md`, section 1."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.case.filtering import Calendar
from detente.case.model import Case

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Replaced:
    """Which places of a list of rows are superseded, each by which row: in order of the places."""

    place: Numbers
    by: Numbers

    def within(self, begin: int, end: int) -> Replaced:
        """Of the places from `begin` on and before `end`, counted from there."""
        first, last = np.searchsorted(self.place, (begin, end))
        return Replaced(self.place[first:last] - begin, self.by[first:last])


class Roll:
    """The counted rows of a case, and for each party those that are its own or its bloc's, in the order of the file.

    `row` and `party` (its place in `case.parties`) are sorted by party; `starts[p]` to `starts[p + 1]` are those of p.
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        self.calendar = Calendar.of(case)

    @cached_property
    def counted(self) -> Numbers:
        """Every row that may count."""
        return np.flatnonzero(self.calendar.counted)

    @cached_property
    def _owned(self) -> tuple[Numbers, Numbers, Numbers]:
        place = {party.id: number for number, party in enumerate(self.case.parties)}
        holders = self.case.statements["holder"]
        members = [[place[m] for m in self.case.members((word,)) if m in place] for word in holders.words]
        sizes = np.array([len(one) for one in members] or [0], np.int64)
        codes = holders.codes[self.counted]
        many = sizes[codes]
        row = np.repeat(self.counted, many)
        flat = np.array([number for one in members for number in one], np.int64)
        first = np.cumsum(sizes) - sizes
        within = np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)
        party = flat[np.repeat(first[codes], many) + within]
        order = np.argsort(party, kind="stable")
        row, party = row[order], party[order]
        return row, party, np.searchsorted(party, np.arange(len(place) + 1))

    @property
    def row(self) -> Numbers:
        """The rows, party by party."""
        return self._owned[0]

    @property
    def party(self) -> Numbers:
        """Whose each is."""
        return self._owned[1]

    @property
    def starts(self) -> Numbers:
        """Where those of a party begin."""
        return self._owned[2]

    @cached_property
    def _superseding(self) -> tuple[Numbers, Numbers]:
        """Pairs of counted rows: what is superseded, and by what; sorted by the first."""
        column = self.case.statements["supersedes"]
        blank = np.array([not word.split() for word in column.words] or [True])
        by = self.counted[~blank[column.codes[self.counted]]]
        pairs = [(name, row) for row in by.tolist() for name in column[row].split()]
        ids = self.case.statements["id"]
        wanted = {name for name, _ in pairs}
        code = {word: number for number, word in enumerate(ids.words) if word in wanted} if wanted else {}
        row_of = np.full(len(ids.words), -1, np.int64)
        row_of[ids.codes] = np.arange(len(ids))
        found = [(int(row_of[code[name]]), row) for name, row in pairs if name in code]
        table = np.array(sorted(pair for pair in found if pair[0] >= 0), np.int64).reshape(-1, 2)
        return table[:, 0], table[:, 1]

    def replaced(self, rows: Numbers) -> Replaced:
        """Which of these rows other counted rows supersede."""
        which, by = self._superseding
        low, high = np.searchsorted(which, rows, "left"), np.searchsorted(which, rows, "right")
        many = high - low
        place = np.repeat(np.arange(len(rows)), many)
        within = np.arange(len(place)) - np.repeat(np.cumsum(many) - many, many)
        return Replaced(place, by[np.repeat(low, many) + within])

    @cached_property
    def _replaced(self) -> Replaced:
        return self.replaced(self.row)

    def in_force(self, rows: Numbers, replaced: Replaced, day: int | Numbers, without: Collection[int] = ()) -> Mask:
        """Which of these counted rows have entered and not lapsed by a day number (or each by its own), and are not
        superseded by another one that has; those left out do neither.
        """
        found = self._there(rows, day, without)
        then = day if isinstance(day, int) else day[replaced.place]
        found[replaced.place[self._there(replaced.by, then, without)]] = False
        return found

    def _there(self, rows: Numbers, day: int | Numbers, without: Collection[int]) -> Mask:
        found = (self.calendar.enters[rows] <= day) & (self.calendar.lapses[rows] >= day)
        if without:
            found &= ~np.isin(rows, np.fromiter(without, np.int64, len(without)))
        return np.asarray(found)

    @cached_property
    def _all_replaced(self) -> Replaced:
        return self.replaced(self.counted)

    def rows(self, day: int, without: Collection[int] = ()) -> list[int]:
        """The rows in force on a day, in the order of the file."""
        found: list[int] = self.counted[self.in_force(self.counted, self._all_replaced, day, without)].tolist()
        return found

    def rows_of(self, party: int, day: int, without: Collection[int] = ()) -> list[int]:
        """Those of one party."""
        begin, end = int(self.starts[party]), int(self.starts[party + 1])
        mine = self.row[begin:end]
        found: list[int] = mine[self.in_force(mine, self._replaced.within(begin, end), day, without)].tolist()
        return found
