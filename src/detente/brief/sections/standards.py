"""The table of solutions in words: what each standard would settle, and what it is worth to each side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detente.brief.bargained import Bargained, points
from detente.brief.columns import Column
from detente.brief.dossier import Dossier
from detente.brief.markup import Content, Html, el
from detente.brief.names import Names
from detente.brief.pictures.glyphs import glyph
from detente.brief.words import count, listed, own, quoted
from detente.case.filtering import status_quo
from detente.space.outcomes import BARRED, LACKING, NOT_NEEDED, OPEN, PASSES

NOW = "as it stands"


def standards(dossier: Dossier, found: Bargained, columns: Sequence[Column], names: Names) -> Content:
    """What each would settle where it is not as it stands, and what it is worth to whom."""
    if not columns:
        return None
    now = {issue: status_quo(names.case.issue[issue], dossier.room.about.day) for issue in _agenda(found)}
    chosen = [column.point.packages[0] if column.point.packages else {} for column in columns]
    moved = [issue for issue in now if any(package.get(issue, now[issue]) != now[issue] for package in chosen)]
    alike = [issue for issue in moved if len({package.get(issue) for package in chosen}) == 1]
    heads = [el("th", column.head, el("span", column.about, class_="meta block"), scope="col") for column in columns]
    rows = [_settled(issue, chosen, columns, now, names) for issue in moved if issue not in alike]
    worths = [_worth(place, unit, found, columns, names) for place, unit in enumerate(found.units)]
    kept = [issue for issue in now if issue not in moved]
    return [
        el("h3", "What each standard would settle" if len(columns) > 1 else "What it would settle"),
        _agreed(alike, chosen[0], columns, names),
        el(
            "table",
            el("thead", el("tr", el("th", "Issue", scope="col"), heads)),
            el("tbody", rows) if rows else None,
            el(
                "tbody",
                el(
                    "tr",
                    el("th", "What it is worth, and to whom", scope="rowgroup", colspan=len(columns) + 1),
                    class_="group",
                ),
                worths,
            ),
            _at_home(columns, names),
            class_="reflow standards many" if len(columns) > 4 else "reflow standards",
        ),
        el("p", f"Left as they are by all: {listed([own(names.issue(issue)) for issue in kept])}.", class_="meta")
        if kept
        else None,
    ]


def _at_home(columns: Sequence[Column], names: Names) -> Html | None:
    """Who stops each at home for certain, of whom it cannot be told, with whom it passes."""
    if not any(column.home for column in columns):
        return None
    head = el("th", "Would it pass at home", scope="rowgroup", colspan=len(columns) + 1)
    rows = []
    for said, marks in HOMES.items():
        cells = [el("td", _whose(column, marks, names), data_label=column.head) for column in columns]
        if any(set(marks) & set((column.home or {}).values()) for column in columns):
            rows.append(el("tr", el("th", said, scope="row"), cells))
    return el("tbody", el("tr", head, class_="group"), rows)


def _whose(column: Column, marks: Mapping[str, tuple[str, str]], names: Names) -> Content:
    """With whom a column has one of these verdicts; with its mark."""
    found: list[Content] = []
    for verdict, (mark, said) in marks.items():
        who = [names.unit(party) for party, one in (column.home or {}).items() if one == verdict]
        if who:
            words = el("span", f" {said}", class_="meta") if said else None
            found.append(
                el("span", glyph(mark, said or _MARKED[mark]), " ", listed(who, commas=True), words, class_="block")
            )
    return found or "nobody"


HOMES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "Certainly stopped by": {LACKING: ("rejects", "votes are lacking"), BARRED: ("limit", "barred")},
    "Cannot be told of": {OPEN: ("conditional", "")},
    "Passes with": {PASSES: ("passes", ""), NOT_NEEDED: ("unneeded", "not needed")},
}

_MARKED = {"conditional": "cannot be told", "passes": "passes"}


def _agenda(found: Bargained) -> tuple[str, ...]:
    return tuple(matter.name for matter in found.solutions.bargain.matters)


def _agreed(alike: Sequence[str], chosen: Mapping[str, str], columns: Sequence[Column], names: Names) -> Html | None:
    """What all of them change in the same way."""
    if not alike:
        return None
    said = [Html(f"{own(names.issue(issue))}: {quoted(names.option(issue, chosen[issue]))}") for issue in alike]
    whose = "All of them would settle" if len(columns) > 1 else "It would settle"
    return el(
        "div",
        el("p", f"{whose} {count(len(alike), 'issue')} {'alike' if len(columns) > 1 else 'so'}:"),
        el("ul", [el("li", one) for one in said]),
    )


def _settled(
    issue: str, chosen: Sequence[Mapping[str, str]], columns: Sequence[Column], now: Mapping[str, str], names: Names
) -> Html:
    cells = []
    for package, column in zip(chosen, columns, strict=True):
        option = package.get(issue, now[issue])
        same = option == now[issue]
        what = [own(names.option(issue, option)), el("span", f" {NOW}", class_="meta") if same else None]
        cells.append(el("td", what, data_label=column.head))
    return el("tr", el("th", own(names.issue(issue)), scope="row"), cells)


def _worth(place: int, unit: str, found: Bargained, columns: Sequence[Column], names: Names) -> Html:
    """What each point is worth to a side, beside no agreement and beside its best."""
    reserved = unit not in found.judged.unbounded
    base = found.reservations[place]
    cells = []
    for column in columns:
        worth = column.point.utilities[place]
        parts = []
        if reserved:
            less = worth < base
            parts.append(f"{points(abs(worth - base))} {'less' if less else 'more'} than no agreement")
        if column.regret is not None:
            lost = column.regret[place]
            parts.append(f"{points(lost)} below its best" if lost > 0 else "its best")
        cells.append(
            el("td", points(worth), el("span", f" {', '.join(parts)}", class_="meta block"), data_label=column.head)
        )
    return el("tr", el("th", names.side(unit), scope="row"), cells)
