"""Marks of meaning. Form says what, colour says who; unknown is visibly empty."""

from __future__ import annotations

from html import escape

from detente.brief.markup import Html

_SHAPES = {
    "demands": '<circle cx="8" cy="8" r="5.5" fill="currentColor"/>',
    "accepts": '<circle cx="8" cy="8" r="4.75" fill="none" stroke="currentColor" stroke-width="1.75"/>',
    "rejects": '<path d="M3.5 3.5l9 9m0-9l-9 9" fill="none" stroke="currentColor" stroke-width="2"/>',
    "passes": '<path d="M3 8.5l3.5 4L13 4" fill="none" stroke="currentColor" stroke-width="2"/>',
    "unneeded": '<path d="M4 8h8" fill="none" stroke="currentColor" stroke-width="1.5"/>',
    "limit": '<rect x="5" y="1.5" width="6" height="13" fill="currentColor"/>',
    "conditional": '<circle cx="8" cy="8" r="4.75" fill="none" stroke="currentColor" stroke-width="1.75"'
    ' stroke-dasharray="2.4 2"/>',
    "unknown": '<circle cx="8" cy="8" r="1" fill="currentColor"/>',
    "member": '<circle cx="8" cy="8" r="5" fill="currentColor"/>',
    "lightest": '<path d="M8 2l5.5 6L8 14 2.5 8z" fill="currentColor"/>',
    "fewest": '<path d="M8 2.5l5 5.5-5 5.5L3 8z" fill="none" stroke="currentColor" stroke-width="1.6"/>',
    "hardening": '<path d="M8 13V4M4 7.5L8 3.5l4 4" fill="none" stroke="currentColor" stroke-width="1.75"/>',
    "softening": '<path d="M8 3v9M4 8.5l4 4 4-4" fill="none" stroke="currentColor" stroke-width="1.75"/>',
    "lateral": '<path d="M3 8h9M8.5 4L12.5 8l-4 4" fill="none" stroke="currentColor" stroke-width="1.75"/>',
}
WORDS = {
    "demands": "demands",
    "accepts": "accepts",
    "rejects": "rejects",
    "passes": "passes",
    "unneeded": "not needed",
    "limit": "red line",
    "conditional": "on a condition only",
    "unknown": "not known",
    "member": "part of it",
    "lightest": "given up in this side’s lightest way out",
    "fewest": "given up in the fewest positions of all",
    "hardening": "hardened",
    "softening": "softened",
    "lateral": "moved sideways",
}


PRINTED = {
    "p0": "#0072b2",
    "p1": "#d55e00",
    "p2": "#008a64",
    "p3": "#b8588c",
    "p4": "#b87f00",
    "p5": "#3a93cc",
    "p6": "#8f8500",
    "p7": "#16191d",
}
"""The colours of sides where the page's styles do not reach into a drawing; the same as in style.css."""


def glyph(name: str, title: str = "", class_: str = "", side: str = "") -> Html:
    """A mark with its meaning as its title, in the colour of the text around it; `side`: the class of a side."""
    return Html(_drawn(name, f'class="g {class_ or name}"{_colour(side)} role="img"', escape(title or WORDS[name])))


def key(*names: str) -> Html:
    """The marks that a picture uses, with their words."""
    parts = "".join(f"<li>{_drawn(name, _SILENT.format(name), WORDS[name])} {WORDS[name]}</li>" for name in names)
    return Html(f'<ul class="key">{parts}</ul>')


_SILENT = 'class="g {}" aria-hidden="true"'


def _colour(side: str) -> str:
    return f' color="{PRINTED[side]}"' if side in PRINTED else ""


def _drawn(name: str, attributes: str, title: str) -> str:
    return f'<svg viewBox="0 0 16 16" width="16" height="16" {attributes}><title>{title}</title>{_SHAPES[name]}</svg>'
