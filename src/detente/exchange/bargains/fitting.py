"""A domain as other tools can hold it: what they cannot is said, and scales that they do not take are changed aloud."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from detente.exchange.bargains.numbers import PLACES, decimal
from detente.exchange.coding import Loss
from detente.space.bargaining import Bargain
from detente.space.scales import span

UNIT = Fraction(102, 100)
"""Utilities up to this count as on a scale of 1: GENIUS, too, lets weights add up to 1.02."""


@dataclass(frozen=True)
class Fitted:
    """One party's numbers as a format is to hold them: exact still, divided by `divisor`, raised by `shift`."""

    name: str
    table: tuple[tuple[Fraction, ...], ...]
    reservation: Fraction
    bonuses: tuple[tuple[tuple[int, ...], tuple[frozenset[int], ...], Fraction], ...]
    ceiling: Fraction | None
    divisor: int
    shift: Fraction


def fitted(bargain: Bargain, party: int, unit: Fraction | None, rising: bool) -> Fitted:
    """A party's numbers, divided by a power of ten until at most `unit`; with `rising` raised, so none is below 0."""
    domain = bargain.domain
    scale, divisor = domain.scales[party], 1
    while unit is not None and span(domain, party)[1] / divisor > unit:
        divisor *= 10
    low = [min(0, *options) if rising else 0 for options in domain.tables[party]]
    shift = -Fraction(sum(low), scale * divisor)
    table = tuple(
        tuple(Fraction(worth - least, scale * divisor) for worth in options)
        for least, options in zip(low, domain.tables[party], strict=True)
    )
    ceiling = domain.ceilings[party] if domain.ceilings else None
    return Fitted(
        bargain.parties[party],
        table,
        Fraction(domain.reservations[party], scale * divisor) + shift,
        tuple((b.issues, b.allowed, Fraction(b.worth, scale * divisor)) for b in domain.bonuses if b.party == party),
        None if ceiling is None else Fraction(ceiling, scale * divisor) + shift,
        divisor,
        shift,
    )


def scale_losses(parties: list[Fitted]) -> Iterator[Loss]:
    """What fitting changed."""
    for one in parties:
        if one.divisor > 1:
            yield Loss(f"the scale of {one.name}", 1, f"utilities and reservation value are divided by {one.divisor:,}")
        if one.shift:
            why = f"worth below 0 has no place: utilities and reservation value are raised by {decimal(one.shift)[0]}"
            yield Loss(f"the zero of {one.name}", 1, why)


def structure_losses(bargain: Bargain, format: str, bonuses: bool = True) -> Iterator[Loss]:  # noqa: A002
    """What of a domain is no sum over issues, and has no place in a format."""
    domain = bargain.domain
    if domain.linkages:
        why = f"{format} has none: packages that break them come back as possible"
        yield Loss("linkages", len(domain.linkages), why)
    yield from rule_losses(bargain)
    if bonuses and domain.bonuses:
        yield Loss("bonuses on combinations", len(domain.bonuses), f"{format} holds sums over issues alone")
    if bonuses and any(ceiling is not None for ceiling in domain.ceilings):
        yield Loss("ceilings of utility", len(domain.ceilings), f"{format} holds sums over issues alone")


def rule_losses(bargain: Bargain) -> Iterator[Loss]:
    """Conditions over so many issues that their combinations are not listed."""
    if bargain.domain.rules is not None:
        why = "they tie too many issues to list what they forbid: packages that break them come back as possible"
        yield Loss("conditions over many issues", len(bargain.domain.rules.hold), why)


def note_losses(bargain: Bargain) -> Iterator[Loss]:
    """What was said of the numbers when they were read, and no file of numbers says."""
    if bargain.gridded:
        yield Loss("values between the grid points of real issues", len(bargain.gridded), "they are options here")


def unreserved_losses(bargain: Bargain, format: str) -> Iterator[Loss]:  # noqa: A002
    """Parties without a reservation value, in a format that takes none for 0."""
    for party in bargain.unreserved:
        why = f"none is given, and {format} takes none for 0: what its worst package is worth is written instead"
        yield Loss(f"the lack of a reservation value of {party}", 1, why)


class Rounding:
    """Writes numbers in decimals and counts those that had to be rounded.

    What packages are worth is rounded up and what no agreement is worth down, so that a package that was worth the
    reservation value still is.
    """

    def __init__(self) -> None:
        self.rounded = 0

    def up(self, value: Fraction) -> str:
        """The number in decimals, or the next one above it."""
        return self._written(value, math.ceil)

    def down(self, value: Fraction) -> str:
        """The number in decimals, or the next one below it."""
        return self._written(value, math.floor)

    def _written(self, value: Fraction, to: Callable[[Fraction], int]) -> str:
        text, whole = decimal(value, to=to)
        self.rounded += not whole
        return text

    def losses(self) -> Iterator[Loss]:
        """What was rounded."""
        if self.rounded:
            why = (
                f"rounded to {PLACES} digits, worth up and reservation values down: what was acceptable still is, but "
                "packages that were worth the same may not be, so that frontier and solutions may hold others of them"
            )
            yield Loss("numbers without an end in decimals", self.rounded, why)
