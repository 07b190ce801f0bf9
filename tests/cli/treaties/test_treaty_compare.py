"""`detente treaty compare`: side by side for people, the documented JSON, and honest errors."""

from __future__ import annotations

import pytest

import detente
from tests.cli.shells import answered, document, refused
from tests.cli.treaties.test_treaty_show import documented, paths
from tests.space.treaties.making import treaty, write


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
    same = {path for path in named if path.startswith(("only_b[]", "both[]", "given[]", "notes[].readings[]"))}
    assert named - same == keys


def test_people_see_clause_by_clause(folder):
    said = " ".join(answered("treaty", "compare", folder, "a", "b").split())
    assert (
        "Only a, a - art_1, art_1 forbids: RUS: deploy, anything, POL, from 2021-12-17; unless there is a threat"
        in said
    )
    assert "art_4, art_4 requires that not: it is a member" in said
    assert "limits to 600 for each bearer" in said
    assert "under art_3 = wide" in said
    assert "Both - art_1 and art_1 both forbid: RUS: deploy, anything, UKR" in said
    assert "a#art_5" in said


def test_the_day_and_the_readings_can_be_fixed(folder):
    said = answered("treaty", "compare", folder, "a", "b", "--on", "2025-01", "--reading", "a#art_3=narrow")
    assert "Both in force from 31 January 2025, a#art_3 read as narrow." in said
    assert "missile" not in said


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
