"""The order in which issues are settled, and which stay open to linkages: a path decomposition."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from detente.engines.bargaining.model import Domain


@dataclass(frozen=True)
class Step:
    """One issue settled: which issues a later linkage still looks at afterwards, and what is decided by now."""

    issue: int
    live: tuple[int, ...]
    """Issues settled before this step that it or a later one looks at."""
    after: tuple[int, ...]
    """Of these and this one, those that a later step looks at."""
    linkages: tuple[int, ...]
    """Linkages whose last issue this is."""
    bonuses: tuple[int, ...]
    """Bonuses whose last issue this is."""


def scopes(domain: Domain) -> list[frozenset[int]]:
    """The issues of each linkage, then of each bonus."""
    linkages = [frozenset(one.issues) for one in domain.linkages]
    return linkages + [frozenset(one.issues) for one in domain.bonuses]


def path(domain: Domain) -> list[Step]:
    """An order that keeps few combinations open at a time.

    Where nothing ties issues together, those with most at stake come first: little is then left for parts to hope for.

    Greedy from each issue in turn: next the issue that leaves the smallest product of open options.
    """
    ties = scopes(domain)
    sizes = domain.sizes
    if not any(len(tie) > 1 for tie in ties):
        return steps(domain, sorted(range(len(sizes)), key=lambda issue: (-stakes(domain, issue), issue)))
    starts = sorted({issue for tie in ties for issue in tie})
    orders = [_greedy(sizes, ties, start) for start in starts]
    return steps(domain, min(orders, key=lambda order: width(sizes, ties, order)))


def stakes(domain: Domain, issue: int) -> float:
    """What parties can win or lose by an issue, in all, on their own scales."""
    return sum(
        (max(table[issue]) - min(table[issue])) / scale
        for table, scale in zip(domain.tables, domain.scales, strict=True)
    )


def quick(domain: Domain) -> list[int]:
    """An order found at once: next the issue that ends most ties, then that has begun most."""
    ties = scopes(domain) + (domain.rules.scopes if domain.rules is not None else [])
    touching: dict[int, list[int]] = {issue: [] for issue in range(len(domain.sizes))}
    for number, tie in enumerate(ties):
        for issue in tie:
            touching[issue].append(number)
    left = [len(tie) for tie in ties]
    rest, order = set(touching), []
    while rest:
        best = max(
            rest,
            key=lambda issue: (
                sum(left[one] == 1 for one in touching[issue]),
                sum(left[one] < len(ties[one]) for one in touching[issue]),
                -issue,
            ),
        )
        order.append(best)
        rest.remove(best)
        for one in touching[best]:
            left[one] -= 1
    return order


def width(sizes: Sequence[int], ties: Sequence[frozenset[int]], order: Sequence[int]) -> int:
    """The sum over steps of the combinations that are open while it is made."""
    total, place = 0, {issue: at for at, issue in enumerate(order)}
    for at in range(len(order)):
        total += math.prod(sizes[issue] for issue in _open(ties, place, at)) * sizes[order[at]]
    return total


def _open(ties: Sequence[frozenset[int]], place: dict[int, int], at: int) -> set[int]:
    """Issues settled before `at` that some tie connects with `at` or later."""
    found: set[int] = set()
    for tie in ties:
        spots = [place[issue] for issue in tie]
        if min(spots) < at <= max(spots):
            found |= {issue for issue in tie if place[issue] < at}
    return found


def _greedy(sizes: Sequence[int], ties: Sequence[frozenset[int]], start: int) -> list[int]:
    order, rest = [start], set(range(len(sizes))) - {start}
    while rest:
        settled = set(order)

        def opened(issue: int, settled: set[int] = settled) -> tuple[float, int, int]:
            now = settled | {issue}
            live = {one for tie in ties if tie & now and tie - now for one in tie & now}
            touching = any(issue in tie and tie & settled for tie in ties)
            return sum(math.log(sizes[one]) for one in live), not touching, issue

        best = min(rest, key=opened)
        order.append(best)
        rest.remove(best)
    return order


def steps(domain: Domain, order: Sequence[int]) -> list[Step]:
    """The steps of an order."""
    place = {issue: at for at, issue in enumerate(order)}
    ties = [[place[issue] for issue in tie] for tie in scopes(domain)]
    count = len(domain.linkages)
    made = []
    for at, issue in enumerate(order):
        live = {order[spot] for tie in ties if max(tie, default=-1) >= at for spot in tie if spot < at}
        after = {order[spot] for tie in ties if max(tie, default=-1) > at for spot in tie if spot <= at}
        ended = [number for number, tie in enumerate(ties) if max(tie, default=0) == at]
        made.append(
            Step(
                issue,
                tuple(sorted(live)),
                tuple(sorted(after)),
                tuple(number for number in ended if number < count),
                tuple(number - count for number in ended if number >= count),
            )
        )
    return made
