"""The full-text indexes: FTS5 on SQLite, tsvector with GIN on PostgreSQL; both hold the words of `folding`.

SQLite's tables keep no text, only words and places. On PostgreSQL a vector says which words a row has, and the folded
text beside it which of them stand one after another; a text whose words no vector can hold has none and is looked
through.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import nsmallest
from typing import Any

from sqlalchemy import Connection, bindparam, select, text

from detente.ledger.documents.model import Cut, Document
from detente.ledger.store.chunks import chunks
from detente.ledger.store.folding import VERSION, words_of
from detente.ledger.store.queries import All, Phrase, Query
from detente.ledger.store.queries import Any as AnyOf
from detente.ledger.store.tables import CUTS, DOCUMENTS, STATEMENTS

_LARGEST = 500_000
"""Bytes of distinct words above which PostgreSQL gets no vector (it can hold a megabyte, entries included)."""

RANKED = 10_000
"""Finds that are ranked: those taken in last. Words that more rows have say little of any one."""

BETWEEN = "\n"
"""Stands between a title and the text, so that no phrase goes across."""

Words = tuple[int, str, str]
"""(key, folded title, folded text); a statement has no title."""


def document_words(key: int, document: Document) -> Words:
    """What is indexed of a document: title and text, without what was cut."""
    return key, words_of(document.title), _own(document.text, document.cuts)


def _own(text: str, cuts: Sequence[Cut]) -> str:
    parts, at = [], 0
    for cut in sorted(cuts, key=lambda cut: cut.begin):
        parts.append(words_of(text[at : cut.begin]) if cut.begin > at else "")
        at = max(at, cut.end)
    return " ".join(filter(None, [*parts, words_of(text[at:])]))


def add(connection: Connection, what: str, rows: Iterable[Words]) -> None:
    """Put these in the index of `documents` or `statements`."""
    if connection.dialect.name == "sqlite":
        command = f"INSERT INTO {what}_words (rowid, title, body) VALUES (?, ?, ?)"
        for some in chunks(rows):
            connection.exec_driver_sql(command, some)
        return
    command = f"INSERT INTO {what}_words (key, folded, vector) VALUES (%s, %s, array_to_tsvector(%s::text[]))"
    for some in chunks(rows, 500):
        connection.exec_driver_sql(command, [_row(*words) for words in some])


def _row(key: int, title: str, body: str) -> tuple[int, str, list[str] | None]:
    words = sorted({*title.split(), *body.split()})
    large = sum(len(word.encode()) + 8 for word in words) > _LARGEST
    return key, f" {title} {BETWEEN} {body} ", None if large else words


def remove(connection: Connection, what: str, rows: Iterable[Words]) -> None:
    """Take these out again; they have to be what was put in."""
    if connection.dialect.name == "sqlite":
        command = f"INSERT INTO {what}_words ({what}_words, rowid, title, body) VALUES ('delete', ?, ?, ?)"
        for some in chunks(rows):
            connection.exec_driver_sql(command, some)
        return
    for keys in chunks((key for key, _, _ in rows), 500):
        asked = text(f"DELETE FROM {what}_words WHERE key IN :keys").bindparams(bindparam("keys", expanding=True))
        connection.execute(asked, {"keys": keys})


# --------------------------------------------------------------------------------------------------------------- asking


def matching(connection: Connection, case: int, what: str, query: Query, limit: int) -> tuple[int, list[int]]:
    """How many of `documents` or `statements` meet a query, and the keys of the best among the last RANKED of them."""
    if connection.dialect.name == "sqlite":
        return _sqlite(connection, case, what, query, limit)
    return _postgresql(connection, case, what, query, limit)


def _sqlite(connection: Connection, case: int, what: str, query: Query, limit: int) -> tuple[int, list[int]]:
    asked = {"query": _fts(query), "case": case, "ranked": RANKED}
    shared = connection.exec_driver_sql("SELECT count(*) FROM cases").scalar_one() > 1
    mine = f"AND rowid IN (SELECT key FROM {what} WHERE case_key = :case)" if shared else ""
    met = f"FROM {what}_words WHERE {what}_words MATCH :query {mine}"
    scored = text(f"SELECT bm25({what}_words, 4.0, 1.0), rowid {met} ORDER BY rowid DESC LIMIT :ranked")
    found = connection.execute(scored, asked).all()
    count = len(found)
    if count == RANKED:
        count = connection.execute(text(f"SELECT count(*) {met}"), asked).scalar_one()
    return int(count), [key for _, key in nsmallest(limit, found)]


def _fts(query: Query) -> str:
    """A query as FTS5 has it; words are of letters and digits alone, so quotes hold them all."""
    if isinstance(query, Phrase):
        return f'"{" ".join(query.words)}"' + (" *" if query.prefix else "")
    if isinstance(query, AnyOf):
        return "(" + " OR ".join(map(_fts, query.parts)) + ")"
    found = "(" + " AND ".join(map(_fts, query.parts)) + ")"
    for part in query.without:
        found = f"({found} NOT {_fts(part)})"
    return found


def _postgresql(connection: Connection, case: int, what: str, query: Query, limit: int) -> tuple[int, list[int]]:
    asked: dict[str, Any] = {"case": case, "limit": limit, "ranked": RANKED}
    exact = _exact(query, asked)
    asked["vector"] = _vector(query)
    met = f"""
        FROM {what}_words w JOIN {what} d ON d.key = w.key
        WHERE d.case_key = :case AND (
            (w.vector @@ CAST(:vector AS tsquery) AND {exact if _has_phrases(query) else "TRUE"})
            OR (w.vector IS NULL AND {exact}))
    """
    count = connection.execute(text(f"SELECT count(*) {met}"), asked).scalar_one()
    often = " + ".join(
        f"(length(folded) - length(replace(folded, :{name}, ''))) / {len(word)}.0"
        for name, word in _patterns(query, asked)
    )
    last = f"SELECT w.key, w.folded {met} ORDER BY w.key DESC LIMIT :ranked"
    best = text(f"SELECT key FROM ({last}) AS last ORDER BY ({often}) / (500 + length(folded)) DESC, key LIMIT :limit")
    return int(count), list(connection.execute(best, asked).scalars()) if count and limit else []


def _vector(query: Query) -> str:
    """What a row's words must be like, for the index: a row that meets the query meets this."""
    if isinstance(query, Phrase):
        *whole, last = query.words
        return " & ".join([*(f"'{word}'" for word in whole), f"'{last}'" + (":*" if query.prefix else "")])
    word = " | " if isinstance(query, AnyOf) else " & "
    parts = [f"({_vector(part)})" for part in query.parts]
    if isinstance(query, All):
        parts += [f"!({_vector(part)})" for part in query.without if not _has_phrases(part)]
    return word.join(parts)


def _has_phrases(query: Query) -> bool:
    """Whether the words alone do not decide."""
    if isinstance(query, Phrase):
        return len(query.words) > 1
    parts = (*query.parts, *(query.without if isinstance(query, All) else ()))
    return any(map(_has_phrases, parts))


def _exact(query: Query, asked: dict[str, Any]) -> str:
    """The definition, asked of the folded text; its words go to `asked`."""
    if isinstance(query, Phrase):
        name = f"w{len(asked)}"
        asked[name] = f"% {' '.join(query.words)}{'' if query.prefix else ' '}%"
        return f"w.folded LIKE :{name}"
    parts = [_exact(part, asked) for part in query.parts]
    if isinstance(query, AnyOf):
        return "(" + " OR ".join(parts) + ")"
    return "(" + " AND ".join([*parts, *(f"NOT {_exact(part, asked)}" for part in query.without)]) + ")"


def _patterns(query: Query, asked: dict[str, Any]) -> list[tuple[str, str]]:
    """The phrases by the names of parameters, to count how often they stand in a text."""
    from detente.ledger.store.queries import phrases

    found = []
    for number, phrase in enumerate(dict.fromkeys(phrases(query))):
        word = f" {' '.join(phrase.words)}"
        asked[f"p{number}"] = word
        found.append((f"p{number}", word))
    return found


# --------------------------------------------------------------------------------------------------------- making anew


def is_current(connection: Connection) -> bool:
    """Whether the indexes were made by today's rules of folding."""
    return connection.exec_driver_sql("SELECT folding FROM search_rules").scalar() == VERSION


def remake(connection: Connection) -> None:
    """Make the indexes anew."""
    for what, rows in (("documents", _documents), ("statements", _statements)):
        _empty(connection, what)
        add(connection, what, rows(connection))
    connection.exec_driver_sql("DELETE FROM search_rules")
    connection.exec_driver_sql(f"INSERT INTO search_rules (folding) VALUES ({VERSION})")


def _empty(connection: Connection, what: str) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"INSERT INTO {what}_words ({what}_words) VALUES ('delete-all')")
    else:
        connection.exec_driver_sql(f"DELETE FROM {what}_words")


def _documents(connection: Connection) -> Iterable[Words]:
    for (key,) in connection.execute(select(DOCUMENTS.c.key).order_by(DOCUMENTS.c.key)).all():
        columns = (DOCUMENTS.c.title, DOCUMENTS.c.text)
        title, body = connection.execute(select(*columns).where(DOCUMENTS.c.key == key)).one()
        cuts = connection.execute(select(CUTS).where(CUTS.c.document_key == key)).all()
        yield key, words_of(title), _own(body, [Cut(cut.begin, cut.end, cut.reason) for cut in cuts])


def _statements(connection: Connection) -> Iterable[Words]:
    asked = select(STATEMENTS.c.key, STATEMENTS.c.paraphrase).order_by(STATEMENTS.c.key)
    for key, paraphrase in connection.execute(asked).all():
        yield key, "", words_of(paraphrase)
