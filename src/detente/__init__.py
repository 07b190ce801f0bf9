"""Détente: from the documents to the deal, with evidence behind every line.

    >>> import detente
    >>> case = detente.load("cuban-missile-crisis").on("1962-10-28")
    >>> detente.room(case).tables[0].row("refusals", "menu").possible
    4

The public names resolve when they are first used, so that `import detente` stays light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente import api

__version__ = "0.1.0"

if TYPE_CHECKING:
    from detente.api import *  # noqa: F403

__all__: list[str] = []
__all__ += api.__all__


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'detente' has no attribute {name!r}")
    return getattr(api, name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
