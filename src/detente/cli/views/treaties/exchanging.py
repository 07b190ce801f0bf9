"""Treaties that were written or read, and what was lost on the way."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from detente.cli.paper import Paper
from detente.cli.words import count, listing

if TYPE_CHECKING:
    from detente.api.treaties.exchanging import ExportedTreaties, ImportedTreaties
    from detente.exchange.coding import Loss


def export_json(result: ExportedTreaties) -> dict[str, object]:
    """The documented JSON of `detente treaty export`."""
    return {
        "format": result.format.name,
        "path": str(result.path),
        "treaties": list(result.treaties),
        "provisions": result.provisions,
        "losses": [asdict(loss) for loss in result.losses],
    }


def import_json(result: ImportedTreaties) -> dict[str, object]:
    """The documented JSON of `detente treaty import`."""
    return {
        "format": result.format.name,
        "files": [str(path) for path in result.files],
        "treaties": list(result.treaties),
        "provisions": result.provisions,
        "losses": [asdict(loss) for loss in result.losses],
    }


def show_export(result: ExportedTreaties) -> str:
    """Where the file is, and what is not in it."""
    paper = Paper()
    paper.say(f"{result.path}, {result.format.title}: {_what(result)}")
    _losses(paper, "Not in it:", result.losses)
    if result.format.caution:
        paper.caveat(result.format.caution)
    return paper.text()


def show_import(result: ImportedTreaties) -> str:
    """What came in, where it is, and what was not understood."""
    paper = Paper()
    paper.say(f"Read as {result.format.title}: {_what(result)} Written:")
    for path in result.files:
        paper.say(str(path), 2)
    _losses(paper, "Not understood, or left out:", result.losses)
    paper.caveat("What came in was written by other rules: read it (detente treaty show) before you rely on it.")
    return paper.text()


def _what(result: ExportedTreaties | ImportedTreaties) -> str:
    return f"{listing(result.treaties)}, {count(result.provisions, 'provision')}."


def _losses(paper: Paper, heading: str, losses: tuple[Loss, ...]) -> None:
    if losses:
        paper.say(heading)
        for loss in losses:
            paper.item(str(loss))
