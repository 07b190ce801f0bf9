"""Words of a text as search knows them: without case, accents and ligatures. The one place where this is said.

A word is a run of letters, digits and the marks that belong to them; in scripts that are written without spaces between
words, each character is one. é is e, ё is е, ł is l, ß is ss; what is written as one character for several (ﬁ, ½) is
taken apart.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

VERSION = 1
"""Of these rules. An index made by another version is made anew."""

LONGEST = 64
"""Characters of a word that count."""

_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ŋ": "ng"}
    | {"ſ": "s", "ĸ": "k", "ɫ": "l", "ƒ": "f", "ґ": "г"}
)
"""Letters whose stroke or tie is no mark to Unicode, in small."""

_IGNORED = "\u00ad\u034f\u200b\u200c\u200d\u2060\ufeff"
_DROP = dict.fromkeys(map(ord, _IGNORED))
_ALONE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_ACCENTS = 10
"""Marks of this combining class or a higher one are accents; lower ones (nukta, virama, voicing) make other letters."""


class Token(NamedTuple):
    """A word where it stands: code points, end exclusive; `words` is what search knows it as, mostly one."""

    begin: int
    end: int
    words: tuple[str, ...]


@cache
def _pattern() -> re.Pattern[str]:
    """What is one word of a text."""
    marks = "".join(chr(code) for code in range(0x300, sys.maxunicode + 1) if unicodedata.category(chr(code))[0] == "M")
    inside = f"{marks}{_IGNORED}"
    return re.compile(f"[{_ALONE}][{inside}]*|(?:[^\\W_{_ALONE}][{inside}]*)+")


def fold(text: str) -> str:
    """A text without case and accents.

    >>> fold("Élysée"), fold("Ёлка"), fold("Łódź"), fold("Straße")
    ('elysee', 'елка', 'lodz', 'strasse')
    """
    bare = unicodedata.normalize("NFKD", text.translate(_DROP).casefold()).casefold()
    if not bare.isascii():
        bare = "".join(c for c in bare if unicodedata.combining(c) < _ACCENTS).translate(_LETTERS)
        bare = unicodedata.normalize("NFC", bare)
    return bare


class _Known(dict[str, str]):
    """What words fold to, remembered; several are separated by a space."""

    def __missing__(self, word: str) -> str:
        if len(self) > 1_000_000:
            self.clear()
        found = " ".join(part[:LONGEST] for part in _pattern().findall(fold(word)))
        self[word] = found
        return found


_KNOWN = _Known()
_PLAIN = re.compile(r"[a-z0-9]{1,64}")
_PLAIN_WORD = re.compile(r"[a-z0-9]+")


def words_of(text: str) -> str:
    """The words of a text, folded, with one space between them: what is put in an index.

    >>> words_of("Don’t go to São Paulo!")
    'don t go to sao paulo'
    """
    if text.isascii():
        found = _PLAIN_WORD.findall(text.lower())
        return " ".join(word[:LONGEST] for word in found)
    return " ".join(filter(None, map(_KNOWN.__getitem__, _pattern().findall(text))))


def tokens_of(text: str) -> Iterator[Token]:
    """The words of a text with their places; put together they are `words_of`."""
    for match in _pattern().finditer(text):
        if folded := _KNOWN[match.group()]:
            yield Token(match.start(), match.end(), tuple(folded.split(" ")))
