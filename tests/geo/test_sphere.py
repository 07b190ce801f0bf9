"""Distances on the sphere, against dense sampling that says the definition literally."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.geo import sphere

STEPS = 200


def sampled(rings, steps=STEPS):
    """Points on the great circles between the points of rings, densely."""
    found = []
    for ring in rings:
        for one, other in zip(sphere.vectors(ring[:-1]), sphere.vectors(ring[1:]), strict=True):
            share = np.linspace(0, 1, steps)[:, None]
            angle = math.acos(min(1.0, max(-1.0, float(one @ other))))
            if angle < 1e-9:
                found.append(one[None])
                continue
            found.append((np.sin((1 - share) * angle) * one + np.sin(share * angle) * other) / math.sin(angle))
    return np.concatenate(found)


def between(points, others):
    return np.arccos(np.clip(points @ others.T, -1, 1))


def longest(rings):
    return max(float(between(sphere.vectors(ring[:-1]), sphere.vectors(ring[1:])).diagonal().max()) for ring in rings)


@st.composite
def rings(draw):
    """A closed ring of a few points near a middle that may be a pole or on the antimeridian; or a single point."""
    middle = draw(st.sampled_from([(0, 0), (180, 0), (-179.5, 66), (20, 89), (40, -89.5), (100, 45)]))
    points = draw(st.lists(st.tuples(st.floats(-8, 8), st.floats(-8, 8)), min_size=1, max_size=6))
    made = [((middle[0] + x + 540) % 360 - 180, min(90.0, max(-90.0, middle[1] + y))) for x, y in points]
    return np.array([*made, made[0]], dtype=float)


@given(rings(), rings())
@settings(max_examples=60)
def test_the_distance_from_points_is_that_of_dense_sampling(one, other):
    points = sphere.vectors(one)
    found = sphere.distances(points, sphere.shape([other]))
    dense = between(points, sampled([other])).min(axis=1)
    slack = longest([other]) / (STEPS - 1) / 2 + 3e-8
    assert (found <= dense + 3e-8).all()
    assert (found >= dense - slack).all()


@given(st.lists(rings(), min_size=1, max_size=3), st.lists(rings(), min_size=1, max_size=3))
@settings(max_examples=60)
def test_the_farthest_point_is_that_of_dense_sampling(one, other):
    found = sphere.farthest(sphere.shape(one), sphere.shape(other))
    dense = between(sampled(one), sampled(other)).min(axis=1).max()
    slack = (longest(one) + longest(other)) / (STEPS - 1) / 2 + 3e-8
    assert found >= dense - slack - sphere.TOLERANCE
    assert found <= dense + slack


@given(st.lists(rings(), min_size=1, max_size=3), st.lists(rings(), min_size=1, max_size=3))
@settings(max_examples=60)
def test_the_nearest_points_of_shapes_apart_are_those_of_dense_sampling(one, other):
    dense = between(sampled(one), sampled(other)).min()
    slack = (longest(one) + longest(other)) / (STEPS - 1) / 2 + 3e-8
    if dense > slack:  # they do not cross
        assert dense - slack <= sphere.nearest(sphere.shape(one), sphere.shape(other)) <= dense + 3e-8


def test_many_blocks_give_what_one_gives(monkeypatch):
    """A wavy coast of 1,000 arcs, whole and in blocks."""
    turn = np.linspace(0, 2 * np.pi, 1001)
    coast = np.stack([20 * np.cos(turn) + np.sin(40 * turn), 20 * np.sin(turn) + np.cos(31 * turn)], axis=1)
    coast[-1] = coast[0]
    other = coast + np.array([55.0, 10.0])
    parts = [sphere.shape([ring]) for ring in (coast, other)]
    monkeypatch.setattr(sphere, "BLOCK", 10_000)
    wholes = [sphere.shape([ring]) for ring in (coast, other)]
    assert len(parts[0].radii) > 15
    assert len(wholes[0].radii) == 1
    assert sphere.nearest(*parts) == pytest.approx(sphere.nearest(*wholes), abs=1e-9)
    assert sphere.farthest(*parts) == pytest.approx(sphere.farthest(*wholes), abs=sphere.TOLERANCE)
    assert between(sphere.vectors(coast), sphere.vectors(other)).min() >= sphere.nearest(*parts) > 0.1


def test_a_union_is_as_near_as_its_nearest_part():
    here, near, far = (sphere.shape([np.array([[x, 0.0], [x + 1, 0], [x, 1], [x, 0]])]) for x in (0.0, 5.0, 90.0))
    both = sphere.union([far, near])
    assert sphere.nearest(here, both) == pytest.approx(math.radians(4))
    assert sphere.farthest(both, here) == pytest.approx(sphere.farthest(far, here), abs=sphere.TOLERANCE)
    assert np.diff(both.starts).sum() == len(both.a)


def test_the_nearest_point_may_lie_between_two_ends():
    equator = sphere.shape([np.array([[-10.0, 0], [10, 0], [-10, 0]])])
    assert sphere.distances(sphere.vectors(np.array([[0.0, 7], [0, -7], [12, 0], [180, 0]])), equator) == pytest.approx(
        np.radians([7, 7, 2, 170])
    )


@pytest.mark.parametrize("middle", [(0, 0), (180, 0), (-179.9, 60), (30, 45)])
def test_inside_is_inside_wherever_the_ring_lies(middle):
    box = np.array([(-5, -5), (5, -5), (5, 5), (-5, 5), (-5, -5)], dtype=float)
    hole = box / 5
    at = [
        np.stack([(ring[:, 0] + middle[0] + 540) % 360 - 180, ring[:, 1] + middle[1]], axis=1) for ring in (box, hole)
    ]
    ring = sphere.shape(at)
    for x, y, expected in ((3, 0, True), (-3, 2, True), (0, 0, False), (6, 0, False), (0, -9, False), (180, 0, False)):
        point = sphere.vectors(np.array([[(x + middle[0] + 540) % 360 - 180, y + middle[1]]], dtype=float))[0]
        assert sphere.inside(point, ring) is expected
