"""Which files are meant by paths: files, folders with all that is in them, mail folders (Maildir)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from detente.case.folder import why
from detente.errors import DetenteError


class NoSuchPathError(DetenteError):
    """Paths that do not exist; every one is named."""


@dataclass(frozen=True)
class Item:
    """A file to be taken in, and its name as a person reads it.

    `problem` says why it cannot be; `harmless`, that nothing is lost by that.
    """

    path: Path
    name: str
    mail: bool = False
    problem: str = ""
    harmless: bool = False


def walk(paths: Sequence[Path]) -> Iterator[Item]:
    """Every file under these paths, folder by folder, in the order of names.

    What is hidden (a name that begins with a full stop) is left out unless it is named itself. Links are followed; a
    folder is entered once. Raises NoSuchPathError.
    """
    missing = [shown(path) for path in paths if not _exists(path)]
    if missing:
        raise NoSuchPathError(f"there is no such file or folder: {', '.join(missing)}")
    entered: set[tuple[int, int]] = set()
    for path in paths:
        base = path.parent if path.name not in {"", ".", ".."} else path
        waiting = [(path, False)]
        while waiting:
            here, mail = waiting.pop()
            name = shown(Path(os.path.relpath(here, base)))
            if not here.is_dir():
                yield _file(here, name, mail)
                continue
            problem = _entered(here, entered)
            if problem is not None:
                yield Item(here, name, problem=problem, harmless=problem == _AGAIN)
                continue
            inside, failed = _inside(here)
            if failed:
                yield Item(here, name, problem=failed)
            waiting.extend(reversed(inside))


_AGAIN = "the folder is taken in already: a link leads back to it"


def shown(path: Path) -> str:
    """A path as text: what is not UTF-8 in it is replaced by U+FFFD."""
    return os.fsencode(path).decode("utf-8", "replace")


def _exists(path: Path) -> bool:
    try:
        return path.exists() or path.is_symlink()
    except (OSError, ValueError):
        return False


def _file(path: Path, name: str, mail: bool) -> Item:
    try:
        path.stat()
    except (OSError, RuntimeError) as error:
        return Item(path, name, problem=why(error))
    return Item(path, name, mail)


def _entered(folder: Path, entered: set[tuple[int, int]]) -> str | None:
    """Why a folder is not entered; None, and it is noted down, where it is."""
    try:
        status = folder.stat()
    except (OSError, RuntimeError) as error:
        return why(error)
    key = status.st_dev, status.st_ino
    if key in entered:
        return _AGAIN
    entered.add(key)
    return None


def _inside(folder: Path) -> tuple[list[tuple[Path, bool]], str]:
    """What is in a folder, and whether each is a message; of a mail folder, its messages and its own folders."""
    try:
        names = sorted((entry.name for entry in os.scandir(folder)), key=os.fsencode)
    except OSError as error:
        return [], why(error)
    if {"cur", "new", "tmp"} <= set(names):
        within = [name for name in names if name in {"cur", "new"} or (folder / name / "cur").is_dir()]
        return [(folder / name, False) for name in within], ""
    mail = folder.name in {"cur", "new"} and (folder.parent / "tmp").is_dir()
    return [(folder / name, mail) for name in names if not name.startswith(".")], ""
