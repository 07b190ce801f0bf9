"""Contradictions of hundreds of norms, made: all pairwise conflicts with regions, and planted ones with stocks.

The pairs stand beside what one would write instead: the product in numpy, cell by cell.
"""

from __future__ import annotations

import itertools
import random
import resource
import time
from collections.abc import Iterator

from detente.engines.norms.model import Norm, Sense, System
from detente.engines.scopes import Box

SIZES = (30, 10, 15, 60, 10)
"""Bearers, actions, assets, territories, elementary intervals: 2.7 million cells."""
PER_PLACE = (True, False, False, True, True)
PER_BEARER = (True, False, False, False, True)
RESERVED = 6


def some(rng: random.Random, size: int, share: float) -> int:
    """A random subset, not empty."""
    return sum(1 << n for n in range(size) if rng.random() < share) or 1 << rng.randrange(size)


def run_of(rng: random.Random, size: int) -> int:
    """A run of neighbours, as classes of a tree and stretches of time are."""
    first = rng.randrange(size)
    return (1 << rng.randint(first + 1, size)) - (1 << first)


def scope(rng: random.Random) -> tuple[Box, ...]:
    """Some bearers, a class of actions, a class of assets, some territories, a stretch of time."""
    bearers, actions, assets, territories, times = SIZES
    return (
        (
            some(rng, bearers, 0.2),
            run_of(rng, actions),
            run_of(rng, assets),
            some(rng, territories, 0.15),
            run_of(rng, times),
        ),
    )


def pairs(count: int, seed: int = 1) -> System:
    """Prohibitions, floors and permissions over random scopes, as many of each."""
    rng = random.Random(seed)
    norms = []
    for number in range(count):
        if number % 3 == 0:
            norms.append(Norm(number, (), Sense.AT_MOST, scope(rng)))
        elif number % 3 == 1:
            norms.append(Norm(number, (), Sense.AT_LEAST, scope(rng), 1, PER_PLACE))
        else:
            norms.append(Norm(number, (), Sense.MAY, scope(rng)))
    return System(SIZES, tuple(norms), count)


def planted(count: int, plants: int, seed: int = 1) -> tuple[System, set[tuple[int, ...]]]:
    """Norms that can be kept together, stocks among them, and in them so many contradictions of 2 to 6 clauses.

    Also the clauses of each. A quarter each are caps, floors, prohibitions and permissions; caps leave just the room
    that the floors under them need.
    """
    rng = random.Random(seed)
    norms: list[Norm] = []
    expected: set[tuple[int, ...]] = set()
    for plant in range(plants):
        made = list(_plant(plant, len(norms)))
        expected.add(tuple(range(len(norms), len(norms) + len(made))))
        norms += made
    norms += list(_background(rng, len(norms), count))
    order = list(range(len(norms)))
    rng.shuffle(order)
    place = {clause: number for number, clause in enumerate(order)}
    mixed = sorted((Norm(place[n.clause], (), n.sense, n.scope, n.bound, n.per) for n in norms), key=lambda n: n.clause)
    return System(SIZES, tuple(mixed), count), {tuple(sorted(place[n] for n in one)) for one in expected}


def _plant(plant: int, first: int) -> Iterator[Norm]:
    """One contradiction of 2 + plant % 5 clauses, over a bearer and a territory that are its own."""
    size = 2 + plant % 5
    bearer = 1 << SIZES[0] - 1 - plant % RESERVED
    territory = 0b111 << 3 * (plant // RESERVED)
    one, two, three = (1 << 3 * (plant // RESERVED) + n for n in range(3))
    numbers = itertools.count(first)

    def box(places: int, assets: int = 0b11111) -> tuple[Box, ...]:
        return ((bearer, 0b11, assets, places, 0b1111),)

    def floor(bound: int, places: int, assets: int = 0b11111) -> Norm:
        return Norm(next(numbers), (), Sense.AT_LEAST, box(places, assets), bound, PER_BEARER)

    def cap(bound: int, places: int, assets: int = 0b11111) -> Norm:
        return Norm(next(numbers), (), Sense.AT_MOST, box(places, assets), bound, PER_BEARER)

    def no(places: int, assets: int = 0b11111) -> Norm:
        return Norm(next(numbers), (), Sense.AT_MOST, box(places, assets))

    if size == 2:
        yield from ((floor(1, one), no(one)) if plant % 2 else (floor(5, territory), cap(4, territory)))
    elif size == 3:
        yield from (cap(9, territory), floor(5, one), floor(5, two))
    elif size == 4:
        yield from (floor(7, territory), no(one), cap(3, two), cap(3, three))
    elif size == 5:
        yield from (
            cap(8, territory),
            floor(3, one),
            floor(3, two),
            floor(3, territory, 0b10000),
            no(one | two, 0b10000),
        )
    else:
        yield from (no(one), no(two, 0b00011), cap(2, two, 0b11100), cap(4, three))
        yield from (floor(4, territory, 0b00111), floor(3, three, 0b11000))


def _background(rng: random.Random, first: int, count: int) -> Iterator[Norm]:
    """Norms that all can be kept: asset 0 is never forbidden, and caps have room for all floors that they touch."""
    bearers = (1 << SIZES[0] - RESERVED) - 1
    floors: list[Norm] = []
    caps: list[tuple[int, tuple[Box, ...]]] = []
    rest = []
    for number in range(first, count):
        box = list(scope(rng)[0])
        box[0] = box[0] & bearers or 1
        if number % 4 == 0:
            box[2] |= 1
            floors.append(Norm(number, (), Sense.AT_LEAST, (tuple(box),), rng.randint(1, 9), PER_PLACE))
        elif number % 4 == 1:
            wide = [some(rng, side, 0.6) for side in SIZES]
            wide[1:3] = [(1 << side) - 1 for side in SIZES[1:3]]
            caps.append((number, ((wide[0] & bearers or 1, *wide[1:]),)))
        elif number % 4 == 2:
            box[2] = box[2] & ~1 or 2
            rest.append(Norm(number, (), Sense.AT_MOST, (tuple(box),)))
        else:
            box[2] = 1
            rest.append(Norm(number, (), Sense.MAY, (tuple(box),)))
    rest += [Norm(number, (), Sense.AT_MOST, where, _room(floors, where[0]), PER_BEARER) for number, where in caps]
    yield from (*floors, *rest)


def _room(floors: list[Norm], box: Box) -> int:
    """What the floors in a box need for one bearer on one day, where they need most."""
    needs = [1]
    for bearer, day in itertools.product(range(SIZES[0]), range(SIZES[4])):
        here = (1 << bearer, -1, -1, -1, 1 << day)
        inside = [norm for norm in floors if all(a & b & c for a, b, c in zip(norm.scope[0], box, here, strict=True))]
        needs.append(sum(norm.bound * (norm.scope[0][3] & box[3]).bit_count() for norm in inside))
    return max(needs)


def run(small: bool) -> dict[str, object]:
    """Both questions at both sizes, and the peers at the smaller one."""
    from detente.engines.norms.contradictions import contradictions

    found: dict[str, object] = {}
    for count in (30, 60) if small else (200, 500):
        system = pairs(count)
        start = time.perf_counter()
        answer = contradictions(system)
        found[f"pairs of {count}, s"] = time.perf_counter() - start
        found[f"pairs of {count}"] = len(answer.found)
        found[f"complete of {count}"] = answer.complete
        found[f"MB after pairs of {count}"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        if count in (30, 200):
            start = time.perf_counter()
            agrees = product(system) == {one.clauses for one in answer.found if len(one.clauses) == 2}
            found["peer (product in numpy), s"] = time.perf_counter() - start
            found["peer agrees"] = agrees
    for count, plants in ((40, 5), (60, 6)) if small else ((200, 12), (500, 20)):
        system, expected = planted(count, plants)
        start = time.perf_counter()
        answer = contradictions(system)
        found[f"{plants} planted in {count}, s"] = time.perf_counter() - start
        found[f"{plants} planted in {count}: these and no others"] = {one.clauses for one in answer.found} == expected
        found[f"{plants} planted in {count}: complete"] = answer.complete
    return found


def product(system: System) -> set[tuple[int, ...]]:
    """All pairwise conflicts by writing every scope out, one array of all cells a norm."""
    import numpy as np

    arrays = []
    for norm in system.norms:
        held = np.zeros(system.sizes, bool)
        for box in norm.scope:
            places = [[n for n in range(size) if mask >> n & 1] for mask, size in zip(box, system.sizes, strict=True)]
            held[np.ix_(*places)] = True
        arrays.append(held)
    found = set()
    for one, held in zip(system.norms, arrays, strict=True):
        for other, forbidden in zip(system.norms, arrays, strict=True):
            if other.sense is Sense.AT_MOST and one.sense is not Sense.AT_MOST:
                both = held & forbidden
                if one.sense is Sense.AT_LEAST:
                    sums = tuple(side for side, per in enumerate(one.per) if not per)
                    clash = (both.sum(axis=sums) == held.sum(axis=sums)) & held.any(axis=sums)
                    if clash.any():
                        found.add(tuple(sorted((one.clause, other.clause))))
                elif both.any():
                    found.add(tuple(sorted((one.clause, other.clause))))
    return found
