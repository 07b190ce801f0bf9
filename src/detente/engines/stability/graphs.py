"""The same for explicit graphs, where who moved last matters: least numbers over (state, who may not move next).

Answers are searched in the order of what they are worth: from the least number backwards over moves, so each (state,
last mover) is met once, with the least number that it reaches.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.engines.stability.grid import HIGH, LOW, narrow
from detente.engines.stability.model import Bits, Graph, Ints, Moves


def graph_verdicts(graph: Graph, concepts: Sequence[str], asked: Sequence[int]) -> dict[tuple[str, int], Bits]:
    """The verdicts of each concept and party, as packed bits."""
    worth = [narrow(payoff) for payoff in graph.payoffs]
    better = [improvements(moves, paid) for moves, paid in zip(graph.moves, worth, strict=True)]
    found = {}
    for party in asked:
        others = [other for other in graph.modelled if other != party]
        paid = worth[party]
        best = np.maximum(paid, greatest(graph.moves[party], paid))
        for concept in concepts:
            value = best if concept in ("smr", "sseq") else paid
            if concept == "nash":
                least: Ints = np.full(graph.states, HIGH, dtype=np.int32)
            else:
                steps = better if concept in ("seq", "sseq") else graph.moves
                least = answers(value, [steps[other] for other in others])
            found[concept, party] = np.packbits(greatest(better[party], least) <= paid)
    return found


def improvements(moves: Moves, paid: Ints) -> Moves:
    """Of the moves, those to states that are worth more than the one moved from."""
    source = np.repeat(np.arange(len(paid)), np.diff(moves.starts))
    kept = paid[moves.targets] > paid[source]
    starts = np.concatenate(([0], np.cumsum(kept)))[moves.starts]
    return Moves(starts, moves.targets[kept])


def greatest(moves: Moves, numbers: Ints) -> Ints:
    """Of each state, the greatest number over what one move reaches; LOW where there is no move."""
    found = np.full(len(numbers), LOW, dtype=np.int32)
    some = np.flatnonzero(np.diff(moves.starts))
    if len(some):
        found[some] = np.maximum.reduceat(numbers[moves.targets], moves.starts[some])
    return found


def answers(value: Ints, moves: Sequence[Moves]) -> Ints:
    """Of each state, the least value over what legal sequences of one or more moves reach; HIGH where none is."""
    arrivals = [backwards(one, len(value)) for one in moves]
    least = np.full(len(value), HIGH, dtype=np.int32)
    last = [bytearray(len(value)) for _ in moves]
    for state in np.argsort(value, kind="stable").tolist():
        pending = [(mover, state) for mover in range(len(moves)) if not last[mover][state]]
        for mover, _ in pending:
            last[mover][state] = 1
        number = value[state]
        while pending:
            mover, at = pending.pop()
            for before in arrivals[mover].of(at).tolist():
                least[before] = min(least[before], number)
                for other in range(len(moves)):
                    if other != mover and not last[other][before]:
                        last[other][before] = 1
                        pending.append((other, before))
    return least


def backwards(moves: Moves, states: int) -> Moves:
    """From where each state is reached."""
    source = np.repeat(np.arange(states), np.diff(moves.starts))
    order = np.argsort(moves.targets, kind="stable")
    starts = np.searchsorted(moves.targets[order], np.arange(states + 1))
    return Moves(starts, source[order])
