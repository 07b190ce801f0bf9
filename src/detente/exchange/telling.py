"""Whether a case is meant, or files of a bargaining domain."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from detente.case.locate import slugs
from detente.exchange.bargains.door import holds_files


def names_case(name: str | Path, others: Sequence[str | Path] = ()) -> bool:
    """Whether this is a catalogue slug or a folder of a case; a bare name that is nothing may be meant for one."""
    path = Path(name)
    if str(name) in slugs() or (path / "case.yaml").is_file():
        return True
    return not others and not path.is_file() and not path.suffix and not holds_files(path)
