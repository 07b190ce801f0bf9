"""Who ratifies what, by which rule, and how members would vote, as frozen values. What follows is `space.ratifying`."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from detente.case.conditions import Condition
from detente.case.dates import Interval
from detente.case.judgements.model import Quantity


@dataclass(frozen=True)
class Source:
    """What a rule or a number rests on."""

    source: tuple[str, ...] = ()
    because: str = ""
    confirmed: bool = True


@dataclass(frozen=True)
class Circumstance:
    """Something that may bar a procedure, such as martial law: holds from `since` to `until`, unless the package itself
    ends it (`ends_if`).
    """

    id: str
    title: str
    since: Interval | None = None
    until: Interval | None = None
    ends_if: Condition | None = None
    rests_on: Source = Source()


@dataclass(frozen=True)
class Vote:
    """How a member's seats vote on packages that meet `condition` (None: on any). The first that applies counts.

    `yes` and `abstain` are shares of the seats (0 to 1), which vote as blocks; the rest votes no. With `chance`, each
    seat by itself votes yes with that probability, else no. None of them: unknown.
    """

    condition: Condition | None = None
    yes: Quantity | None = None
    abstain: Quantity | None = None
    chance: Quantity | None = None
    because: str = ""
    text: str = ""


@dataclass(frozen=True)
class Member:
    """A member or a faction of a body: so many seats, and for double majorities so much population.

    `prefers`: it votes yes where a package is worth at least as much to that party (an entry of preferences) as no
    agreement; used where no vote applies. With neither, its vote is unknown. `party`: the party of the case that it is.
    `vacant`: seats on which nobody sits; no vote of theirs can turn.
    """

    id: str
    title: str
    seats: int = 1
    population: Fraction | None = None
    votes: tuple[Vote, ...] = ()
    prefers: str = ""
    party: str = ""
    vacant: bool = False


@dataclass(frozen=True)
class Rule:
    """What a body must reach.

    share: yes votes `at_least` (or `more_than`) a fraction of `base`; base `voting` is yes and no, `present` counts
    abstentions, `members` all seats. votes: at least so many yes (`at_least` is a whole number). consensus: no vote
    against. double: the same of members as in share, and `population` as in `at_least` of all population;
    `blocking` members at least are needed to block. `turnout`: so much of `members` must vote (referendum).
    """

    kind: Literal["share", "votes", "consensus", "double"]
    threshold: Fraction = Fraction(1, 2)
    strict: bool = False
    base: Literal["voting", "present", "members"] = "members"
    population: Fraction | None = None
    population_strict: bool = False
    blocking: int | None = None
    turnout: Fraction | None = None
    text: str = ""


@dataclass(frozen=True)
class Body:
    """A body that votes: a chamber, a council, an electorate, one person. `present`: seats that vote; None: all."""

    id: str
    title: str
    members: tuple[Member, ...]
    present: Quantity | None = None
    since: Interval | None = None
    until: Interval | None = None
    rests_on: Source = Source()


@dataclass(frozen=True)
class Step:
    """One body deciding by one rule; where `needed_if` does not hold the step falls away."""

    body: str
    rule: Rule
    title: str = ""
    needed_if: Condition | None = None


@dataclass(frozen=True)
class Procedure:
    """What a party (or bloc, or organisation) must go through at home before it is bound, step after step.

    `needed_if` None: for every package but the status quo. It is barred while one of the `barred_by` circumstances
    holds, or where `barred_if` holds of the package: then no number of votes will do.
    """

    id: str
    of: str
    title: str
    instrument: str
    steps: tuple[Step, ...]
    needed_if: Condition | None = None
    barred_by: tuple[str, ...] = ()
    barred_if: Condition | None = None
    since: Interval | None = None
    until: Interval | None = None
    rests_on: Source = Source()
    line: int = 0


@dataclass(frozen=True)
class Ratification:
    """Everything that ratification.yaml says."""

    circumstances: tuple[Circumstance, ...] = ()
    bodies: tuple[Body, ...] = ()
    procedures: tuple[Procedure, ...] = ()

    @property
    def grounded(self) -> tuple[Circumstance | Body | Procedure, ...]:
        """Everything in it that rests on something."""
        return (*self.circumstances, *self.bodies, *self.procedures)

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources that everything in it rests on, as often as they are named."""
        return tuple(name for one in self.grounded for name in one.rests_on.source)
