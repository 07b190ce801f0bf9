"""On which scale a party's numbers are: what its utilities run from and to, and whether no agreement fits in there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from detente.engines.bargaining.model import Domain

CLOSE = Fraction(1, 10**6)
"""Of the utilities' span: what two numbers differ by that are one number, rounded."""


def span(domain: Domain, party: int) -> tuple[Fraction, Fraction]:
    """Bounds of a party's utility: its worst and best options, with all bonuses against or for it."""
    worth = [one.worth for one in domain.bonuses if one.party == party]
    low = sum(min(options) for options in domain.tables[party]) + sum(min(one, 0) for one in worth)
    high = sum(max(options) for options in domain.tables[party]) + sum(max(one, 0) for one in worth)
    ceiling = domain.ceilings[party] if domain.ceilings else None
    if ceiling is not None:
        low, high = min(low, ceiling), min(high, ceiling)
    scale = domain.scales[party]
    return Fraction(low, scale), Fraction(high, scale)


def scale_notes(domain: Domain, names: Sequence[str], given: Sequence[bool]) -> Iterator[str]:
    """A note for each reservation value given that does not fit its party's utilities, as if on another scale."""
    for number, party in enumerate(names):
        if not given[number]:
            continue
        low, high = span(domain, number)
        r = Fraction(domain.reservations[number], domain.scales[number])
        shown, least, most = (f"{float(one):.6g}" for one in (r, low, high))
        near = CLOSE * (high - low or abs(high))
        if r > high + near:
            yield (
                f"The reservation value of {party}, {shown}, is above all of its utilities ({least} to {most}): it "
                "accepts nothing. Is it on another scale?"
            )
        elif r > high:
            yield (
                f"The reservation value of {party}, {shown}, is above its best package by less than a millionth, as "
                "rounded numbers are: it accepts nothing."
            )
        elif r < low - near and r != 0:
            yield f"The reservation value of {party}, {shown}, is below all of its utilities: it accepts everything."
        elif high > 2 and 0 < r <= 1 and r < (low + high) / 4:
            yield (
                f"The reservation value of {party}, {shown}, looks like a share of 1, but its utilities run from "
                f"{least} to {most}. Is it on another scale?"
            )
