"""Words of estimative probability, for computed probabilities only (after ICD 203)."""

from __future__ import annotations

from fractions import Fraction

from detente.engines.voting.chances import SAMPLED, Probability

BANDS = (
    (Fraction(5, 100), "remote"),
    (Fraction(20, 100), "very unlikely"),
    (Fraction(45, 100), "unlikely"),
    (Fraction(55, 100), "roughly even"),
    (Fraction(80, 100), "likely"),
    (Fraction(95, 100), "very likely"),
)
ALMOST = "almost certain"
PRINTED = (
    "Remote: under 5 %; very unlikely: 5 to 20 %; unlikely: 20 to 45 %; roughly even: 45 to 55 %; likely: 55 to 80 %; "
    "very likely: 80 to 95 %; almost certain: over 95 %."
)


def word(chance: Fraction) -> str:
    """The word for a probability; of two at a border the higher, as far as over 95 %.

    >>> [word(Fraction(one, 100)) for one in (0, 5, 50, 95, 96)]
    ['remote', 'very unlikely', 'roughly even', 'very likely', 'almost certain']
    """
    if chance == BANDS[-1][0]:
        return BANDS[-1][1]
    return next((name for end, name in BANDS if chance < end), ALMOST)


def percent(chance: Fraction) -> str:
    """A probability in percent; what is not quite certain never looks so.

    >>> [percent(Fraction(one, 1000)) for one in (0, 1, 735, 997, 1000)]
    ['0 %', 'under 1 %', '74 %', 'over 99 %', '100 %']
    """
    if 0 < chance < Fraction(1, 100):
        return "under 1 %"
    if Fraction(99, 100) < chance < 1:
        return "over 99 %"
    return f"{float(chance * 100):.0f} %"


def brief_word(found: Probability | None) -> str:
    """One word where the whole range lies in one band, else none."""
    if found is None:
        return ""
    low, high = word(found.low), word(found.high)
    return low if low == high else ""


def said(found: Probability | None) -> str:
    """A probability in words and figures; a range where it hangs on members of whom nothing is known."""
    if found is None:
        return ""
    if found.low == found.high:
        sampled = ""
        if found.how == SAMPLED and found.sampled:
            sampled = f", estimated: {' to '.join(f'{float(end * 100):.1f}' for end in found.sampled)} %"
        return f"{word(found.low)} ({percent(found.low)}{sampled})"
    if found.low == 0 and found.high == 1:
        return "anything from 0 to 100 %, as those vote of whom nothing is known"
    return f"between {percent(found.low)} and {percent(found.high)}, as those vote of whom nothing is known"
