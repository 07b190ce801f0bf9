"""What moved, and what cannot both be true: sentences first, the evidence under each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from detente.analyses.shifts import Shift, Shifts
from detente.case.model import Case
from detente.cli.paper import Paper
from detente.cli.words import as_of, capital, count, day, few, listing, names, options, title
from detente.ledger.attributing import spoken_of
from detente.ledger.citing import Cited
from detente.ledger.shifting import GOALPOSTS, HARDENING, LATERAL, SOFTENING

KINDS = {
    HARDENING: "hardened",
    SOFTENING: "softened",
    LATERAL: "moved sideways",
    "firmer": "became firmer",
    "softer": "became less firm",
    "mixed firmness": "changed its firmness both ways",
    "reinstated": "came back to an earlier demand",
    GOALPOSTS: "moved the goalposts",
}
NO_CAUSE = (
    "A shift is dated by what was said. Why a party changed its mind is not in the ledger; parties coded more often "
    "shift more often."
)
VERBS = {"inferred": "is inferred to want", "direct": "says", "document": "says"}
REASONS = {
    "first_statement": ("first statement", "first statements"),
    "restatement": ("restatement", "restatements"),
    "lapse": ("lapse", "lapses"),
    "renewal": ("renewal of what had lapsed", "renewals of what had lapsed"),
}


def show(case: Case, result: Shifts) -> str:
    """The answer in one sentence, then every shift in order of time."""
    paper = Paper()
    since = f", since {day(result.since)}" if result.since else ""
    kinds = Counter(kind for shift in result.shifts for kind in shift.kinds)
    said = [f"{kinds[kind]} {word}" for kind, word in KINDS.items() if kinds[kind]]
    parties = {shift.party for shift in result.shifts}
    found = f"{count(len(result.shifts), 'shift')}, of {names(case, sorted(parties))}"
    paper.heading(f"{as_of(result.about)}{since}: {found if result.shifts else 'no position shifted'}.")
    if said:
        paper.say(f"{capital(listing(said))}.")
    if not result.complete:
        paper.say("The search was stopped; there may be more.")
    for together in _alike(result.shifts):
        _shift(paper, case, together, result)
    quiet = Counter(one.reason for one in result.not_shifts)
    rest = [count(quiet[reason], *words) for reason, words in REASONS.items() if quiet[reason]]
    if rest:
        paper.gap()
        paper.say(f"No shift: {listing(rest)}. --json names them.")
    paper.caveat(NO_CAUSE)
    return paper.text()


def _alike(found: Iterable[Shift]) -> list[list[Shift]]:
    """Goalposts that one party moved on one day, by the same words to the same place, are said in one sentence."""
    groups: dict[object, list[Shift]] = {}
    for shift in found:
        moved = shift.kinds == (GOALPOSTS,)
        groups.setdefault((shift.party, shift.day, shift.added, shift.refs) if moved else shift.id, []).append(shift)
    return list(groups.values())


def _shift(paper: Paper, case: Case, together: list[Shift], result: Shifts) -> None:
    shift = together[0]
    did = listing(KINDS[kind] for kind in shift.kinds)
    paper.gap()
    on = listing(title(case, one.issue) for one in together)
    paper.say(f"{capital(names(case, [shift.party]))} on {on}: {did} on {day(shift.day)}.", 0, 2)
    for line in _what(case, shift):
        paper.say(line, 2, 2)
    for ref in shift.refs[:4]:
        paper.item(evidence(case, result.lines[ref]), 4)
    if len(shift.refs) > 4:
        paper.say(f"and {len(shift.refs) - 4} more: {few(shift.refs[4:], 8)}", 6, 0)


def _what(case: Case, shift: Shift) -> Iterable[str]:
    before, after = shift.before.refuses, shift.after.refuses
    newly = [option for option in after if option not in before]
    freed = [option for option in before if option not in after]
    if newly:
        yield f"Refuses now: {options(case, shift.issue, newly, 'and')}."
    if freed:
        yield f"No longer refuses: {options(case, shift.issue, freed, 'and')}."
    for option, (old, new) in shift.firmness.items():
        yield f"{options(case, shift.issue, [option])}: {old.word} before, {new.word} now."
    if shift.reinstated:
        yield f"Asked for again after having been given up: {options(case, shift.issue, shift.reinstated, 'and')}."
    if shift.added:
        yield f"Makes it depend for the first time on {listing(title(case, issue) for issue in shift.added)}."
    if shift.disputed:
        otherwise = KINDS.get(shift.move_if_disputed_fall, "")
        would = f"would have {otherwise}" if otherwise else "would not have moved"
        yield f"Disputed; were no disputed refusal to stand, it {would}."


def evidence(case: Case, line: Cited) -> str:
    """A statement on one line: when, who, what, where, through whom."""
    who = listing(case.name_of(name) for name in line.holder.split("+"))
    speaker = f" ({line.speaker})" if line.speaker and line.speaker != who else ""
    of_it = spoken_of(case, line.holder, line.speaker, line.act, line.quotation)
    said = f"{line.speaker} on {who}" if of_it else f"{who}{speaker} {VERBS.get(line.quotation, 'is reported to say')}"
    through = f", through {' and '.join(line.reporters)}" if line.reporters else ""
    place = f", {line.locator}" if line.locator else ""
    doubt = "; unconfirmed" if not line.confirmed else ""
    cited = line.citation or "no source"
    return f"{line.date or 'undated'} {said}: {line.paraphrase} [{line.id}{doubt}] {cited}{place}{through}"
