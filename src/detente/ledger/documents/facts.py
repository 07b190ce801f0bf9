"""What a document says of itself: title, author, outlet, address. What it does not say stays blank."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from detente.ledger.documents.lines import Line

LONGEST = 300

_CAPITALS = r"[^\W\d_a-zа-яё][\w.'’-]+"
_NAME = rf"{_CAPITALS}(?: (?:(?:de|van|von|der|el|al|bin|da|di) )*{_CAPITALS}){{1,4}}"
_BY = re.compile(rf"(?:By|By:|Author:|Автор:|Автор|Von|Par|Por|Di)\s+({_NAME})\s*(?:[|,·—–(].*)?")
_ABOUT = re.compile(rf"About the author\W+({_NAME})\b")
_WORK = "(?:reporter|correspondent|editor|columnist|journalist|writer|contributor)"
_HOUSE = r"(?:[^.]{0,40}? (?:for|at|of|with) (?:the )?(?P<outlet>[A-Z][\w&.'’-]*(?: [A-Z][\w&.'’-]*){0,4}))?"
_IS = re.compile(rf"(?P<author>{_NAME}) is (?:an?|the) [^.]{{0,80}}?{_WORK}\b{_HOUSE}")
_URL = re.compile(r"<?(https?://[^\s<>\"]+?)[>.,)]*")
_SOURCE = re.compile(
    r"(?:source|original|url|link|источник|джерело|quelle|fuente|出处|来源)\s*[:：]?\s*", re.IGNORECASE
)
_CLEAR = re.compile(r"\s+")


@dataclass(frozen=True)
class Facts:
    """What was found of a document beside its text; blank where nothing was."""

    title: str = ""
    author: str = ""
    outlet: str = ""
    date: str = ""
    date_basis: str = ""
    language: str = ""
    url: str = ""
    notes: tuple[str, ...] = field(default=())


def line(text: str | None, longest: int = LONGEST) -> str:
    """A text in one line, without what cannot be shown, cut where it is too long to be what it is said to be."""
    clean = "".join(c if c.isprintable() else " " for c in text or "")
    return _CLEAR.sub(" ", clean).strip()[:longest]


def host(url: str) -> str:
    """The outlet that an address names, if nothing else does: its host."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def title_of(lines: Sequence[Line]) -> str:
    """The first line before the body that reads as a title: of four words or more, else the first with letters.

    "" where the text begins with its body.
    """
    head: list[str] = []
    for one in lines[:20]:
        if len(one.words) > LONGEST or (one.prose and one.words[-1] not in "?!"):
            break
        head.append(one.words)
        if len(one.words.split()) >= 4 and not re.match(r"[\d\W]", one.words) and not _BY.fullmatch(one.words):
            return one.words.lstrip("# ")
    named = (words for words in head if re.search(r"[^\W\d_]{3}", words) and not _BY.fullmatch(words))
    return next(named, "").lstrip("# ")


def byline(lines: Sequence[Line]) -> tuple[str, str]:
    """The author and the outlet that a text names: in a line that begins with “By”, or in a note at its end."""
    for one in lines[:12]:
        found = _BY.fullmatch(one.words)
        if found:
            return found[1], ""
    for one in lines[-12:]:
        about, known = _ABOUT.match(one.words), _IS.match(one.words)
        if about:
            return about[1], ""
        if known:
            return known["author"], (known["outlet"] or "").rstrip(".,’'")
    return "", ""


def address_of(lines: Sequence[Line]) -> str:
    """The address that a text gives as its source: behind that word, at its head or its end."""
    places = [*range(min(8, len(lines))), *range(max(8, len(lines) - 8), len(lines))]
    for index in places:
        words = lines[index].words
        begun = _SOURCE.match(words)
        rest = words[begun.end() :] if begun else words
        above = index > 0 and _SOURCE.fullmatch(lines[index - 1].words) is not None
        found = _URL.fullmatch(rest.strip())
        if found and (begun or above):
            return found[1]
    return ""
