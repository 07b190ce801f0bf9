"""The two small languages of treaty files: sets of actors, places and classes, and conditions over statuses.

`members of NATO on 1997-05-27, RUS but not own territory` is a set, `threat and not ukraine_member` a condition. The
forms are in `docs/reference/treaty-format.md`. Nodes are frozen values; `str(node)` reads back to an equal node.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date

MAX_DEPTH = 60
"""Deeper nesting is refused when an expression is read."""

MAX_LENGTH = 100_000
"""Characters that one expression may have."""


class _Written:
    """Gives every node its text."""

    def __str__(self) -> str:
        return write(self)  # type: ignore[arg-type]  # every node is a Set or a Condition


@dataclass(frozen=True)
class Name(_Written):
    """An actor, place, term, group or class, with all below it. A group stands for its members, day by day."""

    id: str


@dataclass(frozen=True)
class MembersOf(_Written):
    """The members of a group, day by day, or of that day."""

    group: str
    day: date | None = None


@dataclass(frozen=True)
class Signatories(_Written):
    """`signatories`, `parties`: the treaty's."""


@dataclass(frozen=True)
class Others(_Written):
    """`others`: the signatories but the bearer."""


@dataclass(frozen=True)
class Counterparty(_Written):
    """`counterparty`: the provision's."""


@dataclass(frozen=True)
class ThirdStates(_Written):
    """`third states`: all states that are no signatories."""


@dataclass(frozen=True)
class Everything(_Written):
    """`any`, `anyone`, `anywhere`, `anything`."""


@dataclass(frozen=True)
class Own(_Written):
    """`own territory`: the bearer's, with its parts."""


@dataclass(frozen=True)
class TerritoryOf(_Written):
    """`territory of X`: of these actors."""

    of: Set


@dataclass(frozen=True)
class Outside(_Written):
    """`outside X`: all but X."""

    of: Set


@dataclass(frozen=True)
class Within(_Written):
    """`within 500 km of X`: places of which every point lies so near."""

    km: float
    of: Set


@dataclass(frozen=True)
class Reaching(_Written):
    """`from which X can be reached [at 5500 km]`: places that near to X's territory; None: as far as the asset goes."""

    target: Set
    km: float | None = None


@dataclass(frozen=True)
class Union(_Written):
    """`A, B`, `A or B`, `A and B`: a list; each of them. Two parts or more."""

    parts: tuple[Set, ...]


@dataclass(frozen=True)
class Minus(_Written):
    """`L but not M`: what is of the first and not of the second."""

    whole: Set
    less: Set


@dataclass(frozen=True)
class Also(_Written):
    """`L also in M`: what is of both."""

    one: Set
    other: Set


@dataclass(frozen=True)
class Flag(_Written):
    """A status or circumstance that holds."""

    id: str


@dataclass(frozen=True)
class Not(_Written):
    """It does not hold."""

    of: Condition


@dataclass(frozen=True)
class AllOf(_Written):
    """`A and B`: all parts hold. Two parts or more."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class AnyOf(_Written):
    """`A or B`: at least one part holds. Two parts or more."""

    parts: tuple[Condition, ...]


Set = (
    Name
    | MembersOf
    | Signatories
    | Others
    | Counterparty
    | ThirdStates
    | Everything
    | Own
    | TerritoryOf
    | Outside
    | Within
    | Reaching
    | Union
    | Minus
    | Also
)
Condition = Flag | Not | AllOf | AnyOf
Node = Set | Condition


def parts_of(node: Node) -> tuple[Node, ...]:
    """The nodes directly inside, in reading order."""
    found: list[Node] = []
    for field in fields(node):
        value = getattr(node, field.name)
        inside = value if isinstance(value, tuple) else (value,)
        found.extend(part for part in inside if isinstance(part, Node))
    return tuple(found)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything inside it, parents first, in reading order."""
    stack = [node]
    while stack:
        one = stack.pop()
        yield one
        stack.extend(reversed(parts_of(one)))


def names_in(node: Node) -> tuple[str, ...]:
    """The names that an expression mentions, groups included, each once, in reading order.

    >>> names_in(Union((Name("RUS"), MembersOf("NATO"), Name("RUS"))))
    ('RUS', 'NATO')
    """
    found: dict[str, None] = {}
    for one in walk(node):
        if isinstance(one, Name | Flag):
            found[one.id] = None
        elif isinstance(one, MembersOf):
            found[one.group] = None
    return tuple(found)


def parse_set(text: str) -> Set:
    """What set does this text say? Raises ConditionError with the column and what was expected there."""
    from detente.case.treaties.parsing import set_of

    return set_of(text)


def parse_condition(text: str) -> Condition:
    """What condition does this text say? Raises ConditionError with the column and what was expected there."""
    from detente.case.treaties.parsing import condition_of

    return condition_of(text)


# ----------------------------------------------------------------------------------------------------------- writing

_CHAIN, _LIST, _ATOM = range(3)
"""How closely forms bind; a part that binds looser than its place gets parentheses."""

_WORDS: dict[type, str] = {
    Signatories: "signatories",
    Others: "others",
    Counterparty: "counterparty",
    ThirdStates: "third states",
    Everything: "any",
    Own: "own territory",
}


def write(node: Node) -> str:
    """The text of an expression, which reads back to an equal node.

    >>> write(Minus(Union((Name("POL"), Name("EST"))), Outside(Own())))
    'POL, EST but not outside own territory'
    """
    return _text(node, _CHAIN)


def _text(node: Node, place: int) -> str:
    text, binds = _form(node)
    return f"({text})" if binds < place else text


def _form(node: Node) -> tuple[str, int]:
    match node:
        case Union(parts):
            return ", ".join(_text(part, _ATOM) for part in parts), _LIST
        case Minus(whole, less):
            return f"{_text(whole, _CHAIN)} but not {_text(less, _LIST)}", _CHAIN
        case Also(one, other):
            return f"{_text(one, _CHAIN)} also in {_text(other, _LIST)}", _CHAIN
        case AnyOf(parts):
            return " or ".join(_text(part, _LIST) for part in parts), _CHAIN
        case AllOf(parts):
            return " and ".join(_text(part, _ATOM) for part in parts), _LIST
        case _:
            return _atom(node), _ATOM


def _atom(node: Node) -> str:
    match node:
        case Name(name) | Flag(name):
            return name
        case MembersOf(group, day):
            return f"members of {group}" + (f" on {day.isoformat()}" if day else "")
        case TerritoryOf(of):
            return f"territory of {_text(of, _ATOM)}"
        case Outside(of):
            return f"outside {_text(of, _ATOM)}"
        case Within(km, of):
            return f"within {_number(km)} km of {_text(of, _ATOM)}"
        case Reaching(target, km):
            far = "" if km is None else f" at {_number(km)} km"
            return f"from which {_text(target, _CHAIN)} can be reached{far}"
        case Not(condition):
            return f"not {_text(condition, _ATOM)}"
        case _:
            return _WORDS[type(node)]


def _number(km: float) -> str:
    return str(int(km)) if km == int(km) else repr(km)
