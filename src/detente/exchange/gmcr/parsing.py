"""JSON, strictly: what no conflict can mean (a key twice, half a character, no finite number) is refused with lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import chain, islice
from pathlib import Path
from typing import Any

from detente.case.names import shorten
from detente.errors import Finding, FormatError
from detente.exchange.bargains.numbers import DIGITS, MOST_EXPONENT, exact
from detente.exchange.outside import refuse

MOST_SAID = 100
"""So many errors of a file are listed; the rest are counted."""
_DEEP = 100
"""Lists and objects within one another above which nothing is a conflict."""

Trail = tuple[str | int, ...]
_Fault = tuple[int, str, str, str]
"""Where something is wrong, what, what was expected, and what came."""
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+')
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LIMITS = f"at most {DIGITS} characters, and an exponent from -{MOST_EXPONENT} to {MOST_EXPONENT}"
_WORDS = {
    "Expecting value": "no value can be read here; a text needs double quotes",
    "Expecting property name enclosed in double quotes": "a key in double quotes has to stand here",
    "Expecting ',' delimiter": "a comma, or the end of the list or object, is missing",
    "Expecting ':' delimiter": "a colon is missing behind the key",
    "Extra data": "something follows behind its end",
    "Unterminated string starting at": "the text that begins here has no closing double quote",
    "Invalid control character at": "a text goes over the end of the line, or has a tab or another such sign in it",
    "Invalid \\escape": "what follows the backslash is no sign that JSON has",
    "Invalid \\uXXXX escape": "behind \\u four digits or letters a to f are missing",
}


class Written(Fraction):
    """A number with a point or an exponent, exactly, and as it was written."""

    text: str = ""

    @classmethod
    def of(cls, text: str, value: Fraction) -> Written:
        """The number that a text writes."""
        found = cls(value)
        found.text = text
        return found


class _No:
    """Stands for a number that cannot be read, until the file is refused for it."""


def parsed(path: Path, text: str) -> Any:
    """The data of a JSON text. Raises FormatError with all that is wrong and its lines."""
    unfit: list[str] = []
    twice: list[str] = []

    def number(told: str) -> Any:
        value = exact(told)
        if value is not None:
            return Written.of(told, value)
        unfit.append(told)
        return _No()

    def whole(told: str) -> Any:
        if len(told) <= DIGITS:
            return int(told)
        unfit.append(told)
        return _No()

    def constant(told: str) -> Any:
        unfit.append(told)
        return _No()

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            keys = [key for key, _ in pairs]
            twice.append(next(key for key in keys if keys.count(key) > 1))
        return found

    try:
        data = json.loads(text, parse_int=whole, parse_float=number, parse_constant=constant, object_pairs_hook=once)
    except RecursionError:
        message = "lists and objects are nested too deep"
        raise refuse(path, message, f"at most {_DEEP} within one another", line=_too_deep(text)) from None
    except json.JSONDecodeError as error:
        raise _no_json(path, error) from None
    faults = chain(
        _repeated(text) if twice else (),
        _unfit(text) if unfit else (),
        _halves(text) if _HALF.search(text) else (),
    )
    _refuse_any(path, text, faults)
    return data


def _refuse_any(path: Path, text: str, faults: Iterator[_Fault]) -> None:
    """Raise FormatError where anything is wrong: the first hundred with their lines, the rest counted."""
    found = list(islice(faults, MOST_SAID))
    if not found:
        return
    findings = [Finding(str(path), text.count("\n", 0, offset) + 1, "error", *told) for offset, *told in sorted(found)]
    more = sum(1 for _ in faults)
    if more:
        findings.append(Finding(str(path), 0, "error", f"and {more:,} more errors"))
    raise FormatError(findings)


def _no_json(path: Path, error: json.JSONDecodeError) -> FormatError:
    if not error.doc.strip():
        return refuse(path, "the file is empty", "a conflict in JSON", line=error.lineno)
    words = _WORDS.get(error.msg, f"{error.msg[:1].lower()}{error.msg[1:]}")
    rest = error.doc[error.pos : error.pos + 200].partition("\n")[0]
    got = shorten(rest, 30) if rest.strip() else "the end of the line" if error.doc[error.pos :].strip() else "the end"
    expected = "JSON, which begins with {" if not error.doc[: error.pos].strip() else ""
    return refuse(path, f"the file is no JSON: {words} (column {error.colno})", expected, got, error.lineno)


def shown(data: Any) -> str:
    """Data as JSON has it, in one line, numbers as they were written; of what is long only how much it is."""
    if isinstance(data, dict) and len(data) > 8:
        return f"an object of {len(data):,}"
    if isinstance(data, list) and len(data) > 8:
        return f"a list of {len(data):,}"
    try:
        return shorten(_json(data))
    except RecursionError:
        return "something nested deep"


def _json(data: Any) -> str:
    if isinstance(data, dict):
        return "{" + ", ".join(f"{_json(key)}: {_json(value)}" for key, value in data.items()) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(map(_json, data)) + "]"
    if isinstance(data, Written):
        return data.text
    return json.dumps(data, ensure_ascii=False)


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


def _too_deep(text: str) -> int:
    """The line in which lists and objects are nested too deep."""
    depth = 0
    for token in _TOKEN.finditer(text):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(token.group(), 0)
        if depth > _DEEP:
            return text.count("\n", 0, token.start()) + 1
    return 0


def _unfit(text: str) -> Iterator[_Fault]:
    """Numbers that cannot be read."""
    for token in _TOKEN.finditer(text):
        sign = token.group()
        if sign[0] in '"[]{}:,' or sign in ("true", "false", "null") or exact(sign) is not None:
            continue
        if sign.lstrip("-") in ("NaN", "Infinity"):
            yield token.start(), "this is no number", "a finite number", sign
        else:
            yield token.start(), "the number is too long or too large", _LIMITS, shorten(sign, 40)


def _halves(text: str) -> Iterator[_Fault]:
    """Texts with half a character: a surrogate without its other half."""
    for token in _TOKEN.finditer(text):
        sign = token.group()
        if sign[0] == '"' and _HALF.search(sign) and _SURROGATE.search(json.loads(sign)):
            expected = "whole characters: the character itself, or both of its halves, as in \\ud83d\\ude00"
            yield token.start(), "a text has half a character in it", expected, shorten(sign)


def _repeated(text: str) -> Iterator[_Fault]:
    """Keys that stand twice in one object, where they stand again; what is within the second is not looked at."""
    seen: set[Trail] = set()
    again: Trail = ()
    for path, offset, is_key in places(text):
        if not is_key or (again and len(path) > len(again) and path[: len(again)] == again):
            continue
        if path in seen:
            again = path
            yield offset, f"the key “{shorten(str(path[-1]))}” stands there twice", "each key once", ""
        seen.add(path)
