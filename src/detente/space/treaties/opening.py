"""What is there before a log begins: the inventory's holdings on a day, as the cells and amounts of stocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from detente.case.model import Case
from detente.space.treaties.compiled import Compiled
from detente.space.treaties.presence import ACTIVE, things

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

UNBOUNDED = 10**15
"""More than any size: at most how much more there may be, where nobody knows."""


@dataclass(frozen=True)
class Opening:
    """Stocks before the first event: at least `low` in each cell, at most `more` above it.

    `cells` are rows of bearer, action, asset, territory and consents (none). `unknown` are the holdings of which no
    size is known, or to which several have unknown shares.
    """

    cells: NDArray[np.int64]
    low: NDArray[np.int64]
    more: NDArray[np.int64]
    unknown: tuple[str, ...]


def opening(case: Case, compiled: Compiled, day: date) -> Opening:
    """The active holdings on a day. What may be there but need not counts from 0."""
    import numpy as np

    rows: list[tuple[int, ...]] = []
    amounts: list[tuple[int, int]] = []
    unknown: list[str] = []
    trees = compiled.universe.trees
    for thing in things(case.treaties.inventory, case.treaties.vocabulary):
        there = thing.on(day)
        if thing.status != ACTIVE or there is None:
            continue
        alone = len(thing.senders) == 1 and not thing.others
        low = there.low or 0 if alone and there.certain else 0
        high = UNBOUNDED if there.high is None else there.high
        if there.high is None or there.low is None or not alone:
            unknown.append(thing.id)
        for sender in thing.senders:
            names = (sender, thing.action, thing.asset, thing.host)
            if all(name in tree.mask for tree, name in zip(trees, names, strict=True)):
                rows.append((*(compiled.place(side, name) for side, name in enumerate(names)), 0))
                amounts.append((low, high - low))
    cells = np.array(rows, np.int64).reshape(-1, 5)
    sizes = np.array(amounts, np.int64).reshape(-1, 2)
    return Opening(cells, sizes[:, 0], sizes[:, 1], tuple(dict.fromkeys(unknown)))
