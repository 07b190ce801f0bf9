"""A ledger of many rows reads in reasonable time, right or wrong."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.case.folders import faults, read

HEADER = "id,date,holder,issue,option,act,firmness,paraphrase,source,begin,end,confirmed\n"


def rows(count: int, holder: str = "NORTH") -> str:
    row = 's{},20{:02d}-{:02d},{},river,open,demand,never,"Statement, number {}",{},,,yes\n'
    sources = ("gazette", "letter")
    return HEADER + "".join(row.format(n, n % 24, n % 12 + 1, holder, n, sources[n % 2]) for n in range(count))


def test_a_hundred_thousand_rows(tmp_path: Path) -> None:
    begun = time.perf_counter()
    assert len(read(tmp_path / "right", statements=rows(100_000)).statements) == 100_000
    found = faults(tmp_path / "wrong", statements=rows(100_000, holder="NRTH"))
    assert len(found) == 1001
    assert found[0].message == "99000 more rows: no party or bloc is called so"
    assert (found[1].line, found[1].nearest) == (2, "NORTH")
    assert time.perf_counter() - begun < 30


@pytest.mark.soak
def test_a_million_rows(tmp_path: Path) -> None:
    begun = time.perf_counter()
    case = read(tmp_path, statements=rows(1_000_000))
    assert len(case.statements) == 1_000_000
    assert case.statements.text("paraphrase", 999_999) == "Statement, number 999999"
    assert int(case.statements.lines[-1]) == 1_000_001
    assert time.perf_counter() - begun < 60
