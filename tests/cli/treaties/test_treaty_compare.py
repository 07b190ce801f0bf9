"""`detente treaty compare`: side by side for people, the documented JSON, and honest errors."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

import detente
from detente.cli import cli
from tests.cli.shells import answered, document, refused
from tests.cli.treaties.test_treaty_show import documented, paths
from tests.space.treaties.making import treaty, write

SAME = (
    *("only_b[]", "both[]", "given[]", "notes[].readings[]", "matters[].only_b[]", "matters[].both[]"),
    "matters[].only_a[].perhaps[]",
)
"""Keys that are documented once for several places."""


def ban(name, **content):
    return {"id": name, "kind": "prohibition", "bearer": "RUS", "action": "deploy", **content}


A = treaty(
    ban("art_1", territory="POL, UKR", exceptions=[{"when": "threat"}]),
    ban("art_2", territory="DEU", cap=600),
    ban("art_3", asset="missile", precision="best_effort"),
    {"id": "art_4", "kind": "obligation", "bearer": "RUS", "status": "not member"},
    {"id": "art_5", "kind": "principle", "says": "peace"},
)
B = treaty(
    ban("art_1", territory="UKR", exceptions=[{"when": "threat"}]),
    ban("art_2", territory="DEU", cap=800, counterparty="USA", precision="self_judging"),
    ban("art_3", territory="somewhere"),
    terms=[{"id": "somewhere", "title": "somewhere"}],
)


@pytest.fixture(name="folder")
def the_folder(tmp_path):
    return write(tmp_path, {"a": A, "b": B})


def test_json_is_as_documented(folder):
    found = set(paths(document("treaty", "compare", folder, "a", "b", "--reading", "b#art_2=wide")))
    named = {path for path in found if not path.startswith("titles.")} | {"titles.CLAUSE"}
    keys = documented("treaty compare")
    same = {path for path in named if path.startswith(SAME)}
    assert named - same == {key for key in keys if not key.startswith("sites[].")}


def test_one_range_two_verdicts():
    found = document("treaty", "compare", "european-security", "us-2021", "nato-2021")
    keys = {key for key in documented("treaty compare") if key.startswith("sites[].")}
    assert {path for path in paths(found) if path.startswith("sites[].reached")} <= keys
    moscow = next(one for one in found["sites"] if one["reached"]["site"] == "moscow")
    assert (moscow["range_km"], moscow["not_reached"]["nearest"], moscow["reached"]["nearest"]) == (5500, "USA", "LVA")
    assert moscow["reached"]["km"] < 600 < 5500 < moscow["not_reached"]["km"] < 5900


def said(*arguments):
    return " ".join(answered("treaty", "compare", *arguments).split())


def test_the_answer_comes_first_and_counts_definite_clauses(folder):
    text = said(folder, "a", "b")
    answer = (
        "Of the three definite clauses of a, three order something that b does not; of the one definite clause of b,"
    )
    assert f"Both in force from 17 December 2021. {answer} none orders something that a does not." in text
    assert "One clause of a and one of b order in part the same, however they are read." in text


def test_people_see_matter_by_matter_what_each_says_and_where_they_part(folder):
    text = said(folder, "a", "b")
    assert (
        "Keep - a: Russia must not keep in Poland or Ukraine, except when there is a threat. [art_1] "
        "- a: Russia must not keep more than 600 in Germany. [art_2] "
        "- b: Russia must not keep in Ukraine, except when there is a threat. [art_1] "
        "Only a: Russia in Poland. [art_1] Only a: all of it. [art_2] Both: Russia in Ukraine. [art_1]"
    ) in text
    assert "Russia must see to it that it is not so that it is a member. [art_4] Only a: all of it." in text
    assert "b has no definite clause on it." in text
    assert "Left aside: two clauses that order no act or status a#art_5 and b#art_3" in text


def test_vague_clauses_are_left_aside_unless_wanted(folder):
    assert "Read widely, Article 3 of a; and Article 2 of b may forbid or demand nearly anything" in said(
        folder, "a", "b"
    )
    text = said(folder, "a", "b", "--vague")
    assert "a#art_3, best effort: Russia must not keep missiles." in text
    assert "b#art_2, self-judging: Russia must not keep more than 800 in Germany." in text
    found = document("treaty", "compare", folder, "a", "b")
    assert found["vague"] == ["a#art_3", "b#art_2"]
    for row in (*found["only_a"], *found["only_b"], *found["both"]):
        loose = {*row["clauses"], *(one["clause"] for one in row["readings"])} & set(found["vague"])
        assert row["vague"] is bool(loose)


def test_what_depends_on_a_reading_is_told_apart(tmp_path):
    readings = [
        {"id": "near", "title": "near", "territory": "POL"},
        {"id": "far", "title": "far", "territory": "POL, DEU"},
    ]
    folder = write(tmp_path, {"a": treaty(ban("art_1", territory="POL", readings=readings)), "b": treaty()})
    text = said(folder, "a", "b")
    assert "Only a: all of it. [art_1]" in text
    assert "b has no definite clause that orders anything" in text
    assert "Surely the same is ordered by none." in text


def test_where_only_some_readings_part_them_both_are_told(tmp_path):
    readings = [
        {"id": "near", "title": "near", "territory": "POL"},
        {"id": "far", "title": "far", "territory": "POL, DEU, UKR"},
    ]
    a = treaty(ban("art_1", territory="POL", readings=readings))
    b = treaty(ban("art_1", territory="UKR, FIN"))
    text = said(write(tmp_path, {"a": a, "b": b}), "a", "b")
    assert (
        "Only a: Russia in Poland. [art_1] "
        "Only a: depending on how Article 1 of a is read, also Russia in Germany. [art_1] "
        "Only b: Russia in Finland. [art_1] "
        "Only b: depending on how Article 1 of a is read, also Russia in Ukraine. [art_1] "
        "Both: depending on how Article 1 of a is read, Russia in Ukraine. [art_1]"
    ) in text


def test_groups_are_named_and_a_place_that_falls_under_one_alone(tmp_path):
    reach = "from which others can be reached"
    a = treaty(
        ban(
            "art_1",
            bearer="RUS, USA",
            asset="missile",
            territory="territory of parties but not (kaliningrad, POL, DEU)",
        ),
        signatories="RUS, USA",
    )
    b = treaty(ban("art_1", bearer="parties", asset="missile", territory=reach, precision="geometric"))
    text = said(write(tmp_path, {"a": a, "b": b}), "a", "b")
    assert (
        "One act, two verdicts: b forbids it to Russia and the United States in Kaliningrad; no definite clause of a"
        in text
    )
    assert "Russia and the members of NATO" in text
    assert "keep missiles" in text


def test_an_only_name_of_a_dimension_is_said(tmp_path):
    only = {"actions": [{"id": "deploy", "title": "keep"}], "assets": [{"id": "forces", "title": "forces"}]}
    bans = {"id": "art_1", "kind": "prohibition", "bearer": "RUS", "territory": "POL", "action": "deploy"}
    folder = write(tmp_path, {"a": treaty(bans), "b": treaty()}, only)
    row = document("treaty", "compare", folder, "a", "b")["only_a"][0]
    assert [(box["action"], box["asset"]) for box in row["region"]] == [(["deploy"], ["forces"])]
    assert "Keep forces - a: Russia must not keep in Poland." in said(folder, "a", "b")


def test_the_flagship_s_drafts_read_well_in_80_columns():
    arguments = ["treaty", "compare", "european-security", "us-2021", "nato-2021"]
    lines = CliRunner().invoke(cli, arguments, env={"COLUMNS": "80", "NO_COLOR": "1"}).stdout
    assert max(map(len, lines.splitlines())) <= 80
    assert len(lines.splitlines()) < 320
    text = " ".join(lines.split())
    t6 = "nato-2021 forbids it to Russia in Kaliningrad and, depending on how it is read, to Russia in Moscow"
    assert f"One act, two verdicts: {t6}" in text
    assert "no definite clause of us-2021 does, however it is read. [art_5__para_1]" in text
    newer = "all members of NATO that joined after 27 May 1997"
    assert f"Russia and the members of NATO of 27 May 1997 in 44 states, among them {newer}" in text
    assert "us-2021 has no definite clause on it; vague, and left aside, is Article 5, paragraph 1." in text
    assert "only nato-2021 orders “Forces back to 27 May 1997” (Article 4, paragraph 1;" in text
    assert "The same in both, as long as both are read alike." in text
    assert "From Moscow a range of 5,500 km gets to Latvia (588 km), of which Article 5, paragraph 1 of nato" in text


def test_the_plans_of_2025_read_well():
    text = said("european-security", "us-28", "e3-28")
    assert "Only us-28: the limit of at most 600,000: Ukraine anywhere. [point_6]" in text
    assert "Only us-28: the European Union anywhere. [point_2] Only e3-28: the members of NATO anywhere." in text
    assert "Join NATO or admit to NATO - us-28: Ukraine must stay out of NATO." in text


def test_the_day_and_the_readings_can_be_fixed(folder):
    text = said(folder, "a", "b", "--on", "2025-01", "--reading", "a#art_3=narrow")
    assert "Both in force from 31 January 2025, a#art_3 read as narrow." in text
    assert "missile" not in text


def test_the_same_from_python(folder):
    found = detente.treaty_compare(detente.load(folder), "a", "b", "2025", {"a#art_3": "narrow"})
    assert isinstance(found, detente.Differences)
    assert found.day.isoformat() == "2025-12-31"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a", "c"], "No treaty is called c"),
        (["a", "a"], "Name two treaties"),
        (["a", "b", "--reading", "art_3"], "expected Q=ANSWER"),
        (["a", "b", "--reading", "a#art_3=x"], "No reading of a#art_3 is called x"),
        (["a", "b", "--reading", "a#art_9=x"], "No disputed clause or term is called a#art_9"),
        (["a", "b", "--reading", "a#art_3=wide", "--reading", "a#art_3=narrow"], "one reading a question"),
    ],
)
def test_what_cannot_be_compared_is_said_in_a_line(folder, arguments, message):
    assert message in refused("treaty", "compare", folder, *arguments)
