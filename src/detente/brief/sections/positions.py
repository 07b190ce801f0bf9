"""Who stands where: parties by issues, and the same in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detente.analyses.positions import Cell
from detente.brief.dossier import Dossier
from detente.brief.markup import Content, Html, anchor, el, folded, joined, scrolling, text
from detente.brief.names import Names
from detente.brief.pictures.glyphs import WORDS, glyph, key
from detente.brief.sections import figure, section
from detente.brief.wording import on_condition
from detente.brief.words import capital, dated, listed, number, of, on, own, quoted
from detente.case.filtering import status_quo
from detente.case.model import Firmness


def render(dossier: Dossier, names: Names) -> Html:
    """The section."""
    positions = dossier.positions
    if not positions.parties or not positions.issues:
        return section("positions", "Positions", el("p", "The case names no parties or no issues."))
    cells = {(cell.party, cell.issue): cell for cell in positions.cells}
    lines = {issue: _groups([cells[party, issue] for party in positions.parties], names) for issue in positions.issues}
    used = {name for cell in positions.cells for name in (*_marks(cell), *([cell.moved] if cell.moved else []))}
    shown = [name for name in WORDS if name in used]
    return section(
        "positions",
        "Positions",
        figure(
            _finding(dossier),
            scrolling("Positions, issues by parties", _matrix(dossier, names, cells, lines), class_="matrix-box"),
            key=key(*shown, "unknown") if "unknown" not in shown else key(*shown),
        ),
        folded(
            "The same in words, with the statements behind each position",
            _words(dossier, names, lines),
            id_="positions-words",
        ),
    )


def _finding(dossier: Dossier) -> str:
    cells = dossier.positions.cells
    silent = sum(not cell.known for cell in cells)
    if not silent:
        return f"Every party has taken a position on every issue: {number(len(cells))} places, none empty."
    if silent == len(cells):
        return "Nobody has taken a position on anything: nothing counted is on record."
    lines = {cell.issue for cell in cells if "limit" in cell.glyphs}
    drawn = (
        f"Red lines stand on {of(len(lines), len(dossier.positions.issues))} issues"
        if lines
        else "No red line is on record"
    )
    return f"{drawn}; in {of(silent, len(cells))} places nothing counted is on record, and there is only a dot."


def _marks(cell: Cell) -> tuple[str, ...]:
    if cell.glyphs:
        return cell.glyphs
    return ("rejects",) if cell.known else ("unknown",)


def _matrix(
    dossier: Dossier,
    names: Names,
    cells: Mapping[tuple[str, str], Cell],
    lines: Mapping[str, Mapping[str, Group]],
) -> Html:
    parties = dossier.positions.parties
    heads = [el("th", names.side(party), scope="col", class_="party") for party in parties]
    rows = []
    for issue in dossier.positions.issues:
        target = {cell.party: name for name, group in lines[issue].items() for cell in group}
        marks = [_cell(cells[party, issue], names, target.get(party, "")) for party in parties]
        rows.append(el("tr", el("th", own(names.issue(issue)), scope="row"), marks))
    head = el("tr", el("th", "Issue", scope="col"), heads)
    return el("table", el("thead", head), el("tbody", rows), class_="matrix")


def _cell(cell: Cell, names: Names, target: str) -> Html:
    if not cell.known:
        return el("td", glyph("unknown"), class_="unknown")
    hue = names.hue(cell.party)
    marks: list[Content] = [glyph(name, side=hue) for name in _marks(cell)]
    if cell.moved in WORDS:
        marks.append(glyph(cell.moved, f"{WORDS[cell.moved]} {on(dated(cell.affirmed))}", class_="shift"))
    if cell.disputed:
        marks.append(el("abbr", "?", title="disputed"))
    return el("td", el("a", marks, href=f"#{target}", data_card=target, class_="cell"), class_=hue)


Group = tuple[Cell, ...]
"""Cells of one issue that say the same on the same evidence: one line in words."""


def _groups(cells: Sequence[Cell], names: Names) -> dict[str, Group]:
    """For each line in words, by its id, whose it is."""
    found: dict[tuple[str, tuple[str, ...]], list[Cell]] = {}
    for cell in cells:
        if cell.known:
            found.setdefault((said(cell, names), cell.refs), []).append(cell)
    return {anchor("w", f"{group[0].party}.{group[0].issue}"): tuple(group) for group in found.values()}


def _words(dossier: Dossier, names: Names, lines: Mapping[str, Mapping[str, Group]]) -> Html:
    blocks: list[Content] = []
    for issue in dossier.positions.issues:
        known = {cell.party for group in lines[issue].values() for cell in group}
        silent = [names.unit(party) for party in dossier.positions.parties if party not in known]
        rows = [_row(target, group, names) for target, group in lines[issue].items()]
        blocks.append(
            el(
                "section",
                el("h3", own(names.issue(issue))),
                _options(dossier, names, issue),
                el("dl", rows, class_="stands") if rows else None,
                el("p", f"Nothing counted is on record from {listed(silent)}.", class_="meta") if silent else None,
                class_="matter",
            )
        )
    return text(blocks)


def _options(dossier: Dossier, names: Names, name: str) -> Html:
    issue = names.case.issue[name]
    now = status_quo(issue, dossier.room.about.day)
    options = [[quoted(option.title), " (as it stands)" if option.id == now else None] for option in issue.options[:12]]
    more = f" and {number(len(issue.options) - 12)} more" if len(issue.options) > 12 else ""
    return el("p", "Options", " in order: " if issue.ordered else ": ", joined(options, "; "), more, ".", class_="meta")


def _row(target: str, group: Group, names: Names) -> Html:
    refs = el("span", "Statements: ", names.evidence(group[0].refs), class_="meta refs") if group[0].refs else None
    return el(
        "div",
        el("dt", joined([names.side(cell.party) for cell in group], ", ")),
        el("dd", el("span", said(group[0], names), class_="stand"), " ", refs),
        id=target,
    )


def said(cell: Cell, names: Names) -> Html:
    """One cell in words."""
    parts: list[Html] = []
    if cell.demands:
        parts.append(Html(f"demands {names.options(cell.issue, cell.demands)}"))
    if cell.accepts:
        parts.append(Html(f"has offered or accepted {names.options(cell.issue, cell.accepts)}"))
    for hard, verb in (
        (Firmness.NEVER, "draws a red line against"),
        (Firmness.FIRM, "refuses"),
        (Firmness.PREFERENCE, "wants something other than"),
    ):
        options = tuple(option for option, how in cell.refuses if how is hard)
        if options:
            parts.append(Html(f"{verb} {names.options(cell.issue, options)}"))
    parts.extend(on_condition(line, cell.issue, names) for line in cell.conditional)
    tail = [f"last affirmed {on(dated(cell.affirmed))}"] if cell.affirmed else []
    if cell.moved in WORDS:
        tail.append(f"{WORDS[cell.moved]} then")
    if cell.disputed:
        tail.append("disputed between sources or voices")
    return Html(f"{capital(joined(parts, '; '))}" + (f" ({text('; '.join(tail))})." if tail else "."))
