"""Statements in time, as arrays of day numbers (1 is 1 January of the year 1, as in `date.toordinal`).

Calendar periods, windows over them and over numbers of statements, weights by distance from a day, and the first of
each kind.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from detente.engines.networks import Floats, Ints

UNITS = ("days", "weeks", "months", "years")
KERNELS = ("uniform", "epanechnikov", "triangular", "gaussian")

_EPOCH = 719163  # the day number of 1970-01-01


def period(days: Ints, unit: str) -> Ints:
    """The number of the calendar period that each day lies in; weeks begin on Monday.

    Consecutive periods have consecutive numbers.
    """
    if unit == "days":
        return days
    if unit == "weeks":
        return (days - 1) // 7
    months = (days - _EPOCH).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months if unit == "months" else months // 12


def first_day(number: int, unit: str) -> int:
    """The first day of a period of that number; one of the next period less 1 is the last."""
    if unit == "days":
        return number
    if unit == "weeks":
        return number * 7 + 1
    month = np.int64(number if unit == "months" else number * 12).astype("datetime64[M]")
    return int(month.astype("datetime64[D]").astype(np.int64)) + _EPOCH


def number_in_year(days: Ints, unit: str) -> Ints:
    """The month of the year or the week of the year (ISO 8601), whatever the year."""
    if unit == "months":
        return period(days, "months") % 12
    thursday = (days - 1) // 7 * 7 + 4
    new_year = (
        (thursday - _EPOCH).astype("datetime64[D]").astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    )
    return (thursday - _EPOCH - new_year) // 7


def first_of_each(keys: Sequence[NDArray[np.int64]]) -> NDArray[np.bool_]:
    """Which rows are the first with their combination of keys."""
    if not len(keys[0]):
        return np.zeros(0, bool)
    combined = np.zeros(len(keys[0]), np.int64)
    for key in keys:
        _, codes = np.unique(key, return_inverse=True)
        _, combined = np.unique(combined * (int(codes.max()) + 1) + codes, return_inverse=True)
    found = np.zeros(len(combined), bool)
    found[np.unique(combined, return_index=True)[1]] = True
    return found


def weights(distances: Floats, kernel: str) -> Floats:
    """How much something counts at a distance from the middle, in half widths: a standard kernel.

    Beyond 1 nothing counts, but with the gaussian, whose standard deviation is half a width.
    """
    inside = np.abs(distances) <= 1.0
    if kernel == "uniform":
        return np.where(inside, 0.5, 0.0)
    if kernel == "epanechnikov":
        return np.where(inside, 0.75 * (1.0 - distances**2), 0.0)
    if kernel == "triangular":
        return np.where(inside, 1.0 - np.abs(distances), 0.0)
    return np.asarray(np.exp(-0.5 * distances**2) / np.sqrt(2.0 * np.pi))


def runs(moments: Ints, size: int, step: int) -> list[tuple[int, int]]:
    """Windows of `size` statements in order of time, a new one every `step` statements, as (begin, end) of sorted rows.

    Statements of one moment are never torn apart: a window takes in all that happened at the moments of its first and
    its last statement.
    """
    found: dict[tuple[int, int], None] = {}
    for start in range(0, len(moments) - size + 1, step):
        begin = int(np.searchsorted(moments, moments[start], "left"))
        end = int(np.searchsorted(moments, moments[start + size - 1], "right"))
        found[begin, end] = None
    return list(found)
