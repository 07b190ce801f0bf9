"""The window as periods: rows in which nothing changed are one, and how it moved is one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from detente.analyses.window import Window, WindowRow
from detente.brief.causes import happened
from detente.brief.dossier import Dossier
from detente.brief.focus import NAMES, READING, Focus
from detente.brief.markup import Html, text
from detente.brief.names import Names
from detente.brief.phrases import by_id
from detente.brief.words import count, day, listed, number, quoted, spelled

BINDING = {
    "limits": "Taking red lines as binding",
    "refusals": "Taking red lines and refusals as binding",
    "demands": "Taking red lines, refusals and demands as binding",
}


@dataclass(frozen=True)
class Run:
    """A period in which the gap did not change, both days included; the last one ends on the day of the answer."""

    start: date
    end: date
    assessable: bool
    gap: int | None
    possible: tuple[int | None, int | None]
    fewest: tuple[str, ...]
    last: bool

    @property
    def room(self) -> bool:
        """Whether there was room throughout."""
        return self.assessable and self.gap == 0


def runs(window: Window, table: str, level: str, reading: str = READING) -> tuple[Run, ...]:
    """The periods of one table at one level."""
    found: list[list[WindowRow]] = []
    for row in window.of(table, level, reading):
        if found and (found[-1][-1].assessable, found[-1][-1].gap) == (row.assessable, row.gap):
            found[-1].append(row)
        else:
            found.append([row])
    made = []
    for number_of, rows in enumerate(found):
        last = number_of == len(found) - 1
        end = max(window.about.day, rows[-1].date) if last else found[number_of + 1][0].date - timedelta(days=1)
        made.append(Run(rows[0].date, end, rows[0].assessable, rows[0].gap, _range(rows), rows[0].fewest, last))
    return tuple(made)


def _range(rows: Sequence[WindowRow]) -> tuple[int | None, int | None]:
    known = [row.possible for row in rows if row.possible is not None]
    return (min(known), max(known)) if known else (None, None)


def span(run: Run) -> str:
    """A period in words."""
    if run.last and run.start == run.end:
        return f"on {day(run.start)}"
    if run.last:
        return f"since {day(run.start)}"
    return f"on {day(run.start)}" if run.start == run.end else f"from {day(run.start)} to {day(run.end)}"


def packages(run: Run) -> str:
    """How many packages, over a period."""
    low, high = run.possible
    if low is None:
        return "not counted"
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def moved(dossier: Dossier, focus: Focus, names: Names) -> tuple[Html, Html]:
    """The fourth sentence, and what it rests on."""
    window, table = dossier.window, focus.first.table
    level = _telling(window, focus)
    periods = runs(window, table, level)
    known = [run for run in periods if run.assessable]
    if not known:
        return _silent(window, focus, names), text("")
    note = _basis(window, focus, periods, known, level)
    if any(run.gap is None for run in known):
        return text("The gap could not be worked out at every date; see the table."), note
    if all(run.room for run in known):
        first = "since" if known[0].last else "from"
        return Html(
            f"There has been room at every date {first} {day(known[0].start)} on{_packages_moved(known)}."
        ), note
    says = _opened(known) if any(run.room for run in known) else _never_open(known)
    return Html(f"{says}{_widened(focus, periods, known, window.issues.get(table, ()), names)}{_stands(known)}."), note


def _stands(known: Sequence[Run]) -> str:
    """How wide it was at most, and is now."""
    now = known[-1].gap or 0
    widest = max(known, key=lambda run: run.gap or 0)
    if (widest.gap or 0) > max(now, 1) and widest is not _closing(known):
        after = f" and is {spelled(now)} now, over the issues watched throughout" if now else ""
        return f"; the gap was widest {span(widest)} ({spelled(widest.gap or 0)}){after}"
    said = len(known) == 1 or known[-1] is _closing(known)
    return f"; the gap is {count(now, 'position')} now" if now and not said else ""


def headline(dossier: Dossier, focus: Focus) -> Html:
    """What the picture of the window shows, in one short sentence."""
    known = [run for run in runs(dossier.window, focus.first.table, _telling(dossier.window, focus)) if run.assessable]
    if not known:
        return text("At no date is the window assessable: not everybody at the table has spoken.")
    if all(run.room for run in known):
        return Html(f"There has been room at every date since {day(known[0].start)}.")
    rooms = [run for run in known if run.room]
    now = known[-1].gap
    stands = "the gap is not known now" if now is None else f"the gap is {count(now, 'position')} now"
    if not rooms:
        return Html(f"There was never room; {stands}.")
    return Html(
        f"There has been room {span(rooms[-1])}." if not now else f"There was room {span(rooms[-1])}; {stands}."
    )


def _telling(window: Window, focus: Focus) -> str:
    """At the first table: the level explained if it is blocked there; else the softest one that ever was."""
    if focus.blocked and focus.table == focus.first:
        return focus.level
    for level in NAMES:
        if any(run.gap for run in runs(window, focus.first.table, level)):
            return level
    return NAMES[-1]


def _silent(window: Window, focus: Focus, names: Names) -> Html:
    silent = window.silent.get(focus.first.table, ())
    if not silent:
        return text("That cannot be assessed: no issue is watched throughout.")
    who = listed([names.unit(party) for party in silent])
    have = "has" if len(silent) == 1 else "have"
    return Html(f"That cannot be assessed: {who} {have} not spoken on any of the issues watched.")


def _basis(window: Window, focus: Focus, periods: Sequence[Run], known: Sequence[Run], level: str) -> Html:
    issues = len(window.issues.get(focus.first.table, ()))
    before = (
        f" Before {day(known[0].start)} it is not assessable, because not every party of the table had spoken."
        if not periods[0].assessable
        else ""
    )
    return Html(
        f"{BINDING[level]}, at the table {quoted(focus.first.title)}, over {count(issues, 'issue')} watched "
        f"throughout.{before}"
    )


def _packages_moved(known: Sequence[Run]) -> str:
    low, high = _ends(known)
    return f" ({low} packages)" if low == high else f" (between {low} and {high} packages)"


def _ends(known: Iterable[Run]) -> tuple[str, str]:
    lows = [run.possible[0] for run in known if run.possible[0] is not None]
    highs = [run.possible[1] for run in known if run.possible[1] is not None]
    return number(min(lows, default=None)), number(max(highs, default=None))


def _opened(known: Sequence[Run]) -> Html:
    rooms = [run for run in known if run.room]
    shown = [f"{span(run)} ({packages(run)} {'package' if packages(run) == '1' else 'packages'})" for run in rooms[:3]]
    more = f" and in {count(len(rooms) - 3, 'other period')}" if len(rooms) > 3 else ""
    return Html(f"There {'has been' if rooms[-1].last else 'was'} room {listed(shown)}{more}")


def _never_open(known: Sequence[Run]) -> Html:
    least = min(run.gap or 0 for run in known)
    run = next(run for run in known if run.gap == least)
    if len(known) == 1:
        return Html(
            f"There has been no room {span(run)}, the first assessable date; the gap is {count(least, 'position')}"
        )
    return Html(f"There was never room; the gap was smallest {span(run)} ({count(least, 'position')})")


def _closing(known: Sequence[Run]) -> Run | None:
    """The period in which room, or the smallest gap, was last lost."""
    least = min(run.gap or 0 for run in known)
    found = None
    for before, after in pairwise(known):
        if (before.gap or 0) == least < (after.gap or 0):
            found = after
    return found


def _widened(focus: Focus, periods: Sequence[Run], known: Sequence[Run], issues: Sequence[str], names: Names) -> Html:
    """When room, or the smallest gap, was last lost, and what happened on that day."""
    run = _closing(known)
    if run is None:
        return text("")
    before = periods[periods.index(run) - 1]
    cause = happened(names, run.start, issues, focus.first.parties)
    if cause is None:
        new = [name for name in run.fewest if name not in before.fewest] or list(run.fewest)
        cause = Html(f"the fewest to give up became {listed([by_id(name, names) for name in new[:3]])}")
    verb = "closed" if before.room else "widened"
    return Html(f"; it {verb} on {day(run.start)}, when {cause}, leaving a gap of {count(run.gap or 0, 'position')}")
