"""How a state or package stands under the concepts of stability, what these ask, and which verdicts follow."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from detente.analyses.holdingcase import CaseHolding, Placed
from detente.brief.stuck import FREE, stuck, together
from detente.errors import TooLargeError

if TYPE_CHECKING:
    from detente.analyses.holding import Holding
    from detente.engines.stability.certifying import Certificate
    from detente.space.conflicts import Named

CALLED = {"nash": "Nash", "gmr": "GMR", "smr": "SMR", "seq": "SEQ", "sseq": "SSEQ"}
MEANS = {
    "nash": "nobody gains by a move of its own",
    "gmr": "whoever gains by a move can be answered so that it ends no better off (general metarationality)",
    "smr": "as GMR, and it cannot escape from the answer (symmetric metarationality)",
    "seq": "as GMR, by answers of which each makes whoever gives it better off (sequential stability)",
    "sseq": "as SEQ, and it cannot escape from the answer (symmetric sequential stability)",
}
"""What a concept asks of a state."""
ITSELF, DETERRED, MIXED, DEPENDS, FALLS = "itself", "deterred", "mixed", "depends", "falls"
IDLE = "idle"
STABLE, OPEN = "stable", "depends"
EVERYBODY = ""

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

    `stuck`: why nothing can be moved at all, where that is so; of several packages that stand alike it may differ.
    """

    concepts: tuple[str, ...]
    stable: tuple[str, ...]
    open: tuple[str, ...]
    stuck: str = FREE

    @property
    def verdicts(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What it says of each concept, whether or not there is a move."""
        return self.stable, self.open

    @property
    def kind(self) -> str:
        """By itself (under every concept), because answers deter (under some), or not; else it depends."""
        if len(self.stable) == len(self.concepts):
            return IDLE if self.stuck else ITSELF
        return DETERRED if self.stable else DEPENDS if self.open else FALLS


class Within(Protocol):
    """A state, and the verdicts on the conflict that it is in; a package in its slice is one."""

    @property
    def holding(self) -> Holding:
        """The verdicts."""

    @property
    def state(self) -> Any:
        """The state."""


def of_mover(one: Within, mover: str) -> Standing:
    """How a state or package stands for a mover."""
    named, concepts = one.holding.conflict, one.holding.concepts
    words = {concept: one.holding.word(concept, mover, one.state) for concept in concepts}
    return replace(_standing(concepts, words), stuck=stuck(named, mover, one.state))


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
    told: Certificate[Any] | None


def reasons(one: Within, mover: str, standing: Standing) -> Iterator[Reason]:
    """The fewest certificates that carry the verdicts of a mover, unstable ones first; what depends has none."""
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


def _told(holding: Holding, concept: str, at: tuple[str, Any]) -> Certificate[Any] | None:
    try:
        return holding.why(concept, *at)
    except TooLargeError:
        return None


@dataclass(frozen=True)
class Row:
    """The packages of one name: one, or of a proposal that leaves things open those that were looked at.

    `stand` says of each how it stands for every mover of its conflict, and as "" for everybody.
    """

    name: str
    kind: str
    title: str
    packages: tuple[Placed, ...]
    stand: tuple[Mapping[str, Standing], ...]

    @property
    def total(self) -> int | None:
        """How many packages of its name there are; None: too many to be counted."""
        return self.packages[0].total

    @property
    def partly(self) -> bool:
        """Whether some of them were not looked at."""
        return self.total is None or self.total > len(self.packages)

    def standings(self, mover: str = EVERYBODY) -> tuple[Standing, ...]:
        """How its packages stand for a mover, or for everybody; what is alike once."""
        return tuple(dict.fromkeys(one[mover] for one in self.stand))

    def stands(self, mover: str = EVERYBODY) -> str:
        """The kind of its standing; MIXED where its packages differ in that.

        Where all are stable by themselves, those of them in which nobody has a move make no difference.
        """
        found = {one.kind for one in self.standings(mover)}
        if found == {ITSELF, IDLE}:
            return ITSELF
        return found.pop() if len(found) == 1 else MIXED

    @property
    def verdicts(self) -> tuple[Hashable, ...]:
        """Of each package all verdicts, for every mover and everybody."""
        return tuple(frozenset((mover, one.verdicts) for mover, one in stand.items()) for stand in self.stand)

    def falling(self, mover: str) -> int:
        """In how many of its packages there is something to gain for a mover, undeterred."""
        return sum(mover in one and one[mover].kind == FALLS for one in self.stand)


def rows(found: CaseHolding) -> tuple[Row, ...]:
    """The packages by their names."""
    by: dict[tuple[str, str], list[Placed]] = {}
    for one in found.packages:
        by.setdefault((one.kind, one.name.partition("#")[0] if one.kind != "asked" else one.name), []).append(one)
    titles = {proposal.id: proposal.title for proposal in found.conflict.case.proposals}
    return tuple(
        Row(
            name,
            kind,
            titles.get(name, some[0].title) if kind == "proposal" else _unnumbered(some[0].title, len(some)),
            tuple(some),
            tuple(map(_stand, some)),
        )
        for (kind, name), some in by.items()
    )


def _unnumbered(title: str, many: int) -> str:
    """The title of all packages of a name, from that of the first."""
    return title.removesuffix(f" (1 of {many})") if many > 1 else title


def _stand(one: Placed) -> dict[str, Standing]:
    found = {mover: of_mover(one, mover) for mover in one.holding.conflict.parties}
    return found | {EVERYBODY: _together(one, found.values())}


def of_all(one: Placed) -> Standing:
    """How a package stands for everybody who moves in its conflict."""
    return _stand(one)[EVERYBODY]


def _together(one: Placed, each: Iterable[Standing]) -> Standing:
    every = list(each)
    concepts = one.holding.concepts
    return Standing(
        concepts,
        tuple(c for c in concepts if all(c in standing.stable for standing in every)),
        tuple(
            c
            for c in concepts
            if all(c in standing.stable or c in standing.open for standing in every)
            and any(c in standing.open for standing in every)
        ),
        together(standing.stuck for standing in every),
    )


def alike(named: Named) -> Hashable:
    """The same for conflicts in which the same moves lead to states in the same order for everybody, and nothing else.

    Of slices of one case: their verdicts and certificates are the same, move by move.
    """
    import numpy as np

    if not named.counted or named.explicit:
        return id(named)
    model: Any = named.model
    free = tuple((one.id, one.by, one.values, one.changes) for one in named.choices if one.given is None)
    orders = tuple(
        None if payoff is None else np.unique(payoff, return_inverse=True)[1].astype(np.int32).tobytes()
        for payoff in model.payoffs
    )
    feasible = None if model.feasible is None else model.feasible.tobytes()
    unknown = tuple((party, tuple(pairs)) for party, pairs in named.unknown.items())
    return named.parties, free, model.sizes, orders, feasible, unknown, named.unjudged


def kinds(some: Iterable[Row]) -> dict[str, int]:
    """How many stand in which way for everybody."""
    found = dict.fromkeys((ITSELF, IDLE, DETERRED, MIXED, DEPENDS, FALLS), 0)
    for one in some:
        found[one.stands()] += 1
    return found
