"""Finding an anchor again in a document that was edited, and never a wrong span silently.

First the words themselves, then words like them; in doubt the context decides, and what it does not decide is a
question. Two things must hold for a place to be the answer: it is clearly better than every other place in the edited
document, and the old document has no other place that it fits as well (the same sentence may stand there twice, and the
other may be the one that was kept).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from detente.engines.alignment import coincide, stretches
from detente.ledger.folding import Folded, fold

CONTEXT = 48
"""Folded characters on each side that are compared."""

THRESHOLD = 0.75
"""How alike the words must be, from 0 to 1, for an answer."""

MARGIN = 0.1
"""By how much a place must be better than the next."""

_LIKE = 0.5  # below this, words are not called alike
_MOST = 12
_SHORT = 16
_ALONE = 0.9
_WIDE = 4 * CONTEXT  # where the same words stand twice, near and wide context must both hold
_NEAR_HOLDS, _WIDE_HOLDS = 0.9, 0.7

Spot = tuple[int, int]
"""A stretch of a folded text."""

SURE = ("exact", "moved", "found")


@dataclass(frozen=True)
class Quotation:
    """Words with what stands before and after them, as a W3C TextQuoteSelector has them."""

    exact: str
    prefix: str
    suffix: str


def quotation(text: str, begin: int, end: int, context: int = 32) -> Quotation:
    """The words from begin to end, with that many code points of context."""
    return Quotation(text[begin:end], text[max(0, begin - context) : begin], text[end : end + context])


@dataclass(frozen=True)
class Place:
    """Where the words may stand: how alike the words are, and how alike the context, each from 0 to 1."""

    begin: int
    end: int
    score: float
    context: float

    @property
    def total(self) -> float:
        """What places are compared by: words and context, half each."""
        return (self.score + self.context) / 2


@dataclass(frozen=True)
class Refound:
    """What became of an anchor.

    `kind`: `exact` (the same words at the same place), `moved` (the same words elsewhere), `found` (words like them),
    `ask` (see `candidates`), `lost` (nothing like them). `place` is None for `ask` and `lost`. `runner_up` is the
    next best place's score, None where there is no other.
    """

    kind: str
    place: Place | None
    runner_up: float | None
    candidates: tuple[Place, ...]
    why: str

    @property
    def sure(self) -> bool:
        """Whether it may be used without asking."""
        return self.kind in SURE


class Edited:
    """A document before and after it was edited; finds any number of anchors again."""

    def __init__(self, old: str, new: str, threshold: float = THRESHOLD) -> None:
        self.old, self.new, self.threshold = old, new, threshold

    @cached_property
    def _old(self) -> Folded:
        return fold(self.old)

    @cached_property
    def _new(self) -> Folded:
        return fold(self.new)

    def find(self, begin: int, end: int) -> Refound:
        """What became of the words from begin to end of the old document."""
        if self.old == self.new:
            return Refound("exact", Place(begin, end, 1.0, 1.0), None, (), "the document is unchanged")
        mine = self._old.inside(begin, end)
        if not self._old.text[slice(*mine)].strip():
            return Refound("ask", None, None, (), "the anchor holds no words")
        places = self._candidates(begin, end, mine)
        if not places:
            return Refound("lost", None, None, (), "nothing in the edited document is like these words")
        rivals = self._rivals(mine)
        if max(len(places), len(rivals)) >= _MOST:
            return Refound("ask", None, None, tuple(places), f"{_MOST} places or more are like these words")
        own = [place for place in places if self._fit(rivals, place) <= place.total]
        others = [place for place in places if place not in own]
        return self._judged(begin, end, own, others, rivals)

    def _judged(self, begin: int, end: int, own: list[Place], others: list[Place], rivals: list[Spot]) -> Refound:
        mine = self._old.inside(begin, end)
        best = max(own, key=lambda place: place.total, default=None)
        if best is None:
            return Refound("lost", None, None, tuple(others), "what is like these words stood elsewhere before")
        rest = [place for place in (*own, *others) if place is not best]
        second = max(rest, key=lambda place: place.total, default=None)
        runner_up = second.score if second else None
        everything = tuple(sorted((best, *rest), key=lambda place: -place.total))
        if any(place.score > best.score + MARGIN / 2 for place in rest):
            return Refound(
                "ask", None, runner_up, everything, "the context is here, and words more like these elsewhere"
            )
        why = self._doubt(best, mine, rest, rivals)
        if why:
            return Refound("ask", None, runner_up, everything, why)
        same = self.new[best.begin : best.end] == self.old[begin:end]
        if not same:
            kind = "found"
        else:
            kind = "exact" if best.begin == begin else "moved"
        return Refound(kind, best, runner_up, everything, "")

    def _doubt(self, best: Place, mine: Spot, rest: list[Place], rivals: list[Spot]) -> str:
        """Why the best place is not good enough, "" if it is."""
        if best.score < self.threshold:
            return f"the words are alike by {best.score:.2f}, less than {self.threshold:.2f}"
        if any(best.total - place.total < MARGIN for place in rest):
            return "another place fits about as well"
        if best.total - self._fit(rivals, best) < MARGIN:
            return "the place fits other words of the old document about as well"
        twins = [rival for rival in rivals if self._alike(rival, best) > best.score - MARGIN / 2]
        copies = [place for place in rest if place.score > best.score - MARGIN / 2]
        if (twins or copies) and not self._stands_alone(best, mine, twins, len(twins) == len(copies)):
            return "words like these stand or stood elsewhere too, and the context does not tell for certain"
        short = best.end - best.begin < _SHORT
        if best.context < _LIKE and (short or best.score < _ALONE):
            return "the words are " + ("short" if short else "changed") + ", and what stands around them is too"
        return ""

    def _alike(self, spot: Spot, place: Place) -> float:
        """How alike words of the old document are to those of a place of the edited one."""
        from rapidfuzz.distance import Levenshtein

        words = self._new.text[slice(*self._new.inside(place.begin, place.end))]
        return Levenshtein.normalized_similarity(self._old.text[slice(*spot)], words)

    def _stands_alone(self, best: Place, mine: Spot, twins: list[Spot], as_many: bool) -> bool:
        """Whether the context, near and wide, says that it is these words and not the like of them."""
        spot = self._new.inside(best.begin, best.end)
        wide = _context(self._old.text, mine, self._new.text, spot, _WIDE)
        if best.context < _NEAR_HOLDS or wide < _WIDE_HOLDS:
            return False
        beside = any(twin[0] - _WIDE < mine[1] and mine[0] - _WIDE < twin[1] for twin in twins)
        fits = [_context(self._old.text, twin, self._new.text, spot, _WIDE) for twin in twins]
        return (as_many or not beside) and wide - max(fits, default=0.0) >= MARGIN

    # ------------------------------------------------------------------------------------------------------- places

    def _candidates(self, begin: int, end: int, mine: Spot) -> list[Place]:
        """Places in the edited document, no two overlapping: the very words first, then words like them."""
        words = self.old[begin:end]
        spans = [(at, at + len(words)) for at in _occurrences(self.new, words)]
        found = [self._place(mine, self._new.inside(*span), 1.0, span) for span in spans]
        if len(found) == 1 and found[0].context >= _ALONE and len(words) >= _SHORT:
            return found  # the very words, once, where they stood: nothing else could be better by the margin
        for spot, score in self._like(self._old.text[slice(*mine)], self._new):
            begin, end = self._new.outside(*spot)
            if not any(coincide(begin, end, place.begin, place.end) for place in found):
                found.append(self._place(mine, spot, score, (begin, end)))
        return found

    def _place(self, mine: Spot, spot: Spot, score: float, where: Spot) -> Place:
        return Place(*where, score, _context(self._old.text, mine, self._new.text, spot))

    def _rivals(self, mine: Spot) -> list[Spot]:
        """Other places of the old document whose words are like these."""
        spots = [spot for spot, _ in self._like(self._old.text[slice(*mine)], self._old)]
        return [spot for spot in spots if not coincide(*spot, *mine)]

    def _fit(self, rivals: list[Spot], place: Place) -> float:
        """How well a place of the edited document fits the best of the rivals."""
        spot = self._new.inside(place.begin, place.end)
        fits = [
            (self._alike(rival, place) + _context(self._old.text, rival, self._new.text, spot)) / 2 for rival in rivals
        ]
        return max(fits, default=0.0)

    def _like(self, words: str, text: Folded) -> Iterator[tuple[Spot, float]]:
        pattern = fold(words).symbols
        farthest = int(len(pattern) * (1 - _LIKE))
        for one in stretches(pattern, text.symbols, _MOST, farthest):
            yield (one.begin, one.end), 1 - one.distance / max(len(pattern), one.end - one.begin)


def _occurrences(text: str, words: str) -> Iterator[int]:
    at, count = text.find(words), 0
    while at >= 0 and count < _MOST:
        yield at
        at, count = text.find(words, at + len(words)), count + 1


def _context(one: str, here: Spot, other: str, there: Spot, width: int = CONTEXT) -> float:
    """How alike what stands before and after is, from 0 to 1.

    Where one text begins or ends sooner, so much is compared as there is, and the rest counts half: not known.
    """
    before = (one[max(0, here[0] - width) : here[0]].strip(), other[max(0, there[0] - width) : there[0]].strip())
    after = (one[here[1] : here[1] + width].strip(), other[there[1] : there[1] + width].strip())
    return (_side(before[0][::-1], before[1][::-1], width) + _side(*after, width)) / 2


def _side(one: str, other: str, width: int) -> float:
    from rapidfuzz.distance import Levenshtein

    shorter = min(len(one), len(other))
    if not one and not other:
        return 1.0
    if shorter >= width / 2:
        return float(Levenshtein.normalized_similarity(one, other))
    known = shorter / (width / 2)
    return float(known * Levenshtein.normalized_similarity(one[:shorter], other[:shorter]) + (1 - known) / 2)


def find_digest(begin: int, end: int, digest: str, new: str) -> Refound:
    """What became of an anchor where the old document is not at hand: only its place and digest can be looked for."""
    size = end - begin
    places = [
        Place(at, at + size, 1.0, 0.0)
        for at in range(len(new) - size + 1)
        if hashlib.sha256(new[at : at + size].encode()).hexdigest().startswith(digest)
    ]
    if not digest or not places:
        return Refound("lost", None, None, (), "the old document is not at hand, and its words stand nowhere unchanged")
    if len(places) > 1:
        return Refound("ask", None, 1.0, tuple(places), "the words stand there more than once")
    return Refound("exact" if places[0].begin == begin else "moved", places[0], None, tuple(places), "")
