"""`shifts` and `contradictions` as commands: documented JSON, words that fit, honest refusals."""

import pytest

from tests.cli.shells import CASES, answered, document, refused, run
from tests.cli.test_answers import documented, paths

COMMANDS = ("shifts", "contradictions")
HEAD = {"case", "digest", "on", "known_by"}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_key_is_documented_and_every_documented_key_is_there(command, tmp_path):
    run("new", tmp_path / "river")
    cases = (*CASES, tmp_path / "river")
    assert {path for case in cases for path in paths(document(command, case))} == documented(command)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("case", CASES)
def test_words_fit_the_terminal_and_begin_with_the_answer(command, case):
    lines = answered(command, case).splitlines()
    assert max(map(len, lines)) <= 100
    assert document(command, case)["on"][:4] in lines[0]


@pytest.mark.parametrize("command", COMMANDS)
def test_unknown_names_are_refused_with_the_nearest(command):
    assert "RUS" in refused(command, "european-security", "--party", "RUSS")
    assert "forces" in refused(command, "european-security", "--issue", "force")
    assert "2022-13" in refused(command, "european-security", "--on", "2022-13")


def test_shifts_from_a_date():
    whole = document("shifts", "european-security")["shifts"]
    late = document("shifts", "european-security", "--from", "2025")
    assert late["from"] == "2025-01-01"
    assert late["shifts"] == [shift for shift in whole if shift["date"] >= "2025-01-01"]
    assert 0 < len(late["shifts"]) < len(whole)


def test_contradictions_of_a_party_and_an_issue():
    whole = document("contradictions", "european-security")
    forces = document("contradictions", "european-security", "--issue", "forces", "--party", "RUS")
    assert {one["issue"] for one in forces["contradictions"]} == {"forces"}
    assert all("RUS" in one["holders"] for one in forces["contradictions"])
    ids = [
        sorted(line["id"] for side in one["sides"] for line in side["statements"]) for one in whole["contradictions"]
    ]
    for one in forces["contradictions"]:
        assert sorted(line["id"] for side in one["sides"] for line in side["statements"]) in ids
    assert "wants" in answered("contradictions", "european-security", "--all")
