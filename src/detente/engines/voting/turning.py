"""What a vote lacks: the fewest votes that would have to turn to yes, and whose.

A vote turns when it is counted as no, or as abstention, and is counted as yes instead. Of a fixed number of votes the
choice that serves a rule most takes those that serve it most first, because every rule is met by a sum over the votes
that turned (of yes under most rules, of yes less the share asked of yes and no, of population, of no votes gone). So
for each number one choice is enough to ask, and the least number is found by halving.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from detente.engines.voting.model import ONE, ZERO, Assembly, Ballot, Rule
from detente.engines.voting.pivots import pivot, ranked
from detente.engines.voting.tallies import Tally, met, met_by_people


@dataclass(frozen=True)
class Missing:
    """What a vote lacks: `votes` that would have to turn to yes, `people` more population of those in favour, `turnout`
    more seats that take part, and vote yes.
    """

    votes: Fraction
    people: Fraction = ZERO
    turnout: Fraction = ZERO


@dataclass(frozen=True)
class Turn:
    """So many votes of a member that would have to turn; `against`: so many of them from no, the rest abstained."""

    member: int
    votes: Fraction
    against: Fraction


@dataclass(frozen=True)
class Pool:
    """All votes of a member that are no (`against`), or abstentions."""

    member: int
    against: bool
    votes: Fraction


@dataclass(frozen=True)
class Turning:
    """What a vote lacks, and a cheapest choice of votes that would do: all of `missing.votes`.

    `turns` None: no votes would do. `among`: those of which a vote turns in some cheapest choice. `free`: any choice of
    as many votes among these would do.
    """

    missing: Missing
    turns: tuple[Turn, ...] | None
    among: tuple[Pool, ...] = ()
    free: bool = False

    @property
    def choice(self) -> bool:
        """Whether there is more than one cheapest choice."""
        return len(self.among) > 1 and sum((one.votes for one in self.among), ZERO) > self.missing.votes


def to_win(assembly: Assembly, ballots: Sequence[Ballot], rule: Rule) -> Turning | None:
    """What a vote lacks at its best, everything uncertain serving the rule and attendance at the end of its interval
    that leaves the least missing: first seats that do not take part, then votes. None where nothing is lacking.
    """
    found = [_Vote.at(assembly, ballots, rule, end).turning() for end in reversed(assembly.attendance())]
    if any(one is None for one in found):
        return None
    return min((one for one in found if one), key=lambda one: (one.turns is None, one.missing.turnout, _votes(one)))


def _votes(one: Turning) -> Fraction:
    return one.missing.votes


@dataclass(frozen=True)
class _Vote:
    """A vote as counted at its best, and what could turn in it: `pools`, in the order in which equals are asked (of a
    consensus only votes against); `rates`: the population that a vote of each member stands for.
    """

    rule: Rule
    counted: Tally
    pools: tuple[Pool, ...]
    rates: tuple[Fraction, ...]

    @classmethod
    def at(cls, assembly: Assembly, ballots: Sequence[Ballot], rule: Rule, attendance: Fraction) -> _Vote:
        """The vote where so great a share of every member's seats takes part."""
        shares = [ballot.extreme(best=True) for ballot in ballots]
        there = [seats * attendance for seats in assembly.seats]
        pools = tuple(
            Pool(one, against, there[one] * (ONE - shares[one][0] - shares[one][1] if against else shares[one][1]))
            for one in _from_pivot(assembly, ballots, rule)
            if not ballots[one].fixed
            for against in ((True,) if rule.kind == "consensus" else (True, False))
        )
        population = assembly.population or (ZERO,) * len(there)
        rates = tuple(some / seats if seats else ZERO for some, seats in zip(population, assembly.seats, strict=True))
        yes = [size * share for size, (share, _) in zip(there, shares, strict=True)]
        away = [size * share for size, (_, share) in zip(there, shares, strict=True)]
        counted = Tally(
            sum(yes, ZERO),
            sum(there, ZERO) - sum(yes, ZERO) - sum(away, ZERO),
            sum(away, ZERO),
            assembly.size,
            sum((some * rate for some, rate in zip(yes, rates, strict=True)), ZERO),
            assembly.people,
        )
        return cls(rule, counted, tuple(one for one in pools if one.votes), rates)

    def turning(self) -> Turning | None:
        """What it lacks; None where it is met."""
        if met(self.rule, self.counted):
            return None
        left = sum((one.votes for one in self.pools), ZERO)
        absent = self.counted.seats - self.counted.present
        come = _least(absent, lambda some: met(self.rule, self.joined(some).after(self.best(left))))
        if come is None:
            lacking = max(ZERO, Fraction(math.ceil(self.rule.threshold - self.counted.yes)))
            return Turning(
                Missing(lacking if self.rule.kind == "votes" else ZERO, self.short_of_people(self.counted)), None
            )
        vote = self.joined(come)
        votes = _least(left, lambda some: met(self.rule, vote.after(self.best(some))))
        assert votes is not None
        chosen = self.best(votes)
        short = vote.short_of_people(vote.counted) if not vote.short_of_people(vote.after(chosen)) else ZERO
        among = tuple(one for one in self.pools if votes and vote.would_do(votes, one))
        worst = vote.best(votes, among, worst=True)
        return Turning(Missing(votes, short, come), _turns(chosen), among, met(self.rule, vote.after(worst)))

    def short_of_people(self, counted: Tally) -> Fraction:
        """How much population those in favour lack, whether or not it is asked for."""
        if self.rule.kind != "double" or met_by_people(replace(self.rule, blocking=None), counted):
            return ZERO
        return (self.rule.population or ZERO) * counted.population - counted.people

    def joined(self, some: Fraction) -> _Vote:
        """The vote if so many more take part, of all members in equal shares, and vote yes."""
        one = self.counted
        people = one.people + (one.population * some / one.seats if one.seats else ZERO)
        return replace(self, counted=replace(one, yes=one.yes + some, people=people))

    def after(self, chosen: Sequence[Pool]) -> Tally:
        """The vote once these have turned."""
        against = sum((one.votes for one in chosen if one.against), ZERO)
        away = sum((one.votes for one in chosen if not one.against), ZERO)
        people = sum((one.votes * self.rates[one.member] for one in chosen), ZERO)
        counted = self.counted
        return replace(
            counted,
            yes=counted.yes + against + away,
            no=counted.no - against,
            abstain=counted.abstain - away,
            people=counted.people + people,
        )

    def serves(self, one: Pool) -> Fraction:
        """What the turning of one such vote does for the rule."""
        if self.rule.kind == "double":
            return self.rates[one.member]
        if self.rule.kind == "share" and self.rule.base == "voting" and not one.against:
            return ONE - self.rule.threshold
        return ONE

    def best(self, votes: Fraction, pools: Sequence[Pool] | None = None, *, worst: bool = False) -> list[Pool]:
        """So many votes that serve the rule most, or least; of equals whole votes first, in their order."""
        pools = self.pools if pools is None else pools
        chosen: list[Pool] = []
        for value in sorted({self.serves(one) for one in pools}, reverse=not worst):
            equals = [one for one in pools if self.serves(one) == value]
            taken = [ZERO] * len(equals)
            for whole in (True, False):
                for place, one in enumerate(equals):
                    some = min(one.votes - taken[place], votes)
                    some = Fraction(math.floor(some)) if whole else some
                    taken[place] += some
                    votes -= some
            chosen += [replace(one, votes=some) for one, some in zip(equals, taken, strict=True) if some]
        return chosen

    def would_do(self, votes: Fraction, one: Pool) -> bool:
        """Whether so many votes are enough if a vote of these (all of them if they are less than one) is among them."""
        first = min(ONE, one.votes, votes)
        left = [replace(each, votes=each.votes - first) if each is one else each for each in self.pools]
        return met(self.rule, self.after([replace(one, votes=first), *self.best(votes - first, left)]))


def _least(most: Fraction, enough: Callable[[Fraction], bool]) -> Fraction | None:
    """The least whole number that is enough, or `most` where that is less; None where `most` is not enough."""
    if not enough(most):
        return None
    low, high = 0, math.ceil(most)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(Fraction(middle)) else (middle + 1, high)
    return min(Fraction(low), most)


def _turns(chosen: Sequence[Pool]) -> tuple[Turn, ...]:
    """The votes that turn, member by member."""
    members = dict.fromkeys(one.member for one in chosen)
    return tuple(
        Turn(
            member,
            sum((one.votes for one in chosen if one.member == member), ZERO),
            sum((one.votes for one in chosen if one.member == member and one.against), ZERO),
        )
        for member in members
    )


def _from_pivot(assembly: Assembly, ballots: Sequence[Ballot], rule: Rule) -> list[int]:
    """Members from the pivotal one on to the least inclined, then those before it."""
    groups = ranked(ballots)
    found = pivot(assembly, ballots, rule)
    place = groups.index(found.members) if found else 0
    order = (member for group in (*groups[place:], *reversed(groups[:place])) for member in group)
    return [member for member in order if assembly.seats[member]]
