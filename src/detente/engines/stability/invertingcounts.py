"""Exact counts of the sets of better states that meet conditions, by size, and of the rankings that follow from them.

A set of states is counted by what is in it; nothing is enumerated. Of each state it matters only whether it is out of
the set ("true", the conditions are monotone in that). States that play the same role are first merged into one
variable with two polynomials, z to the power of how many are in the set: for "true" and for all ways. What is left is
split into parts that share no variable, and branched on, with answers to parts met before kept. A polynomial with
coefficients below 2^m is one whole number, its value at z = 2^w with w > m.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import factorial, prod

from detente.engines.stability.inverting import Condition, minimal
from detente.engines.stability.invertingblocks import TooTangled, counted
from detente.engines.stability.worlds import S
from detente.errors import TooLargeError

MOST_STATES = 2_048
"""States in conditions on one party, or in a conflict whose rankings are counted, above which they are not counted."""
MOST_WORK = 600_000
"""How many occurrences of variables are looked at before counting gives up."""
MOST_BITS = 500_000_000
"""Bits of polynomials that are multiplied or added before counting gives up: some seconds."""
DEPTH = 300
Clause = frozenset[frozenset[int]]


@dataclass(frozen=True)
class Sizes:
    """How many sets of each size, out of `of` states, meet conditions: `counts[k]` of k members."""

    of: int
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """How many sets."""
        return sum(self.counts)

    @property
    def largest(self) -> tuple[int, int]:
        """The size of the largest sets, and how many there are."""
        size = max(size for size, count in enumerate(self.counts) if count)
        return size, self.counts[size]

    def among(self, states: int) -> tuple[int, ...]:
        """The counts where further states, up to so many, may be in the set or not."""
        free, width = states - self.of, _width(states)
        packed = _pack(self.counts, width) * ((1 << width) + 1) ** free
        return _unpack(packed, width, states + 1)


def sizes(each: Collection[Condition[S]]) -> Sizes:
    """How many sets of the states named in some conditions meet them all.

    Raises TooLargeError beyond MOST_STATES states, or where roles of states are too many to be told apart in time.

    >>> sizes([Condition("a", (frozenset("a"), frozenset("b")))]).counts
    (1, 2, 0)
    """
    numbers = _numbered(each)
    clauses = [frozenset(frozenset(numbers[state] for state in way) for way in one.ways) for one in each]
    if len(numbers) > MOST_STATES:
        raise TooLargeError(
            f"conditions on {len(numbers):,} states are more than are counted ({MOST_STATES:,}): fix options with "
            "--given option=value"
        )
    found = _Counting(len(numbers)).solve(frozenset(clauses), 0)
    return Sizes(len(numbers), _unpack(found, _width(len(numbers)), len(numbers) + 1))


def _numbered(each: Collection[Condition[S]]) -> dict[S, int]:
    """A number for each state; those that stand in one set together, directly or by others, one after the other."""
    block: dict[S, list[S]] = {}
    for one in each:
        for way in one.ways:
            for group in {id(found): found for state in way if (found := block.setdefault(state, [state]))}.values():
                first = block[next(iter(way))]
                if group is not first:
                    first += group
                    block.update(dict.fromkeys(group, first))
    order = sorted({id(group): group for group in block.values()}.values(), key=lambda group: -len(group))
    return {state: number for number, state in enumerate(state for group in order for state in group)}


def _width(states: int) -> int:
    """Bits that hold any count of sets out of so many states, a whole number of bytes."""
    return (states // 8 + 1) * 8


def _pack(counts: Sequence[int], width: int) -> int:
    return sum(count << (width * place) for place, count in enumerate(counts))


def _unpack(packed: int, width: int, places: int) -> tuple[int, ...]:
    size = width // 8
    digits = packed.to_bytes(size * places, "little")
    return tuple(int.from_bytes(digits[place * size : (place + 1) * size], "little") for place in range(places))


@dataclass(frozen=True)
class _Variable:
    """Some states together: how many, the sets in which it is true, and its place in the order of branching."""

    size: int
    true: int
    order: int
    every: bool = False
    inner: frozenset[int] = frozenset()


class _Counting:
    """Counts over one formula: all clauses, some term of each, all variables of that term."""

    def __init__(self, states: int) -> None:
        self.z = 1 << _width(states)
        self.variables = [_Variable(1, 1, place) for place in range(states)]
        self.ids: dict[tuple[bool, frozenset[int]], int] = {}
        self.known: dict[frozenset[Clause], int] = {}
        self.totals: dict[int, int] = {}
        self.work, self.bits = 0, MOST_BITS

    def total(self, size: int) -> int:
        """All sets of so many states."""
        if size not in self.totals:
            self.totals[size] = (self.z + 1) ** size
        return self.totals[size]

    def all(self, variables: Iterable[int]) -> int:
        return self.total(sum(self.variables[one].size for one in variables))

    def true(self, variables: Iterable[int]) -> int:
        return _product(self.variables[one].true for one in variables)

    def false(self, one: int) -> int:
        return self.total(self.variables[one].size) - self.variables[one].true

    def merged(self, members: Collection[int], *, every: bool) -> int:
        """The variable that is true where every member is, or any."""
        inner = frozenset(part for one in members for part in self._inside(one, every=every))
        key = every, inner
        if key not in self.ids:
            size = sum(self.variables[one].size for one in members)
            if every:
                true = self.true(members)
            else:
                true = self.total(size) - _product(self.false(one) for one in members)
            self.ids[key] = len(self.variables)
            order = min(self.variables[one].order for one in members)
            self.variables.append(_Variable(size, true, order, every, inner))
        return self.ids[key]

    def _inside(self, one: int, *, every: bool) -> frozenset[int]:
        """What a variable was merged from in the same way, so that the order of merging makes no other variable."""
        held = self.variables[one]
        return held.inner if held.inner and held.every == every else frozenset((one,))

    def solve(self, clauses: frozenset[Clause], depth: int) -> int:
        """The sets of the variables that occur which meet all clauses."""
        if clauses in self.known:
            return self.known[clauses]
        self.work += sum(len(term) + 1 for clause in clauses for term in clause)
        if self.work > MOST_WORK or self.bits < 0 or depth > DEPTH:
            raise TooLargeError(
                f"{len(_occurring(clauses)):,} roles of states in {len(clauses):,} conditions are too many to be told "
                "apart: fix options with --given option=value"
            )
        factor, left = self._simpler(clauses)
        for part in _parts(left):
            factor *= self._branched(part, depth) if factor else 0
        self.known[clauses] = factor
        return factor

    def _branched(self, part: frozenset[Clause], depth: int) -> int:
        if part in self.known:
            return self.known[part]
        if any(len(term) > 1 for clause in part for term in clause):
            with contextlib.suppress(TooTangled):
                found, spent = counted(part, lambda one: (self.variables[one].true, self.false(one)), self.bits)
                self.bits -= spent
                self.known[part] = found
                return found
        occurring = _occurring(part)
        self.bits -= 4 * self.z.bit_length() * sum(self.variables[one].size for one in occurring)
        one = self._chosen(part)
        found = 0
        for weight, rest in (
            (self.variables[one].true, _granted(part, {one})),
            (self.false(one), _denied(part, one)),
        ):
            if all(rest):
                gone = occurring - _occurring(rest) - {one}
                found += weight * self.all(gone) * self.solve(rest, depth + 1)
        self.known[part] = found
        return found

    def _chosen(self, part: frozenset[Clause]) -> int:
        """What to branch on: where terms have several variables in the order given, so that parts are done with one
        after the other and what is left has been met before; else the one in most clauses.
        """
        times = Counter(one for clause in part for term in clause for one in term)
        if any(len(term) > 1 for clause in part for term in clause):
            several = {one for clause in part for term in clause if len(term) > 1 for one in term}
            return min(several, key=lambda one: (self.variables[one].order, one))
        return max(times, key=lambda one: (times[one], -one))

    def _simpler(self, clauses: frozenset[Clause]) -> tuple[int, frozenset[Clause]]:
        """A factor, and clauses over fewer variables."""
        factor = 1
        while True:
            occurring = _occurring(clauses)
            left = frozenset(frozenset(minimal(clause)) for clause in clauses)
            forced = {one for clause in left if len(clause) == 1 for term in clause for one in term}
            left = _granted(left, forced)
            factor *= self.true(forced) * self.all(occurring - _occurring(left) - forced)
            left = self._merged_members(left)
            left = self._merged_terms(left)
            left = self._merged_clauses(left)
            if left == clauses:
                return factor, left
            clauses = left

    def _merged_members(self, clauses: frozenset[Clause]) -> frozenset[Clause]:
        """Variables that occur in exactly the same terms are one that is true where every one is."""
        places: dict[int, set[tuple[Clause, frozenset[int]]]] = {}
        for clause in clauses:
            for term in clause:
                if len(term) > 1:
                    for one in term:
                        places.setdefault(one, set()).add((clause, term))
        alone = {one for clause in clauses for term in clause if len(term) == 1 for one in term}
        alike: dict[frozenset[tuple[Clause, frozenset[int]]], list[int]] = {}
        for one, found in places.items():
            if one not in alone:
                alike.setdefault(frozenset(found), []).append(one)
        to = {one: self.merged(group, every=True) for group in alike.values() if len(group) > 1 for one in group}
        return _renamed(clauses, to)

    def _merged_terms(self, clauses: frozenset[Clause]) -> frozenset[Clause]:
        """Variables that are terms by themselves in exactly the same clauses are one that is true where any is."""
        to = {
            one: self.merged(group, every=False)
            for group in _alone(clauses).values()
            if len(group) > 1
            for one in group
        }
        return _renamed(clauses, to)

    def _merged_clauses(self, clauses: frozenset[Clause]) -> frozenset[Clause]:
        """Clauses that differ only in a variable of their own are one, of which that is true where every one is."""
        own = {next(iter(found)): group[0] for found, group in _alone(clauses).items() if len(found) == 1}
        alike: dict[Clause, list[Clause]] = {}
        for clause, one in own.items():
            alike.setdefault(clause - {frozenset((one,))}, []).append(clause)
        left = set(clauses)
        for rest, group in alike.items():
            if len(group) > 1 and rest:
                left.difference_update(group)
                left.add(rest | {frozenset((self.merged([own[one] for one in group], every=True),))})
        return frozenset(left)


def _product(factors: Iterable[int]) -> int:
    return prod(factor**times for factor, times in Counter(factors).items())


def _occurring(clauses: Iterable[Clause]) -> set[int]:
    return {one for clause in clauses for term in clause for one in term}


def _granted(clauses: frozenset[Clause], true: set[int]) -> frozenset[Clause]:
    """The clauses that are left where some variables are true."""
    if not true:
        return clauses
    found = (frozenset(term - true for term in clause) for clause in clauses)
    return frozenset(clause for clause in found if frozenset() not in clause)


def _denied(clauses: frozenset[Clause], false: int) -> frozenset[Clause]:
    """The clauses where a variable is false; one that can no longer be met is empty."""
    return frozenset(frozenset(term for term in clause if false not in term) for clause in clauses)


def _renamed(clauses: frozenset[Clause], to: dict[int, int]) -> frozenset[Clause]:
    if not to:
        return clauses
    return frozenset(frozenset(frozenset(to.get(one, one) for one in term) for term in clause) for clause in clauses)


def _alone(clauses: frozenset[Clause]) -> dict[frozenset[Clause], list[int]]:
    """Variables that occur only as terms by themselves, by the clauses in which they do."""
    several = {one for clause in clauses for term in clause if len(term) > 1 for one in term}
    places: dict[int, set[Clause]] = {}
    for clause in clauses:
        for term in clause:
            if len(term) == 1 and (one := next(iter(term))) not in several:
                places.setdefault(one, set()).add(clause)
    found: dict[frozenset[Clause], list[int]] = {}
    for one, at in places.items():
        found.setdefault(frozenset(at), []).append(one)
    return found


def _parts(clauses: frozenset[Clause]) -> list[frozenset[Clause]]:
    """The clauses in groups that share no variable."""
    groups: list[tuple[set[int], list[Clause]]] = []
    for clause in clauses:
        held, members = {one for term in clause for one in term}, [clause]
        apart = []
        for group in groups:
            if group[0].isdisjoint(held):
                apart.append(group)
            else:
                held |= group[0]
                members += group[1]
        groups = [*apart, (held, members)]
    return [frozenset(members) for _, members in groups]


def strict_share(found: Sizes) -> Fraction:
    """The share of all rankings without ties under which the better states meet the conditions.

    How many states there are besides those in the conditions makes no difference.
    """
    return Fraction(strict(found.counts), factorial(found.of + 1))


def strict(counts: Sequence[int]) -> int:
    """How many rankings without ties: `counts[k]` sets of k better states, of all states but the one wanted."""
    last = len(counts) - 1
    return sum(count * factorial(k) * factorial(last - k) for k, count in enumerate(counts) if count)


def weak(counts: Sequence[int]) -> int:
    """How many rankings with ties: as `strict`. The rest may be tied with the wanted state, or below it."""
    last = len(counts) - 1
    ordered = orders(last)
    return sum(
        count * ordered[k] * (2 * ordered[last - k] if k < last else 1) for k, count in enumerate(counts) if count
    )


_ORDERS = [1]
_DIAGONAL = [1]


def orders(most: int) -> list[int]:
    """How many rankings with ties there are of 0, 1, … `most` states: the Fubini numbers.

    a(n) is the n-th binomial transform of a(0) … a(n - 1), which its table of sums gives by additions.

    >>> orders(4)
    [1, 1, 3, 13, 75]
    """
    while len(_ORDERS) <= most:
        row = list(accumulate(_DIAGONAL, initial=0))
        _ORDERS.append(row[-1])
        _DIAGONAL[:] = [one + row[-1] for one in row]
    return _ORDERS[: most + 1]
