"""An independent checker of witnesses: is every order in it what its clause orders, and can all of them be kept?"""

from __future__ import annotations

import itertools
from typing import Any

from detente.engines.norms.model import Norm, Sense
from tests.engines.norms.literal import Literal, holds, named


def replayed(literal: Literal, one: Any) -> None:
    """Fails with the reason where a contradiction's witness does not show it."""
    witness = one.witness
    assert {order.clause for order in witness.orders} == set(one.clauses)
    assert set(one.answers) <= set(witness.answers)
    count = literal.days
    choices = [name * count + day for name in literal.system.choices for day in range(count)]
    for order in witness.orders:
        assert all(order.time == witness.cells[n].place[4] for n in order.cells[:1])
        used = [name for name in choices if len(choices) <= 4 or name // count in _used(literal, order.clause)]
        assert any(_ordered(literal, witness, order, chosen) for chosen in literal.assigned(used))
    if one.weak:
        assert forbidden_where_permitted(literal, witness)
    else:
        assert not keepable(literal, witness)


def _used(literal: Literal, clause: int) -> set[int]:
    """The choices that a clause depends on."""
    norms = [norm for norm in literal.system.norms if norm.clause == clause]
    return {name // literal.days for name in literal.variables(norms, literal.system.choices)}


def _ordered(literal: Literal, witness: Any, order: Any, chosen: dict[int, bool]) -> bool:
    """Whether the clause orders this under some choice."""
    count = literal.days
    every = [name * count + day for name in literal.system.facts | literal.system.choices for day in range(count)]
    values = {**dict.fromkeys(every, False), **{n * count + day: h for n, day, h in witness.facts}, **chosen}
    if not holds(order.when, values):
        return False
    here = literal.on(order.time, values)
    answers = dict(witness.answers)
    norms = [
        norm
        for norm in literal.system.norms
        if norm.clause == order.clause
        and norm.sense is order.sense
        and (norm.holds is None) == (order.holds is None)
        and all(answers.get(q) == a for q, a in norm.answers)
    ]
    if order.holds is not None:
        said = [norm for norm in norms if norm.days >> order.time & 1 and holds(norm.when, here)]
        return any(holds(norm.holds, here) == holds(order.holds, values) for norm in said)
    return any(_sums(literal, norm, witness, order, values) for norm in norms)


def _sums(literal: Literal, norm: Norm, witness: Any, order: Any, values: dict[int, bool]) -> bool:
    counted = {witness.cells[n].place for n in order.cells}
    like = sum(witness.cells[n].like for n in order.cells)
    if norm.sense is Sense.MAY or norm.bound <= 0:
        return counted <= literal.scope(norm, values)
    if norm.sense is Sense.AT_LEAST:
        return norm.bound == order.bound and any(
            counted <= group and len(group) == like for group in literal.sums(norm, values)
        )
    return norm.bound == order.bound and any(counted <= group for group in literal.sums(norm, values))


def keepable(literal: Literal, witness: Any) -> bool:
    """Whether some whole amounts and choices keep all orders."""
    most = max([order.bound for order in witness.orders] + [0])
    for chosen in literal.assigned(_decided(witness)):
        live = [order for order in witness.orders if holds(order.when, chosen)]
        if any(order.holds is not None and not holds(order.holds, chosen) for order in live):
            continue
        for amounts in itertools.product(range(most + 1), repeat=len(witness.cells)):
            if all(_kept(order, amounts) for order in live):
                return True
    return False


def _decided(witness: Any) -> set[int]:
    """What is left to decide in the orders of a witness."""
    return set().union(*(named(order.when) | named(order.holds or ("true",)) for order in witness.orders))


def _kept(order: Any, amounts: tuple[int, ...]) -> bool:
    total = sum(amounts[n] for n in order.cells)
    if order.sense is Sense.AT_MOST:
        return total <= order.bound
    return order.sense is not Sense.AT_LEAST or total >= order.bound


def forbidden_where_permitted(literal: Literal, witness: Any) -> bool:
    """Whether, whatever is chosen, no amount is possible where one is permitted, or the status permitted is not."""
    for chosen in literal.assigned(_decided(witness)):
        live = [order for order in witness.orders if holds(order.when, chosen)]
        may = [order for order in live if order.sense is Sense.MAY]
        others = [order for order in live if order.sense is not Sense.MAY]
        if witness.cells:
            barred = {n for order in others if order.sense is Sense.AT_MOST and order.bound <= 0 for n in order.cells}
            if not any(barred.intersection(order.cells) for order in may):
                return False
        elif all(order.holds is None or holds(order.holds, chosen) for order in live):
            return False
    return True
