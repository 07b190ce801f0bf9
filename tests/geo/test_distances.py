"""Distances between real places: published ones, dense sampling, and what the outlines promise."""

import itertools
import subprocess
import sys

import numpy as np
import pytest

from detente.errors import UnknownNameError
from detente.geo import NOTE, sphere
from detente.geo.distances import RADIUS_KM, Extent, Place, around, farthest, nearest, within
from detente.geo.gazetteer import areas_of, everything, states
from detente.geo.outlines import outline
from tests.geo.test_sphere import between, sampled

MOSCOW, KALININGRAD, NEW_YORK, BREST = (55.75, 37.62), (54.71, 20.51), (40.71, -74.01), (52.10, 23.69)


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        (MOSCOW, NEW_YORK, 7510),
        ((51.51, -0.13), (48.86, 2.35), 344),
        ((-33.87, 151.21), (35.69, 139.69), 7823),
        ((90, 0), (-90, 0), np.pi * RADIUS_KM),
        ((90, 12), (90, -100), 0),
        ((0, 179.5), (0, -179.5), 111.2),
    ],
)
def test_points_are_as_far_apart_as_published(one, other, km):
    assert nearest(one, other) == pytest.approx(km, rel=0.002, abs=0.01)
    assert farthest(one, other) == pytest.approx(nearest(one, other))


def test_a_missile_of_5500_km_at_moscow_or_kaliningrad_does_not_reach_the_united_states():
    """Not even Alaska: Moscow's nearest point is Point Barrow, Kaliningrad's is in Maine."""
    assert nearest(MOSCOW, "USA") == pytest.approx(5833, abs=5)
    assert nearest(KALININGRAD, "USA") == pytest.approx(5833, abs=5)
    assert nearest(MOSCOW, (71.39, -156.48)) == pytest.approx(nearest(MOSCOW, "USA"), abs=5)
    assert nearest(KALININGRAD, (47.08, -67.79)) == pytest.approx(nearest(KALININGRAD, "USA"), abs=5)
    for place in (MOSCOW, KALININGRAD):
        assert within(place, ("USA", *areas_of("USA")), 5500) is Extent.OUTSIDE
        assert within(place, ("CAN", "GBR", "POL"), 5500) is Extent.INSIDE


def test_russia_and_the_united_states_meet_across_the_bering_strait():
    assert 3 < nearest("RUS", "USA") < 10  # the two Diomede islands, as points
    assert within("RUS", "USA", 5500) is Extent.PARTLY


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ("GBR", "FRA", 33, 38),
        ("DNK", "SWE", 2, 8),
        ("ESP", "MAR", 0, 1),
        ("CUB", "USA", 140, 160),
        ("JPN", "RUS", 3, 8),
    ],
)
def test_straits_are_about_as_wide_as_they_are(one, other, low, high):
    assert low <= nearest(one, other) <= high


def test_neighbours_touch_and_what_lies_in_a_place_is_at_no_distance():
    assert nearest("EST", "RUS") == nearest("ITA", "SMR") == nearest("ZAF", "LSO") == nearest("LTU", "RUS") == 0
    assert nearest(KALININGRAD, "RUS") == nearest("RUS", KALININGRAD) == farthest(KALININGRAD, "RUS") == 0
    assert nearest("RUS", ("RUS", "USA")) == farthest("RUS", ("RUS", "USA")) == 0
    assert farthest(("RUS", BREST), "RUS") == pytest.approx(nearest(BREST, "RUS"))
    assert within("POL", "POL", 0) is Extent.INSIDE


PAIRS = [("POL", "BLR"), ("EST", "SWE"), ("JPN", "KOR"), ("FJI", "TON"), ("ATA", "BVT"), ("ISL", "GRL"), ("NZL", "ESP")]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_real_outlines_against_dense_sampling(one, other):
    mine, theirs = (sampled(outline(code), 4) for code in (one, other))
    away = np.concatenate([between(part, theirs).min(axis=1) for part in np.array_split(mine, 40)]) * RADIUS_KM
    assert nearest(one, other) == pytest.approx(away.min(), abs=1.5)
    assert farthest(one, other) == pytest.approx(away.max(), abs=1.5)
    assert nearest(one, other) <= away.min() + 1e-3
    for km in (0, 100, 1000, 4000):
        assert within(one, other, km) is _extent(one, other, km)


def _extent(one, other, km):
    if farthest(one, other) <= km:
        return Extent.INSIDE
    return Extent.PARTLY if nearest(one, other) <= km else Extent.OUTSIDE


def test_a_set_is_as_near_as_its_nearest_member_and_distances_are_symmetric():
    mine: tuple[Place, ...] = ("RUS", "ISL", MOSCOW)
    for one in mine:
        assert nearest(one, ("POL", "CAN", "TUR")) == min(nearest(one, code) for code in ("POL", "CAN", "TUR"))
        assert farthest(one, ("POL", "CAN", "TUR")) <= min(farthest(one, code) for code in ("POL", "CAN", "TUR")) + 0.2
    places: tuple[Place, ...] = ("NZL", "RUS", "USA", "FJI", MOSCOW)
    for one, other in itertools.combinations(places, 2):
        assert nearest(one, other) == pytest.approx(nearest(other, one), abs=1e-6)


@pytest.mark.parametrize(("target", "km"), [("USA", 5500), ("POL", 500), (("RUS", (64.1, -21.9)), 1000), (MOSCOW, 100)])
def test_around_says_of_every_place_what_the_distances_say(target, km):
    among: tuple[Place, ...] = (*states(), MOSCOW, KALININGRAD, BREST, (-80, 0))
    found = around(target, km, among)
    assert tuple(found) == among
    for place in among:
        assert found[place] is _extent(place, target, km), place


def test_around_looks_at_all_states_unless_told():
    found = around("USA", 5500)
    assert set(found) == set(states())
    assert found["CAN"] is found["CUB"] is Extent.INSIDE
    assert found["POL"] is Extent.OUTSIDE
    assert around("USA", 5500, ()) == {}


def test_every_place_has_a_closed_outline_and_its_capital_in_it_or_near():
    for code, place in everything().items():
        assert outline(code)
        assert all((ring[0] == ring[-1]).all() and len(ring) > 1 for ring in outline(code))
        assert nearest(place.point, code) < 10, code


def test_outlines_do_not_overlap():
    shapes = {code: sphere.shape(outline(code)) for code in everything()}
    middles = {code: (shape.a + shape.b)[:: max(1, len(shape.a) // 7)] for code, shape in shapes.items()}
    boxes = {code: (shape.centres, shape.radii) for code, shape in shapes.items()}
    for one, other in itertools.permutations(everything(), 2):
        point = middles[one][0] / np.linalg.norm(middles[one][0])
        centres, radii = boxes[other]
        if (point @ centres.T > np.cos(np.minimum(radii + 0.2, np.pi))).any() and sphere.inside(point, shapes[other]):
            assert sphere.distances(point[None], shapes[other])[0] * RADIUS_KM < 1, (one, other)


@pytest.mark.parametrize(
    ("point", "code"),
    [
        ((44.8, 34.2), "UKR"),  # Crimea
        ((43.05, 41.1), "GEO"),  # Abkhazia
        ((46.85, 29.6), "MDA"),  # Transnistria
        ((45.0, 147.8), "RUS"),  # the Kurils
        ((33.05, 35.8), "ISR"),  # the Golan
        ((42.6, 20.9), "XKX"),
        ((35.3, 33.6), "CYP"),  # Northern Cyprus
        ((9.5, 44.5), "SOM"),  # Somaliland
        ((-89.9, 10), "ATA"),
        ((66.5, -175), "RUS"),  # Chukotka, beyond the antimeridian
    ],
)
def test_borders_are_drawn_as_the_note_says(point, code):
    assert nearest(point, code) == 0
    assert "Crimea" in NOTE


def test_a_place_that_is_none_is_refused():
    with pytest.raises(UnknownNameError, match="POL"):
        nearest("PLO", "USA")
    with pytest.raises(ValueError, match="latitude"):
        nearest((91, 0), "USA")
    with pytest.raises(ValueError, match="at least one"):
        nearest("USA", ())


def test_the_gazetteer_loads_without_numpy():
    told = "import sys; from detente.geo import gazetteer, outlines; gazetteer.regions(); print('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout == "False\n"
