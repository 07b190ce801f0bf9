"""Positions: who stands where, issue by issue, and the statements behind it."""

from __future__ import annotations

from collections.abc import Iterable

from detente.analyses.positions import Cell, Positions
from detente.case.model import Case
from detente.cli.paper import Paper
from detente.cli.words import KIND, as_of, count, few, listing, names, option, title
from detente.errors import UnknownNameError
from detente.ledger.attributing import spoken_of
from detente.ledger.records import Record
from detente.ledger.topics import Said

NEVER = "What nobody has said is not known; it is not “no”. What others infer is shown and never counted."

ROWS, ISSUES, NAMES = 400, 40, 40
"""What fits on a page that somebody reads: lines in all, and of a longer answer issues, and names in a sentence."""


def seated(case: Case, result: Positions, tables: tuple[str, ...]) -> Positions:
    """Only the parties of these tables (all where none is named)."""
    known = {table.id: table for table in case.tables}
    for name in tables:
        if name not in known:
            raise UnknownNameError("table", name, known)
    if not tables:
        return result
    here = {party for name in tables for party in case.members(known[name].parties)}
    return result.of(here)


def show(case: Case, result: Positions, with_statements: bool) -> str:
    """The whole answer; the statements themselves where few were asked for."""
    paper = Paper()
    known: dict[str, list[Cell]] = {issue: [] for issue in result.issues}
    for cell in result.known:
        if cell.known:
            known[cell.issue].append(cell)
    number, of = sum(map(len, known.values())), len(result.issues) * len(result.parties)
    pairs = f"something is known of {number} of {of} pairs of a party and an issue."
    topic = f"{count(len(result.topics), 'thing')} said on a topic, which no package settles."
    paper.heading(f"{as_of(result.about)}: {pairs if of else topic}")
    most = number if number <= ROWS else max(5, ROWS // len(result.issues))
    listed = result.issues if number <= ROWS else [issue for issue in result.issues if known[issue]][:ISSUES]
    for issue in listed:
        _issue(paper, case, issue, known[issue], result, most)
    if len(listed) < len(result.issues):
        paper.gap()
        paper.say(f"… and {count(len(result.issues) - len(listed), 'more issue')}; --issue ID shows one, --json all.")
    _topics(paper, case, result)
    if with_statements:
        _statements(paper, case, result)
    else:
        paper.gap()
        paper.say("--party ID or --issue ID shows the statements themselves.")
    paper.caveat(NEVER)
    return paper.text()


def _issue(paper: Paper, case: Case, issue: str, known: list[Cell], result: Positions, most: int) -> None:
    paper.heading(f"{title(case, issue)} ({issue})")
    if known:
        paper.table(
            [("party", "left"), ("position", "left"), ("last affirmed", "left"), ("evidence", "left")],
            [(case.name_of(cell.party), position(case, cell), cell.affirmed, few(cell.refs)) for cell in known[:most]],
        )
    if len(known) > most:
        who = "party" if len(known) == most + 1 else "parties"
        paper.say(f"… and {len(known) - most} more {who}; --party ID shows one, --json all.", 2, 2)
    there = {cell.party for cell in known}
    unknown = [party for party in result.parties if party not in there]
    if len(unknown) > NAMES:
        paper.say(f"Nothing known of {names(case, unknown[:NAMES], ',')} and {len(unknown) - NAMES} more.", 2, 2)
    elif unknown:
        paper.say(f"Nothing known of {names(case, unknown)}.", 2, 2)


def _topics(paper: Paper, case: Case, result: Positions) -> None:
    """What was said on topics, apart: no package settles them, so nothing here is a position."""
    for topic in dict.fromkeys(said.topic for said in result.topics):
        paper.heading(f"{case.title_of(topic)} ({topic}; a topic, not counted)")
        paper.table(
            [("party", "left"), ("act", "left"), ("what", "left"), ("evidence", "left")],
            [
                (case.name_of(said.party), said.act, _on_topic(case, said), few(said.refs))
                for said in result.topics
                if said.topic == topic
            ],
        )


def _on_topic(case: Case, said: Said) -> str:
    return listing((case.topic[said.topic].title_of(name) for name in said.option.split("|") if name), "or")


def position(case: Case, cell: Cell) -> str:
    """A cell in words."""

    def titles(chosen: tuple[str, ...], word: str = "or") -> str:
        return listing((option(case, cell.issue, name) for name in chosen), word)

    parts = []
    if cell.demands:
        parts.append(f"demands: {titles(cell.demands)}")
    if cell.accepts:
        parts.append(f"accepts: {titles(cell.accepts)}")
    for hard in sorted({firmness for _, firmness in cell.refuses}, reverse=True):
        refused = tuple(name for name, firmness in cell.refuses if firmness is hard)
        parts.append(f"{KIND[hard]} against: {titles(refused)}")
    parts += [f"on a condition: {text}" for text in cell.conditional]
    if cell.disputed:
        parts.append("disputed")
    if cell.moved:
        parts.append(cell.moved)
    return "; ".join(parts)


def _statements(paper: Paper, case: Case, result: Positions) -> None:
    paper.heading(count(len(result.records), "statement").capitalize())
    ordered = sorted(result.records.values(), key=lambda record: record.date)
    bearing: dict[str, list[str]] = {}
    for cell in result.known:
        for word, refs in (("for", cell.speaks_for), ("against", cell.speaks_against)):
            for ref in refs or ():
                bearing.setdefault(ref, []).append(f"speaks {word} the position of {case.name_of(cell.party)}")
    if len(ordered) > ROWS:
        paper.say(f"… {len(ordered) - ROWS} earlier ones are left out; --json has all.")
    for record in ordered[-ROWS:]:
        paper.item(statement(case, record, bearing.get(record.ref, ())), 0)


def statement(case: Case, record: Record, more: Iterable[str] = ()) -> str:
    """A statement with who says it, its source, and whether it counts."""
    who = listing(case.name_of(name) for name in record.holder.split("+"))
    speaker = f" ({record.speaker})" if record.speaker and record.speaker != who else ""
    inferred = "inferred" if "inferred" in record.verb else ""
    of_it = spoken_of(case, record.holder, record.speaker, record.act, inferred)
    said = f"{record.speaker} on {who}" if of_it else f"{who}{speaker} {record.verb}"
    through = f", through {' and '.join(record.reporters)}" if record.reporters else ""
    place = f", {record.locator}" if record.locator else ""
    marks = [
        word
        for word, holds in (("unconfirmed", not record.confirmed), (f"{record.firmness}", bool(record.firmness)))
        if holds
    ]
    marks += [] if record.state == "counts" else [f"not counted: {record.state}"]
    judgement = f" Judgement: {record.judgement}" if record.judgement else ""
    judgement += f" Note: {record.note}" if record.note else ""
    marks += [f"given {record.given}"] if record.given else []
    marks += more
    about = record.act + (f" of {record.issue}{f' = {record.option}' if record.option else ''}" if record.issue else "")
    return (
        f"{record.date or 'undated'} {said}: {record.paraphrase} "
        f"[{record.ref}; {'; '.join([about, *marks])}] {record.citation or 'no source'}{place}{through}.{judgement}"
    )
