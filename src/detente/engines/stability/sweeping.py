"""What improvements of others reach: the least number over it, by sweeps of one party after another.

One sweep of party j gives each cell the least number over itself and the cells of its own axis that j prefers and can
move to. j's improvements taken one after the other are one, so sweeps of the others in turn, until none changes
anything, reach what legal sequences reach.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from detente.engines.stability.grid import HIGH, LOW, Axis, Grid
from detente.engines.stability.model import Bools, Ints

_AT_ONCE = 1 << 21


def improved(cells: Ints, grid: Grid, worth: dict[int, Ints], others: Sequence[int]) -> Ints:
    """Of each cell (flat), the least number over itself and all that legal sequences of improvements of others reach.

    `worth` holds each party's payoffs by cell, LOW in holes. Others who are indifferent to all have no improvements.
    """
    found = cells.copy()
    others = [party for party in others if worth[party].max(initial=LOW) > worth[party].min(initial=HIGH)]
    quiet = sweeps = 0
    while quiet < len(others):
        party = others[sweeps % len(others)]
        quiet = 1 if _sweep(found, worth[party], grid.axes[party]) else quiet + 1
        sweeps += 1
    return found


def _sweep(cells: Ints, worth: Ints, axis: Axis) -> bool:
    """One party's sweep in place, each pair of strategies compared; whether anything changed."""
    shape = (axis.before, axis.length, axis.after)
    values, payoff = cells.reshape(shape), worth.reshape(shape)
    allowed = None
    if axis.kinds is not None and axis.below is not None:
        allowed = axis.below[np.ix_(axis.kinds, axis.kinds)][None, :, :, None]
    changed = False
    for rows, columns in _chunks(shape):
        value, paid = values[rows, :, columns], payoff[rows, :, columns]
        better = paid[:, None, :, :] > paid[:, :, None, :]
        if allowed is not None:
            better &= allowed
        better &= (paid > LOW)[:, :, None, :]
        least = np.where(better, value[:, None, :, :], HIGH).min(axis=2)
        if (least < value).any():
            np.minimum(value, least, out=value)
            changed = True
    return changed


def _chunks(shape: tuple[int, int, int]) -> Iterator[tuple[slice, slice]]:
    """Parts of the grid of whole cosets, small enough to compare every pair of a coset in."""
    before, length, after = shape
    cosets = max(1, _AT_ONCE // max(1, length * length))
    columns = min(after, cosets)
    rows = max(1, cosets // columns)
    for row in range(0, before, rows):
        for column in range(0, after, columns):
            yield slice(row, row + rows), slice(column, column + columns)


def cosets(cells: Ints | Bools, axis: Axis) -> Ints | Bools:
    """Cells with the party's own axis last."""
    return cells.reshape(axis.before, axis.length, axis.after).transpose(0, 2, 1)
