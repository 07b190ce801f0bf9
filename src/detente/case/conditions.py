"""Conditions: Boolean expressions over "issue = option", as linkages and positions use them.

The nodes here are plain frozen values; `grammar` reads them from text. `str(condition)` writes a
text that reads back to an equal condition.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

MAX_DEPTH = 200
"""Deeper nesting is refused when a condition is read."""


class _Written:
    """Gives every node its text."""

    def __str__(self) -> str:
        return format_condition(self)  # type: ignore[arg-type]  # every node is one of Condition


@dataclass(frozen=True)
class Truth(_Written):
    """`true` or `false`."""

    value: bool


@dataclass(frozen=True)
class Is(_Written):
    """`issue is option`, `issue in {a, b}`: the issue takes one of these options."""

    issue: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Bound(_Written):
    """`issue at least option` or `issue at most option`, along the order in which the options are listed."""

    issue: str
    option: str
    least: bool


@dataclass(frozen=True)
class Named(_Written):
    """The id of a condition that the case names; `resolve` replaces it."""

    name: str


@dataclass(frozen=True)
class Not(_Written):
    """The condition does not hold."""

    part: Condition


@dataclass(frozen=True)
class And(_Written):
    """All parts hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Or(_Written):
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class If(_Written):
    """If the first holds, so does the second."""

    when: Condition
    then: Condition


@dataclass(frozen=True)
class Iff(_Written):
    """Both hold or neither does."""

    left: Condition
    right: Condition


@dataclass(frozen=True)
class Count(_Written):
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


LOOSEST, _SIDE, _OR, _AND, TIGHTEST = range(5)
"""How closely forms bind; a part that binds looser than its place gets parentheses."""


def format_condition(condition: Condition) -> str:
    """The text of a condition, which reads back equal.

    Three forms that no text gives rise to are written as their equals: `and`, `or` of one part as that part, of no
    part as `true`, `false`, and a count with two bounds as two counts.
    """
    return _text(condition, LOOSEST)


def _text(condition: Condition, place: int) -> str:
    text, binds = _form(condition)
    return f"({text})" if binds < place else text


def _form(condition: Condition) -> tuple[str, int]:
    match condition:
        case Not(part):
            return f"not {_text(part, TIGHTEST)}", TIGHTEST
        case And(parts):
            return _joined(parts, "and", "true", _AND)
        case Or(parts):
            return _joined(parts, "or", "false", _OR)
        case If(when, then):
            return f"if {_text(when, LOOSEST)} then {_text(then, _SIDE)}", _SIDE
        case Iff(left, right):
            return f"{_text(left, LOOSEST)} iff {_text(right, _SIDE)}", LOOSEST
        case Count():
            return _counted(condition)
        case _:
            return _atom(condition), TIGHTEST


def _joined(parts: tuple[Condition, ...], word: str, empty: str, binds: int) -> tuple[str, int]:
    if not parts:
        return empty, TIGHTEST
    if len(parts) == 1:
        return _form(parts[0])
    return f" {word} ".join(_text(part, binds + 1) for part in parts), binds


def _counted(count: Count) -> tuple[str, int]:
    listed = ", ".join(_text(part, LOOSEST) for part in count.parts)
    if count.high is None:
        return f"at least {count.low} of ({listed})", TIGHTEST
    if count.low == count.high:
        return f"exactly {count.low} of ({listed})", TIGHTEST
    if count.low == 0:
        return f"at most {count.high} of ({listed})", TIGHTEST
    return f"at least {count.low} of ({listed}) and at most {count.high} of ({listed})", _AND


def _atom(condition: Condition) -> str:
    match condition:
        case Truth(value):
            return "true" if value else "false"
        case Is(issue, (option,)):
            return f"{issue} is {option}"
        case Is(issue, options):
            return f"{issue} in {{{', '.join(options)}}}"
        case Bound(issue, option, least):
            return f"{issue} at {'least' if least else 'most'} {option}"
        case Named(name):
            return name
        case _:
            raise TypeError(f"{type(condition).__name__} is not an atom")
