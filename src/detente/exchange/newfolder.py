"""A new case folder: whole, and such that it can be read, or none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from detente.case.folder import why
from detente.case.reading import read_case
from detente.case.writing import write_atomic
from detente.errors import WriteError


def place(folder: Path, files: Mapping[str, str]) -> tuple[Path, ...]:
    """Write the files of a case into a new or an empty folder, and read it: the paths of those that say anything.

    Raises WriteError where the folder is there and not empty or cannot be made, CaseError for files that make no case;
    then nothing is left behind.
    """
    try:
        if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
            raise WriteError(f"{folder} is there already; an import needs a new or an empty folder, or --into a case")
        made = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(f"{folder} cannot be made: {why(error)}") from None
    paths = {folder / name: text for name, text in files.items() if text}
    try:
        for path, text in paths.items():
            write_atomic(path, text.encode())
        read_case(folder)
    except BaseException:
        for path in paths:
            path.unlink(missing_ok=True)
        if made:
            folder.rmdir()
        raise
    return tuple(paths)
