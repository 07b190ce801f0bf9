"""What every answer says of itself: of which case, on which date, and numbers that JSON can carry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from detente.case.model import Case

_SAFE = 1 << 53


@dataclass(frozen=True)
class About:
    """Which case an answer is about, as it stood when and known by when."""

    slug: str
    title: str
    digest: str
    day: date
    known_by: date | None

    @classmethod
    def of(cls, case: Case) -> About:
        """What an answer about this dated case says of it."""
        assert case.day is not None
        return cls(case.slug, case.title, case.digest, case.day, case.known_by)

    def to_json(self) -> dict[str, object]:
        """The head of a JSON answer."""
        return {
            "case": self.slug,
            "digest": self.digest,
            "on": self.day.isoformat(),
            "known_by": self.known_by.isoformat() if self.known_by else None,
        }


def whole(number: int | None) -> int | str | None:
    """An integer as JSON carries it without loss: as a string above 2^53."""
    return str(number) if number is not None and abs(number) > _SAFE else number
