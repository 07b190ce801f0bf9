"""What a log is checked for, and its events, as arrays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from detente.engines.norms.compliance_duties import Span
from detente.engines.norms.compliance_pieces import FOREVER, Pieces
from detente.engines.norms.compliance_stocks import Bound

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Use(Enum):
    """What a norm is looked up for."""

    FORBID = "forbidden"
    STOCK = "a cap or floor"
    STAY = "a longest stay"
    ACT = "how a duty is done"
    TRIGGER = "what brings a duty about"
    PARTLY = "cells of which nothing certain can be said"


@dataclass(frozen=True)
class Duty:
    """Something to be done in time. It is brought about on `begins`, by a trigger, or by a violation that it repairs.

    `need`: how much has to be done, or how often if `events`. `within`: how long there is; None: until `ends`.
    `per`: whether each bearer, and in each territory, owes it.
    """

    need: int = 1
    events: bool = False
    within: Span | None = None
    begins: int | None = None
    ends: int = FOREVER
    repairs: frozenset[int] = frozenset()
    per: tuple[bool, bool] = (True, False)


@dataclass(frozen=True)
class Part:
    """What one norm is used for, with the numbers that go with it."""

    use: Use
    bound: Bound | None = None
    stay: Span | None = None
    duty: Duty | None = None


@dataclass(frozen=True)
class Events:
    """Coded events in order of time. `number` is an event's own; `text` that of its consents.

    `stays`: it is there from its day until it is taken away; else on the days from first to last only. An index of a
    cell may be the size of its dimension: not said.
    """

    number: Ints
    first: Ints
    last: Ints
    cells: tuple[Ints, Ints, Ints, Ints]
    amount: Ints
    text: Ints
    stays: Bools

    def take(self, places: Ints | Bools | slice) -> Events:
        """Some of them."""
        return Events(
            self.number[places],
            self.first[places],
            self.last[places],
            (self.cells[0][places], self.cells[1][places], self.cells[2][places], self.cells[3][places]),
            self.amount[places],
            self.text[places],
            self.stays[places],
        )


MOST_SPANS = 100_000
"""Violations with gaps whose stretches of days are kept."""


@dataclass
class Counts:
    """What was met on the way. `silent`: sums of which nothing is known, by clause, and the first day of it."""

    events: int = 0
    consents: int = 0
    unused: list[int] = field(default_factory=list)
    unused_total: int = 0
    pending: dict[int, int] = field(default_factory=dict)
    partly: dict[int, int] = field(default_factory=dict)
    silent: dict[int, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Hits:
    """Pieces of events and the rules that they fall under."""

    piece: Ints
    rule: Ints


MOST_UNUSED = 1000
"""Events with unused consents that are kept by number; beyond, they are only counted."""


def chosen(pieces: Pieces, places: Ints | Bools) -> Pieces:
    """Some pieces."""
    return Pieces(*(getattr(pieces, name)[places] for name in ("event", "first", "last", "time", "consent")))


def parts_of(events: Events, size: int) -> Iterator[Events]:
    """The same events in parts of at most `size`."""
    for start in range(0, len(events.number), size):
        yield events.take(slice(start, start + size))
