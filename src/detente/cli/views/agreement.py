"""How far two coders agree, and what they have to settle."""

from __future__ import annotations

from collections.abc import Iterable

from detente.analyses.agreement import Agreement, Disagreement, Field, Score
from detente.cli.paper import Paper
from detente.cli.words import count, listing, shorten
from detente.errors import Finding

SHOWN = 100
CAVEAT = (
    "Agreement says that two people read alike, not that they read rightly. Alpha corrects for chance; 0 is what "
    "chance would give, 1 is full agreement. Fields are compared on statements that both found."
)
SPANS = (
    ("overlap", "statements, spans overlapping"),
    ("exact", "statements, same span"),
    ("words", "words covered"),
    ("characters", "characters covered"),
)


def show(result: Agreement) -> str:
    """A short table of spans, one of fields, then each disagreement."""
    paper = Paper()
    scores = result.overlap
    found = (
        f"Statements: {scores.a:,} of a, {scores.b:,} of b; {scores.common:,} {'is' if scores.common == 1 else 'are'} "
        f"the same (spans overlap by {result.threshold:.0%} or more)."
    )
    paper.heading(f"a: {result.a}; b: {result.b}")
    paper.say(found)
    if not result.verified:
        paper.say("The spans were not verified; --documents DIR looks them up and shows the words.")
    for finding in result.findings:
        paper.item(str(finding))
    paper.table(
        [("spans", "left"), *((name, "right") for name in ("a", "b", "both", "precision", "recall", "F1"))],
        [_score(title, getattr(result, name)) for name, title in SPANS],
    )
    for reason in dict.fromkeys(getattr(result, name).reason for name, _ in SPANS):
        if reason:
            paper.say(f"“–”: {reason}.")
    unitizing = f"{result.alpha_u:.3f}" if result.alpha_u is not None else f"not known: {result.alpha_u_reason}"
    paper.say(f"Alpha for unitizing: {unitizing}.")
    _fields(paper, result.fields)
    _disagreements(paper, result.disagreements)
    paper.caveat(CAVEAT)
    return paper.text()


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _score(title: str, score: Score) -> tuple[str, ...]:
    counts = (f"{score.a:,}", f"{score.b:,}", f"{score.common:,}")
    return (title, *counts, _share(score.precision), _share(score.recall), _share(score.f1))


def _fields(paper: Paper, fields: Iterable[Field]) -> None:
    rows = [
        (
            one.field,
            one.scale,
            f"{one.units:,}",
            _share(one.alpha),
            _share(one.kappa),
            _share(one.percent),
            one.reason or (f"{one.missing:,} left out, not coded" if one.missing else ""),
        )
        for one in fields
    ]
    columns = ("field", "scale", "pairs", "alpha", "kappa", "equal", "")
    paper.table([(name, "right" if name in columns[2:6] else "left") for name in columns], rows)


def _disagreements(paper: Paper, found: tuple[Disagreement, ...]) -> None:
    if not found:
        paper.heading("There is nothing to settle.")
        return
    paper.heading(f"To settle: {count(len(found), 'disagreement')}")
    for one in found[:SHOWN]:
        _disagreement(paper, one)
    if len(found) > SHOWN:
        paper.say(f"And {len(found) - SHOWN:,} more; --json lists them.", 2)


def _disagreement(paper: Paper, one: Disagreement) -> None:
    where = f"{one.doc} {one.begin:,}–{one.end:,}"
    if one.kind == "values":
        fields = listing(difference.field for difference in one.differences)
        paper.item(f"{where}: a {one.a} and b {one.b} differ on {fields}")
        for difference in one.differences:
            values = (f"“{value}”" if value else "none" for value in (difference.a, difference.b))
            paper.say(f"{difference.field}: a {', b '.join(values)}", 6, 2)
    else:
        paper.item(f"{where}: only in {one.kind[-1]}, {one.a or one.b}")
    if one.words is not None:
        paper.say(f"“{shorten(' '.join(one.words.split()), 200)}”", 6)


def unusable(a: str, b: str, findings: Iterable[Finding]) -> dict[str, object]:
    """The JSON where one of the two could not be read, or does not fit its documents."""
    return {
        "usable": False,
        "a": {"name": a, "statements": None},
        "b": {"name": b, "statements": None},
        "findings": [dict(vars(finding)) for finding in findings],
    }
