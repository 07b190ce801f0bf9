"""Taking a batch back, unless something that was done later stands on it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import Connection

from detente.case.reading import Rules
from detente.errors import EditError
from detente.ledger.store import trail
from detente.ledger.store.chunks import chunks
from detente.ledger.store.editing import record
from detente.ledger.store.rows import Values, fetch
from detente.ledger.store.rules import enforce
from detente.ledger.store.tables import CHANGES
from detente.ledger.store.trail import Batch, Change, Heading

_NAMED_AT_MOST = 5


def undo(connection: Connection, case: int, rules: Rules, number: int, heading: Heading) -> Batch:
    """Take back a batch: every row it changed becomes what it was before, in a new batch, which can be undone too.

    Raises EditError where there is no such batch, it is taken back already, later changes touch the same rows, or
    what was before would break a rule by now.
    """
    found = trail.batches(connection, case, [number])
    if not found:
        last = trail.head(connection, case).batch
        raise EditError([f"there is no batch {number}; the last one is {last}"])
    (batch,) = found
    if batch.undone_by is not None:
        raise EditError([f"batch {number} was undone by batch {batch.undone_by}; undo that one to redo it"])
    changes = list(trail.changes(connection, case, CHANGES.c.batch == number))
    names = [change.statement for change in changes]
    if reasons := _in_the_way(connection, case, batch, names):
        raise EditError(reasons)
    before = fetch(connection, case, names)
    after: dict[str, Values | None] = {}
    for change in changes:
        row = before.get(change.statement)
        after[change.statement] = trail.stepped_back(row.values if row else None, change)
    enforce(connection, case, rules, after)
    return record(connection, case, before, after, replace(heading, undoes=number))


def _in_the_way(connection: Connection, case: int, batch: Batch, names: Collection[str]) -> list[str]:
    """Later batches that touch these rows, but for those that were taken back and those that did it."""
    later: dict[int, list[Change]] = {}
    for some in chunks(names, 500):
        behind = (CHANGES.c.statement.in_(some), CHANGES.c.number >= batch.first + batch.count)
        for change in trail.changes(connection, case, *behind):
            later.setdefault(change.batch, []).append(change)
    found = {one.number: one for one in trail.batches(connection, case, later)}
    gone = {one.number for one in found.values() if one.undone_by is not None}
    gone |= {one.undone_by for one in found.values() if one.undone_by is not None}
    reasons = []
    for number in sorted(found.keys() - gone):
        one, touched = found[number], list(dict.fromkeys(change.statement for change in later[number]))
        more = f" and {len(touched) - _NAMED_AT_MOST:,} more" if len(touched) > _NAMED_AT_MOST else ""
        what = ", ".join(touched[:_NAMED_AT_MOST]) + more
        reasons.append(
            f"batch {batch.number} cannot be undone: batch {number} ({one.kind} by {one.who}, {one.at}) has changed "
            f"{what} since; undo that first"
        )
    return reasons
