"""A JSON file whose errors know their lines: read at once, and walked again only for what turned out wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from detente.case.names import shorten
from detente.errors import Finding, FormatError
from detente.exchange.bargains.numbers import exact
from detente.exchange.outside import read_text, refuse

MOST_BYTES = 400_000_000
MOST_SAID = 100
"""So many errors of a file are listed; the rest are counted."""

Trail = tuple[str | int, ...]
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+')


def _spoken(error: json.JSONDecodeError) -> str:
    """What is wrong with JSON, and in which column."""
    if not error.doc.strip():
        return "it is empty"
    return f"{error.msg[:1].lower()}{error.msg[1:]} (column {error.colno})"


class Document:
    """A file's data, and what is wrong with it."""

    def __init__(self, path: Path) -> None:
        """Read a file. Raises FormatError where it is no JSON, with the line."""
        self.file = str(path)
        self.stem = path.stem
        self.text = read_text(path, MOST_BYTES)
        self._wrong: list[tuple[Trail, str, str, str, str]] = []
        self._more = 0
        self.data = self._parsed(path)

    def _parsed(self, path: Path) -> Any:
        twice: list[str] = []

        def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
            found = dict(pairs)
            if len(found) != len(pairs):
                keys = [key for key, _ in pairs]
                twice.append(next(key for key in keys if keys.count(key) > 1))
            return found

        try:
            data = json.loads(self.text, parse_float=_number, parse_constant=_constant, object_pairs_hook=once)
        except RecursionError:
            raise refuse(path, "the file is nested too deep", "a conflict") from None
        except json.JSONDecodeError as error:
            raise refuse(path, f"the file is no JSON: {_spoken(error)}", line=error.lineno) from None
        except ValueError as error:
            raise refuse(path, "the file is no JSON", "JSON", shorten(str(error))) from None
        if twice:
            lines = _repeated(self.text)
            raise FormatError(
                Finding(self.file, line, "error", f"the key “{shorten(key)}” stands there twice") for line, key in lines
            )
        return data

    def say(self, path: Sequence[str | int], message: str, expected: str = "", got: Any = "", near: str = "") -> None:
        """One more error, at what a path leads to; `got` a text, or data to be shown."""
        if len(self._wrong) >= MOST_SAID:
            self._more += 1
            return
        shown = "" if got == "" else shorten(got if isinstance(got, str) else _shown(got))
        self._wrong.append((tuple(path), message, expected, shown, near))

    @property
    def wrong(self) -> bool:
        """Whether anything is wrong so far."""
        return bool(self._wrong)

    def end(self) -> None:
        """Raise FormatError if anything was wrong: every error with its line."""
        if not self._wrong:
            return
        lines = _lines(self.text, {path for path, *_ in self._wrong})
        findings = [
            Finding(self.file, lines.get(path, 0), "error", message, expected, got, near)
            for path, message, expected, got, near in self._wrong
        ]
        if self._more:
            findings.append(Finding(self.file, 0, "error", f"and {self._more:,} more errors"))
        raise FormatError(findings)


def _number(text: str) -> Any:
    value = exact(text)
    if value is None:
        raise ValueError(f"the number {shorten(text)} is too long or too large")
    return value


def _constant(text: str) -> Any:
    raise ValueError(f"{text} is no JSON")


def _shown(data: Any) -> str:
    if isinstance(data, dict):
        return f"an object of {len(data)}" if data else "an empty object"
    if isinstance(data, list) and len(data) > 8:
        return f"a list of {len(data):,}"
    try:
        return json.dumps(data, ensure_ascii=False, default=str)
    except RecursionError:
        return "something nested deep"


def places(text: str) -> Iterator[tuple[Trail, int, bool]]:
    """Where every value of a JSON text stands: its path, its offset, and whether it is a key's.

    Of a key that stands twice both values are given. The text must be JSON.
    """
    stack: list[list[Any]] = []
    key = True
    for token in _TOKEN.finditer(text):
        sign = token.group()
        if sign in "}]":
            stack.pop()
            key = False
        elif sign == ",":
            if isinstance(stack[-1][0], int):
                stack[-1][0] += 1
            key = isinstance(stack[-1][0], str)
        elif sign == ":":
            key = False
        elif key and stack and isinstance(stack[-1][0], str):
            stack[-1][0] = json.loads(sign)
            yield tuple(one[0] for one in stack), token.start(), True
        else:
            yield tuple(one[0] for one in stack), token.start(), False
            if sign in "{[":
                stack.append(["" if sign == "{" else 0])
                key = sign == "{"


def _lines(text: str, wanted: set[Trail]) -> dict[Trail, int]:
    """The line at which each path's value begins; of a path that leads nowhere, that of the longest part that does."""
    parts = {path[:size] for path in wanted for size in range(len(path) + 1)}
    found: dict[Trail, int] = {}
    line, last = 1, 0
    for path, offset, _ in places(text):
        if path not in parts or path in found:
            continue
        line, last = line + text.count("\n", last, offset), offset
        found[path] = line
        if len(found) == len(parts):
            break
    return {path: next(found[path[:n]] for n in range(len(path), -1, -1) if path[:n] in found) for path in wanted}


def _repeated(text: str) -> list[tuple[int, str]]:
    """Keys that stand twice in one object, each with the line of its second time."""
    seen: set[Trail] = set()
    found: list[tuple[int, str]] = []
    for path, offset, is_key in places(text):
        if is_key and path in seen:
            found.append((text.count("\n", 0, offset) + 1, str(path[-1])))
        elif is_key:
            seen.add(path)
        if len(found) == MOST_SAID:
            break
    return found
