"""How long a holder's own words stand: does a report still hold at the end of a later day?

On issues the whole ledger's rule answers (`engines.succession`), for many pairs of a report and a day at once. On
topics and conditions, which the ledger does not settle by option, a report stands until a later one of the same
voice clashes with it, or one supersedes it by name.
"""

from __future__ import annotations

import itertools
from functools import cached_property

import numpy as np

from detente.engines.succession import settle
from detente.ledger.overview import Overviews
from detente.ledger.reports import Mask, Reports
from detente.ledger.rows import Numbers
from detente.ledger.standing import Ledger

NEVER = np.iinfo(np.int64).max


class Lasting:
    """Asked of the holder's own reports; what is not one never stands."""

    def __init__(self, reports: Reports, ledger: Ledger) -> None:
        self.reports = reports
        self._overviews = Overviews(ledger)
        self._act = {
            name: np.asarray(reports.case.statements["act"].where(name)[reports.row])
            for name in ("demand", "reject", "offer", "accept")
        }
        replaced, by = reports.replacing
        falls = np.full(len(reports.case.statements) + 1, NEVER, np.int64)
        np.minimum.at(falls, replaced, reports.calendar.enters[by])
        self._falls = falls[reports.row]

    @cached_property
    def line(self) -> Numbers:
        """The ledger's line of each report on an issue; -1 where there is none."""
        lines, reports = self._overviews.lines, self.reports
        many = max(1, len(reports.case.parties))
        if not len(lines):
            return np.full(len(reports), -1, np.int64)
        keys = lines.row.astype(np.int64) * many + lines.party[lines.matter]
        order = np.argsort(keys)
        mine = reports.row * many + reports.party
        place = np.minimum(np.searchsorted(keys[order], mine), len(keys) - 1)
        found = order[place]
        return np.asarray(np.where((keys[found] == mine) & reports.counted, found, -1))

    def falls(self, earlier: Numbers, later: Numbers) -> None:
        """Learn that these reports on topics and conditions clash: the later one, of the same voice, ends the other."""
        days = self.reports.calendar.enters[self.reports.row[later]]
        np.minimum.at(self._falls, earlier, days)

    def stands(self, places: Numbers, days: Numbers) -> Mask:
        """Whether each of these reports stands at the end of the day given with it."""
        found = np.zeros(len(places), bool)
        known = self.reports.counted[places]
        lined = known & (self.line[places] >= 0)
        found[lined] = self._by_ledger(places[lined], days[lined])
        rest = known & ~lined
        found[rest] = self._by_clash(places[rest], days[rest])
        return found

    def _by_clash(self, places: Numbers, days: Numbers) -> Mask:
        calendar, row = self.reports.calendar, self.reports.row[places]
        there = (calendar.enters[row] <= days) & (calendar.lapses[row] >= days)
        withdrawn = self.reports.case.statements["act"].where("withdraw")[row]
        return np.asarray(there & (self._falls[places] > days) & ~withdrawn)

    def _by_ledger(self, places: Numbers, days: Numbers) -> Mask:
        """A demand stands while it is supported and, if it refused anything, still refuses some of it."""
        if not len(places):
            return np.zeros(0, bool)
        line, demand = self.line[places], self._act["demand"][places]
        entered = self.reports.calendar.enters[self.reports.row[places]]
        asked = np.concatenate([line, line[demand]])
        when = np.concatenate([days, entered[demand]])
        supported, refused = self._settled(asked, when)
        now = slice(0, len(line))
        refused_once = np.zeros(len(line), bool)
        refused_once[demand] = refused[len(line) :]
        agreed = self._act["offer"][places] | self._act["accept"][places]
        return np.asarray(
            (demand & supported[now] & (refused[now] | ~refused_once))
            | (agreed & supported[now])
            | (self._act["reject"][places] & refused[now])
        )

    def _settled(self, line: Numbers, days: Numbers) -> tuple[Mask, Mask]:
        """Whether each line supports, and refuses, anything at the end of its day.

        Each matter is settled on one of its days in each round, all matters together.
        """
        lines = self._overviews.lines
        matter = lines.matter[line].astype(np.int64)
        asked, number = np.unique(np.stack([matter, days]), axis=1, return_inverse=True)
        number = number.reshape(-1)
        begins = np.flatnonzero(np.diff(asked[0], prepend=-1))
        rank = np.arange(asked.shape[1]) - np.repeat(begins, np.diff(np.append(begins, asked.shape[1])))
        supported, refused = np.zeros(len(line), bool), np.zeros(len(line), bool)
        order = np.argsort(rank[number], kind="stable")
        bounds = np.searchsorted(rank[number][order], np.arange(int(rank.max(initial=-1)) + 2))
        for this, (begin, end) in enumerate(itertools.pairwise(bounds)):
            here = order[begin:end]
            day = np.full(len(lines.starts), -1, np.int64)
            day[asked[0][rank == this]] = asked[1][rank == this]
            supports, refuses = self._round(day[lines.matter])
            supported[here], refused[here] = supports[line[here]], refuses[line[here]]
        return supported, refused

    def _round(self, day: Numbers) -> tuple[Mask, Mask]:
        lines, overviews = self._overviews.lines, self._overviews
        supports, refuses = np.zeros(len(lines), bool), np.zeros(len(lines), bool)
        for at, spoken in lines.blocks(overviews.alive(day)):
            found = settle(spoken)
            supports[at], refuses[at] = found.supports.any(axis=0), found.refuses.any(axis=0)
        return supports, refuses
