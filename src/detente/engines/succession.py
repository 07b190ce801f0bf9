"""What supersedes what among many statements at once, on arrays.

The rules are those of `docs/explanation/what-counts.md`, section 2, for statements on options of an issue: a refusal
falls to a later support or withdrawal of the same voice, a support to a later unconditional refusal or withdrawal;
what overlaps, or stands in another voice, is disputed. `ledger/supersession.py` says the same act by act, with all
conditions and proposals; `tests/ledger/test_overview.py` holds the two, and the oracle, against each other.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int32]
Mask = NDArray[np.bool_]
Table = NDArray[np.bool_]
"""[option, statement]."""


@dataclass(frozen=True, eq=False)
class Spoken:
    """Statements in force, one a place, all of issues with the same number of options.

    They are sorted by `matter` (a party on an issue), in it by `voice` (an authority of the party), in it by `first`
    (the first day, as a number) and `last`, in these by `breath` (what one voice says on one date in one source), in
    it by `given` (0: none). All of these are numbers that differ where the things differ; `breath` and
    `given` count within what comes before. `demands`, `clears` (offers, accepts), `rejects` and `withdraws` say what
    each statement does with the options it has in `named`; `only` marks those that clear o only if `given` holds.
    """

    matter: Numbers
    voice: Numbers
    first: Numbers
    last: Numbers
    breath: Numbers
    given: Numbers
    demands: Mask
    clears: Mask
    rejects: Mask
    withdraws: Mask
    only: Mask
    named: Table

    def take(self, places: Mask | NDArray[np.int64]) -> Spoken:
        """Some of the statements, in the same order."""
        parts = {field.name: getattr(self, field.name)[..., places] for field in fields(self)}
        return Spoken(**parts)


@dataclass(frozen=True, eq=False)
class Settled:
    """What stands, [option, statement]. A disputed one stands in one of the two readings."""

    refuses: Table
    refuses_disputed: Table
    supports: Table
    supports_disputed: Table


@dataclass(frozen=True, eq=False)
class _Runs:
    """Runs of equal numbers: where each begins, and in which run each place is."""

    starts: NDArray[np.int64]
    of: NDArray[np.int64]

    @classmethod
    def among(cls, *numbers: Numbers) -> _Runs:
        new = np.ones(len(numbers[0]), bool)
        new[1:] = False
        for column in numbers:
            new[1:] |= column[1:] != column[:-1]
        return cls(np.flatnonzero(new), np.cumsum(new) - 1)

    def any(self, table: Table) -> Table:
        """For each run, whether it holds anywhere in it."""
        return np.asarray(np.logical_or.reduceat(table, self.starts, axis=1))

    def crowded(self) -> Mask:
        """The places in a run of more than one."""
        return np.asarray((np.diff(np.append(self.starts, len(self.of))) > 1)[self.of])


def settle(spoken: Spoken) -> Settled:
    """What stands of these statements, and what of it is disputed."""
    if not len(spoken.matter):
        none = np.zeros_like(spoken.named)
        return Settled(none, none, none, none)
    supports, refuses, beside = _acts(spoken)
    free = spoken.given == 0
    withdraws = spoken.named & spoken.withdraws
    plain_refusals = refuses & free
    voices = _Runs.among(spoken.matter, spoken.voice)
    fallen = _latest(supports & free | withdraws, spoken, voices) > spoken.last
    refuses_on = refuses & ~fallen
    fallen = _latest(plain_refusals | withdraws, spoken, voices) > spoken.last
    supports_on = supports & ~fallen
    doubted, contested = _overlapping(spoken, voices, supports, refuses, plain_refusals, beside)
    at = _mixed(_Runs.among(spoken.matter), voices)
    if len(at):
        some = spoken.take(at)
        doubted[:, at] |= _elsewhere(supports_on[:, at], some)
        contested[:, at] |= _elsewhere((refuses_on & plain_refusals)[:, at], some)
    return Settled(refuses_on, refuses_on & doubted, supports_on, supports_on & contested)


def _acts(spoken: Spoken) -> tuple[Table, Table, Table]:
    """What each statement supports and refuses, and what its own breath supports under a condition.

    Demands of one breath and condition are alternatives, and refuse nothing that their breath supports.
    """
    asks = spoken.named & spoken.demands
    supports = asks | spoken.named & spoken.clears
    free = spoken.given == 0
    asked, beside, beside_given = asks.copy(), supports & free, supports & ~free
    breaths = _Runs.among(spoken.matter, spoken.voice, spoken.first, spoken.last, spoken.breath)
    at = np.flatnonzero(breaths.crowded())
    if len(at):
        some = spoken.take(at)
        breaths = _Runs.among(some.matter, some.voice, some.first, some.last, some.breath)
        beside[:, at] = breaths.any(beside[:, at])[:, breaths.of]
        beside_given[:, at] = breaths.any(beside_given[:, at])[:, breaths.of]
        alike = _Runs.among(breaths.of.astype(np.int32), some.given)
        asked[:, at] = alike.any(asked[:, at])[:, alike.of]
    refuses = spoken.demands & ~(asked | beside)
    refuses |= spoken.named & (spoken.rejects | spoken.only)
    return supports, refuses, beside_given


def _latest(table: Table, spoken: Spoken, voices: _Runs) -> NDArray[np.int32]:
    """[option, statement]: the latest first day of those of the same voice of which it holds; -1: there is none."""
    days = np.where(table, spoken.first, np.int32(-1))
    return np.asarray(np.maximum.reduceat(days, voices.starts, axis=1)[:, voices.of])


def _overlapping(
    spoken: Spoken, voices: _Runs, supports: Table, refuses: Table, plain: Table, beside: Table
) -> tuple[Table, Table]:
    """Which refusals overlap a support of the same voice, and which supports an unconditional refusal.

    Not counted against a refusal: its own statement's "only if", and a condition under which its own breath supports.
    """
    doubted, contested = np.zeros_like(supports), np.zeros_like(supports)
    at = np.flatnonzero(_Window.of(spoken, voices).crowded())
    if not len(at):
        return doubted, contested
    some = spoken.take(at)
    window = _Window.of(some, _Runs.among(some.matter, some.voice))
    supports, refuses, beside = supports[:, at], refuses[:, at], beside[:, at]
    contested[:, at] = supports & (window.count(plain[:, at]) > 0)
    free = some.given == 0
    against = window.count(supports & free) > 0
    if not free.all():
        given = supports & ~free
        against |= window.count(given) - (given & some.only) > 0
        for option, place in np.argwhere(refuses & some.demands & beside).tolist():
            against[option, place] = _outside_its_breath(some, supports, option, place)
    doubted[:, at] = refuses & against
    return doubted, contested


def _outside_its_breath(spoken: Spoken, supports: Table, option: int, place: int) -> bool:
    """Whether a demand's refusal overlaps a support under another condition than its own breath names."""
    near = slice(
        int(np.searchsorted(spoken.matter, spoken.matter[place], "left")),
        int(np.searchsorted(spoken.matter, spoken.matter[place], "right")),
    )
    there = supports[option, near] & (spoken.voice[near] == spoken.voice[place])
    there &= (spoken.first[near] <= spoken.last[place]) & (spoken.last[near] >= spoken.first[place])
    mine = (spoken.first[near] == spoken.first[place]) & (spoken.last[near] == spoken.last[place])
    mine &= spoken.breath[near] == spoken.breath[place]
    given = spoken.given[near]
    return bool((~np.isin(given[there], given[there & mine])).any())


@dataclass(frozen=True, eq=False)
class _Window:
    """For each statement, those of its voice whose days overlap its own.

    Those that begin by its last day (the first `begun` in order of the first day), without those that have ended
    before its first day (the first `ended` in order of the last day, which `by_last` gives).
    """

    begun: NDArray[np.int64]
    ended: NDArray[np.int64]
    by_last: NDArray[np.int64]

    @classmethod
    def of(cls, spoken: Spoken, voices: _Runs) -> _Window:
        base = voices.of << 32
        begun = np.searchsorted(base + spoken.first, base + spoken.last, "right")
        ends = base + spoken.last
        by_last = np.argsort(ends, kind="stable")
        return cls(begun, np.searchsorted(ends[by_last], base + spoken.first, "left"), by_last)

    def crowded(self) -> Mask:
        """The statements that overlap another one."""
        return np.asarray(self.begun - self.ended > 1)

    def count(self, table: Table) -> NDArray[np.int32]:
        """[option, statement]: how many of those that overlap it there are of which it holds."""
        return _upto(table, self.begun) - _upto(table[:, self.by_last], self.ended)


def _upto(table: Table, number: NDArray[np.int64]) -> NDArray[np.int32]:
    """[option, place]: of how many of the first `number` it holds."""
    sums = np.zeros((table.shape[0], table.shape[1] + 1), np.int32)
    np.cumsum(table, axis=1, out=sums[:, 1:])
    return sums[:, number]


def _mixed(matters: _Runs, voices: _Runs) -> NDArray[np.int64]:
    """The statements of matters with several voices."""
    several = np.bincount(matters.of[voices.starts], minlength=len(matters.starts)) > 1
    return np.flatnonzero(several[matters.of])


def _elsewhere(table: Table, spoken: Spoken) -> Table:
    """Whether it holds of a statement of another voice on the same matter."""
    voices, matters = _Runs.among(spoken.matter, spoken.voice), _Runs.among(spoken.matter)
    said = voices.any(table)
    begins = np.searchsorted(voices.starts, matters.starts)
    number = np.add.reduceat(said.astype(np.int32), begins, axis=1)
    return np.asarray(number[:, matters.of] - said[:, voices.of] > 0)
