"""Many domains that differ only in their numbers: for each whether anybody could agree, and the four solutions.

No frontier is made. Every question (a least gain, a product, a sum, a party's largest gain) of every domain is a job,
and the partial packages of all jobs are carried through the issues together, as rows of one array. A row goes as soon
as it cannot reach its job's floors, or its weighted sum what the best package known has: both bounds are exact on what
ties issues (a decision diagram with the best that can still follow each node). First a beam finds good packages, then a
pass with what these rule out goes to its end. It is done on floats, with room for their errors; the packages that
could be best are then compared in integers, so values and ties are exact.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from detente.engines.bargaining.batches import Batch, Found, Stop
from detente.engines.bargaining.measures import EQUAL, KALAI, NAMES, NASH, SUM, Measure, measures
from detente.engines.bargaining.model import Domain
from detente.engines.bargaining.ordering import stakes
from detente.engines.bargaining.results import Limits, Solved, TooManyError
from detente.engines.bargaining.ruled import Course, course

_BATCH = 100


@dataclass(frozen=True)
class Pick:
    """One solution of one domain: its value, one package, and how many have that value (dominated ones too).

    `tied` None: not counted, more than one. Where `exact` is False the value is that of the package, and no more.
    """

    value: Fraction
    package: tuple[int, ...]
    gains: tuple[int, ...]
    tied: int | None
    exact: bool = True


@dataclass(frozen=True)
class Drawn:
    """What one domain gives. `empty` None: not known; `closest` is given where no package is acceptable to all."""

    empty: bool | None
    best: dict[str, Pick]
    closest: Pick | None
    ideals: tuple[int | None, ...]


def drawn(domains: Iterable[Domain], ideal: str = "rational", stop: Stop = lambda: False) -> Iterator[Drawn]:
    """The solutions of each domain in turn.

    All must have the issues, linkages, rules and conditions of bonuses of the first. Numbers may differ: worths,
    reservation values, scales, what a bonus is worth. Raises TooManyError if stopped.
    """
    source = iter(domains)
    first = next(source, None)
    if first is None:
        return
    shape = shape_of(first)
    source = itertools.chain([first], source)
    while some := list(itertools.islice(source, _BATCH)):
        if stop():
            raise TooManyError
        yield from _each(some, ideal, stop) if shape is None else _together(some, shape, ideal, stop)


def shape_of(domain: Domain) -> Course | None:
    """What ties the issues; None where that, or a ceiling, asks for another way."""
    if any(ceiling is not None for ceiling in domain.ceilings):
        return None
    if not domain.tied and not domain.bonuses:
        order = sorted(range(len(domain.sizes)), key=lambda issue: (-stakes(domain, issue), issue))
        zeros = tuple(np.zeros((1, domain.sizes[issue]), dtype=np.int32) for issue in order)
        return Course(tuple(order), zeros, zeros, (1,) * len(order), (0,))
    try:
        return course(domain, bonuses=True)
    except TooManyError:
        return None


def _together(domains: Sequence[Domain], shape: Course, ideal: str, stop: Stop) -> Iterator[Drawn]:
    batch = Batch(domains, shape, stop)
    if batch.impossible:
        yield from (Drawn(True, {}, None, (None,) * len(one.tables)) for one in domains)
        return
    parties = len(domains[0].tables)
    equal = batch.solve(batch.leasts(range(len(domains)), [Measure(EQUAL, one.scales) for one in domains]))
    there = {draw: one for draw, one in enumerate(equal) if one is not None and one.value >= 0}
    ideals, found = _others(batch, there, ideal) if there else ({}, {})
    for draw, (domain, one) in enumerate(zip(domains, equal, strict=True)):
        if one is not None and one.value < 0:
            yield Drawn(True, {}, _pick(domain, one), (None,) * parties)
        elif one is None or len(found[draw]) < len(NAMES) - 1:
            yield from _each([domain], ideal, stop)
        else:
            every = {**found[draw], EQUAL: _pick(domain, one)}
            yield Drawn(False, {name: every[name] for name in NAMES}, None, tuple(ideals[draw]))


def _others(
    batch: Batch, there: dict[int, Found], ideal: str
) -> tuple[dict[int, list[int | None]], dict[int, dict[str, Pick]]]:
    """Ideals, and what beside the egalitarian solution was found, of the draws in which somebody could agree."""
    domains, draws = batch.domains, list(there)
    starts = [one.packages[0] for one in there.values()]
    ideals: dict[int, list[int | None]] = {draw: [] for draw in draws}
    for party in range(len(domains[0].tables)):
        kind = [Measure(EQUAL, alone(domains[draw], party)) for draw in draws]
        jobs = batch.sums(draws, kind, starts, floor=ideal == "rational")
        for draw, one in zip(draws, batch.solve(jobs), strict=True):
            ideals[draw].append(None if one is None else domains[draw].gains(one.packages[0])[party])
    kinds = [{measure.name: measure for measure in measures(domains[draw], ideals[draw])} for draw in draws]
    asked = {
        SUM: batch.sums(draws, [kind[SUM] for kind in kinds], starts, floor=True),
        NASH: batch.products(draws, [kind[NASH] for kind in kinds], starts),
        KALAI: batch.leasts(draws, [kind[KALAI] for kind in kinds], starts),
    }
    found: dict[int, dict[str, Pick]] = {draw: {} for draw in draws}
    for name, jobs in asked.items():
        for draw, one in zip(draws, batch.solve(jobs), strict=True):
            if one is not None and not (name == KALAI and None in ideals[draw]):
                found[draw][name] = _pick(domains[draw], one)
    return ideals, found


def alone(domain: Domain, party: int) -> tuple[int, ...]:
    """Units in which one party counts alone."""
    return tuple(scale if one == party else 0 for one, scale in enumerate(domain.scales))


def _pick(domain: Domain, one: Found) -> Pick:
    package = one.packages[0]
    return Pick(one.value, package, domain.gains(package), len(one.packages) if one.counted else None)


def _each(domains: Iterable[Domain], ideal: str, stop: Stop) -> Iterator[Drawn]:
    """One by one, by whatever method each asks for."""
    from detente.engines.bargaining.choosing import solve

    for domain in domains:
        solved = solve(domain, ideal, Limits(packages=2, count=False, stop=stop))
        if stop():
            raise TooManyError
        best = {name: pick for name in NAMES if (pick := _from(solved, name)) is not None}
        closest = None
        if solved.closest is not None and solved.closest.points:
            at = solved.closest.points[0]
            closest = Pick(
                solved.closest.value or Fraction(0), at.packages[0], at.gains, None, exact=solved.closest.exact
            )
        yield Drawn(solved.empty, best, closest, solved.ideals)


def _from(solved: Solved, name: str) -> Pick | None:
    best = solved.best[name]
    if best.value is None or not best.points:
        return None
    counts = [point.count for point in best.points]
    total = sum(c for c in counts if c is not None)
    tied = total if best.all_ties and None not in counts else None
    at = best.points[0]
    return Pick(best.value, at.packages[0], at.gains, tied, best.exact)
