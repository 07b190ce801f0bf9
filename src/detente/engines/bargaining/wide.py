"""Exact integer vectors for numpy, in one machine word where they fit, else in as many as it takes.

A number u is `high · 2^(SHIFT·n) + Σ low_k · 2^(SHIFT·(n-1-k))` with 0 ≤ low_k < 2^SHIFT, so that the sign is that of
`high`, and order is order of (high, low_0, low_1, …). GENIUS weights have sixteen digits and evaluations their own
denominators: together often seventy bits, and hundreds where the denominators have nothing in common.
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
_ONE = 61


def words(largest: int) -> int:
    """How many words hold every integer up to `largest` in size, and sums of a few of them."""
    return 1 + max(0, -(-(largest.bit_length() - _ONE) // SHIFT))


@dataclass(frozen=True)
class Wide:
    """Rows of exact integers, `high` and each of `lows` of one shape; `lows` is empty where one word is enough."""

    high: Array
    lows: tuple[Array, ...] = ()

    @classmethod
    def of(cls, numbers: Sequence[Sequence[int]], width: int) -> Wide:
        """Rows of Python integers in so many words."""

        def word(shift: int, mask: int) -> Array:
            return np.array([[number >> shift & mask for number in row] for row in numbers], dtype=np.int64)

        lows = tuple(word(SHIFT * place, MASK) for place in range(width - 2, -1, -1))
        return cls(word(SHIFT * (width - 1), -1), lows)

    def __len__(self) -> int:
        return len(self.high)

    def take(self, rows: Array) -> Wide:
        """These rows, by index or mask."""
        return Wide(self.high[rows], tuple(low[rows] for low in self.lows))

    def plus_each(self, other: Wide) -> Wide:
        """Every row of this with every row of the other, this one's rows slowest."""
        shape = (-1, self.high.shape[1])

        def each(one: Array, two: Array) -> Array:
            return np.asarray((one[:, None, :] + two[None, :, :]).reshape(shape))

        pairs = zip(self.lows, other.lows, strict=True)
        return _carried(each(self.high, other.high), [each(one, two) for one, two in pairs])

    def plus(self, other: Wide) -> Wide:
        """Row by row; a single row of the other is added to each."""
        return _carried(self.high + other.high, [a + b for a, b in zip(self.lows, other.lows, strict=True)])

    def whole(self) -> Array:
        """A mask: rows without a number below 0."""
        return np.asarray((self.high >= 0).all(axis=1))

    def floats(self) -> Array:
        """Nearest floats, to within a few units in their last place, small numbers as well as large ones."""
        found = self.high.astype(np.float64)
        for low in self.lows:
            found = found * float(1 << SHIFT) + low
        return found

    def row(self, index: int) -> tuple[int, ...]:
        """One row as Python integers."""
        found = self.high[index].tolist()
        for low in self.lows:
            found = [(number << SHIFT) + more for number, more in zip(found, low[index].tolist(), strict=True)]
        return tuple(found)

    def keys(self) -> Array:
        """Integers of one word in the same order and with the same ties, column by column."""
        if not self.lows:
            return self.high
        columns = range(self.high.shape[1])
        return np.stack([_ranks([self.high[:, c], *(low[:, c] for low in self.lows)]) for c in columns], axis=1)


def _carried(high: Array, lows: Sequence[Array]) -> Wide:
    if not lows:
        return Wide(high)
    kept: list[Array] = []
    carry: Array = np.zeros_like(high)
    for low in reversed(lows):
        total: Array = low + carry
        kept.append(total & MASK)
        carry = total >> SHIFT
    return Wide(high + carry, tuple(reversed(kept)))


def ranked(numbers: Array) -> Array:
    """Ranks of Python integers of any length; equal ones share a rank."""
    return np.asarray(np.unique(numbers, return_inverse=True)[1].reshape(-1), dtype=np.int64)


def _ranks(parts: Sequence[Array]) -> Array:
    """Ranks of numbers in several words, the highest first; equal ones share a rank."""
    order = np.lexsort(tuple(reversed(parts[:2])))
    if len(parts) > 2:  # seldom do those differ whose first words are the same
        alike = np.ones(max(0, len(order) - 1), dtype=bool)
        for part in parts[:2]:
            alike &= part[order[1:]] == part[order[:-1]]
        if any((alike & (part[order[1:]] != part[order[:-1]])).any() for part in parts[2:]):
            order = np.lexsort(tuple(reversed(parts)))
    steps = np.zeros(len(order), dtype=np.int64)
    for part in parts:
        ordered = part[order]
        steps[1:] |= ordered[1:] != ordered[:-1]
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.cumsum(steps)
    return ranks
