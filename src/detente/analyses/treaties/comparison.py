"""The norms of two treaties side by side, cut to bands: cells of which a clause orders one thing on one condition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

from detente.analyses.treaties.effects import Boxes, Effect, as_much, effect_of, pieces, possible, simple
from detente.analyses.treaties.overlaying import Claims, Cover, Pairs
from detente.case.treaties.model import VAGUE
from detente.engines.norms.booleans import conjunction, negation
from detente.engines.norms.model import Boolean, Norm
from detente.engines.scopes import Boxes as BoxTable
from detente.engines.scopes import intersection, meeting
from detente.space.treaties.compiling import Compiled
from detente.space.treaties.variables import same_in_substance

SHARERS = 3
"""So many clauses on different conditions at most are looked at together for ordering what another orders always."""


@dataclass(frozen=True)
class Band:
    """Cells of which a clause orders one thing on one condition, and the sets of answers under which it does."""

    clause: int
    effect: Effect
    condition: Boolean
    boxes: Boxes
    answers: tuple[Pairs, ...]
    norm: Norm


class Comparison:
    """The norms of two treaties side by side."""

    def __init__(self, compiled: Compiled, a: str) -> None:
        self.compiled = compiled
        self.day = compiled.entered[a]
        self.full = compiled.universe.full
        self.bands = self._gathered()
        first = [compiled.provisions[band.clause].treaty.id == a for band in self.bands]
        self.sides = tuple([n for n, mine in enumerate(first) if mine is want] for want in (True, False))
        self._can: dict[Boolean, bool] = {}
        self.known: dict[Claims, Pairs | None] = {}
        self.busy = frozenset(band.clause for band in self.bands)
        self.vague = frozenset(n for n, one in enumerate(compiled.provisions) if one.provision.precision in VAGUE)
        names = {compiled.clauses[clause] for clause in self.vague}
        self._asked = frozenset(n for n, one in enumerate(compiled.questions) if one.name in names)
        self.stronger = self._compared()

    def loose(self, clauses: Iterable[int], answers: Pairs) -> bool:
        """Whether one of these clauses is vague, or one of these answers is of a vague one."""
        return not self.vague.isdisjoint(clauses) or not self._asked.isdisjoint(question for question, _ in answers)

    def _gathered(self) -> list[Band]:
        found: dict[tuple[int, Effect, Boolean, Boxes], tuple[Norm, dict[Pairs, None]]] = {}
        for given in self.compiled.system.norms:
            norm = same_in_substance(given, self.compiled.variables)
            norm = norm if norm.scope else replace(norm, scope=(self.full,))  # statuses: about no cell in particular
            for boxes, condition in pieces(norm):
                key = (norm.clause, effect_of(norm), condition, boxes)
                found.setdefault(key, (norm, {}))[1][norm.answers] = None
        return [Band(*key, tuple(answers), norm) for key, (norm, answers) in found.items()]

    def _compared(self) -> dict[int, list[tuple[int, Boxes, Boolean]]]:
        """For each band those of the other treaty that order as much of some of its cells: which, and if what holds."""
        tables = [BoxTable.of([self.bands[n].boxes for n in side], self.compiled.system.sizes) for side in self.sides]
        lefts, rights = meeting(*tables)
        pairs = sorted(set(zip(tables[0].owners[lefts].tolist(), tables[1].owners[rights].tolist(), strict=True)))
        found: dict[int, list[tuple[int, Boxes, Boolean]]] = {n: [] for n in range(len(self.bands))}
        for one, other in pairs:
            mine, theirs = self.sides[0][one], self.sides[1][other]
            for strong, weak in ((mine, theirs), (theirs, mine)):
                shared = as_much(self.bands[strong].norm, self.bands[weak].norm, self.full)
                own = self.bands[strong]
                for boxes, condition in shared:
                    if simple(own.effect) and condition != own.condition:
                        continue  # another band of the same norm
                    inside = intersection(boxes, self.bands[weak].boxes)
                    if inside:
                        found[weak].append((strong, inside, condition))
        return found

    def can(self, condition: Boolean) -> bool:
        """Whether some values of its variables make a condition hold."""
        if condition not in self._can:
            self._can[condition] = possible(condition)
        return self._can[condition]

    def covering(self, condition: Boolean, others: Sequence[tuple[int, Boxes, Boolean]]) -> Iterator[Cover]:
        """Where other bands order as much whenever this condition holds: one of them, or a few that share it out."""
        by: dict[Boolean, list[tuple[int, Boxes]]] = {}
        for strong, boxes, held in others:
            by.setdefault(held, []).append((strong, boxes))
        enough: list[frozenset[Boolean]] = []
        for size in range(1, min(len(by), SHARERS) + 1):
            for some in combinations(by, size):
                if any(known <= set(some) for known in enough):
                    continue
                if not self.can(conjunction((condition, *map(negation, some)))):
                    enough.append(frozenset(some))
                    for bands in product(*(by[held] for held in some)):
                        yield from self._joint(bands)

    def _joint(self, bands: Sequence[tuple[int, Boxes]]) -> Iterator[Cover]:
        """The cells that all of these hold, under the answers under which all are there."""
        boxes: Boxes = bands[0][1]
        answers: Sequence[Pairs] = self.bands[bands[0][0]].answers
        for strong, more in bands[1:]:
            boxes = intersection(boxes, more)
            joint = (together(x, y) for x in answers for y in self.bands[strong].answers)
            answers = tuple(dict.fromkeys(one for one in joint if one is not None))
        if boxes and answers:
            yield Cover(boxes, tuple(answers))


def together(one: Pairs, other: Pairs) -> Pairs | None:
    """Both sets of answers, or None where they contradict each other."""
    known = dict(one)
    if any(known.get(question, answer) != answer for question, answer in other if question in known):
        return None
    return tuple(sorted({*one, *other}))
