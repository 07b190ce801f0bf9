"""Where in a long sequence something like a short one stands: approximate matching by edit distance.

Reference: Sellers (1980), The theory and computation of evolutionary distances: pattern recognition.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Symbols = NDArray[np.int32]


@dataclass(frozen=True)
class Stretch:
    """`text[begin:end]` is `distance` edits (insert, delete, replace) away from the pattern."""

    begin: int
    end: int
    distance: int


def distances(pattern: Symbols, text: Symbols) -> NDArray[np.int32]:
    """For every end in the text (0 to its length): the fewest edits from the pattern to a stretch that ends there."""
    places = np.arange(len(text) + 1, dtype=np.int32)
    row = np.zeros(len(text) + 1, np.int32)
    for count, symbol in enumerate(pattern.tolist(), 1):
        best = np.empty_like(row)
        best[0] = count
        np.minimum(row[:-1] + (text != symbol), row[1:] + 1, out=best[1:])
        row = np.minimum.accumulate(best - places) + places  # a symbol of the text left over costs one each
    return row


def stretches(pattern: Symbols, text: Symbols, most: int, farthest: int) -> list[Stretch]:
    """The stretches of the text most like the pattern, the nearest first; no two overlap by half.

    At most `most`, none more than `farthest` edits away. Of equal ones the first in the text comes first.
    """
    if not len(pattern) or not len(text):
        return []
    ends = distances(pattern, text)
    far = np.int32(len(pattern) + len(text) + 1)
    found: list[Stretch] = []
    while len(found) < most:
        end = int(ends.argmin())
        distance = int(ends[end])
        if distance > farthest or end == 0:
            break
        begin = _begin(pattern, text, end)
        if begin < end and not any(coincide(one.begin, one.end, begin, end) for one in found):
            found.append(Stretch(begin, end, distance))
        ends[max(begin + 1, end - len(pattern) // 2) : end + len(pattern) // 2 + 1] = far
    return found


def coincide(begin: int, end: int, other: int, other_end: int) -> bool:
    """Whether two stretches are in the main the same: they share more than half of the shorter."""
    return 2 * (min(end, other_end) - max(begin, other)) > min(end - begin, other_end - other)


def _begin(pattern: Symbols, text: Symbols, end: int) -> int:
    """Where the best stretch that ends here begins: the same, read backwards from its end."""
    reach = min(end, 2 * len(pattern))  # a longer one would cost more than the pattern itself
    backwards = text[end - reach : end][::-1]
    row = np.arange(reach + 1, dtype=np.int32)
    places = row.copy()
    for count, symbol in enumerate(pattern[::-1].tolist(), 1):
        best = np.empty_like(row)
        best[0] = count
        np.minimum(row[:-1] + (backwards != symbol), row[1:] + 1, out=best[1:])
        row = np.minimum.accumulate(best - places) + places
    lengths = np.flatnonzero(row == row.min())
    return end - int(lengths[np.abs(lengths - len(pattern)).argmin()])
