"""The best package by a standard of fairness among those that nobody's home certainly stops."""

from __future__ import annotations

from dataclasses import dataclass, replace

from detente.engines.bargaining.results import Limits, Solved, TooManyError
from detente.engines.formulas import FALSE
from detente.space.bargaining import Bargain, Package
from detente.space.homes import Verdicts, stopped_by, verdicts
from detente.space.judging import Judging, judge
from detente.space.patience import Stop, patient
from detente.space.ratifying import quotas
from detente.space.spaces import Space
from detente.space.tying import ties


@dataclass(frozen=True)
class Passing:
    """`empty`: no package that all who are judged accept gets past every home; None: not known. `point` is the best
    that does, with its verdicts at home, `exact` whether there is certainly none better.
    """

    empty: bool | None
    point: Package | None = None
    home: Verdicts | None = None
    exact: bool = True


def passing(space: Space, standard: str = "nash", *, most: int = 1, stop: Stop = patient) -> Passing | None:
    """The best by one of the standards of `analyses.solutions` among packages that every judged side accepts and no
    procedure on file certainly stops; None: nothing is on file, or it was not found.

    What is stopped only because of what parties prefer is not kept out of the search: where the best is, it is not
    known. Raises NotJudgedError where nobody at the table is judged.
    """
    ask = verdicts(space)
    if ask is None:
        return None
    judging = judge(space)
    judging.require()
    bargain = _unstopped(judging)
    solved = _solved(bargain, Limits(packages=most, count=False, stop=stop))
    if solved is None or solved.empty is None:
        return None
    if solved.empty:
        return Passing(empty=True)
    best = solved.best[standard]
    if not best.points or not best.points[0].packages:
        return Passing(empty=None)
    point = bargain.named(best.points[0])
    home = ask(point.packages[0])
    return Passing(empty=None) if stopped_by(home) else Passing(False, point, home, best.exact)


def _unstopped(judging: Judging) -> Bargain:
    """The same bargain without what a procedure certainly stops; gains are reckoned from the same values."""
    formulas, bargain = judging.space.frame.formulas, judging.bargain
    stopped = dict.fromkeys(one.stopped for one in quotas(judging.space) if one.stopped != FALSE)
    linkages, rules = ties(formulas, (*judging.hard, *(formulas.negate(one) for one in stopped)))
    return replace(bargain, domain=replace(bargain.domain, linkages=linkages, rules=rules))


def _solved(bargain: Bargain, limits: Limits) -> Solved | None:
    from detente.engines.bargaining.choosing import solve
    from detente.engines.bargaining.singles import by_singles

    domain = bargain.domain
    if len(domain.tables) <= 2 or domain.packages <= _FEW:
        return solve(domain, "rational", limits)
    try:
        return by_singles(domain, "rational", limits)
    except TooManyError:
        return None


_FEW = 20_000
"""The frontier of so many packages is no matter."""
