"""What is answered under the verdict *judged*: conflicts of parties, refined, the lightest way out, headroom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from detente.engines.masks import bits
from detente.space.outcome import whole


@dataclass(frozen=True)
class Held:
    """One thing that a bloc or party holds to: a position, a reservation value or a procedure of ratification.

    `unit` is the bloc or party as it counts at the table, `of` whose it is.
    """

    id: str
    kind: Literal["position", "reservation", "quota"]
    unit: str
    of: str
    title: str = ""

    def to_json(self) -> dict[str, object]:
        """The constraint as JSON."""
        return {"id": self.id, "kind": self.kind, "unit": self.unit, "of": self.of}


@dataclass(frozen=True)
class PartyConflict:
    """A minimal set of blocs and parties that no feasible package satisfies together, and the minimal sets of single
    constraints among theirs, by id, that no feasible package meets.

    `complete` False: there may be more such sets than `refined`. `shown_by`: how the parties' conflict was shown, and
    in `refined_by` how each set was; two ways where a reservation value has a part in it.
    """

    parties: tuple[str, ...]
    shown_by: tuple[str, ...]
    refined: tuple[tuple[str, ...], ...] = ()
    refined_by: tuple[tuple[str, ...], ...] = ()
    complete: bool = False

    def to_json(self) -> dict[str, object]:
        """The conflict as JSON."""
        sets = zip(self.refined, self.refined_by, strict=True)
        return {
            "parties": list(self.parties),
            "shown_by": list(self.shown_by),
            "refined": [{"constraints": list(names), "shown_by": list(how)} for names, how in sets],
            "complete": self.complete,
        }


@dataclass(frozen=True)
class JudgedWayOut:
    """The fewest single constraints to give up so that a package meets all others; `package` is one.

    `beside` are positions, not listed because a softer one of the same holder implies them, that the package breaks.
    """

    gives_up: tuple[str, ...]
    beside: tuple[str, ...]
    package: Mapping[str, str]
    shown_by: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """The way out as JSON."""
        return {
            "gives_up": list(self.gives_up),
            "beside": list(self.beside),
            "package": dict(self.package),
            "shown_by": list(self.shown_by),
        }


@dataclass(frozen=True)
class Headroom:
    """How high a reservation value could be, all else held, before there is no package; None: there is none anyhow.

    `package` is worth that. `known` False: the question was given up.
    """

    unit: str
    reservation: Fraction
    most: Fraction | None
    package: Mapping[str, str] | None
    shown_by: tuple[str, ...]
    known: bool = True

    def to_json(self) -> dict[str, object]:
        """The headroom as JSON, in points."""
        return {
            "unit": self.unit,
            "reservation": float(self.reservation),
            "most": None if self.most is None else float(self.most),
            "package": None if self.package is None else dict(self.package),
            "shown_by": list(self.shown_by),
            "known": self.known,
        }


@dataclass(frozen=True)
class Judged:
    """One table at one level in one reading, with reservation values and quotas beside positions.

    `units` are those with preferences; `unbounded` of these have no reservation value. `possible` says whether a
    feasible package meets everything, None where that was given up. `complete` False: something of what was asked is
    missing.
    """

    units: tuple[str, ...]
    not_judged: tuple[str, ...]
    unbounded: tuple[str, ...]
    derived: tuple[str, ...]
    constraints: Mapping[str, Held]
    possible: bool | None
    package: Mapping[str, str] | None
    conflicts: tuple[PartyConflict, ...]
    conflicts_complete: bool
    way_out: JudgedWayOut | None
    headroom: tuple[Headroom, ...]
    complete: bool
    shown_by: tuple[str, ...] = ()

    @property
    def reservations(self) -> tuple[str, ...]:
        """Ids of the reservation values."""
        return tuple(name for name, one in self.constraints.items() if one.kind == "reservation")

    @property
    def quotas(self) -> tuple[str, ...]:
        """Ids of the procedures that some package would certainly fail."""
        return tuple(name for name, one in self.constraints.items() if one.kind == "quota")

    def to_json(self) -> dict[str, object]:
        """The documented JSON of `judged`."""
        named = {name for one in self.conflicts for names in one.refined for name in names}
        named |= {*self.reservations, *self.quotas, *(self.way_out.gives_up if self.way_out else ())}
        return {
            "units": list(self.units),
            "not_judged": list(self.not_judged),
            "unbounded": list(self.unbounded),
            "derived": list(self.derived),
            "constraints": [one.to_json() for name, one in self.constraints.items() if name in named],
            "possible": self.possible,
            "package": None if self.package is None else dict(self.package),
            "conflicts": [one.to_json() for one in self.conflicts],
            "conflicts_complete": self.conflicts_complete,
            "way_out": None if self.way_out is None else self.way_out.to_json(),
            "headroom": [one.to_json() for one in self.headroom],
            "complete": self.complete,
            "shown_by": list(self.shown_by),
        }


@dataclass(frozen=True)
class Acceptable:
    """How many packages are judged acceptable (None: not counted), and whether any is (None: that was given up)."""

    packages: int | None
    any: bool | None

    def to_json(self) -> dict[str, object]:
        """Both, by name."""
        return {"packages": whole(self.packages), "any": self.any}


@dataclass(frozen=True)
class JudgedRoom:
    """What is judged at a table, beside what is possible: packages worth at least no agreement to all who are judged.

    `feasible` are those of all feasible packages, `possible` those of the packages that no position at that level and
    in that reading rules out. Of parties that are not judged nothing is said.
    """

    units: tuple[str, ...]
    not_judged: tuple[str, ...]
    unbounded: tuple[str, ...]
    derived: tuple[str, ...]
    feasible: Acceptable
    possible: Mapping[tuple[str, str], Acceptable]

    def to_json(self) -> dict[str, object]:
        """The documented JSON of `judged` in `detente room`."""
        return {
            "units": list(self.units),
            "not_judged": list(self.not_judged),
            "unbounded": list(self.unbounded),
            "derived": list(self.derived),
            "feasible": self.feasible.to_json(),
            "possible": [
                {"level": level, "reading": reading, **one.to_json()} for (level, reading), one in self.possible.items()
            ],
        }


def named(constraints: tuple[Held, ...], mask: int) -> tuple[str, ...]:
    """The ids of a set of constraints."""
    return tuple(constraints[bit].id for bit in bits(mask))
