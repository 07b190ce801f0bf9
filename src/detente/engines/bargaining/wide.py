"""Exact integer vectors for numpy, in one machine word where they fit, else in two.

A number u is `high · 2^SHIFT + low` with 0 ≤ low < 2^SHIFT, so that the sign is that of `high`, and order is order of
(high, low). GENIUS weights have sixteen digits and evaluations their own denominators: together often seventy bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
SHIFT = 31
MASK = (1 << SHIFT) - 1
_ONE = 1 << 61
_TWO = 1 << (61 + SHIFT)


def words(largest: int) -> int:
    """How many words hold every integer up to `largest` in size; 0: none here does."""
    return 1 if largest < _ONE else 2 if largest < _TWO else 0


@dataclass(frozen=True)
class Wide:
    """Rows of exact integers, `high` and `low` of one shape; `low` is None where one word is enough."""

    high: Array
    low: Array | None = None

    @classmethod
    def of(cls, numbers: Sequence[Sequence[int]], width: int) -> Wide:
        """Rows of Python integers in so many words."""
        if width == 1:
            return cls(np.array(numbers, dtype=np.int64))
        high = np.array([[number >> SHIFT for number in row] for row in numbers], dtype=np.int64)
        return cls(high, np.array([[number & MASK for number in row] for row in numbers], dtype=np.int64))

    def __len__(self) -> int:
        return len(self.high)

    def take(self, rows: Array) -> Wide:
        """These rows, by index or mask."""
        return Wide(self.high[rows], None if self.low is None else self.low[rows])

    def plus_each(self, other: Wide) -> Wide:
        """Every row of this with every row of the other, this one's rows slowest."""
        shape = (-1, self.high.shape[1])
        high = (self.high[:, None, :] + other.high[None, :, :]).reshape(shape)
        if self.low is None or other.low is None:
            return Wide(high)
        return _carried(high, (self.low[:, None, :] + other.low[None, :, :]).reshape(shape))

    def plus(self, other: Wide) -> Wide:
        """Row by row."""
        if self.low is None or other.low is None:
            return Wide(self.high + other.high)
        return _carried(self.high + other.high, self.low + other.low)

    def whole(self) -> Array:
        """A mask: rows without a number below 0."""
        return np.asarray((self.high >= 0).all(axis=1))

    def floats(self) -> Array:
        """Nearest floats, to within a few units in their last place."""
        if self.low is None:
            return self.high.astype(np.float64)
        return self.high * float(1 << SHIFT) + self.low

    def row(self, index: int) -> tuple[int, ...]:
        """One row as Python integers."""
        if self.low is None:
            return tuple(int(number) for number in self.high[index])
        return tuple((int(h) << SHIFT) + int(w) for h, w in zip(self.high[index], self.low[index], strict=True))

    def keys(self) -> Array:
        """Integers of one word in the same order and with the same ties, column by column."""
        if self.low is None:
            return self.high
        return np.stack([keys_of(self.high[:, one], self.low[:, one]) for one in range(self.high.shape[1])], axis=1)


def _carried(high: Array, low: Array) -> Wide:
    return Wide(high + (low >> SHIFT), low & MASK)


def keys_of(high: Array, low: Array) -> Array:
    """Ranks of numbers in two words; equal ones share a rank."""
    order = np.lexsort((low, high))
    high, low = high[order], low[order]
    steps = np.zeros(len(order), dtype=np.int64)
    steps[1:] = (high[1:] != high[:-1]) | (low[1:] != low[:-1])
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.cumsum(steps)
    return ranks
