"""What a search found, with the words around."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.cli.paper import Paper
from detente.cli.words import count

if TYPE_CHECKING:
    from detente.ledger.store.searching import Finds, Found


def show(finds: Finds) -> str:
    """The finds, best first, with the matches in brackets."""
    paper = Paper()
    counts = (count(finds.documents, "document"), count(finds.statements, "statement"))
    paper.heading(f"{finds.query}: {counts[0]}, {counts[1]}")
    for found in finds.found:
        paper.item(f"{_name(found)}: {_marked(found)}")
    shown = len(finds.found)
    if finds.documents + finds.statements > shown:
        paper.say(f"{finds.documents + finds.statements - shown:,} more: --limit")
    return paper.text()


def _name(found: Found) -> str:
    if found.document is not None:
        document = found.document
        return ", ".join(filter(None, (document.title or document.name, document.outlet, document.date)))
    assert found.row is not None
    values = found.row.values
    status = f" ({values['status']})" if values["status"] not in ("", "accepted") else ""
    return f"{values['id']}{status}, {values['holder']} {values['date']}".rstrip()


def _marked(found: Found) -> str:
    parts, at = [], 0
    for begin, end in found.matches:
        if found.begin <= begin and end <= found.end:
            parts += [
                found.snippet[at : begin - found.begin],
                "[",
                found.snippet[begin - found.begin : end - found.begin],
                "]",
            ]
            at = end - found.begin
    return " ".join("".join([*parts, found.snippet[at:]]).split())


def to_json(finds: Finds) -> dict[str, object]:
    """The same for a program."""
    return {
        "query": finds.query,
        "documents": finds.documents,
        "statements": finds.statements,
        "found": [_found_json(found) for found in finds.found],
    }


def _found_json(found: Found) -> dict[str, object]:
    values = found.row.values if found.row else {}
    document = found.document
    return {
        "kind": found.kind,
        "id": values.get("id"),
        "holder": values.get("holder"),
        "status": (values["status"] or "accepted") if values else None,
        "digest": document.digest if document else None,
        "name": document.name if document else None,
        "title": document.title if document else None,
        "outlet": document.outlet if document else None,
        "date": document.date if document else values.get("date"),
        "snippet": found.snippet,
        "begin": found.begin,
        "end": found.end,
        "matches": [list(span) for span in found.matches],
    }
