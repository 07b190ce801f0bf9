"""What a treaty would require: a sentence, tables of what goes, duties, and what the inventory does not know."""

from __future__ import annotations

from detente.analyses.treaties.impact import Impact
from detente.brief.impacts import Line, Told
from detente.case.model import Case
from detente.cli.paper import Paper
from detente.cli.words import capital, listing

NEVER = (
    "Amounts are from at least to at most, holdings of unknown size apart, if no exception is used. They rest on the "
    "case's inventory and coding: what is not in it is not counted."
)


def show(case: Case, found: Impact, by: str) -> str:
    """The whole answer."""
    paper, told = Paper(), Told(case, found)
    paper.heading(told.answer())
    paper.say(told.entry())
    if found.chosen:
        paper.say(f"Read so: {told.readings([found.chosen])}.")
    groups = told.groups(by)
    _tables(paper, by, groups)
    planned = [line for _, _, lines in told.groups("clause", "planned") for line in lines]
    if planned:
        paper.heading("Planned or claimed, not counted above")
        _table(paper, "clause", planned)
    _vague(paper, told)
    if found.duties:
        paper.heading("To be done, whatever the inventory has")
        for duty in found.duties:
            paper.item(told.duty(duty))
    _exceptions(paper, found, told)
    if found.beyond:
        paper.heading("What the inventory does not know")
        for sentence in told.unknown():
            paper.item(sentence)
    paper.caveat(NEVER)
    return paper.text()


def _tables(paper: Paper, by: str, groups: list[tuple[str, str, list[Line]]]) -> None:
    for name, heading, lines in groups:
        paper.heading(heading if by == "clause" else f"{capital(heading)} ({name})")
        _table(paper, by, lines)


def _table(paper: Paper, by: str, lines: list[Line]) -> None:
    columns: list[tuple[str, str]] = []
    if by != "sender":
        columns.append(("who", "sender"))
    if by != "host":
        columns.append(("where", "host"))
    columns += [("what", "what"), ("would have to", "goes")]
    if by != "clause":
        columns.append(("by", "by"))
    columns.append(("under", "readings"))
    paper.table(
        [(title, "left") for title, _ in columns],
        [tuple(_cell(line, field) for _, field in columns) for line in lines],
    )


def _cell(line: Line, field: str) -> str:
    if field == "goes":
        return f"{line.goes} ({line.doubts})" if line.doubts else line.goes
    return str(getattr(line, field))


def _vague(paper: Paper, told: Told) -> None:
    if told.vague:
        paper.heading("Clauses that are vague or depend on circumstances, read so, would take more")
        for effect in told.vague:
            paper.item(told.effect(effect))


def _exceptions(paper: Paper, found: Impact, told: Told) -> None:
    known: dict[str, list[str]] = {}
    for row in found.rows:
        for unless in row.unless:
            clauses = known.setdefault(unless, [])
            if told.cite(row.clause) not in clauses:
                clauses.append(told.cite(row.clause))
    if known:
        paper.heading("Exceptions that would let something stay")
        for unless, clauses in known.items():
            paper.item(f"{listing(clauses)}: {unless}")
