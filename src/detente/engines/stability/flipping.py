"""Which single preference between two states, turned, breaks an equilibrium, or makes one.

To turn a pair: one party, which today prefers *b* to *a* or does not care, now prefers *a* to *b*; all that it and the
others think of other pairs is left as it is, transitive or not. Where the turned relation is a ranking again (neither
state ties with a third one, and nothing lies between them), the two are adjacent: that turn a person can really make
without changing its mind about anything else. Others name how few changes would do, not what somebody could think.

Only what a certificate uses can break it. A stable state is certified for a party by a legal sequence for each
improvement, which stands after a turn unless the turn makes a new improvement, or the end of a sequence better for the
party than the state, or an escape from there, or (SEQ, SSEQ) takes a mover's gain from one of its steps. What can make
an unstable state stable is as little: its certificate names one improvement that nothing deters, and it has to cease
to be one, or an answer to it or an escape has to become no better than the state, or some other party has to gain from
a move that it has at one of the answers. Each of these turns is then decided anew by the definition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from detente.engines.stability.certifying import Certificate, certify
from detente.engines.stability.model import Conflict, Graph
from detente.engines.stability.perturbing import places
from detente.engines.stability.worlds import MOST, Sequences, targets
from detente.errors import TooLargeError

_SANCTIONED = ("gmr", "smr", "seq", "sseq")
_CREDIBLE = ("seq", "sseq")
_INESCAPABLE = ("smr", "sseq")
Pair = tuple[int, int, int]
"""(party, the state that it now prefers, to which one)."""
_Touched = dict[Pair, dict[int, dict[int, None]]]
"""For each turn, for whom which improvements have to be decided anew."""


@dataclass(frozen=True)
class Turn:
    """One pair turned: `party` now prefers `better` to `worse`, and the verdict turns for `parties`.

    `tied`: today it does not care between them. `apart`: by how many places of its ranking they differ today.
    `adjacent`: the turned relation is a ranking again.
    """

    party: int
    better: int
    worse: int
    tied: bool
    apart: int
    adjacent: bool
    parties: tuple[int, ...]


@dataclass(frozen=True)
class Turns:
    """The turns that were found, those that a ranking can hold first, then by how many places they cross.

    `tried` were decided; `untried` were not, for time or because too much would have to be followed: then there may be
    more. `untried` None: not even which turns could matter is known.
    """

    found: tuple[Turn, ...]
    tried: int
    untried: int | None = 0

    @property
    def complete(self) -> bool:
        """Whether these are all that there are."""
        return self.untried == 0


@dataclass(frozen=True, eq=False)
class Flipping:
    """Single turned pairs in one conflict. `most` bounds each search, `most_tried` the turns for one state and concept.

    >>> from detente.engines.stability.model import graph
    >>> Flipping(graph([{0: [1]}], [[1, 0]])).breaking("nash", 0).found
    (Turn(party=0, better=1, worse=0, tied=False, apart=1, adjacent=True, parties=(0,)),)
    """

    conflict: Conflict | Graph
    most: int = MOST
    most_tried: int = 2_000
    _reached: dict[tuple[int, int], list[int]] = field(default_factory=dict)

    @property
    def modelled(self) -> tuple[int, ...]:
        """The parties that are modelled."""
        return self.conflict.modelled

    def reached(self, party: int, state: int) -> list[int]:
        """R_i(s), looked up once."""
        key = party, state
        if key not in self._reached:
            self._reached[key] = targets(self.conflict, party, state)
        return self._reached[key]

    def worth(self, party: int, state: int) -> int:
        """What a state is worth to a party today, as its place."""
        return self._places[party][state]

    @cached_property
    def _places(self) -> dict[int, list[int]]:
        return {party: places(np.asarray(self.conflict.payoffs[party])).tolist() for party in self.modelled}

    @cached_property
    def _shared(self) -> dict[int, list[int]]:
        """How many states have each place."""
        return {party: np.bincount(found).tolist() for party, found in self._places.items()}

    def breaking(self, concept: str, state: int, stop: Callable[[], bool] = lambda: False) -> Turns:
        """The turns after which a state that is an equilibrium no longer is one, and for whom it then is not stable.

        Raises ValueError where it is none today, or for an unknown concept.
        """
        candidates: _Touched = {}
        try:
            for party in self.modelled:
                told = certify(self, concept, party, state, self.most)
                if not told.stable:
                    raise ValueError(f"state {state} is not stable for party {party} under {concept}")
                self._touch(candidates, told)
        except TooLargeError:
            return Turns((), 0, None)
        return self._decided(concept, state, candidates, stop, breaks=True)

    def making(self, concept: str, state: int, stop: Callable[[], bool] = lambda: False) -> Turns:
        """The turns after which a state that is no equilibrium is one, and for whom it is stable only then.

        Raises ValueError where it is one today, or for an unknown concept.
        """
        try:
            told = [certify(self, concept, party, state, self.most) for party in self.modelled]
            unstable = [one for one in told if not one.stable]
            if not unstable:
                raise ValueError(f"state {state} is an equilibrium under {concept}")
            # what makes it stable for everybody makes it so for the first of them
            candidates: _Touched = {pair: {} for pair in self._helps(unstable[0])}
            touched: _Touched = {}
            for one in told:
                if one.stable:
                    self._touch(touched, one)
            for pair, parties in candidates.items():
                parties.update(touched.get(pair, {}))
                parties.update({one.party: self._tempting(pair, one) for one in unstable})
        except TooLargeError:
            return Turns((), 0, None)
        turns = self._decided(concept, state, candidates, stop, breaks=False)
        mended = tuple(one.party for one in unstable)
        return replace(turns, found=tuple(replace(turn, parties=mended) for turn in turns.found))

    def _touch(self, candidates: _Touched, told: Certificate[int]) -> None:
        for pair, improvement in self._threats(told):
            candidates.setdefault(pair, {}).setdefault(told.party, {})[improvement] = None

    def _threats(self, told: Certificate[int]) -> Iterable[tuple[Pair, int]]:
        """What could break a certificate of stability, each with the improvement that it then has to be decided for."""
        party, state, level = told.party, told.state, self.worth(told.party, told.state)
        yield from (((party, x, state), x) for x in self.reached(party, state) if self.worth(party, x) <= level)
        for one in told.deterred:
            at = one.improvement
            yield (party, one.sanction, state), at
            if told.concept in _INESCAPABLE:
                yield from (((party, v, state), one.improvement) for v in self.reached(party, one.sanction))
            if told.concept in _CREDIBLE:
                for mover, to in one.steps:
                    yield (mover, at, to), one.improvement
                    at = to

    def _tempting(self, pair: Pair, told: Certificate[int]) -> dict[int, None]:
        """All improvements of a party after a turn; the one that nothing deters today comes first."""
        assert told.improvement is not None
        after = _After(self, pair).gains(told.party, told.state)
        first = [told.improvement] if told.improvement in after else []
        return dict.fromkeys([*first, *after])

    def _helps(self, told: Certificate[int]) -> Iterable[Pair]:
        """What could make stable what a certificate says is not."""
        party, state = told.party, told.state
        assert told.improvement is not None
        yield party, state, told.improvement
        if told.concept not in _SANCTIONED:
            return
        for answer in told.answers:
            yield party, state, answer
            if told.concept in _INESCAPABLE:
                yield from ((party, state, v) for v in self.reached(party, answer))
        if told.concept in _CREDIBLE:
            for at in (told.improvement, *told.answers):
                for mover in self.modelled:
                    if mover != party:
                        yield from ((mover, to, at) for to in self.reached(mover, at))

    def _decided(
        self, concept: str, state: int, candidates: _Touched, stop: Callable[[], bool], *, breaks: bool
    ) -> Turns:
        turning = [pair for pair in candidates if self._turns(pair)]
        turns = sorted(map(self._turn, turning), key=lambda one: (not one.adjacent, one.apart))
        found, tried = [], 0
        for turn in turns[: self.most_tried]:
            if stop():
                break
            pair = turn.party, turn.better, turn.worse
            try:
                unstable = self._unstable(pair, concept, state, candidates[pair], first=not breaks)
            except TooLargeError:
                continue
            tried += 1
            if breaks == bool(unstable):
                found.append(replace(turn, parties=unstable))
        return Turns(tuple(found), tried, len(turns) - tried)

    def _unstable(
        self, pair: Pair, concept: str, state: int, touched: Mapping[int, Iterable[int]], *, first: bool
    ) -> tuple[int, ...]:
        """For whom a state is not stable after the turn, of those parties and improvements that it touches."""
        after, found = _After(self, pair), []
        for party in sorted(touched):
            left = (t for t in touched[party] if after.better(party, t, state))
            if any(concept == "nash" or not after.deters(concept, party, state, t) for t in left):
                found.append(party)
                if first:
                    break
        return tuple(found)

    def _turns(self, pair: Pair) -> bool:
        """Whether it is another preference than today's."""
        party, better, worse = pair
        return better != worse and self.worth(party, better) <= self.worth(party, worse)

    def _turn(self, pair: Pair) -> Turn:
        party, better, worse = pair
        low, high = self.worth(party, better), self.worth(party, worse)
        # nobody else may share a place with the two
        alone = sum(self._shared[party][low : high + 1]) == 2
        return Turn(party, better, worse, low == high, high - low, alone, ())


@dataclass(frozen=True, eq=False)
class _After:
    """Preferences after one turn."""

    flipping: Flipping
    pair: Pair

    def better(self, party: int, one: int, other: int) -> bool:
        """Whether a party then prefers one state to the other."""
        turned, up, down = self.pair
        if party == turned and one != other and {one, other} == {up, down}:
            return one == up
        return self.flipping.worth(party, one) > self.flipping.worth(party, other)

    def gains(self, party: int, state: int) -> list[int]:
        """R⁺_i(s)."""
        return [to for to in self.flipping.reached(party, state) if self.better(party, to, state)]

    def deters(self, concept: str, party: int, state: int, improvement: int) -> bool:
        """Whether others can answer an improvement so that it does not pay. Raises TooLargeError."""
        flipping = self.flipping
        others = [other for other in flipping.modelled if other != party]
        step = self.gains if concept in _CREDIBLE else flipping.reached
        for answer, _ in Sequences(flipping, others, False, flipping.most, step).run(improvement):
            if self.better(party, answer, state):
                continue
            escapes = concept in _INESCAPABLE and any(
                self.better(party, to, state) for to in flipping.reached(party, answer)
            )
            if not escapes:
                return True
        return False
