"""Which packages of a case are asked about, and that one reading of them holds everywhere."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from detente.analyses.holding import CONCEPTS, Holding, hold, verify
from detente.analyses.holdingcase import CaseHolding, hold_case, verified
from detente.analyses.solutions import of_case
from detente.case.model import Case
from detente.case.reading import read_case
from detente.errors import DetenteError, UnknownNameError
from detente.space.caseconflicts import InfeasibleError, case_conflict
from detente.space.conflicts import Named
from detente.space.judging import judged_space
from tests.judged_made import RIVER, write

CONDUCT = """
  - {id: raids, title: Raids, kind: conduct, controlled_by: [SOUTH], options: [none, some], status_quo: some}
  - {id: levies, title: Levies, kind: conduct, controlled_by: [NORTH], options: [none, some], status_quo: some}
"""


def case_of(folder: Path, **changed: str) -> Case:
    made = {"case": RIVER["case.yaml"].replace("linkages:", f"{CONDUCT}linkages:"), **changed}
    return read_case(write(folder, **made)).on()


@pytest.fixture
def river(tmp_path: Path) -> Case:
    return case_of(tmp_path / "river")


def decide(named: Named, concepts: tuple[str, ...], states: Sequence[int] | None) -> Holding:
    return hold(named, concepts, states)


def asked(case: Case, *names: str, table: str = "talks", given: dict[str, str] | None = None) -> CaseHolding:
    return hold_case(case_conflict(case, table, given), CONCEPTS, decide, asked=names or None)


def test_proposals_and_standards_are_the_packages_that_solutions_has(river: Case) -> None:
    found, solved = asked(river), of_case(judged_space(river, "talks"))
    by: dict[str, list[dict[str, str]]] = {}
    for one in found.packages:
        by.setdefault(one.name.partition("#")[0], []).append(dict(one.package))
    assert solved.judged is not None
    assert [by["share"]] == [list(one.packages) for one in solved.judged.proposals if one.id == "share"]
    for name, solution in solved.solutions.items():
        mine = [package for point in solution.points for package in point.packages]
        assert by[name] == mine[:4]
    assert by["status_quo"] == [dict(judged_space(river, "talks").standing.status_quo)]


def test_a_proposal_that_several_packages_meet_is_asked_about_in_each(river: Case) -> None:
    found = asked(river, "either")
    assert [one.name for one in found.packages] == [f"either#{number}" for number in (1, 2, 3)]
    assert {(one.package["river"], one.package["tolls"]) for one in found.packages} == {
        ("both", "none"), ("both", "low"), ("south", "none"),
    }  # fmt: skip


def test_of_very_many_packages_the_first_are_asked_about_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terms = "terms: {river: [both], tolls: [none, low, high], guards: [away, there]}"
    wide = RIVER["proposals.yaml"].replace("terms: {river: [both]}", terms)
    every = asked(case_of(tmp_path / "wide", proposals=wide))
    assert sum(one.name.startswith("share#") for one in every.packages) == 6
    assert not any("share" in note for note in every.notes)
    monkeypatch.setattr("detente.space.casepackages.MOST_EACH", 4)
    found = asked(case_of(tmp_path / "narrow", proposals=wide))
    assert sum(one.name.startswith("share#") for one in found.packages) == 4
    assert any("share (6 packages)" in note for note in found.notes)


def test_what_is_given_stands_in_the_status_quo_and_in_proposals_that_leave_it_open(river: Case) -> None:
    found = asked(river, given={"tolls": "low"})
    assert {one.package["tolls"] for one in found.packages} == {"low"}
    names = [one.name for one in found.packages]
    assert names[:2] == ["status_quo", "share"]
    assert any("Left out" in note for note in found.notes)
    assert found.whole is not None
    assert all(found.whole.conflict.settled(state)["tolls"] == "low" for state in found.whole.states)


def test_a_status_quo_that_a_linkage_rules_out_is_no_state(tmp_path: Path) -> None:
    law = "if river is south then tolls is none"
    case = RIVER["case.yaml"].replace("linkages:", f"{CONDUCT}linkages:").replace(law, "not tolls is high")
    case = case.replace("A river that is the south's is free", "No high tolls")
    river = case_of(tmp_path / "river", case=case)
    found = asked(river)
    assert "status_quo" not in [one.name for one in found.packages]
    assert any("not feasible: it breaks free" in note for note in found.notes)
    with pytest.raises(InfeasibleError, match="free"):
        asked(river, "tolls=high")
    with pytest.raises(DetenteError, match="not feasible"):
        asked(river, "status_quo")


def test_one_of_several_packages_of_a_name_is_asked_about_by_its_number(river: Case) -> None:
    several = {one.name: one.state for one in asked(river).packages if "#" in one.name}
    assert several
    for name, state in several.items():
        assert [(one.name, one.state) for one in asked(river, name).packages] == [(name, state)]


def test_names_that_are_not_there(river: Case) -> None:
    for name in ("shar", "share#9", "nash#9", "rivr=both", "river=bth", "99999"):
        with pytest.raises(UnknownNameError):
            asked(river, name)


def test_slices_say_what_all_packages_say_and_their_certificates_replay(river: Case) -> None:
    found = verified(asked(river), verify)
    assert found.verified is not None
    assert (found.verified.wrong, found.verified.untried) == ((), 0)
    whole = found.whole
    assert whole is not None
    for one in found.packages:
        state = whole.conflict.state(one.package)
        assert state is not None
        assert whole.conflict.key(state) == one.holding.conflict.key(one.state)
        for mover in whole.conflict.parties:
            assert one.holding.under(mover, one.state) == whole.under(mover, state)


def test_without_all_packages_the_same_keys_are_about_those_with_a_name(river: Case) -> None:
    every, few = asked(river), asked(river, "share", "status_quo", "share")
    told = few.to_json()
    states = list(told["states"])
    assert states == sorted({one.holding.conflict.key(one.state) for one in few.packages})
    whole = every.to_json()
    place = {state: number for number, state in enumerate(whole["states"])}
    for concept, of in told["stable"].items():
        for mover, bits in of.items():
            assert bits == "".join(whole["stable"][concept][mover][place[state]] for state in states)
        assert told["equilibria"][concept] == [s for s in whole["equilibria"][concept] if s in states]
    json.dumps({key: value for key, value in told.items() if key != "states"})


def test_somebody_who_is_not_judged_has_no_verdict_made_up(tmp_path: Path) -> None:
    only = RIVER["preferences.yaml"].partition("  - of: SOUTH")[0]
    found = asked(case_of(tmp_path / "river", preferences=only))
    assert found.whole is None
    assert [mover.judged for mover in found.movers] == [False, True]
    told = found.to_json()
    assert {one["stable"]["nash"]["SOUTH"] for one in told["packages"]} == {"depends"}
    assert set(told["stable"]["nash"]["SOUTH"]) == {"0"}
    assert set(told["possible"]["nash"]["SOUTH"]) == {"1"}


JOINT = """title: Test
question: Would it?
required: [AA, BB]
issues:
  - {id: dam, kind: conduct, ordered: true, controlled_by: [AA, BB], options: [full, half, empty], status_quo: full}
tables:
  - {id: talks, parties: [AA, BB], agenda: [dam]}
"""
LIKES = """preferences:
  - {of: AA, because: made up, weights: {dam: 3}, values: {dam: {full: 100, half: 80, empty: 0}}}
  - {of: BB, because: made up, weights: {dam: 3}, values: {dam: {full: 100, half: HALF, empty: 20}}}
"""


def joint(folder: Path, half: str) -> CaseHolding:
    """Two who act as one; they agree where the second's half is worth less than all and more than nothing."""
    folder.mkdir()
    (folder / "case.yaml").write_text(JOINT, encoding="utf-8")
    (folder / "preferences.yaml").write_text(LIKES.replace("HALF", half), encoding="utf-8")
    return asked(read_case(folder).on())


def test_where_several_who_act_as_one_agree_throughout_all_packages_are_enumerated(tmp_path: Path) -> None:
    found = joint(tmp_path / "agree", "50")
    assert found.whole is not None
    assert found.to_json()["stable"]["nash"] == {"AA+BB": "100"}
    assert list(found.to_json()["states"]) == [0, 1, 2]
    assert "AA and BB control dam and are taken to move as one." in found.notes
    assert not any("not known" in note for note in found.notes)
    other = joint(tmp_path / "differ", "10")
    assert other.whole is None
    (why,) = (note for note in other.notes if "not known" in note)
    assert why.startswith("What AA and BB would prefer is not known of every two packages.")
    assert "What AA and BB prefer is known only where AA and BB agree." in other.notes


def test_what_somebody_does_not_weigh_is_noted_once(tmp_path: Path) -> None:
    case = JOINT.replace(
        "tables:", "  - {id: mill, kind: conduct, controlled_by: [AA], options: [on, off], status_quo: on}\ntables:"
    )
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "case.yaml").write_text(case, encoding="utf-8")
    (folder / "preferences.yaml").write_text(LIKES.replace("HALF", "50"), encoding="utf-8")
    notes = asked(read_case(folder).on()).notes
    assert len([note for note in notes if note.startswith("AA weighs nothing that is done on mill")]) == 1


TIED = """title: Test
question: Would it?
required: [AA, BB]
issues:
  - {id: line, kind: terms, options: [old, new, none], status_quo: old}
  - {id: posts, kind: terms, options: [kept, gone], status_quo: kept}
  - {id: arms, kind: conduct, controlled_by: [AA], options: [up, down], status_quo: up}
  - {id: mill, kind: conduct, controlled_by: [BB], options: ["on", "off"], status_quo: "on"}
linkages:
  - {id: calm, require: if line is new then arms is down, why: made up}
  - {id: bare, require: if line is none then arms is down and posts is gone, why: made up}
tables:
  - {id: talks, parties: [AA, BB], agenda: [line, posts]}
"""
TIED_WANTS = """preferences:
  - of: AA
    because: made up
    weights: {line: 3, posts: 1, arms: 1}
    values: {line: [old, new, none], posts: [kept, gone], arms: [up, down]}
  - of: BB
    because: made up
    weights: {line: 3, posts: 1, arms: 1}
    values: {line: [new, old, none], posts: [kept, gone], arms: [down, up]}
"""
TIED_TERMS = """proposals:
  - {id: open, title: Open, date: 2020-01-01, by: [AA], terms: {line: [old, new]}}
  - {id: shift, title: Shift, date: 2020-01-01, by: [BB], terms: {line: [new]}}
  - {id: both, title: Both, date: 2020-01-01, by: [BB], terms: {line: [new, none]}}
  - {id: whole, title: Whole, date: 2020-01-01, by: [BB], terms: {line: [old, new], arms: [down]}}
"""


def tied(folder: Path) -> Case:
    files = {"case": TIED, "preferences": TIED_WANTS, "proposals": TIED_TERMS}
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return read_case(folder).on()


def test_issues_that_linkages_have_changed_are_named_and_ways_that_need_more_are_noted(tmp_path: Path) -> None:
    case = tied(tmp_path)
    found = asked(case)
    by = {one.name: (one.package["line"], one.package["arms"]) for one in found.packages if one.kind == "proposal"}
    assert by == {
        "open": ("old", "up"),
        "shift": ("new", "down"),
        "both": ("new", "down"),
        "whole#1": ("old", "down"),
        "whole#2": ("new", "down"),
    }
    (changed,) = (note for note in found.notes if note.startswith("Linkages leave no package"))
    told = "(arms, which is conduct beside the agenda)"
    assert changed.endswith(f"which are named here: shift {told}; both {told}.")
    (dearer,) = (note for note in found.notes if "in other ways too" in note)
    assert "ask that more issues change: open, both. --state" in dearer


def test_with_what_is_given_a_proposal_is_met_by_the_fewest_changes_that_allow_it(tmp_path: Path) -> None:
    case = tied(tmp_path)
    found = asked(case, given={"posts": "gone"})
    by = {one.name: (one.package["line"], one.package["arms"]) for one in found.packages if one.kind == "proposal"}
    assert (by["both#1"], by["both#2"]) == (("new", "down"), ("none", "down"))
    found = asked(case, given={"arms": "down"})
    assert {one.package["line"] for one in found.packages if one.name.startswith("open")} == {"old", "new"}
    found = asked(case, given={"line": "none"})
    assert any("Left out" in note and "open, shift, whole" in note for note in found.notes)
