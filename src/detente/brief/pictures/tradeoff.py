"""The trade-off between two judged sides: what a package is worth to the one across, to the other upwards.

The frontier is a stair, solutions are filled marks named in place, proposals rings; lines say what no agreement is
worth to each, and what lies beyond both is shaded. Colour says only whose line it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from detente.brief.markup import Html, el
from detente.brief.pictures.diamonds import diamond, struck
from detente.brief.pictures.glyphs import PRINTED
from detente.brief.pictures.placing import Box, Point, Room, wide

WIDE, TALL = 460.0, 470.0
LEFT, RIGHT, TOP, BOTTOM = 40.0, 10.0, 26.0, 44.0
FONT, LINE = 12.5, 14.5
MOST_LETTERS, MOST_LINES = 22, 2
_LINES = 3
"""How much worse it is to cover what no agreement is worth than the frontier."""

KINDS = ("solution", "proposal", "now")


@dataclass(frozen=True)
class Mark:
    """Something with a worth for both, a least and a most; `kind` is one of KINDS. `stopped`: for certain, at
    somebody's home.
    """

    label: str
    kind: str
    x: tuple[float, float]
    y: tuple[float, float]
    stopped: bool = False

    @property
    def middle(self) -> Point:
        """Where it stands."""
        return (self.x[0] + self.x[1]) / 2, (self.y[0] + self.y[1]) / 2


@dataclass(frozen=True)
class Side:
    """One of the two: its name, its colour's class, and what no agreement is worth to it; None: not judged."""

    name: str
    hue: str
    reservation: float | None


@dataclass(frozen=True)
class TradeOff:
    """What is drawn: the first side across, the second upwards. `says` is its title, a sentence.

    `zone`: whether any package is acceptable to all who are judged; None: not known.
    """

    says: str
    across: Side
    upwards: Side
    stair: tuple[Point, ...]
    marks: tuple[Mark, ...]
    zone: bool | None


@dataclass(frozen=True)
class Label:
    """A mark's name in lines around a middle; `tied` to a point that it does not touch."""

    lines: tuple[str, ...]
    middle: Point
    size: tuple[float, float]
    kind: str
    tied: Point | None = None

    @property
    def box(self) -> Box:
        """Left, top, right, bottom."""
        (x, y), (across, down) = self.middle, self.size
        return x - across / 2, y - down / 2, x + across / 2, y + down / 2


@dataclass(frozen=True)
class Scale:
    """Where a worth lies in the drawing."""

    low: Point
    high: Point

    def at(self, point: Point) -> Point:
        """A pair of worths as a point of the drawing."""
        across = (point[0] - self.low[0]) / (self.high[0] - self.low[0])
        up = (point[1] - self.low[1]) / (self.high[1] - self.low[1])
        return (
            round(LEFT + across * (WIDE - LEFT - RIGHT), 1),
            round(TALL - BOTTOM - up * (TALL - TOP - BOTTOM), 1),
        )


def scale_of(data: TradeOff) -> Scale:
    """Round numbers around everything that is drawn."""

    def ends(values: Iterable[float]) -> tuple[float, float]:
        known = list(values)
        low, high = math.floor(min(known) / 10) * 10, math.ceil(max(known) / 10) * 10
        return float(low), float(max(high, low + 10))

    xs = [*(x for x, _ in data.stair), *(x for mark in data.marks for x in mark.x)]
    ys = [*(y for _, y in data.stair), *(y for mark in data.marks for y in mark.y)]
    xs += [data.across.reservation] if data.across.reservation is not None else []
    ys += [data.upwards.reservation] if data.upwards.reservation is not None else []
    across, upwards = ends(xs or [0.0]), ends(ys or [0.0])
    return Scale((across[0], upwards[0]), (across[1], upwards[1]))


def picture(data: TradeOff) -> Html:
    """The drawing as SVG."""
    scale = scale_of(data)
    labels = labels_of(data, scale)
    return el(
        "svg",
        el("title", data.says),
        el("desc", " ".join(described(data))),
        _shade(data, scale),
        _axes(data, scale),
        _reserved(data, scale),
        _stair(data, scale),
        [_drawn(mark, scale) for mark in data.marks],
        [_label(one) for one in labels],
        viewBox=f"0 0 {WIDE:.0f} {TALL:.0f}",
        width=f"{WIDE:.0f}",
        height=f"{TALL:.0f}",
        class_="tradeoff",
        role="img",
    )


def described(data: TradeOff) -> list[str]:
    """The picture in sentences."""
    one, other = data.across, data.upwards
    found = []
    for side in (one, other):
        if side.reservation is None:
            found.append(f"What no agreement is worth to {side.name} is not judged.")
        else:
            found.append(f"No agreement is worth {side.reservation:.0f} to {side.name}.")
    if data.stair:
        (low, best), (high, least) = data.stair[0], data.stair[-1]
        ends = f"from {low:.0f} for {one.name} and {best:.0f} for {other.name}"
        found.append(
            f"What is efficient runs {ends} to {high:.0f} and {least:.0f}."
            if len(data.stair) > 1
            else f"One point is the best for both: {low:.0f} for {one.name}, {best:.0f} for {other.name}."
        )
    for mark in data.marks:
        home = "; stopped for certain at somebody’s home" if mark.stopped else ""
        found.append(f"{mark.label}: {one.name} {_said(mark.x)}, {other.name} {_said(mark.y)}{home}.")
    return found


def _said(ends: tuple[float, float]) -> str:
    low, high = (f"{value:.0f}".replace("-", "−") for value in ends)
    return low if low == high else f"{low} to {high}"


# ------------------------------------------------------------------------------------------------------------ drawing


def _shade(data: TradeOff, scale: Scale) -> Html | None:
    """Beyond what no agreement is worth to both, under the frontier where it is known."""
    if data.across.reservation is None or data.upwards.reservation is None or not data.zone:
        return None
    corner = (data.across.reservation, data.upwards.reservation)
    steps = (
        _steps(data.stair, corner)
        if data.stair
        else [(scale.high[0], corner[1]), scale.high, (corner[0], scale.high[1])]
    )
    if data.stair:
        steps = [(corner[0], data.stair[0][1]), *steps, (data.stair[-1][0], corner[1])]
    points = " ".join(f"{x},{y}" for x, y in (scale.at(point) for point in (corner, *steps)))
    return el("polygon", points=points, fill="#eceef1", class_="zone")


def _steps(stair: Sequence[Point], corner: Point) -> list[Point]:
    """The outline of all that is at most as good as some point of the stair."""
    found: list[Point] = []
    before: Point | None = None
    for point in stair:
        if before is not None:
            found.append((before[0], point[1]))
        found.append(point)
        before = point
    return [(max(x, corner[0]), max(y, corner[1])) for x, y in found]


def _stair(data: TradeOff, scale: Scale) -> Html | None:
    if not data.stair:
        return None
    places = [scale.at(point) for point in _steps(data.stair, scale.low)]
    path = "M" + "L".join(f"{x} {y}" for x, y in places)
    ends = [scale.at(point) for point in data.stair] if len(data.stair) <= 60 else []
    return el(
        "g",
        el("path", d=path, fill="none", stroke="#555c64", stroke_width="1.4", stroke_linejoin="round", class_="stair"),
        [el("circle", cx=x, cy=y, r="1.7", fill="#555c64", class_="step") for x, y in ends],
    )


def _axes(data: TradeOff, scale: Scale) -> Html:
    """A tick every ten or twenty, and whose worth each axis is."""
    (left, bottom), (right, top) = scale.at(scale.low), scale.at(scale.high)
    drawn: list[Html] = []
    for value in _ticks(scale.low[0], scale.high[0]):
        x, _ = scale.at((value, scale.low[1]))
        drawn.append(el("line", x1=x, y1=top, x2=x, y2=bottom, stroke="#d9dde2", class_="tick"))
        drawn.append(_words(x, bottom + 15, _said((value, value)), "year", "middle"))
    for value in _ticks(scale.low[1], scale.high[1]):
        _, y = scale.at((scale.low[0], value))
        drawn.append(el("line", x1=left, y1=y, x2=right, y2=y, stroke="#d9dde2", class_="tick"))
        drawn.append(_words(left - 6, y + 4, _said((value, value)), "year", "end"))
    drawn.append(_words(right, bottom + 34, f"worth to {data.across.name} →", "axis", "end", data.across.hue))
    drawn.append(_words(2, 14, f"↑ worth to {data.upwards.name}", "axis", "start", data.upwards.hue))
    return el("g", drawn)


def _ticks(low: float, high: float) -> Iterator[float]:
    step = 10 if high - low <= 60 else 20
    value = math.ceil(low / step) * step
    while value <= high:
        yield float(value)
        value += step


def _reserved(data: TradeOff, scale: Scale) -> Html:
    """What no agreement is worth to each, as a line across the drawing in its colour."""
    (left, bottom), (right, top) = scale.at(scale.low), scale.at(scale.high)
    drawn: list[Html] = []
    if data.across.reservation is not None:
        x, _ = scale.at((data.across.reservation, scale.low[1]))
        drawn.append(_line(x, top, x, bottom, data.across.hue))
    if data.upwards.reservation is not None:
        _, y = scale.at((scale.low[0], data.upwards.reservation))
        drawn.append(_line(left, y, right, y, data.upwards.hue))
    return el("g", drawn)


def _line(x1: float, y1: float, x2: float, y2: float, hue: str) -> Html:
    colour = PRINTED.get(hue, "#555c64")
    return el(
        "line",
        x1=x1,
        y1=y1,
        x2=x2,
        y2=y2,
        stroke=colour,
        stroke_width="1.6",
        stroke_dasharray="5 3",
        class_=f"own {hue}",
    )


def _drawn(mark: Mark, scale: Scale) -> Html:
    """A solution is a diamond, a proposal a ring, what there is now a square; a range has whiskers. What is stopped at
    somebody's home is hollow and struck through.
    """
    x, y = scale.at(mark.middle)
    (x1, y1), (x2, y2) = scale.at((mark.x[0], mark.y[0])), scale.at((mark.x[1], mark.y[1]))
    whiskers = []
    if abs(x2 - x1) > 9:
        whiskers.append(el("line", x1=x1, y1=y, x2=x2, y2=y, stroke="#555c64", class_="whisker"))
    if abs(y2 - y1) > 9:
        whiskers.append(el("line", x1=x, y1=y1, x2=x, y2=y2, stroke="#555c64", class_="whisker"))
    shapes = {
        "solution": diamond(x, y, stopped=mark.stopped),
        "proposal": el("circle", cx=x, cy=y, r="4.2", fill="#fff", stroke="#16191d", stroke_width="1.6", class_="ring"),
        "now": el("rect", x=x - 3.7, y=y - 3.7, width=7.4, height=7.4, fill="#555c64", class_="now"),
    }
    crossed = struck(x, y) if mark.stopped else None
    title = f"{mark.label}: stopped for certain at somebody’s home" if mark.stopped else mark.label
    return el("g", el("title", title), whiskers, shapes[mark.kind], crossed)


def _label(one: Label) -> Html:
    left, top, right, _ = one.box
    tie = None
    if one.tied is not None:
        x, y = one.tied
        tie = el("line", x1=x, y1=y, x2=round(min(max(x, left), right), 1), y2=round(one.middle[1], 1),
                 stroke="#9aa1a9", class_="tie")  # fmt: skip
    words = [
        _words(round(one.middle[0], 1), round(top + LINE * (place + 1) - 3.5, 1), line, one.kind, "middle")
        for place, line in enumerate(one.lines)
    ]
    return el("g", tie, words)


def _words(x: float, y: float, words: str, class_: str, align: str, hue: str = "") -> Html:
    colour = PRINTED.get(hue, "#16191d" if class_ in KINDS else "#555c64")
    return el(
        "text",
        words,
        x=x,
        y=y,
        font_size=str(FONT if class_ in KINDS else 12),
        font_weight="600" if class_ in ("axis", "solution") else None,
        fill=colour,
        text_anchor=None if align == "start" else align,
        class_=f"{class_} {hue}".strip(),
    )


# ------------------------------------------------------------------------------------------------------------- labels


def labels_of(data: TradeOff, scale: Scale) -> list[Label]:
    """The marks' names and the lines', each where it covers least: solutions first."""
    (left, bottom), (right, top) = scale.at(scale.low), scale.at(scale.high)
    room = Room((left + 1, top - 12, right + 6, bottom - 2))
    places = [scale.at(mark.middle) for mark in data.marks]
    for x, y in places:
        room.boxes.append((x - 5.5, y - 5.5, x + 5.5, y + 5.5))
    room.take(_along([scale.at(point) for point in _steps(data.stair, scale.low)]))
    found = list(_lines(data, scale, room))
    if data.across.reservation is not None:
        x, _ = scale.at((data.across.reservation, scale.low[1]))
        room.take([*_along([(x, top), (x, bottom)])] * _LINES)
    if data.upwards.reservation is not None:
        _, y = scale.at((scale.low[0], data.upwards.reservation))
        room.take([*_along([(left, y), (right, y)])] * _LINES)
    ordered = sorted(zip(data.marks, places, strict=True), key=lambda one: KINDS.index(one[0].kind))
    for mark, place in ordered:
        lines = tuple(_folded(mark.label))
        size = (max(wide(line, FONT, bold=mark.kind == "solution") for line in lines) + 4, LINE * len(lines) + 1)
        middle = room.place(size, list(_around(place, size)))
        tied = _untouched(place, middle, size)
        if tied is not None:
            room.take(_along([tied, middle]))
        found.append(Label(lines, middle, size, mark.kind, tied))
    return found


def _lines(data: TradeOff, scale: Scale, room: Room) -> Iterator[Label]:
    """What the two lines are: “no agreement”, with the figure, at whichever end is free."""
    (left, bottom), (right, top) = scale.at(scale.low), scale.at(scale.high)
    if data.upwards.reservation is not None:
        text = f"no agreement: {data.upwards.reservation:.0f}"
        size = (wide(text, 12) + 4, LINE)
        _, y = scale.at((scale.low[0], data.upwards.reservation))
        tries = [(x, y + up) for up in (9, -9) for x in (right - size[0] / 2, left + size[0] / 2 + 4)]
        yield Label((text,), room.place(size, tries), size, f"small {data.upwards.hue}")
    if data.across.reservation is not None:
        text = f"no agreement: {data.across.reservation:.0f}"
        size = (wide(text, 12) + 4, LINE)
        x, _ = scale.at((data.across.reservation, scale.low[1]))
        tries = [
            (x + side * (size[0] / 2 + 4), y)
            for y in (bottom - LINE, top + LINE, bottom - 3 * LINE)
            for side in (1, -1)
        ]
        yield Label((text,), room.place(size, tries), size, f"small {data.across.hue}")


def _along(path: Sequence[Point]) -> Iterator[Point]:
    for one, other in pairwise(path):
        steps = max(1, round(math.dist(one, other) / 8))
        for step in range(steps):
            share = step / steps
            yield one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


def _around(place: Point, size: tuple[float, float]) -> Iterator[Point]:
    """Beside a mark first, then above and below, then farther out all round."""
    x, y = place
    across, down = size[0] / 2, size[1] / 2
    yield x + across + 7, y
    yield x - across - 7, y
    yield x, y - down - 6
    yield x, y + down + 6
    for far in (8, 22, 38, 56, 80, 110, 150):
        for step in range(16):
            angle = math.pi * 2 * step / 16 - math.pi / 4
            yield x + math.cos(angle) * (across + far), y + math.sin(angle) * (down + far)


def _untouched(place: Point, middle: Point, size: tuple[float, float]) -> Point | None:
    """The mark, where its name stands so far off that a line must tie them."""
    aside = max(abs(place[0] - middle[0]) - size[0] / 2, abs(place[1] - middle[1]) - size[1] / 2)
    return place if aside > 9 else None


def _folded(label: str) -> Iterator[str]:
    """A name in at most two short lines; the end of a longer one is left out."""
    lines: list[str] = []
    for word in label.split():
        if lines and len(lines[-1]) + len(word) < MOST_LETTERS:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    shown = [line if len(line) <= MOST_LETTERS else line[: MOST_LETTERS - 1] + "…" for line in lines[:MOST_LINES]]
    if len(lines) > MOST_LINES:
        shown[-1] = shown[-1].rstrip("…,")[: MOST_LETTERS - 1] + "…"
    yield from shown
