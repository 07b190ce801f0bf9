"""What a check found."""

from __future__ import annotations

from detente.case.checking import CheckResult
from detente.case.model import Case
from detente.case.treaties.counting import treaty_counts
from detente.cli.paper import Paper
from detente.cli.words import count
from detente.errors import CaseError, Finding

SEVERITIES = ("error", "warning", "note")


def show(case: Case, result: CheckResult, looked: bool) -> str:
    """The findings, the worst first, and what could be verified."""
    paper = Paper()
    found = {severity: result.of(severity) for severity in SEVERITIES}
    paper.heading(f"{case.title}: the case can be used; {_counts(found)}.")
    for severity in SEVERITIES:
        if found[severity]:
            paper.heading(f"{severity.capitalize()}s")
            for finding in found[severity]:
                paper.say(str(finding), 2, 4)
    paper.gap()
    if case.treaties.treaties or case.treaties.inventory.holdings or case.treaties.inventory.memberships:
        paper.say(_treaties(treaty_counts(case.treaties)))
    paper.say(_evidence(result, looked))
    paper.caveat("A case without findings can still be coded wrongly: this checks form and anchors, not judgement.")
    return paper.text()


def _counts(found: dict[str, tuple[Finding, ...]]) -> str:
    said = [count(len(items), severity) for severity, items in found.items() if items]
    return ", ".join(said) or "nothing to remark"


def _evidence(result: CheckResult, looked: bool) -> str:
    if not result.anchors_total and not result.documents_total:
        return "No statement is anchored in a document by offsets."
    if not looked:
        return (
            f"{result.anchors_total:,} anchors into {count(result.documents_total, 'document')}: not verified; "
            "--documents DIR looks them up."
        )
    return (
        f"{result.anchors_verified:,} of {result.anchors_total:,} anchors verified; "
        f"{result.documents_verified:,} of {result.documents_total:,} documents at hand and unchanged."
    )


def _treaties(counts: dict[str, int]) -> str:
    def said(kind: str, noun: str) -> str:
        doubtful = counts.get(f"{kind}_unconfirmed", 0)
        return count(counts[kind], noun) + (f" ({doubtful:,} unconfirmed)" if doubtful else "")

    treaties = count(counts["treaties"], "treaty", "treaties").capitalize()
    content = f"{said('provisions', 'provision')} and {said('readings', 'reading')}"
    return f"{treaties} with {content}; {said('memberships', 'membership')} and {said('holdings', 'holding')}."


def to_json(case: Case, result: CheckResult) -> dict[str, object]:
    """The documented JSON of `detente check`."""
    return {
        "case": case.slug,
        "digest": case.digest,
        "usable": True,
        "findings": [_finding(finding) for finding in result.findings],
        "anchors": {"total": result.anchors_total, "verified": result.anchors_verified},
        "documents": {"total": result.documents_total, "verified": result.documents_verified},
        "treaties": treaty_counts(case.treaties),
    }


def unusable(name: str, error: CaseError) -> dict[str, object]:
    """The JSON of a case that cannot be used."""
    return {
        "case": name,
        "digest": None,
        "usable": False,
        "findings": [_finding(finding) for finding in error.findings],
        "anchors": None,
        "documents": None,
        "treaties": None,
    }


def _finding(finding: Finding) -> dict[str, object]:
    return dict(vars(finding))
