"""What would have to be given up for a draft: the smallest sets of its clauses and of positions that cannot hold
together.

A piece of the draft is taken for one more position, whose reverse is what the clauses realise; the engine is that of
`explaining`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detente.case.dates import Interval
from detente.case.model import Firmness
from detente.case.treaties.settling import Realised
from detente.engines.formulas import TRUE
from detente.engines.masks import bits
from detente.space.drafts import Draft, clauses_of
from detente.space.explaining import explain, lightest, linkages_behind
from detente.space.outcome import whole
from detente.space.patience import Stop
from detente.space.positions import Position
from detente.space.problems import Problem, split
from detente.space.spaces import Space

MOST_TRACED = 200


@dataclass(frozen=True)
class DraftConflict:
    """Options of a draft, with the clauses that realise them, and positions that cannot hold together; any but one can.

    `through`: the linkages without which they could. No position: the linkages alone exclude these options.
    """

    options: tuple[Realised, ...]
    positions: tuple[str, ...]
    through: tuple[str, ...]

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses behind the options."""
        return clauses_of(self.options)

    def to_json(self) -> dict[str, object]:
        """The documented JSON."""
        return {
            "options": [{"issue": one.issue, "option": one.option} for one in self.options],
            "clauses": list(self.clauses),
            "positions": list(self.positions),
            "through": list(self.through),
        }


@dataclass(frozen=True)
class DraftImpasse:
    """What stands between a draft and the packages possible at one level in one reading.

    `gap`: the fewest positions to give up so that a package meets the draft; None: no package does, by the linkages.
    `possible`: packages that meet the draft and break no position; None: not counted.
    """

    draft: Draft
    possible: int | None
    gap: int | None
    fewest: tuple[str, ...]
    conflicts: tuple[DraftConflict, ...]
    complete: bool

    def to_json(self) -> dict[str, object]:
        """The documented JSON."""
        return {
            **self.draft.head(),
            "possible": whole(self.possible),
            "gap": self.gap,
            "fewest": list(self.fewest),
            "conflicts": [one.to_json() for one in self.conflicts],
            "complete": self.complete,
        }


def against_draft(space: Space, problem: Problem, draft: Draft, stop: Stop) -> DraftImpasse:
    """What would have to be given up for the draft at this level, and which clauses what stands against."""
    pieces = [piece for piece in draft.pieces if piece.formula != TRUE]
    joined = _with_pieces(space, problem, draft, [piece.formula for piece in pieces])
    own = (1 << len(problem.positions)) - 1
    prices = [int(joined.listed & own) >> bit & 1 for bit in range(len(joined.positions))]
    found = lightest(joined, prices, own)
    conflicts: list[DraftConflict] = []
    complete = True
    for mask, known in _masks(joined, own, stop):
        complete &= known
        if mask:
            options = tuple(one for bit in bits(mask & ~own) for one in pieces[bit - len(problem.positions)].options)
            through = linkages_behind(joined, space.linkages, mask) if len(conflicts) < MOST_TRACED else ()
            conflicts.append(DraftConflict(options, joined.names(mask & own), through))
    possible = joined.possible() if found is not None and not found[0] else 0
    fewest = joined.names(found[1] & joined.listed & own) if found else ()
    return DraftImpasse(draft, possible, found[0] if found else None, fewest, tuple(conflicts), complete)


def _masks(joined: Problem, own: int, stop: Stop) -> Iterator[tuple[int, bool]]:
    """The minimal conflicts that a piece is in, smallest first; (0, False) where these may not be all."""
    masks: list[int] = []
    for component in () if joined.impossible else joined.components:
        if component.bits & ~own:
            explained = explain(joined, component, stop)
            masks.extend(mask for mask in explained.conflicts if mask & ~own)
            if not explained.complete or len(explained.conflicts) < explained.conflicts_total:
                yield 0, False
    for mask in sorted(masks, key=lambda mask: (mask.bit_count(), tuple(bits(mask & ~own)), tuple(bits(mask)))):
        yield mask, True


def _with_pieces(space: Space, problem: Problem, draft: Draft, formulas: Sequence[int]) -> Problem:
    """The problem with each piece of the draft as one more position."""
    day = Interval(draft.date, draft.date)
    pieces = tuple(
        Position(
            f"{draft.treaty}#{number}", "", draft.treaty, Firmness.NEVER, space.frame.formulas.negate(formula),
            (), (), (), (), day, False,
        )
        for number, formula in enumerate(formulas)
    )  # fmt: skip
    positions = (*problem.positions, *pieces)
    linkages = [formula for _, formula in space.linkages]
    refused = (*problem.refused, *(piece.refuses for piece in pieces))
    components, impossible = split(space.frame, linkages, refused, space.diagrams)
    return Problem(problem.level, problem.reading, space.frame, positions, problem.hidden, components, impossible)
