"""What would buy a party's missing votes: the smallest changes of a package with which nothing at home certainly stops
it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from detente.analyses.ratification.results import WayOut
from detente.engines.diagrams import TooWide
from detente.engines.formulas import FALSE
from detente.engines.masks import bits
from detente.space.outcomes import NOT_NEEDED, OPEN, PASSES, STOPPED, Asking
from detente.space.ratifying import Ratifying
from detente.space.thresholds import hangs
from detente.space.worth import Worth

MOST_ISSUES = 3
MOST_SHOWN = 40
MOST_FOUND = 2_000
ZERO = Fraction(0)
_RANK = {PASSES: 2, NOT_NEEDED: 2, OPEN: 1}


@dataclass(frozen=True)
class WaysOut:
    """The smallest changes, those that leave nobody else's verdict worse first; `in_all` before they were cut.

    `complete` False: there are more than were counted, or too much hangs together to look.
    """

    shown: tuple[WayOut, ...]
    in_all: int
    complete: bool


def ways_out(
    asking: Asking, ratifying: Ratifying, party: str, package: Mapping[str, str], others: Sequence[str]
) -> WaysOut:
    """All minimal sets of up to three issues, with the options, with which nothing of a party certainly stops a
    package.
    """
    try:
        fates = ratifying.together(asking.of(party))
    except TooWide:
        return WaysOut((), 0, complete=False)
    space = ratifying.space
    linkages = [ratifying.always(one) for _, one in space.linkages]
    free = ratifying.all([*linkages, ratifying.negate(ratifying.any([fates.barred, fates.lacks]))])
    search = _Search(ratifying, free, package)
    before = {other: asking.party_verdict(other, package) for other in others}
    found: list[WayOut] = []
    sets: set[frozenset[str]] = set()
    for size in range(1, MOST_ISSUES + 1):
        fresh: set[frozenset[str]] = set()
        for changes in search.changes(size):
            issues = frozenset(issue for issue, _ in changes)
            changed = {**package, **dict(changes)}
            if any(one <= issues for one in sets) or asking.party_verdict(party, changed) in STOPPED:
                continue
            if len(found) == MOST_FOUND:
                return _sorted(found, complete=False)
            fresh.add(issues)
            found.append(WayOut(changes, _worse(asking, before, changed)))
        sets |= fresh
    return _sorted(found, complete=True)


def _sorted(found: list[WayOut], *, complete: bool) -> WaysOut:
    found.sort(key=lambda way: (len(way.worsens) > 0, len(way.changes), len(way.worsens)))
    return WaysOut(tuple(found[:MOST_SHOWN]), len(found), complete)


def _worse(asking: Asking, before: Mapping[str, str], changed: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(
        other
        for other, verdict in before.items()
        if _RANK.get(asking.party_verdict(other, changed), 0) < _RANK.get(verdict, 0)
    )


Changes = tuple[tuple[str, str], ...]


class _Search:
    """Choices of exactly so many issues and other options, all else as it is, that may meet a formula.

    Issue by issue; a branch is left where no way of preferring that its sums still allow can meet the formula.
    """

    def __init__(self, ratifying: Ratifying, free: Sequence[int], package: Mapping[str, str]) -> None:
        self.frame, self.formulas = ratifying.space.frame, ratifying.formulas
        self.free = tuple(free)
        self.at = [self.frame.value[variable][package[issue]] for variable, issue in enumerate(self.frame.agenda)]
        self.bits = [bit for bit in range(len(ratifying.names)) if hangs(free, bit)]
        worths = {bit: ratifying.home.worth[ratifying.names[bit]] for bit in self.bits}
        self.gains = {bit: self._gains(one) for bit, one in worths.items()}
        self.slack = {bit: sum(map(abs, one.bonuses), ZERO) for bit, one in worths.items()}
        self.margin = {bit: one.utility(package) - (one.reservation or ZERO) for bit, one in worths.items()}

    def _gains(self, worth: Worth) -> list[list[Fraction]]:
        """What each option of each issue adds, beside the one that the package has."""
        rows = []
        for at, issue, names in zip(self.at, self.frame.agenda, self.frame.names, strict=True):
            row = [worth.shares.get(issue, {}).get(name, ZERO) for name in names]
            rows.append([one - row[at] for one in row])
        return rows

    def changes(self, size: int) -> Iterator[Changes]:
        """Every choice of so many issues."""
        yield from self._from(self.free, 0, size, dict.fromkeys(self.bits, ZERO))

    def _from(self, parts: tuple[int, ...], variable: int, left: int, gained: dict[int, Fraction]) -> Iterator[Changes]:
        if not self._hope(parts, variable, left, gained):
            return
        if variable == len(self.at):
            yield ()
            return
        yield from self._from(self._taken(parts, variable, self.at[variable]), variable + 1, left, gained)
        if left and self._matters(parts, variable):
            for value in range(self.formulas.sizes[variable]):
                if value != self.at[variable]:
                    more = {bit: sum_of + self.gains[bit][variable][value] for bit, sum_of in gained.items()}
                    change = (self.frame.agenda[variable], self.frame.names[variable][value])
                    for rest in self._from(self._taken(parts, variable, value), variable + 1, left - 1, more):
                        yield (change, *rest)

    def _taken(self, parts: tuple[int, ...], variable: int, value: int) -> tuple[int, ...]:
        return tuple(self.formulas.assign(part, variable, value) for part in parts)

    def _matters(self, parts: tuple[int, ...], variable: int) -> bool:
        """Whether anything still hangs on this variable: a formula, or the sums that choose among them."""
        if any(variable in self.formulas.support(part) for part in parts):
            return True
        return any(hangs(parts, bit) and (any(self.gains[bit][variable]) or self.slack[bit]) for bit in self.bits)

    def _hope(self, parts: tuple[int, ...], variable: int, left: int, gained: dict[int, Fraction]) -> bool:
        """Whether some way of preferring that is still possible leaves the formula open or met."""
        if left and variable == len(self.at):
            return False
        if not self.bits:
            return parts[0] != FALSE
        possible = {bit: self._possible(bit, variable, left, gained[bit]) for bit in self.bits}
        return any(
            part != FALSE and all((bit in set(bits(place))) in possible[bit] for bit in self.bits)
            for place, part in enumerate(parts)
        )

    def _possible(self, bit: int, variable: int, left: int, gained: Fraction) -> set[bool]:
        """Whether it can still be worth enough, and whether it can still be not."""
        rows = self.gains[bit][variable:]
        most = sum(sorted((max(row) for row in rows), reverse=True)[:left], ZERO)
        least = sum(sorted(min(row) for row in rows)[:left], ZERO)
        now = self.margin[bit] + gained
        found = set()
        if now + most + self.slack[bit] >= 0:
            found.add(True)
        if now + least - self.slack[bit] < 0:
            found.add(False)
        return found
