"""The loops that numpy cannot do: sweeps in the order of payoffs, and the search in the order of values.

Each is plain Python on arrays, and is run as it is where little is to be done; `compiled` gives it as machine code,
kept on disk between processes. Loading the compiler takes most of a second, so it is asked for only where it pays.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
_HIGH = 2**31 - 1
_WIDTH = 16


@functools.cache
def available() -> bool:
    """Whether the compiler is installed."""
    return find_spec("numba") is not None


@functools.cache
def compiled(kernel: Callable[..., Any]) -> Callable[..., Any]:
    """A kernel as machine code; as it is where the compiler is not installed."""
    if not available():
        return kernel
    made: Callable[..., Any] = import_module("numba").njit(cache=True)(kernel)
    return made


def sweep(cells: Array, order: Array, flag: int) -> bool:
    """Each cell takes the least number over itself and the strictly better ones of its coset; whether any changed.

    `cells` is (before, length, after), `order` (before, after, length): strategies from the best, marked with `flag`
    where one is worse than the last; a strategy of twice the flag less one ends the coset.
    """
    before, length, after = cells.shape
    end, mask = 2 * flag - 1, flag - 1
    part = np.empty((length, _WIDTH), dtype=np.int32)
    changed = False
    for row in range(before):
        for first in range(0, after, _WIDTH):
            width = min(_WIDTH, after - first)
            for strategy in range(length):
                for column in range(width):
                    part[strategy, column] = cells[row, strategy, first + column]
            lowered = False
            for column in range(width):
                least, so_far = _HIGH, _HIGH
                for place in range(length):
                    ranked = int(order[row, first + column, place])
                    if ranked == end:
                        break
                    if ranked >= flag:
                        least = so_far
                    number = part[ranked & mask, column]
                    lowered |= least < number
                    number = min(number, least)
                    part[ranked & mask, column] = number
                    so_far = min(so_far, number)
            if lowered:
                changed = True
                for strategy in range(length):
                    for column in range(width):
                        cells[row, strategy, first + column] = part[strategy, column]
    return changed


def sweep_kinds(cells: Array, order: Array, flag: int, kinds: Array, starts: Array, origins: Array) -> bool:
    """The same where not every change can be undone.

    `kinds` is the class of each strategy; class k is reached from the classes `origins[starts[k]:starts[k + 1]]`.
    """
    before, length, after = cells.shape
    end, mask = 2 * flag - 1, flag - 1
    changed = False
    least = np.empty(len(starts) - 1, dtype=np.int32)
    for row in range(before):
        for column in range(after):
            least[:] = _HIGH
            group = 0
            for place in range(length):
                ranked = int(order[row, column, place])
                if ranked == end:
                    break
                if ranked >= flag:
                    for done in range(group, place):
                        strategy = int(order[row, column, done]) & mask
                        number, kind = cells[row, strategy, column], kinds[strategy]
                        for at in range(starts[kind], starts[kind + 1]):
                            least[origins[at]] = min(least[origins[at]], number)
                    group = place
                strategy = ranked & mask
                if least[kinds[strategy]] < cells[row, strategy, column]:
                    cells[row, strategy, column] = least[kinds[strategy]]
                    changed = True
    return changed


def search(
    found: Array,
    values: Array,
    ranked: Array,
    answering: tuple[Array, Array, Array, Array, Array],
    flag: int,
    free: bool,
) -> None:
    """The least value that each cell reaches, by moves backwards from cells in the order of their values.

    `found` is HIGH and takes the numbers; `ranked` are the cells by value, without holes. `answering` holds for each
    party that answers: orders (as in `sweep`, flat), payoffs by cell, shape of its axis, class of each strategy, and
    whether a class may change to a class. `free`: by any move, else by improvements. Every cell is met once: of each
    coset and class a tail of the order has been passed, and is not passed again.
    """
    orders, worth, shapes, kinds, below = answering
    end, mask, parties = 2 * flag - 1, flag - 1, len(shapes)
    classes = below.shape[1]
    cosets = 0
    for party in range(parties):
        cosets = max(cosets, shapes[party, 0] * shapes[party, 2])
    tails = np.empty((parties, cosets, classes), dtype=np.int32)
    for party in range(parties):
        tails[party] = shapes[party, 1]
    stack = np.empty(len(found), dtype=np.int64)
    for source in ranked:
        if found[source] != _HIGH:
            continue
        number = values[source]
        found[source] = number
        stack[0], height = source, 1
        while height:
            height -= 1
            cell = stack[height]
            for party in range(parties):
                length, after = shapes[party, 1], shapes[party, 2]
                row, column = cell // (length * after), cell % after
                kind = kinds[party, cell // after % length]
                coset, paid = row * after + column, worth[party, cell]
                tail = tails[party, coset, kind]
                while tail > 0:
                    strategy = int(orders[party, coset * length + tail - 1])
                    if strategy != end:
                        strategy &= mask
                        origin = (row * length + strategy) * after + column
                        if not free and worth[party, origin] >= paid:
                            break
                        if found[origin] == _HIGH and below[party, kinds[party, strategy], kind]:
                            found[origin] = number
                            stack[height] = origin
                            height += 1
                    tail -= 1
                tails[party, coset, kind] = tail
