"""What people type to search: words that all must occur, "phrases", OR, -not, prefix*, and parentheses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detente.errors import StoreError
from detente.ledger.store.folding import words_of

MAX_LENGTH = 1_000
MAX_DEPTH = 20


@dataclass(frozen=True)
class Phrase:
    """Words that stand one after another; `prefix`: the last is the beginning of a word."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True)
class All:
    """Every one of `parts`, and none of `without`."""

    parts: tuple[Query, ...]
    without: tuple[Query, ...] = ()


@dataclass(frozen=True)
class Any:
    """At least one of the parts."""

    parts: tuple[Query, ...]


Query = Phrase | All | Any

_TOKEN = re.compile(r'\s*(?:(?P<minus>-(?=\S))|(?P<quote>"[^"]*"?\*?)|(?P<open>\()|(?P<close>\))|(?P<word>[^\s()"]+))')


def parse(text: str) -> Query:
    """What a query means. Raises StoreError that says what is wrong with it and where.

    >>> parse('nato -"open door" expan*')
    All(parts=(Phrase(words=('nato',), prefix=False), Phrase(words=('expan',), prefix=True)),
        without=(Phrase(words=('open', 'door'), prefix=False),))
    """
    if len(text) > MAX_LENGTH:
        raise StoreError(f"the query is too long; expected at most {MAX_LENGTH:,} characters, got {len(text):,}")
    return _Reader(text).query()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, str, int]] = []
        at = 0
        while match := _TOKEN.match(text, at):
            kind = str(match.lastgroup)
            self.tokens.append((kind, match.group(kind), match.start(kind) + 1))
            at = match.end()
        self.at = 0
        self.depth = 0

    def wrong(self, message: str, column: int = 0) -> StoreError:
        where = f" (column {column} of “{self.text}”)" if column else ""
        return StoreError(f"the query cannot be read: {message}{where}")

    def peek(self) -> tuple[str, str, int]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "", len(self.text) + 1)

    def query(self) -> Query:
        if not self.tokens:
            raise self.wrong("it is empty")
        found = self.either()
        kind, _, column = self.peek()
        if kind != "end":
            raise self.wrong("a parenthesis closes that was never opened", column)
        return found

    def either(self) -> Query:
        parts = [self.every()]
        while self.peek()[:2] == ("word", "OR"):
            self.at += 1
            parts.append(self.every())
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def every(self) -> Query:
        parts: list[Query] = []
        without: list[Query] = []
        begins = self.peek()[2]
        while (token := self.peek())[0] not in ("end", "close") and token[:2] != ("word", "OR"):
            negative = token[0] == "minus"
            self.at += negative
            (without if negative else parts).extend(self.one())
        if not parts:
            what = (
                "“-” leaves things out, and there is nothing to leave them out of"
                if without
                else "something is missing"
            )
            raise self.wrong(what, begins)
        return parts[0] if len(parts) == 1 and not without else All(tuple(parts), tuple(without))

    def one(self) -> Iterator[Query]:
        kind, text, column = self.peek()
        self.at += 1
        if kind == "open":
            yield self.group(column)
        elif kind == "quote":
            if text.count('"') < 2:
                raise self.wrong("a quotation is not closed", column)
            yield self.phrase(text, column)
        elif kind == "word":
            yield self.phrase(text, column)
        else:
            raise self.wrong("something is missing", column)

    def group(self, column: int) -> Query:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.wrong(f"parentheses are nested more than {MAX_DEPTH} deep", column)
        found = self.either()
        if self.peek()[0] != "close":
            raise self.wrong("a parenthesis is not closed", column)
        self.at += 1
        self.depth -= 1
        return found

    def phrase(self, text: str, column: int) -> Phrase:
        words = tuple(words_of(text).split())
        if not words:
            raise self.wrong(f"there is no word in {text}", column)
        return Phrase(words, text.endswith("*"))


def phrases(query: Query) -> Iterator[Phrase]:
    """The phrases that a find may have: those that are not left out."""
    if isinstance(query, Phrase):
        yield query
    else:
        for part in query.parts:
            yield from phrases(part)


def holds(query: Query, fields: tuple[str, ...]) -> bool:
    """The definition: whether folded texts, as `words_of` gives them, together meet a query."""
    if isinstance(query, Any):
        return any(holds(part, fields) for part in query.parts)
    if isinstance(query, All):
        return all(holds(part, fields) for part in query.parts) and not any(
            holds(part, fields) for part in query.without
        )
    wanted = " " + " ".join(query.words) + ("" if query.prefix else " ")
    return any(wanted in f" {field} " for field in fields)
