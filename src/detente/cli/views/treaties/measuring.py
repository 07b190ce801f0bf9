"""What a treaty would require: a sentence, tables of what goes, duties, and what the inventory does not know."""

from __future__ import annotations

from detente.analyses.treaties.impact import Impact
from detente.brief.impacts import Line, Sums, Told
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
    paper.heading(told.title)
    paper.say(told.answer())
    paper.say(told.entry())
    if found.chosen:
        paper.say(f"Read so: {told.chosen()}.")
    if by != "clause":
        _sums(paper, by, told.sums(by))
    for heading, lines in told.groups(by, confirmed=True):
        paper.heading(capital(heading))
        _table(paper, by, lines)
    _apart(paper, "Not confirmed", told.groups("sender", confirmed=False))
    _apart(paper, "Planned or claimed", told.groups("sender", "planned"))
    for heading, lines in told.open():
        paper.heading(heading)
        _table(paper, "", lines, goes=False)
    if vague := told.vague():
        paper.gap()
        paper.say(vague)
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


def _sums(paper: Paper, by: str, sums: list[Sums]) -> None:
    """In all, sender by sender or host by host; columns that say nothing are left out."""
    if not sums:
        return
    ends = ("where", "whose") if by == "host" else ("who", "from")
    fields = [(ends[0], "name"), (ends[1], "others")]
    fields += [
        (title, field)
        for title, field in (
            ("confirmed", "confirmed"),
            ("not confirmed", "unconfirmed"),
            ("planned or claimed", "planned"),
        )
        if any(getattr(one, field) for one in sums)
    ]
    paper.heading("In all")
    paper.table(
        [(title, "left") for title, _ in fields],
        [(capital(one.name), *(str(getattr(one, field)) for _, field in fields[1:])) for one in sums],
    )


def _apart(paper: Paper, heading: str, groups: list[tuple[str, list[Line]]]) -> None:
    if groups:
        paper.heading(heading)
        _table(paper, "", [line for _, lines in groups for line in lines])


def _table(paper: Paper, by: str, lines: list[Line], *, goes: bool = True) -> None:
    columns: list[tuple[str, str]] = []
    if by != "sender":
        columns.append(("who", "who"))
    if by != "host":
        columns.append(("where", "host"))
    columns.append(("what", "what"))
    if goes:
        columns.append(("would have to", "goes"))
    columns.append(("by clause, and how read", "under") if by != "clause" else ("if read", "given"))
    paper.table(
        [(title, "left") for title, _ in columns],
        [tuple(_cell(line, field) for _, field in columns) for line in lines],
    )


def _cell(line: Line, field: str) -> str:
    if field == "goes":
        return f"{line.goes} ({line.doubts})" if line.doubts else line.goes
    return str(getattr(line, field))


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
