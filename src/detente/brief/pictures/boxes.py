"""Boxes with lines of text in a column of a drawing: as high as what stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from detente.brief.markup import Html, el
from detente.brief.pictures.glyphs import PRINTED
from detente.brief.pictures.placing import wide

FONT, LINE, PAD = 11.0, 13.0, 5.0
MARK = 11.0
INK, SOFT, RULE, PAPER = "#16191d", "#555c64", "#b9bfc6", "#ffffff"


@dataclass(frozen=True)
class Text:
    """A text in a box. `tag`: what stands in front of it in bold, beside a mark in the colour of class `hue`.

    `most`: lines after which it is cut.
    """

    said: str
    tag: str = ""
    hue: str = ""
    bold: bool = False
    note: bool = False
    most: int = 4


@dataclass
class Box:
    """A box `across` wide at `x`."""

    x: float
    across: float
    texts: Sequence[Text]
    top: float = 0.0
    rows: list[tuple[Text, str, bool]] = field(init=False)

    def __post_init__(self) -> None:
        self.rows = []
        for text in self.texts:
            room = self.across - 2 * PAD
            before = MARK * bool(text.hue) + (wide(f"{text.tag} ", FONT, bold=True) if text.tag else 0)
            parts = wrapped(text.said, room, text.most, before, bold=text.bold)
            self.rows += [(text, part, place == 0) for place, part in enumerate(parts)]

    @property
    def high(self) -> float:
        """Its height."""
        return 2 * PAD + LINE * len(self.rows)

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.top + self.high

    @property
    def right(self) -> float:
        """Its right side."""
        return self.x + self.across

    @property
    def middle(self) -> float:
        """Its middle, from above."""
        return self.top + self.high / 2

    def spread(self, place: int, of: int) -> float:
        """Where the line of that place, of so many at one side, meets it: around the middle, not at the corners."""
        step = min(12.0, (self.high - 8) / max(1, of))
        return self.middle + (place - (of - 1) / 2) * step


def stacked(boxes: Sequence[Box], top: float, between: float) -> float:
    """Put boxes one below the other; where the last ends."""
    for box in boxes:
        box.top = top
        top = box.bottom + between
    return top - between


def wrapped(text: str, across: float, most: int, before: float = 0.0, *, bold: bool = False) -> list[str]:
    """Words in lines that fit, the first with so much `before` it; what is more than `most` lines is cut.

    >>> wrapped("Dismantled and shipped home", 90, 1)
    ['Dismantled and…']
    """
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        taken = before if len(lines) == 1 else 0.0
        if (lines[-1] or taken) and wide(longer, FONT, bold=bold) > across - taken:
            lines.append(word)
        else:
            lines[-1] = longer
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1].rstrip(',;:')}…"]
    return [_cut(line, across, bold=bold) for line in lines]


def _cut(line: str, across: float, *, bold: bool) -> str:
    """A line with its end cut off where it does not fit."""
    if wide(line, FONT, bold=bold) <= across:
        return line
    while len(line) > 1 and wide(f"{line}…", FONT, bold=bold) > across:
        line = line[:-1].rstrip("… ")
    return f"{line}…"


def boxed(box: Box, *, first: bool = False, whole: str = "") -> Html:
    """The box; `first`: with a heavier border; `whole`: what it says when nothing is cut."""
    frame = el(
        "rect",
        x=round(box.x, 1),
        y=round(box.top, 1),
        width=round(box.across, 1),
        height=round(box.high, 1),
        rx=2,
        fill=PAPER,
        stroke=INK if first else RULE,
        stroke_width=1.8 if first else 1,
        class_="box first" if first else "box",
    )
    return el("g", el("title", whole) if whole else None, frame, [_row(box, *one) for one in enumerate(box.rows)])


def _row(box: Box, number: int, row: tuple[Text, str, bool]) -> list[Html]:
    text, said, begins = row
    x, y = box.x + PAD, box.top + PAD + LINE * (number + 1) - 3
    mark = None
    if begins and text.hue:
        colour = PRINTED.get(text.hue, SOFT)
        mark = el("rect", x=round(x, 1), y=round(y - 8, 1), width=8, height=8, fill=colour, class_=f"head {text.hue}")
        x += MARK
    tag = [el("tspan", text.tag, font_weight="600"), " "] if begins and text.tag else None
    words = el(
        "text",
        tag,
        said,
        x=round(x, 1),
        y=round(y, 1),
        font_size=FONT,
        font_weight="600" if text.bold else None,
        fill=SOFT if text.note else INK,
        class_="soft" if text.note else None,
    )
    return [words] if mark is None else [mark, words]
