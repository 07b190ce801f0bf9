"""When was there room? The answer at every date on which something changed, over a fixed set of issues.

A date is assessable for a table once every party of the table has spoken on one of the issues; before that the row
says so, because more coding must not look like a wider gap. Coverage is the share of (unit, issue) pairs, where the
unit's consent can be needed, on which it has spoken.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from detente.case.filtering import changes, latest
from detente.case.model import Case, Event
from detente.ledger.standing import Ledger, Standing
from detente.ledger.voices import Voices
from detente.space.explaining import lightest
from detente.space.outcome import About, whole
from detente.space.patience import Progress, Stop, patient, quiet
from detente.space.problems import LEVELS, READINGS, Problem
from detente.space.spaces import Frames, Space, open_space, tables_of


@dataclass(frozen=True)
class WindowRow:
    """A date, a table, a level, a reading. Where not assessable, `possible` and `gap` are None: not known, which
    is not none.

    `fewest` is one smallest set of positions to give up; `blocked` says what it is that blocks, where there is a gap.
    """

    date: dt.date
    table: str
    level: str
    reading: str
    assessable: bool
    possible: int | None
    gap: int | None
    fewest: tuple[str, ...]
    coverage: tuple[int, int]
    oldest: dt.date | None

    def to_json(self) -> dict[str, object]:
        """The row as JSON."""
        return {
            "date": self.date.isoformat(),
            "table": self.table,
            "level": self.level,
            "reading": self.reading,
            "assessable": self.assessable,
            "possible": whole(self.possible),
            "gap": self.gap,
            "fewest": list(self.fewest),
            "coverage": {"spoken": self.coverage[0], "of": self.coverage[1]},
            "oldest": self.oldest.isoformat() if self.oldest else None,
        }


@dataclass(frozen=True)
class Window:
    """The rows in the order of dates, then tables, levels and readings.

    `silent` names who had not spoken at the end, by table.
    """

    about: About
    complete: bool
    rows: tuple[WindowRow, ...]
    issues: dict[str, tuple[str, ...]]
    silent: dict[str, tuple[str, ...]]
    events: tuple[Event, ...]

    def of(self, table: str, level: str, reading: str) -> tuple[WindowRow, ...]:
        """The line of one table at one level in one reading."""
        return tuple(row for row in self.rows if (row.table, row.level, row.reading) == (table, level, reading))

    def to_json(self) -> dict[str, object]:
        """The documented JSON of `detente window`."""
        return {
            **self.about.to_json(),
            "complete": self.complete,
            "issues": {table: list(issues) for table, issues in self.issues.items()},
            "silent": {table: list(parties) for table, parties in self.silent.items()},
            "rows": [row.to_json() for row in self.rows],
        }


def window(
    case: Case,
    tables: tuple[str, ...] = (),
    frames: Frames | None = None,
    *,
    days: Sequence[dt.date] = (),
    progress: Progress = quiet,
    stop: Stop = patient,
) -> Window:
    """Over the whole record, when did stated positions leave room, how wide was the gap, and what made it?

    `case` may be dated (nothing later is looked at) or not. `days`: other dates than those on which
    something changed. Once `stop` says so all dates but the last are
    passed over, and the answer is not `complete`.
    """
    end = case.day or latest(case)
    view = case if case.day is not None else case.on(end)
    frames = frames if frames is not None else Frames()
    dates = [day for day in (days or changes(view)) if day <= end] or [end]
    voices, ledger = Voices(view), Ledger(view)
    known: dict[tuple[object, ...], tuple[int | None, int | None, tuple[str, ...]]] = {}
    rows: list[WindowRow] = []
    asked = tables_of(view, tables)
    agendas: dict[str, tuple[str, ...]] = {}
    silent: dict[str, tuple[str, ...]] = {}
    skipped = False
    for number, day in enumerate(dates):
        progress("window", number, len(dates))
        if number < len(dates) - 1 and stop():
            skipped = True
            continue  # but for the last date, which says how things stand
        stands = ledger.standing(day)
        for table in asked:
            space = open_space(view, table, stands=stands, frames=frames, fixed=True)
            agendas[table.id] = space.seating.agenda
            silent[table.id] = voices.silent(space.seating.parties, space.seating.agenda, day)
            rows.extend(_rows(space, stands, voices, silent[table.id], known))
    progress("window", len(dates), len(dates))
    known_all = all(row.gap is not None or not row.assessable or row.possible == 0 for row in rows)
    return Window(About.of(view), known_all and not skipped, tuple(rows), agendas, silent, view.events)


def _rows(
    space: Space,
    stands: Standing,
    voices: Voices,
    silent: tuple[str, ...],
    known: dict[tuple[object, ...], tuple[int | None, int | None, tuple[str, ...]]],
) -> list[WindowRow]:
    seating = space.seating
    coverage = voices.coverage(_cells(space), stands.day)
    oldest = min((position.affirmed.last for position in space.bound), default=None)
    assessable = not silent and bool(seating.agenda)
    found = []
    for level, _ in LEVELS:
        for reading in READINGS:
            answer: tuple[int | None, int | None, tuple[str, ...]] = (None, None, ())
            if assessable:
                positions = space.positions(level, reading)
                key = (
                    seating.table,
                    seating.agenda,
                    space.linkages,
                    tuple((one.id, one.refuses) for one in positions),
                )
                answer = known.get(key) or _solve(space.problem(level, reading))
                known[key] = answer
            found.append(WindowRow(stands.day, seating.table, level, reading, assessable, *answer, coverage, oldest))
    return found


def _cells(space: Space) -> frozenset[tuple[str, str]]:
    """The pairs (party of the table, issue) in which a consent can be needed."""
    return frozenset(
        (party, issue)
        for issue, values in zip(space.frame.agenda, space.needs, strict=True)
        for wanted in values
        for party in wanted
        if party in space.seating.parties
    )


def _solve(problem: Problem) -> tuple[int | None, int | None, tuple[str, ...]]:
    prices = [int(problem.listed >> bit & 1) for bit in range(len(problem.positions))]
    found = lightest(problem, prices)
    if found is None:
        return 0, None, ()
    possible = problem.possible() if found[0] == 0 else 0
    return possible, found[0], problem.names(found[1] & problem.listed)
