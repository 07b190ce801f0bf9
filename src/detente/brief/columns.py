"""The solutions of a table point by point: what several standards name is said once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from detente.analyses.solutions import Solution
from detente.brief.bargained import MEANS, Bargained, standard
from detente.brief.markup import Html
from detente.brief.words import count
from detente.space.bargaining import Package
from detente.space.homes import Verdicts, stopped_by

PASSING = "Nash, of what no home stops"


@dataclass(frozen=True)
class Column:
    """One point that is a solution by one or more standards; `regret` None: not known.

    `home`: what becomes of its first package at home; None: nothing is on file. `standard`: whether it is a solution of
    the literature, over all packages.
    """

    head: Html
    about: Html
    point: Package
    regret: tuple[float, ...] | None
    home: Verdicts | None = None
    standard: bool = True

    @property
    def stopped(self) -> tuple[str, ...]:
        """At whose home it is certainly stopped."""
        return stopped_by(self.home or {})

    @property
    def inside(self) -> str:
        """Its name inside a sentence."""
        return str(self.head) if self.head.startswith(("Nash", "Kalai")) else self.head[:1].lower() + self.head[1:]


def columns_of(found: Bargained) -> tuple[Column, ...]:
    """The solutions, those of one and the same point together; where nothing is acceptable the closest package."""
    solved, judged = found.solutions, found.judged
    by_point: dict[tuple[object, ...], list[str]] = {}
    for name, solution in solved.solutions.items():
        if solution.points:
            by_point.setdefault(_same(solution.points[0]), []).append(name)
    columns = [
        _column(
            standard(group),
            "; ".join(MEANS[name] for name in group),
            solved.solutions[group[0]],
            judged.regret[group[0]],
            found.homes.get(group[0]),
        )
        for group in by_point.values()
    ]
    if not columns and solved.closest is not None and solved.closest.points:
        columns = [_column(Html("Closest"), "the least loss for whoever loses most", solved.closest, (None,))]
        columns = [replace(one, home=found.homes.get("closest")) for one in columns]
    return (*columns, *_passing(found))


def _passing(found: Bargained) -> Iterator[Column]:
    """The best that nobody's home certainly stops, where that is none of the solutions."""
    one, ideals = found.passing, found.solutions.ideals
    if one is None or one.point is None or not stopped_by(found.homes.get("nash", {})):
        return
    lost = [best - worth for best, worth in zip(ideals, one.point.utilities, strict=True) if best is not None]
    about = "the largest product of gains that nobody’s home certainly stops"
    if not one.exact:
        about += "; the best that was found, perhaps not the best there is"
    regret = tuple(lost) if len(lost) == len(ideals) else None
    yield Column(Html(PASSING), Html(about), one.point, regret, one.home, standard=False)


def _same(point: Package) -> tuple[object, ...]:
    return (point.utilities, tuple(sorted(point.packages[0].items())) if point.packages else ())


def _column(
    head: Html,
    means: str,
    solution: Solution,
    regret: Sequence[tuple[float, ...] | None],
    home: Verdicts | None = None,
) -> Column:
    point = solution.points[0]
    about = [means]
    alike = (point.count or len(point.packages)) - 1
    if alike > 0:
        about.append(f"{count(alike, 'more package is', 'more packages are')} worth the same to all")
    ties = len(solution.points) - 1
    if ties > 0:
        about.append(f"{count(ties, 'other point ties', 'other points tie')} with it")
    if point.efficient is False:
        about.append("another package is as good for the worst-off and better for others")
    if not solution.exact:
        about.append("the best that was found, perhaps not the best there is")
    return Column(head, Html("; ".join(about)), point, regret[0] if regret else None, home)
