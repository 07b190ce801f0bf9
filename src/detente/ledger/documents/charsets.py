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
_USUAL = re.compile(
    "[\t\n\r\x20-\x7e\xa0-\u024f\u0370-\u06ff\u0900-\u0dff\u10a0-\u10ff\u1e00-\u1fff\u2010-\u2044\u20a0-\u20bf\u2116"
    "\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7af\uff00-\uffef]"
)
_ODD = re.compile(r"(?<=[^\W\d_])[\x80-\xbf](?=[^\W\d_])|(?<=[^\W\d_])[\xa4-\xbf]|[\xa4-\xa9\xac-\xbf](?=[^\W\d_])")
"""Signs inside words: a Polish text read as Western European is full of them."""

_WIDESPREAD = re.compile(
    "cp125[0-7]|koi8-[ru]|iso8859-(?:1|2|5|7|9|15)|gb18030|big5|shift_jis|cp932|cp949|euc_jp|euc_kr|cp866"
)
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
        b"ab".decode(charset, "ignore")  # refuses what is no charset but another codec
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
    """UTF-8; UTF-16 for what has zeros, if it reads as a text."""
    sample = data[:_SAMPLE]
    if 0 not in sample:
        return _tried(data, "utf-8")
    little = sample[1::2].count(0) >= sample[::2].count(0)
    found = _tried(data, "utf-16-le" if little else "utf-16-be")
    return found if found is not None and _reads(found.text[:_SAMPLE]) else None


def _tried(data: bytes, charset: str) -> Decoded | None:
    try:
        return Decoded(data.decode(charset), charset)
    except UnicodeDecodeError:
        return None


def _reads(text: str) -> bool:
    """Whether nearly all characters are of scripts in use; random bytes in UTF-16 are of all there ever were."""
    usual = len(_USUAL.findall(text))
    return usual * 20 >= len(text) * 19 and any(mark in text for mark in " \n。")


def _guessed(data: bytes) -> Decoded:
    from charset_normalizer import from_bytes

    sample = data[:_SAMPLE]
    if len(data) > _SAMPLE and b"\n" in sample:
        sample = sample[: sample.rindex(b"\n")]  # not in the middle of a character
    matches = [(canonical(match.encoding), str(match)) for match in from_bytes(sample)]
    matches.sort(key=lambda match: (len(_ODD.findall(match[1])), not _WIDESPREAD.fullmatch(match[0])))
    for charset, _ in matches:
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
