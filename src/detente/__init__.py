"""Détente: from the documents to the deal, with evidence behind every line.

    >>> import detente
    >>> case = detente.load("cuban-missile-crisis").on("1962-10-28")
    >>> detente.room(case).tables[0].row("refusals", "menu").possible
    4

The public names resolve when they are first used, so that `import detente` stays light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from detente.api import (
        Agreement,
        Asked,
        By,
        Communities,
        Contradictions,
        Desk,
        Documents,
        Exported,
        Impasse,
        Imported,
        Ingested,
        Network,
        Polarisation,
        Positions,
        Quote,
        Room,
        Sensitivity,
        Shifts,
        Span,
        SpectralBackbone,
        Window,
        Windows,
        agree,
        apply_anchors,
        backbone,
        brief,
        check,
        communities,
        contradictions,
        desk,
        discourse,
        documents,
        export,
        formats,
        impasse,
        import_coding,
        ingest,
        load,
        network,
        networks,
        polarisation,
        positions,
        reanchor,
        room,
        sensitivity,
        shifts,
        window,
    )

__all__ = [
    "Agreement",
    "Asked",
    "By",
    "Communities",
    "Contradictions",
    "Desk",
    "Documents",
    "Exported",
    "Impasse",
    "Imported",
    "Ingested",
    "Network",
    "Polarisation",
    "Positions",
    "Quote",
    "Room",
    "Sensitivity",
    "Shifts",
    "Span",
    "SpectralBackbone",
    "Window",
    "Windows",
    "agree",
    "apply_anchors",
    "backbone",
    "brief",
    "check",
    "communities",
    "contradictions",
    "desk",
    "discourse",
    "documents",
    "export",
    "formats",
    "impasse",
    "import_coding",
    "ingest",
    "load",
    "network",
    "networks",
    "polarisation",
    "positions",
    "reanchor",
    "room",
    "sensitivity",
    "shifts",
    "window",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'detente' has no attribute {name!r}")
    import detente.api

    return getattr(detente.api, name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
