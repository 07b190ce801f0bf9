"""Finding copies in a store of any size: candidates by their fingerprints, then the texts themselves."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from detente.case.dates import Interval
from detente.ledger.documents.copies import Likeness, compared, shingles
from detente.ledger.documents.model import Document
from detente.ledger.documents.sink import Key, Link, Mark, Sink

Progress = Callable[[str, int, int], None]
Stop = Callable[[], bool]

_MOST_SHARED = 50_000
"""Fingerprints of others that are counted for one document, the rarest first."""

_LEAST_SHARED = 0.55
"""The share of the shorter text's fingerprints that must be shared before the texts themselves are compared. Of 5,500
made copies at the bounds of the definitions the lowest had 0.70."""

_MOST_HELD = 400_000
"""Shingles of texts that are held in memory."""

_EVERY = 100


def find_copies(sink: Sink, progress: Progress, stop: Stop) -> int:
    """Look for copies of and among the documents that were not looked at yet; return how many were found to be copies.

    A copy is linked to the earliest document that it repeats: by date, the undated after the dated; then by when they
    were taken in. A document that was linked before is linked anew if an earlier one that it repeats has come in.
    """
    search = _Search(sink)
    new = [number for number, mark in enumerate(search.marks) if not mark.looked]
    links: dict[Key, Link] = {}
    copies = 0
    for done, number in enumerate(new):
        if stop():
            break
        if done % _EVERY == 0:
            progress("looking for copies", done, len(new))
            if links:
                sink.link(list(links.values()))
                links.clear()
        found = search.links_of(number)
        copies += bool(found[0].copy_of) + len(found) - 1
        links |= {link.key: link for link in found}
    if links:
        sink.link(list(links.values()))
    return copies


class _Search:
    """All fingerprints of a store, sorted, each with the document that has it."""

    def __init__(self, sink: Sink) -> None:
        import numpy as np

        self.sink = sink
        self.marks: list[Mark] = list(sink.marks())
        prints = [np.frombuffer(mark.fingerprints, "<u4") for mark in self.marks]
        self.sizes = np.fromiter(map(len, prints), np.int64, len(prints))
        every = np.concatenate(prints) if prints else np.zeros(0, "<u4")
        order = np.argsort(every, kind="stable")
        self.every = every[order]
        self.owner = np.repeat(np.arange(len(prints)), self.sizes)[order]
        self.rank = {number: rank for rank, number in enumerate(sorted(range(len(prints)), key=self._earliness))}
        self.earliest: dict[str, int] = {}
        for number in self.rank:  # by rank
            self.earliest.setdefault(self.marks[number].key[1], self.rank[number])
        self._held: OrderedDict[int, tuple[Document, frozenset[str]]] = OrderedDict()
        self._weight = 0
        self._targets: dict[int, str] = {}

    def _earliness(self, number: int) -> tuple[bool, str, int]:
        date = self.marks[number].date
        return not date, Interval.parse(date).first.isoformat() if date else "", number

    def links_of(self, number: int) -> list[Link]:
        """The link of this new document, then the links of older ones that are its copies."""
        earlier, later = [], []
        for other in self.candidates(number):
            if self.rank[other] < self.rank[number]:
                earlier.append(other)
            elif self.marks[other].looked:  # what is new looks for itself
                later.append(other)
        links = [self._link(number, earlier)]
        for other in later:
            target = self._target(other)
            if not target or self.earliest.get(target, -1) > self.rank[number]:
                link = self._link(other, [number])
                if link.copy_of:
                    self._targets[other] = link.copy_of
                    links.append(link)
        return links

    def _link(self, number: int, others: list[int]) -> Link:
        for other in sorted(others, key=self.rank.__getitem__):
            found = self._likeness(number, other)
            if found:
                return Link(self.marks[number].key, self.marks[other].key[1], found.how, round(found.similarity, 4))
        return Link(self.marks[number].key)

    def _likeness(self, number: int, other: int) -> Likeness | None:
        if self.marks[number].key[1] == self.marks[other].key[1]:
            return Likeness("same", 1.0)
        return compared(self._text(number)[1], self._text(other)[1])

    def _target(self, number: int) -> str:
        if number not in self._targets:
            self._targets[number] = self._text(number)[0].copy_of
        return self._targets[number]

    def candidates(self, number: int) -> list[int]:
        """The documents that share enough fingerprints with this one for their texts to be compared."""
        import numpy as np

        mine = np.frombuffer(self.marks[number].fingerprints, "<u4")
        starts, ends = np.searchsorted(self.every, mine), np.searchsorted(self.every, mine, "right")
        rarest = np.argsort(ends - starts, kind="stable")
        used = rarest[np.cumsum((ends - starts)[rarest]) <= _MOST_SHARED] if len(mine) else rarest
        used = used if len(used) else rarest[:1]
        if not len(used):
            return []
        owners = np.concatenate([self.owner[starts[one] : ends[one]] for one in used])
        others, shared = np.unique(owners, return_counts=True)
        enough = shared >= np.maximum(1, _LEAST_SHARED * np.minimum(len(used), self.sizes[others]))
        return [int(other) for other in others[enough] if other != number]

    def _text(self, number: int) -> tuple[Document, frozenset[str]]:
        """A document and its shingles; the last ones are held."""
        if number in self._held:
            self._held.move_to_end(number)
            return self._held[number]
        document = self.sink.document(self.marks[number].key)
        found = document, shingles(document.own_text)
        self._held[number] = found
        self._weight += len(found[1])
        while self._weight > _MOST_HELD and len(self._held) > 2:
            self._weight -= len(self._held.popitem(last=False)[1][1])
        return found
