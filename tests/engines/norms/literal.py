"""Section 3 of docs/explanation/treaties.md, literally: every answer, situation, choice and amount is tried.

Variables have a value on each day: `values[variable × days + day]`. Shares no code with the engine but the model of
norms, and, for regions, which choices can only help.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from detente.engines.norms.days import by_day
from detente.engines.norms.model import Norm, Sense, System

Cell = tuple[int, ...]


def holds(said: Any, values: Mapping[int, bool]) -> bool:
    match said[0]:
        case "true":
            return True
        case "false":
            return False
        case "var":
            return values[said[1]]
        case "not":
            return not holds(said[1], values)
        case "and":
            return all(holds(part, values) for part in said[1])
        case _:
            return any(holds(part, values) for part in said[1])


def named(said: Any) -> set[int]:
    if said[0] == "var":
        return {said[1]}
    parts = said[1] if said[0] in ("and", "or") else said[1:] if said[0] == "not" else ()
    return set().union(*map(named, parts))


def days_of(norm: Norm) -> set[int]:
    if norm.holds is not None:
        return {n for n in range(8) if norm.days >> n & 1}
    return {cell[4] for cell in written_out(norm.scope)}


def written_out(boxes: Iterable[tuple[int, ...]]) -> set[Cell]:
    found: set[Cell] = set()
    for box in boxes:
        found |= set(itertools.product(*([n for n in range(mask.bit_length()) if mask >> n & 1] for mask in box)))
    return found


class Literal:
    """A tiny system, all of it written out."""

    def __init__(self, system: System) -> None:
        self.system = system
        floors = [norm.bound for norm in system.norms if norm.sense is Sense.AT_LEAST]
        self.cells = list(itertools.product(*map(range, system.sizes)))
        most = max([*floors, 1])
        self.amounts = np.array(list(itertools.product(range(most + 1), repeat=len(self.cells))))
        self.days = system.sizes[4]
        self.column = {cell: place for place, cell in enumerate(self.cells)}
        self.known: dict[Any, Any] = {}
        self.helping = self._helping()

    def readings(self) -> Iterator[dict[int, int]]:
        for chosen in itertools.product(*(range(size) for size in self.system.questions)):
            yield dict(enumerate(chosen))

    def assigned(self, names: Iterable[int]) -> Iterator[dict[int, bool]]:
        names = sorted(names)
        for chosen in itertools.product((False, True), repeat=len(names)):
            yield dict(zip(names, chosen, strict=True))

    def norms(self, clauses: Iterable[int], reading: Mapping[int, int]) -> list[Norm]:
        return [
            norm
            for norm in self.system.norms
            if norm.clause in clauses and all(reading[q] == a for q, a in norm.answers)
        ]

    def on(self, day: int, values: Mapping[int, bool]) -> dict[int, bool]:
        """The values of a day."""
        return {name // self.days: value for name, value in values.items() if name % self.days == day}

    def scope(self, norm: Norm, values: Mapping[int, bool]) -> set[Cell]:
        """Its cells on the days on which it orders something, less those taken out."""
        return {cell for cell in written_out(norm.scope) if self.has(norm, cell, values)}

    def has(self, norm: Norm, cell: Cell, values: Mapping[int, bool]) -> bool:
        here = self.on(cell[4], values)
        out = any(cell in written_out(boxes) and holds(said, here) for boxes, said in norm.exempt)
        return holds(norm.when, here) and not out

    def said(self, norm: Norm, values: Mapping[int, bool]) -> bool:
        """Whether what it says of statuses is so on all its days."""
        days = [self.on(day, values) for day in range(self.days) if norm.days >> day & 1]
        return all(not holds(norm.when, here) or holds(norm.holds, here) for here in days)

    def groups(self, norms: list[Norm]) -> Iterator[list[Norm]]:
        """The norms as they are on days that no sum ties together."""
        left = [{day} for day in range(self.days)]
        for norm in norms:
            summed = norm.sense is not Sense.MAY and norm.holds is None and not norm.per[4] and norm.bound > 0
            own = days_of(norm) if summed else set()
            left = [*(g for g in left if not g & own), *([set().union(*(g for g in left if g & own))] if own else [])]
        for group in left:
            mask = sum(1 << day for day in group)
            yield [
                replace(
                    norm,
                    days=norm.days & mask,
                    scope=tuple((*box[:4], box[4] & mask) for box in norm.scope if box[4] & mask),
                )
                for norm in norms
                if days_of(norm) & group
            ]

    def variables(self, norms: list[Norm], among: Iterable[int]) -> set[int]:
        """Those that these norms depend on, on their days."""
        found = set()
        for norm in norms:
            said = named(norm.when).union(*(named(one) for _, one in norm.exempt), named(norm.holds or ("true",)))
            found |= {name * self.days + day for name in said & set(among) for day in days_of(norm)}
        return found

    def sums(self, norm: Norm, values: Mapping[int, bool]) -> list[frozenset[Cell]]:
        groups: dict[Any, set[Cell]] = {}
        for cell in self.scope(norm, values):
            groups.setdefault(tuple(x for x, per in zip(cell, norm.per, strict=True) if per), set()).add(cell)
        return [frozenset(group) for group in groups.values()]

    def _kept(self, group: frozenset[Cell], sense: Sense, bound: int) -> Any:
        key = group, sense, bound
        if key not in self.known:
            total = self.amounts[:, [self.column[cell] for cell in group]].sum(axis=1)
            self.known[key] = total <= bound if sense is Sense.AT_MOST else total >= bound
        return self.known[key]

    def can_be_kept(self, norms: list[Norm], values: Mapping[int, bool]) -> bool:
        able = np.ones(len(self.amounts), bool)
        for norm in norms:
            if norm.sense is Sense.HOLDS:
                if not self.said(norm, values):
                    return False
            elif norm.sense is not Sense.MAY:
                for group in self.sums(norm, values):
                    able &= self._kept(group, norm.sense, norm.bound)
        return bool(able.any())

    def decisions(self, norms: list[Norm]) -> Iterator[dict[int, bool]]:
        yield from self.assigned(self.variables(norms, self.system.choices))

    def situations(self, norms: list[Norm]) -> Iterator[dict[int, bool]]:
        yield from self.assigned(self.variables(norms, self.system.facts))

    def compatible(self, norms: list[Norm], situation: Mapping[int, bool]) -> bool:
        return any(self.can_be_kept(norms, {**situation, **chosen}) for chosen in self.decisions(norms))

    def incompatible(self, norms: list[Norm]) -> bool:
        key = "incompatible", tuple(map(id, norms))
        if key not in self.known:
            every = ((some, situation) for some in self.groups(norms) for situation in self.situations(some))
            self.known[key] = norms, any(not self.compatible(some, situation) for some, situation in every)
        return self.known[key][1]

    # --------------------------------------------------------------------------------------------------------- strong

    def minimal(self, reading: Mapping[int, int]) -> set[frozenset[int]]:
        found: set[frozenset[int]] = set()
        for size in range(1, self.system.clauses + 1):
            for some in itertools.combinations(range(self.system.clauses), size):
                clauses = frozenset(some)
                if not any(less <= clauses for less in found) and self.incompatible(self.norms(clauses, reading)):
                    found.add(clauses)
        return found

    def contradictions(self) -> dict[frozenset[int], dict[str, Any]]:
        """Clauses to the readings under which they are a smallest incompatible set."""
        every = list(self.readings())
        minimal = [self.minimal(reading) for reading in every]
        found: dict[frozenset[int], dict[str, Any]] = {}
        for clauses in set().union(*minimal):
            least = [r for r, sets in zip(every, minimal, strict=True) if clauses in sets]
            found[clauses] = {"least": least, "textual": len(least) == len(every)}
        return found

    def kind(self, clauses: frozenset[int], reading: Mapping[int, int]) -> str:
        norms = self.norms(clauses, reading)
        left = [norm for norm in norms if norm.sense is not Sense.HOLDS]
        if not self.incompatible(left):
            return "status"
        plain = [n for n in left if n.sense is not Sense.AT_MOST or (n.bound == 0 and all(n.per))]
        return "obliged and forbidden" if self.incompatible(plain) else "cap below floor"

    def region(self, clauses: frozenset[int], reading: Mapping[int, int]) -> set[Cell]:
        found: set[Cell] = set()
        for norms in self.groups(self.norms(clauses, reading)):
            for situation in self.situations(norms):
                if not self.compatible(norms, situation):
                    decided = [{**situation, **chosen, **self._given(chosen)} for chosen in self.decisions(norms)]
                    able = [self.parts(norms, values) for values in decided if self.statuses_kept(norms, values)]
                    found |= set().union(*(cells for cells in able if not any(less < cells for less in able)))
        return found

    def _helping(self) -> dict[int, bool]:
        """The values of choices that help whatever the others are, as the engine settles them: they are taken."""
        days = by_day(self.system)
        values = {
            name * self.days + day: days.settled.get(name * self.days + days.first[day])
            for name in self.system.choices
            for day in range(self.days)
        }
        return {name: value for name, value in values.items() if value is not None}

    def _given(self, chosen: Mapping[int, bool]) -> dict[int, bool]:
        return {name: value for name, value in self.helping.items() if name in chosen}

    def statuses_kept(self, norms: list[Norm], values: Mapping[int, bool]) -> bool:
        return all(n.sense is not Sense.HOLDS or self.said(n, values) for n in norms)

    def parts(self, norms: list[Norm], values: Mapping[int, bool]) -> set[Cell]:
        """The cells of the parts that cannot be: sums that hang together by an amount or by a cap."""
        floors = [
            (g, n.bound) for n in norms if n.sense is Sense.AT_LEAST and n.bound > 0 for g in self.sums(n, values)
        ]
        most = [(g, n.bound) for n in norms if n.sense is Sense.AT_MOST for g in self.sums(n, values)]
        caps = [(group, bound) for group, bound in most if bound > 0]
        barred = set().union(*(group for group, bound in most if bound <= 0))
        limited = set().union(*(group for group, _ in caps))
        floors = [(group, bound) for group, bound in floors if not group - barred - limited]
        found: set[Cell] = set()
        left = list(range(len(floors)))
        while left:
            part, more = set(), {left[0]}
            while more:
                part |= more
                open_ = set().union(*(floors[n][0] for n in part)) - barred
                reach = open_.union(*(group - barred for group, _ in caps if group & open_))
                more = {n for n in left if n not in part and (floors[n][0] & reach)}
            left = [n for n in left if n not in part]
            able = np.ones(len(self.amounts), bool)
            for n in part:
                able &= self._kept(floors[n][0], Sense.AT_LEAST, floors[n][1])
            for group, bound in most:
                able &= self._kept(group, Sense.AT_MOST, bound)
            if not able.any():
                found |= set().union(*(floors[n][0] for n in part))
        return found

    # ----------------------------------------------------------------------------------------------------------- weak

    def weak(self, reading: Mapping[int, int]) -> dict[frozenset[int], set[Cell] | None]:
        """Pairs of clauses to the cells in which one forbids what the other permits, alone; None for statuses."""
        found: dict[frozenset[int], set[Cell] | None] = {}
        for one, other in itertools.permutations(range(self.system.clauses), 2):
            may = [norm for norm in self.norms({one}, reading) if norm.sense is Sense.MAY]
            orders = self.norms({other}, reading)
            cells = {cell for cell in self.cells if self._weak_in(cell, may, orders)}
            if cells:
                known = found.get(frozenset((one, other)))
                found[frozenset((one, other))] = cells | (known or set())
            held = [norm for norm in orders if norm.sense is Sense.HOLDS]
            wanted = [norm for norm in may if norm.holds is not None]
            for day in range(self.days):
                if not self._unsaid(held, day) and any(
                    self._unsaid([*held, w], day) and not self._unsaid([w], day) for w in wanted
                ):
                    found.setdefault(frozenset((one, other)), None)
        return found

    def _unsaid(self, norms: list[Norm], day: int) -> bool:
        """Whether on that day in some situation no choice meets all of these on statuses, wishes among them."""
        here = [norm for norm in norms if norm.days >> day & 1]
        return any(
            not any(
                all(not holds(n.when, {**situation, **chosen}) or holds(n.holds, {**situation, **chosen}) for n in here)
                for chosen in self.assigned(self.system.choices)
            )
            for situation in self.assigned(self.system.facts)
        )

    def _weak_in(self, cell: Cell, may: list[Norm], orders: list[Norm]) -> bool:
        may = [n for n in may if n.holds is None and cell in written_out(n.scope)]
        zero = [n for n in orders if n.sense is Sense.AT_MOST and n.bound <= 0 and cell in written_out(n.scope)]
        if not may or not zero:
            return False

        def clash(values: Mapping[int, bool]) -> bool:
            return any(self.has(n, cell, values) for n in may) and any(self.has(n, cell, values) for n in zero)

        choices, facts = (
            [name * self.days + cell[4] for name in some] for some in (self.system.choices, self.system.facts)
        )
        return any(
            all(clash({**situation, **chosen}) for chosen in self.assigned(choices))
            for situation in self.assigned(facts)
        )
