"""A model of how documents are edited, in which it is known where each character came from."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher

from detente.ledger.folding import fold

Change = Callable[[random.Random, list["Piece"]], list["Piece"]]

WHO = ["The north", "The south", "The League", "A spokesman", "Mayor Čapek", "The ministry", "“Ada” Novák"]
DOES = ["demands", "rejects", "will never accept", "could live with", "asked again for", "said nothing about"]
WHAT = [
    "tolls on the bridge",
    "the fence",
    "a vote – soon",
    "“joint” patrols",
    "café owners' pleas",
    "a 🌉 fund",
    "talks",
]
WHEN = ["", " today", " since 1998", " on 3 May", ", it was said", ", for now"]
OTHER = [
    "Rain fell over hills",
    "Zebras graze quietly",
    "Jazz echoed below",
    "Milk prices jumped",
    "Owls blinked; dusk grew",
]


@dataclass(frozen=True)
class Piece:
    """Some characters, each with the place that it had in the old text (-1: new), and whether they are a copy."""

    chars: str
    origins: tuple[int, ...]
    copy: bool = False

    def cut(self, begin: int, end: int) -> Piece:
        return Piece(self.chars[begin:end], self.origins[begin:end], self.copy)


def sentence(rng: random.Random) -> str:
    return f"{rng.choice(WHO)} {rng.choice(DOES)} {rng.choice(WHAT)}{rng.choice(WHEN)}."


def document(rng: random.Random, sentences: int, repeated: float = 0.15) -> list[str]:
    """Sentences with the white space behind each; some stand there twice, many resemble one another."""
    found: list[str] = []
    for _ in range(sentences):
        words = rng.choice(found).strip() if found and rng.random() < repeated else sentence(rng)
        while found and found[-1].strip() == words:  # which of two neighbours was deleted, nobody could say
            words = sentence(rng)
        found.append(words + rng.choice([" ", " ", " ", "\n\n"]))
    return found


def pieces(sentences: list[str]) -> list[Piece]:
    found: list[Piece] = []
    at = 0
    for words in sentences:
        found.append(Piece(words, tuple(range(at, at + len(words)))))
        at += len(words)
    return found


def new(words: str) -> Piece:
    return Piece(words, (-1,) * len(words))


# ------------------------------------------------------------------------------------------------------------- edits


def delete(rng: random.Random, doc: list[Piece]) -> list[Piece]:
    at = rng.randrange(len(doc))
    return doc[:at] + doc[at + 1 :]


def insert(rng: random.Random, doc: list[Piece]) -> list[Piece]:
    at = rng.randrange(len(doc) + 1)
    words = " ".join(rng.choice(OTHER) for _ in range(rng.randint(1, 3)))
    return [*doc[:at], new(words + ". "), *doc[at:]]


def copy(rng: random.Random, doc: list[Piece]) -> list[Piece]:
    at, to = rng.randrange(len(doc)), rng.randrange(len(doc) + 1)
    return [*doc[:to], Piece(doc[at].chars, doc[at].origins, True), *doc[to:]]


def move(rng: random.Random, doc: list[Piece]) -> list[Piece]:
    begin = rng.randrange(len(doc))
    end = min(len(doc), begin + rng.randint(1, 3))
    rest = doc[:begin] + doc[end:]
    to = rng.randrange(len(rest) + 1)
    return rest[:to] + doc[begin:end] + rest[to:]


def word(rng: random.Random, doc: list[Piece]) -> list[Piece]:
    """Another word in the place of one."""
    at = rng.randrange(len(doc))
    words = doc[at].chars
    places = [i for i, char in enumerate(words) if i == 0 or words[i - 1] == " "]
    begin = rng.choice(places) if places else 0
    end = words.find(" ", begin)
    end = len(words) if end < 0 else end
    parts = [
        doc[at].cut(0, begin),
        new(rng.choice(["perhaps", "north", "south", "new", "Ada"])),
        doc[at].cut(end, len(words)),
    ]
    return [*doc[:at], *parts, *doc[at + 1 :]]


def typo(rng: random.Random, doc: list[Piece]) -> list[Piece]:
    at = rng.randrange(len(doc))
    piece = doc[at]
    if not piece.chars:
        return doc
    place = rng.randrange(len(piece.chars))
    middle: list[Piece] = rng.choice([[], [new(rng.choice("xyz"))], [piece.cut(place, place + 1), new("e")]])
    return [*doc[:at], piece.cut(0, place), *middle, piece.cut(place + 1, len(piece.chars)), *doc[at + 1 :]]


def each(change: Callable[[str], str]) -> Change:
    def apply(rng: random.Random, doc: list[Piece]) -> list[Piece]:
        del rng
        found = []
        for piece in doc:
            made = [
                (char, origin) for old, origin in zip(piece.chars, piece.origins, strict=True) for char in change(old)
            ]
            found.append(Piece("".join(c for c, _ in made), tuple(o for _, o in made), piece.copy))
        return found

    return apply


straight = each(lambda char: {"“": '"', "”": '"', "–": "-", "'": "’"}.get(char, char))
apart = each(lambda char: unicodedata.normalize("NFD", char))
windows = each(lambda char: "\r\n" if char == "\n" else char)
wide = each(lambda char: "\u00a0 " if char == " " else char)
SPELLING: list[Change] = [straight, apart, windows, wide]
LIGHT = [insert, typo, word, delete, move, *SPELLING]
EDITS = [*LIGHT, copy]


@dataclass(frozen=True)
class Edit:
    """A document before and after."""

    old: str
    new: str
    spans: list[tuple[int, int]]
    doc: list[Piece]

    def truth(self, span: tuple[int, int]) -> set[int]:
        """Where the span's characters are now."""
        return self._places(span, (False,))

    def _places(self, span: tuple[int, int], copies: tuple[bool, ...]) -> set[int]:
        places: set[int] = set()
        at = 0
        for piece in self.doc:
            for origin in piece.origins:
                if span[0] <= origin < span[1] and piece.copy in copies:
                    places.add(at)
                at += 1
        return places

    def overlap(self, span: tuple[int, int], begin: int, end: int) -> float:
        """How much a place is the true one: common by joint characters, white space aside.

        Where characters were deleted, a copy of them that stands somewhere else will do.
        """
        said = {place for place in range(begin, end) if not self.new[place].isspace()}
        overlaps = []
        for copies in ((False,), (True,), (False, True)):
            true = {place for place in self._places(span, copies) if not self.new[place].isspace()}
            if copies == (False,) or len(self.truth(span)) < span[1] - span[0]:
                overlaps.append(len(true & said) / len(true | said) if true | said else 1.0)
        return max(overlaps)

    def same(self, span: tuple[int, int], begin: int, end: int) -> bool:
        """Whether nobody could tell the place from the span.

        As they are compared, the words are the same and stand once in each document; or they and what stands around
        them are the same but for a letter or two.
        """
        words = fold(self.old[slice(*span)]).text.strip()
        if fold(self.new[begin:end]).text.strip() == words and all(
            fold(text).text.count(words) == 1 for text in (self.old, self.new)
        ):
            return True
        around = [
            fold(text[max(0, b - 60) : e + 60]).text for text, b, e in ((self.old, *span), (self.new, begin, end))
        ]
        return SequenceMatcher(None, around[0], around[1], autojunk=False).ratio() > 0.9


def edited(rng: random.Random, sentences: int, edits: list[Change], number: int, repeated: float = 0.15) -> Edit:
    """A random document, `number` random edits of it, and a span for every sentence, some wider or narrower."""
    words = document(rng, sentences, repeated)
    doc = pieces(words)
    spans = []
    for piece in doc:
        begin, end = piece.origins[0], piece.origins[-1] + 1 - (len(piece.chars) - len(piece.chars.rstrip()))
        shift = rng.choice([0, 0, 0, 4, -10])
        begin = max(0, begin + shift) if 0 <= begin + shift < end else begin
        spans.append((begin, end))
    for _ in range(number):
        if doc:
            doc = rng.choice(edits)(rng, doc)
    return Edit("".join(words), "".join(piece.chars for piece in doc), spans, doc)
