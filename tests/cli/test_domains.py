"""`detente convert`, and `detente export` of a table's preferences."""

import json

import pytest

import detente
from tests.cli.shells import answered, document, refused


def test_a_table_goes_out_and_its_answers_come_back(tmp_path):
    out = tmp_path / "t.json"
    written = document("export", "camp-david", "--format", "tables", "--out", out)
    assert written["files"] == [str(out)]
    assert written["parties"] == ["EGYPT", "ISRAEL"]
    mine, theirs = detente.solutions("camp-david"), detente.solutions(out)
    assert theirs.agreement_zone == mine.agreement_zone
    assert theirs.solutions["nash"].value == pytest.approx(mine.solutions["nash"].value)
    assert any("central values" in loss["why"] for loss in written["losses"])


def test_a_domain_becomes_a_case_that_can_be_checked_and_asked(tmp_path):
    document("export", "camp-david", "--format", "tables", "--out", tmp_path / "t.json")
    document("convert", tmp_path / "t.json", "--format", "genius", "--out", tmp_path / "g")
    found = document("import", tmp_path / "g", "--out", tmp_path / "case")
    assert found.keys() == document("convert", tmp_path / "g", "--format", "sheet", "--out", tmp_path / "s.csv").keys()
    assert (found["format"], found["path"]) == ("genius", str(tmp_path / "case"))
    assert "the status quo" in {loss["what"] for loss in found["losses"]}
    assert "error" not in {one["severity"] for one in document("check", tmp_path / "case")["findings"]}
    mine, theirs = detente.solutions(tmp_path / "g"), detente.solutions(tmp_path / "case")
    assert theirs.agreement_zone == mine.agreement_zone
    assert len(theirs.solutions["nash"].points) == len(mine.solutions["nash"].points)
    table = document("import", tmp_path / "t.json", "--format", "tables", "--out", tmp_path / "whole")
    assert not {"linkages", "bonuses on combinations"} & {loss["what"] for loss in table["losses"]}
    assert detente.solutions(tmp_path / "whole").agreement_zone == detente.solutions("camp-david").agreement_zone
    said = answered("import", tmp_path / "g", "--out", tmp_path / "again")
    assert "a case of two parties" in " ".join(said.split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--into", "CASE"), "a domain becomes a case of its own"),
        (("--out", "new", "--holder", "a=B"), "a domain becomes a case of its own"),
        (("--out", "new", "--format", "sheet"), "another format; expected sheet; got tables"),
        ((), "either --into CASE or --out FOLDER"),
    ],
)
def test_what_makes_no_sense_for_a_domain_is_refused(tmp_path, words, said):
    document("export", "camp-david", "--format", "tables", "--out", tmp_path / "t.json")
    assert said in refused("import", tmp_path / "t.json", "--format", "tables", *words)


def test_several_codings_at_once_are_refused(tmp_path):
    assert "a coding is one file" in refused("import", "a.csv", "b.csv", "--format", "csv", "--out", tmp_path / "x")


def test_converting_says_what_is_not_carried(tmp_path):
    document("export", "camp-david", "--format", "tables", "--out", tmp_path / "t.json")
    found = document("convert", tmp_path / "t.json", "--format", "negmas", "--out", tmp_path / "negmas")
    assert {"linkages", "bonuses on combinations"} <= {loss["what"] for loss in found["losses"]}
    assert sorted(path.name for path in (tmp_path / "negmas").iterdir()) == ["domain.yml", "party1.yml", "party2.yml"]
    assert json.loads((tmp_path / "t.json").read_text())["constraints"]


def test_a_domain_is_told_from_a_coding_by_what_is_in_it(tmp_path):
    for form in ("tables", "sheet"):
        path = tmp_path / f"domain.{'json' if form == 'tables' else 'csv'}"
        document("export", "camp-david", "--format", form, "--out", path)
        assert document("import", path, "--out", tmp_path / form)["format"] == form
    one = (tmp_path / "domain.json").read_text()
    (tmp_path / "two.json").write_text(f"[{one}, {one}]")
    assert "several domains" in refused("import", tmp_path / "two.json", "--out", tmp_path / "two")


@pytest.mark.parametrize(
    ("r", "said"), [("0.7", "looks like a share of 1"), ("1000", "above all of its utilities"), ("50", "")]
)
def test_a_reservation_value_on_another_scale_is_noted_of_a_case_too(tmp_path, r, said):
    (tmp_path / "case.yaml").write_text(
        "title: T\nquestion: Q?\nrequired: [A, B]\nissues:\n  - {id: x, options: [no, yes], status_quo: no}\n"
    )
    values = "because: t, weights: {x: 1}, values: {x: {no: 0, yes: 100}}"
    (tmp_path / "preferences.yaml").write_text(
        f"preferences:\n  - {{of: A, {values}, reservation: {r}}}\n  - {{of: B, {values}, reservation: 0}}\n"
    )
    notes = [note for note in document("solutions", tmp_path)["notes"] if "reservation" in note]
    assert [said in note for note in notes] == ([True] if said else [])
