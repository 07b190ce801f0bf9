"""What is known of some targets and of more of them settles others, and never settles them wrongly."""

from __future__ import annotations

import random
from functools import cache

import pytest

from detente.geo.distances import Extent, within
from detente.space.treaties.compiling import Compiled, compile_treaties
from detente.space.treaties.geometry import Places
from detente.space.treaties.universe import bits
from tests.space.treaties.making import made, treaty

NAMES = ("POL", "DEU", "FRA", "CHE", "UKR (rest)", "PRT", "kaliningrad", "USA", "AUT", "BEL")


@cache
def compiled() -> Compiled:
    words = {
        "territories": [
            {"id": "kaliningrad", "under": "RUS", "at": [54.71, 20.51]},
            {"id": "crimea", "under": "UKR"},
            "sea",
        ]
    }
    return compile_treaties(made({"a": treaty({"id": "art_1", "kind": "principle"})}, vocabulary=words), ["a"])


def mask(*names: str) -> int:
    found = 0
    for name in names:
        found |= compiled().universe.territories.mask[name]
    return found


@pytest.mark.parametrize("seed", range(4))
def test_many_targets_are_as_the_outlines_say(seed):
    chance = random.Random(seed)
    found = compiled()
    places = Places(found.case, found.universe)
    where = {name: name.removesuffix(" (rest)") for name in NAMES} | {"kaliningrad": (54.71, 20.51)}
    for _ in range(8):
        km = chance.choice((150.0, 600.0, 1500.0, 5500.0))
        targets = chance.sample(NAMES, chance.randint(1, 5))
        inside, touched = places.within(km, mask(*targets))
        for name in NAMES:
            extent = within((where[name],), tuple(where[target] for target in targets), km)
            leaf = mask(name)
            assert bool(inside & leaf) == (name in targets or extent is Extent.INSIDE), (name, targets, km)
            assert bool(touched & leaf) == (name in targets or extent is not Extent.OUTSIDE), (name, targets, km)


def test_what_lies_nowhere_known_is_never_certain():
    found = compiled()
    places = Places(found.case, found.universe)
    inside, touched = places.within(300, mask("POL"))
    assert not inside & mask("sea")
    assert touched & mask("sea")
    assert not inside & mask("crimea")  # it lies somewhere in Ukraine, of which a part only is so near
    assert touched & mask("crimea")
    assert places.within(300, mask("sea")) == (mask("sea"), found.universe.territories.full)
    assert places.within(300, 0) == (0, 0)


def test_all_of_the_world_is_within_half_its_girth():
    found = compiled()
    inside, _ = Places(found.case, found.universe).within(20_100, mask("POL"))
    assert {found.universe.territories.leaves[place] for place in bits(found.universe.territories.full & ~inside)} == {
        "sea"
    }
