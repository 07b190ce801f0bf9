"""Conditions day by day: a status, a consent or a circumstance may differ from one elementary interval to the next.

Intervals that all norms treat alike are one *class*, and what is found there is of all of them. Only an order that sums
over days ties days together; the intervals of such an order are each a class of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from detente.engines.masks import bits
from detente.engines.norms.booleans import disjunction, negation, renumbered, signed, simplify, variables
from detente.engines.norms.model import FALSE, TIME, TRUE, Boolean, Norm, Sense, System
from detente.engines.scopes import Box, classes, covers


@dataclass(frozen=True)
class Days:
    """A system with a variable of its own for each variable and class of intervals; `settled` are those settled.

    `first[t]` is the first interval of the class of t; variable v on it is v × number of intervals + first[t].
    """

    system: System
    first: tuple[int, ...]
    settled: Mapping[int, bool]


def by_day(system: System) -> Days:
    """The system in which each condition is of its day."""
    times = system.sizes[TIME]
    parts = _classes(system)
    first = [0] * times
    for part in parts:
        for time in bits(part):
            first[time] = (part & -part).bit_length() - 1
    known = _for_all_days(system)
    norms = tuple(one for norm in system.norms for one in _parted(norm, parts, known, times))
    apart = replace(
        system,
        norms=norms,
        choices=frozenset(one * times + time for one in system.choices for time in range(times)),
        facts=frozenset(one * times + time for one in system.facts for time in range(times)),
    )
    whole = {one * times + time: value for one, value in known.items() for time in range(times)}
    return Days(apart, tuple(first), settle(apart) | whole)


def over_days(norm: Norm) -> bool:
    """Whether it has sums over several intervals."""
    if norm.holds is not None or norm.per[TIME] or norm.sense is Sense.MAY:
        return False
    return (norm.bound > 0) and _days(norm.scope).bit_count() > 1


def _days(boxes: Iterable[Box]) -> int:
    found = 0
    for box in boxes:
        found |= box[TIME]
    return found


def _classes(system: System) -> list[int]:
    full = (1 << system.sizes[TIME]) - 1
    masks = {norm.days & full for norm in system.norms if norm.holds is not None}
    for norm in system.norms:
        masks.update(box[TIME] for boxes in (norm.scope, *(boxes for boxes, _ in norm.exempt)) for box in boxes)
        if over_days(norm):
            masks.update(1 << time for time in bits(_days(norm.scope)))
    return classes([full, *sorted(masks)], system.sizes[TIME])


def _parted(norm: Norm, parts: Iterable[int], known: Mapping[int, bool], times: int) -> Iterator[Norm]:
    """A norm as those that have one value for each of their variables."""
    if not _open(norm, known):
        yield _on(norm, 0, times)
    elif norm.holds is not None:
        for part in parts:
            if norm.days & part:
                yield _on(replace(norm, days=part), (part & -part).bit_length() - 1, times)
    elif over_days(norm):
        yield _summed(norm, parts, times)
    else:
        for part in parts:
            if scope := _within(norm.scope, part):
                exempt = tuple((inside, said) for boxes, said in norm.exempt if (inside := _within(boxes, part)))
                yield _on(replace(norm, scope=scope, exempt=exempt), (part & -part).bit_length() - 1, times)


def _open(norm: Norm, known: Mapping[int, bool]) -> bool:
    """Whether it depends on what is not settled for all days."""
    said = (norm.when, norm.holds or TRUE, *(said for _, said in norm.exempt))
    return any(variables(simplify(one, known)) for one in said)


def _summed(norm: Norm, parts: Iterable[int], times: int) -> Norm:
    """An order over several intervals: its condition takes out the cells of those on which it does not hold."""
    out: dict[tuple[Box, ...], list[Boolean]] = {}
    for part in parts:
        at = (part & -part).bit_length() - 1
        if norm.when != TRUE and (scope := _within(norm.scope, part)):
            out.setdefault(scope, []).append(negation(_renamed(norm.when, at, times)))
        for boxes, said in norm.exempt:
            if inside := _within(boxes, part):
                out.setdefault(inside, []).append(_renamed(said, at, times))
    exempt = tuple((boxes, disjunction(said)) for boxes, said in out.items())
    return replace(norm, when=TRUE, exempt=exempt)


def _on(norm: Norm, time: int, times: int) -> Norm:
    return replace(
        norm,
        when=_renamed(norm.when, time, times),
        exempt=tuple((boxes, _renamed(said, time, times)) for boxes, said in norm.exempt),
        holds=None if norm.holds is None else _renamed(norm.holds, time, times),
    )


def _renamed(said: Boolean, time: int, times: int) -> Boolean:
    return renumbered(said, lambda one: one * times + time)


def _within(boxes: Iterable[Box], part: int) -> tuple[Box, ...]:
    return tuple((*box[:TIME], box[TIME] & part) for box in boxes if box[TIME] & part)


# ------------------------------------------------------------------------------------------------------------ settling


def _for_all_days(system: System) -> dict[int, bool]:
    """The value on all days of each variable for which one is best, or worst, whatever the others are.

    A floor over several days is hardest on the fewest days, and gone on none. So what is settled must decide it whole.
    """
    known = settle(system)
    summed = [norm for norm in system.norms if norm.sense is Sense.AT_LEAST and over_days(norm)]
    while True:
        chosen = {one: value for one, value in known.items() if one in system.choices}
        tied: set[int] = set()
        for norm in summed:
            when = simplify(norm.when, chosen)
            for said in (norm.when, *(said for _, said in norm.exempt)) if when != FALSE else ():
                tied |= variables(said) if simplify(said, chosen) not in (TRUE, FALSE) else set()
        if tied.isdisjoint(known):
            return known
        known = {one: value for one, value in known.items() if one not in tied}


def settle(system: System) -> dict[int, bool]:
    """The value of each variable that occurs in one sense only."""
    harder: set[tuple[int, bool]] = set()
    for norm in system.norms:
        harder.update(signed(norm.when))
        if norm.holds is not None:
            harder.update(signed(norm.holds, False))
        for boxes, said in norm.exempt:
            harder.update(signed(said, False))
            if norm.sense is Sense.AT_LEAST and not all(norm.per) and not covers(boxes, norm.scope):
                harder.update(signed(said))
    settled = {}
    for variable, value in harder:
        if (variable, not value) not in harder:
            settled[variable] = value if variable in system.facts else not value
    return settled
