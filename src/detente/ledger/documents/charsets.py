"""From bytes to text, exactly: which charset it is in is said, declared, or guessed and then said so."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from detente.errors import DetenteError, nearest
from detente.ledger.documents.refusing import UnreadableError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "iso8859-9": "cp1254"}
"""What pages mean by these names, as browsers read them (WHATWG Encoding Standard)."""

_SAMPLE = 262_144
_FEW = 40
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_COMMON = ("utf-8", "utf-16", "windows-1251", "windows-1252", "windows-1250", "koi8-r", "koi8-u", "gb18030", "big5")


class UnknownCharsetError(DetenteError):
    """A charset that Python does not know."""


@dataclass(frozen=True)
class Decoded:
    """A text, the charset that it was read in, and what is to be said about that."""

    text: str
    charset: str
    note: str = ""


def canonical(charset: str) -> str:
    """Python's name of a charset; "" stays "". Raises UnknownCharsetError.

    >>> canonical("windows-1251"), canonical("UTF8")
    ('cp1251', 'utf-8')
    """
    if not charset:
        return ""
    try:
        b"".decode(charset)
        return codecs.lookup(charset).name.removesuffix("-sig")
    except (LookupError, ValueError):
        near = nearest(charset.lower(), _COMMON)
        hint = f"did you mean {near}?" if near else "for example utf-8, windows-1251, koi8-r, gb18030"
        raise UnknownCharsetError(f"{charset} is no charset that can be read; {hint}") from None


def decode(data: bytes, charset: str = "", declared: str = "") -> Decoded:
    """The text of these bytes, byte order mark aside and nothing else changed.

    `charset` is an order and must fit; `declared` is what the document claims, and is left if it does not fit. Then
    come the byte order mark, UTF-8, UTF-16 by its zeros, and a guess. Raises UnreadableError.
    """
    if charset:
        decoded = _ordered(data, canonical(charset))
    else:
        decoded = _marked(data) or _declared(data, declared) or _utf(data) or _guessed(data)
    return _checked(decoded)


def _ordered(data: bytes, charset: str) -> Decoded:
    try:
        return Decoded(data.decode(charset).removeprefix("\ufeff"), charset)
    except UnicodeDecodeError as error:
        what = f"the byte 0x{data[error.start]:02x} at offset {error.start:,} does not belong there"
        raise UnreadableError(f"it is not {charset}: {what}", "leave --charset out, or say another one") from None


def _marked(data: bytes) -> Decoded | None:
    for mark, charset in _BOMS:
        if data.startswith(mark):
            try:
                return Decoded(data[len(mark) :].decode(charset), charset)
            except UnicodeDecodeError:
                return None
    return None


def _declared(data: bytes, declared: str) -> Decoded | None:
    try:
        charset = canonical(declared)
        charset = _MEANT.get(charset, charset)
        if not charset or charset.startswith(("utf-16", "utf-32")):  # a page that could say so in ASCII is in neither
            return None
        return Decoded(data.decode(charset), charset)
    except (UnknownCharsetError, UnicodeDecodeError):
        return None


def _utf(data: bytes) -> Decoded | None:
    zeros = data[:_SAMPLE]
    order = ("utf-16-le", "utf-16-be") if zeros[1::2].count(0) >= zeros[::2].count(0) else ("utf-16-be", "utf-16-le")
    for charset in order if zeros.count(0) > len(zeros) // 8 and len(data) % 2 == 0 else ("utf-8",):
        try:
            return Decoded(data.decode(charset), charset)
        except UnicodeDecodeError:
            continue
    return None


def _guessed(data: bytes) -> Decoded:
    from charset_normalizer import from_bytes

    sample = data[:_SAMPLE]
    if len(data) > _SAMPLE and b"\n" in sample:
        sample = sample[: sample.rindex(b"\n")]  # not in the middle of a character
    for match in from_bytes(sample):
        charset = canonical(match.encoding)
        try:
            text = data.decode(charset)
        except UnicodeDecodeError:
            continue
        evidence = sum(byte > 127 for byte in sample[:4096])
        doubt = "on very little evidence" if evidence < _FEW else "from its letters"
        return Decoded(text, charset, f"charset {charset} guessed {doubt}: if letters look wrong, say --charset")
    raise UnreadableError("it is no text in any charset that is known", "if it is text, say --charset")


def _checked(decoded: Decoded) -> Decoded:
    if "\0" in decoded.text:
        where = decoded.text.index("\0")
        raise UnreadableError(
            f"it holds NUL characters (the first at {where:,}), so it is no text in {decoded.charset}",
            "if it is text, say --charset (say utf-16-le)",
        )
    if len(_CONTROL.findall(decoded.text[:_SAMPLE])) > max(8, len(decoded.text[:_SAMPLE]) // 50):
        raise UnreadableError("it is neither text nor of another kind that is read", "if it is text, say --charset")
    return decoded
