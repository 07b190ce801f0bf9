"""Voting power whatever the package: the Shapley–Shubik (1954) and Banzhaf (1965) indices, exact.

Each member votes yes or no with all its seats. Winning coalitions are counted by their size, in all and with each
member; both indices follow from these counts. Seats alone are counted by a generating function over size and seats
(Mann and Shapley 1962), seats and population by meeting in the middle (Horowitz and Sahni 1974).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from detente.engines.masks import bits
from detente.engines.voting.model import Assembly, Rule
from detente.engines.voting.tallies import Tally, met, reaches

FEW = 10
MOST_CELLS = 4_000_000
MOST_IN_HALVES = 32
_INT64 = 1 << 62


@dataclass(frozen=True)
class Power:
    """The power of each member.

    shapley_shubik: the share of the orders of all members in which it is the one that makes the coalition winning.
    banzhaf: its share of all swings; swings: coalitions of others that win with it and lose without it, as a share of
    all coalitions of others (the absolute Banzhaf index).
    """

    shapley_shubik: tuple[Fraction, ...]
    banzhaf: tuple[Fraction, ...]
    swings: tuple[Fraction, ...]


def power(assembly: Assembly, rule: Rule) -> Power | None:
    """The power of each member under a rule, everybody taking part; None where there is too much to count."""
    counts = _counts(assembly, rule)
    if counts is None:
        return None
    winning, having = counts
    size = len(assembly.seats)
    whole = math.factorial(size)
    shapley, swings = [], []
    for mine in having:
        swing = [
            mine[now] - (winning[before] - mine[before]) for before, now in pairwise(range(size + 1))
        ]  # of coalitions of size 1, 2, …
        orders = (
            math.factorial(place) * math.factorial(size - place - 1) * number for place, number in enumerate(swing)
        )
        shapley.append(Fraction(sum(orders), whole))
        swings.append(sum(swing))
    total = sum(swings)
    return Power(
        tuple(shapley),
        tuple(Fraction(one, total) if total else Fraction(0) for one in swings),
        tuple(Fraction(one, 1 << (size - 1)) for one in swings),
    )


Counts = tuple[list[int], list[list[int]]]
"""Winning coalitions by size, and for each member those that have it."""


def _counts(assembly: Assembly, rule: Rule) -> Counts | None:
    size = len(assembly.seats)
    if size <= FEW:
        return _one_by_one(assembly, rule)
    if rule.population is None:
        return _by_seats(assembly, rule) if (size + 1) * (assembly.size + 1) <= MOST_CELLS else None
    return _by_halves(assembly, rule) if size <= MOST_IN_HALVES else None


def _tally(assembly: Assembly, seats: int, people: Fraction = Fraction(0)) -> Tally:
    return Tally(Fraction(seats), Fraction(assembly.size - seats), Fraction(0), assembly.size, people, assembly.people)


def _one_by_one(assembly: Assembly, rule: Rule) -> Counts:
    size = len(assembly.seats)
    population = assembly.population or (Fraction(0),) * size
    winning = [0] * (size + 1)
    having = [[0] * (size + 1) for _ in range(size)]
    for mask in range(1 << size):
        members = list(bits(mask))
        people = sum((population[one] for one in members), Fraction(0))
        if met(rule, _tally(assembly, sum(assembly.seats[one] for one in members), people)):
            winning[len(members)] += 1
            for one in members:
                having[one][len(members)] += 1
    return winning, having


def _by_seats(assembly: Assembly, rule: Rule) -> Counts:
    """Coalitions by size and seats; those without a member by taking it out of the product again."""
    import numpy as np

    seats = assembly.seats
    size = len(seats)
    kind: Any = np.int64 if size < 62 else object
    ways = np.zeros((size + 1, assembly.size + 1), kind)
    ways[0, 0] = 1
    for place, mine in enumerate(seats):
        for number in range(place + 1, 0, -1):
            ways[number, mine:] += ways[number - 1, : ways.shape[1] - mine]
    wins = np.array([met(rule, _tally(assembly, some)) for some in range(assembly.size + 1)], bool)
    winning = _sums(ways, wins)
    of: dict[int, list[int]] = {}
    for mine in dict.fromkeys(seats):
        without = ways.copy()
        for number in range(1, size + 1):
            without[number, mine:] -= without[number - 1, : ways.shape[1] - mine]
        of[mine] = [a - b for a, b in zip(winning, _sums(without, wins), strict=True)]
    return winning, [of[mine] for mine in seats]


def _sums(ways: Any, wins: Any) -> list[int]:
    return [int(sum(row.tolist())) for row in ways[:, wins]]


def needed_people(rule: Rule, assembly: Assembly, seats: int) -> int | None:
    """With so many seats in favour, the least whole population that meets a double majority; None: nothing does."""
    if seats <= 0 or not reaches(Fraction(seats), rule.threshold * assembly.size, strict=rule.strict):
        return None
    if rule.population is None or (rule.blocking is not None and assembly.size - seats < rule.blocking):
        return 0
    asked = rule.population * assembly.people
    return math.floor(asked) + 1 if rule.population_strict else math.ceil(asked)


@dataclass(frozen=True)
class _Half:
    """The coalitions of some members, in groups of equal size and seats: masks and populations, by population."""

    members: tuple[int, ...]
    groups: dict[tuple[int, int], tuple[Any, Any]]


def _by_halves(assembly: Assembly, rule: Rule) -> Counts | None:
    population = assembly.population or ()
    scale = math.lcm(*(one.denominator for one in population))
    people = [int(one * scale) for one in population]
    if not people or sum(people) >= _INT64:
        return None
    scaled = Assembly(assembly.seats, tuple(Fraction(one) for one in people))
    size = len(assembly.seats)
    one = _half(tuple(range(0, size, 2)), assembly.seats, people)
    other = _half(tuple(range(1, size, 2)), assembly.seats, people)
    winning = [0] * (size + 1)
    having = [[0] * (size + 1) for _ in range(size)]
    for mine, theirs, count_all in ((one, other, True), (other, one, False)):
        for (number, seats), (masks, sums) in mine.groups.items():
            for (more, further), (_, against) in theirs.groups.items():
                asked = needed_people(rule, scaled, seats + further)
                if asked is None:
                    continue
                wins = len(against) - against.searchsorted(asked - sums, side="left")
                winning[number + more] += int(wins.sum()) if count_all else 0
                for place, member in enumerate(mine.members):
                    having[member][number + more] += int(wins[masks >> place & 1 == 1].sum())
    return winning, having


def _half(members: tuple[int, ...], seats: Sequence[int], people: Sequence[int]) -> _Half:
    import numpy as np

    masks = np.arange(1 << len(members), dtype=np.int64)
    number, weight, sums = (np.zeros(len(masks), np.int64) for _ in range(3))
    for place, member in enumerate(members):
        inside = masks >> place & 1
        number += inside
        weight += inside * seats[member]
        sums += inside * people[member]
    keys: dict[tuple[int, int], tuple[Any, Any]] = {}
    for key in sorted(set(zip(number.tolist(), weight.tolist(), strict=True))):
        chosen = np.flatnonzero((number == key[0]) & (weight == key[1]))
        chosen = chosen[np.argsort(sums[chosen], kind="stable")]
        keys[key] = (masks[chosen], sums[chosen])
    return _Half(members, keys)
