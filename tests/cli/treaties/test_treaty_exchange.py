"""`detente treaty export` and `import`: what they say, and the JSON that the reference documents."""

import json
import shutil

from tests.cli.shells import answered, refused
from tests.cli.treaties.test_treaty_show import ACCORD, documented, paths


def test_out_and_in_again(tmp_path):
    folder = shutil.copytree(ACCORD, tmp_path / "accord")
    file = tmp_path / "one.xml"
    said = answered("treaty", "export", folder, "RU-NATO-2021", "--format", "akn", "--output", file)
    assert "RU-NATO-2021, nine provisions." in " ".join(said.split())
    said = answered("treaty", "import", folder, file, "--format", "akn", "--id", "again")
    assert "again, nine provisions. Written:" in said
    shown = json.loads(answered("treaty", "show", folder, "--json"))
    first, second = shown["treaties"]
    assert [one["sentence"] for one in first["clauses"]] == [one["sentence"] for one in second["clauses"]]


def test_json_is_as_documented(tmp_path):
    folder = shutil.copytree(ACCORD, tmp_path / "accord")
    out = json.loads(
        answered("treaty", "export", folder, "--format", "legalruleml", "--output", tmp_path / "a.lrml", "--json")
    )
    assert set(paths(out)) == documented("treaty export")
    answered("treaty", "export", folder, "--format", "pax", "--output", tmp_path / "a.csv")
    words = ("treaty", "import", folder, tmp_path / "a.csv", "--format", "pax", "--id", "coded", "--json")
    assert set(paths(json.loads(answered(*words)))) == documented("treaty import")


def test_refusals_are_one_line(tmp_path):
    folder = shutil.copytree(ACCORD, tmp_path / "accord")
    there = tmp_path / "there.csv"
    there.write_text("mine")
    assert "is there already" in refused("treaty", "export", folder, "--format", "norms", "--output", there)
    assert there.read_text() == "mine"
    assert "no sheet" in refused("treaty", "import", folder, there, "--format", "atop")
    assert "there is no column" in refused("treaty", "import", folder, there, "--format", "norms")
