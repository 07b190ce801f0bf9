"""Putting treaties from outside into a case's folder: tried out beside it first, so that a case never breaks."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from detente.case.model import Case
from detente.case.reading import read_case
from detente.case.writing import write_atomic
from detente.errors import WriteError

_FOLDERS = ("treaties", "inventory")
_FILES = ("case.yaml", "parties.yaml", "sources.yaml", "proposals.yaml")


def try_out(folder: Path, texts: Mapping[str, str]) -> Case:
    """The case as it would be with these treaty files, by id; its statements are left out.

    Raises CaseError with everything that is wrong.
    """
    with tempfile.TemporaryDirectory(prefix="detente-") as name:
        beside = Path(name) / folder.name
        beside.mkdir()
        for file in _FILES:
            if (folder / file).is_file():
                shutil.copyfile(folder / file, beside / file)
        for inside in _FOLDERS:
            if (folder / inside).is_dir():
                shutil.copytree(folder / inside, beside / inside)
        (beside / "treaties").mkdir(exist_ok=True)
        for treaty, text in texts.items():
            (beside / "treaties" / f"{treaty}.yaml").write_text(text, encoding="utf-8", newline="")
        return read_case(beside)


def put(folder: Path, texts: Mapping[str, str], replace: bool) -> tuple[Path, ...]:
    """Write treaty files, by id. Raises WriteError where one is there already and is not to be replaced."""
    paths = {folder / "treaties" / f"{treaty}.yaml": text for treaty, text in texts.items()}
    there = [path for path in paths if path.exists() or path.is_symlink()]
    if there and not replace:
        raise WriteError(f"{there[0]} is there already; --replace writes over it, another --id beside it")
    (folder / "treaties").mkdir(exist_ok=True)
    for path, text in paths.items():
        write_atomic(path, text.encode())
    return tuple(paths)
