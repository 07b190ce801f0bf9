"""Do stated positions leave room, at which table, and where does each proposal stand?

Feasible, possible and confirmed packages at three levels and in both readings (`docs/explanation/what-counts.md`,
section 5), exact integers by decision diagrams. Counts are of stated positions, which may bluff or hide; they do not
show whether a deal existed, and "n of N packages" depends on how issues were divided and is no likelihood.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial

from detente.case.dates import Interval
from detente.case.filtering import lapsed
from detente.case.model import Case, Proposal
from detente.engines.formulas import TRUE
from detente.ledger.terms import items_of
from detente.ledger.voices import Voices
from detente.space.draftplaces import PlacedDraft, place
from detente.space.drafts import drafts
from detente.space.explaining import some_package
from detente.space.judged import judged_room
from detente.space.judgedresults import JudgedRoom
from detente.space.narrowing import Narrowed, narrowed
from detente.space.outcome import About, whole
from detente.space.positions import Position
from detente.space.problems import LEVELS, READINGS
from detente.space.proposed import here
from detente.space.spaces import Frames, Space, open_space, tables_of
from detente.space.support import Supported, best_supported, confirmed


@dataclass(frozen=True)
class LevelRow:
    """One level in one reading. None stands for "not counted: too wide", never for zero.

    `confirmed` packages meet, for each party, a proposal that it holds, or what it supports; of these
    `confirmed_throughout` leave no issue to a proposal that is silent on it.

    `possible_if_disputed_fall` counts with no disputed refusal standing; equal to `possible` where nothing is disputed.
    """

    level: str
    reading: str
    packages: int
    feasible: int | None
    possible: int | None
    confirmed: int | None
    confirmed_throughout: int | None
    possible_if_disputed_fall: int | None
    room: bool

    def to_json(self) -> dict[str, object]:
        """The row as JSON."""
        numbers = ("packages", "feasible", "possible", "confirmed", "confirmed_throughout", "possible_if_disputed_fall")
        counted = {name: whole(getattr(self, name)) for name in numbers}
        return {"level": self.level, "reading": self.reading, **counted, "room": self.room}


@dataclass(frozen=True)
class Question:
    """What to ask one unit: would it accept these options, as parts of the best supported package?"""

    unit: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Best:
    """The best supported package; consents as (unit, issue). `level` and `reading` say among which possible packages.

    `refused` are the missing consents that are not merely unknown: (unit, issue, position against the option).
    """

    level: str
    reading: str
    supported: Supported
    refused: tuple[tuple[str, str, str], ...]
    questions: tuple[Question, ...]

    def to_json(self) -> dict[str, object]:
        """The package and its consents as JSON."""
        supported = self.supported
        return {
            "package": dict(supported.package),
            "on_record": len(supported.on_record),
            "needed": supported.needed,
            "missing": len(supported.missing),
            "level": self.level,
            "reading": self.reading,
            "on_record_by": [{"unit": unit, "issue": issue} for unit, issue in supported.on_record],
            "missing_from": [{"unit": unit, "issue": issue} for unit, issue in supported.missing],
            "refused_by": [{"unit": unit, "issue": issue, "position": name} for unit, issue, name in self.refused],
            "questions": [{"unit": one.unit, "options": dict(one.options)} for one in self.questions],
            "exact": supported.exact,
        }


@dataclass(frozen=True)
class Verdict:
    """What a unit's record says of a proposal: `accepts` (it holds it), `rejects` (every completion breaks
    `broken`), else `unknown`.

    `at_risk` are positions that some completions break and others do not.
    """

    unit: str
    verdict: str
    broken: tuple[str, ...]
    at_risk: tuple[str, ...]
    refs: tuple[str, ...]


@dataclass(frozen=True)
class Placed:
    """A proposal at a table.

    Its items on the agenda and off it, how many packages complete it, and how many of these are possible at each
    level. `in_part`: no package of the table meets the whole, for it asks for changes off the agenda; then all of this,
    but for who accepts it, is said of its part about the agenda, taken by itself.
    """

    id: str
    title: str
    date: Interval
    by: tuple[str, ...]
    on_agenda: tuple[tuple[str, tuple[str, ...]], ...]
    off_agenda: tuple[str, ...]
    open_issues: tuple[str, ...]
    completions: int | None
    possible: tuple[tuple[str, str, int | None], ...]
    verdicts: tuple[Verdict, ...]
    in_part: bool = False

    def to_json(self) -> dict[str, object]:
        """The proposal's place as JSON."""
        return {
            "proposal": self.id,
            "date": str(self.date),
            "by": list(self.by),
            "on_agenda": {issue: list(options) for issue, options in self.on_agenda},
            "off_agenda": list(self.off_agenda),
            "in_part": self.in_part,
            "open_issues": list(self.open_issues),
            "completions": whole(self.completions),
            "possible": [
                {"level": level, "reading": reading, "packages": whole(number)}
                for level, reading, number in self.possible
            ],
            "verdicts": [
                {
                    "unit": one.unit,
                    "verdict": one.verdict,
                    "broken": list(one.broken),
                    "at_risk": list(one.at_risk),
                    "evidence": list(one.refs),
                }
                for one in self.verdicts
            ],
        }


@dataclass(frozen=True)
class TableRoom:
    """The answer for one table.

    `silent` are parties that have spoken on no issue of the agenda: nothing is known of them. `drafts` are the treaties
    on the table of which provisions realise options. `asked`: asks what is `judged`, once somebody wants to know.
    """

    table: str
    title: str
    parties: tuple[str, ...]
    units: tuple[str, ...]
    agenda: tuple[str, ...]
    off_agenda: tuple[str, ...]
    assumes_consent_of: tuple[str, ...]
    levels: tuple[LevelRow, ...]
    best: Best | None
    proposals: tuple[Placed, ...]
    positions: tuple[Position, ...]
    disputed: tuple[str, ...]
    silent: tuple[str, ...]
    drafts: tuple[PlacedDraft, ...] = ()
    asked: Callable[[], JudgedRoom | None] | None = field(default=None, compare=False, repr=False)

    @cached_property
    def judged(self) -> JudgedRoom | None:
        """What packages are worth, apart from what is stated; None where nobody at the table is judged."""
        return None if self.asked is None else self.asked()

    def row(self, level: str, reading: str) -> LevelRow:
        """The row of a level in a reading."""
        return next(row for row in self.levels if (row.level, row.reading) == (level, reading))

    def to_json(self) -> dict[str, object]:
        """The table as JSON."""
        return {
            "table": self.table,
            "parties": list(self.parties),
            "agenda": list(self.agenda),
            "off_agenda": list(self.off_agenda),
            "assumes_consent_of": list(self.assumes_consent_of),
            "levels": [row.to_json() for row in self.levels],
            "best_supported": self.best.to_json() if self.best else None,
            "proposals": [placed.to_json() for placed in self.proposals],
            "drafts": [placed.to_json() for placed in self.drafts],
            "disputed": list(self.disputed),
            "silent": list(self.silent),
            "judged": None if self.judged is None else self.judged.to_json(),
        }


@dataclass(frozen=True)
class Room:
    """The answer for every table asked about, the case's first one first."""

    about: About
    tables: tuple[TableRoom, ...]
    method: str = "exact counts by decision diagrams over independent components"

    def to_json(self) -> dict[str, object]:
        """The documented JSON of `detente room`."""
        return {**self.about.to_json(), "method": self.method, "tables": [table.to_json() for table in self.tables]}


def room(case: Case, tables: tuple[str, ...] = (), frames: Frames | None = None) -> Room:
    """Do stated positions leave room, at each table (default: all), at each level, in both readings?

    `case` is as `case.on(date)` gives it; without a date its last day is taken. Raises UnknownNameError for a
    table that is not in the case.
    """
    view = case if case.day is not None else case.on()
    frames = frames if frames is not None else Frames()
    voices = Voices(view)
    found = tuple(_table(open_space(view, table, frames=frames), voices) for table in tables_of(view, tables))
    return Room(About.of(view), found)


def _table(space: Space, voices: Voices) -> TableRoom:
    seating = space.seating
    rows = tuple(_row(space, level, reading) for level, _ in LEVELS for reading in READINGS)
    widest = space.positions("demands", "package")
    return TableRoom(
        seating.table,
        seating.title,
        seating.parties,
        seating.units,
        seating.agenda,
        tuple(name for name in space.case.issue if name not in seating.agenda and name not in space.case.beside),
        seating.assumed,
        rows,
        _best(space, rows),
        tuple(_place(space, proposal) for proposal in space.case.proposals if not lapsed(proposal, space.standing.day)),
        widest,
        tuple(position.id for position in widest if position.disputed),
        voices.silent(seating.parties, seating.agenda, space.standing.day),
        tuple(place(space, draft, space.problem("demands", "package")) for draft in drafts(space)),
        partial(judged_room, space),
    )


def _row(space: Space, level: str, reading: str) -> LevelRow:
    problem = space.problem(level, reading)
    possible = problem.possible()
    room = some_package(problem) is not None if possible is None else possible > 0
    possible = possible if room else 0
    fallen = space.reread.problem(level, reading).possible() if space.disputed else possible
    return LevelRow(
        level,
        reading,
        problem.packages(),
        problem.feasible(),
        possible,
        confirmed(space, problem, possible),
        confirmed(space, problem, possible, throughout=True),
        fallen,
        room,
    )


def _best(space: Space, rows: tuple[LevelRow, ...]) -> Best | None:
    """Among the packages possible at the hardest level that leaves room, in the reading `package` if it does."""
    by_key = {(row.level, row.reading): row for row in rows}
    for level, _ in reversed(LEVELS):
        for reading in reversed(READINGS):
            if by_key[level, reading].possible:
                supported = best_supported(space, space.problem(level, reading))
                if supported is not None:
                    refused = tuple(_refused(space, supported))
                    return Best(level, reading, supported, refused, tuple(_questions(supported, refused)))
    return None


def _refused(space: Space, supported: Supported) -> Iterator[tuple[str, str, str]]:
    """Of the missing consents, those against which a position of the unit stands, at whatever firmness."""
    frame = space.frame
    broken = []
    for position in space.positions("demands", "package"):
        formula = position.refuses
        for issue, option in supported.package.items():
            variable = frame.variable[issue]
            formula = frame.formulas.assign(formula, variable, frame.value[variable][option])
        if formula == TRUE:
            broken.append(position)
    for unit, issue in supported.missing:
        against = next((one for one in broken if one.unit == unit and issue in one.issues), None)
        if against is not None:
            yield unit, issue, against.id


def _questions(supported: Supported, refused: tuple[tuple[str, str, str], ...]) -> Iterator[Question]:
    """One question a unit about what it has not spoken on: fewer would leave an unknown consent unasked."""
    known = {(unit, issue) for unit, issue, _ in refused}
    open_pairs = [pair for pair in supported.missing if pair not in known]
    for unit in dict.fromkeys(unit for unit, _ in open_pairs):
        issues = [issue for asked, issue in open_pairs if asked == unit]
        yield Question(unit, tuple((issue, supported.package[issue]) for issue in issues))


def _place(space: Space, proposal: Proposal) -> Placed:
    items = list(items_of(proposal.terms))
    common = tuple((issue, options) for issue, options in proposal.terms.items if issue in space.frame.variable)
    mentioned = {item.issue for item in items}
    asked = here(space, proposal)
    problems = {
        (level, reading): narrowed(space, space.problem(level, reading), asked.formula)
        for level, _ in LEVELS
        for reading in READINGS
    }
    return Placed(
        proposal.id,
        proposal.title,
        proposal.date,
        proposal.by,
        common,
        asked.elsewhere,
        tuple(issue for issue in space.frame.agenda if issue not in mentioned),
        problems["limits", "menu"].feasible(),
        tuple((level, reading, problem.possible()) for (level, reading), problem in problems.items()),
        tuple(_verdicts(space, proposal, problems["demands", "menu" if asked.in_part else "package"])),
        asked.in_part,
    )


def _verdicts(space: Space, proposal: Proposal, asked: Narrowed) -> Iterator[Verdict]:
    problem = asked.problem
    always, ever = asked.broken()
    for unit in space.seating.units:
        mine = [(bit, position) for bit, position in enumerate(problem.positions) if position.unit == unit]
        broken = [position for bit, position in mine if always >> bit & 1]
        risky = tuple(position.id for bit, position in mine if (ever & ~always) >> bit & 1)
        held = [h for h in space.held if h.holding.proposal.id == proposal.id and h.holding.given is None]
        holds = {h.party for h in held} >= set(space.members(unit))
        verdict = "rejects" if broken else "accepts" if holds else "unknown"
        refs = (
            [ref for position in broken for ref in position.refs]
            if broken
            else [h.holding.ref for h in held if h.party in space.members(unit)]
        )
        yield Verdict(unit, verdict, tuple(position.id for position in broken), risky, tuple(dict.fromkeys(refs)))
