"""Tiny random systems of norms, small enough to try everything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from detente.engines.norms.model import TRUE, Boolean, Norm, Sense, System
from detente.engines.scopes import disjoint

SHAPES = ((2, 1, 2, 1, 2), (1, 1, 2, 3, 1), (2, 1, 1, 2, 1), (1, 2, 1, 1, 3))
CHOICE, FACT = (0, 1), (2, 3)


def conditions(draw: Callable[..., Any], names: tuple[int, ...], depth: int = 1) -> Boolean:
    kind = draw(st.integers(0, 3 if depth else 1))
    if kind <= 1 or not depth:
        said: Boolean = ("var", draw(st.sampled_from(names)))
        return said if kind else ("not", said)
    parts = tuple(conditions(draw, names, depth - 1) for _ in range(2))
    return ("and" if kind == 2 else "or", parts)


@st.composite
def systems(draw: Any, statuses: bool = True, answers: bool = True, caps: bool = True) -> System:
    sizes = draw(st.sampled_from(SHAPES))
    clauses = draw(st.integers(2, 4))
    names = CHOICE + FACT if statuses else FACT
    questions = tuple(draw(st.lists(st.integers(2, 3), max_size=2))) if answers else ()
    box: Any = st.tuples(*(st.integers(1, 2**size - 1) for size in sizes))
    senses = [Sense.AT_MOST, Sense.AT_LEAST, Sense.AT_LEAST, Sense.AT_MOST, Sense.MAY]
    norms = []
    for number in range(draw(st.integers(clauses, clauses + 2))):
        clause = number if number < clauses else draw(st.integers(0, clauses - 1))
        given: tuple[tuple[int, int], ...] = ()
        if questions and draw(st.booleans()):
            question = draw(st.integers(0, len(questions) - 1))
            given = ((question, draw(st.integers(0, questions[question] - 1))),)
        when = conditions(draw, names) if draw(st.integers(0, 3)) == 0 else TRUE
        if statuses and draw(st.integers(0, 5)) == 0:
            sense = draw(st.sampled_from((Sense.HOLDS, Sense.HOLDS, Sense.MAY)))
            days = draw(st.integers(1, 2 ** sizes[4] - 1))
            norms.append(Norm(clause, given, sense, (), when=when, holds=conditions(draw, CHOICE), days=days))
            continue
        sense = draw(st.sampled_from(senses))
        scope = disjoint(draw(st.lists(box, min_size=1, max_size=2)))
        per, bound = (True,) * 5, 0
        if sense is Sense.AT_LEAST or (sense is Sense.AT_MOST and caps and draw(st.booleans())):
            per = tuple(draw(st.tuples(*(st.booleans() for _ in sizes))))
            bound = draw(st.integers(1, 3 if sense is Sense.AT_LEAST and sizes != SHAPES[0] else 2))
        exempt: Any = ()
        if draw(st.integers(0, 3)) == 0:
            exempt = tuple(
                (tuple(draw(st.lists(box, min_size=1, max_size=2))), conditions(draw, names, 0))
                for _ in range(draw(st.integers(1, 2)))
            )
        norms.append(Norm(clause, given, sense, scope, bound, per, when, exempt))
    return System(sizes, tuple(norms), clauses, questions, frozenset(CHOICE), frozenset(FACT))
