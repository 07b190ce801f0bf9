"""The table of solutions in words: what each standard would settle, and what it is worth to each side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detente.brief.bargained import Bargained, points
from detente.brief.columns import Column
from detente.brief.dossier import Dossier
from detente.brief.markup import Content, Html, el
from detente.brief.names import Names
from detente.brief.words import count, listed, own, quoted
from detente.case.filtering import status_quo

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
            class_="reflow standards",
        ),
        el("p", f"Left as they are by all: {listed([own(names.issue(issue)) for issue in kept])}.", class_="meta")
        if kept
        else None,
    ]


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
