"""Anchors of documents that were edited."""

from __future__ import annotations

from pathlib import Path

from detente.case.locate import CATALOG
from detente.case.model import Case
from detente.errors import WriteError
from detente.ledger.anchors import THRESHOLD
from detente.ledger.reanchoring import Reanchoring, apply
from detente.ledger.reanchoring import reanchor as find_again


def reanchor(
    case: Case, edited: str | Path, documents: str | Path | None = None, threshold: float = THRESHOLD
) -> Reanchoring:
    """Find a case's anchors again in the documents of the folder `edited`.

    `documents` holds the documents as they were (a folder, or a store's); default: the case's own store.
    """
    return find_again(case, Path(edited), Path(documents) if documents is not None else None, threshold)


def apply_anchors(case: Case, result: Reanchoring) -> tuple[Path, ...]:
    """Write the anchors that were found again for certain into the case's files, and say which files changed.

    Raises WriteError, before anything is written, where an edit has no place, or the case is one of the catalogue.
    """
    refuse_catalogue(case)
    return apply(case, result)


def refuse_catalogue(case: Case) -> None:
    """Raise WriteError if the case is one of the catalogue, which is not written to."""
    if Path(case.folder).resolve().parent == CATALOG.resolve():
        raise WriteError(f"{case.slug} is part of the catalogue and is not written to; copy its folder first")
