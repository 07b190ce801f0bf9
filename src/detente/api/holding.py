"""Would it hold: stability of the states of a conflict in a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from detente.analyses.holding import CONCEPTS, Holding, UnsureHolding
from detente.analyses.holding import hold as _hold
from detente.analyses.holding import hold_open as _hold_open
from detente.analyses.holding import verify as _verify
from detente.analyses.holdingcase import CaseHolding
from detente.api.holdingmore import documented
from detente.errors import TooLargeError
from detente.exchange.coding import Loss
from detente.exchange.gmcr.door import open_conflict as _open
from detente.exchange.gmcr.door import read_conflict as _read
from detente.exchange.gmcr.door import titles as _titles
from detente.exchange.gmcr.door import write_conflict as _write
from detente.exchange.gmcr.tables import write_holding as _write_holding
from detente.exchange.gmcr.tables import write_stability as _write_stability
from detente.space.conflicts import Named
from detente.space.openconflicts import OpenNamed
from detente.space.patience import Progress, Stop, patient, quiet

__all__ = [
    "CONCEPTS",
    "Holding",
    "UnsureHolding",
    "hold",
    "published_conflicts",
    "read_conflict",
    "write_conflict",
    "write_holding",
    "write_stability",
]


def published_conflicts() -> dict[str, str]:
    """Which published conflicts does the catalogue have? A title for each name, which `hold` takes like a file."""
    return _titles()


def read_conflict(path: str | Path, given: Mapping[str, str] | None = None) -> Named:
    """The conflict in a file, or of that name in the catalogue: GMCR+'s `.gmcr`, our JSON, or an explicit graph.

    `given` fixes options at values. Raises FormatError with everything that is wrong, with lines, TooLargeError where
    there are too many combinations, UnknownNameError where an option or value that was given is not there.
    """
    return _read(path, given)


def hold(
    conflict: str | Path | Named,
    concepts: Iterable[str] = CONCEPTS,
    *,
    given: Mapping[str, str] | None = None,
    states: Iterable[str | int] | None = None,
    mixed: Mapping[str, str] | None = None,
    verify: bool = False,
    progress: Progress = quiet,
    stop: Stop = patient,
) -> Holding:
    """Would it hold? For whom each state is stable (Nash, GMR, SMR, SEQ, SSEQ), and which states are equilibria.

    `conflict` is a file, or what `read_conflict` gave; `given` fixes options of a file at values. `states` names those
    that the answer shall be about: by decimal code, `YN-` notation, `option=value,…` or name; default: all. Where
    there are too many to be enumerated, those that are named are still answered, by a search from each. `mixed` gives
    each party a concept of its own, besides. Where preference is in part unknown the answer is an `UnsureHolding`. With
    `verify` the certificate of every verdict is replayed, until `stop`; `verified` of the answer says what came of it.
    Raises as `read_conflict` does, and UnknownNameError for a concept or a state that is not there.
    """
    asked = None if states is None else [str(one) for one in states]
    if isinstance(conflict, Named):
        if given:
            raise ValueError("given is for a file; fix the options when the conflict is read")
        named = conflict
    else:
        named = _fitting(conflict, given, asked)
    found = None if asked is None else [state for one in asked for state in named.find(one)]
    if isinstance(named, OpenNamed):
        result = _hold_open(named, concepts, found or (), mixed)
    else:
        result = _hold(named, concepts, found, mixed)
    return _verify(result, progress, stop) if verify else result


def _fitting(path: str | Path, given: Mapping[str, str] | None, asked: list[str] | None) -> Named:
    """The conflict with its states enumerated; where they are too many, and some are asked about, without."""
    try:
        return _read(path, given)
    except TooLargeError as error:
        if asked is None:
            raise TooLargeError(f"{error} Or ask about single states with --state.") from None
        try:
            return _open(path, given)
        except TooLargeError as why:
            raise TooLargeError(f"{error} {why}") from None


def write_conflict(conflict: Named, path: str | Path) -> tuple[Loss, ...]:
    """Write a conflict: a name that ends in `.gmcr` for GMCR+, any other in our JSON; what is not in the file is said.

    Raises WriteError where there is something already, or the form cannot hold the conflict.
    """
    return _write(conflict, Path(path))


def write_holding(holding: Holding | CaseHolding, path: str | Path, besides: Mapping[str, Any] | None = None) -> None:
    """Write an answer as one JSON document, for answers that are too large for a terminal. Raises WriteError.

    `besides` are further answers, by the keys that they have in it.
    """
    _write_holding(documented(holding, besides), Path(path))


def write_stability(holding: Holding, path: str | Path) -> None:
    """Write the table of verdicts in CSV, a row per state. Raises WriteError."""
    _write_stability(holding, Path(path))
