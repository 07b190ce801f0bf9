"""What can come of a state: the same by layers and by search, and no step that is not permitted."""

import random

from detente.analyses.evolution import KINDS, MOST_PATHS, evolution
from detente.engines.stability.model import Conflict, Graph
from detente.space.conflicts import Choice, Named
from tests.analyses.test_holding_coalitions import legal
from tests.engines.stability import literal


def named(model, **more):
    parties = tuple(f"p{one}" for one in range(model.parties))
    if isinstance(model, Graph):
        return Named("made", parties, model, labels=tuple(f"s{one}" for one in range(model.states)), **more)
    choices = tuple(
        Choice(f"o{place}", tuple(f"v{value}" for value in range(size)), None if by is None else f"p{by}")
        for place, (size, by) in enumerate(zip(model.sizes, model.controllers, strict=True))
    )
    return Named("made", parties, model, choices, **more)


def made(rng):
    while True:
        model = literal.conflict_made(rng, 16) if rng.random() < 0.6 else literal.graph_made(rng, 7)
        if len(model.modelled) == model.parties:
            return model


def reached(world, start, step):
    """By fewest moves: the definition, layer by layer over (state, last mover)."""
    found, layer, moves = {start: 0}, {(start, None)}, 0
    seen: set[tuple] = set()
    while layer:
        moves += 1
        steps = ((at, mover) for at, last in layer for mover in world.modelled if mover != last)
        layer = {(to, mover) for at, mover in steps for to in step(mover, at)} - seen
        seen |= layer
        for to, _ in layer:
            found.setdefault(to, moves)
    return found


def test_fewest_moves_and_permitted_steps():
    rng = random.Random(3)
    for _ in range(40):
        model = made(rng)
        world, start = literal.of(model), rng.randrange(model.states)
        found = evolution(named(model), start, {"nash": range(model.states), "gmr": [start]})

        def better(mover, at, world=world):
            return [t for t in world.moves[mover][at] if world.payoffs[mover][t] > world.payoffs[mover][at]]

        def freely(mover, at, world=world):
            return world.moves[mover][at]

        for kind, step in zip(KINDS, (better, freely), strict=True):
            far = reached(world, start, step)
            assert {one.state: one.moves[kind] for one in found.arrivals} == {
                state: far.get(state) for state in range(model.states)
            }
            assert found.reached[kind].states == len(far)
            assert found.reached[kind].moves == max(far.values())
            for one in found.arrivals:
                if one.moves[kind] is not None:
                    steps = one.steps[kind]
                    assert steps is not None
                    assert len(steps) == one.moves[kind]
                    legal(world, world.modelled, start, steps, one.state, improving=kind == "improvements")
        assert next(one for one in found.arrivals if one.state == start).concepts == ("nash", "gmr")


def test_what_is_unknown_is_no_improvement():
    model = Conflict((2, 2), (0, 1), tuple(literal_payoffs([[0, 1, 2, 3], [0, 1, 2, 3]])))
    plain = evolution(named(model), 0, {"nash": [3]})
    assert plain.arrivals[0].moves == {"improvements": 2, "any": 2}
    unsure = evolution(named(model, unknown={"p1": ((0, 2), (1, 3))}), 0, {"nash": [3]})
    assert unsure.arrivals[0].moves == {"improvements": None, "any": 2}
    one = evolution(named(model, unjudged=frozenset({"p0"})), 0, {"nash": [2, 3]})
    assert {arrival.state: arrival.moves["improvements"] for arrival in one.arrivals} == {2: 1, 3: None}


def literal_payoffs(rows):
    import numpy as np

    return [np.array(row) for row in rows]


def test_of_very_many_the_nearest_are_followed():
    model = Conflict((2,) * 11, (0, 1) * 5 + (1,), tuple(literal_payoffs([range(2048), range(2048)])))
    found = evolution(named(model), 0, {"nash": range(2048)})
    assert found.unfollowed == 2048 - MOST_PATHS
    told = found.to_json()["equilibria"]
    assert told[0] == {
        "state": 0,
        "concepts": ["nash"],
        "improvements": {"moves": 0, "steps": []},
        "any": {"moves": 0, "steps": []},
    }
    assert told[-1]["any"]["moves"] == 2
    assert told[-1]["any"]["steps"] is None
