"""Coalitions of a conflict with names: signs, equilibria, ways out and answers, against the definitions."""

import itertools
import random

import numpy as np
import pytest

from detente.analyses.coalitions import ALONE, CONCEPTS, together
from detente.engines.stability.deciding import stable
from detente.engines.stability.model import Conflict
from detente.errors import TooLargeError
from detente.exchange.gmcr.door import read_conflict
from detente.space.conflicts import Choice, Named, UnknownPreferenceError
from tests.engines.stability import literal
from tests.engines.stability.test_coalitions import better, holds
from tests.exchange.gmcr.samples import as_gmcr, published, written


def named(model):
    """A conflict without titles."""
    choices = tuple(
        Choice(f"o{place}", tuple(f"v{value}" for value in range(size)), None if by is None else f"p{by}")
        for place, (size, by) in enumerate(zip(model.sizes, model.controllers, strict=True))
    )
    return Named("made", tuple(f"p{one}" for one in range(model.parties)), model, choices)


def small(rng):
    """A conflict in which every party moves."""
    while True:
        made = literal.conflict_made(rng, 16)
        if len(made.modelled) == made.parties > 1:
            return made


def test_signs_and_ways_are_those_of_the_definitions():
    rng, seen = random.Random(5), set()
    for _ in range(25):
        model = small(rng)
        world, found = literal.of(model), together(named(model))
        for members, concept, state in itertools.product(found.coalitions, CONCEPTS, range(model.states)):
            expected = holds(world, concept, list(members), state)
            assert found.signs[concept, members][state] == str(int(expected))
            seen.add((concept, expected))
        for concept in CONCEPTS:
            alone = {s for s in range(model.states) if all(world.holds(ALONE[concept], p, s) for p in world.modelled)}
            held = [s for s in alone if all(holds(world, concept, list(one), s) for one in found.coalitions)]
            assert found.equilibria(concept) == sorted(held)
            assert found.undecided(concept) == []
        checked(world, found)
    assert len(seen) == 2 * len(CONCEPTS)


def checked(world, found):
    """Every way out is one, and every answer deters it; and no coalition that would leave is left out."""
    told = {(one.state, one.members) for one in found.leaving}
    for state, members in itertools.product(found.explained, found.coalitions):
        assert ((state, members) in told) == (found.signs["cnash", members][state] == "0")
    for one in found.leaving:
        ends = better(world, list(one.members), one.state)
        assert one.improvements == len(ends)
        unstable = {concept for concept in CONCEPTS[1:] if found.signs[concept, one.members][one.state] == "0"}
        assert {concept for way in one.ways for concept in way.undeterred} == unstable
        for way in one.ways:
            assert way.to in ends
            legal(world, one.members, one.state, way.steps, way.to)
            assert set(way.undeterred) | {answer.concept for answer in way.answers} == set(CONCEPTS[1:])
            for answer in way.answers:
                worth = [(world.payoffs[p][answer.to], world.payoffs[p][one.state]) for p in one.members]
                assert any(there <= here for there, here in worth)
                others = [p for p in world.modelled if p not in one.members]
                if answer.steps is not None:
                    legal(world, others, way.to, answer.steps, answer.to, improving=answer.concept == "cseq")


def legal(world, movers, start, steps, end, *, improving=False):
    at, last = start, None
    for mover, to in steps:
        assert mover in movers
        assert mover != last
        assert to in world.moves[mover][at]
        assert not improving or world.payoffs[mover][to] > world.payoffs[mover][at]
        at, last = to, mover
    assert at == end


def test_asked_states_alone():
    model = small(random.Random(6))
    every, one = together(named(model)), together(named(model), [0])
    assert one.states == [0]
    for key, row in one.signs.items():
        assert row == every.signs[key][0]
    assert all(leaving.state == 0 for leaving in one.leaving)
    assert {jump.start for jump, _ in one.jumps or ()} <= {0}


def test_time_that_is_up_leaves_signs_open():
    found = together(named(small(random.Random(7))), stop=lambda: True)
    assert found.open == sum(map(len, found.signs.values()))
    assert found.jumps is None
    assert all(found.equilibria(concept) == [] for concept in CONCEPTS)
    assert found.undecided("cgmr") == sorted(found.alone["gmr"])
    assert found.to_json()["stable"][0]["cnash"] == "?" * found.conflict.states


def test_a_jump_of_elmira(tmp_path):
    """The published one: Uniroyal and the Ministry go together from the status quo's end to the compromise."""
    case = published("elmira_12state")
    conflict = read_conflict(written(tmp_path / "case.gmcr", as_gmcr(case, ranked=True)))
    found = together(conflict)
    assert found.jumps is not None
    jumps = {(conflict.short(jump.start), conflict.short(jump.end), jump.members) for jump, _ in found.jumps}
    assert jumps == {("NYNNY", "YNYNY", (0, 1))}


def test_a_jump_says_every_concept_of_both_ends():
    rng = random.Random(31)
    seen: set[str] = set()
    for _ in range(60):
        model = small(rng)
        found, lone = together(named(model)), stable(model)
        assert found.jumps is not None
        for jump, concepts in found.jumps:
            held = {one: set(lone.equilibria(one).tolist()) for one in ("nash", "gmr", "smr", "seq", "sseq")}
            assert concepts == tuple(one for one, states in held.items() if {jump.start, jump.end} <= states)
            seen.update(concepts)
    assert seen == {"nash", "gmr", "smr", "seq", "sseq"}


def test_what_is_refused():
    model = Conflict((2,) * 12, (0, 1) * 6, (np.arange(4096), np.arange(4096)))
    with pytest.raises(TooLargeError, match="--state"):
        together(named(model))
    assert together(named(model), [4095], most=2).equilibria("cnash") == [4095]
    unsure = Named("made", ("p0", "p1"), model, named(model).choices, unknown={"p1": ((0, 1), (1, 2))})
    with pytest.raises(UnknownPreferenceError, match=r"It is unknown what p1 prefers between N.* and 1 more such pair"):
        together(unsure, [0])
