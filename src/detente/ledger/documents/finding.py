"""Where a document's bytes are: in a folder by its file name, or in a store of objects by its digest."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath

from detente.case.evidence import OBJECTS
from detente.case.folder import read_file
from detente.ledger.documents.objects import MissingObjectError, ObjectFolder


def inside(folder: Path, name: str) -> Path | None:
    """The path of a file in a folder; None for a name that leaves it."""
    pure = PurePosixPath(name)
    return None if not name or pure.is_absolute() or ".." in pure.parts or "\0" in name else folder / pure


def find_bytes(folder: Path, name: str, digest: str = "") -> tuple[bytes | None, str]:
    """A document's bytes, and why there are none.

    The file of that name if its digest is the one given (or none is given), else the object of that digest, else the
    file of that name all the same: whether it is what was meant, the caller's digest says.
    """
    data, problem = _read(inside(folder, name))
    if data is not None and digest in ("", hashlib.sha256(data).hexdigest()):
        return data, ""
    for base in OBJECTS if digest else ():
        objects = ObjectFolder(folder / base)
        try:
            if objects.has(digest):
                return objects.get(digest), ""
        except MissingObjectError as error:
            problem = str(error)
    return data, problem


def _read(path: Path | None) -> tuple[bytes | None, str]:
    if path is None:
        return None, "a name that leaves the folder"
    return read_file(path)
