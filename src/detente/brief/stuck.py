"""Why a party has no move in a state: nothing may be changed from there, or all that could be is ruled out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.space.conflicts import Choice, Named

FREE, SPENT, RULED, BOTH = "", "spent", "ruled out", "both"
"""It has a move; none of its options may be changed from there; every change breaks a linkage; some of each."""
UNLISTED = "unlisted"
"""It has no move in an explicit graph, which does not say why."""

OF_CASE = {
    SPENT: "the case permits no change of {its} conduct from there",
    RULED: "linkages rule out any other conduct",
    BOTH: "the case permits no change of some of {its} conduct from there, and linkages rule out any other",
}
"""Why one who moves in a case has no move."""
OF_FILE = {
    SPENT: "no change of {its} options is permitted from there",
    RULED: "every other combination of {its} options is infeasible",
    BOTH: "some of {its} options may not be changed from there, and every other combination is infeasible",
    UNLISTED: "none is listed",
}
"""The same of a party of a file."""
_OF_SEVERAL = {
    SPENT: "the case permits no change of what is done there",
    RULED: "the case’s linkages rule out any other conduct",
    BOTH: "the case permits no change of some of what is done there, and its linkages rule out any other",
}


def stuck(named: Named, party: str, state: Any) -> str:
    """Why a party has no move in a state; FREE: it has one."""
    from detente.engines.stability.worlds import targets

    if targets(named.model, named.parties.index(party), state):
        return FREE
    if named.explicit:
        return UNLISTED
    settled = named.settled(state)
    own = [choice for choice in named.choices if choice.by == party and choice.given is None]
    return together(RULED if _may_change(choice, settled[choice.id]) else SPENT for choice in own) or SPENT


def _may_change(choice: Choice, value: str) -> bool:
    """Whether an option may change from a value at all, feasible or not."""
    if choice.changes is None:
        return len(choice.values) > 1
    return any(start == value != end for start, end in choice.changes)


def together(reasons: Iterable[str]) -> str:
    """Reasons of several in one; FREE where somebody has a move."""
    found = set(reasons)
    if FREE in found or not found:
        return FREE
    return found.pop() if len(found) == 1 else BOTH


def why_nobody(reason: str) -> str:
    """Why nobody has a move in a package of a case."""
    return _OF_SEVERAL.get(reason, "")
