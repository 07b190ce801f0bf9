"""Least and greatest numbers over what moves reach, along the axes of the grid.

Between feasible cells a party changes all its options at once, so a reduction over its strategies is one over each of
its options in turn, wherever holes lie.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence

import numpy as np

from detente.engines.stability.grid import HIGH, Axis, Grid
from detente.engines.stability.model import Ints

_PATIENCE = 64


class LongError(Exception):
    """A fixed point is far away: what is asked for is to be searched in order instead."""


def along(ufunc: np.ufunc, cells: Ints, axis: Axis) -> Ints:
    """Of each cell, the least (np.minimum) or greatest (np.maximum) over itself and what one move reaches.

    `cells` has the shape of the grid, or broadcasts to it except along the axis; so does what is returned.
    """
    if not axis.changes:
        return np.asarray(ufunc.reduce(cells, axis=axis.place, keepdims=True))
    found = cells.copy()
    sides = cells.shape[: axis.place], cells.shape[axis.place + 1 :]
    for before, size, after, allowed in axis.changes:
        valued = found.reshape(*sides[0], before, size, after, *sides[1])
        at = axis.place + 1
        if allowed is None:
            valued[...] = ufunc.reduce(valued, axis=at, keepdims=True)
        else:
            given = [valued.take(value, axis=at) for value in range(size)]
            reach = [functools.reduce(ufunc, itertools.compress(given, allowed[value])) for value in range(size)]
            np.stack(reach, axis=at, out=valued)
    return found


def reached(cells: Ints, grid: Grid, others: Sequence[int]) -> Ints:
    """Of each cell, the least number over itself and all that legal sequences of any moves of others reach.

    Without holes each party's axis is taken once; with holes (where `cells` must be HIGH) until nothing changes.
    The result broadcasts to the grid. Raises LongError if the fixed point is far.
    """
    if grid.holes is None:
        for party in others:
            cells = _whole(cells, grid.axes[party])
            cells = along(np.minimum, cells, grid.axes[party])
        return cells
    found = np.where(grid.holes.reshape(grid.shape), HIGH, cells)
    quiet = sweeps = 0
    while quiet < len(others):
        axis = grid.axes[others[sweeps % len(others)]]
        least = along(np.minimum, found, axis)
        better = least < found
        better &= ~grid.holes.reshape(grid.shape)
        changed = better.any()
        if changed:
            np.copyto(found, least, where=better)
        quiet = 1 if changed else quiet + 1
        sweeps += 1
        if sweeps > _PATIENCE * len(others):
            raise LongError
    return found


def _whole(cells: Ints, axis: Axis) -> Ints:
    """Cells that differ along an axis, where what is not undone along it needs them to."""
    if axis.changes and cells.shape[axis.place] != axis.length:
        return np.repeat(cells, axis.length, axis=axis.place)
    return cells
