"""Questions to many domains of one shape at once, as rows of one array (see `drawing`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from detente.engines.bargaining.bounding import FEW
from detente.engines.bargaining.bounding import best as first_best
from detente.engines.bargaining.measures import NASH, SUM, Measure
from detente.engines.bargaining.model import Domain
from detente.engines.bargaining.ordering import Step
from detente.engines.bargaining.results import Limits, TooManyError
from detente.engines.bargaining.ruled import Course
from detente.engines.bargaining.sweeping import Sweep
from detente.engines.bargaining.weighing import balanced, raised
from detente.engines.bargaining.wide import Array

Stop = Callable[[], bool]
LEAST, SUMMED, PRODUCT = "least", "sum", "product"
_NARROW, _BROAD, _FULL = (10, 2_000), (500, 20_000), (500, 200_000)
"""Rows of one job: in the beam, and in the pass that goes to its end; first for all jobs, then for those with more, and
for those with more still that no pass in integers decides.
"""
_TIES = 1_000
"""So many packages of one value are listed where they are found one by one."""
_SLACK = 1e-9
_CELLS = 8_000_000


@dataclass(frozen=True)
class Found:
    """The best packages of one job, all of them if `counted`."""

    value: Fraction
    packages: list[tuple[int, ...]]
    counted: bool = True


@dataclass
class Jobs:
    """One question to each of some draws. Gains are floats here, in the largest number of each party.

    `share[job, party]` is what a gain is divided by, 0: not counted; `floors` what every gain must reach;
    `known` a package that does and is acceptable, if there is one.
    """

    kind: str
    draw: Array
    measures: list[Measure]
    share: Array
    floors: Array
    known: list[tuple[int, ...] | None]
    weights: Array
    above: Sequence[Sequence[int]] | None = None
    """The floors in integers, where they are not those of the draws."""

    def allows(self, at: int, gains: Sequence[int]) -> bool:
        """Whether gains reach the floors of a job, exactly."""
        if not np.isfinite(self.floors[at]).all():
            return True
        floors = self.above[at] if self.above is not None else (0,) * len(gains)
        return all(gain >= floor for gain, floor in zip(gains, floors, strict=True))

    def some(self, rows: Sequence[int]) -> Jobs:
        """These jobs alone."""
        at, measures = np.array(rows, dtype=np.intp), [self.measures[row] for row in rows]
        known = [self.known[row] for row in rows]
        above = None if self.above is None else [self.above[row] for row in rows]
        return Jobs(self.kind, self.draw[at], measures, self.share[at], self.floors[at], known, self.weights[at], above)


class Batch:
    """Draws of one shape: their numbers as arrays."""

    def __init__(self, domains: Sequence[Domain], shape: Course, stop: Stop = lambda: False) -> None:
        self.domains, self.shape, self.stop = domains, shape, stop
        self._steps: list[Step] = []
        self.scales = np.array([[_largest(one, party) for party in range(len(one.tables))] for one in domains])
        self.reservations = np.array([[float(r) for r in one.reservations] for one in domains]) / self.scales
        sizes = domains[0].sizes
        self.worth = [
            np.array([[[float(w) for w in table[issue]] for table in one.tables] for one in domains])
            / self.scales[:, :, None]
            for issue in shape.order
        ]  # each draws × parties × options, in the order of the steps
        self.padded = np.full((len(domains), len(sizes), max(sizes, default=1), self.scales.shape[1]), -np.inf)
        for step, worth in enumerate(self.worth):
            self.padded[:, step, : worth.shape[2]] = worth.transpose(0, 2, 1)
        self.bonus = self._bonuses()
        draws, parties = self.scales.shape
        self.reach = self.ahead(np.repeat(np.arange(draws), parties), np.tile(np.eye(parties), (draws, 1)))
        self.impossible = not np.isfinite(self.reach[0]).all()

    def _bonuses(self) -> Array:
        """Draws × sets of bonuses × parties."""
        made = np.zeros((len(self.domains), len(self.shape.sets), self.scales.shape[1]))
        for draw, domain in enumerate(self.domains):
            for number, mask in enumerate(self.shape.sets):
                for bit, bonus in enumerate(domain.bonuses):
                    if mask >> bit & 1:
                        made[draw, number, bonus.party] += bonus.worth / self.scales[draw, bonus.party]
        return made

    def ahead(self, draw: Array, weights: Array) -> list[Array]:
        """For each step and node, the largest weighted sum that can still come: jobs × nodes, the start first."""
        ends = max(1, self.shape.nodes[-1]) if self.shape.nodes else 1
        after = [np.zeros((len(draw), ends))]
        extra = np.einsum("jsp,jp->js", self.bonus[draw], weights)
        for worth, moves, had in zip(*map(reversed, (self.worth, self.shape.moves, self.shape.had)), strict=True):
            scores = np.einsum("jpo,jp->jo", worth[draw], weights)
            each = after[-1][:, np.maximum(moves, 0)] + scores[:, None, :]
            if len(self.shape.sets) > 1:
                each += extra[:, had]
            after.append(np.where(moves >= 0, each, -np.inf).max(axis=2))
        after.reverse()
        return after

    def leasts(
        self, draws: Sequence[int], measures: list[Measure], known: Sequence[tuple[int, ...]] | None = None
    ) -> Jobs:
        """The largest least gain in the units of each measure; over acceptable packages where one is known."""
        draw = np.array(draws, dtype=np.intp)
        share = self._share(draw, measures)
        floors = np.full(share.shape, -np.inf if known is None else 0.0)
        weights = balanced(self.padded[draw], -self.reservations[draw], share)
        starts: list[tuple[int, ...] | None] = [None] * len(draw) if known is None else list(known)
        return Jobs(LEAST, draw, measures, share, floors, starts, weights)

    def sums(
        self,
        draws: Sequence[int],
        measures: list[Measure],
        known: Sequence[tuple[int, ...]],
        *,
        floor: bool,
        above: Sequence[Sequence[int]] | None = None,
    ) -> Jobs:
        """The largest sum of gains in the units of each measure; over acceptable packages with `floor`.

        `above` are gains for each draw that every package must have at least (with `floor`).
        """
        draw = np.array(draws, dtype=np.intp)
        share = self._share(draw, measures)
        aims = np.where(share > 0, 1.0 / np.where(share > 0, share, 1.0), 0.0)
        floors = np.full(share.shape, 0.0 if floor else -np.inf)
        if above is not None:
            floors[:] = [self.floats(one, gains) for one, gains in zip(draws, above, strict=True)]
        weights = raised(self.padded[draw], -self.reservations[draw] - floors, aims) if floor else aims
        return Jobs(SUMMED, draw, measures, share, floors, list(known), weights, above)

    def products(self, draws: Sequence[int], measures: list[Measure], known: Sequence[tuple[int, ...]]) -> Jobs:
        """The largest product of gains."""
        draw = np.array(draws, dtype=np.intp)
        share = self._share(draw, measures)
        jobs = Jobs(PRODUCT, draw, measures, share, np.zeros(share.shape), list(known), np.zeros(share.shape))
        self._tangent(jobs)
        return jobs

    def _share(self, draw: Array, measures: list[Measure]) -> Array:
        units = np.array([[float(unit) for unit in one.units] for one in measures]).reshape(len(draw), -1)
        return np.asarray(units / self.scales[draw])

    def _tangent(self, jobs: Jobs) -> None:
        """Weights 1/g of the package known: Σ g/g* is at least the number of parties for what is as good."""
        gains = np.array([self._gains(draw, package) for draw, package in zip(jobs.draw, jobs.known, strict=True)])
        jobs.weights = 1.0 / np.maximum(gains.reshape(jobs.share.shape), 1e-12)

    def _gains(self, draw: int, package: tuple[int, ...] | None) -> list[float]:
        assert package is not None
        return self.floats(draw, self.domains[draw].gains(package))

    def floats(self, draw: int, gains: Sequence[int]) -> list[float]:
        """Gains of a draw in the units used here."""
        return [gain / scale for gain, scale in zip(gains, self.scales[draw].tolist(), strict=True)]

    def solve(self, jobs: Jobs) -> list[Found | None]:
        """For each job the best packages; None where that took too many rows."""
        found = self._solved(jobs, *_NARROW)
        for way in (lambda some: self._solved(some, *_BROAD), self._swept, lambda some: self._solved(some, *_FULL)):
            again = [at for at, one in enumerate(found) if one is None]
            if again:
                for at, one in zip(again, way(jobs.some(again)), strict=True):
                    found[at] = one
        return found

    def _swept(self, jobs: Jobs) -> list[Found | None]:
        """One by one in integers, where dominated parts can go: nothing of a largest product or sum is dominated."""
        found: list[Found | None] = []
        for at, (draw, measure) in enumerate(zip(jobs.draw.tolist(), jobs.measures, strict=True)):
            lost = jobs.kind == LEAST or len(measure.units) > FEW or bool(jobs.floors[at].any())
            with suppress(TooManyError):
                found.append(None if lost else self._one(self.domains[draw], measure, jobs.known[at]))
                continue
            if self.stop():
                raise TooManyError
            found.append(None)
        return found

    def _one(self, domain: Domain, measure: Measure, known: tuple[int, ...] | None) -> Found | None:
        sweep = Sweep(domain, steps=self._steps)
        self._steps = sweep.steps
        limits = Limits(packages=_TIES, rows=_FULL[1], stop=self.stop)
        best = first_best(sweep, measure, domain.reservations, limits, None if known is None else domain.gains(known))
        if not best.exact or best.value is None or (measure.name == NASH and best.value <= 0):
            return None
        packages = sorted(package for point in best.points for package in point.packages)
        counted = measure.name in {NASH, SUM} and len(packages) == sum(point.count or 0 for point in best.points)
        return Found(best.value, packages, counted)

    def _solved(self, jobs: Jobs, beam: int, most: int) -> list[Found | None]:
        for _ in range(2 if jobs.kind == PRODUCT else 1):
            packages, job, _ = self._pass(jobs, beam)
            self._learn(jobs, packages, job)
        cells = len(self.domains[0].tables) * max(self.domains[0].sizes, default=1)
        packages, job, lost = self._pass(jobs, None, max(1, min(most, _CELLS // cells)))
        low, high = (self._values(jobs, packages, job, by) for by in (-_SLACK, _SLACK))
        top = np.full(len(jobs.draw), -np.inf)
        np.maximum.at(top, job, low)
        near = high >= top[job]
        behind: list[list[tuple[int, ...]]] = [[] for _ in jobs.measures]
        for at, row in zip(job[near].tolist(), packages[near].tolist(), strict=True):
            behind[at].append(tuple(row))
        return [
            None if at in lost else self._exact(jobs, at, some or ([known] if known else []))
            for at, (some, known) in enumerate(zip(behind, jobs.known, strict=True))
        ]

    def _exact(self, jobs: Jobs, at: int, packages: list[tuple[int, ...]]) -> Found | None:
        domain, measure = self.domains[int(jobs.draw[at])], jobs.measures[at]
        values = {one: measure.exact(gains) for one in packages if jobs.allows(at, gains := domain.gains(one))}
        if not values:
            return None
        value = max(values.values())
        counted = measure.name != NASH or value > 0
        return Found(value, sorted(one for one, its in values.items() if its == value), counted and any(measure.units))

    def _values(self, jobs: Jobs, packages: Array, job: Array, by: float = 0.0) -> Array:
        """The measure of each package with gains moved `by`; -inf where a floor is clearly missed."""
        gains = self._of(packages, jobs.draw[job])
        share, floors = jobs.share[job], jobs.floors[job]
        found = _measured(jobs.kind, gains + by, share)
        return np.where((gains >= floors - _SLACK).all(axis=1), found, -np.inf)

    def _of(self, packages: Array, draw: Array) -> Array:
        """Gains of packages (in the order of issues), nearly."""
        gains = -self.reservations[draw]
        node = np.zeros(len(draw), dtype=np.intp)
        for issue, worth, moves, had in zip(
            self.shape.order, self.worth, self.shape.moves, self.shape.had, strict=True
        ):
            chosen = packages[:, issue]
            gains = gains + worth[draw, :, chosen] + self.bonus[draw, had[node, chosen]]
            node = moves[node, chosen]
        return np.asarray(gains)

    def _learn(self, jobs: Jobs, packages: Array, job: Array) -> None:
        """Keep the best package of each job, if it is better than the one known."""
        values = self._values(jobs, packages, job)
        order = np.lexsort((-values, job))
        firsts = order[np.flatnonzero(np.diff(job[order], prepend=-1))]
        for at in firsts[values[firsts] > -np.inf].tolist():
            number, one = int(job[at]), tuple(packages[at].tolist())
            if self._better(jobs, number, one):
                jobs.known[number] = one
        if jobs.kind == PRODUCT:
            self._tangent(jobs)

    def _better(self, jobs: Jobs, number: int, one: tuple[int, ...]) -> bool:
        domain, measure, known = self.domains[int(jobs.draw[number])], jobs.measures[number], jobs.known[number]
        gains = domain.gains(one)
        if not jobs.allows(number, gains):
            return False
        return known is None or measure.exact(gains) > measure.exact(domain.gains(known))

    def _needs(self, jobs: Jobs) -> tuple[Array, Array, Array]:
        """What the weighted sum of gains must reach, what each gain, and what the measure itself.

        Nothing where no package is known.
        """
        need, floors = np.full(len(jobs.draw), -np.inf), jobs.floors.copy()
        values = need.copy()
        for at, known in enumerate(jobs.known):
            if known is None:
                continue
            gains = np.array(self._gains(int(jobs.draw[at]), known))
            share, used = jobs.share[at], jobs.share[at] > 0
            if jobs.kind == PRODUCT:
                least = float(gains.min())
                need[at] = np.inf if least <= 0 else len(gains) if least > _SLACK else -np.inf
                values[at] = (gains / share).prod()
            elif jobs.kind == SUMMED:
                need[at] = values[at] = (gains[used] / share[used]).sum()
                over = jobs.weights[at] - np.where(used, 1.0 / np.where(used, share, 1.0), 0.0)
                need[at] += float(over @ np.where(np.isfinite(floors[at]), floors[at], 0.0))
            elif used.any():
                value = (gains[used] / share[used]).min()
                floors[at, used] = np.maximum(floors[at, used], value * share[used])
                need[at] = float(jobs.weights[at] @ np.where(used, value * share, 0.0))
            else:
                need[at] = np.inf
        return need - 2 * _SLACK * jobs.weights.sum(axis=1), floors - _SLACK, values

    def _pass(self, jobs: Jobs, beam: int | None, most: int = 0) -> tuple[Array, Array, set[int]]:
        """(packages, their jobs, jobs with too many rows): all that may be as good as what is known."""
        ahead = self.ahead(jobs.draw, jobs.weights)
        parties = jobs.weights.shape[1]
        reach = [one.reshape(len(self.domains), parties, -1) for one in self.reach]
        need, floors, values = self._needs(jobs)
        job = np.arange(len(jobs.draw), dtype=np.int32)
        gains, node = -self.reservations[jobs.draw], np.zeros(len(job), dtype=np.int32)
        trail: list[tuple[Array, Array]] = []
        lost: set[int] = set()
        for step, worth in enumerate(self.worth):
            if self.stop():
                raise TooManyError
            moves, had = self.shape.moves[step], self.shape.had[step]
            size = worth.shape[2]
            parents, chosen = np.repeat(np.arange(len(job)), size), np.tile(np.arange(size), len(job))
            after = moves[node][:, :size].reshape(-1) if len(job) else np.zeros(0, dtype=np.int32)
            draw = jobs.draw[job]
            grown = (gains[:, None, :] + worth[draw].transpose(0, 2, 1)).reshape(-1, parties)
            if len(self.shape.sets) > 1:
                grown += self.bonus[np.repeat(draw, size), had[node].reshape(-1)]
            owner = np.repeat(job, size)
            best = (grown * jobs.weights[owner]).sum(axis=1) + ahead[step + 1][owner, after]
            keep = np.flatnonzero((after >= 0) & (best >= need[owner]))
            after, owner, grown, best = after[keep], owner[keep], grown[keep], best[keep]
            can = grown + reach[step + 1][jobs.draw[owner], :, after]
            good = (can >= floors[owner]).all(axis=1)
            if jobs.kind != LEAST:
                good &= _measured(jobs.kind, can + _SLACK, jobs.share[owner]) >= values[owner]
            good = np.flatnonzero(good)
            if beam is not None:
                good = good[_most(self._promise(jobs, can[good], best[good], owner[good]), owner[good], beam)]
            keep, node, job, gains = keep[good], after[good], owner[good], grown[good]
            parents, chosen = parents[keep], chosen[keep]
            if beam is None:
                many = np.flatnonzero(np.bincount(job, minlength=len(jobs.draw)) > most)
                if len(many):
                    lost |= set(many.tolist())
                    left = ~np.isin(job, many)
                    parents, chosen, node, job, gains = (a[left] for a in (parents, chosen, node, job, gains))
            trail.append((parents, chosen))
        return self.back(trail, len(job)), job, lost

    def _promise(self, jobs: Jobs, can: Array, best: Array, owner: Array) -> Array:
        if jobs.kind != LEAST:
            return best
        return np.minimum(_measured(LEAST, can, jobs.share[owner]), best)

    def back(self, trail: list[tuple[Array, Array]], rows: int) -> Array:
        """The packages at the end of a pass, options in the order of issues."""
        packages = np.zeros((rows, len(self.shape.order)), dtype=np.int64)
        at = np.arange(rows)
        for issue, (parents, chosen) in zip(reversed(self.shape.order), reversed(trail), strict=True):
            packages[:, issue] = chosen[at]
            at = parents[at]
        return packages


def _most(promise: Array, owner: Array, beam: int) -> Array:
    """The rows that promise most, so many of each owner."""
    order = np.lexsort((-promise, owner))
    ordered = owner[order]
    firsts = np.flatnonzero(np.diff(ordered, prepend=-1))
    place = np.arange(len(order)) - np.repeat(firsts, np.diff(firsts, append=len(order)))
    answer: Array = order[place < beam]
    return answer


def _measured(kind: str, gains: Array, share: Array) -> Array:
    """The measure of each row of gains, nearly."""
    used = share > 0
    shares = gains / np.where(used, share, 1.0)
    if kind == SUMMED:
        return np.asarray(np.where(used, shares, 0.0).sum(axis=1))
    if kind == PRODUCT:
        return np.asarray(np.maximum(shares, 0.0).prod(axis=1))
    least = np.where(used, shares, np.inf).min(axis=1, initial=np.inf)
    return np.where(np.isfinite(least), least, 0.0)


def _largest(domain: Domain, party: int) -> float:
    """The largest number of a party, which all of its numbers are divided by: floats then err by the same for all."""
    numbers = [abs(worth) for options in domain.tables[party] for worth in options]
    numbers += [abs(bonus.worth) for bonus in domain.bonuses if bonus.party == party]
    return float(max(1, abs(domain.reservations[party]), *numbers))
