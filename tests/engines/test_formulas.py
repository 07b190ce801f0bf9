"""Formulas mean what they say, however they were simplified."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.engines.formulas import FALSE, TRUE, Formulas
from detente.errors import TooLargeError
from tests.engines.worlds import World, formula, worlds


@given(worlds(), st.data())
def test_implication_is_truth_of_all_packages(world: World, data: st.DataObject) -> None:
    one, other = (formula(data.draw, world.formulas, 2) for _ in range(2))
    everything = list(itertools.product(*map(range, world.formulas.sizes)))
    assert world.formulas.implies(one, other) == all(
        world.holds(other, package) or not world.holds(one, package) for package in everything
    )
    assert world.formulas.satisfiable(one) == any(world.holds(one, package) for package in everything)


@given(worlds(), st.data())
def test_negation_holds_where_the_formula_does_not(world: World, data: st.DataObject) -> None:
    one = formula(data.draw, world.formulas, 3)
    negated = world.formulas.negate(one)
    for package in itertools.product(*map(range, world.formulas.sizes)):
        assert world.holds(one, package) != world.holds(negated, package)


@given(worlds(), st.data())
def test_classes_are_values_that_the_formula_does_not_tell_apart(world: World, data: st.DataObject) -> None:
    one = formula(data.draw, world.formulas, 2)
    for variable, size in enumerate(world.formulas.sizes):
        classes = world.formulas.classes([one], variable)
        assert sum(classes) == (1 << size) - 1
        for group in classes:
            members = [value for value in range(size) if group >> value & 1]
            assert len({world.formulas.assign(one, variable, value) for value in members}) == 1


@given(worlds(), st.data())
def test_what_remains_of_a_formula_does_not_mention_what_was_assigned(world: World, data: st.DataObject) -> None:
    formulas = world.formulas
    one = formulas.iff(formula(data.draw, formulas, 2), formula(data.draw, formulas, 2))
    formulas.negate(one)  # what it remembers must not lead back
    for variable, size in enumerate(formulas.sizes):
        for value in range(size):
            assert variable not in formulas.support(formulas.assign(one, variable, value))


def test_a_variable_that_two_conditions_give_opposite_values() -> None:
    formulas = Formulas([2, 2])
    first, second, third = formulas.literal(0, 1), formulas.literal(0, 2), formulas.literal(1, 2)
    assert formulas.iff(first, second) == FALSE
    nothing = formulas.all([formulas.at_least(2, [first, second, third]), formulas.negate(third)])
    one = formulas.iff(nothing, third)
    assert formulas.negate(formulas.negate(one)) in (one, formulas.negate(third))
    for value in range(2):
        assert formulas.assign(one, 0, value) == formulas.negate(third)
        assert formulas.assign(one, 1, value) in (TRUE, FALSE, formulas.negate(formulas.assign(nothing, 1, value)))


def test_counting_parts_that_are_decided() -> None:
    formulas = Formulas([2, 2])
    a, b = formulas.literal(0, 1), formulas.literal(1, 1)
    assert formulas.at_least(0, [a]) == TRUE
    assert formulas.at_least(3, [a, b]) == FALSE
    assert formulas.at_least(2, [TRUE, a, b]) == formulas.any([a, b])
    assert formulas.at_least(2, [a, a]) == a


def test_a_condition_of_too_many_cases_is_refused_with_its_size() -> None:
    formulas = Formulas([2] * 40)
    pairs = [formulas.iff(formulas.literal(n, 1), formulas.literal(20 + n, 1)) for n in range(20)]
    with pytest.raises(TooLargeError, match="over 40 issues has more than"):
        formulas.satisfiable(
            formulas.all([*pairs, formulas.at_least(7, [formulas.literal(n, 1) for n in range(13)])]), 50
        )
