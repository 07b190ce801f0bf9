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
    if case.preferences or case.ratification.bodies or case.ratification.procedures:
        paper.say(_judged(_judgements(case)))
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


def _judgements(case: Case) -> dict[str, int]:
    """How much is judged, and how much of ratification was not checked against its source."""
    found = case.ratification
    return {
        "judged": len({one.of for one in case.preferences}),
        "derived": sum(one.derived for one in case.preferences),
        "bodies": len(found.bodies),
        "procedures": len(found.procedures),
        "ratification_unconfirmed": sum(not one.rests_on.confirmed for one in found.grounded),
    }


def _judged(counts: dict[str, int]) -> str:
    parties = count(counts["judged"], "party or bloc", "parties and blocs")
    derived = f" ({count(counts['derived'], 'entry', 'entries')} guessed from the ledger)" if counts["derived"] else ""
    bodies = f"{count(counts['procedures'], 'procedure')} and {count(counts['bodies'], 'body', 'bodies')}"
    doubtful = counts["ratification_unconfirmed"]
    unconfirmed = f" ({doubtful:,} entries unconfirmed)" if doubtful else ""
    return f"Preferences of {parties}{derived}; {bodies} of ratification{unconfirmed}."


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
        "judgements": _judgements(case),
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
        "judgements": None,
    }


def _finding(finding: Finding) -> dict[str, object]:
    return dict(vars(finding))
