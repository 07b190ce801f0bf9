"""From a slug or a folder to a case."""

from __future__ import annotations

from pathlib import Path

from detente.case.checking import CheckResult
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
    return check_case(case, Path(documents) if documents is not None else None)
