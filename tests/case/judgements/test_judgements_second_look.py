"""What a check says of judgements that can be read."""

from pathlib import Path

import pytest

from detente import api
from tests.case.folders import edited
from tests.case.judgements.made import PREFERENCES, RATIFICATION, read


def looked(tmp_path: Path, preferences: str = PREFERENCES, ratification: str = RATIFICATION) -> dict[str, list[str]]:
    """What a check of the case says of the two files, by severity, each without its file and line."""
    case = read(tmp_path, preferences, ratification)
    found: dict[str, list[str]] = {"warning": [], "note": []}
    for finding in api.check(case).findings:
        if finding.file in {"preferences.yaml", "ratification.yaml"}:
            assert finding.line > 0, finding
            found[finding.severity].append(str(finding).partition(": ")[2])
    return found


def test_nothing_to_remark(tmp_path: Path) -> None:
    assert looked(tmp_path) == {"warning": [], "note": []}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "closed: 0",
            "closed: 10",
            "what river is worth to NORTH does not run from 0 to 100; expected 0 for the worst",
        ),
        ("open: 100", "open: 1", "got from 0 to 40"),
        ("open: 100", "open: {between: [80, 100]}", "got from 0 to 90"),
        (
            "    because: the general reason\n",
            "",
            "nothing says why NORTH is judged as it is; expected “because” at each number",
        ),
        ("{mean: 40, sd: 5}", "0.35", "seems to be on another scale than its utilities: packages are worth 0 to 100"),
        (
            "{mean: 40, sd: 5}",
            "-1",
            "is below its worst package, so it accepts everything: packages are worth 0 to 100",
        ),
        ("{mean: 40, sd: 5}", "100.5", "is above its best package, so it accepts nothing: packages are worth 0 to 100"),
        ("{mean: 40, sd: 5}", "{low: 0, likely: 101, high: 200}", "accepts nothing"),
    ],
)
def test_warnings_of_preferences(old: str, new: str, said: str, tmp_path: Path) -> None:
    found = looked(tmp_path, edited(PREFERENCES, old, new))
    assert len(found["warning"]) == 1, found
    assert said in found["warning"][0]
    assert not found["note"]


@pytest.mark.parametrize(
    "worth", ["0", "1.1", "40", "100", "{package: status_quo, plus: 1000}", "{between: [90, 105]}"]
)
def test_reservation_values_that_are_in_order(worth: str, tmp_path: Path) -> None:
    assert looked(tmp_path, edited(PREFERENCES, "{mean: 40, sd: 5}", worth)) == {"warning": [], "note": []}


def test_bonuses_widen_what_packages_are_worth(tmp_path: Path) -> None:
    text = edited(PREFERENCES, "reservation: {package: {river: shared}, plus: -5}", "reservation: 104")
    assert looked(tmp_path / "a", text) == {"warning": [], "note": []}
    text = edited(text, "worth: 5,", "worth: -5,")
    (said,) = looked(tmp_path / "b", text)["warning"]
    assert "accepts nothing: packages are worth -5 to 100" in said


def test_a_scale_of_0_to_1_is_told_from_a_reservation_on_it(tmp_path: Path) -> None:
    text = edited(PREFERENCES, "{river: [open, shared, closed]", "{river: {open: 1, shared: 0.5, closed: 0}")
    text = edited(
        text, "patrols: {ranking: [none, day, night], because: a poll}", "patrols: {none: 1, day: 0, night: 0}"
    )
    found = looked(tmp_path, edited(text, "{mean: 40, sd: 5}", "0.35"))["warning"]
    assert len(found) == 2
    assert all("does not run from 0 to 100" in one for one in found)


def test_notes_of_preferences(tmp_path: Path) -> None:
    text = edited(PREFERENCES, "because: what the towns said", "derived: true\n    because: x")
    text = edited(text, "weights: {river: 30, patrols: {between: [10, 20], because: so}}", "weights: {river: 30}")
    text = edited(text, "      patrols: [none, [day, night]]\n", "")
    found = looked(tmp_path, text)
    assert not found["warning"]
    assert [one.partition(";")[0] for one in found["note"]] == [
        "NORTH is not judged on patrols, which a table that it sits at may settle",
        "the preferences of LEAGUE are a first guess from the ledger",
    ]


def test_an_issue_that_had_not_arisen_is_not_missed(tmp_path: Path) -> None:
    case = read(tmp_path)
    path = tmp_path / "case.yaml"
    path.write_text(
        edited(
            path.read_text(),
            "conditions:\n",
            "  - {id: tolls, from: 2023, options: [a, b], status_quo: a}\nconditions:\n",
        )
    )
    said = [one.message for one in api.check(api.load(tmp_path)).findings if one.file == "preferences.yaml"]
    assert not any("NORTH" in one for one in said)  # its entry ends before
    del case


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    source: gazette\n", "", "nothing says why majority of senate votes as it does"),
        (
            "          - {yes: 0.8}\n",
            "          - {yes: 0.8}\n          - {if: safe, yes: 0}\n",
            "the votes after the one without a condition never apply",
        ),
        ("prefers: NORTH", "prefers: SOUTH", "one of senate votes by the preferences of SOUTH, of whom there are none"),
        (
            "rule: consensus",
            "rule: at least 101",
            "treaty: senate has not as many seats as votes are needed; expected at most 100; got 101",
        ),
    ],
)
def test_warnings_of_ratification(old: str, new: str, said: str, tmp_path: Path) -> None:
    found = looked(tmp_path, ratification=edited(RATIFICATION, old, new))
    assert len(found["warning"]) == 1, found
    assert said in found["warning"][0]
    assert not found["note"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    barred_by: [martial_law]\n", "", "the circumstance martial_law bars nothing"),
        ("procedures:\n", "  - {id: court, members: [{id: a}]}\nprocedures:\n", "the body court decides nothing"),
        ("prefers: NORTH, ", "", "treaty: nothing says how one of senate would vote"),
    ],
)
def test_notes_of_ratification(old: str, new: str, said: str, tmp_path: Path) -> None:
    found = looked(tmp_path, ratification=edited(RATIFICATION, old, new))
    assert not found["warning"]
    assert found["note"]
    assert all(said in one for one in found["note"])


def test_what_ratification_rests_on_is_a_use_of_the_source(tmp_path: Path) -> None:
    letter = [one.message for one in api.check(read(tmp_path)).findings if "letter" in one.message]
    assert letter == ["the source letter is never used"]
    case = read(tmp_path, ratification=edited(RATIFICATION, "source: gazette", "source: letter"))
    assert not [one for one in api.check(case).findings if "letter" in one.message]
