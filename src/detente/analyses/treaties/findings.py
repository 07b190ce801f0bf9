"""Under which readings something comes out: the fewest answers that it rests on."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from detente.space.treaties.branching import branch
from detente.space.treaties.questions import Undecided

Pairs = tuple[tuple[int, int], ...]
Readings = tuple[Mapping[str, object], ...]
"""Answers by name: `clause`, `reading`, `holder`."""
Known = dict[object, list[tuple[Pairs, list[Pairs]]]]
"""What `by_reading` has worked out before."""


def by_reading(found: Mapping[Pairs, Hashable], sizes: Sequence[int], known: Known) -> list[tuple[Pairs, list[Pairs]]]:
    """What was found under some answers, under as few as it depends on; with each, the entries of `found` it is of.

    What is not in `found` is that nothing comes out. `known` remembers what has been worked out.

        >>> by_reading({((0, 0),): "a", ((0, 1),): "a"}, [2], {})
        [((), [((0, 0),), ((0, 1),)])]
        >>> by_reading({((0, 0),): "a"}, [2], {})
        [(((0, 0),), [((0, 0),)])]
    """
    numbers: dict[Hashable, int] = {}
    pattern = tuple((answers, numbers.setdefault(what, len(numbers))) for answers, what in found.items())
    if pattern not in known:
        known[pattern] = _worked_out(pattern, sizes)
    return known[pattern]


def _worked_out(pattern: tuple[tuple[Pairs, int], ...], sizes: Sequence[int]) -> list[tuple[Pairs, list[Pairs]]]:
    def work(given: Mapping[int, int]) -> int | None:
        for answers, number in pattern:
            for question, answer in answers:
                if question not in given:
                    raise Undecided(question)
                if given[question] != answer:
                    break
            else:
                return number
        return None

    return [
        (pairs, [answers for answers, other in pattern if other == number and _meet(answers, pairs)])
        for pairs, number in branch(work, sizes, {})
        if number is not None
    ]


def _meet(one: Pairs, other: Pairs) -> bool:
    chosen = dict(one)
    return all(chosen.get(question, answer) == answer for question, answer in other)
