"""Numbers as they are written: exact in, exact out where the format has room for it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

DIGITS = 200
"""Characters of a number above which it is not read."""
MOST_EXPONENT = 60
PLACES = 40
"""Significant digits that are written at most."""
LONG = "{} has numbers of 40 digits or more, as rounded ones have: packages that were worth the same may not be here."


def exact(text: str) -> Fraction | None:
    """A decimal number, exactly; None for anything else, infinite or of absurd length.

    >>> exact("2.5e-1"), exact("1/4"), exact("1e999"), exact("nan")
    (Fraction(1, 4), None, None, None)
    """
    text = text.strip()
    mantissa, _, exponent = text.lower().partition("e")
    if len(text) > DIGITS or "/" in text or "_" in text or len(exponent) > 3:
        return None
    try:
        if exponent and abs(int(exponent)) > MOST_EXPONENT:
            return None
        return Fraction(text) if mantissa else None
    except ValueError:
        return None


def ratio(text: str) -> Fraction | None:
    """A decimal number, or a fraction of two whole numbers such as 1/3, exactly; None for anything else.

    >>> ratio("1/3"), ratio("0.25"), ratio("1/0"), ratio("1/2.5")
    (Fraction(1, 3), Fraction(1, 4), None, None)
    """
    above, line, below = text.partition("/")
    if not line:
        return exact(text)
    top, bottom = exact(above), exact(below)
    if top is None or not bottom or top.denominator > 1 or bottom.denominator > 1:
        return None
    return top / bottom


def decimal(value: Fraction, places: int = PLACES, to: Callable[[Fraction], int] = round) -> tuple[str, bool]:
    """A number in decimals, and whether that is exactly it: rounded where it has no end or is too long.

    `to` is how: half to even, or `math.floor`, `math.ceil`.

    >>> decimal(Fraction(1, 8)), decimal(Fraction(-1, 3), 4), decimal(Fraction(250))
    (('0.125', True), ('-0.3333', False), ('250', True))
    >>> import math
    >>> decimal(Fraction(1, 3), 4, math.ceil)
    ('0.3334', False)
    """
    shift = max(0, _ends(value.denominator, places))
    whole = value * 10**shift
    if whole.denominator == 1 and len(str(abs(int(whole)))) <= 2 * places:
        return _point(int(whole), shift), True
    size = len(str(abs(int(value)))) if abs(value) >= 1 else -_zeros(abs(value))
    shift = max(0, places - size)
    return _point(to(value * 10**shift), shift), False


def looks_rounded(text: str) -> bool:
    """Whether a number has as many digits as those that are rounded here, or more.

    >>> looks_rounded("0." + "3" * 40), looks_rounded("0.0000000001")
    (True, False)
    """
    digits = "".join(one for one in text.lower().partition("e")[0] if one.isdigit())
    return len(digits.lstrip("0")) >= PLACES


def plain(value: Fraction) -> str:
    """A number exactly: in decimals if it has an end, else as a fraction.

    >>> plain(Fraction(1, 4)), plain(Fraction(1, 3))
    ('0.25', '1/3')
    """
    text, whole = decimal(value)
    return text if whole else f"{value.numerator}/{value.denominator}"


def _ends(denominator: int, places: int) -> int:
    """After how many places a fraction in lowest terms ends; `places` where it does not end by then."""
    twos = fives = 0
    while denominator % 2 == 0 and twos < places:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0 and fives < places:
        denominator, fives = denominator // 5, fives + 1
    return max(twos, fives) if denominator == 1 else places


def _zeros(value: Fraction) -> int:
    """How many zeros follow the point of a number below 1."""
    return 0 if value == 0 else max(0, len(str(value.denominator // value.numerator)) - 1)


def _point(digits: int, shift: int) -> str:
    sign, text = "-" if digits < 0 else "", str(abs(digits)).rjust(shift + 1, "0")
    if not shift:
        return sign + text
    return sign + f"{text[:-shift]}.{text[-shift:]}".rstrip("0").rstrip(".")
