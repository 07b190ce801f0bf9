"""What the proposals on the table are worth to those who are judged."""

from __future__ import annotations

from detente.brief.bargained import Bargained, span
from detente.brief.markup import Content, Html, el, scrolling
from detente.brief.names import Names
from detente.brief.pictures.glyphs import glyph
from detente.brief.sections import figure
from detente.brief.words import capital, count, dated, listed, number, own, quoted, spelled
from detente.space.regarding import Looked

SAYS = {"yes": ("accepts", "at least no agreement"), "no": ("rejects", "less than no agreement")}
DEPENDS = ("conditional", "depends on the numbers")


def worths(found: Bargained, names: Names) -> Content:
    """A row a proposal, a cell a side; the status quo first."""
    judged = found.judged
    looked, listed = [judged.status_quo, *judged.proposals], found.size is not None
    if not judged.proposals:
        return None
    heads = [el("th", names.side(unit), scope="col", class_="party") for unit in found.units]
    rows = [_proposal(one, found, names) for one in looked]
    rest = count(len(judged.elsewhere), "other proposal says", "other proposals say")
    return [
        figure(
            _standing(found),
            scrolling(
                "What proposals are worth",
                el(
                    "table",
                    el(
                        "thead",
                        el(
                            "tr",
                            el("th", "Proposal", scope="col"),
                            heads,
                            el("th", "Changes to the frontier", scope="col", class_="n") if listed else None,
                        ),
                    ),
                    el("tbody", rows),
                    class_="matrix worths",
                ),
            ),
            key=_key(),
        ),
        el(
            "p",
            "What a proposal leaves open is taken to stay as it is; alternatives make a range. ",
            "“Changes to the frontier” says on how many issues it would have to change to leave nothing on the table."
            if listed
            else "",
            f" {capital(rest)} nothing about these issues." if judged.elsewhere else "",
            class_="meta",
        ),
    ]


def _key() -> Html:
    words = (*SAYS.values(), DEPENDS)
    return el("ul", [el("li", glyph(name, said), " ", said) for name, said in words], class_="key")


def _standing(found: Bargained) -> str:
    """How many proposals everybody who is judged would prefer to no agreement."""
    proposals, base = found.judged.proposals, found.reservations
    valued = [one for one in proposals if one.utilities]
    yes = sum(all(low >= r for (low, _), r in zip(one.utilities, base, strict=True)) for one in valued)
    could = sum(one.acceptable != "no" for one in proposals)
    who = (
        "every side that is judged" if len(base) > 2 else "both sides" if len(base) == 2 else "the side that is judged"
    )
    said = f"{capital(spelled(yes)) if yes else 'None'} of {count(len(proposals), 'proposal')}"
    said += f" {'is' if yes < 2 else 'are'} worth as much as no agreement to {who}"
    if could > yes:
        said += f"; with the numbers anywhere in their intervals, {spelled(could)} could be"
    return f"{said}."


def _proposal(one: Looked, found: Bargained, names: Names) -> Html:
    head = el(
        "th",
        own(one.title) if one.title else "As it stands",
        el("span", capital(dated(one.date)), class_="meta block") if one.date else None,
        scope="row",
    )
    if not one.utilities:
        titles = {one.id: one.title or one.id for one in names.case.linkages}
        broken = listed([quoted(titles.get(name, name)) for name in one.broken])
        said = Html(
            f"no feasible package meets it: it breaks {broken}" if one.broken else "no feasible package meets it"
        )
        return el("tr", head, el("td", said, colspan=len(found.units) + (found.size is not None), class_="said"))
    cells = [
        el("td", el("span", glyph(*SAYS.get(said, DEPENDS)), " ", span(*ends), class_="cell plain"))
        for said, ends in zip(one.verdicts, one.utilities, strict=True)
    ]
    changes = "—" if one.changes is None else "none" if one.changes == 0 else number(one.changes)
    return el("tr", head, cells, None if found.size is None else el("td", changes, class_="n"))
