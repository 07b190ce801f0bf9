"""Packages by their sum of points, against adding up each package's."""

from __future__ import annotations

import math
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from detente.engines.diagrams import build
from detente.engines.sums import by_sum, together
from tests.engines.worlds import World, worlds


@given(worlds(), st.data())
def test_counts_by_sum(world: World, data: st.DataObject) -> None:
    sizes = world.formulas.sizes
    allowed = {v: data.draw(st.integers(0, (1 << size) - 1)) for v, size in enumerate(sizes)}
    values = {v: [data.draw(st.integers(0, 4)) for _ in range(size)] for v, size in enumerate(sizes)}
    forbidden, top = data.draw(st.integers(0, 15)), data.draw(st.integers(1, 9))
    diagram = build(world.formulas, world.variables, world.hard, world.soft)
    expected = Counter(
        min(top, sum(values[v][value] for v, value in enumerate(package)) + 2 * world.jointly(package).bit_count())
        for package in world.packages()
        if all(allowed[v] >> value & 1 for v, value in enumerate(package)) and not world.jointly(package) & forbidden
    )
    found = by_sum(diagram, allowed, forbidden, values, lambda mask: 2 * mask.bit_count(), top)
    assert found.tolist() == [expected[one] for one in range(top + 1)]


@given(st.lists(st.integers(0, 9), min_size=3, max_size=3), st.lists(st.integers(0, 9), min_size=3, max_size=3))
def test_pairs_by_the_sum_of_both(one: list[int], other: list[int]) -> None:
    import numpy as np

    expected = [0, 0, 0]
    for low, some in enumerate(one):
        for high, more in enumerate(other):
            expected[min(low + high, 2)] += some * more
    for room in (100, 1 << 70):
        assert together(np.array(one), np.array(other), room).tolist() == expected


def test_counts_beyond_64_bits() -> None:
    import numpy as np

    many = np.array([0, 3 << 60])
    assert together(many, many, math.prod((3 << 60, 3 << 60))).tolist() == [0, (3 << 60) ** 2]
