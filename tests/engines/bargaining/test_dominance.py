"""Dominance among more rows than one block holds, against all pairs."""

import numpy as np
import pytest

from detente.engines.bargaining.dominance import distinct, undominated
from detente.engines.bargaining.results import TooManyError


def all_pairs(keys, groups):
    mask = np.ones(len(keys), dtype=bool)
    for at, (row, group) in enumerate(zip(keys, groups, strict=True)):
        others = keys[groups == group]
        mask[at] = not ((others >= row).all(axis=1) & (others > row).any(axis=1)).any()
    return mask


@pytest.mark.parametrize("width", range(1, 8))
@pytest.mark.parametrize("span", [6, 1000])
def test_what_is_left_is_what_no_pair_dominates(width, span):
    rng = np.random.default_rng(width * span)
    keys = np.unique(rng.integers(0, span, size=(1500, width)), axis=0)
    rng.shuffle(keys)
    alone = np.zeros(len(keys), dtype=np.int64)
    assert (undominated(keys) == all_pairs(keys, alone)).all()
    groups = rng.integers(0, 3, size=len(keys))
    assert (undominated(keys, groups) == all_pairs(keys, groups)).all()


def test_rows_that_are_alike_are_found_in_any_order():
    rng = np.random.default_rng(3)
    keys, groups = rng.integers(0, 4, size=(3000, 3)), rng.integers(0, 2, size=3000)
    firsts, likes = distinct(keys, groups)
    both = np.column_stack((keys, groups))
    assert (both[firsts][likes] == both).all()
    assert len(firsts) == len(np.unique(both, axis=0))


def test_too_many_comparisons_are_refused():
    """Rows on a plane: none dominates another."""
    rng = np.random.default_rng(1)
    rows = rng.integers(0, 10**6, size=(4000, 4))
    rows[:, 3] = 3 * 10**6 - rows[:, :3].sum(axis=1)
    assert undominated(rows).all()
    with pytest.raises(TooManyError):
        undominated(rows, most=10**6)
