"""Changing a case's files without touching anything but what was meant.

Edits take a file's text and return the new text; `write_atomic` puts it in the file's place whole or not at all. Read
and write with `newline=""`, or as bytes, so that line ends stay as they are.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from detente.case.csvrows import RowEdits, edit_rows
from detente.case.csvsplice import append_row, set_cell
from detente.case.yamlsplice import append_entry, delete_entry, insert_entry, set_key, set_value
from detente.errors import WriteError

__all__ = [
    "RowEdits",
    "append_entry",
    "append_row",
    "delete_entry",
    "edit_rows",
    "insert_entry",
    "set_cell",
    "set_key",
    "set_value",
    "write_atomic",
]


def write_atomic(path: Path, data: bytes) -> None:
    """Put these bytes in the file's place, whole or not at all: a reader, or a crash, meets the old or the new file.

    A link is followed, and the file's permissions stay. Raises WriteError if the system refuses.
    """
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            raise WriteError(f"{path} could not be written: it is not a file")
        temporary = target.with_name(f".{target.name}.{secrets.token_hex(6)}.tmp")
        try:
            _write(temporary, data)
            if target.exists():
                temporary.chmod(target.stat().st_mode & 0o7777)
            temporary.replace(target)
        except BaseException:  # also Ctrl-C: no litter
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(target.parent)
    except (OSError, RuntimeError, ValueError) as error:
        raise WriteError(f"{path} could not be written: {getattr(error, 'strerror', None) or error}") from None


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Have the system write down which files a folder has, where it can."""
    with contextlib.suppress(OSError):  # not every system lets a folder be synced
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
