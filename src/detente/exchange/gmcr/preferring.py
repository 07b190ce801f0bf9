"""Preferences as files state them, to one integer a state: rankings, utilities, sums of worth, statements, pairs.

Everything that is wrong is said to the document; a payoff is made only of what is complete and without contradiction.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from detente.case.names import every
from detente.errors import nearest
from detente.exchange.gmcr.located import NOTHING, Document, Words
from detente.exchange.gmcr.parsing import Trail

if TYPE_CHECKING:
    from detente.engines.stability.model import Ints

MOST_OPEN = 400
"""States above which a preference by pairs may not leave the rest unknown: that would be all pairs of them."""
_SHOWN = 5

Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Place:
    """Something in a document, where it is, and the states that it may speak of."""

    document: Document
    trail: Trail
    data: Any
    states: States

    def at(self, *more: str | int) -> Place:
        """What a key or a number leads to."""
        data = self.data
        for one in more:
            data = data[one]
        return Place(self.document, (*self.trail, *more), data, self.states)

    def wrong(self, message: str, expected: str = "", got: Any = NOTHING, near: str = "") -> None:
        """Say that something is wrong here."""
        self.document.say(self.trail, message, expected, got, near)

    def items(self) -> Iterable[Place]:
        """The elements of a list."""
        return (Place(self.document, (*self.trail, i), one, self.states) for i, one in enumerate(self.data))


@dataclass(frozen=True)
class States:
    """How many states there are, which of them a reference means, and how a state is called in a message.

    `meant` returns None for what is no reference, and an empty list for one that names no feasible state; `why` says of
    such a one what is wrong with it, "" where that is plain.
    """

    count: int
    meant: Callable[[Any], Sequence[int] | None]
    called: Callable[[int], str]
    rule: str
    why: Callable[[Any], str] = lambda _: ""


@dataclass(frozen=True)
class Preferred:
    """Payoffs over all states, and pairs between which nothing is known."""

    payoffs: Ints
    unknown: Pairs = ()


def by_ranking(place: Place) -> Ints | None:
    """Payoffs by a list of states, best first, ties as lists; None, and complaints, where it is no ranking.

    A state that is forgotten, named twice or not feasible is an error.
    """
    import numpy as np

    if not isinstance(place.data, list):
        place.wrong("the ranking is not as it must be", "a list of states, best first, ties as lists", place.data)
        return None
    total = place.states.count
    found = np.zeros(total, dtype=np.int64)
    good = read = True
    for tier in place.items():
        rank = len(place.data) - int(tier.trail[-1])
        for item in _tied(tier):
            meant = states_at(item)
            read = read and meant is not None
            for state in meant or ():
                if found[state]:
                    item.wrong(f"state {place.states.called(state)} stands in the ranking twice", "each state once")
                    good = False
                found[state] = rank
    if not (read and every(tier.data != [] for tier in place.items())):
        return None  # what the ranking forgets may be what could not be read
    missing = np.flatnonzero(found == 0)
    if len(missing):
        place.wrong(f"the ranking forgets {_some(place.states, missing.tolist())}", f"all {total:,} states, each once")
        good = False
    return found if good else None


def _tied(tier: Place) -> Iterable[Place]:
    """The references of one place of a ranking: itself, or those of a tie."""
    if isinstance(tier.data, list) and not tier.data:
        tier.wrong("this tie is empty", "states that tie, or nothing here", tier.data)
    return tier.items() if isinstance(tier.data, list) else (tier,)


def states_at(place: Place) -> Sequence[int] | None:
    """The states that a reference means; None, and a complaint, where it means none."""
    meant = place.states.meant(place.data)
    if not meant:
        what = "this is no state" if meant is None else "this is no feasible state"
        if isinstance(place.data, list):
            why = "a list stands where one state has to"
        else:
            why = place.states.why(place.data)
        place.wrong(f"{what}: {why}" if why else what, place.states.rule, place.data)
    return meant or None


def one_state(place: Place) -> int | None:
    """The one state that a reference means; None, and a complaint, where it means none or several."""
    meant = states_at(place)
    if meant is not None and len(meant) > 1:
        place.wrong(f"this means {len(meant):,} states", "one state", place.data)
        return None
    return meant[0] if meant else None


def by_utilities(place: Place) -> Ints | None:
    """Payoffs by a number for each state: a list in ascending order of the states, or an object by state."""
    numbers: dict[int, Fraction] = {}
    good = True
    if isinstance(place.data, list):
        pairs: list[tuple[Sequence[int] | None, Place]] = [([i], one) for i, one in enumerate(place.items())]
        if len(pairs) != place.states.count:
            place.wrong(
                "there is not one number for each state", f"{place.states.count:,} numbers", Words(f"{len(pairs):,}")
            )
            return None
    elif isinstance(place.data, dict):
        pairs = [
            (states_at(Place(place.document, (*place.trail, k), k, place.states)), place.at(k)) for k in place.data
        ]
    else:
        place.wrong("utilities are not as they must be", "a list of numbers, or an object: state: number", place.data)
        return None
    for states, one in pairs:
        value = number(one)
        good = good and value is not None and states is not None
        for state in states or ():
            if state in numbers:
                one.wrong(f"state {place.states.called(state)} has a utility twice", "one for each state")
                good = False
            numbers[state] = value if value is not None else Fraction(0)
    missing = [state for state in range(place.states.count) if state not in numbers] if good else []
    if missing:
        place.wrong(f"utilities forget {_some(place.states, missing)}", f"all {place.states.count:,} states")
    return ranks([numbers[state] for state in range(place.states.count)]) if good and not missing else None


def number(place: Place) -> Fraction | None:
    """An exact number; None, and a complaint, where it is none."""
    if isinstance(place.data, bool) or not isinstance(place.data, int | Fraction):
        place.wrong("this is no number", "a number such as 2 or 0.5, without quotes", place.data)
        return None
    return Fraction(place.data)


def ranks(values: Sequence[Fraction]) -> Ints:
    """Numbers by their order alone: the least is 0, equal numbers are equal."""
    import numpy as np

    order = {value: rank for rank, value in enumerate(sorted(set(values)))}
    return np.fromiter((order[value] for value in values), dtype=np.int64, count=len(values))


def whole(numbers: Sequence[Fraction]) -> list[int] | None:
    """Numbers times their common denominator; None where they do not add up below 2^62."""
    scale = math.lcm(1, *(one.denominator for one in numbers))
    found = [int(one * scale) for one in numbers]
    return found if sum(map(abs, found)) < 1 << 62 else None


# ------------------------------------------------------------------------------------------------------------- pairs


def by_pairs(place: Place) -> Preferred | None:
    """A preference by pairs: `better` [better, worse], `equal` [one, other], and `unknown`: pairs, or `rest`.

    A cycle is named state by state. What the pairs do not decide is an error, unless the rest is said to be unknown.
    """
    better, equal = _pairs(place, "better"), _pairs(place, "equal")
    if place.data.get("unknown", "rest") != "rest":
        message = "beside pairs, what is unknown can only be all that does not follow from them"
        place.at("unknown").wrong(message, '"rest"', place.data["unknown"])
        return None
    if better is None or equal is None:
        return None
    root = _classes(place.states.count, equal)
    below: dict[int, set[int]] = defaultdict(set)
    for a, b in better:
        below[root[a]].add(root[b])
    order = _sorted(set(root), below)
    if isinstance(order, _Cycle):
        names = [place.states.called(one) for one in order.states]
        shown = names if len(names) <= 2 * _SHOWN else [*names[:_SHOWN], "…", *names[-_SHOWN:]]
        place.at("better" if "better" in place.data else "equal").wrong(
            f"the preference goes in a circle: {' over '.join(shown)}",
            "pairs without a circle: take one of these out, or turn it round",
        )
        return None
    return _decided(place, order, root, below)


def _decided(place: Place, order: list[int], root: list[int], below: Mapping[int, set[int]]) -> Preferred | None:
    import numpy as np

    level = {one: len(order) - rank for rank, one in enumerate(order)}
    payoffs = np.array([level[one] for one in root], dtype=np.int64)
    gap = next(((a, b) for a, b in pairwise(order) if b not in below.get(a, ())), None)
    if gap is None:
        return Preferred(payoffs)
    if place.data.get("unknown") != "rest":
        names = " and ".join(place.states.called(one) for one in gap)
        place.wrong(
            f"the pairs do not say what is preferred between {names}",
            'pairs that decide between all states, or "unknown": "rest"',
        )
        return None
    if len(root) > MOST_OPEN:
        place.at("unknown").wrong("there are too many states to leave the rest unknown", f"at most {MOST_OPEN}")
        return None
    return Preferred(payoffs, _open(order, root, below))


def _open(order: list[int], root: list[int], below: Mapping[int, set[int]]) -> Pairs:
    """The pairs between which nothing follows from what is said."""
    under: dict[int, set[int]] = {}
    for one in reversed(order):
        under[one] = set().union(*({b} | under[b] for b in below.get(one, ())))
    classes = [(a, b) for i, a in enumerate(order) for b in order[i + 1 :] if b not in under[a] and a not in under[b]]
    members: dict[int, list[int]] = defaultdict(list)
    for state, one in enumerate(root):
        members[one].append(state)
    return tuple(sorted((min(s, t), max(s, t)) for a, b in classes for s in members[a] for t in members[b]))


def pairs_of(place: Place) -> Pairs | None:
    """Pairs of states; None, and complaints, where they are not."""
    if not isinstance(place.data, list):
        place.wrong("these are no pairs of states", "a list of pairs, each a list of two states", place.data)
        return None
    found: list[tuple[int, int]] = []
    good = True
    for item in place.items():
        if not isinstance(item.data, list) or len(item.data) != 2:
            item.wrong("this is no pair", "a list of two states", item.data)
            good = False
            continue
        a, b = (one_state(one) for one in item.items())
        if a is None or b is None:
            good = False
        elif a == b:
            item.wrong("a state is compared with itself", "two different states", item.data)
            good = False
        else:
            found.append((a, b))
    return tuple(found) if good else None


def _pairs(place: Place, key: str) -> Pairs | None:
    return pairs_of(place.at(key)) if key in place.data else ()


def _classes(count: int, equal: Pairs) -> list[int]:
    """For each state the least of those that are said to be equal to it, directly or by others."""
    root = list(range(count))

    def find(one: int) -> int:
        while root[one] != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    for a, b in equal:
        low, high = sorted((find(a), find(b)))
        root[high] = low
    return [find(one) for one in range(count)]


@dataclass(frozen=True)
class _Cycle:
    states: list[int]


def _sorted(nodes: set[int], below: Mapping[int, set[int]]) -> list[int] | _Cycle:
    """The nodes so that each comes before those below it; or a cycle. Nothing here recurses."""
    above = dict.fromkeys(nodes, 0)
    for one in below:
        for other in below[one]:
            above[other] += 1
    ready = sorted((one for one in nodes if not above[one]), reverse=True)
    found = []
    while ready:
        one = ready.pop()
        found.append(one)
        for other in sorted(below.get(one, ()), reverse=True):
            above[other] -= 1
            if not above[other]:
                ready.append(other)
    if len(found) == len(nodes):
        return found
    left = nodes - set(found)
    over = {b: a for a in left for b in below.get(a, ()) if b in left}  # each of `left` has something above it
    path, seen = [next(iter(sorted(left)))], {}
    while path[-1] not in seen:
        seen[path[-1]] = len(path) - 1
        path.append(over[path[-1]])
    return _Cycle(path[seen[path[-1]] :][::-1])


def _some(states: States, missing: Sequence[int]) -> str:
    shown = [states.called(int(one)) for one in missing[:_SHOWN]]
    more = f" and {len(missing) - _SHOWN:,} more" if len(missing) > _SHOWN else ""
    return f"state{'s' if len(missing) > 1 else ''} {', '.join(shown)}{more}"


def check_keys(document: Document, trail: Trail, data: Mapping[str, Any], known: Sequence[str]) -> None:
    """Say which keys of an object are unknown: none is passed over."""
    for key in data:
        if key not in known:
            document.say((*trail, key), f"the key “{key}” is unknown", ", ".join(known), near=nearest(key, known))
