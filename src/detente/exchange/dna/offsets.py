"""Offsets of DNA's editor (UTF-16 units, as Java counts) and ours (Unicode code points), there and back.

They differ behind the first character beyond the basic plane, an emoji for instance. DNA's own table of statements
takes code points there and shows a shifted text; its editor, which wrote the offsets, counts units.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right


class Offsets:
    """The offsets of one text."""

    def __init__(self, text: str) -> None:
        self._length = len(text)
        self._wide = [place for place, character in enumerate(text) if character > "\uffff"] if _is_wide(text) else []
        self._units = [place + before for before, place in enumerate(self._wide)]

    @property
    def units(self) -> int:
        """The length in UTF-16 units."""
        return self._length + len(self._wide)

    def to_units(self, point: int) -> int:
        """Where a code point begins, in UTF-16 units."""
        return point + bisect_left(self._wide, point)

    def to_points(self, unit: int) -> int:
        r"""Where a UTF-16 unit lies, in code points; inside a pair, where the pair begins.

        >>> Offsets("a\U0001f600b").to_points(3), Offsets("a\U0001f600b").to_units(2)
        (2, 3)
        """
        before = bisect_right(self._units, unit - 2)
        point = unit - before
        return point - 1 if before < len(self._units) and self._units[before] == unit - 1 else point

    def inside(self, unit: int) -> bool:
        """Whether an offset tears a pair of units apart."""
        place = bisect_left(self._units, unit - 1)
        return place < len(self._units) and self._units[place] == unit - 1


def _is_wide(text: str) -> bool:
    return not text.isascii() and any(character > "\uffff" for character in text)
