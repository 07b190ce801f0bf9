"""Two coders of the same documents, each a file of codings or a case."""

from __future__ import annotations

from pathlib import Path

from detente.analyses.agreement import Agreement, compare
from detente.api.loading import load
from detente.errors import Finding, FormatError
from detente.ledger.codings import Codings, in_names_of, of_case, read_codings, read_documents


def agree(
    a: str | Path, b: str | Path, documents: str | Path | None = None, threshold: float = 0.5, *, shared: bool = False
) -> Agreement:
    """How far two coders agree: each a file of codings (JSON Lines), or a case by slug or folder.

    With `documents`, a folder, every span is verified first; with `shared`, only documents in which both have a
    statement are compared. Where one is a case, its parties go by one name on both sides. Raises FormatError with
    everything that is wrong in both files at once; UnknownNameError and CaseError where a case cannot be found or used.
    """
    cases = [None if _is_file(one) else load(one) for one in (a, b)]
    codings = [
        read_codings(Path(one)) if case is None else of_case(case) for one, case in zip((a, b), cases, strict=True)
    ]
    for case in filter(None, cases):
        codings = [in_names_of(case, one) for one in codings]
    texts: dict[str, str] = {}
    wrong = [finding for one in codings for finding in one.findings if finding.severity == "error"]
    if documents is not None:
        for one in codings:
            found, misfits = read_documents(one, Path(documents))
            texts |= found
            wrong += misfits
    if wrong:
        raise FormatError(_in_order(wrong, codings))
    return compare(codings[0], codings[1], texts, threshold, shared=shared, verified=documents is not None)


def _is_file(name: str | Path) -> bool:
    path = Path(name)
    return path.is_file() or path.suffix in {".jsonl", ".ndjson", ".json"}


def _in_order(findings: list[Finding], codings: list[Codings]) -> list[Finding]:
    places = {one.name: place for place, one in reversed(list(enumerate(codings)))}
    return sorted(dict.fromkeys(findings), key=lambda finding: (places.get(finding.file, 9), finding.line))
