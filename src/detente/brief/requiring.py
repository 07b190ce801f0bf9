"""What a treaty would require, for the page: the map, the lines behind it, duties, and what is not known."""

from __future__ import annotations

from detente.analyses.treaties.impact import Impact
from detente.brief.impactmap import map_of
from detente.brief.impacts import Line, Told
from detente.brief.markup import Html, el, folded, joined, scrolling, table
from detente.brief.pictures import map as drawing
from detente.brief.words import capital
from detente.case.model import Case

CAVEAT = (
    "Amounts are what has to go at least and at most, over all readings, if no exception is used; holdings of unknown "
    "size apart. What the inventory does not have is not counted."
)


def required(case: Case, found: Impact, name: str) -> Html:
    """Everything that a brief says of one treaty's impact on its day. `name` begins the ids: one for each treaty."""
    told = Told(case, found)
    lines = [line for _, _, some in told.groups("sender") for line in some]
    planned = [line for _, _, some in told.groups("sender", "planned") for line in some]
    data = map_of(case, found)
    picture = drawing.figure(data, name) if data.flows else el("p", data.title)
    return joined(
        [
            picture,
            el("p", told.entry(), " ", CAVEAT, class_="meta"),
            folded("What would have to go, holding by holding", _table(told, lines), id_=f"{name}-rows")
            if lines
            else None,
            folded("Planned or claimed, not counted", _table(told, planned), id_=f"{name}-planned")
            if planned
            else None,
            _list("Vague clauses, read so, would take more", [told.effect(one) for one in told.vague], f"{name}-vague"),
            _list("To be done, whatever is there", [told.duty(one) for one in found.duties], f"{name}-duties"),
            _list("What the inventory does not know", told.unknown(), f"{name}-unknown"),
        ],
        "",
    )


def _table(told: Told, lines: list[Line]) -> Html:
    head = ("Whose", "Where", "What", "Would have to", "By", "Under")
    rows = [
        (capital(told.senders(line.sender)), line.host, line.what, _goes(line), line.by, line.readings)
        for line in lines
    ]
    return scrolling("Holdings that would have to go", table("", head, rows))


def _goes(line: Line) -> Html:
    return joined([line.goes, f"({line.doubts})"] if line.doubts else [line.goes])


def _list(title: str, items: list[str], name: str) -> Html | None:
    return folded(title, el("ul", [el("li", item) for item in items]), id_=name) if items else None
