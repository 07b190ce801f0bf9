"""Treaties in plain words: a list of them, or clause by clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.brief.citing import clause as norms_clause
from detente.brief.norms import PRECISION
from detente.brief.setwords import row
from detente.case.model import Case
from detente.cli.paper import Paper
from detente.cli.words import capital, count, day, listing

if TYPE_CHECKING:
    from detente.api.treaties.showing import Clause, Shown, Word

NEVER = "The sentences say how the clauses were coded; the words themselves are in the sources."


def to_json(case: Case, shown: tuple[Shown, ...]) -> dict[str, object]:
    """The documented JSON of `detente treaty show`."""
    return {"case": case.slug, "digest": case.digest, "treaties": [one.to_json() for one in shown]}


def listed(case: Case, shown: tuple[Shown, ...]) -> str:
    """A table of the treaties."""
    paper = Paper()
    if not shown:
        paper.say(f"{case.title}: no treaty is coded. They go into treaties/ID.yaml.")
        return paper.text()
    paper.heading(f"{case.title}: {count(len(shown), 'treaty', 'treaties')}")
    rows = [(one.treaty.id, one.treaty.title, day(one.treaty.date), listing(one.by), _kinds(one)) for one in shown]
    paper.table(
        [("id", "left"), ("title", "left"), ("of", "left"), ("put forward by", "left"), ("clauses", "left")], rows
    )
    paper.say("“detente treaty show CASE ID” reads one aloud.")
    return paper.text()


def _kinds(one: Shown) -> str:
    kinds = one.kinds()
    return f"{sum(kinds.values())}: {listing(count(many, kind) for kind, many in kinds.items())}" if kinds else "none"


def show(shown: tuple[Shown, ...], *, sites: bool = False) -> str:
    """Each treaty clause by clause; with the distances of `sites` where clauses speak of reach."""
    paper = Paper()
    for one in shown:
        _head(paper, one)
        for clause in one.clauses:
            _clause(paper, clause, sites=sites)
        if one.terms:
            paper.heading("Terms")
            for word in one.terms:
                _word(paper, word)
    paper.caveat(NEVER)
    return paper.text()


def _word(paper: Paper, word: Word) -> None:
    for sentence in word.says:
        paper.item(sentence)
    if word.holding:
        anchors = [norms_clause(name.partition("#")[2]) for name in word.held.clauses]
        where = f" On it {'rests' if len(anchors) == 1 else 'rest'} {row(anchors)}." if anchors else ""
        paper.say(word.holding + where, 4)
        for line in word.lists:
            paper.item(capital(line), 6)


def _head(paper: Paper, one: Shown) -> None:
    by = f", put forward by {listing(one.by)}" if one.by else ""
    paper.heading(f"{one.treaty.title} ({one.treaty.id}), {day(one.treaty.date)}{by}")
    if one.signatories:
        main = f" Main parties: {one.main}." if one.main else ""
        there = f" ({one.parties} on {day(one.on)})" if one.parties else ""
        paper.say(f"Parties: {one.signatories}{there}.{main}")
    for sentence in (one.entry, one.withdrawal):
        if sentence:
            paper.say(sentence)
    if one.treaty.note:
        paper.say(f"Note: {one.treaty.note}")


def _clause(paper: Paper, clause: Clause, *, sites: bool) -> None:
    provision = clause.provision
    title = f": {provision.title}" if provision.title else ""
    paper.heading(f"{clause.cited}{title} [{clause.name}]")
    doubt = "" if provision.confirmed else ", not confirmed"
    paper.say(f"{capital(provision.content.kind)}, {PRECISION[provision.precision]}{doubt}.", 2)
    paper.say(clause.sentence, 2)
    for said in clause.readings:
        paper.item(f"{said.sentence()}{f' Why: {said.why}' if said.why else ''}", 4)
    if clause.far and sites:
        paper.say("Reach, from each site to the nearest of what is meant:", 2)
        for line in clause.far:
            paper.item(line, 4)
    elif clause.far:
        paper.say("It rests on reach: --clause has the distances of sites.", 2)
    if provision.judgement:
        paper.say(f"Judgement: {provision.judgement}", 2)
    if provision.source:
        locator = f", {provision.locator}" if provision.locator else ""
        paper.say(f"Sources: {listing(provision.source)}{locator}.", 2)
