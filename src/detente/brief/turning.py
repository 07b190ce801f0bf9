"""On what it turns how the packages of one proposal stand: the fewest issues whose settlement tells them apart."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod

MOST_ISSUES = 2


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
