"""The trail of a case: every change of every statement, in batches, each chained to the one before by its digest.

Replaying the changes from nothing gives the statements as they stand, and no batch can be changed, left out or put
elsewhere without the digests after it going wrong. What a chain cannot show is that its end was cut off; write down
the digest of the last batch elsewhere to notice that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

from sqlalchemy import Connection, func, insert, select

from detente.ledger.store.chunks import chunks, insert_rows
from detente.ledger.store.rows import complete
from detente.ledger.store.tables import BATCHES, CHANGES

_NAMED = 500
_LINE = "{}\t{}\t{}\t{}\t{}\n"  # a change as the digest has it: JSON has no bare tab or line end inside
START = hashlib.sha256(b"detente").hexdigest()
"""The digest that the first batch is chained to."""


@dataclass(frozen=True)
class Heading:
    """What is done in one go: its kind, by whom, when (UTC, ISO 8601), why, and which batch it takes back."""

    kind: str
    who: str
    at: str
    note: str = ""
    undoes: int | None = None


@dataclass(frozen=True)
class Change:
    """One change of one statement. `before`, `after`: the fields that changed; None where there is no statement."""

    number: int
    batch: int
    statement: str
    version: int
    before: Mapping[str, str] | None
    after: Mapping[str, str] | None


@dataclass(frozen=True)
class Batch:
    """A batch as it stands in the trail. `undone_by`: the batch that took it back and was not itself taken back."""

    number: int
    kind: str
    who: str
    at: str
    note: str
    undoes: int | None
    first: int
    count: int
    digest: str
    undone_by: int | None = None


@dataclass(frozen=True)
class Head:
    """Where the trail ends: the last batch and change, and the digest of all."""

    batch: int = 0
    change: int = 0
    digest: str = START


def head(connection: Connection, case: int) -> Head:
    """Where the trail ends."""
    last = BATCHES.c
    asked = select(last.number, last.first + last.count - 1, last.digest).where(last.case_key == case)
    found = connection.execute(asked.order_by(last.number.desc()).limit(1)).first()
    return Head(*found) if found else Head()


def written(fields: Mapping[str, str] | None) -> str:
    """Fields as the trail keeps them."""
    return "" if fields is None else json.dumps(dict(fields), ensure_ascii=False, separators=(",", ":"))


def differing(old: Mapping[str, str] | None, new: Mapping[str, str] | None) -> tuple[str, str]:
    """What the trail says of a change from one row to another; of a whole row, the fields that are not blank."""
    if old is None or new is None:
        blank = {name: text for name, text in (new or old or {}).items() if text}
        return (written(blank if old else None), written(blank if new else None))
    changed = [name for name, text in new.items() if text != old[name]]
    return written({name: old[name] for name in changed}), written({name: new[name] for name in changed})


Entry = tuple[int, str, int, str, str]
"""(number, statement, version, before, after), as it is kept."""

Part = tuple[Sequence[int], Sequence[str], Sequence[str]]
"""The numbers of changes that each made a statement, the statements, and their fields as they are kept."""

Hashing = Callable[[int, Any], Iterator[Sequence[Any]]]
"""The rows of a batch of that number, which go into the digest as they are taken."""


def append(connection: Connection, case: int, heading: Heading, entries: Iterable[Entry], count: int) -> Batch:
    """Add a batch at the end of the trail; `entries` are numbered on from its head, `count` of them."""
    return _append(connection, case, heading, lambda number, digest: _hashed(case, number, entries, digest), count)


def append_new(connection: Connection, case: int, heading: Heading, parts: Iterable[Part], count: int) -> Batch:
    """The same for very many statements that are all new: their numbers, ids and fields, some at a time."""
    return _append(connection, case, heading, lambda number, digest: _hashed_new(case, number, parts, digest), count)


def _append(connection: Connection, case: int, heading: Heading, rows: Hashing, count: int) -> Batch:
    last = head(connection, case)
    number, first = last.batch + 1, last.change + 1
    values = {"case_key": case, "number": number, "first": first, "count": count, "digest": ""}
    values |= {"kind": heading.kind, "who": heading.who, "at": heading.at, "note": heading.note}
    connection.execute(insert(BATCHES).values(**values, undoes=heading.undoes))
    digest = chained(last.digest, number, heading, first, count)
    columns = ("case_key", "number", "batch", "statement", "version", "before", "after")
    insert_rows(connection, "changes", columns, rows(number, digest))
    sealed = digest.hexdigest()
    mine = (BATCHES.c.case_key == case, BATCHES.c.number == number)
    connection.execute(BATCHES.update().where(*mine).values(digest=sealed))
    return Batch(number, heading.kind, heading.who, heading.at, heading.note, heading.undoes, first, count, sealed)


def chained(before: str, number: int, heading: Heading, first: int, count: int) -> hashlib._Hash:
    """The digest of a batch as far as its heading, chained to the one before; its changes are added line by line."""
    told = [number, heading.kind, heading.who, heading.at, heading.note, heading.undoes, first, count]
    header = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{header}\n".encode())


def _hashed(case: int, batch: int, entries: Iterable[Entry], digest: hashlib._Hash) -> Iterator[Sequence[Any]]:
    for entry in entries:
        digest.update(line(entry))
        yield (case, entry[0], batch, *entry[1:])


def _hashed_new(case: int, batch: int, parts: Iterable[Part], digest: hashlib._Hash) -> Iterator[Sequence[Any]]:
    for numbers, statements, after in parts:
        digest.update("".join(map(_LINE.format, numbers, statements, repeat(1), repeat(""), after)).encode())
        yield from zip(repeat(case), numbers, repeat(batch), statements, repeat(1), repeat(""), after)


def line(entry: Entry) -> bytes:
    """A change as its batch's digest has it."""
    return _LINE.format(*entry).encode()


# ----------------------------------------------------------------------------------------------------------- reading it


def batches(connection: Connection, case: int, numbers: Collection[int] | None = None) -> list[Batch]:
    """The batches of the trail, or those of these numbers, in order."""
    columns = [column for column in BATCHES.c if column.name != "case_key"]
    asked = select(*columns).where(BATCHES.c.case_key == case).order_by(BATCHES.c.number)
    taken_back = undone(connection, case)
    parts = (
        [asked] if numbers is None else [asked.where(BATCHES.c.number.in_(some)) for some in chunks(numbers, _NAMED)]
    )
    found = [row for part in parts for row in connection.execute(part).mappings()]
    return [
        Batch(**row, undone_by=taken_back.get(row["number"])) for row in sorted(found, key=lambda row: row["number"])
    ]


def undone(connection: Connection, case: int) -> dict[int, int]:
    """The batches that are taken back, each with the one that did it: not those whose undoing was itself undone."""
    columns = BATCHES.c
    asked = select(columns.number, columns.undoes).where(columns.case_key == case, columns.undoes.is_not(None))
    found: dict[int, int] = {}
    dropped: set[int] = set()
    for number, undoes in connection.execute(asked.order_by(columns.number.desc())):
        if number not in dropped:
            found[undoes] = number
            dropped.add(undoes)
    return found


def changes(connection: Connection, case: int, *conditions: Any) -> Iterator[Change]:
    """The changes that meet these conditions, in order."""
    asked = select(CHANGES).where(CHANGES.c.case_key == case, *conditions).order_by(CHANGES.c.number)
    with connection.execute(asked, execution_options={"yield_per": 10_000}) as result:
        for row in result:
            yield Change(row.number, row.batch, row.statement, row.version, _read(row.before), _read(row.after))


def read(entry: Entry, batch: int) -> Change:
    """A change as it is kept. Raises ValueError for what is none."""
    number, statement, version, before, after = entry
    return Change(number, batch, statement, version, _read(before), _read(after))


def _read(text: str) -> Mapping[str, str] | None:
    found: dict[str, str] | None = json.loads(text) if text else None
    return found


def of_statements(connection: Connection, case: int, ids: Collection[str], after: int = 0) -> list[Change]:
    """The changes of these statements behind the change of that number, in order."""
    found: list[Change] = []
    for some in chunks(ids, _NAMED):
        found += changes(connection, case, CHANGES.c.statement.in_(some), CHANGES.c.number > after)
    return sorted(found, key=lambda change: change.number)


def versions(connection: Connection, case: int, ids: Collection[str]) -> dict[str, tuple[int, int]]:
    """Of each of these ids that was ever a statement: its last version, and the change that first made it."""
    found: dict[str, tuple[int, int]] = {}
    for some in chunks(ids, _NAMED):
        asked = select(CHANGES.c.statement, func.max(CHANGES.c.version), func.min(CHANGES.c.number))
        mine = asked.where(CHANGES.c.case_key == case, CHANGES.c.statement.in_(some)).group_by(CHANGES.c.statement)
        found.update((name, (version, first)) for name, version, first in connection.execute(mine))
    return found


def stepped_back(row: Mapping[str, str] | None, change: Change) -> Mapping[str, str] | None:
    """What a row was before a change."""
    if change.before is None:
        return None
    return complete(change.before) if row is None else {**row, **change.before}


def stepped_on(row: Mapping[str, str] | None, change: Change) -> Mapping[str, str] | None:
    """What a row became by a change."""
    if change.after is None:
        return None
    return complete(change.after) if row is None else {**row, **change.after}
