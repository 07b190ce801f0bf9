"""A formula as a layered automaton: read the variables in a fixed order, forget all but what still matters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.engines.formulas import FALSE, TRUE, Formulas
from detente.errors import TooLargeError

MAX_STATES = 100_000


@dataclass(frozen=True)
class Automaton:
    """State 0 is "fails for good", state 1 "holds for good"; the automaton starts in `start`.

    `steps[variable][state, value]` is the next state; variables that the formula does not mention are absent and
    change nothing.
    """

    start: int
    steps: dict[int, NDArray[np.int32]]


def compile_formula(formulas: Formulas, formula: int, order: Sequence[int]) -> Automaton:
    """The smallest such automaton of a formula for the order given.

    Raises TooLargeError where a layer would need more than MAX_STATES states.
    """
    variables = [variable for variable in order if variable in formulas.support(formula)]
    known: dict[object, Automaton] = formulas.kept
    key = (formula, *variables)
    if key not in known:
        known[key] = _compiled(formulas, formula, variables)
    return known[key]


def _compiled(formulas: Formulas, formula: int, variables: list[int]) -> Automaton:
    layers: list[list[list[int]]] = []
    states = [formula]
    for variable in variables:
        size = formulas.sizes[variable]
        index: dict[int, int] = {FALSE: 0, TRUE: 1}
        table: list[list[int]] = []
        for state in states:
            row = [0] * size
            for group in formulas.classes([state], variable):
                rest = formulas.assign(state, variable, (group & -group).bit_length() - 1)
                target = index.setdefault(rest, len(index))
                for value in range(size):
                    if group >> value & 1:
                        row[value] = target
            table.append(row)
        if len(index) > MAX_STATES:
            raise TooLargeError(
                f"One condition ties {len(variables)} issues in more than {MAX_STATES:,} distinct ways; "
                "split it into smaller conditions."
            )
        layers.append(table)
        states = list(index)[2:]
    return _reduce(formula, variables, [formulas.sizes[variable] for variable in variables], layers)


def _reduce(formula: int, variables: list[int], sizes: list[int], layers: list[list[list[int]]]) -> Automaton:
    """Merge states of one layer that go on alike, from the last layer to the first."""
    renamed = [0, 1]
    steps: dict[int, NDArray[np.int32]] = {}
    for variable, size, table in zip(reversed(variables), reversed(sizes), reversed(layers), strict=True):
        known: dict[tuple[int, ...], int] = {(0,) * size: 0, (1,) * size: 1}
        rows = [tuple(renamed[target] for target in row) for row in table]
        numbers = [known.setdefault(row, len(known)) for row in rows]
        steps[variable] = np.array(list(known), np.int32).reshape(len(known), size)
        renamed = [0, 1, *numbers]
    if not variables:
        return Automaton(formula, {})
    return Automaton(renamed[2], steps)
