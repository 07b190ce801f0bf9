"""Who is judged at a table, and what packages are worth to them: from preferences to the integers of the engines.

Definitions: `docs/explanation/preferences.md`, section 1. Issues of the agenda are the matters in their order;
linkages, and positions that are to be kept to, become forbidden combinations; bonuses on conditions rectangles.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from detente.case.judgements.model import Preference
from detente.case.model import Case
from detente.engines.bargaining.model import Bonus, scaled
from detente.engines.formulas import FALSE, LITERAL, TRUE
from detente.engines.masks import bits
from detente.errors import NotJudgedError, UnknownNameError
from detente.ledger.standing import standing
from detente.space.bargaining import Bargain, Matter
from detente.space.problems import LEVELS, READINGS
from detente.space.reckoning import Extra, Reckoning
from detente.space.scales import scale_notes
from detente.space.spaces import Frames, Space, open_space, tables_of
from detente.space.tying import conjuncts, rectangles, ties
from detente.space.worth import Draw, Verdict, Worth, read

WITHIN = tuple(level for level, _ in LEVELS)
READING = READINGS[1]
ZERO = Fraction(0)


@dataclass(frozen=True, eq=False)
class Judging:
    """A table through the eyes of those who are judged at it.

    `worths` are the judged units, parties or blocs, in the order of the bargain's parties; without any there is nothing
    to bargain about and `bargain` has no parties. `hard` are formulas that every package must meet. Of a unit without
    a reservation value (`unbounded`) gains are reckoned from its worst feasible package.
    """

    space: Space
    within: str | None
    worths: tuple[Worth, ...]
    members: Mapping[str, tuple[str, ...]]
    """The parties at the table that each unit stands for."""
    unjudged_parties: tuple[str, ...]
    hard: tuple[int, ...]

    @cached_property
    def units(self) -> tuple[str, ...]:
        """Ids of the judged parties and blocs."""
        return tuple(worth.of for worth in self.worths)

    @cached_property
    def worth(self) -> Mapping[str, Worth]:
        """What packages are worth to each unit."""
        return dict(zip(self.units, self.worths, strict=True))

    @cached_property
    def unjudged_issues(self) -> Mapping[str, tuple[str, ...]]:
        """For each unit the issues of the agenda that it has no weight for, where there are any."""
        agenda = self.space.frame.agenda
        found = {one.of: tuple(issue for issue in agenda if issue not in one.weights) for one in self.worths}
        return {unit: issues for unit, issues in found.items() if issues}

    @cached_property
    def unbounded(self) -> tuple[str, ...]:
        """The units without a reservation value."""
        return tuple(one.of for one in self.worths if one.reservation is None)

    @cached_property
    def derived(self) -> tuple[str, ...]:
        """The units whose preferences are a first guess from the ledger."""
        return tuple(one.of for one in self.worths if one.preference.derived)

    @cached_property
    def _numbers(self) -> tuple[list[list[list[Fraction]]], tuple[Extra, ...]]:
        """Points of each party for each option of each issue, and of the conditions that rest on more than one."""
        frame, quo = self.space.frame, self.space.standing.status_quo
        rows, extras = [], []
        for number, one in enumerate(self.worths):
            row = [[one.shares.get(issue, {}).get(name, ZERO) for name in names] for issue, names in self._matters]
            for bonus, points in zip(one.preference.bonuses, one.bonuses, strict=True):
                formula = frame.compile(bonus.condition, quo)
                if not self._told(formula, points, row):
                    extras.append((number, formula, points))
            rows.append(row)
        return rows, tuple(extras)

    def _told(self, formula: int, points: Fraction, row: list[list[Fraction]]) -> bool:
        """Add to the options what a condition on one issue, or on none, is worth; False where it rests on more."""
        formulas = self.space.frame.formulas
        kind, place, parts = formulas.node(formula)
        if formula in (TRUE, FALSE):
            place, parts = 0, (-1 if formula == TRUE else 0,)
        elif kind != LITERAL:
            return False
        for value in range(formulas.sizes[place]):
            row[place][value] += points if parts[0] >> value & 1 else 0
        return True

    @property
    def rows(self) -> list[list[list[Fraction]]]:
        """Points of each unit for each option of each issue of the agenda."""
        return self._numbers[0]

    @property
    def extras(self) -> tuple[Extra, ...]:
        """What units have more where a formula over several issues holds."""
        return self._numbers[1]

    @cached_property
    def reckoning(self) -> Reckoning:
        """Ranges and moments over the feasible packages."""
        return Reckoning(self.space.frame.formulas, self.rows, self.extras, self.hard)

    @cached_property
    def reservations(self) -> tuple[Fraction, ...]:
        """What no agreement is worth to each unit; where that is not judged, its worst feasible package."""
        return tuple(
            one.reservation if one.reservation is not None else self.reckoning.least[number] or ZERO
            for number, one in enumerate(self.worths)
        )

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What an answer must say of how the numbers were read."""
        return self.reckoning.notes if self.unbounded else ()

    @cached_property
    def bargain(self) -> Bargain:
        """The judged units' domain, in integers."""
        frame = self.space.frame
        bonuses = [
            (Bonus(party, box.variables, tuple(frozenset(bits(mask)) for mask in box.masks), 0), points)
            for party, formula, points in self.extras
            for box in rectangles(frame.formulas, formula)
        ]
        linkages, rules = ties(frame.formulas, self.hard)
        domain = replace(scaled(self.rows, self.reservations, linkages, bonuses), rules=rules)
        matters = tuple(Matter(issue, names) for issue, names in self._matters)
        held = [one.preference.reservation for one in self.worths]
        called = [self.space.case.name_of(unit) for unit in self.units]
        notes = scale_notes(domain, called, [one is not None and one.package is None for one in held])
        return Bargain(
            self.space.seating.table,
            matters,
            self.units,
            domain,
            notes=(*self.notes, *notes),
            unreserved=self.unbounded,
        )

    @property
    def _matters(self) -> list[tuple[str, tuple[str, ...]]]:
        frame = self.space.frame
        return list(zip(frame.agenda, frame.names, strict=True))

    def require(self) -> None:
        """Raises NotJudgedError where nobody at the table is judged."""
        if not self.worths:
            raise NotJudgedError(
                f"Nobody at the table {self.space.seating.table} is judged on this day: there is no entry in "
                f"preferences.yaml that weighs an issue of its agenda, for {', '.join(self.unjudged_parties)} or a "
                "bloc of theirs. `detente preferences derive` writes a first guess from the ledger."
            )

    def utility(self, unit: str, package: Mapping[str, str]) -> Fraction:
        """What a package is worth to a unit, in points; issues that it does not name are at the status quo."""
        return self._of(unit).utility(package)

    def verdict(self, unit: str, package: Mapping[str, str]) -> Verdict:
        """Whether a unit accepts a package whatever the numbers in their intervals are, never, or by the numbers."""
        return self._of(unit).verdict(package)

    def _of(self, unit: str) -> Worth:
        if unit not in self.worth:
            raise UnknownNameError("judged party or bloc", unit, self.worth)
        return self.worth[unit]


def judge(space: Space, draw: Draw | None = None, within: str | None = None) -> Judging:
    """Who is judged at this table, and what packages are worth to them.

    `draw` makes a number of each quantity, and is asked once for each; None: central values. `within` keeps to packages
    that no position at that level or a harder one rules out. Raises UnknownNameError for a level that there is not.
    """
    if within is not None and within not in WITHIN:
        raise UnknownNameError("level", within, WITHIN)
    entries = _entries(space)
    own = {one.of for one in space.case.preferences}
    members: dict[str, list[str]] = {}
    unjudged = []
    for party in space.seating.parties:
        unit = party if party in own else space.case.unit[party]
        if unit in entries:
            members.setdefault(unit, []).append(party)
        else:
            unjudged.append(party)
    worths = tuple(read(space, entries[unit], draw) for unit in members)
    return Judging(
        space,
        within,
        worths,
        {unit: tuple(parties) for unit, parties in members.items()},
        tuple(unjudged),
        hard_of(space, within),
    )


def prefers(space: Space, name: str, draw: Draw | None = None) -> Worth | None:
    """What packages of this table are worth to a party or bloc, at the table or not; None: it is not judged."""
    entry = _entries(space).get(name)
    return None if entry is None else read(space, entry, draw)


def hard_of(space: Space, within: str | None = None) -> tuple[int, ...]:
    """The formulas that every package must meet: linkages, and positions at this level or a harder one."""
    formulas = space.frame.formulas
    hard = [formula for _, formula in space.linkages]
    if within is not None:
        hard += [formulas.negate(position.refuses) for position in space.positions(within, READING)]
    return tuple(one for one in conjuncts(formulas, hard) if one != TRUE)


def _entries(space: Space) -> dict[str, Preference]:
    """The preferences that weigh any issue of this agenda: by others nothing here is judged."""
    return {one.of: one for one in space.case.preferences if any(w > 0 for w in read(space, one).weights.values())}


def judged_space(case: Case, table: str | None = None) -> Space:
    """The space of a table: of the one named, else of the first at which most are judged, two being enough.

    Raises UnknownNameError for a table that is not in the case, NotJudgedError for a case without tables.
    """
    view = case if case.day is not None else case.on()
    if not view.tables:
        raise NotJudgedError(f"{view.slug} has no table, so there is nobody who could agree; add one to case.yaml.")
    stands, frames = standing(view), Frames()
    spaces = [open_space(view, one, stands=stands, frames=frames) for one in tables_of(view, [table] if table else [])]
    return max(spaces, key=lambda space: min(2, len(judge(space).units)))
