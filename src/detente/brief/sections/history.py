"""The window: the picture over time, and the same as a table of periods."""

from __future__ import annotations

from detente.brief.dossier import Dossier
from detente.brief.focus import NAMES, Focus
from detente.brief.history import Run, headline, moved, packages, runs
from detente.brief.markup import Content, Html, el, folded, joined, plain, scrolling, text
from detente.brief.names import Names
from detente.brief.phrases import by_id, small_id
from detente.brief.pictures.window import LABEL, picture
from detente.brief.sections import figure, lead, section
from detente.brief.words import day, listed, number, own

TITLE = "The window over time"


def render(dossier: Dossier, focus: Focus | None, names: Names) -> Html:
    """The section."""
    if focus is None:
        return section("window", TITLE, el("p", "No table is named in this case."))
    tables = [(one.table, one.title) for one in dossier.room.tables]
    says, note = moved(dossier, focus, names)
    finding = headline(dossier, focus)
    drawn = picture(dossier.window, tables, plain(finding))
    body: list[Content] = [
        lead(
            "The height of a band is the gap: the fewest positions that would have to be given up at that level. "
            "Where it lies flat there was room. "
            "Each band adds a level: red lines; then refusals as well; then demands. Hatched: not assessable, "
            "because somebody at the table had not yet spoken."
        )
    ]
    if drawn is None:
        body.append(el("p", "There is no date on which anything changed, so nothing is drawn."))
    else:
        body.append(figure(finding, scrolling("The window over time", drawn, class_="wide-picture"), _events(dossier)))
    if not dossier.window.complete:
        missing = "Not every date was looked at, or not every gap worked out: there was more to do than time given."
        body.append(el("p", missing))
    body.append(el("p", says))
    body.append(el("p", note, " ", _coverage(dossier, focus), class_="meta"))
    body.append(
        folded("The same as a table of periods", [_table(dossier, table, title, names) for table, title in tables])
    )
    return section("window", TITLE, body)


def _events(dossier: Dossier) -> Content:
    events = sorted(dossier.window.events, key=lambda event: event.date.last)
    if not events:
        return None
    return el(
        "p",
        "Events: ",
        joined([[day(event.date.last), " ", own(event.title)] for event in events], "; "),
        ".",
        class_="meta",
    )


def _coverage(dossier: Dossier, focus: Focus) -> Html:
    rows = dossier.window.of(focus.first.table, focus.level, "package")
    if not rows:
        return text("")
    spoken, of_all = rows[-1].coverage
    oldest = f" The oldest statement that still stands is of {day(rows[-1].oldest)}." if rows[-1].oldest else ""
    return text(
        f"At the end, {number(spoken)} of {number(of_all)} places where a consent can be needed had something on "
        f"record.{oldest}"
    )


def _table(dossier: Dossier, table: str, title: str, names: Names) -> Html:
    issues = dossier.window.issues.get(table, ())
    watched = (
        f"Watched throughout: {listed([own(names.issue(issue)) for issue in issues])}."
        if issues
        else "No issue is watched throughout."
    )
    rows = [row for level in NAMES for row in _rows(level, runs(dossier.window, table, level), names)]
    head = ["Level", "From", "To", "Gap", "Packages possible", "The fewest to give up"]
    return el(
        "section",
        el("h3", own(title)),
        el("p", Html(watched), class_="meta"),
        scrolling(
            f"Periods at the table {title}",
            el(
                "table",
                el(
                    "thead",
                    el("tr", [el("th", cell, scope="col", class_="n" if cell in head[3:5] else None) for cell in head]),
                ),
                el("tbody", rows),
            ),
        ),
        class_="matter",
    )


def _rows(level: str, periods: tuple[Run, ...], names: Names) -> list[Html]:
    found = []
    for place, run in enumerate(periods):
        heading = el("th", LABEL[level], scope="rowgroup", rowspan=len(periods)) if place == 0 else None
        end = "—" if run.last else day(run.end)
        if not run.assessable:
            cells = [el("td", "not assessable", colspan=3)]
        else:
            fewest = [el("li", by_id(name, names), " ", small_id(name)) for name in run.fewest]
            gap = "not known" if run.gap is None else "room" if run.gap == 0 else number(run.gap)
            cells = [
                el("td", gap, class_="n"),
                el("td", packages(run), class_="n"),
                el("td", el("ul", fewest, class_="lines") if fewest else None),
            ]
        found.append(el("tr", heading, el("td", day(run.start), class_="day"), el("td", end, class_="day"), cells))
    return found
