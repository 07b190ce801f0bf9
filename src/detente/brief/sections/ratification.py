"""Would it pass at home: proposals by party, the ladder of the newest one, win-sets, and what would buy the votes."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analyses.ratification import Assessed, AtHome, Ratification, TableWins, Win
from detente.brief.dossier import Dossier
from detente.brief.likely import PRINTED, brief_word
from detente.brief.markup import Content, Html, el, folded, scrolling
from detente.brief.names import Names
from detente.brief.pictures.glyphs import glyph
from detente.brief.sections import figure, lead, section
from detente.brief.sections.ladder import VERDICTS, ladder
from detente.brief.shown import shown_of, voted
from detente.brief.words import capital, count, dated, listed, number, of, own, quoted, spelled
from detente.space.outcomes import NOT_NEEDED, NOTHING, OPEN, PASSES

TITLE = "Would it pass at home"
AT = {
    "limits": "no red line rules out",
    "refusals": "no red line or refusal rules out",
    "demands": "nothing coded rules out",
}


def render(dossier: Dossier, names: Names) -> Html | None:
    """The section; None where no procedure is on file."""
    found = dossier.ratification
    if found is None:
        return None
    proposals = [one for one in found.assessed if one.kind == "proposal"]
    shown = shown_of(proposals)
    table = found.tables[0] if found.tables else None
    return section(
        "ratification",
        TITLE,
        lead(_answer(proposals, table, names)),
        _circumstances(found, names),
        _matrix(found, proposals, names) if proposals else None,
        ladder(shown, names) if shown else None,
        _wins(table, names) if table and table.wins else None,
        el(
            "p",
            "Rules are law, votes are judgements: “passes” means as coded, up or down and nothing amended. Members and "
            "bodies are taken to decide independently of one another; shocks that hit all alike make very high and "
            f"very low probabilities less extreme. {PRINTED}",
            class_="meta",
        ),
    )


# ------------------------------------------------------------------------------------------------------------- answer


def _answer(proposals: Sequence[Assessed], table: TableWins | None, names: Names) -> Html:
    said = []
    if proposals:
        through = sum(_through(one) for one in proposals)
        stopped = sum(bool(one.stopped_by) for one in proposals)
        total = count(len(proposals), "proposal")
        said.append(
            f"Of {total} {_some(through)} would certainly pass at every home that is on file, and {_some(stopped)} "
            "would certainly be stopped at one; of the rest it cannot be told."
        )
    if table is not None and table.wins:
        base = f"at the table {quoted(table.title or table.table)}"
        some = of(table.none_stops, table.feasible)
        said.append(
            f"{capital(base)}, {some} feasible packages are stopped for certain at nobody’s home; {_all(table)}."
        )
        if table.nothing_on_file:
            who = listed([names.unit(party) for party in table.nothing_on_file])
            said.append(f"Nothing is on file of what {who} must go through, which is not to say that it would pass.")
    return Html(" ".join(said))


def _some(value: int) -> str:
    return spelled(value) if value else "none"


def _all(table: TableWins) -> str:
    if table.all_pass is None:
        return "how many would certainly pass everywhere was not counted"
    return f"{number(table.all_pass) if table.all_pass else 'none'} would certainly pass everywhere"


def _through(one: Assessed) -> bool:
    """Whether it certainly gets through with everybody of whom something is on file."""
    return voted(one) and all(
        kind.verdict in (PASSES, NOT_NEEDED, NOTHING) for home in one.parties for kind in home.kinds
    )


def _circumstances(found: Ratification, names: Names) -> Html | None:
    titles = {one.id: one.title for one in names.case.ratification.circumstances}
    if not found.circumstances:
        return None
    said = listed([own(titles.get(name, name)) for name in found.circumstances])
    return el("p", f"In force on this day: {said}.", class_="meta")


# ------------------------------------------------------------------------------------------------------------- matrix


def _matrix(found: Ratification, proposals: Sequence[Assessed], names: Names) -> list[Content]:
    parties = [home.party for home in proposals[0].parties]
    silent = [
        party
        for place, party in enumerate(parties)
        if all(one.parties[place].verdict == NOTHING for one in found.assessed)
    ]
    asked = [place for place, party in enumerate(parties) if party not in silent]
    heads = [el("th", names.side(parties[place]), scope="col", class_="party") for place in asked]
    rows = [_row(one, asked, names) for one in proposals]
    says = _finding(proposals, [parties[place] for place in asked], names)
    return [
        figure(
            says,
            scrolling(
                "Proposals by party at home",
                el(
                    "table",
                    el("thead", el("tr", el("th", "Proposal", scope="col"), heads)),
                    el("tbody", rows),
                    class_="matrix homes",
                ),
            ),
            key=_key(),
        ),
        folded("The same in words", el("ul", [el("li", _words(one, asked, names)) for one in proposals])),
    ]


def _key() -> Html:
    return el("ul", [el("li", glyph(mark, said), " ", said) for mark, said in VERDICTS.values()], class_="key")


def _finding(proposals: Sequence[Assessed], parties: Sequence[str], names: Names) -> str:
    """At whose home the most proposals fail."""
    stopped = {party: sum(party in one.stopped_by for one in proposals) for party in parties}
    most = max(stopped.values(), default=0)
    if not most:
        return "No proposal is stopped for certain at anybody’s home."
    who = listed([names.unit(party) for party, times in stopped.items() if times == most])
    return f"Proposals are stopped most often with {who}: {of(most, len(proposals))}, for certain."


def _row(one: Assessed, asked: Sequence[int], names: Names) -> Html:
    about = [capital(dated(one.date))] if one.date else []
    if not one.feasible:
        about.append(Html("breaks a linkage as it stands"))
    head = el(
        "th",
        own(one.title or one.id),
        el("span", "; ".join(about), class_="meta block") if about else None,
        scope="row",
    )
    return el("tr", head, [_cell(one.parties[place], names) for place in asked])


def _cell(home: AtHome, names: Names) -> Html:
    who = names.unit(home.party)
    marks = []
    for kind in home.kinds:
        mark, said = VERDICTS[kind.verdict]
        some = f" for {number(kind.packages)} of its packages" if len(home.kinds) > 1 else ""
        marks.append(glyph(mark, f"{who}: {said}{some}"))
    words = dict.fromkeys(brief_word(kind.outcome.probability) for kind in home.kinds if kind.verdict == OPEN)
    note = ", ".join(one for one in words if one)
    return el(
        "td",
        el("span", marks, class_="cell plain"),
        el("span", note, class_="meta block chance") if note else None,
    )


def _words(one: Assessed, asked: Sequence[int], names: Names) -> Html:
    by: dict[str, list[str]] = {}
    for place in asked:
        home = one.parties[place]
        for kind in home.kinds:
            some = (
                ""
                if len(home.kinds) == 1
                else f" (for {number(kind.packages)} of {number(one.feasible or one.packages)} packages)"
            )
            by.setdefault(VERDICTS[kind.verdict][1], []).append(f"{names.unit(home.party)}{some}")
    said = "; ".join(f"{verdict}: {listed(list(who), commas=True)}" for verdict, who in by.items())
    return Html(f"{quoted(one.title or one.id)}: {said}.")


# ----------------------------------------------------------------------------------------------------------- win-sets


def _wins(table: TableWins, names: Names) -> list[Content]:
    heads = ["Party", *(capital(said) for _, said in list(VERDICTS.values())[:-1])]
    rows = [_win(one, names) for one in table.wins]
    return [
        el("h3", "Of all packages, how many would pass at whose home"),
        scrolling(
            "Win-sets",
            el(
                "table",
                el(
                    "thead",
                    el(
                        "tr",
                        [
                            el("th", head, scope="col", class_="n" if place else None)
                            for place, head in enumerate(heads)
                        ],
                    ),
                ),
                el("tbody", rows),
                class_="numbers wins",
            ),
        ),
        el("p", _levels(table, names), class_="meta"),
    ]


def _win(one: Win, names: Names) -> Html:
    values = (one.passes, one.votes_lacking, one.procedure_barred, one.cannot_be_told, one.not_needed)
    return el(
        "tr", el("th", names.side(one.of), scope="row"), [el("td", number(value), class_="n") for value in values]
    )


def _levels(table: TableWins, names: Names) -> Html:
    said = [f"Of {number(table.feasible)} feasible packages." if table.feasible is not None else ""]
    said += [
        f"Of {number(one.possible)} that {AT[one.level]}, {_left(one.not_ruled_out)} stopped for certain at no home."
        for one in table.levels
        if one.reading == "package" and one.possible
    ]
    if table.prefers:
        who = listed([names.unit(one) for one in table.prefers])
        said.append(f"{_voting(table, names)} vote by what is judged of {who}.")
    return Html(" ".join(part for part in said if part))


def _voting(table: TableWins, names: Names) -> Html:
    """The bodies in which members vote by somebody's preferences."""
    written, mine = names.case.ratification, {one.id for one in table.procedures}
    deciding = {step.body for one in written.procedures if one.id in mine for step in one.steps}
    bodies = [one for one in written.bodies if one.id in deciding]
    found = [own(one.title) for one in bodies if {member.prefers for member in one.members} & set(table.prefers)]
    return Html(f"Some members of {listed(list(dict.fromkeys(found)))}") if found else Html("Some members")


def _left(value: int | None) -> str:
    if value is None:
        return "an uncounted number is"
    return "none is" if not value else f"{number(value)} {'is' if value == 1 else 'are'}"
