"""Shifts: golden cases, one for each clause of docs/explanation/shifts.md, and the definition said again, slowly."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detente
from detente.case.conditions import issues_of
from detente.case.evaluating import holds
from detente.case.filtering import Calendar
from detente.case.model import Case
from detente.ledger.shifting import direction
from detente.ledger.standing import standing
from detente.ledger.supersession import ALWAYS
from tests.strategies import Sample, cases

GOLDEN = Path(__file__).parent / "shifts"
NAMES = sorted(folder.name for folder in GOLDEN.iterdir() if folder.is_dir())


def found(case: Case | Path, **options: Any) -> dict[str, Any]:
    return detente.shifts(case if isinstance(case, Case) else detente.load(case), **options).to_json()


@pytest.mark.parametrize("name", NAMES)
def test_golden(name: str) -> None:
    expected = json.loads((GOLDEN / name / "expected.json").read_text(encoding="utf-8"))
    got = found(detente.load(GOLDEN / name).on(expected.get("on")))
    assert [_asked(shift, want) for shift, want in zip(got["shifts"], expected["shifts"], strict=True)] == expected[
        "shifts"
    ]
    keys = ("party", "issue", "date", "reason")
    assert [{key: day[key] for key in keys} for day in got["not_shifts"]] == expected["not_shifts"]


def _asked(shift: dict[str, Any], want: dict[str, Any]) -> dict[str, Any]:
    """The keys that are expected, of a shift."""
    flat = shift | {
        "triggered_by": [line["id"] for line in shift["triggered_by"]],
        "open": [shift["before"]["open"], shift["after"]["open"]],
    }
    return {key: flat[key] for key in want}


# ------------------------------------------------------------------------------------------------- the definition


def closed(case: Case, party: str, issue: str, day: date, *, strict: bool) -> dict[str, int]:
    """Options refused at the end of a day, from the whole ledger's answer for that day."""
    hard: dict[str, int] = {}
    for refusal in standing(case, day).refusals:
        if refusal.party != party or refusal.when is not None or refusal.whole:
            continue
        if not strict and ALWAYS in refusal.doubts:
            continue
        options = [refusal.option] if refusal.issue == issue else []
        if not refusal.option and issues_of(refusal.refused) == (issue,):
            options = [o for o in case.issue[issue].names if holds(refusal.refused, {issue: o}, case.issue)]
        for option in options:
            hard[option] = max(hard.get(option, 0), int(refusal.firmness))
    return hard


def by_definition(case: Case) -> set[tuple[str, str, str, str, str]]:
    """(party, issue, date, move, firmness) of every day on which the party spoke and its position differs, by asking
    the whole ledger about that day and the one before.
    """
    calendar, text = Calendar.of(case), case.statements.text
    answer = set()
    counted = [row for row in range(len(case.statements)) if calendar.counted[row]]
    by_id = {text("id", row): row for row in counted}
    for party in case.party:
        mine = [row for row in counted if party in case.members((text("holder", row),))]
        for issue in case.issue:
            rows = [row for row in mine if _issue(case, row) == issue]
            said = [int(calendar.enters[row]) for row in rows]
            for proposal in case.proposals:
                for response in proposal.responses:
                    named = response.issues or _issues(proposal.terms)
                    mine_too = party in case.members((response.by,)) and response.stance in ("reject", "accept")
                    if response.date and mine_too and set(named) == {issue}:
                        said.append(max(response.date.last, proposal.date.last).toordinal())
            if not said:
                continue
            extra = [
                int(calendar.enters[row])
                for row in mine
                if any(name in by_id and by_id[name] in rows for name in text("supersedes", row).split())
            ]
            for number in sorted({*said, *extra}):
                day = date.fromordinal(number)
                if number <= min(said) or day > (case.day or date.max):
                    continue
                before = closed(case, party, issue, day - timedelta(days=1), strict=True)
                after = closed(case, party, issue, day, strict=True)
                move = direction(before, after)
                ways = {
                    "firmer" if after[o] > before[o] else "softer"
                    for o in before
                    if o in after and after[o] != before[o]
                }
                if move or ways:
                    answer.add((party, issue, str(day), move, "+".join(sorted(ways))))
    return answer


def _issue(case: Case, row: int) -> str:
    condition = case.statements.condition("condition", row)
    if condition is None:
        return case.statements.text("issue", row)
    return issues_of(condition)[0] if len(issues_of(condition)) == 1 else ""


def _issues(terms: Any) -> tuple[str, ...]:
    return (*(issue for issue, _ in terms.items), *(name for branch in terms.branches for name in _issues(branch)))


def by_product(case: Case) -> set[tuple[str, str, str, str, str]]:
    """The same from the answer, blocs taken apart; renewals are no shifts and so come from the other list."""
    words = {"firmer": "firmer", "softer": "softer", "mixed firmness": "firmer+softer"}
    answer = set()
    for shift in found(case)["shifts"]:
        firmness = next((words[kind] for kind in shift["kinds"] if kind in words), "")
        for party in case.members((shift["party"],)):
            if shift["move"] or firmness:
                answer.add((party, shift["issue"], shift["date"], shift["move"] or "", firmness))
    return answer


@settings(max_examples=40)
@given(cases(small=True))
def test_shifts_are_what_the_definition_says(sample: Sample) -> None:
    with sample.written() as folder:
        case = detente.load(folder).on(sample.on, sample.known_by)
        renewed = {
            (party, day["issue"], day["date"])
            for day in found(case)["not_shifts"]
            if day["reason"] == "renewal"
            for party in case.members((day["party"],))
        }
        expected = {line for line in by_definition(case) if line[:3] not in renewed}
        assert by_product(case) == expected


@settings(max_examples=20)
@given(cases(small=True), st.randoms())
def test_shifts_do_not_depend_on_the_order_of_coding(sample: Sample, random: Any) -> None:
    rows = list(sample.rows)
    random.shuffle(rows)
    with sample.written() as one, sample.with_rows(rows).written() as other:
        first, second = (found(detente.load(folder).on(sample.on)) for folder in (one, other))
        assert [_unordered(shift) for shift in first["shifts"]] == [_unordered(shift) for shift in second["shifts"]]


def _unordered(shift: dict[str, Any]) -> dict[str, Any]:
    sides = {side: sorted(line["id"] for line in shift[side]["statements"]) for side in ("before", "after")}
    return shift | sides | {"triggered_by": sorted(line["id"] for line in shift["triggered_by"])}


@settings(max_examples=20)
@given(cases(small=True))
def test_saying_the_same_again_the_same_day_in_the_same_source_shifts_nothing_more(sample: Sample) -> None:
    again = [row | {"id": f"{row['id']}-again"} for row in sample.rows if "supersedes" not in row]
    with sample.written() as one, sample.with_rows([*sample.rows, *again]).written() as other:
        keys = ("party", "issue", "date", "kinds")
        first, second = (found(detente.load(folder).on(sample.on))["shifts"] for folder in (one, other))
        superseded = {name for row in sample.rows for name in row.get("supersedes", "").split()}
        if not superseded:
            assert [{k: s[k] for k in keys} for s in first] == [{k: s[k] for k in keys} for s in second]


def test_from_party_and_issue_only_leave_out(tmp_path: Path) -> None:
    folder = GOLDEN / "reinstated"
    whole = found(folder)["shifts"]
    assert found(folder, since="2020-03")["shifts"] == whole[1:]
    assert found(folder, party="NORTH", issue="river")["shifts"] == whole
    assert found(folder, party="SOUTH")["shifts"] == []
    assert found(detente.load(folder).on("2020-02-15"))["shifts"] == whole[:1]
    with pytest.raises(detente.errors.UnknownNameError, match="river"):
        found(folder, issue="rivr")


def test_positions_and_shifts_agree_on_the_last_move() -> None:
    for name in ("hardening", "softening", "lateral"):
        case = detente.load(GOLDEN / name)
        answer: Any = detente.positions(case).to_json()
        (cell,) = [cell for cell in answer["positions"] if cell["issue"] == "river"]
        assert cell["moved"] == found(case)["shifts"][-1]["move"]
