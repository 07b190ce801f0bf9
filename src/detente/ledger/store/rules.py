"""The rules of `statements.csv`, asked of the rows that a change would leave: one set of checks, whoever edits."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

import numpy as np
from sqlalchemy import Connection

from detente.case.folder import LEDGER_FILE
from detente.case.ledgercheck import read_statements
from detente.case.ledgerfile import Rows
from detente.case.names import Problems
from detente.case.reading import Rules
from detente.case.statements import HEADER, Codes
from detente.errors import EditError
from detente.ledger.store.rows import Row, Values, complete, fetch, fetch_all
from detente.ledger.store.tables import STATEMENTS

MAX_FIELD = 131_072
"""Characters of a field, as in the file."""


def enforce(connection: Connection, case: int, rules: Rules, after: Mapping[str, Values | None]) -> None:
    """Raise EditError, with every reason at once, if the ledger would break a rule with these rows changed.

    `after`: the rows that are new or other than before, None for those that go.
    """
    reasons = list(_columns(after))
    if not reasons:
        around = _around(connection, case, after)
        reasons = [*_sources(rules, after), *_said(rules, after, around)]
    if reasons:
        raise EditError(reasons)


def _columns(after: Mapping[str, Values | None]) -> Iterator[str]:
    """What could not even be written in the file."""
    for name, values in after.items():
        for column, text in (values or {}).items():
            if column not in HEADER:
                yield f"{name}: there is no column {column}; expected one of {', '.join(HEADER)}"
            elif "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
                yield f"{name}: {column} has a character that no file holds"
            elif len(text) > MAX_FIELD:
                yield f"{name}: {column} is too long; expected at most {MAX_FIELD:,} characters, got {len(text):,}"
        if values is not None and values.get("id", name) != name:
            yield f"{name}: an id is for good; delete the statement and add another"


def _sources(rules: Rules, after: Mapping[str, Values | None]) -> Iterator[str]:
    for name, values in after.items():
        source = rules.sources.get(values.get("source", "")) if values else None
        if values and values.get("begin") and source is not None and not source.sha256:
            yield f"{name}: it anchors into {source.id}, whose digest is not given; expected sha256 in sources.yaml"


def _around(connection: Connection, case: int, after: Mapping[str, Values | None]) -> dict[str, dict[str, str]]:
    """Rows that stay, as far as the changed ones refer to them or they to the changed ones."""
    asked = {other for values in after.values() if values for other in values.get("supersedes", "").split()}
    found = {row.id: complete(row.values) for row in fetch(connection, case, asked - after.keys()).values()}
    touched = _touched(connection, case, after)
    for row in fetch_all(connection, case, STATEMENTS.c.supersedes != "") if touched else ():
        if row.id not in after and after.keys() & set(row.values["supersedes"].split()):
            found[row.id] = complete(row.values)
    for values in found.values():
        values["supersedes"] = " ".join(other for other in values["supersedes"].split() if other in after)
    return found


def _touched(connection: Connection, case: int, after: Mapping[str, Values | None]) -> bool:
    """Whether a change could leave another row's `supersedes` wrong: a row goes, or gets another holder."""
    before = fetch(connection, case, list(after))
    return any(
        values is None or values.get("holder") != before[name].values["holder"]
        for name, values in after.items()
        if name in before
    )


def _said(rules: Rules, after: Mapping[str, Values | None], around: Mapping[str, Values]) -> list[str]:
    rows = [values for values in after.values() if values is not None] + list(around.values())
    if not rows:
        return []
    columns = {name: Codes.of([values.get(name, "") for values in rows]) for name in HEADER}
    problems = Problems()
    known = replace(rules.known, problems=problems)
    read_statements(Rows(columns, np.arange(1, len(rows) + 1), complete=True), known)
    changed = sum(values is not None for values in after.values())
    return [
        str(replace(finding, line=0)).removeprefix(f"{LEDGER_FILE}: ")
        for finding in problems.findings
        if finding.line <= changed or "supersedes" in finding.message or "supersede" in finding.message
        or "no statement is called so" in finding.message
    ]  # fmt: skip


def current(connection: Connection, case: int, ids: Collection[str]) -> dict[str, Row]:
    """The statements of these ids. Raises EditError that names all that are not there."""
    found = fetch(connection, case, ids)
    missing = [name for name in dict.fromkeys(ids) if name not in found]
    if missing:
        raise EditError([f"no statement is called {name}" for name in missing])
    return found
