"""Laying out text for a terminal: sentences, tables and bullets, at most 100 columns wide, readable without colour."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal

from detente.cli.output import clean

if TYPE_CHECKING:
    from rich.console import Console

WIDEST = 100
NARROWEST = 30
GAP = 3
LONGEST = 30
Justify = Literal["left", "right"]


class Paper:
    """A page that is filled from top to bottom and then read as one text."""

    def __init__(self) -> None:
        self._file = io.StringIO()
        self.width = max(NARROWEST, min(WIDEST, shutil.get_terminal_size((WIDEST, 40)).columns))
        self._console = _console(self._file, self.width)

    def heading(self, text: str) -> None:
        """A line that stands out where the terminal can show it."""
        self.gap()
        self._lines(text, 0, 0, "bold")

    def say(self, text: str, indent: int = 0, hang: int = 0) -> None:
        """A paragraph; `hang` indents its further lines more."""
        self._lines(text, indent, hang, "")

    def item(self, text: str, indent: int = 2) -> None:
        """A paragraph with a dash before it."""
        self._lines(f"- {text}", indent, 2, "")

    def gap(self) -> None:
        """An empty line, unless there is one already."""
        if self._file.tell() and not self._file.getvalue().endswith("\n\n"):
            self._file.write("\n")

    def table(self, columns: Sequence[tuple[str, Justify]], rows: Iterable[Sequence[str]]) -> None:
        """A table without frames; where the terminal is too narrow for it, one paragraph a row."""
        from rich import box
        from rich.table import Table
        from rich.text import Text

        cells = [[clean(cell) for cell in row] for row in rows]
        if not cells:
            return
        words = [
            _longest_word([name, *column]) for (name, _), column in zip(columns, zip(*cells, strict=True), strict=True)
        ]
        self.gap()
        if sum(words) + GAP * len(words) > self.width:
            self._stacked([name for name, _ in columns], cells)
        else:
            table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1))
            widths = _widths([[name for name, _ in columns], *cells], words, self.width)
            for (name, justify), width in zip(columns, widths, strict=True):
                table.add_column(Text(name), justify=justify, overflow="fold", width=width)
            for row in cells:
                table.add_row(*map(Text, row))
            self._console.print(table)
        self.gap()

    def _stacked(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        for row in rows:
            self.say(row[0] or "(same)", 0, 2)
            for name, cell in zip(columns[1:], row[1:], strict=True):
                if cell:
                    self.say(f"{name}: {cell.replace(chr(10), ', ')}", 2, 2)

    def caveat(self, text: str) -> None:
        """What the answer must not claim: the last line."""
        self.gap()
        self._lines(text, 0, 0, "")

    def text(self) -> str:
        """The whole page, without white space at the ends of lines."""
        return "\n".join(line.rstrip() for line in self._file.getvalue().rstrip().splitlines()) + "\n"

    def _lines(self, text: str, indent: int, hang: int, style: str) -> None:
        from rich.text import Text

        room = max(10, self.width - indent - hang)
        lines = Text(clean(text), style=style, overflow="fold").wrap(self._console, room)
        for number, line in enumerate(lines):
            line.rstrip()
            self._console.print(Text(" " * (indent + (hang if number else 0))) + line, soft_wrap=True)


def _widths(rows: Sequence[Sequence[str]], least: Sequence[int], room: int) -> list[int]:
    """How wide columns are: as their widest cell, and where that is too much the widest first narrower, none below its
    longest word, so that nothing is cut.

    >>> _widths([["a long title", "12 of 20"], ["b", "3"]], [5, 2], 15)
    [6, 6]
    """
    widths = [max(len(line) for cell in column for line in cell.split("\n")) for column in zip(*rows, strict=True)]
    widths = [max(pair) for pair in zip(widths, least, strict=True)]
    while sum(widths) + GAP * (len(widths) - 1) > room:
        wide = [place for place, width in enumerate(widths) if width > least[place]]
        if not wide:
            break
        widths[max(wide, key=lambda place: widths[place])] -= 1
    return widths


def _longest_word(texts: Iterable[str]) -> int:
    return min(LONGEST, max((len(word) for text in texts for word in text.split()), default=0))


def _console(file: io.StringIO, width: int) -> Console:
    from rich.console import Console

    terminal = sys.stdout is not None and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    return Console(
        file=file,
        width=width,
        force_terminal=terminal,
        color_system="standard" if terminal else None,
        no_color=True,
        highlight=False,
        legacy_windows=False,
        markup=False,
        emoji=False,
    )
