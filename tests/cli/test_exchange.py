"""`detente export`, `import` and `formats` from outside: everything dropped is said, nothing is written over."""

import json

import pytest

from detente.exchange.formats import FORMATS
from tests.cli.shells import answered, document, refused, run
from tests.cli.test_answers import documented, paths
from tests.markdown import ROOT

HEAD = {"case", "digest", "on", "known_by"}
BOTH = [one for one in FORMATS if one.reads and one.writes and one.name != "qdc"]


@pytest.fixture
def case(tmp_path):
    assert run("new", tmp_path / "river").exit_code == 0
    return tmp_path / "river"


def answer(*words):
    result = run(*words, "--json")
    assert result.exit_code in (0, 1), result.output
    return json.loads(result.stdout)


@pytest.mark.parametrize("one", [one for one in FORMATS if one.writes], ids=lambda one: one.name)
def test_a_case_goes_out_in_every_format(one, case, tmp_path):
    out = tmp_path / f"out{one.suffixes[0]}"
    result = answer("export", case, "--format", one.name, "--out", out)
    assert out.stat().st_size or one.name == "codings"  # which the starter case has no anchors for
    assert {"proposals", "linkages", "tables"} <= {loss["what"] for loss in result["losses"]}
    assert "is there already" in refused("export", case, "--format", one.name, "--out", out)


@pytest.mark.parametrize("one", BOTH, ids=lambda one: one.name)
def test_what_went_out_comes_in_as_a_case(one, case, tmp_path):
    name = "camp-david" if one.name != "codings" else "european-security"
    out = tmp_path / f"out{one.suffixes[0]}"
    answered("export", name, "--format", one.name, "--out", out)
    result = answer("import", out, "--format", one.name, "--out", tmp_path / "new")
    if result["questions"]:  # rows that rest on named conditions, in a format without them
        assert one.name in ("csv", "qdpx")
        assert not (tmp_path / "new").exists()
        return
    assert result["statements"] == result["added"] > 0
    checked = json.loads(run("check", tmp_path / "new", "--json").stdout)
    assert checked["usable"]


def test_rows_come_into_a_case_as_proposals_and_only_once(case, tmp_path):
    out = tmp_path / "out.csv"
    answered("export", case, "--out", out)
    out.write_text(out.read_text(encoding="utf-8").replace("s5,", "t5,").replace("s6,", "t6,"), encoding="utf-8")
    before = (case / "statements.csv").read_bytes()
    result = answer("import", out, "--into", case)
    assert (result["added"], result["same"], result["questions"]) == (2, 4, [])
    after = (case / "statements.csv").read_bytes()
    first = before.split(b"\n")[1]
    assert first in after
    assert after.count(b"proposed") == 2
    assert run("check", case).exit_code == 0
    again = answer("import", out, "--into", case)
    assert (again["added"], again["same"]) == (0, 6)
    assert (case / "statements.csv").read_bytes() == after


def test_what_is_not_clear_is_asked_all_at_once_and_nothing_is_written(case, tmp_path):
    out = tmp_path / "out.csv"
    out.write_text(
        "id,holder,issue,option,act,firmness,paraphrase,source\n"
        "s1,NORTH,river,open,demand,firm,Something else,gazette-12\n"
        "t1,NORT,rivr,open,demand,firm,x,gazette-12\n"
        "t2,SOUTH,river,opn,demand,firm,x,gazette-13\n"
        "t 3,SOUTH,river,open,demand,firm,x,\n",
        encoding="utf-8",
    )
    before = (case / "statements.csv").read_bytes()
    result = run("import", out, "--into", case)
    assert result.exit_code == 1
    for word in ("s1 is taken", "no party or bloc NORT (1 row); did you mean NORTH", "no issue or topic rivr"):
        assert word in " ".join(result.stdout.split())
    kinds = [one["kind"] for one in answer("import", out, "--into", case)["questions"]]
    assert kinds == ["id", "holder", "issue", "option", "source", "format"]
    assert (case / "statements.csv").read_bytes() == before


def test_whose_position_it_is_can_be_said_on_the_command_line(case, tmp_path):
    out = tmp_path / "out.codings.jsonl"
    row = {"id": "t1", "doc": "gazette-12", "begin": 0, "end": 4, "actor": "Jan Berg", "modality": "assessment"}
    out.write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert '--holder "Jan Berg=PARTY"' in run("import", out, "--into", case).stdout
    (question,) = answer("import", out, "--into", case)["questions"]
    assert (question["kind"], question["name"]) == ("judge", "Jan Berg")
    assert "is not NAME=PARTY" in refused("import", out, "--into", case, "--holder", "Jan Berg")
    assert answer("import", out, "--into", case, "--holder", "Jan Berg=NORTH")["added"] == 1
    assert "NORTH,Jan Berg" in (case / "statements.csv").read_text(encoding="utf-8")


def test_rules_of_the_format_are_asked_about_too(case, tmp_path):
    out = tmp_path / "out.csv"
    out.write_text("id,holder,issue,option,act,paraphrase\nt1,NORTH,river,open,demand,x\n", encoding="utf-8")
    (question,) = answer("import", out, "--into", case)["questions"]
    assert "firmness" in question["says"]


def test_nothing_is_written_over(case, tmp_path):
    out = tmp_path / "out.jsonl"
    answered("export", case, "--out", out)
    assert "is there already" in refused("import", out, "--out", case)
    assert "catalogue" in refused("import", out, "--into", "camp-david")
    assert refused("import", out)
    assert refused("import", out, "--into", case, "--out", tmp_path / "x")
    assert "written and not read" in refused("import", out, "--format", "sqlite", "--out", tmp_path / "x")
    assert "jsonl" in refused("import", out, "--format", "jsonk", "--out", tmp_path / "x")
    assert "cannot be read" in refused("import", tmp_path / "none.csv", "--out", tmp_path / "x")


def test_every_key_is_documented_and_every_documented_key_is_there(case, tmp_path):
    out = tmp_path / "out.csv"
    found = set(paths(answer("export", case, "--out", out)))
    assert found == documented("export") - HEAD
    found = set(paths(answer("import", out, "--out", tmp_path / "new")))
    out.write_text("id,holder,act,paraphrase,more\ns9,N,report,x,y\n", encoding="utf-8")
    found |= set(paths(answer("import", out, "--into", case)))
    assert found == documented("import") - HEAD
    assert set(paths(document("formats"))) == documented("formats") - HEAD


def test_the_formats_page_has_every_format():
    page = (ROOT / "docs/reference/formats.md").read_text(encoding="utf-8")
    shown = answered("formats")
    for one in FORMATS:
        assert f"\n## `{one.name}`" in page, one.name
        assert one.name in shown
        assert all(suffix in page for suffix in one.suffixes)
