"""A rung of the ladder: the seats of a body as a bar, those for it from the left, and how many the rule needs.

Bar and line are for one and the same attendance: as many take part as may. Who is away lies beyond the bar.
"""

from __future__ import annotations

from detente.brief.markup import Html, el
from detente.brief.pictures.glyphs import PRINTED
from detente.brief.pictures.placing import wide
from detente.space.outcomes import Votes

WIDE, TALL, BAR, TOP = 460.0, 36.0, 14.0, 18.0
FONT = 12.0


def picture(votes: Votes, hue: str, says: str, needs: str) -> Html:
    """Filled: for it in any case; half-filled: for it perhaps; empty: not known; the rest is against or abstains.

    `needs` are the words at the line.
    """
    seats = max(1, votes.seats)
    there = float(votes.present[1]) / seats
    sure, may = float(votes.yes[0]) * there, float(votes.yes[1]) * there
    known = may + votes.unknown * there
    colour = PRINTED.get(hue, "#555c64")
    drawn = [
        _bar(0, float(votes.present[1]), seats, "#eceef1", "rest"),
        _bar(float(votes.present[1]), seats, seats, "none", "away", stroke="#b9bfc6"),
        _bar(0, sure, seats, colour, f"own {hue}"),
        _bar(sure, may, seats, colour, f"own {hue}", fill_opacity=".38"),
        _bar(may, known, seats, "#fff", "unknown", stroke="#555c64", stroke_dasharray="3 2"),
    ]
    low, high = votes.needs_at_most
    ends = _x(low, seats), _x(high, seats)
    if high > low:
        drawn.append(
            el(
                "rect",
                x=ends[0],
                y=TOP - 4,
                width=round(ends[1] - ends[0], 1),
                height=3,
                fill="#16191d",
                class_="quota",
            )
        )
    drawn += [
        el("line", x1=x, y1=TOP - 5, x2=x, y2=TOP + BAR + 4, stroke="#16191d", stroke_width=2, class_="quota")
        for x in dict.fromkeys(ends)
    ]
    half = wide(needs, FONT) / 2
    middle = min(max((ends[0] + ends[1]) / 2, half + 2), WIDE - half - 2)
    drawn.append(el("text", needs, x=round(middle, 1), y=TOP - 7, font_size=FONT, text_anchor="middle", fill="#16191d"))
    return el(
        "svg",
        el("title", says),
        drawn,
        viewBox=f"0 0 {WIDE:.0f} {TALL:.0f}",
        width=f"{WIDE:.0f}",
        height=f"{TALL:.0f}",
        class_="rung",
        role="img",
    )


def _x(votes: float, seats: int) -> float:
    return round(1 + min(max(votes / seats, 0), 1) * (WIDE - 2), 1)


def _bar(low: float, high: float, seats: int, fill: str, class_: str, **more: str) -> Html | None:
    left, right = _x(low, seats), _x(high, seats)
    if right - left < 0.5:
        return None
    return el("rect", x=left, y=TOP, width=round(right - left, 1), height=BAR, fill=fill, class_=class_, **more)
