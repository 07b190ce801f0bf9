"""Every format that can be read or written: what it is called, what it keeps and what it drops.

To add a format: a module with `read(path) -> Reading`, `write(coding, path, texts) -> tuple[Loss, ...]`, or both, and
an entry in FORMATS. The commands, the docs and the tests go through this list.

`read` raises FormatError with all that is wrong with the file at once; what it merely does not understand is in the
Reading's losses. `write` puts a whole file (or folder) in its place or none, returns what it dropped (beside
`coding.outside`), and writes documents' texts only where `texts` is true.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

from detente.errors import UnknownNameError
from detente.exchange.coding import Coding, Loss, Reading

Reader = Callable[[Path], Reading]
Writer = Callable[[Coding, Path, bool], tuple[Loss, ...]]


@dataclass(frozen=True)
class Format:
    """One format. `lossless`: what is written and read again is the same coding."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    module: str
    reads: bool
    writes: bool
    keeps: str
    drops: tuple[str, ...] = ()
    lossless: bool = False

    @property
    def reader(self) -> Reader:
        """Its `read`, loaded now."""
        return cast(Reader, import_module(self.module).read)

    @property
    def writer(self) -> Writer:
        """Its `write`, loaded now."""
        return cast(Writer, import_module(self.module).write)


FORMATS: tuple[Format, ...] = ()
"""All formats, in the order in which they are listed."""


def named(name: str) -> Format:
    """The format of that name. Raises UnknownNameError."""
    for one in FORMATS:
        if one.name == name:
            return one
    raise UnknownNameError("format", name, (one.name for one in FORMATS))
