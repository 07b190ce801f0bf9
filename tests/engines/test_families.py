"""Families as diagrams against families as Python sets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.engines import families as module
from detente.engines.diagrams import TooWide, build
from detente.engines.families import EMPTY, Families, minimal_sets
from tests.engines.antichains import hitting_sets, minimal
from tests.engines.worlds import World, worlds

members = st.lists(st.integers(0, 255), max_size=9)


def family(arena: Families, masks: list[int]) -> int:
    found = EMPTY
    for mask in masks:
        found = arena.union(found, arena.of(mask))
    return found


@given(st.permutations(range(8)), members, members, st.integers(0, 255))
def test_operations(order: list[int], one: list[int], other: list[int], kept: int) -> None:
    arena = Families(order)
    a, b = family(arena, one), family(arena, other)
    assert sorted(arena.members(a)) == sorted(set(one))
    assert arena.total(a) == len(set(one))
    assert set(arena.members(arena.join(a, b))) == {x | y for x in one for y in other}
    assert sorted(arena.members(arena.minimal(a))) == sorted(minimal(one))
    outside = {x for x in one if not any(x & y == y for y in other)}
    assert set(arena.members(arena.without_supersets(a, b))) == outside
    assert sorted(arena.members(arena.keep(a, kept))) == sorted(minimal(x & kept for x in one))
    assert arena.fold(a, 0, 1, lambda element, low, high: low + (element + 1) * high) >= 0


@given(st.permutations(range(8)), members)
def test_hitting_sets_are_those_of_the_other_algorithm(order: list[int], masks: list[int]) -> None:
    arena = Families(order)
    found = arena.hitting(arena.minimal(family(arena, masks)))
    assert sorted(arena.members(found)) == sorted(hitting_sets(masks))


@given(worlds())
def test_minimal_sets_of_a_diagram(world: World) -> None:
    diagram = build(world.formulas, world.variables, world.hard, world.soft)
    arena, found = minimal_sets(diagram, world.own)
    assert sorted(arena.members(found)) == sorted(minimal(map(world.broken, world.packages())))


def test_two_to_the_forty_concessions_are_counted_not_listed() -> None:
    arena = Families(list(range(80)))
    product = module.UNIT
    for pair in range(40):
        product = arena.join(product, arena.union(arena.of(1 << 2 * pair), arena.of(2 << 2 * pair)))
    assert arena.total(product) == 1 << 40
    assert sorted(arena.members(arena.hitting(product))) == sorted(3 << 2 * pair for pair in range(40))


def test_too_many_nodes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_NODES", 10)
    arena = Families(list(range(20)))
    with pytest.raises(TooWide):
        arena.of((1 << 20) - 1)
