"""Which method a domain is solved by."""

from __future__ import annotations

from dataclasses import replace

from detente.engines.bargaining import bounding
from detente.engines.bargaining.brute import MOST, by_looking
from detente.engines.bargaining.measures import EQUAL, Measure
from detente.engines.bargaining.merging import merged, unmerged
from detente.engines.bargaining.model import Domain
from detente.engines.bargaining.results import Limits, Solved
from detente.engines.bargaining.sampling import by_sampling
from detente.engines.bargaining.solving import by_sweeping
from detente.engines.bargaining.sweeping import Sweep, TooManyError

_LIGHT = 2_000_000


def solve(domain: Domain, ideal: str = "rational", limits: Limits | None = None) -> Solved:
    """All solutions, by the first method that is exact and ends within the limits; by sampling, and said, if none is.

    Sums of issues go by dynamic programming at any size. Utilities that are no sums go the same way where what ties
    issues together is local; else every package is looked at, up to twenty million; else a search is tried.
    """
    limits = limits or Limits()
    linear = not domain.bonuses and not any(ceiling is not None for ceiling in domain.ceilings)
    if not linear and domain.packages <= MOST and Sweep(domain, limit=limits.rows).work > min(_LIGHT, domain.packages):
        try:
            return by_looking(domain, ideal, limits)
        except TooManyError:
            pass
    try:
        if linear:
            return by_sweeping(domain, ideal, limits)
        small, kinds = merged(domain)
        return unmerged(by_sweeping(uncapped(small, limits), ideal, limits), kinds, limits.packages)
    except TooManyError:
        pass
    if not linear and domain.packages <= MOST:
        try:
            return by_looking(domain, ideal, limits)
        except TooManyError:
            pass
    return by_sampling(domain, ideal, limits)


def uncapped(domain: Domain, limits: Limits) -> Domain:
    """The same domain without ceilings, where no package reaches above them. Raises TooManyError where one may."""
    if not domain.ceilings:
        return domain
    free = replace(domain, ceilings=())
    sweep = Sweep(free, limit=min(limits.rows, 200_000))
    for party, ceiling in enumerate(domain.ceilings):
        if ceiling is None:
            continue
        units = tuple(1 if one == party else 0 for one in range(len(domain.tables)))
        most = bounding.best(sweep, Measure(EQUAL, units), bounding.worst(free), limits)
        if not most.exact or most.value is None or most.value + domain.reservations[party] > ceiling:
            raise TooManyError
    return free
