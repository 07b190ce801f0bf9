"""What becomes of one package at home: each step, each procedure, each party, with the votes behind it.

Definitions: `docs/explanation/ratification.md`, sections 2, 3 and 5. Read literally, package by package; that
`space.ratifying` says the same of all packages at once is tested.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from detente.case.ratification.model import Body, Member, Procedure, Step
from detente.engines.voting import tallies
from detente.engines.voting.chances import CERTAIN, SURE, Probability, probability
from detente.engines.voting.model import ONE, UNKNOWN, ZERO, Assembly, Ballot, Rule
from detente.engines.voting.pivots import pivot
from detente.engines.voting.tallies import above, needs, quota_range
from detente.engines.voting.turning import Missing, Turning, to_win
from detente.space.ballots import Bar, Home, Package, assembly_of, countable, rule_of

PASSES, LACKING, BARRED = "passes", "votes_lacking", "procedure_barred"
OPEN, NOT_NEEDED, NOTHING = "cannot_be_told", "not_needed", "nothing_on_file"
VERDICTS = (PASSES, LACKING, BARRED, OPEN, NOT_NEEDED, NOTHING)
STOPPED = (LACKING, BARRED)
NEVER = Probability(ZERO, ZERO, CERTAIN)
ANY = Probability(ZERO, ONE, CERTAIN)
_OF_VOTE = {tallies.PASSES: PASSES, tallies.LACKS: LACKING, tallies.OPEN: OPEN}
Range = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Cast:
    """How one member votes on a package, in seats: at least and at most so many yes and abstentions.

    `known` False: nothing is known. `chance`: each seat decides by itself with this probability. `margin`: by its
    preferences, so many points more than no agreement.
    """

    id: str
    title: str
    seats: int
    known: bool
    yes: Range
    abstain: Range
    chance: Range | None
    margin: Fraction | None
    because: str


@dataclass(frozen=True)
class Turned:
    """A cheapest choice of votes that would have to turn: so many of each member, together as many as are missing.

    `votes` None: no votes would do. `choice`: there are others. `among`: the members of whom a vote turns in some
    cheapest choice; `free`: any choice of as many votes among theirs would do. `against`: only votes against are meant,
    though some of these members have abstentions as well. `or_abstain`: an abstention in their place would do too.
    """

    votes: tuple[tuple[str, Fraction], ...] | None
    among: tuple[str, ...]
    choice: bool
    free: bool
    against: bool
    or_abstain: bool


NOTHING_TURNS = Turned((), (), choice=False, free=False, against=False, or_abstain=False)


@dataclass(frozen=True)
class Votes:
    """A body's vote under a rule. Of known members' seats so many vote yes, no or abstain at least and at most, if all
    are there; `unknown` are the seats of the others. `needs`: the least and the most yes votes, if they are whole, that
    the rule may need; `needs_at_most`: the same where as many take part as may. `quota` and `quota_at_most`: what votes
    that are fractions must reach or, if `above`, exceed.

    `pivot_enough`: the pivotal members any one of whom is enough. `missing` and `turns` only where votes are lacking.
    """

    seats: int
    present: Range
    yes: Range
    no: Range
    abstain: Range
    unknown: int
    needs: tuple[int, int]
    missing: Missing | None
    pivot: tuple[str, ...]
    pivot_enough: tuple[str, ...]
    turns: Turned | None
    members: tuple[Cast, ...]
    needs_at_most: tuple[int, int]
    quota: Range
    quota_at_most: Range
    above: bool


@dataclass(frozen=True)
class StepOutcome:
    """One step: its verdict, the votes and how likely they are to be enough; where it is not needed, nothing more."""

    body: str
    body_title: str
    title: str
    rule: str
    verdict: str
    votes: Votes | None
    probability: Probability | None


@dataclass(frozen=True)
class ProcedureOutcome:
    """One procedure on a package. `bars`: what bars it. Steps are there only where votes count."""

    id: str
    of: str
    title: str
    instrument: str
    verdict: str
    bars: tuple[Bar, ...]
    steps: tuple[StepOutcome, ...]
    probability: Probability | None


@dataclass(frozen=True)
class PartyOutcome:
    """A party's procedures together on a package."""

    party: str
    verdict: str
    probability: Probability | None
    procedures: tuple[ProcedureOutcome, ...]


@dataclass(eq=False)
class Asking:
    """Asks what is on file at home of packages, and remembers votes that it has seen."""

    home: Home
    procedures: tuple[Procedure, ...]
    seed: int = 0
    _verdicts: dict[tuple[str, Rule, tuple[Ballot, ...]], str] = field(default_factory=dict)
    _chances: dict[tuple[str, tuple[Rule, ...], tuple[Ballot, ...]], Probability] = field(default_factory=dict)

    def of(self, party: str) -> tuple[Procedure, ...]:
        """A party's procedures."""
        return tuple(one for one in self.procedures if one.of == party)

    # ----------------------------------------------------------------------------------------------------- verdicts

    def party_verdict(self, party: str, package: Package) -> str:
        """The verdict of a party's procedures together. The package names every issue."""
        return _together([self.verdict(one, package) for one in self.of(party)])

    def verdict(self, procedure: Procedure, package: Package) -> str:
        """The verdict of one procedure."""
        if not self.home.needed(procedure, package):
            return NOT_NEEDED
        if self.home.bars(procedure, package):
            return BARRED
        found = {self.step_verdict(one, package) for one in procedure.steps} - {NOT_NEEDED}
        return LACKING if LACKING in found else OPEN if OPEN in found else PASSES

    def step_verdict(self, step: Step, package: Package) -> str:
        """The verdict of one step."""
        if not self.home.holds(step.needed_if, package):
            return NOT_NEEDED
        assembly, ballots = self._vote(step, package)
        if not countable(step, assembly):
            return OPEN
        key = (step.body, rule_of(step.rule), ballots)
        if key not in self._verdicts:
            self._verdicts[key] = _OF_VOTE[tallies.verdict(assembly, ballots, key[1])]
        return self._verdicts[key]

    def _vote(self, step: Step, package: Package) -> tuple[Assembly, tuple[Ballot, ...]]:
        body = self.home.body.get(step.body)
        return assembly_of(body), self.home.ballots(body, package) if body else (UNKNOWN,)

    # ----------------------------------------------------------------------------------------------------- outcomes

    def party(self, party: str, package: Package) -> PartyOutcome:
        """A party's procedures on a package, with everything behind the verdict."""
        mine = self.of(party)
        found = tuple(self.procedure(one, package) for one in mine)
        verdict = _together([one.verdict for one in found])
        likely = None if verdict in (NOTHING, NOT_NEEDED) else self._likely(mine, package)
        return PartyOutcome(party, verdict, likely, found)

    def procedure(self, procedure: Procedure, package: Package) -> ProcedureOutcome:
        """One procedure on a package."""
        verdict = self.verdict(procedure, package)
        bars = self.home.bars(procedure, package) if verdict == BARRED else ()
        counts = verdict not in (NOT_NEEDED, BARRED)
        steps = tuple(self.step(one, package) for one in procedure.steps) if counts else ()
        likely = None if verdict == NOT_NEEDED else self._likely([procedure], package)
        return ProcedureOutcome(
            procedure.id, procedure.of, procedure.title, procedure.instrument, verdict, bars, steps, likely
        )

    def _likely(self, procedures: Sequence[Procedure], package: Package) -> Probability:
        """How likely procedures are to be gone through: bodies are independent, one body's rules are of one vote."""
        rules: dict[str, list[Step]] = {}
        for procedure in procedures:
            verdict = self.verdict(procedure, package)
            if verdict == BARRED:
                return NEVER
            if verdict != NOT_NEEDED:
                for step in procedure.steps:
                    if self.home.holds(step.needed_if, package):
                        rules.setdefault(step.body, []).append(step)
        found = SURE
        for steps in rules.values():
            found = found.times(self._chance(steps, package))
        return found

    def _chance(self, steps: Sequence[Step], package: Package) -> Probability:
        """How likely one body is to decide all of these steps in favour, by one and the same vote."""
        assembly, ballots = self._vote(steps[0], package)
        if not all(countable(step, assembly) for step in steps):
            return ANY
        rules = tuple(dict.fromkeys(rule_of(step.rule) for step in steps))
        key = (steps[0].body, rules, ballots)
        if key not in self._chances:
            self._chances[key] = probability(assembly, ballots, rules, seed=self.seed)
        return self._chances[key]

    def step(self, step: Step, package: Package) -> StepOutcome:
        """One step on a package, with the votes."""
        verdict = self.step_verdict(step, package)
        body = self.home.body.get(step.body)
        title = body.title if body else step.body
        if verdict == NOT_NEEDED or body is None:
            return StepOutcome(step.body, title, step.title, step.rule.text, verdict, None, None)
        assembly, ballots = self._vote(step, package)
        votes = _votes(body, assembly, ballots, rule_of(step.rule), self._casts(body, ballots, package), verdict)
        return StepOutcome(step.body, title, step.title, step.rule.text, verdict, votes, self._chance([step], package))

    def _casts(self, body: Body, ballots: Sequence[Ballot], package: Package) -> tuple[Cast, ...]:
        return tuple(self._cast(member, one, package) for member, one in zip(body.members, ballots, strict=True))

    def _cast(self, member: Member, ballot: Ballot, package: Package) -> Cast:
        vote = next((one for one in member.votes if self.home.holds(one.condition, package)), None)
        low, high = ballot.extreme(best=False), ballot.extreme(best=True)
        away = sorted((low[1], high[1]))
        quantities = [one for one in (vote.yes, vote.abstain, vote.chance) if one is not None] if vote else []
        because = (vote.because if vote else "") or next((one.because for one in quantities if one.because), "")
        prefers = vote is None and member.prefers in self.home.worth
        seats = member.seats
        return Cast(
            member.id,
            member.title,
            seats,
            ballot.known,
            (seats * low[0], seats * high[0]),
            (seats * away[0], seats * away[1]),
            ballot.chance.ends() if ballot.chance else None,
            ballot.margin if prefers else None,
            because,
        )


def _together(verdicts: Iterable[str]) -> str:
    """The verdict of several procedures together."""
    found = list(verdicts)
    if not found:
        return NOTHING
    for one in (BARRED, LACKING, OPEN, PASSES):
        if one in found:
            return one
    return NOT_NEEDED


def _votes(
    body: Body, assembly: Assembly, ballots: Sequence[Ballot], rule: Rule, casts: tuple[Cast, ...], verdict: str
) -> Votes:
    names = [member.id for member in body.members]
    known = [one for one in casts if one.known]
    yes = (sum((one.yes[0] for one in known), ZERO), sum((one.yes[1] for one in known), ZERO))
    away = (sum((one.abstain[0] for one in known), ZERO), sum((one.abstain[1] for one in known), ZERO))
    against = [one.extreme(best=best) for one in ballots if one.known for best in (True, False)]
    seats = [seats for seats, one in zip(assembly.seats, ballots, strict=True) if one.known for _ in range(2)]
    left = [size * (1 - y - a) for size, (y, a) in zip(seats, against, strict=True)]
    ends = assembly.attendance()
    found = pivot(assembly, ballots, rule)
    lacking = verdict == LACKING
    turning = to_win(assembly, ballots, rule) if lacking else None
    asked, at_most = quota_range(assembly, ballots, rule), quota_range(assembly, ballots, rule, ends[1:])
    return Votes(
        assembly.size,
        (ends[0] * assembly.size, ends[1] * assembly.size),
        yes,
        (sum(left[0::2], ZERO), sum(left[1::2], ZERO)),
        away,
        sum(one.seats for one in casts if not one.known),
        (needs(rule, asked[0]), needs(rule, asked[1])),
        turning.missing if turning else None,
        tuple(names[one] for one in found.members) if found else (),
        tuple(names[one] for one in found.enough) if found else (),
        _turned(turning, names, ballots, rule) if turning else None,
        casts,
        (needs(rule, at_most[0]), needs(rule, at_most[1])),
        asked,
        at_most,
        above(rule),
    )


def _turned(found: Turning, names: Sequence[str], ballots: Sequence[Ballot], rule: Rule) -> Turned:
    turns = found.turns or ()
    away = {place for place, one in enumerate(ballots) if one.extreme(best=True)[1]}
    from_no = all(one.against == one.votes for one in turns) and any(one.member in away for one in turns)
    return Turned(
        None if found.turns is None else tuple((names[one.member], one.votes) for one in turns),
        tuple(dict.fromkeys(names[one.member] for one in found.among)),
        found.choice,
        found.free,
        from_no and not (found.free and any(not one.against for one in found.among)),
        rule.kind == "consensus",
    )
