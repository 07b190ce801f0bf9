"""Would it hold: for whom each state of a conflict is stable, under which concept, and which are equilibria.

Method: the graph model for conflict resolution (Fang, Hipel and Kilgour 1993), definitions in
docs/explanation/stability.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import product
from math import prod
from typing import Any

from detente.analyses.holding.unsure import READINGS, UnsureHolding
from detente.analyses.holding.verdicts import CONCEPTS, METHOD, Holding, OpenHolding, Verified
from detente.analyses.holding.verifying import verify
from detente.errors import DetenteError, TooLargeError, UnknownNameError
from detente.space.conflicts import Named
from detente.space.openconflicts import OpenNamed

__all__ = [
    "CONCEPTS",
    "METHOD",
    "READINGS",
    "Holding",
    "MixedError",
    "OpenHolding",
    "UnsureHolding",
    "Verified",
    "hold",
    "hold_open",
    "verify",
]

MOST_MOVES = 1 << 10
"""Moves of one party from one state above which answers are not followed in a conflict that is not enumerated."""
MOST_OWN = 1 << 16
"""The same above which they are not even looked at one after the other."""
_FIX = "fix options, so that the parties have fewer moves, with --given option=value"
MOST_LOOKED_AT = 200_000
"""Moves that are looked at for one verdict of such a conflict, about."""
MOST_UNSURE = 1 << 10
"""States that are decided together at most where preference is in part unknown."""
MOST_MET = 20_000
"""States and last movers that answers to one move may meet there."""


class MixedError(DetenteError):
    """Concepts by party were asked for, and not every party has one."""


def hold(
    conflict: Named,
    concepts: Iterable[str] = CONCEPTS,
    states: Iterable[int] | None = None,
    mixed: Mapping[str, str] | None = None,
) -> Holding:
    """For whom is which state stable, under each of these concepts?

    `states` None: all; else the answer is about these. A party that controls nothing has no verdict. With `mixed` each
    party has besides a concept of its own. Where a preference is unknown the answer is an `UnsureHolding`. Raises
    UnknownNameError for an unknown concept or party, MixedError where a party has none, TooLargeError where the
    conflict does not fit.
    """
    from detente.engines.stability.deciding import stable

    chosen, own = _chosen(concepts), _mixed(conflict, mixed or {})
    asked = None if states is None else tuple(sorted(set(states)))
    needed = tuple(dict.fromkeys((*chosen, *own.values())))
    if conflict.unsure:
        return _unsure(conflict, (chosen, needed), asked, own)
    try:
        found = stable(conflict.model, needed)
    except MemoryError:
        raise TooLargeError(
            f"{conflict.states:,} states do not fit into this machine's memory; fix options with --given option=value"
        ) from None
    return Holding(conflict, chosen, found, asked, mixed=own)


def _unsure(
    conflict: Named, concepts: tuple[tuple[str, ...], tuple[str, ...]], asked: Any, mixed: Mapping[str, str]
) -> UnsureHolding:
    """Each verdict by itself, from what others may answer; `concepts` are those asked for, and all that are needed."""
    from detente.engines.stability.model import Stability
    from detente.engines.stability.unknown import Unsure

    if asked is None and conflict.states > MOST_UNSURE:
        raise TooLargeError(
            f"Not every preference is known, and {conflict.states:,} states are more than can then be decided together "
            f"({MOST_UNSURE:,}). Ask about single states with --state, or fix options with --given option=value."
        )

    def better(party: int, one: Any, other: Any) -> bool | None:
        if conflict.unknown_between(party, one, other):
            return None
        return bool(conflict.model.worth(party, one) > conflict.model.worth(party, other))

    engine = Unsure(conflict.model, better, MOST_MET)
    states = range(conflict.states) if asked is None else asked
    found = {
        (concept, name): [engine.verdicts(concept, party, state) for state in states]
        for concept in concepts[1]
        for party, name in enumerate(conflict.parties)
    }
    nothing = Stability(0, tuple(range(len(conflict.parties))), concepts[0], {})
    return UnsureHolding(conflict, concepts[0], nothing, asked, None, mixed, verdicts=found, engine=engine)


def _mixed(conflict: Named, mixed: Mapping[str, str]) -> dict[str, str]:
    """Each modelled party's own concept, in their order; nothing where nothing was asked for."""
    for party, concept in mixed.items():
        if party not in conflict.parties:
            if party in conflict.unmodelled:
                raise MixedError(f"{party} controls nothing, so it is not modelled and has no concept of stability.")
            raise UnknownNameError("party", party, conflict.parties, conflict.parties)
        _chosen((concept,))
    missing = [party for party in conflict.parties if party not in mixed]
    if mixed and missing:
        raise MixedError(
            f"With --mixed every party needs a concept of its own, and {', '.join(missing)} "
            f"{'has' if len(missing) == 1 else 'have'} none: add --mixed {missing[0]}=CONCEPT."
        )
    return {party: mixed[party] for party in conflict.parties if party in mixed}


def hold_open(
    conflict: OpenNamed, concepts: Iterable[str], states: Iterable[Any], mixed: Mapping[str, str] | None = None
) -> Holding:
    """For whom is each of these states stable, where all states are too many to be enumerated?

    Each verdict is found by a search from the state. Concepts for which that would go too far are left out, and
    `undecided` says why. Raises TooLargeError where none is left, or one is left out that a party has by `mixed`.
    """
    from detente.engines.stability.certifying import certify
    from detente.engines.stability.model import Stability

    chosen, own = _chosen(concepts), _mixed(conflict, mixed or {})
    needed = tuple(dict.fromkeys((*chosen, *own.values())))
    moves, wide = _moves(conflict, needed)
    asked = tuple(sorted(set(states), key=conflict.code))
    if conflict.unsure:
        if wide:
            raise TooLargeError(f"{wide}; {_FIX}")
        return _unsure(conflict, (chosen, needed), asked, own)
    found: dict[tuple[str, str, Any], Any] = {}
    undecided = {concept: wide for concept in needed if wide and concept != "nash"}
    for concept, state, (party, name) in product(needed, asked, enumerate(conflict.parties)):
        if concept in undecided:
            continue
        try:
            found[concept, name, state] = certify(conflict.model, concept, party, state, MOST_LOOKED_AT // moves)
        except TooLargeError:
            at = f"from moving at {conflict.key(state)}"
            undecided[concept] = f"whether {name} would be deterred {at} takes too many answers to follow"
    decided = tuple(concept for concept in chosen if concept not in undecided)
    lost = next((concept for concept in (*own.values(), *chosen) if concept in undecided), None)
    if lost is not None and (not decided or lost in own.values()):
        other = "" if "nash" in needed else ", or ask for --concepts nash"
        raise TooLargeError(f"{lost.upper()} cannot be decided: {undecided[lost]}; {_FIX}{other}")
    nothing = Stability(0, tuple(range(len(conflict.parties))), decided, {})
    return OpenHolding(conflict, decided, nothing, asked, None, own, undecided, certificates=found)


def _moves(conflict: OpenNamed, concepts: Collection[str]) -> tuple[int, str]:
    """How many moves all parties have from a state at most, and why they are too many to follow answers, if so.

    Raises TooLargeError where they are too many even to look at one after the other, or nothing else is asked for.
    """
    moves, wide = 0, ""
    for party, name in enumerate(conflict.parties):
        owned = [size for size, by in zip(conflict.model.sizes, conflict.model.controllers, strict=True) if by == party]
        own = prod(owned)
        moves += own
        if own <= MOST_MOVES:
            continue
        wide = wide or f"{name} can choose among more than {MOST_MOVES:,} combinations at once"
        if own > MOST_OWN:
            raise TooLargeError(f"{name} can choose among more than {MOST_OWN:,} combinations at once; {_FIX}")
    if wide and "nash" not in concepts:
        raise TooLargeError(f"{wide}; {_FIX}, or ask for --concepts nash")
    return moves, wide


def _chosen(concepts: Iterable[str]) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(concepts))
    for concept in chosen:
        if concept not in CONCEPTS:
            raise UnknownNameError("concept", concept, CONCEPTS, CONCEPTS)
    return chosen
