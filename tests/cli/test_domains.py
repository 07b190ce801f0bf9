"""`detente convert`, and `detente export` of a table's preferences."""

import json

import pytest

import detente
from tests.cli.shells import document


def test_a_table_goes_out_and_its_answers_come_back(tmp_path):
    out = tmp_path / "t.json"
    written = document("export", "camp-david", "--format", "tables", "--out", out)
    assert written["files"] == [str(out)]
    assert written["parties"] == ["EGYPT", "ISRAEL"]
    mine, theirs = detente.solutions("camp-david"), detente.solutions(out)
    assert theirs.agreement_zone == mine.agreement_zone
    assert theirs.solutions["nash"].value == pytest.approx(mine.solutions["nash"].value)
    assert any("central values" in loss["why"] for loss in written["losses"])


def test_converting_says_what_is_not_carried(tmp_path):
    document("export", "camp-david", "--format", "tables", "--out", tmp_path / "t.json")
    found = document("convert", tmp_path / "t.json", "--format", "negmas", "--out", tmp_path / "negmas")
    assert {"linkages", "bonuses on combinations"} <= {loss["what"] for loss in found["losses"]}
    assert sorted(path.name for path in (tmp_path / "negmas").iterdir()) == ["domain.yml", "party1.yml", "party2.yml"]
    assert json.loads((tmp_path / "t.json").read_text())["constraints"]
