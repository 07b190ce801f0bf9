"""`detente treaty impact`: lines for people, the documented JSON, a map, and honest errors."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

import detente
from detente.brief.impactmap import map_of
from detente.brief.impacts import Told
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
    assert "On 31 December 2021, “A draft” would have the United States and the United Kingdom withdraw from" in first
    assert "the readings differ" in first
    for words in (
        "a brigade",
        "withdraw 100–200 troops",
        "every reading",
        "size not known",
        "‘the east’: wide",
        "Talks, by",
    ):
        assert words in shown
    planned = shown.partition("Planned or claimed")[2]
    assert "a site" in planned
    assert "a site" not in shown.partition("Planned or claimed")[0]
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
    assert shades == {"POL": "leave", "DEU": "unknown"}
    assert data.title == Told(case, detente.treaty_impact(case, "draft")).answer()


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
