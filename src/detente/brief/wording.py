"""Conditions in English, with the titles of their options."""

from __future__ import annotations

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


def wording(condition: Condition, names: Names, *, inside: bool = False) -> Html:
    """A condition in English; `inside` puts brackets around what would run together."""
    match condition:
        case Not(Not(part)):
            return wording(part, names, inside=inside)
        case Not(And((first, Not(second)))):
            return _bracket(
                [wording(first, names, inside=True), " only if ", wording(second, names, inside=True)], inside
            )
        case Not(And((first, second))):
            return Html(f"not {wording(first, names, inside=True)} together with {wording(second, names, inside=True)}")
        case Not(part):
            return _not(part, names)
        case And(parts) if parts:
            return _bracket(listed([wording(part, names, inside=True) for part in parts]), inside and len(parts) > 1)
        case Or(parts) if parts:
            return _bracket(
                listed([wording(part, names, inside=True) for part in parts], "or"), inside and len(parts) > 1
            )
        case If(when, then):
            return _bracket(
                ["if ", wording(when, names, inside=True), ", then ", wording(then, names, inside=True)], inside
            )
        case Iff(left, right):
            return _bracket(
                [wording(left, names, inside=True), " exactly if ", wording(right, names, inside=True)], inside
            )
        case Count(low, high, parts):
            return _bracket(
                [_counted(low, high, len(parts)), listed([wording(part, names, inside=True) for part in parts])], True
            )
        case Named(name):
            return _named(name, names)
        case Is() | Bound():
            return _atom(condition, names, "is")
        case Truth(value):
            return text("always" if value else "never")
        case _:
            return text("always" if isinstance(condition, And) else "never")


def _not(part: Condition, names: Names) -> Html:
    if isinstance(part, Is | Bound):
        return _atom(part, names, "is not")
    return Html(f"not {wording(part, names, inside=True)}")


def _atom(atom: Is | Bound, names: Names, verb: str) -> Html:
    title = own(names.issue(atom.issue))
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
