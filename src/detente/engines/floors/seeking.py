"""A package that keeps given demands, or the proof that there is none: a SAT solver that learns what numbers forbid.

The solver knows the formulas. A package that it proposes is summed up in integers; where a floor is missed, it is told
why in a clause: this or that issue would have to be worth more than what here is at best of no avail. Such a clause is
a valid inequality of the floor, whatever else is given up, so that what is learned for one question holds for the next
(lazy clause generation, Ohrimenko, Stuckey and Codish 2009). Where that takes long, options are decided one by one, and
what the linear relaxation shows to be out of reach is learned in the same way, from its weights in integers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from detente.engines.floors.model import Demands, Floor, UndecidedError
from detente.engines.floors.relaxing import Open, Relaxation, Relaxed, Sum
from detente.engines.masks import bits
from detente.engines.search import Search

MOST_LEARNED = 400
"""So many clauses are learned for one question before it is given up."""

PLAIN = 20
"""So many are learned from single floors, before the relaxation is asked."""


class Seeker:
    """Asks one set of demands again and again; what it learns stays. `core` is why the last answer was none."""

    def __init__(self, demands: Demands, stop: Callable[[], bool] = lambda: False, plain: int = PLAIN) -> None:
        from pysat.solvers import Solver

        self.demands, self.stop, self.plain = demands, stop, plain
        formulas = demands.formulas
        always = [(bit, 0) for bit in range(demands.count)]  # every demand has its literal, broken by nothing yet
        soft = [*always, *demands.joint]
        search = Search(formulas, range(len(formulas.sizes)), demands.hard, soft, demands.own)
        self.blocks = [search.value[variable] for variable in range(len(formulas.sizes))]
        self._block_of: dict[int, int] = {}
        for floor in demands.floors:
            for formula, _ in floor.bonuses:
                if formula not in self._block_of:
                    literal = search.literal(formula)
                    self._block_of[formula] = len(self.blocks)
                    self.blocks.append([-literal, literal])
        self.broken = [search.broken[bit] for bit in range(demands.count)]
        self._bit = {-literal: bit for bit, literal in enumerate(self.broken)}
        self._sums = {bit: self._sum(bit, floor) for bit, floor in demands.floors_in(demands.numeric)}
        self._solver: Any = Solver(name="glucose4", bootstrap_with=search.clauses)
        self._solver.set_phases([self._favoured(block) for block in range(len(formulas.sizes))])
        self._closed: set[int] = set()
        self.core = 0

    def close(self) -> None:
        """Let go of the solver's memory."""
        self._solver.delete()

    def _sum(self, bit: int, floor: Floor) -> Sum:
        worths = [*floor.worths, *([0, 0] for _ in self._block_of)]
        for formula, worth in floor.bonuses:
            at = self._block_of[formula]
            worths[at] = (0, worths[at][1] + worth)
        return Sum(tuple(map(tuple, worths)), floor.least, 1 << bit)

    def _favoured(self, block: int) -> int:
        """The literal of the value that is worth most to all floors together: a good first guess."""
        size = len(self.blocks[block])
        shares = [0.0] * size
        for one in self._sums.values():
            low, high = min(one.worths[block]), max(one.worths[block])
            whole = sum(max(worths) - min(worths) for worths in one.worths)
            for value in range(size):
                shares[value] += (one.worths[block][value] - low) / whole if high > low else 0.0
        return self.blocks[block][max(range(size), key=lambda value: shares[value])]

    def find(self, kept: int, most: int = MOST_LEARNED) -> tuple[int, ...] | None:
        """A package that breaks none of the demands kept, or None: there is none, and `core` keeps why.

        Raises UndecidedError where more than `most` clauses would be needed.
        """
        assumed = [-self.broken[bit] for bit in bits(kept)]
        floors = [self._sums[bit] for bit in bits(kept & self.demands.numeric)]
        decided: list[int] = []
        learned = 0
        if floors:
            self._probe()
        while learned <= most and not self.stop():
            if not self._solver.solve(assumptions=[*assumed, *decided]):
                core = set(self._solver.get_core() or ())
                if core.isdisjoint(decided):
                    self.core = sum(1 << self._bit[literal] for literal in core)
                    return None
                self._solver.add_clause([-literal for literal in core])
                decided = decided[: max(at for at, literal in enumerate(decided) if literal in core)]
                continue
            true = {literal for literal in self._solver.get_model() if literal > 0}
            taken = [_taken(block, true) for block in self.blocks]
            missed = [one for one in floors if one.of(taken) < one.least]
            if not missed:
                return tuple(taken[: len(self.demands.formulas.sizes)])
            learned += 1
            open_ = self._open(assumed)
            if learned <= self.plain:
                self._learn(
                    missed,
                    [
                        [value == one for value in range(len(block))]
                        for block, one in zip(self.blocks, taken, strict=True)
                    ],
                    open_,
                )
            else:
                self._decide(kept, assumed, decided, open_)
        raise UndecidedError

    def _learn(self, sums: Sequence[Sum], here: Open, open_: Open) -> None:
        for one in sums:
            self._solver.add_clause(self._why(one, here, open_))

    def _decide(self, kept: int, assumed: list[int], decided: list[int], open_: Open) -> None:
        """Learn why what is decided so far leaves nothing, or decide one option more."""
        if not len(decided) % 8:
            self._probe()
        here = self._open([*assumed, *decided])
        relaxed = self._relaxation.solve(kept, here)
        if relaxed is not None and relaxed.weighed.most(here) < relaxed.weighed.least:
            self._learn([relaxed.weighed], here, open_)
            return
        undecided = [at for at, free in enumerate(here) if sum(free) > 1]
        if not undecided:  # one package is left, and the solver's own learning settles it
            taken = [free.index(True) for free in here]
            missed = [self._sums[bit] for bit in bits(kept & self.demands.numeric)]
            self._learn([one for one in missed if one.of(taken) < one.least], here, open_)
            return
        decided.append(self._next(undecided, here, relaxed))

    def _next(self, undecided: Sequence[int], here: Open, relaxed: Relaxed | None) -> int:
        """The option to decide for: of the block that is most in parts the largest part; and phases after the rest."""
        if relaxed is None:
            return self.blocks[undecided[0]][here[undecided[0]].index(True)]
        shares = relaxed.shares
        self._solver.set_phases(
            [
                block[max(range(len(block)), key=lambda value: share[value])]
                for block, share in zip(self.blocks, shares, strict=True)
            ]
        )
        parted = min(undecided, key=lambda at: max(shares[at]))
        best = max((value for value, free in enumerate(here[parted]) if free), key=lambda value: shares[parted][value])
        return self.blocks[parted][best]

    @cached_property
    def _relaxation(self) -> Relaxation:
        return Relaxation(self.demands, self._sums, self._block_of)

    def _probe(self) -> None:
        """Find the values that are out whatever is assumed: of these the solver does not tell when it propagates."""
        for block in self.blocks:
            for literal in block:
                if literal in self._closed:
                    continue
                possible, implied = self._solver.propagate(assumptions=[literal])
                if not possible:
                    self._solver.add_clause([-literal])
                    self._closed.add(literal)
                elif literal not in implied:
                    self._closed.update(other for other in block if other != literal)

    def _open(self, assumed: list[int]) -> list[list[bool]]:
        """Of every block, the values that what is assumed leaves open."""
        _, implied = self._solver.propagate(assumptions=assumed)
        closed = self._closed.union(-literal for literal in implied)
        return [[literal not in closed for literal in block] for block in self.blocks]

    def _why(self, one: Sum, here: Open, open_: Open) -> list[int]:
        """The clause that forbids what is `here` and as much more as the sum allows.

        With `cap[i]` what block i may be worth at most, Σ cap < least: so some block must be worth more than its cap.
        Caps are first the most that is here, then raised while that stays below: blocks to the most that is open at
        all, so that they fall out of the clause, those first that need least.
        """
        caps = [_highest(worths, free) for worths, free in zip(one.worths, here, strict=True)]
        reach = [_highest(worths, free) for worths, free in zip(one.worths, open_, strict=True)]
        room = one.least - 1 - sum(caps)
        for at in sorted(range(len(caps)), key=lambda at: reach[at] - caps[at]):
            rise = max(0, reach[at] - caps[at])
            if rise <= room:
                room, caps[at] = room - rise, caps[at] + rise
        for at, worths in enumerate(one.worths):  # what is left over
            better = [worth for worth in worths if caps[at] < worth <= caps[at] + room]
            if better:
                room, caps[at] = room - (max(better) - caps[at]), max(better)
        clause = [self.broken[bit] for bit in bits(one.kept)]
        for block, worths, cap in zip(self.blocks, one.worths, caps, strict=True):
            clause += [literal for literal, worth in zip(block, worths, strict=True) if worth > cap]
        return clause


def _highest(worths: Sequence[int], free: Sequence[bool]) -> int:
    return max((worth for worth, is_free in zip(worths, free, strict=True) if is_free), default=min(worths))


def _taken(block: Sequence[int], true: set[int]) -> int:
    """The value of a block in a model; of a bonus, whose literals are each other's negation, whether it is had."""
    return next(value for value, one in enumerate(block) if (one in true if one > 0 else -one not in true))
