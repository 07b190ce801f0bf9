"""A text as it is compared: without what editors change and readers do not notice, and the way back to its places."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

_QUOTES = dict.fromkeys("‘’‚‛′`´ʼ＇", "'") | dict.fromkeys("“”„‟″«»‹›＂", '"')
_DASHES = dict.fromkeys("−⁻₋", "-")
_IGNORED = frozenset({"Mn", "Me", "Cf"})
"""Combining marks, and characters that are not seen (soft hyphens, joiners, direction marks, a byte order mark)."""


@dataclass(frozen=True, eq=False)
class Folded:
    """`text[i]` stands for the characters `begins[i]` to `ends[i]` of the original."""

    text: str
    begins: NDArray[np.int64]
    ends: NDArray[np.int64]

    @cached_property
    def symbols(self) -> NDArray[np.int32]:
        """The text's code points."""
        return np.frombuffer(self.text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.int32)

    def inside(self, begin: int, end: int) -> tuple[int, int]:
        """The folded place of a place in the original: all that begins in it."""
        return int(np.searchsorted(self.begins, begin)), int(np.searchsorted(self.begins, end))

    def outside(self, begin: int, end: int) -> tuple[int, int]:
        """The place in the original of a folded place that is not empty."""
        return int(self.begins[begin]), int(self.ends[end - 1])


def fold(text: str) -> Folded:
    """Fold a text: accents, case and soft hyphens off, one kind of quotation mark and of dash, white space one blank.

    >>> fold("“É\u0301 —  ﬁ”").text
    '"e - fi"'
    """
    known: dict[str, str] = {}
    pieces: list[str] = []
    begins: list[int] = []
    ends: list[int] = []
    for place, char in enumerate(text):
        piece = known.get(char)
        if piece is None:
            piece = known[char] = _folded(char)
        if piece == " " and pieces and pieces[-1] == " ":
            piece = ""
        if not piece:
            if ends:
                ends[-1] = place + 1  # belongs to what stands before it
            continue
        for one in piece:
            pieces.append(one)
            begins.append(place)
            ends.append(place + 1)
    return Folded("".join(pieces), np.array(begins, np.int64), np.array(ends, np.int64))


def _folded(char: str) -> str:
    if char.isspace():
        return " "
    if char in _QUOTES or char in _DASHES:
        return (_QUOTES | _DASHES)[char]
    kind = unicodedata.category(char)
    if kind in _IGNORED:
        return ""
    if kind == "Pd":
        return "-"
    apart = unicodedata.normalize("NFKD", char).casefold()
    return "".join(one for one in apart if unicodedata.category(one) not in _IGNORED and not one.isspace()) or char
