"""Counting over conditions whose states fall into blocks, such as the lines along which one party moves.

A block is a group of variables that stand in terms together. What matters of it is which conditions it meets, so each
block comes down to one polynomial for each such set; and blocks together meet the union of what each meets. The sets
that unions can be are few where moves are alike from block to block. Over them the product is taken set by set for
"these conditions or fewer", and "exactly these" follows by subtraction (the union product of set functions, by zeta
and Möbius transforms).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from math import prod

MOST_UNIONS = 600
MOST_OPEN = 20_000
"""Rows of the table of one block above which it is not filled."""
Term = frozenset[int]
Clause = frozenset[Term]
Weigh = Callable[[int], tuple[int, int]]
"""Of a variable, its polynomials for "true" and for "false"."""
_Table = dict[int, int]
"""By set of conditions met (bits), the polynomial of the ways."""
_Live = frozenset[tuple[int, Term]]
"""Terms, with the number of their clause, that may still come true."""


class TooTangled(Exception):
    """The sets of conditions are too many; nobody outside the engine sees this."""


def counted(part: Collection[Clause], weigh: Weigh, bits: int) -> tuple[int, int]:
    """The weight of all ways to meet all clauses, over the variables that occur, and how much of `bits` it took.

    That is sets of conditions times tables times bits of a polynomial. Raises TooTangled where it would be more.
    """
    clauses = list(part)
    times = _times(clauses)
    own = [{one for term in clause if len(term) == 1 for one in term if times[one] == 1} for clause in clauses]
    tables: dict[object, tuple[_Table, int]] = {}
    for block in _blocks(clauses, set().union(*own)):
        place = {one: number for number, one in enumerate(block)}
        weights = tuple(map(weigh, block))
        live = frozenset(
            (number, frozenset(place[one] for one in term))
            for number, clause in enumerate(clauses)
            for term in clause
            if not term.isdisjoint(place)
        )
        key = weights, live
        table, alike = tables[key] if key in tables else (_table(weights, live), 0)
        tables[key] = table, alike + 1
    total = 0
    exactly, spent = _exactly(list(tables.values()), bits)
    for met, ways in exactly.items():
        for number, variables in enumerate(own):
            false = prod(weigh(one)[1] for one in variables)
            ways *= prod(sum(weigh(one)) for one in variables) - (0 if met >> number & 1 else false)
        total += ways
    return total, spent


def _times(clauses: Iterable[Clause]) -> dict[int, int]:
    found: dict[int, int] = {}
    for clause in clauses:
        for term in clause:
            for one in term:
                found[one] = found.get(one, 0) + 1
    return found


def _blocks(clauses: Iterable[Clause], without: set[int]) -> list[list[int]]:
    """Variables in groups that share no term, each group ascending."""
    group: dict[int, list[int]] = {}
    for clause in clauses:
        for term in clause:
            joined = sorted({one for member in term for one in group.get(member, [member])} - without)
            group.update(dict.fromkeys(joined, joined))
    return list({id(found): found for found in group.values()}.values())


def _table(weights: Sequence[tuple[int, int]], live: _Live) -> _Table:
    """Of one block, which conditions are met in how many ways: variable by variable."""
    rows: dict[tuple[int, _Live], int] = {(0, live): 1}
    for one, (true, false) in enumerate(weights):
        following: dict[tuple[int, _Live], int] = {}
        for (met, terms), ways in rows.items():
            reduced = {(number, term - {one}) for number, term in terms}
            done = {number for number, term in reduced if not term}
            mask = met | sum(1 << number for number in done)
            left = frozenset(pair for pair in reduced if pair[0] not in done)
            kept = frozenset(pair for pair in terms if one not in pair[1])
            for key, weight in (((mask, left), true), ((met, kept), false)):
                following[key] = following.get(key, 0) + ways * weight
        rows = following
        if len(rows) > MOST_OPEN:
            raise TooTangled
    return {met: ways for (met, _), ways in rows.items()}


def _exactly(tables: Sequence[tuple[_Table, int]], allowed: int) -> tuple[_Table, int]:
    """Of independent blocks, each so many times, which conditions are met by all together in how many ways."""
    unions = {0}
    for table, _ in tables:
        pending = list(unions)
        while pending:
            fresh = {one | met for one in pending for met in table} - unions
            unions |= fresh
            pending = list(fresh)
            if len(unions) > MOST_UNIONS:
                raise TooTangled
    bits = sum(k * max(ways.bit_length() for ways in table.values()) for table, k in tables)
    spent = len(unions) * len(tables) * bits
    if spent > allowed:
        raise TooTangled
    found: _Table = {}
    for union in sorted(unions, key=int.bit_count):
        most = prod(sum(ways for met, ways in table.items() if met | union == union) ** k for table, k in tables)
        found[union] = most - sum(ways for met, ways in found.items() if met | union == union)
    return found, spent
