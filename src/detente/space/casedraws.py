"""A case's conflict drawn many times: every judged number that is not exact is taken from its distribution.

`docs/explanation/preferences.md`, section 5. Draws with the same seed are the same numbers in every slice. Shares carry
Wilson's interval (1927) at 95 %.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from detente.errors import TooLargeError
from detente.space.caseconflicts import MOST_CODES, CaseConflict
from detente.space.conflictgrid import Grid
from detente.space.conflicts import Named
from detente.space.judging import Judging, hard_of
from detente.space.patience import Stop, patient
from detente.space.shares import Share

if TYPE_CHECKING:
    import numpy as np

    from detente.engines.stability.model import Bools, Ints
    from detente.space.draws import Draws

MOST_STATES = 1 << 12
"""States of a slice above which it is not decided again for every draw."""
_CELLS = 1 << 21


@dataclass(frozen=True)
class Shares:
    """In how many of so many draws a package is an equilibrium under each concept, and stable for each mover."""

    draws: int
    equilibrium: Mapping[str, Share]
    stable: Mapping[str, Mapping[str, Share]]

    def to_json(self) -> dict[str, Any]:
        """As the reference documents it."""
        return {
            "draws": self.draws,
            "equilibrium": {concept: share.to_json() for concept, share in self.equilibrium.items()},
            "stable": {
                concept: {mover: share.to_json() for mover, share in of.items()} for concept, of in self.stable.items()
            },
        }


@dataclass(eq=False)
class Drawing:
    """So many draws of what the movers of a conflict prefer, made at once from one seed.

    Each mover must be judged by itself: `possible` says whether that is so.
    """

    conflict: CaseConflict
    count: int
    seed: int = 0
    stop: Stop = patient
    _told: dict[int, tuple[Named, int, dict[Any, Any]]] = field(default_factory=dict)
    _known: dict[Any, dict[Any, Bools]] = field(default_factory=dict)

    @property
    def possible(self) -> bool:
        """Whether what every mover prefers is judged, and by one preference."""
        return all(len(worths) == 1 for worths in self.conflict.worths.values())

    @cached_property
    def _draws(self) -> Draws:
        from detente.space.draws import Draws

        space = self.conflict.space
        worths = tuple(worths[0] for worths in self.conflict.worths.values())
        return Draws(Judging(space, None, worths, {}, (), hard_of(space)), self.count, self.seed)

    @property
    def varied(self) -> int:
        """How many numbers differ from draw to draw."""
        return self._draws.varied

    def payoffs(self, named: Named) -> Iterator[tuple[Ints, ...]]:
        """For each draw, what each state of a conflict is worth to each mover: order alone counts, from draw to draw.

        `named` is a slice, or all packages. Raises TooLargeError for too many states.
        """
        if named.states > MOST_STATES:
            raise TooLargeError(
                f"{named.states:,} states are too many to be decided again for every draw (at most {MOST_STATES:,}); "
                "fix some conduct with --given ISSUE=OPTION"
            )
        grid = Grid(named.choices, MOST_CODES)
        grid.forbid(named.infeasible)
        step = max(1, _CELLS // named.states)
        for begin in range(0, self.count, step):
            part = slice(begin, min(self.count, begin + step))
            worth = [self._worth(grid, named, unit, part) for unit in range(len(self._draws.units))]
            for at in range(part.stop - begin):
                yield tuple(_whole(one[:, at]) for one in worth)

    def _worth(self, grid: Grid, named: Named, unit: int, part: slice) -> np.ndarray[Any, Any]:
        """(states, draws): what states are worth, but for what is the same in all of them."""
        import numpy as np

        drawn, frame = self._draws.units[unit], self._draws.judging.space.frame
        found = np.zeros((named.states, part.stop - part.start), dtype=drawn.scale.dtype)
        codes, free = named.model.code, 1  # type: ignore[union-attr]
        place = {issue: number for number, issue in enumerate(frame.agenda)}
        for choice in grid.free:
            digits = codes // free % len(choice.values)
            free *= len(choice.values)
            table = drawn.tables[place[choice.id]]
            if table is not None:
                found = found + np.array([option[part] for option in table], dtype=found.dtype)[digits]
        for bonus, points in zip(self._draws.judging.worths[unit].preference.bonuses, drawn.bonuses, strict=True):
            held = grid.over(grid.table(bonus.condition))
            found = found + np.outer(held, points[part]).astype(found.dtype)
        return np.asarray(found)

    def shares(self, named: Named, state: int, concepts: tuple[str, ...]) -> Shares:
        """How often each verdict on a state of a slice holds. Raises TooLargeError for too many states."""
        if id(named) not in self._told:
            self._told[id(named)] = (named, *self._counted(named, concepts))
        _, done, hits = self._told[id(named)]
        return Shares(
            done,
            {concept: Share(int(hits[concept, None][state]), done) for concept in concepts},
            {
                concept: {
                    mover: Share(int(hits[concept, number][state]), done) for number, mover in enumerate(named.parties)
                }
                for concept in concepts
            },
        )

    def _counted(self, named: Named, concepts: tuple[str, ...]) -> tuple[int, dict[Any, Ints]]:
        """In how many draws each state is stable for each mover (None: for all of them)."""
        import numpy as np

        from detente.engines.stability.deciding import stable

        hits: dict[Any, Ints] = {
            (concept, party): np.zeros(named.states, dtype=np.int64)
            for concept in concepts
            for party in (None, *range(len(named.parties)))
        }
        model: Any = named.model
        tables = [None if one is None else one.tobytes() for one in (*model.moves, model.feasible)]
        same = (concepts, model.sizes, model.controllers, *tables)  # as draws, slices may be alike
        done = 0
        for payoffs in self.payoffs(named):
            if self.stop() and done:
                break
            ranks = tuple(np.unique(one, return_inverse=True)[1].astype(np.int16) for one in payoffs)
            key = (same, b"".join(one.tobytes() for one in ranks))
            if key not in self._known:
                if len(self._known) * named.states > _CELLS:
                    self._known.clear()
                found = stable(replace(model, payoffs=ranks), concepts)
                verdicts: dict[Any, Bools] = {}
                for concept in concepts:
                    each = [found.holds(concept, party) for party in range(len(named.parties))]
                    verdicts |= {(concept, party): one for party, one in enumerate(each)}
                    verdicts[concept, None] = np.logical_and.reduce(each)
                self._known[key] = verdicts
            for where, held in self._known[key].items():
                hits[where] += held
            done += 1
        return done, hits


def _whole(worth: Any) -> Ints:
    """Numbers that are too long for machine words by their ranks."""
    import numpy as np

    if worth.dtype == object:
        return np.asarray(np.unique(worth, return_inverse=True)[1], dtype=np.int64)
    return np.asarray(worth)
