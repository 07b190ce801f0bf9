"""Values as YAML text: scalars in every style that reads back, entries in block and in flow style."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from detente.errors import WriteError

Value = str | Sequence["Value"] | Mapping[str, "Value"]
"""What an entry holds: text, lists, mappings. All values are text, as in a case."""

_PLAIN = re.compile(r"[A-Za-z0-9_./()\u00c0-\uffef][^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]*")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def scalar_forms(text: str, style: str = "") -> list[str]:
    """Ways to write a text, the one nearest to `style` first; the last one always reads back."""
    forms = [form for form in (_plain(text), _single(text)) if form is not None]
    double = _double(text)
    if style == '"':
        return [double]
    return [*(forms if style != "'" else forms[::-1]), double]


def _plain(text: str) -> str | None:
    risky = not _PLAIN.fullmatch(text) or text != text.strip() or ": " in text or " #" in text or text.endswith(":")
    risky = risky or text.lower() in {"null", "~", ""} or text.startswith(("---", "..."))
    return None if risky else text


def _single(text: str) -> str | None:
    if any(not character.isprintable() for character in text):
        return None
    return "'" + text.replace("'", "''") + "'"


def _double(text: str) -> str:
    return '"' + "".join(_escaped(character) for character in text) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        raise WriteError(f"U+{code:04X} is no character and cannot be written")
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def flow(value: Value) -> str:
    """A value in one line: `[a, b]`, `{id: a}`."""
    if isinstance(value, str):
        plain = _plain(value)
        return plain if plain is not None and not set(value) & set(",[]{}:?") else scalar_forms(value, '"')[0]
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(key)}: {flow(inner)}" for key, inner in value.items()) + "}"
    return "[" + ", ".join(flow(inner) for inner in value) + "]"


def block(value: Value) -> list[str]:
    """A value as lines in block style, to be indented where they go."""
    if isinstance(value, str):
        return [scalar_forms(value)[0]]
    if not value:
        return [flow(value)]
    lines: list[str] = []
    if isinstance(value, Mapping):
        for key, inner in value.items():
            lines.extend(_pair(flow(key), inner))
    else:
        for inner in value:
            first, *rest = block(inner)
            lines.extend([f"- {first}", *indented(rest, 2)])
    return lines


def indented(lines: Sequence[str], by: int) -> list[str]:
    """The lines, each behind so many spaces."""
    return [" " * by + line for line in lines]


def _pair(key: str, value: Value) -> list[str]:
    if isinstance(value, str) or not value:
        return [f"{key}: {block(value)[0]}"]
    inner = list(value.values()) if isinstance(value, Mapping) else list(value)
    if isinstance(value, Sequence) and all(isinstance(one, str) for one in inner):
        return [f"{key}: {flow(value)}"]
    return [f"{key}:", *indented(block(value), 2)]
