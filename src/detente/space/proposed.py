"""The packages that a proposal comes to where nothing is judged but its own terms."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detente.case.model import Proposal
from detente.engines.masks import bits
from detente.ledger.terms import items_of
from detente.space.spaces import Space
from detente.space.tying import rectangles

Options = tuple[int, ...]
"""A package as the number of the option of each issue of the agenda."""


@dataclass(frozen=True)
class Proposed:
    """The packages that a proposal comes to, as a formula, and how many issues had to change beyond its terms."""

    formula: int
    beyond: int = 0


def proposed(space: Space, proposal: Proposal, hard: Sequence[int] = ()) -> Proposed:
    """The packages that meet a proposal's terms, with nothing changed beyond them.

    An issue that it does not name is at the status quo, and so is one that only branches name which a package does not
    take. Where no such package meets the `hard` formulas, those that change the fewest issues beyond the terms; where
    none does at all, the formula is that of the terms with nothing changed.
    """
    frame, quo = space.frame, space.standing.status_quo
    formulas = frame.formulas
    terms = space.proposal_formula(proposal)
    items = [item for item in items_of(proposal.terms) if item.issue in frame.variable]
    kept = []
    for issue, variable in frame.variable.items():
        ways = [formulas.literal(variable, frame.mask(issue, (quo[issue],)))]
        ways += [
            formulas.all([frame.compile(item.within, quo), formulas.literal(variable, frame.mask(issue, item.options))])
            for item in items
            if item.issue == issue
        ]
        kept.append(formulas.any(ways))
    strict = formulas.all([terms, *kept])
    if not formulas.satisfiable(formulas.all([terms, *hard])):
        return Proposed(strict)
    for beyond in range(len(kept) + 1):
        formula = formulas.all([terms, formulas.at_least(len(kept) - beyond, kept)])
        if formulas.satisfiable(formulas.all([formula, *hard])):
            return Proposed(formula, beyond)
    raise AssertionError("with every issue free there is a package")


def members(space: Space, formula: int) -> Iterator[Options]:
    """The packages of the agenda that meet a formula, one by one."""
    variables = range(len(space.frame.agenda))
    for box in rectangles(space.frame.formulas, formula, variables):
        yield from itertools.product(*map(bits, box.masks))


def named(space: Space, package: Sequence[int]) -> dict[str, str]:
    """A package by the ids of issues and options."""
    frame = space.frame
    return {issue: names[option] for issue, names, option in zip(frame.agenda, frame.names, package, strict=True)}


def at_status_quo(space: Space) -> Options:
    """The status quo as a package of the agenda."""
    frame, quo = space.frame, space.standing.status_quo
    return tuple(values[quo[issue]] for issue, values in zip(frame.agenda, frame.value, strict=True))


def broken(space: Space, formula: int) -> tuple[str, ...]:
    """The linkages that every package of a formula breaks."""
    formulas = space.frame.formulas
    return tuple(name for name, linkage in space.linkages if not formulas.satisfiable(formulas.all([formula, linkage])))
