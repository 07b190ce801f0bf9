"""`detente hold` where preference is in part unknown, and where every party has a concept of its own."""

import csv
import itertools
import json
from typing import Any

import pytest

from tests.cli.shells import answered, refused
from tests.cli.test_hold import UNSURE, told
from tests.exchange.gmcr.samples import CHICKEN, ROUND, STRIKE, written

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")


@pytest.fixture
def unsure(tmp_path):
    return written(tmp_path / "unsure.json", UNSURE)


def settlings(tmp_path):
    """Every ranking with ties of the four states that agrees with what is known of the port."""
    for levels in itertools.product(range(4), repeat=4):
        if set(levels) == set(range(max(levels) + 1)) and levels[0] > levels[2] > levels[1]:
            data = UNSURE | {"preferences": UNSURE["preferences"] | {"port": {"utilities": list(levels)}}}
            yield told(written(tmp_path / "settled.json", data))


def test_what_is_certain_is_so_however_the_unknown_is_settled(unsure, tmp_path):
    found, ways = told(unsure), list(settlings(tmp_path))
    assert len(ways) > 6
    seen = set()
    for concept, party in itertools.product(CONCEPTS, found["parties"]):
        certain, possible = found["stable"][concept][party], found["possible"][concept][party]
        for state in range(4):
            held = {one["stable"][concept][party][state] == "1" for one in ways}
            said = (certain[state], possible[state])
            seen.add(said)
            assert held == {("1", "1"): {True}, ("0", "0"): {False}, ("0", "1"): {True, False}}[said]
    assert len(seen) == 3
    for concept in CONCEPTS:
        every = [set(one["equilibria"][concept]) for one in ways]
        assert set(found["equilibria"][concept]) <= set.intersection(*every)
        assert set(found["possible_equilibria"][concept]) >= set.union(*every)


def test_a_pair_that_is_stated_twice_is_one(tmp_path):
    data: dict[str, Any] = {
        "options": [{"id": "a", "by": "A"}, {"id": "b", "by": "B"}],
        "preferences": {"A": {"ranking": [0, 1, 2, 3], "unknown": [[1, 0], [0, 1], [2, 3]]}, "B": [3, 2, 1, 0]},
    }
    path = written(tmp_path / "twice.json", data)
    assert told(path)["unknown"] == {"A": 2, "B": 0}
    assert "what A prefers between two pairs of states" in answered("hold", path)
    data["preferences"]["A"]["unknown"] = [[1, 0], [0, 1]]
    path = written(tmp_path / "once.json", data)
    assert told(path)["unknown"] == {"A": 1, "B": 0}
    assert "what A prefers between one pair of states" in answered("hold", path)
    said = refused("hold", path, "--coalitions")
    assert "between NN and YN, and coalitions" in said


def test_readings_lie_between_what_is_certain_and_what_is_possible(unsure):
    found = told(unsure)
    for reading, concept, party in itertools.product("abcd", CONCEPTS, found["parties"]):
        signs = zip(
            found["stable"][concept][party],
            found["readings"][reading][concept][party],
            found["possible"][concept][party],
            strict=True,
        )
        assert all(low <= middle <= high for low, middle, high in signs)
    assert found["readings"]["d"] == found["possible"]
    assert found["unknown"] == {"union": 0, "port": 3}


def test_single_pairs_of_a_ranking_can_be_unknown(tmp_path):
    data: dict = json.loads(json.dumps(ROUND))
    data["preferences"]["north"] = {"ranking": ["threat", "peace", "war"], "unknown": [["threat", "peace"]]}
    found = told(written(tmp_path / "round.json", data), "--state", "peace")
    assert (found["stable"]["nash"]["north"], found["possible"]["nash"]["north"]) == ("0", "1")
    why = next(one for one in found["why"] if (one["party"], one["concept"]) == ("north", "nash"))
    assert why == {
        "state": "peace",
        "party": "north",
        "concept": "nash",
        "stable": None,
        "readings": {"a": False, "b": True, "c": False, "d": True},
        "unknown": [["threat", "peace"]],
    }


def test_certificates_of_what_is_certain_replay(unsure, monkeypatch):
    found = told(unsure, "--verify")
    open_ = sum(
        signs.count("1") - found["stable"][concept][party].count("1")
        for concept, row in found["possible"].items()
        for party, signs in row.items()
    )
    assert found["verified"] == {
        "replayed": 40 - open_,
        "whole": 0,
        "untried": 0,
        "unmade": 0,
        "depends": open_,
        "wrong": [],
    }
    assert open_ > 0


def test_words_say_what_depends_and_on_what(unsure):
    text = " ".join(answered("hold", unsure, "--state", "3").split())
    assert "perhaps 3 (YY), which depends on what is unknown" in text
    whole = " ".join(answered("hold", unsure).split())
    assert "perhaps 1 (YN), 3 (YY), which depend on what is unknown" in whole
    assert "Unknown is what port prefers between three pairs of states." in text
    assert "Port: depends (Nash, SEQ, SSEQ); it is unknown whether it would prefer 1 (YN) to 3 (YY)." in text
    assert "Stable in readings b and d, not in the others." in text
    assert "Four readings of what is unknown are published" in text
    plain = answered("hold", unsure)
    assert max(map(len, plain.splitlines())) <= 100


def test_the_table_has_a_sign_for_what_depends(unsure, tmp_path):
    answered("hold", unsure, "--csv", tmp_path / "table.csv")
    rows = list(csv.DictReader((tmp_path / "table.csv").read_text().splitlines()))
    assert [row["nash port"] for row in rows] == ["1", "?", "0", "?"]


def test_too_many_states_to_decide_together(tmp_path):
    options = [{"id": f"o{i}", "by": "AB"[i % 2]} for i in range(11)]
    ranking = {"utilities": list(range(2048)), "unknown": [[0, 1]]}
    judged = {"A": ranking, "B": {"statements": ["o1"]}}
    path = written(tmp_path / "many.json", {"options": options, "preferences": judged})
    said = refused("hold", path)
    assert "2,048 states are more than can then be decided together (1,024)" in said
    assert "--state" in said
    found = told(path, "--state", "0", "--concepts", "nash,gmr")
    assert found["possible"]["nash"]["A"] == "0"


def test_mixed_concepts_are_those_of_each_party(tmp_path):
    path = written(tmp_path / "strike.json", STRIKE)
    found = told(path, "--mixed", "union=GMR", "--mixed", "port=nash")
    assert found["mixed"]["concepts"] == {"union": "gmr", "port": "nash"}
    held = zip(found["states"], found["stable"]["gmr"]["union"], found["stable"]["nash"]["port"], strict=True)
    assert found["mixed"]["equilibria"] == [state for state, one, other in held if one == other == "1"]
    assert found["mixed"]["equilibria"]
    alone = told(path, "--mixed", "union=gmr", "--mixed", "port=nash", "--concepts", "seq")
    assert alone["mixed"] == found["mixed"]
    assert list(alone["stable"]) == ["seq"]
    text = " ".join(answered("hold", path, "--mixed", "union=gmr", "--mixed", "port=nash").split())
    assert "Equilibria with union by GMR and port by Nash:" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--mixed", "union=gmr"), "port has none: add --mixed port=CONCEPT"),
        (("--mixed", "unoin=gmr", "--mixed", "port=seq"), "Did you mean union?"),
        (("--mixed", "union=gmr", "--mixed", "port=sek"), "Did you mean seq?"),
        (("--mixed", "union"), "expected PARTY=CONCEPT"),
        (("--mixed", "union=gmr", "--mixed", "union=seq"), "two concepts"),
        (("--given", "strike=N", "--mixed", "union=gmr"), "union controls nothing"),
    ],
)
def test_what_cannot_be_mixed(tmp_path, words, said):
    assert said in refused("hold", written(tmp_path / "strike.json", STRIKE), *words)


def test_mixed_of_a_graph(tmp_path):
    found = told(written(tmp_path / "c.gmcr", CHICKEN), "--mixed", "A=nash", "--mixed", "B=smr", "--state", "3")
    assert found["mixed"]["equilibria"] == []
    assert json.dumps(found)
