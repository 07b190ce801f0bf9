"""Every cell says what the standing refusals and consents of its party say, one by one."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import detente
from detente.analyses.positions import Cell
from detente.case.model import Case, Firmness
from detente.ledger.records import records
from detente.ledger.standing import Ledger, Refusal, Stance, Support
from tests.ledger.test_overview import crowded, read
from tests.strategies import Sample, cases
from tests.test_against_oracle import quick


def parted(mine: Stance | None, issue: str) -> tuple[list[Refusal], list[Refusal], list[Support]]:
    """What is refused and supported on the issue, and what ties it to others."""
    if mine is None:
        return [], [], []
    refusals = [r for r in mine.refusals if r.issue == issue]
    tying = [r for r in mine.refusals if not r.option and issue in r.subject.split("+")]
    return refusals, tying, [s for s in mine.supports if s.issue == issue]


def moved(ledger: Ledger, party: str, issue: str, before: date, now: set[str]) -> str:
    """Against the day before, if the party had spoken by then."""
    refusals, _, supports = parted(ledger.standing(before).stances.get(party), issue)
    then = {r.option for r in refusals if r.when is None}
    if not (then or supports) or then == now:
        return ""
    return "hardening" if then < now else "softening" if now < then else "lateral"


def cell(ledger: Ledger, party: str, issue: str) -> dict[str, Any]:
    """One cell, as its docstring and the documented JSON say it."""
    lines = records(ledger.case, ledger.day)
    refusals, tying, supports = parted(ledger.standing(ledger.day).stances.get(party), issue)
    free = [s for s in supports if s.when is None]
    demanded = {s.option for s in free if lines[s.ref].act == "demand"}
    plain = [r for r in refusals if r.when is None]
    names = ledger.case.issue[issue].names
    dated = [*(s.affirmed for s in free), *(r.affirmed for r in (*refusals, *tying))]
    last = max(dated, key=lambda one: (one.last, one.first), default=None)
    before = last.first - timedelta(days=1) if last and last.first > date.min else None
    hardest = {name: max((r.firmness for r in plain if r.option == name), default=None) for name in names}
    return {
        "demands": [name for name in names if name in demanded],
        "accepts": [name for name in names if name in {s.option for s in free} - demanded],
        "refuses": {name: hard.word for name, hard in hardest.items() if isinstance(hard, Firmness)},
        "conditional": bool(tying or len(plain) < len(refusals) or len(free) < len(supports)),
        "statements": {s.ref for s in supports} | {ref for r in (*refusals, *tying) for ref in r.refs},
        "last_affirmed": (last.last, last.first) if last else None,
        "disputed": any(r.doubts for r in refusals) or any(s.disputed for s in free),
        "moved": (before and moved(ledger, party, issue, before, {r.option for r in plain})) or None,
    }


def cells_are_the_stances(sample: Sample) -> None:
    """Every cell of the matrix; unknown ones are empty."""
    case = read(sample)
    ledger = Ledger(case)
    found = detente.positions(case)
    assert [(one.issue, one.party) for one in found.cells] == [(i, p) for i in case.issue for p in case.party]
    for one in found.cells:
        got, expected = one.to_json(), cell(ledger, one.party, one.issue)
        assert len(one.refs) == len(set(one.refs))
        got |= {"statements": set(one.refs), "conditional": bool(one.conditional), "last_affirmed": last(case, one)}
        assert {key: got[key] for key in expected} == expected, (one.party, one.issue)


def last(case: Case, one: Cell) -> tuple[date, date] | None:
    from detente.case.dates import Interval

    if not one.affirmed:
        return None
    interval = Interval.parse(one.affirmed)
    return interval.last, interval.first


@quick(60)
@given(st.one_of(cases(), crowded(), crowded()))
def test_cells_are_the_stances(sample: Sample) -> None:
    cells_are_the_stances(sample)


@quick(15)
@given(cases(), st.sampled_from(["river", "patrols"]))
def test_what_is_asked_for_is_part_of_the_whole(sample: Sample, issue: str) -> None:
    case = read(sample)
    whole = detente.positions(case)
    for party in (*case.party, *case.bloc):
        members = set(case.members((party,)))
        part = detente.positions(case, party, issue)
        bare = tuple(replace(cell, speaks_for=None, speaks_against=None) for cell in part.known)
        assert bare == tuple(c for c in whole.known if c.party in members and c.issue == issue)
        for ref, line in whole.records.items():
            theirs = members & set(case.members(tuple(line.holder.split("+"))))
            about = f"{line.issue} {line.condition} {line.given}".replace("|", " ").split()
            assert (ref in part.records) == (bool(theirs) and issue in about)
        assert dict(whole.of(members).records) == dict(whole.records.about(members))


def test_lines_of_evidence_are_what_the_file_says() -> None:
    case = detente.load("european-security").on()
    assert case.day
    lines = records(case, case.day)
    rows = [case.statements.row(number) for number in range(len(case.statements))]
    assert [line.ref for line in lines.values()][: len(rows)] == [row["id"] for row in rows]
    for row in rows:
        line, source = lines[row["id"]], case.source.get(row["source"])
        same = (
            "holder",
            "speaker",
            "act",
            "issue",
            "option",
            "condition",
            "given",
            "firmness",
            "paraphrase",
            "locator",
        )
        assert {name: getattr(line, name) for name in same} == {name: row[name] for name in same}
        assert line.date == (row["date"] or str((source and source.date) or ""))
        assert (line.begin, line.end) == tuple(int(row[name]) if row[name] else None for name in ("begin", "end"))
        assert line.confirmed == (row["confirmed"] != "no" and (source is None or source.confirmed))
        assert line.grade == f"{source.reliability if source else ''}{row['credibility']}"
    assert [line.to_json() for line in lines.values()] == list(lines.to_json())


def test_a_streamed_answer_is_the_answer() -> None:
    from tests.cli.shells import run

    printed = run("positions", "camp-david", "--json").stdout
    assert json.loads(printed) == detente.positions(detente.load("camp-david")).to_json()


def test_of_a_long_answer_people_see_a_part_and_how_much_is_left_out(tmp_path: Path) -> None:
    from bench.million import archive
    from tests.cli.shells import run

    folder = archive(tmp_path / "made", rows=6_000, actors=150, issues=60)
    printed = run("positions", folder).stdout
    listed = sum(line.endswith(("more issues; --issue ID shows one, --json all.",)) for line in printed.splitlines())
    assert listed == 1
    assert "more parties; --party ID shows one, --json all." in printed
    assert len(printed.splitlines()) < 1_500
    whole = json.loads(run("positions", folder, "--json").stdout)
    assert f"something is known of {len(whole['positions'])} of {150 * 60} pairs" in " ".join(printed.split())
    assert len(whole["statements"]) == 6_000
    few = run("positions", folder, "--issue", "i1", "--party", whole["positions"][0]["party"]).stdout
    assert " more " not in few
