"""The mark of a solution: a diamond, filled; hollow and struck through where it is stopped at somebody's home."""

from __future__ import annotations

from detente.brief.markup import Html, el


def diamond(x: float, y: float, *, stopped: bool = False) -> Html:
    """Around a point of a drawing."""
    path = f"M{x} {y - 5.5}l5 5.5l-5 5.5l-5 -5.5z"
    if stopped:
        return el("path", d=path, fill="#fff", stroke="#16191d", stroke_width="1.4", class_="hollow")
    return el("path", d=path, fill="#16191d", class_="solution")


def struck(x: float, y: float) -> Html:
    """A stroke across a mark."""
    ends = {"x1": round(x - 5.5, 1), "y1": round(y + 5.5, 1), "x2": round(x + 5.5, 1), "y2": round(y - 5.5, 1)}
    return el("line", **ends, stroke="#16191d", stroke_width="1.6", class_="strike")
