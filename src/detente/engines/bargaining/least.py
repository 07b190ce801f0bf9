"""What the worst feasible package is worth to a party: gains are reckoned from it where no agreement is not judged."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from detente.engines.bargaining.brute import by_looking
from detente.engines.bargaining.model import Domain
from detente.engines.bargaining.programming import Program
from detente.engines.bargaining.results import Limits, TooManyError
from detente.engines.bargaining.ruled import Course, course


def worst_of(domain: Domain, party: int) -> tuple[int, bool]:
    """(the least utility of a feasible package, on the party's scale, whether that is exactly it or only a bound).

    By a decision diagram of what ties issues; else every package is looked at; else a solver is asked. Where no package
    is feasible, that of all packages.
    """
    bonuses = tuple(replace(one, party=0) for one in domain.bonuses if one.party == party)
    table = domain.tables[party]
    ceiling = domain.ceilings[party] if domain.ceilings else None
    alone = replace(
        domain, tables=(table,), reservations=(0,), scales=(1,), bonuses=bonuses, ceilings=(), copies=()
    )  # below every ceiling, what is least is least with it too
    bound = sum(map(min, table)) + sum(min(one.worth, 0) for one in bonuses)
    found: int | None = bound
    exact = True
    if bonuses or domain.tied:
        found, exact = _searched(alone, bound)
    if found is None:
        found, exact = worst_of(replace(domain, linkages=(), rules=None), party)
    return (found if ceiling is None else min(found, ceiling)), exact


def _searched(alone: Domain, bound: int) -> tuple[int | None, bool]:
    """For one party: None where no package is feasible."""
    with suppress(TooManyError):
        return _through(course(alone, bonuses=True), alone), True
    turned = replace(
        alone,
        tables=(tuple(tuple(-worth for worth in options) for options in alone.tables[0]),),
        bonuses=tuple(replace(one, worth=-one.worth) for one in alone.bonuses),
    )
    with suppress(TooManyError):
        solved = by_looking(turned, "all", Limits(packages=1, count=False))
        most = solved.ideals[0]
        return (None if most is None else -most), True
    with suppress(TooManyError):
        one = Program(turned).most([1.0], None)
        if one.package is None:
            return None, True
        if one.bound <= one.gains[0] + 0.5:
            return -one.gains[0], True
    return bound, False


def _through(shape: Course, alone: Domain) -> int | None:
    """The least sum along a way through the diagram."""
    extra = [sum(one.worth for bit, one in enumerate(alone.bonuses) if mask >> bit & 1) for mask in shape.sets]
    after: Sequence[int | None] = [0] * max(1, shape.nodes[-1] if shape.nodes else 1)
    for issue, moves, had in zip(*map(reversed, (shape.order, shape.moves, shape.had)), strict=True):
        worth = alone.tables[0][issue]
        now: list[int | None] = []
        for to, got in zip(moves.tolist(), had.tolist(), strict=True):
            ways = [
                ahead + worth[option] + extra[got[option]]
                for option, node in enumerate(to)
                if node >= 0 and (ahead := after[node]) is not None
            ]
            now.append(min(ways, default=None))
        after = now
    return after[0]
