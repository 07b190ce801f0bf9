"""A judging drawn many times: every number that is not exact taken from its distribution, and domains of integers.

`docs/explanation/preferences.md`, section 5. Drawn numbers lie on a grid of a ten-thousandth of a point, or on a finer
one that the exact numbers of the same party ask for: those stay as they are, so that what is a tie remains one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.case.judgements.model import Quantity
from detente.engines.bargaining.model import Bonus, Domain
from detente.engines.formulas import TRUE
from detente.engines.masks import bits
from detente.space.judging import Judging
from detente.space.tying import rectangles
from detente.space.worth import Worth

Numbers = NDArray[Any]
_GRID = 10_000


@dataclass(frozen=True, eq=False)
class Drawn:
    """One unit's numbers, a column for each draw: integers, so that U·scale = Σ tables + Σ bonuses.

    `tables[issue][option]`, of the issues of the agenda in their order, None where one is not judged.
    """

    tables: tuple[tuple[Numbers, ...] | None, ...]
    bonuses: tuple[Numbers, ...]
    scale: Numbers
    added: Numbers
    """The reservation value, or what is added to the worth of a package."""


@dataclass(eq=False)
class Draws:
    """So many draws of a judging, made at once from one seed."""

    judging: Judging
    count: int
    seed: int

    @cached_property
    def units(self) -> tuple[Drawn, ...]:
        """The numbers, unit by unit, in the order of the judging."""
        rng = np.random.default_rng(self.seed)
        return tuple(_draw(worth, self.judging.space.frame.names, self.count, rng) for worth in self.judging.worths)

    @property
    def varied(self) -> int:
        """How many numbers differ from draw to draw."""
        return sum(_varies(one) for worth in self.judging.worths for one in quantities(worth))

    @cached_property
    def _formulas(self) -> list[list[int]]:
        """The formula of each bonus of each unit."""
        frame, quo = self.judging.space.frame, self.judging.space.standing.status_quo
        return [[frame.compile(b.condition, quo) for b in worth.preference.bonuses] for worth in self.judging.worths]

    @cached_property
    def _boxes(self) -> list[tuple[int, int, Bonus]]:
        """(unit, number of its bonus, rectangle with nothing in it) of every bonus over several issues."""
        formulas = self.judging.space.frame.formulas
        return [
            (unit, number, Bonus(unit, box.variables, tuple(frozenset(bits(mask)) for mask in box.masks), 0))
            for unit, mine in enumerate(self._formulas)
            for number, formula in enumerate(mine)
            if len(formulas.support(formula)) > 1
            for box in rectangles(formulas, formula)
        ]

    def worth(self, unit: int, package: Sequence[int]) -> Numbers:
        """What a package is worth to a unit in every draw, on the scale of that draw."""
        drawn = self.units[unit]
        total: Numbers = np.zeros(self.count, drawn.scale.dtype)
        for table, option in zip(drawn.tables, package, strict=True):
            if table is not None:
                total = total + table[option]
        for formula, bonus in zip(self._formulas[unit], drawn.bonuses, strict=True):
            if self._met(formula, package):
                total = total + bonus
        return total

    def _met(self, formula: int, package: Sequence[int]) -> bool:
        formulas = self.judging.space.frame.formulas
        for issue in sorted(formulas.support(formula)):
            formula = formulas.assign(formula, issue, package[issue])
        return formula == TRUE

    @cached_property
    def reservations(self) -> tuple[Numbers, ...]:
        """What no agreement is worth to each unit, draw by draw; where it is not judged its worst feasible package."""
        return tuple(self._reservation(unit) for unit in range(len(self.units)))

    def _reservation(self, unit: int) -> Numbers:
        worth, drawn = self.judging.worths[unit], self.units[unit]
        held = worth.preference.reservation
        if held is None:
            return np.array([self._least(unit, at) for at in range(self.count)], drawn.scale.dtype)
        if held.package is None:
            return drawn.added
        frame, full = self.judging.space.frame, worth.without(held.package)
        total: Numbers = drawn.added
        for table, issue, values in zip(drawn.tables, frame.agenda, frame.value, strict=True):
            if table is not None:
                total = total + table[values[full[issue]]]
        for bonus, points in zip(worth.preference.bonuses, drawn.bonuses, strict=True):
            if worth.meets(bonus.condition, full):
                total = total + points
        return total

    def _least(self, unit: int, at: int) -> int:
        domain = self._without(at)
        rows = [[Fraction(worth) for worth in options] for options in domain.tables[unit]]
        formulas = self._formulas[unit]
        several = [n for n, one in enumerate(formulas) if len(self.judging.space.frame.formulas.support(one)) > 1]
        extras = tuple((0, formulas[n], Fraction(int(self.units[unit].bonuses[n][at]))) for n in several)
        return int(replace(self.judging.reckoning, rows=[rows], bonuses=extras).least[0] or 0)

    def domains(self) -> Iterator[Domain]:
        """A domain for each draw; they differ in nothing but numbers."""
        for at in range(self.count):
            yield replace(self._without(at), reservations=tuple(int(one[at]) for one in self.reservations))

    def _without(self, at: int) -> Domain:
        """The domain of a draw without its reservation values."""
        base = self.judging.bargain.domain
        return replace(
            base,
            tables=tuple(self._table(unit, at) for unit in range(len(self.units))),
            scales=tuple(int(drawn.scale[at]) for drawn in self.units),
            bonuses=tuple(replace(b, worth=int(self.units[unit].bonuses[n][at])) for unit, n, b in self._boxes),
        )

    @cached_property
    def _folded(self) -> list[list[tuple[Numbers, ...]]]:
        """The tables with the bonuses on one issue, or on none, in them."""
        formulas = self.judging.space.frame.formulas
        found = []
        for drawn, mine in zip(self.units, self._formulas, strict=True):
            rows = [
                list(table) if table is not None else [np.zeros_like(drawn.scale)] * size
                for table, size in zip(drawn.tables, formulas.sizes, strict=True)
            ]
            for formula, bonus in zip(mine, drawn.bonuses, strict=True):
                support = formulas.support(formula)
                if len(support) > 1:
                    continue
                place = min(support, default=0)
                for option in range(formulas.sizes[place]):
                    if formulas.assign(formula, place, option) == TRUE:
                        rows[place][option] = rows[place][option] + bonus
            found.append([tuple(row) for row in rows])
        return found

    def _table(self, unit: int, at: int) -> tuple[tuple[int, ...], ...]:
        return tuple(tuple(int(option[at]) for option in row) for row in self._folded[unit])


def quantities(worth: Worth) -> Iterator[Quantity]:
    """Every number that a unit's judgement of this agenda rests on."""
    yield from (worth.numbers.weights[issue] for issue in worth.weights)
    for issue in worth.weights:
        yield from worth.numbers.values[issue].values()
    yield from (bonus.worth for bonus in worth.preference.bonuses)
    held = worth.preference.reservation
    if held is not None and held.worth is not None:
        yield held.worth


def _varies(one: Quantity) -> bool:
    if one.form == "normal":
        return bool(one.sd)
    return one.form != "exact" and one.low != one.high


def _grid(some: Iterable[Quantity]) -> int:
    """The fineness that keeps exact numbers exact."""
    return math.lcm(_GRID, *(one.central.denominator for one in some if not _varies(one)))


def _draw(worth: Worth, names: Sequence[Sequence[str]], count: int, rng: np.random.Generator) -> Drawn:
    numbers, agenda = worth.numbers, worth.space.frame.agenda
    weights = {issue: numbers.weights[issue] for issue in worth.weights}
    held = worth.preference.reservation
    added = held.worth if held is not None and held.worth is not None else Quantity("exact", Fraction(0))
    points = [one for issue in weights for one in numbers.values[issue].values()]
    points += [bonus.worth for bonus in worth.preference.bonuses] + [added]
    fine, grid = _grid(weights.values()), _grid(points)
    drawn_weights = {issue: _sampled(one, count, fine, rng, positive=True) for issue, one in weights.items()}
    total: Numbers = sum(drawn_weights.values(), np.zeros(count, object))
    unweighed = total == 0
    total = np.where(unweighed, 1, total)
    kind = _kind(total, grid, points)
    tables: list[tuple[Numbers, ...] | None] = []
    for issue, options in zip(agenda, names, strict=True):
        if issue not in weights:
            tables.append(None)
            continue
        values: Mapping[str, Quantity] = numbers.values[issue]
        share = drawn_weights[issue]
        tables.append(tuple((share * _sampled(values[o], count, grid, rng)).astype(kind) for o in options))
    extra: tuple[Numbers, ...] = tuple(
        (total * _sampled(b.worth, count, grid, rng)).astype(kind) for b in worth.preference.bonuses
    )
    reserved: Numbers = (total * _sampled(added, count, grid, rng)).astype(kind)
    return Drawn(tuple(tables), extra, (total * grid).astype(kind), reserved)


def _kind(total: Numbers, grid: int, points: Sequence[Quantity]) -> type:
    """Machine words where every sum surely fits."""
    none = Fraction(0)
    widest = max(
        abs(one.central) + 10 * (one.sd or none) + abs(one.high or none) + abs(one.low or none) for one in points
    )
    return np.int64 if max(total) * grid * (math.ceil(widest) + 1) * (len(points) + 1) < 1 << 61 else object


def _sampled(one: Quantity, count: int, grid: int, rng: np.random.Generator, *, positive: bool = False) -> Numbers:
    """Draws of a number in units of the grid, as Python integers; a weight is cut off at nothing."""
    if not _varies(one):
        return np.full(count, max(0, int(one.central * grid)) if positive else int(one.central * grid), object)
    middle = float(one.central)
    if one.form == "normal":
        found = rng.normal(middle, float(one.sd or 0), count)
        for _ in range(1_000 if positive else 0):
            below = found < 0
            if not below.any():
                break
            found[below] = rng.normal(middle, float(one.sd or 0), int(below.sum()))
        found = np.maximum(found, 0) if positive else found
    else:
        low, high = float(one.low or 0), float(one.high or 0)
        found = rng.uniform(low, high, count) if one.form == "between" else rng.triangular(low, middle, high, count)
    return np.array([round(number) for number in (found * grid).tolist()], object)
