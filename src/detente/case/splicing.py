"""What the writers of YAML and of CSV share: cutting a piece out of a text and putting another in its place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Splice:
    """Put `new` in the place of the characters from `start` to `end`."""

    start: int
    end: int
    new: str

    def apply(self, text: str) -> str:
        """The text with the change made, and every other character as it was."""
        return text[: self.start] + self.new + text[self.end :]


def newline_of(text: str) -> str:
    """How the text ends its lines."""
    at = text.find("\n")
    return "\r\n" if at > 0 and text[at - 1] == "\r" else "\n"


def line_end(text: str, at: int) -> int:
    """Where the line of this place ends, before its newline."""
    found = text.find("\n", at)
    if found < 0:
        return len(text)
    return found - 1 if found > at and text[found - 1] == "\r" else found


def after_line(text: str, at: int) -> int:
    """Where the line after this place begins."""
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def line_start(text: str, at: int) -> int:
    """Where the line of this place begins, behind a byte order mark."""
    start = text.rfind("\n", 0, at) + 1
    return start + (text[start : start + 1] == "\ufeff")
