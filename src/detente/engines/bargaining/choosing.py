"""Which method a domain is solved by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from detente.engines.bargaining import bounding
from detente.engines.bargaining.brute import by_looking
from detente.engines.bargaining.measures import EQUAL, Measure
from detente.engines.bargaining.merging import Kinds, merged, unfolded, unmerged
from detente.engines.bargaining.model import Domain
from detente.engines.bargaining.pooling import Pool, settled
from detente.engines.bargaining.programmed import by_programming
from detente.engines.bargaining.results import Limits, Solved, TooManyError
from detente.engines.bargaining.sampling import by_sampling
from detente.engines.bargaining.singles import by_singles
from detente.engines.bargaining.solving import by_sweeping
from detente.engines.bargaining.sweeping import Sweep

Way = Callable[[Domain, str, Limits], Solved]
_FEW = 20_000
_HEAVY = 50_000_000


def solve(domain: Domain, ideal: str = "rational", limits: Limits | None = None) -> Solved:
    """All solutions, by the first method that is exact and ends within the limits; by sampling, and said, if none is.

    Sums of issues go by dynamic programming at any size. Utilities that are no sums go the same way where what ties
    issues together is local; else every package is looked at, up to twenty million; else a solver is asked.
    """
    limits = limits or Limits()
    linear = not domain.bonuses and not any(ceiling is not None for ceiling in domain.ceilings)
    plain = tuple(tuple((option,) for option in range(size)) for size in domain.sizes)
    if linear:
        ways: list[Way] = [by_sweeping, by_programming] if domain.tied else [by_sweeping]
        return _first_exact(ways, domain, (domain, plain), ideal, limits)
    if domain.packages <= _FEW:
        with suppress(TooManyError):
            return by_looking(domain, ideal, limits)
    small, kinds = merged(domain)
    with suppress(TooManyError):
        return unmerged(_swept(small, ideal, limits), kinds, limits.packages)
    with suppress(TooManyError):
        return by_looking(domain, ideal, limits)
    ways = [by_programming, by_singles] if len(domain.tables) == 2 else [by_singles, by_programming]
    return _first_exact(ways, domain, (small, kinds), ideal, limits)


def _first_exact(
    ways: Sequence[Way], domain: Domain, folded: tuple[Domain, Kinds], ideal: str, limits: Limits
) -> Solved:
    """The first answer that is exact, of the domain with alike options made one.

    Where none is, what all of them and a sample met, taken together.
    """
    small, kinds = folded
    pool, held = Pool(small, limits.packages), []
    for way in ways:
        with suppress(TooManyError):
            solved = settled(small, ideal, pool, [_by(way, small, ideal, limits, pool)])
            if solved.exact:
                return unmerged(solved, kinds, limits.packages)
            held.append(unmerged(solved, kinds, limits.packages))
    valued = [solved for solved in held if all(best.exact for best in solved.best.values())]
    if valued:  # a sample has no better values; that ties may lack is said
        return valued[0]
    every = Pool(domain, limits.packages)
    for packages in pool.behind.values():
        every.add(full for package in packages for full in unfolded(package, kinds, limits.packages))
    sampled = by_sampling(domain, ideal, limits, every)
    return settled(domain, ideal, every, [*held, sampled])


def _by(way: Way, domain: Domain, ideal: str, limits: Limits, pool: Pool) -> Solved:
    return by_programming(domain, ideal, limits, pool) if way is by_programming else way(domain, ideal, limits)


def _swept(domain: Domain, ideal: str, limits: Limits) -> Solved:
    """By passes over the issues, where these stay small: a solver is better at what does not."""
    if Sweep(domain).work > min(_HEAVY, domain.packages // 10):
        raise TooManyError
    few = replace(limits, rows=min(limits.rows, 100_000))
    free = uncapped(domain, few)
    solved = by_sweeping(free, ideal, few)
    if not solved.exact:
        raise TooManyError
    return solved


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
