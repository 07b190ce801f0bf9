"""What reports contradict: the genuine first, each with its sides, why, and what would settle it."""

from __future__ import annotations

from collections.abc import Iterable

from detente.analyses.contradictions import Contradictions, Finding, Side
from detente.case.model import Case
from detente.cli.paper import Paper
from detente.cli.views.shifts import evidence
from detente.cli.words import as_of, capital, count, few, listing, names, spelled, title
from detente.ledger.citing import independent_sources
from detente.ledger.clashes import Resolution

KINDS = {
    "value_conflict": "value conflict",
    "demand_present_or_absent": "demanded or not",
    "claim_and_denial": "claim and denial",
    "date_conflict": "one occasion, several dates",
    "ambiguous_reference": "it is open which is meant",
    "demand_and_refusal": "demand and refusal",
}
APPARENT = {
    Resolution.INTERPRETATION: "how it is read",
    Resolution.SCOPE: "scope",
    Resolution.HOLDER: "who speaks",
    Resolution.MODALITY: "whose word it is",
    Resolution.DATE: "date",
}
NEVER = (
    "Genuine means that nothing coded sets the sides apart. A contradiction is a question to the sources; nothing is "
    "counted or left out because of it."
)
MOST = 3


def show(case: Case, result: Contradictions, everything: bool = False) -> str:
    """The answer in two sentences; then what is genuine, what only seems so, and apart, disputes and shifts."""
    paper = Paper()
    paper.heading(f"{as_of(result.about)}: {_genuine(result)}.")
    paper.say(_rest(result))
    for one in result.genuine:
        _finding(paper, case, one, result)
    for resolution, words in APPARENT.items():
        found = [one for one in result.contradictions if one.resolved_by is resolution]
        if found:
            paper.heading(
                f"{capital(count(len(found), 'apparent contradiction'))}, set apart by {words} ({resolution.word})"
            )
            _several(paper, case, found, result, everything or resolution is not Resolution.DATE)
    for words, beside in (("dispute", result.disputes), ("shift", result.shifts)):
        if beside:
            paper.heading(f"Apart from these: {count(len(beside), words)}")
            _several(paper, case, beside, result, everything)
    if not everything and (result.disputes or result.shifts or result.counts()["date"]):
        paper.gap()
        paper.say("--all shows those in one line in full.")
    paper.caveat(NEVER)
    return paper.text()


def _genuine(result: Contradictions) -> str:
    number = len(result.genuine)
    if not number:
        return "no two reports contradict each other genuinely"
    return f"{count(number, 'contradiction is', 'contradictions are')} genuine"


def _rest(result: Contradictions) -> str:
    counts = result.counts()
    apart = [f"{spelled(counts[r.word])} by {words}" for r, words in APPARENT.items() if counts[r.word]]
    seeming = f"Others only seem so and are set apart: {listing(apart)}. " if apart else ""
    beside = f"{count(len(result.disputes), 'dispute')} and {count(len(result.shifts), 'shift')}"
    return f"{seeming}Beside them stand {beside}, which are no contradictions."


def _several(paper: Paper, case: Case, found: Iterable[Finding], result: Contradictions, whole: bool) -> None:
    for one in found:
        if whole:
            _finding(paper, case, one, result)
        else:
            sides = " / ".join(f"{_who(case, one, side)}{side.text} ({few(side.refs, 2)})" for side in one.sides)
            paper.item(f"{_about(case, one)}: {sides}")


def _finding(paper: Paper, case: Case, one: Finding, result: Contradictions) -> None:
    paper.gap()
    paper.say(f"{capital(names(case, one.holders))} on {_about(case, one)}: {KINDS[one.kind]}. {one.why}", 0, 2)
    for side in one.sides:
        sources = independent_sources(result.lines[ref] for ref in side.refs)
        paper.say(f"{_who(case, one, side)}{side.text}: {count(sources, 'independent source')}", 2, 2)
        for ref in side.refs[:MOST]:
            paper.item(evidence(case, result.lines[ref]), 4)
        if len(side.refs) > MOST:
            paper.say(f"and {len(side.refs) - MOST} more: {few(side.refs[MOST:], 8)}", 6, 0)
    paper.say(f"Would settle it: {one.would_resolve}", 2, 2)


def _about(case: Case, one: Finding) -> str:
    on = title_of(case, one.issue) if one.issue else one.about
    return f"{on} ({one.about.replace('_', ' ')})" if one.issue and one.about else on


def title_of(case: Case, matter: str) -> str:
    """An issue or topic by its title."""
    return title(case, matter) if matter in case.issue else case.title_of(matter)


def _who(case: Case, one: Finding, side: Side) -> str:
    """Whose side it is, where the sides are of different holders."""
    return f"{names(case, side.holders)}: " if side.holders and side.holders != one.holders else ""
