"""Where everybody stands on a date, as arrays: the whole answer for thousands of parties and hundreds of issues.

`standing` says the same with an object for every refusal and consent; here nothing is made of what nobody asks for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.engines.succession import settle
from detente.ledger.lines import Lines
from detente.ledger.rows import Numbers
from detente.ledger.standing import Ledger, Stance
from detente.ledger.supersession import Refusal

DEMANDED, AGREED = 2, 1
"""In `Overview.supports`: a demand is among the standing consents, or only offers and acceptances."""


@dataclass(frozen=True, eq=False)
class Acts:
    """Standing refusals, or consents: whose line, which option of its issue, whether it is disputed."""

    line: Numbers
    option: NDArray[np.int32]
    disputed: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.line)


@dataclass(frozen=True, eq=False)
class Overview:
    """Who refuses and supports what.

    `refused` and `supported` are all that stands, one item a row and option, on a condition or not. The other arrays
    have one place for each option of each matter (`lines.cells` says where a matter's begin) and count what is
    unconditional: `firmness` of the strongest refusal (0: none), `supports` (0: none, AGREED, DEMANDED).
    One place for each matter have `spoken`, whether anything there is supported or refused without condition, or
    supported with one; `disputed`.
    """

    lines: Lines
    refused: Acts
    supported: Acts
    firmness: NDArray[np.int8]
    supports: NDArray[np.int8]
    spoken: NDArray[np.bool_]
    disputed: NDArray[np.bool_]

    def cell(self, acts: Acts) -> Numbers:
        """The place of each act's option among all options of all matters."""
        return self.lines.cells[self.lines.matter[acts.line]] + acts.option

    @cached_property
    def affirmed(self) -> Numbers:
        """For each matter the line that was last affirmed, of what stands without condition or is refused; -1: none."""
        lines = self.lines
        free = self.supported.line[lines.given[self.supported.line] == 0]
        at = np.flatnonzero(_marked(len(lines), self.refused.line, free))
        order = at[np.lexsort((lines.row[at], lines.first[at], lines.last[at], lines.matter[at]))]
        found = np.full(len(lines.starts), -1, np.int64)
        found[lines.matter[order]] = order  # of several the last is kept
        return found

    @cached_property
    def evidence(self) -> tuple[Numbers, Numbers]:
        """The rows behind each matter, those that support first, in the order of the file; and where each begins."""
        lines = self.lines
        rank = np.full(len(lines), 3, np.int8)
        rank[self.refused.line] = 2
        given = lines.given[self.supported.line] > 0
        rank[self.supported.line[given]] = 1
        rank[self.supported.line[~given]] = 0
        at = np.flatnonzero(rank < 3)
        order = at[np.lexsort((lines.row[at], rank[at], lines.matter[at]))]
        return lines.row[order], np.searchsorted(lines.matter[order], np.arange(len(lines.starts) + 1))


class Overviews:
    """A ledger made ready to be asked for everybody at once: sorted once, then settled for any day."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.lines = Lines(ledger.roll, ledger.reader)
        self._replaced = ledger.roll.replaced(self.lines.row)

    def on(self, day: date) -> Overview:
        """Where does everybody stand at the end of that day?"""
        return self._settled(day.toordinal())

    def on_days(self, days: Numbers) -> Overview:
        """Where does everybody stand at the end of the day that is given, by its number, for each matter?"""
        return self._settled(days[self.lines.matter])

    def _settled(self, day: int | Numbers) -> Overview:
        lines = self.lines
        alive = self.alive(day)
        refused: list[Acts] = []
        supported: list[Acts] = []
        for at, spoken in lines.blocks(alive):
            found = settle(spoken)
            refused.append(_acts(at, found.refuses, found.refuses_disputed))
            supported.append(_acts(at, found.supports, found.supports_disputed))
        return _overview(lines, _together(refused), _together(supported))

    def alive(self, day: int | Numbers) -> NDArray[np.bool_]:
        """Which lines count at the end of that day, or each at the end of its own."""
        return self.ledger.roll.in_force(self.lines.row, self._replaced, day)

    def joint(self, day: date) -> dict[str, tuple[Refusal, ...]]:
        """By party: what it refuses that is not about an option of an issue: conditions, proposals, indivisibility."""
        ledger, table = self.ledger, self.ledger.table(day)
        concerned = {party for row in self.lines.joint for party in self._holders(row)}
        found = {}
        for party in ledger.case.party:
            if party in ledger.negotiating:
                stance: Stance | None = ledger.stance(party, table)
            elif party in concerned:
                rows = [row for row in ledger.rows_of(party, day) if row in self.lines.joint]
                stance = ledger.stance_by(party, rows, table)
            else:
                continue
            joint = tuple(refusal for refusal in stance.refusals if not refusal.option) if stance else ()
            if joint:
                found[party] = joint
        return found

    def _holders(self, row: int) -> tuple[str, ...]:
        return self.ledger.case.members((self.ledger.case.statements.text("holder", row),))


def _acts(at: Numbers, stands: NDArray[np.bool_], disputed: NDArray[np.bool_]) -> Acts:
    option, place = np.nonzero(stands)
    return Acts(at[place], option.astype(np.int32), disputed[option, place])


def _together(parts: list[Acts]) -> Acts:
    if not parts:
        return Acts(np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, bool))
    return Acts(
        np.concatenate([part.line for part in parts]),
        np.concatenate([part.option for part in parts]),
        np.concatenate([part.disputed for part in parts]),
    )


def _overview(lines: Lines, refused: Acts, supported: Acts) -> Overview:
    firmness = np.zeros(int(lines.cells[-1]), np.int8)
    supports = np.zeros(int(lines.cells[-1]), np.int8)
    place = lines.cells[lines.matter]
    free = lines.given == 0
    for hard in (1, 2, 3):
        mine = (lines.hard[refused.line] == hard) & free[refused.line]
        firmness[place[refused.line[mine]] + refused.option[mine]] = hard
    demands = lines.act["demands"][supported.line]
    for how, which in ((AGREED, ~demands), (DEMANDED, demands)):
        mine = which & free[supported.line]
        supports[place[supported.line[mine]] + supported.option[mine]] = how
    unconditional = refused.line[free[refused.line]]
    contested = supported.line[supported.disputed & free[supported.line]]
    return Overview(
        lines,
        refused,
        supported,
        firmness,
        supports,
        _marked(len(lines.starts), lines.matter[unconditional], lines.matter[supported.line]),
        _marked(len(lines.starts), lines.matter[refused.line[refused.disputed]], lines.matter[contested]),
    )


def _marked(length: int, *places: NDArray[np.integer]) -> NDArray[np.bool_]:
    found = np.zeros(length, bool)
    for one in places:
        found[one] = True
    return found
