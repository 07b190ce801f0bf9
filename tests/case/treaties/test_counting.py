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
