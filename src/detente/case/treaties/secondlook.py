"""What in treaties and inventory that can be read deserves a second look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from detente.case.treaties.model import Holding, Reading, TermReading, Treaties
from detente.errors import Finding


def second_look(found: Treaties) -> Iterator[Finding]:
    """Holdings that are counted twice, and readings whose weights are more than one together."""
    yield from _twice(found.inventory.holdings)
    for treaty in found.treaties:
        for provision in treaty.provisions:
            yield from _heavy(treaty.file, provision.line, provision.anchor, provision.readings)
    for term in (*found.vocabulary.terms, *(term for treaty in found.treaties for term in treaty.terms)):
        yield from _heavy(term.file, term.line, f"the term {term.id}", term.readings)


def _heavy(file: str, line: int, whose: str, readings: Sequence[Reading | TermReading]) -> Iterator[Finding]:
    total = sum(reading.weight or 0 for reading in readings)
    if total > 1 + 1e-9:
        message = f"the weights of the readings of {whose} are more than 1 together"
        yield Finding(file, line, "warning", message, "weights of at most 1 together", f"{total:g}")


def _twice(holdings: Sequence[Holding]) -> Iterator[Finding]:
    """Rows of one id and status that are there on the same day, where their dates leave no doubt of it."""
    before: dict[tuple[str, str, str], list[Holding]] = {}
    for row in holdings:
        rows = before.setdefault((row.file, row.id, row.status), [])
        for other in rows:
            first = max(_first(row), _first(other))
            if first < date.max and first <= min(_last(row), _last(other)):
                message = f"{row.id} is counted twice from {first.isoformat()} on"
                got = f"this row and that of line {other.line}"
                yield Finding(row.file, row.line, "warning", message, "sizes of one unit that follow one another", got)
                break
        rows.append(row)


def _first(row: Holding) -> date:
    """The day from which it is certainly there; the last of all where nobody knows."""
    return row.since.last if row.since else date.max


def _last(row: Holding) -> date:
    """The day until which it is certainly there; the last of all where it goes on."""
    return row.until.first if row.until else date.max
