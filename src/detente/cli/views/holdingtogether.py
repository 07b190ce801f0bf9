"""Coalitions in words: which equilibria hold against several parties together, who would leave which, and how."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from detente.analyses.coalitions import CONCEPTS, MOST_JUMPING, Leaving, Together, Way
from detente.brief.standing import CALLED
from detente.cli.paper import Paper
from detente.cli.views.holdingtalk import FILE, Label, Talk
from detente.cli.words import capital, count, listing

if TYPE_CHECKING:
    from detente.engines.stability.coalitions import Jump

NAMES = {
    "cnash": "Nash",
    "cgmr": "GMR",
    "csmr": "SMR",
    "cseq": "SEQ",
    "cseq_coalitions": "SEQ by coalitions",
}
MOST = 12
_NAMED = 12


class Speech(NamedTuple):
    """What states and parties are called."""

    label: Label
    talk: Talk


def show(paper: Paper, result: Together, label: Label, talk: Talk = FILE, about: str = "it") -> None:
    """The whole answer, beneath a heading of its own; `about` is what it asks about."""
    paper.heading(f"Would {about} hold against several together?")
    if not result.coalitions:
        paper.say("There are no two parties that could act together.")
        return
    named = result.conflict
    asked = "" if named.counted and len(result.states) == named.states else f", of the {talk.noun}s asked about"
    paper.say(
        f"{capital(count(len(result.coalitions), 'coalition'))} of two or more parties, beside each party by itself. "
        f"Equilibria that stay so against all of them{asked} (under SEQ the others answer only by "
        "moves that whoever makes them gains by; under SEQ by coalitions also by moves that several make and all of "
        "them gain by):"
    )
    alike: dict[tuple[tuple[Any, ...], ...], list[str]] = {}
    for concept in CONCEPTS:
        found = tuple(result.equilibria(concept)), tuple(result.undecided(concept))
        alike.setdefault(found, []).append(concept)
    for (held, open_), concepts in alike.items():
        more = f"; not followed to the end: {_named(label, open_)}" if open_ else ""
        paper.item(f"{listing(NAMES[one] for one in concepts)}: {_named(label, held) if held else 'none'}{more}.", 0)
    if result.open:
        paper.say(
            f"{capital(count(result.open, 'verdict'))} could not be given: too much would have to be followed, or time "
            f"was up (--seconds). Fix options with --given, or ask about fewer {talk.noun}s."
        )
    _leaving(paper, result, Speech(label, talk))
    _jumps(paper, result, Speech(label, talk))


def _leaving(paper: Paper, result: Together, speech: Speech) -> None:
    if not result.explained:
        return
    if not result.leaving:
        if not result.open:
            paper.say(f"No coalition would leave {'it' if len(result.explained) == 1 else 'any of them'}.")
        return
    paper.say("Who would leave together, and how:")
    for one in result.leaving[:MOST]:
        paper.item(_would_leave(result, speech, one))
    left = len(result.leaving) - MOST
    if left > 0:
        paper.say(f"{capital(count(left, 'more way', 'more ways'))} of coalitions to leave not shown; --json has all.")


def _would_leave(result: Together, speech: Speech, one: Leaving) -> str:
    parts = [_way(result, speech, one, way) for way in one.ways]
    shown = "the nearest is shown" if len(one.ways) == 1 else "the nearest are shown"
    more = "" if one.improvements == 1 else f" (they could go to {count(one.improvements, speech.talk.noun)}; {shown})"
    return f"{_who(result, speech, one.members)} would leave {speech.label(one.state)}{more}: {'; or '.join(parts)}."


def _way(result: Together, speech: Speech, one: Leaving, way: Way) -> str:
    text = f"{_path(result, speech, one.state, way.steps)}; {'both' if len(one.members) == 2 else 'all of them'} gain"
    if not way.answers:
        return f"{text}; nothing deters it"
    parts = []
    for answer in way.answers:
        by = "by improvements of coalitions" if answer.steps is None else _path(result, speech, way.to, answer.steps)
        parts.append((f"to {speech.label(answer.to)} {by}" if answer.steps is None else by, answer.concept))
    alike: dict[str, list[str]] = {}
    for by, concept in parts:
        alike.setdefault(by, []).append(concept)
    told = [f"{by} ({', '.join(NAMES[each] for each in concepts)})" for by, concepts in alike.items()]
    but = f"; not deterred under {listing(NAMES[each] for each in way.undeterred)}" if way.undeterred else ""
    return f"{text}; the others could answer: {'; '.join(told)}{but}"


def _jumps(paper: Paper, result: Together, speech: Speech) -> None:
    if result.jumps is None:
        why = f"there are more than {MOST_JUMPING} equilibria, too much would have to be followed, or time was up"
        if not result.conflict.counted:
            why = f"not all {speech.talk.noun}s are enumerated"
        paper.say(f"Jumps from one equilibrium to another were not looked for: {why}.")
        return
    if not result.jumps:
        paper.say("No coalition could jump from one equilibrium to another that all its members prefer.")
        return
    larger = "; larger coalitions that could make the same one are not listed"
    paper.say(
        "Jumps from one equilibrium to another that all who move prefer, and that no fewer of them make"
        f"{larger if len(result.conflict.parties) > 2 else ''}:"
    )
    for jump, concepts in result.jumps[:MOST]:
        paper.item(_jump(result, speech, jump, concepts))
    left = len(result.jumps) - MOST
    if left > 0:
        paper.say(f"{capital(count(left, 'more jump'))} not shown; --json has all.")


def _jump(result: Together, speech: Speech, jump: Jump[Any], concepts: Sequence[str]) -> str:
    under = listing(CALLED[one] for one in concepts)
    who, path = _who(result, speech, jump.members), _path(result, speech, jump.start, jump.steps)
    return f"{who}, from {speech.label(jump.start)} to {speech.label(jump.end)} ({under}): {path}."


def _who(result: Together, speech: Speech, members: Sequence[int]) -> str:
    return capital(listing(speech.talk.who(result.conflict.parties[one]) for one in members))


def _path(result: Together, speech: Speech, start: Any, steps: Sequence[tuple[int, Any]]) -> str:
    return speech.talk.steps(result.conflict.parties, start, steps, speech.label)


def _named(label: Label, states: Sequence[Any]) -> str:
    more = f" and {len(states) - _NAMED:,} more" if len(states) > _NAMED else ""
    return f"{', '.join(label(state) for state in states[:_NAMED])}{more}"
