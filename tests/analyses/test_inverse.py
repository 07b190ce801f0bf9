"""Inverse with names: what is counted, what would have to change, what is said where something is unknown."""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from detente.analyses import inverse as module
from detente.analyses.holding import hold
from detente.analyses.inverse import CONCEPTS, Asked, inverse
from detente.cli.paper import Paper
from detente.cli.views import holdinginverse
from detente.engines.stability.model import Conflict, graph
from detente.engines.stability.worlds import Open
from detente.errors import UnknownNameError
from detente.exchange.gmcr.door import read_conflict
from detente.space.conflicts import Choice, Named
from detente.space.openconflicts import OpenNamed
from tests.exchange.gmcr.samples import CHICKEN, as_gmcr, published, written

ROUND = Named(
    "A round",
    ("A", "B"),
    graph([{0: [1]}, {1: [2]}], [[1, 2, 0], [0, 5, 0]]),
    labels=("peace", "threat", "war"),
)


@pytest.fixture
def chicken(tmp_path: Path) -> Named:
    return read_conflict(written(tmp_path / "chicken.gmcr", CHICKEN))


def page(result):
    paper = Paper()
    holdinginverse.show(paper, result, result.conflict.short)
    return " ".join(paper.text().split())


def test_chicken_in_numbers_and_words(chicken):
    result = inverse(chicken, 3)
    nash, gmr, smr, seq, _ = result.concepts
    assert (nash.share, gmr.share, smr.share) == (Fraction(1, 4), Fraction(4, 9), Fraction(49, 144))
    assert (nash.holds, gmr.holds, smr.holds, seq.holds) == (False, True, True, False)
    assert nash.change is not None
    assert nash.change.ways == ((Asked("A", 2), Asked("B", 1)),)
    assert seq.share is None
    # of 75 rankings with ties one of two states is better than the other in 31, so not better in 44
    found = [one.counted.weak for one in nash.parties if one.counted and one.counted.weak]
    assert [(one.held, one.of) for one in found] == [(44, 75)] * 2
    text = page(result)
    assert "A would have to hold YY at least as good as NY; today it prefers that one." in text
    assert "GMR and SMR: it is one today; nothing is asked of anybody." in text
    assert result.summary.startswith(
        "For state 3 to be an equilibrium (Nash), 2 comparisons with it would have to turn"
    )


def test_what_is_asked_of_whom_and_of_whom_not():
    result = inverse(ROUND, 0, ["seq"])
    text = page(result)
    assert "there are 2 ways" in text
    assert (
        "A would have to hold peace at least as good as threat; today it prefers that one. Nothing is asked of B."
        in text
    )
    assert "B would have to hold peace better than threat" in text
    assert "SEQ: A: one place, to stand level with threat." in text


def test_json_says_the_same_and_has_no_number_that_json_cannot_hold(chicken, tmp_path):
    found = json.loads(json.dumps(inverse(chicken, 3).to_json()))
    assert found["state"] == 3
    assert set(found["concepts"]) == set(CONCEPTS)
    assert found["concepts"]["gmr"]["parties"]["A"]["counted"]["strict"] == {"held": 16, "of": 24, "share": 2 / 3}
    assert found["concepts"]["nash"]["change"]["number"] == 1
    many = Named(
        "Many",
        ("A", "B"),
        Conflict((2,) * 8, (0, 1) * 4, (np.arange(256), np.arange(256)[::-1].copy())),
        tuple(Choice(f"o{number}", by="AB"[number % 2]) for number in range(8)),
    )
    told = json.loads(json.dumps(inverse(many, 7).to_json()))
    of = told["concepts"]["gmr"]["parties"]["A"]["counted"]["strict"]["of"]
    assert of == "about 8.57817e506"
    assert told["concepts"]["gmr"]["unmade"] == ""


@pytest.mark.parametrize("name", ["elmira_12state", "cuban_missile_crisis", "syria_iraq_1975"])
def test_published_conflicts_agree_with_the_verdicts_of_hold(name, tmp_path):
    named = read_conflict(written(tmp_path / "case.gmcr", as_gmcr(published(name), ranked=True)))
    held = hold(named)
    for state in range(named.states):
        for one in inverse(named, state).concepts:
            assert {party.party: party.stable for party in one.parties} == {
                party: held.holds(one.concept, party, state) for party in named.parties
            }
            assert one.change is not None
            assert one.change.exact
            assert (one.change.least == 0) == one.holds
            assert all(party.rise is not None and party.counted is not None for party in one.parties)


@pytest.mark.parametrize("unknown", [{"unknown": {"A": ((0, 1),)}}, {"unjudged": frozenset({"A"})}])
def test_unknown_preference_is_counted_and_not_changed(unknown):
    unsure = Named("Unsure", ROUND.parties, ROUND.model, labels=ROUND.labels, **unknown)
    result = inverse(unsure, 0, ["gmr", "seq"])
    gmr, seq = result.concepts
    assert gmr.share is not None
    assert [(one.stable, one.fewest) for one in gmr.parties] == [(None, None), (True, 0)]
    assert gmr.change is None
    assert gmr.unmade == "not assessable: unknown what A prefers"
    assert [one.counted is None for one in seq.parties] == [False, True]
    assert (gmr.holds, seq.holds) == (None, None)
    assert "what would do it is not known (not assessable: unknown what A prefers)" in page(result)
    assert result.summary == "What would make state peace an equilibrium could not be told exactly."


def test_states_that_are_not_enumerated(chicken):
    named = chicken
    assert isinstance(named.model, Conflict)
    world = Open(
        named.model.sizes, named.model.controllers, lambda party, at: named.model.worth(party, at[0] + 2 * at[1])
    )
    opened = OpenNamed(named.title, named.parties, world, named.choices)
    for state in range(4):
        at = opened.find(named.short(state))[0]
        for one, other in zip(inverse(named, state).concepts, inverse(opened, at).concepts, strict=True):
            assert (one.share, one.holds) == (other.share, other.holds)
            assert one.change is not None
            assert other.change is not None
            assert (one.change.least, len(one.change.ways)) == (other.change.least, len(other.change.ways))
            assert all(party.counted is not None and party.counted.strict is None for party in other.parties)


def test_too_many_rankings_are_said_to_be_uncounted(chicken, monkeypatch):
    monkeypatch.setattr(module, "MOST_RANKED", 3)
    (nash,) = inverse(chicken, 3, ["nash"]).concepts
    assert all(one.counted is not None and one.counted.weak is None for one in nash.parties)
    assert (nash.share, nash.weak) == (Fraction(1, 4), None)


def test_a_concept_that_there_is_not(chicken):
    with pytest.raises(UnknownNameError, match="concept"):
        inverse(chicken, 0, ["best"])
