"""`detente network`: the interface that others rely on, and what people see."""

import itertools
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from detente import api
from detente.analyses.networks.asking import Asked
from tests.cli.shells import answered, document, refused, run
from tests.exchange import dnamade
from tests.networks import literal
from tests.networks.literal import Said

ROOT = Path(__file__).parents[2]
EVERYTHING = (
    ("--communities", "--polarisation"),
    ("--backbone", "nested"),
    ("--window", "years"),
    ("--kind", "two-mode", "--value", "ignore"),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return dnamade.make(tmp_path_factory.mktemp("dna") / "made.dna")


def network(*words):
    return json.loads(answered("network", *words, "--json"))


def test_rows_columns_and_matrix(made):
    found = network(made, "--kind", "one-mode", "--value", "conflict")
    assert (found["rows"], found["columns"]) == (["Mill", "Town"], ["Mill", "Town"])
    assert found["matrix"] == [[0, 4], [4, 0]]
    words = ("--rows", "organization", "--columns", "concept", "--qualifier", "agreement")
    found = network(made, "--kind", "two-mode", "--value", "ignore", *words)
    assert found["matrix"] == [[1, 1], [3, 1]]
    assert found["columns"] == ["There should be a bridge.", "There should be a ferry."]


@pytest.mark.parametrize("value", ["ignore", "congruence", "conflict", "subtract"])
@pytest.mark.parametrize("normalise", ["none", "average", "jaccard", "cosine"])
@pytest.mark.parametrize("compatible", [(), ("--compatible", "dna")])
def test_the_command_says_what_the_question_says(made, value, normalise, compatible):
    found = network(made, "--value", value, "--normalise", normalise, "--duplicates", "document", *compatible)
    asked = Asked("one-mode", value, duplicates="document", normalise=normalise, compatible="".join(compatible[1:]))
    assert found["matrix"] == api.network(made, asked).matrix()


def test_the_same_command_for_a_case():
    words = ("--kind", "two-mode", "--value", "ignore", "--rows", "organization", "--columns", "concept")
    found = network("camp-david", *words, "--qualifier", "agreement")
    assert found["rows"] == ["EGYPT", "ISRAEL", "JORDAN", "PLO", "USA"]
    assert (found["row_variable"], found["column_variable"]) == ("holder", "option")
    assert sum(map(sum, found["matrix"])) >= found["statements"]


def test_dna_s_words_for_settings(made):
    ours = network(made, "--duplicates", "range", "--normalise", "none")
    assert network(made, "--duplicates", "acrossrange", "--normalise", "no") == ours


def test_dates_filters_and_what_was_left_out(made):
    found = network(made, "--from", "2020-02", "--to", "2020", "--exclude", "concept=There should be a bridge.")
    reasons = {one["reason"]: one["statements"] for one in found["left_out"]}
    assert reasons == {"of another statement type": 1, "before 2020-02-01": 3, "after 2020-12-31": 3}
    assert network(made, "--section", "Letters")["rows"] == ["Mill"]
    assert network(made, "--author", "Bob", "--source", "Gazette")["statements"] == 1
    assert network(made, "--include", "person=Mayor", "--include", "person=Clerk")["statements"] == 4
    assert network(made, "--on", "2020-03-01")["statements"] == 4


def test_windows_communities_backbone_and_camps(made):
    found = network(made, "--window", "months", "--size", "2", "--step", "6")
    assert [(one["first"], one["statements"]) for one in found["windows"]] == [("2020-01-01", 4), ("2020-07-01", 0)]
    assert found["windows"][0]["rows"] == ["Mill", "Town"]
    assert found["windows"][1]["matrix"] == []
    assert network(made, "--communities")["communities"]["communities"]
    assert len(network(made, "--backbone", "nested")["backbone"]["steps"]) == 2
    found = network(made, "--polarisation", "--window", "years")
    assert len(found["polarisation"]["points"]) == 2
    assert "windows" not in found


def test_every_key_is_documented():
    page = (ROOT / "docs/reference/json.md").read_text(encoding="utf-8")
    section = re.search(r"^## `detente network`\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert section
    documented = set(re.findall(r"^\| `([^`]+)` \|", section[1], re.MULTILINE))
    found = set()
    for words in EVERYTHING:
        found |= set(paths(document("network", "cuban-missile-crisis", *words)))
    assert found == documented


def paths(value, path=""):
    if isinstance(value, list):
        for item in value:
            yield from paths(item, path + "[]") if isinstance(item, dict) else ()
    if isinstance(value, dict) and not path.endswith("attributes"):
        for key, item in value.items():
            here = f"{path}.{key}".lstrip(".")
            yield here
            yield from paths(item, here)


def test_people_see_all_or_are_told(tmp_path):
    shown = answered("network", "camp-david")
    assert shown.startswith("Camp David, 1978: who agrees with whom. 5 holders")
    assert "Egypt" in shown
    shown = answered("network", "camp-david", "--kind", "two-mode")
    assert re.search(r"The 20 strongest of \d+ ties", shown)
    everything = answered("network", "camp-david", "--window", "months", "--communities", "--backbone", "nested")
    assert max(map(len, everything.splitlines())) <= 100
    slices = network("camp-david", "--window", "months")["windows"]
    empty, longer = 0, []
    for one in [*slices, {"statements": 1}]:
        longer += [empty] if empty > 1 and one["statements"] else []
        empty = 0 if one["statements"] else empty + 1
    assert [int(one) for one in re.findall(r"\((\d+) windows\)", everything)] == longer != []
    assert "Windows without statements that follow one another stand in one line." in everything
    many = answered("network", "european-security", "--window", "months", "--size", "12")
    assert re.search(r"The first [\d,]+ of [\d,]+ windows", many)


def test_the_sum_of_a_window_counts_each_tie_once(made):
    shown = answered("network", made, "--value", "conflict", "--window", "years", "--size", "2")
    assert re.search(r"2020-01-01 +2021-12-31 +6 +2 +1 +4$", shown, re.MULTILINE)


def test_large_networks_are_shown_by_their_strongest_ties():
    from detente.cli.views import networks as view

    statements = [Said(f"actor {n}", f"c{n % 3}", str(n % 2), 737425, "1") for n in range(90)]
    found = api.network(literal.discourse(statements), value="congruence")
    shown = view.show(view.Answer(found))
    assert "The 20 strongest of 630 ties" in shown
    assert json.loads("".join(view.json_pieces(view.Answer(found))))["matrix"] == found.matrix()


def test_files(made, tmp_path):
    for form in ("csv", "edges", "graphml", "dl", "dl-list", "svg"):
        out = tmp_path / f"a.{form}"
        assert answered("network", made, "--format", form, "--out", out) == f"{out}\n"
        assert out.read_text(encoding="utf-8") == answered("network", made, "--format", form)
    shown = answered("network", made, "--window", "years", "--format", "graphml", "--out", tmp_path / "years")
    names = [Path(line).name for line in shown.split()]
    assert names == ["1-2020-01-01-2020-12-31.graphml", "2-2021-01-01-2021-12-31.graphml"]


def test_the_picture_is_one_drawing_with_words_for_those_who_do_not_see_it(made):
    first = answered("network", made, "--format", "svg", "--value", "subtract", "--communities")
    assert first == answered("network", made, "--format", "svg", "--value", "subtract", "--communities")
    root = ET.fromstring(first)
    space = "{http://www.w3.org/2000/svg}"
    words = [element.text for element in root.iter(f"{space}text")]
    assert {"Mill", "Town", "Mill and Town disagree most often."} <= set(words)
    assert "Mill – Town: -4" in (root.findtext(f"{space}desc") or "")
    assert root.get("role") == "img"
    drawn = answered("network", "european-security", "--kind", "two-mode", "--value", "subtract", "--format", "svg")
    large = ET.fromstring(drawn)
    lines = ["".join(one.itertext()) for one in large.iter(f"{space}text") if one.get("font-weight")]
    assert " ".join(lines) == large.findtext(f"{space}title")
    assert len(lines) == 2
    assert max(map(len, lines)) <= 84
    assert "Solid lines for, broken ones against" in drawn


@pytest.mark.parametrize("rows", ["holder", "speaker", "source"])
def test_no_label_stands_on_another_or_on_a_node(rows):
    root = ET.fromstring(answered("network", "european-security", "--rows", rows, "--format", "svg"))
    space = "{http://www.w3.org/2000/svg}"
    boxes = []
    for one in root.iter(f"{space}circle"):
        x, y = float(one.attrib["cx"]), float(one.attrib["cy"])
        boxes.append((x - 7, x + 7, y))
    labels = [one for one in root.iter(f"{space}text") if "text-anchor" in one.attrib]
    assert len(labels) == len(boxes) > 4
    for one in labels:
        x, length = float(one.attrib["x"]), 7.0 * len(list(one.itertext())[-1])
        begin = x if one.attrib["text-anchor"] == "start" else x - length
        boxes.append((begin, begin + length, float(one.attrib["y"]) - 5))
    for (left, right, line), (other_left, other_right, other) in itertools.combinations(boxes, 2):
        assert abs(line - other) >= 14 or right <= other_left or other_right <= left
        assert 0 <= left < right <= 960


def test_the_picture_of_too_much_says_what_it_leaves_out():
    from detente.brief.pictures.network import MOST_NODES, picture

    statements = [Said(f"<actor> {n}", f"c{n % 3}", "1", 737425, "1") for n in range(90)]
    drawn = picture(api.network(literal.discourse(statements), value="congruence"))
    root = ET.fromstring(drawn)
    space = "{http://www.w3.org/2000/svg}"
    assert len(list(root.iter(f"{space}circle"))) == MOST_NODES
    assert "Drawn are the 60 nodes with most statements and their 240 strongest ties." in drawn
    nobody = picture(api.network(literal.discourse([]), value="ignore"))
    assert "No two of" in nobody


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--kind", "two-mode", "--value", "congruence"), "compares two rows"),
        (("--exclude", "concept"), "expected NAME=VALUE"),
        (("--exclude", "concept=There should be a brigde."), "Did you mean There should be a bridge"),
        (("--rows", "organisation"), "Did you mean organization"),
        (("--kernel", "gaussian"), "needs --window"),
        (("--from", "2021", "--to", "2020"), "before --from"),
        (("--statement-type", "x"), "No statement type is called x"),
        (("--known-by", "2020"), "--known-by is for cases"),
        (("--format", "csv", "--json"), "two answers"),
        (("--window", "years", "--format", "csv"), "--out FOLDER"),
        (("--backbone", "fixed", "--backbone-size", "9"), "choose 1 to 1"),
    ],
)
def test_refusals(made, words, says):
    assert says in refused("network", made, *words)


def test_what_is_neither_a_case_nor_a_database(tmp_path):
    (tmp_path / "notes.dna").write_text("hello")
    assert "no SQLite database, or an encrypted one" in refused("network", tmp_path / "notes.dna")
    assert "the file cannot be read (No such file or directory)" in refused("network", tmp_path / "nothing.dna")
    assert "neither a folder nor in the catalogue" in refused("network", tmp_path / "nothing")
    assert "statement types are of DNA databases" in refused("network", "camp-david", "--statement-type", "x")
    assert run("network").exit_code == 2
