"""The gazetteer: who is a state, in which region, and where its capital lies."""

from pathlib import Path

import pytest

from detente.geo.gazetteer import areas, areas_of, everything, region_names, regions, states


def test_the_members_of_the_united_nations_are_states_and_so_are_six_others():
    assert sum(state.kind == "member" for state in states().values()) == 193
    assert {code for code, state in states().items() if state.kind != "member"} == {
        "VAT",
        "PSE",
        "COK",
        "NIU",
        "XKX",
        "TWN",
    }
    assert len(everything()) == 250 == len(states()) + len(areas())


def test_an_area_is_of_a_state_or_of_nobody():
    assert {code for code, area in areas().items() if not area.of} == {"ATA", "ESH"}
    assert {area.of for area in areas().values()} - {""} <= set(states())
    assert {state.of for state in states().values()} == {""}
    assert areas_of("USA") == ("ASM", "GUM", "MNP", "PRI", "UMI", "VIR")


@pytest.mark.parametrize(
    ("region", "members"),
    [  # UN M49: members of the UN and its observers, with Kosovo, Taiwan, the Cook Islands and Niue as the module says
        ("un_africa", 54), ("un_sub_saharan_africa", 48), ("un_americas", 35), ("un_asia", 49), ("un_europe", 45),
        ("un_oceania", 16), ("un_western_asia", 18), ("un_central_asia", 5), ("un_northern_europe", 10),
        ("un_eastern_europe", 10), ("un_southern_europe", 16), ("un_western_europe", 9), ("un_northern_america", 2),
    ],
)  # fmt: skip
def test_regions_have_as_many_states_as_in_m49(region, members):
    assert len(regions()[region]) == members


def test_every_state_is_in_exactly_one_continent_and_in_its_own_region():
    continents = [set(regions()[f"un_{name}"]) for name in ("africa", "americas", "asia", "europe", "oceania")]
    assert sum(map(len, continents)) == len(states())
    assert set().union(*continents) == set(states())
    assert all(code in regions()[state.region] for code, state in states().items())
    assert {area.region for area in areas().values()} - {""} <= set(regions())
    assert set(regions()) == set(region_names())


def test_the_south_caucasus_is_western_asia_to_the_united_nations():
    assert set(regions()["un_south_caucasus"]) < set(regions()["un_western_asia"])


def test_ids_and_names_are_unique_and_plain():
    ids = list(everything())
    names = [state.name for state in everything().values()]
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in ids)
    assert len(set(names)) == len(names)
    assert all(name == name.strip() != "" for name in names)
    assert all(-90 <= state.point[0] <= 90 and -180 <= state.point[1] <= 180 for state in everything().values())


def test_the_reference_lists_every_region():
    page = Path("docs/reference/treaty-format.md").read_text(encoding="utf-8")
    assert [region for region in regions() if f"`{region}`" not in page] == []
