"""Drafts of treaties in the settlement space: what their provisions realise, as formulas, and which positions that
breaks, through which clauses.

Definition: docs/explanation/treaties.md, “A draft in the settlement space”.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from detente.case.conditions import And, Condition, Count, Is, Truth
from detente.case.filtering import lapsed
from detente.case.model import Case, Proposal, Terms
from detente.case.treaties.model import Treaty
from detente.case.treaties.settling import Realised, by_issue, contained, proposal_of, realised
from detente.engines.diagrams import always_and_ever, count
from detente.engines.formulas import ALL, FALSE, LITERAL, TRUE, Formulas
from detente.engines.masks import bits
from detente.space.outcome import whole
from detente.space.positions import Position
from detente.space.problems import LEVELS, Component, Problem, split
from detente.space.spaces import Space

_LEVEL = {firmness: level for level, firmness in LEVELS}


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


# ------------------------------------------------------------------------------------------------ what it is up against


@dataclass(frozen=True)
class Against:
    """A position that a draft breaks: in every completion (`certain`), or in some.

    `options` are, if certain, a smallest set of the draft's options that forces it (leave out any one, and a completion
    no longer breaks it; none: every package does); otherwise those on the issues that the position is about.
    """

    position: Position
    certain: bool
    options: tuple[Realised, ...]

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses behind the options."""
        return clauses_of(self.options)

    def to_json(self) -> dict[str, object]:
        """The documented JSON."""
        return {
            "position": self.position.id,
            "unit": self.position.unit,
            "firmness": self.position.firmness.word,
            "level": _LEVEL[self.position.firmness],
            "certain": self.certain,
            "options": [{"issue": one.issue, "option": one.option} for one in self.options],
            "clauses": list(self.clauses),
        }


@dataclass(frozen=True)
class Contradicted:
    """Contradictions of a draft with itself; `textual`: how many stand under every reading.

    `between`: the clauses of each one in which two clauses realise two different options of the draft. `complete`
    False: there may be more.
    """

    total: int
    textual: int
    weak: int
    between: tuple[tuple[str, ...], ...]
    complete: bool


@dataclass(frozen=True)
class PlacedDraft:
    """A draft at a table. `contradicted` None: not looked at. `complete` False: part of the space was too wide."""

    draft: Draft
    completions: int | None
    against: tuple[Against, ...]
    complete: bool
    contradicted: Contradicted | None = None

    def to_json(self) -> dict[str, object]:
        """The documented JSON."""
        found = self.contradicted
        return {
            **self.draft.head(),
            "date": self.draft.date.isoformat(),
            "by": list(self.draft.by),
            "options": [one.to_json() for one in self.draft.options],
            "off_agenda": [one.to_json() for one in self.draft.off_agenda],
            "completions": whole(self.completions),
            "against": [one.to_json() for one in self.against],
            "complete": self.complete,
            "contradictions": found.total if found else None,
            "contradictions_textual": found.textual if found else None,
            "contradictions_weak": found.weak if found else None,
            "contradictions_complete": found.complete if found else None,
            "contradictions_between_options": [list(clauses) for clauses in found.between] if found else None,
        }


def place(space: Space, draft: Draft, problem: Problem) -> PlacedDraft:
    """Which positions of the problem does the draft break, and through which clauses?"""
    sweeps = _Sweeps(space, draft, problem)
    everything = tuple(range(len(draft.pieces)))
    found = sweeps.broken(everything)
    if found is None:
        return PlacedDraft(draft, 0, (), sweeps.complete)
    always, ever = found
    against = []
    for bit in bits(ever):
        position = problem.positions[bit]
        certain = bool(always >> bit & 1)
        if certain:
            options = tuple(one for number in sweeps.forcing(bit) for one in draft.pieces[number].options)
        else:
            options = tuple(one for one in draft.options if one.issue in position.issues)
        against.append(Against(position, certain, options))
    against.sort(key=lambda one: (-one.position.firmness, not one.certain))
    return PlacedDraft(draft, sweeps.completions(everything), tuple(against), sweeps.complete)


_Looked = dict[tuple[tuple[int, ...], tuple[tuple[int, int], ...]], tuple[int, int] | None]


@dataclass(eq=False)
class _Sweeps:
    """What packages break that meet some pieces of a draft; every set of pieces is looked at once."""

    space: Space
    draft: Draft
    problem: Problem
    complete: bool = True
    _known: dict[tuple[int, ...], tuple[int, int] | None] = field(default_factory=dict)
    _looked: _Looked = field(default_factory=dict)

    def broken(self, pieces: tuple[int, ...]) -> tuple[int, int] | None:
        """The positions broken by every package that meets these pieces, and those broken by some; None: none does."""
        if pieces not in self._known:
            self._known[pieces] = self._broken(pieces)
        return self._known[pieces]

    def _broken(self, pieces: tuple[int, ...]) -> tuple[int, int] | None:
        narrowed = self._narrowed(pieces)
        always = ever = 0
        for component in narrowed[0] if narrowed else ():
            found = self._of(component, narrowed[1] if narrowed else {})
            if found is None:
                return None
            always |= found[0]
            ever |= found[1]
        return (always, ever) if narrowed else None

    def _of(self, component: Component, masks: Mapping[int, int]) -> tuple[int, int] | None:
        diagram = component.diagram
        if diagram is None:
            self.complete = False
            return 0, 0
        if component not in self.problem.components:
            return always_and_ever(diagram, component.everything(masks), component.own)
        key = (component.variables, tuple((v, masks[v]) for v in component.variables if v in masks))
        if key not in self._looked:
            self._looked[key] = always_and_ever(diagram, component.everything(masks), component.own)
        return self._looked[key]

    def _narrowed(self, pieces: tuple[int, ...]) -> tuple[tuple[Component, ...], dict[int, int]] | None:
        """The components of the packages that meet these pieces, and the options they may take; None where none can."""
        formulas = self.space.frame.formulas
        formula = formulas.all(self.draft.pieces[number].formula for number in pieces)
        if formula == FALSE or self.problem.impossible:
            return None
        masks = _masks(formulas, formula)
        if masks is not None:
            return self.problem.components, masks
        linkages = [*(linkage for _, linkage in self.space.linkages), formula]
        return split(self.space.frame, linkages, self.problem.positions, self.space.diagrams)[0], {}

    def completions(self, pieces: tuple[int, ...]) -> int | None:
        """How many packages meet these pieces; None where that was not counted."""
        narrowed = self._narrowed(pieces)
        if narrowed is None:
            return 0
        total = 1
        for component in narrowed[0]:
            if component.diagram is None:
                return None
            total *= count(component.diagram, component.everything(narrowed[1]))
        return total

    def forcing(self, bit: int) -> tuple[int, ...]:
        """A smallest set of pieces that already forces a position to be broken: on its own issues, where one does."""

        def enough(pieces: tuple[int, ...]) -> bool:
            found = self.broken(pieces)
            return found is not None and bool(found[0] >> bit & 1)

        issues = set(self.problem.positions[bit].issues)
        pieces = self.draft.pieces
        own = [n for n, piece in enumerate(pieces) if any(one.issue in issues for one in piece.options)]
        others = [n for n in range(len(pieces)) if n not in own]
        for chosen in ((), *((number,) for number in (*own, *others))):
            if enough(chosen):
                return chosen
        return _least(tuple(range(len(pieces))), others, enough)


def _least(pieces: tuple[int, ...], first: Sequence[int], enough: Callable[[tuple[int, ...]], bool]) -> tuple[int, ...]:
    """Pieces that are enough, none of which can be left out; those in `first` are tried to be left out first."""
    for number in (*first, *(one for one in pieces if one not in first)):
        fewer = tuple(one for one in pieces if one != number)
        if enough(fewer):
            pieces = fewer
    return pieces


def _masks(formulas: Formulas, formula: int) -> dict[int, int] | None:
    """A conjunction of literals as the options that each issue may take; None where it is none."""
    kind, variable, parts = formulas.node(formula)
    if formula == TRUE:
        return {}
    if kind == LITERAL:
        return {variable: parts[0]}
    nodes = [formulas.node(part) for part in parts] if kind == ALL else []
    if not nodes or any(name != LITERAL for name, _, _ in nodes):
        return None
    return {number: mask[0] for _, number, mask in nodes}
