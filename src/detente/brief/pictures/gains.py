"""Who gains what: a line a side, from what no agreement is worth to it to its best, and the solutions on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from detente.brief.markup import Html, el
from detente.brief.pictures.diamonds import diamond, struck
from detente.brief.pictures.glyphs import PRINTED
from detente.brief.pictures.placing import Box, wide

WIDE, LEFT, RIGHT = 460.0, 8.0, 8.0
FONT, LANE, NAME, GAP = 12.0, 15.0, 20.0, 16.0


ABOVE = ("solution", "stopped")
"""What is named above the line."""

MOST = 300.0
"""A label is made no wider than that by another that joins it."""

SAME = 0.5
"""Solutions that are worth the same to a side to that many points have one mark."""


@dataclass(frozen=True)
class Spot:
    """Something that is worth so much to a side. `kind`: solution, stopped (one that somebody's home stops), now,
    none (no agreement) or best.
    """

    label: str
    worth: float
    kind: str


@dataclass(frozen=True)
class Line:
    """One side: its name, its colour's class, what no agreement and its best are worth; None: not known."""

    name: str
    hue: str
    reservation: float | None
    best: float | None
    spots: tuple[Spot, ...]


@dataclass(frozen=True)
class Placed:
    """A spot with its label: where the label's middle is, in which lane, and its box."""

    spot: Spot
    x: float
    middle: float
    lane: int
    box: Box


def picture(lines: Sequence[Line], says: str) -> Html:
    """All sides, one below the other, on one scale of points; points of two sides are not the same thing."""
    low, high = ends(lines)
    body: list[Html] = []
    y = 4.0
    for line in lines:
        drawn, y = _row(line, y, low, high)
        body.append(drawn)
        y += GAP
    return el(
        "svg",
        el("title", says),
        el("desc", " ".join(described(line) for line in lines)),
        body,
        viewBox=f"0 0 {WIDE:.0f} {round(y)}",
        width=f"{WIDE:.0f}",
        height=round(y),
        class_="gains",
        role="img",
    )


def described(line: Line) -> str:
    """A side's line in words."""
    said = ", ".join(
        f"{spot.label} {_said(spot.worth)}{' (stopped at home)' if spot.kind == 'stopped' else ''}"
        for spot in line.spots
    )
    return f"{line.name}: {said}."


def ends(lines: Iterable[Line]) -> tuple[float, float]:
    """The least and the most of the scale."""
    known = [spot.worth for line in lines for spot in line.spots]
    return min([0.0, *known]), max([100.0, *known])


def placed(spots: Sequence[Spot], low: float, high: float, y: float, step: float) -> list[Placed]:
    """Labels in lanes, `step` apart from `y` on: none covers another, nor the line that ties another to its mark.

    A label ends at its mark, or begins there where the first would not fit; later marks have higher lanes.
    """
    grouped = [(_x(spot.worth, low, high), wide(_words(spot), FONT) + 8, spot) for spot in _joined(spots)]
    grouped.sort(key=lambda one: one[0])
    ending = not grouped or grouped[0][0] - grouped[0][1] >= -8 or grouped[-1][0] + grouped[-1][1] > WIDE + 8
    found: list[Placed] = []
    for x, across, spot in grouped if ending else reversed(grouped):
        left = min(max(x - across + 5 if ending else x - 5, 0.0), WIDE - across)
        right = left + across
        beneath = (one for one in found if (one.box[0] < right and left < one.box[2]) or left < one.x < right)
        lane = max((one.lane + 1 for one in beneath), default=0)
        top = y + lane * step - (LANE if step < 0 else 0)
        found.append(Placed(spot, x, left + across / 2, lane, (left, top, right, top + LANE)))
    return found


def _joined(spots: Sequence[Spot]) -> list[Spot]:
    """Marks of one kind that are worth the same to half a point have one label."""
    found: list[Spot] = []
    for spot in sorted(spots, key=lambda one: one.worth):
        last = found[-1] if found else None
        both = Spot(f"{last.label}, {spot.label}", last.worth, spot.kind) if last else spot
        if last and _alike(last, spot) and wide(_words(both), FONT) < MOST:
            found[-1] = both
        else:
            found.append(spot)
    return found


def _alike(one: Spot, other: Spot) -> bool:
    return one.kind == other.kind and other.worth - one.worth < SAME and _said(one.worth) == _said(other.worth)


def _x(worth: float, low: float, high: float) -> float:
    return round(LEFT + (worth - low) / (high - low) * (WIDE - LEFT - RIGHT), 1)


def _said(worth: float) -> str:
    return f"{worth:.0f}".replace("-", "−")


def _words(spot: Spot) -> str:
    return f"{spot.label} {_said(spot.worth)}"


def _row(line: Line, y: float, low: float, high: float) -> tuple[Html, float]:
    above = placed([spot for spot in line.spots if spot.kind in ABOVE], low, high, 0, -LANE)
    below = placed([spot for spot in line.spots if spot.kind not in ABOVE], low, high, 0, LANE)
    lanes = max((one.lane for one in above), default=-1) + 1
    track = y + NAME + lanes * LANE + 12
    under = max((one.lane for one in below), default=-1) + 1
    colour = PRINTED.get(line.hue, "#555c64")
    drawn = [
        el("rect", x=0, y=round(y + 3, 1), width=9, height=9, fill=colour, class_=f"own {line.hue}"),
        el("text", line.name, x=15, y=round(y + 12, 1), font_size="13", font_weight="600", fill="#16191d"),
        _bar(_x(low, low, high), _x(high, low, high), track, "#d9dde2", 2, "scale"),
    ]
    if line.reservation is not None and line.best is not None and line.best > line.reservation:
        ends_at = (_x(line.reservation, low, high), _x(line.best, low, high))
        drawn.append(_bar(*ends_at, track, colour, 5, f"own {line.hue}"))
    drawn += [_mark(one, track, -1) for one in above] + [_mark(one, track, 1) for one in below]
    return el("g", drawn), track + 12 + under * LANE


def _bar(left: float, right: float, y: float, colour: str, thick: int, class_: str) -> Html:
    return el("line", x1=left, y1=y, x2=right, y2=y, stroke=colour, stroke_width=thick, class_=class_)


def _mark(one: Placed, track: float, side: int) -> Html:
    """A mark on the line and its label above (`side` −1) or below it."""
    spot, x = one.spot, one.x
    shapes = {
        "solution": lambda: diamond(x, track),
        "stopped": lambda: el("g", diamond(x, track, stopped=True), struck(x, track)),
        "now": lambda: el("rect", x=round(x - 3.5, 1), y=track - 3.5, width=7, height=7, fill="#555c64", class_="now"),
        "none": lambda: el(
            "line", x1=x, y1=track - 7, x2=x, y2=track + 7, stroke="#16191d", stroke_width=2, class_="end"
        ),
        "best": lambda: el(
            "line", x1=x, y1=track - 5, x2=x, y2=track + 5, stroke="#16191d", stroke_width=2, class_="end"
        ),
    }
    base = track + side * 9
    words = round(base - one.lane * LANE if side < 0 else base + (one.lane + 1) * LANE - 4, 1)
    tie = None
    if one.lane:
        end = round(words + 3 if side < 0 else words - 11, 1)
        tie = el("line", x1=x, y1=base + side * -2, x2=x, y2=end, stroke="#b9bfc6", class_="tie")
    middle = round(one.middle, 1)
    text = el(
        "text", _words(spot), x=middle, y=words, font_size=FONT, text_anchor="middle", fill="#16191d", class_=spot.kind
    )
    return el("g", tie, shapes[spot.kind](), text)
