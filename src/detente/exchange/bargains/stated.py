"""What a file states of a domain, before it is integers: parties and their numbers, and what looks wrong about them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from detente.engines.bargaining.least import worst_of
from detente.engines.bargaining.model import Bonus, Linkage, scaled
from detente.errors import Finding, FormatError
from detente.exchange.bargains.numbers import plain
from detente.space.bargaining import Bargain, Matter
from detente.space.scales import scale_notes

MOST_OPTIONS = 10_000
"""Options of an issue above which a domain is not read."""
STEPS = 21
"""Grid points of an issue whose values are continuous: what GENIUS itself discretises into."""


MOST = 1 << 900
"""What a party's utilities come to at most, in units of its common denominator: floats beside them must not overflow.
"""


_BOUND = (
    "The worst package of {} was not found in time: its gains are from a bound below it, and so are the solutions "
    "that rest on gains."
)


@dataclass
class Complaints:
    """What is wrong with files, collected so that all of it is said at once."""

    found: list[Finding] = field(default_factory=list)

    def say(self, file: str, line: int, message: str, expected: str = "", got: str = "") -> None:
        """One thing wrong, at a line; 0: not known."""
        self.found.append(Finding(file, line, "error", message, expected, got))

    def end(self) -> None:
        """Raise FormatError if anything was wrong."""
        if self.found:
            raise FormatError(self.found)


@dataclass
class Stated:
    """One party's numbers: worth of each option of each issue, bonuses on rectangles, and what no agreement is worth.

    `reservation` None: the file gives none. `ceiling`: utilities above it count as it.
    """

    name: str
    table: list[list[Fraction]]
    reservation: Fraction | None = None
    bonuses: list[tuple[tuple[int, ...], tuple[frozenset[int], ...], Fraction]] = field(default_factory=list)
    ceiling: Fraction | None = None


def compose(
    name: str,
    matters: Sequence[Matter],
    parties: Sequence[Stated],
    linkages: Iterable[Linkage] = (),
    gridded: Sequence[str] = (),
    notes: Iterable[str] = (),
) -> Bargain:
    """The domain in integers, with a note on every number that looks as if it were on another scale.

    A party without a reservation value has its gains reckoned from its worst feasible package.
    """
    bonuses, said = [], list(notes)
    short = [(party, narrow(party)) for party in parties]
    said += [
        f"Numbers of {party.name} are taken to {places} decimals: exactly, they are too long to reckon with."
        for party, places in short
        if places is not None
    ]
    for number, party in enumerate(parties):
        bonuses += [(Bonus(number, issues, allowed, 0), worth) for issues, allowed, worth in party.bonuses]
    none = [party.name for party in parties if party.reservation is None]
    if none:
        said.append(
            f"No reservation value: {', '.join(none)}, so that what no agreement is worth is not known there: every "
            "package counts as acceptable, and gains are reckoned from the worst feasible one."
        )
    ceilings = [party.ceiling for party in parties]
    domain = scaled(
        [party.table for party in parties],
        [party.reservation or Fraction(0) for party in parties],
        linkages,
        bonuses,
        ceilings if any(ceiling is not None for ceiling in ceilings) else (),
    )
    given = [party.reservation is not None for party in parties]
    found = [
        (r, True) if there else worst_of(domain, at)
        for at, (r, there) in enumerate(zip(domain.reservations, given, strict=True))
    ]
    domain = replace(domain, reservations=tuple(r for r, _ in found))
    said += [_BOUND.format(party.name) for party, (_, exact) in zip(parties, found, strict=True) if not exact]
    names = distinct(party.name for party in parties)
    said += [
        f"Two parties are called {party.name}: the later one is {name} here."
        for party, name in zip(parties, names, strict=True)
        if name != party.name
    ]
    rounded = tuple(party.name for party, places in short if places is not None)
    unreserved = tuple(name for name, there in zip(names, given, strict=True) if not there)
    said += scale_notes(domain, names, given)
    return Bargain(name, tuple(matters), names, domain, tuple(gridded), tuple(said), rounded, unreserved)


def narrow(party: Stated, limit: int = MOST) -> int | None:
    """Round a party's numbers to as many decimals as the engines can add up exactly; None: they are exact as they are.

    Fractions with many denominators, as evaluations of seventeen digits over others, have no integers of usual size.
    """
    every = [one for options in party.table for one in options] + [worth for _, _, worth in party.bonuses]
    every += [one for one in (party.reservation, party.ceiling) if one is not None]
    highest = max((abs(one) for options in party.table for one in options), default=Fraction(0))
    total = highest * len(party.table) + sum((abs(worth) for _, _, worth in party.bonuses), Fraction(0))
    total += abs(party.reservation or Fraction(0)) + abs(party.ceiling or Fraction(0))
    total = max(total, Fraction(1))  # the denominator itself is a number that floats must hold
    common = 1
    for one in every:
        common = math.lcm(common, one.denominator)
        if common * total >= limit:
            break
    else:
        return None
    places = max(0, len(str(int(limit / total))) - 1)
    party.table = [[round(one, places) for one in options] for options in party.table]
    party.bonuses = [(issues, allowed, round(worth, places)) for issues, allowed, worth in party.bonuses]
    party.reservation = None if party.reservation is None else round(party.reservation, places)
    party.ceiling = None if party.ceiling is None else round(party.ceiling, places)
    return places


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """The names, numbered where one comes again."""
    found: list[str] = []
    for name in names:
        again, candidate = 1, name
        while candidate in found:
            again += 1
            candidate = f"{name} ({again})"
        found.append(candidate)
    return tuple(found)


def shown(value: Fraction) -> str:
    """A number for a message."""
    text = plain(value)
    return text if len(text) <= 20 else f"{float(value):.6g}"
