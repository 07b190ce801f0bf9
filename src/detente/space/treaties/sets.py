"""Which leaves a closed expression holds, on which day, for which bearer, for which reach.

Where geometry cuts through a place, or nothing defines a term, what certainly belongs (`low`) differs from what may
(`high`). Each expression is worked out once for each day, bearer and reach that it really depends on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from detente.case.model import Case
from detente.case.treaties import expressions as ex
from detente.case.treaties.model import SIDES, Membership
from detente.errors import UnknownNameError
from detente.geo import gazetteer
from detente.space.treaties.geometry import Places
from detente.space.treaties.meaning import Bearer, Meaning, States, Undefined
from detente.space.treaties.universe import BEARER, TERRITORY, Universe, bits

Pair = tuple[int, int]
"""What certainly belongs and what may, as masks; the first is within the second."""

LOW, HIGH = 0, 1
"""Places in a pair."""

DAY, WHO, REACH, BLUR = 1, 2, 4, 8
"""What a set depends on; and whether its two masks can differ."""


class At(NamedTuple):
    """For what a set is asked: the elementary day, the bearer, the reach; -1 and None where it does not matter."""

    day: int = -1
    who: int = -1
    reach: float | None = None


@dataclass(eq=False)
class Plan:
    """How a set is worked out, and what it depends on."""

    needs: int
    work: Callable[[At], Pair]
    found: dict[At, Pair] = field(default_factory=dict)

    def at(self, day: int = -1, who: int = -1, reach: float | None = None) -> Pair:
        """The set on that elementary day, for that bearer, for that reach; -1 and None where it does not matter."""
        key = At(
            day if self.needs & DAY else -1,
            who if self.needs & WHO else -1,
            reach if self.needs & REACH else None,
        )
        got = self.found.get(key)
        if got is None:
            got = self.found[key] = self.work(key)
        return got


class Sets:
    """Works sets out in one universe."""

    def __init__(self, case: Case, universe: Universe) -> None:
        self.universe = universe
        self._case = case
        self._plans: dict[tuple[Meaning, int], Plan] = {}
        self._groups: dict[str, list[Membership]] = {}
        for one in case.treaties.inventory.memberships:
            self._groups.setdefault(one.group, []).append(one)
        self._lifted: dict[int, int] = {}
        self._places = Places(case, universe)

    def plan(self, meaning: Meaning, side: int) -> Plan:
        """The plan of a closed expression in a dimension."""
        key = (meaning, side)
        if key not in self._plans:
            self._plans[key] = self._plan(meaning, side)
        return self._plans[key]

    def members(self, group: str, day: date) -> int:
        """Who certainly belongs to a group on a day."""
        masks = self.universe.bearers.mask
        found = 0
        for one in self._groups.get(group, ()):
            if one.holds(day):
                found |= masks.get(one.state, 0)
        return found

    def home(self, actors: int) -> int:
        """The territory of actors, with its parts."""
        if actors not in self._lifted:
            found = 0
            for actor in bits(actors):
                found |= self.universe.territory_of[actor]
            self._lifted[actors] = found
        return self._lifted[actors]

    def _plan(self, node: Meaning, side: int) -> Plan:
        match node:
            case ex.Name(name):
                return self._name(name, side)
            case ex.MembersOf(group, day):
                return self._members(group, day, side)
            case ex.Everything():
                full = self.universe.full[side]
                return _fixed(full)
            case Undefined():
                full = self.universe.full[side]
                return Plan(BLUR, lambda _: (0, full))
            case States():
                return self._actors(_fixed(self._all_states()), side)
            case Bearer():
                return self._actors(Plan(WHO, _alone), side)
            case ex.Own():
                return self.plan(Bearer(), TERRITORY)
            case ex.TerritoryOf(of):
                return self._actors(self.plan(of, BEARER), TERRITORY)
            case ex.Within(km, of):
                return self._near(self.plan(of, TERRITORY), km)
            case ex.Reaching(target, km):
                return self._near(self.plan(target, TERRITORY), km)
        return self._combined(node, side)

    def _combined(self, node: Meaning, side: int) -> Plan:
        match node:
            case ex.Outside(of):
                full, inner = self.universe.full[side], self.plan(of, side)
                return _joined([_fixed(full), inner], _minus)
            case ex.Union(parts):
                return _joined([self.plan(part, side) for part in parts], _or)
            case ex.Minus(whole, less):
                return _joined([self.plan(whole, side), self.plan(less, side)], _minus)
            case ex.Also(one, other):
                return _joined([self.plan(one, side), self.plan(other, side)], _and)
        raise TypeError(f"{type(node).__name__} is no set")

    def _name(self, name: str, side: int) -> Plan:
        tree = self.universe.trees[side]
        if name in tree.mask:
            return _fixed(tree.mask[name])
        if side in (BEARER, TERRITORY):
            if name in self._groups:
                return self._members(name, None, side)
            if name in gazetteer.regions():
                return self._region(name, side)
            actors = self.universe.bearers.mask
            if name in self._case.bloc:
                members = self._case.bloc[name].members
                return self._actors(_fixed(_all(actors.get(one, 0) for one in members)), side)
            if name in actors:
                return self._actors(_fixed(actors[name]), side)
        kind = {"bearer": "actor", "territory": "territory or actor"}.get(SIDES[side], SIDES[side])
        raise UnknownNameError(kind, name, [*tree.mask, *self._groups, *gazetteer.regions()])

    def _members(self, group: str, day: date | None, side: int) -> Plan:
        if group not in self._groups:
            return self._name(group, side)
        if day is not None:
            return self._actors(_fixed(self.members(group, day)), side)

        def work(at: At) -> Pair:
            first, last = self.universe.days(at.day)
            when = first or last
            found = self.members(group, when) if when else 0
            return found, found

        return self._actors(Plan(DAY, work), side)

    def _region(self, name: str, side: int) -> Plan:
        tree = self.universe.trees[side]
        found = _all(tree.mask.get(state, 0) for state in gazetteer.regions()[name])
        if side == TERRITORY:  # an area of a state has a region of its own: Greenland is not in Europe
            inside = {part for part in gazetteer.regions() if _within(part, name)}
            for code, area in gazetteer.areas().items():
                if code in tree.mask:
                    found = found | tree.mask[code] if area.region in inside else found & ~tree.mask[code]
        return _fixed(found)

    def _all_states(self) -> int:
        masks = self.universe.bearers.mask
        parties = (party.id for party in self._case.parties if party.kind == "state")
        return _all(masks.get(name, 0) for name in (*gazetteer.states(), *parties))

    def _actors(self, plan: Plan, side: int) -> Plan:
        """A set of actors where a set of territories is asked for: theirs."""
        if side != TERRITORY:
            return plan

        def work(at: At) -> Pair:
            low, high = plan.at(*at)
            return self.home(low), self.home(high)

        return Plan(plan.needs, work)

    def _near(self, target: Plan, km: float | None) -> Plan:
        def work(at: At) -> Pair:
            far = km if km is not None else at.reach
            low, high = target.at(*at)
            if far is None:
                return 0, self.universe.full[TERRITORY]
            inside, touched = self._places.within(far, low)
            return inside, touched if high == low else self._places.within(far, high)[1]

        return Plan(target.needs | BLUR | (REACH if km is None else 0), work)


def _within(part: str, whole: str) -> bool:
    regions = gazetteer.regions()
    return set(regions[part]) <= set(regions[whole])


def _all(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found


def _alone(at: At) -> Pair:
    return (1 << at.who, 1 << at.who) if at.who >= 0 else (0, 0)


def _fixed(mask: int) -> Plan:
    return Plan(0, lambda _: (mask, mask))


def _joined(parts: list[Plan], join: Callable[[list[Pair]], Pair]) -> Plan:
    needs = 0
    for part in parts:
        needs |= part.needs
    if not needs:
        return _fixed(join([part.at() for part in parts])[0])
    return Plan(needs, lambda at: join([part.at(*at) for part in parts]))


def _or(pairs: list[Pair]) -> Pair:
    return _all(low for low, _ in pairs), _all(high for _, high in pairs)


def _minus(pairs: list[Pair]) -> Pair:
    (low, high), (less, most) = pairs
    return low & ~most, high & ~less


def _and(pairs: list[Pair]) -> Pair:
    (low, high), (less, most) = pairs
    return low & less, high & most
