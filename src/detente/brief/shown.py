"""Which proposal the brief shows step by step at home."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analyses.ratification import Assessed
from detente.space.outcomes import NOT_NEEDED, NOTHING


def shown_of(proposals: Sequence[Assessed]) -> Assessed | None:
    """The newest proposal that can be had and of which something is voted on; else the newest there is."""
    ordered = sorted(enumerate(proposals), key=lambda one: (voted(one[1]), one[1].feasible > 0, one[1].date, one[0]))
    return ordered[-1][1] if ordered else None


def voted(one: Assessed) -> bool:
    """Whether anything is voted on at any home."""
    return any(kind.verdict not in (NOT_NEEDED, NOTHING) for home in one.parties for kind in home.kinds)
