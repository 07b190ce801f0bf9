"""What was coded, what was done to it, and by whom, as text and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from detente.cli.paper import Justify, Paper
from detente.cli.words import count, few

if TYPE_CHECKING:
    from detente.api.coding import Done, Shown
    from detente.ledger.store.renaming import Renaming, Touched
    from detente.ledger.store.rows import Row
    from detente.ledger.store.store import Facts
    from detente.ledger.store.syncing import Step
    from detente.ledger.store.trail import Batch, Change
    from detente.ledger.store.verifying import Verified

_MOST = 50
NOT_IN_FILE = "statements.csv does not have this yet: `detente sync CASE` brings both in step."


def nonblank(values: Mapping[str, str]) -> dict[str, str]:
    """The fields that say something."""
    return {name: text for name, text in values.items() if text}


# ------------------------------------------------------------------------------------------------------------- a change


def done(done: Done, step: Step) -> str:
    """What a change did, field by field."""
    paper = Paper()
    if done.batch is None:
        paper.say("Nothing had to be changed.")
        return paper.text()
    paper.say(f"{_heading(done.batch)}:")
    for change in done.changes[:_MOST]:
        _change(paper, change)
    if len(done.changes) > _MOST:
        paper.say(f"and {len(done.changes) - _MOST:,} more; detente code history CASE --batch {done.batch.number}", 2)
    if not step.kept:
        paper.caveat(NOT_IN_FILE)
    return paper.text()


def _heading(batch: Batch) -> str:
    undoes = f", takes back batch {batch.undoes}" if batch.undoes else ""
    undone = f" (undone by batch {batch.undone_by})" if batch.undone_by else ""
    note = f" “{batch.note}”" if batch.note else ""
    size = count(batch.count, "change")
    return f"Batch {batch.number}, {batch.kind} by {batch.who} at {batch.at}{undoes}{note}: {size}{undone}"


def _change(paper: Paper, change: Change) -> None:
    if change.before is None:
        fields = "; ".join(f"{name} {text}" for name, text in (change.after or {}).items() if name != "id")
        paper.item(f"{change.statement} added (version {change.version}): {fields}")
    elif change.after is None:
        paper.item(f"{change.statement} deleted (version {change.version}): {change.before.get('paraphrase', '')}")
    else:
        after = change.after
        fields = "; ".join(
            f"{name} {old or '(blank)'} → {after[name] or '(blank)'}" for name, old in change.before.items()
        )
        paper.item(f"{change.statement} changed (version {change.version}): {fields}")


def done_json(done: Done, step: Step) -> dict[str, object]:
    """The same for a program."""
    batch = _batch_json(done.batch) if done.batch else None
    return {"batch": batch, "changes": [_change_json(one) for one in done.changes], "in_step": step.kept}


def _batch_json(batch: Batch) -> dict[str, object]:
    return {
        "number": batch.number,
        "kind": batch.kind,
        "who": batch.who,
        "at": batch.at,
        "note": batch.note,
        "undoes": batch.undoes,
        "undone_by": batch.undone_by,
        "count": batch.count,
        "digest": batch.digest,
    }


def _change_json(change: Change) -> dict[str, object]:
    return {
        "statement": change.statement,
        "version": change.version,
        "before": change.before,
        "after": change.after,
    }


# ----------------------------------------------------------------------------------------------------------- statements


def shown(found: Shown) -> str:
    """A statement, a line a field."""
    paper = Paper()
    paper.heading(f"{found.row.id}, version {found.row.version}")
    for name, text in nonblank(found.row.values).items():
        if name != "id":
            paper.say(f"{name}: {text}", 2, 2)
    if found.quotation:
        paper.say(f"words: “{found.quotation}”", 2, 2)
    elif found.row.values["begin"]:
        paper.say("words: not at hand, or no longer those that were coded", 2, 2)
    return paper.text()


def shown_json(found: Shown) -> dict[str, object]:
    """The same for a program."""
    return {**_row_json(found.row), "quotation": found.quotation or None}


def _row_json(row: Row) -> dict[str, object]:
    return {"id": row.id, "version": row.version, "fields": nonblank(row.values)}


def listed(total: int, rows: Sequence[Row], step: Step) -> str:
    """A table of statements."""
    paper = Paper()
    paper.heading(f"{count(total, 'statement')} in the store")
    names = ("id", "date", "holder", "act", "about", "status", "version")
    columns: list[tuple[str, Justify]] = [(name, "right" if name == "version" else "left") for name in names]
    paper.table(columns, [_cells(row) for row in rows])
    if total > len(rows):
        paper.say(f"{total - len(rows):,} more: --limit, --where")
    if step.file:
        paper.caveat("statements.csv has changed since the last `detente sync CASE`.")
    elif step.store:
        paper.caveat("statements.csv does not have the last changes: `detente sync CASE`.")
    return paper.text()


def _cells(row: Row) -> list[str]:
    values = row.values
    told = [values[name] for name in ("id", "date", "holder", "act")]
    return [*told, _matter(values), values["status"] or "accepted", str(row.version)]


def _matter(values: Mapping[str, str]) -> str:
    return values["condition"] or " = ".join(filter(None, (values["issue"], values["option"])))


def listed_json(total: int, rows: Sequence[Row]) -> dict[str, object]:
    """The same for a program."""
    return {"total": total, "statements": [_row_json(row) for row in rows]}


# -------------------------------------------------------------------------------------------------------------- history


def history(found: Sequence[tuple[Batch, Sequence[Change]]]) -> str:
    """What was done, the newest first."""
    paper = Paper()
    if not found:
        paper.say("Nothing was done yet.")
    for batch, changes in found:
        paper.say(_heading(batch), 0, 2)
        for change in changes[:_MOST]:
            _change(paper, change)
        if len(changes) > _MOST:
            paper.say(f"and {len(changes) - _MOST:,} more: --json has them all", 2)
    return paper.text()


def history_json(found: Sequence[tuple[Batch, Sequence[Change]]]) -> dict[str, object]:
    """The same for a program."""
    return {
        "batches": [
            {**_batch_json(batch), "changes": [_change_json(one) for one in changes]} for batch, changes in found
        ]
    }


# ------------------------------------------------------------------------------------------------------------- renaming


def preview(renaming: Renaming, found: Sequence[tuple[Touched, str]]) -> str:
    """What a renaming would touch: how often, where, and the words."""
    paper = Paper()
    paper.heading(f"{renaming.kind} {renaming.old} → {renaming.new}: {count(len(found), 'statement')}")
    columns = [name for one, _ in found for name in one.after]
    if columns:
        paper.say("; ".join(f"{name} {columns.count(name):,}" for name in dict.fromkeys(columns)))
    for one, words in found[:_MOST]:
        fields = "; ".join(f"{name} {one.row.values[name]} → {text}" for name, text in one.after.items())
        paper.item(f"{one.row.id}: {fields}. “{words}”")
    if len(found) > _MOST:
        paper.say(f"and {len(found) - _MOST:,} more: --json has them all", 2)
    paper.caveat("Nothing was changed; --yes does it." if found else "Nothing is called so.")
    return paper.text()


def preview_json(found: Sequence[tuple[Touched, str]]) -> dict[str, object]:
    """The same for a program."""
    columns = [name for one, _ in found for name in one.after]
    return {
        "counts": {name: columns.count(name) for name in dict.fromkeys(columns)},
        "touched": [
            {
                "statement": one.row.id,
                "version": one.row.version,
                "before": {name: one.row.values[name] for name in one.after},
                "after": dict(one.after),
                "words": words,
            }
            for one, words in found
        ],
    }


# ------------------------------------------------------------------------------------------------- the trail, the store


def verified(found: Verified) -> str:
    """Whether the trail is whole."""
    paper = Paper()
    size = f"{count(found.changes, 'change')} in {count(found.batches, 'batch', 'batches')}"
    size += f", {count(found.statements, 'statement')}"
    if found.findings:
        paper.heading(f"The trail is not whole ({size}):")
        for finding in found.findings:
            paper.item(finding)
        if found.more:
            paper.say(f"and {found.more:,} more", 2)
    else:
        paper.heading(f"The trail is whole, and the statements stand as it says: {size}.")
    paper.say(f"Digest of the last batch: {found.digest}")
    paper.caveat(
        "Written down elsewhere, this digest shows later (--expect) that nothing before it was remade or cut off."
    )
    return paper.text()


def verified_json(found: Verified) -> dict[str, object]:
    """The same for a program."""
    return {
        "whole": not found.findings,
        "batches": found.batches,
        "changes": found.changes,
        "statements": found.statements,
        "digest": found.digest,
        "findings": list(found.findings),
        "more": found.more,
    }


def facts(facts: Facts, step: Step) -> str:
    """Where the store is, and how much is in it."""
    paper = Paper()
    paper.heading(f"{facts.case}: {facts.place} ({facts.engine}, schema {facts.schema})")
    paper.say(f"{count(facts.documents, 'document')}, {count(facts.statements, 'statement')}, "
              f"{count(facts.changes, 'change')} in {count(facts.batches, 'batch', 'batches')}.")  # fmt: skip
    sides = [name for name, moved in (("statements.csv", step.file), ("the store", step.store)) if moved]
    paper.say(f"Changed since the last sync: {' and '.join(sides)}." if sides else "It and statements.csv are in step.")
    return paper.text()


def facts_json(facts: Facts, step: Step) -> dict[str, object]:
    """The same for a program."""
    return {
        "case": facts.case,
        "place": facts.place,
        "engine": facts.engine,
        "schema": facts.schema,
        "documents": facts.documents,
        "statements": facts.statements,
        "batches": facts.batches,
        "changes": facts.changes,
        "digest": facts.digest,
        "file_changed": step.file,
        "store_changed": step.store,
    }


def some(ids: Sequence[str]) -> str:
    """Some ids, and how many more there are."""
    return few(list(ids), 6)
