"""Judging one condition alone: does some combination of options meet it, and some other not?"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np
from numpy.typing import NDArray

from detente.case.conditions import And, Bound, Condition, Count, If, Iff, Is, Not, Or, Truth
from detente.case.model import Issue

MAX_SCOPE = 1_000_000
"""Combinations above which a condition is not judged alone."""

Truths = NDArray[np.bool_]


def met_and_unmet(condition: Condition, issues: Sequence[Issue]) -> tuple[bool, bool]:
    """Whether some combination of these issues' options meets the condition, and whether some does not.

    `issues` are those that the condition mentions. Where they have more than MAX_SCOPE combinations it is (True, True).
    """
    if prod(len(issue.options) for issue in issues) > MAX_SCOPE:
        return True, True
    free = [issue for issue in issues if len(issue.options) > 1]  # an array has few axes, and one option needs none
    truths = _Scope(free, {issue.id: issue for issue in issues}).truths(condition)
    return bool(truths.any()), bool(not truths.all())


class _Scope:
    def __init__(self, free: Sequence[Issue], by_id: dict[str, Issue]) -> None:
        self.axis = {issue.id: axis for axis, issue in enumerate(free)}
        self.by_id = by_id

    def truths(self, condition: Condition) -> Truths:
        """Where the condition holds, over all combinations; axes on which it does not depend have length 1."""
        match condition:
            case Truth(value):
                return np.full((1,) * len(self.axis), value)
            case Is(issue, options):
                return self._atom(issue, [name in options for name in self.by_id[issue].names])
            case Bound(issue, option, least):
                names = self.by_id[issue].names
                at = names.index(option)
                return self._atom(issue, [place >= at if least else place <= at for place in range(len(names))])
            case Not(part):
                return ~self.truths(part)
            case If(when, then):
                return ~self.truths(when) | self.truths(then)
            case Iff(left, right):
                return np.asarray(self.truths(left) == self.truths(right))
            case And(parts) | Or(parts) | Count(_, _, parts):
                return self._several(condition, parts)
            case _:
                raise ValueError(f"{condition} is not resolved")

    def _several(self, condition: Condition, parts: tuple[Condition, ...]) -> Truths:
        count = np.zeros((1,) * len(self.axis), np.int32)
        for part in parts:
            count = count + self.truths(part)
        if isinstance(condition, And):
            return np.asarray(count == len(parts))
        if isinstance(condition, Count):
            return np.asarray(
                (count >= condition.low) & (count <= (len(parts) if condition.high is None else condition.high))
            )
        return np.asarray(count >= 1)

    def _atom(self, issue: str, holds: list[bool]) -> Truths:
        shape = [1] * len(self.axis)
        if issue in self.axis:
            shape[self.axis[issue]] = len(holds)
        return np.array(holds).reshape(shape)
