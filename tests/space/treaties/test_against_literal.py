"""What is compiled is what the definition says, cell by cell, whatever the treaties."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.case.treaties.model import SIDES
from detente.engines.norms.booleans import truth
from detente.engines.scopes import meet
from detente.geo.gazetteer import states
from detente.space.treaties.compiling import Compiled, compile_treaties
from tests.space.treaties.literal import Cell, Literal
from tests.treaties_made import Shape, treaty_cases

ENTRY = date(2021, 1, 1)
SHAPE = Shape(treaties=2, numbers=False)


def box_of(compiled: Compiled, cell: Cell) -> tuple[int, ...]:
    names = (1 << compiled.place(side, getattr(cell, side).removesuffix(" (rest)")) for side in SIDES[:4])
    return (*names, 1 << compiled.day(cell.day))


def some_leaves(compiled: Compiled) -> list[list[str]]:
    """The leaves of each dimension; of the world's states only one."""
    world = set(states()) - {"POL"}
    return [[leaf for leaf in tree.leaves if leaf not in world] for tree in compiled.universe.trees]


def some_cell(compiled: Compiled, leaves: list[list[str]], chance: random.Random) -> Cell:
    breaks = compiled.universe.breaks
    day = chance.choice([ENTRY - timedelta(1), *breaks, *(one - timedelta(1) for one in breaks)])
    bearer, action, asset, territory = map(chance.choice, leaves)
    return Cell(bearer, action, asset, territory, day)


def applies(compiled: Compiled, clause: int, answers: dict[int, int], values: dict[int, bool], box) -> bool:
    """Whether the one version of a clause that these answers have orders anything of the cell."""
    (version,) = [version for pairs, version in compiled.versions[clause] if all(answers[q] == a for q, a in pairs)]
    if not version.orders or not any(meet(box, one) for one in version.scope) or not truth(version.when, values):
        return False
    return not any(truth(held, values) and any(meet(box, one) for one in boxes) for boxes, held in version.exempt)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(treaty_cases(SHAPE), st.integers(0, 10**6))
def test_scopes_are_those_of_the_definition(sample, seed):
    chance = random.Random(seed)
    case = sample.case()
    compiled = compile_treaties(case, sample.treaties)
    leaves = some_leaves(compiled)
    for _ in range(4):
        answers = {n: chance.randrange(len(one.answers)) for n, one in enumerate(compiled.questions)}
        values = {n: chance.random() < 0.5 for n in range(len(compiled.variables))}
        readings = {one.name: one.answers[answers[n]].id for n, one in enumerate(compiled.questions)}
        situation = dict.fromkeys(("threat", "winter", "joined", "neutral"), False)
        situation |= {one.name: values[n] for n, one in enumerate(compiled.variables)}
        situation |= {f"{name}: for a short time": False for name in sample.treaties} | situation
        literal = Literal(case, ENTRY, readings, situation)
        for _ in range(25):
            cell = some_cell(compiled, leaves, chance)
            box = box_of(compiled, cell)
            for number, clause in enumerate(compiled.provisions):
                content = literal.content(clause.treaty, clause.provision)
                if content.status is None:
                    expected = literal.applies(clause.treaty, clause.provision, cell)[0]
                    assert applies(compiled, number, answers, values, box) == expected, (clause.name, cell, readings)


def changed(pairs: dict[int, int], others: dict[int, int]) -> set[int]:
    return {question for question in pairs if others.get(question, pairs[question]) != pairs[question]}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(treaty_cases(SHAPE))
def test_each_coherent_set_has_one_version_and_no_version_asks_too_much(sample):
    compiled = compile_treaties(sample.case(), sample.treaties)
    sizes = compiled.system.questions
    ordered: dict[tuple[int, int], list[object]] = {}
    for norm, place in zip(compiled.system.norms, compiled.version_of, strict=True):
        ordered.setdefault((norm.clause, place), []).append(replace(norm, answers=()))
    for clause, made in enumerate(compiled.versions):
        # of equal cells versions may order otherwise: a floor, whose provision names a territory, in each territory
        versions = [(pairs, (one, ordered.get((clause, place), []))) for place, (pairs, one) in enumerate(made)]
        asked = sorted({question for pairs, _ in versions for question, _ in pairs})
        for question in asked:  # it changes something: two versions that may differ in this answer alone are not alike
            assert any(
                one != other and changed(dict(pairs), dict(others)) == {question}
                for pairs, one in versions
                for others, other in versions
            )
        total = 0
        for pairs, _ in versions:
            share = 1
            for question in asked:
                share *= 1 if question in dict(pairs) else sizes[question]
            total += share
        expected = 1
        for question in asked:
            expected *= sizes[question]
        assert total == expected
