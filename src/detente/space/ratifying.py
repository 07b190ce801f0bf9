"""Which packages would pass at home, all of them at once: procedures as formulas, and exact counts.

Definitions: `docs/explanation/ratification.md`, sections 2 to 4. What a body decides depends on how members vote, and
that on finitely many conditions: each combination of their truth that some package has is asked once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from detente.case.ratification.model import Body, Member, Procedure, Step
from detente.engines.diagrams import TooWide
from detente.engines.formulas import FALSE, TRUE, Formulas
from detente.engines.masks import bits
from detente.engines.voting.model import NO, UNKNOWN, YES, Assembly, Ballot, Rule
from detente.engines.voting.tallies import LACKS, OPEN, PASSES, verdict
from detente.errors import TooLargeError
from detente.space.ballots import Home, assembly_of, ballot_of, countable, open_home, rule_of
from detente.space.spaces import Space
from detente.space.thresholds import counted, hangs

MAX_CASES = 2_000
MAX_NAMES = 6
MAX_MADE = 15_000
"""Formulas made for one body and rule: conditions all over the issues, of many members, are given up then."""
MAX_STATES = 5_000


Split = tuple[int, ...]
"""A formula for each way in which those by whose preferences members vote may think of a package: bit k of the place is
set where the k-th of `Ratifying.names` would rather have it than no agreement."""


@dataclass(frozen=True)
class Verdicts:
    """The packages that pass and those that lack votes; of all others it cannot be told."""

    passes: Split
    lacks: Split


@dataclass(frozen=True)
class Quota:
    """What a procedure stops for certain: `stopped` is the formula of the packages that need it and are `barred` or
    lack votes (`lacks`), whatever parties prefer; on the preferences of those in `depends` hangs what else is stopped.

    `unit` is the party or bloc, as it counts at the table, whose procedure it is.
    """

    id: str
    of: str
    unit: str
    title: str
    stopped: int
    barred: int
    lacks: int
    depends: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fates:
    """The packages of a procedure, or of a party's procedures together, by their verdict; no package is in two, and of
    what is in none of them it cannot be told.
    """

    not_needed: Split
    barred: Split
    lacks: Split
    passes: Split


@dataclass(eq=False)
class Ratifying:
    """The procedures of a space, compiled. Raises TooWide where a body's votes rest on too much to be told apart."""

    home: Home
    _votes: dict[tuple[str, Rule], Verdicts | None] = field(default_factory=dict)
    _fates: dict[str, Fates] = field(default_factory=dict)
    _counts: dict[tuple[Split, str, str], int | None] = field(default_factory=dict)

    @property
    def space(self) -> Space:
        """The table on a day."""
        return self.home.space

    @property
    def formulas(self) -> Formulas:
        """The arena of the formulas."""
        return self.home.space.frame.formulas

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Those by whose preferences members of bodies that decide anything vote."""
        deciding = {step.body for procedure in self.home.procedures for step in procedure.steps}
        preferred = {m.prefers for name, body in self.home.body.items() if name in deciding for m in body.members}
        found = tuple(sorted(preferred & set(self.home.worth)))
        if len(found) > MAX_NAMES:
            raise TooWide
        return found

    def compiled(self, condition: object) -> int:
        """A condition as a formula; None holds of all."""
        if condition is None:
            return TRUE
        return self.space.frame.compile(condition, self.home.status_quo)  # type: ignore[arg-type]

    # ----------------------------------------------------------------------------------------------------- formulas

    def always(self, formula: int) -> Split:
        """A formula that does not hang on preferences."""
        return (formula,) * (1 << len(self.names))

    def all(self, parts: Iterable[Split]) -> Split:
        """Every part holds."""
        return tuple(map(self.formulas.all, zip(*parts, strict=True))) or self.always(TRUE)

    def any(self, parts: Iterable[Split]) -> Split:
        """At least one part holds."""
        return tuple(map(self.formulas.any, zip(*parts, strict=True))) or self.always(FALSE)

    def negate(self, part: Split) -> Split:
        """The part does not hold."""
        return tuple(map(self.formulas.negate, part))

    # --------------------------------------------------------------------------------------------------- procedures

    def needed(self, procedure: Procedure) -> int:
        """The packages that need a procedure."""
        if procedure.needed_if is not None:
            return self.compiled(procedure.needed_if)
        frame, quo = self.space.frame, self.home.status_quo
        return self.formulas.any(
            self.formulas.negate(self.formulas.literal(variable, frame.mask(issue, (quo[issue],))))
            for variable, issue in enumerate(frame.agenda)
        )

    def barred(self, procedure: Procedure) -> int:
        """The packages for which a procedure is barred, needed or not."""
        holding = self.home.holding
        found = [FALSE if procedure.barred_if is None else self.compiled(procedure.barred_if)]
        for name in procedure.barred_by:
            if name in holding:
                ends = holding[name].ends_if
                found.append(TRUE if ends is None else self.formulas.negate(self.compiled(ends)))
        return self.formulas.any(found)

    def fates(self, procedure: Procedure) -> Fates:
        """The packages of one procedure by their verdict."""
        known = self._fates.get(procedure.id)
        if known is None:
            needed, barred = self.always(self.needed(procedure)), self.always(self.barred(procedure))
            steps = [self.step(step) for step in procedure.steps]
            free = self.all([needed, self.negate(barred)])
            known = self._fates[procedure.id] = Fates(
                self.negate(needed),
                self.all([needed, barred]),
                self.all([free, self.any(one.lacks for one in steps)]),
                self.all([free, *(one.passes for one in steps)]),
            )
        return known

    def together(self, procedures: Iterable[Procedure]) -> Fates:
        """The packages of several procedures together, by the verdict of them all."""
        each = [self.fates(one) for one in procedures]
        not_needed = self.all(one.not_needed for one in each)
        barred = self.any(one.barred for one in each)
        lacks = self.all([self.any(one.lacks for one in each), self.negate(barred)])
        through = self.all(self.any([one.passes, one.not_needed]) for one in each)
        return Fates(not_needed, barred, lacks, self.all([through, self.negate(not_needed)]))

    def step(self, step: Step) -> Verdicts:
        """The packages that pass a step (or do not need it) and those that lack votes in it."""
        needed, voted = self.always(self.compiled(step.needed_if)), self.vote(step)
        return Verdicts(self.any([self.negate(needed), voted.passes]), self.all([needed, voted.lacks]))

    def vote(self, step: Step) -> Verdicts:
        """The packages that a body lets pass by a rule, and those for which votes are lacking."""
        key = (step.body, rule_of(step.rule))
        if key not in self._votes:
            body = self.home.body.get(step.body)
            assembly = assembly_of(body)
            if body is None or not countable(step, assembly):
                self._votes[key] = Verdicts(self.always(FALSE), self.always(FALSE))
            else:
                self._votes[key] = None  # too wide, unless what follows ends
                self._votes[key] = self._voted(body, assembly, key[1])
        found = self._votes[key]
        if found is None:
            raise TooWide
        return found

    def _voted(self, body: Body, assembly: Assembly, rule: Rule) -> Verdicts:
        mine = {member.prefers for member in body.members} & set(self.names)
        known: dict[frozenset[str], tuple[int, int]] = {}
        found = []
        for place in range(1 << len(self.names)):
            willing = frozenset(self.names[bit] for bit in bits(place)) & mine
            if willing not in known:
                known[willing] = _Cases(self, body.members, assembly, rule, willing).verdicts()
            found.append(known[willing])
        return Verdicts(tuple(passes for passes, _ in found), tuple(lacks for _, lacks in found))

    # ------------------------------------------------------------------------------------------------------- counts

    def count(self, part: Split, level: str = "", reading: str = "package") -> int | None:
        """How many feasible packages meet a formula, and with `level` are not ruled out by positions; None where that
        was too wide to count.
        """
        key = (part, level, reading)
        if key not in self._counts:
            try:
                self._counts[key] = counted(self.home, self.names, part, level, reading)
            except TooWide:
                self._counts[key] = None
        return self._counts[key]

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

    def __init__(
        self,
        ratifying: Ratifying,
        members: tuple[Member, ...],
        assembly: Assembly,
        rule: Rule,
        willing: frozenset[str],
    ) -> None:
        self.formulas = ratifying.formulas
        self.assembly, self.rule = assembly, rule
        self.ways = [self._ways(ratifying, member, willing) for member in members]
        self.tests = list(dict.fromkeys(test for ways in self.ways for test, _ in ways if test != TRUE))
        self.known: dict[tuple[Ballot, ...], str] = {}
        self.cases, self.begun = 0, ratifying.formulas.made

    @staticmethod
    def _ways(ratifying: Ratifying, member: Member, willing: frozenset[str]) -> list[tuple[int, Ballot]]:
        """What is asked of a package in turn, and the ballot of the first that holds."""
        ways = [(ratifying.compiled(vote.condition), ballot_of(vote)) for vote in member.votes]
        if member.prefers in ratifying.names:
            ways.append((TRUE, YES if member.prefers in willing else NO))
        ways.append((TRUE, UNKNOWN))
        first = next(place for place, (test, _) in enumerate(ways) if test == TRUE)
        return [(test, ballot) for test, ballot in ways[: first + 1] if test != FALSE]

    def verdicts(self) -> tuple[int, int]:
        """What passes and what lacks votes, by recursion over the conditions; one that changes nothing leaves no
        trace.
        """
        return self._from(0, TRUE, {TRUE: True})

    def _from(self, place: int, given: int, truth: dict[int, bool]) -> tuple[int, int]:
        formulas = self.formulas
        decided = self._verdict(truth)
        if place == len(self.tests) or decided != OPEN:
            return {PASSES: (TRUE, FALSE), LACKS: (FALSE, TRUE), OPEN: (FALSE, FALSE)}[decided]
        self.cases += 1
        if self.cases > MAX_CASES or formulas.made - self.begun > MAX_MADE:
            raise TooWide
        test = self.tests[place]
        against = formulas.negate(test)
        if not self._possible(given, test):
            return self._from(place + 1, given, {**truth, test: False})
        if not self._possible(given, against):
            return self._from(place + 1, given, {**truth, test: True})
        low = self._from(place + 1, formulas.all([given, against]), {**truth, test: False})
        high = self._from(place + 1, formulas.all([given, test]), {**truth, test: True})
        return self._either(test, high[0], low[0]), self._either(test, high[1], low[1])

    def _possible(self, given: int, test: int) -> bool:
        """Whether some package meets both."""
        try:
            return self.formulas.satisfiable(self.formulas.all([given, test]), MAX_STATES)
        except TooLargeError:
            raise TooWide from None

    def _either(self, test: int, high: int, low: int) -> int:
        if high == low:
            return high
        formulas = self.formulas
        return formulas.any([formulas.all([test, high]), formulas.all([formulas.negate(test), low])])

    def _verdict(self, truth: dict[int, bool]) -> str:
        """What is certain so far: a member of whom it is not settled yet how it votes may vote in any way."""
        ballots = tuple(self._ballot(ways, truth) for ways in self.ways)
        if ballots not in self.known:
            self.known[ballots] = verdict(self.assembly, ballots, self.rule)
        return self.known[ballots]

    @staticmethod
    def _ballot(ways: list[tuple[int, Ballot]], truth: dict[int, bool]) -> Ballot:
        for test, ballot in ways:
            held = truth.get(test)
            if held is None:
                return UNKNOWN
            if held:
                return ballot
        return UNKNOWN


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
        barred, lacks = formulas.all(fates.barred), formulas.all(fates.lacks)
        depends = tuple(name for bit, name in enumerate(compiled.names) if hangs(fates.lacks, bit))
        unit, stopped = compiled.unit[procedure.of], formulas.any([barred, lacks])
        found.append(Quota(procedure.id, procedure.of, unit, procedure.title, stopped, barred, lacks, depends))
    return tuple(found)
