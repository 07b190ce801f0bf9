"""Two drafts of a case compared by effect."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from detente.analyses.treaties.compare import Differences, compare
from detente.case.dates import Interval
from detente.case.model import Case

__all__ = ["Differences", "treaty_compare"]


def treaty_compare(
    case: Case, a: str, b: str, on: date | str | None = None, reading: Mapping[str, str] | None = None
) -> Differences:
    """What does treaty `a` forbid, limit, oblige to or permit that `b` does not, the other way round, and both?

    Both are taken to be in force from `on` (of a month or year its last day; default: the later of their own days).
    `reading` fixes readings: the name of a disputed clause or term, and a reading. Raises UnknownNameError with the
    nearest name for what there is not, DetenteError for a treaty and itself.
    """
    day = Interval.parse(on).last if isinstance(on, str) else on
    return compare(case, a, b, day, reading)
