"""The packages that a proposal comes to where nothing is judged but its own terms."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detente.case.model import Proposal, Terms
from detente.engines.masks import bits
from detente.ledger.terms import issues_of_terms, items_of, meets, only
from detente.space.spaces import Space
from detente.space.tying import rectangles

Options = tuple[int, ...]
"""A package as the number of the option of each issue of the agenda."""


@dataclass(frozen=True)
class Here:
    """What of a proposal a table can take: terms about its agenda, and the packages that meet them.

    `in_part`: no package of the table meets the whole, for terms on issues that it does not deal with (`elsewhere`) ask
    for something else than the status quo; these are taken as met, and what is left is the part about the agenda.
    """

    terms: Terms
    formula: int
    in_part: bool
    elsewhere: tuple[str, ...]


@dataclass(frozen=True)
class Proposed:
    """The packages that a proposal comes to, as a formula, and how many issues had to change beyond its terms.

    `strict` are those that meet the terms with nothing changed beyond them, whether or not linkages allow any. `kept`
    says of each issue of the agenda, in its order, where it is at the status quo or settled by the terms, and `settled`
    where it is settled by them.
    """

    formula: int
    strict: int
    beyond: int = 0
    in_part: bool = False
    kept: tuple[int, ...] = ()
    settled: tuple[int, ...] = ()


def here(space: Space, proposal: Proposal) -> Here:
    """A proposal as this table can take it: the one reading that all answers have of it."""
    frame, quo = space.frame, space.standing.status_quo
    terms, formula = proposal.terms, space.proposal_formula(proposal)
    elsewhere = tuple(issue for issue in issues_of_terms(terms) if issue not in frame.variable)
    if not elsewhere or frame.formulas.satisfiable(formula):
        return Here(terms, formula, False, elsewhere)
    part = only(terms, frame.variable)
    return Here(part, frame.compile(meets(part), quo), True, elsewhere)


def proposed(space: Space, proposal: Proposal, hard: Sequence[int] = ()) -> Proposed:
    """The packages that meet a proposal's terms, with nothing changed beyond them.

    An issue that it does not name is at the status quo, and so is one that only branches name which a package does not
    take. Where no such package meets the `hard` formulas, those that change the fewest issues beyond the terms; where
    none does at all, the formula is that of the terms with nothing changed.
    """
    frame, quo = space.frame, space.standing.status_quo
    formulas = frame.formulas
    asked = here(space, proposal)
    items = [item for item in items_of(asked.terms) if item.issue in frame.variable]
    kept, settled = [], []
    for issue, variable in frame.variable.items():
        ways = [
            formulas.all([frame.compile(item.within, quo), formulas.literal(variable, frame.mask(issue, item.options))])
            for item in items
            if item.issue == issue
        ]
        settled.append(formulas.any(ways))
        kept.append(formulas.any([formulas.literal(variable, frame.mask(issue, (quo[issue],))), *ways]))
    told = (tuple(kept), tuple(settled))
    strict = formulas.all([asked.formula, *kept])
    if not formulas.satisfiable(formulas.all([asked.formula, *hard])):
        return Proposed(strict, strict, 0, asked.in_part, *told)
    for beyond in range(len(kept) + 1):
        formula = formulas.all([asked.formula, formulas.at_least(len(kept) - beyond, kept)])
        if formulas.satisfiable(formulas.all([formula, *hard])):
            return Proposed(formula, strict, beyond, asked.in_part, *told)
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
    """The linkages that every package of a formula breaks; none where there is no such package."""
    formulas = space.frame.formulas
    if not formulas.satisfiable(formula):
        return ()
    return tuple(name for name, linkage in space.linkages if not formulas.satisfiable(formulas.all([formula, linkage])))
