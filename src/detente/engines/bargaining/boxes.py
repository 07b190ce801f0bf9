"""Every undominated point above some floors, by asking a solver for one and then for more for each party in turn.

What is above the floors and not the point found nor dominated by it gives some party more than the point does; so the
floors are raised for each party by itself, and asked again (Klamroth, Lacour and Vanderpooten 2015: local bounds of
what is left to search). Each question has one answer or shows that a whole box is empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from detente.engines.bargaining.programming import Program, Sum
from detente.engines.bargaining.results import TooManyError

Gains = tuple[int, ...]


def above(
    program: Program,
    floors: Sequence[int],
    near: Gains,
    region: Callable[[Gains], Sum],
    known: Iterable[Gains],
    stop: Callable[[], bool],
) -> tuple[list[Gains], bool]:
    """(undominated gains, whether all of the region are among them).

    `region` gives, for some gains, a sum (its weights at least 1) that everything in the region reaches, and which is
    to cut off what is near these gains and not in it; what is near `near` is looked at first. `known` are gains that
    are known to be undominated.
    """
    found = dict.fromkeys(known)
    empty: list[Gains] = []
    sums = list(dict.fromkeys(region(gains) for gains in (near, *found)))
    waiting, seen = [tuple(floors)], {tuple(floors)}
    while waiting:
        low = waiting.pop()
        if any(_reaches(low, one) for one in empty):
            continue
        there = next((gains for gains in found if _reaches(gains, low)), None)
        if there is None:
            try:
                if stop():
                    raise TooManyError
                one = program.most(sums[0][0], low, *sums)
            except TooManyError:
                return list(found), False
            if one.package is None:
                empty.append(low)
                continue
            there = one.gains
            found[there] = None
            sums = list(dict.fromkeys((*sums, region(there))))
        for party, gain in enumerate(there):
            higher = (*low[:party], gain + 1, *low[party + 1 :])
            if higher not in seen:
                seen.add(higher)
                waiting.append(higher)
    return list(found), True


def _reaches(gains: Gains, floors: Gains) -> bool:
    return all(gain >= floor for gain, floor in zip(gains, floors, strict=True))
