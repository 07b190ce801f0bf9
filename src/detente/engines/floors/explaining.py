"""Why no package keeps given demands, and the fewest to give up.

Minimal sets come by MARCO over an oracle (Liffiton and others 2016), the fewest to give up by implicit hitting sets
(Moreno-Centeno and Karp 2013). Every "no package" that rests on a floor is shown a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from detente.engines.diagrams import TooWide
from detente.engines.floors.model import Demands, UndecidedError
from detente.engines.floors.programming import Program
from detente.engines.floors.seeking import MOST_LEARNED, Seeker
from detente.engines.floors.sweeping import Passes
from detente.engines.marco import minimal_sets, shrunk
from detente.engines.masks import bits

LEARNING = "SAT solver that learns from the sums"
SWEEPING = "passes over a decision diagram"
PROGRAMMING = "0-1 programming (HiGHS)"
FORMULAS = "SAT solver"

FEW_LEARNED, MORE_LEARNED = 30, 120
"""So many clauses at most for a question that need not be answered."""

FEW_ROWS, QUICK_ROWS = 4_000, 400
"""So many sums at most are carried to find the most that a floor could ask: a program is faster then."""

QUICK_LEARNED = 60

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
            found = self.program.find(kept)
            if found is None:
                self._shown[kept] = (PROGRAMMING, self._swept(kept))
                self._last = kept
        return found

    def less(self, kept: int) -> int:
        """After a no: a subset of the demands kept that no package keeps."""
        return self._last & kept

    def more(self, kept: int) -> int:
        """After a yes: all demands that the package found keeps."""
        return kept | self.everything & ~self._last

    def small(self, kept: int) -> tuple[int, bool]:
        """A subset, that no package keeps, of demands that no package keeps, and whether it is known to be minimal.

        A demand whose need is not settled within a few clauses stays, and is asked about once more at the end.
        """
        unsure: set[int] = set()

        def feasible(rest: int) -> bool:
            try:
                return self._briefly(rest, FEW_LEARNED)
            except UndecidedError:
                if self.stop():
                    raise
                unsure.add(rest)
                return True

        assert not self.feasible(kept)
        core = shrunk(self.less(kept), feasible, self.less)
        try:
            rests = [core & ~(1 << bit) for bit in bits(core)]
            sure = all(self._briefly(rest, MORE_LEARNED) for rest in rests if rest in unsure)
        except UndecidedError:
            return core, False
        return (core, True) if sure else self.small(core)

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
        core, needed = [self.less(kept)], [0]

        def feasible(rest: int) -> bool:
            asked = self.asked
            found = self.feasible(rest)
            if found and self.asked > asked:
                needed[0] = self._rotate(core[0], needed[0], self.package, self._last)
            return found

        def less(rest: int) -> int:
            core[0] = self.less(rest)
            return core[0]

        return shrunk(core[0], feasible, less)

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
            self._shown[kept] = (LEARNING, self._again(kept))
        return self._shown[kept]

    def _again(self, kept: int) -> str:
        try:
            return self._swept(kept)
        except UndecidedError:
            if self.stop():
                raise
        if self.program.find(kept) is not None:
            raise DisagreementError(f"{LEARNING} and {PROGRAMMING} differ on demands {kept:b}")
        return PROGRAMMING

    def _swept(self, kept: int) -> str:
        try:
            if self.passes.exists(kept):
                raise DisagreementError(f"{SWEEPING} finds a package that keeps demands {kept:b}")
        except TooWide:
            raise UndecidedError from None
        return SWEEPING

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
    def program(self) -> Program:
        """The demands as 0-1 program."""
        known = self._tools.get(PROGRAMMING)
        if not isinstance(known, Program):
            known = self._tools[PROGRAMMING] = Program(self.demands)
        return known


def conflicts(
    oracle: Oracle, groups: Sequence[int], known: Sequence[int] = (), stop: Stop = lambda: False
) -> Iterator[int]:
    """Stream the minimal sets of groups of demands that no package keeps together, as masks over the groups.

    Sets that contain one of `known`, which are such sets, are not looked at. Each set is shown by two methods where a
    floor is among its demands. If it ends without `stop()`, these are all. Raises UndecidedError.
    """

    def union(mask: int) -> int:
        kept = 0
        for place in bits(mask):
            kept |= groups[place]
        return kept

    def less(mask: int) -> int:
        core = oracle.less(union(mask))
        return sum(1 << place for place in bits(mask) if groups[place] & core)

    def more(mask: int) -> int:
        held = oracle.more(union(mask))
        return mask | sum(1 << place for place, group in enumerate(groups) if not group & ~held)

    def feasible(mask: int) -> bool:
        return oracle.feasible(union(mask))

    for found in minimal_sets(len(groups), feasible, known=known, stop=stop, less=less, more=more):
        oracle.shown(union(found))
        yield found


@dataclass(frozen=True)
class Fewest:
    """The fewest demands to give up, and a package that keeps all others.

    `conflicts` are sets, not always minimal, that no package keeps, each shown by two methods where floors are among
    them: no fewer demands meet them all.
    """

    given_up: int
    package: tuple[int, ...]
    conflicts: tuple[int, ...] = ()
    shown_by: tuple[str, ...] = ()


@dataclass
class _Hits:
    """Sets that no package keeps, so far, and by what that was shown."""

    oracle: Oracle
    found: list[int] = field(default_factory=list)
    shown: dict[str, None] = field(default_factory=dict)

    def add(self, kept: int) -> int:
        """One more: minimal where it rests on formulas only; making one with floors smaller is not worth its time."""
        assert not self.oracle.feasible(kept)
        core = self.oracle.less(kept)
        if not core & self.oracle.demands.numeric:
            core = self.oracle.minimal(core)
        self.shown.update(dict.fromkeys(self.oracle.shown(core)))
        self.found.append(core)
        return core


def fewest(oracle: Oracle, kept: int) -> Fewest | None:
    """The fewest of these demands to give up so that a package keeps the rest; None: giving up all is not enough.

    Raises UndecidedError.
    """
    from pysat.examples.hitman import Hitman

    if not oracle.feasible(0):
        return None
    hits, rest = _Hits(oracle), kept
    with Hitman(solver="g4", htype="sorted") as hitman:
        while not oracle.feasible(rest):  # conflicts that share nothing first
            core = hits.add(rest)
            hitman.hit(list(bits(core)))
            rest &= ~core
        given_up = 0
        while not oracle.feasible(kept & ~given_up):
            if hits.found:
                given_up = sum(1 << bit for bit in hitman.get())
                left = kept & ~given_up
                while not oracle.feasible(left):
                    core = hits.add(left)
                    hitman.hit(list(bits(core)))
                    left &= ~core
    return Fewest(oracle.demands.broken(oracle.package) & kept, oracle.package, tuple(hits.found), tuple(hits.shown))


@dataclass(frozen=True)
class Most:
    """The most that a floor could ask, and a package that gives it; `shown_by` says how it is known that none gives
    more.
    """

    worth: int
    package: tuple[int, ...]
    shown_by: tuple[str, ...]


def most(oracle: Oracle, kept: int, bit: int, *, quick: bool = False) -> Most | None:
    """How high floor `bit` could be, all other demands kept, before there is no package; None: there is none anyhow.

    `quick`: only if that takes milliseconds. Raises UndecidedError.
    """
    others = kept & ~(1 << bit)
    if not oracle.feasible(others):
        oracle.shown(oracle.less(others))
        return None
    demands, package, how = oracle.demands, oracle.package, SWEEPING
    floor = dict(demands.floors_in(1 << bit))[bit]
    try:
        best = oracle.passes.most(others, bit, QUICK_ROWS if quick else FEW_ROWS)
        if best is None:
            raise DisagreementError(f"{SWEEPING} finds no package that keeps demands {others:b}")
    except TooWide:
        if quick:
            raise UndecidedError from None
        package, how = oracle.program.most(others, bit) or package, PROGRAMMING
        best = floor.of(demands.formulas, package)
    return _confirmed(oracle, others, bit, Most(best, package, (how, LEARNING)), quick=quick)


def _confirmed(oracle: Oracle, others: int, bit: int, named: Most, *, quick: bool) -> Most:
    """A package that gives the most, and the learner's proof that none gives more."""
    floor = dict(oracle.demands.floors_in(1 << bit))[bit]
    found, how = named, named.shown_by[0]
    if floor.of(oracle.demands.formulas, found.package) < found.worth:
        package = _reached(oracle, others, bit, found.worth, quick=quick)
        if package is None:
            raise DisagreementError(f"{how} names {found.worth} as the most of demand {bit}; {LEARNING} finds less")
        found = replace(found, package=package)
    while True:
        package = _reached(oracle, others, bit, found.worth + 1, quick=quick)
        if package is None:
            return found
        if how == SWEEPING:
            raise DisagreementError(f"{how} names {found.worth} as the most of demand {bit}; {LEARNING} finds more")
        found = replace(found, worth=floor.of(oracle.demands.formulas, package), package=package)


def _reached(oracle: Oracle, others: int, bit: int, least: int, *, quick: bool) -> tuple[int, ...] | None:
    """A package that keeps the others and gives the floor this much, by the learner."""
    raised = oracle.demands.raised(bit, least)
    seeker = Seeker(raised, oracle.stop, plain=QUICK_LEARNED + 1) if quick else Seeker(raised, oracle.stop)
    try:
        return seeker.find(others | 1 << bit, QUICK_LEARNED if quick else oracle.learned)
    finally:
        seeker.close()
