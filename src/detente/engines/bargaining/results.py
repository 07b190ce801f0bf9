"""What solving a domain returns; None is "not known", never "none"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction


class TooManyError(Exception):
    """A method grew beyond its limits, or was stopped: another one is to be tried."""


@dataclass(frozen=True)
class Point:
    """One vector of gains, how many packages stand behind it (None: not counted), and some or all of these."""

    gains: tuple[int, ...]
    count: int | None
    packages: tuple[tuple[int, ...], ...]
    efficient: bool | None = True
    """Whether no acceptable package dominates it; a least gain may tie with a package that is dominated elsewhere."""


@dataclass(frozen=True)
class Best:
    """One solution: its value and the points that have it."""

    value: Fraction | None
    points: tuple[Point, ...]
    exact: bool = True
    all_ties: bool = True
    """Whether these are all points of that value, not only the undominated ones that were met."""
    bound: float | None = None
    """Where it is not exact: what no package exceeds, rounded up."""
    all_efficient: bool = True
    """Whether all points of that value are there that nothing dominates; so it is where `all_ties` is."""


NONE = Best(None, ())


@dataclass(frozen=True)
class Solved:
    """Everything asked of a domain."""

    zone: int | None
    """How many packages everybody accepts; None: not counted."""
    empty: bool | None
    """Whether no package is acceptable to all; None: not known."""
    frontier: tuple[Point, ...] | None
    """The undominated acceptable points, best for the first party first; None: too many to list."""
    best: dict[str, Best]
    ideals: tuple[int | None, ...]
    """The largest gain of each party: over the acceptable packages, or over all feasible ones; None: not known."""
    closest: Best | None
    """Where no package is acceptable: the largest least gain, which is negative."""
    method: str
    exact: bool
    """Whether every value is exact, and no tie lacks that nothing dominates."""
    notes: tuple[str, ...] = ()
    zone_interval: tuple[int, int] | None = None
    met: tuple[Point, ...] = ()
    """Where the frontier is not known and not all is exact: the acceptable points met that none met dominates."""


@dataclass(frozen=True)
class Limits:
    """How much is listed, and how far the work may grow."""

    packages: int = 20
    rows: int = 1_000_000
    count: bool = True
    stop: Callable[[], bool] = lambda: False
