"""Small random worlds for the engines.

Formulas, hard and soft constraints, and everything about them by brute force.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from detente.engines.formulas import TRUE, Formulas

JOINT = 4
"""Soft constraints 0 to 3 are formulas, 4 to 7 belong to single values."""


@dataclass
class World:
    """Variables, constraints and what they mean package by package."""

    formulas: Formulas
    hard: list[int]
    soft: list[tuple[int, int]]
    own: dict[int, list[int]]

    @property
    def variables(self) -> range:
        return range(len(self.formulas.sizes))

    def holds(self, formula: int, package: tuple[int, ...]) -> bool:
        for variable, value in enumerate(package):
            formula = self.formulas.assign(formula, variable, value)
        return formula == TRUE

    def packages(self) -> Iterator[tuple[int, ...]]:
        for package in itertools.product(*map(range, self.formulas.sizes)):
            if all(self.holds(formula, package) for formula in self.hard):
                yield package

    def jointly(self, package: tuple[int, ...]) -> int:
        return sum(1 << bit for bit, formula in self.soft if self.holds(formula, package))

    def broken(self, package: tuple[int, ...]) -> int:
        mask = self.jointly(package)
        for variable, value in enumerate(package):
            mask |= self.own[variable][value]
        return mask


def formula(draw: Callable[..., Any], formulas: Formulas, depth: int) -> int:
    """A random formula over the arena's variables."""
    if depth == 0 or draw(st.integers(0, 3)) == 0:
        variable = draw(st.integers(0, len(formulas.sizes) - 1))
        return formulas.literal(variable, draw(st.integers(1, (1 << formulas.sizes[variable]) - 1)))
    parts = [formula(draw, formulas, depth - 1) for _ in range(draw(st.integers(2, 3)))]
    match draw(st.integers(0, 4)):
        case 0:
            return formulas.all(parts)
        case 1:
            return formulas.any(parts)
        case 2:
            return formulas.at_least(2, parts)
        case 3:
            return formulas.iff(parts[0], parts[1])
        case _:
            return formulas.negate(formulas.all(parts))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    formulas = Formulas(draw(st.lists(st.integers(1, 3), min_size=1, max_size=4)))
    hard = [formula(draw, formulas, 2) for _ in range(draw(st.integers(0, 2)))]
    soft = [(bit, formula(draw, formulas, 2)) for bit in range(JOINT)]
    own = {
        variable: [draw(st.integers(0, 15)) << JOINT for _ in range(size)]
        for variable, size in enumerate(formulas.sizes)
    }
    return World(formulas, hard, soft, own)
