"""Stability in words: which states would hold, for whom each is stable and under which concept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from detente.analyses.holding import Holding, UnsureHolding, Verified
from detente.brief.standing import CALLED, MEANS
from detente.cli.paper import Paper
from detente.cli.views import (
    holdinginverse,
    holdingpaths,
    holdingrobust,
    holdingtogether,
    holdingunsure,
    holdingwhy,
)
from detente.cli.words import capital, count, listing
from detente.space.conflictgrid import size

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


def show(result: Holding, besides: Mapping[str, Any] | None = None) -> str:
    """The whole answer; `besides` are further ones, by their keys in the JSON."""
    paper = Paper()
    named = result.conflict
    paper.heading(f"Would it hold? {named.title}: {', '.join(named.parties)}")
    if named.description:
        paper.say(named.description)
        paper.gap()
    _equilibria(paper, result)
    if result.mixed:
        paper.item(_mixed(result, within(result)), 0)
    paper.item(_space(result), 0)
    _undecided(paper, result)
    if isinstance(result, UnsureHolding):
        paper.item(holdingunsure.unknown(result), 0)
    if named.unmodelled:
        paper.item(f"Not modelled, because they control nothing: {listing(named.unmodelled)}.", 0)
    if named.given:
        paper.item(f"Fixed for this answer: {listing(f'{name} = {value}' for name, value in named.given.items())}.", 0)
    if result.verified is not None:
        paper.item(verified(result.verified), 0)
    _table(paper, result)
    if isinstance(result, UnsureHolding):
        holdingunsure.readings(paper, result, lambda state: called(result, state))
    if result.asked is not None:
        holdingwhy.show(paper, result, lambda state: label(result, state))
        paper.gap()
    _besides(paper, besides or {}, lambda state: label(result, state))
    paper.say("What the concepts ask of a state:")
    for concept in result.concepts:
        paper.say(f"{CALLED[concept]}: {MEANS[concept]}.", 2, 2)
    for note in named.notes:
        paper.say(note)
    if named.source:
        paper.say(f"Source: {named.source}.")
    paper.caveat(NEVER)
    return paper.text()


def _besides(paper: Paper, besides: Mapping[str, Any], label: Callable[[Any], str]) -> None:
    views: dict[str, Callable[[Paper, Any, Callable[[Any], str]], None]] = {
        "evolution": holdingpaths.show,
        "coalitions": holdingtogether.show,
        "inverse": holdinginverse.show,
        "robustness": holdingrobust.show,
    }
    for key, one in besides.items():
        views[key](paper, one, label)
        paper.gap()


def written(result: Holding, path: Path) -> str:
    """That the answer stands in a file, and what it comes to."""
    totals = listing(f"{len(result.equilibria(one)):,} {CALLED[one]}" for one in result.concepts)
    return f"{path}: {count(len(result.states), 'state')}; equilibria: {totals}\n"


def written_json(result: Holding, path: Path) -> dict[str, Any]:
    """The same for machines."""
    totals = {one: len(result.equilibria(one)) for one in result.concepts}
    feasible = result.conflict.states if result.conflict.counted else None
    return {"path": str(path), "feasible": feasible, "equilibria": totals}


def verified(found: Verified) -> str:
    """How many verdicts were checked by their certificates, and whether these show what they say."""
    replayed, shared = f"{found.replayed:,} certificates replayed", "certificates that all states share"
    if found.wrong:
        shown, wrong = "; ".join(found.wrong[:_NAMED]), f"{len(found.wrong):,} do not show what they say"
        text = f"{replayed}, of which {wrong}"
        if found.whole:
            both = f"{replayed}, and {found.whole:,}" if found.replayed else f"{found.whole:,}"
            text = f"{both} verdicts checked by {shared}; of all these certificates, {wrong}"
        return f"{text}. Please report it: {shown}."
    parts = [f"{replayed}, every one shows what it says"] if found.replayed else []
    if not (found.replayed or found.whole):
        parts.append("no certificate was replayed")
    if found.whole:
        part = found.replayed or found.unmade or found.untried
        which = (
            f"{found.whole:,} {'more ' if found.replayed else ''}verdicts" if part else f"all {found.whole:,} verdicts"
        )
        parts.append(f"{which} verified by {shared}, one for each concept and party")
    if found.unmade:
        parts.append(f"{found.unmade:,} {'is' if found.unmade == 1 else 'are'} too long to follow")
    if found.depends:
        depends = "verdict depends" if found.depends == 1 else "verdicts depend"
        parts.append(f"{found.depends:,} {depends} and have none")
    if found.untried:
        parts.append(f"time was up before {found.untried:,} more (--seconds)")
    return capital(f"{'; '.join(parts)}.")


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


def _undecided(paper: Paper, result: Holding) -> None:
    """Which concepts could not be decided, why, and what to do."""
    fix = "Fix options with --given option=value, so that the parties have fewer moves"
    for why in dict.fromkeys(result.undecided.values()):
        names = listing(CALLED[one] for one, said in result.undecided.items() if said == why)
        paper.item(f"Not decided: {names}, because {why}. {fix}.", 0)


def within(result: Holding) -> str:
    """That an answer is about some states only, where it is."""
    return "" if result.asked is None else " among the states asked about"


def _equilibria(paper: Paper, result: Holding) -> None:
    alike: dict[tuple[tuple[int, ...], ...], list[str]] = {}
    for concept in result.concepts:
        found = [tuple(result.equilibria(concept))]
        if isinstance(result, UnsureHolding):
            found.append(tuple(result.possible_equilibria(concept)))
        alike.setdefault(tuple(found), []).append(concept)
    for kinds, concepts in alike.items():
        names = listing(CALLED[one] for one in concepts)
        paper.item(f"{names} equilibria{within(result)}: {_found(result, *kinds)}.", 0)


def _mixed(result: Holding, scope: str) -> str:
    """Equilibria where every party has a concept of its own."""
    kinds = [result.under_each(result.mixed)]
    if isinstance(result, UnsureHolding):
        kinds.append(result.possible_under_each(result.mixed))
    own = listing(f"{party} by {CALLED[concept]}" for party, concept in result.mixed.items())
    return f"Equilibria{scope} with {own}: {_found(result, *kinds)}."


def _found(result: Holding, certain: Sequence[int], possible: Sequence[int] = ()) -> str:
    """Equilibria by name, those that are certain before those that depend on what is unknown."""
    known = set(certain) if possible else set()
    depends = [state for state in possible if state not in known]
    if not depends:
        return _named(result, certain)
    text = f"perhaps {_named(result, depends)}, which {'depends' if len(depends) == 1 else 'depend'} on what is unknown"
    return f"{_named(result, certain)}; {text}" if certain else f"none for certain; {text}"


def _named(result: Holding, states: Sequence[int]) -> str:
    shown = ", ".join(label(result, state) for state in states[:_NAMED])
    if len(states) <= _NAMED:
        return shown or "no state"
    return f"{len(states):,} of {len(result.states):,} states: {shown} and {len(states) - _NAMED:,} more"


def label(result: Holding, state: int) -> str:
    """What a state is called: its name where it has one, its code or label, and its signs."""
    named = result.conflict
    name, key = called(result, state), str(named.key(state))
    signs = 0 < len(named.choices) <= _SIGNS and all(choice.binary for choice in named.choices)
    inside = " ".join(one for one in (key if name != key else "", named.short(state) if signs else "") if one)
    return f"{name} ({inside})" if inside else name


def called(result: Holding, state: int) -> str:
    """The same in one word or number: its name where it has one, else its code or label."""
    named = result.conflict
    alias = next((name for name, place in named.aliases.items() if place == state), "")
    return alias or str(named.key(state))


def _table(paper: Paper, result: Holding) -> None:
    named = result.conflict
    few = len(result.states) <= _MOST
    order = sorted(result.states, key=lambda state: _rank(result, state)) if few else _some(result)
    rows = []
    for state in order[:_ROWS]:
        settled = [] if named.explicit else [_settled(result, state)]
        rows.append([label(result, state), *settled, *_verdicts(result, state)])
    columns = ["state", *([] if named.explicit else ["what holds in it"]), *named.parties, "everybody"]
    paper.say("For whom each state is stable, and under which concepts; what holds for everybody comes first.")
    paper.table([(name, "left") for name in columns], rows)
    left = len(result.states) - len(rows)
    if left:
        verb = "is" if left == 1 else "are"
        paper.say(f"{capital(count(left, 'more state'))} {verb} not shown: --state asks about one, --csv has all.")


def _rank(result: Holding, state: int) -> tuple[int, int]:
    """What holds for everybody under most concepts comes first, then what may."""
    maybe = len(result.maybe(state)) if isinstance(result, UnsureHolding) else 0
    return -len(result.equilibrium(state)), -maybe


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


def _verdicts(result: Holding, state: int) -> list[str]:
    """Under which concepts a state is stable for each party, and for everybody."""
    parties = result.conflict.parties
    if isinstance(result, UnsureHolding):
        found = [holdingunsure.under(result, party, state) for party in parties]
        return [*found, holdingunsure.everybody(result, state)]
    return [
        *(under(result, result.under(party, state)) for party in parties),
        under(result, result.equilibrium(state)),
    ]


def under(result: Holding, concepts: tuple[str, ...]) -> str:
    """Concepts in a cell of a table."""
    if len(concepts) == len(result.concepts) > 1 and not result.undecided:
        return "all"
    return ", ".join(CALLED[one] for one in concepts) or "—"
