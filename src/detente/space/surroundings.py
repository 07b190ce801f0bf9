"""What lies around a package: every change of one, two or three issues, and what it is worth to whom.

Definitions: `docs/explanation/bargaining.md`, "Trade".
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from detente.engines.trading import Budget, Cube, Ground, TooManyWays, anywhere, least_of_two, subsets
from detente.space.grounds import Standpoint
from detente.space.patience import Progress, Stop, patient, quiet

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Bools = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]

DIGITS = 12
"""Scaled gains are alike where they are to so many digits after the point."""


@dataclass(frozen=True)
class Asked:
    """What is asked: so many issues at once at most, the best of each kind, and of which parties.

    `around` False: neither the frontier nor pairs of issues are looked at, which takes longest.
    """

    issues: int = 2
    most: int = 10
    parties: tuple[str, ...] = ()
    around: bool = True


@dataclass(frozen=True)
class Change:
    """Some issues settled otherwise, and what everybody has more by it, in points and scaled (None: no range)."""

    issues: tuple[tuple[str, str, str], ...]
    """(issue, option before, option after)."""
    gains: tuple[float, ...]
    scaled: tuple[float | None, ...]
    accepts: tuple[bool, ...]
    """Whether each party accepts the package after it, by central values."""

    @property
    def strict(self) -> bool:
        """Whether everybody gains."""
        return all(gain > 0 for gain in self.gains)

    def to_json(self) -> dict[str, Any]:
        """As the reference documents it."""
        return {
            "changes": {issue: {"from": before, "to": after} for issue, before, after in self.issues},
            "gains": list(self.gains),
            "scaled": list(self.scaled),
            "accepts": list(self.accepts),
            "strict": self.strict,
        }


@dataclass(frozen=True)
class Found:
    """How many changes of a kind there are, of these by which everybody gains, and the best."""

    count: int
    strict: int
    best: tuple[Change, ...]

    def to_json(self) -> dict[str, Any]:
        """As the reference documents it."""
        return {"count": self.count, "strict": self.strict, "best": [one.to_json() for one in self.best]}


@dataclass(frozen=True)
class Worthwhile:
    """Two issues between two parties: the largest least scaled gain by changing these alone."""

    issues: tuple[str, str]
    parties: tuple[str, str]
    here: float
    anywhere: float | None
    """From any feasible package; None: not known."""

    def to_json(self) -> dict[str, Any]:
        """As the reference documents it."""
        return {
            "issues": list(self.issues),
            "parties": list(self.parties),
            "here": self.here,
            "anywhere": self.anywhere,
        }


@dataclass(frozen=True)
class Concessions:
    """What one party could give up: how many single concessions it has, and the most promising, ties all of them."""

    party: str
    count: int
    best: tuple[Change, ...]

    def to_json(self) -> dict[str, Any]:
        """As the reference documents it."""
        return {"party": self.party, "count": self.count, "most_promising": [one.to_json() for one in self.best]}


@dataclass(eq=False)
class Surroundings:
    """A package and all that lies around it."""

    standpoint: Standpoint
    package: tuple[int, ...]
    base: tuple[int, ...]
    units: Floats
    singles: list[Cube]
    feasible: bool

    @classmethod
    def of(cls, standpoint: Standpoint, package: tuple[int, ...]) -> Surroundings:
        """Of a package, as the number of an option for each issue."""
        import numpy as np

        ground, domain = standpoint.ground, standpoint.bargain.domain
        singles = [ground.cube(package, (issue,)) for issue in range(ground.issues)]
        base = tuple(domain.utility(party, package) for party in range(len(domain.tables)))
        units = np.array([float(r * s) for r, s in zip(standpoint.ranges, domain.scales, strict=True)])
        feasible = all(cube.feasible[package[issue]] for issue, cube in enumerate(singles))
        return cls(standpoint, package, base, units, singles, feasible)

    @property
    def ground(self) -> Ground:
        """What changes are looked for on."""
        return self.standpoint.ground

    def gains(self, cube: Cube) -> npt.NDArray[Any]:
        """What each party has more, in integers: (parties, options…)."""
        import numpy as np

        base = np.array(self.base, cube.worth.dtype)
        return np.asarray(cube.worth - base.reshape(-1, *[1] * len(cube.issues)))

    def scaled(self, gains: npt.NDArray[Any]) -> Floats:
        """The same by the parties' ranges; 0 for one that has none."""
        import numpy as np

        units = np.where(self.units > 0, self.units, 1.0).reshape(-1, *[1] * (gains.ndim - 1))
        return np.asarray(np.where(self.units.reshape(units.shape) > 0, gains.astype(float) / units, 0.0))

    def improves(self, cube: Cube) -> Bools:
        """Where nobody loses and somebody gains."""
        import numpy as np

        gains = self.gains(cube)
        return np.asarray(cube.feasible & (gains >= 0).all(axis=0) & (gains > 0).any(axis=0), bool)

    def improvements(self, asked: Asked, progress: Progress) -> tuple[Found, Found]:
        """Changes of one issue, and of more that are no improvement in part."""
        free, swaps = _Best(asked.most), _Best(asked.most)
        alone = [self.improves(cube) for cube in self.singles]
        for cube, better in zip(self.singles, alone, strict=True):
            self._add(free, cube, better)
        whole: dict[tuple[int, ...], Bools] = {}
        for size in range(2, asked.issues + 1):
            every = list(subsets(self.ground.issues, size))
            for done, issues in enumerate(every):
                progress(f"changes of {size} issues", done, len(every))
                cube = self.ground.cube(self.package, issues)
                better = self.improves(cube)
                if size < asked.issues:
                    whole[issues] = better
                self._add(swaps, cube, better & ~self._in_part(cube, alone, whole))
        return free.found(), swaps.found()

    def _in_part(self, cube: Cube, alone: Sequence[Bools], whole: Mapping[tuple[int, ...], Bools]) -> Bools:
        """Where an issue stays as it is, or a part of the change would be an improvement by itself."""
        import numpy as np

        shape = cube.feasible.shape
        found: Bools = np.zeros(shape, bool)
        axes = range(len(shape))
        for axis, issue in enumerate(cube.issues):
            kept = alone[issue].copy()
            kept[self.package[issue]] = True
            found |= kept.reshape([-1 if one == axis else 1 for one in axes])
        for axis in axes if len(shape) > 2 else ():
            rest = tuple(issue for at, issue in enumerate(cube.issues) if at != axis)
            found |= np.expand_dims(whole[rest], axis)
        return found

    def _add(self, best: _Best, cube: Cube, where: Bools) -> None:
        import numpy as np

        cells = np.flatnonzero(where)
        if not len(cells):
            return
        gains = self.gains(cube).reshape(len(self.base), -1)[:, cells]
        scaled = self.scaled(gains)
        used = self.units > 0
        least = scaled[used].min(axis=0) if used.any() else np.zeros(len(cells))
        best.count += len(cells)
        best.strict += int((gains > 0).all(axis=0).sum())
        sums = scaled.sum(axis=0)
        order = np.lexsort((cells, -sums.round(DIGITS), -least.round(DIGITS)))[: best.most]
        for at in order:
            options = np.unravel_index(int(cells[at]), cube.feasible.shape)
            key = (
                -round(float(least[at]), DIGITS),
                -round(float(sums[at]), DIGITS),
                cube.issues,
                tuple(map(int, options)),
            )
            best.offer(key, self.change(cube, tuple(map(int, options))))

    def change(self, cube: Cube, options: tuple[int, ...]) -> Change:
        """A cell of a cube in words."""
        bargain = self.standpoint.bargain
        worth = [int(row[options]) for row in cube.worth]
        gains = [one - before for one, before in zip(worth, self.base, strict=True)]
        matters = [bargain.matters[issue] for issue in cube.issues]
        return Change(
            tuple(
                (matter.name, matter.options[self.package[issue]], matter.options[option])
                for matter, issue, option in zip(matters, cube.issues, options, strict=True)
                if self.package[issue] != option
            ),
            tuple(gain / scale for gain, scale in zip(gains, bargain.domain.scales, strict=True)),
            tuple(gain / float(unit) if unit > 0 else None for gain, unit in zip(gains, self.units, strict=True)),
            tuple(one >= r for one, r in zip(worth, bargain.domain.reservations, strict=True)),
        )

    def pairs(self, wanted: Sequence[int], progress: Progress = quiet, stop: Stop = patient) -> list[Worthwhile]:
        """Every two issues between every two parties, of whom one is wanted, the most worth first."""
        bargain = self.standpoint.bargain
        every = list(subsets(self.ground.issues, 2))
        here = {pair: self._here(pair) for pair in every}
        budget = Budget()
        found = []
        for done, pair in enumerate(sorted(every, key=lambda pair: -float(here[pair].max(initial=0.0)))):
            progress("pairs of issues", done, len(every))
            where = None if stop() else self._anywhere(pair, budget)
            issues = (bargain.matters[pair[0]].name, bargain.matters[pair[1]].name)
            for p, q in subsets(len(self.base), 2):
                if p in wanted or q in wanted:
                    there = None if where is None else float(where[p, q])
                    names = (bargain.parties[p], bargain.parties[q])
                    found.append((pair, Worthwhile(issues, names, float(here[pair][p, q]), there)))
        found.sort(key=lambda one: (-one[1].here, -(one[1].anywhere or 0.0), one[0]))
        return [one for _, one in found]

    def _here(self, pair: tuple[int, ...]) -> Floats:
        """(parties, parties): what two parties could both have by two issues, from the package; nothing of oneself."""
        import numpy as np

        cube = self.ground.cube(self.package, pair)
        scaled = self.scaled(self.gains(cube)).reshape(len(self.base), -1)[:, cube.feasible.ravel()]
        zero = np.zeros((len(self.base), 1))
        best = least_of_two(np.concatenate([zero, scaled], axis=1)).round(DIGITS)
        np.fill_diagonal(best, 0.0)
        return best

    def _anywhere(self, pair: tuple[int, ...], budget: Budget) -> Floats | None:
        if any(top is not None for top in self.ground.ceilings):
            return None
        try:
            return anywhere(self.ground, pair[0], pair[1], self.units, budget).round(DIGITS)
        except TooManyWays:
            return None

    def concessions(self, party: int) -> Concessions:
        """What a party could give on one issue, and the most promising of it."""
        found: list[tuple[tuple[bool, int, float], Change]] = []
        for cube, options in self._conceding(party):
            change = self.change(cube, options)
            others = sum(one or 0.0 for at, one in enumerate(change.scaled) if at != party)
            lost = -(change.scaled[party] or 0.0)
            rate = round(others / lost, DIGITS) if lost > 0 else math.inf
            found.append(((all(change.accepts), sum(change.accepts), rate), change))
        top = max((key for key, _ in found), default=None)
        best = tuple(change for key, change in found if key == top)
        return Concessions(self.standpoint.bargain.parties[party], len(found), best)

    def _conceding(self, party: int) -> Iterator[tuple[Cube, tuple[int, ...]]]:
        import numpy as np

        r = self.standpoint.bargain.domain.reservations[party]
        for cube in self.singles:
            gains = self.gains(cube)
            others = np.delete(gains, party, axis=0)
            fits = cube.feasible & (gains[party] < 0) & (others >= 0).all(axis=0) & (others > 0).any(axis=0)
            if self.base[party] >= r:
                fits = fits & (cube.worth[party] >= r)
            yield from ((cube, (int(option),)) for option in np.flatnonzero(fits))


@dataclass
class _Best:
    """The best of many changes, and how many there were."""

    most: int
    count: int = 0
    strict: int = 0
    kept: list[tuple[tuple[Any, ...], Change]] = field(default_factory=list)

    def offer(self, key: tuple[Any, ...], change: Change) -> None:
        self.kept.append((key, change))
        if len(self.kept) > 20 * self.most:
            self.kept = heapq.nsmallest(self.most, self.kept, key=lambda one: one[0])

    def found(self) -> Found:
        best = heapq.nsmallest(self.most, self.kept, key=lambda one: one[0])
        return Found(self.count, self.strict, tuple(change for _, change in best))
