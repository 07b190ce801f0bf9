"""Renaming and merging throughout the ledger: actors wherever they stand, issues and options, conditions included."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, or_, select

from detente.case.conditions import And, Bound, Condition, Count, If, Iff, Is, Not, Or
from detente.case.grammar import parse
from detente.case.reading import Rules
from detente.errors import ConditionError, EditError
from detente.ledger.store.editing import record
from detente.ledger.store.rows import Row, Values, fetch_all
from detente.ledger.store.rules import enforce
from detente.ledger.store.tables import STATEMENTS
from detente.ledger.store.trail import Batch, Heading

ACTORS = ("holder", "speaker", "addressee", "reporters", "on_behalf_of")
"""Columns that name somebody."""

KINDS = ("actor", "issue", "option")


@dataclass(frozen=True)
class Renaming:
    """What is called `old` shall be called `new`: an actor, an issue, or an option of `issue`.

    `columns`: for an actor, only these; default all of ACTORS. `options`: for an issue, new names of its options.
    `merge`: others are called `new` already, and the two become one; without it that is refused, as it could not be
    told apart afterwards.
    """

    kind: str
    old: str
    new: str
    merge: bool = False
    issue: str = ""
    columns: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Touched:
    """A statement that a renaming touches: as it stands, and the fields that it would get."""

    row: Row
    after: Mapping[str, str]


def touched(connection: Connection, case: int, renaming: Renaming) -> list[Touched]:
    """Which statements does a renaming touch, and what becomes of them? Raises EditError for what it cannot do."""
    _sound(renaming)
    found = [
        Touched(row, after)
        for row in fetch_all(connection, case, _perhaps(renaming))
        if (after := _renamed(renaming, row.values))
    ]
    if found and not renaming.merge and (taken := _taken(connection, case, renaming)):
        message = f"{taken} is called {renaming.new} already, so a rename of {renaming.old} would make the two one"
        raise EditError([f"{message}; merge them if that is meant"])
    return found


def names(connection: Connection, case: int, kind: str, issue: str = "") -> set[str]:
    """What the ledger calls its actors, its issues, or the options of an issue; conditions are not looked into."""
    columns = {"actor": ACTORS, "issue": ("issue",), "option": ("option",)}[kind]
    mine = [STATEMENTS.c.case_key == case, *([STATEMENTS.c.issue == issue] if kind == "option" else [])]
    separator = {"actor": ">", "option": "|"}.get(kind, "")
    found: set[str] = set()
    for name in columns:
        for text in connection.execute(select(STATEMENTS.c[name]).where(*mine).distinct()).scalars():
            found.update(text.split(separator) if separator and name in {"reporters", "option"} else [text])
    return {name.strip() for name in found} - {""}


def rename(connection: Connection, case: int, rules: Rules, renaming: Renaming, heading: Heading) -> Batch | None:
    """Rename or merge throughout, as one batch; None where nothing is called so.

    Raises EditError with all reasons where the statements would break a rule then: say, where case.yaml does not know
    the new name.
    """
    found = touched(connection, case, renaming)
    if not found:
        return None
    after: dict[str, Values | None] = {one.row.id: {**one.row.values, **one.after} for one in found}
    enforce(connection, case, rules, after)
    return record(connection, case, {one.row.id: one.row for one in found}, after, heading)


def _sound(renaming: Renaming) -> None:
    reasons = []
    if renaming.kind not in KINDS:
        reasons.append(f"{renaming.kind} cannot be renamed; expected one of {', '.join(KINDS)}")
    if not renaming.old.strip() or not renaming.new.strip():
        reasons.append("a name is blank; expected what it is called and what it shall be called")
    if renaming.old == renaming.new and not renaming.options:
        reasons.append(f"{renaming.old} is called so already")
    if renaming.kind == "option" and not renaming.issue:
        reasons.append("an option belongs to an issue; say which")
    reasons += [
        f"{name} does not name an actor; expected one of {', '.join(ACTORS)}"
        for name in renaming.columns
        if name not in ACTORS
    ]
    if renaming.kind == "actor" and ">" in renaming.new:
        reasons.append("“>” separates reporters, so no name can have it")
    if reasons:
        raise EditError(reasons)


def _perhaps(renaming: Renaming) -> object:
    """A quick condition that every touched row meets."""
    columns = STATEMENTS.c
    if renaming.kind == "actor":
        return or_(*(columns[name].contains(renaming.old, autoescape=True) for name in renaming.columns or ACTORS))
    issue = renaming.issue or renaming.old
    return or_(columns.issue == issue, columns.condition != "", columns.given != "")


def _taken(connection: Connection, case: int, renaming: Renaming) -> str:
    """What has the new name already, "" where nothing has."""
    other = replace(renaming, old=renaming.new, new=renaming.old, options={}, merge=True)
    if renaming.kind != "option" and renaming.old == renaming.new:
        return ""
    for row in fetch_all(connection, case, _perhaps(other)):
        if changed := _renamed(other, row.values):
            return f"{', '.join(changed)} of {row.id}"
    return ""


# ------------------------------------------------------------------------------------------------------- one statement


def _renamed(renaming: Renaming, values: Values) -> dict[str, str]:
    """The fields of a row that a renaming changes."""
    change = {"actor": _actor, "issue": _issue, "option": _option}[renaming.kind]
    return {name: text for name, text in change(renaming, values) if text != values[name]}


def _actor(renaming: Renaming, values: Values) -> Iterator[tuple[str, str]]:
    for name in renaming.columns or ACTORS:
        text = values[name]
        if name == "reporters":
            yield name, ">".join(_within(part, renaming.old, renaming.new) for part in text.split(">"))
        else:
            yield name, _within(text, renaming.old, renaming.new)


def _within(text: str, old: str, new: str) -> str:
    """A name with the white space around it."""
    return text.replace(old, new, 1) if text.strip() == old else text


def _issue(renaming: Renaming, values: Values) -> Iterator[tuple[str, str]]:
    if values["issue"] == renaming.old:
        yield "issue", renaming.new
        yield "option", _options(values["option"], renaming.options)
    yield from _conditions(values, renaming.old, renaming.new, renaming.options)


def _option(renaming: Renaming, values: Values) -> Iterator[tuple[str, str]]:
    names = {renaming.old: renaming.new}
    if values["issue"] == renaming.issue:
        yield "option", _options(values["option"], names)
    yield from _conditions(values, renaming.issue, renaming.issue, names)


def _options(text: str, names: Mapping[str, str]) -> str:
    """Alternatives with new names; two that become one are named once."""
    return "|".join(dict.fromkeys(names.get(name, name) for name in text.split("|")))


def _conditions(values: Values, old: str, new: str, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    mentioned = re.compile(rf"(?<![\w-]){re.escape(old)}(?![\w-])")
    for column in ("condition", "given"):
        text = values[column]
        if not mentioned.search(text):
            continue
        try:
            condition = parse(text)
        except ConditionError:
            continue  # what cannot be read mentions nothing; the rules say so when it is touched
        changed = _mapped(condition, lambda atom: _atom(atom, old, new, names))
        if changed != condition:
            yield column, str(changed)


def _atom(atom: Condition, old: str, new: str, names: Mapping[str, str]) -> Condition:
    match atom:
        case Is(issue, options) if issue == old:
            return Is(new, tuple(dict.fromkeys(names.get(option, option) for option in options)))
        case Bound(issue, option, least) if issue == old:
            return Bound(new, names.get(option, option), least)
        case _:
            return atom


def _mapped(condition: Condition, change: Callable[[Condition], Condition]) -> Condition:
    """The condition with its atoms changed."""
    match condition:
        case Not(part):
            return Not(_mapped(part, change))
        case And(parts):
            return And(tuple(_mapped(part, change) for part in parts))
        case Or(parts):
            return Or(tuple(_mapped(part, change) for part in parts))
        case If(when, then):
            return If(_mapped(when, change), _mapped(then, change))
        case Iff(left, right):
            return Iff(_mapped(left, change), _mapped(right, change))
        case Count(low, high, parts):
            return Count(low, high, tuple(_mapped(part, change) for part in parts))
        case _:
            return change(condition)
