"""Conflicts out: as GMCR+ writes them, in our own JSON, or as an explicit graph; what a form cannot carry is said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby, product
from typing import Any

from detente.case.conditions import And, Bound, Condition, Count, If, Iff, Is, Not, Or, issues_of
from detente.case.names import id_problem
from detente.errors import WriteError
from detente.exchange.bargains.trees import laid_out
from detente.exchange.coding import Loss
from detente.space.conflictgrid import Grid
from detente.space.conflicts import YES_NO, Choice, Named

WIDEST = 12
"""Options of a condition above which it is not written out pattern by pattern."""
DIRECTIONS = {"both": "both", "forward": "fwd", "back": "back"}

Written = tuple[bytes, tuple[Loss, ...]]


def ours(named: Named) -> Written:
    """Our own JSON; of an explicit graph, the form of explicit graphs."""
    data = _graph(named) if named.explicit else _options(named)
    lost = [Loss("parties that control nothing", len(named.unmodelled), "they are not modelled")]
    return (laid_out(data) + "\n").encode(), tuple(lost if named.unmodelled else ())


def gmcr(named: Named) -> Written:
    """As GMCR+ reads it. Raises WriteError where the conflict has no such form."""
    for problem in _problems(named):
        raise WriteError(f"GMCR+ has no form for this conflict: {problem}")
    place = {choice.id: i for i, choice in enumerate(_by_owner(named))}
    patterns = {party: _patterns(named, listed, place) for party, listed in named.statements.items()}
    manual = any(patterns.get(party) is None for party in named.parties)
    infeasible = _patterns(named, named.infeasible, place)
    if infeasible is None:
        raise WriteError(f"GMCR+ has no form for this conflict: a condition speaks of more than {WIDEST} options")
    data = {
        "decisionMakers": [_maker(named, party, place, patterns.get(party), manual) for party in named.parties],
        "options": [
            {"name": choice.name, "permittedDirection": DIRECTIONS[choice.direction]} for choice in _by_owner(named)
        ],
        "infeasibles": [member for one in infeasible for member in _members(one)],
        "useManualPreferenceRanking": manual,
        "program": "detente",
        "version": "0.4.1",
        "title": named.title,
    }
    return (laid_out(data) + "\n").encode(), tuple(_losses(named, manual))


def _problems(named: Named) -> list[str]:
    found = []
    if named.explicit:
        found.append("it is an explicit graph, without options")
    for choice in named.choices:
        if not choice.binary:
            found.append(f"{choice.id} has {len(choice.values)} values; there, an option is taken or not")
        elif choice.by is None:
            found.append(f"{choice.id} is controlled by nobody")
        elif choice.direction not in DIRECTIONS:
            found.append(f"{choice.id} can never be changed")
    if named.given:
        found.append(f"{', '.join(named.given)} was fixed for a question; read the conflict without that")
    if named.unknown:
        found.append("a preference is unknown in part")
    return found


def _losses(named: Named, manual: bool) -> list[Loss]:
    found = []
    if manual and named.statements:
        found.append(Loss("prioritised statements", len(named.statements), "some party has a ranking, so all have one"))
    if named.aliases:
        found.append(Loss("names of states", len(named.aliases), "GMCR+ has none"))
    if named.unmodelled:
        found.append(Loss("parties that control nothing", len(named.unmodelled), "they are not modelled"))
    told = [one for one in (named.description, named.source) if one]
    if told:
        found.append(Loss("what it was about and where it was published", len(told), "GMCR+ has no place for them"))
    return found


def _by_owner(named: Named) -> list[Choice]:
    """Options in the order of their owners, as GMCR+ itself puts them before it numbers states."""
    return sorted(named.choices, key=lambda choice: named.parties.index(str(choice.by)))


def _maker(named: Named, party: str, place: Mapping[str, int], patterns: Any, manual: bool) -> dict[str, Any]:
    found = {
        "name": party,
        "options": [i for i, choice in enumerate(_by_owner(named)) if choice.by == party],
        "preferences": [] if patterns is None else patterns,
    }
    if manual:
        found["preferenceRanking"] = _renumbered(named, party, place)
    return found


def _renumbered(named: Named, party: str, place: Mapping[str, int]) -> list[Any]:
    """The ranking by numbers from 1 in ascending code, with options in the order of their owners."""
    import numpy as np

    codes = np.zeros(named.states, dtype=np.int64)
    ours = named.codes()
    for choice, weight in zip(named.choices, named.weights, strict=True):
        codes += (ours // weight % 2) << place[choice.id]
    number = np.empty(named.states, dtype=np.int64)
    number[np.argsort(codes)] = np.arange(1, named.states + 1)
    return [_one([int(number[state]) for state in tier]) for tier in tiers(named, party)]


def tiers(named: Named, party: str) -> list[list[int]]:
    """A party's states from the best to the worst, those that tie together."""
    import numpy as np

    payoff: Any = named.model.payoffs[named.parties.index(party)]
    order = np.argsort(-payoff.astype(np.int64), kind="stable").tolist()
    return [list(group) for _, group in groupby(order, key=lambda state: int(payoff[state]))]


def _one(tier: list[Any]) -> Any:
    return tier[0] if len(tier) == 1 else sorted(tier)


# -------------------------------------------------------------------------------------------------------- conditions


def _patterns(named: Named, conditions: Sequence[Condition], place: Mapping[str, int]) -> list[Any] | None:
    """Conditions as GMCR+ writes them, those that hold always or never left out; None where one has no such form."""
    found = []
    for condition in conditions:
        members = _alternatives(named, condition)
        if members is None:
            return None
        told = [_pairs(named, member, place) for member in members]
        if told and all(told):
            found.append(told[0] if len(told) == 1 else {"compound": True, "members": told})
    return found


def _pairs(named: Named, member: Mapping[str, str], place: Mapping[str, int]) -> list[Any]:
    signs = ((name, YES_NO[named.choice(name).values.index(value)]) for name, value in member.items())
    return sorted([place[name], sign] for name, sign in signs)


def _members(pattern: Any) -> list[Any]:
    return list(pattern["members"]) if isinstance(pattern, dict) else [pattern]


def _alternatives(named: Named, condition: Condition) -> list[dict[str, str]] | None:
    """The condition as alternatives, each some options with their values; None where they would be too many."""
    parts = condition.parts if isinstance(condition, Or) else (condition,)
    found = [_literals(part) for part in parts]
    if all(one is not None for one in found):
        return [one for one in found if one is not None]
    names = issues_of(condition)
    if len(names) > WIDEST:
        return None
    grid = Grid([named.choice(name) for name in names])
    held = grid.over(grid.table(condition)).tolist()
    values = [named.choice(name).values for name in reversed(names)]
    return [
        dict(zip(names, reversed(chosen), strict=True))
        for chosen, good in zip(product(*values), held, strict=True)
        if good
    ]


def _literals(condition: Condition) -> dict[str, str] | None:
    """A condition that is some options with one value each; None for anything else."""
    parts = condition.parts if isinstance(condition, And) else (condition,)
    found: dict[str, str] = {}
    for part in parts:
        if (
            not isinstance(part, Is)
            or len(part.options) != 1
            or found.get(part.issue, part.options[0]) != part.options[0]
        ):
            return None
        found[part.issue] = part.options[0]
    return found


# -------------------------------------------------------------------------------------------------------- our own


def _graph(named: Named) -> dict[str, Any]:
    labels = [label if isinstance(label, str) else int(label) for label in named.labels]
    moves = {}
    for party, name in enumerate(named.parties):
        reached = {str(labels[s]): [labels[int(t)] for t in named.model.reached(party, s)] for s in range(len(labels))}
        moves[name] = {state: targets for state, targets in reached.items() if targets}
    data = {
        **_about(named),
        "states": _plain(labels),
        "names": {name: labels[state] for name, state in named.aliases.items()},
        "moves": _plain(moves),
        "preferences": _plain({party: _preference(named, party, labels) for party in named.parties}),
    }
    return {key: value for key, value in data.items() if value or key != "names"}


def _about(named: Named) -> dict[str, str]:
    found = {"title": named.title, "description": named.description, "source": named.source}
    return {key: value for key, value in found.items() if value}


def _preference(named: Named, party: str, keys: Sequence[Any]) -> Any:
    """A ranking, with what is unknown beside it."""
    ranking = [_tier([keys[state] for state in tier]) for tier in tiers(named, party)]
    if party not in named.unknown:
        return ranking
    return {"ranking": ranking, "unknown": [[keys[a], keys[b]] for a, b in named.unknown[party]]}


def _tier(tier: list[Any]) -> Any:
    return tier[0] if len(tier) == 1 else tier


def _options(named: Named) -> dict[str, Any]:
    if named.given:
        raise WriteError(f"{', '.join(named.given)} was fixed for a question; read the conflict without that")
    ids = _ids(named.choices)
    keys = list(named.keys())
    preferences: dict[str, Any] = {}
    for party in named.parties:
        listed = named.statements.get(party)
        if listed is None:
            preferences[party] = _preference(named, party, keys)
        else:
            preferences[party] = {"statements": [str(_renamed(one, ids)) for one in listed]}
    data = {
        **_about(named),
        "parties": list(named.parties),
        "options": [_option(choice, ids) for choice in named.choices],
        "infeasible": [str(_renamed(one, ids)) for one in named.infeasible],
        "names": {name: keys[state] for name, state in named.aliases.items()},
        "preferences": preferences,
    }
    found: dict[str, Any] = _plain({key: value for key, value in data.items() if value or key == "preferences"})
    return found


def _option(choice: Choice, ids: Mapping[str, str]) -> dict[str, Any]:
    moves: Any = choice.direction
    if moves == "listed":
        moves = [list(pair) for pair in choice.changes or ()]
    title = choice.title or (choice.id if ids[choice.id] != choice.id else "")
    found = {"id": ids[choice.id], "title": title, "values": list(choice.values), "by": choice.by, "moves": moves}
    return {key: value for key, value in found.items() if value or key == "by"}


def _ids(choices: Sequence[Choice]) -> dict[str, str]:
    """An id of the condition language for each option: its own, or one made of it."""
    made = {}
    for i, choice in enumerate(choices):
        slug = re.sub(r"[^A-Za-z0-9]+", "_", choice.id).strip("_").lower()[:50]
        made[choice.id] = (
            choice.id if not id_problem(choice.id) else slug if slug and not id_problem(slug) else f"option{i}"
        )
    many = Counter(made.values())
    return {name: f"{one}-{i}" if many[one] > 1 else one for i, (name, one) in enumerate(made.items())}


def _renamed(condition: Condition, ids: Mapping[str, str]) -> Condition:
    """The condition with other ids; its depth is bounded by whoever read it."""
    match condition:
        case Is(issue, options):
            return Is(ids[issue], options)
        case Bound(issue, option, least):
            return Bound(ids[issue], option, least)
        case Not(part):
            return Not(_renamed(part, ids))
        case If(when, then):
            return If(_renamed(when, ids), _renamed(then, ids))
        case Iff(left, right):
            return Iff(_renamed(left, ids), _renamed(right, ids))
        case And(parts):
            return And(tuple(_renamed(part, ids) for part in parts))
        case Or(parts):
            return Or(tuple(_renamed(part, ids) for part in parts))
        case Count(low, high, parts):
            return Count(low, high, tuple(_renamed(part, ids) for part in parts))
        case _:
            return condition


def _plain(data: Any) -> Any:
    """Data with numpy's numbers as Python's."""
    if isinstance(data, dict):
        return {key: _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(one) for one in data]
    return data if isinstance(data, str | bool) or data is None else int(data)
