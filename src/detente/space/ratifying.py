"""Which packages would pass at home, all of them at once: procedures as formulas, and exact counts.

Definitions: `docs/explanation/ratification.md`, sections 2 to 4. What a body decides depends on how members vote, and
that on finitely many conditions: each combination of their truth that some package has is asked once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from detente.case.ratification.model import Member, Procedure, Step
from detente.engines.diagrams import TooWide
from detente.engines.formulas import FALSE, TRUE
from detente.engines.voting.model import NO, UNKNOWN, YES, Assembly, Ballot, Rule
from detente.engines.voting.tallies import LACKS, OPEN, PASSES, verdict
from detente.space.ballots import Home, assembly_of, ballot_of, countable, open_home, rule_of
from detente.space.problems import Problem, split
from detente.space.spaces import Space
from detente.space.thresholds import at_least

MAX_CASES = 20_000


@dataclass(frozen=True)
class Verdicts:
    """The packages that pass and those that lack votes, as formulas; of all others it cannot be told."""

    passes: int
    lacks: int


@dataclass(frozen=True)
class Quota:
    """What a procedure stops for certain: `stopped` is the formula of the packages that need it and are `barred` or
    lack votes (`lacks`).

    `unit` is the party or bloc, as it counts at the table, whose procedure it is.
    """

    id: str
    of: str
    unit: str
    title: str
    stopped: int
    barred: int
    lacks: int


@dataclass(frozen=True)
class Fates:
    """The packages of a procedure, or of a party's procedures together, by their verdict; the formulas exclude one
    another, and what meets none of them cannot be told.
    """

    not_needed: int
    barred: int
    lacks: int
    passes: int


@dataclass(eq=False)
class Ratifying:
    """The procedures of a space, compiled. Raises TooWide where a body's votes rest on too much to be told apart."""

    home: Home
    _votes: dict[tuple[str, Rule], Verdicts] = field(default_factory=dict)
    _fates: dict[str, Fates] = field(default_factory=dict)
    _preferred: dict[str, int] = field(default_factory=dict)

    @property
    def space(self) -> Space:
        """The table on a day."""
        return self.home.space

    def compiled(self, condition: object) -> int:
        """A condition as a formula; None holds of all."""
        if condition is None:
            return TRUE
        return self.space.frame.compile(condition, self.home.status_quo)  # type: ignore[arg-type]

    # ------------------------------------------------------------------------------------------------ procedures

    def needed(self, procedure: Procedure) -> int:
        """The packages that need a procedure."""
        if procedure.needed_if is not None:
            return self.compiled(procedure.needed_if)
        frame, formulas, quo = self.space.frame, self.space.frame.formulas, self.home.status_quo
        return formulas.any(
            formulas.negate(formulas.literal(variable, frame.mask(issue, (quo[issue],))))
            for variable, issue in enumerate(frame.agenda)
        )

    def barred(self, procedure: Procedure) -> int:
        """The packages for which a procedure is barred, needed or not."""
        formulas, holding = self.space.frame.formulas, self.home.holding
        found = [FALSE if procedure.barred_if is None else self.compiled(procedure.barred_if)]
        for name in procedure.barred_by:
            if name in holding:
                ends = holding[name].ends_if
                found.append(TRUE if ends is None else formulas.negate(self.compiled(ends)))
        return formulas.any(found)

    def fates(self, procedure: Procedure) -> Fates:
        """The packages of one procedure by their verdict."""
        known = self._fates.get(procedure.id)
        if known is None:
            known = self._fates[procedure.id] = self._one(procedure)
        return known

    def _one(self, procedure: Procedure) -> Fates:
        formulas = self.space.frame.formulas
        needed, barred = self.needed(procedure), self.barred(procedure)
        steps = [self.step(step) for step in procedure.steps]
        free = formulas.all([needed, formulas.negate(barred)])
        lacks = formulas.any(one.lacks for one in steps)
        return Fates(
            formulas.negate(needed),
            formulas.all([needed, barred]),
            formulas.all([free, lacks]),
            formulas.all([free, *(one.passes for one in steps)]),
        )

    def together(self, procedures: tuple[Procedure, ...]) -> Fates:
        """The packages of several procedures together, by the verdict of them all."""
        formulas = self.space.frame.formulas
        each = [self.fates(one) for one in procedures]
        not_needed = formulas.all(one.not_needed for one in each)
        barred = formulas.any(one.barred for one in each)
        lacks = formulas.all([formulas.any(one.lacks for one in each), formulas.negate(barred)])
        through = formulas.all(formulas.any([one.passes, one.not_needed]) for one in each)
        return Fates(not_needed, barred, lacks, formulas.all([through, formulas.negate(not_needed)]))

    # ----------------------------------------------------------------------------------------------------- steps

    def step(self, step: Step) -> Verdicts:
        """The packages that pass a step (or do not need it) and those that lack votes in it."""
        formulas = self.space.frame.formulas
        needed = self.compiled(step.needed_if)
        voted = self.vote(step)
        return Verdicts(
            formulas.any([formulas.negate(needed), voted.passes]),
            formulas.all([needed, voted.lacks]),
        )

    def vote(self, step: Step) -> Verdicts:
        """The packages that a body lets pass by a rule, and those for which votes are lacking."""
        key = (step.body, rule_of(step.rule))
        if key not in self._votes:
            body = self.home.body.get(step.body)
            assembly = assembly_of(body)
            members = body.members if body else ()
            if not members or not countable(step, assembly):
                self._votes[key] = Verdicts(FALSE, FALSE)
            else:
                self._votes[key] = _Cases(self, members, assembly, key[1]).verdicts()
        return self._votes[key]

    def preferred(self, name: str) -> int:
        """The packages that are worth at least as much to a party as no agreement."""
        known = self._preferred.get(name)
        if known is None:
            worth, frame = self.home.worth[name], self.space.frame
            assert worth.reservation is not None
            points = {
                variable: [worth.shares[issue].get(option, 0 * worth.reservation) for option in names]
                for variable, (issue, names) in enumerate(zip(frame.agenda, frame.names, strict=True))
                if issue in worth.shares
            }
            bonuses = [
                (self.compiled(bonus.condition), points_of)
                for bonus, points_of in zip(worth.preference.bonuses, worth.bonuses, strict=True)
            ]
            known = at_least(frame.formulas, points, bonuses, worth.reservation)
            self._preferred[name] = known
        return known

    # ------------------------------------------------------------------------------------------------------ counts

    def count(self, formula: int, level: str = "", reading: str = "package") -> int | None:
        """How many feasible packages meet a formula, and with `level` are not ruled out by positions; None where that
        was too wide to count.
        """
        space = self.space
        if formula == FALSE:
            return 0
        positions = space.problem(level, reading).positions if level else ()
        linkages = [*(one for _, one in space.linkages), formula]
        components, impossible = split(space.frame, linkages, positions, space.diagrams)
        problem = Problem(level, reading, space.frame, positions, frozenset(), components, impossible)
        return problem.possible() if level else problem.feasible()

    @cached_property
    def unit(self) -> Mapping[str, str]:
        """For whoever's procedures count at this table, as whom it counts: parties at it, and blocs that have a member
        there.
        """
        seating, case = self.space.seating, self.space.case
        found = {party: case.unit[party] for party in seating.parties}
        found |= {b.id: b.id for b in case.blocs if set(b.members) & set(seating.parties)}
        return found


class _Cases:
    """One body and one rule: the combinations of conditions that packages have, each asked for its verdict."""

    def __init__(self, ratifying: Ratifying, members: tuple[Member, ...], assembly: Assembly, rule: Rule) -> None:
        self.formulas = ratifying.space.frame.formulas
        self.assembly, self.rule = assembly, rule
        self.ways = [self._ways(ratifying, member) for member in members]
        self.tests = list(dict.fromkeys(test for ways in self.ways for test, _ in ways if test != TRUE))
        self.known: dict[tuple[Ballot, ...], str] = {}
        self.cases = 0

    @staticmethod
    def _ways(ratifying: Ratifying, member: Member) -> list[tuple[int, Ballot]]:
        """What is asked of a package in turn, and the ballot of the first that holds."""
        ways = [(ratifying.compiled(vote.condition), ballot_of(vote)) for vote in member.votes]
        if not any(test == TRUE for test, _ in ways) and member.prefers in ratifying.home.worth:
            ways += [(ratifying.preferred(member.prefers), YES), (TRUE, NO)]
        ways.append((TRUE, UNKNOWN))
        first = next(place for place, (test, _) in enumerate(ways) if test == TRUE)
        return [(test, ballot) for test, ballot in ways[: first + 1] if test != FALSE]

    def verdicts(self) -> Verdicts:
        """By recursion over the conditions; a condition that changes nothing leaves no trace."""
        return self._from(0, TRUE, {TRUE: True})

    def _from(self, place: int, given: int, truth: dict[int, bool]) -> Verdicts:
        formulas = self.formulas
        if place == len(self.tests):
            self.cases += 1
            if self.cases > MAX_CASES:
                raise TooWide
            return self._leaf(truth)
        test = self.tests[place]
        against = formulas.negate(test)
        if formulas.implies(given, against):
            return self._from(place + 1, given, {**truth, test: False})
        if formulas.implies(given, test):
            return self._from(place + 1, given, {**truth, test: True})
        low = self._from(place + 1, formulas.all([given, against]), {**truth, test: False})
        high = self._from(place + 1, formulas.all([given, test]), {**truth, test: True})
        return Verdicts(
            self._either(test, high.passes, low.passes),
            self._either(test, high.lacks, low.lacks),
        )

    def _either(self, test: int, high: int, low: int) -> int:
        if high == low:
            return high
        formulas = self.formulas
        return formulas.any([formulas.all([test, high]), formulas.all([formulas.negate(test), low])])

    def _leaf(self, truth: dict[int, bool]) -> Verdicts:
        ballots = tuple(next(ballot for test, ballot in ways if truth[test]) for ways in self.ways)
        if ballots not in self.known:
            self.known[ballots] = verdict(self.assembly, ballots, self.rule)
        return {
            PASSES: Verdicts(TRUE, FALSE),
            LACKS: Verdicts(FALSE, TRUE),
            OPEN: Verdicts(FALSE, FALSE),
        }[self.known[ballots]]


def ratifying(space: Space, given: Mapping[str, bool] | None = None) -> Ratifying:
    """The procedures on file on the day of a space. `given`: circumstances taken to hold, or not to."""
    return Ratifying(open_home(space, given))


def quotas(space: Space, given: Mapping[str, bool] | None = None) -> tuple[Quota, ...]:
    """What each procedure of the table's parties, and of blocs with a member at it, stops for certain.

    A procedure whose votes rest on more than can be told apart is left out: of it nothing is certain.
    """
    compiled = ratifying(space, given)
    formulas, found = space.frame.formulas, []
    for procedure in compiled.home.procedures:
        if procedure.of not in compiled.unit:
            continue
        try:
            fates = compiled.fates(procedure)
        except TooWide:
            continue
        stopped = formulas.any([fates.barred, fates.lacks])
        unit = compiled.unit[procedure.of]
        found.append(Quota(procedure.id, procedure.of, unit, procedure.title, stopped, fates.barred, fates.lacks))
    return tuple(found)
