"""What the brief keeps of the answers on what is efficient and fair: without the packages behind a long frontier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations

from detente.analyses.passing import Passing
from detente.analyses.solutions import Judged, Solutions
from detente.analyses.trade import Trade
from detente.brief.markup import Html
from detente.brief.words import capital, listed
from detente.space.homes import Verdicts
from detente.space.regarding import Looked

NAMED = {
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai–Smorodinsky",
    "egalitarian": "egalitarian",
    "utilitarian": "utilitarian",
}
MEANS = {
    "nash": "the largest product of gains",
    "kalai_smorodinsky": "the largest least share of what each could gain at best",
    "egalitarian": "the largest least gain",
    "utilitarian": "the largest sum",
}


@dataclass(frozen=True)
class Bargained:
    """A table's solutions without their frontier, of which `size` points there are (None: not known).

    `pair` are the two judged sides whose utilities are most opposed, by their places, and `stair` the frontier as these
    two see it: of the packages that every judged side accepts, the most that the second can have for what the first
    has, best for the first last. Empty where the frontier is not known.

    `homes`: by solution what becomes of the first package of its first point at home; empty where nothing is on file.
    `passing`: the best by Nash's standard that nobody's home certainly stops; None: not looked for, or not found.
    """

    solutions: Solutions
    judged: Judged
    pair: tuple[int, int] | None
    stair: tuple[tuple[float, float], ...]
    size: int | None
    trade: Trade | None = None
    start: Looked | None = None
    homes: Mapping[str, Verdicts] = field(default_factory=dict)
    passing: Passing | None = None

    @property
    def units(self) -> tuple[str, ...]:
        """The judged parties and blocs."""
        return self.solutions.bargain.parties

    @property
    def reservations(self) -> tuple[float, ...]:
        """What no agreement is worth to each; for who has none its worst feasible package."""
        domain = self.solutions.bargain.domain
        return tuple(float(r / scale) for r, scale in zip(domain.reservations, domain.scales, strict=True))


def bargained(found: Solutions) -> Bargained | None:
    """What the brief keeps, its stair to be added; None of a domain that is no case's."""
    judged = found.judged
    if judged is None:
        return None
    pair = most_opposed(judged, len(found.bargain.parties))
    size = None if found.frontier is None else len(found.frontier)
    return Bargained(replace(found, frontier=None), judged, pair, (), size)


def newest(judged: Judged) -> Looked:
    """The newest proposal that can be had; the status quo where there is none."""
    ordered = sorted(enumerate(judged.proposals), key=lambda one: (bool(one[1].packages), one[1].date, one[0]))
    return ordered[-1][1] if ordered and ordered[-1][1].packages else judged.status_quo


def most_opposed(judged: Judged, sides: int) -> tuple[int, int] | None:
    """The two whose utilities over all feasible packages correlate least; the first two where that is not known."""
    pairs = list(combinations(range(sides), 2))
    known = judged.correlations
    if not pairs or known is None:
        return pairs[0] if pairs else None
    return min(pairs, key=lambda pair: (found if (found := known[pair[0]][pair[1]]) is not None else 2.0, pair))


def points(value: float) -> str:
    """Points of worth, whole ones; what would round to nothing with one decimal.

    >>> points(45.27), points(-3.6), points(0.31), points(0.0)
    ('45', '−4', '0.3', '0')
    """
    near = f"{abs(value):.0f}" if abs(value) >= 0.5 or abs(value) < 0.05 else f"{abs(value):.1f}"
    return f"−{near}" if value < 0 and near != "0" else near


def span(low: float, high: float) -> str:
    """A least and a most.

    >>> span(9, 17.7), span(16.2, 16.2)
    ('9 to 18', '16')
    """
    one, other = points(low), points(high)
    return one if one == other else f"{one} to {other}"


def standard(names: Iterable[str]) -> Html:
    """Solutions that are one point, in words.

    >>> standard(["nash", "utilitarian"])
    'Nash and utilitarian'
    """
    return capital(listed([NAMED[name] for name in names]))
