"""Rules, as tables of moves: what the passes, the looks and the samples ask of conditions of any shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.engines.automata import compile_formula
from detente.engines.bargaining.model import Bonus, Domain, Linkage, Rules
from detente.engines.bargaining.results import TooManyError
from detente.engines.bargaining.wide import Array
from detente.engines.diagrams import TooWide, build
from detente.engines.formulas import Formulas
from detente.errors import TooLargeError

_EDGES = 300_000


@dataclass(frozen=True)
class Course:
    """An order of the issues and where each choice leads: everything that ties issues as one decision diagram.

    `moves[step][node, option]` is the next node, -1 where something is broken for good; `had[step][node, option]` is
    the number in `sets` of the bonuses that are then had for good; `nodes[step]` counts the nodes after a step.
    """

    order: tuple[int, ...]
    moves: tuple[Array, ...]
    had: tuple[Array, ...]
    nodes: tuple[int, ...]
    sets: tuple[int, ...]


def course(domain: Domain, *, bonuses: bool = False) -> Course:
    """Linkages and rules, and bonuses if asked for, as one diagram. Raises TooManyError where it would be too wide."""
    formulas = domain.rules.formulas if domain.rules is not None else Formulas(domain.sizes)
    rules = domain.rules.hold if domain.rules is not None else ()
    hold = [*rules, *(_formula(formulas, one) for one in domain.linkages)]
    soft = [(number, _rectangle(formulas, one)) for number, one in enumerate(domain.bonuses)] if bonuses else []
    try:
        made = build(formulas, range(len(domain.sizes)), hold, soft, _EDGES)
    except (TooWide, TooLargeError) as error:
        raise TooManyError from error
    moves, had, before = [], [], 1
    for layer in made.layers:
        size = domain.sizes[layer.variable]
        table = np.full((max(1, before), size), -1, dtype=np.int32)
        code = np.zeros_like(table)
        for group, members in enumerate(layer.classes):
            edges = layer.value == group
            for option in range(size):
                if members >> option & 1:
                    table[layer.source[edges], option] = layer.target[edges]
                    code[layer.source[edges], option] = layer.broken[edges]
        moves.append(table)
        had.append(code)
        before = layer.nodes_after
    order, nodes = (layer.variable for layer in made.layers), (layer.nodes_after for layer in made.layers)
    return Course(tuple(order), tuple(moves), tuple(had), tuple(nodes), made.emissions)


def _rectangle(formulas: Formulas, bonus: Bonus) -> int:
    return formulas.all(
        formulas.literal(issue, sum(1 << option for option in allowed))
        for issue, allowed in zip(bonus.issues, bonus.allowed, strict=True)
    )


def _formula(formulas: Formulas, linkage: Linkage) -> int:
    """A linkage as a formula, gathered by all options but the last."""
    if not linkage.issues:
        return formulas.any([]) if linkage.forbidden else formulas.all([])
    *firsts, last = linkage.issues
    beside: dict[tuple[int, ...], int] = {}
    for *options, option in linkage.forbidden:
        beside[tuple(options)] = beside.get(tuple(options), 0) | 1 << option
    return formulas.all(
        formulas.negate(
            formulas.all(
                [
                    formulas.literal(last, mask),
                    *(formulas.literal(issue, 1 << o) for issue, o in zip(firsts, options, strict=True)),
                ]
            )
        )
        for options, mask in sorted(beside.items())
    )


def met(rules: Rules, packages: Array) -> Array:
    """Which packages (rows of options) meet all rules."""
    good = np.ones(len(packages), dtype=bool)
    for formula in rules.hold:
        order = sorted(rules.formulas.support(formula))
        automaton = compile_formula(rules.formulas, formula, order)
        state = np.full(len(packages), automaton.start)
        for issue in order:
            state = automaton.steps[issue][state, packages[:, issue]]
        good &= state == 1
    return good


def met_within(rules: Rules, sizes: Sequence[int], prefix: Sequence[int]) -> Array:
    """Which options of the issues after `prefix` meet all rules beside it, as a mask of their shape."""
    inner = tuple(sizes[len(prefix) :])
    good = np.ones(inner, dtype=bool)
    for formula in rules.hold:
        automaton = compile_formula(rules.formulas, formula, range(len(sizes)))
        state: Array = np.array(automaton.start)
        for issue, size in enumerate(sizes):
            moves = automaton.steps.get(issue)
            if issue < len(prefix):
                state = state if moves is None else moves[state, prefix[issue]]
            elif moves is None:
                state = np.repeat(state[..., None], size, axis=-1)
            else:
                state = moves[state]
        good &= state == 1
    return good
