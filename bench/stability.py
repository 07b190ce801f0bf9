"""Stability of every state for every party under five concepts: random conflicts by size, and the trade negotiation.

Each size runs in a process of its own: seconds, and the peak of memory above an interpreter that has loaded numpy; what
the payoffs take is part of it. `verified`: every verdict besides, by certificates that all states share.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.engines.stability.model import Conflict, Stability

SIZES = (13, 16, 20, 24, 26)
KINDS = ("plain", "holes", "forward", "tied", "apart")
TRADE = Path(__file__).parents[2] / "shared" / "data" / "gmcr" / "gatt_trade_20options.json"


def made(options: int, kind: str = "plain", parties: int = 3, seed: int = 0) -> Conflict:
    """Random payoffs; `holes`: a tenth is infeasible; `forward`: each party's first option only goes on; `tied`: eight
    levels; `apart`: the options of the parties alternate."""
    import numpy as np

    from detente.engines.stability.model import Conflict

    rng = np.random.default_rng(seed)
    codes = 1 << options
    feasible = rng.random(codes) > 0.1 if kind == "holes" else None
    states = codes if feasible is None else int(np.count_nonzero(feasible))
    payoffs = []
    for _ in range(parties):
        payoff = rng.integers(0, 8, states, dtype=np.int32) if kind == "tied" else np.arange(states, dtype=np.int32)
        rng.shuffle(payoff)
        payoffs.append(payoff)
    controllers = [option % parties if kind == "apart" else option * parties // options for option in range(options)]
    forward = np.triu(np.ones((2, 2), dtype=bool))
    firsts = {controllers.index(party) for party in range(parties)} if kind == "forward" else set()
    moves = tuple(forward if option in firsts else None for option in range(options))
    return Conflict((2,) * options, tuple(controllers), tuple(payoffs), moves, feasible)


def checked(conflict: Conflict, found: Stability) -> dict[str, object]:
    """All verdicts verified: certificates that all states share made, and followed by the checker."""
    from detente.engines.stability.certifyingwhole import Certifying
    from detente.engines.stability.replayingwhole import Options, flaw

    start = time.perf_counter()
    certifying, world = Certifying(conflict), Options(conflict)
    flaws = [flaw(world, claim, found.holds(*claim), certifying.following(*claim)) for claim in found.bits]
    return {"verified": not any(flaws), "verified, s": round(time.perf_counter() - start, 2)}


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def one(options: int, kind: str) -> dict[str, object]:
    """One size, in this process."""
    from detente.engines.stability.deciding import stable
    from detente.engines.stability.model import CONCEPTS

    plain = _peak()
    conflict = made(options, kind)
    seconds: list[float] = []
    found = None
    for _ in range(3 if options <= 20 else 1):
        start = time.perf_counter()
        found = stable(conflict)
        seconds.append(time.perf_counter() - start)
    assert found is not None
    told: dict[str, object] = {
        "s": round(min(seconds), 4),
        "MB": round(_peak() - plain),
        "equilibria": [len(found.equilibria(concept)) for concept in CONCEPTS],
    }
    if options <= 20:
        told |= checked(conflict, found) | {"verified, MB": round(_peak() - plain)}
    return told


def trade() -> dict[str, object]:
    """The trade negotiation: the decision by itself, and with reading the file."""
    import numpy as np

    from detente.engines.stability.deciding import stable
    from detente.engines.stability.model import CONCEPTS, Conflict

    plain, began = _peak(), time.perf_counter()
    data = json.loads(TRADE.read_text(encoding="utf-8"))
    count = len(data["options"])
    codes = np.arange(1 << count)
    feasible = np.ones(1 << count, dtype=bool)
    for pattern in data["infeasible_patterns"]:
        hit = np.ones(1 << count, dtype=bool)
        for option, sign in enumerate(pattern):
            if sign != "-":
                hit &= (codes >> option & 1) == (sign == "Y")
        feasible &= ~hit
    codes = codes[feasible]
    payoffs = []
    for party in data["decision_makers"]:
        score = np.zeros(len(codes), dtype=np.int64)
        for statement in party["statements_most_important_first"]:
            met = [np.all([(codes >> o & 1) == (sign == "Y") for o, sign in each], axis=0) for each in statement]
            score = 2 * score + np.any(met, axis=0)
        payoffs.append(score)
    names = [party["name"] for party in data["decision_makers"]]
    controllers = tuple(names.index(option["dm"]) for option in data["options"])
    conflict = Conflict((2,) * count, controllers, tuple(payoffs), (), feasible)
    start = time.perf_counter()
    found = stable(conflict)
    ended = time.perf_counter()
    expected = data["expected"]["definition_literal"]
    names = ["Nash", "GMR", "SMR", "SEQ", "SSEQ"]
    held = [len(found.equilibria(concept)) for concept in CONCEPTS]
    told: dict[str, object] = {
        "s": round(ended - start, 3),
        "with reading, s": round(ended - began, 3),
        "MB": round(_peak() - plain),
        "as published": held == [expected[name]["equilibria_count"] for name in names],
    }
    return told | checked(conflict, found) | {"verified, MB": round(_peak() - plain)}


def run(small: bool) -> dict[str, object]:
    """Every size and kind in a process of its own."""
    found: dict[str, object] = {}
    asked = [(str(options), "plain") for options in ((10, 13) if small else SIZES)]
    asked += [("10" if small else "20", kind) for kind in KINDS[1:]]
    if TRADE.exists():
        asked.append(("trade", "plain"))
    for size, kind in asked:
        command = [sys.executable, "-m", "bench.stability", size, kind]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        label = size if size == "trade" else f"2^{size} {kind}"
        found |= {f"{label}, {key}": value for key, value in json.loads(printed).items()}
    return found


if __name__ == "__main__":
    print(json.dumps(trade() if sys.argv[1] == "trade" else one(int(sys.argv[1]), sys.argv[2])))
