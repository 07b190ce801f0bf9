"""What is wrong with a set of pairwise comparisons before anything is weighed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from detente.case.judgements.model import Comparison
from detente.case.judgements.numbers import shown
from detente.case.names import shorten


@dataclass(frozen=True)
class Fault:
    """What is wrong with the comparison at `place`, or with all of them together (None)."""

    place: int | None
    message: str
    expected: str
    got: str


def faults(comparisons: Sequence[Comparison], lines: Sequence[int]) -> Iterator[Fault]:
    """Issues compared with themselves, pairs compared twice, groups that nothing connects; `lines`: where each is."""
    pairs: dict[frozenset[str], int] = {}
    for place, one in enumerate(comparisons):
        pair = frozenset({one.issue, one.over})
        if len(pair) == 1:
            yield Fault(place, f"{shorten(one.issue)} is compared with itself", "another issue", shorten(one.over))
        elif pair in pairs:
            message = f"{shorten(one.issue)} and {shorten(one.over)} are compared twice"
            first = pairs[pair]
            yield Fault(place, message, "each pair once", _twice(comparisons[first], one, lines[first]))
        pairs.setdefault(pair, place)
    parts = _parts(pairs)
    if len(parts) > 1:
        got = "; ".join(shorten(", ".join(part)) for part in parts[:4])
        expected = "comparisons between the groups"
        yield Fault(None, "the comparisons do not connect all issues", expected, got)


def _twice(one: Comparison, two: Comparison, line: int) -> str:
    again = two.times if one.issue == two.issue else 1 / two.times
    if one.times == again:
        return f"the same in line {line}"
    return f"{one.issue} is {shown(again)} times {one.over} here, {shown(one.times)} times in line {line}"


def _parts(pairs: Iterable[frozenset[str]]) -> list[list[str]]:
    """The groups of issues that comparisons connect."""
    parts: list[set[str]] = []
    for pair in pairs:
        touched = [part for part in parts if part & pair]
        parts = [part for part in parts if not part & pair] + [set(pair).union(*touched)]
    return sorted(sorted(part) for part in parts)
