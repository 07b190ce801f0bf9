"""`detente treaty impact`: lines for people, the documented JSON, a map, and honest errors."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

import detente
from detente.brief.impactmap import map_of
from detente.brief.impacts import Told
from detente.brief.pictures.mapdata import described
from tests.analyses.treaties.test_impact import BAN, case_of, unit
from tests.cli.shells import answered, document, refused
from tests.cli.treaties.test_treaty_show import documented, paths

PROVISIONS = (
    BAN | {"territory": "the_east", "exceptions": [{"consent_of": "parties"}], "title": "Back home"},
    BAN | {"baseline": {"date": "1997-05-27", "per": "host"}, "when": "threat"},
    BAN | {"territory": "UKR", "precision": "best_effort"},
    {"kind": "obligation", "bearer": "RUS, USA", "action": "talk", "within": "P10D", "title": "Talks"},
    {
        "kind": "prohibition",
        "bearer": "members of NATO",
        "status": "member",
        "title": "No new members",
        "precision": "best_effort",
    },
    BAN | {"asset": "missile"},
)
ROWS = (
    unit("A", "USA+GBR", "POL", "100", "200", title="a brigade"),
    unit("B", "USA", "DEU", "", title="a wing"),
    unit("C", "GBR+..", "POL", "1", status="planned", title="a site"),
    unit("D", "RUS", "crimea", "7", confirmed="no", title="a fleet"),
)


@pytest.fixture(name="folder")
def the_folder(tmp_path):
    case_of(tmp_path, PROVISIONS, *ROWS)
    return tmp_path


def test_json_is_as_documented(folder):
    words = ("treaty", "impact", folder, "--treaty", "draft")
    found = {*paths(document(*words)), *paths(document(*words, "--reading", "the_east=wide"))}
    keys = documented("treaty impact")
    head = {"case", "digest", "on", "known_by"}
    assert found - head <= keys, "every key is documented"
    assert keys - found <= {"closed"}, "and every documented key is there"


def test_people_see_who_goes_from_where_by_what_and_when_not(folder):
    shown = answered("treaty", "impact", folder, "--treaty", "draft", "--on", "2021-12")
    first = shown.partition("\n\n")[0].replace("\n", " ")
    said = (
        "On 31 December 2021 this draft would have the United Kingdom and the United States withdraw from Germany and "
    )
    assert first.startswith(f"A draft {said}Poland: 100–200 troops and more of unknown number.")
    for words in (
        "a brigade",
        "withdraw 100–200 troops",
        "number unknown",
        "if ‘the east’ is ‘wide’ (Russia)",
        "Talks, by",
    ):
        assert words in shown
    assert "a site" in shown.partition("\nPlanned or claimed")[2]
    assert "a site" not in shown.partition("\nPlanned or claimed")[0]
    assert "Art 1: consent of parties (all)" in shown


@pytest.mark.parametrize("by", ["sender", "host", "clause"])
def test_lines_are_the_same_however_they_are_grouped(folder, by):
    shown = answered("treaty", "impact", folder, "--treaty", "draft", "--by", by)
    assert shown.count("a brigade") == 1
    assert shown.count("a wing") == 1


def test_it_draws_a_map(folder, tmp_path):
    path = tmp_path / "map.svg"
    assert str(path) in answered("treaty", "impact", folder, "--treaty", "draft", "--map", path)
    drawing = ET.parse(path).getroot()
    assert drawing.tag.endswith("svg")
    assert "would have" in "".join(drawing.itertext())


def test_the_map_shows_what_is_there_and_goes(folder):
    case = detente.load(folder)
    data = map_of(case, detente.treaty_impact(case, "draft"))
    flows = {(flow.sender, flow.host): (flow.low, flow.high) for flow in data.flows}
    assert flows == {("USA", "POL"): (100, 200), ("USA", "DEU"): (None, None)}
    shades = {one.place: one.consequence for one in data.places}
    assert shades == {"POL": "leave", "DEU": "depends"}
    assert data.title == Told(case, detente.treaty_impact(case, "draft")).answer()


def test_what_cannot_be_told_stands_last_and_what_is_not_confirmed_apart(tmp_path):
    then = {"from": "1990", "to": "1999"}
    bases = BAN | {"baseline": {"date": "1997-05-27", "per": "host"}}
    rows = (
        unit("A", "USA+FIN", "POL", "2200", title="a battlegroup"),
        unit("B", "USA", "DEU", "20", title="a depot"),
        unit("B", "USA", "DEU", "", title="a depot", **then),
        unit("C", "RUS", "BLR", "70", confirmed="no", title="a radar"),
        unit("D", "RUS", "MDA", "50", title="a guard"),
        unit("E", "RUS", "ARM", "9", status="planned", title="a post"),
    )
    vague = BAN | {"precision": "self_judging"}
    case = case_of(tmp_path, [bases, vague], *rows)
    shown = answered("treaty", "impact", tmp_path, "--treaty", "draft")
    assert "have Russia and the United States withdraw from Moldova and Poland: 50–2,250 troops" in shown.replace(
        "\n", " "
    )
    order = ["In all", "Russia", "The United States and Finland", "Not confirmed", "Planned or claimed"]
    order += ["Cannot be told: nobody has coded how much was there on 27 May 1997", "Not counted here"]
    heads = [shown.index(f"\n\n{head}") for head in order]
    assert heads == sorted(heads)
    parts = dict(zip(order, [shown[a:b] for a, b in zip(heads, [*heads[1:], None], strict=True)], strict=False))
    assert "part of 2,200 troops" in parts["The United States and Finland"]
    assert "a radar" in parts["Not confirmed"]
    assert "a post" in parts["Planned or claimed"]
    assert "a depot" in parts[order[5]]
    assert shown.count("a depot") == 1, "it is nowhere else"
    assert "Art 2 up to five holdings" in parts["Not counted here"].replace("\n", " ")
    data = map_of(case, detente.treaty_impact(case, "draft"))
    assert {(flow.sender, flow.host, flow.part) for flow in data.flows} == {
        ("USA", "POL", True),
        ("RUS", "BLR", False),
        ("RUS", "MDA", False),
    }
    assert {one.place: one.consequence for one in data.places} == {
        "POL": "leave",
        "DEU": "unknown",
        "BLR": "leave",
        "MDA": "leave",
    }
    assert any("cannot be told" in one.lower() and "Germany" in one for one in described(data))
    assert "From Poland to the United States: part of 2,200 troops." in described(data)


def test_what_there_is_not_is_said(folder):
    def said(*words, treaty="draft"):
        return refused("treaty", "impact", folder, "--treaty", treaty, *words)

    assert "Did you mean draft?" in said(treaty="drafd")
    assert "Did you mean the_east?" in said("--reading", "the_eats=wide")
    assert "Did you mean wide?" in said("--reading", "the_east=wid")
    assert "expected QUESTION=ANSWER" in said("--reading", "the_east")
    assert "already read as wide" in said("--reading", "the_east=wide", "--reading", "the_east=narrow")


def by_holding(found):
    rows: dict[tuple[str, str, str], list[dict[str, object]]] = {}
    for row in found["rows"]:
        if "#art_7" in row["clause"]:
            rows.setdefault((row["sender"], row["host"], row["holding"]), []).append(row)
    return rows


def test_the_flagships_burden_flips_with_the_date():
    words = ("treaty", "impact", "european-security", "--treaty", "us-2021", "--on")
    early, late = (by_holding(document(*words, day)) for day in ("2021-12-17", "2026-01-15"))
    assert ("USA", "DEU", "B61-DEU") in early
    assert {sender for sender, _, name in early if name.startswith("RU-BLR-NUC")} == set()
    (nuclear, *_) = late["RUS", "BLR", "RU-BLR-NUC"]
    assert (nuclear["must"], nuclear["low"], nuclear["high"], nuclear["readings"]) == ("withdraw", None, None, [])


def test_the_flagships_newer_member_is_not_bound_by_article_4():
    found = document("treaty", "impact", "european-security", "--treaty", "nato-2021", "--on", "2026-01-15")
    rows = [row for row in found["rows"] if row["holding"] == "BG-SVK" and "#art_4" in row["clause"]]
    assert rows
    assert all(row["bound"] == ["DEU"] and row["share"] == "part, share not known" and row["low"] == 0 for row in rows)
    russian = [row for row in found["rows"] if row["sender"] == "RUS" and "#art_4" in row["clause"]]
    assert russian, "Russia has duties of its own"


@pytest.mark.parametrize("treaty", ["nato-2021", "us-2021"])
@pytest.mark.parametrize("day", ["2021-12-17", "2026-01-15"])
def test_the_flagships_answer_is_one_line(treaty, day):
    shown = answered("treaty", "impact", "european-security", "--treaty", treaty, "--on", day)
    answer = shown.partition("this draft would")[2].partition("Entry into force")[0]
    assert "withdraw from" in answer
    assert len(answer.split()) <= 25


def test_the_flagships_bombs_of_1997_are_not_counted():
    found = document("treaty", "impact", "european-security", "--treaty", "nato-2021", "--on", "2021-12-17")
    bombs = [row for row in found["rows"] if row["unit"] == "bombs" and "#art_4__para_1" in row["clause"]]
    assert {row["certainty"] for row in bombs} == {"not known"}
    assert {row["lacking"] for row in bombs} == {"how much was there on 1997-05-27"}
    assert {one["unit"] for one in found["totals_of_sharp_clauses"]["all"]} == {"troops", "missiles"}
    assert not [row for row in found["rows"] if row["status"] == "planned"], "no plan of 2026 was on record in 2021"


def test_a_least_without_a_most_is_no_range_that_runs_backwards(tmp_path):
    case_of(tmp_path, (BAN | {"territory": "POL"},), unit("A", "USA", "POL", "5", ""))
    shown = " ".join(answered("treaty", "impact", tmp_path, "--treaty", "draft", "--on", "2021-12").split())
    assert "5 troops and more of unknown number" in shown
    assert "5–0" not in shown
