"""Would it hold: for whom each state of a conflict is stable, under which concept, and which are equilibria.

Method: the graph model for conflict resolution (Fang, Hipel and Kilgour 1993), definitions in
docs/explanation/stability.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.errors import DetenteError, TooLargeError, UnknownNameError
from detente.space.conflicts import Named
from detente.space.patience import Progress, Stop, patient, quiet

if TYPE_CHECKING:
    from detente.engines.stability.model import Stability

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")
"""In the order of the definitions."""

METHOD = "graph model for conflict resolution, legal sequences of n parties (Fang, Hipel and Kilgour 1993)"
_CHUNK = 1 << 16


class UnknownPreferenceError(DetenteError):
    """Verdicts were asked where preference is unknown and no reading of the unknown was chosen."""


@dataclass(frozen=True, eq=False)
class Holding:
    """Verdicts over all states of a conflict. `asked` are the states that were asked about, ascending; None: all."""

    conflict: Named
    concepts: tuple[str, ...]
    stability: Stability
    asked: tuple[int, ...] | None = None

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
            "feasible": named.states,
            "concepts": list(self.concepts),
            "method": METHOD,
            "notes": list(named.notes),
            "stable": {one: {party: self.bits(one, party) for party in named.parties} for one in self.concepts},
            "equilibria": {one: list(self._keys(self.equilibria(one))) for one in self.concepts},
            "states": self._keys(self.states),
        }

    def _keys(self, states: Sequence[int]) -> Iterator[str | int]:
        """What the answers call these states."""
        named = self.conflict
        if isinstance(states, range):
            yield from named.keys()
        elif named.explicit or len(states) < _CHUNK:
            yield from map(named.key, states)
        else:
            yield from named.codes()[list(states)].tolist()


def hold(
    conflict: Named,
    concepts: Iterable[str] = CONCEPTS,
    states: Iterable[int] | None = None,
    *,
    progress: Progress = quiet,
    stop: Stop = patient,
) -> Holding:
    """For whom is which state stable, under each of these concepts?

    `states` None: all; else the answer is about these. Every party's payoffs must be known throughout. A party that
    controls nothing has no verdict. Raises UnknownNameError for an unknown concept, UnknownPreferenceError where a
    preference is unknown, TooLargeError where the conflict does not fit.
    """
    from detente.engines.stability.deciding import stable

    del progress, stop
    chosen = tuple(dict.fromkeys(concepts))
    for concept in chosen:
        if concept not in CONCEPTS:
            raise UnknownNameError("concept", concept, CONCEPTS, CONCEPTS)
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
