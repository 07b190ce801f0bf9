"""On what it turns how the packages of one proposal stand: the fewest issues whose settlement tells them apart.

Where no few issues do, a settlement under which all stand alike is an example.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod

MOST_ISSUES = 2
_MOST_TRIED = 3


@dataclass(frozen=True)
class Turning:
    """The issues, and for each way of standing their combinations of options that come to it."""

    issues: tuple[str, ...]
    combinations: Mapping[Hashable, tuple[tuple[str, ...], ...]]

    def where(self, stands: Hashable) -> Mapping[str, tuple[str, ...]] | None:
        """What each issue is settled as where a package stands so; None where these depend on one another.

        >>> turning([{"a": "x", "b": "x"}, {"a": "y", "b": "x"}], [True, False]).where(True)
        {'a': ('x',)}
        """
        found = self.combinations[stands]
        each = {issue: tuple(dict.fromkeys(one[place] for one in found)) for place, issue in enumerate(self.issues)}
        return each if prod(map(len, each.values())) == len(found) else None


def turning(packages: Sequence[Mapping[str, str]], stand: Sequence[Hashable]) -> Turning | None:
    """The fewest issues, of at most two, by whose options alone one can tell how each of these packages stands.

    Of several that do, those that come first in the packages. None: all stand alike, or no such issues are there. It
    tells these packages apart, and claims nothing of others.
    """
    if len(set(stand)) < 2:
        return None
    differing = [issue for issue in packages[0] if len({one[issue] for one in packages}) > 1]
    for many in range(1, MOST_ISSUES + 1):
        for issues in combinations(differing, many):
            known: dict[tuple[str, ...], Hashable] = {}
            keys = [tuple(one[issue] for issue in issues) for one in packages]
            if all(known.setdefault(key, how) == how for key, how in zip(keys, stand, strict=True)):
                by: dict[Hashable, list[tuple[str, ...]]] = {}
                for key, how in known.items():
                    by.setdefault(how, []).append(key)
                return Turning(issues, {how: tuple(some) for how, some in by.items()})
    return None


@dataclass(frozen=True)
class Example:
    """A settlement of issues that some of these packages have, and none of the others; `covers` of them have it."""

    settled: Mapping[str, str]
    covers: int


def example(packages: Sequence[Mapping[str, str]], among: Sequence[bool]) -> Example | None:
    """A settlement that occurs among these packages alone; None: none of them is one, or all are.

    Of the fewest issues where at most three do, and then one that most of them have; else of issues of the first of
    them, none of which could be left out. Two sets of packages that share none have no example in common.

    >>> example([{"a": "x", "b": "x"}, {"a": "x", "b": "y"}, {"a": "y", "b": "x"}], [True, False, True])
    Example(settled={'b': 'x'}, covers=2)
    """
    here = [one for one, inside in zip(packages, among, strict=True) if inside]
    rest = [one for one, inside in zip(packages, among, strict=True) if not inside]
    if not here or not rest:
        return None
    differing = [issue for issue in packages[0] if len({one[issue] for one in packages}) > 1]
    for many in range(1, _MOST_TRIED + 1):
        found: list[Example] = []
        for issues in combinations(differing, many):
            others = {tuple(one[issue] for issue in issues) for one in rest}
            counted = Counter(tuple(one[issue] for issue in issues) for one in here)
            found += [
                Example(dict(zip(issues, key, strict=True)), covers)
                for key, covers in counted.items()
                if key not in others
            ]
        if found:
            return max(found, key=lambda one: one.covers)
    kept = {issue: here[0][issue] for issue in differing}
    if any(_has(one, kept) for one in rest):
        return None
    for issue in differing:
        fewer = {other: option for other, option in kept.items() if other != issue}
        if not any(_has(one, fewer) for one in rest):
            kept = fewer
    return Example(kept, sum(_has(one, kept) for one in here))


def _has(package: Mapping[str, str], settled: Mapping[str, str]) -> bool:
    return all(package[issue] == option for issue, option in settled.items())
