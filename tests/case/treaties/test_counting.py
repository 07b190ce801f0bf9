"""What `detente check` says of treaties."""

from __future__ import annotations

import json
from pathlib import Path

from detente.case.checking import check
from detente.case.reading import read_case
from detente.case.treaties.counting import treaty_counts
from tests.case import folders
from tests.case.treaties.folders import FILES, read, write
from tests.cli.shells import run

COUNTS = {
    "treaties": 1,
    "provisions": 3,
    "provisions_unconfirmed": 1,
    "readings": 4,
    "memberships": 3,
    "memberships_unconfirmed": 1,
    "holdings": 3,
    "holdings_unconfirmed": 1,
}
DOUBTED = FILES["draft"][1].replace("    floor: 2\n", "    floor: 2\n    confirmed: false\n")


def test_counts(tmp_path: Path) -> None:
    assert treaty_counts(read(tmp_path, draft=DOUBTED).treaties) == COUNTS


def test_a_source_that_only_the_inventory_names_is_used(tmp_path: Path) -> None:
    def unused(folder: Path) -> list[str]:
        return [one.message for one in check(read_case(folder)).findings if "never used" in one.message]

    assert unused(folders.write(tmp_path / "without")) == ["the source letter is never used"]
    assert unused(write(tmp_path / "with")) == []


def test_check_says_so(tmp_path: Path) -> None:
    folder = str(write(tmp_path, draft=DOUBTED))
    words = " ".join(run("check", folder).stdout.split())
    assert "One treaty with three provisions (1 unconfirmed) and four readings; three memberships" in words
    assert json.loads(run("check", folder, "--json").stdout)["treaties"] == COUNTS


def test_check_says_nothing_of_a_case_without(tmp_path: Path) -> None:
    folder = str(folders.write(tmp_path))
    assert "treat" not in run("check", folder).stdout
    assert json.loads(run("check", folder, "--json").stdout)["treaties"]["treaties"] == 0


def test_a_holding_that_is_counted_twice_deserves_a_look(tmp_path: Path) -> None:
    rows = FILES["deployments"][1] + "".join(
        f"unit,USA,POL,ground,5,5,{first},{last},active,yes,\n"
        for first, last in (("2017", "2018-06"), ("2018-07", ""), ("2019-03", "2020"), ("", ""), ("2018", "2018-06-01"))
    )
    (found,) = [one for one in check(read(tmp_path, deployments=rows)).findings if "twice" in one.message]
    assert (found.severity, found.line, found.got) == ("warning", 7, "this row and that of line 6")
    assert found.message == "unit is counted twice from 2019-03-31 on"


def test_weights_of_more_than_one_deserve_a_look(tmp_path: Path) -> None:
    draft = FILES["draft"][1].replace("binds: false", "binds: false, weight: 0.75")
    (found,) = [one for one in check(read(tmp_path, draft=draft)).findings if "weights" in one.message]
    assert (found.severity, found.line, found.got) == ("warning", 13, "1.25")
