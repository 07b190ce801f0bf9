"""The solver's way gives what the diagram's way gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from detente.engines.masks import bits
from detente.engines.search import Search
from tests.engines.antichains import hitting_sets, minimal
from tests.engines.worlds import World, worlds


def search(world: World) -> Search:
    return Search(world.formulas, world.variables, world.hard, world.soft, world.own)


@given(worlds(), st.integers(0, 255))
def test_streamed_conflicts_and_concessions_are_all_there_are(world: World, listed: int) -> None:
    concessions = minimal(mask & listed for mask in map(world.broken, world.packages()))
    found = list(search(world).explain(listed, lambda: False))
    assert sorted(mask for kind, mask in found if kind == "concession") == sorted(concessions)
    conflicts = sorted(mask for kind, mask in found if kind == "conflict")
    assert conflicts == (sorted(hitting_sets(concessions)) if concessions else [0])


@given(worlds(), st.lists(st.integers(1, 4), min_size=8, max_size=8), st.integers(0, 255))
def test_the_lightest_set(world: World, prices: list[int], free: int) -> None:
    costs = [sum(prices[bit] for bit in bits(mask)) for mask in map(world.broken, world.packages()) if not mask & ~free]
    found = search(world).lightest(prices, free)
    assert (None if found is None else found[0]) == min(costs, default=None)


@given(worlds(), st.integers(0, 255))
def test_a_package_or_the_proof_of_none(world: World, free: int) -> None:
    package = search(world).first(free)
    exists = any(not world.broken(one) & ~free for one in world.packages())
    assert (package is not None) == exists
    if package is not None:
        assert not world.broken(tuple(value for _, value in sorted(package))) & ~free


def test_stopping_early_is_visible_to_the_caller() -> None:
    from detente.engines.formulas import Formulas

    formulas = Formulas([2] * 10)
    own = {v: [1 << 2 * v, 2 << 2 * v] for v in range(10)}
    answers = iter([False, False, True])
    found = list(Search(formulas, range(10), [], [], own).explain((1 << 20) - 1, lambda: next(answers)))
    assert len(found) == 2
