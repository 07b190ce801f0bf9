"""Every sweep over a diagram against brute force over packages."""

from __future__ import annotations

import functools
import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.engines.diagrams import (
    TooWide,
    always_and_ever,
    build,
    cheapest,
    count,
    emitted,
    reading_order,
)
from detente.engines.formulas import Formulas
from tests.engines.worlds import World, worlds


@given(worlds(), st.data())
def test_counts(world: World, data: st.DataObject) -> None:
    allowed = {v: data.draw(st.integers(0, (1 << size) - 1)) for v, size in enumerate(world.formulas.sizes)}
    forbidden = data.draw(st.integers(0, 15))
    diagram = build(world.formulas, world.variables, world.hard, world.soft)
    expected = sum(
        all(allowed[v] >> value & 1 for v, value in enumerate(package)) and not world.jointly(package) & forbidden
        for package in world.packages()
    )
    assert count(diagram, allowed, forbidden) == expected


@given(st.lists(st.frozensets(st.integers(0, 6), min_size=1, max_size=4), max_size=6))
def test_the_reading_order_leaves_the_fewest_open(scopes: list[frozenset[int]]) -> None:
    formulas = Formulas([2] * 7)
    constraints = [formulas.all(formulas.literal(v, 2) for v in scope) for scope in scopes]
    order = reading_order(formulas, range(7), constraints)
    assert sorted(order) == list(range(7))
    for place in range(7):

        def left_open(variable: int, place: int = place) -> tuple[int, int, int]:
            read = {*order[:place], variable}
            opened = sum(bool(scope & read) and not scope <= read for scope in scopes)
            closed = sum(variable in scope and scope <= read for scope in scopes)
            return opened, -closed, variable

        assert order[place] == min(order[place:], key=left_open)


@given(worlds(), st.data())
def test_the_cheapest_package(world: World, data: st.DataObject) -> None:
    prices = {v: [data.draw(st.integers(-3, 3)) for _ in range(size)] for v, size in enumerate(world.formulas.sizes)}
    full = {v: (1 << size) - 1 for v, size in enumerate(world.formulas.sizes)}
    forbidden = data.draw(st.integers(0, 15))
    diagram = build(world.formulas, world.variables, world.hard, world.soft)
    costs = {
        package: sum(prices[v][value] for v, value in enumerate(package)) + 2 * world.jointly(package).bit_count()
        for package in world.packages()
        if not world.jointly(package) & forbidden
    }
    found = cheapest(diagram, full, forbidden, lambda mask: 2 * mask.bit_count(), prices)
    if found is None:
        assert not costs
        return
    package = tuple(value for _, value in sorted(found[1]))
    assert found[0] == min(costs.values()) == costs[package]
    assert emitted(diagram, found[1]) == world.jointly(package)


@given(worlds())
def test_what_all_and_what_some_packages_break(world: World) -> None:
    full = {v: (1 << size) - 1 for v, size in enumerate(world.formulas.sizes)}
    diagram = build(world.formulas, world.variables, world.hard, world.soft)
    broken = [world.broken(package) for package in world.packages()]
    expected = (functools.reduce(operator.and_, broken), functools.reduce(operator.or_, broken)) if broken else None
    assert always_and_ever(diagram, full, world.own) == expected


def test_counts_beyond_64_bits_are_exact() -> None:
    formulas = Formulas([4] * 40)
    barred = formulas.negate(formulas.all(formulas.literal(v, 1) for v in range(40)))
    diagram = build(formulas, range(40), [barred], [])
    assert count(diagram, dict.fromkeys(range(40), 15)) == 4**40 - 1


def test_a_width_beyond_the_limit_is_said_not_tried() -> None:
    formulas = Formulas([2] * 12)
    ties = [formulas.iff(formulas.literal(v, 1), formulas.literal(11 - v, 1)) for v in range(6)]
    with pytest.raises(TooWide):
        build(formulas, range(12), ties, [], max_edges=2)


def test_a_variable_with_ten_thousand_values() -> None:
    formulas = Formulas([10_000, 3])
    tie = formulas.negate(formulas.all([formulas.literal(0, 1 << 9_999), formulas.literal(1, 1)]))
    diagram = build(formulas, range(2), [tie], [])
    assert count(diagram, {0: (1 << 10_000) - 1, 1: 7}) == 29_999
