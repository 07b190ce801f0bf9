"""Which parties cannot be satisfied together: reservation values and quotas beside positions, under the verdict
*judged*.

Definitions: `docs/explanation/preferences.md`, section 4. Reservation values tie a party's issues together, so a table
is asked as a whole and not component by component.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache, cached_property, partial

from detente.engines.diagrams import TooWide
from detente.engines.floors.explaining import conflicts, fewest, most
from detente.engines.floors.model import Demands, Floor, UndecidedError, holds
from detente.engines.floors.oracle import Oracle
from detente.engines.formulas import FALSE, TRUE
from detente.engines.masks import bits
from detente.space.judgedresults import (
    Acceptable,
    Headroom,
    Held,
    Judged,
    JudgedRoom,
    JudgedWayOut,
    PartyConflict,
    named,
)
from detente.space.judging import Judging, judge
from detente.space.patience import Stop, patient
from detente.space.problems import LEVELS, READINGS, Problem
from detente.space.ratifying import Quota, quotas
from detente.space.spaces import Space
from detente.space.tying import conjuncts
from detente.space.worth import Worth

MOST_REFINED = 20
"""So many sets of single constraints at most are looked for in each conflict of parties."""

MOST_COUNTED = 5_000
"""So many distinct sums at most are carried to count packages."""

MOST_PAIRS, MOST_ROWS = 1_000_000_000, 50_000
"""So many pairs of halves, or else rows of a pass, at most are looked at where sums are more: a second."""

MOST_STEPS = 4_000
"""So many steps of search at most are spent on one table, level and reading."""


@dataclass(eq=False)
class Judgements:
    """What is judged at a table, read once for all its levels and readings."""

    space: Space
    judging: Judging
    floors: tuple[tuple[Held, Floor, int], ...]
    """The reservation values: whose, as a floor, and how many units of the floor make one point."""
    answers: dict[int, Judged] = field(default_factory=dict)

    @classmethod
    def of(cls, space: Space) -> Judgements | None:
        """None where nobody at the table is judged and no procedure of ratification stops anything for certain."""
        if not space.case.preferences and not space.case.ratification.procedures:
            return None
        judging = judge(space)
        floors = tuple(_floor(space, judging, one) for one in judging.worths if one.reservation is not None)
        found = cls(space, judging, floors)
        return found if judging.units or found.quotas else None

    @cached_property
    def quotas(self) -> tuple[tuple[Held, int], ...]:
        """What is certainly stopped at home: by which procedure, as a formula of the packages."""
        return tuple(_quota(one) for one in quotas(self.space) if one.stopped != FALSE)

    @classmethod
    def later(cls, space: Space) -> Callable[[], Judgements | None]:
        """The same, read when first asked for."""
        return cache(partial(cls.of, space))

    def answer(self, problem: Problem, stop: Stop = patient, *, quick: bool = True) -> Judged:
        """The answer for one level in one reading of this table.

        `quick`: how high reservation values could be is left open where it would take more than milliseconds.
        """
        known = self.answers.get(id(problem))
        if known is None:
            known = self.answers[id(problem)] = _Asked.of(self, problem, stop, quick=quick).answer()
        return known

    def room(self) -> JudgedRoom | None:
        """Of the feasible packages, and of those possible at each level, how many are judged acceptable; None where
        nobody is judged.
        """
        if not self.judging.units:
            return None
        problems = {(level, reading): self.space.problem(level, reading) for level, _ in LEVELS for reading in READINGS}
        refused = dict.fromkeys(one.refuses for problem in problems.values() for one in problem.positions)
        place = {formula: bit for bit, formula in enumerate(refused)}
        floors = tuple(floor for _, floor, _ in self.floors)
        oracle = Oracle(Demands(self.space.frame.formulas, _linkages(self.space), tuple(refused), floors))
        masks = {
            key: sum(1 << place[one] for one in {held.refuses for held in problem.positions})
            for key, problem in problems.items()
        }
        counted = {mask: self._acceptable(oracle, mask) for mask in {0, *masks.values()}}
        return JudgedRoom(
            self.judging.units,
            self.judging.unjudged_parties,
            self.judging.unbounded,
            self.judging.derived,
            counted[0],
            {key: counted[mask] for key, mask in masks.items()},
        )

    def _acceptable(self, oracle: Oracle, positions: int) -> Acceptable:
        """Counted first: where any is counted nothing need be searched for. That there is none is shown twice."""
        counted = self._counted(oracle, positions)
        if counted:
            return Acceptable(counted, True)
        kept = positions | oracle.demands.numeric
        try:
            some = oracle.feasible(kept)
            if not some:
                oracle.shown(oracle.less(kept))
        except UndecidedError:
            return Acceptable(None, None)
        return Acceptable(counted, True) if some else Acceptable(0, False)

    def _counted(self, oracle: Oracle, positions: int) -> int | None:
        from detente.engines.bargaining.counting import count_zone

        demands = oracle.demands
        with suppress(TooWide):
            return oracle.passes.count(positions | demands.numeric, MOST_COUNTED)
        formulas = self.space.frame.formulas
        kept_clear = [formulas.negate(demands.refused[bit]) for bit in bits(positions)]
        hard = tuple(one for one in conjuncts(formulas, [*self.judging.hard, *kept_clear]) if one != TRUE)
        domain = replace(self.judging, hard=hard).bargain.domain
        return count_zone(domain, limit=MOST_ROWS, pairs=MOST_PAIRS)


def judged_room(space: Space) -> JudgedRoom | None:
    """How many packages of a table are judged acceptable; None where nobody is judged."""
    judgements = Judgements.of(space)
    return None if judgements is None else judgements.room()


def judged_at(
    judgements: Callable[[], Judgements | None], problem: Problem, stop: Stop = patient, *, quick: bool = True
) -> Judged | None:
    """The answer for one level in one reading, where anything is judged."""
    read = judgements()
    return None if read is None else read.answer(problem, stop, quick=quick)


def _linkages(space: Space) -> tuple[int, ...]:
    return tuple(formula for _, formula in space.linkages if formula != TRUE)


def _floor(space: Space, judging: Judging, one: Worth) -> tuple[Held, Floor, int]:
    """A reservation value in whole numbers, exactly."""
    frame, quo = space.frame, space.standing.status_quo
    reservation = one.reservation or Fraction(0)
    table = [
        [one.shares.get(issue, {}).get(name, Fraction(0)) for name in names]
        for issue, names in zip(frame.agenda, frame.names, strict=True)
    ]
    scale = math.lcm(
        reservation.denominator,
        *(points.denominator for points in one.bonuses),
        *(worth.denominator for worths in table for worth in worths),
    )
    floor = Floor(
        tuple(tuple(int(worth * scale) for worth in worths) for worths in table),
        int(reservation * scale),
        tuple(
            (frame.compile(bonus.condition, quo), int(points * scale))
            for bonus, points in zip(one.preference.bonuses, one.bonuses, strict=True)
        ),
    )
    unit = space.case.unit[judging.members[one.of][0]]
    return Held(f"{one.of}.reservation", "reservation", unit, one.of), floor, scale


def _quota(one: Quota) -> tuple[Held, int]:
    return Held(f"{one.of}.ratification.{one.id}", "quota", one.unit, one.of, one.title), one.stopped


@dataclass(eq=False)
class _Asked:
    """One problem with all that is judged, and how much of it is known."""

    judgements: Judgements
    problem: Problem
    held: tuple[Held, ...]
    oracle: Oracle
    quick: bool
    complete: bool = True
    shown: dict[str, None] = field(default_factory=dict)

    @classmethod
    def of(cls, judgements: Judgements, problem: Problem, stop: Stop, *, quick: bool) -> _Asked:
        """Positions first, then quotas, then reservation values."""
        space = judgements.space
        listed = [one for one in problem.positions if one.id not in problem.hidden]
        held = (
            *(Held(one.id, "position", one.unit, one.unit) for one in listed),
            *(one for one, _ in judgements.quotas),
            *(one for one, _, _ in judgements.floors),
        )
        demands = Demands(
            space.frame.formulas,
            _linkages(space),
            (*(one.refuses for one in listed), *(formula for _, formula in judgements.quotas)),
            tuple(floor for _, floor, _ in judgements.floors),
        )
        left = iter(range(MOST_STEPS))
        return cls(judgements, problem, held, Oracle(demands, lambda: stop() or next(left, None) is None), quick)

    def answer(self) -> Judged:
        """Parties first, then the way out, what reservation values could be, and conflicts refined."""
        judging = self.judgements.judging
        possible = self._possible()
        blocked = possible is False and self.oracle.feasible(0)
        found, all_found = self._parties() if blocked else ((), possible is not None)
        way_out = self._way_out() if blocked else None
        headroom = tuple(self._headroom(bit) for bit in bits(self.oracle.demands.numeric))
        refined = tuple(self._refined(one) for one in found)
        whole = self.complete and all_found and all(one.complete for one in refined)
        return Judged(
            judging.units,
            judging.unjudged_parties,
            judging.unbounded,
            judging.derived,
            {one.id: one for one in self.held},
            possible,
            self._package(self.oracle.everything) if possible else None,
            refined,
            all_found,
            way_out,
            headroom,
            whole and possible is not None,
            tuple(self.shown),
        )

    def _possible(self) -> bool | None:
        """Whether some package meets everything; a no is shown twice if floors are among what is asked."""
        try:
            if self.oracle.feasible(self.oracle.everything):
                return True
            self._note(self.oracle.shown(self.oracle.less(self.oracle.everything)))
        except UndecidedError:
            return None
        return False

    def _note(self, how: tuple[str, ...]) -> None:
        self.shown.update(dict.fromkeys(how))

    def _package(self, kept: int) -> Mapping[str, str]:
        assert self.oracle.feasible(kept)
        return self._named(self.oracle.package)

    def _named(self, package: tuple[int, ...]) -> Mapping[str, str]:
        return self.judgements.space.frame.package(tuple(enumerate(package)))

    @property
    def units(self) -> dict[str, int]:
        """What each bloc or party holds together, as a mask."""
        found = dict.fromkeys(self.judgements.space.seating.units, 0)
        for bit, one in enumerate(self.held):
            found[one.unit] = found.get(one.unit, 0) | 1 << bit
        return {unit: mask for unit, mask in found.items() if mask}

    def _parties(self) -> tuple[tuple[PartyConflict, ...], bool]:
        units = self.units
        names, groups = list(units), list(units.values())
        found = []
        try:
            for mask in conflicts(self.oracle, groups, stop=self.oracle.stop):
                together = sum(groups[place] for place in bits(mask))
                how = self.oracle.shown(together)
                self._note(how)
                found.append(PartyConflict(tuple(names[place] for place in bits(mask)), how))
        except UndecidedError:
            return self._ordered(found, names), False
        return self._ordered(found, names), not self.oracle.stop()

    @staticmethod
    def _ordered(found: list[PartyConflict], names: list[str]) -> tuple[PartyConflict, ...]:
        order = {name: place for place, name in enumerate(names)}
        return tuple(sorted(found, key=lambda one: (len(one.parties), [order[name] for name in one.parties])))

    def _refined(self, one: PartyConflict) -> PartyConflict:
        """The minimal sets of single constraints behind a conflict of parties."""
        members = [bit for unit in one.parties for bit in bits(self.units[unit])]
        sets: dict[int, tuple[str, ...]] = {}
        complete = True
        try:
            for mask in self._single(members):
                if len(sets) == MOST_REFINED:
                    complete = False
                    break
                sets[mask] = self.oracle.shown(mask)
                self._note(sets[mask])
        except UndecidedError:
            complete = False
        ordered = sorted(sets, key=lambda mask: (mask.bit_count(), tuple(bits(mask))))
        return PartyConflict(
            one.parties,
            one.shown_by,
            tuple(named(self.held, mask) for mask in ordered),
            tuple(sets[mask] for mask in ordered),
            complete and not self.oracle.stop(),
        )

    def _single(self, members: list[int]) -> Iterator[int]:
        for mask in conflicts(self.oracle, [1 << bit for bit in members], stop=self.oracle.stop):
            yield sum(1 << members[place] for place in bits(mask))

    def _way_out(self) -> JudgedWayOut | None:
        try:
            found = fewest(self.oracle, self.oracle.everything)
        except UndecidedError:
            self.complete = False
            return None
        if found is None:
            return None
        self._note(found.shown_by)
        formulas = self.oracle.demands.formulas
        beside = tuple(
            one.id
            for one in self.problem.positions
            if one.id in self.problem.hidden and holds(formulas, one.refuses, found.package)
        )
        return JudgedWayOut(
            named(self.held, found.given_up),
            beside,
            self._named(found.package),
            found.shown_by,
        )

    def _headroom(self, bit: int) -> Headroom:
        held, floor, scale = self.judgements.floors[bit - len(self.oracle.demands.refused)]
        reservation = Fraction(floor.least, scale)
        try:
            found = most(self.oracle, self.oracle.everything, bit, quick=self.quick)
        except UndecidedError:
            return Headroom(held.of, reservation, None, None, (), known=False)
        if found is None:
            return Headroom(held.of, reservation, None, None, ())
        self._note(found.shown_by)
        return Headroom(held.of, reservation, Fraction(found.worth, scale), self._named(found.package), found.shown_by)
