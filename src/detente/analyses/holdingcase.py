"""Would it hold: for whom each package of a case is stable, and by which conduct it would be broken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.space.caseconflicts import Mover
from detente.space.outcome import About

if TYPE_CHECKING:
    from detente.analyses.holding import Holding


@dataclass(frozen=True, eq=False)
class Placed:
    """One package that is asked about, in its slice: terms as in the package, conduct free.

    `kind` is `status quo`, `proposal`, `standard` or `asked`; `name` the id that the answers use, `title` what people
    call it. `state` is its number in `holding.conflict`.
    """

    name: str
    kind: str
    title: str
    package: Mapping[str, str]
    state: int
    holding: Holding


@dataclass(frozen=True, eq=False)
class CaseHolding:
    """The answer about a table of a case. `whole` are all feasible packages, where they can be enumerated."""

    about: About
    table: str
    concepts: tuple[str, ...]
    movers: tuple[Mover, ...]
    unmodelled: tuple[str, ...]
    packages: tuple[Placed, ...]
    whole: Holding | None
    notes: tuple[str, ...]
