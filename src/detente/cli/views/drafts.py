"""Drafts of treaties in the settlement space: which clause crosses what, and what would have to go for a draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from detente.brief.citing import clause as cited
from detente.case.model import Case, Firmness
from detente.cli.paper import Paper
from detente.cli.words import capital, count, day, few, listing, number, option, said, spelled, title

if TYPE_CHECKING:
    from detente.case.treaties.settling import Realised
    from detente.ledger.records import Record
    from detente.space.draftconflicts import DraftConflict, DraftImpasse
    from detente.space.draftplaces import Against, Contradicted, PlacedDraft
    from detente.space.drafts import Draft

MOST_POSITIONS, MOST_OPTIONS, MOST_ALONE, MOST_TOGETHER = 12, 8, 8, 2
_BREAKS = {
    Firmness.NEVER: ("crosses", "red line", "red lines"),
    Firmness.FIRM: ("ignores", "refusal", "refusals"),
    Firmness.PREFERENCE: ("leaves unmet", "demand", "demands"),
}


def placed(paper: Paper, case: Case, drafts: Sequence[PlacedDraft], lines: Mapping[str, Record]) -> None:
    """Each draft on the table: what it breaks, through which clauses, and whether it contradicts itself."""
    paper.gap()
    paper.say(f"{capital(count(len(drafts), 'draft of a treaty', 'drafts of treaties'))} on the table:")
    for one in drafts:
        paper.gap()
        paper.item(f"{_head(one.draft)}: {_realises(case, one)}.")
        _against(paper, case, one, lines)
        if one.contradicted is not None:
            paper.say(_contradicted(one.contradicted), 4)
    paper.gap()


def _head(draft: Draft) -> str:
    belongs = f", of {draft.proposal}" if draft.proposal != draft.treaty else ""
    return f"{draft.title} ({draft.treaty}{belongs}, {day(draft.date)})"


def _realises(case: Case, one: PlacedDraft) -> str:
    off = [title(case, issue) for issue in dict.fromkeys(done.issue for done in one.draft.off_agenda)]
    elsewhere = f", and more off this agenda ({listing(off)})" if off else ""
    if not one.draft.options:
        return f"its provisions realise nothing on this agenda, only on {listing(off)}"
    done = count(len(one.draft.options), "option")
    if one.completions == 0:
        return f"its provisions realise {done}{elsewhere}, which no package can have together"
    complete = "package completes" if one.completions == 1 else "packages complete"
    return f"its provisions realise {done}{elsewhere}; {number(one.completions)} feasible {complete} it"


def _against(paper: Paper, case: Case, one: PlacedDraft, lines: Mapping[str, Record]) -> None:
    groups: dict[tuple[str, ...], list[Against]] = {}
    for against in one.against:
        if against.certain and against.clauses:
            groups.setdefault(against.clauses, []).append(against)
    for clauses, group in groups.items():
        paper.item(f"{clauses_said(clauses)} of the draft {_breaks(group, many=len(clauses) > 1)}:", 4)
        for against in group[:MOST_POSITIONS]:
            through = "" if _direct(against) else ", through a linkage"
            paper.item(f"{said(case, against.position, lines).rstrip('.')}{through} [{against.position.id}]", 6)
        if len(group) > MOST_POSITIONS:
            paper.say(f"and {len(group) - MOST_POSITIONS} more; --json lists them", 8)
    anyway = [against.position.id for against in one.against if against.certain and not against.clauses]
    risky = [against.position.id for against in one.against if not against.certain]
    if not groups and one.completions:
        paper.item("No clause by itself, nor all together, breaks a position in every completion.", 4)
    if anyway:
        paper.say(f"Broken by every package of this agenda, with the draft or without: {few(anyway)}.", 4)
    if risky:
        paper.say(f"Broken by some ways to complete it: {few(risky)}.", 4)
    if not one.complete:
        paper.say("A part of the case is too wide; there may be more.", 4)


def _direct(against: Against) -> bool:
    return any(one.issue in against.position.issues for one in against.options)


def _breaks(group: Sequence[Against], *, many: bool) -> str:
    """What clauses do, in numbers: crosses one red line and ignores two refusals."""
    parts = []
    for firmness, (verb, one, several) in _BREAKS.items():
        times = sum(against.position.firmness is firmness for against in group)
        if times:
            does = {"crosses": "cross", "ignores": "ignore", "leaves unmet": "leave unmet"}[verb] if many else verb
            parts.append(f"{does} {count(times, one, several)}")
    return f"{'together ' if many else ''}{listing(parts)}"


def clauses_said(clauses: Iterable[str]) -> str:
    """Clauses of one draft as people cite them."""
    return listing(capital(cited(clause.partition("#")[2])) for clause in clauses)


def _contradicted(found: Contradicted) -> str:
    if not found.total:
        return "Its clauses do not contradict one another." if found.complete else "No contradiction was found in time."
    least = "" if found.complete else "at least "
    kinds = [f"{spelled(found.textual)} under every reading"] if found.textual else ["all only under some readings"]
    kinds += ["all weak" if found.weak == found.total else f"{spelled(found.weak)} weak"] if found.weak else []
    between = f" {capital(spelled(len(found.between)))} between clauses that realise two of its options."
    return (
        f"Its clauses contradict one another: {least}{count(found.total, 'contradiction')}, {', '.join(kinds)}; "
        f"`detente treaty check` shows where.{between if found.between else ''}"
    )


# ------------------------------------------------------------------------------------------------------------- impasse


def against(paper: Paper, case: Case, drafts: Sequence[DraftImpasse]) -> None:
    """What would have to go for each draft at a level, and which clauses stand against what."""
    paper.gap()
    paper.say("What would have to go for a draft of a treaty:")
    for one in drafts:
        paper.item(f"{_head(one.draft)}: {_gap(one)}")
        groups: dict[tuple[Realised, ...], list[DraftConflict]] = {}
        for conflict in one.conflicts:
            groups.setdefault(conflict.options, []).append(conflict)
        for options, group in list(groups.items())[:MOST_OPTIONS]:
            what = listing(f"“{option(case, done.issue, done.option)}”" for done in options)
            stands = _all_stands(group)
            paper.item(f"{clauses_said(group[0].clauses)} ({what}): excluded by {stands}", 4)
        if len(groups) > MOST_OPTIONS:
            paper.say(f"and more for {len(groups) - MOST_OPTIONS:,} other sets of clauses; --json lists them", 6)
        if not one.complete:
            paper.say("These are not all: there was no time to find every one.", 6)


def _gap(one: DraftImpasse) -> str:
    if one.gap is None:
        return "no package has it, whatever the positions."
    if not one.gap:
        counted = "some packages" if one.possible is None else count(one.possible, "package")
        return f"nothing; {counted} that nothing coded rules out {'meets' if one.possible == 1 else 'meet'} it."
    return f"at least {count(one.gap, 'position')}: {few(one.fewest, 12)}."


def _all_stands(group: Sequence[DraftConflict]) -> str:
    """First what stands alone against the clauses, then some of what stands together."""
    alone = [_stands(one) for one in group if len(one.positions) < 2]
    together = [_stands(one) for one in group if len(one.positions) > 1]
    shown = [*alone[:MOST_ALONE], *together[:MOST_TOGETHER]]
    more = len(group) - len(shown)
    return f"{'; '.join(shown)}{f'; and {more} more' if more else ''}"


def _stands(one: DraftConflict) -> str:
    through = f" (through {listing(one.through)})" if one.through and one.positions else ""
    if not one.positions:
        return f"linkages alone ({listing(one.through)})"
    together = " together" if len(one.positions) > 1 else ""
    return f"{listing(one.positions)}{together}{through}"
