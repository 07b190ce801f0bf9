"""A JSON file whose errors know their lines: read at once, and walked again only for what turned out wrong."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from detente.case.names import shorten
from detente.errors import Finding, FormatError
from detente.exchange.gmcr.parsing import MOST_SAID, Trail, parsed, places, shown
from detente.exchange.outside import read_text

MOST_BYTES = 400_000_000


class Words(str):
    """What came, in words of ours; any other text is data, and shown as JSON has it."""

    __slots__ = ()


class _Nothing:
    """Stands for: there is nothing to be shown."""


NOTHING = _Nothing()


class Document:
    """A file's data, and what is wrong with it."""

    def __init__(self, path: Path) -> None:
        """Read a file. Raises FormatError where it is no JSON, with the line."""
        self.file = str(path)
        self.stem = path.stem
        self.text = read_text(path, MOST_BYTES)
        self._wrong: list[tuple[Trail, str, str, str, str]] = []
        self._more = 0
        self.data = parsed(path, self.text)

    def say(
        self, path: Sequence[str | int], message: str, expected: str = "", got: Any = NOTHING, near: str = ""
    ) -> None:
        """One more error, at what a path leads to; `got` is data, shown as JSON has it, or `Words`."""
        if len(self._wrong) >= MOST_SAID:
            self._more += 1
            return
        told = "" if got is NOTHING else shorten(got) if isinstance(got, Words) else shown(got)
        self._wrong.append((tuple(path), message, expected, told, near))

    @property
    def said(self) -> int:
        """How much is wrong so far."""
        return len(self._wrong) + self._more

    @property
    def wrong(self) -> bool:
        """Whether anything is wrong so far."""
        return bool(self._wrong)

    def end(self) -> None:
        """Raise FormatError if anything was wrong: every error with its line."""
        if not self._wrong:
            return
        lines = _lines(self.text, {path for path, *_ in self._wrong})
        findings = [
            Finding(self.file, lines.get(path, 0), "error", message, expected, got, near)
            for path, message, expected, got, near in self._wrong
        ]
        if self._more:
            findings.append(Finding(self.file, 0, "error", f"and {self._more:,} more errors"))
        raise FormatError(findings)


def _lines(text: str, wanted: set[Trail]) -> dict[Trail, int]:
    """The line at which each path's value begins; of a path that leads nowhere, that of the longest part that does."""
    parts = {path[:size] for path in wanted for size in range(len(path) + 1)}
    found: dict[Trail, int] = {}
    line, last = 1, 0
    for path, offset, _ in places(text):
        if path not in parts or path in found:
            continue
        line, last = line + text.count("\n", last, offset), offset
        found[path] = line
        if len(found) == len(parts):
            break
    return {path: next(found[path[:n]] for n in range(len(path), -1, -1) if path[:n] in found) for path in wanted}
