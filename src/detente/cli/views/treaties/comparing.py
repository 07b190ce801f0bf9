"""Two drafts side by side, matter by matter: what each orders, in words, and for whom and where they part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from detente.analyses.treaties.compare import Differences
from detente.analyses.treaties.compared import Matter
from detente.brief.differences import Compared
from detente.case.model import Case
from detente.cli.paper import Paper
from detente.cli.words import count, day, listing

CAVEAT = (
    "Compared by effect, cell by cell, on the first day on which a clause orders anything; words play no part. “Only” "
    "says for whom and where one orders something of the matter that the other, as far as it is definite, does not in "
    "some situation. Regions are those of the United Nations. --json has every part with its conditions, days and "
    "readings."
)


def show(case: Case, found: Differences, *, vague: bool = False) -> str:
    """The answer, then matter by matter what each orders and where they differ, then what is vague."""
    paper, told = Paper(), Compared(case, found)
    for name, title in zip(told.ids, found.titles, strict=True):
        paper.say(f"{name}: {title}", 0, 2)
    paper.say(f"Both in force from {day(found.day)}{_given(found.given)}.")
    paper.gap()
    paper.say(told.answer())
    if told.weightiest():
        paper.say(told.weightiest())
    _block(paper, told, "Where both have a clause", told.shared())
    for side, name in enumerate(told.ids):
        _block(paper, told, f"Where only {name} has a clause", told.alone(side))
    if found.sites:
        paper.heading("One range, two verdicts")
        for line in told.sites():
            paper.item(line)
    _vague(paper, told, listed=vague)
    if found.aside:
        verb = "orders" if len(found.aside) == 1 else "order"
        paper.heading(f"Left aside: {count(len(found.aside), 'clause')} that {verb} no act or status")
        paper.say(listing(found.aside), 2)
    paper.caveat(CAVEAT)
    return paper.text()


def _given(given: Sequence[Mapping[str, Any]]) -> str:
    fixed = listing(f"{one['clause']} read as {one['reading']}" for one in given)
    return f", {fixed}" if fixed else ""


def _block(paper: Paper, told: Compared, heading: str, matters: Sequence[Matter]) -> None:
    if not matters:
        return
    paper.heading(heading)
    for matter in matters:
        paper.gap()
        paper.say(told.title(matter), 0, 2)
        for side, name in enumerate(told.ids):
            for line in told.clauses(matter, side):
                paper.item(f"{name}: {line.text} {_anchors(line.clauses)}")
        if told.alike(matter):
            paper.say("The same in both, as long as both are read alike.", 4, 2)
        else:
            for line in told.parts(matter):
                paper.say(f"{line.text} {_anchors(line.clauses)}".strip(), 4, 2)


def _anchors(clauses: Iterable[str]) -> str:
    if not clauses:
        return ""
    return f"[{', '.join(dict.fromkeys(name.partition('#')[2] for name in clauses))}]"


def _vague(paper: Paper, told: Compared, *, listed: bool) -> None:
    found = told.vague()
    if not found:
        return
    paper.heading("Vague clauses")
    if listed:
        for line in told.loose():
            paper.item(f"{line.clauses[0]}, {line.text}")
    else:
        paper.say(
            f"Read widely, {'; and '.join(found)} may forbid or demand nearly anything, and read narrowly nothing. "
            "They are left aside here; --vague shows them."
        )
