"""Conditions: Boolean expressions over "issue = option", as linkages and positions use them.

The nodes here are plain frozen values; `grammar` reads them from text. `str(condition)` writes a
text that reads back to an equal condition.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

MAX_DEPTH = 200
"""Deeper nesting is refused when a condition is read."""


@dataclass(frozen=True)
class Truth:
    """`true` or `false`."""

    value: bool


@dataclass(frozen=True)
class Is:
    """`issue is option`, `issue in {a, b}`: the issue takes one of these options."""

    issue: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Bound:
    """`issue at least option` or `issue at most option`, along the order in which the options are listed."""

    issue: str
    option: str
    least: bool


@dataclass(frozen=True)
class Named:
    """The id of a condition that the case names; `resolve` replaces it."""

    name: str


@dataclass(frozen=True)
class Not:
    """The condition does not hold."""

    part: Condition


@dataclass(frozen=True)
class And:
    """All parts hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Or:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class If:
    """If the first holds, so does the second."""

    when: Condition
    then: Condition


@dataclass(frozen=True)
class Iff:
    """Both hold or neither does."""

    left: Condition
    right: Condition


@dataclass(frozen=True)
class Count:
    """Between `low` and `high` (None: no bound) of the parts hold, both ends included."""

    low: int
    high: int | None
    parts: tuple[Condition, ...]


Condition = Truth | Is | Bound | Named | Not | And | Or | If | Iff | Count


def children(condition: Condition) -> tuple[Condition, ...]:
    """The parts of a condition, in reading order."""
    match condition:
        case Not(part):
            return (part,)
        case And(parts) | Or(parts) | Count(_, _, parts):
            return parts
        case If(left, right) | Iff(left, right):
            return (left, right)
        case _:
            return ()


def walk(condition: Condition) -> Iterator[Condition]:
    """The condition and everything inside it, parents first."""
    stack = [condition]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(children(node)))


def issues_of(condition: Condition) -> tuple[str, ...]:
    """The issues a condition mentions, each once, in reading order. Named parts must be resolved first."""
    return tuple(dict.fromkeys(node.issue for node in walk(condition) if isinstance(node, Is | Bound)))
