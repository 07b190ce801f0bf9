"""Putting text and JSON on stdout, in whatever encoding it has."""

from __future__ import annotations

import codecs
import json
import sys
import unicodedata
from typing import Any

_SAFE = 1 << 53
_PLAIN: dict[int, int | str] = {}
_PLAIN.update(str.maketrans("—–−─━×·•“”„«»‘’\u00a0\u202f", '-----x.*"""""\'\'  '))
_PLAIN.update({ord("→"): "->", ord("…"): "...", ord("ß"): "ss", ord("æ"): "ae", ord("ø"): "o", ord("ł"): "l"})
_CONTROLS = {code: "\ufffd" for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t"}
_CONTROLS |= dict.fromkeys((0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069), "\ufffd")


def clean(text: str) -> str:
    r"""A text without control characters, so that no case can speak to the terminal.

    >>> clean("red \x1b[31m")
    'red �[31m'
    """
    return text.translate(_CONTROLS)


def plain(text: str) -> str:
    """The nearest text in ASCII, for terminals that know no more.

    >>> plain("Détente — “not counted”")
    'Detente - "not counted"'
    """
    decomposed = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return "".join(c if c.isascii() else "" if unicodedata.combining(c) else "?" for c in decomposed)


def _stand_in(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return plain(error.object[error.start : error.end]), error.end


def prepare() -> None:
    """Let stdout and stderr write any text: what their encoding lacks in its nearest ASCII form."""
    codecs.register_error("detente.plain", _stand_in)
    for stream in (sys.stdout, sys.stderr):
        change = getattr(stream, "reconfigure", None)
        if change is not None:
            change(errors="backslashreplace" if is_unicode(stream) else "detente.plain")


def is_unicode(stream: Any) -> bool:
    """Whether a stream can carry any text."""
    return (getattr(stream, "encoding", None) or "utf-8").lower().replace("-", "").startswith("utf")


def put(text: str) -> None:
    """Print a text, at once, so that a full disk or a reader who left is noticed here."""
    if sys.stdout is None:  # closed by who started us
        return
    if not is_unicode(sys.stdout):
        text = text.translate(_PLAIN)
    sys.stdout.write(text)
    sys.stdout.flush()


def put_json(document: object) -> None:
    """Print one JSON document; integers that JSON's readers could round are strings."""
    text = json.dumps(_lossless(document), ensure_ascii=not is_unicode(sys.stdout), indent=2, allow_nan=False)
    put(text + "\n")


def _lossless(value: object) -> object:
    if isinstance(value, dict):
        return {key: _lossless(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_lossless(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > _SAFE:
        return str(value)
    return value
