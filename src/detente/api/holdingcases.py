"""Would it hold: stability of the packages of a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from detente.analyses.holding import CONCEPTS, Holding
from detente.analyses.holding import hold as _hold
from detente.analyses.holding import verify as _verify
from detente.analyses.holdingcase import CaseHolding, verified
from detente.analyses.holdingcase import hold_case as _hold_case
from detente.api.loading import load
from detente.case.locate import slugs
from detente.case.model import Case
from detente.errors import UnknownNameError
from detente.exchange.gmcr.door import conflicts, find_conflict
from detente.exchange.gmcr.packagetables import write_packages as _write_packages
from detente.space.caseconflicts import case_conflict
from detente.space.conflicts import Named
from detente.space.patience import Progress, Stop, patient, quiet

__all__ = ["CaseHolding", "hold_case", "means_case", "write_packages"]


def means_case(name: str | Path) -> bool:
    """Whether a case is meant, a catalogue slug or a folder, and not a file of a conflict or a published one.

    Raises UnknownNameError for a bare name that is none of these.
    """
    if str(name) in slugs() or Path(name).is_dir():
        return True
    try:
        find_conflict(name)
    except UnknownNameError:
        known = (*slugs(), *conflicts())
        raise UnknownNameError("case or published conflict", str(name), known, known) from None
    return False


def hold_case(  # noqa: PLR0913
    case: str | Path | Case,
    concepts: Iterable[str] = CONCEPTS,
    *,
    table: str | None = None,
    given: Mapping[str, str] | None = None,
    packages: Iterable[str] | None = None,
    mixed: Mapping[str, str] | None = None,
    draws: int | None = None,
    seed: int = 0,
    verify: bool = False,
    progress: Progress = quiet,
    stop: Stop = patient,
) -> CaseHolding:
    """Would it hold? For whom is the status quo stable, each proposal on the table, and each of the best packages?

    `case` is as `case.on(date)` gives it, a catalogue slug or a folder. A state is a package; parties move by the
    conduct issues that they control, terms do not move, and preferences are those of the case, at `table` (default: the
    first with two who are judged). `packages` asks about others instead: a proposal, a standard (nash,
    kalai_smorodinsky, egalitarian, utilitarian), status_quo, `issue=option,…` (what it leaves out is at the status
    quo), or a code. `given` fixes issues. `mixed` gives each mover a concept of its own, besides. With `draws` each
    package says in what share of so many draws of the judgements' numbers each verdict holds. With `verify` every
    certificate of these slices is replayed, until `stop`.

    Raises NobodyMovesError where nobody controls any conduct, NotJudgedError where nobody who does is judged,
    InfeasibleError for a package that linkages rule out, UnknownNameError for a name that there is not, TooLargeError
    for too much conduct.
    """
    chosen = _chosen(concepts)
    found = case if isinstance(case, Case) else load(case)
    conflict = case_conflict(found, table, given)

    def decide(named: Named, under: tuple[str, ...], states: Sequence[int] | None) -> Holding:
        return _hold(named, under, states, mixed)

    drawn = None if draws is None else (draws, seed)
    asked = None if packages is None else tuple(packages)
    result = _hold_case(conflict, chosen, decide, asked=asked, drawn=drawn, progress=progress, stop=stop)
    return verified(result, lambda one: _verify(one, progress, stop)) if verify else result


def write_packages(holding: CaseHolding, path: str | Path) -> None:
    """Write the packages in CSV, a row for each: what they settle, and the verdicts on them. Raises WriteError."""
    _write_packages(holding, Path(path))


def _chosen(concepts: Iterable[str]) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(concepts))
    for concept in chosen:
        if concept not in CONCEPTS:
            raise UnknownNameError("concept", concept, CONCEPTS, CONCEPTS)
    return chosen
