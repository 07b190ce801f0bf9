"""Certificates of stability in sentences: by which move a party would gain, and what would deter it or not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from detente.analyses.holding import Holding, UnsureHolding
from detente.brief.words import called
from detente.cli.paper import Paper
from detente.cli.views import holdingunsure
from detente.cli.words import capital, count, listing
from detente.errors import TooLargeError

if TYPE_CHECKING:
    from detente.engines.stability.certifying import Certificate

Label = Callable[[int], str]
MOST = 12
"""States whose verdicts are explained, and improvements of one verdict that are."""


def show(paper: Paper, result: Holding, label: Label, names: dict[str, str]) -> None:
    """Why each verdict on the states that were asked about is as it is."""
    for state in result.states[:MOST]:
        paper.gap()
        paper.say(f"Why, at {label(state)}:")
        for party in result.conflict.parties:
            told: dict[str, list[str]] = {}
            for concept in result.concepts:
                told.setdefault(_sentence(result, label, (concept, party, state)), []).append(names[concept])
            for sentence, concepts in told.items():
                paper.item(f"{capital(called(party))}, {listing(concepts)}: {sentence}")
    left = len(result.states) - MOST
    if left > 0:
        paper.say(f"Why at {count(left, 'more state')} is not shown; --json says it for all that were asked about.")


def _sentence(result: Holding, label: Label, verdict: tuple[str, str, int]) -> str:
    concept, party, state = verdict
    if isinstance(result, UnsureHolding) and result.word(concept, party, state) == "depends":
        return holdingunsure.depends(result, label, verdict)
    try:
        told = result.why(concept, party, state)
    except TooLargeError as error:
        return (
            f"{'stable' if result.holds(concept, party, state) else 'not stable'}; why is too long to follow: {error}."
        )
    if told.stable:
        return _stable(result, label, told)
    return _unstable(label, told, state)


def _stable(result: Holding, label: Label, told: Certificate[int]) -> str:
    if not told.deterred:
        return "stable; by no move of its own would it gain."
    parts = []
    for one in told.deterred[:MOST]:
        steps = [f"{called(result.conflict.parties[mover])} to {label(to)}" for mover, to in one.steps]
        parts.append(f"if it moved to {label(one.improvement)} and gained, {_moves(steps)}, no better for it than now")
    more = len(told.deterred) - MOST
    escape = ", and with no way out" if told.concept in ("smr", "sseq") else ""
    left = f"; so it is with {count(more, 'more move')}" if more > 0 else ""
    return f"stable; {'; '.join(parts)}{escape}{left}."


def _moves(steps: list[str]) -> str:
    first, *rest = steps
    return f"{first.replace(' to ', ' could answer by moving to ', 1)}{''.join(f', then {one}' for one in rest)}"


def _unstable(label: Label, told: Certificate[int], state: int) -> str:
    assert told.improvement is not None
    text = f"not stable; it could move from {label(state)} to {label(told.improvement)} and gain"
    if told.concept == "nash":
        return f"{text}."
    text += "; no one can answer in a way that deters it"
    if not told.answers:
        return f"{text}: nobody {'would gain by moving' if told.concept in ('seq', 'sseq') else 'can move'} from there."
    held = len(told.answers) - len(told.escapes)
    parts = []
    if held:
        parts.append(_all_better(label, told))
    if told.escapes:
        answer, to = told.escapes[0]
        more = f", and so from {len(told.escapes) - 1:,} more" if len(told.escapes) > 1 else ""
        parts.append(f"from {label(answer)} it would go on to {label(to)}{more}")
    return f"{text}: {'; '.join(parts)}."


def _all_better(label: Label, told: Certificate[int]) -> str:
    """That what others can bring about leaves a party better off."""
    if len(told.answers) == 1:
        return f"the one state that others can bring about from there, {label(told.answers[0])}, leaves it better off"
    states = count(len(told.answers), "state")
    if told.worst is None:
        rest = ", except where it can get away," if told.escapes else ""
        return f"of the {states} that others may bring about from there, every one{rest} leaves it better off"
    return (
        f"of the {states} that others can bring about from there, even the worst for it, {label(told.worst)}, leaves "
        "it better off"
    )
