"""Load a case, and one function a question: what the shells and Python users call.

The names resolve when they are first used, so that a shell loads no more than its question needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.analyses.agreement import Agreement
    from detente.analyses.impasse import Impasse, impasse
    from detente.analyses.positions import Positions, positions
    from detente.analyses.room import Room, room
    from detente.analyses.window import Window, window
    from detente.api.briefing import brief
    from detente.api.comparing import agree
    from detente.api.loading import check, load
    from detente.runs.sensitivity import Sensitivity, sensitivity

__all__ = [
    "Agreement",
    "Impasse",
    "Positions",
    "Room",
    "Sensitivity",
    "Window",
    "agree",
    "brief",
    "check",
    "impasse",
    "load",
    "positions",
    "room",
    "sensitivity",
    "window",
]

_WHERE = {
    "detente.analyses.agreement": ("Agreement",),
    "detente.analyses.impasse": ("Impasse", "impasse"),
    "detente.analyses.positions": ("Positions", "positions"),
    "detente.analyses.room": ("Room", "room"),
    "detente.analyses.window": ("Window", "window"),
    "detente.api.briefing": ("brief",),
    "detente.api.comparing": ("agree",),
    "detente.api.loading": ("check", "load"),
    "detente.runs.sensitivity": ("Sensitivity", "sensitivity"),
}


def __getattr__(name: str) -> Any:
    for module, names in _WHERE.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module 'detente.api' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
