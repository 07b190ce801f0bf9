"""How bodies at home would vote on one package: ballots, what is needed, what bars. Asked of packages one by one.

Definitions: `docs/explanation/ratification.md`, sections 1 and 3. `space.ratifying` asks the same of all packages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from detente.case.evaluating import holds
from detente.case.filtering import in_force
from detente.case.judgements.model import Quantity
from detente.case.ratification.model import Body, Circumstance, Member, Procedure, Step, Vote
from detente.case.ratification.model import Rule as WrittenRule
from detente.engines.voting.model import NO, UNKNOWN, YES, Assembly, Ballot, Number, Rule
from detente.errors import UnknownNameError
from detente.space.judging import prefers
from detente.space.spaces import Space
from detente.space.worth import Worth

Package = Mapping[str, str]


@dataclass(frozen=True)
class Bar:
    """What bars a procedure: a circumstance by its id, or the condition on the package that is met."""

    circumstance: str = ""
    condition: str = ""


@dataclass(frozen=True, eq=False)
class Home:
    """What is on file at home on the day of a space, and what packages are worth to those whose members prefer.

    `holding` are the circumstances that hold: on the day, or because it was said that they are to be taken to.
    """

    space: Space
    procedures: tuple[Procedure, ...]
    body: Mapping[str, Body]
    holding: Mapping[str, Circumstance]

    @property
    def status_quo(self) -> Package:
        """What holds where nothing is agreed, on every issue."""
        return self.space.standing.status_quo

    @cached_property
    def worth(self) -> Mapping[str, Worth]:
        """By whom members vote, where it is judged and has a reservation value."""
        names = {member.prefers for body in self.body.values() for member in body.members if member.prefers}
        found = {name: prefers(self.space, name) for name in sorted(names)}
        return {name: one for name, one in found.items() if one is not None and one.reservation is not None}

    def holds(self, condition: object, package: Package) -> bool:
        """Whether a package meets a condition; every one meets None."""
        return condition is None or holds(condition, package, self.space.case.issue)  # type: ignore[arg-type]

    def full(self, package: Package) -> dict[str, str]:
        """A package with what it does not name at the status quo."""
        return {**self.status_quo, **package}

    def needed(self, procedure: Procedure, package: Package) -> bool:
        """Whether a package needs a procedure: by default all but the status quo do."""
        if procedure.needed_if is None:
            return any(package[issue] != option for issue, option in self.status_quo.items())
        return self.holds(procedure.needed_if, package)

    def bars(self, procedure: Procedure, package: Package) -> tuple[Bar, ...]:
        """What bars a procedure for a package, apart from votes."""
        found = [
            Bar(circumstance=name)
            for name in procedure.barred_by
            if name in self.holding and not self._ends(self.holding[name], package)
        ]
        if procedure.barred_if is not None and self.holds(procedure.barred_if, package):
            found.append(Bar(condition=str(procedure.barred_if)))
        return tuple(found)

    def _ends(self, circumstance: Circumstance, package: Package) -> bool:
        return circumstance.ends_if is not None and self.holds(circumstance.ends_if, package)

    def ballots(self, body: Body, package: Package) -> tuple[Ballot, ...]:
        """How each member of a body would vote on a package."""
        return tuple(self.ballot(member, package) for member in body.members)

    def ballot(self, member: Member, package: Package) -> Ballot:
        """How a member would vote: by the first vote that applies, else by whom it prefers, else unknown."""
        for vote in member.votes:
            if self.holds(vote.condition, package):
                return replace(ballot_of(vote), fixed=member.vacant)
        worth = self.worth.get(member.prefers)
        if worth is None or worth.reservation is None:
            return UNKNOWN
        margin = worth.utility(package) - worth.reservation
        return by_margin(margin)


def by_margin(margin: Fraction) -> Ballot:
    """Yes where a package is worth at least as much as no agreement, else no."""
    like = YES if margin >= 0 else NO
    return Ballot(yes=like.yes, margin=margin)


def open_home(space: Space, given: Mapping[str, bool] | None = None) -> Home:
    """What is on file on the day of a space. `given` says of circumstances whether to take them to hold.

    Raises UnknownNameError for a circumstance that there is not.
    """
    case, day = space.case, space.standing.day
    written = case.ratification
    said = dict(given or {})
    known = {one.id: one for one in written.circumstances}
    for name in said:
        if name not in known:
            raise UnknownNameError("circumstance", name, known)
    holding = {n: one for n, one in known.items() if said.get(n, in_force(one.since, one.until, day))}
    return Home(
        space,
        tuple(one for one in written.procedures if in_force(one.since, one.until, day)),
        {one.id: one for one in written.bodies if in_force(one.since, one.until, day)},
        holding,
    )


def number(quantity: Quantity | None) -> Number | None:
    """A judged number as the engines know it."""
    if quantity is None:
        return None
    return Number(quantity.form, quantity.central, quantity.low, quantity.high, quantity.sd)


def ballot_of(vote: Vote) -> Ballot:
    """A vote as the engines know it."""
    return Ballot(number(vote.yes), number(vote.abstain), number(vote.chance))


def rule_of(rule: WrittenRule) -> Rule:
    """A rule as the engines know it."""
    return Rule(
        rule.kind,
        rule.threshold,
        rule.strict,
        rule.base,
        rule.population,
        rule.population_strict,
        rule.blocking,
        rule.turnout,
    )


def assembly_of(body: Body | None) -> Assembly:
    """A body as the engines know it; population only where every member has one. None: one seat of which nothing is
    known.
    """
    if body is None:
        return Assembly((1,))
    people = [member.population for member in body.members]
    counted = None if None in people else tuple(one for one in people if one is not None)
    return Assembly(tuple(member.seats for member in body.members), counted, number(body.present))


def countable(step: Step, assembly: Assembly) -> bool:
    """Whether a body has what its rule counts: a double majority needs a population for every member."""
    return step.rule.population is None or assembly.population is not None
