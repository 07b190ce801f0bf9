"""E-mails, mailboxes and web archives: messages with their headers, what they quote cut, what is attached apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from email import policy
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any

from detente.ledger.documents import dating, facts
from detente.ledger.documents.charsets import decode
from detente.ledger.documents.html import decode_page, read_page
from detente.ledger.documents.lines import joined, lines_of
from detente.ledger.documents.model import Cut
from detente.ledger.documents.refusing import UnreadableError

Attachment = tuple[str, bytes]
"""A name and the bytes."""

_SHOWN = ("From", "To", "Cc", "Date", "Subject")
_OPENING = re.compile(rb"From [^\r\n]*(?:19|20)[0-9]{2}[^\r\n]*\r?\n?")
_WROTE = re.compile(
    r"(?:On .{4,200} wrote|Am .{4,200} schrieb.{0,80}|Le .{4,200} a écrit|.{4,120} (?:пишет|написал\(?а?\)?|писал))\s*:"
)
_FORWARDED = re.compile(
    r"-{2,}\s*(?:Original Message|Ursprüngliche Nachricht|Исходное сообщение|Message d'origine)\s*-{2,}", re.IGNORECASE
)
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
_MOST_PARTS = 500


def split_mailbox(lines: Iterable[bytes], most: int) -> Iterator[bytes | None]:
    """The messages of a mailbox (mbox), one by one; None for one of more than `most` bytes.

    A message begins behind a line `From … 2022` that is the first or follows a blank line.
    """
    held: list[bytes] | None = None
    size, blank = 0, True
    for line in lines:
        if blank and _OPENING.fullmatch(line):
            if held is not None:
                yield _message(held, size, most)
            held, size = [], 0
        elif held is not None:
            size += len(line)
            if size <= most:
                held.append(line)
        blank = not line.strip(b"\r\n")
    if held is not None:
        yield _message(held, size, most)


def _message(held: list[bytes], size: int, most: int) -> bytes | None:
    if size > most:
        return None
    if held and not held[-1].strip(b"\r\n"):
        held.pop()  # the blank line before the next `From `
    return b"".join(held)


def read_mail(
    data: bytes, charset: str = "", *, boxed: bool = False
) -> tuple[str, tuple[Cut, ...], facts.Facts, list[Attachment]]:
    """The text of a message with its headers, its cuts, facts and attachments. Raises UnreadableError.

    `boxed`: it comes from a mailbox, which writes `>From` where a line of the message begins with `From`.
    """
    message: Any = BytesParser(policy=policy.compat32).parsebytes(data)
    notes: list[str] = []
    attached: list[Attachment] = []
    plain, pages = _parts(message, attached)
    header = "\n".join(f"{name}: {value}" for name in _SHOWN if (value := _field(message, name)))
    if boxed:
        plain = [(_ESCAPED.sub(rb"\1", data), stated) for data, stated in plain]
    body, cuts = _body(plain, pages, charset, notes)
    if not body.strip() and not attached and not header:
        raise UnreadableError("the message is empty")
    text = f"{header}\n\n{body}" if header else body
    shift = len(text) - len(body)
    moved = [Cut(cut.begin + shift, cut.end + shift, cut.reason) for cut in cuts]
    moved += [Cut(0, len(header), "message header")] if header and body.strip() else []
    return text, joined(text, moved), _facts(message, notes), attached


def _parts(message: Message, attached: list[Attachment]) -> tuple[list[tuple[bytes, str]], list[tuple[bytes, str]]]:
    """The bodies of a message as bytes and charset, plain ones and pages; what is attached goes to `attached`."""
    plain: list[tuple[bytes, str]] = []
    pages: list[tuple[bytes, str]] = []
    for number, part in enumerate(_leaves(message)):
        if number >= _MOST_PARTS:
            raise UnreadableError(f"the message has more than {_MOST_PARTS} parts")
        name = _decoded(part.get_filename() or "")
        inline = part.get_content_disposition() != "attachment" and not name
        kind = part.get_content_type()
        if kind == "message/rfc822":
            inner: Any = part.get_payload()
            data = inner[0].as_bytes(policy=policy.compat32) if isinstance(inner, list) and inner else b""
            attached.append((name or "message.eml", data))
            continue
        payload = part.get_payload(decode=True)
        data = payload if isinstance(payload, bytes) else b""
        stated = part.get_content_charset("") or ""
        if inline and kind in {"text/plain", "text/html"}:
            (plain if kind == "text/plain" else pages).append((data, stated))
        elif data:
            attached.append((name or f"part {number + 1}", data))
    return plain, pages


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold no others; a message inside the message is one of them."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting.extend(inner for inner in reversed(payload) if isinstance(inner, Message))
        else:
            yield part


def _body(
    plain: list[tuple[bytes, str]], pages: list[tuple[bytes, str]], charset: str, notes: list[str]
) -> tuple[str, list[Cut]]:
    if plain and any(data.strip() for data, _ in plain):
        texts = []
        for data, stated in plain:
            decoded = decode(data, "" if _fits(stated) else charset, stated)
            notes += [decoded.note] if decoded.note else []
            texts.append(decoded.text.replace("\r\n", "\n"))
        text = "\n\n".join(text.strip("\n") for text in texts)
        return text, _quoted(text)
    found = []
    for data, stated in pages:
        page = decode(data, "", stated) if _fits(stated) else decode_page(data, charset)
        notes += [page.note] if page.note else []
        try:
            found.append(read_page(page.text)[0])
        except UnreadableError:
            continue  # a page without words, such as one picture
    text = "\n\n".join(found)
    return text, _quoted(text)


def _fits(stated: str) -> bool:
    try:
        b"".decode(stated or "?")
    except LookupError:
        return False
    return True


def _quoted(text: str) -> list[Cut]:
    """What a message repeats of others, and what stands below the line that begins a signature."""
    cuts = []
    lines = lines_of(text)
    for index, line in enumerate(lines):
        announces = _WROTE.fullmatch(line.words) and index + 1 < len(lines)
        if line.words.startswith(">") or (announces and lines[index + 1].words.startswith(">")):
            cuts.append(Cut(line.begin, line.end, "quoted message"))
        elif _FORWARDED.fullmatch(line.words):
            cuts.append(Cut(line.begin, len(text.rstrip()), "quoted message"))
            break
        elif line.words == "--" and len(text) - line.end < 800 and len(lines) - index <= 12:
            cuts.append(Cut(line.begin, len(text.rstrip()), "signature"))
            break
    return cuts


def _field(message: Message, name: str) -> str:
    return facts.line(_decoded(str(message.get(name) or "")), 2_000)


def _decoded(value: str) -> str:
    """A header's value with its encoded words read; what cannot be read stays as it is."""
    try:
        text = str(make_header(decode_header(value)))
    except (LookupError, ValueError, UnicodeError):
        text = value
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _facts(message: Message, notes: list[str]) -> facts.Facts:
    sender = getaddresses([_field(message, "From")])[:1]
    author = sender[0][0] or sender[0][1] if sender else ""
    day = ""
    try:
        day = dating.valid(parsedate_to_datetime(str(message.get("Date") or "")).date().isoformat())
    except (ValueError, TypeError, IndexError):
        notes += ["its Date header cannot be read"] if message.get("Date") else []
    return facts.Facts(
        title=_field(message, "Subject"),
        author=facts.line(author),
        date=day,
        date_basis=dating.STATED if day else "",
        notes=tuple(notes),
    )


def read_archive(data: bytes, charset: str = "") -> tuple[str, tuple[Cut, ...], facts.Facts]:
    """The page that a web archive (MHTML) holds. Raises UnreadableError."""
    message: Any = BytesParser(policy=policy.compat32).parsebytes(data)
    page = next((part for part in _leaves(message) if part.get_content_type() == "text/html"), None)
    if page is None:
        raise UnreadableError("the web archive holds no page", "save the page again, as HTML")
    stated = page.get_content_charset("") or ""
    payload: Any = page.get_payload(decode=True)
    decoded = decode(payload, "", stated) if _fits(stated) else decode_page(payload, charset)
    url = facts.line(str(page.get("Content-Location") or message.get("Snapshot-Content-Location") or ""))
    return read_page(decoded.text, url if url.startswith(("http:", "https:")) else "")
