"""Counting one vote by one rule, and what must come out whatever is uncertain.

Every rule here is monotone: more yes in the place of no or abstention, or more abstention in the place of no, never
turns passing into failing. So the worst and the best corner of the intervals decide.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from detente.engines.voting.model import ZERO, Assembly, Ballot, Rule

PASSES, LACKS, OPEN = "passes", "lacks", "open"


@dataclass(frozen=True)
class Tally:
    """A vote as counted, in seats: those that take part say yes or no or abstain; `people` is the population of yes."""

    yes: Fraction
    no: Fraction
    abstain: Fraction
    seats: int
    people: Fraction = ZERO
    population: Fraction = ZERO

    @property
    def present(self) -> Fraction:
        """The seats that take part."""
        return self.yes + self.no + self.abstain


def tally(assembly: Assembly, shares: Sequence[tuple[Fraction, Fraction]], attendance: Fraction) -> Tally:
    """Counts shares of yes and of abstentions, member by member; absent seats are missing from all in equal shares."""
    yes = sum((seats * share for seats, (share, _) in zip(assembly.seats, shares, strict=True)), ZERO)
    abstain = sum((seats * share for seats, (_, share) in zip(assembly.seats, shares, strict=True)), ZERO)
    people = ZERO
    if assembly.population:
        people = sum((some * share for some, (share, _) in zip(assembly.population, shares, strict=True)), ZERO)
    no = assembly.size - yes - abstain
    return Tally(
        yes * attendance, no * attendance, abstain * attendance, assembly.size, people * attendance, assembly.people
    )


def base(rule: Rule, counted: Tally) -> Fraction:
    """The seats of which a share is asked."""
    if rule.kind == "share" and rule.base == "voting":
        return counted.yes + counted.no
    if rule.kind == "share" and rule.base == "present":
        return counted.present
    return Fraction(counted.seats)


def reaches(value: Fraction, asked: Fraction, *, strict: bool) -> bool:
    """Whether a value is at least, or more than, what is asked."""
    return value > asked if strict else value >= asked


def met(rule: Rule, counted: Tally) -> bool:
    """Whether a vote as counted meets the rule."""
    if rule.turnout is not None and counted.present < rule.turnout * counted.seats:
        return False
    if rule.kind == "votes":
        return counted.yes >= rule.threshold
    if rule.kind == "consensus":
        return counted.no == 0
    if counted.yes <= 0 or not reaches(counted.yes, rule.threshold * base(rule, counted), strict=rule.strict):
        return False
    return rule.kind == "share" or met_by_people(rule, counted)


def met_by_people(rule: Rule, counted: Tally) -> bool:
    """The second half of a double majority."""
    if rule.population is None or (rule.blocking is not None and counted.seats - counted.yes < rule.blocking):
        return True
    return reaches(counted.people, rule.population * counted.population, strict=rule.population_strict)


def extreme(assembly: Assembly, ballots: Sequence[Ballot], attendance: Fraction, *, best: bool) -> Tally:
    """The vote where everything uncertain serves the rule most, or least."""
    return tally(assembly, [ballot.extreme(best=best) for ballot in ballots], attendance)


def verdict(assembly: Assembly, ballots: Sequence[Ballot], rule: Rule) -> str:
    """`passes` whatever the uncertain turns out to be, `lacks` whatever it does, else `open`."""
    ends = assembly.attendance()
    if all(met(rule, extreme(assembly, ballots, end, best=False)) for end in ends):
        return PASSES
    if not any(met(rule, extreme(assembly, ballots, end, best=True)) for end in ends):
        return LACKS
    return OPEN


def quota(rule: Rule, counted: Tally) -> Fraction:
    """What yes votes must reach, or exceed where the rule is `above`, among as many that vote or take part as here."""
    if rule.kind == "consensus":
        return counted.yes + counted.no
    return rule.threshold if rule.kind == "votes" else rule.threshold * base(rule, counted)


def above(rule: Rule) -> bool:
    """Whether yes votes must exceed the quota: to reach it is not enough."""
    return rule.strict and rule.kind in ("share", "double")


def needs(rule: Rule, asked: Fraction) -> int:
    """The least whole number of yes votes that meets such a quota."""
    least = 0 if rule.kind == "consensus" else 1
    return max(least, math.floor(asked) + 1 if above(rule) else math.ceil(asked))


def quota_range(
    assembly: Assembly, ballots: Sequence[Ballot], rule: Rule, attendance: Sequence[Fraction] = ()
) -> tuple[Fraction, Fraction]:
    """The least and the most that the rule may ask, as attendance (by default any that there may be) and abstentions
    turn out.
    """
    found = []
    for end in attendance or assembly.attendance():
        for most in (False, True):
            shares = [_abstaining(ballot, most=most) for ballot in ballots]
            found.append(quota(rule, tally(assembly, shares, end)))
    return min(found), max(found)


def _abstaining(ballot: Ballot, *, most: bool) -> tuple[Fraction, Fraction]:
    """As many, or as few, abstentions as there can be."""
    if not ballot.known:
        return ZERO, Fraction(1 if most else 0)
    low, _ = ballot.extreme(best=False)
    high, _ = ballot.extreme(best=True)
    yes = low if most else high
    ends = ballot.abstain.ends() if ballot.abstain and ballot.chance is None else (ZERO, ZERO)
    return yes, min(ends[1 if most else 0], 1 - yes)
