"""Replacing the names in a condition by what they stand for, without following a circle or growing beyond bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NoReturn

from detente.case.conditions import MAX_DEPTH, And, Condition, Count, If, Iff, Named, Not, Or, format_condition
from detente.errors import ConditionError, UnknownNameError

MAX_SIZE = 100_000
"""Parts that one condition may have after its names are replaced."""


def resolve(condition: Condition, named: Mapping[str, Condition]) -> Condition:
    """The condition with every `Named` replaced by what the name stands for.

    Raises UnknownNameError for a name that is not in `named`, ConditionError where names stand for one another in a
    circle, or where the result would be nested deeper than MAX_DEPTH or larger than MAX_SIZE.
    """
    return _Resolver(named).of(condition, 1, ()).condition


@dataclass(frozen=True, slots=True)
class _Resolved:
    condition: Condition
    depth: int
    size: int


class _Resolver:
    def __init__(self, named: Mapping[str, Condition]) -> None:
        self._named, self._done = named, dict[str, _Resolved]()

    def of(self, condition: Condition, level: int, inside: tuple[str, ...]) -> _Resolved:
        if level > MAX_DEPTH:
            self._refuse(f"conditions are nested at most {MAX_DEPTH} deep, names replaced", condition)
        match condition:
            case Named(name):
                return self._name(condition, name, level, inside)
            case Not(part):
                done = self.of(part, level + 1, inside)
                return _Resolved(Not(done.condition), done.depth + 1, done.size + 1)
            case And(parts) | Or(parts) | Count(_, _, parts):
                found = self._all(parts, level, inside)
                return self._joined(replace(condition, parts=tuple(part.condition for part in found)), found)
            case If(when, then):
                found = self._all((when, then), level, inside)
                return self._joined(If(found[0].condition, found[1].condition), found)
            case Iff(left, right):
                found = self._all((left, right), level, inside)
                return self._joined(Iff(found[0].condition, found[1].condition), found)
            case _:
                return _Resolved(condition, 1, 1)

    def _all(self, parts: tuple[Condition, ...], level: int, inside: tuple[str, ...]) -> list[_Resolved]:
        return [self.of(part, level + 1, inside) for part in parts]

    def _joined(self, condition: Condition, found: list[_Resolved]) -> _Resolved:
        size = 1 + sum(part.size for part in found)
        depth = 1 + max((part.depth for part in found), default=0)
        if size > MAX_SIZE:
            message = f"a condition has at most {MAX_SIZE} parts once its names are replaced"
            raise ConditionError(message, text="…", column=1)
        if depth > MAX_DEPTH:
            message = f"conditions are nested at most {MAX_DEPTH} deep, names replaced"
            raise ConditionError(message, text="…", column=1)
        return _Resolved(condition, depth, size)

    def _name(self, condition: Condition, name: str, level: int, inside: tuple[str, ...]) -> _Resolved:
        if name in inside:
            circle = " → ".join((*inside[inside.index(name) :], name))
            self._refuse(f"the condition “{name}” stands for itself: {circle}", condition)
        if name not in self._named:
            raise UnknownNameError("condition", name, self._named)
        if name not in self._done:
            self._done[name] = self.of(self._named[name], level + 1, (*inside, name))
        return self._done[name]

    def _refuse(self, message: str, condition: Condition) -> NoReturn:
        shown = format_condition(condition)
        raise ConditionError(message, text=shown if len(shown) <= 200 else shown[:200] + "…", column=1)
