"""Which statements count, and as what: from a discourse to arrays of rows, columns and levels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from detente.analyses.networks.asking import Asked, settled
from detente.engines.moments import first_of_each, number_in_year, period
from detente.engines.networks import Floats, Ints, alike, graded
from detente.errors import UnknownNameError
from detente.ledger.discourse import Discourse, Variable


@dataclass(frozen=True, eq=False)
class Selection:
    """The statements that count, in order of time: row, column and level of each, as places in their labels.

    `similarity` says how alike two levels are. `sides` tells whether levels have signs (for subtract of two modes).
    """

    asked: Asked
    discourse: Discourse
    rows: Ints
    columns: Ints
    levels: Ints
    row_labels: tuple[str, ...]
    column_labels: tuple[str, ...]
    level_labels: tuple[str, ...]
    similarity: Floats
    signs: Floats | None
    days: Ints
    numbers: Ints
    left_out: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def first(self) -> date | None:
        """The day of the earliest statement."""
        return date.fromordinal(int(self.days.min())) if len(self) else None

    @property
    def last(self) -> date | None:
        """The day of the latest statement."""
        return date.fromordinal(int(self.days.max())) if len(self) else None

    def part(self, rows: Ints, *, isolates: bool | None = None) -> Selection:
        """Only these statements; labels that none of them uses are gone, unless isolates stay."""
        keep_all = self.asked.isolates if isolates is None else isolates
        part = replace(
            self,
            rows=self.rows[rows],
            columns=self.columns[rows],
            levels=self.levels[rows],
            days=self.days[rows],
            numbers=self.numbers[rows],
        )
        if keep_all:
            return part
        row_codes, row_labels = _used(part.rows, self.row_labels)
        column_codes, column_labels = _used(part.columns, self.column_labels)
        return replace(part, rows=row_codes, columns=column_codes, row_labels=row_labels, column_labels=column_labels)


def select(discourse: Discourse, asked: Asked) -> Selection:
    """The statements that the question is about. Raises UnknownNameError and DetenteError; see `asking.settled`."""
    asked, notes = settled(asked, discourse)
    ordered = discourse.in_order()
    left_out = list(discourse.left_out)
    around = _reduced(ordered, _outside(ordered, asked), left_out)
    counted = _reduced(around, _unwanted(around, asked), left_out)
    repeated = ~_first(counted, asked)
    final = _reduced(counted, [(f"repeated within one {_SPAN[asked.duplicates]}", repeated)], left_out)
    known = around if asked.isolates else final
    rows, row_labels = _labelled(final[asked.rows], known[asked.rows], asked)
    columns, column_labels = _labelled(final[asked.columns], known[asked.columns], asked)
    levels, level_labels, similarity, signs, more = _scale(final, around if asked.dna else discourse, asked)
    return Selection(
        asked,
        discourse,
        rows,
        columns,
        levels,
        row_labels,
        column_labels,
        level_labels,
        similarity,
        signs,
        final.days,
        final.numbers,
        tuple(left_out),
        (*notes, *more),
    )


_SPAN = {
    "include": "",
    "document": "document",
    "week": "calendar week",
    "month": "calendar month",
    "year": "calendar year",
    "range": "time range",
}


def _outside(discourse: Discourse, asked: Asked) -> Iterator[tuple[str, np.ndarray]]:
    """What the dates and the documents leave out."""
    days = discourse.days
    if asked.first is not None:
        yield f"before {asked.first}", days < asked.first.toordinal()
    if asked.last is not None:
        yield f"after {asked.last}", days > asked.last.toordinal()
    yield from _by_value(discourse, asked, "document")


def _unwanted(discourse: Discourse, asked: Asked) -> Iterator[tuple[str, np.ndarray]]:
    """What excluded values and blank fields leave out."""
    yield from _by_value(discourse, asked, "statement")
    for name in (asked.rows, asked.columns, asked.qualifier if asked.uses_qualifier else ""):
        if name:
            yield f"without {name}", discourse[name].column.where("")


def _by_value(discourse: Discourse, asked: Asked, level: str) -> Iterator[tuple[str, np.ndarray]]:
    for name, value in asked.exclude:
        variable = discourse[name]
        if variable.level == level:
            yield f"{variable.name} is {value}", variable.column.where(_known(variable, value))
    wanted: dict[str, list[str]] = {}
    for name, value in asked.include:
        wanted.setdefault(discourse[name].name, []).append(value)
    for name, values in wanted.items():
        variable = discourse[name]
        if variable.level == level:
            chosen = [place for place, word in enumerate(variable.column.words) if word in values]
            for value in values:
                _known(variable, value)
            yield f"{name} is not {' or '.join(values)}", ~np.isin(variable.column.codes, chosen)


def _known(variable: Variable, value: str) -> str:
    if value not in variable.column.words:
        raise UnknownNameError(f"value of {variable.name}", value, variable.column.words)
    return value


def _reduced(
    discourse: Discourse, reasons: Iterable[tuple[str, np.ndarray]], left_out: list[tuple[str, int]]
) -> Discourse:
    """The statements for which no reason holds; how many each reason left out first is noted."""
    left = np.ones(len(discourse), bool)
    for reason, mask in reasons:
        gone = left & mask
        if gone.any():
            left_out.append((reason, len(np.unique(discourse.numbers[gone]))))
        left &= ~mask
    return discourse if left.all() else discourse.take(np.flatnonzero(left))


def _first(discourse: Discourse, asked: Asked) -> np.ndarray:
    """Which statements are the first of their kind where one of a kind is to count."""
    if asked.duplicates == "include":
        return np.ones(len(discourse), bool)
    names = [asked.rows, asked.columns, *([asked.qualifier] if asked.uses_qualifier else [])]
    keys = [discourse[name].column.codes.astype(np.int64) for name in names]
    if asked.duplicates != "range":
        keys.append(_periods(discourse, asked))
    if asked.dna and asked.uses_qualifier and discourse[asked.qualifier].kind == "integer":
        qualifier = discourse[asked.qualifier]
        numbers = qualifier.numbers[qualifier.column.codes]
        never_equal = (numbers < -128) | (numbers > 127)  # Java compares larger ones by identity
        keys.append(np.where(never_equal, 1 + np.arange(len(discourse)), 0))
    return first_of_each(keys)


def _periods(discourse: Discourse, asked: Asked) -> Ints:
    if asked.duplicates == "document":
        return discourse.documents.codes.astype(np.int64)
    unit = f"{asked.duplicates}s"
    if asked.dna and unit in ("weeks", "months"):
        return number_in_year(discourse.days, unit)  # DNA forgets the year
    return period(discourse.days, unit)


def _labelled(variable: Variable, known: Variable, asked: Asked) -> tuple[Ints, tuple[str, ...]]:
    """Places in the ordered labels of what is used (or known), row by row."""
    used = [variable.column.words[code] for code in np.unique(known.column.codes)]
    labels = sorted((word for word in used if word), key=_utf16 if asked.dna else str)
    place = {label: number for number, label in enumerate(labels)}
    places = np.array([place.get(word, -1) for word in variable.column.words] or [0], np.int64)
    return places[variable.column.codes], tuple(labels)


def _utf16(text: str) -> bytes:
    """Java's order of texts."""
    return text.encode("utf-16-be", "surrogatepass")


def _used(codes: Ints, labels: tuple[str, ...]) -> tuple[Ints, tuple[str, ...]]:
    places, again = np.unique(codes, return_inverse=True)
    return again, tuple(labels[place] for place in places)


def _scale(
    final: Discourse, over: Discourse, asked: Asked
) -> tuple[Ints, tuple[str, ...], Floats, Floats | None, tuple[str, ...]]:
    """Levels of the qualifier, their labels, how alike they are, their signs, and what to say of them."""
    if not asked.qualifier:
        return np.zeros(len(final), np.int64), ("",), alike(1), None, ()
    qualifier, everywhere = final[asked.qualifier], over[asked.qualifier]
    coded = {everywhere.column.words[code] for code in np.unique(everywhere.column.codes)}
    if asked.uses_qualifier or qualifier.ordered:
        coded.discard("")
    if qualifier.kind == "boolean":
        coded = {"0", "1"}
    words = sorted(coded, key=int) if qualifier.ordered else sorted(coded)
    place = {word: number for number, word in enumerate(words)}
    places = np.array([place.get(word, 0) for word in qualifier.column.words] or [0], np.int64)
    levels = places[qualifier.column.codes]
    notes: tuple[str, ...] = ()
    if not qualifier.ordered:
        return levels, tuple(words) or ("",), alike(max(1, len(words))), None, notes
    values = np.array([int(word) for word in words] or [0], np.float64)
    low, high = (0, 1) if qualifier.kind == "boolean" else qualifier.scale or (int(values[0]), int(values[-1]))
    if low == high and asked.uses_qualifier:
        notes = (f"{qualifier.name} has one value only ({low}); all statements agree on it",)
    signs = np.where(values > 0, 1.0, -1.0) if qualifier.kind == "boolean" else values
    return levels, tuple(words) or ("",), graded(values, float(high - low)), signs, notes
