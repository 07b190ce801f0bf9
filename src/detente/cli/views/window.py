"""The window: one row for each change of the answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from detente.analyses.window import Window, WindowRow
from detente.case.model import Case
from detente.cli.paper import Paper
from detente.cli.words import LEVEL, READING, as_of, day, few, names, number, other, table_title

LEVELS = tuple(LEVEL)
NEVER = (
    "A gap is the fewest positions that would have to go; it measures what was said and coded, "
    "not how close anybody was. “Not assessable” is not “no”: somebody at the table had not yet spoken on these issues."
)


def show(case: Case, result: Window) -> str:
    """The whole answer."""
    paper = Paper()
    paper.heading(as_of(result.about, "up to"))
    tables = tuple(result.issues)
    for table in tables:
        paper.item(answer(case, result, table), 0)
    for table in tables[:1]:
        _table(paper, case, result, table)
    if len(tables) > 1:
        paper.say("Dates are shown for the first table; --table ID shows another one.")
    if not result.complete:
        paper.say("Not every date has an answer: the case is too wide there, or the time was up (--seconds).")
    paper.caveat(NEVER)
    return paper.text()


def answer(case: Case, result: Window, table: str) -> str:
    """When was there room at this table, or the smallest gap? One sentence, with refusals counted."""
    where = f"At the table {table} ({table_title(case, table)})"
    rows = [row for row in result.of(table, "refusals", READING) if row.assessable]
    if not rows:
        silent = result.silent.get(table, ())
        why = f": {names(case, silent)} had not spoken on its issues" if silent else ": nothing can be settled at it"
        return f"{where} no date is assessable{why}."
    open_days = [row for row in rows if row.gap == 0]
    gaps = [row for row in rows if row.gap is not None]
    if not gaps:
        return f"{where} the gap is not known: the case is too wide."
    now = "there is room" if rows[-1].gap == 0 else f"the gap is {_gap(rows[-1])}"
    if open_days:
        return (
            f"{where} no refusal had to be ignored on {len(open_days)} of {len(rows)} assessable dates, "
            f"last {_until(rows, open_days[-1])}; at the end {now}."
        )
    least = min(gaps, key=lambda row: row.gap or 0)
    return (
        f"{where} there was no room without ignoring a refusal on any of {len(rows)} assessable dates; "
        f"the gap was smallest on {day(least.date)} ({_gap(least)}); at the end {now}."
    )


def _until(rows: Sequence[WindowRow], last: WindowRow) -> str:
    later = [row.date for row in rows if row.date > last.date]
    return f"until {day(later[0])}" if later else f"on {day(last.date)}"


def _gap(row: WindowRow) -> str:
    return "not known" if row.gap is None else str(row.gap)


def _table(paper: Paper, case: Case, result: Window, table: str) -> None:
    readings = [READING]
    if _answers(result, table, READING) != _answers(result, table, other(READING)):
        readings.append(other(READING))
    for reading in readings:
        paper.heading(
            f"{table_title(case, table)} ({table})"
            + (f", indivisible proposals read as {reading}s" if len(readings) > 1 else "")
        )
        paper.table(
            [
                ("from", "left"),
                ("red lines", "right"),
                ("and refusals", "right"),
                ("and demands", "right"),
                ("spoken", "right"),
                ("in the way: one smallest set", "left"),
            ],
            _rows(result, table, reading),
        )
    paper.say(
        "Numbers are packages not ruled out by red lines, by refusals too, by demands too. “Spoken”: on how many "
        "issues, party by party, those whose consent can be needed have spoken."
    )
    events = [f"{event.date} {event.title}" for event in result.events]
    if events:
        paper.say(f"Events: {'; '.join(events)}.")


def _answers(result: Window, table: str, reading: str) -> list[tuple[object, ...]]:
    return [_state(row) for level in LEVELS for row in result.of(table, level, reading)]


def _state(row: WindowRow) -> tuple[object, ...]:
    return row.assessable, row.possible, row.gap


def _rows(result: Window, table: str, reading: str) -> list[tuple[str, ...]]:
    by_day: dict[date, list[WindowRow]] = {}
    for level in LEVELS:
        for row in result.of(table, level, reading):
            by_day.setdefault(row.date, []).append(row)
    shown, last = [], None
    for when, levels in by_day.items():
        state = tuple(_state(row) for row in levels)
        if state == last:
            continue
        last = state
        spoken, of = levels[0].coverage
        blocking = next((row.fewest for row in levels if row.gap), ())
        why = few(blocking, 3, "\n") if levels[0].assessable else "not assessable: not everybody has spoken"
        shown.append((when.isoformat(), *map(_cell, levels), f"{spoken} of {of}", why))
    return shown


def _cell(row: WindowRow) -> str:
    if not row.assessable:
        return ""
    if row.gap == 0:
        return number(row.possible)
    return f"gap {row.gap}" if row.gap is not None else "no package" if row.possible == 0 else "not known"
