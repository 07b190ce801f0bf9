"""Trade: what changing one, two or three issues of a package can do for those who are judged.

Definitions: `docs/explanation/bargaining.md`, "Trade". Logrolling is a swap: each issue by itself somebody would lose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from detente.case.model import Case
from detente.errors import UnknownNameError
from detente.space.bargaining import Bargain, Package
from detente.space.grounds import Standpoint
from detente.space.judging import judge
from detente.space.outcome import About
from detente.space.patience import Progress, Stop, patient, quiet
from detente.space.placing import Frontier
from detente.space.regarding import STATUS_QUO
from detente.space.spaces import Space
from detente.space.starting import left_out, start_of, whole_package
from detente.space.surroundings import Asked, Change, Concessions, Found, Surroundings, Worthwhile

__all__ = ["Asked", "Change", "Concessions", "Found", "Trade", "Worthwhile", "of_case", "of_domain", "trade"]


_IN_PART = (
    "{} also asks for changes on issues that this table does not deal with ({}); the start is what it says of others."
)


@dataclass(frozen=True)
class Trade:
    """The answer for one package; None is "not known", never "none". Figures by party, in their order."""

    bargain: Bargain
    about: About | None
    case: Case | None
    title: str
    """Of a case the table's."""
    start: str
    package: dict[str, str]
    feasible: bool
    utilities: tuple[float, ...]
    accepts: tuple[bool, ...]
    ranges: tuple[float, ...]
    size: int
    free: Found
    swaps: Found
    pairs: tuple[Worthwhile, ...]
    worth_trading: int
    """How many pairs of issues and of parties have something to trade from here."""
    concessions: tuple[Concessions, ...]
    efficient: bool | None
    distance: float | None
    nearest: tuple[Package, ...]
    better: tuple[Package, ...]
    changes: int | None
    fewest: tuple[dict[str, str], ...]
    complete: bool
    unjudged_parties: tuple[str, ...] = ()
    unjudged_issues: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    method: str = "every change of one and two issues looked at"

    def to_json(self) -> dict[str, Any]:
        """As the reference documents it."""
        domain = self.bargain.domain
        return {
            **({} if self.about is None else self.about.to_json()),
            "domain": self.bargain.name,
            "start": self.start,
            "package": self.package,
            "feasible": self.feasible,
            "parties": [
                {"name": name, "reservation": r / scale, "range": span, "utility": utility, "accepts": accepts}
                for name, r, scale, span, utility, accepts in zip(
                    self.bargain.parties,
                    domain.reservations,
                    domain.scales,
                    self.ranges,
                    self.utilities,
                    self.accepts,
                    strict=True,
                )
            ],
            "issues": self.size,
            "free_improvements": self.free.to_json(),
            "swaps": self.swaps.to_json(),
            "worth_trading": {"count": self.worth_trading, "best": [one.to_json() for one in self.pairs]},
            "concessions": [one.to_json() for one in self.concessions],
            "frontier": {
                "efficient": self.efficient,
                "distance": self.distance,
                "nearest": [point.to_json() for point in self.nearest],
                "nearest_better": [point.to_json() for point in self.better],
                "fewest_changes": self.changes,
                "fewest_changes_packages": list(self.fewest),
                "complete": self.complete,
            },
            "unjudged_parties": list(self.unjudged_parties),
            "unjudged_issues": {unit: list(issues) for unit, issues in self.unjudged_issues.items()},
            "method": self.method,
            "notes": list(self.notes),
        }


def trade(
    standpoint: Standpoint,
    package: Mapping[str, str],
    asked: Asked | None = None,
    *,
    start: str = "",
    progress: Progress = quiet,
    stop: Stop = patient,
) -> Trade:
    """What can be traded from a package (an option of every matter)?

    Free improvements, swaps, the pairs of issues worth trading, each party's single concessions, and the nearest points
    of the frontier. `stop()` ends the search for the frontier; what was not found by then is None.
    """
    asked = asked or Asked()
    bargain = standpoint.bargain
    chosen = tuple(one.options.index(package[one.name]) for one in bargain.matters)
    looking = Surroundings.of(standpoint, chosen)
    wanted = [number for number, name in enumerate(bargain.parties) if not asked.parties or name in asked.parties]
    free, swaps = looking.improvements(asked, progress)
    pairs = looking.pairs(wanted) if asked.around else []
    frontier = _frontier(standpoint, stop) if asked.around else None
    gains = bargain.domain.gains(chosen)
    near = None if frontier is None else frontier.nearest(gains)
    better = None if frontier is None else frontier.nearest(gains, better=True)
    fewest = None if frontier is None else frontier.fewest(chosen)
    return Trade(
        bargain,
        None,
        None,
        bargain.name,
        start,
        bargain.package(chosen),
        looking.feasible,
        bargain.utilities(gains),
        tuple(gain >= 0 for gain in gains),
        tuple(float(one) for one in standpoint.ranges),
        asked.issues,
        free,
        swaps,
        tuple(pairs[: asked.most]),
        sum(one.here > 0 for one in pairs),
        tuple(looking.concessions(party) for party in wanted),
        None if frontier is None else frontier.holds(gains) and looking.feasible,
        None if near is None else float(near.distance),
        () if near is None else tuple(map(bargain.named, near.points)),
        () if better is None else tuple(map(bargain.named, better.points)),
        None if fewest is None else fewest.changes,
        () if fewest is None else tuple(map(bargain.package, fewest.packages[: asked.most])),
        fewest is not None and fewest.complete,
        notes=(*bargain.notes, *standpoint.reckoning.notes),
        method="every change of one, two and three issues looked at" if asked.issues > 2 else Trade.method,
    )


def of_case(
    space: Space,
    start: str = STATUS_QUO,
    settled: Mapping[str, str] | None = None,
    asked: Asked | None = None,
    *,
    progress: Progress = quiet,
    stop: Stop = patient,
) -> Trade:
    """What can be traded at a table of a case, from a proposal or the status quo with some issues settled otherwise?

    Raises NotJudgedError where nobody at the table is judged, UnknownNameError for names that are not in the case.
    """
    judging = judge(space)
    judging.require()
    asked = asked or Asked()
    for party in asked.parties:
        if party not in judging.units:
            raise UnknownNameError("judged party or bloc", party, judging.units)
    package = start_of(space, start, settled or {})
    found = trade(Standpoint.of_case(judging), package, asked, start=start, progress=progress, stop=stop)
    off = left_out(space, start)
    return replace(
        found,
        notes=((_IN_PART.format(start, ", ".join(off)),) if off else ()) + found.notes,
        about=About.of(space.case),
        case=space.case,
        title=space.seating.title or space.seating.table,
        unjudged_parties=judging.unjudged_parties,
        unjudged_issues=dict(judging.unjudged_issues),
    )


def of_domain(
    bargain: Bargain,
    settled: Mapping[str, str],
    asked: Asked | None = None,
    *,
    progress: Progress = quiet,
    stop: Stop = patient,
) -> Trade:
    """The same of a domain in files, from a whole package."""
    asked = asked or Asked()
    for party in asked.parties:
        if party not in bargain.parties:
            raise UnknownNameError("party", party, bargain.parties)
    package = whole_package(bargain.matters, settled)
    return trade(Standpoint.of_domain(bargain), package, asked, progress=progress, stop=stop)


def _frontier(standpoint: Standpoint, stop: Stop) -> Frontier | None:
    """The frontier of what is acceptable to all; None: not known."""
    from detente.engines.bargaining.choosing import solve
    from detente.engines.bargaining.results import Limits

    domain = standpoint.bargain.domain
    solved = solve(domain, limits=Limits(count=False, stop=stop))
    if solved.frontier is None or not solved.exact:
        return None
    return Frontier.of(domain, solved.frontier, standpoint.ranges)
