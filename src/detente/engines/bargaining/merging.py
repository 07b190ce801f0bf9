"""Options that no utility and no linkage tells apart, made one: rectangles often cut ten values into three kinds."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

from detente.engines.bargaining.model import Bonus, Domain
from detente.engines.bargaining.results import Best, Point, Solved

Kinds = tuple[tuple[tuple[int, ...], ...], ...]
"""For each issue, for each kind of option, the options of this kind."""


def merged(domain: Domain) -> tuple[Domain, Kinds]:
    """The same domain with one option for each kind, which knows how many it stands for. Linkages and
    rules are left alone.
    """
    linked = {issue for one in domain.linkages for issue in one.issues}
    if domain.rules is not None:
        linked = linked.union(*domain.rules.scopes)
    kinds = []
    for issue, size in enumerate(domain.sizes):
        found: dict[tuple[object, ...], list[int]] = {}
        for option in range(size):
            found.setdefault(_signature(domain, issue, option, issue in linked), []).append(option)
        kinds.append(tuple(map(tuple, found.values())))
    copies = tuple(tuple(len(kind) for kind in some) for some in kinds)
    tables = tuple(
        tuple(tuple(options[kind[0]] for kind in some) for options, some in zip(table, kinds, strict=True))
        for table in domain.tables
    )
    bonuses = tuple(_narrowed(bonus, kinds) for bonus in domain.bonuses)
    return replace(domain, tables=tables, bonuses=bonuses, copies=copies), tuple(kinds)


def _signature(domain: Domain, issue: int, option: int, linked: bool) -> tuple[object, ...]:
    worth = tuple(table[issue][option] for table in domain.tables)
    inside = tuple(
        option in allowed
        for bonus in domain.bonuses
        for one, allowed in zip(bonus.issues, bonus.allowed, strict=True)
        if one == issue
    )
    return (worth, inside, option if linked else None)


def _narrowed(bonus: Bonus, kinds: Sequence[Sequence[Sequence[int]]]) -> Bonus:
    allowed = tuple(
        frozenset(number for number, kind in enumerate(kinds[issue]) if kind[0] in among)
        for issue, among in zip(bonus.issues, bonus.allowed, strict=True)
    )
    return replace(bonus, allowed=allowed)


def unmerged(solved: Solved, kinds: Kinds, most: int) -> Solved:
    """The answer with its packages in the options of the domain before it was merged."""

    def point(one: Point) -> Point:
        packages = itertools.islice((full for some in one.packages for full in _full(some, kinds)), most)
        return replace(one, packages=tuple(sorted(packages)))

    def best(one: Best) -> Best:
        return replace(one, points=tuple(map(point, one.points)))

    return replace(
        solved,
        frontier=None if solved.frontier is None else tuple(map(point, solved.frontier)),
        best={name: best(one) for name, one in solved.best.items()},
        closest=None if solved.closest is None else best(solved.closest),
        met=tuple(map(point, solved.met)),
    )


def unfolded(package: Sequence[int], kinds: Kinds, most: int) -> tuple[tuple[int, ...], ...]:
    """The packages that one of kinds stands for, up to so many."""
    return tuple(itertools.islice(_full(package, kinds), most))


def _full(package: Sequence[int], kinds: Kinds) -> Iterator[tuple[int, ...]]:
    return itertools.product(*(kinds[issue][kind] for issue, kind in enumerate(package)))
