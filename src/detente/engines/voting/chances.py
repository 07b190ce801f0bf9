"""How likely a vote is to meet its rules, when members are independent of one another.

Where only chances are uncertain: exact, by convolution over votes, and for double majorities over votes and population
(two halves of the members, met in the middle). Where one number is uncertain: by its distribution, because rules are
monotone. Else by draws, with their sampling interval.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate

from detente.engines.voting.drawing import CHUNK, cumulative, drawn, wilson
from detente.engines.voting.model import NO, ONE, YES, ZERO, Assembly, Ballot, Number, Rule, exactly
from detente.engines.voting.tallies import LACKS, PASSES, Tally, met, tally, verdict

MOST_SEATS = 1_000
MOST_IN_HALF = 1 << 14
CERTAIN, EXACT, INTEGRATED, SAMPLED = "certain", "exact", "integrated", "sampled"
HOW = (CERTAIN, EXACT, INTEGRATED, SAMPLED)


@dataclass(frozen=True)
class Probability:
    """A probability, or a range where members are unknown: `low` with all their seats against, `high` in favour.

    `how` is certain (whatever is uncertain), exact, integrated (a distribution's formula, to 15 digits) or sampled;
    then `sampled` are the ends of the 95 % intervals of Wilson (1927), the lower one of `low`, the upper one of `high`.
    """

    low: Fraction
    high: Fraction
    how: str
    sampled: tuple[Fraction, Fraction] | None = None

    def times(self, other: Probability) -> Probability:
        """Of both, if they are independent."""
        how = max(self.how, other.how, key=HOW.index)
        mine, yours = (one.sampled or (one.low, one.high) for one in (self, other))
        both = (mine[0] * yours[0], mine[1] * yours[1]) if how == SAMPLED else None
        return Probability(self.low * other.low, self.high * other.high, how, both)


SURE = Probability(ONE, ONE, CERTAIN)


def probability(
    assembly: Assembly, ballots: Sequence[Ballot], rules: Sequence[Rule], *, draws: int = CHUNK, seed: int = 0
) -> Probability:
    """How likely one vote is to meet all of these rules."""
    against = _settled(assembly, [ballot if ballot.known else NO for ballot in ballots], rules, draws, seed)
    if all(ballot.known for ballot in ballots):
        return against
    in_favour = _settled(assembly, [ballot if ballot.known else YES for ballot in ballots], rules, draws, seed)
    how = max(against.how, in_favour.how, key=HOW.index)
    ends = ((against.sampled or (against.low, ZERO))[0], (in_favour.sampled or (ZERO, in_favour.high))[1])
    return Probability(against.low, in_favour.high, how, ends if how == SAMPLED else None)


def _settled(
    assembly: Assembly, ballots: Sequence[Ballot], rules: Sequence[Rule], draws: int, seed: int
) -> Probability:
    found = {verdict(assembly, ballots, rule) for rule in rules}
    if found <= {PASSES}:
        return SURE
    if LACKS in found:
        return Probability(ZERO, ZERO, CERTAIN)
    loose = _loose(assembly, ballots)
    rolling = [ballot for ballot in ballots if _rolls(ballot)]
    if not loose:
        exact = _exact(assembly, ballots, rules)
        if exact is not None:
            return Probability(exact, exact, EXACT)
    elif len(loose) == 1 and not rolling:
        share = _integrated(assembly, ballots, rules, loose[0])
        return Probability(share, share, INTEGRATED)
    hits = drawn(assembly, ballots, rules, draws, seed)
    share = Fraction(hits, draws)
    return Probability(share, share, SAMPLED, wilson(hits, draws))


def _rolls(ballot: Ballot) -> bool:
    """Whether seats decide by a chance that is neither 0 nor 1."""
    return ballot.chance is not None and ballot.chance.certain() not in (ZERO, ONE)


Place = tuple[int, str]
"""A member and which of its numbers; -1 for attendance."""


def _loose(assembly: Assembly, ballots: Sequence[Ballot]) -> list[Place]:
    """The numbers that are not certain themselves."""
    found = [
        (place, name)
        for place, ballot in enumerate(ballots)
        for name in ("yes", "abstain", "chance")
        if (number := getattr(ballot, name)) is not None and number.certain() is None
    ]
    if assembly.present is not None and assembly.present.certain(Fraction(assembly.size)) is None:
        found.append((-1, "present"))
    return found


# ------------------------------------------------------------------------------------------------- only chances: exact


def _exact(assembly: Assembly, ballots: Sequence[Ballot], rules: Sequence[Rule]) -> Fraction | None:
    """None where there is too much to convolve."""
    rolling = [place for place, ballot in enumerate(ballots) if assembly.seats[place] and _rolls(ballot)]
    seats = sum(assembly.seats[place] for place in rolling)
    if seats > MOST_SEATS:
        return None
    shares = [(ZERO, ZERO) if place in rolling else ballot.extreme(best=False) for place, ballot in enumerate(ballots)]
    attendance = assembly.attendance()[0]
    base = tally(assembly, shares, attendance)

    def with_votes(votes: int) -> Tally:
        return replace(base, yes=base.yes + votes * attendance, no=base.no - votes * attendance)

    if any(rule.population is not None for rule in rules):
        return _in_halves(
            assembly, ballots, rolling, [_asked(rules, with_votes(k), attendance) for k in range(seats + 1)]
        )
    spread, whole = [1], 1
    for place in rolling:
        one, total = _binomial(assembly.seats[place], ballots[place].chance)
        spread, whole = _convolved(spread, one), whole * total
    hits = sum(ways for votes, ways in enumerate(spread) if all(met(rule, with_votes(votes)) for rule in rules))
    return Fraction(hits, whole)


def _binomial(seats: int, chance: Number | None) -> tuple[list[int], int]:
    """How often so many seats vote yes, in whole numbers, and of how many."""
    assert chance is not None
    part, whole = chance.central.numerator, chance.central.denominator
    return [math.comb(seats, k) * part**k * (whole - part) ** (seats - k) for k in range(seats + 1)], whole**seats


def _convolved(one: list[int], other: list[int]) -> list[int]:
    found = [0] * (len(one) + len(other) - 1)
    for place, ways in enumerate(one):
        for further, more in enumerate(other):
            found[place + further] += ways * more
    return found


def _asked(rules: Sequence[Rule], counted: Tally, attendance: Fraction) -> tuple[Fraction, bool] | None:
    """What population those with a chance must bring for all rules to be met, and whether more than that; None where
    none is enough.
    """
    found = (Fraction(-1), False)
    for rule in rules:
        if not met(replace(rule, population=None), counted):
            return None
        waived = rule.blocking is not None and counted.seats - counted.yes < rule.blocking
        if rule.population is not None and not waived:
            rest = (rule.population * counted.population - counted.people) / attendance
            found = max(found, (rest, rule.population_strict))
    return found


def _in_halves(
    assembly: Assembly,
    ballots: Sequence[Ballot],
    rolling: Sequence[int],
    asked: Sequence[tuple[Fraction, bool] | None],
) -> Fraction | None:
    """Every outcome of one half of the members beside those of the other half, in order of population."""
    if assembly.population is None:
        raise ValueError("a double majority needs the population of every member")
    people = {place: assembly.population[place] / assembly.seats[place] for place in rolling}
    scale = math.lcm(*(one.denominator for one in people.values()))
    one: list[tuple[int, int, int]] = [(0, 0, 1)]
    other, whole = list(one), 1
    for place in sorted(rolling, key=lambda place: -assembly.seats[place]):
        ways, total = _binomial(assembly.seats[place], ballots[place].chance)
        each = int(people[place] * scale)
        smaller, larger = (one, other) if len(one) <= len(other) else (other, one)
        grown = [(v + k, p + k * each, w * more) for v, p, w in smaller for k, more in enumerate(ways) if more]
        if len(grown) > MOST_IN_HALF:
            return None
        one, other, whole = grown, larger, whole * total
    limits = [None if limit is None else _whole(limit[0] * scale, strict=limit[1]) for limit in asked]
    groups: dict[int, list[tuple[int, int]]] = {}
    for votes, sum_of, weight in other:
        groups.setdefault(votes, []).append((sum_of, weight))
    ready = []
    for votes, rows in groups.items():
        rows.sort()
        tails = [*accumulate((weight for _, weight in reversed(rows)), initial=0)][::-1]
        ready.append((votes, [sum_of for sum_of, _ in rows], tails))
    hits = 0
    for votes, sum_of, weight in one:
        for further, sums, tails in ready:
            limit = limits[votes + further]
            if limit is not None:
                hits += weight * tails[bisect_left(sums, limit - sum_of)]
    return Fraction(hits, whole)


def _whole(value: Fraction, *, strict: bool) -> int:
    return math.floor(value) + 1 if strict else math.ceil(value)


# -------------------------------------------------------------------------------------------- one uncertain number


def _integrated(assembly: Assembly, ballots: Sequence[Ballot], rules: Sequence[Rule], place: Place) -> Fraction:
    """How much of the distribution lies where the rules are met: more of it never harms."""
    member, name = place
    number = assembly.present if member < 0 else getattr(ballots[member], name)
    assert number is not None
    top = Fraction(assembly.size) if member < 0 else ONE

    def enough(value: Fraction) -> bool:
        held, cast = assembly, list(ballots)
        if member < 0:
            held = replace(assembly, present=exactly(value))
        else:
            cast[member] = _fixed(ballots[member], name, value)
        counted = tally(held, [ballot.extreme(best=False) for ballot in cast], held.attendance()[0])
        return all(met(rule, counted) for rule in rules)

    low, high = number.ends(top)
    if enough(low):
        return ONE
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return ONE - cumulative(number, high, top)


def _fixed(ballot: Ballot, name: str, value: Fraction) -> Ballot:
    return replace(ballot, yes=exactly(value)) if name == "yes" else replace(ballot, abstain=exactly(value))
