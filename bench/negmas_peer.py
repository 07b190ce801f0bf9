"""NegMAS on the same domains: run by an interpreter that has it, which may be another one (`NEGMAS_PYTHON`).

Reads tables and reservation values as JSON from its standard input, prints seconds, points and the Nash product. NegMAS
is an optional peer under the AGPL: it is used here and nothing of it is copied.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from typing import Any


def run(given: dict[str, Any]) -> dict[str, object]:
    """Frontier and Nash by NegMAS's own functions, from the utility functions on."""
    from negmas import make_issue, make_os
    from negmas.preferences import LinearAdditiveUtilityFunction
    from negmas.preferences.ops import nash_points, pareto_frontier
    from negmas.preferences.value_fun import TableFun

    tables, reservations = given["tables"], given["reservations"]
    space = make_os([make_issue(len(options), f"i{at}") for at, options in enumerate(tables[0])])
    parties = [
        LinearAdditiveUtilityFunction(
            [TableFun(dict(enumerate(options))) for options in table],
            weights=[1.0] * len(table),
            outcome_space=space,
            reserved_value=reservation,
        )
        for table, reservation in zip(tables, reservations, strict=True)
    ]
    start = time.perf_counter()
    frontier, _ = pareto_frontier(parties, issues=space.issues)
    nash = nash_points(parties, frontier, outcome_space=space)
    seconds = time.perf_counter() - start
    product = 1.0
    for worth, reservation in zip(nash[0][0], reservations, strict=True):
        product *= worth - reservation
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"seconds": seconds, "points": len(frontier), "nash": product, "peak MB": peak}


def main() -> int:
    """One domain from standard input."""
    try:
        import negmas  # noqa: F401
    except ImportError:
        print(json.dumps({"missing": "not installed"}))
        return 0
    print(json.dumps(run(json.load(sys.stdin))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
