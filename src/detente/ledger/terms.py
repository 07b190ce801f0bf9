"""What it means, as a condition, to meet a proposal, a part of it, or to break its indivisibility."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from detente.case.conditions import And, Condition, Count, Is, Truth
from detente.case.model import Firmness, Terms


def meets(terms: Terms) -> Condition:
    """The packages that take a listed option on every item and meet at least `choose` of the branches."""
    parts: list[Condition] = [Is(issue, options) for issue, options in terms.items]
    if terms.branches:
        parts.append(Count(terms.choose, None, tuple(meets(branch) for branch in terms.branches)))
    return And(tuple(parts)) if parts else Truth(True)


def about(terms: Terms, issues: Collection[str]) -> Terms | None:
    """The part of a proposal that is about these issues; None where nothing is."""
    branches = tuple(part for branch in terms.branches if (part := about(branch, issues)))
    items = tuple(item for item in terms.items if item[0] in issues)
    if not items and not branches:
        return None
    return Terms(terms.id, items, min(terms.choose, len(branches)), branches, terms.indivisible, terms.title)


def only(terms: Terms, issues: Collection[str]) -> Terms:
    """A proposal with what it says of all other issues than these taken as met."""
    items = tuple(item for item in terms.items if item[0] in issues)
    return replace(terms, items=items, branches=tuple(only(branch, issues) for branch in terms.branches))


def issues_of_terms(terms: Terms) -> tuple[str, ...]:
    """Every issue that a proposal mentions, each once."""
    found = [issue for issue, _ in terms.items]
    for branch in terms.branches:
        found.extend(issues_of_terms(branch))
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class Item:
    """One item of a proposal, and the condition under which it is one.

    That the package meets the branches it stands in.
    """

    issue: str
    options: tuple[str, ...]
    within: Condition


def items_of(terms: Terms, within: tuple[Condition, ...] = ()) -> Iterator[Item]:
    """All items, those of the branches included."""
    for issue, options in terms.items:
        yield Item(issue, options, And(within) if within else Truth(True))
    for branch in terms.branches:
        yield from items_of(branch, (*within, meets(branch)))


@dataclass(frozen=True)
class Whole:
    """An indivisible proposal or branch.

    `broken` holds for packages with at least one, not all, of its items that differ from the status quo.
    """

    id: str
    firmness: Firmness
    broken: Condition
    issues: tuple[str, ...]


def wholes(terms: Terms, status_quo: Mapping[str, str]) -> Iterator[Whole]:
    """Every indivisible part of a proposal, with at least two items that differ from the status quo."""
    changed = [(issue, options) for issue, options in terms.items if status_quo[issue] not in options]
    if terms.indivisible and len(changed) > 1:
        parts = tuple(Is(issue, options) for issue, options in changed)
        issues = tuple(issue for issue, _ in terms.items)
        yield Whole(terms.id, terms.indivisible, Count(1, len(parts) - 1, parts), issues)
    for branch in terms.branches:
        yield from wholes(branch, status_quo)
