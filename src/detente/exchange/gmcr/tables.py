"""Verdicts out: a table in CSV, a row per state, and the whole answer in JSON; both written piece by piece."""

from __future__ import annotations

import csv
import io
import json
import secrets
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from detente.analyses.holding import Holding
from detente.errors import WriteError
from detente.space.outcome import whole

_ROWS = 4096


def write_stability(holding: Holding, path: Path) -> None:
    """The table of verdicts: state, what holds in it, 1 or 0 for each party and concept (? where
    that depends on a preference that is unknown), and what is certainly an equilibrium.

    Cells are written as they are. Raises WriteError.
    """
    _write(path, _rows(holding))


def write_holding(document: dict[str, Any], path: Path) -> None:
    """The answer as one JSON document, an item of its long lists after the other. Raises WriteError."""
    _write(path, _pieces(document))


def header(holding: Holding) -> list[str]:
    """The columns of the table."""
    named = holding.conflict
    verdicts = [f"{concept} {party}" for concept in holding.concepts for party in named.parties]
    return [
        "state",
        *(choice.name for choice in named.choices),
        *verdicts,
        *(f"equilibrium {one}" for one in holding.concepts),
    ]


def _rows(holding: Holding) -> Iterator[str]:
    named = holding.conflict
    bits = [holding.signs(concept, party) for concept in holding.concepts for party in named.parties]
    equal = {concept: set(holding.equilibria(concept)) for concept in holding.concepts}
    keys = iter(holding.keys())
    numbered = enumerate(holding.states)
    yield _lines([header(holding)])
    while some := list(islice(numbered, _ROWS)):
        rows = []
        for place, state in some:
            settled = named.settled(state).values() if named.choices else ()
            held = (one[place] for one in bits)
            rows.append([next(keys), *settled, *held, *(int(state in equal[one]) for one in holding.concepts)])
        yield _lines(rows)


def _lines(rows: Iterable[Sequence[Any]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _pieces(document: dict[str, Any]) -> Iterator[str]:
    between = "{"
    for key, value in document.items():
        yield f"{between}\n{json.dumps(key)}: "
        between = ","
        if isinstance(value, Iterator):
            comma = "["
            while some := list(islice(value, _ROWS)):
                yield comma + ", ".join(json.dumps(_lossless(one), ensure_ascii=False) for one in some)
                comma = ",\n"
            yield "]" if comma != "[" else "[]"
        else:
            yield json.dumps(_lossless(value), ensure_ascii=False)
    yield "\n}\n"


def _lossless(value: Any) -> Any:
    """A document in which whole numbers that JSON's readers could round are texts."""
    if isinstance(value, dict):
        return {key: _lossless(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_lossless(one) for one in value]
    return whole(value) if type(value) is int else value


def _write(path: Path, pieces: Iterable[str]) -> None:
    """Put these texts in the file's place, whole or not at all."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
    try:
        try:
            with temporary.open("x", encoding="utf-8", newline="") as file:
                file.writelines(pieces)
            temporary.replace(path)
        except BaseException:  # also Ctrl-C: no litter
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise WriteError(f"{path} could not be written: {error.strerror or error}") from None
