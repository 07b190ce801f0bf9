"""Formulas over an agenda as the engines of bargaining take them: forbidden combinations, and disjoint rectangles."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from detente.engines.bargaining.model import Linkage, Rules
from detente.engines.formulas import ALL, FALSE, TRUE, Formulas
from detente.engines.masks import bits

MOST = 4_096
"""Combinations of the options of one linkage's issues; a wider one stays a rule."""


@dataclass(frozen=True)
class Rectangle:
    """Packages whose options of these variables lie in these masks, one mask each."""

    variables: tuple[int, ...]
    masks: tuple[int, ...]


def conjuncts(formulas: Formulas, hard: Iterable[int]) -> tuple[int, ...]:
    """The formulas that must all hold, each conjunction in its parts, each once."""
    found: dict[int, None] = {}
    for formula in hard:
        kind, _, parts = formulas.node(formula)
        for part in parts if kind == ALL else (formula,):
            found[part] = None
    return tuple(found)


def ties(formulas: Formulas, hard: Iterable[int]) -> tuple[tuple[Linkage, ...], Rules | None]:
    """What formulas forbid: as tuples of options where their issues are few, else as rules; nothing is approximated."""
    few: list[int] = []
    wide: list[int] = []
    for formula in hard:
        size = math.prod(formulas.sizes[variable] for variable in formulas.support(formula))
        (few if size <= MOST else wide).append(formula)
    return tuple(linkage(formulas, one) for one in few), Rules(formulas, tuple(wide)) if wide else None


def linkage(formulas: Formulas, formula: int) -> Linkage:
    """What a formula forbids, as tuples of options of its issues."""
    if formula == FALSE:
        return Linkage((0,), frozenset((option,) for option in range(formulas.sizes[0])))
    variables = tuple(sorted(formulas.support(formula)))
    negated = rectangles(formulas, formulas.negate(formula), variables)
    return Linkage(variables, frozenset(one for box in negated for one in _members(box)))


def rectangles(formulas: Formulas, formula: int, variables: Sequence[int] | None = None) -> Iterator[Rectangle]:
    """Disjoint rectangles that together are the packages which meet a formula: the paths of a decision diagram.

    Over the variables that a path decides; with `variables`, over all of these.
    """
    pending: list[tuple[int, tuple[tuple[int, int], ...]]] = [(formula, ())]
    while pending:
        rest, path = pending.pop()
        if rest == FALSE:
            continue
        if rest == TRUE:
            chosen = dict(path)
            if variables is not None:
                chosen = {one: chosen.get(one, (1 << formulas.sizes[one]) - 1) for one in variables}
            yield Rectangle(tuple(sorted(chosen)), tuple(chosen[one] for one in sorted(chosen)))
            continue
        variable = min(formulas.support(rest))
        after: dict[int, int] = {}
        for group in formulas.classes([rest], variable):
            target = formulas.assign(rest, variable, (group & -group).bit_length() - 1)
            after[target] = after.get(target, 0) | group
        pending.extend((target, (*path, (variable, mask))) for target, mask in after.items())


def _members(box: Rectangle) -> Iterator[tuple[int, ...]]:
    return itertools.product(*(bits(mask) for mask in box.masks))
