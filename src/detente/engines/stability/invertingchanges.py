"""The smallest change of one party's preference that makes a state stable for it, everything else as it is.

What may change is which states are better than the wanted one; the conditions are met the more easily the fewer there
are. So a change is a set of states that would no longer be better, and the smallest ones leave the largest valid sets
within today's set of better states: counted as sets of any kind are, part by part where parts share no state.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic

import numpy as np

from detente.engines.stability.inverting import Condition, Conditions, minimal
from detente.engines.stability.invertingcounts import sizes
from detente.engines.stability.worlds import S
from detente.errors import TooLargeError

MOST_LISTED = 10
MOST_TRIED = 50_000
"""States in conditions that are looked at in listing the changes of one part; beyond, only one change is given."""
SECONDS = 10.0
Each = tuple[Condition[S], ...]


@dataclass(frozen=True)
class Part(Generic[S]):
    """Some of the states that would no longer have to be better, in the fewest possible.

    One of the `ways` has to be chosen, in each part one, independently of other parts. `listed` are the first of them,
    each a set of `fewest` states. `ways` None: there is at least one, and they are too many to be counted.
    """

    fewest: int
    ways: int | None
    listed: tuple[frozenset[S], ...]


def parts(found: Conditions[S], better: Collection[S], most: int = MOST_LISTED) -> tuple[Part[S], ...]:
    """The fewest states, of those that are better today, that would have to be so no longer; (): it is stable today.

    Raises TooLargeError where a part can be neither counted nor solved.

    >>> made = Conditions("gmr", 0, 0, (Condition(1, (frozenset((1,)), frozenset((2,)))),))
    >>> parts(made, [1, 2])
    (Part(fewest=1, ways=2, listed=(frozenset({1}), frozenset({2}))),)
    """
    return tuple(_part(each, most) for each in _apart(found.within(better)))


def _part(each: Each[S], most: int) -> Part[S]:
    try:
        counted = sizes(each)
    except TooLargeError:
        one = _solved(each)
        return Part(len(one), None, (one,))
    largest, ways = counted.largest
    fewest = counted.of - largest
    tries = [MOST_TRIED]
    try:
        listed = tuple(islice(_listed(each, fewest, frozenset(), tries), most))
    except TooLargeError:
        listed = (_solved(each),)
    return Part(fewest, ways, listed)


def _apart(each: Each[S]) -> list[Each[S]]:
    """The conditions in groups that share no state."""
    groups: list[tuple[set[S], list[Condition[S]]]] = []
    for one in each:
        held, members = {state for way in one.ways for state in way}, [one]
        apart = []
        for group in groups:
            if group[0].isdisjoint(held):
                apart.append(group)
            else:
                held |= group[0]
                members = [*group[1], *members]
        groups = [*apart, (held, members)]
    return [tuple(members) for _, members in groups]


def _listed(each: Each[S], budget: int, chosen: frozenset[S], tries: list[int]) -> Iterator[frozenset[S]]:
    """Every set of so many states that meets conditions, each once. Raises TooLargeError beyond the tries left."""
    if not each:
        yield chosen
        return
    one = min(each, key=lambda found: sum(map(len, found.ways)))
    for state in dict.fromkeys(member for way in one.ways for member in sorted(way)):  # type: ignore[type-var]
        tries[0] -= sum(len(way) for left in each for way in left.ways)
        if tries[0] < 0:
            raise TooLargeError(f"changes are too many to be listed with {MOST_TRIED:,} states looked at")
        left = _granted(each, state)
        if _least(left) < budget:
            yield from _listed(left, budget - 1, chosen | {state}, tries)
        denied = _denied(each, state)
        if denied is None or _least(denied) > budget:
            return
        each = denied


def _least(each: Each[S]) -> int:
    counted = sizes(each)
    return counted.of - counted.largest[0]


def _granted(each: Each[S], state: S) -> Each[S]:
    """The conditions that are left where a state is not better."""
    found = (Condition(one.move, minimal(way - {state} for way in one.ways)) for one in each)
    return tuple(one for one in found if all(one.ways))


def _denied(each: Each[S], state: S) -> Each[S] | None:
    """The conditions where a state stays better; None: they cannot be met."""
    found = tuple(Condition(one.move, tuple(way for way in one.ways if state not in way)) for one in each)
    return found if all(one.ways for one in found) else None


def _solved(each: Each[S], seconds: float = SECONDS) -> frozenset[S]:
    """One smallest set, by a 0-1 program (HiGHS). Raises TooLargeError where it is not proved smallest in time."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    from detente.engines.bargaining.programming import silent

    columns: dict[object, int] = {}
    entries: list[tuple[int, int, float]] = []
    least: list[float] = []
    for one in each:
        row = len(least)
        least.append(1.0)
        entries += [(row, columns.setdefault(way, len(columns)), 1.0) for way in one.ways]
    for way in [way for way in columns if isinstance(way, frozenset)]:
        for state in way:
            entries.append((len(least), columns.setdefault(("state", state), len(columns)), 1.0))
            entries.append((len(least), columns[way], -1.0))
            least.append(0.0)
    rows, places, values = (np.array(one) for one in zip(*entries, strict=True))
    cost = np.array([0.0 if isinstance(column, frozenset) else 1.0 for column in columns])
    table = coo_array((values, (rows, places)), shape=(len(least), len(columns))).tocsr()
    with silent():
        found = milp(
            cost,
            constraints=LinearConstraint(table, np.array(least), np.inf),
            integrality=np.ones(len(columns)),
            bounds=Bounds(0, 1),
            options={"time_limit": seconds, "mip_rel_gap": 0.0},
        )
    if found.status != 0:
        raise TooLargeError(
            f"the smallest change among {int(cost.sum()):,} states was not proved in {seconds:g} seconds: fix options "
            "with --given option=value"
        )
    return frozenset(
        column[1] for column, value in zip(columns, found.x, strict=True) if isinstance(column, tuple) and value > 0.5
    )


def risen(found: Conditions[S], worth: Mapping[S, int], level: int) -> int:
    """The least worth to which the wanted state must rise, everything else staying in its order, to be stable.

    `worth` has the states named in the conditions; `level` is what the wanted state is worth today. Being worth as
    much as another state is enough not to be worse than it.

    >>> made = Conditions("nash", 0, 0, (Condition(1, (frozenset((1,)),)),))
    >>> risen(made, {1: 5}, 3), risen(made, {1: 3}, 3)
    (5, 3)
    """
    levels: Sequence[int] = [level, *sorted({value for value in worth.values() if value > level})]
    low, high = 0, len(levels) - 1
    while low < high:
        middle = (low + high) // 2
        if found.valid([state for state, value in worth.items() if value > levels[middle]]):
            high = middle
        else:
            low = middle + 1
    return levels[low]
