"""Where a case is: a slug of the catalogue, or a folder."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from detente.errors import UnknownNameError

CATALOG = Path(__file__).parent.parent / "catalog"


@cache
def slugs() -> tuple[str, ...]:
    """Which cases does the catalogue have? Their slugs, which are the names of their folders, in order."""
    return tuple(sorted(path.parent.name for path in CATALOG.glob("*/case.yaml")))


def find_case(name_or_path: str) -> Path:
    """Which folder is meant? A bare name of the catalogue is the catalogue's; write `./name` for a folder called so.

    Raises UnknownNameError, with the nearest slug, for what is neither; what is wrong with a folder, reading it says.
    """
    if name_or_path in slugs():
        return CATALOG / name_or_path
    path = Path(name_or_path)
    try:
        there = path.exists() or path.is_symlink()
    except (OSError, ValueError):  # a name that the system cannot hold
        there = False
    if not (there and name_or_path):
        raise UnknownNameError("case", name_or_path, slugs())
    return path
