"""The same questions by a SAT solver, for components too wide to draw: a package or the proof that there is none, the
lightest set of
soft constraints to break, and all minimal conflicts and concessions, streamed.

Conflicts and concessions come by MARCO (Liffiton, Previti, Malik and Marques-Silva 2016, "Fast, flexible MUS
enumeration"): a map of what is not yet explained, seeds grown to largest satisfiable or shrunk to smallest
unsatisfiable sets. Lightest sets come by RC2 (Ignatiev, Morgado and Marques-Silva 2019).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from detente.engines.formulas import ALL, ANY, COUNT, FALSE, IFF, LITERAL, TRUE, Formulas
from detente.engines.masks import bits


class Search:
    """One component as clauses.

    `own[variable][value]` and the bits of `soft` are soft constraints, broken by a value or where a formula holds.
    """

    def __init__(
        self,
        formulas: Formulas,
        variables: Sequence[int],
        hard: Sequence[int],
        soft: Sequence[tuple[int, int]],
        own: Mapping[int, Sequence[int]],
    ) -> None:
        self.formulas = formulas
        self.variables = tuple(variables)
        self.clauses: list[list[int]] = []
        self._top = 0
        self._made: dict[int, int] = {}
        self.value = {v: [self._new() for _ in range(formulas.sizes[v])] for v in self.variables}
        for literals in self.value.values():
            self.clauses.append(list(literals))
            self._at_most_one(literals)
        for formula in hard:
            self.clauses.append([self._literal(formula)])
        self.broken: dict[int, int] = {}
        for variable in self.variables:
            for value, mask in enumerate(own[variable]):
                for bit in bits(mask):
                    self.clauses.append([-self.value[variable][value], self._broken(bit)])
        for bit, formula in soft:
            self.clauses.append([-self._literal(formula), self._broken(bit)])

    def _new(self) -> int:
        self._top += 1
        return self._top

    def _broken(self, bit: int) -> int:
        """The literal "soft constraint `bit` is given up"."""
        if bit not in self.broken:
            self.broken[bit] = self._new()
        return self.broken[bit]

    def _at_most_one(self, literals: Sequence[int]) -> None:
        """Pairwise for a few values, by a ladder for many."""
        if len(literals) <= 6:
            self.clauses.extend([-a, -b] for n, a in enumerate(literals) for b in literals[n + 1 :])
            return
        before = literals[0]
        for literal in literals[1:]:
            seen = self._new()
            self.clauses += [[-before, seen], [-before, -literal], [-literal, seen]]
            before = seen

    def _literal(self, formula: int) -> int:
        """A literal that is true exactly where the formula holds."""
        known = self._made.get(formula)
        if known is not None:
            return known
        made = self._made[formula] = self._define(formula)
        return made

    def literal(self, formula: int) -> int:
        """The same, for those who add clauses of their own: to be asked for before `clauses` are taken."""
        return self._literal(formula)

    def _define(self, formula: int) -> int:
        if formula in (TRUE, FALSE):
            fixed = self._new()
            self.clauses.append([fixed if formula == TRUE else -fixed])
            return fixed
        kind, number, parts = self.formulas.node(formula)
        if kind == LITERAL:
            return self._either([self.value[number][value] for value in bits(parts[0])])
        inner = [self._literal(part) for part in parts]
        if kind == ANY:
            return self._either(inner)
        if kind == ALL:
            return -self._either([-literal for literal in inner])
        if kind == IFF:
            same, (a, b) = self._new(), inner
            self.clauses += [[-same, -a, b], [-same, a, -b], [same, a, b], [same, -a, -b]]
            return same
        assert kind == COUNT
        return self._at_least(number, inner)

    def _either(self, literals: list[int]) -> int:
        if len(literals) == 1:
            return literals[0]
        made = self._new()
        self.clauses.append([-made, *literals])
        self.clauses.extend([-literal, made] for literal in literals)
        return made

    def _at_least(self, least: int, literals: list[int]) -> int:
        """A sequential counter: row k says that at least k of the literals so far hold."""
        row: list[int] = []
        for literal in literals:
            longer = []
            for level in range(min(len(row) + 1, least)):
                below = None if level == 0 else row[level - 1]
                grown = literal if below is None else -self._either([-literal, -below])
                longer.append(self._either([row[level], grown]) if level < len(row) else grown)
            row = longer
        return row[least - 1]

    def _solver(self) -> Any:
        from pysat.solvers import Solver

        return Solver(name="glucose4", bootstrap_with=self.clauses)

    def _package(self, model: Sequence[int]) -> tuple[tuple[int, int], ...]:
        true = {literal for literal in model if literal > 0}
        return tuple(
            (variable, next(value for value, literal in enumerate(self.value[variable]) if literal in true))
            for variable in self.variables
        )

    def first(self, free: int = 0) -> tuple[tuple[int, int], ...] | None:
        """A package that breaks only soft constraints in `free`, or None: there is none, proved."""
        with self._solver() as solver:
            if solver.solve(assumptions=[-literal for bit, literal in self.broken.items() if not free >> bit & 1]):
                return self._package(solver.get_model())
        return None

    def lightest(self, prices: Sequence[int], free: int | None = None) -> tuple[int, int] | None:
        """The least total price of soft constraints to give up, and one such set.

        None where giving up all that is free is not enough.
        """
        from pysat.examples.rc2 import RC2Stratified
        from pysat.formula import WCNF

        if self.first(~0 if free is None else free) is None:
            return None
        if not any(prices[bit] for bit in self.broken):
            return 0, 0
        problem = WCNF()
        problem.extend(self.clauses)
        for bit, literal in self.broken.items():
            if free is not None and not free >> bit & 1:
                problem.append([-literal])
            if prices[bit]:
                problem.append([-literal], weight=prices[bit])
        with RC2Stratified(problem, solver="g4") as solver:
            true = {literal for literal in solver.compute() if literal > 0}
        given_up = sum(1 << bit for bit, literal in self.broken.items() if literal in true and prices[bit])
        return sum(prices[bit] for bit in bits(given_up)), given_up

    def explain(self, listed: int, stop: Callable[[], bool]) -> Iterator[tuple[str, int]]:
        """Stream ("conflict", set) and ("concession", set) over the listed soft constraints; ends early only
        where `stop()` says so.

        Constraints that are not listed are given up throughout. Where no package meets the hard formulas, the
        empty set is the conflict. If the iterator ends without `stop()`, everything was found.
        """
        from pysat.solvers import Solver

        names = {bit: literal for bit, literal in self.broken.items() if listed >> bit & 1}
        if not names:
            yield ("conflict" if self.first(~0) is None else "concession"), 0
            return
        solver: Any = self._solver()
        index = {bit: number for number, bit in enumerate(names, 1)}
        seeds: Any = Solver(name="glucose4")
        for number in index.values():
            seeds.add_clause([number, -number])
        with solver, seeds:
            seeds.set_phases(list(index.values()))
            while not stop() and seeds.solve():
                model = set(seeds.get_model())
                seed = {bit for bit, number in index.items() if number in model}
                if solver.solve(assumptions=[-names[bit] for bit in seed]):
                    kept = self._grow(solver, seed, names)
                    given_up = names.keys() - kept
                    yield "concession", sum(1 << bit for bit in given_up)
                    seeds.add_clause([index[bit] for bit in given_up])
                else:
                    core = self._shrink(solver, names)
                    yield "conflict", sum(1 << bit for bit in core)
                    seeds.add_clause([-index[bit] for bit in core])

    @staticmethod
    def _grow(solver: Any, seed: set[int], names: Mapping[int, int]) -> set[int]:
        """A largest set of constraints with the seed that some package keeps."""
        kept = set(seed)
        for bit in names:
            if bit not in kept and solver.solve(assumptions=[-names[b] for b in (*kept, bit)]):
                kept.add(bit)
        return kept

    @staticmethod
    def _shrink(solver: Any, names: Mapping[int, int]) -> set[int]:
        """A smallest set of constraints, inside the solver's last core, that no package keeps."""
        back = {-literal: bit for bit, literal in names.items()}
        core = {back[literal] for literal in solver.get_core() or ()}
        for bit in sorted(core):
            if bit not in core:
                continue
            rest = core - {bit}
            if not solver.solve(assumptions=[-names[b] for b in rest]):
                core = {back[literal] for literal in solver.get_core() or ()} & rest
        return core
