"""How long work tells of itself and may be stopped: one signature for each, everywhere."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""`progress(what, done, total)`: the shell draws it."""

Stop = Callable[[], bool]
"""Asked now and then: whether to leave it at what was found."""


def quiet(what: str, done: int, total: int) -> None:
    """No progress shown."""


def patient() -> bool:
    """Never stop."""
    return False
