"""The settlement space of a case at a table on a date: what the analyses ask their questions of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from detente.case.filtering import in_force, on
from detente.case.model import Case, Proposal, Table
from detente.errors import UnknownNameError
from detente.ledger.standing import Holding, Stance, Standing, standing
from detente.ledger.terms import items_of, meets
from detente.space.compiling import Frame
from detente.space.consent import Seating, consent_set, seat
from detente.space.positions import Binder, Merged, Needs, Position
from detente.space.problems import LEVELS, Diagrams, Problem, split


@dataclass(eq=False)
class Frames:
    """Frames, their diagrams and what is bound in them, kept while one case is asked about many dates or codings."""

    made: dict[tuple[str, ...], Diagrams] = field(default_factory=dict)
    binders: dict[tuple[object, ...], Binder] = field(default_factory=dict)
    readings: dict[int, tuple[tuple[Position, ...], dict[str, Merged]]] = field(default_factory=dict)
    seatings: dict[tuple[object, ...], Seating] = field(default_factory=dict)
    linkages: dict[tuple[object, ...], tuple[tuple[str, int], ...]] = field(default_factory=dict)

    def get(self, case: Case, agenda: tuple[str, ...]) -> Diagrams:
        """The frame of an agenda."""
        known = self.made.get(agenda)
        if known is None:
            known = self.made[agenda] = Diagrams(Frame(case, agenda))
        return known


@dataclass(frozen=True)
class Held:
    """A proposal that a party holds, at this table: the formula of the packages it accepts, and the options it
    consents to thereby.

    `items` are (variable, mask of options, formula under which the item is one).
    """

    party: str
    holding: Holding
    formula: int
    items: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, eq=False)
class Space:
    """A table on a day, compiled. `strict` False is the second reading of what is disputed."""

    case: Case
    standing: Standing
    seating: Seating
    diagrams: Diagrams
    frames: Frames
    strict: bool = True
    _problems: dict[tuple[str, str], Problem] = field(default_factory=dict)

    @property
    def frame(self) -> Frame:
        """The variables."""
        return self.diagrams.frame

    @cached_property
    def needs(self) -> Needs:
        """needs[variable][value]: the parties whose consent the option needs."""
        quo = self.standing.status_quo
        return tuple(
            tuple(consent_set(self.case, self.case.issue[issue], name, quo[issue]) for name in names)
            for issue, names in zip(self.frame.agenda, self.frame.names, strict=True)
        )

    @cached_property
    def linkages(self) -> tuple[tuple[str, int], ...]:
        """Ids and formulas of the linkages in force."""
        day, quo = self.standing.day, self.standing.status_quo
        key = (self.frame.agenda, day, tuple(quo.values()))
        if key not in self.frames.linkages:
            self.frames.linkages[key] = tuple(
                (linkage.id, self.frame.compile(linkage.require, quo))
                for linkage in self.case.linkages
                if in_force(linkage.since, linkage.until, day)
            )
        return self.frames.linkages[key]

    @cached_property
    def units(self) -> tuple[tuple[Position, ...], ...]:
        """Every position that binds here at any level, in either reading, unit by unit."""
        quo = self.standing.status_quo
        key = (self.seating, tuple(quo.values()), self.strict)
        binder = self.frames.binders.get(key)
        if binder is None:
            binder = Binder(self.case, self.seating, self.frame, self.needs, quo, strict=self.strict)
            self.frames.binders[key] = binder
        return binder.positions(self.standing.stances)

    @property
    def bound(self) -> tuple[Position, ...]:
        """The same in one list."""
        return tuple(position for unit in self.units for position in unit)

    @cached_property
    def _by_reading(self) -> dict[str, tuple[Position, ...]]:
        units = [self._merged(unit) for unit in self.units]
        menu = tuple(position for unit in units for position in unit["menu"].positions)
        if all(unit["package"] is unit["menu"] for unit in units):
            return {"menu": menu, "package": menu}
        return {"menu": menu, "package": tuple(position for unit in units for position in unit["package"].positions)}

    def _merged(self, unit: tuple[Position, ...]) -> dict[str, Merged]:
        """The positions of a unit in each reading; where nothing is indivisible the readings are one."""
        known = self.frames.readings.get(id(unit))
        if known is None or known[0] is not unit:
            formulas = self.frame.formulas
            divisible = [position for position in unit if not position.whole]
            menu = Merged.of(divisible, formulas)
            package = menu if len(divisible) == len(unit) else Merged.of(unit, formulas)
            known = self.frames.readings[id(unit)] = (unit, {"menu": menu, "package": package})
        return known[1]

    def positions(self, level: str, reading: str) -> tuple[Position, ...]:
        """The positions that bind at this level or a harder one, in this reading."""
        hardness = dict(LEVELS)[level]
        return tuple(position for position in self._by_reading[reading] if position.firmness >= hardness)

    def listed(self, level: str, reading: str) -> tuple[int, ...]:
        """What the positions refuse that are listed at this level in this reading.

        The others change neither what is possible nor how many must be given up: whatever breaks one of them breaks
        one that is listed.
        """
        hardness = dict(LEVELS)[level]
        return tuple(chain.from_iterable(self._merged(unit)[reading].listed(hardness) for unit in self.units))

    def problem(self, level: str, reading: str) -> Problem:
        """The table at one level in one reading, split into components."""
        if reading == "package" and self._by_reading["package"] is self._by_reading["menu"]:
            reading = "menu"
        known = self._problems.get((level, reading))
        if known is None:
            positions = self.positions(level, reading)
            hardness = dict(LEVELS)[level]
            hidden = frozenset(
                name
                for unit in self.units
                for name, softer in self._merged(unit)[reading].hidden.items()
                if softer >= hardness
            )
            components, impossible = split(
                self.frame,
                [formula for _, formula in self.linkages],
                [position.refuses for position in positions],
                self.diagrams,
            )
            known = Problem(level, reading, self.frame, positions, hidden, components, impossible)
            self._problems[level, reading] = known
        return known

    @cached_property
    def stances(self) -> tuple[Stance, ...]:
        """Where the parties of the table stand, those that have spoken."""
        found = (self.standing.stances.get(party) for party in self.seating.parties)
        return tuple(stance for stance in found if stance is not None)

    @cached_property
    def disputed(self) -> bool:
        """Whether any refusal or consent of a party of the table is disputed, so that two answers are due."""
        return any(
            any(one.doubts for one in mine.refusals) or any(s.disputed for s in mine.supports) for mine in self.stances
        )

    @cached_property
    def supports(self) -> dict[tuple[str, int], int]:
        """(party of the table, variable) → the options that it supports without condition, as a mask."""
        found: dict[tuple[str, int], int] = {}
        for support in (support for stance in self.stances for support in stance.supports):
            variable = self.frame.variable.get(support.issue)
            if variable is None or support.when is not None or (support.disputed and self.strict):
                continue
            key = (support.party, variable)
            found[key] = found.get(key, 0) | 1 << self.frame.value[variable][support.option]
        return found

    @cached_property
    def held(self) -> tuple[Held, ...]:
        """The proposals that parties of the table hold."""
        return tuple(self._held(holding) for stance in self.stances for holding in stance.holdings)

    def _held(self, holding: Holding) -> Held:
        quo, frame = self.standing.status_quo, self.frame
        parts = [self.proposal_formula(holding.proposal)]
        if holding.given is not None:
            parts.append(frame.compile(holding.given, quo))
        items = tuple(
            (frame.variable[item.issue], frame.mask(item.issue, item.options), frame.compile(item.within, quo))
            for item in items_of(holding.proposal.terms)
            if item.issue in frame.variable
        )
        return Held(holding.party, holding, frame.formulas.all(parts), items)

    def proposal_formula(self, proposal: Proposal) -> int:
        """The packages of this agenda that meet a proposal, issues off the agenda at their status quo."""
        return self.frame.compile(meets(proposal.terms), self.standing.status_quo)

    def members(self, unit: str) -> tuple[str, ...]:
        """The unit's parties that sit here."""
        return tuple(party for party in self.seating.parties if self.case.unit[party] == unit)

    def standalone(self, party: str) -> list[int]:
        """For each variable, the options that do not need this party or that it supports without condition."""
        return [
            sum(1 << value for value, wanted in enumerate(values) if party not in wanted)
            | self.supports.get((party, variable), 0)
            for variable, values in enumerate(self.needs)
        ]

    def accepts(self, party: str) -> int:
        """The formula of the packages that this party accepts.

        One that it supports throughout, or that meets a proposal it holds.
        """
        formulas = self.frame.formulas
        alone = formulas.all(formulas.literal(v, mask) for v, mask in enumerate(self.standalone(party)))
        return formulas.any([alone, *(held.formula for held in self.held if held.party == party)])

    def accepts_throughout(self, party: str) -> int:
        """The same, but of a proposal that leaves issues open only the packages whose other options the party
        supports too.
        """
        formulas = self.frame.formulas
        alone = [formulas.literal(v, mask) for v, mask in enumerate(self.standalone(party))]
        ways = [formulas.all(alone)]
        for held in self.held:
            if held.party == party:
                covered = list(alone)
                for variable, mask, within in held.items:
                    item = formulas.all([within, formulas.literal(variable, mask)])
                    covered[variable] = formulas.any([covered[variable], item])
                ways.append(formulas.all([held.formula, *covered]))
        return formulas.any(ways)

    @cached_property
    def reread(self) -> Space:
        """The same with nothing that is disputed standing."""
        return Space(self.case, self.standing, self.seating, self.diagrams, self.frames, strict=False)


def tables_of(case: Case, names: Iterable[str] = ()) -> tuple[Table, ...]:
    """The tables asked for, in the order of the case; all where none is named."""
    wanted = tuple(names)
    known = {table.id: table for table in case.tables}
    for name in wanted:
        if name not in known:
            raise UnknownNameError("table", name, known)
    return tuple(table for table in case.tables if not wanted or table.id in wanted)


def open_space(
    case: Case,
    table: Table,
    *,
    stands: Standing | None = None,
    frames: Frames | None = None,
    fixed: bool = False,
) -> Space:
    """The space of a case at a table.

    `fixed`: over the window's fixed set of issues, without regard to when each arose.
    """
    view = case if case.day is not None else on(case)
    stands = stands or standing(view)
    quo = dict(stands.status_quo)
    frames = frames if frames is not None else Frames()
    key = (table.id, fixed or stands.day, tuple(quo.values()))
    seating = frames.seatings.get(key)
    if seating is None:
        day, only = (None, case.window_issues) if fixed else (stands.day, ())
        seating = frames.seatings[key] = seat(case, table, quo, day, only)
    return Space(view, stands, seating, frames.get(case, seating.agenda), frames)
