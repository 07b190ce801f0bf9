"""What a synchronisation did, and the conflicts that it left, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.cli.paper import Paper
from detente.cli.views.coding import nonblank, some
from detente.cli.words import count

if TYPE_CHECKING:
    from detente.ledger.store.planning import Conflict
    from detente.ledger.store.syncing import Flow, Synced


def show(found: Synced, dry: bool) -> str:
    """What went which way, and what is in conflict."""
    paper = Paper()
    would = "would take" if dry else "took"
    moved = [(f"The store {would}", found.to_store), (f"statements.csv {would}", found.to_file)]
    for who, flow in moved:
        if len(flow):
            paper.say(f"{who} {_flow(flow)}.")
    if not any(len(flow) for _, flow in moved) and not found.conflicts:
        paper.say("statements.csv and the store are in step.")
    if found.conflicts:
        paper.heading(f"{count(len(found.conflicts), 'conflict')}: changed on both sides, and left alone on both")
        for conflict in found.conflicts:
            _conflict(paper, conflict)
        paper.caveat("Let one side prevail: --take file or --take store, with --only ID for single ones.")
    return paper.text()


def _flow(flow: Flow) -> str:
    parts = [("new", flow.added), ("changed", flow.changed), ("deleted", flow.deleted)]
    return "; ".join(f"{len(ids):,} {what} ({some(ids)})" for what, ids in parts if ids)


def _conflict(paper: Paper, conflict: Conflict) -> None:
    sides = {"last agreed": conflict.base, "statements.csv": conflict.file, "the store": conflict.store}
    gone = [name for name, row in sides.items() if row is None and name != "last agreed"]
    paper.item(conflict.id + (f": deleted in {gone[0]}, changed in the other" if gone else ""))
    for field in conflict.fields:
        paper.say(field, 4)
        for name, row in sides.items():
            paper.say(f"{name}: {'(no such statement)' if row is None else row[field] or '(blank)'}", 6, 2)


def to_json(found: Synced, dry: bool) -> dict[str, object]:
    """The same for a program."""
    return {
        "dry_run": dry,
        "batch": found.batch.number if found.batch else None,
        "to_store": _flow_json(found.to_store),
        "to_file": _flow_json(found.to_file),
        "conflicts": [
            {
                "id": one.id,
                "fields": list(one.fields),
                "base": nonblank(one.base) if one.base is not None else None,
                "file": nonblank(one.file) if one.file is not None else None,
                "store": nonblank(one.store) if one.store is not None else None,
            }
            for one in found.conflicts
        ],
    }


def _flow_json(flow: Flow) -> dict[str, object]:
    return {"added": list(flow.added), "changed": list(flow.changed), "deleted": list(flow.deleted)}
