"""How far every two places of the gazetteer lie from one another, measured beforehand, in steps of 5/16 km.

`distances.bin` is made from the outlines by `tools/distances.py`; it bears their digest. One line of JSON (`outlines`,
`places`) is followed by unsigned 16-bit numbers, lowest byte first: for each two places the distance of their nearest
points (the triangle above the diagonal, by rows), then for each place and each other one how far the first's farthest
point is from the second's nearest (by rows). A number n stands for n to n + 1 steps. Last come 64-bit floats, lowest
byte first: for each place the centre of a cap around it, as a unit vector, and the cap's radius in radians.

What is near a threshold is left open: whoever asks measures.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

STEP_KM = 5 / 16
"""How exactly distances are kept: half the Earth's circumference is 64,050 steps, which 16 bits hold."""

ROUNDING_KM = 0.01
"""How much less or more than a bound another measurement could say; angles near 0 are off by up to 20 cm."""

SHORT_KM = 0.1
"""How far the measured farthest distance may lie below the true one (`sphere.TOLERANCE`)."""


@dataclass(frozen=True, eq=False)
class Table:
    """At least how many km apart: `near` and `far` of shape (places, places), rows to columns; `digest` of outlines.

    `caps` of shape (places, 4): centre and radius of a cap that holds the place.
    """

    digest: str
    row: dict[str, int]
    near: Floats
    far: Floats
    caps: Floats


@dataclass(frozen=True, eq=False)
class Answers:
    """For each place and each target: what is certain of it, whatever a measurement says within its errors."""

    covered: Bools
    """Every point of the place lies within the distance of this target."""
    left: Bools
    """Some point of the place lies farther from this target."""
    touched: Bools
    """Some point of the place lies within the distance of this target."""
    clear: Bools
    """No point does."""


@cache
def table() -> Table:
    """The table; about 5 ms, once."""
    head, body = (files("detente.geo") / "distances.bin").read_bytes().split(b"\n", 1)
    told = json.loads(head)
    size = len(told["places"])
    caps = np.frombuffer(body[-32 * size :], dtype="<f8").reshape(size, 4).astype(np.float64)
    steps = np.frombuffer(body[: -32 * size], dtype="<u2") * STEP_KM
    above = np.triu_indices(size, 1)
    near, far = np.zeros((size, size)), np.zeros((size, size))
    near[above] = steps[: len(above[0])]
    far[~np.eye(size, dtype=bool)] = steps[len(above[0]) :]
    row = {place: number for number, place in enumerate(told["places"])}
    return Table(told["outlines"], row, near + near.T, far, caps)


def packed(places: Sequence[str], near: Floats, far: Floats, caps: Floats) -> bytes:
    """What `table` reads, of measured km and the caps around the places."""
    size = len(places)
    kept = np.concatenate([near[np.triu_indices(size, 1)], far[~np.eye(size, dtype=bool)]])
    steps = np.floor(kept / STEP_KM).astype("<u2")
    head = json.dumps({"outlines": digest(), "places": list(places)}, separators=(",", ":"))
    return head.encode() + b"\n" + steps.tobytes() + caps.astype("<f8").tobytes()


def digest() -> str:
    """The SHA-256 of the outlines as they are now."""
    return hashlib.sha256((files("detente.geo") / "outlines.json").read_bytes()).hexdigest()


def answers(places: Sequence[str], targets: Sequence[str], km: float) -> Answers:
    """What the table says of each place and each target, none of which is the place itself."""
    known = table()
    cells = np.ix_([known.row[place] for place in places], [known.row[target] for target in targets])
    near, far = known.near[cells], known.far[cells]
    return Answers(
        covered=far + (STEP_KM + SHORT_KM + ROUNDING_KM) <= km,
        left=far - (SHORT_KM + ROUNDING_KM) > km,
        touched=near + (STEP_KM + ROUNDING_KM) <= km,
        clear=near - ROUNDING_KM > km,
    )


def cap(place: str) -> tuple[Floats, float]:
    """A cap around a whole place: its centre and radius."""
    known = table()
    row = known.caps[known.row[place]]
    return row[:3], float(row[3])


def candidates(places: Sequence[str], targets: Sequence[str]) -> tuple[str, ...]:
    """The targets that may be the nearest to the places taken together; the others are certainly farther."""
    known = table()
    near = known.near[np.ix_([known.row[place] for place in places], [known.row[target] for target in targets])]
    may = (near <= near.min() + STEP_KM).any(axis=0)  # a step more: rounding may have put the nearest there
    return tuple(target for target, keep in zip(targets, may.tolist(), strict=True) if keep)
