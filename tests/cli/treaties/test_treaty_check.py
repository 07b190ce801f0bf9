"""`detente treaty check`: what it finds in a small pact, in words and as documented JSON; its witnesses replayed."""

import itertools

import pytest

from tests.cli.shells import answered, document, refused
from tests.cli.treaties.test_treaty_show import documented, paths
from tests.markdown import ROOT

PACT = ROOT / "tests" / "cli" / "treaties" / "pact"


def found(answer):
    return {tuple(name.partition("#")[2] for name in one["clauses"]): one for one in answer["contradictions"]}


def test_all_are_found_with_their_kinds():
    answer = document("treaty", "check", PACT, "--treaty", "pact")
    assert answer["complete"]
    assert [(one["kind"], one["textual"], one["weak"]) for one in answer["contradictions"]] == [
        ("obliged and forbidden", True, False),
        ("status", True, False),
        ("cap below floor", True, False),
        ("permitted and forbidden", False, True),
    ]
    assert set(found(answer)) == {
        ("art_1", "art_2"),
        ("art_3", "art_4", "art_5"),
        ("art_8", "art_9"),
        ("art_6", "art_7"),
    }
    weak = found(answer)["art_6", "art_7"]
    assert weak["readings"] == [{"clause": "the_north", "reading": "wide_north", "holder": ["SWE"]}]
    assert weak["held_by"] == ["SWE"]
    assert [box["territory"] for box in weak["region"]] == [["SWE"]]
    assert [(box["from"], box["until"]) for box in weak["region"]] == [("2020-01-01", None)]


def kept(order, amounts, statuses):
    truths = {"true": True, "false": False}
    if order["when"] and not eval(order["when"], truths, statuses):
        return True
    if order["holds"] is not None:
        return eval(order["holds"], truths, statuses)
    total = sum(amounts[place] for place in order["cells"])
    match order["order"]:
        case "at most":
            return total <= order["number"]
        case "at least":
            return total >= order["number"]
        case _:
            return total > 0


@pytest.mark.parametrize("options", [("--treaty", "pact"), ("--together", "pact,other")])
def test_witnesses_are_replayed_from_themselves(options):
    for one in document("treaty", "check", PACT, *options)["contradictions"]:
        witness = one["witness"]
        assert {order["clause"] for order in witness["orders"]} == set(one["clauses"])
        names = [status["name"] for status in witness["statuses"]]
        most = max([order["number"] or 0 for order in witness["orders"]] + [1])
        for chosen in itertools.product((False, True), repeat=len(names)):
            for amounts in itertools.product(range(most + 1), repeat=len(witness["cells"])):
                statuses = dict(zip(names, chosen, strict=True))
                assert not all(kept(order, amounts, statuses) for order in witness["orders"])


def test_read_as_one_two_treaties_contradict_each_other():
    alone = document("treaty", "check", PACT)
    assert not any(len({name.partition("#")[0] for name in one["clauses"]}) > 1 for one in alone["contradictions"])
    answer = document("treaty", "check", PACT, "--together", "pact,other")
    assert [one["together"] for one in answer["treaties"]] == [["other"], ["pact"]]
    (one,) = [one for one in answer["contradictions"] if one["clauses"] == ["pact#art_3", "other#art_1"]]
    assert one["readings"] == [{"clause": "other#art_1", "reading": "wide", "holder": []}]
    assert one["region"][0]["from"] == "2021-01-01"


def test_a_reading_that_is_fixed_needs_no_naming():
    answer = document("treaty", "check", PACT, "--treaty", "pact", "--reading", "the_north=wide_north")
    assert found(answer)["art_6", "art_7"]["textual"]
    assert answer["given"] == [{"clause": "the_north", "reading": "wide_north", "holder": ["SWE"]}]
    other = document("treaty", "check", PACT, "--treaty", "pact", "--reading", "the_north=narrow_north")
    assert ("art_6", "art_7") not in found(other)


def test_the_day_of_entry_is_the_day_asked_about():
    answer = document("treaty", "check", PACT, "--treaty", "pact", "--on", "2022-02-03")
    assert [(one["day"], one["assumed"]) for one in answer["treaties"]] == [("2022-02-03", True)]
    assert {box["from"] for one in answer["contradictions"] for box in one["region"]} == {"2022-02-03"}


def test_json_is_as_documented():
    flagship = document("treaty", "check", "european-security", "--treaty", "us-28", "--treaty", "us-2021")
    keys = set(paths(document("treaty", "check", PACT))) | set(paths(flagship))
    assert keys == documented("treaty check")


def test_people_see_the_answer_first():
    said = " ".join(answered("treaty", "check", PACT, "--treaty", "pact").split())
    assert said.startswith("A pact: three contradictions in the text and 1 weak.")
    assert "These two exclude each other (obliged and forbidden):" in said
    assert "These three cannot all hold; leave out any one and the others can (cap below floor):" in said
    assert "given there is a threat, Finland, keep, tanks, Finland: Article 1 asks for at least 1 there" in said
    assert "Article 2 allows none there" in said
    assert "Article 5 allows at most 8 in [1] and [2] together" in said
    assert "If the_north is read as wide_north (held by SWE)." in said


def test_what_is_not_there_is_refused():
    assert "pact" in refused("treaty", "check", PACT, "--treaty", "pakt")
    assert "the_north" in refused("treaty", "check", PACT, "--reading", "the_nort=wide_north")
    assert "wide_north" in refused("treaty", "check", PACT, "--reading", "the_north=wide_nort")
    assert "Q=ANSWER" in refused("treaty", "check", PACT, "--reading", "the_north")
    assert "no treaties" in refused("treaty", "check", "camp-david")


def test_what_there_is_is_listed_where_nothing_is_near():
    assert "There are other, pact." in refused("treaty", "check", PACT, "--treaty", "zz")
    assert "There are other, pact." in refused("treaty", "show", PACT, "zz")
    assert "There are other, pact." in refused("treaty", "impact", PACT, "--treaty", "zz")
    listed = "the_north (narrow_north, wide_north)"
    assert listed in refused("treaty", "check", PACT, "--reading", "zz=a")
    assert "There are narrow_north, wide_north." in refused("treaty", "check", PACT, "--reading", "the_north=q")


def test_treaties_to_be_read_together_must_be_named():
    assert "name two or more" in refused("treaty", "check", PACT, "--together", ",")
