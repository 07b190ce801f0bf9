"""What a vote is made of: numbers that may be uncertain, how members vote, what a rule demands."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Number:
    """A number that may be uncertain: exact, anything between two ends, triangular, or normal (cut where it must be).

    `central` is the number, the middle, the mode or the mean; `low` and `high` are None for exact and normal.
    """

    form: Literal["exact", "between", "triangular", "normal"]
    central: Fraction
    low: Fraction | None = None
    high: Fraction | None = None
    sd: Fraction | None = None

    def ends(self, top: Fraction = ONE) -> tuple[Fraction, Fraction]:
        """The least and the most it can be, cut to 0 to `top`."""
        low, high = self.low, self.high
        if self.form == "exact" or (self.form == "normal" and not self.sd):
            low = high = self.central
        elif self.form == "normal":
            low, high = ZERO, top
        assert low is not None
        assert high is not None
        return min(max(low, ZERO), top), min(max(high, ZERO), top)

    def certain(self, top: Fraction = ONE) -> Fraction | None:
        """Its value where there is only one."""
        low, high = self.ends(top)
        return low if low == high else None


def exactly(value: Fraction | int) -> Number:
    """A number that is certain."""
    return Number("exact", Fraction(value))


@dataclass(frozen=True)
class Ballot:
    """How one member votes. `yes` and `abstain` are shares of its seats, which vote as blocks; the rest votes no.

    Abstentions are at most what yes leaves. With `chance`, each seat by itself votes yes with that probability, else
    no. With none of the three it is not known. `margin` orders members of equal inclination: more is likelier to say
    yes. `fixed`: whatever may happen, it votes so.
    """

    yes: Number | None = None
    abstain: Number | None = None
    chance: Number | None = None
    margin: Fraction = ZERO
    fixed: bool = False

    @property
    def known(self) -> bool:
        """Whether anything is known of the vote."""
        return not (self.yes is None and self.abstain is None and self.chance is None)

    def extreme(self, *, best: bool) -> tuple[Fraction, Fraction]:
        """The shares of yes and of abstentions that most (`best`) or least serve to meet a rule."""
        if self.chance is not None:
            low, high = self.chance.ends()
            return (ONE if high > 0 else ZERO, ZERO) if best else (ONE if low == 1 else ZERO, ZERO)
        if not self.known:
            return (ONE, ZERO) if best else (ZERO, ZERO)
        place = 1 if best else 0
        yes = self.yes.ends()[place] if self.yes else ZERO
        return yes, min(self.abstain.ends()[place] if self.abstain else ZERO, ONE - yes)

    @property
    def inclination(self) -> Fraction:
        """How likely it is to vote yes, from 0 to 1: its share or chance by the central value, one half if unknown."""
        if self.chance is not None:
            return min(max(self.chance.central, ZERO), ONE)
        if not self.known:
            return Fraction(1, 2)
        return min(max(self.yes.central, ZERO), ONE) if self.yes else ZERO


UNKNOWN = Ballot()
YES = Ballot(yes=exactly(1))
NO = Ballot(yes=exactly(0))


@dataclass(frozen=True)
class Assembly:
    """The members of a body: seats each, population each where it is counted, and how many seats take part."""

    seats: tuple[int, ...]
    population: tuple[Fraction, ...] | None = None
    present: Number | None = None

    @property
    def size(self) -> int:
        """All seats."""
        return sum(self.seats)

    @property
    def people(self) -> Fraction:
        """All population; 0 where it is not counted."""
        return sum(self.population or (), ZERO)

    def attendance(self) -> tuple[Fraction, Fraction]:
        """The least and the greatest share of the seats that takes part."""
        size = Fraction(self.size)
        if self.present is None or not size:
            return ONE, ONE
        low, high = self.present.ends(size)
        return low / size, high / size


@dataclass(frozen=True)
class Rule:
    """What must be reached; the fields are those of the case's rules.

    share: yes at least (`strict`: more than) `threshold` of the base, and somebody votes yes. votes: at least
    `threshold` yes. consensus: nobody votes no. double: `threshold` of all members and `population` of all population,
    the second waived where fewer than `blocking` seats do not vote yes. `turnout`: so much of all seats takes part.
    """

    kind: Literal["share", "votes", "consensus", "double"]
    threshold: Fraction = Fraction(1, 2)
    strict: bool = False
    base: Literal["voting", "present", "members"] = "members"
    population: Fraction | None = None
    population_strict: bool = False
    blocking: int | None = None
    turnout: Fraction | None = None
