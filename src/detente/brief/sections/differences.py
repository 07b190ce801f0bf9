"""How two drafts differ by effect, matter by matter: what each orders in words, and for whom and where they part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from detente.analyses.treaties.compare import Differences
from detente.analyses.treaties.compared import Matter
from detente.brief.citing import clause as cited
from detente.brief.differences import Compared
from detente.brief.markup import Html, anchor, el, folded, joined
from detente.brief.words import count, day, own, quoted
from detente.case.model import Case


def differences(found: Differences, case: Case) -> Html:
    """The answer, then the matters, folded: those of both, those of one alone."""
    told = Compared(case, found)
    a, b = (quoted(title) for title in found.titles)
    weightiest = told.weightiest()
    return el(
        "article",
        el("h3", "What one of the two orders and the other does not"),
        el("p", f"{found.a} is ", a, f", {found.b} is ", b, f", both in force from {day(found.day)}.", class_="meta"),
        el("p", own(told.answer())),
        el("p", own(weightiest)) if weightiest else None,
        _block("Where both have a clause", told.shared(), told),
        [_block(f"Where only {name} has a clause", told.alone(side), told) for side, name in enumerate(told.ids)],
        class_="treaty",
    )


def _block(title: str, matters: Sequence[Matter], told: Compared) -> Html | None:
    if not matters:
        return None
    return folded(f"{title}: {count(len(matters), 'matter')}", [_matter(one, told) for one in matters])


def _matter(matter: Matter, told: Compared) -> Html:
    said = [(f"{name}: ", line) for side, name in enumerate(told.ids) for line in told.clauses(matter, side)]
    if told.alike(matter):
        parts = [el("p", "The same in both, as long as both are read alike.")]
    else:
        parts = [el("p", own(line.text), _links(line.clauses)) for line in told.parts(matter)]
    return el(
        "div",
        el("h4", own(told.title(matter))),
        el("ul", [el("li", name, own(line.text), _links(line.clauses)) for name, line in said], class_="lines"),
        parts,
    )


def _links(clauses: Iterable[str]) -> Html | None:
    found = [el("a", cited(name.partition("#")[2]), href="#" + anchor("t", name)) for name in dict.fromkeys(clauses)]
    return el("span", " (", joined(found, ", "), ")", class_="meta") if found else None
