"""Solutions: which packages leave nothing on the table, and which are fair, by which published standard."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from detente.case.filtering import lapsed
from detente.case.model import Case
from detente.engines.bargaining.measures import EQUAL, KALAI, NAMES
from detente.engines.bargaining.model import Domain
from detente.engines.bargaining.results import Best, Limits, Point, Solved, TooManyError
from detente.ledger.terms import issues_of_terms
from detente.space.bargaining import Bargain, Package
from detente.space.judging import Judging, judge
from detente.space.outcome import About, whole
from detente.space.patience import Stop, patient
from detente.space.placing import Frontier, opposition
from detente.space.regarding import Looked, look, verdicts
from detente.space.spaces import Space

IDEALS = ("rational", "all")
_FEW = 20_000
"""The frontier of so many packages is no matter."""


@dataclass(frozen=True)
class Solution:
    """One solution: its value and the points that have it. `value` None: none is acceptable, or it is not known; with
    points, of Kalai–Smorodinsky: nobody can gain, so that there are no shares, or not all largest gains are known.
    """

    name: str
    value: float | None
    points: tuple[Package, ...]
    exact: bool
    all_ties: bool
    bound: float | None
    all_efficient: bool = True
    """Whether all points of that value are there that nothing dominates."""

    def to_json(self) -> dict[str, Any]:
        """As the reference documents it."""
        return {
            "value": self.value,
            "points": [point.to_json() for point in self.points],
            "exact": self.exact,
            "all_ties": self.all_ties,
            "all_efficient_ties": self.all_efficient,
            "bound": self.bound,
        }


@dataclass(frozen=True)
class Judged:
    """What an answer about a case says beyond that about a domain. Figures by unit, in the order of the parties."""

    about: About
    case: Case
    table: str
    title: str
    within: str | None
    members: tuple[tuple[str, ...], ...]
    feasible: int | None
    ranges: tuple[tuple[float, float] | None, ...]
    unbounded: tuple[str, ...]
    derived: tuple[str, ...]
    unjudged_parties: tuple[str, ...]
    unjudged_issues: dict[str, tuple[str, ...]]
    regret: dict[str, tuple[tuple[float, ...] | None, ...]]
    """For each solution, for each of its points, how much less each unit has than at its best."""
    verdicts: dict[str, tuple[tuple[str, ...], ...]]
    """For each solution and point what each unit says by its intervals."""
    stopped: dict[str, tuple[tuple[str, ...] | None, ...]]
    """For each solution and point at whose home the first package listed is certainly stopped; None: none is listed, or
    nothing is on file."""
    status_quo: Looked
    proposals: tuple[Looked, ...]
    elsewhere: tuple[str, ...]
    """Proposals that say nothing about this agenda."""
    integrative: float | None
    correlations: tuple[tuple[float | None, ...], ...] | None
    opposition: float | None

    def to_json(self) -> dict[str, Any]:
        """What is added to the answer."""
        return {
            "table": self.table,
            "within": self.within,
            "feasible": whole(self.feasible),
            "unjudged_parties": list(self.unjudged_parties),
            "unjudged_issues": {unit: list(issues) for unit, issues in self.unjudged_issues.items()},
            "unbounded": list(self.unbounded),
            "derived": list(self.derived),
            "status_quo": self.status_quo.to_json(),
            "proposals": [one.to_json() for one in self.proposals],
            "proposals_elsewhere": list(self.elsewhere),
            "integrative_potential": self.integrative,
            "opposition": {
                "correlations": None if self.correlations is None else [list(row) for row in self.correlations],
                "least_distance": self.opposition,
            },
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
    judged: Judged | None = None
    """What only a case has."""
    met: tuple[Package, ...] = ()
    """Where the frontier is not known and not all is exact: the points met that none met dominates."""

    def to_json(self) -> dict[str, Any]:
        """As the reference documents it."""
        bargain, front, judged = self.bargain, self.frontier, self.judged
        shown = self.met if front is None else front
        closest = None if self.closest is None else self._solution("closest", self.closest)
        return {
            **({} if judged is None else judged.about.to_json()),
            "domain": bargain.name,
            "issues": [{"name": one.name, "options": len(one.options)} for one in bargain.matters],
            "parties": self._parties(),
            "packages": self.packages,
            "agreement_zone": self.agreement_zone,
            "agreement_zone_interval": None if self.zone_interval is None else list(self.zone_interval),
            "empty": self.empty,
            "frontier": {
                "size": None if front is None else len(front),
                "points": [list(point.utilities) for point in shown],
                "packages": _total(front),
                "behind": [list(point.packages) for point in shown],
            },
            **{name: self._solution(name, solution) for name, solution in self.solutions.items()},
            "ideal_over": self.ideal,
            "closest": closest,
            "method": self.method,
            "exact": self.exact,
            "notes": list(self.notes),
            **({} if judged is None else judged.to_json()),
        }

    def _parties(self) -> list[dict[str, Any]]:
        bargain, judged = self.bargain, self.judged
        plain = [
            {"name": name, "reservation": r / scale, "ideal": ideal}
            for name, r, scale, ideal in zip(
                bargain.parties, bargain.domain.reservations, bargain.domain.scales, self.ideals, strict=True
            )
        ]
        if judged is None:
            return plain
        return [
            party | {"members": list(members), "range": None if span is None else list(span)}
            for party, members, span in zip(plain, judged.members, judged.ranges, strict=True)
        ]

    def _solution(self, name: str, solution: Solution) -> dict[str, Any]:
        found = solution.to_json()
        if self.judged is not None:
            judged = self.judged
            added = zip(judged.regret[name], judged.verdicts[name], judged.stopped[name], strict=True)
            found["points"] = [
                point
                | {
                    "regret": None if regret is None else list(regret),
                    "verdicts": list(verdicts),
                    "stopped_at_home_by": None if stopped is None else list(stopped),
                }
                for point, (regret, verdicts, stopped) in zip(found["points"], added, strict=True)
            ]
        return found


def solutions(
    bargain: Bargain, ideal: str = "rational", *, most: int = 20, count: bool = True, stop: Stop = patient
) -> Solutions:
    """What is efficient and what is fair in a domain? Exact wherever `exact` says so.

    `ideal` is the set over which Kalai and Smorodinsky's largest gains are taken: "rational", the packages acceptable
    to all, or "all". At most `most` packages are listed behind a point. `stop()` ends what takes long; what was not
    found by then is None.
    """
    from detente.engines.bargaining.choosing import solve

    found = _named(bargain, solve(bargain.domain, ideal, Limits(packages=most, count=count, stop=stop)), ideal)
    if found.empty and found.closest is None and _nothing_feasible(bargain):
        return replace(found, notes=(NOTHING_FEASIBLE, *found.notes))
    return found


NOTHING_FEASIBLE = "No package meets the linkages, whatever it is worth to whom: nothing can be agreed."


def _nothing_feasible(bargain: Bargain) -> bool:
    from detente.space.grounds import Standpoint

    return None in Standpoint.of_domain(bargain).reckoning.least


def of_case(
    space: Space,
    ideal: str = "rational",
    *,
    within: str | None = None,
    most: int = 20,
    count: bool = True,
    listed: bool = True,
    stop: Stop = patient,
) -> Solutions:
    """What is efficient and fair at a table of a case, by central values, among its feasible packages?

    `within` keeps to packages that no position at that level or a harder one rules out. Without `listed` a frontier
    that may be long is not made, nor what needs it: what is nearest on it, and how opposed all are. Raises
    NotJudgedError where nobody at the table is judged.
    """
    from detente.engines.bargaining.choosing import solve

    judging = judge(space, within=within)
    judging.require()
    bargain, limits = judging.bargain, Limits(packages=most, count=count, stop=stop)
    solved = None if listed else _unlisted(bargain.domain, ideal, limits)
    solved = solved or solve(bargain.domain, ideal, limits)
    return replace(_named(bargain, solved, ideal), judged=_judged(judging, solved, stop))


def _unlisted(domain: Domain, ideal: str, limits: Limits) -> Solved | None:
    """The solutions by themselves, where a frontier may be long and they can be had."""
    from detente.engines.bargaining.singles import by_singles

    if len(domain.tables) <= 2 or domain.packages <= _FEW:
        return None
    try:
        return by_singles(domain, ideal, limits)
    except TooManyError:
        return None


def seen_by(found: Solutions, one: int, other: int, stop: Stop = patient) -> tuple[tuple[float, float], ...]:
    """The frontier as two parties see it: of what all accept, the most for the second for what the first has.

    Utilities, best for the first last. Empty also where it is not known.
    """
    from detente.engines.bargaining.stairs import stair, steps

    domain = found.bargain.domain
    if found.frontier is not None:
        return steps((point.utilities[one], point.utilities[other]) for point in found.frontier)
    try:
        gains = stair(domain, one, other, stop)
    except TooManyError:
        return ()
    bases, scales = domain.reservations, domain.scales
    return tuple(((x + bases[one]) / scales[one], (y + bases[other]) / scales[other]) for x, y in gains)


def _judged(judging: Judging, solved: Solved, stop: Stop) -> Judged:
    """What only a case has."""
    space, reckoning = judging.space, judging.reckoning
    here = [one for one in space.case.proposals if not lapsed(one, space.standing.day)]
    spoken = [one for one in here if set(issues_of_terms(one.terms)) & set(space.frame.variable)]
    known = solved.best | ({} if solved.closest is None else {"closest": solved.closest})
    front = None if solved.frontier is None else Frontier.of(judging.bargain.domain, solved.frontier, reckoning.ranges)
    ranges = zip(reckoning.least, reckoning.most, strict=True)
    return Judged(
        About.of(space.case),
        space.case,
        space.seating.table,
        space.seating.title,
        judging.within,
        tuple(judging.members[unit] for unit in judging.units),
        reckoning.count,
        tuple(None if low is None or high is None else (float(low), float(high)) for low, high in ranges),
        judging.unbounded,
        judging.derived,
        judging.unjudged_parties,
        dict(judging.unjudged_issues),
        {name: tuple(_regret(judging, solved, point) for point in best.points) for name, best in known.items()},
        {name: tuple(verdicts(judging, point.packages) for point in best.points) for name, best in known.items()},
        _stopped(space, {name: best.points for name, best in known.items()}, judging.bargain),
        look(judging, front),
        tuple(look(judging, front, one) for one in spoken),
        tuple(one.id for one in here if one not in spoken),
        _integrative(solved),
        reckoning.correlations,
        None if solved.frontier is None else opposition(judging.bargain.domain, reckoning, _met(solved), stop),
    )


def _stopped(
    space: Space, known: dict[str, tuple[Point, ...]], bargain: Bargain
) -> dict[str, tuple[tuple[str, ...] | None, ...]]:
    """At whose home the packages of solutions are certainly stopped; None: nothing is on file of anybody here."""
    from detente.space.homes import stopped_by
    from detente.space.homes import verdicts as at_home

    asked = at_home(space)
    return {
        name: tuple(
            None if asked is None or not one.packages else stopped_by(asked(bargain.package(one.packages[0])))
            for one in points
        )
        for name, points in known.items()
    }


def _regret(judging: Judging, solved: Solved, point: Point) -> tuple[float, ...] | None:
    """How much less each has than at its best; None where nobody's best is known."""
    if None in solved.ideals:
        return None
    scales = judging.bargain.domain.scales
    return tuple(((most or 0) - gain) / s for most, gain, s in zip(solved.ideals, point.gains, scales, strict=True))


def _met(solved: Solved) -> list[Point]:
    """Every point of the answer."""
    bests = [*solved.best.values(), *([solved.closest] if solved.closest else [])]
    return [*(solved.frontier or ()), *(point for best in bests for point in best.points)]


def _integrative(solved: Solved) -> float | None:
    """The integrative potential, of those who can gain; None where fewer than two can, or it is not known."""
    best = solved.best[KALAI]
    gaining = sum(one is not None and one > 0 for one in solved.ideals)
    if None in solved.ideals or best.value is None or gaining < 2 or not best.exact:
        return None
    return float((best.value - Fraction(1, gaining)) / (1 - Fraction(1, gaining)))


def _named(bargain: Bargain, solved: Solved, ideal: str) -> Solutions:
    domain = bargain.domain
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
        None if solved.frontier is None else tuple(bargain.named(point) for point in solved.frontier),
        {name: _solution(bargain, name, _shared(solved) if name == KALAI else solved.best[name]) for name in NAMES},
        ideal,
        ideals,
        closest,
        solved.method,
        solved.exact and not bargain.gridded and not bargain.rounded,
        (*bargain.notes, *solved.notes, *([NO_SHARES] if _shareless(solved) else [])),
        met=tuple(bargain.named(point) for point in solved.met),
    )


NO_SHARES = "Nobody can gain anything over no agreement: there are no shares, and so no Kalai–Smorodinsky value."


def _shareless(solved: Solved) -> bool:
    """Whether there is an agreement in which nobody can gain anything."""
    return solved.empty is False and all(most is not None and most <= 0 for most in solved.ideals)


def _shared(solved: Solved) -> Best:
    """Kalai and Smorodinsky's solution, its value only where there are shares and it is known of what."""
    best = solved.best[KALAI]
    return replace(best, value=None, bound=None) if None in solved.ideals or _shareless(solved) else best


def _solution(bargain: Bargain, name: str, best: Best) -> Solution:
    value = best.value
    points = tuple(bargain.named(point) for point in best.points)
    number = None if value is None else float(value)
    whole = best.all_ties or (best.exact and best.all_efficient)
    return Solution(name, number, points, best.exact, best.all_ties, best.bound, whole)


def _total(points: tuple[Package, ...] | None) -> int | None:
    counts = None if points is None else [point.count for point in points]
    if counts is None or None in counts:
        return None
    return sum(count for count in counts if count is not None)
