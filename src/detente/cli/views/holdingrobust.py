"""In words: how often equilibria survive in perturbed rankings, and on which single preferences they hang."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from detente.analyses.robustness import MOST_LISTED, Hanging, Robustness, Survival
from detente.brief.standing import CALLED
from detente.brief.words import called, pronouns
from detente.cli.paper import Paper
from detente.cli.words import capital, count, listing
from detente.space.shares import Share

if TYPE_CHECKING:
    from detente.engines.stability.flipping import Turn

Label = Callable[[int], str]
Row = Sequence[Survival]
MOST = 12
"""States that are told of."""
_TURNS = 3
"""Turns that are told of for one state and its concepts."""
_LIKELY = 4
_ALMOST = 0.995
_ROUNDING = 1e-9


def show(paper: Paper, result: Robustness, label: Label) -> None:
    """The whole answer, beneath a heading of its own."""
    paper.heading("How sure, if rankings are not quite as written?")
    states = result.ranked(MOST)
    if states:
        _shares(paper, result, label, [result.of(state) for state in states])
    else:
        paper.item("No state is an equilibrium today, so there is nothing that could survive.", 0)
    left = len(result.tally.tested) - len(states)
    if left:
        more = capital(count(left, "more state"))
        listed = "all" if len(result.tally.tested) <= MOST_LISTED else f"{MOST_LISTED:,}"
        paper.say(f"{more} {'is' if left == 1 else 'are'} not shown: --state asks about one, --json has {listed}.")
    _how(paper, result)
    _hanging(paper, result, label, states)
    if not result.asked:
        _would_be(paper, result, label)
    if result.left:
        paper.say(
            f"Single preferences were not looked for in {count(result.left, 'more verdict')} (a state under a "
            "concept): too many at once, or time was up. --state asks about one, --seconds gives more time."
        )


def _shares(paper: Paper, result: Robustness, label: Label, rows: Sequence[Row]) -> None:
    """How often each state holds: of one state in sentences, of several in a table."""
    if len(rows) == 1:
        (row,) = rows
        alike: dict[tuple[int, bool], list[Survival]] = {}
        for one in row:
            alike.setdefault((one.together.hits, one.today), []).append(one)
        for (_, today), ones in alike.items():
            names = listing(CALLED[one.concept] for one in ones)
            verb = "holds" if today else "no equilibrium today, but one"
            weakest = _weakest(result, ones)
            least = f"; least sure for {weakest}" if weakest else ""
            paper.item(f"{label(row[0].state)}, {names}: {verb} in {share(ones[0].together)}{least}.", 0)
        return
    paper.say(f"In how many of {result.made:,} perturbed rankings a state is an equilibrium, and for whom least often:")
    table = []
    for row in rows:
        cells = {one.concept: one for one in row}
        shares = [_cell(cells.get(concept)) for concept in result.concepts]
        weakest = _weakest(result, [one for one in row if one.today])
        table.append([label(row[0].state), *shares, weakest])
    columns = ["state", *(CALLED[one] for one in result.concepts), "least sure for"]
    paper.table([(name, "left") for name in columns], table)
    if any(not one.today for row in rows for one in row):
        paper.say("In square brackets: no equilibrium today.")


def _cell(one: Survival | None) -> str:
    if one is None:
        return "—"
    text = f"{percent(one.together.share or 0)} ({_interval(one.together)})"
    return text if one.today else f"[{text}]"


def share(one: Share) -> str:
    """A share of perturbed rankings with its interval."""
    if one.hits == one.draws:
        return f"all of {one.draws:,} perturbed rankings (95 %: {_interval(one)} %)"
    return f"{percent(one.share or 0)} of {one.draws:,} perturbed rankings (95 %: {_interval(one)} %)"


def percent(value: float) -> str:
    """A share without its interval; what is not nothing and not all is not called so."""
    if 0 < value < 1 - _ALMOST:
        return "under 1 %"
    return "over 99 %" if _ALMOST <= value < 1 else f"{value * 100:.0f} %"


def _interval(one: Share) -> str:
    """The 95 % interval, in whole hundredths, never narrower than it is."""
    low, high = one.interval or (0, 1)
    return f"{math.floor(low * 100 + _ROUNDING)}–{math.ceil(high * 100 - _ROUNDING)}"


def _weakest(result: Robustness, ones: Row) -> str:
    """For whom a state is least often stable, concept by concept; nobody where it always holds."""
    found: dict[str, None] = {}
    for one in ones:
        least = min((share.hits for share in one.parties), default=one.together.draws)
        if least < one.together.draws:
            parties = zip(result.parties, one.parties, strict=True)
            found.update(dict.fromkeys(called(party) for party, share in parties if share.hits == least))
    return listing(found, "or")


def _how(paper: Paper, result: Robustness) -> None:
    times = "once" if result.made == 1 else f"{result.made:,} times"
    places = "1 place" if result.noise == 1 else f"{result.noise:g} places"
    text = (
        f"Each party's ranking was drawn anew {times} (seed {result.seed}), each of its places moved by normal noise "
        f"of {places}. States that tie today tie in every draw. Intervals are of 95 %."
    )
    if result.made < result.draws:
        text += f" Time was up before {result.draws - result.made:,} more of {result.draws:,} draws (--seconds)."
    paper.say(text)


def _hanging(paper: Paper, result: Robustness, label: Label, states: Sequence[int]) -> None:
    """On which single preferences the verdicts on these states hang."""
    verdicts = (*result.breaking, *(result.making if result.asked else ()))
    if not any(one.state in states for one in verdicts):
        return
    paper.gap()
    paper.say("On which single preferences it hangs, everything else being left as it is:")
    for state in states:
        here = [one for one in verdicts if one.state == state]
        if here:
            paper.say(label(state))
        for equilibrium in (True, False):
            _turns(paper, result, label, [one for one in here if one.equilibrium == equilibrium])


def _turns(paper: Paper, result: Robustness, label: Label, found: Sequence[Hanging]) -> None:
    """The turns for one state, all breaking or all making, each said once for the concepts whose verdict it turns."""
    concepts: dict[Turn, list[str]] = {}
    for one in found:
        for turn in one.turns.found:
            concepts.setdefault(replace(turn, parties=()), []).append(CALLED[one.concept])
    alike: dict[str, list[Turn]] = {}
    for turn in sorted(concepts, key=lambda turn: (not turn.adjacent, turn.apart)):
        alike.setdefault(listing(concepts[turn]), []).append(turn)
    for names, turns in alike.items():
        verb = "it would no longer hold" if found[0].equilibrium else "it would hold"
        conditions = "; or if ".join(_turn(result, label, turn) for turn in turns[:_TURNS])
        paper.item(f"{names}: {verb} if {conditions}{_more(turns[_TURNS:])}.")
    none = [CALLED[one.concept] for one in found if not one.turns.found and one.turns.complete]
    if none:
        verb = "break it" if found[0].equilibrium else "do"
        paper.item(f"{listing(none)}: no single preference, turned, would {verb}.")
    for one in found:
        if not one.turns.complete:
            paper.item(f"{CALLED[one.concept]}: {_untried(one)}")


def _more(turns: Sequence[Turn]) -> str:
    if not turns:
        return ""
    near = sum(turn.adjacent for turn in turns)
    between = f", {near:,} of them between neighbours" if near else ", none of them between neighbours"
    return f"; or by {count(len(turns), 'more single preference')}{between} (--json has all)"


def _untried(one: Hanging) -> str:
    if one.turns.untried is None:
        return "which single preferences could matter takes too long to follow; nothing is said of them."
    every = one.turns.tried + one.turns.untried
    return f"of {every:,} single preferences that could matter, {one.turns.untried:,} were not tried."


def _turn(result: Robustness, label: Label, turn: Turn) -> str:
    who = called(result.conflict.parties[turn.party])
    return f"{who} preferred {label(turn.better)} to {label(turn.worse)}, which {_where(turn, pronouns(who).its)}"


def _where(turn: Turn, its: str) -> str:
    """How far a person would have to go who turned this pair."""
    if turn.tied:
        return (
            f"are equal in {its} ranking today"
            if turn.adjacent
            else f"share a place of {its} ranking today, with others"
        )
    if turn.adjacent:
        return f"are next to one another in {its} ranking today"
    if turn.apart == 1:
        return f"are on neighbouring places of {its} ranking today, with others"
    return f"are {turn.apart:,} places apart in {its} ranking today"


def _would_be(paper: Paper, result: Robustness, label: Label) -> None:
    """What is no equilibrium today, and often one in the draws."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for concept in result.concepts:
        first, ever = result.would_be(concept)
        texts = [f"{label(state)} in {percent(found.share or 0)} ({_interval(found)})" for state, found in first]
        if ever > len(first):
            texts.append(f"{count(ever - len(first), 'more state')} less often")
        if texts:
            alike.setdefault(tuple(texts), []).append(CALLED[concept])
    if not alike:
        return
    paper.gap()
    paper.say("No equilibrium today, but one in some of the perturbed rankings:")
    for shown, concepts in alike.items():
        paper.item(f"{listing(concepts)}: {'; '.join(shown)}.")
    making: dict[int, list[Hanging]] = {}
    for one in result.making:
        if one.turns.found:
            making.setdefault(one.state, []).append(one)
    if making:
        paper.say("Of those that are not stable for one party only, a single preference would do:")
    for state in list(making)[:_LIKELY]:
        paper.say(label(state))
        _turns(paper, result, label, making[state])
    if len(making) > _LIKELY:
        paper.say(f"So it is with {count(len(making) - _LIKELY, 'more state')} (--json has all).")
