"""What is judged has a paragraph of its own, and is not mixed with what is stated."""

import json

import pytest
from click.testing import CliRunner

from detente.cli import cli
from tests.judged_made import RIVER, write


@pytest.fixture
def high(tmp_path):
    """A case of which no package is worth what no agreement is worth to the north."""
    return str(
        write(tmp_path / "high", preferences=RIVER["preferences.yaml"].replace("reservation: 45", "reservation: 450"))
    )


def ask(*arguments):
    found = CliRunner().invoke(cli, list(arguments))
    assert found.exit_code == 0, found.output
    return found.output


def test_impasse_names_the_parties_and_what_no_agreement_is_worth(high):
    text = " ".join(ask("impasse", high, "--table", "talks").split())
    assert "Judged, by the analyst's judgement" in text
    assert "no package meets the positions above and is worth at least no agreement to everybody judged" in text
    assert "what no agreement is worth to the North" in text
    assert "Not judged, so that nothing is said of them: the towns." in text
    levels = json.loads(ask("impasse", high, "--table", "talks", "--headroom", "--json"))["levels"]
    assert {level["gap"] for level in levels} == {0}
    assert {level["judged"]["possible"] for level in levels} == {False}
    assert all(one["known"] for level in levels for one in level["judged"]["headroom"])


def test_room_counts_what_is_judged_acceptable_apart(high):
    text = " ".join(ask("room", high, "--table", "talks").split())
    assert "0 feasible packages are worth at least no agreement to the North and the South" in text
    judged = json.loads(ask("room", high, "--table", "talks", "--json"))["tables"][0]["judged"]
    assert judged["feasible"] == {"packages": 0, "any": False}
