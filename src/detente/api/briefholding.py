"""What the brief asks of stability: of the packages that it names anyway, without working out any of them again."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace

from detente.analyses.holding import CONCEPTS, Holding, hold
from detente.analyses.holdingcase import CaseHolding, Decide, hold_case
from detente.analyses.solutions import Solution
from detente.brief.bargained import Bargained, standard
from detente.brief.columns import columns_of
from detente.brief.markup import plain
from detente.brief.standing import alike
from detente.case.model import Case
from detente.errors import DetenteError, NotJudgedError
from detente.space.caseconflicts import NobodyMovesError, Package, case_conflict
from detente.space.casepackages import MOST_EACH, Asked
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
    """The packages that each standard chooses, of all its points; standards that choose the same ones once.

    Of a point of many packages not all are listed, and of some searches not all points are known: `total` says so.
    """
    by: dict[Hashable, list[str]] = {}
    for name, solution in found.solutions.solutions.items():
        if some := _packages(solution):
            by.setdefault((_total(solution), tuple(sorted(tuple(sorted(one.items())) for one in some))), []).append(
                name
            )
    if not by:
        return
    for group in by.values():
        solution = found.solutions.solutions[group[0]]
        yield from _numbered(plain(standard(group)), _packages(solution), _total(solution))
    for column in columns_of(found):
        if not column.standard and column.point.packages:
            yield Asked(plain(column.head), "standard", plain(column.head), column.point.packages[0])


def _packages(solution: Solution) -> Sequence[Package]:
    return [one for point in solution.points for one in point.packages][:MOST_EACH]


def _total(solution: Solution) -> int | None:
    """How many packages a standard chooses; None: not known."""
    counts = [point.count for point in solution.points if point.count is not None]
    return sum(counts) if solution.all_ties and len(counts) == len(solution.points) else None


def _numbered(title: str, packages: Sequence[Package], total: int | None) -> Iterator[Asked]:
    many = len(packages)
    for number, package in enumerate(packages, start=1):
        name, said = (f"{title}#{number}", f"{title} ({number} of {many})") if many > 1 else (title, title)
        yield Asked(name, "standard", said, package, total)
