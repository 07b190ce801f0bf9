"""`.gmcr`: the JSON of GMCR+ and gmcr-py, any version of it (reference: docs/reference/formats.md)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from detente.case.conditions import And, Condition, Is, Or
from detente.exchange.gmcr.located import NOTHING, Document
from detente.exchange.gmcr.making import Judged, Stated, prioritised, too_many
from detente.exchange.gmcr.parsing import Trail
from detente.exchange.gmcr.preferring import Place, States, by_ranking, by_utilities
from detente.space.conflicts import YES_NO, Choice, changes_of

if TYPE_CHECKING:
    from detente.engines.stability.model import Ints
    from detente.space.conflictgrid import Grid

DIRECTIONS = {"both": "both", "fwd": "forward", "back": "back"}
MANUAL = ("useManualPreferenceRanking", "useManualPreferenceVectors")
RANKING = ("preferenceRanking", "preferenceVector")
"""Today's keys, and those of older versions."""
KNOWN = frozenset(
    {"options", "decisionMakers", "infeasibles", "coalitions", "coalitionsFull", "program", "version", *MANUAL}
)
_RANKED = "a list of numbers of states, best first, ties as lists"
_PATTERN = re.compile(r"[YN-]+")


def is_gmcr(data: Any) -> bool:
    """Whether this is what GMCR+ writes."""
    return isinstance(data, dict) and "decisionMakers" in data


def read(document: Document) -> Stated:
    """The conflict that a file of GMCR+ states. Raises FormatError with everything that is wrong."""
    data = document.data
    for key in ("options", "decisionMakers", "infeasibles"):
        if key not in data:
            document.say((), f"the key “{key}” is missing", "a list, which every file of GMCR+ has")
        elif not isinstance(data[key], list) or (key != "infeasibles" and not data[key]):
            expected = "a list of conditions" if key == "infeasibles" else "a list with at least one"
            document.say((key,), f"“{key}” is not as it must be", expected, data[key])
    document.end()
    return _Reader(document).read()


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document, self.data = document, document.data
        self.ids: tuple[str, ...] = ()
        self.notes: list[str] = []

    def read(self) -> Stated:
        makers = self.data["decisionMakers"]
        parties = self._parties(makers)
        directions = [self._direction(i, one) for i, one in enumerate(self.data["options"])]
        self.document.end()
        owners = self._owners(makers)
        self.document.end()
        self.ids = self._names(parties, owners)
        choices = tuple(
            Choice(name, YES_NO, parties[owner], changes_of(direction, YES_NO))
            for name, owner, direction in zip(self.ids, owners, directions, strict=True)
        )
        infeasible = self.conditions(("infeasibles",), self.data["infeasibles"])
        flags = [self._flag(flag) for flag in MANUAL]
        judged = {party: self._judged(i, makers[i], manual=any(flags)) for i, party in enumerate(parties)}
        self._passed_over(makers, owners)
        self.document.end()
        trails = {party: ("decisionMakers", i) for i, party in enumerate(parties)}
        return Stated(
            self.document,
            str(self.data.get("title") or self.document.stem),
            parties,
            choices,
            infeasible,
            judged,
            trails,
            notes=self.notes,
        )

    def _parties(self, makers: list[Any]) -> tuple[str, ...]:
        names = []
        for i, one in enumerate(makers):
            name = one.get("name") if isinstance(one, dict) else None
            if not isinstance(name, str) or not name.strip():
                trail = ("decisionMakers", i, "name") if name is not None else ("decisionMakers", i)
                got = NOTHING if isinstance(one, dict) and "name" not in one else name if isinstance(one, dict) else one
                self.document.say(trail, "a decision maker has no name", "an object with “name”, a text", got)
                name = ""
            elif name in names:
                self.document.say(
                    ("decisionMakers", i, "name"), f"two decision makers are called “{name}”", "a name each"
                )
            names.append(name)
        return tuple(names)

    def _direction(self, i: int, option: Any) -> str:
        if not isinstance(option, dict) or not isinstance(option.get("name"), str):
            self.document.say(
                ("options", i), "this is no option", "an object with name, a text, and permittedDirection", option
            )
            return "both"
        told = option.get("permittedDirection", NOTHING)
        if told is NOTHING:
            message = f"it is not said how option {i} (“{option['name']}”) may be changed"
            self.document.say(("options", i), message, "permittedDirection: both, fwd or back")
            return "both"
        if not isinstance(told, str) or told not in DIRECTIONS:
            trail = ("options", i, "permittedDirection")
            self.document.say(trail, "an option's permitted direction is not known", "both, fwd or back", told)
            return "both"
        return DIRECTIONS[told]

    def _owners(self, makers: list[Any]) -> list[int]:
        count = len(self.data["options"])
        owners: list[list[int]] = [[] for _ in range(count)]
        read = True
        for i, maker in enumerate(makers):
            listed = maker.get("options", NOTHING)
            trail: Trail = ("decisionMakers", i, "options")
            if not isinstance(listed, list):
                message = f"it is not said which options “{maker['name']}” controls"
                self.document.say(trail, message, f"options: a list of their numbers, 0 to {count - 1}", listed)
                read = False
                continue
            for k, number in enumerate(listed):
                if not _index(number, count):
                    expected = f"an option's number, 0 to {count - 1}" if count > 1 else "0, the only option's number"
                    self.document.say((*trail, k), "there is no such option", expected, number)
                    read = False
                elif i in owners[number]:
                    self.document.say((*trail, k), f"option {number} is listed twice", "each option once")
                else:
                    owners[number].append(i)
        for number, found in enumerate(owners):
            name = self.data["options"][number]["name"]
            if not found and read:  # else one that could not be read may be its owner's
                expected = f"{number} under “options” of one decision maker"
                self.document.say(("options", number), f"option {number} (“{name}”) is controlled by nobody", expected)
            elif len(found) > 1:
                who = " and ".join(f"“{makers[i]['name']}”" for i in found)
                where = ("decisionMakers", found[1], "options")
                self.document.say(
                    where, f"option {number} (“{name}”) is controlled by {who}", "one decision maker for each option"
                )
        return [found[0] if found else 0 for found in owners]

    def _names(self, parties: Sequence[str], owners: Sequence[int]) -> tuple[str, ...]:
        """A name of its own for each option: its name, with its owner's or a number where others have the same."""
        found = [str(option["name"]) for option in self.data["options"]]
        many = Counter(found)
        found = [f"{parties[owners[i]]}: {name}" if many[name] > 1 else name for i, name in enumerate(found)]
        many = Counter(found)
        found = [f"{name} ({i})" if many[name] > 1 else name for i, name in enumerate(found)]
        return tuple(found)

    # ------------------------------------------------------------------------------------------------- conditions

    def conditions(self, trail: Trail, listed: Sequence[Any]) -> tuple[Condition, ...]:
        """Patterns of options taken and not taken; what is none is said."""
        found = [self._condition((*trail, i), one) for i, one in enumerate(listed)]
        return tuple(one for one in found if one is not None)

    def _condition(self, trail: Trail, data: Any) -> Condition | None:
        if isinstance(data, dict):
            return self._compound(trail, data)
        if isinstance(data, str):
            return self._pattern(trail, data)
        if isinstance(data, list) and data and all(isinstance(one, list) and _of_lists(one) for one in data):
            return self._either([(*trail, i) for i in range(len(data))], data)
        return self._simple(trail, data)

    def _compound(self, trail: Trail, data: dict[str, Any]) -> Condition | None:
        members = data.get("members")
        if not isinstance(members, list) or not members:
            self.document.say(
                trail,
                "a compound condition has no members",
                "“members”: a list of conditions, of which one must hold",
                data,
            )
            return None
        return self._either([(*trail, "members", i) for i in range(len(members))], members)

    def _either(self, trails: Sequence[Trail], members: Sequence[Any]) -> Condition | None:
        found = [self._simple(at, one) for at, one in zip(trails, members, strict=True)]
        parts = tuple(one for one in found if one is not None)
        return Or(parts) if len(parts) == len(found) else None

    def _pattern(self, trail: Trail, text: str) -> Condition | None:
        if len(text) != len(self.ids) or not _PATTERN.fullmatch(text):
            expected = f"{len(self.ids)} signs Y, N or -, one for each option"
            self.document.say(trail, "this is no pattern of options taken and not taken", expected, text)
            return None
        return And(tuple(Is(name, (sign,)) for name, sign in zip(self.ids, text, strict=True) if sign != "-"))

    def _simple(self, trail: Trail, data: Any) -> Condition | None:
        if isinstance(data, str):
            return self._pattern(trail, data)
        if not isinstance(data, list) or not data:
            self.document.say(trail, "this is no condition", 'a list such as [[0, "Y"], [2, "N"]]', data)
            return None
        seen: dict[int, str] = {}
        good = True
        for k, pair in enumerate(data):
            problem, expected = self._pair_problem(pair, seen)
            if problem:
                self.document.say((*trail, k), problem, expected, pair)
                good = False
            else:
                seen[pair[0]] = pair[1]
        return And(tuple(Is(self.ids[i], (sign,)) for i, sign in seen.items())) if good else None

    def _pair_problem(self, pair: Any, seen: dict[int, str]) -> tuple[str, str]:
        """What is wrong with an option and its sign, and what was expected; twice "" where nothing is."""
        count = len(self.ids)
        rule = '[option, "Y" or "N"], ' + (
            f"with an option's number from 0 to {count - 1}" if count > 1 else "option 0"
        )
        if not isinstance(pair, list) or len(pair) != 2 or pair[1] not in YES_NO:
            return "a condition is not as it must be", rule
        if not _index(pair[0], count):
            return "a condition names an option that is not there", rule
        return (f"a condition names option {pair[0]} twice", "each option once") if pair[0] in seen else ("", "")

    # ------------------------------------------------------------------------------------------------ preferences

    def _judged(self, i: int, maker: dict[str, Any], *, manual: bool) -> Judged:
        trail: Trail = ("decisionMakers", i)
        key = next((key for key in RANKING if key in maker), None)
        if manual:
            if key is None and "payoffs" not in maker:
                message = f"“{maker['name']}” has no ranking, and the file says to use rankings"
                expected = f"{RANKING[0]}: {_RANKED}; or {MANUAL[0]} false, to use the statements"
                self.document.say(trail, message, expected)
                return Judged(lambda _grid, _states: None)
            return self._numbers(trail, maker, key)
        if "preferences" in maker:
            listed = maker["preferences"]
            if not isinstance(listed, list):
                message = "preferences are not as they must be"
                self.document.say((*trail, "preferences"), message, "a list of statements", listed)
                listed = []
            instead = f"rank the states ({RANKING[0]}, and {MANUAL[0]} true)"
            if too_many(self.document, (*trail, "preferences"), maker["name"], len(listed), instead):
                listed = []
            return prioritised(self.conditions((*trail, "preferences"), listed))
        if key is None and "payoffs" not in maker:
            self.document.say(trail, f"“{maker['name']}” has no preferences", f"preferences, {RANKING[0]} or payoffs")
            return Judged(lambda _grid, _states: None)
        return self._numbers(trail, maker, key)

    def _flag(self, key: str) -> bool:
        told = self.data.get(key, False)
        if not isinstance(told, bool):
            self.document.say((key,), f"“{key}” is not as it must be", "true or false", told)
        return told is True

    def _numbers(self, trail: Trail, maker: dict[str, Any], key: str | None) -> Judged:
        document = self.document
        name = key or "payoffs"
        data = maker.get(name)

        def make(grid: Grid, states: States) -> Ints | None:
            ordered = _ordered(states, grid)
            place = Place(document, (*trail, name), data, ordered)
            return by_ranking(place) if key else by_utilities(place)

        return Judged(make)

    def _passed_over(self, makers: list[dict[str, Any]], owners: Sequence[int]) -> None:
        more = [key for key in self.data if key not in KNOWN and key not in ("title", "description")]
        if more:
            self.notes.append(f"Of the file these keys are not read: {', '.join(more)}.")
        together = self.data.get("coalitions")
        listed = together if isinstance(together, list) else []
        if any(isinstance(one, list) and len(one) > 1 for one in listed):
            self.notes.append("The file's coalitions are not taken as parties: each member stands by itself.")
        who = [maker["name"] for maker in makers if maker.get("misperceptions")]
        if who:
            self.notes.append(f"What {' and '.join(who)} may not perceive is not read: verdicts are of all states.")
        if list(owners) != sorted(owners):
            self.notes.append(
                "Options do not stand in the order of their owners; states are numbered by the options as they stand."
            )


def _ordered(states: States, grid: Grid) -> States:
    """The states by their numbers from 1 in ascending code, as GMCR+ counts them."""
    del grid

    def meant(data: Any) -> Sequence[int] | None:
        if not isinstance(data, int) or isinstance(data, bool):
            return None
        return [data - 1] if 1 <= data <= states.count else []

    called: Callable[[int], str] = lambda state: f"{state + 1}, code {states.called(state)}"  # noqa: E731
    rule = f"a number from 1 to {states.count:,}: which of the feasible states, in ascending code"
    return States(states.count, meant, called, rule)


def _index(number: Any, count: int) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number < count


def _of_lists(data: list[Any]) -> bool:
    return bool(data) and all(isinstance(one, list) for one in data)
