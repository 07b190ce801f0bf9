"""The table of distances: it is of these outlines, says what measuring says, and changes no answer."""

import itertools
import random
from contextlib import contextmanager
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.geo import distances, sphere, table
from detente.geo.distances import RADIUS_KM, Place, around, nearest, within
from detente.geo.gazetteer import everything

PLACES = sorted(everything())
POINTS = [(55.75, 37.62), (54.71, 20.51), (36.85, -76.29), (-80.0, 0.0), (0.0, -150.0), (65.9, 180.0), (35.9, 14.5)]


@contextmanager
def nothing_known():
    """Everything is measured, as if there were no table."""
    cached = [distances._within, distances._measured, distances._nearest, distances._essential, distances._cap]
    with pytest.MonkeyPatch.context() as patch:
        for one in cached:
            one.cache_clear()
        patch.setattr(distances, "_by_table", lambda places, _targets, _km: dict.fromkeys(places))
        patch.setattr(distances, "_essential", lambda targets: targets)
        patch.setattr(distances, "_in_reach", lambda _places, targets, _km: targets)
        patch.setattr(distances, "_touched", lambda *_: False)
        patch.setattr(table, "cap", lambda place: sphere.cap(distances._shape(place)))
        patch.setattr(table, "candidates", lambda _places, targets: tuple(targets))
        patch.setattr(table, "table", None)
        yield
    for one in cached:
        one.cache_clear()


def test_the_table_is_of_these_outlines_and_small():
    """If this fails, run `python tools/distances.py`."""
    assert table.table().digest == table.digest()
    assert list(table.table().row) == PLACES
    assert len((files("detente.geo") / "distances.bin").read_bytes()) < 300_000


def check(one, other):
    mine, theirs = (distances._shape(place) for place in (one, other))
    known = table.table()
    cell = known.row[one], known.row[other]
    near, far = sphere.nearest(mine, theirs) * RADIUS_KM, sphere.farthest(mine, theirs) * RADIUS_KM
    off = table.ROUNDING_KM / 2
    assert known.near[cell] - off <= near <= known.near[cell] + table.STEP_KM + off, (one, other)
    assert known.far[cell] - table.SHORT_KM - off <= far, (one, other)
    assert far <= known.far[cell] + table.STEP_KM + table.SHORT_KM + off, (one, other)


def test_a_sample_measured_anew_is_in_the_table():
    for one, other in random.Random(41).sample(list(itertools.permutations(PLACES, 2)), 400):
        check(one, other)


@pytest.mark.soak
def test_every_pair_measured_anew_is_in_the_table():
    for one, other in itertools.permutations(PLACES, 2):
        check(one, other)


def test_every_place_lies_in_its_cap():
    for place in PLACES:
        centre, radius = table.cap(place)
        shape = distances._shape(place)
        assert np.linalg.norm(centre) == pytest.approx(1)
        assert sphere._angle(np.concatenate([shape.a, shape.b]) @ centre).max() <= radius, place


def test_what_is_packed_is_read(monkeypatch, tmp_path):
    near = np.array([[0, 12.3, 20015.0], [12.3, 0, 0], [20015.0, 0, 0]])
    far = np.array([[0, 400.7, 20015.1], [0.31, 0, 7], [3.2, 5000, 0]])
    caps = np.arange(12.0).reshape(3, 4) / 7
    (tmp_path / "distances.bin").write_bytes(table.packed(["AAA", "BBB", "CCC"], near, far, caps))
    digest = table.digest()
    monkeypatch.setattr(table, "files", lambda _: tmp_path)
    found = table.table.__wrapped__()
    assert (found.digest, found.row) == (digest, {"AAA": 0, "BBB": 1, "CCC": 2})
    for kept, given_ in ((found.near, near), (found.far, far)):
        assert (kept <= given_).all()
        assert (given_ < kept + table.STEP_KM).all()
    assert (found.caps == caps).all()


def kilometres():
    """Any distance, or one about as far as two places are, where the table must not guess."""
    pairs = st.tuples(st.sampled_from(PLACES), st.sampled_from(PLACES), st.booleans())

    def about(drawn):
        (one, other, widest), more = drawn
        known = table.table()
        return max(0.0, float((known.far if widest else known.near)[known.row[one], known.row[other]]) + more)

    return st.one_of(
        st.floats(0, 20100),
        st.sampled_from([0.0, 100.0, 500.0, 2500.0, 5500.0]),
        st.tuples(pairs, st.floats(-0.6, 0.9)).map(about),
    )


def some(most):
    anywhere = st.one_of(st.sampled_from(PLACES), st.sampled_from(POINTS))
    europe = st.sampled_from(["RUS", "POL", "UKR", "DEU", "FRA", "USA", "NOR", "TUR", "CAN", "ISL"])
    return st.lists(st.one_of(europe, anywhere), min_size=1, max_size=most).map(tuple)


@given(some(2), some(9), kilometres())
@settings(max_examples=300, deadline=None)
def test_whatever_is_asked_the_answer_is_the_one_that_measuring_gives(places, targets, km):
    found = within(places, targets, km), nearest(places, targets)
    with nothing_known():
        assert found[0] is within(places, targets, km)
        assert found[1] == pytest.approx(nearest(places, targets), abs=1e-6)


@given(st.sampled_from(PLACES), st.sampled_from(PLACES), st.booleans(), st.floats(-0.6, 0.9))
@settings(max_examples=500, deadline=None)
def test_near_a_threshold_the_answer_is_the_one_that_measuring_gives(one, other, widest, more):
    known = table.table()
    km = max(0.0, float((known.far if widest else known.near)[known.row[one], known.row[other]]) + more)
    found = within(one, other, km)
    with nothing_known():
        assert found is within(one, other, km)


@given(some(6), kilometres())
@settings(max_examples=40, deadline=None)
def test_around_says_what_measuring_says(targets, km):
    asked: tuple[Place, ...] = (*PLACES, *POINTS)
    found = around(targets, km, asked)
    with nothing_known():
        assert found == around(targets, km, asked)


def test_what_the_table_knows_is_not_measured(monkeypatch):
    """For 499 km of every state and area but France: all of it is known, or the test is of nothing."""
    distances._within.cache_clear()
    monkeypatch.setattr(distances, "_shape", lambda place: pytest.fail(f"{place} was measured"))
    open_ = [place for place, extent in distances._by_table(PLACES, ("FRA",), 499).items() if extent is None]
    assert len(open_) < 3
    around("FRA", 499, [place for place in PLACES if place not in open_])
