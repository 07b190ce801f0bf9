"""The world's states and areas by their ISO 3166 alpha-3 codes: names, capitals, and the United Nations' subregions.

The 199 *states* are the 193 members of the United Nations, its two observers (Holy See, Palestine), the Cook Islands
and Niue, which belong to specialised agencies, and Kosovo and Taiwan, which govern themselves without being members.
Kosovo has no ISO code; `XKX` is the user-assigned one that most use. To be listed takes no side on anybody's status.

*Areas* are what else has a code: places of another state (`of`), each with an outline of its own (Greenland, Puerto
Rico), and two of nobody's, Antarctica and Western Sahara. A state's outline is without them.

Regions follow the UN's standard M49, with the prefix `un_`. Two entries are not in M49: Taiwan is put in Eastern Asia
and Kosovo in Southern Europe. `un_south_caucasus` (Armenia, Azerbaijan, Georgia) is no region of M49, which counts the
three as Western Asia.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

_PARTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "un_northern_africa": ("Northern Africa", ()),
    "un_eastern_africa": ("Eastern Africa", ()),
    "un_middle_africa": ("Middle Africa", ()),
    "un_southern_africa": ("Southern Africa", ()),
    "un_western_africa": ("Western Africa", ()),
    "un_sub_saharan_africa": (
        "Sub-Saharan Africa",
        ("un_eastern_africa", "un_middle_africa", "un_southern_africa", "un_western_africa"),
    ),
    "un_africa": ("Africa", ("un_northern_africa", "un_sub_saharan_africa")),
    "un_northern_america": ("Northern America", ()),
    "un_caribbean": ("Caribbean", ()),
    "un_central_america": ("Central America", ()),
    "un_south_america": ("South America", ()),
    "un_latin_america_caribbean": (
        "Latin America and the Caribbean",
        ("un_caribbean", "un_central_america", "un_south_america"),
    ),
    "un_americas": ("Americas", ("un_northern_america", "un_latin_america_caribbean")),
    "un_central_asia": ("Central Asia", ()),
    "un_eastern_asia": ("Eastern Asia", ()),
    "un_south_eastern_asia": ("South-eastern Asia", ()),
    "un_southern_asia": ("Southern Asia", ()),
    "un_western_asia": ("Western Asia", ()),
    "un_asia": (
        "Asia",
        ("un_central_asia", "un_eastern_asia", "un_south_eastern_asia", "un_southern_asia", "un_western_asia"),
    ),
    "un_eastern_europe": ("Eastern Europe", ()),
    "un_northern_europe": ("Northern Europe", ()),
    "un_southern_europe": ("Southern Europe", ()),
    "un_western_europe": ("Western Europe", ()),
    "un_europe": (
        "Europe",
        ("un_eastern_europe", "un_northern_europe", "un_southern_europe", "un_western_europe"),
    ),
    "un_australia_new_zealand": ("Australia and New Zealand", ()),
    "un_melanesia": ("Melanesia", ()),
    "un_micronesia": ("Micronesia", ()),
    "un_polynesia": ("Polynesia", ()),
    "un_oceania": (
        "Oceania",
        ("un_australia_new_zealand", "un_melanesia", "un_micronesia", "un_polynesia"),
    ),
}

_CAUCASUS = ("ARM", "AZE", "GEO")


@dataclass(frozen=True)
class State:
    """A state or area. `point` is its capital's latitude and longitude in degrees, to a few kilometres.

    `kind`: `member` or `observer` of the United Nations, `other` state, or `area`, which is `of` a state or of nobody.
    """

    id: str
    name: str
    region: str
    kind: str
    of: str
    capital: str
    point: tuple[float, float]


@cache
def everything() -> Mapping[str, State]:
    """All states and areas by their ids."""
    with (files("detente.geo") / "places.csv").open(encoding="utf-8") as lines:
        return MappingProxyType({row["id"]: _state(row) for row in csv.DictReader(lines)})


def _state(row: Mapping[str, str]) -> State:
    point = (float(row["lat"]), float(row["lon"]))
    return State(row["id"], row["name"], row["region"], row["kind"], row["of"], row["capital"], point)


@cache
def states() -> Mapping[str, State]:
    """The 199 states by their ids."""
    return MappingProxyType({code: state for code, state in everything().items() if state.kind != "area"})


@cache
def areas() -> Mapping[str, State]:
    """The areas that have a code but are no states, by their ids; `of` says of which state."""
    return MappingProxyType({code: state for code, state in everything().items() if state.kind == "area"})


def areas_of(state: str) -> tuple[str, ...]:
    """The areas of a state.

    >>> areas_of("DNK")
    ('FRO', 'GRL')
    """
    return tuple(code for code, area in areas().items() if area.of == state)


@cache
def regions() -> Mapping[str, tuple[str, ...]]:
    """The states of each region, sorted. Areas are not in it; each knows its own region.

    >>> regions()["un_eastern_europe"]
    ('BGR', 'BLR', 'CZE', 'HUN', 'MDA', 'POL', 'ROU', 'RUS', 'SVK', 'UKR')
    """
    found: dict[str, tuple[str, ...]] = {}
    for region, (_, parts) in _PARTS.items():
        own = (code for code, state in states().items() if state.region == region)
        found[region] = tuple(sorted([*own, *(code for part in parts for code in found[part])]))
    return MappingProxyType(found | {"un_south_caucasus": _CAUCASUS})


@cache
def region_names() -> Mapping[str, str]:
    """The regions' names: `un_eastern_europe` is Eastern Europe."""
    named = {region: name for region, (name, _) in _PARTS.items()}
    return MappingProxyType(named | {"un_south_caucasus": "South Caucasus"})
