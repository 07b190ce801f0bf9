"""Weighted sums of gains that a pass must still be able to reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.engines.bargaining.model import Domain
from detente.engines.bargaining.wide import Array

_SLACK = 1e-11
"""Of all that is added up, whatever the sum comes to: a sum near 0 has the errors of its parts."""


@dataclass(frozen=True)
class Cut:
    """Only packages whose weighted gains `Σ weights · gains` can reach `least` (floats, kept on the safe side)."""

    weights: tuple[float, ...]
    least: float


@dataclass(frozen=True)
class Weighed:
    """The cuts, as columns of floats in the same form: what a weighted sum can still reach."""

    weights: Array
    least: Array
    begin: Array
    falls: list[Array]

    @classmethod
    def of(cls, domain: Domain, order: Sequence[int], cuts: Sequence[Cut]) -> Weighed:
        """The columns of these cuts for passes in this order."""
        parties = len(domain.tables)
        weights = np.array([cut.weights for cut in cuts], dtype=np.float64).reshape(len(cuts), parties)
        begin = -weights @ np.array([float(r) for r in domain.reservations])
        falls, size = [], np.abs(weights) @ np.array([abs(float(r)) for r in domain.reservations])
        for issue in order:
            worth = np.array([[float(w) for w in table[issue]] for table in domain.tables])
            each = (weights @ worth).T  # options × cuts
            top = each.max(axis=0) if len(cuts) else np.zeros(0)
            begin = begin + top
            size = size + (np.abs(weights) @ np.abs(worth)).max(axis=1, initial=0.0)
            falls.append(each - top)
        for bonus in domain.bonuses:
            begin = begin + weights[:, bonus.party] * float(max(bonus.worth, 0))
            size = size + np.abs(weights[:, bonus.party]) * float(abs(bonus.worth))
        least = np.array([cut.least for cut in cuts], dtype=np.float64)
        return cls(weights, least - _SLACK * (np.abs(least) + size), begin, falls)

    def start(self, rows: int) -> Array:
        """The columns before anything is settled."""
        return np.repeat(self.begin[None, :], rows, axis=0)

    def after(self, number: int, cuts: Array, options: Array) -> Array:
        """The columns of every row with each of these options."""
        fall = self.falls[number][options]
        return (cuts[:, None, :] + fall[None, :, :]).reshape(len(cuts) * len(fall), cuts.shape[1])

    def reach(self, cuts: Array) -> Array:
        """A mask: rows that can still meet every cut."""
        return np.asarray((cuts >= self.least).all(axis=1))
