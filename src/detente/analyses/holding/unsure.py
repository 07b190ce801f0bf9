"""Verdicts where preference is in part unknown: what is certain, what depends, and the four published readings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from detente.analyses.holding.verdicts import METHOD, MOST_FOLLOWED, Holding

if TYPE_CHECKING:
    from detente.engines.stability.certifying import Certificate
    from detente.engines.stability.unknown import Unsure, Verdicts

READINGS = ("a", "b", "c", "d")


@dataclass(frozen=True, eq=False)
class UnsureHolding(Holding):
    """Verdicts of three kinds: stable however the unknown is settled, not stable however it is, and what depends on it.

    `holds`, `bits` and `equilibria` are what is certain; `possible` what is not certainly otherwise. `verdicts` are
    those of each concept and party, in the order of the states of the answer; `engine` worked them out.
    """

    verdicts: Mapping[tuple[str, str], Sequence[Verdicts]] = field(default_factory=dict)
    engine: Unsure = field(kw_only=True)

    @property
    def method(self) -> str:
        """How it was worked out."""
        return f"{METHOD}; unknown preference by four readings (Li, Hipel, Kilgour and Chen 2004) and an interval"

    @property
    def sure(self) -> bool:
        """Whether nothing depends: no."""
        return False

    @cached_property
    def _place(self) -> dict[Any, int]:
        return {state: place for place, state in enumerate(self.states)}

    def on(self, concept: str, party: str, state: Any) -> Verdicts:
        """What is certain of one state, and what the four readings say."""
        return self.verdicts[concept, party][self._place[state]]

    def word(self, concept: str, party: str, state: Any) -> str:
        """`stable`, `not stable`, or `depends`."""
        return self.on(concept, party, state).word

    def signs(self, concept: str, party: str) -> str:
        """1, 0, and ? where a verdict depends."""
        return "".join("1" if one.certain else "?" if one.d else "0" for one in self.verdicts[concept, party])

    def holds(self, concept: str, party: str, state: Any) -> bool:
        """Whether a state is stable for a party however the unknown is settled."""
        return self.on(concept, party, state).certain

    def bits(self, concept: str, party: str) -> str:
        """What is certainly stable, as digits."""
        return "".join(str(int(one.certain)) for one in self.verdicts[concept, party])

    def possible(self, concept: str, party: str) -> str:
        """What is not certainly unstable, as digits."""
        return self.reading("d", concept, party)

    def reading(self, reading: str, concept: str, party: str) -> str:
        """What is stable under one of the four readings, as digits."""
        return "".join(str(int(getattr(one, reading))) for one in self.verdicts[concept, party])

    def under_each(self, concepts: Mapping[str, str]) -> list[Any]:
        """The states that are certainly stable for every modelled party under that party's concept."""
        return self._all(concepts, "certain")

    def possible_under_each(self, concepts: Mapping[str, str]) -> list[Any]:
        """The states that are certainly unstable for no modelled party under that party's concept."""
        return self._all(concepts, "d")

    def possible_equilibria(self, concept: str) -> list[Any]:
        """The states that are certainly unstable for nobody."""
        return self.possible_under_each(dict.fromkeys(self.conflict.parties, concept))

    def maybe(self, state: Any) -> tuple[str, ...]:
        """The concepts under which a state may be an equilibrium, and it is not certain."""
        parties = self.conflict.parties
        words = {one: {self.word(one, party, state) for party in parties} for one in self.concepts}
        return tuple(one for one, found in words.items() if "not stable" not in found and "depends" in found)

    def _all(self, concepts: Mapping[str, str], kind: str) -> list[Any]:
        rows = [self.verdicts[concepts[party], party] for party in self.conflict.parties]
        return [state for place, state in enumerate(self.states) if all(getattr(row[place], kind) for row in rows)]

    def why(self, concept: str, party: str, state: Any, most: int = MOST_FOLLOWED) -> Certificate[Any]:
        """What a verdict rests on that is certain. Raises ValueError where it depends."""
        del most
        return self.engine.certificate(concept, self.conflict.parties.index(party), state)

    def turns_on(self, concept: str, party: str, state: Any) -> list[tuple[Any, Any]]:
        """Where a verdict depends: pairs of which it is unknown which one the party prefers; none: it is on others'."""
        return self.engine.turns_on(concept, self.conflict.parties.index(party), state)

    def doubt(self, concept: str, party: str, state: Any) -> dict[str, Any]:
        """What a verdict that depends turns on, as the reference documents it."""
        found, key = self.on(concept, party, state), self.conflict.key
        return {
            "readings": {one: bool(getattr(found, one)) for one in READINGS},
            "unknown": [[key(one), key(other)] for one, other in self.turns_on(concept, party, state)],
        }

    def _more(self) -> dict[str, Any]:
        named = self.conflict
        of = {
            one: {concept: {p: self.reading(one, concept, p) for p in named.parties} for concept in self.concepts}
            for one in READINGS
        }
        found = super()._more()
        if self.mixed:
            found["mixed"]["possible_equilibria"] = list(self._keys(self.possible_under_each(self.mixed)))
        return {
            "unknown": {
                party: None if party in named.unjudged else len(named.unknown.get(party, ())) for party in named.parties
            },
            "possible": of["d"],
            "readings": of,
            "possible_equilibria": {
                concept: list(self._keys(self.possible_equilibria(concept))) for concept in self.concepts
            },
            **found,
        }
