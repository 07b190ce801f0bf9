"""Would it hold: for whom each state of a conflict is stable, under which concept, and which are equilibria.

Method: the graph model for conflict resolution (Fang, Hipel and Kilgour 1993), definitions in
docs/explanation/stability.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from math import gcd, prod
from typing import TYPE_CHECKING, Any

from detente.errors import DetenteError, TooLargeError, UnknownNameError
from detente.space.conflicts import Named
from detente.space.openconflicts import OpenNamed
from detente.space.patience import Progress, Stop, patient, quiet

if TYPE_CHECKING:
    from detente.engines.stability.certifying import Certificate
    from detente.engines.stability.model import Stability

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")
"""In the order of the definitions."""

METHOD = "graph model for conflict resolution, legal sequences of n parties (Fang, Hipel and Kilgour 1993)"
_CHUNK = 1 << 16
_CHUNK_OF_CELLS = 64
MOST_MOVES = 1 << 10
"""Moves of one party from one state above which a conflict that is not enumerated is refused."""
MOST_LOOKED_AT = 200_000
"""Moves that are looked at for one verdict of such a conflict, about."""
MOST_FOLLOWED = 20_000
"""Steps of others that are followed for one certificate, when all are replayed."""


class UnknownPreferenceError(DetenteError):
    """Verdicts were asked where preference is unknown and no reading of the unknown was chosen."""


@dataclass(frozen=True)
class Verified:
    """How many certificates were replayed, of how many; `wrong` says which do not show what they say.

    `untried` were left where time was up; `unmade` are too long to be followed.
    """

    replayed: int
    untried: int
    unmade: int
    wrong: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As the reference documents it."""
        return {
            "replayed": self.replayed,
            "untried": self.untried,
            "unmade": self.unmade,
            "wrong": list(self.wrong),
        }


@dataclass(frozen=True, eq=False)
class Holding:
    """Verdicts over all states of a conflict. `asked` are the states that were asked about, ascending; None: all."""

    conflict: Named
    concepts: tuple[str, ...]
    stability: Stability
    asked: tuple[int, ...] | None = None
    verified: Verified | None = None

    @property
    def states(self) -> Sequence[int]:
        """The states that the answer is about, ascending."""
        return range(self.conflict.states) if self.asked is None else self.asked

    def holds(self, concept: str, party: str, state: int) -> bool:
        """Whether a state is stable for a party under a concept."""
        number = self.conflict.parties.index(party)
        return bool(self.stability.bits[concept, number][state >> 3] >> (7 - (state & 7)) & 1)

    def bits(self, concept: str, party: str) -> str:
        """The verdicts on the states of the answer as digits, in their order."""
        text = self.stability.text(concept, self.conflict.parties.index(party))
        return text if self.asked is None else "".join(text[state] for state in self.asked)

    def keys(self) -> Iterator[str | int]:
        """What the states of the answer are called, in order."""
        return self._keys(self.states)

    def equilibria(self, concept: str) -> list[int]:
        """The states of the answer that are stable for every modelled party."""
        found = self.stability.equilibria(concept).tolist()
        return found if self.asked is None else sorted(set(found) & set(self.asked))

    def equilibrium(self, state: int) -> tuple[str, ...]:
        """The concepts under which a state is an equilibrium."""
        return tuple(one for one in self.concepts if all(self.holds(one, p, state) for p in self.conflict.parties))

    def under(self, party: str, state: int) -> tuple[str, ...]:
        """The concepts under which a state is stable for a party."""
        return tuple(concept for concept in self.concepts if self.holds(concept, party, state))

    def why(self, concept: str, party: str, state: int, most: int = MOST_FOLLOWED) -> Certificate[int]:
        """What a verdict rests on, move by move. Raises TooLargeError where others have more than `most` steps."""
        from detente.engines.stability.certifying import certify

        return certify(self.conflict.model, concept, self.conflict.parties.index(party), state, most)

    def reasons(self) -> Iterator[dict[str, Any]]:
        """The certificates of all verdicts of the answer, as the reference documents them."""
        cells = (
            (state, party, concept)
            for state in self.states
            for party in self.conflict.parties
            for concept in self.concepts
        )
        for state, party, concept in cells:
            yield self._reason(state, party, concept)

    def _reason(self, state: int, party: str, concept: str) -> dict[str, Any]:
        key, parties = self.conflict.key, self.conflict.parties
        found = {"state": key(state), "party": party, "concept": concept, "stable": self.holds(concept, party, state)}
        try:
            told = self.why(concept, party, state)
        except TooLargeError as error:
            return found | {"unmade": str(error)}
        if told.stable:
            deterred = [
                {
                    "improvement": key(one.improvement),
                    "steps": [{"party": parties[mover], "to": key(to)} for mover, to in one.steps],
                }
                for one in told.deterred
            ]
            return found | {"deterred": deterred}
        return found | {
            "improvement": None if told.improvement is None else key(told.improvement),
            "answers": [key(one) for one in told.answers],
            "escapes": [{"answer": key(one), "to": key(to)} for one, to in told.escapes],
        }

    def to_json(self) -> dict[str, Any]:
        """As the reference documents it. Lists that can be long are iterators."""
        named = self.conflict
        return {
            "title": named.title,
            "form": "graph" if named.explicit else "options",
            "parties": list(named.parties),
            "unmodelled": list(named.unmodelled),
            "options": [
                {
                    "id": choice.id,
                    "title": choice.title,
                    "values": list(choice.values),
                    "by": choice.by,
                    "moves": choice.direction,
                    "given": choice.given,
                }
                for choice in named.choices
            ],
            "names": {name: named.key(state) for name, state in named.aliases.items()},
            "feasible": named.states if named.counted else None,
            "concepts": list(self.concepts),
            "method": METHOD,
            "notes": list(named.notes),
            "verified": None if self.verified is None else self.verified.to_json(),
            "stable": {one: {party: self.bits(one, party) for party in named.parties} for one in self.concepts},
            "equilibria": {one: list(self._keys(self.equilibria(one))) for one in self.concepts},
            "states": self._keys(self.states),
        } | ({} if self.asked is None else {"why": self.reasons()})

    def _keys(self, states: Sequence[int]) -> Iterator[str | int]:
        """What the answers call these states."""
        named = self.conflict
        if isinstance(states, range):
            yield from named.keys()
        elif named.explicit or not named.counted or len(states) < _CHUNK:
            yield from map(named.key, states)
        else:
            yield from named.codes()[list(states)].tolist()


def hold(
    conflict: Named,
    concepts: Iterable[str] = CONCEPTS,
    states: Iterable[int] | None = None,
) -> Holding:
    """For whom is which state stable, under each of these concepts?

    `states` None: all; else the answer is about these. Every party's payoffs must be known throughout. A party that
    controls nothing has no verdict. Raises UnknownNameError for an unknown concept, UnknownPreferenceError where a
    preference is unknown, TooLargeError where the conflict does not fit.
    """
    from detente.engines.stability.deciding import stable

    chosen = _chosen(concepts)
    if conflict.unknown:
        party, pairs = next(iter(conflict.unknown.items()))
        names = " and ".join(conflict.short(state) for state in pairs[0])
        raise UnknownPreferenceError(
            f"What {party} prefers between {names} is unknown, and {len(pairs) - 1:,} more such pairs; no "
            "single verdict follows."
        )
    try:
        found = stable(conflict.model, chosen)
    except MemoryError:
        raise TooLargeError(
            f"{conflict.states:,} states do not fit into this machine's memory; fix options with --given option=value"
        ) from None
    return Holding(conflict, chosen, found, None if states is None else tuple(sorted(set(states))))


@dataclass(frozen=True, eq=False)
class OpenHolding(Holding):
    """Verdicts on single states of a conflict that is too large to be decided as a whole, each by its certificate."""

    certificates: Mapping[tuple[str, str, Any], Certificate[Any]] = field(default_factory=dict)

    def holds(self, concept: str, party: str, state: Any) -> bool:
        """Whether a state is stable for a party under a concept."""
        return self.certificates[concept, party, state].stable

    def bits(self, concept: str, party: str) -> str:
        """The verdicts on the states of the answer as digits, in their order."""
        return "".join(str(int(self.holds(concept, party, state))) for state in self.states)

    def equilibria(self, concept: str) -> list[Any]:
        """The states of the answer that are stable for every modelled party."""
        return [s for s in self.states if all(self.holds(concept, party, s) for party in self.conflict.parties)]

    def why(self, concept: str, party: str, state: Any, most: int = MOST_FOLLOWED) -> Certificate[Any]:
        """What a verdict rests on."""
        del most
        return self.certificates[concept, party, state]


def hold_open(conflict: OpenNamed, concepts: Iterable[str], states: Iterable[Any]) -> OpenHolding:
    """For whom is each of these states stable, where all states are too many to be enumerated?

    Each verdict is found by a search from the state. Raises TooLargeError where that would go too far.
    """
    from detente.engines.stability.certifying import certify
    from detente.engines.stability.model import Stability

    chosen = _chosen(concepts)
    moves = 0
    for party, name in enumerate(conflict.parties):
        owned = [size for size, by in zip(conflict.model.sizes, conflict.model.controllers, strict=True) if by == party]
        moves += prod(owned)
        if prod(owned) > MOST_MOVES:
            raise TooLargeError(
                f"{name} can choose among more than {MOST_MOVES:,} combinations at once; fix some of its options with "
                "--given option=value"
            )
    asked = tuple(sorted(set(states), key=conflict.code))
    found = {}
    for state, (party, name), concept in product(asked, enumerate(conflict.parties), chosen):
        try:
            found[concept, name, state] = certify(conflict.model, concept, party, state, MOST_LOOKED_AT // moves)
        except TooLargeError as error:
            raise TooLargeError(
                f"Whether {name} would be deterred from moving ({concept}) takes too many answers to follow: fix some "
                "options with --given option=value, or ask for --concepts nash"
            ) from error
    nothing = Stability(0, tuple(range(len(conflict.parties))), chosen, {})
    return OpenHolding(conflict, chosen, nothing, asked, None, found)


def _chosen(concepts: Iterable[str]) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(concepts))
    for concept in chosen:
        if concept not in CONCEPTS:
            raise UnknownNameError("concept", concept, CONCEPTS, CONCEPTS)
    return chosen


def verify(holding: Holding, progress: Progress = quiet, stop: Stop = patient) -> Holding:
    """The same answer with its certificates replayed by a checker that shares no code with the engine.

    Every verdict of the answer has a certificate; it has to say what the verdict says, and to hold move by move. They
    are taken in an order that is spread over all states, so that what `stop` cuts off is a fair part.
    """
    from detente.engines.stability.replaying import OpenWorld, World, replay

    named = holding.conflict
    world = World(named.model) if named.counted else OpenWorld(named.model)
    cells = [(party, concept) for party in named.parties for concept in holding.concepts]
    total = len(holding.states) * len(cells)
    replayed = unmade = 0
    wrong = []
    for number, place in enumerate(_spread(total)):
        if stop():
            break
        if number % _CHUNK_OF_CELLS == 0:
            progress("replaying certificates", number, total)
        state, (party, concept) = holding.states[place // len(cells)], cells[place % len(cells)]
        try:
            told = holding.why(concept, party, state, MOST_FOLLOWED)
        except TooLargeError:
            unmade += 1
            continue
        problem = "" if told.stable == holding.holds(concept, party, state) else "the engine says the opposite"
        problem = problem or replay(world, told)
        replayed += 1
        if problem:
            wrong.append(f"{concept} of {party} at {named.key(state)}: {problem}")
    return replace(holding, verified=Verified(replayed, total - replayed - unmade, unmade, tuple(wrong)))


def _spread(size: int) -> Iterator[int]:
    """The numbers below a size, each once, in steps of about 0.6 of it."""
    step = next(one for one in range(max(1, int(size * 0.618)), 2 * size + 2) if gcd(one, size) == 1)
    return (place * step % size for place in range(size))
