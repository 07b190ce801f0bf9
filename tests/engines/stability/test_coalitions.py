"""Coalitions and evolution against the definitions, read literally, and against the published cases."""

import itertools
import random

import pytest

from detente.engines.stability.coalitions import COALITION_CONCEPTS, Coalitions
from detente.engines.stability.deciding import stable
from detente.engines.stability.evolving import evolve
from detente.engines.stability.model import Conflict, graph
from detente.engines.stability.spreading import spread
from tests.engines.stability import literal, published

PUBLISHED = {
    "CNash": "cnash",
    "CGMR": "cgmr",
    "CSMR": "csmr",
    "CSEQ_individual_UI_sanctions": "cseq",
    "CSEQ_coalition_improvement_sanctions": "cseq_coalitions",
}


def better(world, members, state):
    """Coalition improvements."""
    return {t for t in world.any(members, state) if all(world.payoffs[p][t] > world.payoffs[p][state] for p in members)}


def together(world, others, start):
    """Legal sequences of coalition improvements by coalitions among others."""
    among = [one for size in range(1, len(others) + 1) for one in itertools.combinations(others, size)]
    return world.sequences(among, start, lambda one, state: sorted(better(world, one, state)))


def stable_for(coalitions, concept, members, states):
    return [coalitions.holds(concept, members, state) for state in states]


def holds(world, concept, members, state):
    others = [party for party in world.modelled if party not in members]

    def preferred(other):
        return all(world.payoffs[party][other] > world.payoffs[party][state] for party in members)

    def deters(answer):
        if preferred(answer):
            return False
        return concept != "csmr" or not any(map(preferred, world.any(members, answer)))

    for improvement in better(world, members, state):
        if concept == "cnash":
            return False
        if concept == "cseq_coalitions":
            answers = together(world, others, improvement)
        else:
            answers = (world.improving if concept == "cseq" else world.any)(others, improvement)
        if not any(map(deters, answers)):
            return False
    return True


def check(conflict):
    world = literal.of(conflict)
    coalitions: Coalitions[int] = Coalitions(conflict)
    for members in coalitions.every(1, 3):
        for state in range(world.states):
            assert set(coalitions.improvements(members, state)) == better(world, members, state)
        for concept in COALITION_CONCEPTS:
            found = stable_for(coalitions, concept, members, range(world.states))
            assert found == [holds(world, concept, members, state) for state in range(world.states)]
    lone = stable(conflict)
    for party, (alone, name) in itertools.product(lone.parties, zip(("cnash", "cgmr"), ("nash", "gmr"), strict=True)):
        assert stable_for(coalitions, alone, (party,), range(world.states)) == lone.holds(name, party).tolist()


def test_random_coalitions_as_defined():
    rng = random.Random(10)
    for _ in range(30):
        check(literal.conflict_made(rng, 12))
    for _ in range(60):
        check(literal.graph_made(rng, 6))


def jumps(world, held):
    """Coalitions that reach an equilibrium from another, all members gaining, and no proper part of which does."""
    parts = [one for size in range(1, len(world.modelled) + 1) for one in itertools.combinations(world.modelled, size)]
    reached = {(one, state): set(world.any(one, state)) for one in parts for state in held}
    return {
        (members, start, end)
        for members, start, end in itertools.product(parts, held, held)
        if len(members) > 1 and end in better(world, members, start)
        if not any(set(one) < set(members) and end in reached[one, start] for one in parts)
    }


def test_jumps_are_those_that_no_fewer_make():
    rng, sizes = random.Random(11), set()
    for number in range(240):
        conflict = literal.graph_made(rng, 8) if number % 2 else literal.conflict_made(rng, 16)
        world, held = literal.of(conflict), stable(conflict).equilibria("gmr").tolist()
        coalitions: Coalitions[int] = Coalitions(conflict)
        listed = coalitions.jumps(held)
        found = {(jump.members, jump.start, jump.end): jump.steps for jump in listed}
        assert len(found) == len(listed)
        assert set(found) == jumps(world, held)
        assert set(found) == {(one.members, one.start, one.end) for s in held for one in coalitions.jumps(held, (s,))}
        sizes |= {len(members) for members, _, _ in found}
        for (members, start, end), steps in found.items():
            assert {mover for mover, _ in steps} == set(members)
            at, last = start, None
            for mover, to in steps:
                assert mover != last
                assert to in world.moves[mover][at]
                at, last = to, mover
            assert at == end
    assert sizes >= {2, 3}


WITH = [path for path in published.FILES if "coalition_analysis" in published.load(path)]


@pytest.mark.skipif(not published.FILES, reason="the published conflicts are not beside the checkout")
@pytest.mark.parametrize("path", WITH, ids=lambda path: path.stem)
def test_published_coalitions(path):
    data = published.load(path)
    names = [party["name"] for party in data["decision_makers"]]
    conflict = published.conflict_of(data)
    coalitions: Coalitions[int] = Coalitions(conflict)
    for name, expected in data["coalition_analysis"].items():
        members = tuple(sorted(names.index(one) for one in name.strip("{}").split(", ")))
        for state in range(conflict.states):
            gains = sorted(coalitions.improvements(members, state))
            assert gains == published.numbers(expected["coalition_improvements"].get(str(state + 1), []))
        for concept, digits in expected.items():
            if concept in PUBLISHED:
                found = stable_for(coalitions, PUBLISHED[concept], members, range(conflict.states))
                assert "".join(str(int(one)) for one in found) == digits, concept


@pytest.mark.skipif(not published.FILES, reason="the published conflicts are not beside the checkout")
def test_published_evolution():
    seen = 0
    for path in published.FILES:
        data = published.load(path)
        for start, expected in data.get("evolution_from_status_quo", {}).items():
            conflict = published.conflict_of(data)
            for improving, name in ((False, "min_moves_any"), (True, "min_moves_UI_only")):
                found = evolve(conflict, int(start) - 1, improving=improving).moves
                assert {str(state + 1): moves for state, moves in found.items()} == expected[name]
                seen += 1
    assert seen > 10


def test_evolution_takes_shortest_legal_sequences():
    rng = random.Random(12)
    for number in range(60):
        conflict = literal.graph_made(rng, 10) if number % 2 else literal.conflict_made(rng, 20)
        world = literal.of(conflict)
        for improving in (False, True):
            found = evolve(conflict, 0, improving=improving)
            expected = (world.improving if improving else world.any)(world.modelled, 0) | {0}
            assert set(found.paths) == expected
            layer: set[tuple[int, int]] = {(0, -1)}
            moves = {0: 0}
            for count in range(1, 40):
                step = world.better if improving else lambda party, state, world=world: world.moves[party][state]
                layer = {(t, p) for s, last in layer for p in world.modelled if p != last for t in step(p, s)}
                for state, _ in layer:
                    moves.setdefault(state, count)
            assert found.moves == moves
            some = sorted(expected)[-2:]
            assert evolve(conflict, 0, improving=improving, wanted=some).moves == {s: moves[s] for s in some}


def test_distances_of_all_states_at_once():
    rng = random.Random(17)
    for _ in range(150):
        conflict = literal.conflict_made(rng, 60)
        start = rng.randrange(conflict.states)
        for improving in (False, True):
            found = spread(conflict, start, improving=improving)
            expected = evolve(conflict, start, improving=improving)
            assert {s: n for s, n in enumerate(found.distance.tolist()) if n >= 0} == expected.moves
            for state in range(conflict.states):
                steps = found.path(state)
                assert (steps is None) == (state not in expected.paths)
                at, last = start, None
                for mover, to in steps or ():
                    assert mover != last
                    assert to in conflict.reached(mover, at)
                    assert not improving or conflict.worth(mover, to) > conflict.worth(mover, at)
                    at, last = to, mover
                assert steps is None or (at == state and len(steps) == found.distance[state])


@pytest.mark.skipif(not published.FILES, reason="the published conflicts are not beside the checkout")
def test_the_trade_negotiation_from_its_status_quo():
    conflict = published.conflict_of(published.load(published.FOLDER / "gatt_trade_20options.json"))
    assert isinstance(conflict, Conflict)
    found = spread(conflict, 0)
    assert found.distance.max() == 6, "each of six parties moves at most once"
    far = int(found.distance.argmax())
    assert len(set(found.path(far) or ())) == 6


def test_nobody_answers_twice_running():
    """The only other party would have to move twice running to hurt the first one."""
    made = graph([{0: [1]}, {1: [2], 2: [3]}], [[1, 2, 2, 0], [0, 0, 1, 2]])
    coalitions: Coalitions[int] = Coalitions(made)
    for concept in COALITION_CONCEPTS:
        assert not coalitions.holds(concept, (0,), 0), concept
    assert stable(made).text("gmr", 0)[0] == stable(made).text("seq", 0)[0] == "0"
