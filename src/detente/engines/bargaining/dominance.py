"""Which rows no other row dominates: at least as good in every column and better in one. Larger is better.

Two columns by a sweep; three by divide and conquer over levels of a merge (Kung, Luccio and Preparata 1975), all pairs
of blocks of a level at once; more by blocks against what is kept so far. Rows of different groups never meet.
"""

from __future__ import annotations

import itertools

import numpy as np

from detente.engines.bargaining.results import TooManyError
from detente.engines.bargaining.wide import Array, ranked

_LEAF = 5
_BLOCK = 512
_CELLS = 1 << 19


def distinct(keys: Array, groups: Array | None = None) -> tuple[Array, Array]:
    """(a first row of each distinct one, for every row the number of its like)."""
    rows = np.arange(len(keys))
    if len(keys) < 2:
        return rows, rows
    keys = _short(keys)
    columns = keys if groups is None else np.column_stack((keys, groups))
    mixed = _mixed(columns)
    order = np.argsort(mixed)
    same = mixed[order[1:]] == mixed[order[:-1]]
    if same.any():
        alike = (columns[order[1:]] == columns[order[:-1]]).all(axis=1)
        if (alike != same).any():  # two different rows of one hash: sort in full
            order = np.lexsort(columns.T)
            same = (columns[order[1:]] == columns[order[:-1]]).all(axis=1)
    number = np.zeros(len(order), dtype=np.int64)
    np.cumsum(~same, out=number[1:])
    likes = np.empty(len(order), dtype=np.int64)
    likes[order] = number
    firsts = order[np.concatenate(([True], ~same))]
    return firsts, likes


def _short(keys: Array) -> Array:
    """Python's integers as their ranks, column by column: same order, same ties."""
    return np.stack([ranked(column) for column in keys.T], axis=1) if keys.dtype == object else keys


def _mixed(columns: Array) -> Array:
    mixed = np.zeros(len(columns), dtype=np.uint64)
    factor = 0x9E3779B97F4A7C15
    for column in columns.T:
        mixed ^= column.astype(np.uint64) * np.uint64(factor)
        mixed *= np.uint64(0xD6E8FEB86659FD93)
        mixed ^= mixed >> np.uint64(32)
    return mixed


def undominated(keys: Array, groups: Array | None = None, most: int | None = None) -> Array:
    """A mask over distinct rows: True where no other row of the same group dominates it.

    Raises TooManyError where rows of more than three columns take more than `most` comparisons.
    """
    n, width = keys.shape
    if n < 2:
        return np.ones(n, dtype=bool)
    keys = _short(keys)
    if width == 1:
        keys = np.column_stack((keys, keys))
        width = 2
    if width == 2:
        return _two(keys, groups)
    if width == 3:
        return _three(keys, groups)
    if groups is None:
        return _many(keys, most)
    return _each_group(keys, groups, most)


def _two(keys: Array, groups: Array | None) -> Array:
    first, second = keys[:, 0], keys[:, 1]
    if groups is None:
        order = np.argsort(-first, kind="stable")
        segment = np.zeros(len(order), dtype=np.int64)
    else:
        order = np.lexsort((-first, groups))
        segment = _numbered(groups[order])
    rank = _ranks(second)[order]
    one = first[order]
    value = segment * len(order) + rank
    best = np.maximum.accumulate(value)
    before = np.concatenate(([-1], best[:-1]))
    new = value > before
    kept = np.flatnonzero(new)
    last = np.ones(len(kept), dtype=bool)  # of those equal in the first, only the last has the best second
    last[:-1] = (one[kept[1:]] != one[kept[:-1]]) | (segment[kept[1:]] != segment[kept[:-1]])
    mask = np.zeros(len(order), dtype=bool)
    mask[order[kept[last]]] = True
    return mask


def _ranks(column: Array) -> Array:
    order = np.argsort(column)
    ordered = column[order]
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.concatenate(([0], np.cumsum(ordered[1:] != ordered[:-1])))
    return ranks


def _numbered(ordered: Array) -> Array:
    return np.concatenate(([0], np.cumsum(ordered[1:] != ordered[:-1])))


def _three(keys: Array, groups: Array | None) -> Array:
    n = len(keys)
    sorting = (-keys[:, 2], -keys[:, 1], -keys[:, 0])
    order = np.lexsort(sorting if groups is None else (*sorting, groups))
    second, third = keys[order, 1], _ranks(keys[order, 2])
    group = np.zeros(n, dtype=np.int64) if groups is None else _numbered(groups[order])
    dominated = _leaves(group, second, third)
    by_second = np.argsort(-second, kind="stable")
    if groups is not None:
        by_second = by_second[np.argsort(group[by_second], kind="stable")]
    level = _LEAF
    while (1 << level) < n:
        _level(by_second, third, group, level, dominated)
        by_second = by_second[~dominated[by_second]] if level % 2 else by_second
        level += 1
    mask = np.empty(n, dtype=bool)
    mask[order] = ~dominated
    return mask


def _leaves(group: Array, second: Array, third: Array) -> Array:
    """Who is dominated by an earlier one in its own small block of the first column's order."""
    size = 1 << _LEAF
    n = len(second)
    dominated = np.zeros(n, dtype=bool)
    for step in range(1, size):
        low = slice(0, n - step)
        high = slice(step, n)
        if n <= step:
            break
        beaten = (second[low] >= second[high]) & (third[low] >= third[high]) & (group[low] == group[high])
        dominated[high] |= beaten
    return dominated


def _level(by_second: Array, third: Array, group: Array, level: int, dominated: Array) -> None:
    """Right halves of all pairs of blocks against their left halves, in one pass."""
    pair = by_second >> (level + 1)
    kind = np.uint16 if pair.max(initial=0) < 1 << 16 else np.uint32
    sequence = by_second[np.argsort(pair.astype(kind), kind="stable")]
    pair = sequence >> (level + 1)
    left = (sequence >> level) & 1 == 0
    fresh = np.ones(len(sequence), dtype=np.int64)
    fresh[1:] = (pair[1:] != pair[:-1]) | (group[sequence[1:]] != group[sequence[:-1]])
    base = np.cumsum(fresh) * (len(third) + 2)
    height = third[sequence] + 1
    best = np.maximum.accumulate(base + np.where(left, height, 0))
    beaten = ~left & (best - base >= height)
    dominated[sequence[beaten]] = True


def _many(keys: Array, most: int | None) -> Array:
    kind = np.uint16 if len(keys) < 1 << 16 else np.int32
    columns = [_ranks(column) for column in keys.T]
    order = np.argsort(-sum(columns))
    ranks = np.stack([column[order] for column in columns]).astype(kind)
    n = len(order)
    kept = np.empty((len(ranks), n), dtype=kind)
    size = compared = 0
    mask = np.zeros(n, dtype=bool)
    for start in range(0, n, _BLOCK):
        if most is not None and compared > most:
            raise TooManyError
        block = ranks[:, start : start + _BLOCK]
        alive, low, step = np.arange(block.shape[1]), 0, _BLOCK
        while low < size and len(alive):
            compared += len(alive) * min(step, size - low)
            free = ~_beaten(kept[:, low : min(size, low + step)], block)
            alive, block, low = alive[free], block[:, free], low + step
            step = max(_BLOCK, _CELLS // max(1, len(alive)))
        inner = _within(block)
        alive, block = alive[inner], block[:, inner]
        kept[:, size : size + len(alive)] = block
        size += len(alive)
        mask[order[start + alive]] = True
    return mask


def _beaten(by: Array, rows: Array) -> Array:
    """For each column of `rows`: whether some column of `by` is at least as large throughout."""
    above = np.greater_equal(by[0][None, :], rows[0][:, None])
    other = np.empty_like(above)
    for one, row in zip(by[1:], rows[1:], strict=True):
        np.greater_equal(one[None, :], row[:, None], out=other)
        np.logical_and(above, other, out=above)
    answer: Array = above.any(axis=1)
    return answer


def _within(block: Array) -> Array:
    above = block[0][None, :] >= block[0][:, None]
    for one in block[1:]:
        above &= one[None, :] >= one[:, None]
    answer: Array = above.sum(axis=1) == 1  # itself alone: rows are distinct
    return answer


def _each_group(keys: Array, groups: Array, most: int | None) -> Array:
    order = np.argsort(groups, kind="stable")
    bounds = np.flatnonzero(np.concatenate(([True], np.diff(groups[order]) != 0, [True])))
    mask = np.ones(len(keys), dtype=bool)
    for start, end in itertools.pairwise(bounds):
        if end - start > 1:
            rows = order[start:end]
            mask[rows] = _many(keys[rows], most)
    return mask
