"""Nash, GMR, SMR, SEQ and SSEQ for every state, without any table of states by states.

Let m(t) be the least v(u) over what answers reach from t, t itself among it, with v = p_i for GMR and SEQ, and v = the
best that i can reach from u (u itself among it) for SMR and SSEQ. A state s is unstable for i exactly if i reaches a t
with p_i(t) > p_i(s) and m(t) > p_i(s); so it is stable exactly if the greatest min(p_i(t), m(t)) over what i reaches in
one move, s itself among it, is at most p_i(s): for s itself it never is more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from detente.engines.stability.graphs import graph_verdicts
from detente.engines.stability.grid import HIGH, lay
from detente.engines.stability.model import CONCEPTS, Bits, Conflict, Graph, Ints, Stability
from detente.engines.stability.reducing import LongError, along, reached
from detente.engines.stability.sweeping import Sweeps


def stable(
    conflict: Conflict | Graph, concepts: Sequence[str] = CONCEPTS, parties: Iterable[int] | None = None
) -> Stability:
    """For whom which state is stable under each concept; `parties` None: all that are modelled.

    Raises TooLargeError for more combinations than can be held, ValueError for an unknown concept.

    >>> conflict = Conflict((2, 2), (0, 1), (np.array([1, 2, 4, 3]), np.array([1, 4, 2, 3])))
    >>> stable(conflict).text("seq", 0), stable(conflict).equilibria("smr").tolist()
    ('0110', [1, 2, 3])
    """
    unknown = set(concepts) - set(CONCEPTS)
    if unknown:
        raise ValueError(f"unknown concepts {sorted(unknown)}, of {CONCEPTS}")
    asked = [party for party in conflict.modelled if parties is None or party in set(parties)]
    if isinstance(conflict, Graph):
        bits = graph_verdicts(conflict, concepts, asked)
    else:
        bits = _verdicts(conflict, concepts, asked)
    return Stability(conflict.states, tuple(asked), tuple(concepts), bits)


def _verdicts(conflict: Conflict, concepts: Sequence[str], asked: Sequence[int]) -> dict[tuple[str, int], Bits]:
    sweeps = laid(conflict)
    grid, worth = sweeps.grid, sweeps.worth
    found = {}
    for party in asked:
        others = [other for other in conflict.modelled if other != party]
        paid = worth[party].reshape(grid.shape)
        best = along(np.maximum, paid, grid.axes[party])
        for concept in concepts:
            if concept == "nash":
                least = best
            else:
                value = best if concept in ("smr", "sseq") else paid
                least = answers(sweeps, value, others, free=concept in ("gmr", "smr"))
                # holes hold LOW in `paid`, so they are nobody's improvement
                least = along(np.maximum, np.minimum(paid, least), grid.axes[party])
            found[concept, party] = grid.take(least <= paid)
    return found


def laid(conflict: Conflict) -> Sweeps:
    """A conflict on its grid. Raises TooLargeError for more combinations than can be held."""
    grid = lay(conflict)
    worth: dict[int, Ints] = {}
    for party in conflict.modelled:
        payoff = conflict.payoffs[party]
        assert payoff is not None
        worth[party] = grid.place(payoff)
    return Sweeps(grid, worth)


def answers(sweeps: Sweeps, value: Ints, others: Sequence[int], *, free: bool) -> Ints:
    """Of each cell, the least value over itself and what others reach, by any moves or by improvements."""
    grid = sweeps.grid
    if free:
        try:
            return reached(value, grid, others)
        except LongError:
            pass
    full = np.broadcast_to(value, grid.shape)
    full = np.ascontiguousarray(full) if grid.holes is None else np.where(grid.holes.reshape(grid.shape), HIGH, full)
    if free:
        return sweeps.searched(full.reshape(-1), others, free=True).reshape(grid.shape)
    return sweeps.improved(full.reshape(-1), others).reshape(grid.shape)
