"""What is on the table beside what there could be: a proposal's packages, their worth, how far the frontier is."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from detente.case.model import Proposal
from detente.engines.bargaining.results import Point
from detente.ledger.terms import issues_of_terms
from detente.space.bargaining import Package
from detente.space.judging import Judging
from detente.space.outcome import whole
from detente.space.placing import Frontier, Near
from detente.space.proposed import Options, Proposed, at_status_quo, broken, members, named, proposed

STATUS_QUO = "status_quo"
_LOOKED_AT = 500
_LISTED = 20


@dataclass(frozen=True)
class Looked:
    """A proposal, or the status quo, as packages: what they are worth, who accepts them, how far the frontier is.

    Where there are several packages a figure is a least and a most. Figures are by unit, in the order of the bargain's
    parties; None is "not known". The nearest points are those of the package that is nearest.
    """

    id: str
    title: str
    by: tuple[str, ...]
    date: str
    packages: tuple[dict[str, str], ...]
    """Its feasible packages, some of them where there are many."""
    feasible: int | None
    beyond: int
    """How many issues had to change beyond its terms, for linkages leave no other way."""
    broken: tuple[str, ...]
    """Linkages that every package which meets its terms breaks."""
    off_agenda: tuple[str, ...]
    in_part: bool
    """Whether this is of its part about the agenda only: no package of the table meets the rest, on `off_agenda`."""
    utilities: tuple[tuple[float, float], ...]
    verdicts: tuple[str, ...]
    acceptable: str
    """To all who are judged, by their intervals: yes or no if that is so of every package, else depends."""
    efficient: bool | None
    """Whether one of them is on the frontier."""
    distance: tuple[float, float] | None
    nearest: tuple[Package, ...]
    better: tuple[Package, ...]
    """The nearest of those that are at least as good for everybody."""
    changes: int | None
    """On how many issues the frontier package that changes the fewest differs."""
    fewest: tuple[dict[str, str], ...]
    complete: bool
    """Whether all its packages were looked at, and all that are on the frontier."""

    def to_json(self) -> dict[str, Any]:
        """As the reference documents it."""
        return {
            "id": self.id,
            "title": self.title,
            "by": list(self.by),
            "date": self.date or None,
            "packages": list(self.packages),
            "feasible": whole(self.feasible),
            "beyond": self.beyond,
            "broken": list(self.broken),
            "off_agenda": list(self.off_agenda),
            "in_part": self.in_part,
            "utilities": [list(one) for one in self.utilities],
            "verdicts": list(self.verdicts),
            "acceptable": self.acceptable,
            "efficient": self.efficient,
            "distance": None if self.distance is None else list(self.distance),
            "nearest": [point.to_json() for point in self.nearest],
            "nearest_better": [point.to_json() for point in self.better],
            "fewest_changes": self.changes,
            "fewest_changes_packages": list(self.fewest),
            "complete": self.complete,
        }


def look(judging: Judging, frontier: Frontier | None, proposal: Proposal | None = None) -> Looked:
    """Where a proposal lies, or the status quo."""
    space = judging.space
    formulas = space.frame.formulas
    if proposal is None:
        quo = at_status_quo(space)
        same = formulas.all(formulas.literal(variable, 1 << option) for variable, option in enumerate(quo))
        found = Proposed(same, same)
    else:
        found = proposed(space, proposal, judging.hard)
    formula = found.formula
    met = formulas.all([formula, *judging.hard])
    packages = list(itertools.islice(members(space, met), _LOOKED_AT + 1))
    whole_set = len(packages) <= _LOOKED_AT
    packages = packages[:_LOOKED_AT]
    reckoning = judging.reckoning.beside([formula])
    said = Said.of(judging, packages, whole_set)
    lows, highs = reckoning.least, reckoning.most
    beside = _Beside.of(judging, frontier, packages)
    return Looked(
        proposal.id if proposal else STATUS_QUO,
        proposal.title if proposal else "",
        proposal.by if proposal else (),
        str(proposal.date) if proposal else "",
        tuple(named(space, one) for one in packages[:_LISTED]),
        len(packages) if whole_set else reckoning.count,
        found.beyond,
        () if packages else broken(space, formula),
        () if proposal is None else tuple(i for i in issues_of_terms(proposal.terms) if i not in space.frame.variable),
        found.in_part,
        tuple((float(a), float(b)) for a, b in zip(lows, highs, strict=True) if a is not None and b is not None),
        said.units,
        said.together,
        beside.efficient if whole_set else None,
        beside.distance if whole_set else None,
        beside.nearest,
        beside.better,
        beside.changes,
        beside.fewest,
        whole_set and beside.complete,
    )


def verdicts(judging: Judging, packages: Iterable[Options], complete: bool = True) -> tuple[str, ...]:
    """What each unit says of packages: yes or no if it says so of all of them, else depends. () of no package."""
    return Said.of(judging, packages, complete).units


@dataclass(frozen=True)
class Said:
    """What is said of packages: by each unit, and by all who are judged together, package by package."""

    units: tuple[str, ...]
    together: str

    @classmethod
    def of(cls, judging: Judging, packages: Iterable[Options], complete: bool = True) -> Said:
        """`complete` False: there are more packages than these, of which nothing is said."""
        listed = [named(judging.space, one) for one in packages]
        if not listed:
            return cls((), "no")
        if not complete:
            return cls(("depends",) * len(judging.worths), "depends")
        rows = [[worth.verdict(one) for worth in judging.worths] for one in listed]
        return cls(tuple(map(_alike, zip(*rows, strict=True))), _alike([_all(row) for row in rows]))


def _alike(verdicts: Sequence[str]) -> str:
    """One verdict of many packages: theirs where it is the same, else it depends."""
    return verdicts[0] if len(set(verdicts)) == 1 else "depends"


def _all(said: Sequence[str]) -> str:
    """Whether all accept one package: no where one certainly does not."""
    if "no" in said:
        return "no"
    return "yes" if set(said) == {"yes"} else "depends"


@dataclass(frozen=True)
class _Beside:
    """Packages beside the frontier."""

    efficient: bool | None = None
    distance: tuple[float, float] | None = None
    nearest: tuple[Package, ...] = ()
    better: tuple[Package, ...] = ()
    changes: int | None = None
    fewest: tuple[dict[str, str], ...] = ()
    complete: bool = True

    @classmethod
    def of(cls, judging: Judging, frontier: Frontier | None, packages: Sequence[Options]) -> _Beside:
        if frontier is None or not packages:
            return cls(complete=frontier is not None)
        if not frontier.points:
            return cls(efficient=False)
        bargain = judging.bargain
        gains = [bargain.domain.gains(one) for one in packages]
        near = [one for one in (frontier.nearest(row) for row in gains) if one is not None]
        first = min(range(len(near)), key=lambda at: near[at].distance)
        better = frontier.nearest(gains[first], better=True)
        changed = [one for one in (frontier.fewest(package) for package in packages) if one is not None]
        least = min((one.changes for one in changed), default=None)
        fewest = dict.fromkeys(package for one in changed if one.changes == least for package in one.packages)

        def points(found: Near | None) -> tuple[Package, ...]:
            some: tuple[Point, ...] = () if found is None else found.points
            return tuple(map(bargain.named, some))

        return cls(
            any(map(frontier.holds, gains)),
            (float(near[first].distance), float(max(one.distance for one in near))),
            points(near[first]),
            points(better),
            least,
            tuple(bargain.package(one) for one in list(fewest)[:_LISTED]),
            all(one.complete for one in changed),
        )
