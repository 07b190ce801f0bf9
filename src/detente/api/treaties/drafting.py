"""All that a brief shows of a case's treaties."""

from __future__ import annotations

from itertools import combinations

from detente.analyses.treaties.check import check
from detente.analyses.treaties.compare import compare
from detente.analyses.treaties.impact import impact
from detente.analyses.treaties.terms import terms
from detente.brief.drafts import Drafts
from detente.case.model import Case
from detente.case.treaties.model import Treaty
from detente.space.patience import Progress, Stop, patient, quiet


def drafts(case: Case, *, progress: Progress = quiet, stop: Stop = patient) -> Drafts | None:
    """Contradictions and gaps of all treaties of a case on its day, what drafts would require on it and, if that is
    anything, on their own, how those of one day differ; None where the case has no treaties.
    """
    if not case.treaties.treaties:
        return None
    view = case if case.day is not None else case.on()
    open_ones = [one for one in view.treaties.treaties if not _in_force(one, view)]
    checked = check(view, progress=progress, stop=stop)
    impacts = tuple(impact(view, one.id) for one in open_ones)
    dates = {one.id: one.date for one in open_ones if view.day is not None and one.date < view.day}
    earlier = tuple(impact(view, one.treaty, dates[one.treaty]) for one in impacts if one.rows and one.treaty in dates)
    pairs = [(one, other) for one, other in combinations(open_ones, 2) if one.date == other.date]
    differences = tuple(compare(view, one.id, other.id, view.day) for one, other in pairs)
    words = tuple(word for one in open_ones for word in terms(view, one, view.day))
    return Drafts(checked, impacts, differences, earlier, words)


def _in_force(treaty: Treaty, case: Case) -> bool:
    return (
        treaty.entry is not None
        and treaty.entry.date is not None
        and case.day is not None
        and treaty.entry.date <= case.day
    )
