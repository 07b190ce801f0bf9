"""What was taken in, and what there is."""

from __future__ import annotations

from detente.api.taking import Documents, Ingested, Listed
from detente.cli.paper import Paper
from detente.cli.words import count, listing, shorten
from detente.ledger.documents.ingest import ADDED, FAILED, LEFT_OUT, THERE, Outcome
from detente.ledger.documents.kinds import KINDS

MOST_SHOWN = 40
HOW = {
    "same": "the text of",
    "near": "nearly the text of",
    "within": "part of",
    "holds": "all of, and more than,",
}
_CAVEAT = (
    "Dates, titles and authors are what the documents state, and blank where they state none. What is cut stays in "
    "the text and can be quoted. Copies are known by their words: two reports of one event in different words count "
    "as two sources."
)


def ingested(found: Ingested) -> str:
    """How many are new, what deserves a look, and which files are not in and why."""
    report = found.report
    paper = Paper()
    numbers = [
        (ADDED, "taken in"),
        (THERE, "already there"),
        (FAILED, "not taken in"),
        (LEFT_OUT, "left out"),
    ]
    said = [f"{len(report.of(status)):,} {words}" for status, words in numbers if report.of(status)]
    paper.heading(f"{found.case}: {listing(said) or 'no document found'}.")
    for title, status in (("Not taken in", FAILED), ("Left out", LEFT_OUT)):
        _outcomes(paper, title, [(one, one.why) for one in report.of(status)])
    _outcomes(paper, "Worth a look", [(one, note) for one in report.of(ADDED) for note in one.notes])
    if found.sources:
        paper.gap()
        names = ", ".join(name for name, _ in found.sources[:10])
        more = f" and {len(found.sources) - 10:,} more" if len(found.sources) > 10 else ""
        added = "1 entry was" if len(found.sources) == 1 else f"{len(found.sources):,} entries were"
        paper.say(f"{added} added to sources.yaml: {names}{more}.")
    paper.gap()
    paper.say(_sources(found.documents, found.independent))
    if not report.complete:
        paper.say("It was stopped before the end; run it again for the rest.")
    paper.caveat(_CAVEAT)
    return paper.text()


def _outcomes(paper: Paper, title: str, outcomes: list[tuple[Outcome, str]]) -> None:
    if not outcomes:
        return
    paper.heading(title)
    for outcome, words in outcomes[:MOST_SHOWN]:
        paper.say(f"{outcome.name}: {words}", 2, 4)
    if len(outcomes) > MOST_SHOWN:
        paper.say(f"and {len(outcomes) - MOST_SHOWN:,} more; --json lists them all", 2, 4)


def _sources(documents: int, independent: int) -> str:
    if not documents:
        return "The store has no documents."
    held = f"The store has {count(documents, 'document')}"
    if documents == independent:
        return f"{held}, none of them a copy of another."
    return f"{held}: {count(independent, 'independent source')}, the rest are copies."


def documents(found: Documents) -> str:
    """A line a document, in the order in which they were taken in."""
    paper = Paper()
    paper.heading(f"{found.case}. {_sources(len(found.documents), found.independent)}")
    by_digest = {one.document.digest: one for one in reversed(found.documents)}
    rows = [_row(one, by_digest) for one in found.documents]
    columns = ("document", "date", "outlet", "lang", "length", "cut", "repeats")
    paper.table([(name, "right" if name in {"length", "cut"} else "left") for name in columns], rows)
    paper.caveat(_CAVEAT)
    return paper.text()


def _row(one: Listed, by_digest: dict[str, Listed]) -> tuple[str, ...]:
    document = one.document
    cut = sum(cut.end - cut.begin for cut in document.cuts)
    share = f"{cut / one.size:.0%}" if cut and one.size else ""
    return (
        shorten(document.title or document.name, 40),
        document.date,
        shorten(document.outlet, 20),
        document.language,
        f"{one.size:,}",
        share,
        _repeats(one, by_digest),
    )


def _repeats(one: Listed, by_digest: dict[str, Listed]) -> str:
    document = one.document
    if not document.copy_of:
        return ""
    other = by_digest.get(document.copy_of)
    name = shorten(other.document.title or other.document.name, 30) if other else document.copy_of[:12]
    return f"{HOW.get(document.copy_how, document.copy_how)} {name} ({document.similarity:.0%})"


def ingested_json(found: Ingested) -> dict[str, object]:
    """The documented JSON of `detente ingest`."""
    report = found.report
    return {
        "case": found.case,
        "complete": report.complete,
        "added": len(report.of(ADDED)),
        "there": len(report.of(THERE)),
        "failed": len(report.of(FAILED)),
        "left_out": len(report.of(LEFT_OUT)),
        "files": [
            {
                "name": one.name,
                "status": one.status,
                "why": one.why or None,
                "original": one.original or None,
                "digest": one.digest or None,
                "notes": list(one.notes),
            }
            for one in report.outcomes
        ],
        "sources": [{"id": name, "sha256": digest} for name, digest in found.sources],
        "documents": found.documents,
        "independent": found.independent,
    }


def documents_json(found: Documents) -> dict[str, object]:
    """The documented JSON of `detente documents`."""
    return {
        "case": found.case,
        "independent": found.independent,
        "documents": [_document_json(one) for one in found.documents],
    }


def _document_json(one: Listed) -> dict[str, object]:
    document = one.document
    optional = ("title", "author", "outlet", "date", "date_basis", "language", "charset", "url")
    return {
        "digest": document.digest,
        "original": document.original,
        "name": document.name,
        "kind": document.kind,
        "kind_name": KINDS.get(document.kind, document.kind),
        **{key: getattr(document, key) or None for key in optional},
        "length": one.size,
        "cuts": [{"begin": cut.begin, "end": cut.end, "reason": cut.reason} for cut in document.cuts],
        "copy_of": document.copy_of or None,
        "copy_how": document.copy_how or None,
        "similarity": document.similarity if document.copy_of else None,
        "head": one.head or None,
        "notes": list(document.notes),
    }
