"""Conditions in English, with the titles of their options."""

from __future__ import annotations

import re

from detente.brief.markup import Content, Html, el, text
from detente.brief.names import Names
from detente.brief.words import listed, own, quoted, spelled
from detente.case.conditions import And, Bound, Condition, Count, If, Iff, Is, Named, Not, Or, Truth
from detente.case.grammar import parse
from detente.errors import ConditionError


def written(condition: str, names: Names) -> Html:
    """A condition as the case's files write it, in English; unreadable ones as they stand."""
    try:
        return wording(parse(condition), names)
    except ConditionError:
        return el("code", condition)


_ON_OPTIONS = re.compile(r"(not )?(.+?) (only if|if) (.+)", re.DOTALL)


def on_condition(line: str, issue: str, names: Names) -> Html:
    """A line such as “o if C” or “o only if C” of an issue, in English; other lines are conditions."""
    found = _ON_OPTIONS.fullmatch(line)
    options = tuple(found[2].split(" or ")) if found else ()
    if found is None or issue not in names.case.issue or not set(options) <= set(names.case.issue[issue].names):
        return Html(f"holds that {written(line, names)}")
    chosen = names.options(issue, options)
    return Html(f"{'refuses' if found[1] else 'would take'} {chosen} {found[3]} {written(found[4], names)}")


def wording(condition: Condition, names: Names, *, inside: bool = False) -> Html:
    """A condition in English; `inside` puts brackets around what would run together."""
    known = names.titled.get(str(condition)) if names.titled else None
    if known is not None:
        return quoted(known)
    match condition:
        case Not(part):
            return _not(part, names, inside)
        case And(parts) | Or(parts) if parts:
            word = "and" if isinstance(condition, And) else "or"
            return _bracket(
                listed([wording(part, names, inside=True) for part in parts], word), inside and len(parts) > 1
            )
        case If(first, second) | Iff(first, second):
            left, right = wording(first, names, inside=True), wording(second, names, inside=True)
            said = f"if {left}, then {right}" if isinstance(condition, If) else f"{left} exactly if {right}"
            return _bracket(Html(said), inside)
        case Count(low, high, parts):
            these = listed([wording(part, names, inside=True) for part in parts])
            return _bracket([_counted(low, high, len(parts)), these], True)
        case Named(name):
            return _named(name, names)
        case Is() | Bound():
            return _atom(condition, names, "is")
        case _:
            return text("always" if condition in (Truth(True), And(())) else "never")


def _not(part: Condition, names: Names, inside: bool) -> Html:
    match part:
        case Not(within):
            return wording(within, names, inside=inside)
        case And((first, Not(second))):
            left, right = wording(first, names, inside=True), wording(second, names, inside=True)
            return _bracket(Html(f"{left} only if {right}"), inside)
        case And((first, second)):
            left, right = wording(first, names, inside=True), wording(second, names, inside=True)
            return Html(f"not {left} together with {right}")
        case Is() | Bound():
            return _atom(part, names, "is not")
        case _:
            return Html(f"not {wording(part, names, inside=True)}")


def _atom(atom: Is | Bound, names: Names, verb: str) -> Html:
    title = Html(f"“{own(names.issue(atom.issue))}”")
    if isinstance(atom, Bound):
        option = quoted(names.option(atom.issue, atom.option))
        return Html(f"{title} {verb} {option} or {'further' if atom.least else 'less far'}")
    return Html(f"{title} {verb} {names.options(atom.issue, atom.options)}")


def _named(name: str, names: Names) -> Html:
    known = next((one for one in names.case.conditions if one.id == name), None)
    if known is None:
        return el("code", name)
    return quoted(known.title) if known.title else wording(known.means, names, inside=True)


def _counted(low: int, high: int | None, total: int) -> str:
    if high is None or high >= total:
        return f"at least {spelled(low)} of these: "
    if low == high:
        return f"exactly {spelled(low)} of these: "
    return (
        f"at most {spelled(high)} of these: " if low == 0 else f"between {spelled(low)} and {spelled(high)} of these: "
    )


def _bracket(content: Content, needed: bool) -> Html:
    return Html(f"({text(content)})") if needed else text(content)
