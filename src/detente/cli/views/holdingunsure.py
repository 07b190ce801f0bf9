"""Stability in words where preference is in part unknown: what is certain, what depends, and the four readings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from detente.analyses.holding import READINGS, UnsureHolding
from detente.brief.standing import CALLED
from detente.brief.words import called, pronouns
from detente.cli.paper import Paper
from detente.cli.words import capital, count, listing

Label = Callable[[Any], str]
MOST = 8
LEAVES = {"a": "or unknown", "b": "only", "c": "or unknown", "d": "only"}
DETERS = {"a": "certainly not better", "b": "certainly not better", "c": "or unknown", "d": "or unknown"}


def unknown(result: UnsureHolding) -> str:
    """Of whom how much is unknown."""
    named = result.conflict
    parts = []
    for party in named.parties:
        if party in named.unjudged:
            parts.append(f"all of what {party} prefers")
        elif pairs := len(named.unknown.get(party, ())):
            parts.append(f"what {party} prefers between {count(pairs, 'pair')} of states")
    return f"Unknown is {listing(parts)}. A verdict that would turn on it is said to depend."


def under(result: UnsureHolding, party: str, state: Any) -> str:
    """Under which concepts a state is stable for a party, and under which that depends."""
    words = {one: result.word(one, party, state) for one in result.concepts}
    return _both(result, *([c for c in words if words[c] == word] for word in ("stable", "depends")))


def everybody(result: UnsureHolding, state: Any) -> str:
    """The same for all parties together."""
    return _both(result, list(result.equilibrium(state)), list(result.maybe(state)))


def _both(result: UnsureHolding, certain: list[str], depends: list[str]) -> str:
    every = len(result.concepts) > 1
    told = []
    for found, word in ((certain, ""), (depends, "depends: ")):
        if found:
            of = "all" if every and len(found) == len(result.concepts) else ", ".join(CALLED[one] for one in found)
            told.append(f"{word}{of}")
    return "; ".join(told) or "—"


def readings(paper: Paper, result: UnsureHolding, label: Label) -> None:
    """How the four published readings of what is unknown differ."""
    rows = []
    for reading in READINGS:
        found = []
        for concept in result.concepts:
            bits = [result.reading(reading, concept, party) for party in result.conflict.parties]
            held = [state for state, *signs in zip(result.states, *bits, strict=True) if "0" not in signs]
            more = f" and {len(held) - MOST:,} more" if len(held) > MOST else ""
            found.append(f"{', '.join(map(label, held[:MOST]))}{more}" or "—")
        rows.append([reading, LEAVES[reading], DETERS[reading], *found])
    paper.say(
        "Four readings of what is unknown are published (Li and others 2004). They differ in what a party leaves for "
        "(better states only, or unknown ones too) and in what deters it (states that are certainly not better, or "
        "unknown ones too). Equilibria under each:"
    )
    columns = ["reading", "leaves for better", "is deterred by", *(CALLED[one] for one in result.concepts)]
    paper.table([(name, "left") for name in columns], rows)


def depends(result: UnsureHolding, label: Label, verdict: tuple[str, str, Any]) -> str:
    """On what a verdict depends, in two sentences."""
    concept, party, state = verdict
    found = result.on(concept, party, state)
    held = [one for one in READINGS if getattr(found, one)]
    pairs = result.turns_on(concept, party, state)
    why = "it turns on what others prefer, or on several unknowns together"
    if pairs:
        more = f" and {count(len(pairs) - MOST, 'more state')}" if len(pairs) > MOST else ""
        others = listing([label(one) for one, _ in pairs[:MOST]], "or") + more
        who = pronouns(called(party))
        why = f"it is unknown whether {who.it} would prefer {others} to {label(state)}"
    readings = f"stable in {'reading' if len(held) == 1 else 'readings'} {listing(held)}"
    return f"{why}. {capital(readings)}{'' if len(held) == len(READINGS) else ', not in the others'}."
