"""Why is there no room, and what is the lightest way out? Minimal conflicts and minimal concessions.

A minimal conflict (MUS) is a smallest set of positions that no package satisfies: dropping one resolves this
conflict, perhaps not the impasse. A minimal concession (MCS) is a smallest set of positions to give up so that a
package exists. Definitions: `docs/explanation/what-counts.md`, section 5; components are independent, so totals are
products.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from detente.case.model import Case, Firmness
from detente.case.treaties.settling import Realised
from detente.engines.masks import bits
from detente.space.draftconflicts import DraftImpasse, against_draft
from detente.space.drafts import Draft, drafts, realised_at
from detente.space.explaining import Explained, excluding_linkages, explain, lightest, linkages_behind, some_package
from detente.space.judged import Judgements, judged_at
from detente.space.judgedresults import Judged
from detente.space.outcome import About, whole
from detente.space.patience import Stop, patient
from detente.space.positions import Position
from detente.space.problems import LEVELS, READINGS, Problem
from detente.space.spaces import Frames, Space, open_space, tables_of
from detente.space.weighing import TooManyVectors, Vectors, sums, undercut, vectors

_PRICE = {Firmness.NEVER: 1 << 40, Firmness.FIRM: 1 << 20, Firmness.PREFERENCE: 1}
MOST_TRACED = 200


@dataclass(frozen=True)
class Weight:
    """How many limits, refusals and demands are given up."""

    limits: int = 0
    refusals: int = 0
    demands: int = 0

    @classmethod
    def of(cls, positions: Sequence[Position]) -> Weight:
        """The weight of a set of positions."""
        firmness = [position.firmness for position in positions]
        return cls(firmness.count(Firmness.NEVER), firmness.count(Firmness.FIRM), firmness.count(Firmness.PREFERENCE))

    def to_json(self) -> dict[str, int]:
        """The three numbers by name."""
        return {"limits": self.limits, "refusals": self.refusals, "demands": self.demands}


@dataclass(frozen=True)
class ComponentResult:
    """Issues tied together, with their minimal conflicts and concessions as position ids.

    `through` gives for each listed conflict the linkages without which its positions could hold together.

    `listed` False: the lists are cut, the totals are not.
    """

    issues: tuple[str, ...]
    conflicts: tuple[tuple[str, ...], ...]
    concessions: tuple[tuple[str, ...], ...]
    conflicts_total: int
    concessions_total: int
    complete: bool
    listed: bool
    through: tuple[tuple[str, ...], ...]

    def to_json(self) -> dict[str, object]:
        """The component as JSON."""
        return {
            "issues": list(self.issues),
            "conflicts": [list(conflict) for conflict in self.conflicts],
            "concessions": [list(concession) for concession in self.concessions],
            "conflicts_total": self.conflicts_total,
            "concessions_total": self.concessions_total,
            "complete": self.complete,
            "listed": self.listed,
            "through": [list(linkages) for linkages in self.through],
        }


@dataclass(frozen=True)
class WayOut:
    """A concession of one bloc alone.

    `opens` counts the packages that would no longer be excluded; None where not counted.
    """

    bloc: str
    gives_up: Weight
    positions: tuple[str, ...]
    opens: int | None

    def to_json(self) -> dict[str, object]:
        """The way out as JSON."""
        return {
            "bloc": self.bloc,
            "gives_up": self.gives_up.to_json(),
            "positions": list(self.positions),
            "opens": whole(self.opens),
        }


@dataclass(frozen=True)
class Vector:
    """A non-dominated weight, bloc by bloc; how many minimal concessions have it, and one of them."""

    weights: tuple[tuple[str, Weight], ...]
    concessions: int
    example: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """The vector as JSON."""
        return {
            "gives_up": {bloc: weight.to_json() for bloc, weight in self.weights},
            "concessions": whole(self.concessions),
            "example": list(self.example),
        }


@dataclass(frozen=True)
class LevelImpasse:
    """One table at one level in one reading.

    `gap` None: no package meets the linkages. `complete` False: not all minimal sets are known. `realised_by`: of
    options that positions of the conflicts refuse, the clauses that realise them. `drafts`: what stands against each
    draft of a treaty, where that was asked. `asked`: asks what is `judged`, once somebody wants to know.
    """

    table: str
    level: str
    reading: str
    complete: bool
    possible: int | None
    gap: int | None
    fewest: tuple[str, ...]
    components: tuple[ComponentResult, ...]
    conflicts_total: int
    concessions_total: int | None
    lightest: tuple[WayOut, ...]
    non_dominated: tuple[Vector, ...]
    non_dominated_complete: bool
    ranked: tuple[tuple[str, int], ...]
    linkage_conflicts: tuple[tuple[str, ...], ...]
    positions: Mapping[str, Position]
    example: Mapping[str, str] | None
    realised_by: tuple[Realised, ...] = ()
    drafts: tuple[DraftImpasse, ...] = ()
    asked: Callable[[], Judged | None] | None = field(default=None, compare=False, repr=False)

    @cached_property
    def judged(self) -> Judged | None:
        """Reservation values and quotas beside positions; None where nobody at the table is judged and nothing is
        certainly stopped at home, or where it was not asked.
        """
        return None if self.asked is None else self.asked()

    @property
    def all_pairs(self) -> bool:
        """Whether every minimal conflict is a pair: then the case is a table of differences."""
        sizes = {len(conflict) for component in self.components for conflict in component.conflicts}
        return sizes == {2} and self.complete

    def linkages_behind(self, conflict: tuple[str, ...]) -> tuple[str, ...]:
        """The linkages without which the positions of a listed conflict could hold together."""
        for component in self.components:
            if conflict in component.conflicts:
                return component.through[component.conflicts.index(conflict)]
        return ()

    def conflicts(self) -> Iterator[tuple[str, ...]]:
        """All listed conflicts, component by component."""
        for component in self.components:
            yield from component.conflicts

    def to_json(self) -> dict[str, object]:
        """The level as JSON."""
        return {
            "table": self.table,
            "level": self.level,
            "reading": self.reading,
            "complete": self.complete,
            "possible": whole(self.possible),
            "gap": self.gap,
            "fewest": list(self.fewest),
            "components": [component.to_json() for component in self.components],
            "conflicts_total": self.conflicts_total,
            "concessions_total": whole(self.concessions_total),
            "all_conflicts_are_pairs": self.all_pairs,
            "lightest": [way.to_json() for way in self.lightest],
            "non_dominated": [vector.to_json() for vector in self.non_dominated],
            "non_dominated_complete": self.non_dominated_complete,
            "ranked": [{"position": name, "conflicts": number} for name, number in self.ranked],
            "linkage_conflicts": [list(conflict) for conflict in self.linkage_conflicts],
            "package": dict(self.example) if self.example else None,
            "realised_by": [option.to_json() for option in self.realised_by],
            "drafts": [draft.to_json() for draft in self.drafts],
            "judged": None if self.judged is None else self.judged.to_json(),
        }


@dataclass(frozen=True)
class Impasse:
    """The answer for every table, level and reading asked about."""

    about: About
    levels: tuple[LevelImpasse, ...]
    method: str = (
        "exact minimal sets by decision diagrams over independent components; beyond their reach MARCO and RC2"
    )

    def row(self, table: str, level: str, reading: str) -> LevelImpasse:
        """The answer at a level in a reading."""
        return next(one for one in self.levels if (one.table, one.level, one.reading) == (table, level, reading))

    def to_json(self) -> dict[str, object]:
        """The documented JSON of `detente impasse`."""
        return {**self.about.to_json(), "method": self.method, "levels": [level.to_json() for level in self.levels]}


def impasse(
    case: Case,
    tables: tuple[str, ...] = (),
    frames: Frames | None = None,
    stop: Stop = patient,
    *,
    with_drafts: bool = True,
    with_judged: bool = True,
    headroom: bool = False,
) -> Impasse:
    """Which smallest sets of positions exclude each other, and which smallest sets would have to be given up?

    `with_drafts`: also, which clauses of drafts on the table and which positions exclude each other? `with_judged`:
    also, which parties cannot be satisfied together, their reservation values and quotas beside their positions?
    `headroom`: and how high could each reservation value be, also where that takes seconds? `stop` is asked
    now and then where all minimal sets are too many to draw at once; what was found by then is returned and marked
    incomplete.
    """
    view = case if case.day is not None else case.on()
    frames = frames if frames is not None else Frames()
    found = []
    for table in tables_of(view, tables):
        space = open_space(view, table, frames=frames)
        on_table = drafts(space) if with_drafts else ()
        judgements = Judgements.later(space)
        answers: dict[int, LevelImpasse] = {}
        for level, _ in LEVELS:
            for reading in READINGS:
                problem = space.problem(level, reading)
                known = answers.get(id(problem))
                answer = known or _explained(space, problem, on_table, stop)
                if known is None and with_judged:
                    answer = replace(answer, asked=partial(judged_at, judgements, problem, stop, quick=not headroom))
                answers[id(problem)] = answer
                found.append(answer if answer.reading == reading else _renamed(answer, reading))
    return Impasse(About.of(view), tuple(found))


def _explained(space: Space, problem: Problem, on_table: Sequence[Draft], stop: Stop) -> LevelImpasse:
    answer = explain_level(space, problem, stop)
    named = {name for conflict in answer.conflicts() for name in conflict}
    against = tuple(against_draft(space, problem, draft, stop) for draft in on_table)
    done = realised_at(space, [position for name, position in answer.positions.items() if name in named])
    return replace(answer, realised_by=done, drafts=against)


def _renamed(answer: LevelImpasse, reading: str) -> LevelImpasse:
    return replace(answer, reading=reading)


def explain_level(space: Space, problem: Problem, stop: Stop = patient) -> LevelImpasse:
    """The impasse of one problem of a space."""
    table = space.seating.table
    positions = {position.id: position for position in problem.positions}
    if problem.feasible() == 0:
        conflicts = excluding_linkages(problem, space.linkages)
        parts = tuple(
            _result(problem, space.linkages, Explained(one, (), (), 0, 0, True)) for one in problem.components
        )
        return LevelImpasse(
            table,
            problem.level,
            problem.reading,
            True,
            0,
            None,
            (),
            parts,
            0,
            0,
            (),
            (),
            True,
            (),
            conflicts,
            positions,
            None,
        )
    explained = [explain(problem, component, stop) for component in problem.components]
    complete = all(one.complete for one in explained)
    unit_price = [int(problem.listed >> bit & 1) for bit in range(len(problem.positions))]
    fewest = lightest(problem, unit_price)
    total = 1
    for one in explained:
        total *= one.concessions_total
    lean, lean_complete = _non_dominated(problem, explained)
    return LevelImpasse(
        table,
        problem.level,
        problem.reading,
        complete,
        problem.possible() if fewest and not fewest[0] else 0,
        fewest[0] if fewest else None,
        problem.names(fewest[1] & problem.listed) if fewest else (),
        tuple(_result(problem, space.linkages, one) for one in explained),
        sum(one.conflicts_total for one in explained),
        total if complete else None,
        tuple(_ways_out(problem)) if fewest and fewest[0] else (),
        lean,
        lean_complete,
        _ranked(problem, explained),
        (),
        positions,
        some_package(problem) if not fewest or not fewest[0] else None,
    )


def _result(problem: Problem, linkages: Sequence[tuple[str, int]], one: Explained) -> ComponentResult:
    return ComponentResult(
        tuple(problem.frame.agenda[variable] for variable in one.component.variables),
        tuple(problem.names(mask) for mask in one.conflicts),
        tuple(problem.names(mask) for mask in one.concessions),
        one.conflicts_total,
        one.concessions_total,
        one.complete,
        (len(one.conflicts), len(one.concessions)) == (one.conflicts_total, one.concessions_total),
        tuple(
            linkages_behind(problem, linkages, conflict) if place < MOST_TRACED else ()
            for place, conflict in enumerate(one.conflicts)
        ),
    )


def _ways_out(problem: Problem) -> Iterator[WayOut]:
    """For each unit: the fewest limits, then refusals, then demands that it could give up alone."""
    prices = [_PRICE[position.firmness] for position in problem.positions]
    for unit in dict.fromkeys(position.unit for position in problem.positions):
        own = sum(1 << bit for bit, position in enumerate(problem.positions) if position.unit == unit)
        found = lightest(problem, prices, own)
        if found is not None:
            given_up = [problem.positions[bit] for bit in bits(found[1])]
            yield WayOut(unit, Weight.of(given_up), problem.names(found[1]), problem.possible(dropped=found[1]))


def _ranked(problem: Problem, explained: Sequence[Explained]) -> tuple[tuple[str, int], ...]:
    """Positions by the number of conflicts that dropping them removes."""
    number: dict[int, int] = {}
    for one in explained:
        for conflict in one.conflicts:
            for bit in bits(conflict):
                number[bit] = number.get(bit, 0) + 1
    ordered = sorted(number.items(), key=lambda item: (-item[1], item[0]))
    return tuple((problem.positions[bit].id, times) for bit, times in ordered)


def _non_dominated(problem: Problem, explained: Sequence[Explained]) -> tuple[tuple[Vector, ...], bool]:
    """The weights, bloc by bloc, that no other minimal concession undercuts, summed over components.

    Also whether these are all: where they are too many to compare none is given.
    """
    units = tuple(dict.fromkeys(position.unit for position in problem.positions))
    nothing = tuple((0, 0, 0) for _ in units)
    total: Vectors = {nothing: (1, 0)}
    for one in explained:
        if one.families is None:
            return (), False
        try:
            total = undercut(sums(total, vectors(problem, units, one.families, one.full)))
        except TooManyVectors:
            return (), False
    ordered = sorted(total.items(), key=lambda item: (sum(map(sum, item[0])), item[0]))
    return tuple(
        Vector(
            tuple((unit, Weight(*weight)) for unit, weight in zip(units, vector, strict=True) if any(weight)),
            times,
            problem.names(mask),
        )
        for vector, (times, mask) in ordered
        if any(map(any, vector))
    ), True
