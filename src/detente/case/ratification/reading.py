"""ratification.yaml: circumstances, bodies and procedures as the nouns of the model, every reference checked."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from detente.case.conditions import Condition
from detente.case.dates import Interval
from detente.case.judgements.model import Quantity
from detente.case.judgements.numbers import shown
from detente.case.judgements.reading import because
from detente.case.known import ANYTHING, Known
from detente.case.ratification.entries import (
    BodyEntry,
    CircumstanceEntry,
    GroundedEntry,
    MemberEntry,
    ProcedureEntry,
    RatificationFile,
    StepEntry,
    VoteEntry,
)
from detente.case.ratification.model import (
    Body,
    Circumstance,
    Member,
    Procedure,
    Ratification,
    Rule,
    Source,
    Step,
    Vote,
)
from detente.case.shape import Document, raw_text

FILE = "ratification.yaml"
Path = tuple[str | int, ...]


def read_ratification(document: Document[RatificationFile], known: Known) -> Ratification:
    """Who ratifies what, after complaining of everything that leads nowhere or contradicts itself."""
    reader = _Reader(document, known)
    circumstances = tuple(
        reader.circumstance(("circumstances", place), entry) for place, entry in document.entries("circumstances")
    )
    bodies = tuple(reader.body(("bodies", place), entry) for place, entry in document.entries("bodies"))
    reader.bodies = {body.id: body for body in bodies}
    procedures = tuple(
        reader.procedure(("procedures", place), entry) for place, entry in document.entries("procedures")
    )
    return Ratification(circumstances, bodies, procedures)


class _Reader:
    def __init__(self, document: Document[RatificationFile], known: Known) -> None:
        self.document, self.known = document, known
        self.bodies: dict[str, Body] = {}
        self.ids = {
            section: {raw_text(node, "id"): None for node in document.raw(section) if raw_text(node, "id")}
            for section in ("circumstances", "bodies")
        }

    def line(self, path: Path) -> int:
        return self.document.line(*path)

    def say(self, path: Path, message: str, expected: str, got: str) -> None:
        self.known.problems.add(FILE, self.line(path), message, expected=expected, got=got)

    def condition(self, path: Path, text: str | None) -> Condition | None:
        """The condition, None where none is written."""
        return (self.known.condition(FILE, self.line(path), text) or ANYTHING) if text else None

    def _common(self, path: Path, entry: Any) -> Source:
        if entry.since and entry.until and entry.until.last < entry.since.first:
            self.say((*path, "until"), "it ends before it begins", f"a day from {entry.since} on", str(entry.until))
        grounded: GroundedEntry = entry
        for place, name in enumerate(grounded.source):
            self.known.source(FILE, self.line((*path, "source", place)), name)
        return Source(grounded.source, grounded.because, grounded.confirmed)

    def circumstance(self, path: Path, entry: CircumstanceEntry) -> Circumstance:
        return Circumstance(
            id=entry.id,
            title=entry.title or entry.id,
            since=entry.since,
            until=entry.until,
            ends_if=self.condition((*path, "ends_if"), entry.ends_if),
            rests_on=self._common(path, entry),
        )

    # --------------------------------------------------------------------------------------------------------- bodies

    def body(self, path: Path, entry: BodyEntry) -> Body:
        first: dict[str, int] = {}
        for place, member in enumerate(entry.members):
            where = (*path, "members", place, "id")
            if first.setdefault(member.id, place) != place:
                at = self.line((*path, "members", first[member.id], "id"))
                self.say(
                    where, f"two members of {entry.id} are called {member.id}", "another id", f"the one of line {at}"
                )
        members = tuple(self._member((*path, "members", place), member) for place, member in enumerate(entry.members))
        self._present(path, entry, sum(member.seats for member in members))
        return Body(
            id=entry.id,
            title=entry.title or entry.id,
            members=members,
            present=entry.present,
            since=entry.since,
            until=entry.until,
            rests_on=self._common(path, entry),
        )

    def _present(self, path: Path, entry: BodyEntry, seats: int) -> None:
        if not seats:
            self.say((*path, "members"), f"{entry.id} has no seats", "a member with at least one", "0")
        elif entry.present and _most(entry.present) > seats:
            message = f"more are present in {entry.id} than there are seats"
            self.say((*path, "present"), message, f"at most {seats}", shown(_most(entry.present)))

    def _member(self, path: Path, entry: MemberEntry) -> Member:
        for key in ("prefers", "party"):
            if getattr(entry, key):
                self.known.actor(FILE, self.line((*path, key)), getattr(entry, key))
        votes = tuple(self._vote((*path, "votes", place), vote) for place, vote in enumerate(entry.votes))
        if entry.vacant:
            for key in ("votes", "prefers"):
                if getattr(entry, key):
                    self.say((*path, key), "nobody sits on vacant seats", f"“vacant” without “{key}”", "both")
            votes = (Vote(yes=Quantity("exact", Fraction(0)), because="nobody sits there"),)
        return Member(
            id=entry.id,
            title=entry.title or entry.id,
            seats=entry.seats,
            population=entry.population,
            votes=votes,
            prefers=entry.prefers,
            party=entry.party,
            vacant=entry.vacant,
        )

    def _vote(self, path: Path, entry: VoteEntry) -> Vote:
        condition = self.condition((*path, "if"), entry.condition)
        if entry.chance is not None and (entry.yes is not None or entry.abstain is not None):
            other = "yes" if entry.yes is not None else "abstain"
            self.say((*path, "chance"), "seats vote as a block or each by itself", f"“chance” or “{other}”", "both")
        if entry.abstain is not None and entry.yes is None:
            keys = self.document.keys(*path)
            if "yes" not in keys:
                self.say((*path, "abstain"), "the share that votes yes is not said", "“yes” beside “abstain”", "none")
        if entry.yes is not None and entry.abstain is not None:
            most = _most(entry.yes) + _most(entry.abstain)
            if most > 1:
                self.say(
                    (*path, "abstain"),
                    "yes and abstain are shares of the same seats",
                    "at most 1 together",
                    shown(most),
                )
        yes, abstain, chance = (
            because(number, entry.because) if number is not None else None
            for number in (entry.yes, entry.abstain, entry.chance)
        )
        return Vote(condition, yes, abstain, chance, entry.because, entry.condition or "")

    # ----------------------------------------------------------------------------------------------------- procedures

    def procedure(self, path: Path, entry: ProcedureEntry) -> Procedure:
        self.known.actor(FILE, self.line((*path, "of")), entry.of)
        for place, name in enumerate(entry.barred_by):
            line = self.line((*path, "barred_by", place))
            if name not in self.ids["circumstances"]:
                self.known.problems.unknown(FILE, line, "circumstance", name, self.ids["circumstances"])
        steps = tuple(self._step((*path, "steps", place), step) for place, step in enumerate(entry.steps))
        first = {step.body: place for place, step in reversed(list(enumerate(entry.steps)))}
        for name, place in first.items():
            if name in self.bodies:
                self._term((*path, "steps", place), self.bodies[name], entry)
        return Procedure(
            id=entry.id,
            of=entry.of,
            title=entry.title or entry.id,
            instrument=entry.instrument,
            steps=steps,
            needed_if=self.condition((*path, "needed_if"), entry.needed_if),
            barred_by=entry.barred_by,
            barred_if=self.condition((*path, "barred_if"), entry.barred_if),
            since=entry.since,
            until=entry.until,
            rests_on=self._common(path, entry),
            line=self.line(path),
        )

    def _step(self, path: Path, entry: StepEntry) -> Step:
        if entry.body not in self.ids["bodies"]:
            line = self.line((*path, "body"))
            self.known.problems.unknown(FILE, line, "body", entry.body, self.ids["bodies"])
        body = self.bodies.get(entry.body)
        if body is not None:
            self._rule(path, body, entry.rule)
        return Step(entry.body, entry.rule, entry.title, self.condition((*path, "needed_if"), entry.needed_if))

    def _term(self, path: Path, body: Body, procedure: ProcedureEntry) -> None:
        """Whether there is the body on every day on which the procedure is the law."""
        begun = _first(body.since) <= _first(procedure.since)
        if not begun or _last(body.until) < _last(procedure.until):
            message = f"{procedure.id} is to hold on days on which there is no {body.id}"
            got = _term_of(procedure.since, procedure.until)
            self.say((*path, "body"), message, f"a procedure {_term_of(body.since, body.until)}", got)

    def _rule(self, path: Path, body: Body, rule: Rule) -> None:
        lacking = [member.id for member in body.members if member.population is None]
        if rule.kind == "double" and lacking:
            message = f"a double majority needs the population of every member of {body.id}"
            self.say((*path, "rule"), message, "“population” for each", f"none for {', '.join(lacking)}")
        elif rule.kind == "double" and not any(member.population for member in body.members):
            self.say((*path, "rule"), f"{body.id} stands for nobody", "a population above 0", "0")


def _most(number: Quantity) -> Fraction:
    """The most that it can be; of a normal distribution, which has no end, its mean."""
    return number.high if number.high is not None else number.central


def _first(day: Interval | None) -> date:
    return day.last if day else date.min


def _last(day: Interval | None) -> date:
    return day.last if day else date.max


def _term_of(since: Interval | None, until: Interval | None) -> str:
    words = ([f"from {since}"] if since else []) + ([f"until {until}"] if until else [])
    return " ".join(words) or "without “from” and “until”"
