"""What readers of the five articles ask first: where do the reports contradict each other, and how have lines moved?

Each is found from the coded statements; no list of contradictions is kept anywhere.
"""

from functools import cache
from typing import Any

import pytest

import detente

SLUG = "european-security"


@cache
def answer() -> Any:
    return detente.contradictions(detente.load(SLUG)).to_json()


def between(issue, *refs, about=None):
    """The findings in which these statements stand on different sides."""
    found = []
    for one in (*answer()["contradictions"], *answer()["disputes"], *answer()["shifts"]):
        if one["issue"] == issue and one["about"] == about:
            sides = [{line["id"] for line in side["statements"]} for side in one["sides"]]
            places = [{n for n, side in enumerate(sides) if ref in side} for ref in refs]
            if all(places) and len(set.union(*places)) > 1 and not set.intersection(*places):
                found.append((one["relation"], one["kind"], one["resolved_by"]))
    return found


@pytest.mark.parametrize(
    ("issue", "about", "refs", "expected"),
    [
        # 1997 or 1998: the drafts and Ryabkov against a commentator and the author who follows him
        ("forces", "baseline", ("a002-09", "a000-17"), ("contradiction", "value_conflict", "modality")),
        ("forces", "baseline", ("f-rus-2021-rollback", "a000-02"), ("contradiction", "value_conflict", "modality")),
        # rollback demanded or not demanded
        ("forces", None, ("a002-09", "a001-03"), ("contradiction", "demand_present_or_absent", "modality")),
        ("forces", None, ("a000-05", "a001-03"), ("contradiction", "demand_present_or_absent", "date")),
        # the draft bars more forces, or has those there leave
        ("forces", "covers", ("a002-07", "a000-15"), ("contradiction", "value_conflict", "genuine")),
        # the ban on bases binds Russia too, or the West alone
        ("bases", "binds_russia", ("a002-05", "f-rus-2021-bases-us"), ("contradiction", "value_conflict", "genuine")),
        # the whole order, or Ukraine by itself
        ("scope", None, ("f-rus-2024-separate", "a002-11"), ("shift", "value_conflict", "date")),
        ("scope", None, ("a001-20", "a001-19"), ("contradiction", "demand_present_or_absent", "holder")),
        # a freeze on the line, or not
        ("territory", None, ("a000-07", "f-rus-2025-08-donetsk"), ("contradiction", "value_conflict", "modality")),
        # talks wanted or refused
        ("negotiation_willingness", None, ("a001-43", "a000-22"), ("contradiction", "value_conflict", "modality")),
        ("negotiation_willingness", None, ("a003-18", "a001-43"), ("shift", "value_conflict", "date")),
        # an attack intended, and denied
        ("invasion_intent", None, ("a004-06", "a004-07"), ("contradiction", "claim_and_denial", "modality")),
    ],
)
def test_the_reports_contradict_each_other_where_readers_find_it(issue, about, refs, expected):
    assert expected in between(issue, *refs, about=about)


def test_which_earlier_draft_is_left_open():
    open_ = [one for one in answer()["contradictions"] if one["kind"] == "ambiguous_reference"]
    meant = {tuple(side["value"] for side in one["sides"]) for one in open_}
    assert ("drafts-2021", "ru-draft-2009") in meant


def test_a_dispute_between_the_parties_is_no_contradiction():
    forces = next(one for one in answer()["disputes"] if one["issue"] == "forces")
    assert {"RUS", "NATO", "USA", "E3"} == set(forces["holders"])
    told = {one["issue"] for one in answer()["contradictions"] if one["kind"] == "demand_and_refusal"}
    assert told == set()


def test_how_the_red_lines_moved():
    told: Any = detente.shifts(detente.load(SLUG)).to_json()
    shifts = told["shifts"]
    by_day = {(shift["party"], shift["issue"], shift["date"]): shift for shift in shifts}
    back = by_day["RUS", "scope", "2026-01-15"]
    assert {"hardening", "reinstated"} <= set(back["kinds"])
    assert back["reinstated"] == ["whole"]
    assert by_day["RUS", "scope", "2022-03-29"]["move"] == "softening"
    assert by_day["UKR", "force_limits", "2025-12-24"]["move"] == "softening"
    moved = {(shift["party"], shift["issue"]) for shift in shifts if shift["moved_the_goalposts"]}
    assert ("RUS", "enlargement") in moved
