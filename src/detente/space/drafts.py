"""Drafts of treaties in the settlement space: which are on the table, and what their provisions realise, as formulas.

Definition: docs/explanation/treaties.md, “A draft in the settlement space”.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from detente.case.conditions import And, Condition, Count, Is, Truth
from detente.case.filtering import lapsed
from detente.case.model import Case, Proposal, Terms
from detente.case.treaties.model import Treaty
from detente.case.treaties.settling import Realised, by_issue, contained, proposal_of, realised
from detente.engines.formulas import FALSE, TRUE
from detente.space.positions import Position
from detente.space.spaces import Space


@dataclass(frozen=True)
class Piece:
    """What a draft says on one issue, or in one menu: options that provisions realise, and what meets it."""

    options: tuple[Realised, ...]
    formula: int

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses behind it, each once."""
        return clauses_of(self.options)


@dataclass(frozen=True)
class Draft:
    """A draft on the table: its options on the agenda and off it, in pieces that all have to be met."""

    treaty: str
    title: str
    proposal: str
    date: date
    by: tuple[str, ...]
    options: tuple[Realised, ...]
    off_agenda: tuple[Realised, ...]
    pieces: tuple[Piece, ...]

    def head(self) -> dict[str, object]:
        """What the JSON of every answer says of the draft."""
        return {"treaty": self.treaty, "proposal": self.proposal}


def clauses_of(options: Sequence[Realised]) -> tuple[str, ...]:
    """The clauses behind some options, each once."""
    return tuple(dict.fromkeys(clause for one in options for clause in one.clauses))


# ------------------------------------------------------------------------------------------------- what is on the table


def known_treaties(case: Case, day: date) -> Iterator[Treaty]:
    """The treaties that there are on a day, as far as they are known: a draft is as public as its proposal."""
    for treaty in case.treaties.treaties:
        public = proposal_of(case, treaty) is not None if treaty.proposal else True
        if treaty.date <= day and public and (case.known_by is None or treaty.date <= case.known_by):
            yield treaty


def drafts_on_table(case: Case, day: date) -> tuple[tuple[Treaty, Proposal, tuple[Realised, ...]], ...]:
    """The drafts whose proposal is on the table that day, with what their provisions realise.

    `case` is dated. A treaty in force is none.
    """
    known = realised(case.issues) if case.treaties.treaties else {}
    found = []
    for treaty in known_treaties(case, day) if known else ():
        options, proposal = known.get(treaty.id, ()), proposal_of(case, treaty)
        in_force = bool(treaty.entry and treaty.entry.date and treaty.entry.date <= day)
        if options and proposal is not None and not in_force and not lapsed(proposal, day):
            found.append((treaty, proposal, options))
    return tuple(found)


def drafts(space: Space) -> tuple[Draft, ...]:
    """The drafts on the table, compiled for the table's agenda."""
    return tuple(_draft(space, *one) for one in drafts_on_table(space.case, space.standing.day))


def _draft(space: Space, treaty: Treaty, proposal: Proposal, options: tuple[Realised, ...]) -> Draft:
    here = tuple(one for one in options if one.issue in space.frame.variable)
    return Draft(
        treaty.id,
        treaty.title,
        proposal.id,
        treaty.date,
        treaty.by,
        here,
        tuple(one for one in options if one not in here),
        tuple(_pieces(space, here, proposal.terms)),
    )


def _pieces(space: Space, options: tuple[Realised, ...], terms: Terms) -> Iterator[Piece]:
    """One piece an issue; the menu of the proposal is one, as far as it is about what provisions realise.

    Where the proposal does not contain what is realised on an issue, the provisions count.
    """
    said = contained(terms)
    groups = by_issue(options)
    agreed = {issue for issue, group in groups.items() if {one.option for one in group} <= set(said.get(issue, ()))}
    common = dict(terms.items)
    for issue, group in groups.items():
        kept = tuple(one for one in group if issue not in agreed or one.option in common.get(issue, ()))
        if kept:
            yield Piece(kept, space.frame.compile(Is(issue, tuple(one.option for one in kept)), {}))
    wanted = {(one.issue, one.option) for one in options if one.issue in agreed}
    menu = Terms(terms.id, (), terms.choose, terms.branches)
    formula = space.frame.compile(_meets(menu, wanted), {})
    if formula != TRUE:
        inside = contained(menu)
        chosen = (one for one in options if one.issue in agreed and one.option in inside.get(one.issue, ()))
        yield Piece(tuple(chosen), formula)


def _meets(terms: Terms, wanted: set[tuple[str, str]]) -> Condition:
    """The packages that meet terms as far as they are about options that are `wanted`: the rest asks for nothing."""
    parts: list[Condition] = []
    for issue, options in terms.items:
        kept = tuple(option for option in options if (issue, option) in wanted)
        if kept:
            parts.append(Is(issue, kept))
    if terms.branches:
        parts.append(Count(terms.choose, None, tuple(_meets(branch, wanted) for branch in terms.branches)))
    return And(tuple(parts)) if parts else Truth(True)


def realised_at(space: Space, positions: Sequence[Position]) -> tuple[Realised, ...]:
    """The options that some of the positions refuse, alone or with others, and that clauses of any treaty realise."""
    formulas, frame = space.frame.formulas, space.frame
    known = {treaty.id for treaty in known_treaties(space.case, space.standing.day)}
    found: list[Realised] = []
    for issue in space.case.issues if known else ():
        variable = frame.variable.get(issue.id)
        for option in issue.options if variable is not None else ():
            clauses = tuple(one for one in option.realised_by if one.partition("#")[0] in known)
            if clauses and variable is not None:
                value = frame.value[variable][option.id]
                about = (one.refuses for one in positions if variable in formulas.support(one.refuses))
                if any(formulas.assign(refused, variable, value) != FALSE for refused in about):
                    found.append(Realised(issue.id, option.id, clauses))
    return tuple(found)
