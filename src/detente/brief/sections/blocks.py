"""What blocks it: minimal conflicts as a picture and as sentences."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analyses.impasse import LevelImpasse
from detente.brief.focus import AT, Focus
from detente.brief.markup import Content, Html, el, folded, joined, scrolling
from detente.brief.names import Names
from detente.brief.phrases import evidenced, small_id, stance
from detente.brief.pictures.blocking import drawn, picture
from detente.brief.pictures.glyphs import key
from detente.brief.sections import figure, lead, section
from detente.brief.wording import wording
from detente.brief.words import capital, count, listed, number, own, quoted, spelled

TITLE = "What blocks it"


def render(focus: Focus | None, names: Names) -> Html:
    """The section."""
    if focus is None:
        return section("blocks", TITLE, el("p", "No table is named in this case."))
    row = focus.row
    if row.linkage_conflicts:
        return section("blocks", TITLE, _linkages(row, names))
    if not focus.blocked:
        said = (
            "No set of positions excludes every package at any table, at any level of firmness. That nothing "
            "coded stands against a package does not mean that anybody would sign it."
        )
        return section("blocks", TITLE, lead(said))
    conflicts = drawn(row)
    basis = lead(
        f"At the table {quoted(focus.table.title)}, taking {AT[row.level]} as binding and indivisible proposals "
        "as wholes. "
        "Each set below is smallest: leave out any one of its positions, and what remains of the set can be met. "
        "That resolves the set, perhaps not the impasse."
    )
    return section(
        "blocks", TITLE, basis, _picture(row, conflicts, names), _sentences(row, conflicts, names), _ranked(row, names)
    )


def _linkages(row: LevelImpasse, names: Names) -> list[Html]:
    known = {linkage.id: linkage for linkage in names.case.linkages}
    items = []
    for conflict in row.linkage_conflicts:
        parts = [
            el(
                "li",
                small_id(name),
                " ",
                wording(known[name].require, names),
                el("span", known[name].why, class_="meta"),
            )
            if name in known
            else el("li", small_id(name))
            for name in conflict
        ]
        items.append(el("li", "These cannot all hold:" if len(conflict) > 1 else "This cannot hold:", el("ul", parts)))
    said = (
        "No package meets all linkages of the case, whatever the parties want. The case, not the dispute, needs "
        "a second look."
    )
    return [lead(said), el("ol", items)]


def _picture(row: LevelImpasse, conflicts: Sequence[tuple[str, ...]], names: Names) -> Html:
    if not conflicts:
        return el("p", "The sets were too many to list.")
    marks = [name for name, there in (("lightest", row.lightest), ("fewest", row.fewest)) if there]
    return figure(
        _finding(row, conflicts, names),
        scrolling("Minimal conflicts, positions by sets", picture(row, conflicts, names)),
        _undrawn(row, len(conflicts)),
        key=key("member", *marks),
    )


def _finding(row: LevelImpasse, conflicts: Sequence[tuple[str, ...]], names: Names) -> Html:
    name, times = row.ranked[0] if row.ranked else (conflicts[0][0], 1)
    position = row.positions[name]
    total = row.conflicts_total
    pairs = " All conflicts are pairs." if row.all_pairs else ""
    if total == 1:
        said = (
            f"One set of {spelled(len(conflicts[0]))} positions cannot hold together."
            if len(conflicts[0]) > 1
            else "One position excludes every package by itself."
        )
        return Html(said)
    who = own(names.unit(position.unit))
    return Html(
        f"{capital(count(total, 'set'))} of positions cannot hold together; {spelled(times)} of them involve "
        f"{who} on {_matter(name, row, names)}.{pairs}"
    )


def _matter(name: str, row: LevelImpasse, names: Names) -> Html:
    position = row.positions[name]
    parts = [part for part in position.subject.split("+") if part in names.case.issue]
    return listed([quoted(names.issue(part)) for part in parts]) if parts else stance(position, names)


def _undrawn(row: LevelImpasse, shown: int) -> Content:
    left = row.conflicts_total - shown
    if not left and row.complete:
        return None
    known = "" if row.complete else " The search was stopped: there may be more."
    return el(
        "p",
        f"{number(shown)} of {number(row.conflicts_total)} sets are drawn; {number(left)} are not.{known}",
        class_="meta",
    )


def _sentences(row: LevelImpasse, conflicts: Sequence[tuple[str, ...]], names: Names) -> Html:
    """The conflicts, folded by whose positions they are."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for place, conflict in enumerate(conflicts):
        sides = tuple(
            dict.fromkeys(row.positions[name].unit for name in sorted(conflict, key=list(row.positions).index))
        )
        groups.setdefault(sides, []).append(place)
    blocks = []
    for sides, places in groups.items():
        who = listed([own(names.unit(side)) for side in sides])
        among = "within its own positions" if len(sides) == 1 else ""
        items = [_sentence(place + 1, conflicts[place], row, names) for place in places]
        title = el("h4", capital(who), f" {among}" if among else None, f" ({number(len(places))})")
        blocks.append(el("div", title, el("ol", items, class_="conflicts"), class_="fold"))
    return el("div", el("h3", "The sets as sentences"), blocks)


def _sentence(number_of: int, conflict: tuple[str, ...], row: LevelImpasse, names: Names) -> Html:
    said = {
        1: "No package at this table can meet this:",
        2: "These two exclude each other:",
    }.get(len(conflict), "These cannot all hold; leave out any one and the others can:")
    members = [
        el("li", capital(evidenced(row.positions[name], names)), class_=names.hue(row.positions[name].unit))
        for name in conflict
    ]
    tied = _tied(row.linkages_behind(conflict), names)
    return el("li", el("p", said), el("ul", members, class_="lines"), tied, id=f"c-{number_of}", value=number_of)


def _tied(linkages: Sequence[str], names: Names) -> Content:
    """Why positions on different issues exclude each other: the linkages without which they would not."""
    known = {linkage.id: linkage for linkage in names.case.linkages}
    said = [Html(f"{wording(known[name].require, names)}{_because(known[name].why)}") for name in linkages]
    if not said:
        return None
    return el("p", "They do so because every package must meet: ", joined(said, "; "), ".", class_="meta")


def _because(why: str) -> str:
    return f" ({own(why.rstrip('.'))})" if why else ""


def _ranked(row: LevelImpasse, names: Names) -> Content:
    if not row.ranked:
        return None
    items = [
        el(
            "li",
            capital(evidenced(row.positions[name], names)),
            f" — in {count(times, 'set')} of {number(row.conflicts_total)}",
        )
        for name, times in row.ranked[:60]
    ]
    left = len(row.ranked) - 60
    more = el("p", f"{number(left)} further positions are in fewer sets.", class_="meta") if left > 0 else None
    return folded("Positions by the number of sets that dropping them resolves", el("ol", items), more)
