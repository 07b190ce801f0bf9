"""Whether floors can be reached under caps and prohibitions: whole amounts, exactly.

Cells that no order tells apart are one column. A column under no cap gives its floors all they need; what is left is an
integer programme, small because columns are few: settled by a greedy filling or a bound where these decide, else by
HiGHS.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from detente.engines.masks import bits

Column = tuple[int, int]
"""The floors and the caps that count a cell, as masks of rows."""


class Undecided(Exception):
    """The solver gave no answer that could be checked."""


def reachable(columns: Iterable[Column], needs: Sequence[int], rooms: Sequence[int], floors: int, caps: int) -> bool:
    """Whether whole amounts in these columns meet all of these floors and caps."""
    free, useful = 0, set[Column]()
    for mine, over in columns:
        if mine & floors:
            if over & caps:
                useful.add((mine & floors, over & caps))
            else:
                free |= mine
    floors &= ~free
    useful = {(mine & floors, over) for mine, over in useful if mine & floors}
    for row in bits(floors):
        floors &= ~(1 << row) if needs[row] <= 0 else -1
    able = 0
    for mine, _ in useful:
        able |= mine
    if floors & ~able:
        return False
    lean = _undominated(useful)
    if not floors or _filled(lean, needs, rooms, floors):
        return True
    return not _too_little(lean, needs, rooms, floors) and _programme(lean, needs, rooms, floors)


def _undominated(columns: set[Column]) -> list[Column]:
    """Without columns that count for no more floors, and against no fewer caps, than another."""
    kept: list[Column] = []
    for mine, over in sorted(columns, key=lambda one: (one[1].bit_count(), -one[0].bit_count(), one)):
        if not any(mine & ~other == 0 and less & ~over == 0 for other, less in kept):
            kept.append((mine, over))
    return kept


def _filled(columns: Sequence[Column], needs: Sequence[int], rooms: Sequence[int], floors: int) -> bool:
    """Whether filling floor by floor, each where most room is, meets them all. No: nothing is known."""
    left = {cap: rooms[cap] for _, over in columns for cap in bits(over)}
    missing = {row: needs[row] for row in bits(floors)}
    choices = {row: [one for one in columns if one[0] >> row & 1] for row in missing}
    for row in sorted(missing, key=lambda row: (len(choices[row]), row)):
        while missing[row] > 0:
            room, mine, over = max((min(left[cap] for cap in bits(over)), mine, over) for mine, over in choices[row])
            given = min(room, missing[row])
            if given <= 0:
                return False
            for cap in bits(over):
                left[cap] -= given
            for other in bits(mine & floors):
                missing[other] -= given
    return True


def _too_little(columns: Sequence[Column], needs: Sequence[int], rooms: Sequence[int], floors: int) -> bool:
    """Whether the tightest caps leave one floor, or all together, too little. No: nothing is known."""
    tightest = [(mine, min(bits(over), key=lambda cap: (rooms[cap], cap))) for mine, over in columns]
    for row in bits(floors):
        if sum(rooms[cap] for cap in {cap for mine, cap in tightest if mine >> row & 1}) < needs[row]:
            return True
    widest = max(mine.bit_count() for mine, _ in columns)
    return sum(needs[row] for row in bits(floors)) > widest * sum(rooms[cap] for cap in {cap for _, cap in tightest})


def _programme(columns: Sequence[Column], needs: Sequence[int], rooms: Sequence[int], floors: int) -> bool:
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    capped = sorted({cap for _, over in columns for cap in bits(over)})
    least = [*(needs[row] for row in bits(floors)), *([-np.inf] * len(capped))]
    most = [*([np.inf] * floors.bit_count()), *(rooms[cap] for cap in capped)]
    rows = [[mine >> row & 1 for mine, _ in columns] for row in bits(floors)]
    rows += [[over >> cap & 1 for _, over in columns] for cap in capped]
    count = len(columns)
    limits = LinearConstraint(np.array(rows, float), np.array(least, float), np.array(most, float))
    found = milp(np.zeros(count), constraints=limits, integrality=np.ones(count), bounds=Bounds(0, np.inf))
    if found.status == 2:
        return False
    if found.x is None:
        raise Undecided
    amounts = [round(value) for value in found.x]
    sums = [sum(weight * amount for weight, amount in zip(row, amounts, strict=True)) for row in rows]
    if not all(low <= total <= high for low, total, high in zip(least, sums, most, strict=True)):
        raise Undecided
    return True
