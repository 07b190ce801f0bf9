"""What a draft would require on the ground: the answer day by day, each with its map, sums, and every holding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detente.analyses.treaties.impact import Impact
from detente.brief.impactmap import map_of
from detente.brief.impacts import Line, Sums, Told
from detente.brief.markup import Content, Html, anchor, el, folded, scrolling, table
from detente.brief.pictures import map as drawing
from detente.brief.words import capital, count, day, number, own
from detente.case.model import Case

MOST_LINES = 60
WORTH_A_MAP = 3
"""Fewer movements are said in words alone."""


def impacts(found: Sequence[Impact], case: Case) -> Content:
    """What it would require, day by day, the first one open; where nothing goes on any, only the sentence."""
    told = [Told(case, one) for one in found]
    if not any(one.sharp or one.untold for one in told):
        return [el("p", own(one.answer()), f" {one.entry()}") for one in told[:1]]
    return [_impact(one, case, opened=place == 0) for place, one in enumerate(told)]


def _impact(told: Told, case: Case, *, opened: bool) -> Html:
    found = told.impact
    data = map_of(case, found)
    drawn = len({(flow.host, flow.sender) for flow in data.flows}) >= WORTH_A_MAP
    titled = replace(data, title=f"What would leave from where on {day(found.about.day)}")
    vague, by_host = told.vague(), _sums("where", "whose", told.sums("host"))
    return folded(
        own(told.answer()),
        drawing.figure(titled, f"{anchor('map', found.treaty)}-{found.about.day}") if drawn else None,
        _sums("who", "from", told.sums("sender")),
        folded("The same, place by place", by_host) if by_host else None,
        _details(told),
        el("p", own(vague)) if vague else None,
        el("p", told.entry(), class_="meta"),
        folded(
            f"What the inventory does not know: {count(len(found.beyond), 'point')}",
            el("ul", [el("li", own(capital(one)), ".") for one in told.unknown()], class_="lines"),
        )
        if found.beyond
        else None,
        opened=opened,
    )


def _sums(of: str, ends: str, sums: Sequence[Sums]) -> Html | None:
    """In all, one line a sender or host; columns that say nothing are left out."""
    if not sums:
        return None
    columns = (("confirmed", "confirmed"), ("not confirmed", "unconfirmed"), ("planned or claimed", "planned"))
    used = [(title, field) for title, field in columns if any(getattr(one, field) for one in sums)]
    return scrolling(
        f"In all, {of}",
        table(
            None,
            (of, ends, *(title for title, _ in used)),
            [
                (own(capital(one.name)), own(one.others), *(own(getattr(one, field)) for _, field in used))
                for one in sums
            ],
            "holdings",
        ),
    )


def _details(told: Told) -> Html:
    """Every holding, with the clauses and readings by which it goes; what cannot be told stands last."""
    parts = [
        ("Confirmed", told.groups("sender", confirmed=True)),
        ("Not confirmed", told.groups("sender", confirmed=False)),
        ("Planned or claimed", told.groups("sender", "planned")),
    ]
    tables = [(title, [line for _, lines in groups for line in lines], True) for title, groups in parts if groups]
    tables += [(title, lines, False) for title, lines in told.open()]
    many = sum(len(lines) for _, lines, _ in tables)
    return folded(
        f"Holding by holding, and by which clause: {count(many, 'line')}",
        [
            [
                scrolling(title, _lines(title, lines[:MOST_LINES], goes=goes)),
                _more(len(lines) - MOST_LINES, "detente treaty impact"),
            ]
            for title, lines, goes in tables
        ],
    )


def _lines(title: str, lines: Sequence[Line], *, goes: bool) -> Html:
    head = ["who", "where", "what", *(["would have to"] if goes else []), "by clause, and how read"]
    rows = [
        (
            own(capital(line.who)),
            own(line.host),
            own(line.what),
            *([own(f"{line.goes} ({line.doubts})" if line.doubts else line.goes)] if goes else []),
            own(line.under),
        )
        for line in lines
    ]
    return table(title, head, rows, "holdings")


def _more(left: int, command: str) -> Html | None:
    return el("p", f"And {number(left)} more: {command}.", class_="meta") if left > 0 else None
