"""One statement or response as a line of evidence.

Who says what, through whom, where it stands, and whether it counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from detente.case.filtering import Calendar
from detente.case.model import Case, Proposal, Response
from detente.ledger.holdings import response_ref
from detente.ledger.rows import Roll

VERBS = {"direct": "says", "document": "says", "indirect": "is reported to have said", "spoken_for": "is spoken for"}


@dataclass(frozen=True)
class Record:
    """A line of evidence. `state` is counts, shown (never counts), superseded, lapsed, undated or not accepted.

    `verb` keeps three kinds of evidence apart: says, is reported to have said, is inferred to want.
    """

    ref: str
    date: str
    holder: str
    speaker: str
    verb: str
    act: str
    issue: str
    option: str
    condition: str
    given: str
    firmness: str
    paraphrase: str
    source: tuple[str, ...]
    citation: str
    locator: str
    reporters: tuple[str, ...]
    begin: int | None
    end: int | None
    digest: str
    grade: str
    confirmed: bool
    judgement: str
    note: str
    state: str

    def to_json(self) -> dict[str, object]:
        """The line as JSON."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in vars(self).items()}


def records(case: Case, day: date) -> dict[str, Record]:
    """Every statement, proposal and response of a dated case as a line of evidence, by its reference."""
    calendar = Calendar.of(case)
    alive = set(Roll(case).rows(day.toordinal()))
    found: dict[str, Record] = {}
    for row in range(len(case.statements)):
        record = _statement(case, row, _state(case, calendar, row, day, alive))
        found[record.ref] = record
    for proposal in case.proposals:
        found[proposal.id] = _proposal(case, proposal)
        for number, response in enumerate(proposal.responses):
            found[response_ref(proposal, number)] = _response(case, proposal, response, number)
    return found


def _state(case: Case, calendar: Calendar, row: int, day: date, alive: set[int]) -> str:
    if row in alive:
        return "counts"
    if case.statements.text("status", row) not in ("", "accepted"):
        return "not accepted"
    if calendar.enters[row] > day.toordinal():
        return "undated"
    if not calendar.counted[row]:
        return "shown"
    return "lapsed" if calendar.lapses[row] < day.toordinal() else "superseded"


def _statement(case: Case, row: int, state: str) -> Record:
    text = case.statements.text
    source = case.source.get(text("source", row))
    begin, end = text("begin", row), text("end", row)
    quotation = text("quotation", row)
    return Record(
        text("id", row),
        text("date", row) or (str(source.date) if source and source.date else ""),
        text("holder", row),
        text("speaker", row),
        "is inferred to want" if quotation == "inferred" else VERBS.get(quotation, "is reported to have said"),
        text("act", row),
        text("issue", row),
        text("option", row),
        text("condition", row),
        text("given", row),
        text("firmness", row),
        text("paraphrase", row),
        (source.id,) if source else (),
        source.citation if source else "",
        text("locator", row),
        tuple(part.strip() for part in text("reporters", row).split(">") if part.strip()),
        int(begin) if begin else None,
        int(end) if end else None,
        text("span_sha256", row),
        f"{source.reliability if source else ''}{text('credibility', row)}",
        text("confirmed", row) != "no" and (source is None or source.confirmed),
        text("judgement", row),
        text("note", row),
        state,
    )


def _sources(case: Case, names: tuple[str, ...]) -> tuple[str, bool]:
    known = [case.source[name] for name in names if name in case.source]
    return "; ".join(source.citation for source in known), all(source.confirmed for source in known)


def _proposal(case: Case, proposal: Proposal) -> Record:
    citation, confirmed = _sources(case, proposal.source)
    by = "+".join(proposal.by) or proposal.author
    return Record(
        proposal.id, str(proposal.date), by, proposal.author, "proposes", "propose", "", "", "", "", "",
        proposal.title, proposal.source, citation, "", (), None, None, "", "",
        confirmed and proposal.confirmed, proposal.judgement, proposal.note, "counts",
    )  # fmt: skip


def _response(case: Case, proposal: Proposal, response: Response, number: int) -> Record:
    citation, confirmed = _sources(case, response.source)
    firmness = response.firmness.word if response.stance == "reject" else ""
    counts = response.stance in ("accept", "reject", "conditional") and response.date is not None
    return Record(
        response_ref(proposal, number), str(response.date or ""), response.by, response.speaker,
        "is reported to have answered", response.stance, "|".join(response.issues), "", proposal.id,
        str(response.given or ""), firmness, response.paraphrase, response.source, citation, response.locator, (),
        response.begin, response.end, response.span_sha256, "", confirmed and response.confirmed,
        response.judgement, response.note, "counts" if counts else "shown",
    )  # fmt: skip
