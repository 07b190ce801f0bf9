"""Very many statements at once: from a case's columns into the store, and back out as columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count, repeat
from json.encoder import encode_basestring
from typing import Any

import numpy as np
from sqlalchemy import Connection, func, select

from detente.case.statements import HEADER, Codes, Statements
from detente.errors import EditError
from detente.ledger.store import indexes, trail
from detente.ledger.store.chunks import chunks, insert_rows
from detente.ledger.store.folding import words_of
from detente.ledger.store.tables import CHANGES, STATEMENTS
from detente.ledger.store.trail import Batch, Heading

_CHUNK = 20_000

Progress = Callable[[str, int, int], None]
"""`progress(what, done, total)`, the one signature of everywhere (`space.patience`)."""


def quiet(what: str, done: int, total: int) -> None:
    """No progress shown."""


def load(
    connection: Connection, case: int, statements: Statements, heading: Heading, progress: Progress = quiet
) -> Batch:
    """Add all these statements, which were read from a case's files and so keep its rules, as one batch.

    Raises EditError where the store has, or had, a statement of one of their ids.
    """
    ids = statements["id"]
    if connection.execute(select(func.count()).select_from(CHANGES).where(CHANGES.c.case_key == case)).scalar_one():
        known = trail.versions(connection, case, ids.words)
        if known:
            raise EditError([f"the statement id {name} is taken" for name in known])
    first = trail.head(connection, case).change + 1
    batch = trail.append_new(connection, case, heading, _entries(statements, first, progress), len(statements))
    columns = ("case_key", "version", "born", *HEADER)
    insert_rows(connection, "statements", columns, _rows(statements, case, first, progress))
    indexes.add(connection, "statements", _words(connection, case, statements, first))
    return batch


def _words(connection: Connection, case: int, statements: Statements, first: int) -> Iterator[indexes.Words]:
    column = statements["paraphrase"]
    folded = list(map(words_of, column.words))
    keys = _keys(connection, case, first, len(statements))
    return zip(keys, repeat(""), map(folded.__getitem__, column.codes.tolist()))  # "" never ends


def _keys(connection: Connection, case: int, first: int, size: int) -> Sequence[int]:
    """The keys that rows got which were put in just now, in their order: mostly a run without a gap."""
    mine = (STATEMENTS.c.case_key == case, STATEMENTS.c.born >= first)
    low, high = connection.execute(select(func.min(STATEMENTS.c.key), func.max(STATEMENTS.c.key)).where(*mine)).one()
    if high - low + 1 == size:
        return range(low, high + 1)
    return connection.execute(select(STATEMENTS.c.key).where(*mine).order_by(STATEMENTS.c.born)).scalars().all()


def _parts(statements: Statements, words: Mapping[str, Sequence[str]]) -> Iterator[tuple[int, list[Iterable[str]]]]:
    """The columns, some rows at a time, each code replaced by the word that stands for it."""
    for start in range(0, len(statements), _CHUNK):
        size = min(_CHUNK, len(statements) - start)
        yield start, [_column(statements[name].codes[start : start + size], words[name]) for name in words]


def _column(codes: np.ndarray[Any, np.dtype[np.int32]], words: Sequence[str]) -> Iterable[str]:
    if len(words) == 1:
        return repeat(words[0], len(codes))
    return map(words.__getitem__, codes.tolist())


def _rows(statements: Statements, case: int, first: int, progress: Progress) -> Iterator[Sequence[Any]]:
    words = {name: statements[name].words for name in HEADER}
    for start, columns in _parts(statements, words):
        progress("storing statements", start, len(statements))
        yield from zip(repeat(case), repeat(1), count(first + start), *columns)  # three of them never end


def _entries(
    statements: Statements, first: int, progress: Progress
) -> Iterator[tuple[range, Sequence[str], Sequence[str]]]:
    """What the trail says of each, some at a time: all fields that are not blank, encoded once a distinct word."""
    words = {
        name: [f"{encode_basestring(name)}:{encode_basestring(word)}," if word else "" for word in found]
        for name in HEADER
        if any(found := statements[name].words)
    }
    ids = statements["id"]
    for start, columns in _parts(statements, words):
        progress("recording statements", start, len(statements))
        names = list(map(ids.words.__getitem__, ids.codes[start : start + _CHUNK].tolist()))
        told = ["{" + fields[:-1] + "}" for fields in map("".join, zip(*columns, strict=True))]
        yield range(first + start, first + start + len(names)), names, told


def columns(connection: Connection, case: int) -> tuple[dict[str, Codes], list[int]]:
    """The statements as columns, in their order, and the version of each."""
    asked = select(*(STATEMENTS.c[name] for name in HEADER), STATEMENTS.c.version).order_by(STATEMENTS.c.born)
    asked = asked.where(STATEMENTS.c.case_key == case)
    result = connection.execute(asked, execution_options={"yield_per": _CHUNK})
    coders: list[dict[str, int]] = [{} for _ in HEADER]
    parts: list[list[np.ndarray[Any, np.dtype[np.int32]]]] = [[] for _ in HEADER]
    versions: list[int] = []
    for some in chunks(result, _CHUNK):
        *texts, made = zip(*some, strict=True)
        versions.extend(made)
        for coder, part, column in zip(coders, parts, texts, strict=True):
            for word in dict.fromkeys(column):
                coder.setdefault(word, len(coder))
            part.append(np.fromiter(map(coder.__getitem__, column), np.int32, len(column)))
    encoded = {
        name: Codes(np.concatenate(part) if part else np.zeros(0, np.int32), tuple(coder))
        for name, coder, part in zip(HEADER, coders, parts, strict=True)
    }
    return encoded, versions
