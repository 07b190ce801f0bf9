"""Dates at the precision that is known: a day, a month, a year or a range, and never more than was written."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_FORM = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@dataclass(frozen=True, order=True)
class Interval:
    """The days that a date stands for, both included. Something enters on `last`.

    >>> Interval.parse("2022-03")
    Interval(first=datetime.date(2022, 3, 1), last=datetime.date(2022, 3, 31), text='2022-03')
    """

    first: date
    last: date
    text: str = ""

    @classmethod
    def parse(cls, text: str) -> Interval:
        """Read `2022`, `2022-03`, `2022-03-29` or `2022-03-29/2022-04-02`; raise ValueError saying what is wrong."""
        begin, slash, end = text.strip().partition("/")
        first, last = _bounds(begin)
        if slash:
            last = _bounds(end)[1]
        if last < first:
            raise ValueError(f"{text} ends before it begins")
        return cls(first, last, text.strip())

    @property
    def precision(self) -> str:
        """day, month, year or range."""
        if "/" in self.text:
            return "range"
        return {4: "year", 7: "month"}.get(len(self.text), "day")

    def overlaps(self, other: Interval) -> bool:
        """Whether the two may be the same day."""
        return self.first <= other.last and other.first <= self.last

    def __str__(self) -> str:
        return self.text or self.last.isoformat()


def _bounds(text: str) -> tuple[date, date]:
    form = _FORM.fullmatch(text.strip())
    if form is None:
        raise ValueError(f"{text!r} is not a date; write 2022, 2022-03, 2022-03-29 or 2022-03-29/2022-04-02")
    year, month, day = (int(part) if part else None for part in form.groups())
    assert year is not None
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except (ValueError, calendar.IllegalMonthError):
        raise ValueError(f"{text} does not exist in the calendar") from None
