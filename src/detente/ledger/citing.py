"""Statements as evidence beside an answer: who says it where, in whose report, and which words it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from detente.case.model import Case, Proposal, Response
from detente.ledger.holdings import response_ref


@dataclass(frozen=True)
class Cited:
    """One statement, proposal or answer. `independent` is the source that it was first printed in, copies traced back.

    `begin` and `end` are the anchor in the source's document, in Unicode code points.
    """

    id: str
    date: str
    holder: str
    speaker: str
    act: str
    issue: str
    option: str
    condition: str
    given: str
    firmness: str
    occasion: str
    details: str
    paraphrase: str
    source: tuple[str, ...]
    citation: str
    independent: str
    locator: str
    reporters: tuple[str, ...]
    quotation: str
    begin: int | None
    end: int | None
    digest: str
    grade: str
    confirmed: bool

    def to_json(self) -> dict[str, object]:
        """The line as JSON."""
        anchor = None
        if self.begin is not None:
            anchor = {"begin": self.begin, "end": self.end, "span_sha256": self.digest}
        return {
            "id": self.id,
            "date": self.date or None,
            "holder": self.holder,
            "speaker": self.speaker,
            "act": self.act,
            "issue": self.issue,
            "option": self.option,
            "condition": self.condition,
            "given": self.given,
            "firmness": self.firmness,
            "occasion": self.occasion,
            "details": self.details,
            "paraphrase": self.paraphrase,
            "source": list(self.source),
            "citation": self.citation,
            "locator": self.locator,
            "reporters": list(self.reporters),
            "quotation": self.quotation,
            "anchor": anchor,
            "grade": self.grade,
            "confirmed": self.confirmed,
        }


def cited(case: Case, refs: Iterable[str]) -> dict[str, Cited]:
    """The statements, proposals and answers of these references."""
    wanted = dict.fromkeys(refs)
    ids = case.statements["id"]
    rows = {ids.words[code]: row for row, code in enumerate(ids.codes.tolist()) if ids.words[code] in wanted}
    others: dict[str, tuple[Proposal, Response | None]] = {}
    for proposal in case.proposals:
        others[proposal.id] = (proposal, None)
        for number, response in enumerate(proposal.responses):
            others[response_ref(proposal, number)] = (proposal, response)
    return {ref: cited_row(case, rows[ref]) if ref in rows else _cited_other(case, ref, *others[ref]) for ref in wanted}


def original(case: Case, source: str) -> str:
    """The source that this one copies, or itself: a copy is not a second source."""
    known = case.source.get(source)
    return known.copy_of if known is not None and known.copy_of else source


def independent_sources(lines: Iterable[Cited]) -> int:
    """How many sources that are no copies of one another say so.

    Statements without a source are told apart by date, speaker and reporters.
    """
    return len({line.independent or (line.date, line.speaker, line.reporters) for line in lines})


def cited_row(case: Case, row: int) -> Cited:
    """One row of the ledger."""
    text = case.statements.text
    name = text("source", row)
    source = case.source.get(name)
    begin, end = text("begin", row), text("end", row)
    return Cited(
        id=text("id", row),
        date=text("date", row) or (str(source.date) if source and source.date else ""),
        holder=text("holder", row),
        speaker=text("speaker", row),
        act=text("act", row),
        issue=text("issue", row),
        option=text("option", row),
        condition=text("condition", row),
        given=text("given", row),
        firmness=text("firmness", row),
        occasion=text("occasion", row),
        details=text("details", row),
        paraphrase=text("paraphrase", row),
        source=(name,) if name else (),
        citation=source.citation if source else "",
        independent=original(case, name),
        locator=text("locator", row),
        reporters=tuple(part.strip() for part in text("reporters", row).split(">") if part.strip()),
        quotation=text("quotation", row),
        begin=int(begin) if begin else None,
        end=int(end) if end else None,
        digest=text("span_sha256", row),
        grade=f"{source.reliability if source else ''}{text('credibility', row)}",
        confirmed=text("confirmed", row) != "no" and (source is None or source.confirmed),
    )


def _cited_other(case: Case, ref: str, proposal: Proposal, response: Response | None) -> Cited:
    known = [case.source[name] for name in (response or proposal).source if name in case.source]
    return Cited(
        id=ref,
        date=str((response.date if response else proposal.date) or ""),
        holder=response.by if response else "+".join(proposal.by) or proposal.author,
        speaker=response.speaker if response else proposal.author,
        act=response.stance if response else "propose",
        issue="|".join(response.issues) if response else "",
        option="",
        condition=proposal.id,
        given=str(response.given or "") if response else "",
        firmness=response.firmness.word if response and response.stance == "reject" else "",
        occasion="",
        details="",
        paraphrase=response.paraphrase if response else proposal.title,
        source=tuple(source.id for source in known),
        citation="; ".join(source.citation for source in known),
        independent=original(case, known[0].id) if known else "",
        locator=response.locator if response else "",
        reporters=(),
        quotation="",
        begin=response.begin if response else None,
        end=response.end if response else None,
        digest=response.span_sha256 if response else "",
        grade="",
        confirmed=(response or proposal).confirmed and all(source.confirmed for source in known),
    )


Lines = Mapping[str, Cited]
"""Evidence by reference."""
