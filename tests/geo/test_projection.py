"""The projection: areas true, no seam, and the frame holds what it was fitted to."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.geo import sphere
from detente.geo.outlines import outline
from detente.geo.projection import Projection, area, clipped, fitted, heart, thinned

CENTRES = [(50.0, 15.0), (90.0, 0.0), (-90.0, 0.0), (65.0, 180.0), (0.0, -179.9)]


def drawn(ring):
    """A closed ring from corners."""
    return np.array([*ring, ring[0]], dtype=float)


@pytest.mark.parametrize("centre", CENTRES)
@pytest.mark.parametrize("away", [0, 20, 60, 100])
def test_areas_are_true(centre, away):
    """A small square keeps its area wherever on the map it lies."""
    flat = Projection(*centre)
    latitude, longitude = flat.degrees(
        2 * math.sin(math.radians(away) / 2) * 0.6, 2 * math.sin(math.radians(away) / 2) * 0.8
    )
    latitude = max(-89.0, min(89.0, latitude))
    step = 0.01
    corners = [(0, 0), (1, 0), (1, 1), (0, 1)]
    ring = drawn([(longitude + x * step, latitude + (y - 0.5) * step) for x, y in corners])
    true = math.radians(step) * (
        math.sin(math.radians(latitude + step / 2)) - math.sin(math.radians(latitude - step / 2))
    )
    assert area(flat.plane(ring)) == pytest.approx(true, rel=1e-3)


@given(st.sampled_from(CENTRES), st.floats(-89, 89), st.floats(-180, 180))
def test_degrees_undoes_plane(centre, latitude, longitude):
    flat = Projection(*centre)
    there = sphere.vectors(np.array([[longitude, latitude], centre[::-1]]))
    if math.acos(max(-1.0, min(1.0, float(there[0] @ there[1])))) < math.radians(125):
        x, y = flat.plane(np.array([[longitude, latitude]]))[0]
        back = sphere.vectors(np.array([flat.degrees(x, y)[::-1]]))[0]
        assert np.linalg.norm(back - there[0]) < 1e-6


def test_north_is_up_and_east_is_right():
    flat = Projection(50, 10).plane(np.array([[10.0, 50], [11, 50], [10, 51]]))
    assert flat[0] == pytest.approx([0, 0])
    assert flat[1][0] > 0 > flat[2][1]


@given(st.lists(st.tuples(st.floats(-30, 30), st.floats(-25, 25)), min_size=1, max_size=8), st.sampled_from(CENTRES))
def test_the_frame_holds_what_it_is_fitted_to(steps, centre):
    points = np.array(
        [((centre[1] + x + 540) % 360 - 180, max(-90.0, min(90.0, centre[0] + y))) for x, y in steps], dtype=float
    )
    frame = fitted(points, 960)
    assert all(frame.holds((x, y), 1) for x, y in frame.place(points).tolist())
    assert 0.49 <= frame.height / frame.width <= 0.81
    assert frame.point(tuple(points[0][::-1])) == pytest.approx(frame.place(points)[0].tolist())


@given(
    st.lists(st.tuples(st.integers(-60, 160), st.integers(-60, 160)), min_size=3, max_size=7, unique=True),
)
@settings(max_examples=60)
def test_clipping_keeps_what_is_in_the_frame_and_nothing_else(corners):
    """By the even-odd rule, point by point on a grid; a margin of none."""
    ring = drawn([(x + 0.25, y + 0.25) for x, y in corners])
    cut = clipped(ring, 100, 100, margin=0)
    grid = [(x + 0.613, y + 0.417) for x in range(-40, 140, 9) for y in range(-40, 140, 9)]
    for x, y in grid:
        within = 0 < x < 100 and 0 < y < 100
        assert (len(cut) > 3 and odd(cut, x, y)) is (within and odd(ring, x, y)) or near_edge(ring, x, y)
    assert len(cut) == 0 or (cut.min() >= -1e-9 and cut.max() <= 100 + 1e-9 and (cut[0] == cut[-1]).all())


def odd(ring, x, y):
    count = 0
    for (x1, y1), (x2, y2) in zip(ring[:-1].tolist(), ring[1:].tolist(), strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            count += 1
    return count % 2 == 1


def near_edge(ring, x, y):
    """So near to an edge that rounding decides."""
    here, there = ring[:-1], ring[1:]
    along = there - here
    share = np.clip(((np.array([x, y]) - here) * along).sum(axis=1) / np.maximum((along**2).sum(axis=1), 1e-12), 0, 1)
    return bool((np.linalg.norm(here + along * share[:, None] - [x, y], axis=1) < 1e-6).any())


def test_a_heart_lies_inside_even_of_a_crescent():
    turn = np.linspace(0.3, 2 * np.pi - 0.3, 60)
    outer = np.stack([100 * np.cos(turn), 100 * np.sin(turn)], axis=1)
    ring = drawn([*outer.tolist(), *(outer[::-1] * 0.7).tolist()])
    x, y = heart(ring)
    assert odd(ring, x, y)
    assert 75 < math.hypot(x, y) < 95


def test_thinning_keeps_a_ring_closed_and_near():
    ring = np.concatenate([outline("NOR")[0] * 40])
    thin = thinned(ring, 2.0)
    assert (thin[0] == thin[-1]).all()
    assert 10 < len(thin) < len(ring)
    steps = np.abs(np.diff(thin[:-1], axis=0)).sum(axis=1)
    assert (steps >= 2.0).all()
    away = np.abs(ring[:, None] - thin[None]).sum(axis=2).min(axis=1)
    assert away.max() < 2.0


def test_russia_is_in_one_piece_across_the_antimeridian():
    frame = fitted(np.array([[170.0, 60], [-165, 60], [180, 72]]), 960)
    for ring in outline("RUS"):
        flat = frame.place(ring)
        seen = np.array([frame.holds((x, y)) for x, y in flat.tolist()])
        steps = np.linalg.norm(np.diff(flat, axis=0), axis=1)
        assert not steps[seen[:-1] | seen[1:]].size or steps[seen[:-1] | seen[1:]].max() < 60
