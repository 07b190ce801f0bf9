"""Who is at the keyboard, and what time it is: the core is told both."""

from __future__ import annotations

import getpass
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from detente.api.taking import By

coder_option = click.option(
    "--coder", default="", metavar="NAME", help="Who does it. Default: DETENTE_CODER, else your user name."
)


def by(coder: str) -> By:
    """Who does it (as given, else DETENTE_CODER, else the user name), and now."""
    from detente.api.taking import By

    when = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return By(coder.strip() or os.environ.get("DETENTE_CODER", "").strip() or _user(), when)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
