"""Under which readings something is a violation: sets of answers, and what nobody has said, as terms of a disjunction.

A *term* is a set of (question, answer) pairs. A circumstance or status that is not given is a question too, with the
answers no and yes, numbered behind the readings' questions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from detente.engines.norms.model import FALSE, TRUE, Boolean

Term = frozenset[tuple[int, int]]
"""Answers that have to be given together."""

WORD = 62
"""Sets of answers that one pattern tells apart: one bit each of a signed word of 64."""

MAX_TERMS = 64 * WORD
"""Different sets of answers of one clause that are told apart at all."""

MAX_UNKNOWN = 8
"""Variables of one norm that may be left open: each doubles its versions."""


@dataclass(frozen=True)
class Verdict:
    """Whether it is a violation whatever the readings, and else the smallest sets of answers that make it one."""

    always: bool
    terms: tuple[Term, ...]


def reduced(boolean: Boolean, known: Mapping[int, bool]) -> Boolean:
    """The same condition with some variables settled, as short as that makes it.

    >>> reduced(("and", (("var", 0), ("not", ("var", 1)))), {1: False})
    ('var', 0)
    """
    kind = boolean[0]
    if kind == "var":
        return (TRUE if known[boolean[1]] else FALSE) if boolean[1] in known else boolean
    if kind == "not":
        inner = reduced(boolean[1], known)
        return {"true": FALSE, "false": TRUE}.get(inner[0], ("not", inner))
    if kind in ("and", "or"):
        absorbing, neutral = (FALSE, TRUE) if kind == "and" else (TRUE, FALSE)
        parts = [part for part in (reduced(one, known) for one in boolean[1]) if part != neutral]
        if absorbing in parts:
            return absorbing
        return neutral if not parts else parts[0] if len(parts) == 1 else (kind, tuple(parts))
    return boolean


def variables(boolean: Boolean) -> frozenset[int]:
    """The variables that a condition mentions."""
    if boolean[0] == "var":
        return frozenset((boolean[1],))
    if boolean[0] == "not":
        return variables(boolean[1])
    if boolean[0] in ("and", "or"):
        return frozenset().union(*(variables(part) for part in boolean[1]))
    return frozenset()


def truth(boolean: Boolean, count: int, value: Callable[[int], NDArray[np.bool_]]) -> NDArray[np.bool_]:
    """Whether a condition holds, for each of `count` cases; `value` gives the values of a variable for them."""
    kind = boolean[0]
    if kind == "var":
        return value(boolean[1])
    if kind == "not":
        return ~truth(boolean[1], count, value)
    if kind in ("and", "or"):
        join = np.logical_and if kind == "and" else np.logical_or
        found = np.full(count, kind == "and")
        for part in boolean[1]:
            found = join(found, truth(part, count, value))
        return found
    return np.full(count, kind == "true")


def assignments(open_variables: Iterable[int]) -> Iterator[dict[int, bool]]:
    """Every way to settle these variables."""
    names = sorted(open_variables)
    for values in product((False, True), repeat=len(names)):
        yield dict(zip(names, values, strict=True))


def covers(terms: Iterable[Term], sizes: Mapping[int, int]) -> bool:
    """Whether every coherent set of answers contains one of the terms; `sizes` says how many answers a question has.

    >>> covers([frozenset({(0, 0)}), frozenset({(0, 1)})], {0: 2})
    True
    """
    left = list(terms)
    if frozenset() in left:
        return True
    if not left:
        return False
    question = next(iter(left[0]))[0]
    return all(covers(_given(left, question, answer), sizes) for answer in range(sizes[question]))


def _given(terms: Iterable[Term], question: int, answer: int) -> list[Term]:
    """What is left to say, once that is answered."""
    rest = []
    for term in terms:
        said = [mine for asked, mine in term if asked == question]
        if all(mine == answer for mine in said):
            rest.append(term - {(question, answer)})
    return rest


def smallest(terms: Iterable[Term], sizes: Mapping[int, int]) -> tuple[Term, ...]:
    """The minimal sets of answers that make the disjunction true, fewest answers first (its prime implicants).

    >>> [sorted(term) for term in smallest([frozenset({(0, 0), (1, 0)}), frozenset({(0, 0), (1, 1)})], {0: 2, 1: 2})]
    [[(0, 0)]]
    """
    given = set(terms)
    questions = sorted({question for term in given for question, _ in term})
    found: list[Term] = []
    if np.prod([sizes[one] + 1 for one in questions], dtype=float) > 4096:
        return tuple(sorted((one for one in given if not any(other < one for other in given)), key=_order))
    candidates = product(*((None, *range(sizes[one])) for one in questions))
    terms_ = (frozenset((q, a) for q, a in zip(questions, one, strict=True) if a is not None) for one in candidates)
    for term in sorted(terms_, key=_order):
        if not any(other <= term for other in found) and covers(_restricted(given, term), sizes):
            found.append(term)
    return tuple(found)


def _restricted(terms: Iterable[Term], given: Term) -> list[Term]:
    left = list(terms)
    for question, answer in given:
        left = _given(left, question, answer)
    return left


def _order(term: Term) -> tuple[int, list[tuple[int, int]]]:
    return len(term), sorted(term)


def verdict(pattern: int, terms: Sequence[Term], sizes: Mapping[int, int]) -> Verdict:
    """What a pattern of bits over a clause's terms says: a bit a term under which it is a violation."""
    broken = [term for place, term in enumerate(terms) if pattern >> place & 1]
    if covers(broken, sizes):
        return Verdict(True, ())
    return Verdict(False, smallest(broken, sizes))
