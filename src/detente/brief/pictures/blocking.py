"""Blocking sets: positions as rows by party, a column each minimal conflict, its members joined by a line."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analyses.impasse import LevelImpasse
from detente.brief.markup import Content, Html, el, joined
from detente.brief.names import Names
from detente.brief.phrases import small_id, stance
from detente.brief.pictures.glyphs import glyph
from detente.brief.words import capital, number

MOST_DRAWN = 40


def drawn(row: LevelImpasse) -> tuple[tuple[str, ...], ...]:
    """The conflicts that are drawn and listed, in the order of their numbers: small ones first."""
    place = {name: number_of for number_of, name in enumerate(row.positions)}
    ordered = sorted(row.conflicts(), key=lambda one: (len(one), sorted(place[name] for name in one)))
    return tuple(ordered[:MOST_DRAWN])


def picture(row: LevelImpasse, conflicts: Sequence[tuple[str, ...]], names: Names) -> Html:
    """The table of dots."""
    members = {name for conflict in conflicts for name in conflict}
    alone = {name for way in row.lightest for name in way.positions}
    fewest = set(row.fewest)
    shown = [name for name in row.positions if name in members]
    lines = _lines(shown, row)
    body: list[Html] = []
    for place, name in enumerate(lines):
        hue = names.hue(row.positions[name].unit) if name in row.positions else ""
        cells = [_cell(name, place, conflict, lines, hue) for conflict in conflicts]
        if name in row.positions:
            body.append(_position(row, name, cells, names, (name in alone, name in fewest)))
        else:
            body.append(
                el(
                    "tr",
                    el("th", names.side(name.removeprefix("=")), scope="rowgroup"),
                    el("td"),
                    el("td"),
                    el("td"),
                    cells,
                    class_="unit",
                )
            )
    heads = [
        el("th", el("a", str(place + 1), href=f"#c-{place + 1}"), scope="col", class_="dot")
        for place in range(len(conflicts))
    ]
    marks = [
        el("th", el("span", words), scope="col", class_="sign")
        for words in ("lightest alone", "fewest in all", "conflicts")
    ]
    return el(
        "table",
        el("thead", el("tr", el("th", "Position", scope="col"), marks, heads)),
        el("tbody", body),
        class_="upset many" if len(conflicts) > 20 else "upset",
    )


def _lines(shown: Sequence[str], row: LevelImpasse) -> list[str]:
    """The rows: a heading for each side (marked with =), then its positions."""
    found: list[str] = []
    unit = ""
    for name in shown:
        if row.positions[name].unit != unit:
            unit = row.positions[name].unit
            found.append(f"={unit}")
        found.append(name)
    return found


def _position(row: LevelImpasse, name: str, cells: list[Html], names: Names, marked: tuple[bool, bool]) -> Html:
    position = row.positions[name]
    times = dict(row.ranked).get(name, 0)
    hue = names.hue(position.unit)
    label: Content = joined([capital(stance(position, names)), small_id(name)])
    return el(
        "tr",
        el("th", label, scope="row"),
        el("td", glyph("lightest", side=hue) if marked[0] else None, class_="sign"),
        el("td", glyph("fewest", side=hue) if marked[1] else None, class_="sign"),
        el("td", number(times), class_="sign times"),
        cells,
        class_=hue,
    )


def _cell(name: str, place: int, conflict: tuple[str, ...], lines: list[str], hue: str) -> Html:
    places = [lines.index(member) for member in conflict]
    first, last = min(places), max(places)
    classes = ["dot"]
    if first < place < last:
        classes.append("through")
    elif first == place < last:
        classes.append("from")
    elif first < place == last:
        classes.append("to")
    return el("td", glyph("member", side=hue) if name in conflict else None, class_=" ".join(classes))
