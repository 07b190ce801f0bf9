"""What was written, what was read, what was lost on the way, and what has to be settled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING

from detente.cli.paper import Paper
from detente.cli.words import count

if TYPE_CHECKING:
    from detente.api.domains import Converted
    from detente.api.exchanging import Exported, Imported
    from detente.exchange.coding import Loss
    from detente.exchange.formats import Format
    from detente.exchange.meaning import Question
    from detente.space.bargaining import Bargain

SHOWN = 60


def show_formats(formats: Iterable[Format]) -> str:
    """A table of all formats."""
    paper = Paper()
    rows = [(one.name, one.of, _ways(one), one.keeps, "; ".join(one.drops) or "nothing") for one in formats]
    paper.table([("format", "left"), ("of a", "left"), ("", "left"), ("keeps", "left"), ("drops", "left")], rows)
    for one in formats:
        if one.caution:
            paper.item(f"{one.name}: {one.caution}", 0)
    return paper.text()


def _ways(one: Format) -> str:
    return " ".join(word for word, does in (("in", one.reads), ("out", one.writes)) if does)


def formats_json(formats: Iterable[Format]) -> dict[str, object]:
    """The documented JSON of `detente formats`."""
    return {
        "formats": [
            {
                "name": one.name,
                "of": one.of,
                "title": one.title,
                "suffixes": list(one.suffixes),
                "reads": one.reads,
                "writes": one.writes,
                "keeps": one.keeps,
                "drops": list(one.drops),
                "lossless": one.lossless,
                "caution": one.caution,
            }
            for one in formats
        ]
    }


def show_export(result: Exported) -> str:
    """Where the file is, and what is not in it."""
    paper = Paper()
    paper.say(f"{result.path}: {count(result.statements, 'statement')} as {result.format.title}.")
    _losses(paper, "Not in it:", result.losses)
    if result.format.caution:
        paper.caveat(result.format.caution)
    return paper.text()


def _losses(paper: Paper, heading: str, losses: tuple[Loss, ...]) -> None:
    if losses:
        paper.say(heading)
        for loss in losses[:SHOWN]:
            paper.item(str(loss))
        if len(losses) > SHOWN:
            paper.say(f"and {len(losses) - SHOWN:,} more; --json lists them", 2)


def export_json(result: Exported) -> dict[str, object]:
    """The documented JSON of `detente export`."""
    return {
        "format": result.format.name,
        "path": str(result.path),
        "statements": result.statements,
        "losses": [asdict(loss) for loss in result.losses],
    }


def _size(bargain: Bargain) -> str:
    """How large a domain is."""
    who, about = count(len(bargain.parties), "party", "parties"), count(len(bargain.matters), "issue")
    return f"{who}, {about}, {count(bargain.domain.packages, 'package')}"


def show_domain(result: Converted) -> str:
    """Which files there are, what of the domain they hold and what they do not."""
    paper = Paper()
    paper.say(f"{result.path}: {_size(result.bargain)} as {result.format.title}.")
    for note in result.bargain.notes:
        paper.say(note)
    _losses(paper, "Not in it, or changed:", result.losses)
    if result.format.caution:
        paper.caveat(result.format.caution)
    return paper.text()


def show_domain_case(result: Converted) -> str:
    """Which files of a case there are now, and what the case says that the domain did not."""
    paper = Paper()
    paper.say(f"{result.path}: a case of {_size(result.bargain)}, from {result.format.title}.")
    for note in result.bargain.notes:
        paper.say(note)
    _losses(paper, "Not as in the files, or not in them:", result.losses)
    paper.say(f"“detente solutions {result.path}” gives the answers that the files give, but for that.")
    paper.caveat("These judgements are of those who made the domain: read them before you rely on them.")
    return paper.text()


def domain_json(result: Converted) -> dict[str, object]:
    """The documented JSON of a domain that was written."""
    bargain = result.bargain
    return {
        "format": result.format.name,
        "path": str(result.path),
        "files": [str(path) for path in result.files],
        "parties": list(bargain.parties),
        "issues": [matter.name for matter in bargain.matters],
        "packages": bargain.domain.packages,
        "notes": list(bargain.notes),
        "losses": [asdict(loss) for loss in result.losses],
    }


def show_import(result: Imported) -> str:
    """What came in, what did not, and what has to be settled first."""
    paper = Paper()
    merged = result.merged
    paper.say(f"{count(result.statements, 'statement').capitalize()} read as {result.format.title}.")
    _losses(paper, "Not understood, or changed:", (*result.losses, *merged.losses))
    if merged.same:
        paper.say(f"{count(merged.same, 'statement').capitalize()} the case has already, word for word.")
    if merged.questions:
        paper.heading("Nothing was written. First settle:")
        for question in merged.questions[:SHOWN]:
            paper.item(str(question))
        if len(merged.questions) > SHOWN:
            paper.say(f"and {len(merged.questions) - SHOWN:,} more; --json lists them", 2)
        _hint(paper, merged.questions)
    elif merged.files:
        topics = f", {count(len(merged.topics), 'topic')} ({', '.join(merged.topics)})" if merged.topics else ""
        paper.say(f"{count(len(merged.added), 'statement').capitalize()}{topics} added. Written:")
        for path in merged.files:
            paper.say(str(path), 2)
    else:
        paper.say("There is nothing to add.")
    paper.caveat("What came in was coded elsewhere, by other rules: read it before you rely on it.")
    return paper.text()


def _hint(paper: Paper, questions: Iterable[Question]) -> None:
    """How to answer, where there is a way."""
    name = next((question.name for question in questions if question.name), "")
    if name:
        quoted = name.replace('"', "")
        paper.say(f'Say whose position a name\'s words are with --holder "{quoted}=PARTY", again for each name,')
        paper.say("or give the party the name: aliases and speakers in parties.yaml.")
    if any(question.kind == "source" for question in questions):
        paper.say("“detente ingest CASE PATH --sources” adds sources with the digests that anchors need.")


def import_json(result: Imported) -> dict[str, object]:
    """The documented JSON of `detente import`."""
    merged = result.merged
    return {
        "format": result.format.name,
        "statements": result.statements,
        "added": 0 if merged.questions else len(merged.added),
        "same": merged.same,
        "topics": [] if merged.questions else list(merged.topics),
        "losses": [asdict(loss) for loss in (*result.losses, *merged.losses)],
        "questions": [_question(question) for question in merged.questions],
        "files": [str(path) for path in merged.files],
    }


def _question(question: Question) -> dict[str, object]:
    return asdict(question) | {"says": str(question)}
