"""Solutions: which packages leave nothing on the table, and which are fair, by which published standard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from detente.engines.bargaining.measures import EQUAL, NAMES
from detente.engines.bargaining.results import Best, Limits, Point
from detente.space.bargaining import Bargain
from detente.space.patience import Stop, patient

IDEALS = ("rational", "all")


@dataclass(frozen=True)
class Package:
    """One vector of utilities and packages that have it."""

    utilities: tuple[float, ...]
    packages: tuple[dict[str, str], ...]
    count: int | None
    """How many packages have it; None: not counted. `packages` may list fewer."""
    efficient: bool | None = True
    """Whether no acceptable package dominates it; None: not known."""


@dataclass(frozen=True)
class Solution:
    """One solution: its value and every point that has it. `value` None: none is acceptable, or it is not known."""

    name: str
    value: float | None
    points: tuple[Package, ...]
    exact: bool
    all_ties: bool
    bound: float | None

    def to_json(self) -> dict[str, Any]:
        """As the reference documents it."""
        return {
            "value": self.value,
            "points": [_json(point) for point in self.points],
            "exact": self.exact,
            "all_ties": self.all_ties,
            "bound": self.bound,
        }


@dataclass(frozen=True)
class Solutions:
    """The answer for one domain; None is "not known", never "none".

    Reference: a package is acceptable to a party if its utility is at least the reservation value (≥), which is also
    the disagreement point of each solution.
    """

    bargain: Bargain
    packages: int
    agreement_zone: int | None
    zone_interval: tuple[int, int] | None
    empty: bool | None
    frontier: tuple[Package, ...] | None
    solutions: dict[str, Solution]
    ideal: str
    ideals: tuple[float | None, ...]
    closest: Solution | None
    method: str
    exact: bool
    notes: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """As the reference documents it."""
        bargain, front = self.bargain, self.frontier
        return {
            "domain": bargain.name,
            "issues": [{"name": one.name, "options": len(one.options)} for one in bargain.matters],
            "parties": [
                {"name": name, "reservation": r / scale, "ideal": ideal}
                for name, r, scale, ideal in zip(
                    bargain.parties, bargain.domain.reservations, bargain.domain.scales, self.ideals, strict=True
                )
            ],
            "packages": self.packages,
            "agreement_zone": self.agreement_zone,
            "agreement_zone_interval": None if self.zone_interval is None else list(self.zone_interval),
            "empty": self.empty,
            "frontier": {
                "size": None if front is None else len(front),
                "points": [] if front is None else [list(point.utilities) for point in front],
                "packages": _total(front),
                "behind": [] if front is None else [list(point.packages) for point in front],
            },
            **{name: solution.to_json() for name, solution in self.solutions.items()},
            "ideal_over": self.ideal,
            "closest": None if self.closest is None else self.closest.to_json(),
            "method": self.method,
            "exact": self.exact,
            "notes": list(self.notes),
        }


def solutions(
    bargain: Bargain, ideal: str = "rational", *, most: int = 20, count: bool = True, stop: Stop = patient
) -> Solutions:
    """What is efficient and what is fair in a domain? Exact wherever `exact` says so.

    `ideal` is the set over which Kalai and Smorodinsky's largest gains are taken: "rational", the packages acceptable
    to all, or "all". At most `most` packages are listed behind a point. `stop()` ends what takes long; what was not
    found by then is None.
    """
    from detente.engines.bargaining.choosing import solve

    domain = bargain.domain
    solved = solve(domain, ideal, Limits(packages=most, count=count, stop=stop))
    ideals = tuple(
        None if gain is None else (gain + r) / scale
        for gain, r, scale in zip(solved.ideals, domain.reservations, domain.scales, strict=True)
    )
    closest = None if solved.closest is None else _solution(bargain, EQUAL, solved.closest)
    return Solutions(
        bargain,
        domain.packages,
        solved.zone,
        solved.zone_interval,
        solved.empty,
        None if solved.frontier is None else tuple(_package(bargain, point) for point in solved.frontier),
        {name: _solution(bargain, name, solved.best[name]) for name in NAMES},
        ideal,
        ideals,
        closest,
        solved.method,
        solved.exact and not bargain.gridded,
        (*bargain.notes, *solved.notes),
    )


def _solution(bargain: Bargain, name: str, best: Best) -> Solution:
    value = best.value
    points = tuple(_package(bargain, point) for point in best.points)
    return Solution(name, None if value is None else float(value), points, best.exact, best.all_ties, best.bound)


def _package(bargain: Bargain, point: Point) -> Package:
    packages = tuple(bargain.package(options) for options in point.packages)
    return Package(bargain.utilities(point.gains), packages, point.count, point.efficient)


def _json(point: Package) -> dict[str, Any]:
    return {
        "utilities": list(point.utilities),
        "packages": list(point.packages),
        "count": point.count,
        "efficient": point.efficient,
    }


def _total(points: tuple[Package, ...] | None) -> int | None:
    counts = None if points is None else [point.count for point in points]
    if counts is None or None in counts:
        return None
    return sum(count for count in counts if count is not None)
