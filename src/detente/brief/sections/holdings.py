"""What a draft's words hold on the case's day: how many Parties' own soil, by reading, and which."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analyses.treaties.terms import TermHeld
from detente.brief.citing import clause as cited
from detente.brief.markup import Content, Html, anchor, el, folded
from detente.brief.terms import holding, readings
from detente.brief.words import count, day, listed, own
from detente.case.model import Case
from detente.case.treaties.model import Treaty


def holdings(found: Sequence[TermHeld], treaty: Treaty, case: Case) -> Content:
    """Terms whose readings hold different Parties, in a line each; below, who is held under which reading."""
    told = [one for one in found if holding(case, treaty, one)]
    if not told:
        return None
    loud = [one for one in told if len({held.parties for held in one.readings}) > 1]
    return [
        *(el("p", own(holding(case, treaty, one)), " ", _where(one, treaty)) for one in loud),
        folded(
            f"What its words hold on {day(told[0].on)}: {count(len(told), 'term')}, reading by reading",
            el("ul", [_term(one, treaty, case) for one in told], class_="lines"),
        ),
    ]


def _term(one: TermHeld, treaty: Treaty, case: Case) -> Html:
    lines = [el("li", own(line[:1].upper() + line[1:])) for line in readings(case, treaty, one)]
    return el("li", own(holding(case, treaty, one)), " ", _where(one, treaty), el("ul", lines, class_="lines"))


def _where(one: TermHeld, treaty: Treaty) -> Html:
    """The clauses that rest on it, each with a link."""
    links = [
        el("a", cited(name.partition("#")[2]), href="#" + anchor("t", name))
        for name in one.clauses
        if name.partition("#")[2] in treaty.provision
    ]
    if not links:
        return Html("")
    return el(
        "span", f"On it {'rests' if len(links) == 1 else 'rest'} ", listed(links, commas=True), ".", class_="meta"
    )
