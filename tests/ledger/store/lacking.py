"""What the tests of a shared store need from the system."""

import os
import shutil
from pathlib import Path


def programs():
    """The folder with PostgreSQL's programs, None where there is none: Debian keeps them off the path."""
    found = shutil.which("initdb")
    if found and (Path(found).resolve().parent / "pg_ctl").exists():
        return Path(found).resolve().parent
    others = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return others[-1].parent if others else None


def lacking_postgresql():
    if programs() is None:
        return "no initdb on this system"
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        return f"psycopg does not load: {error}"
    if os.name != "posix":
        return "no sockets on this system"
    return ""
