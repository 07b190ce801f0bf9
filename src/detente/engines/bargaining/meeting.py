"""Counting what everybody accepts by two halves: for any number of parties, where the halves can be multiplied out.

The diagram of what ties issues is cut at a layer. Every way to a node gives gains so far, every way from it gains to
come; a pair is accepted where no party's sum falls short. Pairs are counted in blocks: for each party the rows of a
block of the one side in order, the first t of them as a set of bits, for all t; a row of the other side meets the
intersection of one such set a party. Blocks that lie all within or all without are not looked into. All integers are
compared as ranks, exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from detente.engines.bargaining.dominance import distinct
from detente.engines.bargaining.model import Domain
from detente.engines.bargaining.results import TooManyError
from detente.engines.bargaining.ruled import Course
from detente.engines.bargaining.wide import Array, Wide, words

Stop = Callable[[], bool]
PAIRS = 10_000_000_000
ROWS = 400_000
_RIGHT, _LEFT = 2048, 4096


@dataclass(frozen=True)
class _Half:
    """Rows of exact numbers, the node that each is at, and how many ways each stands for."""

    rows: Wide
    node: Array
    counts: Array


def count_by_halves(domain: Domain, shape: Course, stop: Stop = lambda: False, most: int = PAIRS) -> int | None:
    """How many packages of a domain without ceilings everybody accepts; None: there would be too much to compare.

    `shape` is the diagram of everything that ties issues, bonuses too. Raises TooManyError if stopped.
    """
    step, rows, pairs = _cut(shape)
    if pairs > most or rows > ROWS:
        return None
    halves = _Halves(domain, shape, stop)
    return _met(halves.before(step), halves.after(step), stop)


def _cut(shape: Course) -> tuple[int, float, float]:
    """(how many issues come first, rows of both halves, pairs of them)."""
    before, after = [np.ones(1)], [np.ones(max(1, shape.nodes[-1] if shape.nodes else 1))]
    for moves, nodes in zip(shape.moves, shape.nodes, strict=True):
        now = np.zeros(max(1, nodes))
        np.add.at(now, moves[moves >= 0], np.broadcast_to(before[-1][:, None], moves.shape)[moves >= 0])
        before.append(now)
    for moves in reversed(shape.moves):
        after.append(np.where(moves >= 0, after[-1][np.maximum(moves, 0)], 0.0).sum(axis=1))
    after.reverse()
    sizes = [float(one.sum() + two.sum()) for one, two in zip(before, after, strict=True)]
    step = min(range(len(sizes)), key=sizes.__getitem__)
    return step, sizes[step], float(before[step] @ after[step])


class _Halves:
    def __init__(self, domain: Domain, shape: Course, stop: Stop) -> None:
        self.domain, self.shape, self.stop = domain, shape, stop
        largest = sum(
            max(abs(worth) for options in table for worth in options) * len(table) + abs(r)
            for table, r in zip(domain.tables, domain.reservations, strict=True)
        ) + sum(abs(bonus.worth) for bonus in domain.bonuses)
        self.width = words(4 * max(1, largest))
        self.kind: type = np.int64 if domain.packages < 1 << 62 else object

    def _worth(self, step: int, sign: int) -> Wide:
        """What each option of a step adds, beside each set of bonuses: rows are options × sets."""
        domain, issue = self.domain, self.shape.order[step]
        rows = []
        for option in range(domain.sizes[issue]):
            for mask in self.shape.sets:
                row = [table[issue][option] for table in domain.tables]
                for bit, bonus in enumerate(domain.bonuses):
                    row[bonus.party] += bonus.worth if mask >> bit & 1 else 0
                rows.append([sign * one for one in row])
        return Wide.of(rows, self.width)

    def _copies(self, step: int) -> Array:
        issue = self.shape.order[step]
        some = self.domain.copies[issue] if self.domain.copies else (1,) * self.domain.sizes[issue]
        return np.array(some, dtype=self.kind)

    def before(self, step: int) -> _Half:
        """All ways to the nodes before a step: gains so far, over the reservation values."""
        start = Wide.of([[-r for r in self.domain.reservations]], self.width)
        half = _Half(start, np.zeros(1, dtype=np.int64), np.ones(1, dtype=self.kind))
        for at in range(step):
            moves = self.shape.moves[at][half.node]
            parents, chosen = np.nonzero(moves >= 0)
            half = self._grown(half, at, parents, chosen, half.node[parents], moves[parents, chosen], 1)
        return half

    def after(self, step: int) -> _Half:
        """All ways from the nodes before a step to the end: what they add, with the sign turned."""
        parties, ends = len(self.domain.tables), max(1, self.shape.nodes[-1] if self.shape.nodes else 1)
        half = _Half(Wide.of([[0] * parties] * ends, self.width), np.arange(ends), np.ones(ends, dtype=self.kind))
        for at in range(len(self.shape.order) - 1, step - 1, -1):
            moves = self.shape.moves[at]
            order = np.argsort(half.node, kind="stable")
            starts = np.searchsorted(half.node[order], np.arange(max(1, self.shape.nodes[at]) + 1))
            source, chosen = np.nonzero(moves >= 0)
            target = moves[source, chosen]
            many = starts[target + 1] - starts[target]
            ways = np.repeat(np.arange(len(source)), many)
            inside = np.arange(len(ways)) - np.repeat(np.cumsum(many) - many, many)
            parents = order[starts[target[ways]] + inside]
            half = self._grown(half, at, parents, chosen[ways], source[ways], source[ways], -1)
        return half

    def _grown(
        self, half: _Half, at: int, parents: Array, chosen: Array, source: Array, node: Array, sign: int
    ) -> _Half:
        """Rows with one issue more; those alike at the same node are one."""
        if self.stop():
            raise TooManyError
        had = self.shape.had[at][source, chosen]
        worth = self._worth(at, sign).take(chosen * len(self.shape.sets) + had)
        rows = half.rows.take(parents).plus(worth)
        counts = half.counts[parents] * self._copies(at)[chosen]
        firsts, likes = distinct(rows.keys(), node)
        totals: Array = np.zeros(len(firsts), dtype=self.kind)
        np.add.at(totals, likes, counts)
        return _Half(rows.take(firsts), node[firsts].astype(np.int64), totals)


def _met(one: _Half, other: _Half, stop: Stop) -> int:
    """Pairs at the same node where the numbers of `one` are at least those of `other`."""
    pairs = zip(one.rows.lows, other.rows.lows, strict=True)
    both = Wide(np.concatenate((one.rows.high, other.rows.high)), tuple(np.concatenate(low) for low in pairs)).keys()
    left, right = both[: len(one.node)], both[len(one.node) :]
    total = 0
    first, second = np.argsort(one.node, kind="stable"), np.argsort(other.node, kind="stable")
    nodes = np.arange(max(int(one.node.max(initial=0)), int(other.node.max(initial=0))) + 2)
    cuts, ends = np.searchsorted(one.node[first], nodes), np.searchsorted(other.node[second], nodes)
    for node in nodes[:-1].tolist():
        mine, yours = first[cuts[node] : cuts[node + 1]], second[ends[node] : ends[node + 1]]
        if len(mine) and len(yours):
            total += _pairs(left[mine], one.counts[mine], right[yours], other.counts[yours], stop)
    return total


def _pairs(left: Array, counts: Array, right: Array, weights: Array, stop: Stop) -> int:
    """Pairs of rows with left ≥ right in every column, each as often as counts and weights say."""
    for _ in range(2):
        keep = (left >= right.min(axis=0)).all(axis=1)
        left, counts = left[keep], counts[keep]
        if not len(left):
            return 0
        keep = (right <= left.max(axis=0)).all(axis=1)
        right, weights = right[keep], weights[keep]
        if not len(right):
            return 0
    binding = left.min(axis=0) < right.max(axis=0)
    left, right = left[:, binding], right[:, binding]
    if not binding.any():
        return int(counts.sum()) * int(weights.sum())
    if len(left) < len(right):
        left, counts, right, weights = -right, weights, -left, counts
    total = 0
    blocks = [(left[rows], counts[rows]) for rows in _parted(left, _LEFT)]
    for rows in _parted(right, _RIGHT):
        if stop():
            raise TooManyError
        block = _Block(right[rows], weights[rows])
        total += sum(block.below(*one) for one in blocks)
    return total


def _parted(rows: Array, most: int) -> list[Array]:
    """Rows in blocks of at most so many, each narrow: halved at the median of the widest column."""
    found, pending = [], [np.arange(len(rows))]
    ranks = np.argsort(np.argsort(rows, axis=0), axis=0)
    while pending:
        some = pending.pop()
        if len(some) <= most:
            found.append(some)
            continue
        inside = ranks[some]
        column = inside[:, int(np.ptp(inside, axis=0).argmax())]
        order = np.argpartition(column, len(some) // 2)
        pending += [some[order[: len(some) // 2]], some[order[len(some) // 2 :]]]
    return found


class _Block:
    """Some rows, for each column the first t of them in its order as bits."""

    def __init__(self, rows: Array, weights: Array) -> None:
        self.low, self.high, self.all = rows.min(axis=0), rows.max(axis=0), int(weights.sum())
        self.width = -(-len(rows) // 64)
        self.ordered = np.sort(rows, axis=0)
        self.sets: dict[int, Array] = {}
        self.ranks = np.argsort(np.argsort(rows, axis=0, kind="stable"), axis=0)
        self.weights = [
            (1 << bit, self._packed((weights >> bit & 1).astype(bool)[None, :])[0])
            for bit in range(int(weights.max()).bit_length())
        ]

    def _packed(self, bits: Array) -> Array:
        padded = np.zeros((len(bits), self.width * 64), dtype=bool)
        padded[:, : bits.shape[1]] = bits
        return np.packbits(padded, axis=1).view(np.uint64)

    def _first(self, column: int) -> Array:
        """The first t rows of a column's order, t from 0 on, as bits."""
        if column not in self.sets:
            rank = self.ranks[:, column].astype(np.int16)
            self.sets[column] = self._packed(rank[None, :] < np.arange(len(rank) + 1, dtype=np.int16)[:, None])
        return self.sets[column]

    def below(self, left: Array, counts: Array) -> int:
        """Pairs of a row here that is nowhere above a row of `left`."""
        if (left.max(axis=0) < self.low).any():
            return 0
        binding = np.flatnonzero(left.min(axis=0) < self.high).tolist()
        if not binding:
            return int(counts.sum()) * self.all
        met: Array | None = None
        for column in binding:
            place = np.searchsorted(self.ordered[:, column], left[:, column], side="right")
            sets = self._first(column)
            if met is None:
                met = sets[place]
            else:
                met &= sets[place]
        assert met is not None
        total = 0
        for weight, mask in self.weights:
            some = met if weight == 1 and len(self.weights) == 1 else met & mask
            hits = np.bitwise_count(some).sum(axis=1, dtype=np.int64)
            total += weight * int((counts * hits).sum())
        return total
