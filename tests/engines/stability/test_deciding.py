"""Verdicts against the definitions, read literally, and against the published cases."""

import hashlib
import random

import numpy as np
import pytest

from detente.engines.stability.deciding import stable
from detente.engines.stability.model import CONCEPTS, Conflict, Graph
from tests.engines.stability import literal, published

BESIDE = pytest.mark.skipif(not published.FILES, reason="the published conflicts are not beside the checkout")
SMALL = [path for path in published.FILES if "gatt" not in path.name]


def check(conflict: Conflict | Graph) -> int:
    """Every cell against the definitions; how many there were."""
    world, found = literal.of(conflict), stable(conflict)
    assert found.parties == tuple(world.modelled)
    for concept in CONCEPTS:
        for party in world.modelled:
            assert found.text(concept, party) == world.verdicts(concept, party), (concept, party, conflict)
        expected = [s for s in range(found.states) if all(found.holds(concept, p)[s] for p in found.parties)]
        assert found.equilibria(concept).tolist() == expected
    return found.states * len(found.parties) * len(CONCEPTS)


def test_random_conflicts_as_defined():
    rng, cells = random.Random(6), 0
    while cells < 80_000:
        cells += check(literal.conflict_made(rng))


def test_random_graphs_as_defined():
    rng, cells = random.Random(7), 0
    while cells < 30_000:
        cells += check(literal.graph_made(rng))


@BESIDE
@pytest.mark.parametrize("path", SMALL, ids=lambda path: path.stem)
def test_the_definitions_agree_with_published_verdicts(path):
    data = published.load(path)
    conflict = published.conflict_of(data)
    world, found = literal.of(conflict), stable(conflict)
    for concept, party, expected in published.pairs(data):
        assert world.verdicts(concept, party) == expected
        assert found.text(concept, party) == expected
    for name, expected in data["expected"]["definition_literal"].items():
        assert found.equilibria(published.NAMES[name]).tolist() == published.numbers(expected["equilibria"])
    for party, one in enumerate(data["decision_makers"]):
        for state, others in one["reachable_one_move"].items():
            assert conflict.reached(party, int(state) - 1).tolist() == published.numbers(others)


@BESIDE
def test_the_trade_negotiation():
    data = published.load(published.FOLDER / "gatt_trade_20options.json")
    found = stable(published.conflict_of(data))
    assert found.states == data["n_feasible"]
    for name, expected in data["expected"]["definition_literal"].items():
        concept = published.NAMES[name]
        for party, one in enumerate(data["decision_makers"]):
            digits = found.text(concept, party)
            assert digits.count("1") == expected["stable_counts"][one["name"]]
            assert hashlib.sha256(digits.encode()).hexdigest() == expected["stable_sha256"][one["name"]]
        held = found.equilibria(concept) + 1
        assert len(held) == expected["equilibria_count"]
        text = ",".join(map(str, held.tolist()))
        assert hashlib.sha256(text.encode()).hexdigest() == expected["equilibria"]["sha256_of_comma_joined"]


def test_parties_and_concepts_are_chosen():
    conflict = literal.conflict_made(random.Random(1))
    every, party = stable(conflict), conflict.modelled[-1]
    some = stable(conflict, ("sseq",), [party])
    assert some.parties == (party,)
    assert list(some.bits) == [("sseq", party)]
    assert some.text("sseq", party) == every.text("sseq", party)
    with pytest.raises(ValueError, match="unknown concepts"):
        stable(conflict, ("best",))


def test_a_party_that_controls_nothing_gets_no_verdict():
    conflict = Conflict((2, 2), (0, None), (np.array([1, 2, 3, 4]), None))
    found = stable(conflict)
    assert found.parties == (0,)
    assert found.text("gmr", 0) == "0101"
    assert found.equilibria("nash").tolist() == [1, 3]


def test_payoffs_of_any_size_keep_their_order():
    huge = np.array([2**62, -(2**62), 2**40, 2**62])
    plain = np.array([2, 0, 1, 2])
    other = np.array([0, 1, 1, 0])
    for concept in CONCEPTS:
        one = stable(Conflict((2, 2), (0, 1), (huge, other)))
        assert one.text(concept, 0) == stable(Conflict((2, 2), (0, 1), (plain, other))).text(concept, 0)
