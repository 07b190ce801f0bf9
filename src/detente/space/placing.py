"""Where packages lie beside the frontier, and which of its points is nearest (`docs/explanation/bargaining.md`).

All in exact numbers; floats only choose what is looked at closely.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from detente.engines.bargaining.model import Domain
from detente.engines.bargaining.results import Point
from detente.space.patience import Stop, patient
from detente.space.reckoning import Reckoning

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_NEAR = 1e-9
_ROWS = 100_000


@dataclass(frozen=True)
class Near:
    """The nearest points of a frontier, ties all of them, and how far they are."""

    distance: Fraction
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Fewest:
    """The packages of a frontier that change the fewest issues of another: how many, and which."""

    changes: int
    packages: tuple[tuple[int, ...], ...]
    complete: bool
    """Whether every package behind every point was looked at, and not only those listed."""


@dataclass(frozen=True, eq=False)
class Frontier:
    """A frontier's points, and what the parties' gains are divided by: their ranges, in the domain's integers."""

    domain: Domain
    points: tuple[Point, ...]
    spans: tuple[Fraction, ...]
    _shares: npt.NDArray[np.float64]

    @classmethod
    def of(cls, domain: Domain, points: Sequence[Point], ranges: Sequence[Fraction]) -> Frontier:
        """`ranges` are in points of utility; a party whose range is nothing is left out of distances."""
        import numpy as np

        spans = tuple(span * scale for span, scale in zip(ranges, domain.scales, strict=True))
        gains = np.array([point.gains for point in points], dtype=np.float64).reshape(len(points), len(spans))
        used = np.array([bool(span) for span in spans])
        shares = np.where(used, gains / np.where(used, [float(span) for span in spans], 1.0), 0.0)
        return cls(domain, tuple(points), spans, shares)

    @cached_property
    def _gains(self) -> frozenset[tuple[int, ...]]:
        return frozenset(point.gains for point in self.points)

    def nearest(self, gains: Sequence[int], *, better: bool = False) -> Near | None:
        """The points at the least largest scaled distance, party by party (Chebyshev).

        With `better` among those that are at least as good for everybody. None where there is no such point.
        """
        import numpy as np

        if not self.points:
            return None
        apart = self._shares - np.array(_scaled(gains, self.spans))
        far = np.abs(apart).max(axis=1)
        close = (apart >= -_NEAR).all(axis=1) if better else np.ones(len(far), dtype=bool)
        candidates = np.flatnonzero(close)
        if not better:
            candidates = np.flatnonzero(far <= far.min() + _NEAR)
        best: Fraction | None = None
        found: list[Point] = []
        for at in candidates[np.argsort(far[candidates], kind="stable")]:
            if best is not None and far[at] > float(best) + _NEAR:
                break
            point = self.points[int(at)]
            if better and any(one < other for one, other in zip(point.gains, gains, strict=True)):
                continue
            distance = self._distance(point.gains, gains)
            if best is None or distance < best:
                best, found = distance, []
            if distance == best:
                found.append(point)
        return None if best is None else Near(best, tuple(found))

    def _distance(self, one: Sequence[int], other: Sequence[int]) -> Fraction:
        pairs = zip(one, other, self.spans, strict=True)
        return max((abs(Fraction(a - b) / span) for a, b, span in pairs if span), default=Fraction(0))

    def holds(self, gains: Sequence[int]) -> bool:
        """Whether a point of the frontier is worth exactly this to everybody."""
        return tuple(gains) in self._gains

    def fewest(self, package: Sequence[int]) -> Fewest | None:
        """The packages behind the points that differ from this one on the fewest issues, of those listed."""
        import numpy as np

        if not len(self._listed):
            return None
        changes = (self._listed != np.array(package)).sum(axis=1)
        least = int(changes.min())
        found = tuple(tuple(map(int, row)) for row in self._listed[changes == least])
        return Fewest(least, found, self._all_listed)

    @cached_property
    def _listed(self) -> npt.NDArray[np.int64]:
        import numpy as np

        return np.array([one for point in self.points for one in point.packages], dtype=np.int64)

    @cached_property
    def _all_listed(self) -> bool:
        return all(point.count is not None and point.count <= len(point.packages) for point in self.points)


def _scaled(gains: Sequence[int], spans: Sequence[Fraction]) -> list[float]:
    return [float(Fraction(gain) / span) if span else 0.0 for gain, span in zip(gains, spans, strict=True)]


def opposition(domain: Domain, reckoning: Reckoning, known: Sequence[Point], stop: Stop = patient) -> float | None:
    """The least distance of a feasible package from the point where everybody has its best: √(Σ(1 − scaled)² / n).

    Of the parties to which packages differ; None where there are none, or where too many packages are undominated.
    The nearest package is one of these, whatever no agreement is worth. `known` are packages to begin with: a nearer
    one than s lies on the far side of the plane through s at a right angle to its distance, the square being convex.
    """
    import numpy as np

    from detente.engines.bargaining.cuts import Cut
    from detente.engines.bargaining.results import TooManyError
    from detente.engines.bargaining.sweeping import Sweep

    lows = [low for low in reckoning.least if low is not None]
    spans = [float(span * scale) for span, scale in zip(reckoning.ranges, domain.scales, strict=True)]
    if len(lows) < len(spans) or not any(spans):
        return None
    lowest = tuple(math.floor(low * scale) for low, scale in zip(lows, domain.scales, strict=True))
    used = np.array(spans) > 0
    units = np.where(used, spans, 1.0)

    def apart(gains: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.where(used, 1.0 - gains / units, 0.0)

    cuts = []
    if known:
        shift = np.array([float(r - low) for r, low in zip(domain.reservations, lowest, strict=True)])
        begun = apart(np.array([point.gains for point in known], dtype=np.float64) + shift)
        best = begun[np.argmin((begun**2).sum(axis=1))]
        cuts = [Cut(tuple(best / units), float((best * (1.0 - best)).sum()))]
    free = replace(domain, reservations=lowest)
    try:
        ends = Sweep(free, limit=_ROWS).run(lowest, cuts, stop=stop)
    except TooManyError:
        return None
    return float(np.sqrt((apart(ends.floats()) ** 2).sum(axis=1).min() / used.sum()))
