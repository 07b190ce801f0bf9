"""Room in numbers, the best supported package, and what to ask."""

from __future__ import annotations

from detente.analyses.room import Best, LevelRow, TableRoom
from detente.brief.dossier import Dossier
from detente.brief.focus import AT, NAMES
from detente.brief.markup import Content, Html, el, folded, joined, scrolling, table
from detente.brief.names import Names
from detente.brief.sections import lead, section
from detente.brief.words import capital, count, listed, number, of, own, plural, quoted, spelled
from detente.case.filtering import status_quo

LEVEL = {"limits": "red lines", "refusals": "+ refusals", "demands": "+ demands"}
READS = {"menu": "as menus", "package": "as wholes"}


def render(dossier: Dossier, names: Names) -> Html:
    """The section on room in numbers."""
    tables = dossier.room.tables
    disputed = any(row.possible != row.possible_if_disputed_fall for one in tables for row in one.levels)
    head: list[Content] = ["Table", "Binding", "Indivisible proposals"]
    head += [el("th", word, scope="col", class_="n") for word in ("Packages", "Feasible", "Possible", "Confirmed")]
    if disputed:
        head.append(el("th", "Possible if disputed positions fall", scope="col", class_="n"))
    rows = [row for one in tables for row in _rows(one, disputed)]
    return section(
        "room",
        "Room in numbers",
        lead(
            "A package settles every issue on a table’s agenda. It is feasible if it meets the case’s linkages, "
            "possible if nobody at the table has said "
            "anything against it at that level, and confirmed if everybody there has accepted it, which is rare. "
            "“n of N” depends on how the issues were "
            "divided and is no likelihood. Each line adds to what binds: red lines; refusals as well; demands as well."
        ),
        scrolling(
            "Packages by table, level and reading",
            el("table", el("thead", el("tr", [_head(cell) for cell in head])), rows, class_="numbers"),
        ),
        None if disputed else el("p", "No number depends on a disputed position.", class_="meta"),
        _agendas(tables, names),
    )


def _head(cell: Content) -> Html:
    return cell if isinstance(cell, Html) else el("th", cell, scope="col")


def _rows(one: TableRoom, disputed: bool) -> list[Html]:
    lines: list[tuple[str, LevelRow]] = []
    for level in NAMES:
        menu, whole = one.row(level, "menu"), one.row(level, "package")
        same = (menu.possible, menu.confirmed, menu.possible_if_disputed_fall) == (
            whole.possible,
            whole.confirmed,
            whole.possible_if_disputed_fall,
        )
        lines += [("either way", whole)] if same else [(READS["menu"], menu), (READS["package"], whole)]
    heading = el("th", own(one.title), scope="rowgroup", rowspan=len(lines))
    base = [
        el("td", number(value), class_="n base", rowspan=len(lines))
        for value in (lines[0][1].packages, lines[0][1].feasible)
    ]
    body = []
    for place, (reading, row) in enumerate(lines):
        numbers = [row.possible, row.confirmed]
        if disputed:
            numbers.append(row.possible_if_disputed_fall)
        body.append(
            el(
                "tr",
                heading if place == 0 else None,
                el("td", LEVEL[row.level]),
                el("td", reading),
                base if place == 0 else None,
                [el("td", number(value), class_="n") for value in numbers],
            )
        )
    return [el("tbody", body)]


def _agendas(tables: tuple[TableRoom, ...], names: Names) -> Html:
    items = [el("li", el("p", _agenda(one, names))) for one in tables]
    return folded("Who sits at which table, and what is on its agenda", el("ul", items))


def _agenda(one: TableRoom, names: Names) -> Html:
    who = listed([own(names.unit(party)) for party in one.parties])
    blocs = [own(names.unit(unit)) for unit in one.units if unit in names.case.bloc]
    once = f" ({listed(blocs)} {'count' if len(blocs) > 1 or plural(blocs[0]) else 'counts'} once)" if blocs else ""
    said = f"{quoted(one.title)}: {who}{once}; {count(len(one.agenda), 'issue')} on the agenda."
    if one.off_agenda:
        said += f" Left as they are: {listed([quoted(names.issue(issue)) for issue in one.off_agenda])}."
    if one.assumes_consent_of:
        absent = listed([own(names.unit(party)) for party in one.assumes_consent_of])
        said += f" It takes for granted the consent of {absent}."
    return Html(said)


def unknown(dossier: Dossier, names: Names) -> Html:
    """The section on the best supported package and the questions."""
    if not dossier.room.tables:
        return section("unknown", "The best supported package", el("p", "No table is named in this case."))
    one = dossier.room.tables[0]
    if one.best is None:
        said = (
            f"At the table {quoted(one.title)} no package is possible, or they could not be compared; so none is "
            "best supported."
        )
        return section("unknown", "The best supported package, and what to ask", el("p", Html(said)))
    return section("unknown", "The best supported package, and what to ask", *_best(dossier, one, one.best, names))


def _best(dossier: Dossier, one: TableRoom, best: Best, names: Names) -> list[Content]:
    supported = best.supported
    said = (
        f"Of the packages that are possible at the table {quoted(one.title)} (taking {AT[best.level]} as "
        "binding), this one has the most consents on record: "
        f"{of(len(supported.on_record), supported.needed)} that it needs. It is the best supported, not the best; "
        "it is nobody’s proposal unless named as one."
    )
    rows = []
    for issue, option in supported.package.items():
        given = [names.side(unit) for unit, name in supported.on_record if name == issue]
        against = [unit for unit, name, _ in best.refused if name == issue]
        refused = [names.side(unit) for unit in against]
        unasked = [names.side(unit) for unit, name in supported.missing if name == issue and unit not in against]
        now = status_quo(names.case.issue[issue], dossier.room.about.day) == option
        rows.append(
            [
                own(names.issue(issue)),
                [own(names.option(issue, option)), el("span", " as it stands", class_="meta") if now else None],
                _sides(given),
                _sides(unasked),
                _sides(refused),
            ]
        )
    exact = (
        None
        if supported.exact
        else el("p", "Not every combination of proposals was tried; there may be a better one.", class_="meta")
    )
    return [
        lead(Html(said)),
        table(
            "",
            ["Issue", "Option", "Consent on record", "Needed, not known", "Needed, refused"],
            rows,
            class_="reflow best",
        ),
        exact,
        *_questions(best, names),
    ]


def _sides(sides: list[Html]) -> Html:
    if not sides:
        return el("span", "—", class_="meta")
    return el("span", joined([el("span", side, class_="item") for side in sides]), class_="items")


def _questions(best: Best, names: Names) -> list[Content]:
    if not best.questions:
        said = "what is not on record is refused" if best.refused else "every consent that it needs is on record"
        return [el("p", f"No question is open: {said}.")]
    total = sum(len(one.options) for one in best.questions)
    items = []
    for one in best.questions:
        options = [
            el("li", Html(f"{quoted(names.option(issue, option))} on {own(names.issue(issue))}"))
            for issue, option in one.options
        ]
        asked = f"As parts of this package, would {own(names.unit(one.unit))} accept"
        items.append(
            el(
                "li",
                el("p", Html(asked), ":" if len(options) > 1 else "…"),
                el("ul", options),
                class_=names.hue(one.unit),
            )
        )
    said = (
        f"{capital(count(len(best.questions), 'question'))}, one a side, would settle the {spelled(total)} "
        f"{'consent' if total == 1 else 'consents'} of which nothing is known."
    )
    return [el("h3", "What to ask, and whom"), el("p", said), el("ol", items)]
