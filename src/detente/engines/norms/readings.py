"""Under which answers a set of clauses clashes, and which coherent set of them is named.

A clash stands under some answers and all that extend them. It is *textual* if it stands, and no smaller one does,
whatever the answers; else the fewest answers under which that is so are named, of these such as one holder holds
together, then the weightiest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import prod

Answers = tuple[tuple[int, int], ...]

MOST_COMBINATIONS = 4096
"""Combinations of answers of one set of clauses that are looked at one by one."""


@dataclass(frozen=True)
class Judged:
    """Who holds each answer, `holders[question][answer]`, and its weight, None where nobody gave one."""

    holders: Sequence[Sequence[frozenset[int]]] = ()
    weights: Sequence[Sequence[float | None]] = ()

    def held_by(self, answers: Answers) -> tuple[int, ...]:
        """Who holds all of these answers together."""
        if not answers or not self.holders:
            return ()
        return tuple(sorted(frozenset.intersection(*(self.holders[q][a] for q, a in answers))))

    def rank(self, answers: Answers) -> tuple[bool, bool, float]:
        """What is named first: held by somebody, of known weight, of greater weight."""
        weights = [self.weights[q][a] for q, a in answers] if self.weights else []
        known = [weight for weight in weights if weight is not None]
        return bool(self.held_by(answers)), bool(weights) and len(known) == len(weights), prod(known)


@dataclass(frozen=True)
class Named:
    """The answers named, () for a textual clash, and the full combinations that extend them; it is minimal under each.

    `exact` False: there were too many to look at each.
    """

    answers: Answers
    textual: bool
    combinations: tuple[Answers, ...]
    exact: bool = True


def name(own: Sequence[Answers], below: Sequence[Answers], questions: Sequence[int], judged: Judged) -> Named | None:
    """What to name where a set of clauses clashes under `own`, and smaller sets of its clauses under `below`.

    None where a smaller set clashes under all answers under which this one does.
    """
    if () in below:
        return None
    if () in own and not below:
        return Named((), True, ((),))
    asked = sorted({question for answers in (*own, *below) for question, _ in answers})
    if prod(questions[question] for question in asked) > MOST_COMBINATIONS:
        return _roughly(own, below, questions, judged)
    every = [frozenset(zip(asked, chosen, strict=True)) for chosen in product(*(range(questions[q]) for q in asked))]
    smaller = {one for one in every if any(one.issuperset(answers) for answers in below)}
    minimal = {one for one in every if any(one.issuperset(answers) for answers in own)} - smaller
    if not minimal:
        return None
    for size in range(len(asked) + 1):
        able = [
            (answers, extended)
            for answers in _partial(asked, questions, size)
            if (extended := [one for one in every if one.issuperset(answers)]) and minimal.issuperset(extended)
        ]
        if able:
            answers, extended = max(able, key=lambda one: judged.rank(one[0]))
            return Named(answers, not size, tuple(tuple(sorted(one)) for one in extended))
    return None


def _partial(asked: Sequence[int], questions: Sequence[int], size: int) -> Iterator[Answers]:
    for some in combinations(asked, size):
        for chosen in product(*(range(questions[question]) for question in some)):
            yield tuple(zip(some, chosen, strict=True))


def _roughly(
    own: Sequence[Answers], below: Sequence[Answers], questions: Sequence[int], judged: Judged
) -> Named | None:
    able = [answers for one in own if (answers := _away(one, below, questions)) is not None]
    if not able:
        return None
    fewest = min(map(len, able))
    best = max((answers for answers in sorted(able) if len(answers) == fewest), key=judged.rank)
    return Named(best, not best, (best,), exact=False)


def _away(answers: Answers, below: Sequence[Answers], questions: Sequence[int]) -> Answers | None:
    """These answers, and such as no smaller clash stands under; None where none were found."""
    chosen = dict(answers)
    for less in below:
        if all(chosen.get(question, answer) == answer for question, answer in less):
            free = [one for one in less if one[0] not in chosen and questions[one[0]] > 1]
            if not free:
                return None
            chosen[free[0][0]] = 0 if free[0][1] else 1
    return tuple(sorted(chosen.items()))
