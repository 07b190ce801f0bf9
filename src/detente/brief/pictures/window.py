"""The window over time: one band a level, its height the gap; zero is room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from detente.analyses.window import Window
from detente.brief.focus import NAMES
from detente.brief.history import Run, packages, runs, span
from detente.brief.markup import Html, el
from detente.brief.words import count, day
from detente.case.model import Event

LEFT, WIDTH, RIGHT = 150, 960, 14
LANE, TALLEST, MOST_LANES = 15, 46, 14
LABEL = {"limits": "red lines", "refusals": "+ refusals", "demands": "+ demands"}


@dataclass(frozen=True)
class Strip:
    """One band: the levels it stands for and its periods."""

    label: str
    runs: tuple[Run, ...]

    @property
    def highest(self) -> int:
        """The widest gap."""
        return max((run.gap or 0 for run in self.runs), default=0)


@dataclass(frozen=True)
class Axis:
    """Where a date lies."""

    first: date
    last: date

    def x(self, when: date) -> float:
        """The place of a date, kept inside."""
        whole = max((self.last - self.first).days, 1)
        share = min(max((when - self.first).days / whole, 0), 1)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def picture(window: Window, tables: Sequence[tuple[str, str]], finding: str) -> Html | None:
    """All tables, one below the other, on one axis of time. None where there is nothing to draw."""
    groups = [(title, strips(window, table)) for table, title in tables]
    groups = [(title, found) for title, found in groups if any(strip.runs for strip in found)]
    if not groups:
        return None
    axis = _axis(window, [strip for _, found in groups for strip in found])
    lanes, labels = _events([event for event in window.events if axis.first <= event.date.last <= axis.last], axis)
    unit = TALLEST / max(4, *(strip.highest for _, found in groups for strip in found))
    top = LANE * lanes + 14
    y = float(top)
    body: list[Html] = []
    for title, found in groups:
        body.append(_text(0, y + 14, title, "title"))
        y += 22
        for strip in found:
            height = max(15.0, strip.highest * unit + 14)
            body.extend(_strip(strip, axis, y, height, unit))
            y += height + 6
        y += 12
    bottom = y - 8
    return el(
        "svg",
        el("title", finding),
        el("desc", _described(groups)),
        Html(_HATCH),
        _years(axis, top, bottom),
        [_event(event, x, lane, lanes, bottom) for event, x, lane in labels],
        body,
        viewBox=f"0 0 {WIDTH} {round(bottom + 24)}",
        width=WIDTH,
        height=round(bottom + 24),
        class_="window",
        role="img",
    )


_HATCH = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<line x1="0" y1="0" x2="0" y2="6" stroke="#9aa1a9" stroke-width="1.2" class="hatched"/></pattern></defs>'
)


def strips(window: Window, table: str) -> list[Strip]:
    """One band a level; levels with the same history share one."""
    found: list[Strip] = []
    for level in NAMES:
        periods = runs(window, table, level)
        same = found and [(run.start, run.gap, run.possible) for run in found[-1].runs] == [
            (run.start, run.gap, run.possible) for run in periods
        ]
        if same:
            found[-1] = Strip(f"{found[-1].label}, {LABEL[level]}", periods)
        else:
            found.append(Strip(LABEL[level], periods))
    return found


def _axis(window: Window, found: Sequence[Strip]) -> Axis:
    """From shortly before the first assessable date, so that a long silence does not press the rest together."""
    starts = [run.start for strip in found for run in strip.runs]
    known = [run.start for strip in found for run in strip.runs if run.assessable]
    first, last = min(starts), max(window.about.day, *starts)
    if known:
        lead = (last - min(known)) / 16
        first = max(first, min(known) - lead)
    if first >= last:
        first = date.fromordinal(max(1, last.toordinal() - 30))
    return Axis(first, last + (last - first) / 60)


def _strip(strip: Strip, axis: Axis, y: float, height: float, unit: float) -> list[Html]:
    base = y + height
    label = strip.label if strip.label.count(",") < len(NAMES) - 1 else "at all levels"
    drawn = [_text(LEFT - 10, base - 3, label, "level", "end")]
    for run in strip.runs:
        left, right = axis.x(run.start), axis.x(axis.last if run.last else run.end + timedelta(days=1))
        if right - left < 0.5:
            if run.end < axis.first:
                continue
            right = left + 1.5
        drawn.append(_run(run, left, right, base, y, unit))
    drawn.append(el("line", x1=LEFT, y1=base, x2=WIDTH - RIGHT, y2=base, stroke="#5c636b", class_="base"))
    return drawn


def _run(run: Run, left: float, right: float, base: float, y: float, unit: float) -> Html:
    wide = right - left
    said = el("title", described(run))
    if not run.assessable:
        label = _text(left + wide / 2, base - 4, "not assessable", "small", "middle") if wide > 80 else None
        return el("g", said, _box(left, y, wide, base - y, "url(#hatch)", "silent"), label)
    if run.gap is None:
        return el("g", said, _text(left + wide / 2, base - 4, "?", "small", "middle"))
    if run.gap == 0:
        label = _text(left + wide / 2, base - 9, "room", "small", "middle") if wide > 32 else None
        return el("g", said, _box(left, base - 5, wide, 5, "#16191d", "open"), label)
    height = round(run.gap * unit, 1)
    label = _text(left + wide / 2, base - height - 3, str(run.gap), "small", "middle") if wide > 9 else None
    return el("g", said, _box(left, base - height, wide, height, "#b9bfc6", "gap"), label)


def described(run: Run) -> str:
    """A period in words."""
    if not run.assessable:
        return f"Not assessable {span(run)}"
    if run.gap is None:
        return f"Not known {span(run)}"
    if run.gap == 0:
        return f"Room {span(run)}: {packages(run)} packages"
    return f"A gap of {count(run.gap, 'position')} {span(run)}"


def _box(x: float, y: float, width: float, height: float, fill: str, class_: str) -> Html:
    return el(
        "rect", x=x, y=round(y, 1), width=round(max(width, 0.8), 1), height=round(height, 1), fill=fill, class_=class_
    )


def _text(x: float, y: float, words: str, class_: str, align: str = "start") -> Html:
    size = {"title": 14, "level": 12.5, "small": 12, "event": 12, "year": 12}[class_]
    weight = "600" if class_ == "title" else None
    return el(
        "text",
        words,
        x=round(x, 1),
        y=round(y, 1),
        text_anchor=None if align == "start" else align,
        font_size=str(size),
        font_weight=weight,
        fill="#16191d",
        class_=class_,
    )


def _years(axis: Axis, top: float, bottom: float) -> Html:
    """A tick a year; a month where the whole is shorter than two years."""
    ticks: list[Html] = []
    months = (axis.last - axis.first).days < 800
    step = 1 if (axis.last - axis.first).days < 500 else 3
    names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    many = max(1, (axis.last.year - axis.first.year) // 14)
    right = -100.0
    for year in range(axis.first.year, axis.last.year + 1):
        for month in range(1, 13, step) if months else (1,):
            when = date(year, month, 1)
            if not axis.first <= when <= axis.last or (not months and year % many):
                continue
            x = axis.x(when)
            ticks.append(el("line", x1=x, y1=top, x2=x, y2=bottom + 5, stroke="#d9dde2", class_="tick"))
            if x - right > 44:
                ticks.append(
                    _text(x, bottom + 19, f"{names[month - 1]} {year}" if months else str(year), "year", "middle")
                )
                right = x
    if not ticks:
        ticks.append(_text(LEFT, bottom + 19, day(axis.first), "year"))
        ticks.append(_text(WIDTH - RIGHT, bottom + 19, day(axis.last), "year", "end"))
    return el("g", ticks)


def _events(events: Sequence[Event], axis: Axis) -> tuple[int, list[tuple[Event, float, int]]]:
    """A lane for each label, so that none covers another or its line: left of their line, later ones higher."""
    placed: list[tuple[Event, float, int]] = []
    spans: list[tuple[float, float, int]] = []
    for event in sorted(events, key=lambda one: one.date.last):
        x = axis.x(event.date.last)
        left = x - 6.4 * len(event.title) - 8
        lane = max((lane + 1 for place, _, lane in spans if left < place <= x), default=0)
        spans.append((x, left, lane))
        placed.append((event, x, lane))
    lanes = min(max((lane for _, _, lane in placed), default=-1) + 1, MOST_LANES)
    return lanes, placed


def _event(event: Event, x: float, lane: int, lanes: int, bottom: float) -> Html:
    y = LANE * (lanes - lane) - 2
    if lane >= lanes:
        return el("line", x1=x, y1=LANE * lanes, x2=x, y2=bottom, stroke="#9aa1a9", class_="event")
    long = x - 6.4 * len(event.title) - 8 < 0
    label = _text(x + 5 if long else x - 5, y, event.title, "event", "start" if long else "end")
    title = el("title", f"{day(event.date.last)}: {event.title}")
    return el("g", title, el("line", x1=x, y1=y - 9, x2=x, y2=bottom, stroke="#9aa1a9", class_="event"), label)


def _described(groups: Sequence[tuple[str, list[Strip]]]) -> str:
    parts = []
    for title, found in groups:
        for strip in found:
            history = "; ".join(described(run) for run in strip.runs[-6:])
            parts.append(f"{title}, {strip.label}: {history}.")
    return " ".join(parts)
