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
    plain = r"[A-Za-z0-9]++(?![^\x00-\x7f])"  # most words of most texts, quickly
    return re.compile(f"{plain}|[{_ALONE}][{inside}]*|(?:[^\\W_{_ALONE}][{inside}]*)+")


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
    """What pieces of text fold to, remembered: words with a space between them."""

    def __missing__(self, piece: str) -> str:
        if len(self) > _REMEMBERED:
            self.clear()
        found = " ".join(_plain(piece) if piece.isascii() else _folded(piece))
        if len(piece) <= LONGEST:
            self[piece] = found
        return found


_ASCII = re.compile("[a-z0-9]+")


def _plain(piece: str) -> Iterator[str]:
    """The same as `_folded` of a piece in ASCII, quickly."""
    return (word[:LONGEST] for word in _ASCII.findall(piece.lower()))


_REMEMBERED = 1_000_000
_KNOWN = _Known()


def _folded(piece: str) -> Iterator[str]:
    for word in _pattern().findall(piece):
        yield from (part[:LONGEST] for part in _pattern().findall(fold(word)))


def words_of(text: str) -> str:
    """The words of a text, folded, with one space between them: what is put in an index.

    >>> words_of("Don’t go to São Paulo!")
    'don t go to sao paulo'
    """
    return " ".join(filter(None, map(_KNOWN.__getitem__, text.split())))  # no word goes across white space


def tokens_of(text: str) -> Iterator[Token]:
    """The words of a text with their places; put together they are `words_of`."""
    for match in _pattern().finditer(text):
        if folded := _KNOWN[match.group()]:
            yield Token(match.start(), match.end(), tuple(folded.split(" ")))
