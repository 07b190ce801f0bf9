"""The nouns of a coding as plain data that JSON can carry, and back: what is not as it must be is said, all at once."""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from collections.abc import Iterable, Mapping
from typing import Any

from detente.case.conditions import Condition
from detente.case.dates import Interval
from detente.case.grammar import parse
from detente.case.model import Bloc, Issue, NamedCondition, Party, Source, Topic
from detente.case.names import shorten
from detente.case.statements import HEADER
from detente.errors import ConditionError, Finding, nearest

KINDS: dict[str, type] = {
    "party": Party,
    "bloc": Bloc,
    "issue": Issue,
    "topic": Topic,
    "condition": NamedCondition,
    "source": Source,
}
"""What the codebook consists of."""


def to_plain(value: Any) -> Any:
    """A noun as a mapping of what it says beyond its defaults; dates and conditions as their texts."""
    if isinstance(value, Interval) or _is_condition(value):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        named = ((field, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {field.name: to_plain(inner) for field, inner in named if inner != field.default}
    if isinstance(value, tuple):
        return [to_plain(inner) for inner in value]
    return value


def _is_condition(value: Any) -> bool:
    return isinstance(value, typing.get_args(Condition))


class Wrong(Exception):
    """A value that is not as it must be."""

    def __init__(self, expected: str, got: object, where: str = "") -> None:
        self.expected, self.got, self.where = expected, got, where
        super().__init__(expected)


class FromPlain:
    """Reads nouns from plain data; collects what is wrong as findings of a file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self.unknown: dict[str, int] = {}

    def say(self, line: int, message: str, expected: str = "", got: object = "", near: str = "") -> None:
        """One more error."""
        shown = shorten(str(got)) if got != "" else ""
        self.findings.append(Finding(self.file, line, "error", message, expected, shown, near))

    def noun(self, kind: str, data: Any, line: int) -> Any:
        """A noun of that kind; None, and a complaint, where it is not as it must be."""
        try:
            return self._read(KINDS[kind], data, kind)
        except Wrong as wrong:
            where = wrong.where or kind
            self.say(line, f"{where} is not as it must be", wrong.expected, wrong.got)
            return None

    def row(self, data: Any, line: int) -> dict[str, str] | None:
        """A statement's row: columns of the ledger with texts; None, and a complaint, where it is none."""
        if not isinstance(data, Mapping) or not all(isinstance(value, str) for value in data.values()):
            self.say(line, "a statement is not as it must be", "an object of texts", data)
            return None
        wrong = [name for name in data if name not in HEADER]
        for name in wrong:
            self.say(line, f"the column “{shorten(name)}” is unknown", near=nearest(name, HEADER))
        return None if wrong else {name: data[name] for name in HEADER if data.get(name)}

    def _read(self, hint: Any, data: Any, where: str) -> Any:
        origin, inner = typing.get_origin(hint), typing.get_args(hint)
        if hint == Condition:
            return self._condition(data, where)
        if origin in (typing.Union, types.UnionType):
            if data is None:
                return None
            return self._read(next(kind for kind in inner if kind is not type(None)), data, where)
        if origin is tuple:
            if not isinstance(data, list):
                raise Wrong("a list", data, where)
            return tuple(self._read(inner[0], one, where) for one in data)
        if hint is Interval:
            return self._date(data, where)
        if dataclasses.is_dataclass(hint) and isinstance(hint, type):
            return self._object(hint, data, where)
        if not isinstance(data, hint) or (hint is not bool and isinstance(data, bool)):
            raise Wrong({str: "a text", bool: "true or false", int: "a number"}.get(hint, str(hint)), data, where)
        return data

    def _object(self, kind: type, data: Any, where: str) -> Any:
        if not isinstance(data, Mapping):
            raise Wrong("an object", data, where)
        hints = _hints(kind)
        fields = {field.name: field for field in dataclasses.fields(kind)}
        needed = [name for name, f in fields.items() if f.default is dataclasses.MISSING and name not in data]
        if needed:
            raise Wrong(f"{', '.join(needed)}", ", ".join(data) or "nothing", where)
        for name in data:
            if name not in fields:
                key = f"{where}.{name}"
                self.unknown[key] = self.unknown.get(key, 0) + 1
        values = {name: self._read(hints[name], data[name], f"{where}.{name}") for name in fields if name in data}
        return kind(**values)

    def _date(self, data: Any, where: str) -> Interval:
        try:
            return Interval.parse(data)
        except (ValueError, AttributeError) as error:
            raise Wrong("a date", error if isinstance(data, str) else data, where) from None

    def _condition(self, data: Any, where: str) -> Any:
        try:
            return parse(data)
        except ConditionError as error:
            raise Wrong("a condition", error, where) from None
        except (TypeError, AttributeError):
            raise Wrong("a condition", data, where) from None


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def ids(nouns: Iterable[Any]) -> tuple[str, ...]:
    """Their ids."""
    return tuple(noun.id for noun in nouns)
