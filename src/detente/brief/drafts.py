"""What a brief shows of treaties, computed elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from detente.analyses.treaties.check import Check
from detente.analyses.treaties.compare import Differences
from detente.analyses.treaties.impact import Impact
from detente.analyses.treaties.terms import TermHeld


@dataclass(frozen=True)
class Drafts:
    """The answers on the treaties of a case: contradictions and gaps, what each would require, how two differ.

    `impacts` are of drafts (what is in force requires nothing new) on the case's day, `earlier` of those of them by
    which something would go, on the day on which each was put forward. `differences` are of drafts of one day. `words`:
    whom the terms of drafts hold on the case's day.
    """

    check: Check
    impacts: tuple[Impact, ...] = ()
    differences: tuple[Differences, ...] = ()
    earlier: tuple[Impact, ...] = ()
    words: tuple[TermHeld, ...] = ()

    def required(self, treaty: str) -> tuple[Impact, ...]:
        """What one draft would require, on the case's day and on its own; () where that was not asked."""
        return tuple(one for one in (*self.impacts, *self.earlier) if one.treaty == treaty)
