"""`details` and `occasion`: particulars that a source gives, read so that two sources can be compared.

A value is compared by what it says, not how it is spelled: `800,000`, `800 000` and `0.8 million` are one number,
`27 May 1997` and `1997-05-27` one date, `50%` is `50 per cent`, `the Brigade` is `brigade`. `a|b` leaves open which.
Values may be compatible without being equal: `1997` and `1997-05-27`; `more than 800000` and `900000`; and `about
800000`, which does not say how far it reaches, goes with every number.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from detente.case.dates import Interval
from detente.case.names import id_problem

_ABOUT = re.compile(r"^(?:about|approximately|approx\.?|around|roughly|some|circa|ca\.|c\.|~|≈)\s*", re.IGNORECASE)
_MORE = re.compile(r"^(?:more than|greater than|over|above|exceeding|>(?!=))\s*")
_LEAST = re.compile(r"^(?:at least|no (?:less|fewer) than|not less than|a minimum of|minimum|>=|≥)\s*")
_LESS = re.compile(r"^(?:less than|fewer than|under|below|<(?!=))\s*")
_MOST = re.compile(r"^(?:up to|at most|no more than|not more than|a maximum of|maximum|<=|≤)\s*")
_ARTICLE = re.compile(r"^the\s+")
_PERCENT = re.compile(r"^(?:%|percent|per[ -]cent|pct)(?=\s|$)")
_SCALES = {
    "k": 10**3, "thousand": 10**3, "m": 10**6, "mn": 10**6, "million": 10**6, "bn": 10**9, "billion": 10**9,
    "trillion": 10**12,
}  # fmt: skip
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_MONTH = {month[:size]: n for n, month in enumerate(_MONTHS, 1) for size in (3, len(month))}
_NUMBER = re.compile(
    r"(?P<sign>[-+−]?)(?P<whole>\d{1,3}(?:[,\u2019'_ ]\d{3})+|\d+)(?P<part>\.\d+)?\s*"
    r"(?:(?P<scale>[a-z]+)\b)?\s*(?P<unit>.*)",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?([a-z]{3,9})\.?,?\s+(\d{4})", re.IGNORECASE)
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.IGNORECASE)


@dataclass(frozen=True)
class Value:
    """What one alternative of a detail says: a number with a unit, a date, or words.

    `days` is set where it can be read as a date; a bare year is both a date and a number. `bound` makes of the number
    one that is `>`, `>=`, `<` or `<=` it; `~`: somewhere about it.
    """

    words: str
    number: Fraction | None = None
    unit: str = ""
    days: Interval | None = None
    bound: str = ""

    def meets(self, other: Value) -> bool:
        """Whether both may be right."""
        if self.days is not None and other.days is not None:
            return "~" in (self.bound, other.bound) or self.days.overlaps(other.days)
        if self.number is not None and other.number is not None:
            return self._reaches(other) and (self.unit == other.unit or not self.unit or not other.unit)
        return self.words == other.words

    def _reaches(self, other: Value) -> bool:
        """Whether some number is what both say."""
        if "~" in (self.bound, other.bound):
            return True
        if not self.bound and not other.bound:
            return self.number == other.number
        if self.bound[:1] == other.bound[:1]:
            return True
        low, high = (self, other) if self.bound.startswith(">") or other.bound.startswith("<") else (other, self)
        assert low.number is not None
        assert high.number is not None
        open_ = low.bound == ">" or high.bound == "<"
        return low.number < high.number if open_ else low.number <= high.number


def parse_details(text: str) -> dict[str, str]:
    """The particulars by name, as written; raises ValueError saying what is wrong.

    >>> parse_details("baseline=1998; troops=800,000")
    {'baseline': '1998', 'troops': '800,000'}
    """
    found: dict[str, str] = {}
    for part in text.split(";") if text.strip() else ():
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals:
            raise ValueError(f"{part.strip() or 'an empty part'} is not name=value")
        if id_problem(name):
            raise ValueError(f"{name or 'an empty name'} cannot be a name")
        if not all(choice.strip() for choice in value.split("|")):
            raise ValueError(f"{name} has no value")
        if name in found:
            raise ValueError(f"{name} is given twice")
        found[name] = value
    return found


def parse_occasion(text: str) -> tuple[str, ...]:
    """The occasions that a row may be about, one where it is clear; raises ValueError saying what is wrong.

    >>> parse_occasion("draft-2009 | draft-2021")
    ('draft-2009', 'draft-2021')
    """
    if not text.strip():
        return ()
    names = tuple(" ".join(part.split()) for part in text.split("|"))
    if not all(names):
        raise ValueError("an alternative is empty")
    if len(set(names)) < len(names):
        raise ValueError("an alternative is given twice")
    return names


@lru_cache(maxsize=100_000)
def values(text: str) -> tuple[Value, ...]:
    """The alternatives of a detail, each read.

    >>> values("0.8 million")[0].meets(values("800,000")[0]), values("1997")[0].meets(values("27 May 1997")[0])
    (True, True)
    """
    return tuple(_value(part) for part in text.split("|"))


def compatible(one: str, other: str) -> bool:
    """Whether two values of a detail of the same name may both be right.

    >>> compatible("1997", "1998"), compatible("1997|1998", "1998"), compatible("none", "None")
    (False, True, True)
    """
    return any(left.meets(right) for left in values(one) for right in values(other))


def _value(text: str) -> Value:
    words = " ".join(unicodedata.normalize("NFKC", text).casefold().split()).strip(".")
    bound, plain = _bounded(words)
    days = _date(plain) if bound in ("", "~") else None
    if days is not None and not plain.isdigit():
        return Value(words, days=days, bound=bound)
    number = _NUMBER.fullmatch(plain)
    if number is None:
        return Value(_ARTICLE.sub("", words if bound != "~" else plain))
    size, unit = _sized(number)
    return Value(plain, size, unit, days, bound)


def _bounded(words: str) -> tuple[str, str]:
    """A leading `more than`, `at least`, `less than`, `up to` or `about` as a sign, and what follows it."""
    for sign, form in ((">=", _LEAST), ("<=", _MOST), (">", _MORE), ("<", _LESS), ("~", _ABOUT)):
        rest = form.sub("", words)
        if rest != words:
            return sign, rest
    return "", words


def _sized(found: re.Match[str]) -> tuple[Fraction, str]:
    digits = re.sub(r"\D", "", found["whole"])
    size = Fraction(digits + (found["part"] or ""))
    scale, unit = found["scale"] or "", found["unit"].strip()
    if scale in _SCALES:
        size *= _SCALES[scale]
    else:
        unit = _PERCENT.sub("%", f"{scale} {unit}".strip())
    return (-size if found["sign"] in ("-", "−") else size), unit


def _date(text: str) -> Interval | None:
    """An ISO date at its precision, or one with an English month."""
    for form, order in ((_DAY_FIRST, (3, 2, 1)), (_MONTH_FIRST, (3, 1, 2))):
        found = form.fullmatch(text)
        if found and found[order[1]] in _MONTH:
            month = f"{found[order[0]]}-{_MONTH[found[order[1]]]:02d}"
            text = f"{month}-{int(found[order[2]]):02d}" if found[order[2]] else month
            break
    try:
        return Interval.parse(text)
    except ValueError:
        return None
