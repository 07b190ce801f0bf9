"""Violations as columns, and joining those of one event and clause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

NONE = -1

FORBIDDEN, OVER, UNDER, STAY, UNDONE = range(5)
"""What is wrong: forbidden itself, above a cap, below a floor, too long a stay, a duty not done by its deadline."""


@dataclass(frozen=True)
class Found:
    """Violations, a row each.

    `event` is the event's number (NONE: a duty that no event brought about); `pattern` the bits of the clause's terms
    under which it is one; `first` to `last` the days that are (last FOREVER: open), `days` how many these are; `over`
    by how much a stock is beyond its bound; `repaired` the day; `source` and `source_pattern` the violation that a
    repair was for; `actor` who and `place` where. NONE where there is nothing to say.
    """

    event: Ints
    clause: Ints
    kind: Ints
    pattern: Ints
    first: Ints
    last: Ints
    days: Ints
    over: Ints
    actor: Ints
    place: Ints
    repaired: Ints
    source: Ints
    source_pattern: Ints

    def __len__(self) -> int:
        return len(self.event)

    def take(self, places: Ints | NDArray[np.bool_] | slice) -> Found:
        """Some rows."""
        return Found(*(getattr(self, one.name)[places] for one in fields(self)))

    def changed(self, **columns: Ints) -> Found:
        """The same rows with other values in some columns."""
        return Found(*(columns.get(one.name, getattr(self, one.name)) for one in fields(self)))


def found(count: int, **columns: Ints | int) -> Found:
    """Rows with these columns; NONE in the others."""
    values = {one.name: columns.get(one.name, NONE) for one in fields(Found)}
    return Found(**{name: np.broadcast_to(np.asarray(value, np.int64), (count,)) for name, value in values.items()})


def gathered(parts: Iterable[Found]) -> Found:
    """The rows of several, one after the other."""
    some = list(parts)
    if not some:
        return found(0)
    return Found(*(np.concatenate([getattr(part, one.name) for part in some]) for one in fields(Found)))


def merged(rows: Found, by: Sequence[str] = ("event", "clause", "kind")) -> Found:
    """One row for those that agree in `by`, in that order: any pattern, first to last day, their sum, the most excess.

    Rows of one event and clause that begin on one day are the same days under different readings.
    """
    if len(rows) < 2:
        return rows
    keys = [getattr(rows, name) for name in by]
    rows = rows.take(np.lexsort((rows.first, *reversed(keys))))
    keys = [getattr(rows, name) for name in by]
    new = np.r_[True, np.any([np.diff(key) != 0 for key in keys], axis=0)]
    if new.all():
        return rows
    begin = np.flatnonzero(new)
    same = np.r_[False, ~new[1:] & (np.diff(rows.first) == 0)]
    counted = np.where(same, 0, rows.days)
    return rows.take(begin).changed(
        pattern=np.bitwise_or.reduceat(rows.pattern, begin),
        last=np.maximum.reduceat(rows.last, begin),
        days=np.add.reduceat(counted, begin),
        over=np.maximum.reduceat(rows.over, begin),
    )
