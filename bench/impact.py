"""Impact at size: many holdings against many clauses, prohibitions, baselines and caps, with rival readings."""

from __future__ import annotations

import json
import random
import tempfile
import time
from pathlib import Path

STATES = (
    "USA", "GBR", "FRA", "DEU", "ITA", "ESP", "POL", "ROU", "BGR", "HUN", "SVK", "CZE", "EST", "LVA", "LTU",
    "TUR", "GRC", "NLD", "BEL", "NOR", "DNK", "CAN", "RUS", "BLR", "UKR", "MDA", "GEO", "ARM", "AZE", "KAZ",
)  # fmt: skip
ASSETS = ("ground", "air", "naval", "missile", "radar")


def files(holdings: int, clauses: int, seed: int = 1) -> dict[str, str]:
    """A case: so many holdings and clauses over thirty states and five classes of assets."""
    rng = random.Random(seed)
    vocabulary = {
        "actions": ["deploy", "exercise"],
        "assets": [{"id": "forces", "unit": "troops"}, *({"id": one, "under": "forces"} for one in ASSETS)],
        "terms": [
            {
                "id": "zone",
                "readings": [{"id": f"z{n}", "means": ", ".join(rng.sample(STATES, 6))} for n in range(3)],
            }
        ],
    }
    provisions = [_provision(rng, number) for number in range(clauses)]
    treaty = {"title": "A draft", "date": "2021-12-17", "signatories": ", ".join(STATES), "provisions": provisions}
    issue = {"id": "peace", "options": ["yes", "no"], "status_quo": "no"}
    rows = [_row(rng, number) for number in range(holdings)]
    return {
        "case.yaml": json.dumps({"title": "Many holdings", "required": ["RUS", "USA"], "issues": [issue]}),
        "parties.yaml": json.dumps({"parties": [{"id": "RUS"}, {"id": "USA"}]}),
        "treaties/vocabulary.yaml": json.dumps(vocabulary),
        "treaties/draft.yaml": json.dumps(treaty),
        "inventory/deployments.csv": "id,senders,host,asset,low,high,from,to\n" + "".join(rows),
    }


def _provision(rng: random.Random, number: int) -> dict[str, object]:
    found: dict[str, object] = {
        "id": f"art_{number}",
        "kind": "prohibition",
        "bearer": ", ".join(rng.sample(STATES, rng.randint(1, 6))),
        "action": "deploy",
        "asset": rng.choice(ASSETS),
        "territory": "zone" if number % 10 == 0 else f"{', '.join(rng.sample(STATES, 6))} but not own territory",
    }
    if number % 4 == 1:
        found["baseline"] = {"date": "1997-05-27", "per": rng.choice(("host", "sender_and_host", "unit"))}
    if number % 4 == 2:
        found["cap"] = rng.randint(0, 20_000)
    return found


def _row(rng: random.Random, number: int) -> str:
    senders = "+".join(rng.sample(STATES, 2 if rng.random() < 0.1 else 1))
    low = rng.randint(10, 2_000)
    since = rng.choice(("1990", "1995-03", "2001", "2014-05-01"))
    return f"u{number},{senders},{rng.choice(STATES)},{rng.choice(ASSETS)},{low},{low + rng.randint(0, 500)},{since},\n"


def run_impact(holdings: int, clauses: int) -> dict[str, object]:
    """Reading, then everything that would have to go."""
    import detente

    with tempfile.TemporaryDirectory() as name:
        for file, text in files(holdings, clauses).items():
            path = Path(name) / file
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        start = time.perf_counter()
        case = detente.load(name)
        read = time.perf_counter() - start
    start = time.perf_counter()
    found = detente.treaty_impact(case, "draft")
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "read": read, "rows": len(found.rows), "holdings": found.holdings}
