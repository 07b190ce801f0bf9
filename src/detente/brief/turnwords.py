"""What a vote lacks, and whose votes would have to turn, in words: the terminal's and the page's."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from detente.brief.words import count, listed, number, spelled
from detente.space.outcomes import Turned, Votes
from detente.space.rulewords import seats_words

MOST_NAMES = 5


def missing_words(votes: Votes) -> str:
    """What is missing: votes, those in favour having too little population, and too few taking part."""
    lacking = votes.missing
    if lacking is None or votes.turns is None or votes.turns.votes is None:
        return ""
    parts = []
    if lacking.votes:
        people = f" that bring {float(lacking.people):,.1f} of the population (as the case counts it) with them"
        parts.append(_votes(lacking.votes) + people * bool(lacking.people))
    if lacking.turnout:
        parts.append(f"{_some(lacking.turnout)} more taking part and voting for it")
    return _row(parts)


def turn_words(votes: Votes) -> str:
    """Whose votes would have to turn: a sentence; empty where none have to."""
    turns = votes.turns
    if turns is None or turns.votes is None:
        return "No votes would do."
    if not turns.votes:
        return ""
    return f"{_head(turns)}: {_whose(votes, turns)}."


def _head(turns: Turned) -> str:
    least = ", or at least abstain" if turns.or_abstain else ""
    return f"Would have to turn{least}{'' if turns.free or not turns.choice else ', for instance'}"


def _whose(votes: Votes, turns: Turned) -> str:
    titles = {one.id: one.title for one in votes.members}
    single = {one.id for one in votes.members if one.seats == 1}
    chosen = turns.votes or ()
    those = ", of those against" if turns.against else ""
    if turns.free and turns.choice and len(turns.among) > 1:
        many = sum((some for _, some in chosen), Fraction(0))
        which = f"any {_some(many)}" if single.issuperset(turns.among) else f"any {_votes(many)}"
        named = _names([titles[name] for name in turns.among])
        return f"{which} of {'these: ' if ';' in named else ''}{named}{those}"
    some = [
        titles[one] if one in single and many == 1 else f"{seats_words(many)} of {titles[one]}" for one, many in chosen
    ]
    asked = {name for name, _ in chosen}
    others = [titles[name] for name in turns.among if name not in asked]
    instead = f"; votes of {_names(others)} could take the place of some of these" if others and not turns.free else ""
    return f"{_names(some)}{those}{instead}"


def _some(many: Fraction) -> str:
    return spelled(int(many)) if many.denominator == 1 else seats_words(many)


def _votes(many: Fraction) -> str:
    return count(int(many), "vote") if many.denominator == 1 else f"{seats_words(many)} votes"


def _names(names: Sequence[str]) -> str:
    """Names in a row, parted by semicolons where one of them is a row itself."""
    more = len(names) - MOST_NAMES
    shown = [*names[:MOST_NAMES], f"{number(more)} more"] if more > 0 else list(names)
    rows = len(shown) > 1 and any(" and " in name or "," in name for name in shown)
    return "; ".join(shown) if rows else _row(shown)


def _row(parts: Sequence[str]) -> str:
    return "".join(listed(list(parts)))
