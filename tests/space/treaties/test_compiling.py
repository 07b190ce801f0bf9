"""Provisions become norms over cells, as the definition says."""

from __future__ import annotations

from datetime import date

import pytest

from detente.engines.norms.model import FALSE, Sense
from detente.errors import DetenteError, UnknownNameError
from detente.space.treaties.compiling import Compiled, compile_treaties
from tests.space.treaties.making import made, treaty


def compiled(*provisions, on=None, choice=None, **more) -> Compiled:
    fields = {name: more.pop(name) for name in ("terms", "signatories", "entry_into_force") if name in more}
    return compile_treaties(made({"a": treaty(*provisions, **fields)}, **more), ["a"], on, choice)


def ban(**content):
    return {"id": "art_1", "kind": "prohibition", "bearer": "RUS", "action": "any", **content}


def test_a_simple_provision_is_one_norm_with_words():
    found = compiled(ban(action="deploy", asset="forces", territory="UKR, POL"))
    (norm,) = found.system.norms
    assert (norm.sense, norm.bound, norm.answers, norm.per) == (Sense.AT_MOST, 0, (), (True,) * 5)
    assert found.words(norm.scope) == [
        {
            "bearer": ["RUS"],
            "action": ["deploy"],
            "asset": ["forces"],
            "territory": ["POL", "UKR"],
            "from": "2021-12-17",
            "until": None,
        }
    ]
    assert found.clauses == ("a#art_1",)
    assert not found.notes


def test_the_rest_of_a_class_is_named_and_a_whole_dimension_is_a_star():
    found = compiled(ban(asset="forces but not ground", territory="RUS but not kaliningrad"))
    (box,) = found.words(found.system.norms[0].scope)
    assert box["asset"] == ["forces (rest)"]
    assert box["territory"] == ["RUS (rest)"]
    assert box["action"] == ["*"]


def test_territories_relative_to_the_bearer():
    found = compiled(ban(bearer="RUS, POL", territory="RUS, POL, UKR but not own territory"))
    boxes = found.words(found.system.norms[0].scope)
    assert {tuple(box["bearer"]): box["territory"] for box in boxes} == {
        ("RUS",): ["POL", "UKR"],
        ("POL",): ["RUS", "UKR"],
    }


def test_memberships_are_read_day_by_day_and_fixed_ones_are_not():
    found = compiled(ban(bearer="members of NATO"), ban(id="art_2", bearer="NATO on 1997-05-27"))
    first, second = (found.words(norm.scope) for norm in found.system.norms)
    assert [(box["bearer"], box["from"], box["until"]) for box in first] == [
        (["DEU", "POL", "USA"], "2021-12-17", "2023-04-03"),
        (["FIN", "DEU", "POL", "USA"], "2023-04-04", None),
    ]
    assert [box["bearer"] for box in second] == [["DEU", "USA"]]


def test_days_run_from_entry_into_force_both_ends_included():
    found = compiled(
        ban(until="2022-03-31"),
        ban(id="art_2", **{"from": "P1M", "for": "P1Y"}),
        on=date(2022, 1, 31),
    )
    spans = [found.words(norm.scope)[0] for norm in found.system.norms]
    assert [(one["from"], one["until"]) for one in spans] == [
        ("2022-01-31", "2022-03-31"),
        ("2022-02-28", "2023-02-28"),
    ]
    assert found.entered == {"a": date(2022, 1, 31)}
    assert found.assumed == {"a"}
    assert found.universe.days(found.day(date(2021, 1, 1))) == (None, date(2022, 1, 30))


def test_a_day_of_entry_that_the_treaty_has_is_not_assumed():
    found = compiled(ban(), on=date(2025, 1, 1), entry_into_force={"date": "2022-02-02"})
    assert found.entered == {"a": date(2022, 2, 2)}
    assert not found.assumed


def test_exceptions_are_subtracted_or_kept_with_their_condition():
    found = compiled(
        ban(
            territory="UKR",
            exceptions=[{"territory": "crimea"}, {"when": "threat", "asset": "ground"}, {"consent_of": "others"}],
        )
    )
    (norm,) = found.system.norms
    assert found.words(norm.scope)[0]["territory"] == ["UKR (rest)"]
    (ground, threat), (_, consent) = norm.exempt
    assert found.words(ground)[0]["asset"] == ["ground"]
    kinds = [found.variables[condition[1]].kind for condition in (threat, consent)]
    assert kinds == ["circumstance", "consent"]
    (giving,) = found.variables[consent[1]].giving
    assert found.universe.bearers.words(giving.givers) == ["DEU", "POL", "USA"]
    assert giving.need == 3
    assert (found.system.facts, found.system.choices) == (frozenset({threat[1]}), frozenset({consent[1]}))


def test_consent_that_nobody_can_give_lifts_nothing():
    found = compiled(ban(exceptions=[{"consent_of": "others but not members of NATO"}]))
    assert not found.system.norms[0].exempt


def test_what_another_provision_covers_is_out_and_what_overrides_is_stronger():
    found = compiled(
        ban(territory="UKR, POL", exceptions=[{"under": "art_2"}]),
        {"id": "art_2", "kind": "permission", "bearer": "RUS", "action": "any", "territory": "POL", "when": "threat"},
        ban(id="art_3", territory="UKR, POL"),
        {
            "id": "art_4",
            "kind": "saving",
            "bearer": "anyone",
            "action": "any",
            "territory": "UKR",
            "overrides": ["art_3"],
        },
    )
    first, _, third = found.system.norms
    assert found.words(first.scope)[0]["territory"] == ["POL", "UKR"]
    ((boxes, condition),) = first.exempt
    assert found.words(boxes)[0]["territory"] == ["POL"]
    assert found.variables[condition[1]].name == "threat"
    assert found.words(third.scope)[0]["territory"] == ["POL"]


def test_to_withdraw_is_not_to_keep_after_the_deadline():
    duty = {"id": "art_1", "kind": "obligation", "bearer": "RUS", "action": "withdraw, talk", "territory": "UKR"}
    ban_, floor = compiled({**duty, "within": "P30D"}).system.norms
    found = compiled({**duty, "within": "P30D"})
    assert (ban_.sense, floor.sense, floor.bound) == (Sense.AT_MOST, Sense.AT_LEAST, 1)
    assert found.words(ban_.scope)[0] | {"asset": 0} == {
        "bearer": ["RUS"],
        "action": ["deploy"],
        "asset": 0,
        "territory": ["UKR"],
        "from": "2022-01-17",
        "until": None,
    }
    assert floor.per == (True, False, False, True, False)
    assert found.words(floor.scope)[0]["until"] == "2022-01-16"


def test_an_exception_from_withdrawing_lifts_the_ban_on_keeping():
    duty = {"kind": "obligation", "action": "withdraw", "territory": "UKR, POL"}
    found = compiled(ban(**duty, exceptions=[{"when": "threat"}, {"territory": "POL"}]))
    (norm,) = found.system.norms
    assert found.words(norm.scope)[0]["action"] == ["deploy"]
    assert found.words(norm.scope)[0]["territory"] == ["UKR"]
    ((lifted, held),) = norm.exempt
    assert found.words(lifted) == found.words(norm.scope)
    assert held == ("var", 0)


def test_statuses_hold_or_must_not_or_may():
    found = compiled(
        {"id": "art_1", "kind": "obligation", "bearer": "RUS", "status": "member"},
        {"id": "art_2", "kind": "prohibition", "bearer": "RUS", "status": "member"},
        {"id": "art_3", "kind": "permission", "bearer": "RUS", "status": "member", "when": "threat"},
    )
    one, two, three = found.system.norms
    assert (one.sense, one.holds, one.scope) == (Sense.HOLDS, ("var", 0), ())
    assert (two.sense, two.holds) == (Sense.HOLDS, ("not", ("var", 0)))
    assert (three.sense, three.holds, three.when) == (Sense.MAY, ("var", 0), ("var", 1))


def test_caps_floors_and_what_they_are_summed_over():
    found = compiled(
        ban(cap=600, asset="forces", territory="UKR"),
        {"id": "art_2", "kind": "obligation", "bearer": "RUS", "action": "talk", "floor": 2, "once": True},
        ban(id="art_3", cap=5, per=["territory"]),
    )
    cap, floor, other = found.system.norms
    assert (cap.bound, cap.per) == (600, (True, False, False, False, True))
    assert (floor.bound, floor.per) == (2, (True, False, False, False, False))
    assert other.per == (False, False, False, True, True)


def test_readings_are_questions_and_versions_presuppose_the_fewest_answers():
    terms = [
        {"id": "east", "title": "the East", "readings": [{"id": "x", "means": "POL"}, {"id": "y", "means": "UKR"}]},
    ]
    found = compiled(
        ban(territory="east", readings=[{"id": "as_is"}, {"id": "void", "binds": False}]),
        ban(id="art_2", territory="east, POL, UKR"),
        ban(id="art_3", territory="POL", precision="best_effort"),
        terms=terms,
    )
    assert [one.name for one in found.questions] == ["a#art_1", "a#art_3", "a#east"]
    assert [norm.answers for norm in found.system.norms] == [
        ((0, 0), (2, 0)),
        ((0, 0), (2, 1)),
        (),
        ((1, 0),),
    ]
    assert [answer.id for answer in found.questions[1].answers] == ["wide", "narrow"]


def test_readings_can_be_fixed():
    terms = [
        {"id": "east", "title": "the East", "readings": [{"id": "x", "means": "POL"}, {"id": "y", "means": "UKR"}]},
    ]
    found = compiled(ban(territory="east"), terms=terms, choice={"a#east": "y"})
    (norm,) = found.system.norms
    assert norm.answers == ()
    assert found.words(norm.scope)[0]["territory"] == ["UKR"]
    with pytest.raises(UnknownNameError, match="reading of a#east is called z"):
        compiled(ban(territory="east"), terms=terms, choice={"east": "z"})
    with pytest.raises(UnknownNameError, match="west"):
        compiled(ban(territory="east"), terms=terms, choice={"west": "z"})


def test_of_a_self_judging_clause_the_counterparty_holds_the_wide_reading():
    found = compiled(ban(counterparty="others", precision="self_judging"))
    wide, narrow = found.questions[0].answers
    assert (wide.holder, narrow.holder) == (("NATO",), ("RUS",))


BASELINE = {"date": "1997-05-27", "per": "sender_and_host"}
THERE = [
    ("x", "RUS", "UKR", "ground", "10", "20", "1992", ""),
    ("y", "RUS", "MDA", "ground", "", "", "1992", ""),
    ("z", "RUS", "crimea", "ground", "5", "5", "1997-06-01", ""),
]


def test_a_baseline_allows_what_was_there_at_most_and_nothing_elsewhere():
    found = compiled(
        ban(action="deploy", territory="un_europe but not own territory", baseline=BASELINE), deployments=THERE
    )
    nothing, some = found.system.norms
    assert (nothing.bound, some.bound) == (0, 20)
    assert some.per == (False, False, False, False, True)
    assert found.words(some.scope)[0]["territory"] == ["UKR"]
    banned = {name for box in found.words(nothing.scope) for name in box["territory"]}
    assert "POL" in banned
    assert not {"UKR", "MDA", "RUS"} & banned
    (note,) = found.notes
    assert (note.kind, note.holdings) == ("baseline unknown", ("y",))


def test_what_is_counted_in_other_units_does_not_count_for_one_another():
    words = {
        "assets": [
            {"id": "arms", "title": "arms"},
            {"id": "troops", "title": "troops", "under": "arms", "unit": "heads"},
            {"id": "radar", "title": "radar", "under": "troops"},
            {"id": "bomb", "title": "bombs", "under": "arms", "unit": "bombs"},
        ]
    }
    there = [("x", "RUS", "UKR", "radar", "", "", "1992", ""), ("y", "RUS", "POL", "bomb", "1", "3", "1992", "")]
    given = ban(action="deploy", asset="arms", territory="UKR, POL", baseline=BASELINE)
    found = compiled(given, vocabulary=words, deployments=there)
    nothing, some = found.system.norms
    assert (nothing.bound, some.bound) == (0, 3)
    assert {(*box["asset"], *box["territory"]) for box in found.words(some.scope)} == {("bomb", "POL")}
    banned = {
        (asset, place) for box in found.words(nothing.scope) for asset in box["asset"] for place in box["territory"]
    }
    assert banned >= {("bomb", "UKR"), ("troops", "POL")}
    assert not banned & {("troops", "UKR"), ("radar", "UKR"), ("bomb", "POL")}
    assert [note.kind for note in found.notes] == ["baseline unknown"]


def test_a_baseline_without_any_inventory_forbids_nothing():
    found = compiled(ban(action="deploy", baseline=BASELINE))
    assert not found.system.norms
    assert [note.kind for note in found.notes] == ["baseline unknown"]


def test_geometry_that_cuts_through_a_place_is_kept_apart():
    found = compiled(ban(bearer="RUS", asset="missile", territory="from which USA can be reached"))
    (note,) = found.notes
    assert note.kind == "partly"
    places = found.words(found.system.norms[0].scope)[0]["territory"]
    partly = {name for box in found.words(note.boxes) for name in box["territory"]}
    assert "kaliningrad" not in places
    assert "kaliningrad" not in partly
    assert "RUS (rest)" in partly
    assert "CUB" in places


def test_a_term_that_nothing_defines_orders_nothing_certain():
    found = compiled(ban(territory="somewhere"), terms=[{"id": "somewhere", "title": "somewhere"}])
    assert not found.system.norms
    assert [(note.kind, note.clause) for note in found.notes] == [("undefined term", "a#art_1")]


def test_nobody_bound_is_noted():
    found = compiled(ban(bearer="members of NATO also in RUS"))
    assert [note.kind for note in found.notes] == ["no bearer"]
    assert not found.system.norms


def test_trees_know_their_leaves():
    found = compiled(ban())
    assert found.universe.sizes[0] >= 199
    assert found.place("territory", "RUS") == found.place("territory", "RUS (rest)")
    assert found.mask("territory", "RUS").bit_count() == 2
    with pytest.raises(UnknownNameError, match="Did you mean kaliningrad"):
        found.place("territory", "kaliningrat")
    assert FALSE not in [norm.when for norm in found.system.norms]


def test_a_treaty_that_there_is_not():
    with pytest.raises(DetenteError, match="No treaty is called b"):
        compile_treaties(made({"a": treaty(ban())}), ["b"])
