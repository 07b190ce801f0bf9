"""How sure is it that a state would hold: perturbed rankings, and the single preferences on which a verdict hangs.

Definitions: docs/explanation/stability.md, section 7.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Any

from detente.errors import NotJudgedError, TooLargeError, UnknownNameError
from detente.space.conflicts import Named
from detente.space.patience import Progress, Stop, patient, quiet
from detente.space.shares import Share

if TYPE_CHECKING:
    from detente.engines.stability.flipping import Turn, Turns
    from detente.engines.stability.model import Bools, Ints, Stability
    from detente.engines.stability.perturbing import Perturbed, Tally

METHOD = (
    "places of each ranking moved by independent normal noise and ranked anew, states that tie together; shares with "
    "Wilson's interval (1927) at 95 %; single pairs turned, all else left as it is"
)
MOST_STATES = 1 << 20
MOST_VERDICTS = 200
"""States and concepts whose single preferances are looked for where no state is asked about."""
MOST_LISTED = 10_000
"""Tested states above which not all are listed."""
MOST_FOLLOWED = 20_000
"""Steps of others that are followed for one verdict after a turn."""
_FIRST = 32
_LIKELY = 5


@dataclass(frozen=True)
class Survival:
    """In how many draws a state was an equilibrium under a concept, and stable for each modelled party.

    `today`: whether it is one as the rankings are written.
    """

    state: int
    concept: str
    today: bool
    together: Share
    parties: tuple[Share, ...]


@dataclass(frozen=True)
class Hanging:
    """The single preferences on which a verdict hangs: `turns` break an equilibrium, or make one of what is none."""

    state: int
    concept: str
    equilibrium: bool
    turns: Turns


@dataclass(frozen=True, eq=False)
class Robustness:
    """The answer. `made` is less than `draws` where the work was stopped; shares are of those made.

    `tested` are the states that were asked about, or all that are equilibria today under any of the concepts.
    `breaking` and `making` say which single preferences turn a verdict; `left` counts the verdicts (a state under a
    concept) for which none were looked for, there too many or for time.
    """

    conflict: Named
    concepts: tuple[str, ...]
    asked: bool
    draws: int
    noise: float
    seed: int
    stability: Stability
    tally: Tally
    breaking: tuple[Hanging, ...]
    making: tuple[Hanging, ...]
    left: int

    @property
    def made(self) -> int:
        """How many draws were made."""
        return self.tally.made

    @property
    def parties(self) -> tuple[str, ...]:
        """The modelled parties, in the order of the shares."""
        return tuple(self.conflict.parties[party] for party in self.tally.parties)

    @cached_property
    def today(self) -> dict[str, Bools]:
        """Of each concept, which states are equilibria as the rankings are written."""
        return {one: _equilibria(self.stability, one) for one in self.concepts}

    def of(self, state: int) -> list[Survival]:
        """A tested state under every concept; where no state was asked about, those under which it is one today."""
        place = int(self.tally.tested.searchsorted(state))
        return [
            Survival(
                state,
                one,
                bool(self.today[one][state]),
                Share(int(self.tally.together[one][state]), self.made),
                tuple(Share(int(self.tally.held[one, party][place]), self.made) for party in self.tally.parties),
            )
            for one in self.concepts
            if self.asked or self.today[one][state]
        ]

    def ranked(self, most: int) -> list[int]:
        """The first tested states: under most concepts equilibria today, then most often so in the draws."""
        import numpy as np

        tested = self.tally.tested
        concepts = sum((self.today[one][tested].astype(np.int64) for one in self.concepts), np.zeros(len(tested)))
        hits = np.zeros(len(tested), dtype=np.int64)
        for one in self.concepts:
            hits += self.tally.together[one][tested] * (self.asked | self.today[one][tested])
        return [int(state) for state in tested[np.lexsort((tested, -hits, -concepts))][:most]]

    def would_be(self, concept: str) -> tuple[tuple[tuple[int, Share], ...], int]:
        """States that are no equilibrium today and most often one in the draws, and how many ever are."""
        import numpy as np

        counts = np.where(self.today[concept], 0, self.tally.together[concept])
        ever = np.flatnonzero(counts)
        first = ever[np.lexsort((ever, -counts[ever]))][:_LIKELY]
        return tuple((int(state), Share(int(counts[state]), self.made)) for state in first), len(ever)

    def to_json(self) -> dict[str, Any]:
        """As the reference documents it."""
        return {
            "method": METHOD,
            "noise": self.noise,
            "seed": self.seed,
            "asked": self.draws,
            "made": self.made,
            "held": [self._survival(one) for state in self._listed() for one in self.of(state)],
            "not_listed": max(0, len(self.tally.tested) - MOST_LISTED),
            "would_be": {one: self._would_be(one) for one in self.concepts},
            "breaking": [self._hanging(one) for one in self.breaking],
            "making": [self._hanging(one) for one in self.making],
            "not_looked_at": self.left,
        }

    def _listed(self) -> Iterable[int]:
        """The tested states, ascending; where they are very many, the first ones of the ranking."""
        many = len(self.tally.tested) > MOST_LISTED
        return sorted(self.ranked(MOST_LISTED)) if many else map(int, self.tally.tested)

    def _survival(self, one: Survival) -> dict[str, Any]:
        parties = zip(self.parties, one.parties, strict=True)
        return {
            "state": self.conflict.key(one.state),
            "concept": one.concept,
            "today": one.today,
            **one.together.to_json(),
            "parties": {party: share.to_json() for party, share in parties},
        }

    def _would_be(self, concept: str) -> dict[str, Any]:
        first, ever = self.would_be(concept)
        return {"ever": ever, "first": [{"state": self.conflict.key(s), **share.to_json()} for s, share in first]}

    def _hanging(self, one: Hanging) -> dict[str, Any]:
        return {
            "state": self.conflict.key(one.state),
            "concept": one.concept,
            "turns": [self._turn(turn) for turn in one.turns.found],
            "tried": one.turns.tried,
            "untried": one.turns.untried,
        }

    def _turn(self, turn: Turn) -> dict[str, Any]:
        named = self.conflict
        return {
            "party": named.parties[turn.party],
            "better": named.key(turn.better),
            "worse": named.key(turn.worse),
            "tied": turn.tied,
            "apart": turn.apart,
            "adjacent": turn.adjacent,
            "for": [named.parties[party] for party in turn.parties],
        }


def robustness(
    named: Named,
    concepts: Sequence[str],
    states: Iterable[int] | None = None,
    *,
    draws: int = 1000,
    noise: float = 1.0,
    seed: int = 0,
    progress: Progress = quiet,
    stop: Stop = patient,
) -> Robustness:
    """How often do equilibria survive when rankings are not quite as written, and on which preferences do they hang?

    `noise` is the standard deviation in places of a ranking. `states` None: all that are equilibria today. The same
    seed gives the same draws, however many are made before `stop` says that it is enough; a few are always made.
    Raises NotJudgedError where a preference is unknown, TooLargeError beyond a million states, UnknownNameError for an
    unknown concept, ValueError for a noise below 0 or fewer than one draw.
    """
    import numpy as np

    from detente.engines.stability.deciding import stable
    from detente.engines.stability.perturbing import Perturbed

    chosen = tuple(dict.fromkeys(concepts))
    _refuse(named, chosen, draws)
    stability = stable(named.model, chosen)
    every = [_equilibria(stability, one) for one in chosen]
    tested = np.logical_or.reduce(every).nonzero()[0] if states is None else np.unique(np.array(list(states), int))
    perturbed = Perturbed(named.model, chosen, tested, noise, seed)
    work = _Work(named, stability, perturbed, draws, progress, stop)
    work.draw(min(draws, _FIRST))  # a few first, so that little time brings some
    breaking = work.hanging(*_cells(chosen, [one[tested] for one in every], tested), limited=states is None)
    work.draw(draws)
    found = Robustness(
        named, chosen, states is not None, draws, float(noise), seed, stability, perturbed.tally, breaking, (), 0
    )
    if states is None:
        likely = [(state, one) for one in chosen for state, _ in found.would_be(one)[0]]
        nearly = [cell for cell in likely if _lacking(stability, *cell) == 1]
        making = work.hanging(nearly, len(nearly), limited=True)
    else:
        making = work.hanging(*_cells(chosen, [~one[tested] for one in every], tested), limited=False)
    return replace(found, making=making, left=work.left)


def _refuse(named: Named, concepts: Sequence[str], draws: int) -> None:
    from detente.engines.stability.model import CONCEPTS

    for concept in concepts:
        if concept not in CONCEPTS:
            raise UnknownNameError("concept", concept, CONCEPTS, CONCEPTS)
    if draws < 1:
        raise ValueError(f"{draws} draws: at least one is needed")
    if named.unsure:
        parties = ", ".join(one for one in named.parties if named.unsure_of(one))
        raise NotJudgedError(
            f"What {parties} would prefer is not known of every two states, so there is no ranking to perturb; the "
            "four readings and what holds however the unknown is settled say how sure the verdicts are."
        )
    if not named.counted or named.states > MOST_STATES:
        size = f"{named.states:,} states" if named.counted else "A conflict whose states are not enumerated"
        raise TooLargeError(
            f"{size}: rankings are perturbed for at most {MOST_STATES:,} states; fix options with --given option=value"
        )


def _lacking(today: Stability, state: int, concept: str) -> int:
    """For how many parties a state is not stable."""
    return sum(not today.bits[concept, party][state >> 3] >> (7 - (state & 7)) & 1 for party in today.parties)


def _equilibria(stability: Stability, concept: str) -> Bools:
    import numpy as np

    found = np.zeros(stability.states, dtype=bool)
    found[stability.equilibria(concept)] = True
    return found


def _cells(concepts: Sequence[str], wanted: Sequence[Bools], states: Ints) -> tuple[Iterator[tuple[int, str]], int]:
    """Of some states, each with each concept for which it is wanted, most concepts first; and how many these are."""
    import numpy as np

    table = np.array(wanted)
    order = np.argsort(-table.sum(axis=0), kind="stable")
    cells = ((int(states[at]), one) for at in order for row, one in enumerate(concepts) if table[row, at])
    return cells, int(table.sum())


@dataclass
class _Work:
    """Draws and turns, as long as there is time."""

    named: Named
    stability: Stability
    perturbed: Perturbed
    draws: int
    progress: Progress
    stop: Stop
    left: int = 0
    drawing: float = 0.0
    """Seconds."""

    def draw(self, most: int, seconds: float = inf) -> None:
        """Draws until so many are made or so much time is spent on them; the first batch always."""
        while self.perturbed.tally.made < min(most, self.draws) and self.drawing < seconds:
            if self.perturbed.tally.made and self.stop():
                return
            begin = monotonic()
            made = next(self.perturbed.draw(most - self.perturbed.tally.made))
            self.drawing += monotonic() - begin
            self.progress("perturbed rankings", made, self.draws)

    def hanging(self, cells: Iterable[tuple[int, str]], total: int, *, limited: bool) -> tuple[Hanging, ...]:
        """The turns for states and concepts, in order, and draws, as long as these took less time.

        `left` counts what was not come to.
        """
        found: list[Hanging] = []
        begin, before = monotonic(), self.drawing
        for state, concept in islice(cells, MOST_VERDICTS) if limited else cells:
            if self.stop():
                break
            self.progress("single preferences", len(found), total)
            equilibrium = not _lacking(self.stability, state, concept)
            look = self._flipping.breaking if equilibrium else self._flipping.making
            found.append(Hanging(state, concept, equilibrium, look(concept, state, self.stop)))
            turning = monotonic() - begin - (self.drawing - before)
            self.draw(self.draws, turning)
        self.left += total - len(found)
        return tuple(found)

    @cached_property
    def _flipping(self) -> Any:
        from detente.engines.stability.flipping import Flipping

        return Flipping(self.named.model, MOST_FOLLOWED)
