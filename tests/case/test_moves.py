"""`moves` of a conduct issue: what is read, and what is refused, all at once, where."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.case.folders import CASE, edited, faults, read

CONTROL = "    controlled_by: [NORTH]\n"


@pytest.mark.parametrize(
    ("text", "moves"),
    [
        ("", "both"),
        *((f"moves: {word}", word) for word in ("both", "forward", "back", "none")),
        ("moves: [[none, day], [day, night]]", (("none", "day"), ("day", "night"))),
        ("moves: []", ()),
    ],
)
def test_read(tmp_path: Path, text: str, moves: object) -> None:
    case = read(tmp_path, case=edited(CASE, CONTROL, f"{CONTROL}    {text}\n"))
    assert [issue.moves for issue in case.issues if issue.controlled_by] == [moves]


def test_what_is_wrong_is_said_at_once_with_its_line(tmp_path: Path) -> None:
    text = edited(CASE, CONTROL, "    controlled_by: [NRTH]\n    moves: [[none, dy], [day, day]]\n")
    found = faults(tmp_path, case=edited(text, "    ordered: true\n", "    ordered: true\n    moves: forward\n"))
    assert [(one.file, one.line, one.message) for one in found] == [
        ("case.yaml", 8, "only what somebody controls is moved"),
        ("case.yaml", 13, "no party or bloc is called NRTH"),
        ("case.yaml", 14, "a move changes something"),
        ("case.yaml", 14, "no option of patrols is called dy"),
    ]
    assert found[3].nearest == "day"


@pytest.mark.parametrize("text", ["sideways", "[none, day]", "[[none, day, night]]", "{none: day}", "[[none, [day]]]"])
def test_neither_a_word_nor_pairs(tmp_path: Path, text: str) -> None:
    (found,) = faults(tmp_path, case=edited(CASE, CONTROL, f"{CONTROL}    moves: {text}\n"))
    assert (found.line, found.expected) == (13, "one of both, forward, back, none, or a list of [from, to]")


def test_nobody_controls_it(tmp_path: Path) -> None:
    (found,) = faults(tmp_path, case=edited(CASE, CONTROL, "    moves: forward\n"))
    assert (found.line, found.got) == (12, "no controlled_by")


def test_what_is_done_once_a_package_is_signed(tmp_path: Path) -> None:
    case = read(tmp_path, case=edited(CASE, CONTROL, f"{CONTROL}    once_agreed: day\n"))
    assert {issue.id: issue.once_agreed for issue in case.issues if issue.once_agreed} == {"patrols": "day"}
    text = edited(CASE, CONTROL, f"{CONTROL}    once_agreed: dy\n")
    found = faults(tmp_path, case=edited(text, "    ordered: true\n", "    ordered: true\n    once_agreed: day\n"))
    assert [(one.line, one.message) for one in found] == [
        (8, "no option of river is called day"),
        (8, "terms are what is agreed"),
        (14, "no option of patrols is called dy"),
    ]
