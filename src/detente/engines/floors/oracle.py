"""Can given demands be kept together: several methods behind one question, and what they answered.

A "no" that rests on a floor is shown a second time, by another method.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cached_property

from detente.engines.diagrams import TooWide
from detente.engines.floors.model import Demands, UndecidedError
from detente.engines.floors.parting import Parting
from detente.engines.floors.programming import Program
from detente.engines.floors.seeking import MOST_LEARNED, Seeker
from detente.engines.floors.sweeping import Passes
from detente.engines.marco import shrunk
from detente.engines.masks import bits

LEARNING = "SAT solver that learns from the sums"
SWEEPING = "passes over a decision diagram"
PARTING = "tree of weighted sums, exact in integers"
PROGRAMMING = "0-1 programming (HiGHS)"
FORMULAS = "SAT solver"

FEW_LEARNED, MORE_LEARNED = 10, 120
"""So many clauses at most for a question that need not be answered."""

MORE_PARTED = 200
"""So often options are parted before another method is asked."""

BRIEF = 0.5
"""Seconds of the program for a question that need not be answered."""

MOST_UNSURE = 4
"""So many demands of a conflict, whose need is not told in that time, are put up with before the rest are not asked."""

Stop = Callable[[], bool]


class DisagreementError(Exception):
    """Two methods gave different answers to one question: a fault of this program."""


class Oracle:
    """Asks demands whether they can be kept together, and remembers what it was told.

    `stop` ends every search; then, and where all methods give up, UndecidedError is raised.
    """

    def __init__(self, demands: Demands, stop: Stop = lambda: False, learned: int = MOST_LEARNED) -> None:
        self.demands, self.stop, self.learned = demands, stop, learned
        self.everything = (1 << demands.count) - 1
        self.package: tuple[int, ...] = ()
        self.asked = 0
        self._last = 0
        self._packages: dict[int, tuple[int, ...]] = {}
        self._cores: list[int] = []
        self._others: list[int] = []
        """Demands that no package keeps by another method than the learner."""
        self._shown: dict[int, tuple[str, ...]] = {}
        self._seeker = Seeker(demands, stop)
        self._tools: dict[str, object] = {}

    def feasible(self, kept: int) -> bool:
        """Whether a package keeps these demands; then `package` is one, else `less` says why not."""
        for broken, package in reversed(self._packages.items()):
            if not broken & kept:
                self._last, self.package = broken, package
                return True
        inside = [core for core in self._cores if not core & ~kept]
        if inside:
            self._last = min(inside, key=int.bit_count)
            return False
        self.asked += 1
        found = self._found(kept)
        if found is None:
            self._cores.append(self._last)
            return False
        self.package, self._last = found, self.demands.broken(found)
        self._packages[self._last] = found
        return True

    def _found(self, kept: int) -> tuple[int, ...] | None:
        try:
            found = self._seeker.find(kept, self.learned)
            self._last = self._seeker.core
        except UndecidedError:
            if self.stop():
                raise
            if self.learned <= MORE_LEARNED:
                raise
            found = self._parted(kept)
        return found

    def _parted(self, kept: int) -> tuple[int, ...] | None:
        """Where the learner gave up: by the tree, then by the program. A no is shown by two methods at once."""
        tree = self.parting
        try:
            found = tree.find(kept, most=MORE_PARTED)
        except UndecidedError:
            if self.stop():
                raise
            found = self.program.find(kept)
            if found is None:
                self._shown[kept] = (PROGRAMMING, self._swept(kept))
                self._others.append(kept)
                self._last = kept
            return found
        if found is None:
            self._shown[tree.core] = (PARTING, self._other(tree.core))
            self._others.append(tree.core)
            self._last = tree.core
        return found

    def less(self, kept: int) -> int:
        """After a no: a subset of the demands kept that no package keeps."""
        return self._last & kept

    def more(self, kept: int) -> int:
        """After a yes: all demands that the package found keeps."""
        return kept | self.everything & ~self._last

    def small(self, kept: int) -> tuple[int, bool]:
        """A subset, that no package keeps, of demands that no package keeps, and whether it is known to be minimal.

        Of formulas alone where that is possible. A demand whose need is not settled with little patience stays.
        """
        formulas = kept & ~self.demands.numeric
        if not self.feasible(formulas):
            return self.minimal(formulas), True
        assert not self.feasible(kept)
        start = core = self._rooted(kept)
        needed, unsure = 0, 0
        for bit in bits(start):
            if not core & ~needed & 1 << bit or unsure.bit_count() == MOST_UNSURE:
                continue
            asked = self.asked
            fits = self._programmed(core & ~(1 << bit))
            if fits is None:
                unsure |= 1 << bit
            elif not fits:
                core = self.less(core & ~(1 << bit))
            else:
                needed |= 1 << bit
                needed = self._rotate(core, needed, self.package, self._last) if self.asked > asked else needed
        try:
            self.shown(core)
        except UndecidedError:
            if self.stop():
                raise
            return start, False
        return core, not core & ~needed

    def _rooted(self, kept: int) -> int:
        """Fewer demands that no package keeps, as far as the tree shows it without parting anything."""
        core = self.parting.excluded(kept)
        if core is None:
            return self.less(kept)

        def feasible(rest: int) -> bool:
            found[0] = self.parting.excluded(rest)
            return found[0] is None

        found: list[int | None] = [core]
        core = shrunk(core, feasible, lambda rest: rest if found[0] is None else found[0])
        self._cores.append(core)
        self._others.append(core)
        return core

    def _programmed(self, kept: int) -> bool | None:
        """Whether a package keeps these, by little of the learner and then by the program, whose no is not yet shown;
        None where that takes long.
        """
        with suppress(UndecidedError):
            return self._briefly(kept, FEW_LEARNED)
        if self.stop():
            raise UndecidedError
        try:
            found = self.program.find(kept, seconds=BRIEF)
        except UndecidedError:
            return None
        self.asked += 1
        if found is None:
            self._others.append(kept)
            self._last = kept
            return False
        self.package, self._last = found, self.demands.broken(found)
        self._packages[self._last] = found
        return True

    def _briefly(self, kept: int, learned: int) -> bool:
        """`feasible` with less patience, and by the learner alone."""
        before, self.learned = self.learned, min(self.learned, learned)
        try:
            return self.feasible(kept)
        finally:
            self.learned = before

    def minimal(self, kept: int) -> int:
        """A minimal subset, that no package keeps, of demands that no package keeps."""
        assert not self.feasible(kept)
        return self._shrunk(self.less(kept), self.feasible)

    def _shrunk(self, start: int, ask: Callable[[int], bool]) -> int:
        """The same, minimal as far as `ask` tells; a package beside one that is found saves questions."""
        core, needed = [start], [0]

        def feasible(rest: int) -> bool:
            asked = self.asked
            found = ask(rest)
            if found and self.asked > asked and not self._last & rest:
                needed[0] = self._rotate(core[0], needed[0], self.package, self._last)
            return found

        def less(rest: int) -> int:
            core[0] = self.less(rest)
            return core[0]

        return shrunk(start, feasible, less)

    def _rotate(self, core: int, needed: int, package: tuple[int, ...], broken: int) -> int:
        """Remember packages beside one that breaks few demands of a core, where they break a single one of them: that
        one is needed (recursive model rotation, Belov and Marques-Silva 2011). Returns those known to be needed.
        """
        demands = self.demands
        pending = [(package, broken)]
        while pending:
            before, was = pending.pop()
            for variable, touching in enumerate(self._touching):
                for value in range(demands.formulas.sizes[variable]):
                    if value == before[variable]:
                        continue
                    beside = (*before[:variable], value, *before[variable + 1 :])
                    single = (was & ~touching | demands.broken(beside, touching & core)) & core
                    if single.bit_count() == 1 and not single & needed and demands.feasible(beside):
                        needed |= single
                        whole = demands.broken(beside)
                        self._packages[whole] = beside
                        pending.append((beside, whole))
        return needed

    @cached_property
    def _touching(self) -> list[int]:
        """For each variable, the demands that look at it."""
        demands, found = self.demands, [0] * len(self.demands.formulas.sizes)
        for bit, formula in enumerate(demands.refused):
            for variable in demands.formulas.support(formula):
                found[variable] |= 1 << bit
        return [mask | demands.numeric for mask in found]

    def shown(self, kept: int) -> tuple[str, ...]:
        """The methods by which it is shown that no package keeps these demands: two where a floor is among them.

        Raises UndecidedError where a second cannot be had, DisagreementError where it finds a package.
        """
        if not kept & self.demands.numeric:
            return (FORMULAS,)
        if kept not in self._shown:
            self._shown[kept] = self._again(kept)
        return self._shown[kept]

    def _again(self, kept: int) -> tuple[str, ...]:
        """By diagram, tree and program, the first two of these that answer, or one and the learner's word."""
        learned = self._learned(kept) if any(not one & ~kept for one in self._others) else True
        how = [LEARNING] if learned else []
        try:
            how.append(self._swept(kept))
        except UndecidedError:
            if self.stop():
                raise
        if len(how) < 2:
            with suppress(UndecidedError):
                if self.parting.find(kept, most=MORE_PARTED) is not None:
                    raise DisagreementError(f"{PARTING} finds a package that keeps demands {kept:b}")
                how.append(PARTING)
        if self.stop():
            raise UndecidedError
        if len(how) < 2:
            if self.program.find(kept) is not None:
                raise DisagreementError(f"{PROGRAMMING} finds a package that keeps demands {kept:b}")
            how.append(PROGRAMMING)
        if len(how) < 2:
            raise UndecidedError
        return tuple(how)

    def _learned(self, kept: int) -> bool:
        """Whether the learner shows that no package keeps these."""
        try:
            found = self._seeker.find(kept, min(self.learned, MORE_LEARNED))
        except UndecidedError:
            if self.stop():
                raise
            return False
        if found is not None:
            raise DisagreementError(f"{LEARNING} finds a package that keeps demands {kept:b}")
        return True

    def _other(self, kept: int) -> str:
        """A second no, by the diagram or the program."""
        try:
            return self._swept(kept)
        except UndecidedError:
            if self.stop():
                raise
        if self.program.find(kept) is not None:
            raise DisagreementError(f"{PROGRAMMING} finds a package that keeps demands {kept:b}")
        return PROGRAMMING

    def _swept(self, kept: int) -> str:
        try:
            if self.passes.exists(kept):
                raise DisagreementError(f"{SWEEPING} finds a package that keeps demands {kept:b}")
        except TooWide:
            raise UndecidedError from None
        return SWEEPING

    @property
    def narrow(self) -> bool:
        """Whether the demands have a diagram."""
        try:
            return self.passes is not None
        except TooWide:
            return False

    @property
    def passes(self) -> Passes:
        """The diagram of the demands. Raises TooWide."""
        known = self._tools.get(SWEEPING)
        if known is None:
            try:
                known = Passes(self.demands)
            except TooWide as error:
                known = error
            self._tools[SWEEPING] = known
        if isinstance(known, Passes):
            return known
        raise TooWide

    @property
    def parting(self) -> Parting:
        """The demands as a tree of weighted sums."""
        known = self._tools.get(PARTING)
        if not isinstance(known, Parting):
            known = self._tools[PARTING] = Parting(self.demands, self.stop)
        return known

    @property
    def program(self) -> Program:
        """The demands as 0-1 program."""
        known = self._tools.get(PROGRAMMING)
        if not isinstance(known, Program):
            known = self._tools[PROGRAMMING] = Program(self.demands)
        return known
