"""The documents of a case in the store: each once, its text and what is known of it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, bindparam, func, insert, literal, select, update

from detente.errors import StoreError
from detente.ledger.documents.model import Cut, Document
from detente.ledger.documents.sink import Key, Link, Mark
from detente.ledger.store import indexes
from detente.ledger.store.tables import CUTS, DOCUMENT_FIELDS, DOCUMENTS

_FETCHED = 500


@dataclass(frozen=True)
class Stored:
    """A document without its text, as a list shows it; `size` counts its code points."""

    document: Document
    size: int
    added_by: str
    added_at: str


def add_document(
    connection: Connection, case: int, document: Document, fingerprints: bytes, who: str, when: str
) -> int | None:
    """Keep a document and return its key; None, and nothing is changed, if the case has it already.

    Raises StoreError where it could not be given back as it is.
    """
    if _where(connection, case, (document.original, document.digest)) is not None:
        return None
    _check(document)
    values: dict[str, Any] = {name: getattr(document, name) for name in DOCUMENT_FIELDS}
    values |= {"similarity": document.similarity, "notes": json.dumps(document.notes, ensure_ascii=False)}
    values |= {"fingerprints": fingerprints, "looked": False}
    values |= {"case_key": case, "added_by": who, "added_at": when}
    made = connection.execute(insert(DOCUMENTS).values(values).returning(DOCUMENTS.c.key)).scalar_one()
    if document.cuts:
        connection.execute(
            insert(CUTS),
            [
                {"document_key": made, "number": number, "begin": cut.begin, "end": cut.end, "reason": cut.reason}
                for number, cut in enumerate(document.cuts)
            ],
        )
    indexes.add(connection, "documents", [indexes.document_words(made, document)])
    return int(made)


def _where(connection: Connection, case: int, key: Key) -> int | None:
    columns = DOCUMENTS.c
    same = (columns.case_key == case, columns.original == key[0], columns.digest == key[1])
    return connection.execute(select(columns.key).where(*same)).scalar()


def _check(document: Document) -> None:
    for name in (*DOCUMENT_FIELDS, "notes"):
        value = getattr(document, name)
        text = value if isinstance(value, str) else "".join(value)
        if "\0" in text:
            raise StoreError(f"{document.name}: its {name} has a NUL character, which a store cannot hold")
        try:
            text.encode()
        except UnicodeEncodeError:
            raise StoreError(f"{document.name}: its {name} has half a character (a lone surrogate)") from None
    if any(not 0 <= cut.begin <= cut.end <= len(document.text) for cut in document.cuts):
        raise StoreError(f"{document.name}: a cut lies outside of its text")


def known(connection: Connection, case: int, wanted: Collection[str]) -> dict[str, frozenset[str]]:
    """Those of these originals that are in, with the charsets that they were read in."""
    found: dict[str, set[str]] = {}
    listed = list(wanted)
    for start in range(0, len(listed), _FETCHED):
        some = DOCUMENTS.c.original.in_(listed[start : start + _FETCHED])
        asked = select(DOCUMENTS.c.original, DOCUMENTS.c.charset).where(DOCUMENTS.c.case_key == case, some)
        for original, charset in connection.execute(asked):
            found.setdefault(original, set()).add(charset)
    return {original: frozenset(charsets) for original, charsets in found.items()}


def marks(connection: Connection, case: int) -> Iterator[Mark]:
    """What finding copies needs, a document each, in the order in which they came."""
    columns = DOCUMENTS.c
    asked = select(columns.original, columns.digest, columns.date, columns.fingerprints, columns.looked)
    for row in connection.execute(asked.where(columns.case_key == case).order_by(columns.key)):
        yield Mark((row.original, row.digest), row.date, bytes(row.fingerprints), bool(row.looked))


def link(connection: Connection, case: int, links: Sequence[Link]) -> None:
    """Set whose copies these documents are, and mark them as looked at."""
    if not links:
        return
    columns = DOCUMENTS.c
    same = (columns.case_key == case, columns.original == bindparam("o"), columns.digest == bindparam("d"))
    values = {"copy_of": bindparam("of"), "copy_how": bindparam("how"), "similarity": bindparam("much"), "looked": True}
    rows = [
        {"o": one.key[0], "d": one.key[1], "of": one.copy_of, "how": one.copy_how, "much": one.similarity}
        for one in links
    ]
    connection.execute(update(DOCUMENTS).where(*same).values(values), rows)


def documents(connection: Connection, case: int) -> Iterator[Document]:
    """Every document of the case in the order in which they came, a few at a time."""
    for row, cuts in _rows(connection, select(DOCUMENTS).where(DOCUMENTS.c.case_key == case)):
        yield _document(row, cuts)


def find_document(connection: Connection, case: int, digest: str) -> Document | None:
    """The document whose text, else whose original, has this SHA-256; None where there is none.

    Of several, the one that came first.
    """
    for column in (DOCUMENTS.c.digest, DOCUMENTS.c.original):
        asked = select(DOCUMENTS).where(DOCUMENTS.c.case_key == case, column == digest)
        for row, cuts in _rows(connection, asked.limit(1)):
            return _document(row, cuts)
    return None


def document_of(connection: Connection, case: int, key: Key) -> Document:
    """One document with its text. Raises KeyError."""
    found = _where(connection, case, key)
    for row, cuts in _rows(connection, select(DOCUMENTS).where(DOCUMENTS.c.key == found)):
        return _document(row, cuts)
    raise KeyError(key)


def documents_of(connection: Connection, keys: Collection[int]) -> dict[int, Document]:
    """The documents of these keys of the table."""
    found: dict[int, Document] = {}
    listed = list(keys)
    for start in range(0, len(listed), _FETCHED):
        asked = select(DOCUMENTS).where(DOCUMENTS.c.key.in_(listed[start : start + _FETCHED]))
        found.update((row["key"], _document(row, cuts)) for row, cuts in _rows(connection, asked))
    return found


def list_documents(connection: Connection, case: int) -> list[Stored]:
    """What is known of every document, without the texts."""
    columns = [column for column in DOCUMENTS.c if column.name not in ("text", "fingerprints")]
    asked = select(*columns, literal("").label("text"), func.length(DOCUMENTS.c.text).label("size"))
    found = _rows(connection, asked.where(DOCUMENTS.c.case_key == case))
    return [Stored(_document(row, cuts), row["size"], row["added_by"], row["added_at"]) for row, cuts in found]


def _rows(connection: Connection, asked: Select[Any]) -> Iterator[tuple[RowMapping, list[RowMapping]]]:
    asked = asked.order_by(DOCUMENTS.c.key)
    with connection.execute(asked, execution_options={"yield_per": _FETCHED}) as result:
        for part in result.mappings().partitions(_FETCHED):
            cuts: dict[int, list[RowMapping]] = {row["key"]: [] for row in part}
            of_these = CUTS.c.document_key.in_(cuts)
            for cut in connection.execute(select(CUTS).where(of_these).order_by(CUTS.c.number)).mappings():
                cuts[cut["document_key"]].append(cut)
            for row in part:
                yield row, cuts[row["key"]]


def _document(row: RowMapping, cuts: list[RowMapping]) -> Document:
    return Document(
        **{name: row[name] for name in DOCUMENT_FIELDS},
        similarity=row["similarity"],
        notes=tuple(json.loads(row["notes"])),
        cuts=tuple(Cut(cut["begin"], cut["end"], cut["reason"]) for cut in cuts),
    )
