"""What depends on which answers: the fewest answers that each version of a clause presupposes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import permutations, product
from typing import TypeVar

from detente.errors import TooLargeError
from detente.space.treaties.questions import Undecided

Value = TypeVar("Value")
Pairs = tuple[tuple[int, int], ...]
"""(question, answer) pairs, sorted."""

MOST = 20_000
_ORDERS = 5
"""Up to so many questions all orders of asking them are tried."""


def branch(
    work: Callable[[Mapping[int, int]], Value], sizes: Sequence[int], given: Mapping[int, int]
) -> list[tuple[Pairs, Value]]:
    """Every version of what `work` gives, with the answers it needs beyond those given.

    `work` raises Undecided where it meets a question without an answer; `sizes` says how many answers there are. The
    versions exclude one another, and each set of answers has one of them. Raises TooLargeError beyond 20,000.
    """
    asked: list[int] = []
    leaves: list[tuple[dict[int, int], Value]] = []

    def explore(answers: dict[int, int]) -> None:
        try:
            value = work({**given, **answers})
        except Undecided as undecided:
            if undecided.question not in asked:
                asked.append(undecided.question)
            for answer in range(sizes[undecided.question]):
                explore({**answers, undecided.question: answer})
            return
        leaves.append((answers, value))
        if len(leaves) > MOST:
            raise TooLargeError(f"A clause has more than {MOST:,} versions; fix some readings (--reading Q=ANSWER).")

    explore({})
    if len(asked) < 2:
        return _tree(leaves, asked, sizes)
    orders = permutations(asked) if len(asked) <= _ORDERS else (asked,)
    return min((_tree(leaves, order, sizes) for order in orders), key=_cost)


def _cost(versions: list[tuple[Pairs, Value]]) -> tuple[int, int]:
    return len(versions), sum(len(pairs) for pairs, _ in versions)


def _tree(
    leaves: Sequence[tuple[Mapping[int, int], Value]], order: Sequence[int], sizes: Sequence[int]
) -> list[tuple[Pairs, Value]]:
    """The versions if questions are asked in this order, and only where the answer changes anything."""
    if all(value == leaves[0][1] for _, value in leaves[1:]):
        return [((), leaves[0][1])]
    first, rest = order[0], order[1:]
    parts = [
        _tree([leaf for leaf in leaves if leaf[0].get(first, answer) == answer], rest, sizes)
        for answer in range(sizes[first])
    ]
    if all(part == parts[0] for part in parts[1:]):
        return parts[0]
    return [
        (tuple(sorted((*pairs, (first, answer)))), value) for answer, part in enumerate(parts) for pairs, value in part
    ]


def coherent(questions: Sequence[int], sizes: Sequence[int]) -> list[dict[int, int]]:
    """Every way to answer these questions."""
    chosen = sorted(set(questions))
    return [dict(zip(chosen, ways, strict=True)) for ways in product(*(range(sizes[one]) for one in chosen))]
