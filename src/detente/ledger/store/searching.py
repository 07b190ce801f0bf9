"""Full-text search in documents and paraphrases: the same finds on both engines, best first, with their places."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from sqlalchemy import Connection, select

from detente.ledger.documents.model import Cut, Document
from detente.ledger.store.documents import documents_of
from detente.ledger.store.folding import Token, tokens_of
from detente.ledger.store.indexes import matching
from detente.ledger.store.queries import Phrase, parse, phrases
from detente.ledger.store.rows import Row, fetch_all
from detente.ledger.store.tables import STATEMENTS

AROUND = 80
"""Characters of a snippet before and behind the first match."""

MOST = 100
"""Places in one document that are told."""

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Found:
    """A document or statement that meets a query.

    `begin`, `end` is the snippet's place in the text (of a document, or the paraphrase), in code points; `matches` are
    places in the same text, of a document the first hundred. Where only its title has the words, `matches` is empty and
    the snippet the text's start.
    """

    kind: Literal["document", "statement"]
    snippet: str
    begin: int
    end: int
    matches: Spans
    document: Document | None = None
    row: Row | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Finds:
    """The best finds, documents first, and how many there are in all."""

    query: str
    documents: int
    statements: int
    found: tuple[Found, ...]


def search(connection: Connection, case: int, text: str, limit: int = 20, where: Sequence[str] = ()) -> Finds:
    """What meets a query, at most `limit` of each kind, best first (documents by each engine's own measure).

    `where`: only `documents` or only `statements`. Raises StoreError where the query cannot be read.
    """
    query = parse(text)
    asked = tuple(dict.fromkeys(phrases(query)))
    found: list[Found] = []
    counts = {"documents": 0, "statements": 0}
    if not where or "documents" in where:
        counts["documents"], keys = matching(connection, case, "documents", query, limit)
        by_key = documents_of(connection, keys)
        found += [_in_document(by_key[key], asked) for key in keys]
    if not where or "statements" in where:
        counts["statements"], keys = matching(connection, case, "statements", query, limit)
        found += _in_statements(connection, case, keys, asked)
    return Finds(text, counts["documents"], counts["statements"], tuple(found))


def _in_document(document: Document, asked: Sequence[Phrase]) -> Found:
    matches = tuple(islice(_matches(own_tokens(document.text, document.cuts), asked), MOST))
    return Found("document", *_snippet(document.text, matches), matches, document=document)


def _in_statements(connection: Connection, case: int, keys: Sequence[int], asked: Sequence[Phrase]) -> Iterator[Found]:
    names = dict(connection.execute(select(STATEMENTS.c.id, STATEMENTS.c.key).where(STATEMENTS.c.key.in_(keys))).all())
    rows = {names[row.id]: row for row in fetch_all(connection, case, STATEMENTS.c.key.in_(keys))}
    for key in keys:
        text = rows[key].values["paraphrase"]
        matches = tuple(_matches(tokens_of(text), asked))
        yield Found("statement", *_snippet(text, matches), matches, row=rows[key])


def own_tokens(text: str, cuts: Sequence[Cut]) -> Iterator[Token]:
    """The words of a document's own text, at their places in the whole text."""
    at = 0
    for cut in (*sorted(cuts, key=lambda cut: cut.begin), Cut(len(text), len(text), "")):
        for token in tokens_of(text[at : cut.begin]) if cut.begin > at else ():
            yield Token(token.begin + at, token.end + at, token.words)
        at = max(at, cut.end)


def _matches(tokens: Iterable[Token], asked: Sequence[Phrase]) -> Iterator[tuple[int, int]]:
    """Where the phrases stand, in the order of the text; where two overlap, the one that ends first."""
    longest = max(len(phrase.words) for phrase in asked)
    exact = {phrase.words[-1]: [one for one in asked if one.words[-1] == phrase.words[-1]] for phrase in asked}
    open_ended = [phrase for phrase in asked if phrase.prefix]
    recent: deque[tuple[str, int]] = deque(maxlen=longest)
    last = 0
    for begin, end, words in tokens:
        starts = []
        for word in words:
            recent.append((word, begin))
            fits = [*exact.get(word, ()), *(phrase for phrase in open_ended if word.startswith(phrase.words[-1]))]
            starts += [recent[-len(phrase.words)][1] for phrase in fits if _stands(recent, phrase)]
        if starts and min(starts) >= last:
            yield min(starts), end
            last = end


def _stands(recent: deque[tuple[str, int]], phrase: Phrase) -> bool:
    """Whether the words before the last are the phrase's; the last one is."""
    size = len(phrase.words)
    return len(recent) >= size and all(recent[n - size][0] == phrase.words[n] for n in range(size - 1))


def _snippet(text: str, matches: Spans) -> tuple[str, int, int]:
    """The words around the first match, cut between words, and their place."""
    first = matches[0] if matches else (0, 0)
    begin, end = max(0, first[0] - AROUND), min(len(text), max(first[1], first[0]) + AROUND)
    while 0 < begin < first[0] and not text[begin - 1].isspace():
        begin += 1
    while first[1] < end < len(text) and not text[end].isspace():
        end -= 1
    return text[begin:end], begin, end
