"""`python -m bench [NAME …] [--small]`: each measurement in a fresh process, beside its target and its peer."""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.made import make
from bench.million import run_archive, run_archive_peer
from bench.pages import run_ingest, run_ingest_peer

SIZES = {
    "space": {"issues": 12, "options": 4, "positions": 100, "linkages": 12, "tie": False},
    "tied": {"issues": 12, "options": 4, "positions": 100, "linkages": 18, "tie": True},
    "huge": {"issues": 20, "options": 4, "positions": 80, "linkages": 30, "tie": True},
}
TARGETS = {
    "space": "< 1 s, < 300 MB",
    "tied": "< 10 s",
    "huge": "< 10 s each",
    "brief": "< 5 s",
    "window": "< 2 s",
    "ledger": "-",
    "networks": "< 10 s, < 2 GB; windows < 60 s",
    "compliance": "plain < 1 s, consents and caps < 1 s more, broad < 25 s; from outside < 3 s; < 1.5 GB",
    "treaties": "pairs of 200 < 1.5 s, < 150 MB; 500 < 5 s; 12 planted in 200 < 2 s, 20 in 500 < 3 s",
    "impact": "about 1 s",
    "bargaining": "10^6 < 10 ms, 10^7 < 20, 10^12 < 50; 4, 5, 6 parties < 50, 200, 2000 ms; count < 1 s; < 250 MB; "
    "12 × 6 with linkages: proof < 100 ms, points < 300, frontier < 100; 1,000 draws < 5 s",
    "redlines": "first minimal conflict and cheapest concession < 50 ms; < 5 s with reservation values",
    "stability": "2^13 < 50 ms, < 20 MB; trade < 1 s, < 200 MB; 2^20 < 1 s, < 150 MB; 2^24 < 30 s, < 1 GB; "
    "2^26 < 2 min, < 3 GB",
    "negmas": "10^6 < 10 ms, 10^7 < 20 ms, the same answers as NegMAS in one run",
    "archive": "load < 60 s, positions of all < 1 s",
    "store": "read and load < 60 s",
    "search": "< 100 ms",
    "ingest": "< 60 s, < 500 MB",
}


def _answers(case: object) -> dict[str, object]:
    import detente

    counts = detente.room(case)  # type: ignore[arg-type]
    conflicts = detente.impasse(case)  # type: ignore[arg-type]
    return {
        "possible": [[row.possible for row in table.levels] for table in counts.tables],
        "conflicts": [level.conflicts_total for level in conflicts.levels],
        "concessions": [level.concessions_total for level in conflicts.levels],
        "complete": all(level.complete for level in conflicts.levels),
    }


def run_space(folder: Path) -> dict[str, object]:
    """Counts, conflicts and concessions at every table, level and reading."""
    import detente

    case = detente.load(folder)
    start = time.perf_counter()
    found = _answers(case)
    return {"seconds": time.perf_counter() - start, **found}


def run_huge(folder: Path) -> dict[str, object]:
    """A package or the proof of none, the lightest concession, and all minimal conflicts, timed apart.

    Then the same by the solver.
    """
    import detente
    from detente.space.explaining import explain, lightest, search_of, some_package
    from detente.space.spaces import open_space

    case = detente.load(folder).on("2020-02-01")
    space = open_space(case, case.tables[0])
    problem = space.problem("demands", "menu")
    component = max(problem.components, key=lambda one: one.packages)
    prices = [1 << 20] * len(problem.positions)
    clock = time.perf_counter
    start = clock()
    package = some_package(problem)
    first = clock() - start
    start = clock()
    light = lightest(problem, prices)
    lightest_time = clock() - start
    start = clock()
    possible = problem.possible()
    counted = clock() - start
    start = clock()
    explained = [explain(problem, one, lambda: False) for one in problem.components]
    conflicts = clock() - start
    start = clock()
    solver = search_of(component).first()
    by_solver = clock() - start
    start = clock()
    heavy = search_of(component).lightest(prices)
    lightest_by_solver = clock() - start
    return {
        "packages": problem.packages(),
        "in the largest component": component.packages,
        "room": package is not None,
        "possible": possible,
        "gap": light[0] >> 20 if light else None,
        "first package or none, s": first,
        "lightest concession, s": lightest_time,
        "exact count, s": counted,
        "all conflicts, s": conflicts,
        "conflicts": sum(len(one.conflicts) for one in explained),
        "complete": all(one.complete for one in explained),
        "peer (SAT) first, s": by_solver,
        "peer (RC2) lightest, s": lightest_by_solver,
        "agree": (solver is None) == (package is None) or len(problem.components) > 1,
        "solver's gap in the component": heavy[0] >> 20 if heavy else None,
    }


def run_window(days: int) -> dict[str, object]:
    """The window of the flagship over so many dates."""
    from datetime import timedelta

    import detente
    from detente.case.filtering import changes

    case = detente.load("european-security").on()
    first, last = changes(case)[0], changes(case)[-1]
    first = max(first, last - timedelta(days=5 * 365))
    step = (last - first) / days
    dates = [first + step * number for number in range(days)]
    start = time.perf_counter()
    found = detente.window(case, days=dates)
    return {"seconds": time.perf_counter() - start, "rows": len(found.rows)}


def run_brief() -> dict[str, object]:
    """The whole brief, as a command types it."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        command = [sys.executable, "-m", "detente", "brief", "european-security", "--out", f"{folder}/brief.html"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return {"seconds": time.perf_counter() - start, "bytes": Path(folder, "brief.html").stat().st_size}


def run_ledger(rows: int) -> dict[str, object]:
    """Reading so many statements and settling where everybody stands."""
    import detente
    from detente.ledger.standing import standing

    with tempfile.TemporaryDirectory() as name:
        folder = make(Path(name), issues=12, options=4, positions=100, linkages=12, tie=False)
        lines = (folder / "statements.csv").read_text(encoding="utf-8").splitlines()
        with (folder / "statements.csv").open("w", encoding="utf-8") as file:
            file.write(lines[0] + "\n")
            for number in range(rows):
                ident, _, rest = lines[1 + number % 100].split(",", 2)
                file.write(f"{ident}-{number},20{10 + number % 16}-0{1 + number % 9}-1{number % 9},{rest}\n")
        start = time.perf_counter()
        case = detente.load(folder)
        read = time.perf_counter() - start
        start = time.perf_counter()
        stands = standing(case)
        refusals = len(stands.refusals)  # made when they are asked for
        return {"read, s": read, "standing, s": time.perf_counter() - start, "refusals": refusals}


def run_peer(folder: Path) -> dict[str, object]:
    """What one would write instead of `space`: every package in numpy, one table, three levels, counts only."""
    import numpy as np

    import detente
    from detente.space.spaces import open_space

    case = detente.load(folder).on("2020-02-01")
    space = open_space(case, case.tables[0])
    problem = space.problem("demands", "menu")
    sizes = space.frame.formulas.sizes
    start = time.perf_counter()
    number = np.arange(int(np.prod(np.array(sizes, np.int64))), dtype=np.int64)
    columns = []
    for size in reversed(sizes):
        columns.append((number % size).astype(np.int8))
        number //= size
    columns.reverse()

    def truth(formula: int) -> Any:
        kind, variable, parts = space.frame.formulas.node(formula)
        if formula < 2:
            return np.full(len(number), bool(formula))
        if kind == "literal":
            return np.isin(columns[variable], [value for value in range(sizes[variable]) if parts[0] >> value & 1])
        inner = [truth(part) for part in parts]
        return np.logical_and.reduce(inner) if kind == "all" else np.logical_or.reduce(inner)

    feasible = np.ones(len(number), bool)
    for _, formula in space.linkages:
        feasible &= truth(formula)
    counts = []
    broken = ~feasible
    for level in (3, 2, 1):
        for position in problem.positions:
            if position.firmness == level:
                broken |= truth(position.refuses)
        counts.append(int((~broken).sum()))
    return {"seconds": time.perf_counter() - start, "possible": counts}


def _inside(name: str, small: bool) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        kind = name.removesuffix("-peer")
        if kind in SIZES:
            size: dict[str, object] = dict(SIZES[kind])
            if small:
                size |= {"issues": 6, "options": 3, "positions": 24, "linkages": 6}
            made = make(Path(folder), **size)  # type: ignore[arg-type]
            ask: Callable[[Path], dict[str, object]] = run_huge if kind == "huge" else run_space
            return run_peer(made) if name.endswith("-peer") else ask(made)
        if kind == "archive":
            run = run_archive_peer if name.endswith("-peer") else run_archive
            return run(Path(folder), 4_000 if small else 1_000_000)
        if kind == "ingest":
            return (run_ingest_peer if name.endswith("-peer") else run_ingest)(20 if small else 1_000)
        if name in ("store", "search"):
            from bench import stores

            if name == "store":
                return stores.run_store(Path(folder), 2_000 if small else 1_000_000)
            return stores.run_search(Path(folder), 200 if small else 100_000)
        if name == "networks":
            from bench import networks

            return networks.run(Path(folder), *((5_000, 100, 30) if small else (1_000_000, 5_000, 300)))
        if name in ("treaties", "bargaining", "negmas", "redlines", "stability"):
            module = "sidebyside" if name == "negmas" else name
            return dict(import_module(f"bench.{module}").run(small))
        if name == "compliance":
            from bench import compliance

            return compliance.run(20_000 if small else 1_000_000)
        if name == "impact":
            from bench import impact

            return impact.run_impact(*((300, 20) if small else (10_000, 200)))
        if name == "window":
            return run_window(5 if small else 200)
        return run_brief() if name == "brief" else run_ledger(1_000 if small else 100_000)


def main() -> int:
    """Measure, print a line each."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("names", nargs="*", default=[])
    parser.add_argument("--small", action="store_true", help="once at a small size, to see that it runs")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--times", type=int, default=3)
    given = parser.parse_args()
    if given.inside:
        found = _inside(given.names[0], given.small)
        usage = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        print(json.dumps({**found, "peak MB": max(usage) // 1024}))
        return 0
    for name in given.names or [
        *("space", "space-peer", "tied", "tied-peer", "huge", "brief", "window", "ledger", "networks", "treaties"),
        *("compliance", "impact", "bargaining", "negmas", "redlines", "stability"),
        *("archive", "archive-peer", "ingest", "ingest-peer", "store", "search"),
    ]:
        command = [sys.executable, "-m", "bench", name, "--inside", *(["--small"] if given.small else [])]
        once = given.small or name in ("negmas", "stability", "ledger", "archive", "archive-peer", "store", "search")
        times = 1 if once else given.times
        runs = [
            json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout) for _ in range(times)
        ]
        middle = {
            key: round(statistics.median(run[key] for run in runs), 3) if isinstance(value, int | float) else value
            for key, value in runs[0].items()
        }
        print(f"{name:12} target {TARGETS.get(name, 'peer'):16} {json.dumps(middle)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
