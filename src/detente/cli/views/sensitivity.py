"""Sensitivity: which other coding would change the answer."""

from __future__ import annotations

from detente.case.model import Case
from detente.cli.paper import Paper
from detente.cli.words import as_of, capital, count, number, shorten
from detente.runs.sensitivity import Change, Headline, Recoding, Sensitivity

SHOWN = 30
KINDS = {
    "without_statement": ("leave out", "statements left out"),
    "firmer": ("one step firmer", "statements coded firmer"),
    "softer": ("one step softer", "statements coded softer"),
    "without_source": ("leave out all of", "sources left out"),
    "without_stale": ("leave out all", "all stale statements left out"),
}
NEVER = (
    "One coding is changed at a time; two changes together may do more. "
    "What changes nothing here may still be coded wrongly."
)


def show(case: Case, result: Sensitivity) -> str:
    """The whole answer."""
    paper = Paper()
    turning = [one for one in result.recodings if one.turns]
    widening = [one for one in result.recodings if not one.turns]
    tried = sum(result.tried.values())
    paper.heading(as_of(result.about))
    verb = "turns" if len(turning) == 1 else "turn"
    paper.say(
        f"{len(turning)} of {tried:,} other codings {verb} an answer from no room to room, or back; "
        f"{len(widening)} more change only how wide a gap is."
    )
    tried_of = (f"{KINDS[kind][1]} {number_:,}" for kind, number_ in result.tried.items() if kind in KINDS)
    paper.say(f"Tried: {', '.join(tried_of) or 'nothing, as nothing counts'}.")
    if result.not_tried:
        paper.say(f"{result.not_tried:,} more were not tried, because the time was up; --seconds gives more.")
    if turning:
        _table(paper, case, "These turn an answer", turning)
    if widening:
        _table(paper, case, "These change a gap", widening)
    if result.stale:
        are = "is" if len(result.stale) == 1 else "are"
        paper.say(f"{capital(count(len(result.stale), 'statement'))} in force {are} older than two years.")
    paper.caveat(NEVER)
    return paper.text()


def _table(paper: Paper, case: Case, heading: str, found: list[Recoding]) -> None:
    paper.heading(heading)
    paper.table(
        [("other coding", "left"), ("of", "left"), ("what it says", "left"), ("table, level: before → after", "left")],
        [
            (KINDS.get(one.kind, (one.kind, ""))[0], one.what, _says(case, one), "; ".join(changes(one)))
            for one in found[:SHOWN]
        ],
    )
    if len(found) > SHOWN:
        paper.say(f"And {len(found) - SHOWN:,} more; --json lists them.", 2)


def _says(case: Case, one: Recoding) -> str:
    if one.what in case.source:
        return shorten(case.source[one.what].citation, 80)
    ids = case.statements["id"]
    if one.what not in ids.words:
        return ""
    row = ids.codes.tolist().index(ids.words.index(one.what))
    return shorten(
        f"{case.name_of(case.statements.text('holder', row))}: {case.statements.text('paraphrase', row)}", 90
    )


def changes(one: Recoding) -> list[str]:
    """What changes, both readings in one where they agree."""
    texts: dict[str, list[str]] = {}
    for change in one.changes:
        if one.turns and not change.turns:
            continue
        texts.setdefault(
            f"{change.table}, {change.level}: {_headline(change.before, change)} → {_headline(change.after, change)}",
            [],
        ).append(change.reading)
    return [text if len(readings) > 1 else f"{text} ({readings[0]})" for text, readings in texts.items()]


def _headline(headline: Headline, change: Change) -> str:
    if headline.room:
        return f"{number(headline.possible)} possible" if change.turns else "room"
    return (
        f"gap {headline.gap}" if headline.gap is not None else "no package" if headline.possible == 0 else "not known"
    )
