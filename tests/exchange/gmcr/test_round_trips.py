"""What is written reads back as the same conflict: in our own JSON, as GMCR+ writes it, as an explicit graph."""

import random

import pytest

from detente.engines.stability.model import Graph
from detente.errors import WriteError
from detente.exchange.gmcr.door import read_conflict, write_conflict
from tests.exchange.gmcr.samples import (
    CHICKEN,
    PUBLISHED,
    ROUND,
    STRIKE,
    as_gmcr,
    as_graph,
    payoffs,
    published,
    written,
)


def same(one, other, *, names=True):
    """Whether two conflicts are the same but for the ids of their options."""
    assert one.states == other.states
    assert one.parties == other.parties
    if names:
        assert list(one.keys()) == list(other.keys())
    for party in range(len(one.parties)):
        left, right = payoffs(one, party), payoffs(other, party)
        assert ((left[:, None] > left) == (right[:, None] > right)).all()
        for state in range(one.states):
            assert one.model.reached(party, state).tolist() == other.model.reached(party, state).tolist()
    assert one.unknown == other.unknown
    assert one.aliases == other.aliases or not names


SMALL = {"chicken": (CHICKEN, "gmcr"), "strike": (STRIKE, "json"), "round": (ROUND, "json")}


@pytest.mark.parametrize("name", SMALL)
def test_our_own_reads_back(tmp_path, name):
    data, suffix = SMALL[name]
    named = read_conflict(written(tmp_path / f"in.{suffix}", data))
    assert write_conflict(named, tmp_path / "out.json") == ()
    again = read_conflict(tmp_path / "out.json")
    same(named, again)
    write_conflict(again, tmp_path / "twice.json")
    assert (tmp_path / "twice.json").read_bytes() == (tmp_path / "out.json").read_bytes()


@pytest.mark.parametrize("suffix", ["gmcr", "json"])
@pytest.mark.parametrize("ranked", [True, False])
@pytest.mark.parametrize("name", [name for name in PUBLISHED if not name.startswith("gatt")])
def test_published_cases_read_back(tmp_path, name, ranked, suffix):
    case = published(name)
    data = as_gmcr(case, ranked) or (as_gmcr(case, not ranked) if "options" in case else None)
    if data is None:
        graph = read_conflict(written(tmp_path / "in.json", as_graph(case)))
        write_conflict(graph, tmp_path / "out.json")
        same(graph, read_conflict(tmp_path / "out.json"))
        with pytest.raises(WriteError, match="explicit graph"):
            write_conflict(graph, tmp_path / "out.gmcr")
        return
    named = read_conflict(written(tmp_path / "in.gmcr", data))
    assert write_conflict(named, tmp_path / f"out.{suffix}") == ()
    again = read_conflict(tmp_path / f"out.{suffix}")
    same(named, again)
    assert bool(again.statements) == bool(named.statements)


def test_options_out_of_the_order_of_their_owners_are_put_in_it_for_gmcr(tmp_path):
    """GMCR+ itself reorders options when it reads, before it numbers states: so what is written has that order."""
    rng = random.Random(1)
    order = list(range(8))
    rng.shuffle(order)
    data = {
        "options": [{"id": name, "by": by} for name, by in zip("abc", "BAB", strict=True)],
        "preferences": {"A": order, "B": [*order[4:], order[:4]]},
        "parties": ["A", "B"],
    }
    named = read_conflict(written(tmp_path / "in.json", data))
    write_conflict(named, tmp_path / "out.gmcr")
    again = read_conflict(tmp_path / "out.gmcr")
    assert [choice.id for choice in again.choices] == ["b", "a", "c"]
    assert not again.notes
    for state in range(named.states):
        settled = named.settled(state)
        other = again.state(settled)
        assert other is not None
        for party in range(2):
            ranks = [
                sorted(set(payoffs(x, party))).index(payoffs(x, party)[s]) for x, s in ((named, state), (again, other))
            ]
            assert ranks[0] == ranks[1]
            reached = {tuple(sorted(named.settled(int(t)).items())) for t in named.model.reached(party, state)}
            assert reached == {tuple(sorted(again.settled(int(t)).items())) for t in again.model.reached(party, other)}


def test_conditions_of_every_kind_are_written_as_patterns(tmp_path):
    data = {
        "options": [{"id": name, "by": "A"} for name in "abcd"],
        "infeasible": ["a iff b", "false", "exactly 2 of (a, c, d)"],
        "preferences": {
            "A": {"statements": ["if a then c or d", "true", "false", "at least 1 of (c, d)", "not (b or c)"]}
        },
    }
    named = read_conflict(written(tmp_path / "in.json", data))
    write_conflict(named, tmp_path / "out.gmcr")
    same(named, read_conflict(tmp_path / "out.gmcr"))
    write_conflict(named, tmp_path / "out.json")
    same(named, read_conflict(tmp_path / "out.json"))


def test_what_gmcr_cannot_hold_is_refused_or_said(tmp_path):
    strike = read_conflict(written(tmp_path / "in.json", STRIKE))
    with pytest.raises(WriteError, match="offer has 3 values"):
        write_conflict(strike, tmp_path / "out.gmcr")
    with pytest.raises(WriteError, match="is there already"):
        write_conflict(strike, tmp_path / "in.json")
    fixed = read_conflict(tmp_path / "in.json", {"season": "busy"})
    with pytest.raises(WriteError, match="season was fixed"):
        write_conflict(fixed, tmp_path / "fixed.json")
    data = {
        "options": [{"id": "a", "by": "A"}, {"id": "b", "by": "B", "moves": "back"}],
        "names": {"now": "NN"},
        "preferences": {"A": [0, 1, 2, 3], "B": {"statements": ["a"]}, "C": [[0, 1, 2, 3]]},
    }
    named = read_conflict(written(tmp_path / "mixed.json", data))
    lost = {loss.what for loss in write_conflict(named, tmp_path / "mixed.gmcr")}
    assert lost == {"prioritised statements", "names of states", "parties that control nothing"}
    same(named, read_conflict(tmp_path / "mixed.gmcr"), names=False)
    assert not isinstance(named.model, Graph)


def test_old_files_and_names_that_several_options_have(tmp_path):
    makers: list[dict] = [{**maker} for maker in CHICKEN["decisionMakers"]]
    for maker in makers:
        maker["preferenceVector"] = maker.pop("preferenceRanking")
    old = {**CHICKEN, "decisionMakers": makers, "useManualPreferenceVectors": True}
    del old["useManualPreferenceRanking"]
    named = read_conflict(written(tmp_path / "old.gmcr", old))
    same(named, read_conflict(written(tmp_path / "new.gmcr", CHICKEN)))
    assert [choice.id for choice in named.choices] == ["A: Swerve", "B: Swerve"]


def test_what_is_not_read_is_noted(tmp_path):
    makers: list[dict] = [{**maker} for maker in CHICKEN["decisionMakers"]]
    makers[0]["misperceptions"] = [[[0, "Y"]]]
    data = {**CHICKEN, "decisionMakers": makers, "coalitions": [[0, 1]], "colour": "red"}
    notes = " ".join(read_conflict(written(tmp_path / "case.gmcr", data)).notes)
    assert "colour" in notes
    assert "coalitions" in notes
    assert "A may not perceive" in notes


def test_payoffs_stand_in_only_where_there_is_nothing_else(tmp_path):
    makers = [{"name": name, "options": [i], "payoffs": [1, 4, 2, 3]} for i, name in enumerate("AB")]
    data = {**CHICKEN, "decisionMakers": makers, "useManualPreferenceRanking": False}
    named = read_conflict(written(tmp_path / "case.gmcr", data))
    assert payoffs(named, 0).tolist() == [0, 3, 1, 2]
    makers[0]["preferences"] = [[[0, "Y"]]]
    assert payoffs(read_conflict(written(tmp_path / "case.gmcr", data)), 0).tolist() == [0, 1, 0, 1]
