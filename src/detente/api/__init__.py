"""Load a case, and one function a question: what the shells and Python users call."""

from __future__ import annotations

from detente.analyses.impasse import Impasse, impasse
from detente.analyses.positions import Positions, positions
from detente.analyses.room import Room, room
from detente.analyses.window import Window, window
from detente.api.briefing import brief
from detente.api.loading import check, load
from detente.runs.sensitivity import Sensitivity, sensitivity

__all__ = [
    "Impasse",
    "Positions",
    "Room",
    "Sensitivity",
    "Window",
    "brief",
    "check",
    "impasse",
    "load",
    "positions",
    "room",
    "sensitivity",
    "window",
]
