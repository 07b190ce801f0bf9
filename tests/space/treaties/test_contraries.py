"""An obligation to withdraw is a prohibition to keep: what takes it out somewhere takes the prohibition out there."""

import pytest

from detente import treaty_check
from detente.engines.norms.model import Sense
from detente.engines.scopes import disjoint
from detente.space.treaties.compiling import compile_treaties
from tests.space.treaties.making import made, treaty

WITHDRAW = {"id": "art_1", "kind": "obligation", "bearer": "RUS", "action": "withdraw", "territory": "POL, DEU"}
KEEP = {"id": "art_2", "kind": "obligation", "bearer": "RUS", "action": "deploy", "territory": "POL", "floor": 1}
MAY = {"id": "art_2", "kind": "permission", "bearer": "RUS", "action": "deploy", "territory": "POL"}


def words(provisions, clause="t#art_1", sense=Sense.AT_MOST, sometimes=False):
    """Where a clause forbids, or where it sometimes does not."""
    compiled = compile_treaties(made({"t": treaty(*provisions)}), ["t"])
    norms = [n for n in compiled.system.norms if compiled.clauses[n.clause] == clause and n.sense is sense]
    boxes = [box for n in norms for box in (n.scope if not sometimes else [b for bs, _ in n.exempt for b in bs])]
    return {(a, t) for one in compiled.words(disjoint(boxes)) for a in one["action"] for t in one["territory"]}


BOTH = {("deploy", "DEU"), ("deploy", "POL")}
LEFT = {("deploy", "DEU")}


@pytest.mark.parametrize("other", [KEEP, MAY])
def test_an_override_of_the_obligation_reaches_what_it_forbids(other):
    assert words([WITHDRAW, other]) == BOTH
    assert words([WITHDRAW, {**other, "overrides": ["art_1"]}]) == LEFT


@pytest.mark.parametrize("other", [KEEP, MAY])
def test_an_exception_under_another_provision_reaches_what_it_forbids(other):
    assert words([{**WITHDRAW, "exceptions": [{"under": "art_2"}]}, other]) == LEFT


def test_what_is_overridden_contradicts_nothing():
    case = made({"t": treaty(WITHDRAW, KEEP), "u": treaty(WITHDRAW, {**KEEP, "overrides": ["art_1"]})})
    assert [one.of for one in treaty_check(case).contradictions] == [("t",)]


def test_an_override_on_a_condition_lifts_it_on_that_condition():
    provisions = [WITHDRAW, {**KEEP, "when": "threat", "overrides": ["art_1"]}]
    assert words(provisions) == BOTH
    assert words(provisions, sometimes=True) == {("deploy", "POL")}


def test_an_obligation_to_withdraw_overrides_what_is_owed_of_keeping():
    stronger = {**WITHDRAW, "territory": "POL", "overrides": ["art_2"]}
    weaker = {**KEEP, "territory": "POL, DEU"}
    assert words([stronger, weaker], "t#art_2", Sense.AT_LEAST) == LEFT
    assert words([{**stronger, "floor": 2}, weaker], "t#art_2", Sense.AT_LEAST) == BOTH


def test_only_from_its_deadline_on_does_it_override():
    stronger = {**WITHDRAW, "territory": "POL", "within": "P30D", "overrides": ["art_2"]}
    compiled = compile_treaties(made({"t": treaty(stronger, KEEP)}), ["t"])
    (floor,) = [n for n in compiled.system.norms if compiled.clauses[n.clause] == "t#art_2"]
    (box,) = compiled.words(floor.scope)
    assert (box["from"], box["until"]) == ("2021-12-17", "2022-01-16")


def test_what_lifts_a_part_of_what_is_forbidden_leaves_the_rest():
    vocabulary = {
        "actions": [
            {"id": "activity", "title": "activity"},
            {"id": "deploy", "title": "keep", "under": "activity"},
            {"id": "exercise", "title": "exercise", "under": "activity"},
            {"id": "withdraw", "title": "withdraw", "contrary": "activity"},
        ]
    }
    case = made({"t": treaty({**WITHDRAW, "territory": "POL"}, {**MAY, "overrides": ["art_1"]})}, vocabulary=vocabulary)
    compiled = compile_treaties(case, ["t"])
    (norm,) = [n for n in compiled.system.norms if compiled.clauses[n.clause] == "t#art_1"]
    assert {name for box in compiled.words(norm.scope) for name in box["action"]} == {"exercise", "activity (rest)"}
