"""A whole answer checked at once: every verdict of a concept and a party, from one certificate that all states share.

Like `replaying` it shares no code with the engine, reads nothing but a conflict's own fields, and works out moves for
itself. A certificate says of each state which move others make next to bring the party to the least that they can
(the state itself: none, this is it); nothing else. Let v be what the party has where these moves end: its payoff, or
under SMR and SSEQ the best that it reaches from there. Checked is that

1. each of these moves is one that somebody else may make, and they do end: then others *can* bring it down to v;
2. v is nowhere above what the party has in the state itself, and no move that others may make leads to where v is
   less: then, step by step, no sequence of them goes below v;
3. a state is called stable exactly if no improvement of the party leads to where v is above what the state is worth.

In option form who moved last is immaterial, since a party's moves taken one after the other are one move or none. In an
explicit graph it is not, and there all this is said of (last mover, state), numbered mover by mover.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.integer]
Truths = npt.NDArray[np.bool_]


class Options:
    """A conflict in option form. A party moves within its line: states that differ in its own options alone.

    Options that may change at will need no more than that. Of the others a party has *kinds*: combinations of their
    values, of which `permitted` says which leads to which. Numbers given are from 0, fewer than there are states.
    """

    def __init__(self, conflict: Any) -> None:
        self.movers = sorted({one for one in conflict.controllers if one is not None})
        every = np.arange(prod(conflict.sizes), dtype=np.int32 if prod(conflict.sizes) < 1 << 31 else np.int64)
        codes = every if conflict.feasible is None else every[conflict.feasible]
        self.states = self.nodes = len(codes)
        self.worth = {party: _ranks(conflict.payoffs[party]) for party in self.movers}
        self._line: dict[int, Numbers] = {}
        self._kind: dict[int, Numbers] = {}
        self._permitted: dict[int, Truths] = {}
        for party in self.movers:
            self._line[party], self._kind[party], self._permitted[party] = _own(conflict, codes, party)
        self._sorted: dict[int, _Sorted] = {}

    def ends(self, numbers: Numbers) -> Numbers:
        """A number of each state, of each node: they are the same here."""
        return numbers

    def after(self, numbers: Numbers, party: int) -> Numbers:
        """A number of each node, of the state where the party has just moved to."""
        del party
        return numbers

    def greatest(self, numbers: Numbers, party: int) -> Numbers:
        """Of each state, the greatest number over itself and where the party may move to."""
        lines, permitted = self._lines(party), self._permitted[party]
        given = numbers[lines.order]
        found, kinds = given.copy(), lines.kinds
        for kind in range(len(permitted)):
            only = given if len(permitted) == 1 else np.where(kinds == kind, given, given.min())
            most = np.maximum.reduceat(only, lines.starts)[lines.row]
            np.maximum(found, most, out=found, where=permitted[kinds, kind])
        greatest = np.empty_like(found)
        greatest[lines.order] = found
        return greatest

    def sinks(self, numbers: Numbers, mover: int, *, gaining: bool) -> int | None:
        """A state from which a move (`gaining`: that pays) of the mover leads to a lesser number; None: none."""
        if not gaining:
            return _first(-self.greatest(-numbers, mover) < numbers)
        lines, permitted = self._lines(mover), self._permitted[mover]
        # along a line, from the worst: the greatest number so far. Each row has a range of its own, so it starts anew
        given = numbers[lines.order].astype(np.int64) + 1
        floor = lines.row * np.int64(self.states + 2)
        for kind in range(len(permitted)):
            only = given if len(permitted) == 1 else np.where(lines.kinds == kind, given, 0)
            most = np.maximum.accumulate(floor + only)
            before = np.where(lines.tied > 0, most[lines.tied - 1], -1) - floor
            wrong = _first((before > given) & permitted[kind, lines.kinds])
            if wrong is not None:
                start = lines.starts[lines.row[wrong]]
                return int(lines.order[start + np.argmax(only[start : lines.tied[wrong]])])
        return None

    def may(self, following: Numbers, mover: int, *, gaining: bool) -> Truths:
        """Of each state, whether to the one that follows is a move (`gaining`: that pays) of the mover."""
        line, kind, worth = self._line[mover], self._kind[mover], self.worth[mover]
        moves: Truths = (line == line[following]) & self._permitted[mover][kind, kind[following]]
        if gaining:
            moves &= worth < worth[following]
        return moves

    def _lines(self, party: int) -> _Sorted:
        if party not in self._sorted:
            self._sorted[party] = _Sorted(self._line[party], self._kind[party], self.worth[party])
        return self._sorted[party]


class _Sorted:
    """States by the line of a party that they are in, and in it from the one that is worth least to the party."""

    def __init__(self, line: Numbers, kind: Numbers, worth: Numbers) -> None:
        self.order = np.lexsort((worth, line)).astype(np.int32)
        line, worth = line[self.order], worth[self.order]
        fresh = np.concatenate(([True], line[1:] != line[:-1]))
        self.kinds = kind[self.order] if kind.any() else kind
        self.starts = np.flatnonzero(fresh)
        self.row = np.cumsum(fresh, dtype=np.int32) - 1
        fresh[1:] |= worth[1:] != worth[:-1]
        # where those begin that are worth as much in the same line
        self.tied = np.maximum.accumulate(np.where(fresh, np.arange(len(line), dtype=np.int32), 0))


class Lists:
    """An explicit graph: moves as they are listed, and nobody moves twice running.

    A node is (last mover, state), by number `last mover * states + state`.
    """

    def __init__(self, graph: Any) -> None:
        self.movers = list(range(len(graph.moves)))
        self.states = graph.states
        self.nodes = self.states * len(self.movers)
        self.worth = {party: _ranks(graph.payoffs[party]) for party in self.movers}
        self._from = [np.repeat(np.arange(self.states), np.diff(moves.starts)) for moves in graph.moves]
        self._to = [np.asarray(moves.targets, dtype=np.int64) for moves in graph.moves]

    def ends(self, numbers: Numbers) -> Numbers:
        """A number of each state, of each node."""
        return np.tile(numbers, len(self.movers))

    def after(self, numbers: Numbers, party: int) -> Numbers:
        """A number of each node, of the state where the party has just moved to."""
        return numbers[party * self.states : (party + 1) * self.states]

    def greatest(self, numbers: Numbers, party: int) -> Numbers:
        """Of each state, the greatest number over itself and where the party may move to."""
        found = numbers.copy()
        np.maximum.at(found, self._from[party], numbers[self._to[party]])
        return found

    def sinks(self, numbers: Numbers, mover: int, *, gaining: bool) -> int | None:
        """A state from which a move (`gaining`: that pays) of the mover leads to a lesser number; None: none."""
        from_, to = self._moves(mover, gaining)
        for last in set(self.movers) - {mover}:
            wrong = _first(numbers[mover * self.states + to] < numbers[last * self.states + from_])
            if wrong is not None:
                return int(from_[wrong])
        return None

    def may(self, following: Numbers, mover: int, *, gaining: bool) -> Truths:
        """Of each node, whether to the one that follows is a move (`gaining`: that pays) of the mover."""
        from_, to = self._moves(mover, gaining)
        last, state = np.divmod(np.arange(self.nodes), self.states)
        by, other = np.divmod(following, self.states)
        moves: Truths = np.isin(state * self.states + other, from_ * self.states + to)
        moves &= (last != mover) & (by == mover)
        return moves

    def _moves(self, mover: int, gaining: bool) -> tuple[Numbers, Numbers]:
        from_, to, worth = self._from[mover], self._to[mover], self.worth[mover]
        kept = worth[to] > worth[from_] if gaining else np.full(len(to), True)
        return from_[kept], to[kept]


@dataclass(frozen=True)
class Flaw:
    """What is wrong with a certificate or a verdict, and at which state; None: with all of it."""

    what: str
    state: int | None = None


def flaw(world: Options | Lists, claim: tuple[str, int], stable: Truths, following: Numbers | None) -> Flaw | None:
    """What is wrong with the verdicts on all states, `claim` being of which concept and party; None: they are shown.

    `following` is the certificate: of each node, the node that comes next (under Nash there is none).
    """
    if stable.shape != (world.states,):
        return Flaw(f"there are verdicts on {len(stable)} states, of {world.states}")
    concept, party = claim
    worth = least = world.worth[party]
    if concept != "nash":
        value = world.greatest(worth, party) if concept in ("smr", "sseq") else worth
        numbers = _least(world, party, (value, following), gaining=concept in ("seq", "sseq"))
        if isinstance(numbers, Flaw):
            return numbers
        least = world.after(numbers, party)
    unstable = world.greatest(np.minimum(worth, least), party) > worth
    state = _first(unstable == stable)
    return None if state is None else Flaw(f"it is {'not ' if unstable[state] else ''}stable", state)


def _least(
    world: Options | Lists, party: int, told: tuple[Numbers, Numbers | None], *, gaining: bool
) -> Numbers | Flaw:
    """The least that others can make of each node, if a certificate shows it; `told` are values, and what follows."""
    value, following = told
    nodes, others = np.arange(world.nodes), [mover for mover in world.movers if mover != party]
    if following is None or following.shape != nodes.shape or ((following < 0) | (following >= world.nodes)).any():
        return Flaw("it does not say of each state what comes next")
    legal = following == nodes
    for mover in others:
        legal |= world.may(following, mover, gaining=gaining)
    if (node := _first(~legal)) is not None:
        return Flaw("nobody else has the move that is said to come next", node % world.states)
    ends = _ends(following)
    if (node := _first(following[ends] != ends)) is not None:
        return Flaw("the moves that are said to come next never end", node % world.states)
    own = world.ends(value)
    numbers: Numbers = own[ends]
    if (node := _first(own < numbers)) is not None:
        return Flaw("it is worse as it is than where others are said to bring it", node % world.states)
    for mover in others:
        if (state := world.sinks(numbers, mover, gaining=gaining)) is not None:
            return Flaw(f"party {mover} can make it worse than is said", state)
    return numbers


def _ends(following: Numbers) -> Numbers:
    """Where more moves than there are nodes lead, by ever longer strides."""
    ends = following
    for _ in range(len(following).bit_length()):
        further = ends[ends]
        if np.array_equal(further, ends):
            break
        ends = further
    return ends


def _own(conflict: Any, codes: Numbers, party: int) -> tuple[Numbers, Numbers, Truths]:
    """Of each state a party's line and its kind within it, and from which kind to which it may move."""
    line, permitted = np.zeros_like(codes), np.full((1, 1), True)
    kind: Numbers = np.broadcast_to(np.int32(0), codes.shape)
    step = 1
    for option, (size, by) in enumerate(zip(conflict.sizes, conflict.controllers, strict=True)):
        value = codes // step % size
        told = conflict.moves[option] if conflict.moves else None
        changes = _changes(size, told)
        if by != party:
            line += value * step
        elif not changes.all():
            kind = kind + (value * len(permitted)).astype(np.int32)
            permitted = np.kron(changes, permitted)
        step *= size
    return line, kind, permitted


def _changes(size: int, told: Any) -> Truths:
    """From which value to which changes that are permitted lead, one after the other, or none."""
    found = np.full((size, size), True) if told is None else np.array(told, dtype=bool) | np.eye(size, dtype=bool)
    for over, one, other in product(range(size), repeat=3):
        found[one, other] |= found[one, over] and found[over, other]
    return found


def _ranks(payoff: Any) -> Numbers:
    """Small numbers in the same order."""
    return np.unique(np.asarray(payoff), return_inverse=True)[1].astype(np.int32)


def _first(truths: Truths) -> int | None:
    """Where the first one is true."""
    place = int(np.argmax(truths)) if len(truths) else 0
    return place if len(truths) and truths[place] else None
