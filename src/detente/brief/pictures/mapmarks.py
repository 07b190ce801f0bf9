"""A map's marks as SVG: attributes carry light tones, for print and files; the page's styles add the dark ones."""

from __future__ import annotations

import math
from textwrap import wrap

from detente.brief.markup import Html, el, text
from detente.brief.pictures.maparrows import Arrow
from detente.brief.pictures.mapdata import CONSEQUENCES, MapData, described, noted, told
from detente.brief.pictures.maplabels import FONT, LINE, Label
from detente.brief.pictures.maplayout import Land, Layout, Ring
from detente.brief.pictures.placing import wide
from detente.brief.words import count

INK, SOFT, PAPER, LAND, BORDER = "#16191d", "#555c64", "#ffffff", "#eceef1", "#ffffff"

_PATTERNS = {
    "leave": ("#b9bfc6", '<path d="M-2 10L10 -2M2 14L14 2" stroke="#6b737c" stroke-width="1.6" class="stripe"/>', 8),
    "depends": ("#dde1e5", '<circle cx="3.5" cy="3.5" r="1.3" fill="#6b737c" class="spot"/>', 7),
    "unknown": (
        "#ffffff",
        '<path d="M-2 -2L12 12M-2 8L2 12M8 -2L12 2" stroke="#9aa1a9" stroke-width="0.9" class="thin"/>',
        10,
    ),
    "closed": ("#e3e6ea", '<path d="M0 4H8" stroke="#a4abb3" stroke-width="0.9" class="thin"/>', 8),
}
"""For each consequence its tone, its pattern and the pattern's step."""


_GROUND = {"place": 0.86, "quiet": 0.7}
"""How much of the map the ground of a label hides; of others nearly all."""


def drawn(data: MapData, layout: Layout, name: str, *, alone: bool) -> Html:
    """The whole drawing, with its key below the frame; `alone`: with its title above and its note below."""
    frame = layout.frame
    shown = {land.consequence for land in layout.lands} | {consequence for _, consequence in layout.sites}
    used = [one for one in CONSEQUENCES if one in shown]
    key, below = _key(data, layout, used, name)
    head = _lines(data.title, 104, 22, 20, font_size=17, font_weight=600) if alone else []
    note = _lines(noted(data), 150, 16, frame.height + below + 14, font_size=12, fill=SOFT) if alone else []
    above = 22 * len(head) + 8 if head else 0
    height = above + frame.height + below + (16 * len(note) + 8 if note else 0)
    return el(
        "svg",
        el("title", data.title),
        el("desc", " ".join(described(data))),
        el("defs", [_pattern(one, name) for one in used], _clip(frame.width, frame.height, name)),
        el("rect", x=0, y=0, width=frame.width, height=height, fill=PAPER) if alone else None,
        head,
        el("g", _framed(data, layout, name), key, note, transform=f"translate(0 {above})" if above else None),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {frame.width:g} {height:g}",
        width=f"{frame.width:g}",
        height=f"{height:g}",
        class_="map",
        role="img",
        fill=INK,
        font_family="Plex, IBM Plex Sans, Noto Sans, Helvetica, Arial, sans-serif",
        font_size=FONT,
    )


def _lines(words: str, letters: int, step: float, first: float, **attributes: str | float) -> list[Html]:
    """Words in lines of so many letters."""
    lines = wrap(words, letters, break_on_hyphens=False)
    return [el("text", line, x=0, y=first + step * place, **attributes) for place, line in enumerate(lines)]


def _framed(data: MapData, layout: Layout, name: str) -> list[Html]:
    """What lies within the frame: sea, land, arrows, marks and labels."""
    width, height = layout.frame.width, layout.frame.height
    return [
        el("rect", x=0, y=0, width=width, height=height, fill=PAPER, class_="sea"),
        el(
            "g",
            el("g", [_land(land, name) for land in layout.lands], stroke=BORDER, stroke_width=0.8, class_="lands"),
            el("g", [_ring(land, name) for land in layout.lands if land.small and land.heart]),
            el("g", [_arrow(arrow, told(data, arrow.stream)) for arrow in layout.arrows]),
            el("g", [_start(arrow) for arrow in layout.arrows]),
            el("g", [_site(point, name, consequence) for point, consequence in layout.sites]),
            clip_path=f"url(#{name}-frame)",
        ),
        el("g", [_label(label) for label in layout.labels]),
        el("rect", x=0.5, y=0.5, width=width - 1, height=height - 1, fill="none", stroke="#b9bfc6", class_="edge"),
    ]


def _pattern(consequence: str, name: str) -> Html:
    tone, marks, step = _PATTERNS[consequence]
    back = el("rect", width=step, height=step, fill=tone, class_=f"tone {consequence}")
    return el(
        "pattern", back, Html(marks), id=f"{name}-{consequence}", width=step, height=step, patternUnits="userSpaceOnUse"
    )


def _clip(width: float, height: float, name: str) -> Html:
    return el("clipPath", el("rect", x=0, y=0, width=width, height=height), id=f"{name}-frame")


def _land(land: Land, name: str) -> Html:
    fill = f"url(#{name}-{land.consequence})" if land.consequence else LAND
    path = "".join(_path(ring) for ring in land.rings)
    return el("path", d=path, fill=fill, fill_rule="evenodd", class_="shaded" if land.consequence else "land")


def _path(ring: Ring) -> str:
    """A ring as steps from point to point, to a tenth."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in ring[:-1].tolist()]
    parts, (left, top) = [f"M{tenths[0][0] / 10:g} {tenths[0][1] / 10:g}l"], tenths[0]
    for x, y in tenths[1:]:
        parts.append(f"{(x - left) / 10:g} {(y - top) / 10:g} ")
        left, top = x, y
    return "".join(parts).rstrip() + "z"


def _ring(land: Land, name: str) -> Html:
    x, y = land.heart or (0, 0)
    fill = f"url(#{name}-{land.consequence})"
    return el("circle", cx=round(x, 1), cy=round(y, 1), r=8, fill=fill, stroke=SOFT, stroke_width=1.2, class_="ringed")


def _arrow(arrow: Arrow, said: str) -> Html:
    """A curve that ends where its head begins. Broken: not confirmed, or not known how much."""
    length = math.dist(arrow.start, arrow.end)
    head = min(7 + 1.5 * arrow.width, 0.5 * length)
    sure = arrow.stream.certain and arrow.stream.known
    gap = 0.0 if arrow.leaves else min(5.0, 0.1 * length)
    tip = _back(arrow, gap)
    neck = _back(arrow, gap + head)
    across, down = tip[0] - neck[0], tip[1] - neck[1]
    long = math.hypot(across, down) or 1.0
    half = 2.5 + 0.85 * arrow.width
    aside = (-down / long * half, across / long * half)
    corners = [tip, (neck[0] + aside[0], neck[1] + aside[1]), (neck[0] - aside[0], neck[1] - aside[1])]
    curve = f"M{_at(arrow.start)}Q{_at(arrow.bend)} {_at(neck)}"
    dash = None if sure else f"{4 + arrow.width:g} 4"
    return el(
        "g",
        el("title", said),
        el("path", d=curve, fill="none", stroke=PAPER, stroke_width=arrow.width + 2, class_="halo"),
        el("path", d=curve, fill="none", stroke=INK, stroke_width=arrow.width, stroke_dasharray=dash, class_="line"),
        el("path", d="M" + "L".join(_at(corner) for corner in corners) + "z", fill=INK, class_="head"),
        class_="arrow",
    )


def _back(arrow: Arrow, away: float) -> tuple[float, float]:
    """The point of the curve that lies so far before its end."""
    steps = [arrow.at(1 - step / 100) for step in range(101)]
    return next((point for point in steps if math.dist(point, arrow.end) >= away), arrow.start)


def _at(point: tuple[float, float]) -> str:
    return f"{round(point[0], 1):g} {round(point[1], 1):g}"


def _start(arrow: Arrow) -> Html:
    x, y = arrow.start
    return el("circle", cx=round(x, 1), cy=round(y, 1), r=3.2, fill=PAPER, stroke=INK, stroke_width=1.4, class_="start")


def _site(point: tuple[float, float], name: str, consequence: str) -> Html:
    x, y = point
    fill = f"url(#{name}-{consequence})" if consequence else PAPER
    box = {"x": round(x - 5, 1), "y": round(y - 5, 1), "width": 10, "height": 10}
    return el("rect", **box, fill=fill, stroke=INK, stroke_width=1.4, class_="site")


def _label(label: Label) -> Html:
    """Words on a ground of paper, tied to what they are of where they stand apart."""
    x, y = label.middle
    width, height = label.size
    box = {
        "x": round(x - width / 2, 1),
        "y": round(y - height / 2, 1),
        "width": round(width, 1),
        "height": round(height, 1),
    }
    tie = None
    if label.tied:
        tie = el("path", d=f"M{_at(label.middle)}L{_at(label.tied)}", stroke=SOFT, stroke_width=0.8, class_="tie")
    first = y - (len(label.lines) - 1) * LINE / 2 + FONT * 0.35
    words = [
        el("text", line, x=round(x, 1), y=round(first + place * LINE, 1), text_anchor="middle")
        for place, line in enumerate(label.lines)
    ]
    return el(
        "g",
        tie,
        el("rect", **box, rx=2, fill=PAPER, fill_opacity=_GROUND.get(label.kind, 0.93), class_="ground"),
        words,
        font_weight=600 if label.kind in ("place", "away") else None,
        fill=SOFT if label.kind == "quiet" else None,
        class_=label.kind,
    )


def _key(data: MapData, layout: Layout, used: list[str], name: str) -> tuple[Html, float]:
    """What tones and lines mean, in rows below the frame, and how high they are."""
    entries: list[tuple[str, str]] = [(one, data.meaning(one)) for one in used]
    sure = {arrow.stream.certain and arrow.stream.known for arrow in layout.arrows}
    if True in sure:
        entries.append(("sure", "how many: troops unless another unit is said"))
    if False in sure:
        entries.append(("unsure", "broken: not confirmed, or not known how much"))
    if any(label.kind == "number" for label in layout.labels):
        entries.append(("", "(1): the line of the text that has the figures"))
    if layout.unplaced:
        entries.append(("", f"not drawn, for want of a place: {count(layout.unplaced, 'arrow')}; the text has all"))
    parts: list[Html] = []
    x, y, top = 0.0, 22.0, layout.frame.height
    for kind, words in entries:
        room = 30 + wide(words, FONT) + 18
        if x and x + room > layout.frame.width:
            x, y = 0.0, y + 22
        parts.append(_swatch(kind, x, top + y, name) if kind else text(None))
        parts.append(el("text", words, x=x + (30 if kind else 0), y=top + y, class_="small", fill=SOFT))
        x += room
    return el("g", parts), (y + 10 if entries else 4)


def _swatch(kind: str, x: float, y: float, name: str) -> Html:
    if kind in CONSEQUENCES:
        fill = f"url(#{name}-{kind})"
        return el(
            "rect",
            x=x + 0.5,
            y=y - 11.5,
            width=22,
            height=14,
            fill=fill,
            stroke=SOFT,
            stroke_width=0.8,
            class_="swatch",
        )
    dash = None if kind == "sure" else "6 4"
    width = 4 if kind == "sure" else 2
    return el("path", d=f"M{x:g} {y - 4:g}h22", stroke=INK, stroke_width=width, stroke_dasharray=dash, class_="line")
