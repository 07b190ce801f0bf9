"""What could not be said exactly of a version of a clause."""

from __future__ import annotations

from collections.abc import Iterator

from detente.case.treaties.expressions import Name, walk
from detente.case.treaties.model import Content, Expression
from detente.space.treaties.baselines import Group
from detente.space.treaties.compiled import Note, Pairs
from detente.space.treaties.questions import Terms
from detente.space.treaties.universe import TERRITORY, Universe
from detente.space.treaties.versions import Clause, Version

NO_BEARER, PARTLY, BASELINE, UNDEFINED = "no bearer", "partly", "baseline unknown", "undefined term"
_MOST = 6


def notes_of(
    clause: Clause, pairs: Pairs, version: Version, unknown: tuple[Group, ...], cells: Universe, terms: Terms
) -> Iterator[Note]:
    """What could not be said of this version: nobody bound, geometry that cuts, terms and baselines unknown."""
    if not version.orders:
        return
    if not any(version.bearers) and not (version.holds is not None and version.content.bearer is None):
        yield Note(NO_BEARER, clause.name, "nobody is bound", pairs)
    elif not all(version.bearers):
        yield Note(NO_BEARER, clause.name, "on some days nobody is bound", pairs)
    missing = undefined(version.content, terms)
    if missing:
        yield Note(
            UNDEFINED, clause.name, f"rests on {', '.join(missing)}, which nothing defines", pairs, version.partly
        )
    elif version.partly:
        places = 0
        for box in version.partly:
            places |= box[TERRITORY]
        words = cells.territories.words(places)
        detail = f"of {_listed(words)} only a part may lie in the territory"
        yield Note(PARTLY, clause.name, detail, pairs, version.partly)
    if unknown:
        ids = tuple(dict.fromkeys(one for group in unknown for one in group.holdings))
        boxes = tuple(box for group in unknown for box in group.scope)
        what = f"of {_listed(list(ids))} the inventory has no size" if ids else "the inventory is empty"
        yield Note(BASELINE, clause.name, f"{what} on {_day(version.content)}", pairs, boxes, ids)


def _day(content: Content) -> str:
    return content.baseline.date.isoformat() if content.baseline else "the day"


def _listed(words: list[str]) -> str:
    if len(words) <= _MOST:
        return ", ".join(words)
    return f"{', '.join(words[:_MOST])} and {len(words) - _MOST} more"


def undefined(content: Content, terms: Terms) -> list[str]:
    """The terms without a meaning that a content rests on, directly or by other terms, under some reading."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    for holder in (content, *content.exceptions, *([content.trigger] if content.trigger else ())):
        for value in vars(holder).values():
            if isinstance(value, Expression):
                _collect(value, terms, found, seen)
    return list(found)


def _collect(expression: Expression, terms: Terms, found: dict[str, None], seen: set[str]) -> None:
    for node in walk(expression.tree):  # type: ignore[arg-type]  # a parsed expression
        if isinstance(node, Name) and node.id in terms and node.id not in seen:
            seen.add(node.id)
            full, term = terms[node.id]
            if not term.readings:
                found[full] = None
            for reading in term.readings:
                _collect(reading.means, terms, found, seen)
