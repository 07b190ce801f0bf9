"""From a slug or a folder to a case."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from detente.case.checking import CheckResult, in_order
from detente.case.checking import check as check_case
from detente.case.locate import find_case
from detente.case.model import Case
from detente.case.reading import read_case


def load(name: str | Path) -> Case:
    """The case of that catalogue slug or folder.

    Raises UnknownNameError where there is no such case, and CaseError with every finding at once where it cannot
    be used.
    """
    return read_case(find_case(str(name)))


def check(case: Case, documents: str | Path | None = None) -> CheckResult:
    """What is worth knowing about a case that could be read; with `documents`, whether its anchors and digests hold."""
    found = check_case(case, Path(documents) if documents is not None else None)
    if not case.preferences:
        return found
    from detente.space.judgementcheck import look_at_judgements  # what packages are worth, `case` cannot reckon

    return replace(found, findings=in_order([*found.findings, *look_at_judgements(case)]))
