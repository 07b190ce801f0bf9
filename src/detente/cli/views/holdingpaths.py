"""From a state in words: which equilibria can be reached, and by which shortest moves."""

from __future__ import annotations

from detente.analyses.evolution import Arrival, Evolving, Reached
from detente.brief.standing import CALLED
from detente.cli.paper import Paper
from detente.cli.views.holdingtalk import FILE, Label, Talk
from detente.cli.words import capital, count, spelled

MOST = 12
_BY = {"improvements": "by moves that each improve its mover's lot", "any": "by any moves"}


def show(paper: Paper, result: Evolving, label: Label, talk: Talk = FILE) -> None:
    """What can come of the state, beneath a heading of its own."""
    paper.heading(f"What can come of {label(result.start)}?")
    for kind, by in _BY.items():
        paper.item(f"{capital(by)}: {_reached(result.reached[kind], talk.noun)}", 0)
    if not result.arrivals:
        whole = result.conflict.counted and not result.conflict.unsure
        paper.say(
            "There is no equilibrium."
            if whole
            else f"None of the {talk.noun}s asked about is certainly an equilibrium."
        )
        return
    paper.say("Equilibria, the nearest first; nobody moves twice running:")
    for one in result.arrivals[:MOST]:
        paper.item(_arrival(result, label, talk, one))
    left = len(result.arrivals) - MOST
    if left > 0:
        near = sum(any(moves is not None for moves in one.moves.values()) for one in result.arrivals[MOST:])
        paper.say(
            f"{capital(count(left, 'more equilibrium', 'more equilibria'))} "
            f"{'is' if left == 1 else 'are'} not shown, of which {near:,} can be reached; --json has all."
        )


def _reached(found: Reached, noun: str) -> str:
    if found.states is None:
        return "only equilibria that were asked about were looked for."
    if found.states == 1:
        return f"no other {noun} can be reached."
    return f"{count(found.states - 1, f'other {noun}')} can be reached, the last in {count(found.moves or 0, 'move')}."


def _arrival(result: Evolving, label: Label, talk: Talk, one: Arrival) -> str:
    head = f"{label(one.state)} ({', '.join(CALLED[concept] for concept in one.concepts)})"
    if one.state == result.start:
        return f"{head}: here already."
    if one.moves["any"] is None:
        return f"{head}: cannot be reached."
    if one.moves["improvements"] is None:
        return f"{head}: not by improvements; by any moves in {_path(result, label, talk, one, 'any')}."
    told = f"{head}: by improvements in {_path(result, label, talk, one, 'improvements')}"
    if one.moves["improvements"] == one.moves["any"]:
        return f"{told}."
    return f"{told}; by any moves in {_path(result, label, talk, one, 'any')}."


def _path(result: Evolving, label: Label, talk: Talk, one: Arrival, kind: str) -> str:
    steps = one.steps[kind]
    far = spelled(one.moves[kind] or 0)
    if steps is None:
        return far
    return f"{far} ({talk.steps(result.conflict.parties, result.start, steps, label)})"
