"""Which single recoding, source or stale statement would change the headline?

Every counted statement is left out once and coded one step firmer and softer once, every source is left out once, and
all statements older than two years together; the answer is computed again each time. What changes is listed, what
does not is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from detente.case.filtering import Calendar
from detente.case.model import Case, Firmness
from detente.ledger.standing import Ledger
from detente.space.explaining import Part, room_and_gap
from detente.space.outcome import About, whole
from detente.space.patience import Progress, Stop, patient, quiet
from detente.space.problems import LEVELS, READINGS
from detente.space.spaces import Frames, Space, open_space, tables_of

STALE_YEARS = 2


@dataclass(frozen=True)
class Headline:
    """Is there room, how much, and how wide is the gap? None: not known."""

    possible: int | None
    gap: int | None

    @property
    def room(self) -> bool:
        """Whether any package is possible.

        Nothing would have to be given up. Known also where packages were not counted.
        """
        return self.gap == 0


@dataclass(frozen=True)
class Change:
    """One table, level and reading whose headline another coding would change."""

    table: str
    level: str
    reading: str
    before: Headline
    after: Headline

    @property
    def turns(self) -> bool:
        """Whether the answer turns from no room to room or back, not only the width of the gap."""
        return self.before.room != self.after.room


@dataclass(frozen=True)
class Recoding:
    """One other coding: `kind` is without_statement, firmer, softer, without_source or without_stale.

    `what` is the statement's or source's id.
    """

    kind: str
    what: str
    changes: tuple[Change, ...]

    @property
    def turns(self) -> bool:
        """Whether any headline turns."""
        return any(change.turns for change in self.changes)


@dataclass(frozen=True)
class Sensitivity:
    """The recodings that change something, the most telling first, and how many were tried of each kind.

    `not_tried` are those for which the time was up: of these nothing is known.
    """

    about: About
    base: Mapping[tuple[str, str, str], Headline]
    recodings: tuple[Recoding, ...]
    tried: Mapping[str, int]
    not_tried: int
    stale: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """The answer as JSON."""
        return {
            **self.about.to_json(),
            "tried": dict(self.tried),
            "not_tried": self.not_tried,
            "stale_statements": list(self.stale),
            "recodings": [
                {
                    "kind": one.kind,
                    "what": one.what,
                    "turns": one.turns,
                    "changes": [
                        {
                            "table": change.table,
                            "level": change.level,
                            "reading": change.reading,
                            "possible": [whole(change.before.possible), whole(change.after.possible)],
                            "gap": [change.before.gap, change.after.gap],
                        }
                        for change in one.changes
                    ],
                }
                for one in self.recodings
            ],
        }


PIECES = 12


@dataclass(frozen=True)
class Piece:
    """What some of the other codings change, and how many of each kind were tried."""

    recodings: tuple[Recoding, ...]
    tried: Mapping[str, int]


Given = Callable[[int], Piece | None]
"""A piece that was worked out elsewhere; None: it was not."""


def _nothing(_: int) -> None:
    return None


def sensitivity(
    case: Case,
    tables: tuple[str, ...] = (),
    frames: Frames | None = None,
    progress: Progress = quiet,
    stop: Stop = patient,
    given: Given = _nothing,
) -> Sensitivity:
    """Which single other coding would change whether there is room, or how wide the gap is? All tables, or those named.

    `stop` is asked before each coding; those left over are counted in `not_tried`. `given` is asked for each piece.
    """
    codings = Codings(case, tables, frames)
    found: list[Recoding] = []
    tried: dict[str, int] = {}
    for number in range(PIECES):
        piece = given(number) or codings.piece(number, progress, stop)
        found.extend(piece.recodings)
        for kind, times in piece.tried.items():
            tried[kind] = tried.get(kind, 0) + times
    progress("other codings", len(codings.variants), len(codings.variants))
    found.sort(key=lambda one: (not one.turns, -sum(change.turns for change in one.changes), one.kind, one.what))
    stale = tuple(codings.view.statements.text("id", row) for row in _stale(codings.view, codings.asker.ledger))
    not_tried = len(codings.variants) - sum(tried.values())
    return Sensitivity(About.of(codings.view), codings.base, tuple(found), tried, not_tried, stale)


class Codings:
    """The other codings of a case, in `PIECES` pieces; any of them can be asked for by itself."""

    def __init__(self, case: Case, tables: tuple[str, ...] = (), frames: Frames | None = None) -> None:
        self.view = case if case.day is not None else case.on()
        self.asker = _Asker(self.view, tables, frames if frames is not None else Frames())
        self.variants = tuple(_variants(self.view, self.asker.ledger))

    @cached_property
    def base(self) -> dict[tuple[str, str, str], Headline]:
        """The headlines as it is coded."""
        return self.asker.headlines(frozenset(), {})

    def piece(self, piece: int, progress: Progress = quiet, stop: Stop = patient) -> Piece:
        """One of the pieces; `stop` is asked before each coding."""
        total = len(self.variants)
        found: list[Recoding] = []
        tried: dict[str, int] = {}
        for number in range(piece * total // PIECES, (piece + 1) * total // PIECES):
            kind, what, without, firmness = self.variants[number]
            progress("other codings", number, total)
            if stop():
                break
            tried[kind] = tried.get(kind, 0) + 1
            after = self.asker.headlines(without, firmness)
            changes = tuple(
                Change(*key, before, after[key])
                for key, before in self.base.items()
                if before.room != after[key].room or before.gap != after[key].gap
            )
            if changes:
                found.append(Recoding(kind, what, changes))
        return Piece(tuple(found), tried)


Variant = tuple[str, str, frozenset[int], Mapping[int, Firmness]]


def _variants(case: Case, ledger: Ledger) -> Iterator[Variant]:
    text = case.statements.text
    rows = ledger.rows(ledger.day)
    sources: dict[str, list[int]] = {}
    for row in rows:
        sources.setdefault(text("source", row), []).append(row)
        yield "without_statement", text("id", row), frozenset([row]), {}
        if text("firmness", row):
            hard = Firmness[text("firmness", row).upper()]
            if hard < Firmness.NEVER:
                yield "firmer", text("id", row), frozenset(), {row: Firmness(hard + 1)}
            if hard > Firmness.PREFERENCE:
                yield "softer", text("id", row), frozenset(), {row: Firmness(hard - 1)}
    for source, members in sources.items():
        if source and len(members) > 1:
            yield "without_source", source, frozenset(members), {}
    stale = _stale(case, ledger)
    if stale:
        yield "without_stale", f"older than {STALE_YEARS} years", frozenset(stale), {}


def _stale(case: Case, ledger: Ledger) -> list[int]:
    """The rows in force that were made more than two years before the day of the answer."""
    day = ledger.day
    limit = date(max(1, day.year - STALE_YEARS), day.month, min(day.day, 28)).toordinal()
    enters = Calendar.of(case).enters
    return [row for row in ledger.rows(day) if enters[row] < limit]


class _Asker:
    """Headlines under other codings, with everything kept that another coding does not touch."""

    def __init__(self, case: Case, tables: tuple[str, ...], frames: Frames) -> None:
        self.case, self.frames = case, frames
        self.tables = tables_of(case, tables)
        self.ledger = Ledger(case)
        self._by_bound: dict[tuple[object, ...], tuple[object, dict[tuple[str, str, str], Headline]]] = {}
        self._known: dict[tuple[object, ...], Headline] = {}
        self._parts: dict[tuple[str, ...], dict[tuple[object, ...], Part]] = {}

    def headlines(
        self, without: frozenset[int], firmness: Mapping[int, Firmness]
    ) -> dict[tuple[str, str, str], Headline]:
        stands = self.ledger.standing(self.ledger.day, without=without, firmness=firmness)
        found = {}
        for table in self.tables:
            space = open_space(self.case, table, stands=stands, frames=self.frames)
            bound = (table.id, *map(id, space.units))
            known = self._by_bound.get(bound)
            if known is not None:
                found.update(known[1])
                continue
            mine = {
                (table.id, level, reading): self._headline(space, level, reading)
                for level, _ in LEVELS
                for reading in READINGS
            }
            self._by_bound[bound] = (space.units, mine)  # kept, so that an id stays its own
            found.update(mine)
        return found

    def _headline(self, space: Space, level: str, reading: str) -> Headline:
        linkages = tuple(formula for _, formula in space.linkages)
        listed = tuple(sorted(space.listed(level, reading)))
        key = (space.frame.agenda, linkages, listed)
        if key not in self._known:
            parts = self._parts.setdefault(space.frame.agenda, {})
            self._known[key] = Headline(*room_and_gap(space.diagrams, linkages, listed, parts))
        return self._known[key]
