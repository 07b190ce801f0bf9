"""A small commented case to start from."""

from __future__ import annotations

import json
from pathlib import Path

from detente.case.folder import FILES, why
from detente.case.writing import write_atomic
from detente.errors import WriteError

STARTER = Path(__file__).parent / "starter"


def new_case(folder: Path, title: str) -> list[Path]:
    """Write a small case that reads and checks without a finding; return the files written.

    Raises WriteError where there is something already, or no writing.
    """
    try:
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            raise WriteError(f"{folder} is there already, and is no folder")
        if folder.exists() and any(folder.iterdir()):
            raise WriteError(f"{folder} is not empty; a new case needs a new or an empty folder")
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise WriteError(f"{folder} cannot be made: {why(error)}") from None
    written = []
    for name in FILES:
        if not (STARTER / name).exists():
            continue  # a new case begins without judgements
        text = (STARTER / name).read_text(encoding="utf-8")
        shown = " ".join(title.split()) or "A new case"
        text = text.replace("__TITLE__", json.dumps(shown, ensure_ascii=False) if name.endswith(".yaml") else shown)
        write_atomic(folder / name, text.encode(errors="replace"))
        written.append(folder / name)
    return written
