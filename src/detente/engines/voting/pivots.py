"""Who decides: members in the order of their inclination, the one with whom a rule is first met, whose votes to win."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from detente.engines.voting.model import ONE, ZERO, Assembly, Ballot, Rule
from detente.engines.voting.tallies import Tally, best_tally, met, tally


@dataclass(frozen=True)
class Pivot:
    """The members (several where they are equally inclined) with whose seats the rule is first met.

    `alone`: any one of them is enough, with all before yes and all after no.
    """

    members: tuple[int, ...]
    alone: bool


def ranked(ballots: Sequence[Ballot]) -> list[tuple[int, ...]]:
    """Members from the likeliest to vote yes to the least likely; those that cannot be told apart together."""
    keys = {(ballot.inclination, ballot.margin) for ballot in ballots}
    return [
        tuple(place for place, ballot in enumerate(ballots) if (ballot.inclination, ballot.margin) == key)
        for key in sorted(keys, reverse=True)
    ]


def if_only(assembly: Assembly, members: Collection[int]) -> Tally:
    """The vote if these members vote yes and all others no, everybody being there."""
    shares = [(ONE if place in members else ZERO, ZERO) for place in range(len(assembly.seats))]
    return tally(assembly, shares, ONE)


def pivot(assembly: Assembly, ballots: Sequence[Ballot], rule: Rule) -> Pivot | None:
    """The pivotal member; None where not even all votes meet the rule."""
    before: set[int] = set()
    for group in ranked(ballots):
        if met(rule, if_only(assembly, before | set(group))):
            alone = len(group) == 1 or all(met(rule, if_only(assembly, before | {one})) for one in group)
            return Pivot(group, alone)
        before |= set(group)
    return None


def vetoes(assembly: Assembly, rule: Rule) -> tuple[int, ...]:
    """The members without whom the rule cannot be met."""
    everybody = set(range(len(assembly.seats)))
    return tuple(one for one in sorted(everybody) if not met(rule, if_only(assembly, everybody - {one})))


@dataclass(frozen=True)
class Turn:
    """So many seats of a member that would have to vote yes instead."""

    member: int
    seats: int


def to_win(assembly: Assembly, ballots: Sequence[Ballot], rule: Rule) -> tuple[Turn, ...] | None:
    """Whose votes would have to turn for a vote that lacks some: seats at their best, from the pivotal member on to the
    least inclined, then those before it.

    () where nothing is lacking; None where no votes would do.
    """
    best = best_tally(assembly, ballots, rule)
    if met(rule, best):
        return ()
    attendance = best.present / best.seats if best.seats else ONE
    shares = [ballot.extreme(best=True) for ballot in ballots]
    turns: list[Turn] = []
    for member in _from_pivot(assembly, ballots, rule):
        seats = assembly.seats[member]
        most = math.ceil(seats * (ONE - shares[member][0]))
        low, high = 0, most
        if not met(rule, tally(assembly, _with(shares, member, seats, most), attendance)):
            low = most
        while low < high:
            middle = (low + high) // 2
            enough = met(rule, tally(assembly, _with(shares, member, seats, middle), attendance))
            low, high = (low, middle) if enough else (middle + 1, high)
        if low:
            turns.append(Turn(member, low))
            shares = _with(shares, member, seats, low)
        if met(rule, tally(assembly, shares, attendance)):
            return tuple(turns)
    return None


def _with(
    shares: Sequence[tuple[Fraction, Fraction]], member: int, seats: int, turned: int
) -> list[tuple[Fraction, Fraction]]:
    """The shares with so many seats of a member in favour that were not; those against turn first."""
    yes, abstain = shares[member]
    more = min(yes + Fraction(turned, seats), ONE)
    return [*shares[:member], (more, min(abstain, ONE - more)), *shares[member + 1 :]]


def _from_pivot(assembly: Assembly, ballots: Sequence[Ballot], rule: Rule) -> list[int]:
    groups = ranked(ballots)
    found = pivot(assembly, ballots, rule)
    place = groups.index(found.members) if found else 0
    order = (member for group in (*groups[place:], *reversed(groups[:place])) for member in group)
    return [member for member in order if assembly.seats[member]]
