"""What all states share as their certificate shows the verdicts of the definitions, and nothing that is not so."""

import random
from itertools import product

import numpy as np
import pytest

from detente.engines.stability import reducing
from detente.engines.stability.certifyingwhole import Certifying
from detente.engines.stability.deciding import stable
from detente.engines.stability.model import CONCEPTS, Conflict, Graph, graph
from detente.engines.stability.replayingwhole import Lists, Options, flaw
from tests.engines.stability import literal

SANCTIONS = CONCEPTS[1:]


def worlds(count, seed, most=24):
    rng = random.Random(seed)
    for number in range(count):
        conflict = literal.graph_made(rng, 8) if number % 3 == 0 else literal.conflict_made(rng, most)
        yield conflict, world_of(conflict), literal.of(conflict)


def world_of(conflict):
    return Lists(conflict) if isinstance(conflict, Graph) else Options(conflict)


def digits(text):
    return np.array([one == "1" for one in text])


def better(truth, concept, mover, state):
    return truth.better(mover, state) if concept in ("seq", "sseq") else truth.moves[mover][state]


def without(bits, state):
    turned = bits.copy()
    turned[state] ^= True
    return turned


# --------------------------------------------------------------------------------- what the checker sees


def test_moves_are_those_of_the_definitions():
    rng = np.random.default_rng(1)
    for conflict, world, truth in worlds(60, 1):
        assert (world.movers, world.states) == (list(truth.modelled), truth.states)
        explicit = isinstance(conflict, Graph)
        for mover, gaining in product(truth.modelled, (False, True)):
            concept = "seq" if gaining else "gmr"
            moves = [set(better(truth, concept, mover, state)) for state in range(truth.states)]
            following = rng.integers(0, world.nodes, world.nodes)
            for node, (after, may) in enumerate(
                zip(following, world.may(following, mover, gaining=gaining), strict=True)
            ):
                (last, at), (by, to) = divmod(node, truth.states), divmod(int(after), truth.states)
                if explicit:
                    assert may == (last != mover == by and to in moves[at])
                elif at != to:
                    assert may == (to in moves[at])
            numbers = rng.integers(0, min(rng.choice((2, 30)), truth.states), world.nodes)
            sinking = [
                at
                for node in range(world.nodes)
                for last, at in [divmod(node, truth.states)]
                for to in moves[at]
                if not (explicit and last == mover)
                and numbers[mover * truth.states + to if explicit else to] < numbers[node]
            ]
            found = world.sinks(numbers, mover, gaining=gaining)
            assert found in sinking if sinking else found is None
        for mover in truth.modelled:
            numbers = rng.integers(0, 9, truth.states)
            expected = [max(numbers[[at, *truth.moves[mover][at]]]) for at in range(truth.states)]
            assert world.greatest(numbers, mover).tolist() == expected


# --------------------------------------------------------------------------------- what is so is shown


@pytest.mark.parametrize("patience", [0, 400])
def test_every_verdict_of_the_definitions_is_shown(patience, monkeypatch):
    if not patience:
        monkeypatch.setattr(reducing, "_PATIENCE", 0)
    cells, rng = 0, random.Random(patience)
    for conflict, world, truth in worlds(150, 2 + patience, 40):
        certifying = Certifying(conflict, patience)
        for concept, party in product(CONCEPTS, truth.modelled):
            bits, following = digits(truth.verdicts(concept, party)), certifying.following(concept, party)
            assert flaw(world, (concept, party), bits, following) is None
            turned = rng.randrange(truth.states)
            told = flaw(world, (concept, party), without(bits, turned), following)
            assert told is not None
            assert told.state == turned
            assert told.what == f"it is {'' if bits[turned] else 'not '}stable"
            cells += len(bits)
    assert cells > 10_000


def test_without_states_between_them_lines_of_one_party_are_long():
    """All options of one party, most of them forward only; and one that nobody controls."""
    rng = np.random.default_rng(4)
    forward = np.triu(np.ones((3, 3), dtype=bool))
    feasible = rng.random(2 * 3**5) < 0.8
    payoffs = tuple(rng.integers(0, 9, np.count_nonzero(feasible)) for _ in range(2))
    conflict = Conflict(
        (3, 3, 2, 3, 3, 3), (0, 0, None, 0, 0, 1), payoffs, (forward, None, None, forward, forward, None), feasible
    )
    found, certifying, world = stable(conflict), Certifying(conflict), Options(conflict)
    for concept, party in found.bits:
        bits = found.holds(concept, party)
        assert flaw(world, (concept, party), bits, certifying.following(concept, party)) is None
        assert flaw(world, (concept, party), without(bits, 17), certifying.following(concept, party)) is not None


# --------------------------------------------------------------------------------- what is not so is not


def test_no_certificate_shows_what_is_not_so():
    """Whatever is written into it: at random, the party's own moves, moves in a circle, everybody at rest."""
    rng, caught, harmless = random.Random(5), 0, 0
    for conflict, world, truth in worlds(60, 5):
        certifying = Certifying(conflict)
        for concept, party in product(SANCTIONS, truth.modelled):
            bits, following = digits(truth.verdicts(concept, party)), certifying.following(concept, party)
            wrong = without(bits, rng.randrange(len(bits)))
            for forged in forgeries(world, truth, following, rng):
                assert flaw(world, (concept, party), wrong, forged) is not None
                # one may have put another proof of the same in the place of the first
                if flaw(world, (concept, party), bits, forged) is None:
                    harmless += 1
                else:
                    caught += 1
    assert caught > harmless > 0


def forgeries(world, truth, following, rng):
    for _ in range(3):
        forged = following.copy()
        forged[rng.randrange(len(forged))] = rng.randrange(len(forged))
        yield forged
    yield np.arange(len(following))
    yield np.array([rng.randrange(len(following)) for _ in following])
    mover = rng.choice(truth.modelled)
    explicit = isinstance(world, Lists)
    moved = following.copy()
    for node in range(len(following)):
        reached = truth.moves[mover][node % truth.states]
        if reached and rng.random() < 0.7:
            moved[node] = rng.choice(reached) + (mover * truth.states if explicit else 0)
    yield moved


def following(conflict, concept):
    found = Certifying(conflict).following(concept, 0)
    assert found is not None
    return found.tolist()


def told(conflict, concept, party, **changes):
    """What is said of a certificate with one entry changed; verdicts are as they should be."""
    certificate = Certifying(conflict).following(concept, party)
    assert certificate is not None
    for at, to in changes.items():
        certificate[int(at[1:])] = to
    bits = stable(conflict).holds(concept, party)
    found = flaw(world_of(conflict), (concept, party), bits, certificate)
    return None if found is None else (found.what, found.state)


NOBODY = "nobody else has the move that is said to come next"


def test_each_kind_of_forgery_is_named():
    # party 1 may take state 0 to 2 and gain, and 1 to 3 and lose; for party 0 that is worse, and better
    conflict = Conflict((2, 2), (0, 1), (np.array([2, 3, 1, 4]), np.array([0, 1, 1, 0])))
    assert following(conflict, "seq") == [2, 1, 2, 1]
    assert following(conflict, "gmr") == [2, 1, 2, 1]
    assert told(conflict, "gmr", 0) is None
    assert told(conflict, "gmr", 0, s0=1) == (NOBODY, 0)
    assert told(conflict, "gmr", 0, s0=3) == (NOBODY, 0)
    assert told(conflict, "seq", 0, s1=3) == (NOBODY, 1)
    assert told(conflict, "gmr", 0, s1=3) == ("the moves that are said to come next never end", 1)
    assert told(conflict, "gmr", 0, s1=3, s3=3) == ("it is worse as it is than where others are said to bring it", 1)
    assert told(conflict, "gmr", 0, s0=0) == ("party 1 can make it worse than is said", 0)
    assert told(conflict, "seq", 0, s0=0) == ("party 1 can make it worse than is said", 0)
    for wrong in (-1, 4):
        assert told(conflict, "gmr", 0, s0=wrong) == ("it does not say of each state what comes next", None)


def test_what_cannot_be_undone_is_no_move():
    forward = np.triu(np.ones((2, 2), dtype=bool))
    conflict = Conflict((2, 2), (0, 1), (np.array([2, 3, 1, 4]), np.array([0, 1, 1, 0])), (forward, forward))
    assert following(conflict, "gmr") == [2, 1, 2, 3]
    assert told(conflict, "gmr", 0) is None
    assert told(conflict, "gmr", 0, s3=1) == (NOBODY, 3)


def test_infeasible_states_do_not_hide_moves():
    feasible = np.array([True, True, False, True, True, True])
    conflict = Conflict((2, 3), (0, 1), (np.array([2, 3, 4, 0, 1]), np.array([0, 0, 0, 0, 0])), (), feasible)
    assert following(conflict, "gmr") == [3, 4, 4, 3, 4]
    assert told(conflict, "gmr", 0, s1=1) == ("party 1 can make it worse than is said", 1)
    assert told(conflict, "gmr", 0, s1=3) == (NOBODY, 1)


def test_in_a_graph_nobody_moves_twice_running():
    # 0 moves to 1, party 1 on to 2; only it could go on from there to 3, which is worst for party 0
    lists = [{0: [1]}, {1: [2], 2: [3]}, {}]
    conflict = graph(lists, [[1, 2, 2, 0], [0, 0, 0, 0], [0, 0, 0, 0]])
    assert stable(conflict).text("gmr", 0) == "0111"
    assert told(conflict, "gmr", 0) is None
    # (party 0, state 1) to (party 1, state 2), and from there to (party 1, state 3)
    assert told(conflict, "gmr", 0, s1=6, s6=7) == (NOBODY, 2)
    # by a party that has no such move
    assert told(conflict, "gmr", 0, s1=10) == (NOBODY, 1)
    moved = graph([{0: [1]}, {1: [2]}, {2: [3]}], [[1, 2, 2, 0], [0, 0, 0, 0], [0, 0, 0, 0]])
    assert stable(moved).text("gmr", 0) == "1111"
    assert told(moved, "gmr", 0, s1=1) == ("party 1 can make it worse than is said", 1)


def test_a_certificate_is_of_all_states():
    conflict = Conflict((2, 2), (0, 1), (np.array([2, 3, 1, 4]), np.array([0, 1, 1, 0])))
    world, bits = Options(conflict), stable(conflict).holds("gmr", 0)
    for certificate in (None, np.arange(3)):
        found = flaw(world, ("gmr", 0), bits, certificate)
        assert found is not None
        assert found.what == "it does not say of each state what comes next"
    found = flaw(world, ("gmr", 0), bits[:3], np.arange(4))
    assert found is not None
    assert found.what == "there are verdicts on 3 states, of 4"
