"""Stability in words: which states would hold, for whom each is stable and under which concept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from detente.analyses.holding import Holding, Verified
from detente.cli.paper import Paper
from detente.cli.views import holdingwhy
from detente.cli.words import capital, count, listing
from detente.space.conflictgrid import size

NAMES = {"nash": "Nash", "gmr": "GMR", "smr": "SMR", "seq": "SEQ", "sseq": "SSEQ"}
MEANS = {
    "nash": "nobody gains by a move of its own",
    "gmr": "whoever gains by a move can be answered so that it ends no better off",
    "smr": "as GMR, and from the answer it cannot escape to where it is better off after all",
    "seq": "as GMR, by moves of which each makes its mover better off than before it",
    "sseq": "as SEQ, and from the answer it cannot escape to where it is better off after all",
}
NEVER = (
    "Stable under a concept means: given these preferences and these moves. It is no forecast, and says nothing of "
    "what the model leaves out."
)
_ROWS = 40
_NAMED = 12
_SIGNS = 12
"""Options above which a state is not shown as a row of signs."""
_MOST = 200_000
"""States above which not all are looked through for a table."""


def show(result: Holding) -> str:
    """The whole answer."""
    paper = Paper()
    named = result.conflict
    paper.heading(f"Would it hold? {named.title}: {', '.join(named.parties)}")
    _equilibria(paper, result)
    paper.item(_space(result), 0)
    if named.unmodelled:
        paper.item(f"Not modelled, because they control nothing: {listing(named.unmodelled)}.", 0)
    if named.given:
        paper.item(f"Fixed for this answer: {listing(f'{name} = {value}' for name, value in named.given.items())}.", 0)
    if result.verified is not None:
        paper.item(_verified(result.verified), 0)
    _table(paper, result)
    if result.asked is not None:
        holdingwhy.show(paper, result, lambda state: label(result, state), NAMES)
        paper.gap()
    paper.say("What the concepts ask of a state:")
    for concept in result.concepts:
        paper.say(f"{NAMES[concept]}: {MEANS[concept]}.", 2, 2)
    for note in named.notes:
        paper.say(note)
    paper.caveat(NEVER)
    return paper.text()


def written(result: Holding, path: Path) -> str:
    """That the answer stands in a file, and what it comes to."""
    totals = listing(f"{len(result.equilibria(one)):,} {NAMES[one]}" for one in result.concepts)
    return f"{path}: {count(len(result.states), 'state')}; equilibria: {totals}\n"


def written_json(result: Holding, path: Path) -> dict[str, Any]:
    """The same for machines."""
    totals = {one: len(result.equilibria(one)) for one in result.concepts}
    feasible = result.conflict.states if result.conflict.counted else None
    return {"path": str(path), "feasible": feasible, "equilibria": totals}


def _verified(found: Verified) -> str:
    text = f"{found.replayed:,} certificates replayed"
    if found.wrong:
        shown = "; ".join(found.wrong[:_NAMED])
        return f"{text}, of which {len(found.wrong):,} do not show what they say. Please report it: {shown}."
    text += ", every one shows what it says"
    if found.unmade:
        text += f"; {found.unmade:,} are too long to follow"
    if found.untried:
        text += f"; time was up before {found.untried:,} more (--seconds)"
    return f"{text}."


def _space(result: Holding) -> str:
    named = result.conflict
    if named.explicit:
        return capital(f"{count(named.states, 'state')}, with moves as they are listed.")
    options = count(len(named.choices), "option")
    if not named.counted:
        return (
            f"{size(named.total)} combinations of {options}, too many to enumerate: each state is looked at by itself."
        )
    return capital(f"{count(named.states, 'feasible state')} of {named.total:,} combinations of {options}.")


def _equilibria(paper: Paper, result: Holding) -> None:
    within = "" if result.asked is None else " among the states asked about"
    alike: dict[tuple[int, ...], list[str]] = {}
    for concept in result.concepts:
        alike.setdefault(tuple(result.equilibria(concept)), []).append(concept)
    for found, concepts in alike.items():
        shown = ", ".join(label(result, state) for state in found[:_NAMED])
        more = f" and {len(found) - _NAMED:,} more" if len(found) > _NAMED else ""
        text = f"{shown}{more}" if found else "no state"
        paper.item(f"{listing(NAMES[one] for one in concepts)} equilibria{within}: {text}.", 0)


def label(result: Holding, state: int) -> str:
    """What a state is called: its name where it has one, its code or label, and its signs."""
    named = result.conflict
    alias = next((name for name, place in named.aliases.items() if place == state), "")
    key = str(named.key(state))
    signs = 0 < len(named.choices) <= _SIGNS and all(choice.binary for choice in named.choices)
    inside = " ".join(one for one in (key if alias else "", named.short(state) if signs else "") if one)
    return f"{alias or key} ({inside})" if inside else alias or key


def _table(paper: Paper, result: Holding) -> None:
    named = result.conflict
    few = len(result.states) <= _MOST
    order = sorted(result.states, key=lambda state: -len(result.equilibrium(state))) if few else _some(result)
    rows = []
    for state in order[:_ROWS]:
        under = [_under(result, result.under(party, state)) for party in named.parties]
        settled = [] if named.explicit else [_settled(result, state)]
        rows.append([label(result, state), *settled, *under, _under(result, result.equilibrium(state))])
    columns = ["state", *([] if named.explicit else ["what holds in it"]), *named.parties, "everybody"]
    paper.say("For whom each state is stable, and under which concepts; what holds for everybody comes first.")
    paper.table([(name, "left") for name in columns], rows)
    left = len(result.states) - len(rows)
    if left:
        verb = "is" if left == 1 else "are"
        paper.say(f"{capital(count(left, 'more state'))} {verb} not shown: --state asks about one, --csv has all.")


def _some(result: Holding) -> list[int]:
    """Of very many states, equilibria first, then the first ones."""
    found: dict[int, None] = {}
    for concept in result.concepts:
        found.update(dict.fromkeys(result.equilibria(concept)[:_ROWS]))
    found.update(dict.fromkeys(result.states[:_ROWS]))
    return sorted(found, key=lambda state: -len(result.equilibrium(state)))


def _settled(result: Holding, state: int) -> str:
    """What holds in a state: options taken, and the values of those that have more."""
    named = result.conflict
    settled = named.settled(state)
    taken = []
    for choice in named.choices:
        value = settled[choice.id]
        if choice.values == ("N", "Y"):
            taken += [choice.name] if value == "Y" else []
        else:
            taken.append(f"{choice.name} {value}")
    return ", ".join(taken) or "nothing is done"


def _under(result: Holding, concepts: tuple[str, ...]) -> str:
    if len(concepts) == len(result.concepts) > 1:
        return "all"
    return ", ".join(NAMES[one] for one in concepts) or "—"
