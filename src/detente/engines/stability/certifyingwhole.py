"""One certificate for all states: of each state, by which move others set out for the least that they can bring about.

For one concept and one party, that is all that the verdicts rest on, and states share it: the sequences that deter and
the reasons why nothing does hang together as a forest, whose roots are where others leave it. It is made from the least
numbers that `deciding` works out, backwards: a cell with the number that it has itself is a root, and a cell from which
a move leads to one that has found its way to the same number goes there.

`following` of a state (in a graph: of last mover * states + state) is the state that comes next, itself at a root.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from detente.engines.stability.deciding import answers, laid
from detente.engines.stability.graphs import backwards, greatest, improvements
from detente.engines.stability.grid import HIGH, narrow
from detente.engines.stability.model import Conflict, Graph, Ints
from detente.engines.stability.reducing import along

_UNMET = HIGH - 1
_PATIENCE = 400


class Certifying:
    """Certificates of all states of a conflict; what they have in common is worked out once."""

    def __init__(self, conflict: Conflict | Graph, patience: float = _PATIENCE) -> None:
        self._conflict = conflict
        self._patience = patience
        """How often every cell is looked at for every party before it is searched instead."""
        if isinstance(conflict, Conflict):
            self._sweeps = laid(conflict)

    def following(self, concept: str, party: int) -> Ints | None:
        """What comes next of each state; None under Nash, where nothing does."""
        if concept == "nash":
            return None
        asked = party, concept in ("smr", "sseq"), concept in ("gmr", "smr")
        if isinstance(self._conflict, Graph):
            return _listed(self._conflict, *asked)
        return self._options(self._conflict, *asked)

    def _options(self, conflict: Conflict, party: int, symmetric: bool, free: bool) -> Ints:
        grid = self._sweeps.grid
        others = [other for other in conflict.modelled if other != party]
        paid = self._sweeps.worth[party].reshape(grid.shape)
        value = along(np.maximum, paid, grid.axes[party]) if symmetric else paid
        least = np.broadcast_to(answers(self._sweeps, value, others, free=free), grid.shape).reshape(-1)
        value = np.broadcast_to(value, grid.shape).reshape(-1)
        if grid.holes is not None:
            value = np.where(grid.holes, np.int32(HIGH), value)
        after = self._after(value, least, others, free)
        if after is None:
            after = np.arange(grid.cells, dtype=np.int32)
            self._sweeps.searched(value, others, free=free, following=after)
        numbers = grid.place(np.arange(conflict.states, dtype=np.int32))
        cells = numbers >= 0
        found = np.empty(conflict.states, dtype=np.int32)
        found[numbers[cells]] = numbers[after[cells]]
        return found

    def _after(self, value: Ints, least: Ints, others: Sequence[int], free: bool) -> Ints | None:
        """The cell that comes next; None: it takes too many sweeps.

        A cell that has found its way is known by its place in the order of the least numbers. So the least place that a
        cell reaches in one move is where to go on, if the least number there is the cell's own.
        """
        ranked = np.argsort(least).astype(np.int32)
        places = np.empty_like(ranked)
        places[ranked] = np.arange(len(ranked), dtype=np.int32)
        met = np.where(value == least, places, np.int32(_UNMET))
        if self._sweeps.grid.holes is not None:
            met[self._sweeps.grid.holes] = HIGH
        after = np.arange(len(ranked), dtype=np.int32)
        left = self._patience * len(ranked) * len(others)
        unmet = int(np.count_nonzero(met == _UNMET))
        pending: dict[int, list[Ints] | None] = dict.fromkeys(others)
        while unmet and any(again is None or again for again in pending.values()):
            for party, again in pending.items():
                if again == []:
                    continue
                which = None if again is None else np.unique(np.concatenate(again))
                found = []
                for cells, reached in self._reached(met, party, which, free):
                    left -= len(cells)
                    new = (reached < _UNMET) & (met[cells] == _UNMET)
                    from_, to = cells[new], ranked[reached[new]]
                    right = least[from_] == least[to]
                    after[from_[right]] = to[right]
                    found.append(from_[right])
                if left < 0:
                    return None
                fresh = np.concatenate(found)
                met[fresh] = places[fresh]
                unmet -= len(fresh)
                pending[party] = []
                for other, before in pending.items():
                    if other != party and before is not None and len(fresh):
                        before.append(self._sweeps.lines(other).holding(fresh))
        return after

    def _reached(self, met: Ints, party: int, which: Ints | None, free: bool) -> Iterator[tuple[Ints, Ints]]:
        """Cells, and the least place that each reaches by one move of a party; a cell is never in two of these."""
        grid = self._sweeps.grid
        if free:
            reached = along(np.minimum, met.reshape(grid.shape), grid.axes[party])
            yield np.arange(grid.cells), np.broadcast_to(reached, grid.shape).reshape(-1)
            return
        lines = self._sweeps.lines(party)
        for cosets, part in lines.parts(which):
            cells = lines.at(cosets, part)
            yield cells.reshape(-1), lines.least(met.take(cells), part).reshape(-1)


def _listed(graph: Graph, party: int, symmetric: bool, free: bool) -> Ints:
    """The same of an explicit graph: backwards from the least numbers, each (last mover, state) met once."""
    worth = [narrow(payoff) for payoff in graph.payoffs]
    value = np.maximum(worth[party], greatest(graph.moves[party], worth[party])) if symmetric else worth[party]
    arrivals = {}
    for mover in graph.modelled:
        if mover != party:
            moves = graph.moves[mover] if free else improvements(graph.moves[mover], worth[mover])
            arrivals[mover] = backwards(moves, graph.states)
    following = np.arange(graph.states * graph.parties, dtype=np.int64)
    met = np.zeros(len(following), dtype=bool)
    for state in np.argsort(value, kind="stable").tolist():
        pending = [node for node in range(state, len(following), graph.states) if not met[node]]
        met[pending] = True
        while pending:
            node = pending.pop()
            mover, at = divmod(node, graph.states)
            if mover == party:
                continue
            for before in arrivals[mover].of(at).tolist():
                for last in graph.modelled:
                    origin = last * graph.states + before
                    if last != mover and not met[origin]:
                        met[origin] = True
                        following[origin] = node
                        pending.append(origin)
    return following
