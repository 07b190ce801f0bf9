"""Conflicts for the tests: a small one in each form, and the published cases where they are at hand."""

import functools
import json
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[4] / "shared" / "data" / "gmcr"

CHICKEN: dict = {
    "options": [{"name": "Swerve", "permittedDirection": "both"}, {"name": "Swerve", "permittedDirection": "both"}],
    "infeasibles": [],
    "decisionMakers": [
        {"name": "A", "options": [0], "preferences": [], "preferenceRanking": [3, 4, 2, 1]},
        {"name": "B", "options": [1], "preferences": [], "preferenceRanking": [2, 4, 3, 1]},
    ],
    "useManualPreferenceRanking": True,
    "program": "gmcr-py",
    "version": "0.4.1",
}

STRIKE = {
    "title": "A strike at the harbour",
    "options": [
        {"id": "strike", "title": "Strike", "by": "union"},
        {"id": "offer", "values": ["low", "middle", "high"], "by": "port", "moves": "forward"},
        {"id": "season", "values": ["slack", "busy"], "by": None},
    ],
    "infeasible": ["strike and offer is high"],
    "names": {"today": "strike=N,offer=low,season=slack"},
    "preferences": {
        "union": {"statements": ["offer at least high", "if offer is low then strike", "not strike"]},
        "port": {
            "worth": {"strike": {"N": 2.5, "Y": 0}, "offer": {"low": 0.2, "middle": 0.1, "high": -3}},
        },
    },
}

ROUND = {
    "states": ["peace", "threat", "war"],
    "moves": {"north": {"peace": ["threat"], "threat": ["peace"]}, "south": {"threat": ["war"]}},
    "preferences": {"north": ["threat", "peace", "war"], "south": ["peace", ["war", "threat"]]},
}


def written(path, data):
    """A file with this data, or with this text."""
    path.write_text(data if isinstance(data, str) else json.dumps(data, indent=1), encoding="utf-8")
    return path


@functools.cache
def published(name):
    """A published case as the shared folder has it; the test is skipped where that folder is not at hand."""
    path = SHARED / f"{name}.json"
    if not path.is_file():
        pytest.skip(f"NOT TESTED HERE: {path} is not at hand")
    return json.loads(path.read_text(encoding="utf-8"))


PUBLISHED = (
    "chicken",
    "cuban_missile_crisis",
    "elmira_12state",
    "gatt_trade_20options",
    "micro_coalition_infeasible_intermediate",
    "micro_each_opponent_moves_once_SEQ",
    "micro_explicit_ABA",
    "micro_single_step_sanction_GMR",
    "micro_strict_sanction_ties_GMR",
    "prisoners_dilemma",
    "random_oracle_00",
    "random_oracle_01",
    "random_oracle_02",
    "random_oracle_03",
    "syria_iraq_1975",
)


def as_gmcr(case, ranked):
    """A published case as GMCR+ writes it, by rankings or by statements; None where it has not both."""
    key = "ranking_best_first_ties_nested" if ranked else "statements_most_important_first"
    if "options" not in case or any(key not in maker for maker in case["decision_makers"]):
        return None
    makers = []
    for maker in case["decision_makers"]:
        found = {"name": maker["name"], "options": maker["options"], "preferences": []}
        if ranked:
            found["preferenceRanking"] = maker[key]
        else:
            found["preferences"] = [
                one[0] if len(one) == 1 else {"compound": True, "members": one} for one in maker[key]
            ]
        makers.append(found)
    return {
        "options": [{"name": one["name"], "permittedDirection": one["direction"]} for one in case["options"]],
        "infeasibles": [[[i, sign] for i, sign in enumerate(p) if sign != "-"] for p in case["infeasible_patterns"]],
        "decisionMakers": makers,
        "useManualPreferenceRanking": ranked,
        "program": "gmcr-py",
        "version": "0.4.1",
    }


def as_graph(case):
    """A published case as an explicit graph; None for one that is too large to be listed."""
    if any("reachable_one_move" not in maker for maker in case["decision_makers"]):
        return None
    return {
        "states": list(range(1, case["n_feasible"] + 1)),
        "moves": {maker["name"]: maker["reachable_one_move"] for maker in case["decision_makers"]},
        "preferences": {one["name"]: one["ranking_best_first_ties_nested"] for one in case["decision_makers"]},
    }


def as_ours(case):
    """A published case in our own option form, by the same rankings in decimal codes; None where it has none."""
    if "options" not in case or "states" not in case:
        return None
    codes = {one["ordered"]: one["decimal"] for one in case["states"]}
    direction = {"fwd": "forward", "both": "both", "back": "back"}

    def coded(tier):
        return [codes[one] for one in tier] if isinstance(tier, list) else codes[tier]

    return {
        "options": [
            {"id": f"o{i}", "title": one["name"], "by": one["dm"], "moves": direction[one["direction"]]}
            for i, one in enumerate(case["options"])
        ],
        "infeasible": case["infeasible_patterns"],
        "preferences": {
            one["name"]: [coded(tier) for tier in one["ranking_best_first_ties_nested"]]
            for one in case["decision_makers"]
        },
    }


def payoffs(named, party):
    """What states are worth to a party of a conflict that judges all of them."""
    found = named.model.payoffs[party]
    assert found is not None
    return found
