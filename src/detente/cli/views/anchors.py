"""What became of a case's anchors when its documents were edited."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from detente.case.model import Case
from detente.cli.paper import Paper
from detente.cli.words import count, shorten
from detente.ledger.anchors import SURE
from detente.ledger.reanchoring import Reanchored, Reanchoring

KINDS = ("exact", "moved", "found", "ask", "lost")
SAYS = {
    "exact": "stand where they stood",
    "moved": "stand elsewhere, unchanged",
    "found": "were changed and found again",
    "ask": "have to be looked at",
    "lost": "are lost",
}
SHOWN = 4


def show(case: Case, result: Reanchoring, written: tuple[Path, ...], asked_to: bool) -> str:
    """How many anchors were found again, and those that somebody has to look at."""
    paper = Paper()
    edited = count(len(result.digests), "edited document")
    paper.heading(f"{case.title}: {edited}, {len(result.anchors):,} anchors into them.")
    for finding in result.findings:
        paper.item(str(finding))
    paper.table(
        [("anchors", "right"), ("", "left")],
        [(f"{len(found):,}", SAYS[kind]) for kind in KINDS if (found := _of(result, kind))],
    )
    for one in result.anchors:
        if one.result.kind == "found":
            _found(paper, one, result.texts[one.anchor.source])
    if result.asked:
        paper.heading("To settle by hand")
        for one in result.asked:
            _asked(paper, one, result.texts[one.anchor.source])
    paper.gap()
    if written:
        paper.say("Written: " + ", ".join(map(str, written)) + ".")
    elif result.digests and not asked_to:
        paper.say("Nothing was written; --apply writes the certain ones.")
    paper.caveat("Compare what was found with the document: the words may be the same and no longer mean the same.")
    return paper.text()


def _of(result: Reanchoring, kind: str) -> list[Reanchored]:
    return [one for one in result.anchors if one.result.kind == kind]


def _found(paper: Paper, one: Reanchored, text: str) -> None:
    place = one.result.place
    if place is not None:
        paper.item(f"{one.anchor.what}: found at {place.begin:,}–{place.end:,}, alike by {place.score:.2f}")
        paper.say(f"was “{_line(one.words)}”", 6, 2)
        paper.say(f"is “{_line(text[place.begin : place.end])}”", 6, 2)


def _asked(paper: Paper, one: Reanchored, text: str) -> None:
    paper.item(f"{one.anchor.what} ({one.anchor.file}:{one.anchor.line}): {one.result.why}")
    if one.words:
        paper.say(f"was “{_line(one.words)}”", 6, 2)
    for place in one.result.candidates[:SHOWN]:
        words = _line(text[place.begin : place.end])
        paper.say(
            f"{place.begin:,}–{place.end:,}, words {place.score:.2f}, around {place.context:.2f}: “{words}”", 6, 2
        )


def _line(text: str) -> str:
    return shorten(" ".join(text.split()), 160)


def to_json(case: Case, result: Reanchoring, written: tuple[Path, ...], threshold: float) -> dict[str, object]:
    """The documented JSON of `detente anchors`."""
    return {
        "case": case.slug,
        "digest": case.digest,
        "threshold": threshold,
        "documents": [{"source": source, "sha256": digest} for source, digest in result.digests.items()],
        "unchanged": list(result.unchanged),
        "counts": {kind: len(_of(result, kind)) for kind in KINDS},
        "anchors": [_anchor(one, result.texts[one.anchor.source]) for one in result.anchors],
        "written": [str(path) for path in written],
        "findings": [dict(vars(finding)) for finding in result.findings],
    }


def _anchor(one: Reanchored, text: str) -> dict[str, object]:
    place = one.result.place
    return {
        "what": one.anchor.what,
        "file": one.anchor.file,
        "line": one.anchor.line,
        "source": one.anchor.source,
        "kind": one.result.kind,
        "sure": one.result.kind in SURE,
        "was": {"begin": one.anchor.begin, "end": one.anchor.end, "words": one.words or None},
        "is": None if place is None else asdict(place) | {"words": text[place.begin : place.end]},
        "runner_up": one.result.runner_up,
        "candidates": [
            asdict(other) | {"words": text[other.begin : other.end]}
            for other in one.result.candidates
            if other != place
        ],
        "why": one.result.why,
    }
