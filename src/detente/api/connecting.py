"""Networks of a case or of a DNA database: the same questions of both."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from detente.analyses.networks import grouping, making
from detente.analyses.networks.asking import Asked
from detente.analyses.networks.grouping import Communities, Polarisation, SpectralBackbone
from detente.analyses.networks.making import Network
from detente.analyses.networks.windows import Span, Windows, windows
from detente.api.loading import load
from detente.case.model import Case
from detente.errors import DetenteError
from detente.exchange.dna.coded import is_database
from detente.exchange.dna.discourse import read_discourse
from detente.ledger.discourse import Discourse, from_case
from detente.space.patience import Progress, Stop, patient, quiet

Source = str | Path | Case | Discourse


def discourse(
    source: Source,
    *,
    statement_type: str = "",
    day: date | None = None,
    known_by: date | None = None,
    members: bool = False,
    variables: Iterable[str] = (),
) -> Discourse:
    """The coded statements of a case (slug, folder, or loaded) or of a DNA database (a file).

    `day`, `known_by`: as the dispute stood then, of a case; of a database, statements up to that day. `members`: a
    bloc's statements are those of its members. `statement_type`: of a database; by default one that has all these
    `variables`. Raises FormatError, CaseError, UnknownNameError, and DetenteError where the type must be named.
    """
    if isinstance(source, Discourse):
        return source
    if isinstance(source, str | Path) and is_database(Path(source)):
        if known_by is not None:
            raise DetenteError("a DNA database does not say when something became known; --known-by is for cases")
        found = read_discourse(Path(source), statement_type, variables)
        return found if day is None else found.take((found.days <= day.toordinal()).nonzero()[0])
    if statement_type:
        raise DetenteError("statement types are of DNA databases; a case has one kind of statement")
    case = source if isinstance(source, Case) else load(source)
    return from_case(case.on(day, known_by) if day or known_by else case, members=members)


def network(source: Source, asked: Asked | None = None, **choices: Any) -> Network:
    """Who shares what with whom (one-mode), or who says what (two-mode)?

    `asked`, or its fields as keywords: `network("case", kind="one-mode", value="congruence", normalise="average")`.
    """
    question = asked or Asked(**choices)
    return making.network(_discourse(source, question), question)


def networks(
    source: Source,
    span: Span,
    asked: Asked | None = None,
    *,
    seed: int = 0,
    progress: Progress = quiet,
    stop: Stop = patient,
    **choices: Any,
) -> Windows:
    """The same network in each window of time."""
    question = asked or Asked(**choices)
    return windows(_discourse(source, question), question, span, seed=seed, progress=progress, stop=stop)


def communities(network: Network, seed: int = 0) -> Communities:
    """Which nodes of a network belong together?"""
    return grouping.communities(network, seed)


def backbone(
    source: Source,
    asked: Asked | None = None,
    *,
    method: str = "nested",
    size: int = 0,
    penalty: float = 3.5,
    seed: int = 0,
    **choices: Any,
) -> SpectralBackbone:
    """Without which columns would the network still look the same?"""
    question = asked or Asked(**choices)
    return grouping.spectral_backbone(
        _discourse(source, question), question, method, size=size, penalty=penalty, seed=seed
    )


def polarisation(
    source: Source,
    asked: Asked | None = None,
    span: Span | None = None,
    *,
    camps: int = 2,
    algorithm: str = "greedy",
    seed: int = 0,
    progress: Progress = quiet,
    stop: Stop = patient,
    **choices: Any,
) -> Polarisation:
    """Into which camps does the discourse fall, and how clearly?"""
    question = asked or Asked(**choices)
    return grouping.polarisation(
        _discourse(source, question),
        question,
        span,
        camps=camps,
        algorithm=algorithm,
        seed=seed,
        progress=progress,
        stop=stop,
    )


def _discourse(source: Source, asked: Asked) -> Discourse:
    return discourse(source, members="party" in (asked.rows, asked.columns), variables=asked.variables)
