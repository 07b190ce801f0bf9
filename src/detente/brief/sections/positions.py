"""Who stands where: parties by issues, and the same in words."""

from __future__ import annotations

from detente.analyses.positions import Cell
from detente.brief.dossier import Dossier
from detente.brief.markup import Content, Html, anchor, el, folded, joined, scrolling, text
from detente.brief.names import Names
from detente.brief.pictures.glyphs import WORDS, glyph, key
from detente.brief.sections import figure, section
from detente.brief.wording import written
from detente.brief.words import capital, dated, listed, number, of, on, own, quoted
from detente.case.filtering import status_quo
from detente.case.model import Firmness


def render(dossier: Dossier, names: Names) -> Html:
    """The section."""
    positions = dossier.positions
    if not positions.parties or not positions.issues:
        return section("positions", "Positions", el("p", "The case names no parties or no issues."))
    cells = {(cell.party, cell.issue): cell for cell in positions.cells}
    used = {name for cell in positions.cells for name in (*_marks(cell), *([cell.moved] if cell.moved else []))}
    shown = [name for name in WORDS if name in used]
    return section(
        "positions",
        "Positions",
        figure(
            _finding(dossier),
            scrolling("Positions, issues by parties", _matrix(dossier, names, cells), class_="matrix-box"),
            key=key(*shown, "unknown") if "unknown" not in shown else key(*shown),
        ),
        folded(
            "The same in words, with the statements behind each position",
            _words(dossier, names, cells),
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
    return f"On {of(silent, len(cells))} places where a party could have a position, nothing counted is on record; these are left empty."


def _marks(cell: Cell) -> tuple[str, ...]:
    if cell.glyphs:
        return cell.glyphs
    return ("rejects",) if cell.known else ("unknown",)


def _matrix(dossier: Dossier, names: Names, cells: dict[tuple[str, str], Cell]) -> Html:
    parties = dossier.positions.parties
    head = el(
        "tr",
        el("th", "Issue", scope="col"),
        [el("th", names.side(party), scope="col", class_="party") for party in parties],
    )
    rows = [
        el(
            "tr",
            el("th", own(names.issue(issue)), scope="row"),
            [_cell(cells[party, issue], names) for party in parties],
        )
        for issue in dossier.positions.issues
    ]
    return el("table", el("thead", head), el("tbody", rows), class_="matrix")


def _cell(cell: Cell, names: Names) -> Html:
    if not cell.known:
        return el("td", glyph("unknown"), class_="unknown")
    marks: list[Content] = [glyph(name) for name in _marks(cell)]
    if cell.moved in WORDS:
        marks.append(glyph(cell.moved, f"{WORDS[cell.moved]} {on(dated(cell.affirmed))}", class_="shift"))
    if cell.disputed:
        marks.append(el("abbr", "?", title="disputed"))
    target = anchor("w", f"{cell.party}.{cell.issue}")
    return el("td", el("a", marks, href=f"#{target}", data_card=target, class_="cell"), class_=names.hue(cell.party))


def _words(dossier: Dossier, names: Names, cells: dict[tuple[str, str], Cell]) -> Html:
    blocks: list[Content] = []
    for issue in dossier.positions.issues:
        known = [cells[party, issue] for party in dossier.positions.parties if cells[party, issue].known]
        silent = [names.unit(party) for party in dossier.positions.parties if not cells[party, issue].known]
        rows = [_row(cell, names) for cell in known]
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


def _row(cell: Cell, names: Names) -> Html:
    refs = el("span", "Statements: ", names.evidence(cell.refs), class_="meta refs") if cell.refs else None
    return el(
        "div",
        el("dt", names.side(cell.party)),
        el("dd", el("span", said(cell, names), class_="stand"), " ", refs),
        id=anchor("w", f"{cell.party}.{cell.issue}"),
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
    parts.extend(Html(f"holds that {written(condition, names)}") for condition in cell.conditional)
    tail = [f"last affirmed {on(dated(cell.affirmed))}"] if cell.affirmed else []
    if cell.moved in WORDS:
        tail.append(f"{WORDS[cell.moved]} then")
    if cell.disputed:
        tail.append("disputed between sources or voices")
    return Html(f"{capital(joined(parts, '; '))}" + (f" ({text('; '.join(tail))})." if tail else "."))
