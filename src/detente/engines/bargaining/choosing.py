"""Which method a domain is solved by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from detente.engines.bargaining import bounding
from detente.engines.bargaining.brute import by_looking
from detente.engines.bargaining.measures import EQUAL, Measure
from detente.engines.bargaining.merging import merged, unmerged
from detente.engines.bargaining.model import Domain
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
    if linear:
        return _first_exact([by_sweeping, by_programming] if domain.tied else [by_sweeping], domain, ideal, limits)
    if domain.packages <= _FEW:
        with suppress(TooManyError):
            return by_looking(domain, ideal, limits)
    small, kinds = merged(domain)
    with suppress(TooManyError):
        return unmerged(_swept(small, ideal, limits), kinds, limits.packages)
    with suppress(TooManyError):
        return by_looking(domain, ideal, limits)
    ways = [by_programming, by_singles] if len(domain.tables) == 2 else [by_singles, by_programming]

    def unfolded(way: Way) -> Way:
        return lambda _, ideal, limits: unmerged(way(small, ideal, limits), kinds, limits.packages)

    return _first_exact([unfolded(way) for way in ways], domain, ideal, limits)


def _first_exact(ways: Sequence[Way], domain: Domain, ideal: str, limits: Limits) -> Solved:
    """The first answer that is exact; where none is, the best of all of them and of a sample."""
    held: Solved | None = None
    for way in ways:
        with suppress(TooManyError):
            solved = way(domain, ideal, limits)
            if solved.exact:
                return solved
            held = solved if held is None else better(held, solved)
    sampled = by_sampling(domain, ideal, limits)
    return sampled if held is None else better(held, sampled)


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


def better(one: Solved, other: Solved) -> Solved:
    """Of two answers that are not exact, the better value of each solution."""
    best = {}
    for name, mine in one.best.items():
        theirs = other.best[name]
        lacking = mine.value is None or (theirs.value is not None and theirs.value > mine.value)
        best[name] = theirs if not mine.exact and lacking else mine
    frontier = other.frontier if one.frontier is None else one.frontier
    notes = (*one.notes, *other.notes)
    return replace(one, best=best, frontier=frontier, zone_interval=other.zone_interval, notes=notes)


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
