"""Why a document was not taken in: what is wrong, and what to do about it, in one line."""

from __future__ import annotations

from detente.errors import DetenteError


class UnreadableError(DetenteError):
    """A document cannot be read; `why` says what is wrong, `advice` what to do."""

    def __init__(self, why: str, advice: str = "") -> None:
        self.why, self.advice = why, advice
        super().__init__(f"{why}; {advice}" if advice else why)
