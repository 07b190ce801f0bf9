"""Would it hold against several parties together: which coalitions would leave a state, by which moves, and what then.

Method: coalition Nash, GMR, SMR and SEQ (Kilgour, Hipel, Fang and Peng 2001; Inohara and Hipel 2008), definitions in
docs/explanation/stability.md, section 4.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.errors import TooLargeError
from detente.space.conflicts import Named, require_known
from detente.space.patience import Progress, Stop, patient, quiet

if TYPE_CHECKING:
    from detente.engines.stability.coalitions import Coalitions, Jump

CONCEPTS = ("cnash", "cgmr", "csmr", "cseq", "cseq_coalitions")
ALONE = {"cnash": "nash", "cgmr": "gmr", "csmr": "smr", "cseq": "seq", "cseq_coalitions": "seq"}
"""Under what a state has to be an equilibrium of parties by themselves, beside."""
JUMPING = ("nash", "gmr", "smr", "seq", "sseq")
"""Under what both ends of a jump may be equilibria of parties by themselves."""
METHOD = "coalition stability (Kilgour, Hipel, Fang and Peng 2001; Inohara and Hipel 2008)"
MOST_STATES = 1 << 11
"""States that are asked about at once at most."""
MOST_COALITIONS = 1 << 10
MOST_FOLLOWED = 20_000
"""States and last movers that one question may meet."""
MOST_JUMPING = 1 << 8
"""Equilibria between which jumps are looked for at most."""

Members = tuple[int, ...]
Steps = tuple[tuple[int, Any], ...]


@dataclass(frozen=True)
class Answer:
    """How others deter a coalition under a concept: where they go from its improvement, and by which own moves.

    `steps` None: by improvements of coalitions among them.
    """

    concept: str
    to: Any
    steps: Steps | None


@dataclass(frozen=True)
class Way:
    """A coalition's improvement: the joint moves to it, the concepts under which nothing deters it, and the answers."""

    to: Any
    steps: Steps
    undeterred: tuple[str, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Leaving:
    """A state that a coalition could leave so that every member gains; `improvements` says to how many states.

    `ways` has for each concept under which it would leave the nearest improvement that nothing deters; where all are
    deterred under all concepts, the nearest of all.
    """

    state: Any
    members: Members
    improvements: int
    ways: tuple[Way, ...]


@dataclass(frozen=True, eq=False)
class Together:
    """Verdicts on states against coalitions of two or more.

    `signs` has for each concept and coalition a sign for each of `states`: 1 stable, 0 not, ? too much would have to be
    followed, or time was up. `alone` are the states that are equilibria of parties by themselves, by their concepts.
    `leaving` is about those of `explained`. `jumps` are between equilibria under one of the concepts of parties, by
    coalitions of which no fewer members reach the end; None: they were not looked for, since there are too many or time
    was up.
    """

    conflict: Named
    states: Sequence[Any]
    coalitions: tuple[Members, ...]
    signs: Mapping[tuple[str, Members], str]
    alone: Mapping[str, frozenset[Any]]
    explained: Sequence[Any]
    leaving: tuple[Leaving, ...]
    jumps: tuple[tuple[Jump[Any], tuple[str, ...]], ...] | None

    def names(self, members: Members) -> list[str]:
        """The members of a coalition by name."""
        return [self.conflict.parties[one] for one in members]

    def equilibria(self, concept: str) -> list[Any]:
        """The states that are stable for every party by itself and for every coalition."""
        return self._with(concept, "1")

    def undecided(self, concept: str) -> list[Any]:
        """The states that no party and no coalition is known to leave, where not all could be followed."""
        return [state for state in self._with(concept, "1?") if state not in set(self.equilibria(concept))]

    def _with(self, concept: str, good: str) -> list[Any]:
        rows = [self.signs[concept, members] for members in self.coalitions]
        return [
            state
            for place, state in enumerate(self.states)
            if state in self.alone[ALONE[concept]] and all(row[place] in good for row in rows)
        ]

    @property
    def open(self) -> int:
        """How many verdicts could not be given."""
        return sum(row.count("?") for row in self.signs.values())

    def to_json(self) -> dict[str, Any]:
        """As the reference documents it."""
        key = self.conflict.key
        return {
            "method": METHOD,
            "states": [key(state) for state in self.states],
            "stable": [
                {"members": self.names(members), **{concept: self.signs[concept, members] for concept in CONCEPTS}}
                for members in self.coalitions
            ],
            "equilibria": {concept: [key(state) for state in self.equilibria(concept)] for concept in CONCEPTS},
            "undecided": {concept: [key(state) for state in self.undecided(concept)] for concept in CONCEPTS},
            "explained": [key(state) for state in self.explained],
            "leaving": [self._leaving(one) for one in self.leaving],
            "jumps": None if self.jumps is None else [self._jump(jump, concepts) for jump, concepts in self.jumps],
        }

    def _steps(self, steps: Steps) -> list[dict[str, Any]]:
        return [{"party": self.conflict.parties[mover], "to": self.conflict.key(to)} for mover, to in steps]

    def _leaving(self, one: Leaving) -> dict[str, Any]:
        key = self.conflict.key
        return {
            "state": key(one.state),
            "members": self.names(one.members),
            "improvements": one.improvements,
            "ways": [
                {
                    "to": key(way.to),
                    "steps": self._steps(way.steps),
                    "undeterred": list(way.undeterred),
                    "answers": [
                        {
                            "concept": answer.concept,
                            "to": key(answer.to),
                            "steps": None if answer.steps is None else self._steps(answer.steps),
                        }
                        for answer in way.answers
                    ],
                }
                for way in one.ways
            ],
        }

    def _jump(self, jump: Jump[Any], concepts: tuple[str, ...]) -> dict[str, Any]:
        key = self.conflict.key
        return {
            "members": self.names(jump.members),
            "from": key(jump.start),
            "to": key(jump.end),
            "concepts": list(concepts),
            "steps": self._steps(jump.steps),
        }


def together(
    named: Named,
    states: Iterable[Any] | None = None,
    most: int | None = None,
    progress: Progress = quiet,
    stop: Stop = patient,
) -> Together:
    """Which coalitions of two or more would leave which of these states, and which equilibria stay so against all?

    `states` None: all of them. Coalitions have at most `most` members (None: any number). Where states are given, every
    coalition that could leave one is told with its moves; else those that could leave an equilibrium. Raises
    UnknownPreferenceError where a preference is unknown, TooLargeError where there are too many states or coalitions.
    """
    from detente.engines.stability.coalitions import Coalitions

    require_known(named, "coalitions are followed by what their members certainly prefer")
    asked = _asked(named, states)
    coalitions: Coalitions[Any] = Coalitions(named.model, MOST_FOLLOWED)
    parties = len(named.parties)
    if 1 << parties > MOST_COALITIONS and most is None:
        raise TooLargeError(f"{parties} parties can form {(1 << parties) - parties - 1:,} coalitions: too many to ask")
    every = tuple(coalitions.every(2, most))
    signs, alone = _signs(coalitions, every, asked, progress, stop), _alone(named, asked)
    explained = asked if states is not None else [s for s in asked if any(s in one for one in alone.values())]
    return Together(
        named,
        asked,
        every,
        signs,
        alone,
        explained,
        tuple(_explained(coalitions, every, explained, stop)),
        _jumps(coalitions, alone, None if states is None else asked, most, stop) if named.counted else None,
    )


def _asked(named: Named, states: Iterable[Any] | None) -> Sequence[Any]:
    if states is not None:
        return sorted(set(states), key=named.code) if not named.counted else sorted(set(states))
    if not named.counted or named.states > MOST_STATES:
        raise TooLargeError(
            f"Coalitions are followed state by state, for at most {MOST_STATES:,} states at once, and there are "
            f"{named.states if named.counted else named.total:,}. Ask about single states with --state."
        )
    return range(named.states)


def _signs(
    coalitions: Coalitions[Any], every: Sequence[Members], asked: Sequence[Any], progress: Progress, stop: Stop
) -> dict[tuple[str, Members], str]:
    found: dict[tuple[str, Members], list[str]] = {(concept, one): [] for concept in CONCEPTS for one in every}
    total = len(asked) * len(every)
    for place, state in enumerate(asked):
        for number, members in enumerate(every):
            late = stop()
            progress("following coalitions", place * len(every) + number, total)
            for concept in CONCEPTS:
                found[concept, members].append("?" if late else _sign(coalitions, concept, members, state))
    return {key: "".join(row) for key, row in found.items()}


def _sign(coalitions: Coalitions[Any], concept: str, members: Members, state: Any) -> str:
    try:
        return str(int(coalitions.holds(concept, members, state)))
    except TooLargeError:
        return "?"


def _alone(named: Named, asked: Sequence[Any]) -> dict[str, frozenset[Any]]:
    """The states that are equilibria of parties by themselves; of a conflict that is enumerated, of all its states."""
    from detente.engines.stability.certifying import certify
    from detente.engines.stability.deciding import stable

    if named.counted:
        found = stable(named.model, JUMPING)
        return {concept: frozenset(found.equilibria(concept).tolist()) for concept in JUMPING}
    parties = range(len(named.parties))
    return {
        concept: frozenset(
            state
            for state in asked
            if all(certify(named.model, concept, party, state, MOST_FOLLOWED).stable for party in parties)
        )
        for concept in dict.fromkeys(ALONE.values())
    }


def _explained(
    coalitions: Coalitions[Any], every: Sequence[Members], explained: Sequence[Any], stop: Stop
) -> Iterator[Leaving]:
    for state in explained:
        for members in every:
            if stop():
                return
            try:
                improvements = coalitions.improvements(members, state)
                if improvements:
                    ways = tuple(_ways(coalitions, members, state, improvements[0]))
                    yield Leaving(state, members, len(improvements), ways)
            except TooLargeError:
                continue  # its signs say so


def _ways(coalitions: Coalitions[Any], members: Members, state: Any, nearest: Any) -> Iterator[Way]:
    chosen: dict[Any, None] = {}
    for concept in CONCEPTS:
        found = coalitions.undeterred(concept, members, state)
        if found is not None and concept != "cnash":
            chosen[found] = None
    others = tuple(party for party in coalitions.world.modelled if party not in members)
    for to in chosen or {nearest: None}:
        undeterred, answers = [], []
        for concept in CONCEPTS[1:]:
            answer = coalitions.answer(concept, members, state, to)
            if answer is None:
                undeterred.append(concept)
                continue
            own = concept != "cseq_coalitions"
            steps = coalitions.steps(others, to, answer, improving=concept == "cseq") if own else None
            answers.append(Answer(concept, answer, steps))
        yield Way(to, coalitions.steps(members, state, to), tuple(undeterred), tuple(answers))


def _jumps(
    coalitions: Coalitions[Any],
    alone: Mapping[str, frozenset[Any]],
    starts: Sequence[Any] | None,
    most: int | None,
    stop: Stop,
) -> tuple[tuple[Jump[Any], tuple[str, ...]], ...] | None:
    """Jumps between equilibria under one of the concepts of parties, each with those under which both are."""
    if stop():
        return None
    every = sorted(set().union(*alone.values()))
    begun = every if starts is None else [state for state in starts if state in set(every)]
    if len(every) > MOST_JUMPING:
        return None
    found = []
    for start in begun:
        if stop():
            return None
        try:
            jumps = coalitions.jumps(every, (start,), most)
        except TooLargeError:
            return None
        for jump in jumps:
            concepts = tuple(one for one, held in alone.items() if jump.start in held and jump.end in held)
            if concepts:
                found.append((jump, concepts))
    return tuple(found)
