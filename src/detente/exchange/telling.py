"""The door of what may bargain: what is a case and what are files, and files by their form."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from detente.case.locate import slugs
from detente.exchange.bargains.door import holds_files, read_domain
from detente.space.bargaining import Bargain


def names_case(name: str | Path, profiles: Sequence[str | Path] = ()) -> bool:
    """Whether this is a catalogue slug or a folder of a case; a bare name that is nothing may be meant for one."""
    path = Path(name)
    if str(name) in slugs() or (path / "case.yaml").is_file():
        return True
    return not profiles and not path.is_file() and not path.suffix and not holds_files(path)


def read_bargain(files: Sequence[Path]) -> Bargain:
    """The domain and the utilities in these files, or in a folder of them, whatever their format.

    Raises FormatError with everything that is wrong in them.
    """
    return read_domain(files)
