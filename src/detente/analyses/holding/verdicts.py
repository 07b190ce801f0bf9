"""Verdicts on the states of a conflict, each with its certificate, and their documented JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from detente.errors import TooLargeError
from detente.space.conflicts import Named

if TYPE_CHECKING:
    from detente.engines.stability.certifying import Certificate
    from detente.engines.stability.model import Stability

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")
"""In the order of the definitions."""

METHOD = "graph model for conflict resolution, legal sequences of n parties (Fang, Hipel and Kilgour 1993)"
_CHUNK = 1 << 16
MOST_FOLLOWED = 20_000
"""Steps of others that are followed for one certificate, when all are replayed."""


@dataclass(frozen=True)
class Verified:
    """How many certificates were replayed, of how many; `wrong` says which do not show what they say.

    `whole` verdicts have none of their own, but one that all states share, for each concept and party, and that was
    checked instead. `untried` were left where time was up; `unmade` are too long to be followed; what `depends` on
    preferences that are unknown has no certificate.
    """

    replayed: int
    untried: int
    unmade: int
    wrong: tuple[str, ...] = ()
    depends: int = 0
    whole: int = 0

    def to_json(self) -> dict[str, Any]:
        """As the reference documents it."""
        return {
            "replayed": self.replayed,
            "whole": self.whole,
            "untried": self.untried,
            "unmade": self.unmade,
            "depends": self.depends,
            "wrong": list(self.wrong),
        }


@dataclass(frozen=True, eq=False)
class Holding:
    """Verdicts over all states of a conflict. `asked` are the states that were asked about, ascending; None: all.

    `mixed` gives each party a concept of its own, where that was asked for too. `undecided` are concepts that were
    asked for and could not be decided, and why; `concepts` are the others.
    """

    conflict: Named
    concepts: tuple[str, ...]
    stability: Stability
    asked: tuple[int, ...] | None = None
    verified: Verified | None = None
    mixed: Mapping[str, str] = field(default_factory=dict)
    undecided: Mapping[str, str] = field(default_factory=dict)

    @property
    def states(self) -> Sequence[int]:
        """The states that the answer is about, ascending."""
        return range(self.conflict.states) if self.asked is None else self.asked

    def holds(self, concept: str, party: str, state: int) -> bool:
        """Whether a state is stable for a party under a concept."""
        number = self.conflict.parties.index(party)
        return bool(self.stability.bits[concept, number][state >> 3] >> (7 - (state & 7)) & 1)

    @property
    def method(self) -> str:
        """How it was worked out."""
        return METHOD

    @property
    def sure(self) -> bool:
        """Whether every verdict is stable or not, and none depends on a preference that is unknown."""
        return True

    def word(self, concept: str, party: str, state: int) -> str:
        """A verdict: `stable`, `not stable`, or, on preferences that are unknown, `depends`."""
        return "stable" if self.holds(concept, party, state) else "not stable"

    def signs(self, concept: str, party: str) -> str:
        """The verdicts on the states of the answer as signs, for a table: 1, 0, or ? where one depends."""
        return self.bits(concept, party)

    def bits(self, concept: str, party: str) -> str:
        """The verdicts on the states of the answer as digits, in their order; 1 is certain."""
        text = self.stability.text(concept, self.conflict.parties.index(party))
        return text if self.asked is None else "".join(text[state] for state in self.asked)

    def keys(self) -> Iterator[str | int]:
        """What the states of the answer are called, in order."""
        return self._keys(self.states)

    def equilibria(self, concept: str) -> list[int]:
        """The states of the answer that are stable for every modelled party."""
        return self.under_each(dict.fromkeys(self.conflict.parties, concept))

    def under_each(self, concepts: Mapping[str, str]) -> list[int]:
        """The states of the answer that are stable for every modelled party under that party's concept."""
        if self.asked is not None:
            return [s for s in self.asked if all(self.holds(concepts[p], p, s) for p in self.conflict.parties)]
        found = self.stability.mixed({n: concepts[party] for n, party in enumerate(self.conflict.parties)})
        return [*found.tolist()]

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

    def doubt(self, concept: str, party: str, state: int) -> dict[str, Any]:
        """What a verdict that depends turns on, as the reference documents it."""
        raise NotImplementedError

    def _reason(self, state: int, party: str, concept: str) -> dict[str, Any]:
        key, parties = self.conflict.key, self.conflict.parties
        word = self.word(concept, party, state)
        found = {"state": key(state), "party": party, "concept": concept}
        if word == "depends":
            return found | {"stable": None, **self.doubt(concept, party, state)}
        found["stable"] = word == "stable"
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
        """As the reference documents it."""
        return {key: list(one) if isinstance(one, Iterator) else one for key, one in self.document().items()}

    def document(self) -> dict[str, Any]:
        """The same, piece by piece for answers that need not fit into memory: lists that can be long are iterators."""
        named = self.conflict
        return {
            "title": named.title,
            "description": named.description,
            "source": named.source,
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
            "undecided": dict(self.undecided),
            "method": self.method,
            "notes": list(named.notes),
            "verified": None if self.verified is None else self.verified.to_json(),
            "stable": {one: {party: self.bits(one, party) for party in named.parties} for one in self.concepts},
            "equilibria": {one: list(self._keys(self.equilibria(one))) for one in self.concepts},
            **self._more(),
            "states": self._keys(self.states),
        } | ({} if self.asked is None else {"why": self.reasons()})

    def _more(self) -> dict[str, Any]:
        """What only some answers have."""
        if not self.mixed:
            return {}
        return {"mixed": {"concepts": dict(self.mixed), "equilibria": list(self._keys(self.under_each(self.mixed)))}}

    def _keys(self, states: Sequence[int]) -> Iterator[str | int]:
        """What the answers call these states."""
        named = self.conflict
        if isinstance(states, range):
            yield from named.keys()
        elif named.explicit or not named.counted or len(states) < _CHUNK:
            yield from map(named.key, states)
        else:
            yield from named.codes()[list(states)].tolist()


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

    def why(self, concept: str, party: str, state: Any, most: int = MOST_FOLLOWED) -> Certificate[Any]:
        """What a verdict rests on."""
        del most
        return self.certificates[concept, party, state]
