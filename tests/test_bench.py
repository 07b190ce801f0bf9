"""Every measurement runs, at a small size, and its answers agree with its peer's."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def measured(name: str) -> dict[str, object]:
    command = [sys.executable, "-m", "bench", name, "--small"]
    printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return dict(json.loads(printed[printed.index("{") :]))


@pytest.mark.parametrize(
    "name",
    [
        "tied",
        "huge",
        "window",
        "ledger",
        "networks",
        "ingest",
        "ingest-peer",
        "archive",
        "archive-peer",
        "store",
        "search",
        "impact",
        "bargaining",
        "negmas",
        "redlines",
        "stability",
    ],
)
def test_it_runs(name: str) -> None:
    assert measured(name)["peak MB"]


def test_counts_are_those_of_plain_enumeration() -> None:
    possible = measured("space")["possible"]
    assert isinstance(possible, list)
    assert [possible[0][0], possible[0][2], possible[0][4]] == measured("space-peer")["possible"]


def test_the_solver_agrees() -> None:
    assert measured("huge")["agree"]


def test_made_norms_contradict_as_planted_and_as_the_product_says() -> None:
    found = measured("treaties")
    assert found["peer agrees"]
    assert all(value for key, value in found.items() if "no others" in key or "complete" in key)


def test_violations_in_made_logs_are_those_of_a_join() -> None:
    found = measured("compliance")
    assert found["peer agrees"]
    assert found["plain, hits"]


def test_bargaining_proofs_and_draws_are_as_planted() -> None:
    found = measured("bargaining")
    assert found["peak MB"]
    assert all(value for key, value in found.items() if "as planted" in key or "agree" in key)
