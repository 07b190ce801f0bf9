"""Each kind of gap: a case that has it, and one that has not."""

from __future__ import annotations

import pytest

from detente.analyses.treaties.gaps import KINDS, Gap, gaps
from detente.space.treaties.compiling import compile_treaties
from tests.space.treaties.making import made, treaty

ENTRY = {"rule": "all", "anchor": "art_9"}
LEAVING = {"by": "parties", "notice": "P30D"}


def ban(name="art_1", **content):
    return {"id": name, "kind": "prohibition", "bearer": "RUS", "action": "deploy", **content}


def found(kind: str, *provisions, deployments=(), **fields) -> list[Gap]:
    given = {"entry_into_force": ENTRY, "withdrawal": LEAVING} | fields
    given = {name: value for name, value in given.items() if value is not None}
    case = made({"a": treaty(*provisions, **given)}, deployments=deployments)
    return [gap for gap in gaps(case, compile_treaties(case, ["a"]), ["a"]) if gap.kind == kind]


def one(kind: str, *provisions, **more) -> Gap:
    (gap,) = found(kind, *provisions, **more)
    return gap


def test_no_bearer():
    assert one("no bearer", ban(bearer="RUS also in members of NATO")).clause == "a#art_1"
    some = one("no bearer", ban(bearer="FIN also in members of NATO"))
    assert some.detail == "on some days nobody is bound"
    assert not found("no bearer", ban(bearer="members of NATO"))


def test_a_bearer_lacking_under_one_reading_names_it():
    disputed = ban(readings=[{"id": "as_is"}, {"id": "nobody", "bearer": "RUS but not parties"}])
    assert [reading["reading"] for reading in one("no bearer", disputed).readings] == ["nobody"]


def test_empty_scope():
    assert one("empty scope", ban(territory="POL also in UKR")).readings == ()
    assert not found("empty scope", ban(territory="POL"))
    disputed = ban(territory="POL also in UKR", readings=[{"id": "as_is"}, {"id": "other", "territory": "POL"}])
    assert not found("empty scope", disputed)
    assert not found("empty scope", ban(bearer="RUS but not parties", territory="POL"))


def test_an_exception_that_swallows_the_rule():
    kind = "exception swallows the rule"
    assert "nothing" in one(kind, ban(territory="POL", exceptions=[{"territory": "POL, UKR"}])).detail
    assert "consent" in one(kind, ban(territory="POL", exceptions=[{"consent_of": "parties"}])).detail
    assert "consent" in one(kind, ban(exceptions=[{"when": "threat"}])).detail
    assert not found(
        kind, ban(territory="POL, UKR", exceptions=[{"territory": "POL"}, {"when": "threat", "asset": "ground"}])
    )
    overridden = {"id": "art_2", "kind": "saving", "bearer": "anyone", "action": "any", "overrides": ["art_1"]}
    assert found(kind, ban(), overridden)


def test_a_veto():
    gap = one("veto", ban(counterparty="others", exceptions=[{"consent_of": "parties"}]))
    assert gap.who == ("RUS", "NATO")
    assert "each of 4 can refuse, among them RUS, whom it binds, and NATO, to whom it is owed" in gap.detail
    assert one("veto", ban(exceptions=[{"consent_of": "USA"}])).who == ("USA",)
    assert not found("veto", ban(exceptions=[{"consent_of": "parties", "rule": "any"}]))
    assert not found("veto", ban(exceptions=[{"consent_of": "parties", "rule": "at least 2"}]))


def test_a_term_or_words_that_nothing_defines():
    terms = [{"id": "east", "title": "the East"}, {"id": "west", "title": "the West", "means": "POL"}]
    assert "a#east" in one("undefined term", ban(territory="east"), terms=terms).detail
    assert "too long" in one("undefined term", ban(said="too long")).detail
    assert "for a while" in one("undefined term", ban(exceptions=[{"said": "for a while"}])).detail
    assert not found("undefined term", ban(territory="west", when="threat"), terms=terms)


def test_a_self_judging_clause():
    gap = one("self-judging", ban(counterparty="others", precision="self_judging"))
    assert gap.who == ("NATO",)
    listed = ban(counterparty="USA", precision="self_judging", readings=[{"id": "x"}, {"id": "y", "binds": False}])
    assert one("self-judging", listed).who == ("USA",)
    assert not found("self-judging", ban(precision="best_effort"))


def test_duties_of_third_parties():
    gap = one("third party", ban(bearer="RUS, UKR"))
    assert gap.who == ("UKR",)
    assert found("third party", ban(bearer="members of NATO"))[0].who == ("FIN",)  # from 2023, and it did not sign
    assert not found("third party", ban(bearer="parties"))
    assert not found("third party", {**ban(bearer="UKR"), "kind": "permission"})


def test_entry_into_force_without_a_main_party():
    half = {"rule": "more than half", "anchor": "art_9__para_1"}
    gap = one("entry without", ban(), main="RUS, USA", entry_into_force=half)
    assert (gap.clause, gap.who) == ("a#art_9__para_1", ("RUS", "USA"))
    assert "3 of 4 suffice" in gap.detail
    assert one("entry without", ban(), entry_into_force={"rule": "two thirds"}).who == ("RUS",)
    assert not found("entry without", ban(), main="RUS, USA", entry_into_force=ENTRY)
    assert not found("entry without", ban(), main="RUS, USA", entry_into_force={**half, "requires": "RUS, USA"})
    assert not found("entry without", ban(), main="RUS", entry_into_force={"rule": "at least 4"})
    assert not found("entry without", ban(), main="RUS", entry_into_force={"date": "2022-01-01"})


def test_geometry_that_cuts_and_baselines_that_nobody_knows():
    reach = ban(asset="missile", territory="from which USA can be reached")
    assert "only a part may lie" in one("partly", reach).detail
    assert not found("partly", ban(asset="missile", territory="USA"))
    frozen = ban(territory="UKR", baseline={"date": "1997-05-27"})
    unknown = [("x", "RUS", "UKR", "ground", "", "", "1992", "")]
    assert "of x the inventory has no size" in one("baseline unknown", frozen, deployments=unknown).detail
    known = [("x", "RUS", "UKR", "ground", "10", "20", "1992", "")]
    assert not found("baseline unknown", frozen, deployments=known)


def test_a_clause_that_others_cover():
    wide = ban("art_2", territory="POL, UKR")
    assert one("covered", ban(territory="POL"), wide).clause == "a#art_1"
    parts = [ban("art_2", territory="UKR"), ban("art_3", territory="POL")]
    assert [gap.clause for gap in found("covered", ban(territory="POL, UKR"), *parts)] == [
        "a#art_1",
        "a#art_2",
        "a#art_3",
    ]
    assert not found("covered", ban(territory="POL, DEU"), wide)
    assert not found("covered", ban(territory="POL"), ban("art_2", territory="POL", exceptions=[{"when": "threat"}]))[
        :-1
    ]
    assert not found("covered", ban(territory="POL"), ban("art_2", territory="POL, UKR", precision="best_effort"))
    assert one("covered", ban(territory="POL", cap=9), ban("art_2", territory="POL", cap=8)).clause == "a#art_1"


def test_what_a_treaty_does_not_have_at_all():
    assert one("no entry into force", ban(), entry_into_force=None).clause == "a"
    assert one("no withdrawal", ban(), withdrawal=None).clause == "a"
    assert not found("no entry into force", ban())
    assert not found("no withdrawal", ban())


def test_no_verification_where_the_vocabulary_has_a_word_for_it():
    actions = [{"id": "deploy"}, {"id": "verify"}, {"id": "inspect", "under": "verify"}]

    def lacking(*provisions) -> list[str]:
        case = made({"a": treaty(*provisions)}, vocabulary={"actions": actions})
        found = gaps(case, compile_treaties(case, ["a"]), ["a"])
        return [gap.kind for gap in found if gap.kind in ("no verification", "no dispute settlement")]

    assert lacking(ban()) == ["no verification"]
    assert lacking(ban(), {"id": "art_2", "kind": "permission", "bearer": "RUS", "action": "inspect"}) == []


def test_gaps_come_in_the_order_of_kinds_and_have_their_json():
    case = made({"a": treaty(ban(bearer="RUS but not parties"), ban("art_2", said="too long"))})
    all_ = gaps(case, compile_treaties(case, ["a"]), ["a"])
    assert [gap.kind for gap in all_] == ["no bearer", "undefined term", "no entry into force", "no withdrawal"]
    assert set(KINDS) >= {gap.kind for gap in all_}
    assert all_[0].to_json() == {
        "kind": "no bearer",
        "clause": "a#art_1",
        "detail": "nobody is bound",
        "who": [],
        "readings": [],
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_sound_treaty_has_none(kind):
    sound = [ban(territory="UKR"), {"id": "art_2", "kind": "permission", "bearer": "USA", "action": "talk"}]
    assert not found(kind, *sound)
