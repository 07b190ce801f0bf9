"""A case's packages out: a table in CSV, a row per package that was asked about."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from detente.analyses.holdingcase import CaseHolding
from detente.case.writing import write_atomic


def write_packages(result: CaseHolding, path: Path) -> None:
    """The table: each package, what it settles, the verdict of each mover and concept, and the equilibria.

    Verdicts are 1 (stable), 0, or ? where one depends on a preference that is unknown. Raises WriteError.
    """
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header(result), *rows(result)])
    write_atomic(path, text.getvalue().encode())


def header(result: CaseHolding) -> list[str]:
    """The columns of the table."""
    return [
        "package",
        "kind",
        "title",
        "state",
        *result.conflict.case.issue,
        *(f"{concept} {mover.id}" for concept in result.concepts for mover in result.movers),
        *(f"equilibrium {concept}" for concept in result.concepts),
    ]


def rows(result: CaseHolding) -> list[list[Any]]:
    """A row for each package, in the order of the answer."""
    found = []
    for one in result.packages:
        signs = {"stable": "1", "not stable": "0", "depends": "?"}
        verdicts = {
            concept: [signs[one.holding.word(concept, mover.id, one.state)] for mover in result.movers]
            for concept in result.concepts
        }
        every = ["0" if "0" in signs else "?" if "?" in signs else "1" for signs in verdicts.values()]
        found.append(
            [
                one.name,
                one.kind,
                one.title,
                one.holding.conflict.key(one.state),
                *(one.package[issue] for issue in result.conflict.case.issue),
                *(sign for of in verdicts.values() for sign in of),
                *every,
            ]
        )
    return found
