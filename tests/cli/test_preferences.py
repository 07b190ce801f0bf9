"""`detente preferences`: what is shown, guessed and weighed, and how it is refused."""

import re
from pathlib import Path

import pytest

from detente.case.yamlfile import read_yaml
from tests.case import folders
from tests.case.judgements import made
from tests.cli.shells import CASES, answered, document, refused, run
from tests.markdown import ROOT

NUMBER = {"form", "central", "low", "high", "sd", "because"}
OF_DATA = {"options": "OPTION", "values": "OPTION", "package": "ISSUE"}


def documented(command: str) -> set[str]:
    page = (ROOT / "docs/reference/json.md").read_text(encoding="utf-8")
    section = re.search(rf"^## `detente {command}`\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert section, command
    return set(re.findall(r"^\| `([^`]+)` \|", section[1], re.MULTILINE))


def paths(value: object, path: str = "") -> set[str]:
    """Every path to a key, as the reference writes it; numbers are one thing wherever they stand."""
    found: set[str] = set()
    if isinstance(value, list):
        for item in value:
            found |= paths(item, path + "[]")
    if isinstance(value, dict):
        if set(value) == NUMBER and not path.endswith("weight"):
            return found
        for key, item in value.items():
            here = f"{path}.{OF_DATA.get(path.rpartition('.')[2], key)}".lstrip(".")
            found |= {here} | paths(item, here)
    return found


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return made.write(tmp_path / "case")


def test_show(case: Path) -> None:
    said = answered("preferences", "show", case, "--on", "2021-01-01")
    for words in (
        "NORTH",
        "weights as given",
        "From 2020-02-01 until 2021-12-31. The general reason.",
        "67 %",
        "10–20",
        "so",
    ):
        assert words in said
    assert "Bonus if river is open and patrols is day: -3 to 0 to 3." in said
    assert (
        "No agreement is worth to it what the status quo with Use of the river: “shared” is, with -5 points added."
        in (" ".join(said.split()))
    )
    assert "40 ± 5" in said
    assert "Not judged is South" in said
    assert "no party said so" in said
    alone = answered("preferences", "show", case, "--on", "2021-01-01", "--party", "TOWN")
    assert "LEAGUE" in alone  # its bloc's
    assert "NORTH" not in alone


def test_show_of_a_case_without_judgements(tmp_path: Path) -> None:
    said = answered("preferences", "show", folders.write(tmp_path))
    assert "nobody’s preferences are judged" in said
    assert "Not judged are NORTH, South and LEAGUE" in said


def test_json_is_as_documented(case: Path) -> None:
    head = {"case", "digest", "on", "known_by"}
    text = made.PREFERENCES.replace("times: 1/3", "times: 3").replace(
        "{mean: 40, sd: 5}", "{package: status_quo, plus: 3}"
    )
    (case / "preferences.yaml").write_text(text)
    shown = document("preferences", "show", case, "--on", "2021-01-01")
    assert paths(shown) | {
        f"preferences[].consistency.look_at.{key}" for key in ("issue", "over", "times", "implied")
    } == documented("preferences show") | head | {"preferences[].reservation.package.ISSUE"}
    guessed = document("preferences", "derive", case)
    assert paths(guessed) == documented("preferences derive") | head | {"derived[].issues[].values.OPTION"}
    weighed = document("preferences", "weigh", "--swing", "a=100", "b=5")
    assert paths(weighed) == documented("preferences weigh")


@pytest.mark.parametrize("slug", CASES)
def test_every_case_of_the_catalogue_is_shown_and_guessed(slug: str) -> None:
    shown, guessed = document("preferences", "show", slug), document("preferences", "derive", slug)
    parties = {one["party"] for one in guessed["derived"]} | set(guessed["nothing_to_guess_from"])
    assert parties
    assert all(0 <= issue["share"] <= 1 for one in shown["preferences"] for issue in one["issues"])
    assert answered("preferences", "show", slug)
    assert read_yaml(answered("preferences", "derive", slug)) == read_yaml(answered("preferences", "derive", slug))


def test_what_is_derived_is_yaml_that_reads_back(tmp_path: Path) -> None:
    folder = folders.write(tmp_path)
    said = answered("preferences", "derive", folder)
    assert said.startswith("# A first guess")
    (folder / "preferences.yaml").write_text(said)
    assert "a first guess from the record" in answered("preferences", "show", folder)
    assert "first guess from the ledger" in answered("check", folder)


def test_write(case: Path, tmp_path: Path) -> None:
    before = (case / "preferences.yaml").read_text()
    assert "NORTH has" not in before
    lines = refused("preferences", "derive", case, "--party", "NORTH", "--write")
    assert "preferences of NORTH already" in lines
    assert (case / "preferences.yaml").read_text() == before
    said = answered("preferences", "derive", case, "--write")
    assert "Written into preferences.yaml: a first guess for South." in said
    assert (case / "preferences.yaml").read_text().startswith(before.rstrip())
    fresh = folders.write(tmp_path / "fresh")
    assert document("preferences", "derive", fresh, "--write")["written"] == ["NORTH", "SOUTH"]


def test_weigh(tmp_path: Path) -> None:
    assert "58 %" in answered("preferences", "weigh", "--swing", "a=100", "b=60", "c=12.5")
    ranked = document("preferences", "weigh", "--rank", "a", "b=c", "d")
    assert [(one["issue"], round(one["weight"], 2)) for one in ranked["weights"]] == [
        ("a", 52.08),
        ("b", 20.83),
        ("c", 20.83),
        ("d", 6.25),
    ]
    table = tmp_path / "pairs.csv"
    table.write_text("\ufeffissue,over,times,because\na,b,3,so\nb,c,2\n\nc,a,2\n", encoding="utf-8")
    said = " ".join(answered("preferences", "weigh", "--pairs", table).split())
    assert "In a circle: a over b, b over c, and c over a." in said
    assert "more than 0.10 is usually called inconsistent" in said
    assert (
        "Look at this again: a was called 3 times as important as b; all comparisons together say 1.31 times." in said
    )
    table.write_text("issue,over,times\na,b,3\nb,c,1/2\n")
    assert "No two comparisons could contradict each other" in answered("preferences", "weigh", "--pairs", table)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("", "the table is empty"),
        ("issue,over,times\n", "nothing is compared"),
        ("issue,ovre,times\na,b,1\n", "the column over is missing"),
        (
            "issue,over,times\na,b,30\n",
            "pairs.csv:2: how many times a is as important cannot be read; expected a number from 1/9 to 9; got 30",
        ),
        ("issue,over,times\na,b,nan\n", "got nan"),
        ("issue,over,times\na,b,\n", "nothing is written for times"),
        ("issue,over,times\na,b,2\nb,a,2\n", "pairs.csv:3: b and a are compared twice"),
        ("issue,over,times\na,a,2\n", "a is compared with itself"),
        ("issue,over,times\na,b,2\nc,d,2\n", "pairs.csv: the comparisons do not connect all issues"),
        ('issue,over,times\n"a,b,2\n', "this is no CSV"),
    ],
)
def test_tables_of_comparisons_that_are_refused(rows: str, said: str, tmp_path: Path) -> None:
    table = tmp_path / "pairs.csv"
    table.write_text(rows)
    assert said in refused("preferences", "weigh", "--pairs", table)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["a"], "give one of --swing, --rank and --pairs"),
        (["--swing", "--rank", "a"], "give one of"),
        (["--swing"], "need items"),
        (["--swing", "a"], "not ISSUE=NUMBER"),
        (["--swing", "a=100", "a=3"], "a is given twice"),
        (["--swing", "a=60", "b=3"], "the issue that matters most has 100"),
        (["--swing", "a=1e999"], "expected a number from 0 to 100; got 1e999"),
        (["--swing", "a=101"], "expected a number from 0 to 100; got 101"),
        (["--rank", "a", "b=a"], "a has two places in the ranking"),
        (["--rank", "a="], "nothing is ranked"),
        (["--pairs", "nowhere.csv"], "nowhere.csv"),
        (["--pairs", "nowhere.csv", "a"], "takes none"),
    ],
)
def test_weights_that_are_refused(words: list[str], said: str) -> None:
    assert said in refused("preferences", "weigh", *words)


@pytest.mark.parametrize("command", ["show", "derive"])
def test_unknown_names_are_refused(command: str, case: Path) -> None:
    assert "Did you mean NORTH?" in refused("preferences", command, case, "--party", "NORT")
    assert "No case is called" in refused("preferences", command, "nowhere-at-all")
    assert run("preferences", command).exit_code == 2


def test_a_case_that_cannot_be_used_says_why(case: Path) -> None:
    (case / "preferences.yaml").write_text(made.PREFERENCES.replace("of: NORTH", "of: NORT"))
    assert "preferences.yaml:2: no party or bloc is called NORT" in refused("preferences", "show", case)
