"""Our own JSON of a conflict in option form (reference: docs/reference/formats.md)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from detente.case.conditions import Condition, Is
from detente.case.grammar import RESERVED
from detente.case.names import ID_RULE, every, id_problem, shorten
from detente.errors import nearest
from detente.exchange.bargains.numbers import DIGITS
from detente.exchange.gmcr.graphs import FORMS, name_problem, preferred, text_of
from detente.exchange.gmcr.located import NOTHING, Document
from detente.exchange.gmcr.making import Judged, Stated, prioritised, too_many
from detente.exchange.gmcr.parsing import Trail
from detente.exchange.gmcr.preferring import Pairs, Place, Preferred, States, check_keys, number, whole
from detente.exchange.gmcr.stating import Conditions, signs_only
from detente.space.conflicts import YES_NO, Choice, changes_of

if TYPE_CHECKING:
    from detente.engines.stability.model import Ints
    from detente.space.conflictgrid import Grid

KEYS = ("title", "description", "source", "parties", "options", "infeasible", "names", "preferences")
OPTION = ("id", "title", "values", "by", "moves")
MOVES = ("both", "forward", "back", "none")
FORMS_TOO = (
    "a list of states, best first; or an object with ranking, with utilities, with worth, with statements, with "
    "statements and weights, or with better and equal"
)
"""The forms that a preference has where there are options."""
EMPTY = States(0, lambda _: None, str, "")


def is_ours(data: Any) -> bool:
    """Whether this is a conflict in option form as we write it."""
    return isinstance(data, dict) and "options" in data and "decisionMakers" not in data


def read(document: Document) -> Stated:
    """The conflict that a file states. Raises FormatError with everything that is wrong."""
    return _Reader(document).read()


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document, self.data = document, document.data
        self.choices: dict[str, Choice] = {}
        self.reader = Conditions(document, self.choices)

    def read(self) -> Stated:
        data = self.data
        self._keys()
        self._kinds()
        self.document.end()
        for i in range(len(data["options"])):
            choice = self._choice(i)
            if choice is not None:
                self.choices[choice.id] = choice
        parties = self._parties()
        self.document.end()
        self._names()
        infeasible = self.reader.conditions(("infeasible",), data.get("infeasible", []))
        judged = {party: self._judged(party) for party in parties}
        self.document.end()
        return Stated(
            self.document,
            text_of(data, "title") or self.document.stem,
            parties,
            tuple(self.choices.values()),
            infeasible,
            judged,
            {party: ("preferences", party) for party in parties},
            {name: (("names", name), target) for name, target in data.get("names", {}).items()},
            description=text_of(data, "description"),
            source=text_of(data, "source"),
        )

    def _keys(self) -> None:
        of_graphs = [key for key in ("states", "moves") if key in self.data]
        for key in of_graphs[:1]:
            expected = "either options, or states and moves"
            self.document.say((key,), f"“{key}” is of an explicit graph, and this file has options", expected)
        check_keys(self.document, (), {key: 0 for key in self.data if key not in of_graphs}, KEYS)

    def _names(self) -> None:
        """Names that mean a state anyhow: a decimal code, a row of signs, or values of options."""
        for name in self.data.get("names", {}):
            problem = name_problem(name, state=self._is_state(name))
            if problem:
                expected = "a name that is no decimal code, no row of signs and no option=value"
                self.document.say(("names", name), problem, expected)

    def _is_state(self, name: str) -> bool:
        if name.isdecimal():
            return len(name) > DIGITS or int(name) < math.prod(len(one.values) for one in self.choices.values())
        if signs_only(name):
            return all(choice.binary for choice in self.choices.values()) and len(name) == len(self.choices)
        parts = [part.partition("=") for part in name.split(",")]
        return every(bool(sign) and option.strip() in self.choices for option, sign, _ in parts)

    def _kinds(self) -> None:
        kinds: tuple[tuple[str, type, str, bool], ...] = (
            ("options", list, "a list of options, each an object with id and by", True),
            ("preferences", dict, "an object, party: preference", True),
            ("infeasible", list, "a list of conditions", False),
            ("names", dict, "an object, name: state", False),
            ("parties", list, "a list of names", False),
            ("title", str, "a text", False),
            ("description", str, "a text", False),
            ("source", str, "a text", False),
        )
        for key, kind, expected, needed in kinds:
            if key not in self.data:
                if needed:
                    self.document.say((), f"the key “{key}” is missing", expected)
            elif not isinstance(self.data[key], kind) or (needed and not self.data[key]):
                self.document.say((key,), f"“{key}” is not as it must be", expected, self.data[key])

    # ---------------------------------------------------------------------------------------------------- options

    def _choice(self, i: int) -> Choice | None:
        trail: Trail = ("options", i)
        option = self.data["options"][i]
        if not isinstance(option, dict):
            self.document.say(trail, "this is no option", "an object with id and by", option)
            return None
        check_keys(self.document, trail, option, OPTION)
        name = option.get("id")
        if "id" not in option:
            self.document.say(trail, "an option has no id", ID_RULE, option)
            return None
        if not self._is_id((*trail, "id"), name, "an option's id"):
            return None
        name = str(name)
        if name in self.choices:
            self.document.say((*trail, "id"), f"two options are called “{name}”", "an id each", name)
            return None
        values = self._values(trail, option)
        by = option.get("by")
        if "by" not in option or not (by is None or (isinstance(by, str) and by.strip())):
            message = f"it is not said who controls “{name}”"
            expected = "“by”: the name of one party, or null for nobody"
            self.document.say((*trail, "by") if "by" in option else trail, message, expected, option.get("by", NOTHING))
            by = None
        title = option.get("title", "")
        if not isinstance(title, str):
            self.document.say((*trail, "title"), "a title is not as it must be", "a text", title)
            title = ""
        return Choice(name, values, by, self._changes((*trail, "moves"), option, values), title)

    def _is_id(self, trail: Trail, name: Any, what: str) -> bool:
        if isinstance(name, str) and not id_problem(name):
            return True
        word = isinstance(name, str) and name in RESERVED
        problem = "may not be a word of the condition language" if word else "is not as it must be"
        self.document.say(trail, f"{what} {problem}", ID_RULE, name)
        return False

    def _values(self, trail: Trail, option: Mapping[str, Any]) -> tuple[str, ...]:
        listed = option.get("values", list(YES_NO))
        if not isinstance(listed, list) or not listed:
            self.document.say(
                (*trail, "values"), "values are not as they must be", "a list of names, one at least", listed
            )
            return YES_NO
        good = every(self._is_id((*trail, "values", k), one, "a value") for k, one in enumerate(listed))
        if good and len(set(listed)) != len(listed):
            self.document.say((*trail, "values"), "a value stands there twice", "each once", listed)
            good = False
        return tuple(listed) if good else YES_NO

    def _changes(self, trail: Trail, option: Mapping[str, Any], values: Sequence[str]) -> Any:
        told = option.get("moves", "both")
        if isinstance(told, str) and told in MOVES:
            return changes_of(told, values)
        if not isinstance(told, list):
            expected = f"{', '.join(MOVES)}, or a list of pairs [from, to]"
            self.document.say(trail, "permitted changes are not as they must be", expected, told)
            return None
        for k, pair in enumerate(told):
            if not isinstance(pair, list) or len(pair) != 2 or any(one not in values for one in pair):
                self.document.say(
                    (*trail, k), "this is no change of a value", f"[from, to], of {', '.join(values)}", pair
                )
                return None
        return tuple((a, b) for a, b in told)

    def _parties(self) -> tuple[str, ...]:
        owners = dict.fromkeys(choice.by for choice in self.choices.values() if choice.by is not None)
        judged = self.data["preferences"]
        listed = self.data.get("parties", list(dict.fromkeys((*owners, *judged))))
        for k, one in enumerate(listed):
            if not isinstance(one, str) or not one.strip():
                self.document.say(("parties", k), "this is no party", "a name", one)
            elif one in listed[:k]:
                self.document.say(("parties", k), f"the party “{one}” stands there twice", "each party once")
        if not listed and "parties" in self.data:
            self.document.say(("parties",), "nobody is a party", "a list of names, or no “parties” at all", listed)
        if self.document.wrong:
            return ()
        names: list[str] = listed
        by = {choice.by: ("options", i, "by") for i, choice in reversed(list(enumerate(self.choices.values())))}
        for party in dict.fromkeys((*owners, *judged)):
            if party not in names:
                expected = f"one of those under “parties”: {', '.join(names)}"
                self.document.say(
                    by.get(party) or ("preferences", party),
                    f"“{party}” is no party",
                    expected,
                    near=nearest(party, names),
                )
        for party in names:
            if party not in judged:
                where: Trail = by.get(party) or ("parties",)
                expected = "one for each party, under “preferences”"
                self.document.say(where, f"“{party}” has no preference", expected, near=nearest(party, judged))
        return tuple(names)

    # ------------------------------------------------------------------------------------------------ preferences

    def _judged(self, party: str) -> Judged:
        trail: Trail = ("preferences", party)
        data = self.data["preferences"].get(party)
        if isinstance(data, dict) and "statements" in data:
            return self._by_statements(trail, data)
        if isinstance(data, dict) and "worth" in data:
            return self._by_worth(trail, data)
        if isinstance(data, dict) and not set(data) <= set(FORMS):
            if "weights" in data:
                self.document.say((*trail, "weights"), "there are weights, and no statements", "statements beside them")
            rest = {key: 0 for key in data if key != "weights"}
            check_keys(self.document, trail, rest, (*FORMS, "statements", "weights", "worth"))
            return _nothing()
        return _over_states(self.document, trail, data)

    def _alone(self, trail: Trail, data: Mapping[str, Any], known: Sequence[str]) -> None:
        """A preference has one form: nothing of another may stand beside it."""
        others = [key for key in data if key in (*FORMS, "statements", "weights", "worth") and key not in known]
        for key in others:
            message = f"a preference has one form: “{key}” cannot stand beside “{known[0]}”"
            self.document.say((*trail, key), message, f"{' and '.join(known)}, and nothing else")
        check_keys(self.document, trail, {key: 0 for key in data if key not in others}, known)

    def _by_statements(self, trail: Trail, data: Mapping[str, Any]) -> Judged:
        self._alone(trail, data, ("statements", "weights"))
        listed = data["statements"]
        instead = "rank the states, or give numbers (utilities, worth, or weights beside the statements)"
        several = len(listed) if isinstance(listed, list) and "weights" not in data else 0
        if too_many(self.document, (*trail, "statements"), str(trail[-1]), several, instead):
            return _nothing()
        read = self.document.said
        conditions = self.reader.conditions((*trail, "statements"), listed)
        if self.document.said > read:
            return _nothing()
        if "weights" not in data:
            return prioritised(conditions)
        place = Place(self.document, (*trail, "weights"), data["weights"], EMPTY)
        if not isinstance(place.data, list) or len(place.data) != len(conditions):
            place.wrong(
                "there is not one weight for each statement", f"a list of {len(conditions)} numbers", place.data
            )
            return _nothing()
        weights = [number(one) for one in place.items()]
        return self._summed(place, list(zip(weights, conditions, strict=True)))

    def _by_worth(self, trail: Trail, data: Mapping[str, Any]) -> Judged:
        self._alone(trail, data, ("worth",))
        place = Place(self.document, (*trail, "worth"), data["worth"], EMPTY)
        if not isinstance(place.data, dict):
            place.wrong("worth is not as it must be", "an object option: {value: number}", place.data)
            return _nothing()
        weighed: list[tuple[Fraction | None, Condition]] = []
        for name in place.data:
            inner = place.at(name)
            if name not in self.choices:
                expected = f"one of {', '.join(self.choices)}"
                inner.wrong(f"no option is called “{name}”", shorten(expected, 200), near=nearest(name, self.choices))
            elif not isinstance(inner.data, dict) or set(inner.data) != set(self.choices[name].values):
                expected = f"a number for each of {', '.join(self.choices[name].values)}"
                inner.wrong(f"the worth of “{name}” is not as it must be", expected, inner.data)
            else:
                weighed += [(number(inner.at(value)), Is(name, (value,))) for value in inner.data]
        return self._summed(place, weighed)

    def _summed(self, place: Place, weighed: Sequence[tuple[Fraction | None, Condition]]) -> Judged:
        numbers = whole([Fraction(0) if weight is None else weight for weight, _ in weighed])
        if numbers is None:
            place.wrong("the numbers cannot be added exactly", "numbers with fewer digits")
            return _nothing()
        conditions = [condition for _, condition in weighed]

        def make(grid: Grid, states: States) -> Ints:
            del states
            return grid.total(zip(numbers, conditions, strict=True))

        return Judged(make, states=False, weighed=tuple(zip(numbers, conditions, strict=True)))


def _over_states(document: Document, trail: Trail, data: Any) -> Judged:
    found: list[Preferred] = []

    def make(grid: Grid, states: States) -> Ints | None:
        del grid
        one = preferred(Place(document, trail, data, states), FORMS_TOO)
        if one is None:
            return None
        found.append(one)
        return one.payoffs

    def unknown() -> Pairs:
        return found[-1].unknown if found else ()

    return Judged(make, unknown=unknown)


def _nothing() -> Judged:
    """After a complaint: nothing is made of it any more."""
    return Judged(lambda _grid, _states: None)
