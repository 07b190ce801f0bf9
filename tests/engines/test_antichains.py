"""The reference algorithms against the definitions."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.engines.antichains import hitting_sets, minimal

families = st.lists(st.integers(0, 63), max_size=8)


@given(families)
def test_minimal_sets_contain_no_other(family: list[int]) -> None:
    assert set(minimal(family)) == {a for a in family if not any(b != a and b & a == b for b in family)}


@given(families)
def test_hitting_sets_by_definition(family: list[int]) -> None:
    hits = [s for s in range(64) if all(s & edge for edge in family)]
    expected = [s for s in hits if not any(other != s and other & s == other for other in hits)]
    found = list(hitting_sets(family))
    assert sorted(found) == sorted(expected)
    assert len(set(found)) == len(found)


@given(families)
def test_hitting_sets_are_dual(family: list[int]) -> None:
    if 0 not in family and family:
        assert sorted(hitting_sets(hitting_sets(family))) == sorted(minimal(family))


def test_a_product_of_pairs_has_one_conflict_a_pair() -> None:
    product = [sum(1 << (2 * i + (k >> i & 1)) for i in range(12)) for k in range(4096)]
    assert sorted(hitting_sets(product)) == sorted(3 << 2 * i for i in range(12))
