"""Contradictions against the definition written out: sets, kinds, readings, regions, witnesses."""

from __future__ import annotations

import itertools

from hypothesis import given

from detente.engines.norms.contradictions import contradictions
from detente.engines.norms.model import System
from detente.engines.scopes import cells
from tests.engines.norms.literal import Literal, written_out
from tests.engines.norms.systems import systems


def compared(system: System) -> None:
    found = contradictions(system)
    literal = Literal(system)
    assert found.complete
    strong = [one for one in found.found if not one.weak]
    expected = literal.contradictions()
    assert sorted(one.clauses for one in strong) == sorted(tuple(sorted(one)) for one in expected)
    for one in strong:
        told = expected[frozenset(one.clauses)]
        assert one.textual == told["textual"]
        fits = [reading for reading in literal.readings() if all(reading[q] == a for q, a in one.answers)]
        assert all(reading in told["clash"] for reading in fits)
        least = [reading for reading in fits if reading in told["least"]]
        assert least
        assert len(one.answers) == fewest(literal, told)
        witnessed = next(r for r in least if all(r[q] == a for q, a in one.witness.answers))
        assert one.kind == literal.kind(frozenset(one.clauses), witnessed)
        region = set().union(*(literal.region(frozenset(one.clauses), reading) for reading in least))
        assert written_out(one.region) == region
        assert cells(one.region) == len(region)
    weakly(literal, [one for one in found.found if one.weak])


def fewest(literal: Literal, told: dict) -> int:
    """The fewest answers that bring it about, whatever the others."""
    sizes = literal.system.questions
    for count in range(len(sizes) + 1):
        for some in itertools.combinations(range(len(sizes)), count):
            for chosen in itertools.product(*(range(sizes[q]) for q in some)):
                fits = [r for r in literal.readings() if all(r[q] == a for q, a in zip(some, chosen, strict=True))]
                if all(r in told["clash"] for r in fits) and any(r in told["least"] for r in fits):
                    return count
    raise AssertionError("no answers bring it about")


def weakly(literal: Literal, found: list) -> None:
    by_reading = [(reading, literal.weak(reading)) for reading in literal.readings()]
    expected = set().union(*(set(pairs) for _, pairs in by_reading))
    assert {frozenset(one.clauses) for one in found} == expected
    assert len(found) == len(expected)
    for one in found:
        pair = frozenset(one.clauses)
        assert one.textual == all(pair in pairs for _, pairs in by_reading)
        fits = [pairs for r, pairs in by_reading if all(r[q] == a for q, a in one.answers)]
        assert all(pair in pairs for pairs in fits)
        assert written_out(one.region) == set().union(*(pairs[pair] or set() for pairs in fits))


@given(systems(statuses=False, answers=False, caps=False))
def test_floors_and_prohibitions(system):
    compared(system)


@given(systems(statuses=False, answers=False))
def test_caps_and_floors(system):
    compared(system)


@given(systems(statuses=False))
def test_readings(system):
    compared(system)


@given(systems())
def test_all_together(system):
    compared(system)
