"""Contradictions against the definition written out: sets, kinds, readings, regions, witnesses."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given

from bench.treaties import pairs, planted, product
from detente.engines.norms.contradictions import contradictions
from detente.engines.norms.model import Norm, Sense, System
from detente.engines.norms.readings import Judged, Named, name
from detente.engines.scopes import cells
from tests.engines.norms.literal import Literal, written_out
from tests.engines.norms.replaying import replayed
from tests.engines.norms.systems import systems

CELL = (1, 1, 1, 1, 1)


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
        assert all(reading in told["least"] for reading in fits)
        least = fits
        assert len(one.answers) == fewest(literal, told)
        witnessed = next(r for r in least if all(r[q] == a for q, a in one.witness.answers))
        assert one.kind == literal.kind(frozenset(one.clauses), witnessed)
        region = set().union(*(literal.region(frozenset(one.clauses), reading) for reading in least))
        assert written_out(one.region) == region
        assert cells(one.region) == len(region)
    weakly(literal, [one for one in found.found if one.weak])
    for one in found.found:
        replayed(literal, one)


def fewest(literal: Literal, told: dict) -> int:
    """The fewest answers under which it is a contradiction, whatever the others."""
    sizes = literal.system.questions
    for count in range(len(sizes) + 1):
        for some in itertools.combinations(range(len(sizes)), count):
            for chosen in itertools.product(*(range(sizes[q]) for q in some)):
                fits = [r for r in literal.readings() if all(r[q] == a for q, a in zip(some, chosen, strict=True))]
                if all(r in told["least"] for r in fits):
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


@pytest.mark.parametrize("seed", range(4))
def test_planted_contradictions_are_all_found_and_nothing_else(seed):
    system, expected = planted(120, 12, seed)
    found = contradictions(system)
    assert found.complete
    assert {one.clauses for one in found.found} == expected
    assert all(one.textual and one.region and not one.weak for one in found.found)


@pytest.mark.parametrize("seed", range(3))
def test_pairs_are_those_of_the_product(seed):
    system = pairs(24, seed)
    assert {one.clauses for one in contradictions(system).found if len(one.clauses) == 2} == product(system)


def test_who_stops_it_is_told_that_there_may_be_more():
    system, expected = planted(60, 5)
    found = contradictions(system, stop=lambda: True)
    assert not found.complete
    assert {one.clauses for one in found.found} <= expected


def test_answers_held_together_are_named_before_heavier_ones():
    norms = (
        Norm(0, ((0, 0),), Sense.AT_LEAST, (CELL,), 1),
        Norm(0, ((0, 1),), Sense.AT_LEAST, (CELL,), 1),
        Norm(1, ((1, 0),), Sense.AT_MOST, (CELL,)),
        Norm(1, ((1, 1),), Sense.AT_MOST, (CELL,)),
    )
    system = System((1, 1, 1, 1, 1), norms, 2, (3, 3))
    one, two, nobody = frozenset({1}), frozenset({2}), frozenset[int]()
    judged = Judged(((one, two, nobody), (nobody, two, nobody)), ((0.9, 0.1, None), (0.9, 0.2, None)))
    (found,) = contradictions(system, judged).found
    assert (found.answers, found.held_by, found.textual) == (((0, 1), (1, 1)), (2,), False)
    (found,) = contradictions(system, Judged(weights=judged.weights)).found
    assert (found.answers, found.held_by) == (((0, 0), (1, 0)), ())


def test_a_set_of_which_a_part_clashes_under_some_answer_is_not_textual():
    norms = (
        Norm(0, (), Sense.AT_LEAST, (CELL,), 3),
        Norm(1, (), Sense.AT_LEAST, (CELL,), 1),
        Norm(2, ((0, 0),), Sense.AT_MOST, (CELL,), 2),
        Norm(2, ((0, 1),), Sense.AT_MOST, (CELL,)),
    )
    found = {one.clauses: one for one in contradictions(System((1, 1, 1, 1, 1), norms, 3, (2,))).found}
    assert {clauses: one.answers for clauses, one in found.items()} == {(0, 2): (), (1, 2): ((0, 1),)}
    norms = (norms[0], Norm(1, (), Sense.AT_MOST, (CELL,), 4, (False,) * 5), *norms[2:])
    norms = (*norms[:2], Norm(2, ((0, 0),), Sense.AT_LEAST, ((1, 1, 1, 2, 1),), 2), norms[3])
    wide = tuple(replace(n, scope=((1, 1, 1, 3, 1),), per=(False,) * 5) if n.clause == 1 else n for n in norms)
    found = {one.clauses: one for one in contradictions(System((1, 1, 1, 2, 1), wide, 3, (2,))).found}
    assert {clauses: one.answers for clauses, one in found.items()} == {(0, 1, 2): ((0, 0),), (0, 2): ((0, 1),)}


def test_too_many_combinations_still_name_answers_under_which_no_part_clashes():
    own = [((0, 0),), tuple((n, 0) for n in range(13))]
    below = [((1, 0), (2, 0))]
    named = name(own, below, (2,) * 13, Judged())
    assert named == Named(((0, 0), (1, 1)), False, (((0, 0), (1, 1)),), exact=False)


def test_what_is_decided_on_one_day_can_be_decided_otherwise_on_another():
    """The floor over both days is asked for on a day if the fact does not hold there, or if the parties say so."""
    days = ((1, 1, 1, 1, 3),)
    when = ("or", (("not", ("var", 0)), ("not", ("var", 1))))
    floor = Norm(0, (), Sense.AT_LEAST, days, 1, (False,) * 5, when)
    early = Norm(1, (), Sense.AT_MOST, (CELL,))
    compared(System((1, 1, 1, 1, 2), (floor, early), 2, choices=frozenset({0}), facts=frozenset({1})))
    late = Norm(2, (), Sense.AT_MOST, ((1, 1, 1, 1, 2),))
    compared(System((1, 1, 1, 1, 2), (floor, early, late), 3, choices=frozenset({0}), facts=frozenset({1})))
    held = Norm(2, (), Sense.HOLDS, (), holds=("var", 0), days=2)
    compared(System((1, 1, 1, 1, 2), (floor, early, held), 3, choices=frozenset({0}), facts=frozenset({1})))


def test_what_orders_nothing_in_its_situation_is_not_in_a_witness():
    may = Norm(0, (), Sense.MAY, (CELL,))
    barred = Norm(1, (), Sense.AT_MOST, (CELL,))
    storm = Norm(1, (), Sense.AT_MOST, (CELL,), when=("var", 0))
    calm = Norm(2, (), Sense.AT_LEAST, (CELL,), 1, when=("not", ("var", 0)))
    system = System((1, 1, 1, 1, 1), (may, barred, storm, calm), 3, facts=frozenset({0}))
    compared(system)
    (weak,) = [one for one in contradictions(system).found if one.weak]
    assert [order.clause for order in weak.witness.orders] == [0, 1]


def test_what_takes_out_the_same_cells_of_a_sum_over_days_is_one():
    days = ((1, 1, 1, 1, 7),)
    lifted = tuple((days, ("var", number)) for number in (1, 2))
    floor = Norm(0, (), Sense.AT_LEAST, days, 1, (False,) * 5, ("var", 0), lifted)
    barred = Norm(1, (), Sense.AT_MOST, days)
    system = System((1, 1, 1, 1, 3), (floor, barred), 2, facts=frozenset({0, 1, 2}))
    found = contradictions(system)
    assert found.complete
    assert [one.clauses for one in found.found] == [(0, 1)]


def test_a_cap_a_day_binds_a_sum_over_days_by_the_days_that_it_has():
    floor = Norm(0, (), Sense.AT_LEAST, ((1, 1, 1, 1, 3),), 5, (True, True, True, True, False))
    cap = Norm(1, (), Sense.AT_MOST, ((1, 1, 1, 1, 3),), 1, (True, True, True, True, True))
    for spans, clash in (((2, 2), True), ((2, 3), False), ((1, 0), False)):
        found = contradictions(System((1, 1, 1, 1, 2), (floor, cap), 2, spans=spans))
        assert bool(found.found) == clash
