"""Putting text and JSON on stdout, in whatever encoding it has."""

from __future__ import annotations

import codecs
import itertools
import json
import sys
import unicodedata
from collections.abc import Iterator
from typing import Any

_SAFE = 1 << 53
_MANY = 2_000
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
    """Print one JSON document; integers that JSON's readers could round are strings.

    Iterators among its values are printed as lists, an item a line as it comes, so that a long answer needs no memory.
    """
    if not isinstance(document, dict) or not any(isinstance(value, Iterator) for value in document.values()):
        put(_json(document, indent=2) + "\n")
        return
    between = "{\n  "
    for key, value in document.items():
        put(f"{between}{_json(key)}: ")
        between = ",\n  "
        if isinstance(value, Iterator):
            _put_items(value)
        else:
            put(_json(value, indent=2).replace("\n", "\n  "))
    put("\n}\n")


def _put_items(items: Iterator[object]) -> None:
    between, end = "[\n    ", "[]"
    while some := list(itertools.islice(items, _MANY)):
        put(between + ",\n    ".join(map(_json, some)))
        between, end = ",\n    ", "\n  ]"
    put(end)


def _json(value: object, indent: int | None = None) -> str:
    safe = _lossless(value) if _rounded(value) else value
    return json.dumps(safe, ensure_ascii=not is_unicode(sys.stdout), indent=indent, allow_nan=False)


def _rounded(value: object) -> bool:
    """Whether there is an integer anywhere in it that JSON's readers could round."""
    if isinstance(value, str):
        return False
    if isinstance(value, int):
        return not -_SAFE <= value <= _SAFE
    if isinstance(value, dict):
        return any(map(_rounded, value.values()))
    return isinstance(value, (list, tuple)) and any(map(_rounded, value))


def _lossless(value: object) -> object:
    if isinstance(value, dict):
        return {key: _lossless(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_lossless(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > _SAFE:
        return str(value)
    return value
