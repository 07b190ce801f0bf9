"""The frontier as two parties see it: of the packages that everybody accepts, the most that one can have for the other.

Branch and bound in layers, the issues one after another, with every partial package a row. Some packages are met first
by a beam; between each two steps that these make lies a corner, and only what may lie beyond a corner can add a step. A
row goes when it cannot: when one of the two, some party's reservation value, or a weighted sum of gains (of all
parties, those others being at least 0) is out of its reach, counted exactly over what ties the issues. Floats have
room for their errors; the steps themselves are compared in integers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import numpy as np

from detente.engines.bargaining.batches import Batch
from detente.engines.bargaining.drawing import shape_of
from detente.engines.bargaining.model import Domain
from detente.engines.bargaining.results import TooManyError
from detente.engines.bargaining.weighing import raised
from detente.engines.bargaining.wide import Array

_ANGLES, _BEAM, _ROWS = 12, 60, 200_000
_SLACK = 1e-9
N = TypeVar("N", int, float)


def stair(
    domain: Domain, one: int, other: int, stop: Callable[[], bool] = lambda: False
) -> tuple[tuple[int, int], ...]:
    """The gains of two parties at acceptable packages, where no acceptable one is as good for both and better for one.

    Best for `one` last. Empty where nothing is acceptable. Raises TooManyError where it outgrows its limits.
    """
    shape = shape_of(domain)
    if shape is None:
        raise TooManyError
    batch = Batch([domain], shape, stop)
    if batch.impossible:
        return ()
    search = _Search(batch, (one, other))
    met = search.exact(search.run([], _BEAM))
    return search.exact(search.run(met, None), met)


def steps(points: Iterable[tuple[N, N]]) -> tuple[tuple[N, N], ...]:
    """Of points in the plane those that no other is at least as good as in both, by the first value.

    >>> steps([(1, 3), (2, 2), (1, 2), (3, 0), (2, 2)])
    ((1, 3), (2, 2), (3, 0))
    """
    kept: list[tuple[N, N]] = []
    for x, y in sorted(set(points), reverse=True):
        if not kept or y > kept[-1][1]:
            kept.append((x, y))
    return tuple(reversed(kept))


class _Search:
    def __init__(self, batch: Batch, pair: tuple[int, int]) -> None:
        self.batch, self.pair, self.domain = batch, list(pair), batch.domains[0]
        parties = len(self.domain.tables)
        reach = [one.reshape(parties, -1) for one in batch.reach]
        self.reach = reach
        self.start = -batch.reservations[0]
        spans = np.maximum(self.start + reach[0][:, 0], 1e-12)[self.pair]
        turns = np.linspace(0.01, np.pi / 2 - 0.01, _ANGLES)
        aims = np.zeros((_ANGLES, parties))
        aims[:, self.pair] = np.stack([np.cos(turns), np.sin(turns)], axis=1) / spans
        padded = np.repeat(batch.padded, _ANGLES, axis=0)
        self.weights = raised(padded, np.repeat(self.start[None], _ANGLES, axis=0), aims)
        self.ahead = batch.ahead(np.zeros(_ANGLES, dtype=np.intp), self.weights)
        self.slack = 2 * _SLACK * self.weights.sum(axis=1)

    def run(self, met: Sequence[tuple[int, int]], beam: int | None) -> Array:
        """Packages: all that may add a step to those met, or with a beam some good ones."""
        batch = self.batch
        corners = self._corners(met)
        gains, node = self.start[None], np.zeros(1, dtype=np.intp)
        trail: list[tuple[Array, Array]] = []
        for step, worth in enumerate(batch.worth):
            if batch.stop():
                raise TooManyError
            moves, size = batch.shape.moves[step], worth.shape[2]
            after = moves[node].reshape(-1)
            grown = (gains[:, None, :] + worth[0].T[None]).reshape(-1, len(self.start))
            if len(batch.shape.sets) > 1:
                grown += batch.bonus[0][batch.shape.had[step][node].reshape(-1)]
            can = grown + self.reach[step + 1][:, after].T
            good = np.flatnonzero((after >= 0) & (can >= -_SLACK).all(axis=1))
            sums = grown[good] @ self.weights.T + self.ahead[step + 1][:, after[good]].T
            if beam is None:
                kept = self._beyond(can[good][:, self.pair], sums, corners)
                good = good[kept]
                if len(good) > _ROWS:
                    raise TooManyError
            elif len(good) > beam:
                good = good[np.unique(np.argpartition(-sums, beam - 1, axis=0)[:beam])]
            trail.append((good // size, good % size))
            gains, node = grown[good], after[good]
        near = _undominated(gains[:, self.pair]) if len(gains) else np.zeros(0, dtype=np.intp)
        return batch.back(trail, len(gains))[near]

    def _corners(self, met: Sequence[tuple[int, int]]) -> Array:
        """What a new step has more of, in both: of its neighbours below and above, or nothing."""
        scales = self.batch.scales[0][self.pair]
        low = np.array([[0.0, 0.0]]) - 2 * _SLACK
        steps = np.concatenate([low, np.array(met, dtype=float).reshape(-1, 2) / scales, low])
        return np.stack([steps[:-1, 0], steps[1:, 1]], axis=1)

    def _beyond(self, can: Array, sums: Array, corners: Array) -> Array:
        """Which rows may lie beyond a corner."""
        needs = self.weights[:, self.pair] @ corners.T - self.slack[:, None]
        kept = (can[:, 0, None] > corners[:, 0] - _SLACK) & (can[:, 1, None] > corners[:, 1] - _SLACK)
        for angle, need in enumerate(needs):
            kept &= sums[:, angle, None] >= need
        return np.asarray(kept.any(axis=1))

    def exact(self, packages: Array, met: Sequence[tuple[int, int]] = ()) -> tuple[tuple[int, int], ...]:
        """The steps that packages make, and others that were met."""
        found = set(met)
        for package in packages.tolist():
            gains = self.domain.gains(package)
            if min(gains) >= 0:
                found.add((gains[self.pair[0]], gains[self.pair[1]]))
        return steps(found)


def _undominated(points: Array) -> Array:
    """Which points may be steps, nearly: no other is clearly better for one and at least as good for the other."""
    order = np.argsort(points[:, 0], kind="stable")
    ordered = points[order]
    best = np.append(np.maximum.accumulate(ordered[::-1, 1])[::-1], -np.inf)  # of those from here on
    beyond = np.searchsorted(ordered[:, 0], ordered[:, 0] + _SLACK, side="right")
    return np.asarray(order[ordered[:, 1] >= best[beyond] - _SLACK])
