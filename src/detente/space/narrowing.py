"""The packages of a problem that do one more thing: that meet a proposal, say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from detente.engines.diagrams import always_and_ever
from detente.engines.formulas import ALL, LITERAL, TRUE, Formulas
from detente.space.problems import Problem, split
from detente.space.spaces import Space


@dataclass(frozen=True)
class Narrowed:
    """The packages of a problem that take only the options in `masks`; of an issue that is not in it, any."""

    problem: Problem
    masks: Mapping[int, int]

    def feasible(self) -> int | None:
        """How many of them meet all linkages; None where not counted."""
        return self.problem.feasible(self.masks)

    def possible(self) -> int | None:
        """How many of these break no position; None where not counted."""
        return self.problem.possible(masks=self.masks)

    def broken(self) -> tuple[int, int]:
        """The positions broken by all of them that meet all linkages, and those broken by some, as masks.

        Nothing is known of components too wide to look at.
        """
        always = ever = 0
        if self.problem.impossible:
            return 0, 0
        for component in self.problem.components:
            diagram, options = component.diagram, component.everything(self.masks)
            found = always_and_ever(diagram, options, component.own) if diagram is not None else (0, 0)
            if found is None:
                return 0, 0
            always |= found[0]
            ever |= found[1]
        return always, ever


def narrowed(space: Space, problem: Problem, wanted: int) -> Narrowed:
    """The packages of a problem that meet one more formula. Where that says which options to take, the components stay
    as they are.
    """
    masks = taken(space.frame.formulas, wanted)
    if masks is not None and all(component.diagram is not None for component in problem.components):
        return Narrowed(problem, masks)
    linkages = [*(formula for _, formula in space.linkages), wanted]
    components, impossible = split(space.frame, linkages, problem.refused, space.diagrams)
    positions, hidden = problem.positions, problem.hidden
    return Narrowed(Problem(problem.level, problem.reading, space.frame, positions, hidden, components, impossible), {})


def taken(formulas: Formulas, formula: int) -> dict[int, int] | None:
    """A conjunction of literals as the options that each issue may take, as masks; None where it is none."""
    kind, variable, parts = formulas.node(formula)
    if formula == TRUE:
        return {}
    if kind == LITERAL:
        return {variable: parts[0]}
    nodes = [formulas.node(part) for part in parts] if kind == ALL else []
    if not nodes or any(name != LITERAL for name, _, _ in nodes):
        return None
    return {number: mask[0] for _, number, mask in nodes}
