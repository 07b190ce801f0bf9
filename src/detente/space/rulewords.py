"""A rule of voting in words, from its text in a case."""

from __future__ import annotations

from fractions import Fraction

_WORDS = {
    "share": "{}",
    "turnout": "with a turnout of at least {}",
    "members": "{} of members",
    "population": "{} of the population",
    "blocking": "at least {} to block",
}


def rule_words(text: str) -> str:
    """A rule as written; a mapping as words.

    >>> rule_words("share: majority of those voting, turnout: 50 %")
    'majority of those voting, with a turnout of at least 50 %'
    >>> rule_words("members: 55 %, population: 65 %, blocking: 4")
    '55 % of members, 65 % of the population, at least 4 to block'
    """
    parts = [part.strip().partition(": ") for part in text.split(",")]
    if any(name not in _WORDS for name, _, _ in parts):
        return text
    return ", ".join(_WORDS[name].format(value) for name, _, value in parts)


def seats_of(rule: str) -> tuple[str, str]:
    """What those who decide by a rule are called, one and many: a rule that asks for a turnout is of voters.

    >>> seats_of("majority of all members"), seats_of("share: majority of those voting, turnout: 50 %")
    (('seat', 'seats'), ('voter', 'voters'))
    """
    return ("voter", "voters") if "turnout: " in rule else ("seat", "seats")


def seats_words(seats: Fraction) -> str:
    """Seats, which may be a fraction where they vote as a block.

    >>> seats_words(Fraction(1200)), seats_words(Fraction(477, 10))
    ('1,200', '47.7')
    """
    return f"{int(seats):,}" if seats.denominator == 1 else f"{float(seats):,.1f}"


def quota_words(needs: tuple[int, int], quota: tuple[Fraction, Fraction], *, above: bool, whole: bool) -> str:
    """How many votes a rule asks: in whole votes where the votes are `whole`, else what they must reach or exceed.

    >>> fifty = (Fraction(50), Fraction(50))
    >>> quota_words((51, 51), fifty, above=True, whole=True), quota_words((51, 51), fifty, above=True, whole=False)
    ('51', 'more than 50')
    """
    low, high = map(str, (f"{needs[0]:,}", f"{needs[1]:,}")) if whole else map(seats_words, quota)
    more = "" if whole or not above else "more than "
    return f"{more}{low}" if low == high else f"{more}{low} to {high}"
