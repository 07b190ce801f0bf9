"""Scopes against sets of cells written out."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detente.engines.scopes import (
    Boxes,
    cells,
    classes,
    covers,
    difference,
    disjoint,
    intersection,
    meeting,
    tidy,
)

SIZES = (3, 4, 2)


def boxes(sizes=SIZES, most=5):
    masks = st.tuples(*(st.integers(1, 2**size - 1) for size in sizes))
    return st.lists(masks, max_size=most)


def written_out(union):
    """Every cell of a union, one by one."""
    found = set()
    for box in union:
        sides = [[place for place in range(mask.bit_length()) if mask >> place & 1] for mask in box]
        found |= set(itertools.product(*sides))
    return found


@given(boxes(), boxes())
def test_differences_and_intersections_are_those_of_sets(one, other):
    assert written_out(difference(one, other)) == written_out(one) - written_out(other)
    assert written_out(intersection(one, other)) == written_out(one) & written_out(other)
    assert covers(one, other) == (written_out(other) <= written_out(one))


@given(boxes())
def test_disjoint_boxes_hold_the_same_cells_once(union):
    apart = disjoint(union)
    assert written_out(apart) == written_out(union)
    assert sum(len(written_out([box])) for box in apart) == cells(union) == len(written_out(union))


@given(boxes(), st.randoms())
def test_tidying_keeps_the_cells_and_adds_no_box(union, random):
    tidied = tidy(union)
    assert written_out(tidied) == written_out(union)
    assert len(tidied) <= max(1, len(disjoint(union)))
    assert cells(tidied) == sum(len(written_out([box])) for box in tidied)


@given(st.lists(boxes((70, 3)), max_size=6), st.lists(boxes((70, 3)), max_size=6))
def test_boxes_meet_where_their_cells_do(ones, others):
    one, other = Boxes.of(ones, (70, 3)), Boxes.of(others, (70, 3))
    lefts, rights = meeting(one, other)
    mine = [box for scope in ones for box in scope]
    theirs = [box for scope in others for box in scope]
    expected = [
        (i, j)
        for i, a in enumerate(mine)
        for j, b in enumerate(theirs)
        if all(left & right for left, right in zip(a, b, strict=True))
    ]
    assert list(zip(lefts.tolist(), rights.tolist(), strict=True)) == expected
    assert np.array_equal(one.owners, [number for number, scope in enumerate(ones) for _ in scope])


@given(st.lists(st.integers(0, 2**6 - 1), max_size=5))
def test_classes_part_the_elements_by_what_holds_them(masks):
    parts = classes(masks, 6)
    assert sum(parts) == 2**6 - 1
    told_apart = {tuple(mask >> place & 1 for mask in masks) for place in range(6)}
    assert len(parts) == len(told_apart)
    for part in parts:
        inside = [place for place in range(6) if part >> place & 1]
        assert len({tuple(mask >> place & 1 for mask in masks) for place in inside}) == 1
