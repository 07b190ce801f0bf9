"""One pass over the issues: partial packages as rows of exact integers, pruned by what they can still become.

Every party's column holds the gain it can still reach: it starts with the sum of the best options over its reservation
value and loses, issue by issue, what the chosen option falls short of the best. A row below 0 has no acceptable
completion. Rows that are alike are one row, with their number and all ways that lead to them; rows that another
dominates are dropped where only undominated ends are asked for: what dominates a part dominates, with the same
completion, the whole. With linkages or bonuses that holds among rows that leave the same options open to them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from detente.engines.bargaining.cuts import Cut, Weighed
from detente.engines.bargaining.dominance import distinct, undominated
from detente.engines.bargaining.ends import Ends, Layer
from detente.engines.bargaining.model import Domain, Linkage
from detente.engines.bargaining.ordering import Step, path, scopes, steps
from detente.engines.bargaining.results import TooManyError
from detente.engines.bargaining.ruled import course
from detente.engines.bargaining.wide import Array, Wide, words

Stop = Callable[[], bool]
_FEW, _COMPARED = 6, (1_500_000_000, 300_000_000)
"""Pairs of rows that one step may compare, with few parties and with more: a frontier of so many is seldom short."""
_NODE = -1
"""Beside the open issues: where a row stands in the diagram of the rules."""


@dataclass(frozen=True)
class Beam:
    """Keep only so many rows a step, by what they promise: of the gains still in reach, and of each cut's sum."""

    rows: int
    promise: Callable[[Array, Array], Array]


@dataclass
class Sweep:
    """A domain laid out for passes over it; make one and ask it for as many passes as needed.

    `limit` is the most rows that a step may hold.
    """

    domain: Domain
    limit: int = 4_000_000
    steps: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        domain = self.domain
        self._moves: tuple[Array, ...] = ()
        self._nodes: tuple[int, ...] = ()
        if domain.rules is not None and domain.tied:
            ruled = course(domain)
            self._moves, self._nodes = ruled.moves, ruled.nodes
            self.steps = steps(replace(domain, linkages=()), ruled.order)
        self.steps = self.steps or path(domain)
        self._most = best_possible(domain)
        largest = sum(
            max(abs(worth) for options in table for worth in options) * len(table) + abs(r)
            for table, r in zip(domain.tables, domain.reservations, strict=True)
        ) + sum(abs(bonus.worth) for bonus in domain.bonuses)
        self._words = words(max(4 * largest, 1))
        self._forbidden = [_dense(one, domain.sizes) for one in domain.linkages]
        self._falls = [self._fall(step.issue) for step in self.steps]
        self._better = [self._undominated(at) for at in range(len(self.steps))]

    @property
    def work(self) -> int:
        """Combinations of open options, summed over the steps: what a pass costs before anything is pruned."""
        sizes = self.domain.sizes
        nodes = [1, *self._nodes]
        return sum(
            math.prod(sizes[one] for one in step.live) * sizes[step.issue] * (nodes[at] if self._nodes else 1)
            for at, step in enumerate(self.steps)
        )

    def _fall(self, issue: int) -> Wide:
        tables = self.domain.tables
        best = [max(table[issue]) for table in tables]
        rows = [
            [table[issue][option] - most for table, most in zip(tables, best, strict=True)]
            for option in range(len(tables[0][issue]))
        ]
        return Wide.of(rows, self._words)

    def _undominated(self, number: int) -> Array:
        """The options of a step that none dominates, where nothing else hangs on the choice."""
        fall, issue = self._falls[number], self.steps[number].issue
        if issue in self._tied:
            return np.arange(len(fall))
        keys = fall.keys()
        firsts, likes = distinct(keys)
        return np.flatnonzero(undominated(keys[firsts])[likes])

    @cached_property
    def _tied(self) -> frozenset[int]:
        domain = self.domain
        ruled = domain.rules.scopes if domain.rules is not None else []
        return frozenset().union(*scopes(domain), *ruled)

    def run(
        self,
        reservations: Sequence[int],
        cuts: Sequence[Cut] = (),
        *,
        dominance: bool = True,
        beam: Beam | None = None,
        stop: Stop = lambda: False,
    ) -> Ends:
        """All packages whose every gain over `reservations` is at least 0 and that meet the cuts.

        The weights of a cut are for gains over the domain's own reservation values. Of the packages, with `dominance`,
        the undominated ones; with `beam` only the most promising at each step, which may lose any of them. Raises
        TooManyError where there are more rows than `limit`.
        """
        start = [most - r for most, r in zip(self._most, reservations, strict=True)]
        rows = Wide.of([start], self._words)
        if min(start) < 0:
            rows = rows.take(np.zeros(1, dtype=bool))
        weighed = Weighed.of(self.domain, [step.issue for step in self.steps], cuts)
        options = self._better if dominance else [np.arange(len(fall)) for fall in self._falls]
        base = tuple(r - own for r, own in zip(reservations, self.domain.reservations, strict=True))
        begin = {_NODE: np.zeros(len(rows), dtype=np.int32)} if self._moves else {}
        state = _State(rows, np.ones(len(rows), dtype=self._counting()), begin, weighed.start(len(rows)))
        layers: list[Layer] = []
        complete = True
        for number in range(len(self.steps)):
            if stop():
                raise TooManyError
            state, ways, groups = self._step(number, state, weighed, options[number])
            issue = self.steps[number].issue
            state, layer = self._gather(issue, state, ways, groups, dominance)
            if beam is not None and len(state.rows) > beam.rows:
                state, layer = _narrowed(state, layer, beam, base)
                complete = False
            layers.append(layer)
        return Ends(state.rows, base, state.counts, tuple(layers), len(self.domain.sizes), complete)

    def _counting(self) -> type:
        return np.int64 if self.domain.packages < 1 << 62 else object

    def _step(
        self, number: int, state: _State, weighed: Weighed, better: Array
    ) -> tuple[_State, tuple[Array, Array], Array | None]:
        """Every row with every option, without those that break a linkage or can become nothing any more."""
        step, fall = self.steps[number], self._falls[number].take(better)
        if len(state.rows) * len(better) > 16 * self.limit:
            raise TooManyError
        parents, chosen = _pairs(len(state.rows), better)
        rows = state.rows.plus_each(fall)
        cuts = weighed.after(number, state.cuts, better)
        keep = rows.whole() & weighed.reach(cuts)
        if step.linkages:
            for one in step.linkages:
                link = self.domain.linkages[one]
                keep &= ~self._forbidden[one][tuple(state.of(issue, step, parents, chosen) for issue in link.issues)]
        if self._moves:
            keep &= self._moves[number][state.live[_NODE][parents], chosen] >= 0
        if not keep.all():
            rows, parents, chosen, cuts = rows.take(keep), parents[keep], chosen[keep], cuts[keep]
        if step.bonuses:
            rows, cuts = self._unmet(step, state, rows, parents, chosen, cuts, weighed)
            keep = rows.whole() & weighed.reach(cuts)
            rows, parents, chosen, cuts = rows.take(keep), parents[keep], chosen[keep], cuts[keep]
        live = {issue: state.of(issue, step, parents, chosen) for issue in step.after}
        if self._moves:
            live[_NODE] = self._moves[number][state.live[_NODE][parents], chosen]
        groups = self._code(live, number) if live else None
        counts = state.counts[parents]
        if self.domain.copies:
            counts = counts * np.array(self.domain.copies[step.issue], dtype=counts.dtype)[chosen]
        return _State(rows, counts, live, cuts), (parents, chosen), groups

    def _gather(
        self, issue: int, state: _State, ways: tuple[Array, Array], groups: Array | None, dominance: bool
    ) -> tuple[_State, Layer]:
        """Rows that are alike become one; dominated ones go."""
        parents, chosen = ways
        keys = state.rows.keys()
        firsts, likes = distinct(keys, groups)
        if dominance:
            mask = undominated(
                keys[firsts], None if groups is None else groups[firsts], _COMPARED[keys.shape[1] > _FEW]
            )
            if not mask.all():
                kept = mask[likes]
                number = np.cumsum(mask) - 1
                likes = number[likes[kept]]
                parents, chosen = parents[kept], chosen[kept]
                firsts = firsts[mask]
                counts = state.counts[kept]
            else:
                counts = state.counts
        else:
            counts = state.counts
        if len(firsts) > self.limit:
            raise TooManyError
        totals: Array = np.zeros(len(firsts), dtype=self._counting())
        np.add.at(totals, likes, counts)
        live = {one: values[firsts] for one, values in state.live.items()}
        return _State(state.rows.take(firsts), totals, live, state.cuts[firsts]), Layer(issue, parents, chosen, likes)

    def _unmet(
        self, step: Step, state: _State, rows: Wide, parents: Array, chosen: Array, cuts: Array, weighed: Weighed
    ) -> tuple[Wide, Array]:
        """Take away what was hoped for from the bonuses that are decided here, where it did not come."""
        domain = self.domain
        cuts = cuts.copy()
        for number in step.bonuses:
            bonus = domain.bonuses[number]
            met = np.ones(len(rows), dtype=bool)
            for issue, allowed in zip(bonus.issues, bonus.allowed, strict=True):
                among = np.zeros(domain.sizes[issue], dtype=bool)
                among[list(allowed)] = True
                met &= among[state.of(issue, step, parents, chosen)]
            lost = ~met if bonus.worth > 0 else met
            change = np.zeros(len(domain.tables), dtype=object)
            change[bonus.party] = -abs(bonus.worth)
            both = Wide.of([[0] * len(domain.tables), list(change)], self._words)
            rows = rows.plus(both.take(lost.astype(np.intp)))
            cuts[lost] -= weighed.weights[:, bonus.party] * abs(bonus.worth)
        return rows, cuts

    def _code(self, live: dict[int, Array], number: int) -> Array:
        code: Array | None = None
        span = 1
        for issue, values in sorted(live.items()):
            size = self._nodes[number] if issue == _NODE else self.domain.sizes[issue]
            span *= max(1, size)
            if span >= 1 << 62:
                raise TooManyError
            code = values.astype(np.int64) if code is None else code * size + values
        assert code is not None
        return code


def _narrowed(state: _State, layer: Layer, beam: Beam, base: Sequence[int]) -> tuple[_State, Layer]:
    """The most promising rows alone."""
    reach = state.rows.floats() + np.array([float(number) for number in base])
    kept = np.argpartition(-beam.promise(reach, state.cuts), beam.rows)[: beam.rows]
    number = np.full(len(state.rows), -1, dtype=np.int64)
    number[kept] = np.arange(len(kept))
    ways = number[layer.targets] >= 0
    live = {issue: values[kept] for issue, values in state.live.items()}
    return (
        _State(state.rows.take(kept), state.counts[kept], live, state.cuts[kept]),
        Layer(layer.issue, layer.parents[ways], layer.options[ways], number[layer.targets[ways]]),
    )


def best_possible(domain: Domain) -> list[int]:
    """For each party a bound that no package exceeds: its best option of each issue, and every bonus that is good."""
    most = [sum(max(options) for options in table) for table in domain.tables]
    for bonus in domain.bonuses:
        most[bonus.party] += max(bonus.worth, 0)
    return most


@dataclass(frozen=True)
class _State:
    rows: Wide
    counts: Array
    live: dict[int, Array]
    cuts: Array

    def of(self, issue: int, step: Step, parents: Array, chosen: Array) -> Array:
        """The option of an issue in each new row."""
        return chosen if issue == step.issue else self.live[issue][parents]


def _pairs(rows: int, options: Array) -> tuple[Array, Array]:
    parents = np.repeat(np.arange(rows, dtype=np.int32), len(options))
    return parents, np.tile(options.astype(np.int16), rows)


def _dense(linkage: Linkage, sizes: Sequence[int]) -> Array:
    table = np.zeros([sizes[issue] for issue in linkage.issues], dtype=bool)
    if linkage.forbidden:
        table[tuple(np.array(sorted(linkage.forbidden), dtype=np.intp).T)] = True
    return table
