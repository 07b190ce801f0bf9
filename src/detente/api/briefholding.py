"""What the brief asks of stability: of the packages that it names anyway, without working out any of them again."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace

from detente.analyses.holding import CONCEPTS, Holding, hold
from detente.analyses.holdingcase import CaseHolding, Decide, hold_case
from detente.brief.bargained import Bargained
from detente.brief.columns import columns_of
from detente.brief.markup import plain
from detente.brief.standing import alike
from detente.case.model import Case
from detente.errors import DetenteError, NotJudgedError
from detente.space.caseconflicts import NobodyMovesError, case_conflict
from detente.space.casepackages import Asked
from detente.space.conflicts import Named
from detente.space.patience import Stop, patient


def held(view: Case, found: Bargained | None, stop: Stop = patient) -> tuple[CaseHolding | None, str]:
    """Of the status quo, the proposals and what standards of fairness choose: would they hold, at the table of these?

    None where nobody is judged, or nobody who moves; else why it could not be answered, if it could not.
    """
    if found is None:
        return None, ""
    try:
        conflict = case_conflict(view, found.judged.table)
        return hold_case(conflict, CONCEPTS, _once(), chosen=tuple(_chosen(found)), stop=stop), ""
    except (NobodyMovesError, NotJudgedError):
        return None, ""
    except DetenteError as error:
        return None, str(error)


def _once() -> Decide:
    """Decides conflicts, those that are alike in all but their names once."""
    known: dict[Hashable, Holding] = {}

    def decide(named: Named, concepts: tuple[str, ...], states: Sequence[int] | None) -> Holding:
        key = alike(named) if states is None else id(named)
        if key not in known:
            known[key] = hold(named, concepts, states)
        return replace(known[key], conflict=named)

    return decide


def _chosen(found: Bargained) -> Iterator[Asked]:
    """The first package of each solution, as the brief shows it; those of one point once."""
    if not any(solution.points for solution in found.solutions.solutions.values()):
        return
    for number, column in enumerate(columns_of(found), start=1):
        if column.point.packages:
            yield Asked(f"standard_{number}", "standard", plain(column.head), column.point.packages[0])
