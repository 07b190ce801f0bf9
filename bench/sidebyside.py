"""Détente and NegMAS side by side in one run: frontier and Nash, additive, 2 and 3 parties; the same answers asserted.

NegMAS is taken from this interpreter, or from the one that the environment variable NEGMAS_PYTHON names.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from bench.bargaining import made, run_bargaining

SIZES = (("2 parties, 10^6", 2, 6), ("3 parties, 10^6", 3, 6), ("2 parties, 10^7", 2, 7), ("3 parties, 10^7", 3, 7))
PEER = Path(__file__).with_name("negmas_peer.py")


def ask_peer(parties: int, issues: int) -> dict[str, object]:
    """NegMAS's answer for the same domain; {"missing": …} where it is not installed."""
    domain = made(parties, issues, 0.0)
    tables = [
        [[worth / scale for worth in options] for options in table]
        for table, scale in zip(domain.tables, domain.scales, strict=True)
    ]
    given = json.dumps({"tables": tables, "reservations": [0.0] * parties})
    command = [os.environ.get("NEGMAS_PYTHON", sys.executable), str(PEER)]
    ran = subprocess.run(command, input=given, check=True, capture_output=True, text=True)
    return dict(json.loads(ran.stdout.splitlines()[-1]))


def run(small: bool) -> dict[str, object]:
    """Milliseconds of both for each size, and how many times as fast; the answers are compared."""
    found: dict[str, object] = {}
    for label, parties, issues in (("2 parties, 10^3", 2, 3),) if small else SIZES:
        ours = run_bargaining(parties, issues, 0.0)
        theirs = ask_peer(parties, issues)
        milliseconds = 1000 * float(str(ours["seconds"]))
        found[f"{label}, ms"] = round(milliseconds, 2)
        if "missing" in theirs:
            found[f"{label}, NegMAS"] = theirs["missing"]
            continue
        same = ours["points"] == theirs["points"]
        nash, other = float(str(ours["nash"])), float(str(theirs["nash"]))
        if not same or abs(nash - other) > 1e-9:
            raise AssertionError(f"{label}: {ours['points']} points, Nash {nash}; NegMAS {theirs['points']}, {other}")
        peer = 1000 * float(str(theirs["seconds"]))
        found[f"{label}, NegMAS ms"] = round(peer, 1)
        found[f"{label}, NegMAS peak MB"] = theirs["peak MB"]
        found[f"{label}, times"] = round(peer / milliseconds)
    return found
