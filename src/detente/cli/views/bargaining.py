"""Solutions in words: whether there is an agreement, which packages are fair by which standard, who gains what."""

from __future__ import annotations

from detente.analyses.solutions import Solution, Solutions
from detente.cli.paper import Paper
from detente.cli.words import count
from detente.space.bargaining import Package

STANDARDS = {
    "nash": ("Nash", "the product of gains is largest"),
    "kalai_smorodinsky": ("Kalai–Smorodinsky", "the least gain, as a share of the party's largest, is largest"),
    "egalitarian": ("Egalitarian", "the least gain is largest"),
    "utilitarian": ("Utilitarian", "the sum of utilities is largest"),
}
NEVER = (
    "Numbers are the judgements in the profiles: who values what, and what no agreement is worth. Sums and least "
    "gains compare the parties' scales as they are; Nash and Kalai–Smorodinsky do not depend on them."
)
_SHOWN = 3


def show(result: Solutions) -> str:
    """The whole answer."""
    paper = Paper()
    paper.heading(f"{result.bargain.name}: {', '.join(result.bargain.parties)}")
    paper.item(_verdict(result), 0)
    if result.frontier:
        paper.item(_frontier(result), 0)
    for solution in result.solutions.values():
        _solution(paper, result, solution)
    if result.closest is not None and result.closest.points:
        _closest(paper, result, result.closest)
    paper.gap()
    paper.say(f"How: {result.method}. {'Exact.' if result.exact else 'Not exact.'}")
    for note in result.notes:
        paper.say(note)
    paper.caveat(NEVER)
    return paper.text()


def _verdict(result: Solutions) -> str:
    total = f"{result.packages:,}"
    if result.empty:
        return (
            f"None of the {total} packages is acceptable to all: each leaves somebody below what no agreement is worth."
        )
    if result.agreement_zone is not None:
        return f"{result.agreement_zone:,} of {total} packages are acceptable to all."
    if result.zone_interval is not None:
        low, high = result.zone_interval
        return f"Between {low:,} and {high:,} of {total} packages are acceptable to all, by a sample."
    return f"Some of the {total} packages are acceptable to all; how many was not counted."


def _frontier(result: Solutions) -> str:
    points = result.frontier or ()
    where = "" if result.exact else " among those met"
    shown = f"{len(points):,} {'point leaves' if len(points) == 1 else 'points leave'} nothing on the table"
    return f"{shown}{where}: nobody can gain there without another's loss."


def _solution(paper: Paper, result: Solutions, solution: Solution) -> None:
    if not solution.points:
        return
    name, standard = STANDARDS[solution.name]
    paper.gap()
    best = "" if solution.exact else " (the best that was met; there may be better ones)"
    paper.say(f"{name}: {standard}: {_number(solution.value)}{best}.")
    _ties(paper, solution)
    for point in solution.points[:_SHOWN]:
        _point(paper, result, point)


def _ties(paper: Paper, solution: Solution) -> None:
    if len(solution.points) > 1:
        shown = f", {_SHOWN} of them here" if len(solution.points) > _SHOWN else ""
        paper.say(f"{len(solution.points)} points tie{shown}.", 2)
    if not solution.all_ties and solution.exact:
        paper.say("There may be more ties, among packages that another dominates.", 2)


def _point(paper: Paper, result: Solutions, point: Package) -> None:
    gains = [
        f"{party} {_number(utility)} ({_signed(utility - r / scale)})"
        for party, utility, r, scale in zip(
            result.bargain.parties,
            point.utilities,
            result.bargain.domain.reservations,
            result.bargain.domain.scales,
            strict=True,
        )
    ]
    paper.item("; ".join(gains) + (" — dominated by another package" if point.efficient is False else ""))
    for package in point.packages[:1]:
        paper.say("; ".join(f"{issue}: {option}" for issue, option in package.items()), 4)
    if point.count is not None and point.count > 1:
        paper.say(f"and {count(point.count - 1, 'other package')} of the same worth", 4)


def _closest(paper: Paper, result: Solutions, closest: Solution) -> None:
    paper.gap()
    paper.say(
        f"Closest to an agreement: whoever loses most loses {_number(-(closest.value or 0))} against no agreement."
    )
    for point in closest.points[:_SHOWN]:
        _point(paper, result, point)


def _number(value: float | None) -> str:
    return "not known" if value is None else f"{value:.4g}"


def _signed(value: float) -> str:
    return f"{value:+.4g}".replace("-", "−")
