"""From bytes to documents: one file is one document, a message with attachments several."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, replace

from detente.ledger.documents import facts
from detente.ledger.documents.copies import fingerprints
from detente.ledger.documents.facts import Facts
from detente.ledger.documents.kinds import KINDS, kind_of
from detente.ledger.documents.languages import language_of
from detente.ledger.documents.lines import boilerplate, lines_of
from detente.ledger.documents.model import Cut, Document
from detente.ledger.documents.objects import sha256
from detente.ledger.documents.refusing import UnreadableError

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
"""NUL and halves of characters: no text in UTF-8 and no database holds them."""

DEEPEST = 4
"""Messages within messages that are followed."""

_Found = tuple[str, tuple[Cut, ...], Facts, str]
"""Text, cuts, facts, charset."""


@dataclass(frozen=True)
class Reading:
    """A document that was read, its original bytes (None: those that were given), and its fingerprints."""

    document: Document
    prints: bytes
    original: bytes | None = None


def read(data: bytes, name: str, charset: str = "", *, kind: str = "", most: int = 1 << 30) -> list[Reading]:
    """The documents in these bytes: the first is that of the bytes themselves, then what is attached to it.

    `kind` is one of KINDS or `boxed` (a message of a mailbox), "" to see for oneself; an attachment of more than `most`
    bytes is left out and named in the message's notes. Raises UnreadableError.
    """
    return _read(data, name, charset, kind or kind_of(data), most, 0)


def _read(data: bytes, name: str, charset: str, kind: str, most: int, depth: int) -> list[Reading]:
    if kind in {"mail", "boxed"}:
        return _read_mail(data, name, charset, kind, most, depth)
    if kind not in _READERS:
        raise UnreadableError(f"it is a {KINDS.get(kind, kind)} within another document", "take it in by itself")
    text, cuts, found, used = _READERS[kind](data, charset)
    return [_reading(data, name, kind, (text, cuts, found, used))]


def _reading(data: bytes, name: str, kind: str, found: _Found) -> Reading:
    text, cuts, known, charset = found
    text = _UNSTORABLE.sub("\ufffd", text)
    known = _storable(known)
    if not text.strip():
        raise UnreadableError("it has no text")
    document = Document(
        original=sha256(data),
        digest=sha256(text.encode()),
        text=text,
        kind=kind,
        name=name,
        cuts=cuts,
        charset=charset,
        title=known.title,
        author=known.author,
        outlet=known.outlet,
        date=known.date,
        date_basis=known.date_basis,
        url=known.url,
        notes=known.notes,
    )
    own = document.own_text
    if not own.strip():
        document = replace(document, notes=(*document.notes, "all of its text is cut: look whether that is right"))
    document = replace(document, language=language_of(own, known.language))
    return Reading(document, fingerprints(own))


def _storable(known: Facts) -> Facts:
    texts = {one.name: getattr(known, one.name) for one in fields(known) if one.name != "notes"}
    clean = {name: _UNSTORABLE.sub("\ufffd", text) for name, text in texts.items()}
    return Facts(**clean, notes=tuple(_UNSTORABLE.sub("\ufffd", note) for note in known.notes))


def _read_mail(data: bytes, name: str, charset: str, kind: str, most: int, depth: int) -> list[Reading]:
    from detente.ledger.documents.mail import read_mail

    text, cuts, found, attached = read_mail(data, charset, boxed=kind == "boxed")
    notes = list(found.notes)
    inner: list[Reading] = []
    for title, content in attached:
        shown = facts.line(title, 120)
        try:
            if len(content) > most:
                raise UnreadableError(f"it has {len(content) / 1e6:,.0f} MB")
            if depth >= DEEPEST:
                raise UnreadableError("it is a message within a message within a message")
            readings = _read(content, f"{name}/{shown}", charset, kind_of(content), most, depth + 1)
            inner += [one if one.original is not None else replace(one, original=content) for one in readings]
        except UnreadableError as error:
            notes.append(f"the attachment {shown} was not taken in: {error.why}")
    own = _reading(data, name, "mail", (text, cuts, replace(found, notes=tuple(notes)), ""))
    return [own, *inner]


def _text(data: bytes, charset: str) -> _Found:
    """A text file: its decoded bytes exactly, so that offsets count in the file."""
    from detente.ledger.documents import dating
    from detente.ledger.documents.charsets import decode

    decoded = decode(data, charset)
    cuts = boilerplate(decoded.text)
    lines = lines_of(decoded.text, cuts)
    words = [line.words for line in lines]
    own = "\n".join(words)
    author, outlet = facts.byline(lines)
    url = facts.address_of(lines)
    date = dating.of_lines(words, language_of(own))
    if not date.date and not date.note:
        date = dating.of_url(url)
    found = Facts(
        title=facts.title_of(lines),
        author=author,
        outlet=outlet or facts.host(url),
        date=date.date,
        date_basis=date.basis,
        url=url,
        notes=tuple(note for note in (decoded.note, date.note) if note),
    )
    return decoded.text, cuts, found, decoded.charset


def _page(data: bytes, charset: str) -> _Found:
    from detente.ledger.documents.html import decode_page, read_page

    decoded = decode_page(data, charset)
    text, cuts, found = read_page(decoded.text)
    notes = (decoded.note, *found.notes) if decoded.note else found.notes
    return text, cuts, replace(found, notes=notes), decoded.charset


def _archive(data: bytes, charset: str) -> _Found:
    from detente.ledger.documents.mail import read_archive

    return (*read_archive(data, charset), "")


def _pdf(data: bytes, _charset: str) -> _Found:
    from detente.ledger.documents.portable import read_pdf

    return (*read_pdf(data), "")


def _docx(data: bytes, _charset: str) -> _Found:
    from detente.ledger.documents.word import read_docx

    return (*read_docx(data), "")


_READERS: dict[str, Callable[[bytes, str], _Found]] = {
    "text": _text,
    "html": _page,
    "mhtml": _archive,
    "pdf": _pdf,
    "docx": _docx,
}
