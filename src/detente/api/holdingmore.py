"""What can be asked further of an answer about stability: coalitions, what comes of a state, what would change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from detente.analyses.holding import Holding
from detente.errors import DetenteError
from detente.space.conflicts import Named
from detente.space.patience import Progress, Stop, patient, quiet

if TYPE_CHECKING:
    from detente.analyses.coalitions import Together
    from detente.analyses.evolution import Evolving
    from detente.analyses.inverse import Inverse
    from detente.analyses.robustness import Robustness

__all__ = ["coalitions", "documented", "evolution", "inverse", "robustness"]

TODAY = ("status quo", "status_quo", "today")
"""What a file may call the status quo; each is understood for the others."""


class SeveralStatesError(DetenteError):
    """One state was to be named, and what was written fits several."""


def coalitions(
    holding: Holding, most: int | None = None, *, progress: Progress = quiet, stop: Stop = patient
) -> Together:
    """Would its states hold against several parties together: which coalitions would leave, how, and what then?

    Coalitions have two to `most` members (None: any number). What `stop` cuts off is said. Raises
    UnknownPreferenceError where a preference is unknown, TooLargeError where there are too many states to ask about
    all.
    """
    from detente.analyses.coalitions import together

    return together(holding.conflict, holding.asked, most, progress, stop)


def evolution(holding: Holding, start: str | int) -> Evolving:
    """Which equilibria can be reached from a state, in how many moves and by which, by improvements and by any moves?

    All equilibria under its concepts; where states are asked about that are not decided together with all others,
    those among them. Raises UnknownNameError where `start` means no state,
    SeveralStatesError where several.
    """
    from detente.analyses.evolution import evolution as evolve

    whole = replace(holding, asked=None) if holding.sure and holding.conflict.counted else holding
    named = whole.conflict
    return evolve(named, _one(named, str(start)), {one: whole.equilibria(one) for one in whole.concepts})


def inverse(holding: Holding, state: str | int) -> Inverse:
    """Who would have to prefer what, so that a state would hold? And the smallest change of today's preferences.

    Under its concepts. What is too large to be counted is said where it is missing. Raises UnknownNameError where
    `state` means no state, SeveralStatesError where several.
    """
    from detente.analyses.inverse import inverse as invert

    return invert(holding.conflict, _one(holding.conflict, str(state)), holding.concepts)


def robustness(
    holding: Holding,
    draws: int = 1000,
    *,
    noise: float = 1.0,
    seed: int = 0,
    progress: Progress = quiet,
    stop: Stop = patient,
) -> Robustness:
    """How often would its equilibria, or the states asked about, survive if rankings were not quite as written?

    Each place of a ranking is moved by normal noise of standard deviation `noise`, in places. Raises NotJudgedError
    where a preference is unknown, TooLargeError for too many states.
    """
    from detente.analyses.robustness import robustness as perturb

    named, asked = holding.conflict, holding.asked
    return perturb(named, holding.concepts, asked, draws=draws, noise=noise, seed=seed, progress=progress, stop=stop)


def _one(named: Named, text: str) -> Any:
    """The one state that a text means."""
    if text in TODAY and text not in named.aliases:
        text = next((one for one in TODAY if one in named.aliases), text)
    found = named.find(text)
    if len(found) != 1:
        shown = ", ".join(str(named.key(state)) for state in found[:8])
        more = f" and {len(found) - 8:,} more" if len(found) > 8 else ""
        raise SeveralStatesError(f"{text} fits {len(found):,} states: {shown}{more}. Name one of them.")
    return found[0]


def documented(holding: Any, besides: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """An answer as the reference documents it, with further ones by the keys that they have in it.

    Its own lists that can be long are iterators, to be written piece by piece.
    """
    return {**holding.document(), **{key: one.to_json() for key, one in (besides or {}).items()}}
