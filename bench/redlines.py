"""Two hundred red lines: the first minimal conflict and the cheapest concession, without and with reservation values.

Made cases: issues of six options, linkages of two or three issues, limits that rule out options by themselves or only
beside others, and what packages are worth to the parties in three decimals.
"""

from __future__ import annotations

import random
import time

SIZES = (
    ("20 issues, no numbers", 20, 0, 0.0, 0),
    ("20 issues, 4 parties", 20, 4, 0.58, 0),
    ("30 issues, 4 parties", 30, 4, 0.75, 1),
    ("30 issues, 6 parties", 30, 6, 0.65, 1),
    ("30 issues, 6 parties, high", 30, 6, 0.7, 1),
    ("40 issues, 4 parties", 40, 4, 0.7, 0),
    ("40 issues, 8 parties, high", 40, 8, 0.65, 1),
    ("40 issues, 8 parties", 40, 8, 0.6, 1),
)
"""Issues, parties, reservation values as a share of the best, seed. From 30 issues on the limits alone leave packages.
Of the last it is not known whether there is a package: shown as undecided.
"""
OPTIONS, LINKAGES, LIMITS = 6, 30, 200


def made(issues: int, parties: int, reservation: float, seed: int = 0, limits: int = LIMITS):  # type: ignore[no-untyped-def]
    """Demands of that kind, with a package that meets the linkages."""
    from detente.engines.floors.model import Demands, Floor
    from detente.engines.formulas import Formulas

    rng = random.Random(seed)
    formulas = Formulas([OPTIONS] * issues)
    one = [rng.randrange(OPTIONS) for _ in range(issues)]

    def several(width: int, most: int) -> int:
        chosen = rng.sample(range(issues), width)
        masks = [sum(1 << value for value in rng.sample(range(OPTIONS), rng.randint(1, most))) for _ in chosen]
        return formulas.all(formulas.literal(v, mask) for v, mask in zip(chosen, masks, strict=True))

    hard: list[int] = []
    while len(hard) < LINKAGES:
        unwanted = several(rng.choice((2, 2, 3)), 2)
        rest = unwanted
        for variable, value in enumerate(one):
            rest = formulas.assign(rest, variable, value)
        if rest == 0:
            hard.append(formulas.negate(unwanted))
    refused = [several(rng.choice((1, 2, 2, 3)), 2) for _ in range(limits)]
    floors = []
    for _ in range(parties):
        salience = [rng.randint(1, 100) for _ in range(issues)]
        worths = []
        for weight in salience:
            scores = [rng.randint(0, 1000) for _ in range(OPTIONS)]
            low, high = min(scores), max(scores)
            worths.append(tuple(weight * (1000 * (score - low) // max(1, high - low)) for score in scores))
        floors.append(Floor(tuple(worths), int(reservation * 1000 * sum(salience))))
    return Demands(formulas, tuple(hard), tuple(refused), tuple(floors))


def measure(issues: int, parties: int, reservation: float, seed: int = 0) -> dict[str, object]:
    """Seconds for each question, asked anew."""
    from detente.engines.floors.explaining import fewest
    from detente.engines.floors.model import UndecidedError
    from detente.engines.floors.oracle import Oracle

    demands = made(issues, parties, reservation, seed)
    clock = time.perf_counter
    start = clock()
    answer: dict[str, object] = {}
    oracle = Oracle(demands)
    try:
        blocked = not oracle.feasible(oracle.everything)
        conflict, sure = oracle.small(oracle.everything) if blocked else (0, True)
        answer["shown by"] = oracle.shown(conflict) if blocked else ()
        answer["its demands"] = conflict.bit_count()
        answer["known to be minimal"] = sure
        answer["numbers in it"] = (conflict & demands.numeric).bit_count()
    except UndecidedError:
        answer["first conflict"] = "undecided"
    answer["first conflict, s"] = clock() - start
    start = clock()
    try:
        found = fewest(Oracle(demands), oracle.everything)
    except UndecidedError:
        return {**answer, "cheapest concession, s": clock() - start, "gives up": "undecided"}
    answer["cheapest concession, s"] = clock() - start
    if found is not None:
        answer["gives up"] = found.given_up.bit_count()
        answer["of these reservation values"] = (found.given_up & demands.numeric).bit_count()
        answer["conflicts looked for"] = None if found.conflicts is None else len(found.conflicts)
        answer["proved by"] = found.shown_by
    return answer


def run(small: bool) -> dict[str, object]:
    """Every size in turn, warm."""
    found: dict[str, object] = {}
    measure(10, 2, 0.5)
    for label, issues, parties, reservation, seed in SIZES[: 2 if small else None]:
        for what, value in measure(issues, parties, reservation, seed).items():
            found[f"{label}: {what}"] = round(value, 4) if isinstance(value, float) else value
    return found
