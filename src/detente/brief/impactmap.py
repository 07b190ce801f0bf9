"""From what a treaty would require to what its map shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from detente.analyses.treaties.impact import STOP, Impact, Row
from detente.analyses.treaties.measuring import CERTAIN, IN_PART
from detente.brief.impacts import Told
from detente.brief.pictures.mapdata import Flow, MapData, Shaded, Site
from detente.case.model import Case
from detente.case.treaties.model import Entity
from detente.geo import NOTE
from detente.geo.gazetteer import everything

LEAVE, DEPENDS, UNKNOWN, CLOSED = "leave", "depends", "unknown", "closed"
WORDS = {
    LEAVE: "something there would have to go",
    DEPENDS: "whether anything has to go depends on the reading, or on how much is there",
    UNKNOWN: "cannot be told: nobody has coded how much was there",
    CLOSED: "nothing is known to be there; none may come",
}
MOST_CLOSED = 12
"""Of more places than this the map does not say that nothing may come there: it would say it of half a continent."""
SHARED = "What several states have together leads to the one named first; not all of it need be its own."


def map_of(case: Case, impact: Impact) -> MapData:
    """The map of the clauses that say definitely what has to go, for what is there now.

    A holding's arrow spans what has to go under any reading; one that some reading spares begins at nothing. What
    cannot be told has no arrow, only a shade.
    """
    told = Told(case, impact)
    holdings: dict[tuple[str, str, str], list[Row]] = {}
    for row in told.sharp:
        if row.status == "active" and row.must != STOP:
            holdings.setdefault((row.holding, row.sender, row.host), []).append(row)
    words = {one.id: one for one in case.treaties.vocabulary.territories}
    known = everything()
    untold = [row.host for row in told.untold if row.status == "active" and row.must != STOP]
    drawn = {host: _drawn(host, words) for host in (*(host for _, _, host in holdings), *untold)}
    shared = f" {SHARED}" if any(len(rows[0].bound) > 1 for rows in holdings.values()) else ""
    note = f"Drawn for “{told.title}”. {NOTE}{shared}"
    shades = dict(_shades(holdings, drawn, told))
    shades |= {drawn[host]: UNKNOWN for host in untold if drawn[host] and drawn[host] not in shades}
    closed = [] if len(impact.closed) > MOST_CLOSED else [one for one in impact.closed if one not in shades]
    return MapData(
        told.answer(),
        tuple(Shaded(place, shades.get(place, CLOSED)) for place in (*shades, *closed) if place in known),
        tuple(_flow(rows, drawn[host], told) for (_, _, host), rows in holdings.items() if drawn[host]),
        tuple(
            Site(host, told.place(host), at, shades.get(host, LEAVE))
            for host in shades
            if host in words and (at := words[host].at) is not None
        ),
        note,
        WORDS,
    )


def _drawn(host: str, words: Mapping[str, Entity]) -> str:
    """Where a host is on the map: itself if it has a place there, else the nearest territory above it that has."""
    seen: set[str] = set()
    while host not in everything() and host not in seen:
        seen.add(host)
        one = words.get(host)
        if one is None:
            return ""
        if one.at is not None:
            return host
        host = one.under or one.of
    return host if host in everything() else ""


def _shades(
    holdings: Mapping[tuple[str, str, str], list[Row]], drawn: Mapping[str, str], told: Told
) -> Iterator[tuple[str, str]]:
    places: dict[str, list[list[Row]]] = {}
    for (_, _, host), rows in holdings.items():
        if drawn[host]:
            places.setdefault(drawn[host], []).append(rows)
    for place, some in places.items():
        yield place, LEAVE if any(_always(rows, told) for rows in some) else DEPENDS


def _always(rows: list[Row], told: Told) -> bool:
    """Whether something has to go under every reading, all of it or a part."""
    return any(not told.depends(row) and row.certainty in (CERTAIN, IN_PART) for row in rows)


def _flow(rows: list[Row], host: str, told: Told) -> Flow:
    first = rows[0]
    lows = [0 if told.depends(row) else row.low for row in rows]
    highs = [row.high for row in rows]
    low = None if all(one is None for one in lows) else max(one or 0 for one in lows)
    high = None if None in highs else max(one for one in highs if one is not None)
    unit = "" if first.unit == "troops" else first.unit
    sure = all(row.confirmed and row.certain for row in rows)
    part = all(row.certainty == IN_PART for row in rows)
    return Flow(first.bound[0], host, None if high is None and not low else low, high, sure, unit, part)
