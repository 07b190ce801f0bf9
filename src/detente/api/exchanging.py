"""Codings in and out of other tools' formats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from detente.api.anchoring import refuse_catalogue
from detente.api.loading import load
from detente.case.model import Case
from detente.errors import WriteError
from detente.exchange import merging
from detente.exchange.attaching import attach
from detente.exchange.coding import Loss, from_case
from detente.exchange.formats import DOMAINS, FORMATS, TREATIES, Format, guessed, named


@dataclass(frozen=True)
class Exported:
    """A coding that was written: where, how much of it, and everything that was dropped."""

    format: Format
    path: Path
    statements: int
    losses: tuple[Loss, ...]


@dataclass(frozen=True)
class Imported:
    """A file that was read: what the reader did not understand, and what became of its rows."""

    format: Format
    statements: int
    losses: tuple[Loss, ...]
    merged: merging.Merged


def formats() -> tuple[Format, ...]:
    """Every format that there is: of codings, then of treaties, then of negotiation domains."""
    return (*FORMATS, *TREATIES, *DOMAINS)


def export(
    case: Case,
    path: str | Path,
    format: str = "",  # noqa: A002
    documents: str | Path | None = None,
    texts: bool = False,
) -> Exported:
    """Write a case's coding in another format (default: the one that the file's name suggests).

    `documents`: a folder with the documents; their words go along only if `texts` is true. Raises WriteError where
    something is there already.
    """
    target = Path(path)
    chosen = named(format) if format else guessed(target)
    if not chosen.writes:
        raise WriteError(f"{chosen.name} is read and not written")
    if target.exists() or target.is_symlink():
        raise WriteError(f"{target} is there already")
    coding = from_case(case)
    missing: tuple[Loss, ...] = ()
    if documents is not None:
        coding, missing = attach(coding, Path(documents))
    losses = chosen.writer(coding, target, texts)
    return Exported(chosen, target, len(coding.rows), (*coding.outside, *missing, *losses))


def import_coding(
    path: str | Path,
    *,
    into: str | Path | None = None,
    out: str | Path | None = None,
    format: str = "",  # noqa: A002
    documents: str | Path | None = None,
    holders: Mapping[str, str] | None = None,
) -> Imported:
    """Read a coding: `out` makes a new case folder of it, `into` adds its rows to a case, as proposals.

    `holders` says whose position the words of a name in the file are, where the case does not tell: an expert judges
    the party given, and becomes the speaker.
    Where anything has to be settled first nothing is written, and `merged.questions` has all of it. Raises FormatError
    for a file that cannot be read, CaseError for a coding that does not make a case.
    """
    if (into is None) == (out is None):
        raise WriteError("an import goes either into a case or out to a new folder")
    if holders and into is None:
        raise WriteError("whose position a name's words are is asked of a case; a new folder keeps all names")
    source = Path(path)
    chosen = named(format) if format else guessed(source)
    if not chosen.reads:
        raise WriteError(f"{chosen.name} is written and not read")
    reading = chosen.reader(source)
    coding = reading.coding
    missing: tuple[Loss, ...] = ()
    if documents is not None:
        coding, missing = attach(coding, Path(documents))
    losses = (*reading.losses, *missing)
    if out is not None:
        return Imported(chosen, len(coding.rows), losses, merging.new_folder(coding, Path(out), documents is not None))
    case = load(str(into))
    refuse_catalogue(case)
    merged = merging.plan(coding, case, holders)
    if not merged.questions:
        merged = replace(merged, files=merging.apply(case, merged))
    return Imported(chosen, len(coding.rows), losses, merged)
