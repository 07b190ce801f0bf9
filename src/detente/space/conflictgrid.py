"""The combinations of values of a conflict's options as one array of many axes: conditions become truth values over it.

A condition that speaks of few options costs few cells until it is added to the whole: numpy's broadcasting does the
rest. Nothing is enumerated in Python.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from detente.case.conditions import And, Bound, Condition, Count, If, Iff, Is, Named, Not, Or, Truth
from detente.errors import TooLargeError
from detente.space.conflicts import MOST_CODES, Choice

if TYPE_CHECKING:
    from detente.engines.stability.model import Bools, Ints

BITS = 62
"""Statements that one whole number of 64 bits holds beside its sign, and one bit to spare."""


class Grid:
    """All combinations of values of the choices that are not given; the last axis is the first choice.

    Raises TooLargeError above `most` combinations, with the size, the limit and what to do.
    """

    def __init__(self, choices: Sequence[Choice], most: int = MOST_CODES) -> None:
        self.choices = tuple(choices)
        self.free = tuple(choice for choice in choices if choice.given is None)
        self.codes = math.prod(len(choice.values) for choice in self.free)
        if self.codes > most:
            raise TooLargeError(
                f"{size(self.codes)} combinations of {len(self.free)} options are too many to enumerate (at most "
                f"{most:,}). Fix some of them with --given option=value, and ask again for each value."
            )
        several = [choice for choice in self.free if len(choice.values) > 1]
        self.shape = tuple(len(choice.values) for choice in reversed(several))
        self._axis = {choice.id: len(several) - 1 - place for place, choice in enumerate(several)}
        self._choice = {choice.id: choice for choice in choices}
        self.feasible: Bools | None = None

    @property
    def states(self) -> int:
        """How many combinations are feasible."""
        import numpy as np

        return self.codes if self.feasible is None else int(np.count_nonzero(self.feasible))

    def forbid(self, conditions: Iterable[Condition]) -> None:
        """Take out the combinations that meet any of the conditions."""
        import numpy as np

        kept = np.ones(self.shape, dtype=bool)
        for condition in conditions:
            kept &= ~self.table(condition)
        self.feasible = None if kept.all() else kept.ravel()

    def table(self, condition: Condition) -> Bools:
        """Where a condition holds: truth values that broadcast to the shape of the grid."""
        match condition:
            case Is(issue, options):
                return self._values(issue, options)
            case Bound(issue, option, least):
                values = self._choice[issue].values
                place = values.index(option)
                return self._values(issue, values[place:] if least else values[: place + 1])
            case Not(part):
                return ~self.table(part)
            case If(when, then):
                return ~self.table(when) | self.table(then)
            case Iff(left, right):
                return ~(self.table(left) ^ self.table(right))
            case And() | Or() | Count():
                return self._several(condition)
            case Truth(value):
                return _constant(value)
            case Named(name):
                raise ValueError(f"{name} is not resolved")

    def _several(self, condition: And | Or | Count) -> Bools:
        import numpy as np

        if isinstance(condition, Count):
            held: Any = np.zeros((1,) * len(self.shape), dtype=np.int64)
            for part in condition.parts:
                held = held + self.table(part)
            high = len(condition.parts) if condition.high is None else condition.high
            return np.asarray((held >= condition.low) & (held <= high))
        every = isinstance(condition, And)
        found = _constant(every)
        for part in condition.parts:
            found = found & self.table(part) if every else found | self.table(part)
        return found

    def _values(self, issue: str, options: Sequence[str]) -> Bools:
        import numpy as np

        choice = self._choice[issue]
        if choice.given is not None:
            return _constant(choice.given in options)
        if issue not in self._axis:
            return _constant(choice.values[0] in options)
        shape = [1] * len(self.shape)
        shape[self._axis[issue]] = len(choice.values)
        found: Bools = np.array([value in options for value in choice.values], dtype=bool)
        return found.reshape(shape)

    def over(self, cells: Any) -> Ints:
        """An array over the grid, or one that broadcasts to it, as one over the feasible states in ascending code."""
        import numpy as np

        flat = np.ascontiguousarray(np.broadcast_to(cells, self.shape)).ravel()
        return flat if self.feasible is None else flat[self.feasible]

    def where(self, condition: Condition) -> Ints:
        """The feasible states, ascending, in which a condition holds."""
        import numpy as np

        return np.flatnonzero(self.over(self.table(condition)))

    def lexicographic(self, conditions: Sequence[Condition]) -> Ints:
        """Payoffs by statements, the most important first: who meets a more important one is better, at any number.

        Up to 62 statements are the digits of one number; more are taken in portions, each ranked before the next.
        """
        import numpy as np

        ranks: Ints | None = None
        for begin in range(0, len(conditions), BITS // 2):
            portion = conditions[begin : begin + BITS // 2]
            held = self._digits(portion)
            if ranks is None:
                ranks = held
                continue
            ranks = _ranked(ranks).astype(np.int64) << len(portion)  # fewer than 2^31 ranks, fewer than 2^31 digits
            ranks = _ranked(ranks | held)
        return np.zeros(self.states, dtype=np.int8) if ranks is None else ranks

    def _digits(self, conditions: Sequence[Condition]) -> Ints:
        import numpy as np

        kind = next(kind for kind in (np.int8, np.int16, np.int32) if np.iinfo(kind).bits > len(conditions))
        found = np.zeros(self.shape, dtype=kind)
        for weight, condition in enumerate(reversed(conditions)):
            found |= np.left_shift(self.table(condition).astype(kind), kind(weight))
        return self.over(found)

    def total(self, weighed: Iterable[tuple[int, Condition]]) -> Ints:
        """Payoffs as a sum: each condition's weight where it holds. The weights must add up to less than 2^62."""
        import numpy as np

        found = np.zeros(self.shape, dtype=np.int64)
        for weight, condition in weighed:
            found += np.where(self.table(condition), weight, 0)
        return self.over(found)


def _constant(value: bool) -> Bools:
    import numpy as np

    return np.array(value, dtype=bool)


def _ranked(values: Ints) -> Ints:
    """Values replaced by their ranks, from 0."""
    import numpy as np

    return np.searchsorted(np.unique(values), values).astype(np.int32)


def size(number: int) -> str:
    """A number as a person reads it, also where it is astronomical."""
    return f"{number:,}" if number < 10**18 else f"about 10^{int((number.bit_length() - 1) * math.log10(2))}"
