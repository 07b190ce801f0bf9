"""What kind of document some bytes are: by what they say, never by the file's name."""

from __future__ import annotations

import re

from detente.ledger.documents.refusing import UnreadableError

KINDS = {
    "text": "text",
    "html": "web page",
    "mhtml": "web archive",
    "pdf": "PDF",
    "docx": "Word document",
    "mail": "e-mail",
    "mbox": "mailbox",
}
"""The kinds that are read, and what they are called."""

HEAD = 65_536
"""How many bytes at the beginning tell the kind."""

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_COMMENT = r"(?:\s|<!--(?:[^-]|-(?!->))*-->|<\?xml[^>]*>)*"
_HTML = re.compile(
    rf"{_COMMENT}<(?:!doctype\s+html|html|head|body|title|meta|link|article|main|section|div|p|h[1-6]|table)\b",
    re.IGNORECASE,
)
_FIELD = re.compile(rb"([A-Za-z][A-Za-z0-9-]*):[ \t]?[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*")
_FROM = re.compile(rb"From [^\r\n]*(?:19|20)[0-9]{2}[^\r\n]*\r?\n")
_MAIL = {b"message-id", b"mime-version", b"received", b"return-path", b"delivered-to", b"x-mailer", b"user-agent"}

_REFUSED: tuple[tuple[bytes, str, str], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office or Outlook file", "save it as DOCX, PDF or .eml"),
    (b"{\\rtf", "a rich text file (RTF)", "save it as DOCX or PDF"),
    (b"\x89PNG", "a picture", "its words are needed as text: recognise them (OCR) first"),
    (b"\xff\xd8\xff", "a picture", "its words are needed as text: recognise them (OCR) first"),
    (b"GIF8", "a picture", "its words are needed as text: recognise them (OCR) first"),
    (b"II*\0", "a picture", "its words are needed as text: recognise them (OCR) first"),
    (b"MM\0*", "a picture", "its words are needed as text: recognise them (OCR) first"),
    (b"\x1f\x8b", "a compressed file", "unpack it and take in what is inside"),
    (b"BZh", "a compressed file", "unpack it and take in what is inside"),
    (b"\xfd7zXZ", "a compressed file", "unpack it and take in what is inside"),
    (b"7z\xbc\xaf", "an archive", "unpack it and take in the folder"),
    (b"Rar!", "an archive", "unpack it and take in the folder"),
    (b"SQLite format 3\0", "a database", "`detente import` may read it"),
    (b"\x7fELF", "a program", ""),
    (b"ID3", "a sound recording", "a transcript is needed"),
    (b"OggS", "a sound recording", "a transcript is needed"),
)


def kind_of(data: bytes) -> str:
    """Which of KINDS these bytes are; the first HEAD of them suffice. Raises UnreadableError for what is not read.

    >>> kind_of(b"%PDF-1.7 ..."), kind_of(b"<!DOCTYPE html><p>Hello"), kind_of(b"Hello")
    ('pdf', 'html', 'text')
    """
    head = data[:HEAD]
    if not head.strip(b" \t\r\n\f\0"):
        raise UnreadableError("it is empty")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data)
    for magic, what, advice in _REFUSED:
        if head.startswith(magic):
            raise UnreadableError(f"it is {what}", advice)
    if head[4:8] == b"ftyp" or (head.startswith(b"RIFF") and head[8:12] in {b"AVI ", b"WAVE", b"WEBP"}):
        raise UnreadableError("it is a recording or a picture", "its words are needed as text")
    if is_mailbox(head):
        return "mbox"
    return _mail(head) or ("html" if _HTML.match(_as_text(head)) else "text")


def _zipped(data: bytes) -> str:
    if b"word/" in data:
        return "docx"
    for mark, what in (
        (b"xl/", "a spreadsheet"),
        (b"ppt/", "a presentation"),
        (b"mimetypeapplication/", "an OpenDocument or e-book file"),
    ):
        if mark in data:
            raise UnreadableError(f"it is {what}", "save it as PDF or DOCX")
    raise UnreadableError("it is a ZIP archive", "unpack it and take in the folder")


def _as_text(head: bytes) -> str:
    for bom, charset in _BOMS:
        if head.startswith(bom):
            return head[len(bom) :].decode(charset, "replace")
    if head[1:8:2] == b"\0\0\0\0":
        return head.decode("utf-16-le", "replace")
    if head[0:8:2] == b"\0\0\0\0":
        return head.decode("utf-16-be", "replace")
    return head.decode("latin-1")


def is_mailbox(head: bytes) -> bool:
    """Whether a file that begins so is a mailbox (mbox)."""
    opening = _FROM.match(head)
    return opening is not None and _FIELD.match(head, opening.end()) is not None


def _mail(head: bytes) -> str:
    """`mail` or `mhtml` for bytes that begin with the header of a message, else ""."""
    names: dict[bytes, bytes] = {}
    at = 0
    while found := _FIELD.match(head, at):
        names.setdefault(found[1].lower(), found[0])
        at = found.end()
    if not names.keys() & _MAIL or not names.keys() & {b"from", b"subject", b"date", b"to", b"content-type"}:
        return ""
    if at < len(head) and head[at : at + 1] not in {b"\r", b"\n"}:
        return ""
    related = b"multipart/related" in names.get(b"content-type", b"").lower()
    saved = b"snapshot-content-location" in names or b"<saved by" in names.get(b"from", b"").lower()
    return "mhtml" if related and (saved or b"message-id" not in names) else "mail"
