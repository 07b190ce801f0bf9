"""How a package stands under the concepts of stability: for a mover, and for everybody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from detente.analyses.holdingcase import CaseHolding, Placed
from detente.errors import TooLargeError

if TYPE_CHECKING:
    from detente.analyses.holding import Holding
    from detente.engines.stability.certifying import Certificate

CALLED = {"nash": "Nash", "gmr": "GMR", "smr": "SMR", "seq": "SEQ", "sseq": "SSEQ"}
ITSELF, DETERRED, MIXED, DEPENDS, FALLS = "itself", "deterred", "mixed", "depends", "falls"
IDLE = "idle"
STABLE, UNSTABLE, OPEN = "stable", "not stable", "depends"

_IMPLIED = {
    "nash": ("smr", "sseq", "seq", "gmr"),
    "sseq": ("smr", "seq", "gmr"),
    "smr": ("gmr",),
    "seq": ("gmr",),
    "gmr": (),
}
"""What is stable under a concept is so under these."""
_IMPLYING = {concept: tuple(other for other, weaker in _IMPLIED.items() if concept in weaker) for concept in _IMPLIED}
"""What is not stable under a concept is not so under these."""


@dataclass(frozen=True)
class Standing:
    """The concepts under which something is stable, and those under which that depends on what is not known.

    `idle`: because nothing can be moved at all.
    """

    concepts: tuple[str, ...]
    stable: tuple[str, ...]
    open: tuple[str, ...]
    idle: bool = False

    @property
    def kind(self) -> str:
        """By itself (under every concept), because answers deter (under some), or not; else it depends."""
        if len(self.stable) == len(self.concepts):
            return IDLE if self.idle else ITSELF
        return DETERRED if self.stable else DEPENDS if self.open else FALLS


def of_mover(one: Placed, mover: str) -> Standing:
    """How a package stands for a mover."""
    from detente.engines.stability.worlds import targets

    named, concepts = one.holding.conflict, one.holding.concepts
    words = {concept: one.holding.word(concept, mover, one.state) for concept in concepts}
    idle = not targets(named.model, named.parties.index(mover), one.state)
    return replace(_standing(concepts, words), idle=idle)


def of_all(one: Placed) -> Standing:
    """How it stands for everybody who moves in its conflict."""
    holding = one.holding
    found = {}
    for concept in holding.concepts:
        words = {holding.word(concept, party, one.state) for party in holding.conflict.parties}
        found[concept] = UNSTABLE if UNSTABLE in words else OPEN if OPEN in words else STABLE
    idle = all(of_mover(one, party).idle for party in holding.conflict.parties)
    return replace(_standing(holding.concepts, found), idle=idle)


def _standing(concepts: tuple[str, ...], said: Mapping[str, str]) -> Standing:
    return Standing(
        concepts,
        tuple(one for one in concepts if said[one] == STABLE),
        tuple(one for one in concepts if said[one] == OPEN),
    )


@dataclass(frozen=True)
class Reason:
    """A certificate and the concepts whose verdict follows from it; None: too long to be followed."""

    concepts: tuple[str, ...]
    stable: bool
    told: Certificate[int] | None


def reasons(one: Placed, mover: str) -> Iterator[Reason]:
    """The fewest certificates that carry the verdicts of a mover, unstable ones first; what depends has none."""
    standing = of_mover(one, mover)
    against = tuple(c for c in standing.concepts if c not in standing.stable and c not in standing.open)
    for stable, concepts, follows in ((False, against, _IMPLYING), (True, standing.stable, _IMPLIED)):
        for group in _covering(concepts, follows):
            ordered = tuple(concept for concept in standing.concepts if concept in group)
            yield Reason(ordered, stable, _told(one.holding, group[0], (mover, one.state)))


def _covering(concepts: tuple[str, ...], follows: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """The concept from which most others follow, with those; then of what is left."""
    left = list(concepts)
    while left:
        best = max(left, key=lambda one: sum(other in left for other in follows[one]))
        covered = (best, *(one for one in left if one in follows[best]))
        left = [one for one in left if one not in covered]
        yield covered


def _told(holding: Holding, concept: str, at: tuple[str, int]) -> Certificate[int] | None:
    try:
        return holding.why(concept, *at)
    except TooLargeError:
        return None


@dataclass(frozen=True)
class Row:
    """The packages of one name: one, or of a proposal that leaves things open those that were looked at."""

    name: str
    kind: str
    title: str
    packages: tuple[Placed, ...]

    def standings(self, mover: str = "") -> tuple[Standing, ...]:
        """How its packages stand for a mover, or for everybody; what is alike once."""
        return tuple(dict.fromkeys(of_mover(one, mover) if mover else of_all(one) for one in self.packages))

    def stands(self, mover: str = "") -> str:
        """The kind of its standing; MIXED where its packages differ in that."""
        found = {one.kind for one in self.standings(mover)}
        return found.pop() if len(found) == 1 else MIXED


def rows(found: CaseHolding) -> tuple[Row, ...]:
    """The packages by their names."""
    by: dict[tuple[str, str], list[Placed]] = {}
    for one in found.packages:
        by.setdefault((one.kind, one.name.partition("#")[0] if one.kind != "asked" else one.name), []).append(one)
    titles = {proposal.id: proposal.title for proposal in found.conflict.case.proposals}
    return tuple(
        Row(name, kind, titles.get(name, some[0].title) if kind == "proposal" else some[0].title, tuple(some))
        for (kind, name), some in by.items()
    )


def kinds(some: Iterable[Row]) -> dict[str, int]:
    """How many stand in which way for everybody."""
    found = dict.fromkeys((ITSELF, IDLE, DETERRED, MIXED, DEPENDS, FALLS), 0)
    for one in some:
        found[one.stands()] += 1
    return found
