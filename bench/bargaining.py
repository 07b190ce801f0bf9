"""Bargaining domains: frontier and Nash by size, warm, and the exact count of the agreement zone."""

from __future__ import annotations

import time
from fractions import Fraction

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


def made(parties: int, issues: int, reservation: float, options: int = 10, seed: int = 0):
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


def run_bargaining(parties: int, issues: int, reservation: float) -> dict[str, object]:
    """Frontier and Nash warm; then the count of the agreement zone for two parties."""
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
    if parties == 2:
        start = time.perf_counter()
        found["zone"] = count_zone(made(parties, issues, 0.7))
        found["count, s"] = time.perf_counter() - start
    return found


def run(small: bool) -> dict[str, object]:
    """Every size in turn: milliseconds for frontier and Nash, and seconds for the count."""
    found: dict[str, object] = {}
    for label, parties, issues, reservation in SIZES[: 2 if small else None]:
        one = run_bargaining(parties, issues, reservation)
        found[f"{label}, ms"] = round(1000 * float(str(one["seconds"])), 1)
        found[f"{label}, points"] = one["points"]
        if "count, s" in one:
            found[f"{label}, count, s"] = round(float(str(one["count, s"])), 3)
    return found
