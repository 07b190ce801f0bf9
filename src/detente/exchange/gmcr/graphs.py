"""Explicit graphs: states, each party's one-move lists, and each party's preference, in JSON.

The lists are taken as they are, without closure, and who moved last matters. A party named under `moves` is modelled,
with moves or without; one that only has a preference is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from detente.errors import TooLargeError, nearest
from detente.exchange.gmcr.located import Document, Words
from detente.exchange.gmcr.parsing import Trail
from detente.exchange.gmcr.preferring import (
    Place,
    Preferred,
    States,
    by_pairs,
    by_ranking,
    by_utilities,
    check_keys,
    pairs_of,
)
from detente.space.conflicts import Named

MOVES = "an object, party: {state: [states]}"
KEYS = ("title", "description", "source", "parties", "states", "names", "moves", "preferences")
MOST_STATES = 2_000_000
FORMS = ("ranking", "utilities", "better", "equal", "unknown")
ACCEPTED = "a list of states, best first; or an object with ranking, with utilities, or with better and equal"
"""The forms that a preference over states has."""
_LISTED = 8
"""States of which a message lists all."""


def is_graph(data: Any) -> bool:
    """Whether this is an explicit graph."""
    if not isinstance(data, dict) or "options" in data or "decisionMakers" in data:
        return False
    return "states" in data or "moves" in data


def read(document: Document) -> Named:
    """The graph of a file. Raises FormatError with everything that is wrong."""
    data = document.data
    check_keys(document, (), data, KEYS)
    for key, expected in (("moves", MOVES), ("preferences", "an object, party: preference")):
        if key not in data:
            document.say((), f"the key “{key}” is missing", expected)
        elif not isinstance(data[key], dict):
            document.say((key,), f"“{key}” is not as it must be", expected, data[key])
    if "states" not in data:
        document.say((), "the key “states” is missing", "a list of the names of all states")
    labels = _labels(document, data.get("states"))
    texts = tuple((key, str, "a text") for key in ("title", "description", "source"))
    for key, kind, expected in (("names", dict, "an object, name: state"), *texts):
        if key in data and not isinstance(data[key], kind):
            document.say((key,), f"“{key}” is not as it must be", expected, data[key])
    document.end()
    states = _states(labels)
    names = _names(document, states)
    parties = tuple(data["moves"])
    if not parties:
        document.say(("moves",), "nobody has moves", f"at least one party: {MOVES}", data["moves"])
    _order(document, data, parties)
    lists = [_moves(Place(document, ("moves", party), data["moves"][party], states)) for party in parties]
    found: dict[str, Preferred | None] = {}
    for party in data["preferences"]:
        found[party] = preferred(Place(document, ("preferences", party), data["preferences"][party], states))
    for party in parties:
        if party not in found:
            near = nearest(party, found)
            message = f"“{party}” moves, and has no preference"
            document.say(("moves", party), message, "one for it under “preferences”", near=near)
    document.end()
    judged = {party: one for party, one in found.items() if one is not None}
    return _named(document, labels, parties, lists, judged, names)


def text_of(data: Mapping[str, Any], key: str) -> str:
    """A text for people: what stands under the key, where that is a text; else none."""
    found = data.get(key)
    return found.strip() if isinstance(found, str) else ""


def preferred(place: Place, accepted: str = ACCEPTED) -> Preferred | None:
    """A preference over states: a ranking, or an object of one form; None, and complaints, where it is none.

    `accepted` says in messages which forms there are.
    """
    if isinstance(place.data, list):
        payoffs = by_ranking(place)
        return None if payoffs is None else Preferred(payoffs)
    if not isinstance(place.data, dict):
        place.wrong("a preference is not as it must be", accepted, place.data)
        return None
    if not _known_forms(place.document, place.trail, place.data):
        return None
    forms = [form for form in ("ranking", "utilities") if form in place.data]
    pairs = "better" in place.data or "equal" in place.data
    if len(forms) + pairs != 1:
        place.wrong("a preference has one form", accepted, Words(", ".join(place.data) or "an empty object"))
        return None
    if pairs:
        return by_pairs(place)
    inner = place.at(forms[0])
    payoffs = by_ranking(inner) if forms == ["ranking"] else by_utilities(inner)
    open_ = pairs_of(place.at("unknown")) if "unknown" in place.data else ()
    if payoffs is None or open_ is None:
        return None
    return Preferred(payoffs, tuple(dict.fromkeys((min(pair), max(pair)) for pair in open_)))


def _known_forms(document: Document, trail: Trail, data: Mapping[str, Any]) -> bool:
    """Whether every key is one of a preference over states; what is none is said."""
    by_options = [key for key in data if key in ("statements", "weights", "worth")]
    for key in by_options:
        message = f"“{key}” is of options, and an explicit graph has none"
        document.say((*trail, key), message, f"a preference over states: {ACCEPTED}")
    rest = {key: value for key, value in data.items() if key not in by_options}
    check_keys(document, trail, rest, FORMS)
    return set(data) <= set(FORMS)


def _labels(document: Document, states: Any) -> tuple[str | int, ...]:
    if states is None and "states" not in document.data:
        return ()
    if not isinstance(states, list) or not states:
        document.say(("states",), "states are not as they must be", "a list of names, one at least", states)
        return ()
    if len(states) > MOST_STATES:
        raise TooLargeError(
            f"{document.file} has {len(states):,} states; an explicit graph may have at most {MOST_STATES:,}. "
            "State it by options, or leave out what cannot be reached."
        )
    for i, one in enumerate(states):
        if isinstance(one, bool) or not isinstance(one, str | int) or (isinstance(one, str) and not _plain(one)):
            document.say(("states", i), "this is no state", "a whole number, or a name without spaces around it", one)
    texts = [str(one) for one in states]
    twice = Counter(texts)
    seen: set[str] = set()
    for i, text in enumerate(texts):
        if twice[text] > 1 and text in seen:
            document.say(("states", i), f"the state “{text}” stands there twice", "each state once")
        seen.add(text)
    return tuple(states)


def _plain(name: str) -> bool:
    """Whether a name is what is left of it when somebody types it."""
    return bool(name) and name == name.strip()


def name_problem(name: str, *, state: bool) -> str:
    """Why a state cannot have this name, "" if it can; `state`: whether it is another way to write a state."""
    if not _plain(name):
        return "a name of a state is empty, or has spaces around it"
    return f"the name “{name}” is another way to write a state already" if state else ""


def _states(labels: Sequence[str | int]) -> States:
    numbers = {str(label): place for place, label in enumerate(labels)}

    def meant(data: Any) -> Sequence[int] | None:
        if isinstance(data, bool) or not isinstance(data, str | int):
            return None
        return [numbers[str(data)]] if str(data) in numbers else []

    few = len(labels) <= _LISTED
    rule = f"one of {', '.join(map(str, labels))}" if few else f"one of the {len(labels):,} states that are listed"
    return States(len(labels), meant, lambda state: f"“{labels[state]}”", rule)


def _names(document: Document, states: States) -> dict[str, int]:
    """Names of single states."""
    found = {}
    for name, target in document.data.get("names", {}).items():
        place = states.meant(target)
        problem = name_problem(name, state=bool(states.meant(name)))
        if problem:
            document.say(("names", name), problem, "a name that no state has")
        elif place:
            found[name] = place[0]
        else:
            document.say(("names", name), "there is no such state", states.rule, target)
    return found


def _order(document: Document, data: Mapping[str, Any], parties: Sequence[str]) -> None:
    """Where parties are listed, they are those who move and those who have preferences, each once."""
    if "parties" not in data:
        return
    listed = data["parties"]
    known = [*parties, *(one for one in data["preferences"] if one not in parties)]
    if not isinstance(listed, list) or sorted(map(str, listed)) != sorted(known):
        document.say(
            ("parties",), "the parties are not those who move or prefer", f"each once: {', '.join(known)}", listed
        )


def _moves(place: Place) -> dict[int, list[int]]:
    """Where a party may move from each state."""
    found: dict[int, list[int]] = {}
    if not isinstance(place.data, dict):
        place.wrong("moves are not as they must be", "an object, state: list of states", place.data)
        return found
    for key in place.data:
        here, source = place.at(key), place.states.meant(key)
        if not source:
            here.wrong(f"there is no state “{key}”", place.states.rule, key)
        if not isinstance(here.data, list):
            here.wrong("moves are not as they must be", "a list of states", here.data)
            continue
        for item in here.items():
            target = place.states.meant(item.data)
            if not target:
                item.wrong("there is no such state", place.states.rule, item.data)
            elif source:
                _add(found.setdefault(source[0], []), source[0], target[0], item)
    return found


def _add(listed: list[int], source: int, target: int, item: Place) -> None:
    if source == target:
        item.wrong("a state is no move from itself", "another state", item.data)
    elif target not in listed:
        listed.append(target)


def _named(
    document: Document,
    labels: tuple[str | int, ...],
    parties: tuple[str, ...],
    lists: Sequence[Mapping[int, Sequence[int]]],
    found: Mapping[str, Preferred],
    names: Mapping[str, int],
) -> Named:
    import numpy as np

    from detente.engines.stability.model import Graph, Moves

    moves = []
    for listed in lists:
        sizes = np.zeros(len(labels), dtype=np.int64)
        for state, targets in listed.items():
            sizes[state] = len(targets)
        starts = np.concatenate(([0], np.cumsum(sizes)))
        targets = [target for state in sorted(listed) for target in sorted(listed[state])]
        moves.append(Moves(starts, np.array(targets, dtype=np.int64)))
    return Named(
        text_of(document.data, "title") or document.stem,
        parties,
        Graph(len(labels), tuple(moves), tuple(np.asarray(found[party].payoffs) for party in parties)),
        labels=labels,
        unmodelled=tuple(party for party in found if party not in parties),
        aliases=names,
        unknown={party: found[party].unknown for party in parties if found[party].unknown},
        description=text_of(document.data, "description"),
        source=text_of(document.data, "source"),
    )
