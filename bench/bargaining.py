"""Bargaining domains: frontiers by size, counts, linkages, proofs, draws and nine parties, warm."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.engines.bargaining.model import Domain

SIZES = (
    ("2 parties, 10^6", 2, 6, 0.0),
    ("3 parties, 10^6", 3, 6, 0.0),
    ("2 parties, 10^7", 2, 7, 0.0),
    ("3 parties, 10^7", 3, 7, 0.0),
    ("2 parties, 10^12", 2, 12, 0.0),
    ("3 parties, 10^12", 3, 12, 0.0),
    ("4 parties, 10^12, reservation 0.7", 4, 12, 0.7),
    ("5 parties, 10^12, reservation 0.7", 5, 12, 0.7),
    ("6 parties, 10^12, reservation 0.7", 6, 12, 0.7),
)
SHAPES = ((20, 4), (12, 10), (40, 2))


def made(parties: int, issues: int, reservation: float, options: int = 10, seed: int = 0) -> Domain:
    """A domain with random weights and evaluations in nine decimals."""
    import numpy as np

    from detente.engines.bargaining.model import scaled

    rng = np.random.default_rng(seed)
    tables = []
    for _ in range(parties):
        weights = rng.dirichlet(np.ones(issues))
        table = []
        for weight in weights:
            worth = rng.random(options)
            worth = (worth - worth.min()) / (worth.max() - worth.min()) * weight
            table.append([Fraction(round(float(one) * 10**9), 10**9) for one in worth])
        tables.append(table)
    return scaled(tables, [Fraction(str(reservation))] * parties)


def tied(issues: int, parties: int, links: int, share: float, seed: int = 1, *, local: bool = True) -> Domain:
    """Six options an issue, worths to 1,000, linkages of two and three issues that forbid a quarter.

    Reservation values lie at `share` of the way from the mean to the best of every issue.
    """
    from detente.engines.bargaining.model import Domain, Linkage

    rng = random.Random(seed)
    tables = tuple(tuple(tuple(rng.randint(0, 1000) for _ in range(6)) for _ in range(issues)) for _ in range(parties))
    linkages = []
    for _ in range(links):
        width = rng.choice([2, 2, 3])
        first = rng.randint(0, issues - 4)
        among = range(first, first + 4) if local else range(issues)
        scope = tuple(sorted(rng.sample(among, width)))
        every = itertools.product(range(6), repeat=width)
        linkages.append(Linkage(scope, frozenset(one for one in every if rng.random() < 0.25)))
    asked = []
    for table in tables:
        best, mean = sum(map(max, table)), sum(sum(options) / 6 for options in table)
        asked.append(int(mean + share * (best - mean)))
    return Domain(tables, tuple(asked), (1,) * parties, tuple(linkages))


def run_bargaining(parties: int, issues: int, reservation: float) -> dict[str, object]:
    """Frontier and Nash warm; then the count of the agreement zone, for two parties or where packages are fewer."""
    from detente.engines.bargaining.counting import count_zone
    from detente.engines.bargaining.measures import NASH, Measure, best_rows
    from detente.engines.bargaining.sweeping import Sweep

    domain = made(parties, issues, reservation)
    seconds = []
    points, nash = 0, 0.0
    for _ in range(3):
        start = time.perf_counter()
        ends = Sweep(domain).run(domain.reservations)
        measure = Measure(NASH, domain.scales)
        rows = best_rows(measure, ends.floats(), ends.row)
        seconds.append(time.perf_counter() - start)
        points, nash = len(ends), float(measure.exact(ends.row(rows[0]))) if rows else 0.0
    found: dict[str, object] = {"seconds": min(seconds), "points": points, "nash": nash}
    if parties == 2 or issues <= 7:
        start = time.perf_counter()
        found["zone"] = count_zone(made(parties, issues, 0.7))
        found["count, s"] = time.perf_counter() - start
    return found


def _ms(ask: Callable[[], object], times: int = 3) -> float:
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        ask()
        seconds.append(time.perf_counter() - start)
    return round(1000 * min(seconds), 1)


def run_shapes(seeds: int) -> dict[str, object]:
    """Frontiers of other shapes and seeds at 10^12: the slowest and the median, in milliseconds."""
    from detente.engines.bargaining.sweeping import Sweep

    found: dict[str, object] = {}
    for issues, options in SHAPES:
        for parties, reservation in ((3, 0.0), (4, 0.7), (5, 0.7), (6, 0.7)):
            domains = [made(parties, issues, reservation, options, seed) for seed in range(seeds)]
            times = sorted(_ms(lambda one=domain: Sweep(one).run(one.reservations), 1) for domain in domains)  # type: ignore[misc]
            found[f"{issues} × {options}, {parties} parties, ms"] = [times[len(times) // 2], times[-1]]
    return found


def run_tied(small: bool) -> dict[str, object]:
    """Linkages: a package or the proof that there is none, twice; points alone; the frontier where they are local."""
    from detente.engines.bargaining.proving import feasible, fits, proven_empty
    from detente.engines.bargaining.results import Limits
    from detente.engines.bargaining.singles import by_singles
    from detente.engines.bargaining.sweeping import Sweep

    found: dict[str, object] = {}
    limits = Limits(packages=1, count=False)
    for issues, parties, links in ((12, 4, 20),) if small else ((12, 4, 20), (20, 6, 26)):
        for local in (True, False):
            name = f"{issues} × 6, {parties} parties, {links} {'local' if local else 'spread'} linkages"
            there, none = (tied(issues, parties, links, share, local=local) for share in (0.1, 0.5))
            agree = feasible(there).package is not None and feasible(none).package is None
            found[f"{name}: package, ms"] = _ms(lambda one=there: fits(one))  # type: ignore[misc]
            found[f"{name}: none, ms"] = _ms(lambda one=none: fits(one))  # type: ignore[misc]
            found[f"{name}: none again, ms"] = _ms(lambda one=none: proven_empty(one))  # type: ignore[misc]
            found[f"{name}: as planted"] = agree
            if parties == 4 and local:
                found[f"{name}: all points, ms"] = _ms(lambda one=there: by_singles(one, limits=limits))  # type: ignore[misc]
                found[f"{name}: frontier, ms"] = _ms(lambda one=there: Sweep(one).run(one.reservations))  # type: ignore[misc]
    return found


def run_draws(draws: int) -> dict[str, object]:
    """Monte Carlo: all numbers drawn anew, three parties, nine issues of ten options; the first few against `solve`."""
    from detente.engines.bargaining.choosing import solve
    from detente.engines.bargaining.drawing import drawn
    from detente.engines.bargaining.results import Limits

    domains = [made(3, 9, 0.5, seed=seed) for seed in range(draws)]
    start = time.perf_counter()
    found = list(drawn(domains))
    seconds = time.perf_counter() - start
    agree = True
    for domain, one in zip(domains[:5], found, strict=False):
        whole = solve(domain, limits=Limits(packages=1, count=False))
        agree &= all(one.best[name].value == best.value for name, best in whole.best.items())
    return {f"{draws:,} draws, 3 parties, 10^9, s": round(seconds, 2), "draws agree with whole solving": agree}


def run_nine() -> dict[str, object]:
    """Nine parties at 10^12: with and without an agreement zone, all solutions, in seconds."""
    from detente.engines.bargaining.choosing import solve
    from detente.engines.bargaining.results import Limits

    found: dict[str, object] = {}
    for reservation in (0.72, 0.6, 0.3):
        domain = made(9, 12, reservation, seed=1)
        start = time.perf_counter()
        solved = solve(domain, limits=Limits(packages=1, count=False))
        found[f"9 parties, 10^12, reservation {reservation}, s"] = round(time.perf_counter() - start, 2)
        found[f"9 parties, 10^12, reservation {reservation}, exact"] = solved.exact
    return found


def run(small: bool) -> dict[str, object]:
    """Every size in turn: milliseconds for frontier and Nash, and seconds for the count; then what else is promised."""
    found: dict[str, object] = {}
    for label, parties, issues, reservation in SIZES[: 2 if small else None]:
        one = run_bargaining(parties, issues, reservation)
        found[f"{label}, ms"] = round(1000 * float(str(one["seconds"])), 1)
        found[f"{label}, points"] = one["points"]
        if "count, s" in one:
            found[f"{label}, count, s"] = round(float(str(one["count, s"])), 3)
    found |= run_tied(small)
    found |= run_draws(20 if small else 1000)
    if not small:
        found |= run_nine()
        found |= run_shapes(5)
    return found
