"""Which copy of a case's folder this is: each one that is synchronised with a store has a name of its own."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

from detente.case.writing import write_atomic
from detente.errors import StoreError
from detente.ledger.store.place import FOLDER, is_catalogue

FILE = "checkout.json"


def checkout_of(folder: Path) -> str:
    """The name of this copy, made if it has none; a folder that was copied with it gets another, a moved one keeps it.

    Raises StoreError where it cannot be read, WriteError where it cannot be written.
    """
    folder = folder.resolve()
    if is_catalogue(folder):
        return "catalogue"
    path = folder / FOLDER / FILE
    name, made_in = _read(path)
    if name and made_in == str(folder):
        return name
    if not name or _read(Path(made_in) / FOLDER / FILE)[0] == name:
        name = secrets.token_hex(8)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not (path.parent / ".gitignore").exists():
            write_atomic(path.parent / ".gitignore", b"*\n")
    except OSError as error:
        raise StoreError(f"{path.parent} cannot be made: {error.strerror or error}") from None
    write_atomic(path, json.dumps({"checkout": name, "folder": str(folder)}).encode() + b"\n")
    return name


def _read(path: Path) -> tuple[str, str]:
    if not path.exists():
        return "", ""
    try:
        found = json.loads(path.read_bytes())
        return str(found["checkout"]), str(found["folder"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{path} cannot be read ({error}); delete it, and the next sync compares all anew") from None
