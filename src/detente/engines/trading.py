"""What one, two or three issues can do from a package, and two of them from anywhere.

A ground is a bargaining domain whose ties are formulas: `hard` ones every package meets, and each bonus is worth
something to one party where its formula holds. All worths are integers, party by party on their own scale.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.engines.diagrams import reading_order
from detente.engines.formulas import FALSE, TRUE, Formulas

Numbers = NDArray[Any]
Bools = NDArray[np.bool_]
Package = tuple[int, ...]
_State = tuple[frozenset[int], tuple[int, ...]]
"""What is left of the formulas that are open, and of the bonuses."""

_WORD = 1 << 61


@dataclass(frozen=True)
class Bonus:
    """`worth` to a party where a formula holds."""

    party: int
    formula: int
    worth: int


@dataclass(frozen=True)
class Cube:
    """All packages that differ from one on some issues at most: an axis for each of these issues, in their order."""

    issues: tuple[int, ...]
    feasible: Bools
    worth: Numbers
    """(parties, options of the first issue, …): what each is worth."""


@dataclass
class Budget:
    """How many formulas may still be looked at, for all questions together."""

    left: int = 1_000_000

    def spend(self, formulas: int) -> None:
        """Raises TooManyWays where nothing is left."""
        self.left -= formulas
        if self.left < 0:
            raise TooManyWays


@dataclass(frozen=True, eq=False)
class Ground:
    """Worths as `tables[party][issue][option]`, ties as formulas over issues, ceilings where a sum is cut off."""

    formulas: Formulas
    tables: Sequence[Sequence[Sequence[int]]]
    hard: tuple[int, ...] = ()
    bonuses: tuple[Bonus, ...] = ()
    ceilings: tuple[int | None, ...] = ()
    _met: dict[Package, tuple[frozenset[int], Numbers]] = field(default_factory=dict)
    _breaks: dict[Package, frozenset[int]] = field(default_factory=dict)

    @cached_property
    def kind(self) -> type:
        """Machine words where every sum fits into one, else integers of any size."""
        largest = sum(max(abs(w) for options in table for w in options) * len(table) for table in self.tables)
        largest += sum(abs(bonus.worth) for bonus in self.bonuses)
        return np.int64 if largest < _WORD else object

    @cached_property
    def columns(self) -> list[Numbers]:
        """For each issue (parties, options)."""
        return [np.array([table[issue] for table in self.tables], self.kind) for issue in range(self.issues)]

    @property
    def issues(self) -> int:
        """How many issues there are."""
        return len(self.formulas.sizes)

    def cube(self, package: Sequence[int], issues: Sequence[int]) -> Cube:
        """Every combination of options of these issues, all others as in the package."""
        inside, before = tuple(issues), tuple(package)
        hard, bonuses = self._touching(inside)
        met, extra = self._at(before)
        fixed: Numbers = extra.copy()
        for issue in range(self.issues):
            if issue not in inside:
                fixed = fixed + self.columns[issue][:, before[issue]]
        for number in bonuses:
            one = self.bonuses[number]
            fixed[one.party] -= one.worth if number in met else 0
        worth = self._sum(fixed, inside)
        feasible: Bools = np.full(worth.shape[1:], self._broken(before) <= hard)
        for number in hard:
            feasible &= self.truth(self._fixed(self.hard[number], before, inside), inside)
        for number in bonuses:
            one = self.bonuses[number]
            held = self.truth(self._fixed(one.formula, before, inside), inside)
            worth[one.party] += held.astype(self.kind) * one.worth
        return Cube(inside, feasible, self._cut(worth))

    def _touching(self, issues: Sequence[int]) -> tuple[frozenset[int], frozenset[int]]:
        """The numbers of the hard formulas, and of the bonuses, that mention one of these issues."""
        hard, bonuses = self._mentions
        return frozenset().union(*(hard[one] for one in issues)), frozenset().union(*(bonuses[one] for one in issues))

    @cached_property
    def _mentions(self) -> tuple[list[frozenset[int]], list[frozenset[int]]]:
        def mentioning(formulas: Sequence[int]) -> list[frozenset[int]]:
            scopes = [self.formulas.support(formula) for formula in formulas]
            return [frozenset(n for n, scope in enumerate(scopes) if issue in scope) for issue in range(self.issues)]

        return mentioning(self.hard), mentioning([bonus.formula for bonus in self.bonuses])

    def _at(self, package: Package) -> tuple[frozenset[int], Numbers]:
        """The bonuses that a package meets, and what they come to for each party."""
        if package not in self._met:
            met = [n for n, one in enumerate(self.bonuses) if self._fixed(one.formula, package, ()) == TRUE]
            extra: Numbers = np.zeros(len(self.tables), self.kind)
            for number in met:
                extra[self.bonuses[number].party] += self.bonuses[number].worth
            self._met[package] = frozenset(met), extra
        return self._met[package]

    def _broken(self, package: Package) -> frozenset[int]:
        """The hard formulas that a package breaks."""
        if package not in self._breaks:
            broken = (n for n, one in enumerate(self.hard) if self._fixed(one, package, ()) != TRUE)
            self._breaks[package] = frozenset(broken)
        return self._breaks[package]

    def _sum(self, fixed: Numbers, issues: Sequence[int]) -> Numbers:
        """(parties, options…): a constant and the options' own worth."""
        total = fixed.reshape(len(self.tables), *[1] * len(issues))
        for axis, issue in enumerate(issues):
            shape = [len(self.tables), *[1] * len(issues)]
            shape[axis + 1] = self.formulas.sizes[issue]
            total = total + self.columns[issue].reshape(shape)
        return total.copy()

    def _cut(self, worth: Numbers) -> Numbers:
        for party, ceiling in enumerate(self.ceilings):
            if ceiling is not None:
                worth[party] = np.minimum(worth[party], ceiling)
        return worth

    def _fixed(self, formula: int, package: Sequence[int], free: Sequence[int]) -> int:
        for issue in sorted(self.formulas.support(formula)):
            if issue not in free:
                formula = self.formulas.assign(formula, issue, package[issue])
        return formula

    def truth(self, formula: int, issues: Sequence[int]) -> Bools:
        """Where a formula over these issues at most holds, with an axis for each of them."""
        sizes = [self.formulas.sizes[issue] for issue in issues]
        if formula in (TRUE, FALSE):
            return np.full(sizes, formula == TRUE)
        first, axis = next((i, at) for at, i in enumerate(issues) if i in self.formulas.support(formula))
        inner = [
            self.truth(self.formulas.assign(formula, first, value), [*issues[:axis], *issues[axis + 1 :]])
            for value in range(sizes[axis])
        ]
        return np.stack(inner, axis=axis)

    # ------------------------------------------------------------------------------------------------ from anywhere

    def contexts(self, one: int, other: int, budget: Budget) -> Iterator[tuple[Bools, Numbers]]:
        """What two issues can be worth while all others stand: for each way in which these can tie them, once.

        (which combinations are feasible, what they are worth to the parties but for a constant). The others are settled
        one after another, and ways that leave the same to be settled are one. Raises TooManyWays.
        """
        group = self._group(one, other)
        hard = [f for f in self.hard if self.formulas.support(f) & group]
        bonus = tuple(b.formula if self.formulas.support(b.formula) & {one, other} else TRUE for b in self.bonuses)
        states: set[_State] = {(frozenset(f for f in hard if self.formulas.support(f) <= {one, other}), bonus)}
        waiting = [f for f in hard if not self.formulas.support(f) <= {one, other}]
        for issue in self.order:
            if issue not in group or issue in (one, other):
                continue
            opened = [f for f in waiting if issue in self.formulas.support(f)]
            waiting = [f for f in waiting if f not in opened]
            states = set(self._settled(states, issue, opened, budget))
        for formulas, extras in states:
            feasible: Bools = np.ones([self.formulas.sizes[i] for i in (one, other)], bool)
            for formula in formulas:
                feasible &= self.truth(formula, (one, other))
            worth = self._sum(np.zeros(len(self.tables), self.kind), (one, other))
            for extra, formula in zip(self.bonuses, extras, strict=True):
                worth[extra.party] += self.truth(formula, (one, other)).astype(self.kind) * extra.worth
            if feasible.any():
                yield feasible, worth

    @cached_property
    def order(self) -> list[int]:
        """An order of the issues that keeps few ties open at a time."""
        ties = [*self.hard, *(bonus.formula for bonus in self.bonuses)]
        return reading_order(self.formulas, range(self.issues), ties)

    def _settled(self, states: Iterable[_State], issue: int, opened: Sequence[int], budget: Budget) -> Iterator[_State]:
        """The states after an issue has taken each of its options; without those that nothing can complete."""
        assign, support = self.formulas.assign, self.formulas.support
        for hard, bonus in states:
            touched = [*(f for f in hard if issue in support(f)), *opened]
            extra = [f for f in bonus if issue in support(f)]
            rest = hard.difference(touched)
            for group in self.formulas.classes([*touched, *extra], issue):
                value = (group & -group).bit_length() - 1
                left = {assign(formula, issue, value) for formula in touched} - {TRUE}
                if FALSE not in left:
                    budget.spend(1 + len(touched) + (len(bonus) if extra else 0))
                    after = tuple(assign(formula, issue, value) for formula in bonus) if extra else bonus
                    yield rest.union(left), after

    def _group(self, *issues: int) -> set[int]:
        """The issues that these are tied to, directly or by others."""
        ties = [self.formulas.support(f) for f in (*self.hard, *(bonus.formula for bonus in self.bonuses))]
        found = set(issues)
        while True:
            more = found.union(*(tie for tie in ties if tie & found))
            if more == found:
                return found
            found = more


class TooManyWays(Exception):
    """The others can tie two issues in too many ways to go through."""


def least_of_two(gains: NDArray[np.float64]) -> NDArray[np.float64]:
    """(parties, parties): the largest that the lesser of two parties' gains can be; `gains` are (parties, packages)."""
    return np.asarray(np.minimum(gains[:, None, :], gains[None, :, :]).max(axis=2))


def anywhere(ground: Ground, one: int, other: int, units: NDArray[np.float64], budget: Budget) -> NDArray[np.float64]:
    """(parties, parties): the same for two issues from any feasible package to any that differs on these alone.

    A gain is divided by the party's unit; 0 has none. Raises TooManyWays.
    """
    parties = len(units)
    best = np.zeros((parties, parties))
    scale = np.where(units > 0, 1.0 / np.where(units > 0, units, 1.0), 0.0)
    for feasible, worth in ground.contexts(one, other, budget):
        kept = (worth.reshape(parties, -1)[:, feasible.ravel()] * scale[:, None]).astype(float)
        gains = (kept[:, None, :] - kept[:, :, None]).reshape(parties, -1)
        best = np.maximum(best, least_of_two(gains))
    best[units <= 0, :] = 0.0
    best[:, units <= 0] = 0.0
    return best


def subsets(issues: int, size: int) -> Iterator[tuple[int, ...]]:
    """Every so many issues, in their order."""
    return itertools.combinations(range(issues), size)
