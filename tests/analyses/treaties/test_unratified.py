"""Who is bound by another name than as a party may not have ratified: a gap, where not all have to."""

import pytest

from detente.analyses.treaties.gaps import gaps
from detente.space.treaties.compiling import compile_treaties
from tests.space.treaties.making import made, treaty

BAN = {"id": "art_1", "kind": "prohibition", "bearer": "members of NATO", "action": "deploy"}
HALF = {"rule": "more than half", "among": "signatories"}


def third(entry, *provisions):
    case = made({"a": treaty(*provisions, signatories="RUS, members of NATO", entry_into_force=entry)})
    found = gaps(case, compile_treaties(case, ["a"]), ["a"])
    return [(gap.clause, gap.who, gap.readings) for gap in found if gap.kind == "third party"]


def test_members_are_bound_whether_or_not_they_ratify():
    assert third(HALF, BAN) == [("a#art_1", ("NATO",), ())]


@pytest.mark.parametrize("entry", [{"rule": "all"}, {"date": "2022-01-01"}, {**HALF, "requires": "members of NATO"}])
def test_not_where_all_of_them_have_ratified(entry):
    assert third(entry, BAN) == []


def test_not_where_they_are_bound_as_parties():
    assert third(HALF, {**BAN, "bearer": "parties also in members of NATO"}) == []
    assert third(HALF, {**BAN, "kind": "permission"}) == []


def test_only_the_reading_that_names_them_otherwise():
    rivals = [{"id": "members"}, {"id": "parties", "bearer": "parties also in members of NATO"}]
    ((_, _, readings),) = third(HALF, {**BAN, "readings": rivals})
    assert [one["reading"] for one in readings] == ["members"]
    rivals[1]["action"] = "exercise"
    ((_, _, readings),) = third(HALF, {**BAN, "readings": rivals})
    assert [one["reading"] for one in readings] == ["members"]
