"""Single best packages where the frontier is out of reach: a good one first, then passes with what it rules out.

A package as good as the best one known must reach certain weighted sums of gains: for a least gain those of any weights
(Lagrangian duality); for the product of gains, by the inequality of the means, Σ g_p / g*_p ≥ n where g* are the gains
of the package known. Parts that cannot reach these sums are dropped; the rest is searched to its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from detente.engines.bargaining.cuts import Cut
from detente.engines.bargaining.ends import Ends
from detente.engines.bargaining.measures import NASH, SUM, Measure, best_rows
from detente.engines.bargaining.model import Domain
from detente.engines.bargaining.results import Best, Limits, Point, TooManyError
from detente.engines.bargaining.sweeping import Beam, Sweep
from detente.engines.bargaining.wide import Array

_BEAM = 2_000
_ROUNDS = 120
FEW = 6
"""With more parties hardly any part dominates another, and looking for it costs more than it saves."""


def worst(domain: Domain) -> list[int]:
    """Reservation values that every package meets."""
    least = [sum(min(options) for options in table) for table in domain.tables]
    for bonus in domain.bonuses:
        least[bonus.party] += min(bonus.worth, 0)
    return [min(low, r) for low, r in zip(least, domain.reservations, strict=True)]


def dual(domain: Domain, units: Sequence[int]) -> tuple[Array, float]:
    """(weights, bound): no feasible package has a least gain, in these units, above `bound`.

    The bound is `max_x Σ w_p g_p(x)` over weights with `Σ w_p unit_p = 1`, made small by multiplicative steps.
    """
    used = np.array([unit > 0 for unit in units])
    if not used.any():
        return np.zeros(len(units)), 0.0
    scale = np.array([1.0 / float(unit) if unit > 0 else 0.0 for unit in units])
    worth = [
        np.array([[float(w) for w in table[issue]] for table in domain.tables]) * scale[:, None]
        for issue in range(len(domain.sizes))
    ]
    start = -np.array([float(r) for r in domain.reservations]) * scale
    extra = np.zeros(len(units))
    for bonus in domain.bonuses:
        extra[bonus.party] += max(bonus.worth, 0) * scale[bonus.party]
    logs = np.where(used, 0.0, -np.inf)
    best, bound = np.where(used, 1.0 / max(used.sum(), 1), 0.0), np.inf
    for turn in range(_ROUNDS):
        weights = np.exp(logs - logs.max())
        weights /= weights.sum()
        gains = start + extra
        for issue in worth:
            gains = gains + issue[:, int(np.argmax(weights @ issue))]
        value = float(weights @ gains)
        if value < bound:
            best, bound = weights, value
        spread = float(np.abs(gains[used] - value).max())
        if spread <= 0:
            break
        logs = logs - np.where(used, gains - value, 0.0) / spread * (2.0 / np.sqrt(turn + 1.0))
    return best * scale, bound


def cuts_for(measure: Measure, domain: Domain, gains: Sequence[int]) -> list[Cut]:
    """What a package at least as good as one with these gains must reach."""
    if measure.name == SUM:
        return [_through([1.0 / unit for unit in measure.units], gains)]
    if measure.name == NASH:
        if min(gains) <= 0:
            return []
        return [_through([1.0 / float(gain) for gain in gains], gains)]
    if not any(measure.units):
        return []
    weights, _ = dual(domain, measure.units)
    needed = measure.needed(measure.exact(gains))
    return [Cut(tuple(weights), float(weights @ np.array([float(need) for need in needed])))]


def _through(weights: Sequence[float], gains: Sequence[int]) -> Cut:
    return Cut(tuple(weights), sum(weight * float(gain) for weight, gain in zip(weights, gains, strict=True)))


def floor(measure: Measure, domain: Domain, gains: Sequence[int], reservations: Sequence[int]) -> list[int]:
    """The reservation values that a package at least as good must meet: those given, raised by a least gain."""
    if measure.name in {NASH, SUM}:
        return list(reservations)
    needed = measure.needed(measure.exact(gains))
    return [
        max(r, own + need) if unit else r
        for r, own, need, unit in zip(reservations, domain.reservations, needed, measure.units, strict=True)
    ]


def first(sweep: Sweep, measure: Measure, reservations: Sequence[int]) -> Ends:
    """Good packages, by a beam: at each step the parts that promise most."""
    weights, _ = dual(sweep.domain, measure.units)
    cut = Cut(tuple(weights), -np.inf)

    def promise(reach: Array, cuts: Array) -> Array:
        share = cuts[:, 0]
        if measure.name == SUM:
            return np.asarray(reach @ np.array([1.0 / unit for unit in measure.units]))
        values = measure.floats(np.maximum(reach, 0) if measure.name == NASH else reach)
        return np.asarray(values * np.maximum(share, 1e-12) if measure.name == NASH else np.minimum(values, share))

    return sweep.run(reservations, [cut], beam=Beam(_BEAM, promise), dominance=len(sweep.domain.tables) <= FEW)


def best(
    sweep: Sweep, measure: Measure, reservations: Sequence[int], limits: Limits, known: Sequence[int] | None = None
) -> Best:
    """The best package by one measure among those that meet `reservations`; value None where there is none.

    `known` are the gains of a package that is known to meet them.
    """
    domain = sweep.domain
    ends = first(sweep, measure, reservations)
    found = _top(measure, ends, limits)
    if ends.complete:
        return found
    incumbent = found.points[0].gains if found.points else None
    if known is not None and (incumbent is None or measure.exact(known) > measure.exact(incumbent)):
        incumbent = tuple(known)
    raised = list(reservations) if incumbent is None else floor(measure, domain, incumbent, reservations)
    try:
        ends = sweep.run(
            raised,
            [] if incumbent is None else cuts_for(measure, domain, incumbent),
            dominance=len(domain.tables) <= FEW,
            stop=limits.stop,
        )
    except TooManyError:
        if found.value is None:
            raise
        return Best(found.value, found.points, exact=False, all_ties=False)
    return _top(measure, ends, limits)


def _top(measure: Measure, ends: Ends, limits: Limits) -> Best:
    rows = best_rows(measure, ends.floats(), ends.row)
    if not rows:
        return Best(None, ())
    points = [Point(ends.row(at), int(ends.counts[at]), tuple(ends.packages(at, limits.packages))) for at in rows]
    return Best(measure.exact(points[0].gains), tuple(sorted(points, key=lambda one: [-gain for gain in one.gains])))


def tied(sweep: Sweep, measure: Measure, value: Fraction, reservations: Sequence[int], limits: Limits) -> Ends:
    """Every package that has at least this least gain, dominated or not. Raises TooManyError."""
    domain = sweep.domain
    needed = measure.needed(value)
    raised = [
        max(r, own + need) if unit else r
        for r, own, need, unit in zip(reservations, domain.reservations, needed, measure.units, strict=True)
    ]
    weights, _ = dual(domain, measure.units)
    cut = Cut(tuple(weights), float(weights @ np.array([float(need) for need in needed])))
    return Sweep(domain, limit=min(limits.rows, 200_000), steps=sweep.steps).run(
        raised, [cut], dominance=False, stop=limits.stop
    )
