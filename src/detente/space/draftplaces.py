"""What drafts of treaties are up against: which positions they break, in every completion or in some, and through which
clauses.

Definition: docs/explanation/treaties.md, “A draft in the settlement space”.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from detente.case.treaties.settling import Realised
from detente.engines.diagrams import always_and_ever, count
from detente.engines.formulas import FALSE
from detente.engines.masks import bits
from detente.space.drafts import Draft, clauses_of
from detente.space.narrowing import taken
from detente.space.outcome import whole
from detente.space.positions import Position
from detente.space.problems import LEVELS, Component, Problem, split
from detente.space.spaces import Space

_LEVEL = {firmness: level for level, firmness in LEVELS}


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
        masks = taken(formulas, formula)
        if masks is not None:
            return self.problem.components, masks
        linkages = [*(linkage for _, linkage in self.space.linkages), formula]
        return split(self.space.frame, linkages, self.problem.refused, self.space.diagrams)[0], {}

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
