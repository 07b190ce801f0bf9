"""Why no package keeps given demands, the fewest to give up, and the most that one of them could ask.

Minimal sets come by MARCO over an oracle (Liffiton and others 2016), the fewest to give up by implicit hitting sets
(Moreno-Centeno and Karp 2013), or where these become many, number by number by a tree of weighted sums.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from detente.engines.diagrams import TooWide
from detente.engines.floors.model import UndecidedError
from detente.engines.floors.oracle import LEARNING, PARTING, PROGRAMMING, SWEEPING, DisagreementError, Oracle, Stop
from detente.engines.floors.seeking import Seeker
from detente.engines.marco import minimal_sets
from detente.engines.masks import bits

FEW_ROWS, QUICK_ROWS = 4_000, 400
"""So many sums at most are carried to find the most that a floor could ask: a program is faster then."""

QUICK_LEARNED = 60

FEW_PARTED = 20
"""So often options are parted before another method is asked."""

FEW_HITS = 20
"""So many conflicts are looked for, where diagrams are too wide, before the fewest to give up are sought otherwise."""


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
    them: no fewer demands meet them all. None where it was shown at once, by two methods, that no package breaks fewer.
    """

    given_up: int
    package: tuple[int, ...]
    conflicts: tuple[int, ...] | None = ()
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
    if not oracle.feasible(0):
        return None
    many = kept & oracle.demands.numeric and not oracle.narrow
    try:
        return _by_hitting(oracle, kept, FEW_HITS if many else None)
    except _ManyHitsError as error:
        least = error.least
    try:
        return _by_number(oracle, kept, least)
    except UndecidedError:
        if oracle.stop():
            raise
        return _by_hitting(oracle, kept, None)


class _ManyHitsError(Exception):
    """More conflicts were found than are worth looking for; `least` demands at least must be given up."""

    def __init__(self, least: int) -> None:
        super().__init__()
        self.least = least


def _by_hitting(oracle: Oracle, kept: int, most: int | None) -> Fewest:
    from pysat.examples.hitman import Hitman

    hits, rest, given_up = _Hits(oracle), kept, 0
    with Hitman(solver="g4", htype="sorted") as hitman:

        def add(left: int) -> int:
            if most is not None and len(hits.found) >= most:
                raise _ManyHitsError(given_up.bit_count())
            core = hits.add(left)
            hitman.hit(list(bits(core)))
            return core

        while not oracle.feasible(rest):  # conflicts that share nothing first
            rest &= ~add(rest)
        while not oracle.feasible(kept & ~given_up):
            if hits.found:
                given_up = sum(1 << bit for bit in hitman.get())
                left = kept & ~given_up
                while not oracle.feasible(left):
                    left &= ~add(left)
    return Fewest(oracle.demands.broken(oracle.package) & kept, oracle.package, tuple(hits.found), tuple(hits.shown))


def _by_number(oracle: Oracle, kept: int, least: int) -> Fewest:
    """Is there a package that breaks at most so many? The last no is given by the tree and by the program."""
    broken, denied = least, (0, "")
    while True:
        package, how = _breaking(oracle, kept, broken)
        if package is not None:
            break
        denied, broken = (broken, how), broken + 1
    given_up = oracle.demands.broken(package) & kept
    fewer = given_up.bit_count() - 1
    for how, find in ((PARTING, oracle.parting.find), (PROGRAMMING, oracle.program.find)):
        if fewer >= 0 and denied != (fewer, how) and find(kept, fewer) is not None:
            raise DisagreementError(f"{how} finds a package that breaks {fewer} of demands {kept:b}")
    return Fewest(given_up, package, None, (PARTING, PROGRAMMING) if fewer >= 0 else ())


def _breaking(oracle: Oracle, kept: int, broken: int) -> tuple[tuple[int, ...] | None, str]:
    try:
        return oracle.parting.find(kept, broken, FEW_PARTED), PARTING
    except UndecidedError:
        if oracle.stop():
            raise
        return oracle.program.find(kept, broken), PROGRAMMING


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
