"""What a treaty would require on the ground, and its map."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from detente.analyses.treaties.impact import Impact, impact
from detente.brief.impactmap import map_of
from detente.brief.markup import Html
from detente.brief.pictures import map as drawing
from detente.case.dates import Interval
from detente.case.model import Case
from detente.errors import UnknownNameError

__all__ = ["Impact", "treaty_impact", "treaty_map"]


def treaty_impact(
    case: Case, treaty: str, on: date | str | None = None, reading: Mapping[str, str] | None = None
) -> Impact:
    """What states would have to stop, withdraw or do under a treaty of a case, given its inventory on a day.

    `on` is that day (of a month or year its last; default: the case's day, else the treaty's own date), from which a
    draft is assumed to be in force. `reading` fixes readings: the name of a disputed clause or term, and a reading.

    Raises UnknownNameError with the nearest name for what there is not.
    """
    if treaty not in case.treaties.treaty:
        raise UnknownNameError("treaty", treaty, case.treaties.treaty, case.treaties.treaty)
    day = Interval.parse(on).last if isinstance(on, str) else on
    return impact(case, treaty, day, reading)


def treaty_map(case: Case, found: Impact) -> Html:
    """The map of an impact as SVG: what leaves from where, what it means for each territory."""
    return drawing.picture(map_of(case, found))
