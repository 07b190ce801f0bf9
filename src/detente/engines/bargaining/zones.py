"""All solutions of a domain whose acceptable packages are all at hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from detente.engines.bargaining.measures import NAMES, NASH, measures
from detente.engines.bargaining.model import Domain
from detente.engines.bargaining.pooling import front
from detente.engines.bargaining.results import Best, Limits, Point, Solved


def of_zone(
    domain: Domain, zone: Sequence[tuple[int, ...]], tops: Sequence[int] | None, limits: Limits, method: str
) -> Solved:
    """Frontier and solutions of an agreement zone that is listed and not empty.

    `tops` are the largest gains over all feasible packages, where Kalai and Smorodinsky's are to be these.
    """
    behind: dict[tuple[int, ...], list[tuple[int, ...]]] = {}
    for package in zone:
        behind.setdefault(domain.gains(package), []).append(package)
    efficient = set(front(list(behind)))
    ideals = tuple(tops) if tops is not None else tuple(map(max, zip(*behind, strict=True)))

    def points(rows: Iterable[tuple[int, ...]]) -> tuple[Point, ...]:
        made = [
            Point(row, len(behind[row]), tuple(sorted(behind[row])[: limits.packages]), row in efficient)
            for row in rows
        ]
        return tuple(sorted(made, key=lambda one: (not one.efficient, [-gain for gain in one.gains])))

    best = {}
    for measure in measures(domain, ideals):
        values = {row: measure.exact(row) for row in behind}
        most = max(values.values())
        ties = [row for row, value in values.items() if value == most]
        nothing = measure.name == NASH and not most  # a product of nothing: only what nothing dominates is listed
        shown = [row for row in ties if not nothing or row in efficient]
        best[measure.name] = Best(most, points(shown), all_ties=len(shown) == len(ties))
    found = {name: best[name] for name in NAMES}
    return Solved(len(zone), False, points(efficient), found, ideals, None, method, exact=True)
