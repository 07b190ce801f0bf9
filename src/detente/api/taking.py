"""Documents into a case's store, and what the store has of them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from detente.case.locate import find_case
from detente.ledger.documents.independence import heads
from detente.ledger.documents.ingest import Options, Report
from detente.ledger.documents.ingest import ingest as take_in
from detente.ledger.documents.model import Document
from detente.ledger.documents.sources import add_sources
from detente.space.patience import Progress, Stop, patient, quiet


@dataclass(frozen=True)
class By:
    """Who did something, and when (UTC, ISO 8601): what the store records of every change."""

    who: str
    when: str


@dataclass(frozen=True)
class Ingested:
    """What became of the files, the entries of `sources.yaml` that were added, and how many sources there are now."""

    case: str
    report: Report
    sources: tuple[tuple[str, str], ...]
    documents: int
    independent: int


@dataclass(frozen=True)
class Listed:
    """One document of the store without its text; `size` in code points, `head` the text it goes back to ("": none)."""

    document: Document
    size: int
    head: str


@dataclass(frozen=True)
class Documents:
    """The documents of a case's store; `independent` counts the sources that are no copies of one another."""

    case: str
    documents: tuple[Listed, ...]
    independent: int


def ingest(
    case: str | Path,
    paths: Sequence[str | Path],
    *,
    by: By,
    store: str = "",
    sources: bool = False,
    options: Options | None = None,
    progress: Progress = quiet,
    stop: Stop = patient,
) -> Ingested:
    """Take documents into the case's store.

    `store` is a path or a PostgreSQL address, "" for DETENTE_STORE or the case's folder. With `sources`, entries are
    added to the case's sources.yaml. What is wrong with single files is in the report; the rest raises DetenteError.
    """
    from detente.ledger.store.place import place_of
    from detente.ledger.store.store import open_store

    folder = find_case(str(case))
    with open_store(place_of(folder, store, os.environ)) as opened:
        sink = opened.sink(by.who, by.when)
        report = take_in([Path(path) for path in paths], sink, options or Options(), progress, stop)
        every = list(sink.documents())
    added = add_sources(folder, _met(report, every), every).entries if sources else ()
    head_of = heads(every)
    return Ingested(folder.resolve().name, report, added, len(every), len(set(head_of.values())))


def _met(report: Report, every: list[Document]) -> set[str]:
    """The texts that this run met, added or there already: a run that was stopped before is made up for."""
    originals = {outcome.original for outcome in report.outcomes if outcome.original and outcome.status != "failed"}
    return {document.digest for document in every if document.original in originals}


def documents(case: str | Path, *, store: str = "") -> Documents:
    """The documents of the case's store, in the order in which they were taken in. Raises DetenteError."""
    from detente.ledger.store.place import place_of
    from detente.ledger.store.store import open_store

    folder = find_case(str(case))
    with open_store(place_of(folder, store, os.environ)) as opened:
        held = opened.list_documents()
    head_of = heads([one.document for one in held])
    listed = (
        Listed(one.document, one.size, "" if (head := head_of[one.document.digest]) == one.document.digest else head)
        for one in held
    )
    return Documents(folder.resolve().name, tuple(listed), len(set(head_of.values())))
