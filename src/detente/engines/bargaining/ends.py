"""What a pass over the issues ends with: gains, how many packages stand behind each, and the ways there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from detente.engines.bargaining.wide import Array, Wide


@dataclass(frozen=True)
class Layer:
    """How the rows after one step came about: `parents`, `options` and the row `targets` that each way leads to."""

    issue: int
    parents: Array
    options: Array
    targets: Array

    def to(self, row: int) -> Array:
        """The ways that lead to a row."""
        order, starts = self._sorted
        found: Array = order[starts[row] : starts[row + 1]]
        return found

    def first(self, rows: Array) -> Array:
        """The first way to each of some rows."""
        order, starts = self._sorted
        found: Array = order[starts[rows]]
        return found

    @cached_property
    def _sorted(self) -> tuple[Array, Array]:
        order = np.argsort(self.targets, kind="stable")
        rows = int(self.targets.max(initial=-1)) + 1
        return order, np.searchsorted(self.targets[order], np.arange(rows + 1))


@dataclass(frozen=True)
class Ends:
    """What a pass ends with: exact gains, how many packages stand behind each, and the ways there."""

    over: Wide
    """Gains over the reservation values that the pass was given."""
    base: tuple[int, ...]
    """These values less the domain's own."""
    counts: Array
    layers: tuple[Layer, ...]
    issues: int
    complete: bool = True
    """Whether nothing was left aside for want of room (`beam`)."""

    def __len__(self) -> int:
        return len(self.over)

    def row(self, at: int) -> tuple[int, ...]:
        """The gains of a row over the domain's reservation values."""
        return self._gains.row(at)

    def floats(self) -> Array:
        """All gains, nearly: each is the exact one rounded, so that what is near 0 is not lost."""
        return self._gains.floats()

    @cached_property
    def _gains(self) -> Wide:
        return self.over.plus(Wide.of([self.base], 1 + len(self.over.lows))) if any(self.base) else self.over

    def packages(self, row: int, most: int) -> list[tuple[int, ...]]:
        """The packages behind a row, at most so many, in the order of their options."""
        if self.counts[row] == 1:
            return [tuple(self._only[row].tolist())]
        found: list[tuple[int, ...]] = []
        for chosen in self._ways(len(self.layers) - 1, row):
            found.append(tuple(chosen[issue] for issue in range(self.issues)))
            if len(found) >= most:
                break
        return sorted(found)

    @cached_property
    def _only(self) -> Array:
        """For each row the package of the first way to it: the only one where one package stands behind it."""
        packages = np.zeros((len(self), self.issues), dtype=np.int64)
        at = np.arange(len(self))
        for layer in reversed(self.layers):
            way = layer.first(at)
            packages[:, layer.issue] = layer.options[way]
            at = layer.parents[way]
        return packages

    def _ways(self, depth: int, row: int) -> Iterator[dict[int, int]]:
        if depth < 0:
            yield {}
            return
        layer = self.layers[depth]
        for way in layer.to(row):
            for chosen in self._ways(depth - 1, int(layer.parents[way])):
                yield {**chosen, layer.issue: int(layer.options[way])}
