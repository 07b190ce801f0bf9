"""From words to a place in a document: exactly there, asked about where there are several, never in what was cut."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detente.errors import EditError
from detente.ledger.documents.model import Cut, Document
from detente.ledger.store.folding import tokens_of

AROUND = 40
_MOST = 10


@dataclass(frozen=True)
class Anchored:
    """A span of a document's text: code points, end exclusive; `digest` is the SHA-256 of its UTF-8 bytes."""

    begin: int
    end: int
    digest: str


def anchor(document: Document, quote: str, occurrence: int = 0, into_cut: bool = False) -> Anchored:
    """Where these words stand in a document's text, letter by letter.

    `occurrence` counts from 1 and chooses among several. Raises EditError where the words are not there, are there
    more than once and none is chosen, or stand in what was cut from the document, unless `into_cut`.
    """
    if not quote:
        raise EditError(["the quotation is empty"])
    every = list(_places(document.text, quote))
    own = [begin for begin in every if into_cut or not _cut(document.cuts, begin, begin + len(quote))]
    if not every:
        raise EditError([_not_there(document, quote)])
    if not own:
        cut = _cut(document.cuts, every[0], every[0] + len(quote))
        reason = cut.reason if cut else ""
        raise EditError(
            [f"these words of {document.name} are not the document's own ({reason}); if they are meant: --into-cut"]
        )
    if not occurrence and len(own) > 1:
        listed = [
            f"{number}: {_context(document.text, begin, len(quote))}" for number, begin in enumerate(own[:_MOST], 1)
        ]
        more = [f"and {len(own) - _MOST} more"] if len(own) > _MOST else []
        raise EditError([f"these words occur {len(own)} times; choose one with --occurrence:", *listed, *more])
    if occurrence > len(own):
        raise EditError([f"there is no occurrence {occurrence}: these words occur {len(own)} times"])
    begin = own[max(0, occurrence - 1)]
    return Anchored(begin, begin + len(quote), hashlib.sha256(quote.encode()).hexdigest())


def quotation(document: Document | None, begin: str, end: str, digest: str) -> str:
    """The words at an anchor, "" where the document is not at hand or the words are others by now."""
    if document is None or not (begin.isdigit() and end.isdigit() and digest):
        return ""
    words = document.text[int(begin) : int(end)]
    return words if hashlib.sha256(words.encode()).hexdigest().startswith(digest.lower()) else ""


def _places(text: str, quote: str) -> Iterator[int]:
    at = text.find(quote)
    while at >= 0:
        yield at
        at = text.find(quote, at + 1)


def _cut(cuts: Sequence[Cut], begin: int, end: int) -> Cut | None:
    """The cut that a span touches."""
    return next((cut for cut in cuts if cut.begin < end and begin < cut.end), None)


def _context(text: str, begin: int, size: int) -> str:
    before, behind = text[max(0, begin - AROUND) : begin], text[begin + size : begin + size + AROUND]
    return " ".join(f"…{before}[{text[begin : begin + size]}]{behind}…".split())


def _not_there(document: Document, quote: str) -> str:
    """That the words are not there, and which ones are that differ in little but case, accents, spaces or signs."""
    said = f"the document {document.name} does not have these words"
    words = [word for token in tokens_of(quote) for word in token.words]
    tokens = list(tokens_of(document.text))
    flat = [(word, number) for number, token in enumerate(tokens) for word in token.words]
    for start in range(len(flat) - len(words) + 1 if words else 0):
        if all(flat[start + place][0] == word for place, word in enumerate(words)):
            first, last = tokens[flat[start][1]], tokens[flat[start + len(words) - 1][1]]
            return f"{said} letter by letter; did you mean “{document.text[first.begin : last.end]}”?"
    return said
