"""A bargaining domain with its names: issues, options and parties beside the integers that the engines work on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from detente.engines.bargaining.model import Domain
from detente.engines.bargaining.results import Point


@dataclass(frozen=True)
class Matter:
    """One issue to be settled, and its options in their order."""

    name: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Package:
    """One vector of utilities and packages that have it."""

    utilities: tuple[float, ...]
    packages: tuple[dict[str, str], ...]
    count: int | None
    """How many packages have it; None: not counted. `packages` may list fewer."""
    efficient: bool | None = True
    """Whether no acceptable package dominates it; None: not known."""

    def to_json(self) -> dict[str, Any]:
        """As the reference documents it."""
        return {
            "utilities": list(self.utilities),
            "packages": list(self.packages),
            "count": self.count,
            "efficient": self.efficient,
        }


@dataclass(frozen=True)
class Bargain:
    """Who bargains about what, what each package is worth to each, and what none is worth.

    `gridded` names issues whose values were continuous and stand on a grid here; `notes` say what of the source is not
    in the numbers.
    """

    name: str
    matters: tuple[Matter, ...]
    parties: tuple[str, ...]
    domain: Domain
    gridded: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    rounded: tuple[str, ...] = ()
    """Parties whose numbers are not those of the source, which are too long."""
    unreserved: tuple[str, ...] = ()
    """Parties to which the source gives no reservation value: what their worst package is worth stands in."""

    def package(self, options: Sequence[int]) -> dict[str, str]:
        """A package in words: the option of each issue."""
        return {matter.name: matter.options[one] for matter, one in zip(self.matters, options, strict=True)}

    def utilities(self, gains: Sequence[int]) -> tuple[float, ...]:
        """Gains over no agreement as utilities, nearest floats."""
        domain = self.domain
        return tuple(
            (gain + r) / scale for gain, r, scale in zip(gains, domain.reservations, domain.scales, strict=True)
        )

    def named(self, point: Point) -> Package:
        """A point of a solution with its names."""
        packages = tuple(self.package(options) for options in point.packages)
        return Package(self.utilities(point.gains), packages, point.count, point.efficient)
