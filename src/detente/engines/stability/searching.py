"""The least number that each cell reaches, each cell met once, however many moves away it lies.

Cells are taken in the order of their numbers, and from each the moves backwards that lead to it: whoever is met for the
first time reaches that number and none less. Of each coset the strategies from the worst are a queue that is passed
once, for each class of strategies that can be undone into one another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from detente.engines.stability.grid import HIGH, LOW
from detente.engines.stability.model import Ints

if TYPE_CHECKING:
    from detente.engines.stability.sweeping import Lines


def search(cells: Ints, ranked: Ints, others: Sequence[Lines], *, free: bool, following: Ints | None = None) -> Ints:
    """By any moves of others (`free`), else by their improvements; `ranked` are the cells by number, without holes.

    `following` is told the next cell on the way of each cell that reaches another's number.
    """
    found = np.full(len(cells), HIGH, dtype=np.int32)
    queues = [_Queue(lines, free=free) for lines in others]
    for source in ranked.tolist():
        if found[source] != HIGH:
            continue
        number = found[source] = cells[source]
        pending = [source]
        while pending:
            cell = pending.pop()
            for queue in queues:
                for origin in queue.origins(cell):
                    if found[origin] == HIGH:
                        found[origin] = number
                        if following is not None:
                            following[origin] = cell
                        pending.append(origin)
    return found


class _Queue:
    """From where a party moves to a cell: of a coset and a class of targets, each origin is given once."""

    def __init__(self, lines: Lines, *, free: bool) -> None:
        self.axis, self.order, self.worth, self.free = lines.axis, lines.order, lines.worth, free
        classes = 1 if self.axis.below is None else len(self.axis.below)
        self.tails = np.full((lines.cosets, classes), self.axis.length, dtype=np.int32)

    def origins(self, cell: int) -> list[int]:
        length, after = self.axis.length, self.axis.after
        row, column = cell // (length * after), cell % after
        coset, kind = row * after + column, 0
        kinds, below = self.axis.kinds, self.axis.below
        if kinds is not None:
            kind = int(kinds[cell // after % length])
        tail, paid, found = int(self.tails[coset, kind]), self.worth[cell], []
        while tail:
            strategy = int(self.order[tail - 1, coset])
            origin = (row * length + strategy) * after + column
            worth = self.worth[origin]
            if not self.free and worth >= paid:
                break
            if worth > LOW and (kinds is None or below is None or below[kinds[strategy], kind]):
                found.append(origin)
            tail -= 1
        self.tails[coset, kind] = tail
        return found
