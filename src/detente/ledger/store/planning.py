"""What a synchronisation has to do: each row compared in three ways, by the last state in which both sides agreed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from detente.case.statements import HEADER
from detente.ledger.store import trail
from detente.ledger.store.bulk import columns
from detente.ledger.store.comparing import Columns, compare, row_of
from detente.ledger.store.rows import Values, fetch
from detente.ledger.store.tables import CHANGES, SYNC_ROWS, SYNCS

Wanted = dict[str, Values | None]


@dataclass(frozen=True)
class Conflict:
    """A row that was changed on both sides since they agreed; None: there is none on that side."""

    id: str
    base: Values | None
    file: Values | None
    store: Values | None

    @property
    def fields(self) -> tuple[str, ...]:
        """The columns in which the two sides differ; all where one side has no row."""
        if self.file is None or self.store is None:
            one = self.file or self.store or {}
            return tuple(name for name in HEADER if one.get(name))
        return tuple(name for name in HEADER if self.file[name] != self.store[name])


@dataclass(frozen=True)
class Base:
    """How far a checkout was in step: a change's number, others for some rows, and what the file was then."""

    number: int = 0
    file_digest: str = ""
    rows: Mapping[str, int] = field(default_factory=dict)
    known: bool = False


@dataclass(frozen=True)
class Plan:
    """What flows where, by id (None: the row goes), and what is in conflict.

    `resolved` are conflicts in which a side prevailed, `in_store` and `in_file` the ids that each side has, of those
    concerned, `everything`: the store has never had a statement, so all of the file's are new to it.
    """

    base: Base
    head: trail.Head
    to_store: Wanted = field(default_factory=dict)
    to_file: Wanted = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()
    resolved: tuple[str, ...] = ()
    in_store: frozenset[str] = frozenset()
    in_file: frozenset[str] = frozenset()
    everything: bool = False


def base_of(connection: Connection, case: int, checkout: str) -> Base:
    """How far this checkout was in step."""
    mine = (SYNCS.c.case_key == case, SYNCS.c.checkout == checkout)
    found = connection.execute(select(SYNCS.c.number, SYNCS.c.file_digest).where(*mine)).first()
    asked = select(SYNC_ROWS.c.statement, SYNC_ROWS.c.number)
    rows = connection.execute(asked.where(SYNC_ROWS.c.case_key == case, SYNC_ROWS.c.checkout == checkout))
    by_id = {row.statement: row.number for row in rows}
    return Base(found.number, found.file_digest, by_id, True) if found else Base(rows=by_id)


def plan(
    connection: Connection, case: int, base: Base, file: Columns, take: str = "", ids: Collection[str] | None = None
) -> Plan:
    """Which rows flow to the store, which to the file, and which changed on both sides?

    `take`: `file` or `store`, the side that prevails in conflicts; `ids`: only in these.
    """
    head = trail.head(connection, case)
    if not head.change:  # the store has never had a statement: all there is comes from the file
        return Plan(base, head, everything=True)
    store, _ = columns(connection, case)
    found = compare(file, store)
    stood = {name: row_of(store, right) for name, right in zip(found.ids, found.right, strict=True)}
    bases = _bases(connection, case, base, stood)
    to_store: Wanted = {}
    to_file: Wanted = {}
    conflicts: list[Conflict] = []
    resolved: list[str] = []
    for name, left in zip(found.ids, found.left, strict=True):
        of_file, of_store = row_of(file, left), stood[name]
        prevails = take if ids is None or name in ids else ""
        if of_store == bases[name]:
            to_store[name] = of_file
        elif of_file == bases[name]:
            to_file[name] = of_store
        elif prevails:
            resolved.append(name)
            if prevails == "file":
                to_store[name] = of_file
            else:
                to_file[name] = of_store
        else:
            conflicts.append(Conflict(name, bases[name], of_file, of_store))
    sides = _there(stood), frozenset(name for name, left in zip(found.ids, found.left, strict=True) if left >= 0)
    return Plan(base, head, to_store, to_file, tuple(conflicts), tuple(resolved), *sides)


def plan_of_store(connection: Connection, case: int, base: Base) -> Plan:
    """The same where the file is as it was when both agreed, and no conflict is left: what the store did flows."""
    since = select(CHANGES.c.statement).where(CHANGES.c.case_key == case, CHANGES.c.number > base.number)
    names = list(dict.fromkeys(connection.execute(since.order_by(CHANGES.c.number)).scalars()))
    rows = fetch(connection, case, names)
    stood: Wanted = {name: rows[name].values if name in rows else None for name in names}
    bases = _bases(connection, case, base, stood)
    to_file = {name: row for name, row in stood.items() if row != bases[name]}
    head = trail.head(connection, case)
    return Plan(base, head, to_file=to_file, in_store=_there(stood), in_file=_there(bases))


def _there(rows: Mapping[str, Values | None]) -> frozenset[str]:
    return frozenset(name for name, row in rows.items() if row is not None)


def _bases(
    connection: Connection, case: int, base: Base, stood: Mapping[str, Values | None]
) -> dict[str, Values | None]:
    """What each of these rows was when both sides agreed: as it stands, stepped back over what was done since."""
    numbers = {name: base.rows.get(name, base.number) for name in stood}
    found: dict[str, Values | None] = dict(stood)
    never = [name for name, number in numbers.items() if not number]
    found.update(dict.fromkeys(never))
    since = [name for name, number in numbers.items() if number]
    earliest = min((numbers[name] for name in since), default=0)
    for change in reversed(trail.of_statements(connection, case, since, after=earliest)):
        if change.number > numbers[change.statement]:
            found[change.statement] = trail.stepped_back(found[change.statement], change)
    return found
