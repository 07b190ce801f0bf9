"""Why verdicts on stability are as they are, in the fewest sentences that carry all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from detente.analyses.holding import Holding, UnsureHolding
from detente.brief.markup import plain
from detente.brief.movewords import Speech, certificate
from detente.brief.standing import CALLED, Reason, Within, of_mover, reasons
from detente.cli.paper import Paper
from detente.cli.views import holdingunsure
from detente.cli.words import capital, count

Label = Callable[[Any], str]
Doubt = Callable[[str, Sequence[str]], Sequence[str]]
"""Of a party and concepts whose verdicts depend: on what, in sentences."""
MOST = 12
"""States whose verdicts are explained."""


class At(NamedTuple):
    """A state, and the verdicts on the conflict that it is in."""

    holding: Holding
    state: Any


def show(paper: Paper, result: Holding, label: Label) -> None:
    """Why each verdict on the states that were asked about is as it is."""
    for state in result.states[:MOST]:
        paper.gap()
        paper.say(f"Why, at {label(state)}:")
        for sentence in sentences(
            At(result, state), Speech(result.conflict, label=label), _doubt(result, label, state)
        ):
            paper.item(sentence)
    left = len(result.states) - MOST
    if left > 0:
        paper.say(f"Why at {count(left, 'more state')} is not shown; --json says it for all that were asked about.")


def _doubt(result: Holding, label: Label, state: Any) -> Doubt:
    def doubt(party: str, concepts: Sequence[str]) -> list[str]:
        assert isinstance(result, UnsureHolding)
        alike: dict[str, list[str]] = {}
        for concept in concepts:
            alike.setdefault(holdingunsure.depends(result, label, (concept, party, state)), []).append(concept)
        return [f"depends{scope(result.concepts, some)}; {why}" for why, some in alike.items()]

    return doubt


def sentences(one: Within, speech: Speech, doubt: Doubt) -> list[str]:
    """What each party's verdicts on a state rest on, or on what they depend."""
    found = []
    for party in one.holding.conflict.parties:
        who = capital(speech.party(party))
        standing = of_mover(one, party)
        for reason in reasons(one, party, standing):
            verdict = "stable" if reason.stable else "not stable"
            found.append(f"{who}: {verdict}{scope(standing.concepts, reason.concepts)}; {_because(speech, reason)}.")
        if standing.open:
            found += [f"{who}: {text}" for text in doubt(party, standing.open)]
    return found


def scope(every: Sequence[str], some: Sequence[str]) -> str:
    """Concepts in brackets, where they are not all that were asked for."""
    return "" if len(some) == len(every) else f" ({', '.join(CALLED[one] for one in some)})"


def _because(speech: Speech, reason: Reason) -> str:
    return "why is too long to follow" if reason.told is None else plain(certificate(speech, reason.told))
