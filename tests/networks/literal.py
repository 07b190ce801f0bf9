"""The definitions of docs/explanation/networks.md as loops over pairs of statements; and DNA's as loops over cells.

Slow and plain on purpose.
"""

import itertools
import math
from datetime import date
from typing import NamedTuple

import numpy as np

from detente.case.statements import Codes
from detente.ledger.discourse import DAY, Discourse, Variable


class Said(NamedTuple):
    row: str
    column: str
    level: str
    day: int
    document: str


def discourse(statements, kind="boolean"):
    """A discourse of these statements, in an order of its own."""
    columns = list(zip(*statements, strict=True)) or [()] * 5
    texts = {name: [str(word) for word in column] for name, column in zip(Said._fields, columns, strict=True)}
    variables = [
        Variable("actor", "short text", Codes.of(texts["row"])),
        Variable("concept", "short text", Codes.of(texts["column"])),
        Variable("says", kind, Codes.of(texts["level"])),
        Variable("document.section", "short text", Codes.of(texts["document"]), "document"),
    ]
    days = np.array([int(day) for day in texts["day"]] or [], np.int64)
    numbers = np.arange(len(statements))
    return Discourse(
        "made",
        "made",
        {one.name: one for one in variables},
        numbers,
        Codes.of([str(number) for number in numbers]),
        Codes.of(texts["document"]),
        (days - 719163) * DAY,
        np.zeros(len(statements), np.int64),
        (),
        ("actor", "concept", "says"),
    )


def in_order(statements):
    """By time, then document in the order of first mention, then number."""
    place = {word: n for n, word in enumerate(dict.fromkeys(said.document for said in statements))}
    return [
        said for _, said in sorted(enumerate(statements), key=lambda one: (one[1].day, place[one[1].document], one[0]))
    ]


def same_span(one, other, duplicates, *, as_dna):
    a, b = date.fromordinal(one.day), date.fromordinal(other.day)
    if duplicates == "document":
        return one.document == other.document
    if duplicates == "week":
        return a.isocalendar()[1] == b.isocalendar()[1] if as_dna else a.isocalendar()[:2] == b.isocalendar()[:2]
    if duplicates == "month":
        return a.month == b.month and (as_dna or a.year == b.year)
    return a.year == b.year if duplicates == "year" else duplicates == "range"


def without_duplicates(statements, duplicates, value, kind, *, as_dna=False):
    kept: list[Said] = []
    for said in in_order(statements):
        same = [
            other
            for other in kept
            if (said.row, said.column) == (other.row, other.column)
            and (value == "ignore" or said.level == other.level)
            and same_span(said, other, duplicates, as_dna=as_dna)
            and not (as_dna and value != "ignore" and kind == "integer" and not -128 <= int(said.level) <= 127)
        ]
        if duplicates == "include" or not same:
            kept.append(said)
    return kept


def likeness(statements, kind):
    """s(k, l)."""
    if kind == "short text":
        return lambda k, m: float(k == m)
    numbers = [int(said.level) for said in statements]
    width = 1 if kind == "boolean" else max(numbers) - min(numbers)
    return lambda k, m: 1.0 if width == 0 else 1 - abs(int(k) - int(m)) / width


def pairing(value, s):
    return {
        "ignore": lambda *_: 1.0,
        "congruence": s,
        "conflict": lambda k, m: 1 - s(k, m),
        "subtract": lambda k, m: s(k, m) - (1 - s(k, m)),
    }[value]


def shared(statements, row, other, weight):
    return sum(
        weight(one.level, two.level)
        for one in statements
        for two in statements
        if one.row == row and two.row == other and one.column == two.column
    )


def one_mode(statements, value, kind, duplicates="include", normalise="none", everything=None):
    """{(row, row'): tie} for every pair of different rows."""
    s = likeness(everything or statements, kind) if statements else None
    kept = without_duplicates(statements, duplicates, value, kind)
    rows = sorted({said.row for said in kept})
    ties = {}
    for row, other in itertools.permutations(rows, 2):
        tie = shared(kept, row, other, pairing(value, s))
        if normalise == "average":
            tie /= (sum(a.row == row for a in kept) + sum(a.row == other for a in kept)) / 2
        elif normalise == "cosine":
            own = pairing("ignore" if value == "ignore" else "congruence", s)
            tie /= math.sqrt(shared(kept, row, row, own)) * math.sqrt(shared(kept, other, other, own))
        elif normalise == "jaccard":
            tie = _jaccard(kept, row, other, value)
        elif normalise == "ruzicka":
            tie = _ruzicka(kept, row, other, value)
        ties[row, other] = tie
    return rows, ties


def _sets(kept, row, value):
    return {(a.column,) if value == "ignore" else (a.column, a.level) for a in kept if a.row == row}


def _opposite(kept, things):
    levels = sorted({a.level for a in kept})
    turned = {levels[0]: levels[-1], levels[-1]: levels[0]} if len(levels) > 1 else {levels[0]: None}
    return {(column, turned[level]) for column, level in things}


def _jaccard(kept, row, other, value):
    if value == "subtract":
        return _jaccard(kept, row, other, "congruence") - _jaccard(kept, row, other, "conflict")
    a, b = _sets(kept, row, value), _sets(kept, other, value)
    if value == "conflict":
        b = _opposite(kept, b)
    return len(a & b) / len(a | b)


def _counts(kept, row, value):
    found: dict[tuple[str, ...], int] = {}
    for a in kept:
        if a.row == row:
            key = (a.column,) if value == "ignore" else (a.column, a.level)
            found[key] = found.get(key, 0) + 1
    return found


def _ruzicka(kept, row, other, value):
    if value == "subtract":
        return _ruzicka(kept, row, other, "congruence") - _ruzicka(kept, row, other, "conflict")
    a, b = _counts(kept, row, value), _counts(kept, other, value)
    if value == "conflict":
        levels = sorted({x.level for x in kept})
        turned = {levels[0]: levels[-1], levels[-1]: levels[0]} if len(levels) > 1 else {levels[0]: None}
        b = {(column, turned[level]): n for (column, level), n in b.items()}
    keys = set(a) | set(b)
    return sum(min(a.get(k, 0), b.get(k, 0)) for k in keys) / sum(max(a.get(k, 0), b.get(k, 0)) for k in keys)


def two_mode(statements, value, kind, duplicates="include", normalise="none"):
    kept = without_duplicates(statements, duplicates, value, kind)
    rows, columns = sorted({a.row for a in kept}), sorted({a.column for a in kept})
    levels = (
        ["0", "1"]
        if kind == "boolean"
        else sorted({a.level for a in statements}, key=lambda word: (int(word), "") if kind == "integer" else (0, word))
    )
    ties = {}
    for row, column in itertools.product(rows, columns):
        here = [a for a in kept if (a.row, a.column) == (row, column)]
        if value == "combine":
            tie = sum(
                2 ** (len(levels) - 1 - n) for n, level in enumerate(levels) if any(a.level == level for a in here)
            )
        elif value == "subtract":
            tie = sum((1 if a.level == "1" else -1) if kind == "boolean" else int(a.level) for a in here)
        else:
            tie = len(here)
        if normalise == "activity":
            tie /= sum(a.row == row for a in kept)
        elif normalise == "prominence":
            tie /= sum(a.column == column for a in kept)
        ties[row, column] = tie
    return rows, columns, ties


# ------------------------------------------------------------------------------------------------ as DNA 3 does


def dna_one_mode(statements, value, kind, duplicates="include", normalise="none"):
    """DNA's loops over rows, columns and levels, restated; a qualifier is always set, though ignored."""
    kept = without_duplicates(statements, duplicates, value, kind, as_dna=True)
    rows, columns = sorted({a.row for a in kept}), sorted({a.column for a in kept})
    if kind == "boolean":
        levels = ["0", "1"]
    else:
        levels = sorted(
            {a.level for a in statements}, key=lambda word: (int(word), "") if kind == "integer" else (0, word)
        )
    x = {
        (r, c, k): float(sum((a.row, a.column, a.level) == (r, c, k) for a in kept))
        for r in rows
        for c in columns
        for k in levels
    }
    ties = {}
    for r, q in itertools.permutations(rows, 2):
        tie = 0.0
        for c in columns:
            if value == "ignore":
                tie += sum(x[r, c, k] for k in levels) * sum(x[q, c, k] for k in levels)
            elif kind == "short text":
                for k in levels:
                    one_sided = x[r, c, k] if not x[q, c, k] else x[q, c, k] if not x[r, c, k] else 0.0
                    both = x[r, c, k] * x[q, c, k]
                    tie += {"congruence": both, "conflict": one_sided, "subtract": both - one_sided}[value]
            else:
                width = abs(int(levels[-1]) - int(levels[0]))
                for k, m in itertools.product(levels, levels):
                    far = abs(int(k) - int(m)) / width if width else 0.0
                    weight = {"congruence": 1 - far, "conflict": far, "subtract": 1 - far - far}[value]
                    tie += x[r, c, k] * x[q, c, m] * weight
        ties[r, q] = tie / _dna_norm(x, r, q, columns, levels, normalise) if tie else 0.0
    return rows, ties


def _dna_norm(x, r, q, columns, levels, normalise):
    cells = [(x[r, c, k], x[q, c, k]) for c in columns for k in levels]
    if normalise == "average":
        return (sum(a for a, _ in cells) + sum(b for _, b in cells)) / 2
    if normalise == "cosine":
        return sum(a for a, _ in cells) * sum(b for _, b in cells)
    if normalise == "jaccard":
        norm = sum(a for a, b in cells if not b) + sum(b for a, b in cells if not a) + sum(a * b for a, b in cells)
        return norm or math.inf
    return 1.0
