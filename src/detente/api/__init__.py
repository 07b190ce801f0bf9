"""Load a case, and one function a question: what the shells and Python users call.

The names resolve when they are first used, so that a shell loads no more than its question needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.analyses.agreement import Agreement
    from detente.analyses.contradictions import Contradictions, contradictions
    from detente.analyses.impasse import Impasse, impasse
    from detente.analyses.networks.asking import Asked
    from detente.analyses.networks.grouping import Communities, Polarisation, SpectralBackbone
    from detente.analyses.networks.making import Network
    from detente.analyses.networks.windows import Span, Windows
    from detente.analyses.positions import Positions, positions
    from detente.analyses.room import Room
    from detente.analyses.shifts import Shifts, shifts
    from detente.analyses.window import Window, window
    from detente.api.anchoring import apply_anchors, reanchor
    from detente.api.bargaining import Bargain, Judgements, Solutions, Trade, judgements, solutions, trade
    from detente.api.briefing import brief
    from detente.api.coding import Desk, Quote, desk
    from detente.api.comparing import agree
    from detente.api.connecting import backbone, communities, discourse, network, networks, polarisation
    from detente.api.domains import Converted, convert, export_domain, holds_domain, import_domain, read_domain
    from detente.api.exchanging import Exported, Imported, export, formats, import_coding
    from detente.api.holding import Holding, hold, read_conflict, write_conflict, write_holding, write_stability
    from detente.api.holdingcases import CaseHolding, hold_case, write_packages
    from detente.api.holdingmore import coalitions, evolution, inverse, robustness
    from detente.api.loading import check, load
    from detente.api.preferring import Derived, Preferences, Salience, derive, preferences, weigh
    from detente.api.ratifying import Ratification, ratification
    from detente.api.settling import room
    from detente.api.taking import By, Documents, Ingested, documents, ingest
    from detente.api.treaties.checking import Check, treaty_check
    from detente.api.treaties.comparing import Differences, treaty_compare
    from detente.api.treaties.complying import treaty_comply
    from detente.api.treaties.exchanging import treaty_export, treaty_import
    from detente.api.treaties.measuring import Impact, treaty_impact, treaty_map
    from detente.api.treaties.showing import treaty_show
    from detente.runs.sensitivity import Sensitivity, sensitivity

__all__ = [
    "Agreement",
    "Asked",
    "Bargain",
    "By",
    "CaseHolding",
    "Check",
    "Communities",
    "Contradictions",
    "Converted",
    "Derived",
    "Desk",
    "Differences",
    "Documents",
    "Exported",
    "Holding",
    "Impact",
    "Impasse",
    "Imported",
    "Ingested",
    "Judgements",
    "Network",
    "Polarisation",
    "Positions",
    "Preferences",
    "Quote",
    "Ratification",
    "Room",
    "Salience",
    "Sensitivity",
    "Shifts",
    "Solutions",
    "Span",
    "SpectralBackbone",
    "Trade",
    "Window",
    "Windows",
    "agree",
    "apply_anchors",
    "backbone",
    "brief",
    "check",
    "coalitions",
    "communities",
    "contradictions",
    "convert",
    "derive",
    "desk",
    "discourse",
    "documents",
    "evolution",
    "export",
    "export_domain",
    "formats",
    "hold",
    "hold_case",
    "holds_domain",
    "impasse",
    "import_coding",
    "import_domain",
    "ingest",
    "inverse",
    "judgements",
    "load",
    "network",
    "networks",
    "polarisation",
    "positions",
    "preferences",
    "ratification",
    "read_conflict",
    "read_domain",
    "reanchor",
    "robustness",
    "room",
    "sensitivity",
    "shifts",
    "solutions",
    "trade",
    "treaty_check",
    "treaty_compare",
    "treaty_comply",
    "treaty_export",
    "treaty_impact",
    "treaty_import",
    "treaty_map",
    "treaty_show",
    "weigh",
    "window",
    "write_conflict",
    "write_holding",
    "write_packages",
    "write_stability",
]

_WHERE = {
    "detente.analyses.agreement": ("Agreement",),
    "detente.analyses.contradictions": ("Contradictions", "contradictions"),
    "detente.analyses.impasse": ("Impasse", "impasse"),
    "detente.analyses.networks.asking": ("Asked",),
    "detente.analyses.networks.grouping": ("Communities", "Polarisation", "SpectralBackbone"),
    "detente.analyses.networks.making": ("Network",),
    "detente.analyses.networks.windows": ("Span", "Windows"),
    "detente.analyses.positions": ("Positions", "positions"),
    "detente.analyses.room": ("Room",),
    "detente.analyses.shifts": ("Shifts", "shifts"),
    "detente.analyses.window": ("Window", "window"),
    "detente.api.anchoring": ("apply_anchors", "reanchor"),
    "detente.api.bargaining": ("Bargain", "Judgements", "Solutions", "Trade", "judgements", "solutions", "trade"),
    "detente.api.briefing": ("brief",),
    "detente.api.coding": ("Desk", "Quote", "desk"),
    "detente.api.comparing": ("agree",),
    "detente.api.domains": ("Converted", "convert", "export_domain", "holds_domain", "import_domain", "read_domain"),
    "detente.api.exchanging": ("Exported", "Imported", "export", "formats", "import_coding"),
    "detente.api.holding": (
        "Holding",
        "hold",
        "read_conflict",
        "write_conflict",
        "write_holding",
        "write_stability",
    ),
    "detente.api.holdingmore": ("coalitions", "evolution", "inverse", "robustness"),
    "detente.api.holdingcases": ("CaseHolding", "hold_case", "write_packages"),
    "detente.api.loading": ("check", "load"),
    "detente.api.preferring": ("Derived", "Preferences", "Salience", "derive", "preferences", "weigh"),
    "detente.api.ratifying": ("Ratification", "ratification"),
    "detente.api.settling": ("room",),
    "detente.api.connecting": ("backbone", "communities", "discourse", "network", "networks", "polarisation"),
    "detente.api.taking": ("By", "Documents", "Ingested", "documents", "ingest"),
    "detente.api.treaties.checking": ("Check", "treaty_check"),
    "detente.api.treaties.comparing": ("Differences", "treaty_compare"),
    "detente.api.treaties.complying": ("treaty_comply",),
    "detente.api.treaties.measuring": ("Impact", "treaty_impact", "treaty_map"),
    "detente.api.treaties.exchanging": ("treaty_export", "treaty_import"),
    "detente.api.treaties.showing": ("treaty_show",),
    "detente.runs.sensitivity": ("Sensitivity", "sensitivity"),
}


def __getattr__(name: str) -> Any:
    for module, names in _WHERE.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module 'detente.api' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
