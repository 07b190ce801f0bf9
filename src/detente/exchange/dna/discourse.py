"""From a DNA database to a discourse: the statements of one type, column by column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

import numpy as np

from detente.case.statements import Codes
from detente.exchange.dna import coded
from detente.exchange.dna.opening import Opened, refused
from detente.ledger.discourse import Discourse, Variable

_DOCUMENT = ("title", "author", "source", "section", "type")
_OF_DOCUMENTS = {prefix + name for prefix in ("", "document.") for name in (*_DOCUMENT, "id")}


def read_discourse(path: Path, statement_type: str = "", variables: Iterable[str] = ()) -> Discourse:
    """The statements of a DNA database of version 2 or 3.

    `statement_type`: its label or number; by default one that has all the `variables`, of several "DNA Statement" or
    the only one with two short texts. Raises FormatError, UnknownNameError, and DetenteError where it must be named.
    """
    with Opened(path) as opened:
        own = [name for name in variables if name and name not in _OF_DOCUMENTS]
        return _discourse(opened, coded.chosen(opened, statement_type, own))


def _discourse(opened: Opened, kind: coded.Kind) -> Discourse:
    columns = ("ID", "DocumentId", "Start", "StatementTypeId")
    rows = list(opened.rows("STATEMENTS", columns))
    own = [row for row in rows if row[3] == kind.number]
    numbers = np.array([cast(int, row[0]) for row in own], np.int64)
    places = {number: place for place, number in enumerate(numbers.tolist())}
    documents = Codes.of([str(row[1]) for row in own])
    variables = {one.name: one for one in _variables(opened, kind, places)}
    moments, of_documents = _documents(opened, documents)
    variables |= {one.name: one for one in of_documents}
    elsewhere = len(rows) - len(own)
    return Discourse(
        opened.path.stem,
        f"DNA {opened.version or opened.family}, statement type {kind.label}",
        variables,
        numbers,
        Codes.of([str(number) for number in numbers.tolist()]),
        documents,
        moments,
        np.array([row[2] for row in own], np.int64),
        (("of another statement type", elsewhere),) if elsewhere else (),
        _usual(variables),
    )


def _variables(opened: Opened, kind: coded.Kind, places: dict[int, int]) -> Iterator[Variable]:
    found = coded.entities(opened, kind.variables)
    for number, (name, data) in kind.variables.items():
        texts = [""] * len(places)
        for statement, value in coded.values(opened, number, data, found):
            if statement in places:
                texts[places[statement]] = value
        attributes = coded.particulars(opened, number, found) if data == "short text" else {}
        yield Variable(name, data, Codes.of(texts), attributes=attributes)


def _documents(opened: Opened, documents: Codes) -> tuple[np.ndarray, list[Variable]]:
    """When each statement's document was written, and what is known of it."""
    known = {str(row[0]): row for row in opened.rows("DOCUMENTS", ("ID", "Date", *_DOCUMENT))}
    missing = [word for word in documents.words if word not in known]
    if missing:
        raise refused(opened.path, f"statements lie in documents that are not there: {', '.join(missing[:5])}")
    dates = np.array([coded.seconds(opened, known[word][1]) for word in documents.words] or [0], np.int64)
    found = [Variable("document.id", "short text", documents, "document")]
    for place, name in enumerate(_DOCUMENT, 2):
        column = Codes.of([str(known[word][place] or "") for word in documents.words])
        codes = column.codes[documents.codes] if len(column) else documents.codes
        found.append(Variable(f"document.{name}", "short text", Codes(codes, column.words), "document"))
    return dates[documents.codes] if len(documents) else np.zeros(0, np.int64), found


def _usual(variables: dict[str, Variable]) -> tuple[str, str, str]:
    """DNA's own names where they are there; a qualifier where only one variable can be one."""
    degrees = [name for name, one in variables.items() if one.ordered]
    qualifier = "agreement" if "agreement" in variables else degrees[0] if len(degrees) == 1 else ""
    rows = "organization" if "organization" in variables else ""
    return rows, "concept" if "concept" in variables else "", qualifier
