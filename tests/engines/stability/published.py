"""The published conflicts that lie beside the checkout, as the engine takes them."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np

from detente.engines.stability.model import Conflict, Graph, graph

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "gmcr"
FILES = sorted(FOLDER.glob("*.json"))
NAMES = {"Nash": "nash", "GMR": "gmr", "SMR": "smr", "SEQ": "seq", "SSEQ": "sseq"}


def load(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def conflict_of(data: dict[str, Any]) -> Conflict | Graph:
    parties = data["decision_makers"]
    if "options" not in data:
        lists = [
            {int(s) - 1: [t - 1 for t in found] for s, found in party["reachable_one_move"].items()}
            for party in parties
        ]
        return graph(lists, [party["payoff_by_ordered_state"] for party in parties])
    names = [party["name"] for party in parties]
    count = len(data["options"])
    moves = []
    for option in data["options"]:
        table = np.ones((2, 2), bool)
        if option.get("direction", "both") != "both":
            table = np.triu(table) if option["direction"] == "fwd" else np.tril(table)
        moves.append(table)
    codes = np.arange(1 << count)
    taken = [(codes >> option & 1).astype(bool) for option in range(count)]
    feasible = np.ones(1 << count, bool)
    for pattern in data["infeasible_patterns"]:
        hit = np.ones(1 << count, bool)
        for option, sign in enumerate(pattern):
            if sign != "-":
                hit &= taken[option] == (sign == "Y")
        feasible &= ~hit
    payoffs = []
    for party in parties:
        if "payoff_by_ordered_state" in party:
            payoffs.append(np.array(party["payoff_by_ordered_state"]))
            continue
        score = np.zeros(1 << count, np.int64)
        for statement in party["statements_most_important_first"]:
            met = np.zeros(1 << count, bool)
            for alternative in statement:
                met |= np.logical_and.reduce([taken[option] == (sign == "Y") for option, sign in alternative])
            score = score * 2 + met
        payoffs.append(score[feasible])
    controllers = tuple(names.index(option["dm"]) for option in data["options"])
    return Conflict((2,) * count, controllers, tuple(payoffs), tuple(moves), feasible)


def numbers(states: list[int]) -> list[int]:
    """Ordered numbers from 1 as states from 0."""
    return [state - 1 for state in states]


def pairs(data: dict[str, Any]) -> list[tuple[str, int, str]]:
    """(concept, party, expected digits)"""
    expected = data["expected"]["definition_literal"]
    parties = [party["name"] for party in data["decision_makers"]]
    return [
        (NAMES[concept], number, expected[concept]["stable_for"][name])
        for concept, (number, name) in itertools.product(expected, enumerate(parties))
    ]
