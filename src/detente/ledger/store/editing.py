"""Changing statements: checked by the rules, refused where somebody else was faster, recorded, all in one go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from detente.case.reading import Rules
from detente.case.statements import HEADER
from detente.errors import EditError
from detente.ledger.store import trail
from detente.ledger.store.rows import Row, Values, complete, fetch, put
from detente.ledger.store.rules import enforce
from detente.ledger.store.trail import Batch, Change, Heading

_AHEAD = 20
"""Numbers of ids that are asked for at once."""


@dataclass(frozen=True)
class Edit:
    """What is wanted of one statement: `fields` set, or, where None, the statement gone.

    `version`: the one that it was made on. None: whatever stands. `new`: there must be no such statement yet.
    `first_free`: of a new one: `id` is a name and a number, and where a statement is or was called so, the next number
    is taken until none was.
    """

    id: str
    fields: Values | None
    version: int | None = None
    new: bool = False
    first_free: bool = False


def change(connection: Connection, case: int, rules: Rules, edits: Iterable[Edit], heading: Heading) -> Batch | None:
    """Make these changes, as one batch; None, and nothing is recorded, where they change nothing.

    Raises EditError, with every reason at once, for what breaks a rule, was made on a version that is no longer the
    last, or concerns statements that are not there, or are there already; nothing is changed then.
    """
    wanted = {edit.id: edit for edit in (_named(connection, case, edit) for edit in edits)}
    before = fetch(connection, case, list(wanted))
    reasons = [f"the statement id {edit.id} is taken" for edit in wanted.values() if edit.new and edit.id in before]
    reasons += _missing(connection, case, [edit.id for edit in wanted.values() if not edit.new], before)
    reasons += _stale(connection, case, wanted, before)
    if reasons:
        raise EditError(reasons)
    after: dict[str, Values | None] = {}
    for name, edit in wanted.items():
        old = before[name].values if name in before else None
        new = None if edit.fields is None else complete({"id": name}) | dict(old or {}) | dict(edit.fields)
        if new != old:
            after[name] = new
    if not after:
        return None
    enforce(connection, case, rules, after)
    return record(connection, case, before, after, heading)


def _named(connection: Connection, case: int, edit: Edit) -> Edit:
    """The edit under an id that nobody has, or had, if it asks for one; whoever writes holds the lock meanwhile."""
    if not edit.first_free or edit.fields is None:
        return edit
    stem = edit.id.rstrip("0123456789")
    number = int(edit.id.removeprefix(stem) or 1)
    while True:
        names = [f"{stem}{number + ahead}" for ahead in range(_AHEAD)]
        taken = trail.versions(connection, case, names)
        free = next((name for name in names if name not in taken), "")
        if free:
            return replace(edit, id=free, fields={**edit.fields, "id": free})
        number += _AHEAD


def _missing(connection: Connection, case: int, ids: Iterable[str], before: Mapping[str, Row]) -> list[str]:
    missing = [name for name in ids if name not in before]
    last = {change.statement: change for change in trail.of_statements(connection, case, missing)}
    by = {one.number: one for one in trail.batches(connection, case, {change.batch for change in last.values()})}
    return [
        f"{name} was deleted by {by[last[name].batch].who} at {by[last[name].batch].at}"
        if name in last
        else f"no statement is called {name}"
        for name in missing
    ]


def record(
    connection: Connection,
    case: int,
    before: Mapping[str, Row],
    after: Mapping[str, Values | None],
    heading: Heading,
) -> Batch:
    """Put rows that were checked in the place of those before, and the change of each in the trail."""
    first = trail.head(connection, case).change + 1
    known = trail.versions(connection, case, list(after))
    entries: list[trail.Entry] = []
    rows: list[tuple[str, Row | None]] = []
    for number, (name, values) in enumerate(after.items(), first):
        version, born = known.get(name, (0, number))
        old = before[name].values if name in before else None
        entries.append((number, name, version + 1, *trail.differing(old, values)))
        rows.append((name, None if values is None else Row(values, version + 1, born)))
    batch = trail.append(connection, case, heading, entries, len(entries))
    put(connection, case, before, rows)
    return batch


# ------------------------------------------------------------------------------------------------------- lost updates


def _stale(connection: Connection, case: int, wanted: Mapping[str, Edit], before: Mapping[str, Row]) -> list[str]:
    """What changed meanwhile under edits that were made on an older version."""
    late = {
        name: edit.version
        for name, edit in wanted.items()
        if edit.version is not None and name in before and before[name].version != edit.version
    }
    if not late:
        return []
    done = trail.of_statements(connection, case, list(late))
    by = {batch.number: batch for batch in trail.batches(connection, case, {change.batch for change in done})}
    reasons = []
    for name, version in late.items():
        since = [change for change in done if change.statement == name and change.version > version]
        told = "; ".join(f"{by[one.batch].who} at {by[one.batch].at}: {said(one)}" for one in since)
        meanwhile = f"since then: {told}" if told else "which it never had"
        reasons.append(
            f"{name} is at version {before[name].version}, and the change was made on version {version}; {meanwhile}"
        )
    return reasons


def said(change: Change) -> str:
    """A change in a few words."""
    if change.before is None:
        return "added"
    if change.after is None:
        return "deleted"
    parts = [
        f"{name} {change.before[name] or '(blank)'} → {change.after[name] or '(blank)'}"
        for name in HEADER
        if name in change.after
    ]
    return ", ".join(parts)
