"""Weights of concessions, bloc by bloc: limits, refusals and demands given up, never added across blocs or firmness."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.case.model import Firmness
from detente.engines.families import Families
from detente.space.problems import Problem

MOST_VECTORS = 1_500
MOST_COMPARED = 100

Vectors = dict[tuple[tuple[int, int, int], ...], tuple[int, int]]
"""Weights by unit → (how many concessions have them, one of these)."""


class TooManyVectors(Exception):
    """More vectors than are worth comparing."""


def vectors(problem: Problem, units: Sequence[str], families: Families, full: int) -> Vectors:
    """The undercut weights of a family of concessions, by one sweep over its diagram."""
    nothing = tuple((0, 0, 0) for _ in units)

    def step(bit: int, low: Vectors, high: Vectors) -> Vectors:
        position = problem.positions[bit]
        column = units.index(position.unit)
        row = [0, 0, 0]
        row[Firmness.NEVER - position.firmness] = 1
        extra = (*nothing[:column], (row[0], row[1], row[2]), *nothing[column + 1 :])
        found = dict(low)
        for vector, (times, mask) in sums(high, {extra: (1, 1 << bit)}).items():
            known = found.get(vector, (0, mask))
            found[vector] = (known[0] + times, known[1])
        return undercut(found) if len(found) > MOST_COMPARED else found

    return families.fold(full, {}, {nothing: (1, 0)}, step)


def sums(left: Vectors, right: Vectors) -> Vectors:
    """The weights of a concession of each family together."""
    found: Vectors = {}
    for one, (times, mask) in left.items():
        for other, (more, extra) in right.items():
            vector = tuple((a[0] + b[0], a[1] + b[1], a[2] + b[2]) for a, b in zip(one, other, strict=True))
            known = found.get(vector, (0, mask | extra))
            found[vector] = (known[0] + times * more, known[1])
    return found


def undercut(vectors: Vectors) -> Vectors:
    """Only the vectors that no other one is at most equal to everywhere."""
    if len(vectors) > MOST_VECTORS:
        raise TooManyVectors
    if len(vectors) < 2:
        return vectors
    rows = np.array(list(vectors), np.int16).reshape(len(vectors), -1)
    below = (rows[:, None, :] <= rows[None, :, :]).all(axis=2)
    kept = below.sum(axis=0) == 1
    return {vector: found for (vector, found), good in zip(vectors.items(), kept.tolist(), strict=True) if good}
