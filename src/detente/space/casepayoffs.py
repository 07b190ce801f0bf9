"""What states of a case's conflict are worth to who moves: payoffs by the case's preferences, in whole numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

from detente.case.conditions import Condition, Is
from detente.space.conflictgrid import Grid
from detente.space.conflicts import Choice
from detente.space.worth import Worth

if TYPE_CHECKING:
    from detente.engines.stability.model import Ints

MOST_OPEN = 400
"""States of one slice above which it is not looked pair by pair at what several who act as one agree on."""
_WORD = 1 << 62


def weighed(worth: Worth) -> tuple[tuple[int, Condition], ...]:
    """What a preference adds up from, in whole numbers: so much where a condition holds. Only their order counts."""
    parts = [
        (points, Is(issue, (option,)))
        for issue, options in worth.shares.items()
        for option, points in options.items()
        if points
    ]
    some: list[tuple[Any, Condition]] = [*parts]
    some += [(p, one.condition) for p, one in zip(worth.bonuses, worth.preference.bonuses, strict=True) if p]
    scale = math.lcm(*(points.denominator for points, _ in some))
    return tuple((int(points * scale), condition) for points, condition in some)


def payoffs(grid: Grid, parts: Sequence[tuple[int, Condition]]) -> Ints:
    """Payoffs of all states of a grid; ranks where the numbers are too long for machine words."""
    import numpy as np

    if sum(abs(points) for points, _ in parts) < _WORD:
        return grid.total(parts)
    total = np.zeros(grid.states, dtype=object)
    for points, condition in parts:
        total[grid.where(condition)] += points
    return np.asarray(np.unique(total, return_inverse=True)[1], dtype=np.int64)


def agreed(each: Sequence[Ints], states: int) -> tuple[Ints, tuple[tuple[int, int], ...] | None]:
    """What members have in common: payoffs that say it, and the pairs of states on which they disagree.

    None instead of pairs: nothing is known. Members agree on two states where all prefer the same one, or all neither.
    """
    import numpy as np

    if len(each) == 1:
        return each[0], ()
    ranks = [np.unique(one, return_inverse=True)[1].astype(np.int64) for one in each]
    if ranks and all(np.array_equal(one, ranks[0]) for one in ranks[1:]):
        return ranks[0], ()
    if not each or states > MOST_OPEN:
        return np.zeros(states, dtype=np.int64), None
    pairs = tuple(
        (a, b) for a, b in combinations(range(states), 2) if len({int(np.sign(one[a] - one[b])) for one in ranks}) > 1
    )
    return np.sum(ranks, axis=0), pairs


def relation(choice: Choice) -> Any:
    """From which option to which it may change, as the engine takes it; None: any."""
    import numpy as np

    if choice.changes is None:
        return None
    found = np.zeros((len(choice.values),) * 2, dtype=bool)
    for a, b in choice.changes:
        found[choice.values.index(a), choice.values.index(b)] = True
    return found
