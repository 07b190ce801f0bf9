"""The treaty map: territories shaded by consequence, arrows from host to home with low and high figures.

One drawing for page, brief and PDF. Tone and pattern say what a treaty would mean for a territory, an arrow's width how
much would move, broken lines what is not confirmed or not known. Arrows are not routes. What leaves the frame says
where to. The text equivalent lists every arrow and every shade.
"""

from __future__ import annotations

from detente.brief.markup import Html, el, folded, scrolling
from detente.brief.pictures.mapdata import CONSEQUENCES, Flow, MapData, Shaded, Site, described, noted
from detente.brief.pictures.maplayout import laid_out
from detente.brief.pictures.mapmarks import drawn
from detente.brief.words import count

__all__ = ["CONSEQUENCES", "Flow", "MapData", "Shaded", "Site", "described", "figure", "picture"]


def picture(data: MapData, name: str = "map", *, alone: bool = True) -> Html:
    """The drawing as SVG. `name` begins its ids: maps of one page need different ones.

    `alone`: with its title and the note on borders, as a file needs them; `figure` says these itself.
    """
    return drawn(data, laid_out(data), name, alone=alone)


def figure(data: MapData, name: str = "map") -> Html:
    """The map with its title, the note on borders, and its text equivalent for everybody."""
    sentences = described(data)
    return el(
        "figure",
        el("figcaption", data.title),
        scrolling(data.title, picture(data, name, alone=False)),
        el("p", noted(data), class_="meta"),
        folded(f"The map in words: {count(len(sentences), 'line')}", el("ol", [el("li", one) for one in sentences])),
    )
