"""Every command answers every case of the catalogue, in JSON as documented and in words that fit the terminal."""

import json
import re
from pathlib import Path

import pytest

from detente.cli import cli
from tests.cli.shells import ANALYSES, CASES, QUESTIONS, answered, document, process, refused, run
from tests.markdown import ROOT

SMALL = [case for case in CASES if case != "european-security"]
ASKED = [(command, case) for command in QUESTIONS for case in (SMALL if command == "sensitivity" else CASES)]
HEAD = {"case", "digest", "on", "known_by"}
OF_DATA = {  # keys of objects whose own keys are ids of the case
    "package": "ISSUE",
    "on_agenda": "ISSUE",
    "options": "ISSUE",
    "refuses": "OPTION",
    "tried": "KIND",
    "silent": "TABLE",
}


def paths(value, path=""):
    """Every path to a key in a JSON document, as the reference writes it."""
    if isinstance(value, list):
        for item in value:
            yield from paths(item, path + "[]")
    if isinstance(value, dict):
        name = re.split(r"[.\[]", path.replace("[]", ""))[-1]
        word = (OF_DATA.get(name) if "issue" not in value else "") or {"issues": "TABLE", "gives_up": "UNIT"}.get(
            name if is_of_data(name, value) else ""
        )
        for key, item in value.items():
            here = f"{path}.{word or key}".lstrip(".")
            yield here
            yield from paths(item, here)


def is_of_data(name, value):
    return name == "issues" or set(value) != {"limits", "refusals", "demands"}


def documented(command):
    page = (ROOT / "docs/reference/json.md").read_text(encoding="utf-8")
    section = re.search(rf"^## `detente {command}`\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert section, command
    shared = set() if command in ("check", "brief", "new", "schema") else HEAD
    return set(re.findall(r"^\| `([^`]+)` \|", section[1], re.MULTILINE)) | shared


@pytest.mark.parametrize("command", QUESTIONS)
def test_every_key_is_documented_and_every_documented_key_is_there(command, tmp_path):
    run("new", tmp_path / "river")
    cases = (*(SMALL if command == "sensitivity" else CASES), tmp_path / "river")
    assert {path for case in cases for path in paths(document(command, case))} == documented(command)


def test_paths_of_small_documents():
    assert set(paths({"a": [{"package": {"x": 1}}]})) == {"a", "a[].package", "a[].package.ISSUE"}
    weights = {"gives_up": {"RUS": {"limits": 1, "refusals": 0, "demands": 0}}}
    assert "gives_up.UNIT.limits" in set(paths(weights))
    assert "gives_up.limits" in set(paths({"gives_up": {"limits": 1, "refusals": 0, "demands": 0}}))


# -------------------------------------------------------------------------------------- the shapes that the issue names


def whole(value):
    """An exact count as JSON carries it."""
    return type(value) is int or (isinstance(value, str) and value.isdigit() and int(value) > 2**53)


def is_list_of_lists(value):
    return all(isinstance(item, list) and all(isinstance(name, str) for name in item) for item in value)


@pytest.mark.parametrize("case", CASES)
def test_shape_of_room(case):
    tables = document("room", case)["tables"]
    assert tables
    for table in tables:
        assert {"table", "assumes_consent_of", "levels", "best_supported"} <= set(table)
        kinds = [(row["level"], row["reading"]) for row in table["levels"]]
        assert kinds == [
            (level, reading) for level in ("limits", "refusals", "demands") for reading in ("menu", "package")
        ]
        for row in table["levels"]:
            assert all(whole(row[name]) for name in ("packages", "feasible", "possible", "confirmed"))
            counts = [int(row[name]) for name in ("packages", "feasible", "possible", "confirmed")]
            assert counts == sorted(counts, reverse=True)
        best = table["best_supported"]
        if best:
            assert {"package", "on_record", "needed", "missing"} <= set(best)
            assert set(best["package"]) == set(table["agenda"])
            assert best["on_record"] + best["missing"] == best["needed"]


@pytest.mark.parametrize("case", CASES)
def test_shape_of_impasse(case):
    levels = document("impasse", case)["levels"]
    for one in levels:
        assert {"table", "level", "reading", "complete", "components", "concessions_total", "lightest"} <= set(one)
        for component in one["components"]:
            assert set(component) >= {"issues", "conflicts", "concessions"}
            assert is_list_of_lists(component["conflicts"])
            assert is_list_of_lists(component["concessions"])
        for way in one["lightest"]:
            assert set(way) >= {"bloc", "gives_up", "positions"}
            assert set(way["gives_up"]) == {"limits", "refusals", "demands"}


@pytest.mark.parametrize("case", CASES)
def test_shape_of_window(case):
    answer = document("window", case)
    assert answer["complete"] is True
    for row in answer["rows"]:
        assert {"date", "table", "level", "reading", "assessable", "possible", "gap"} <= set(row)
        assert row["assessable"] or (row["possible"] is None and row["gap"] is None)
    dates = [row["date"] for row in answer["rows"]]
    assert dates == sorted(dates)


@pytest.mark.parametrize("case", CASES)
def test_the_first_table_comes_first(case):
    from detente.api import load

    first = load(case).tables[0].id
    assert document("room", case)["tables"][0]["table"] == first
    assert document("impasse", case)["levels"][0]["table"] == first
    assert document("window", case)["rows"][0]["table"] == first


@pytest.mark.parametrize(("command", "case"), ASKED)
def test_json_is_one_document_and_nothing_else(command, case):
    result = run(command, case, "--json")
    assert isinstance(json.loads(result.stdout), dict)
    assert result.stderr == ""


def test_integers_that_readers_would_round_are_strings(tmp_path):
    run("new", tmp_path / "wide")
    case = tmp_path / "wide" / "case.yaml"
    many = "".join(f"  - {{id: i{n}, options: [a, b, c, d], status_quo: a}}\n" for n in range(40))
    case.write_text(case.read_text(encoding="utf-8").replace("issues:\n", f"issues:\n{many}", 1), encoding="utf-8")
    table = document("room", tmp_path / "wide")["tables"][0]
    assert table["levels"][0]["packages"] == str(9 * 4**40)


# ------------------------------------------------------------------------------------------------- for people


@pytest.mark.parametrize("width", [100, 40])
@pytest.mark.parametrize(("command", "case"), ASKED)
def test_text_fits_the_terminal(command, case, width):
    from click.testing import CliRunner

    result = CliRunner().invoke(cli, [command, case], env={"COLUMNS": str(width)})
    assert result.exit_code in (0, 1)
    assert max(map(len, result.stdout.splitlines())) <= width
    assert "\x1b" not in result.stdout


@pytest.mark.parametrize("command", ANALYSES)
def test_the_answer_comes_first_and_the_caveat_last(command):
    text = answered(command, "cuban-missile-crisis")
    assert text.startswith("The Cuban missile crisis, ")
    last = " ".join(text.split("\n\n")[-1].split())
    assert re.search(r"may bluff|not “no”|coded wrongly|how close anybody was", last)


def test_room_says_whose_consent_is_assumed():
    text = " ".join(answered("room", "cuban-missile-crisis", "--table", "two").split())
    assert "assuming the consent of Cuba and Turkey, who are not at it" in text


def test_impasse_speaks_in_sentences(tmp_path):
    run("new", tmp_path / "river")
    text = " ".join(answered("impasse", tmp_path / "river", "--table", "three").split())
    assert "These three cannot all hold; leave out any one and the others can:" in text
    assert "Were North alone to drop one refusal," in text
    assert "would no longer be excluded" in text
    assert "last affirmed 12 May 2020; s4) [NORTH.patrols+fund.firm]" in text
    assert "one smallest set of positions cannot hold" in text


def test_impasse_shows_the_level_and_reading_asked_for():
    text = answered("impasse", "european-security", "--table", "all", "--level", "demands", "--reading", "menu")
    assert "red lines, refusals and demands counted, indivisible proposals read as menus" in " ".join(text.split())


def test_impasse_with_no_time_still_answers():
    assert document("impasse", "camp-david", "--seconds", 0)["levels"]


def test_window_has_a_row_for_each_change(tmp_path):
    run("new", tmp_path / "river")
    text = answered("window", tmp_path / "river", "--table", "two")
    rows = re.findall(r"^\d{4}-\d\d-\d\d .*$", text, re.MULTILINE)
    assert len(rows) == len({row[10:] for row in rows}) == 2


def test_window_says_not_assessable():
    assert "not assessable" in answered("window", "cuban-missile-crisis")


def test_room_claims_nothing_before_anybody_spoke():
    text = " ".join(answered("room", "camp-david", "--on", "1900").split())
    assert "nobody had spoken by then: nothing is ruled out, which shows no room either" in text


def test_positions_shows_statements_where_few_were_asked_for(tmp_path):
    run("new", tmp_path / "river")
    text = " ".join(answered("positions", tmp_path / "river", "--party", "NORTH", "--issue", "patrols").split())
    assert "North (Foreign minister) says: Patrols can end only if both sides pay for the fund. [s4;" in text
    assert "given fund is joint" in text


def test_positions_at_a_table():
    answer = document("positions", "cuban-missile-crisis", "--table", "two")
    assert {cell["party"] for cell in answer["positions"]} == {"USA", "USSR"}


# ---------------------------------------------------------------------------------------------------- dates and tables


def test_dates_take_their_last_day():
    assert document("room", "cuban-missile-crisis", "--on", "1962-10")["on"] == "1962-10-31"
    assert document("room", "cuban-missile-crisis", "--on", "1962")["on"] == "1962-12-31"
    assert document("room", "cuban-missile-crisis", "--on", "1962-10-22/1962-10-27")["on"] == "1962-10-27"


@pytest.mark.parametrize("command", ANALYSES)
def test_known_by_reaches_the_answer(command):
    assert document(command, "cuban-missile-crisis", "--known-by", "1962-10-27")["known_by"] == "1962-10-27"


def test_several_tables():
    answer = document("room", "cuban-missile-crisis", "--table", "three", "--table", "two")
    assert [table["table"] for table in answer["tables"]] == ["two", "three"]


# ------------------------------------------------------------------------------------------- files: brief, new, schema


def test_new_then_check(tmp_path):
    assert run("new", tmp_path / "a", "--title", "Tea: “hot”, [cold] # or not").exit_code == 0
    result = run("check", tmp_path / "a")
    assert result.exit_code == 0
    assert result.stdout.startswith("Tea: “hot”, [cold] # or not: the case can be used; nothing to remark.")
    assert "is not empty" in refused("new", tmp_path / "a")


def test_json_of_new_and_schema(tmp_path):
    made = json.loads(answered("new", tmp_path / "a", "--json"))
    assert set(made) == documented("new")
    written = json.loads(answered("schema", "--out", tmp_path / "s", "--json"))
    assert set(written) == documented("schema")
    printed = json.loads(answered("schema"))
    assert {"case.yaml", "parties.yaml", "sources.yaml", "proposals.yaml", "statements.csv"} <= set(printed)
    assert {"treaties/vocabulary.yaml", "treaties/ID.yaml", "inventory/memberships.csv"} <= set(printed)
    for name, path in zip(printed, written["files"], strict=True):
        assert json.loads(Path(path).read_text(encoding="utf-8")) == printed[name]


def test_brief_prints_the_path_last(tmp_path):
    page = tmp_path / "page.html"
    assert answered("brief", "cuban-missile-crisis", "--out", page).splitlines()[-1] == str(page)
    text = page.read_text(encoding="utf-8")
    assert "detente brief cuban-missile-crisis --on 1963-01-07" in text
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_brief_names_its_options_in_the_page(tmp_path):
    page = tmp_path / "page.html"
    words = ["--on", "1962-10-27", "--known-by", "1962-11", "--table", "two"]
    made = json.loads(answered("brief", "cuban-missile-crisis", "--out", page, "--json", *words))
    assert set(made) == documented("brief")
    assert made["html"] == str(page)
    assert "--on 1962-10-27 --known-by 1962-11-30 --table two" in page.read_text(encoding="utf-8")


def test_brief_goes_to_the_current_folder(tmp_path):
    done = process("brief", "cuban-missile-crisis", cwd=tmp_path)
    assert done.stdout.decode().splitlines()[-1] == "cuban-missile-crisis-brief.html"
    assert (tmp_path / "cuban-missile-crisis-brief.html").is_file()


@pytest.mark.pdf
def test_brief_as_pdf(tmp_path):
    page = tmp_path / "page.html"
    lines = answered("brief", "cuban-missile-crisis", "--out", page, "--pdf").splitlines()
    assert lines[-2:] == [str(tmp_path / "page.pdf"), str(page)]
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")


def test_brief_without_weasyprint_says_what_to_install(tmp_path, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "weasyprint", None)
    said = refused("brief", "cuban-missile-crisis", "--out", tmp_path / "page.html", "--pdf")
    assert "pip install weasyprint" in said
    assert not list(tmp_path.iterdir())


def test_brief_replaces_no_device_and_no_folder(tmp_path):
    assert "is not a file" in refused("brief", "cuban-missile-crisis", "--out", tmp_path)
    assert "is not a file" in refused("brief", "cuban-missile-crisis", "--out", "/dev/null")
    assert "there is no folder" in refused("brief", "cuban-missile-crisis", "--out", tmp_path / "no" / "page.html")
